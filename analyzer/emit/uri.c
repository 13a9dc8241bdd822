/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/uri.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

void dl_uri_path(struct dl_buf *out, const char *path)
{
	/* A first segment with a colon would be read as a scheme: %3A is safe everywhere. */
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (c < 0x80 && (isalnum(c) || strchr("-._~/", c)))
			dl_buf_putc(out, (char)c);
		else
			dl_buf_printf(out, "%%%02X", c);
	}
}

void dl_uri_file(struct dl_buf *out, const char *path)
{
	dl_buf_puts(out, "file://");
	if (*path != '/')
		dl_buf_putc(out, '/');
	dl_uri_path(out, path);
}

static bool is_part(const char *s, size_t n, const char *part)
{
	return n == strlen(part) && strncmp(s, part, n) == 0;
}

void dl_uri_normalise(struct dl_buf *out, const char *path)
{
	size_t start = out->len, floor;	/* ".." cannot go below floor */
	bool absolute = *path == '/';

	if (absolute)
		dl_buf_putc(out, '/');
	floor = out->len;
	while (*path) {
		size_t n = strcspn(path, "/");
		const char *part = path;

		path += n + (path[n] == '/');
		if (!n || is_part(part, n, "."))
			continue;
		if (is_part(part, n, "..") && out->len > floor) {
			while (out->len > floor && out->data[out->len - 1] != '/')
				out->len--;
			if (out->len > floor)
				out->len--;
			out->data[out->len] = '\0';
			continue;
		}
		if (is_part(part, n, "..") && absolute)
			continue;	/* "/.." is "/" */
		if (out->len > start && out->data[out->len - 1] != '/')
			dl_buf_putc(out, '/');
		dl_buf_add(out, part, n);
		if (is_part(part, n, ".."))
			floor = out->len;
	}
}
