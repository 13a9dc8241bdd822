/* SPDX-License-Identifier: Apache-2.0 */
/* Expansion of Makefile text; see make_expand.h. */
#include "source/make_expand.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/path.h"
#include "source/make_internal.h"

#define DL_MAKE_DEPTH 24 /* a variable that names itself ends here */

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

bool dl_make_is_known(const char *expanded)
{
	return !strchr(expanded, DL_MAKE_UNKNOWN);
}

void dl_make_add_unknown(struct dl_make *m, struct dl_buf *out)
{
	if (m->marks)
		dl_buf_putc(out, DL_MAKE_UNKNOWN);
}

void dl_make_set(struct dl_make *m, const char *name, const char *value)
{
	dl_map_put_str(&m->vars, name, dl_arena_strdup(m->arena, value));
}

/* A variable that was appended to, with room for more. */
struct tail {
	char *text; /* the variable has another value when it is not this */
	size_t len;
	size_t room;
};

void dl_make_append(struct dl_make *m, const char *name, const char *value)
{
	const char *old = dl_map_get_str(&m->vars, name);
	struct tail *t = dl_map_get_str(&m->tails, name);
	size_t more = strlen(value);

	if (!old) {
		dl_make_set(m, name, value);
		return;
	}
	if (!t) {
		t = DL_NEW(m->arena, struct tail);
		dl_map_put_str(&m->tails, name, t);
	}
	if (t->text != old) {
		t->len = strlen(old);
		t->room = 0;
	}
	if (t->len > DL_MAKE_SIZE) {
		dl_make_cut(m, "a variable of it grows beyond 1 MiB");
		return;
	}
	if (t->room < t->len + more + 2) {
		t->room = 2 * (t->len + more) + 64;
		t->text = dl_arena_alloc(m->arena, t->room);
		memcpy(t->text, old, t->len);
		dl_map_put_str(&m->vars, name, t->text);
	}
	t->text[t->len++] = ' ';
	memcpy(t->text + t->len, value, more + 1);
	t->len += more;
}

void dl_make_free(struct dl_make *m)
{
	dl_map_free(&m->vars);
	dl_map_free(&m->tails);
}

void dl_make_cut(struct dl_make *m, const char *why)
{
	if (!m->open)
		m->open = "the rest of it";
	if (m->path)
		dl_build_file_left_out(m->files, m->path, why);
}

bool dl_make_spend(struct dl_make *m, size_t bytes)
{
	m->work += bytes;
	if (!m->is_given_up && m->work > DL_MAKE_WORK) {
		m->is_given_up = true;
		dl_make_cut(m, "evaluating it takes too much work");
	}
	return !m->is_given_up;
}

const char *dl_make_locate(const struct dl_make *m, const char *path)
{
	const char *dir = m->dir;
	const char *below;
	const char *full;

	if (!dir || !*path)
		return NULL;
	full = dl_path_join(m->arena, dir, path);
	if (dl_path_is_file(full) || dl_path_is_dir(full))
		return full;
	/* written for another folder, or below a path that is there twice */
	below = dl_path_below(dir, full);
	for (const char *p = full; !below && m->root && m->root[1] && p; p = strstr(p + 1, m->root))
		below = dl_path_below(m->root, p);
	while (below && *below && m->root && dl_path_below(m->root, dir)) {
		full = dl_path_join(m->arena, dir, below);
		if (dl_path_is_file(full) || dl_path_is_dir(full))
			return full;
		if (!strcmp(dir, m->root))
			break;
		dir = dl_path_dir(m->arena, dir);
	}
	return NULL;
}

const char *dl_make_variable(struct dl_make *m, const char *name)
{
	const char *value = dl_map_get_str(&m->vars, name);

	if (!value && m->lookup)
		value = m->lookup(m->data, name);
	return value;
}

const char *dl_make_expanded(struct dl_make *m, const char *text, size_t n, int depth)
{
	struct dl_buf buf = {0};
	const char *result;

	dl_make_expand_into(m, &buf, text, n, depth + 1);
	result = dl_arena_strdup(m->arena, dl_buf_str(&buf));
	dl_buf_free(&buf);
	return result;
}

/* Append the expansion of the variable @name. */
static void add_variable(struct dl_make *m, struct dl_buf *out, const char *name, int depth)
{
	/* to look it up may mean to look through folders */
	const char *value = dl_make_spend(m, 64) ? dl_make_variable(m, name) : NULL;

	if (value)
		dl_make_expand_into(m, out, value, strlen(value), depth + 1);
	else if (!m->knows_variables)
		dl_make_add_unknown(m, out);
}

/* $(NAME:a=b): words of NAME ending in a, with b instead. */
static void suffixes(struct dl_make *m, struct dl_buf *out, const char *ref, const char *colon,
		     int depth)
{
	const char *name = dl_arena_strndup(m->arena, ref, (size_t)(colon - ref));
	const char *equals = strchr(colon, '=');
	struct dl_buf value = {0}, words = {0};
	const char *from, *to;

	add_variable(m, &value, name, depth);
	if (equals) {
		from = dl_arena_strndup(m->arena, colon + 1, (size_t)(equals - colon - 1));
		to = equals + 1;
		if (!strchr(from, '%')) {
			from = dl_arena_printf(m->arena, "%%%s", from);
			to = dl_arena_printf(m->arena, "%%%s", to);
		}
		dl_make_patsubst(&words, from, to, dl_buf_str(&value));
		dl_buf_puts(out, dl_buf_str(&words));
	} else {
		dl_buf_puts(out, dl_buf_str(&value));
	}
	dl_buf_free(&value);
	dl_buf_free(&words);
}

static void reference(struct dl_make *m, struct dl_buf *out, const char *text, size_t n, int depth)
{
	const char *name;
	const char *colon;

	if (dl_make_function(m, out, text, n, depth))
		return;
	name = dl_make_expanded(m, text, n, depth);
	colon = strchr(name, ':');
	if (colon)
		suffixes(m, out, name, colon, depth);
	else
		add_variable(m, out, name, depth);
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

void dl_make_expand_into(struct dl_make *m, struct dl_buf *out, const char *text, size_t n,
			 int depth)
{
	if (out->len > DL_MAKE_SIZE)
		dl_make_cut(m, "an expansion in it grows beyond 1 MiB");
	if (depth > DL_MAKE_DEPTH || out->len > DL_MAKE_SIZE || !dl_make_spend(m, n + 16))
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
	return dl_make_expanded(m, text, strlen(text), 0);
}
