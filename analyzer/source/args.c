/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of compiler flags; see args.h. */
#include "source/args.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

void dl_args_add(struct dl_args *args, const char *flag)
{
	dl_vec_push(args, flag);
}

void dl_args_add_all(struct dl_args *args, const char *const *flags, size_t count)
{
	for (size_t i = 0; i < count; i++)
		dl_args_add(args, flags[i]);
}

void dl_args_printf(struct dl_args *args, struct dl_arena *arena, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	dl_args_add(args, dl_arena_vprintf(arena, fmt, ap));
	va_end(ap);
}

bool dl_args_have(const struct dl_args *args, const char *flag)
{
	for (size_t i = 0; i < args->len; i++) {
		if (!strcmp(args->data[i], flag))
			return true;
	}
	return false;
}

/* Append the word at @p to @word; returns what follows it, NULL when a quote is not closed. */
static const char *shell_word(struct dl_buf *word, const char *p)
{
	char quote = 0;

	for (; *p && (quote || !isspace((unsigned char)*p)); p++) {
		if (quote == '\'' && *p != '\'') {
			dl_buf_putc(word, *p);
		} else if (*p == '\\' && p[1] && (!quote || strchr("\"\\$`", p[1]))) {
			dl_buf_putc(word, *++p);
		} else if (quote ? *p == quote : *p == '"' || *p == '\'') {
			quote = quote ? 0 : *p;
		} else {
			dl_buf_putc(word, *p);
		}
	}
	return quote ? NULL : p;
}

bool dl_args_split(struct dl_args *args, struct dl_arena *arena, const char *text)
{
	struct dl_buf word = {0};

	while (text) {
		while (isspace((unsigned char)*text))
			text++;
		if (!*text)
			break;
		dl_buf_clear(&word);
		text = shell_word(&word, text);
		dl_args_add(args, dl_arena_strdup(arena, dl_buf_str(&word)));
	}
	dl_buf_free(&word);
	return text != NULL;
}
