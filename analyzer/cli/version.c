/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint version. */
#include "cli/version.h"

#include <jansson.h>

#include "cli/cli.h"
#include "frontend/frontend.h"
#include "report/rule_info.h"

int dl_cli_version(void)
{
	struct dl_buf out = {0};
	int code;

	dl_buf_printf(&out, "dmalint %s\n", DMALINT_VERSION);
	dl_buf_printf(&out, "rules   %zu\n", dl_rule_info_count);
	dl_buf_printf(&out, "parser  %s\n", dl_frontend_version());
	dl_buf_printf(&out, "Jansson %s\n", jansson_version_str());
	code = dl_cli_print(&out, DL_EXIT_CLEAN);
	dl_buf_free(&out);
	return code;
}
