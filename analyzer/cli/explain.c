/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint explain: the page of a rule. */
#include "cli/cli.h"
#include "report/rule_info.h"

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

static int run(const struct dl_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{"markdown", no_argument, NULL, 'm'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	struct dl_buf out = {0};
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
	for (int i = optind; i < argc; i++) {
		const struct dl_rule_info *r = dl_rule_info_find(argv[i]);

		if (!r) {
			dl_buf_free(&out);
			return dl_cli_error("there is no rule '%s'; 'dmalint rules' lists them",
					    argv[i]);
		}
		dl_buf_printf(&out, "%s%s", i > optind ? "\n" : "",
			      markdown ? r->help_markdown : r->help_text);
		if (out.len && out.data[out.len - 1] != '\n')
			dl_buf_putc(&out, '\n');
	}
	code = dl_cli_print(&out, code);
	dl_buf_free(&out);
	return code;
}

const struct dl_command dl_command_explain = {
	.name = "explain",
	.summary = "explain a rule: what it finds, why it is a bug, how to fix it",
	.help = help,
	.run = run,
};
