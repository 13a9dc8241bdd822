/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint rules: the table of rules. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "report/rule_info.h"

static const char help[] = "List the rules.\n"
			   "\n"
			   "Usage: dmalint rules [--format text|json]\n"
			   "\n"
			   "Options:\n"
			   "  --format FORMAT   text (default) or json\n"
			   "  -h, --help        this text\n"
			   "\n"
			   "Examples:\n"
			   "  dmalint rules\n"
			   "  dmalint rules --format json | jq -r '.[].id'\n"
			   "  dmalint explain DMA101\n";

static void print_text(struct dl_buf *out)
{
	for (size_t i = 0; i < dl_rule_info_count; i++) {
		const struct dl_rule_info *r = &dl_rule_infos[i];

		dl_buf_printf(out, "%-7s %-8s %-8s %-24s %s\n", r->id, dl_level_name(r->level),
			      dl_rule_status_name(r->status), r->name, r->summary);
	}
}

static json_t *rule_to_json(const struct dl_rule_info *r)
{
	json_t *cwes = json_array();
	json_t *tags = json_array();

	for (size_t i = 0; i < r->cwe_count; i++)
		json_array_append_new(cwes, json_integer(r->cwes[i]));
	for (size_t i = 0; i < r->tag_count; i++)
		json_array_append_new(tags, json_string(r->tags[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:s, s:o, s:o, s:s}", "id", r->id,
			 "name", r->name, "summary", r->summary, "description", r->description,
			 "level", dl_level_name(r->level), "precision",
			 dl_precision_name(r->precision), "securitySeverity", r->security_severity,
			 "status", dl_rule_status_name(r->status), "cwe", cwes, "tags", tags,
			 "help", r->help_markdown);
}

static int print_json(struct dl_buf *out)
{
	json_t *list = json_array();
	char *text;

	for (size_t i = 0; i < dl_rule_info_count; i++)
		json_array_append_new(list, rule_to_json(&dl_rule_infos[i]));
	text = json_dumps(list, JSON_INDENT(2));
	json_decref(list);
	if (!text)
		return dl_cli_error("the rules cannot be written as JSON");
	dl_buf_puts(out, text);
	dl_buf_putc(out, '\n');
	free(text);
	return DL_EXIT_CLEAN;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{"format", required_argument, NULL, 'f'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	struct dl_buf out = {0};
	bool json = false;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":h", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		json = strcmp(optarg, "json") == 0;
		if (!json && strcmp(optarg, "text") != 0)
			return dl_cli_usage(command, "--format takes text or json, not '%s'",
					    optarg);
	}
	if (optind < argc)
		return dl_cli_usage(command, "'%s' is one argument too many", argv[optind]);
	if (json)
		code = print_json(&out);
	else
		print_text(&out);
	code = dl_cli_print(&out, code);
	dl_buf_free(&out);
	return code;
}

const struct dl_command dl_command_rules = {
	.name = "rules",
	.summary = "list the rules",
	.help = help,
	.run = run,
};
