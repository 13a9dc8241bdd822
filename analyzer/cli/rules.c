/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint rules: the table of rules. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] = "List the rules.\n"
			   "\n"
			   "Usage: dmalint rules [--format text|json]\n"
			   "\n"
			   "Options:\n"
			   "  -f, --format FORMAT  text (default) or json\n"
			   "  -h, --help           this text\n"
			   "\n"
			   "Examples:\n"
			   "  dmalint rules\n"
			   "  dmalint rules --format json | jq -r '.[].id'\n"
			   "  dmalint explain DMA101\n";

static void print_text(FILE *out)
{
	for (size_t i = 0; i < dmalint_rule_count(); i++) {
		const struct dmalint_rule *r = dmalint_rule_at(i);

		const char *profile = dmalint_rule_profile(r);

		fprintf(out, "%-7s %-8s %-8s %-24s %s", dmalint_rule_id(r),
			dmalint_level_name(dmalint_rule_level(r)),
			dmalint_stability_name(dmalint_rule_stability(r)), dmalint_rule_name(r),
			dmalint_rule_summary(r));
		if (profile)
			fprintf(out, " (--profile %s)", profile);
		fputc('\n', out);
	}
}

static json_t *rule_to_json(const struct dmalint_rule *r)
{
	json_t *cwes = json_array();
	json_t *tags = json_array();

	for (size_t i = 0; i < dmalint_rule_cwe_count(r); i++)
		json_array_append_new(cwes, json_integer(dmalint_rule_cwe(r, i)));
	for (size_t i = 0; i < dmalint_rule_tag_count(r); i++)
		json_array_append_new(tags, json_string(dmalint_rule_tag(r, i)));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:s, s:o, s:o, s:s?, s:s}", "id",
			 dmalint_rule_id(r), "name", dmalint_rule_name(r), "summary",
			 dmalint_rule_summary(r), "description", dmalint_rule_description(r),
			 "level", dmalint_level_name(dmalint_rule_level(r)), "precision",
			 dmalint_precision_name(dmalint_rule_precision(r)), "securitySeverity",
			 dmalint_rule_security_severity(r), "status",
			 dmalint_stability_name(dmalint_rule_stability(r)), "cwe", cwes, "tags",
			 tags, "profile", dmalint_rule_profile(r), "help", dmalint_rule_help_markdown(r));
}

static int print_json(FILE *out)
{
	json_t *list = json_array();
	char *text;

	for (size_t i = 0; i < dmalint_rule_count(); i++)
		json_array_append_new(list, rule_to_json(dmalint_rule_at(i)));
	text = json_dumps(list, JSON_INDENT(2));
	json_decref(list);
	if (!text)
		return dl_cli_error("the rules cannot be written as JSON");
	fprintf(out, "%s\n", text);
	free(text);
	return DL_EXIT_CLEAN;
}

static const struct option options[] = {
	{"format", required_argument, NULL, 'f'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct dl_text out;
	bool json = false;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":hf:", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		json = strcmp(optarg, "json") == 0;
		if (!json && strcmp(optarg, "text") != 0)
			return dl_cli_usage(command, "--format takes text or json, not '%s'",
					    optarg);
	}
	if (optind < argc)
		return dl_cli_usage(command, "'%s' is one argument too many", argv[optind]);
	dl_text_begin(&out);
	if (json)
		code = print_json(out.file);
	else
		print_text(out.file);
	return dl_text_print(&out, code);
}

const struct dl_command dl_command_rules = {
	.name = "rules",
	.summary = "list the rules",
	.help = help,
	.run = run,
	.options = options,
};
