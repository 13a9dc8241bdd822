/* SPDX-License-Identifier: Apache-2.0 */
/* See ctext.h. */
#include "base/ctext.h"

#include <string.h>

const char *dl_text_skip_passive(const char *p, const char *end)
{
	char quote = *p;

	if (quote == '/' && p + 1 < end && p[1] == '/') {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		return nl ? nl : end;
	}
	if (quote == '/' && p + 1 < end && p[1] == '*') {
		const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);

		/* one that never ends hides nothing: it is an error, and no comment */
		return close ? close + 2 : p + 2;
	}
	if (quote != '"' && quote != '\'')
		return p;
	for (p++; p < end && *p != quote && *p != '\n'; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
	}
	return p < end ? p + 1 : end;
}
