/* SPDX-License-Identifier: Apache-2.0 */
#include "source/embedded.h"

#include <ctype.h>
#include <string.h>

const struct dl_embedded_file *dl_embedded_find(const char *path)
{
	for (size_t i = 0; i < dl_embedded_header_count; i++) {
		if (!strcmp(dl_embedded_headers[i].path, path))
			return &dl_embedded_headers[i];
	}
	return NULL;
}

const char *dl_embedded_text(const char *path)
{
	const struct dl_embedded_file *f = dl_embedded_find(path);

	return f ? f->data : "";
}

const char *dl_embedded_next_line(struct dl_arena *arena, const char **text)
{
	while (**text) {
		const char *start = *text + strspn(*text, " \t");
		const char *end = strchrnul(start, '\n');
		size_t n = (size_t)(end - start);

		*text = *end ? end + 1 : end;
		while (n && isspace((unsigned char)start[n - 1]))
			n--;
		if (n && *start != '#')
			return dl_arena_strndup(arena, start, n);
	}
	return NULL;
}
