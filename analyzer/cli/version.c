/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint version. */
#include "cli/version.h"

#include <jansson.h>

#include "cli/cli.h"

int dl_cli_version(void)
{
	struct dmalint_error error;
	struct dl_text out;
	char parser[256];
	int code = DL_EXIT_CLEAN;

	dl_text_begin(&out);
	fprintf(out.file, "dmalint %s\n", dmalint_version());
	fprintf(out.file, "rules   %zu\n", dmalint_rule_count());
	if (dmalint_parser_version(parser, sizeof(parser), &error) == DMALINT_OK)
		fprintf(out.file, "parser  %s\n", parser);
	else
		code = dl_cli_error("%s", error.message);
	fprintf(out.file, "Jansson %s\n", jansson_version_str());
	return dl_text_print(&out, code);
}
