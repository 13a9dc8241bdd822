/* SPDX-License-Identifier: Apache-2.0 */
/* See confidence.h. */
#include "cli/confidence.h"

#include <string.h>

bool dl_cli_confidence(const struct dl_command *command, const char *text, enum dl_confidence *out)
{
	for (int c = DL_CONF_LOW; c <= DL_CONF_HIGH; c++)
		if (strcmp(text, dl_confidence_name((enum dl_confidence)c)) == 0) {
			*out = (enum dl_confidence)c;
			return true;
		}
	dl_cli_usage(command, "--confidence takes high, medium or low, not '%s'", text);
	return false;
}
