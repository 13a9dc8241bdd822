/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint version. */
#include "cli/version.h"

#include <jansson.h>

#include "cli/cli.h"

int dl_cli_version(void)
{
	struct dl_text out;

	dl_text_begin(&out);
	fprintf(out.file, "dmalint %s\n", dmalint_version());
	fprintf(out.file, "rules   %zu\n", dmalint_rule_count());
	fprintf(out.file, "parser  %s\n", dmalint_parser_version());
	fprintf(out.file, "Jansson %s\n", jansson_version_str());
	return dl_text_print(&out, DL_EXIT_CLEAN);
}
