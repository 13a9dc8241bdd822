/* SPDX-License-Identifier: Apache-2.0 */
/* file: URIs and paths. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lsp/server.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *dl_lsp_path_of(const char *uri)
{
	const char *p = uri + 7;
	char *path, *out;

	if (strncasecmp(uri, "file://", 7) != 0)
		return NULL;
	/* the name of this machine, mostly empty */
	p = strchr(p, '/');
	if (!p)
		return NULL;
	path = out = dl_lsp_alloc(strlen(p) + 1);
	while (*p) {
		int high = *p == '%' ? hex(p[1]) : -1;
		int low = high >= 0 ? hex(p[2]) : -1;
		char c = low >= 0 ? (char)(16 * high + low) : *p;

		if (!c) {
			free(path);
			return NULL;
		}
		*out++ = c;
		p += low >= 0 ? 3 : 1;
	}
	return path;
}

char *dl_lsp_uri_of(const char *path)
{
	static const char digits[] = "0123456789ABCDEF";
	char *uri = dl_lsp_alloc(7 + 3 * strlen(path) + 1);
	char *out = stpcpy(uri, "file://");

	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (isascii(c) && (isalnum(c) || strchr("/-._~", c))) {
			*out++ = (char)c;
		} else {
			*out++ = '%';
			*out++ = digits[c >> 4];
			*out++ = digits[c & 15];
		}
	}
	return uri;
}
