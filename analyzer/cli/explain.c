/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint explain: the page of a rule, or what the models say of a function. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/suggest.h"

static const char help[] =
	"Explain a rule: what it finds, why that is a bug, how to fix it.\n"
	"Or say what dmalint knows of a function of the kernel.\n"
	"\n"
	"Usage: dmalint explain RULE...\n"
	"       dmalint explain --model FUNCTION...\n"
	"\n"
	"RULE is an id or a name: DMA101 or unchecked-mapping. `dmalint rules` lists them.\n"
	"FUNCTION is the name of one, or a field: spi_transfer.tx_buf\n"
	"\n"
	"Options:\n"
	"  --markdown      the page as it is written, in Markdown\n"
	"  --model         a function's role, arguments (counted from 0), failure, family, "
	"partners\n"
	"  --models FILE   with the models of this file, too (may be given several times)\n"
	"  -h, --help      this text\n"
	"\n"
	"Examples:\n"
	"  dmalint explain DMA101\n"
	"  dmalint explain --markdown unchecked-mapping\n"
	"  dmalint explain --model dma_map_sg dma_unmap_sg\n";

enum { OPT_MARKDOWN = 256, OPT_MODEL, OPT_MODELS };

static const struct option options[] = {
	{"help", no_argument, NULL, 'h'},
	{"markdown", no_argument, NULL, OPT_MARKDOWN},
	{"model", no_argument, NULL, OPT_MODEL},
	{"models", required_argument, NULL, OPT_MODELS},
	{0},
};

struct explain_command {
	const struct dl_command *command;
	bool markdown;
	bool model;
	const char **files; /* of models */
	size_t file_count;
};

/* ---- models ---- */

/* "name()" is "name", "x.f" is "struct x.f". */
static bool is_called(const char *name, const char *word)
{
	size_t len = strcspn(word, "(");

	if (strncmp(name, "struct ", 7) == 0 && strncmp(word, "struct ", 7) != 0)
		name += 7;
	return strncmp(name, word, len) == 0 && !name[len];
}

static int no_model(const struct dmalint_models *models, const char *word)
{
	struct dl_meant meant = dl_meant_begin(word);

	for (size_t i = 0; i < dmalint_models_count(models); i++)
		dl_meant_offer(&meant, dmalint_models_name(models, i));
	return dl_cli_error("there is no model of '%s'%s", word, meant.text);
}

/* The text on @word; NULL when there is none. */
static const char *find_model(struct dmalint_models *models, const char *word)
{
	for (size_t i = 0; i < dmalint_models_count(models); i++)
		if (is_called(dmalint_models_name(models, i), word))
			return dmalint_models_explain(models, i);
	return NULL;
}

static int explain_models(const struct explain_command *self, char **names, int count)
{
	struct dmalint_models *models;
	struct dmalint_error error;
	int code = DL_EXIT_CLEAN;
	struct dl_text out;

	if (dmalint_models_open(&models, self->files, self->file_count, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	dl_text_begin(&out);
	for (int i = 0; i < count && code == DL_EXIT_CLEAN; i++) {
		const char *text = find_model(models, names[i]);

		if (text)
			fprintf(out.file, "%s%s", i ? "\n" : "", text);
		else
			code = no_model(models, names[i]);
	}
	dmalint_models_free(models);
	if (code == DL_EXIT_CLEAN)
		return dl_text_print(&out, code);
	dl_text_drop(&out);
	return code;
}

/* ---- rules ---- */

static int no_rule(const char *word)
{
	struct dmalint_models *models;
	bool is_function = false;

	if (dmalint_models_open(&models, NULL, 0, NULL) == DMALINT_OK)
		is_function = find_model(models, word) != NULL;
	dmalint_models_free(models);
	if (is_function)
		return dl_cli_error(
			"there is no rule '%s', but a function: 'dmalint explain --model %s'", word,
			word);
	return dl_cli_no_rule(NULL, word);
}

static int explain_rules(const struct explain_command *self, char **names, int count)
{
	struct dl_text out;

	dl_text_begin(&out);
	for (int i = 0; i < count; i++) {
		const struct dmalint_rule *r = dmalint_rule_find(names[i]);
		const char *page;

		if (!r) {
			dl_text_drop(&out);
			return no_rule(names[i]);
		}
		page = self->markdown ? dmalint_rule_help_markdown(r) : dmalint_rule_help_text(r);
		fprintf(out.file, "%s%s", i ? "\n" : "", page);
		if (*page && page[strlen(page) - 1] != '\n')
			fputc('\n', out.file);
	}
	return dl_text_print(&out, DL_EXIT_CLEAN);
}

static int explain(const struct explain_command *self, char **names, int count)
{
	if (!count)
		return dl_cli_usage(
			self->command,
			self->model ? "which function? Name one, as in 'dmalint explain "
				      "--model dma_map_sg'"
				    : "which rule? Name one, as in 'dmalint explain DMA101'");
	if (self->file_count && !self->model)
		return dl_cli_usage(self->command, "--models is for --model");
	if (self->markdown && self->model)
		return dl_cli_usage(self->command, "--markdown is for rules");
	return self->model ? explain_models(self, names, count) : explain_rules(self, names, count);
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct explain_command self = {
		.command = command,
		.files = dl_cli_alloc((size_t)argc, sizeof(char *)),
	};
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":h", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			break;
		self.markdown |= c == OPT_MARKDOWN;
		self.model |= c == OPT_MODEL;
		if (c == OPT_MODELS)
			self.files[self.file_count++] = optarg;
	}
	if (c != DL_OPT_STOP)
		code = explain(&self, argv + optind, argc - optind);
	free(self.files);
	return code;
}

const struct dl_command dl_command_explain = {
	.name = "explain",
	.summary = "explain a rule, or what is known of a function",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "RULE",
};
