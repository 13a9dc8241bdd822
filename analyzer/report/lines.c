/* SPDX-License-Identifier: Apache-2.0 */
/* See lines.h. */
#include "report/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define HEX_DIGITS 16

static bool is_record(const char *p, const char **end)
{
	if (*end > p && (*end)[-1] == '\r')
		--*end;
	return p < *end && *p != '#';
}

enum dl_status dl_lines_read(const char *file, dl_line_fn take, void *arg, const char *form,
			     struct dl_error *err)
{
	struct dl_buf text = {0};
	enum dl_status status = dl_file_read(&text, file, err);
	const char *p = dl_buf_str(&text), *end = p + text.len;
	size_t line = 1;

	for (; status == DL_OK && p < end; line++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p)), *last = nl ? nl : end;

		if (is_record(p, &last) && !take(arg, p, last))
			status = dl_fail(err, DL_ERR_INVALID,
					 "%s is damaged: line %zu is not %s with tabs between; mend "
					 "the line or remove it",
					 file, line, form);
		p = nl ? nl + 1 : end;
	}
	dl_buf_free(&text);
	return status;
}

const char *dl_line_next(struct dl_arena *arena, const char **at, const char *end)
{
	const char *begin = *at;
	const char *tab = begin < end ? memchr(begin, '\t', (size_t)(end - begin)) : NULL;

	*at = tab ? tab + 1 : end;
	return dl_arena_strndup(arena, begin, (size_t)((tab ? tab : end) - begin));
}

bool dl_line_fingerprint(uint64_t *out, const char *text)
{
	if (strspn(text, "0123456789abcdef") != HEX_DIGITS || text[HEX_DIGITS])
		return false;
	*out = strtoull(text, NULL, 16);
	return true;
}

void dl_line_field(struct dl_buf *out, const char *text, char after)
{
	for (; *text; text++)
		dl_buf_putc(out, (unsigned char)*text < ' ' ? '?' : *text);
	dl_buf_putc(out, after);
}
