/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint explain: the page of a rule. */
#include <string.h>

#include "cli/cli.h"
#include "cli/suggest.h"

static const char help[] =
	"Explain a rule: what it finds, why that is a bug, how to fix it.\n"
	"\n"
	"Usage: dmalint explain RULE...\n"
	"\n"
	"RULE is an id or a name: DMA101 or unchecked-mapping. `dmalint rules` lists them.\n"
	"\n"
	"Options:\n"
	"  --markdown   the page as it is written, in Markdown\n"
	"  -h, --help   this text\n"
	"\n"
	"Examples:\n"
	"  dmalint explain DMA101\n"
	"  dmalint explain --markdown unchecked-mapping\n";

static int explain(char **names, int count, bool markdown)
{
	struct dl_text out;

	dl_text_begin(&out);
	for (int i = 0; i < count; i++) {
		const struct dmalint_rule *r = dmalint_rule_find(names[i]);
		const char *page;

		if (!r) {
			dl_text_drop(&out);
			return dl_cli_no_rule(NULL, names[i]);
		}
		page = markdown ? dmalint_rule_help_markdown(r) : dmalint_rule_help_text(r);
		fprintf(out.file, "%s%s", i ? "\n" : "", page);
		if (*page && page[strlen(page) - 1] != '\n')
			fputc('\n', out.file);
	}
	return dl_text_print(&out, DL_EXIT_CLEAN);
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{"markdown", no_argument, NULL, 'm'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	bool markdown = false;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":h", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		markdown = true;
	}
	if (optind == argc)
		return dl_cli_usage(command,
				    "which rule? Name one, as in 'dmalint explain DMA101'");
	return explain(argv + optind, argc - optind, markdown);
}

const struct dl_command dl_command_explain = {
	.name = "explain",
	.summary = "explain a rule: what it finds, why it is a bug, how to fix it",
	.help = help,
	.run = run,
};
