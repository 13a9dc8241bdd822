/* SPDX-License-Identifier: Apache-2.0 */
/* Expansion of Makefile text; see make_expand.h. */
#include "source/make_expand.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define DL_MAKE_DEPTH 24     /* a variable that names itself ends here */
#define DL_MAKE_STEPS 100000 /* and one that doubles at each step here */
#define DL_MAKE_SIZE  (1 << 20)

static void expand(struct dl_make *m, struct dl_buf *out, const char *text, size_t n, int depth);

#define DL_MAKE_BLANK '\x01'

static const char *replace_byte(struct dl_arena *arena, const char *text, char from, char to)
{
	char *copy;

	if (!text || !strchr(text, from))
		return text;
	copy = dl_arena_strdup(arena, text);
	for (char *p = copy; *p; p++) {
		if (*p == from)
			*p = to;
	}
	return copy;
}

const char *dl_make_quote(struct dl_arena *arena, const char *path)
{
	return replace_byte(arena, path, ' ', DL_MAKE_BLANK);
}

const char *dl_make_unquote(struct dl_arena *arena, const char *word)
{
	return replace_byte(arena, word, DL_MAKE_BLANK, ' ');
}

void dl_make_set(struct dl_make *m, const char *name, const char *value)
{
	dl_map_put_str(&m->vars, name, dl_arena_strdup(m->arena, value));
}

void dl_make_append(struct dl_make *m, const char *name, const char *value)
{
	const char *old = dl_map_get_str(&m->vars, name);

	if (old)
		dl_map_put_str(&m->vars, name, dl_arena_printf(m->arena, "%s %s", old, value));
	else
		dl_make_set(m, name, value);
}

static const char *variable(struct dl_make *m, const char *name)
{
	const char *value = dl_map_get_str(&m->vars, name);

	if (!value && m->lookup)
		value = m->lookup(m->data, name);
	return value ? value : "";
}

static const char *expanded(struct dl_make *m, const char *text, size_t n, int depth)
{
	struct dl_buf buf = {0};
	const char *result;

	expand(m, &buf, text, n, depth + 1);
	result = dl_arena_strdup(m->arena, dl_buf_str(&buf));
	dl_buf_free(&buf);
	return result;
}

/* Length of the text up to the first comma outside parentheses. */
static size_t argument_length(const char *text, size_t n)
{
	int nested = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '(' || text[i] == '{')
			nested++;
		else if (text[i] == ')' || text[i] == '}')
			nested--;
		else if (text[i] == ',' && nested == 0)
			return i;
	}
	return n;
}

/* Append each blank-separated word with @before and @after around it. */
static void add_words(struct dl_buf *out, const char *words, const char *before, const char *after)
{
	while (*words) {
		size_t n;

		words += strspn(words, " \t");
		n = strcspn(words, " \t");
		if (!n)
			break;
		if (out->len && out->data[out->len - 1] != ' ')
			dl_buf_putc(out, ' ');
		dl_buf_puts(out, before);
		dl_buf_add(out, words, n);
		dl_buf_puts(out, after);
		words += n;
	}
}

static void function_foreach(struct dl_make *m, struct dl_buf *out, const char *args, size_t n,
			     int depth)
{
	size_t first = argument_length(args, n);
	size_t second =
		first < n ? first + 1 + argument_length(args + first + 1, n - first - 1) : n;
	const char *name;
	const char *words;

	if (second >= n)
		return;
	name = expanded(m, args, first, depth);
	words = expanded(m, args + first + 1, second - first - 1, depth);
	while (*words && out->len < DL_MAKE_SIZE) {
		size_t len;

		words += strspn(words, " \t");
		len = strcspn(words, " \t");
		if (!len)
			break;
		dl_map_put_str(&m->vars, name, dl_arena_strndup(m->arena, words, len));
		if (out->len)
			dl_buf_putc(out, ' ');
		expand(m, out, args + second + 1, n - second - 1, depth + 1);
		words += len;
	}
}

static bool is_word(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && !memcmp(text, word, n);
}

/* $(function arguments): true when it was one, known or not. */
static bool function(struct dl_make *m, struct dl_buf *out, const char *text, size_t n, int depth)
{
	const char *blank = memchr(text, ' ', n);
	size_t name_len = blank ? (size_t)(blank - text) : 0;
	const char *args;
	size_t args_len;
	size_t first;
	bool prefix;

	if (!name_len || memchr(text, '$', name_len) || memchr(text, ':', name_len))
		return false;
	args = blank + strspn(blank, " \t");
	args_len = n - (size_t)(args - text);
	prefix = is_word(text, name_len, "addprefix");
	if (prefix || is_word(text, name_len, "addsuffix")) {
		const char *fix;
		const char *words;

		first = argument_length(args, args_len);
		fix = expanded(m, args, first, depth);
		words = first < args_len
				? expanded(m, args + first + 1, args_len - first - 1, depth)
				: "";
		add_words(out, words, prefix ? fix : "", prefix ? "" : fix);
	} else if (is_word(text, name_len, "foreach")) {
		function_foreach(m, out, args, args_len, depth);
	} else if (is_word(text, name_len, "strip") || is_word(text, name_len, "sort") ||
		   is_word(text, name_len, "abspath") || is_word(text, name_len, "realpath")) {
		expand(m, out, args, args_len, depth + 1);
	}
	return true;
}

/* $(NAME:a=b): words of NAME ending in a, with b instead. */
static void suffixes(struct dl_make *m, struct dl_buf *out, const char *ref, const char *colon,
		     int depth)
{
	const char *name = dl_arena_strndup(m->arena, ref, (size_t)(colon - ref));
	const char *equals = strchr(colon, '=');
	const char *value = variable(m, name);
	const char *from;
	const char *to;

	value = expanded(m, value, strlen(value), depth);
	if (!equals) {
		dl_buf_puts(out, value);
		return;
	}
	from = dl_arena_strndup(m->arena, colon + 1, (size_t)(equals - colon - 1));
	to = equals + 1;
	from += *from == '%';
	to += *to == '%';
	while (*value) {
		size_t n;
		size_t from_len = strlen(from);

		value += strspn(value, " \t");
		n = strcspn(value, " \t");
		if (!n)
			break;
		if (out->len)
			dl_buf_putc(out, ' ');
		if (n >= from_len && !memcmp(value + n - from_len, from, from_len)) {
			dl_buf_add(out, value, n - from_len);
			dl_buf_puts(out, to);
		} else {
			dl_buf_add(out, value, n);
		}
		value += n;
	}
}

static void reference(struct dl_make *m, struct dl_buf *out, const char *text, size_t n, int depth)
{
	const char *name;
	const char *value;
	const char *colon;

	if (function(m, out, text, n, depth))
		return;
	name = expanded(m, text, n, depth);
	colon = strchr(name, ':');
	if (colon) {
		suffixes(m, out, name, colon, depth);
		return;
	}
	value = variable(m, name);
	expand(m, out, value, strlen(value), depth + 1);
}

/* Index of the parenthesis that closes the one at text[0]; @n when there is none. */
static size_t closing(const char *text, size_t n)
{
	char open = text[0];
	char close = open == '(' ? ')' : '}';
	int nested = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == open)
			nested++;
		else if (text[i] == close && --nested == 0)
			return i;
	}
	return n;
}

static void expand(struct dl_make *m, struct dl_buf *out, const char *text, size_t n, int depth)
{
	if (depth > DL_MAKE_DEPTH || out->len > DL_MAKE_SIZE || ++m->steps > DL_MAKE_STEPS)
		return;
	for (size_t i = 0; i < n; i++) {
		size_t end;

		if (text[i] != '$' || i + 1 >= n) {
			dl_buf_putc(out, text[i]);
			continue;
		}
		i++;
		if (text[i] == '$') {
			dl_buf_putc(out, '$');
			continue;
		}
		if (text[i] != '(' && text[i] != '{') {
			reference(m, out, text + i, 1, depth);
			continue;
		}
		end = i + closing(text + i, n - i);
		if (end < n)
			reference(m, out, text + i + 1, end - i - 1, depth);
		i = end;
	}
}

const char *dl_make_expand(struct dl_make *m, const char *text)
{
	m->steps = 0;
	return expanded(m, text, strlen(text), 0);
}
