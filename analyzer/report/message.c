/* SPDX-License-Identifier: Apache-2.0 */
#include "report/message.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

static const char *to_arena(struct dl_arena *arena, struct dl_buf *buf)
{
	const char *s = dl_arena_strdup(arena, dl_buf_str(buf));

	dl_buf_free(buf);
	return s;
}

const char *dl_message_quote(struct dl_arena *arena, const char *expression)
{
	struct dl_buf buf = { 0 };
	bool space = false;

	for (const char *s = expression ? expression : ""; *s; s++) {
		if (isspace((unsigned char)*s)) {
			space = buf.len > 0;
			continue;
		}
		if (space)
			dl_buf_putc(&buf, ' ');
		space = false;
		dl_buf_putc(&buf, *s == '\'' ? '"' : *s);
	}
	if (!buf.len)
		dl_buf_putc(&buf, '?');
	if (buf.len > DL_MESSAGE_EXPRESSION_MAX) {
		size_t cut = DL_MESSAGE_EXPRESSION_MAX - 3;

		while (cut && ((unsigned char)buf.data[cut] & 0xc0) == 0x80)
			cut--;
		buf.len = cut;
		dl_buf_puts(&buf, "...");
	}
	expression = dl_arena_printf(arena, "'%s'", dl_buf_str(&buf));
	dl_buf_free(&buf);
	return expression;
}

const char *dl_message_fill(struct dl_arena *arena, const char *text, const char *const *args,
			    size_t count)
{
	struct dl_buf buf = { 0 };

	while (*text) {
		size_t index = 0, n = 1;

		if ((*text == '{' || *text == '}') && text[1] == *text) {
			dl_buf_putc(&buf, *text);
			text += 2;
			continue;
		}
		while (*text == '{' && isdigit((unsigned char)text[n]) && n < 4)
			index = index * 10 + (size_t)(text[n++] - '0');
		if (*text == '{' && n > 1 && text[n] == '}' && index < count) {
			dl_buf_puts(&buf, args[index] ? args[index] : "");
			text += n + 1;
		} else {
			dl_buf_putc(&buf, *text++);
		}
	}
	return to_arena(arena, &buf);
}

bool dl_message_is_sentence(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	return len > 1 && text[len - 1] == '.' && !strpbrk(text, "\r\n");
}
