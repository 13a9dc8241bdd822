/* SPDX-License-Identifier: Apache-2.0 */
/* Kbuild files, line by line; see makefile.h. */
#include "source/makefile.h"
#include "base/file.h"
#include "base/path.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>


#define DL_INCLUDE_DEPTH 8
#define DL_IF_DEPTH	 32

struct makefile_reader {
	struct dl_make *make;
	const char *base;
	int include_depth;
	int if_depth;
	bool active[DL_IF_DEPTH + 1]; /* lines of this branch count */
	bool taken[DL_IF_DEPTH + 1];  /* a branch of this conditional was taken */
	bool define;		      /* inside define ... endef */
};

static void read_text(struct makefile_reader *r, const char *text);

static const char *after_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(line, word, n) ||
	    (line[n] && !isspace((unsigned char)line[n]) && line[n] != '('))
		return NULL;
	return line + n + strspn(line + n, " \t");
}

static char *trimmed(struct dl_arena *arena, const char *s, size_t n)
{
	while (n && isspace((unsigned char)*s))
		s++, n--;
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	return dl_arena_strndup(arena, s, n);
}

/* "(a,b)" or '"a" "b"' of ifeq: whether both sides expand to the same text. */
static bool sides_equal(struct makefile_reader *r, const char *args)
{
	struct dl_arena *arena = r->make->arena;
	const char *a;
	const char *b;

	if (*args == '(') {
		size_t n = strlen(args);
		size_t comma = 0;
		int nested = 0;

		while (n && args[n - 1] != ')')
			n--;
		for (size_t i = 1; i + 1 < n && !comma; i++) {
			nested += args[i] == '(' ? 1 : args[i] == ')' ? -1 : 0;
			if (args[i] == ',' && nested == 0)
				comma = i;
		}
		if (!comma)
			return false;
		a = trimmed(arena, args + 1, comma - 1);
		b = trimmed(arena, args + comma + 1, n - comma - 2);
	} else {
		char quote = *args;
		const char *end = quote ? strchr(args + 1, quote) : NULL;
		const char *second = end ? strpbrk(end + 1, "\"'") : NULL;
		const char *last = second ? strchr(second + 1, *second) : NULL;

		if (!last)
			return false;
		a = dl_arena_strndup(arena, args + 1, (size_t)(end - args - 1));
		b = dl_arena_strndup(arena, second + 1, (size_t)(last - second - 1));
	}
	a = dl_make_expand(r->make, a);
	b = dl_make_expand(r->make, b);
	return !strcmp(trimmed(arena, a, strlen(a)), trimmed(arena, b, strlen(b)));
}

static bool defined(struct makefile_reader *r, const char *name)
{
	const char *ref = dl_arena_printf(r->make->arena, "$(%s)",
					  trimmed(r->make->arena, name, strlen(name)));

	return dl_make_expand(r->make, ref)[0] != '\0';
}

/* The value of a conditional line in @value; false when @line is none. */
static bool condition(struct makefile_reader *r, const char *line, bool evaluate, bool *value)
{
	const char *args;

	*value = false;
	if ((args = after_word(line, "ifeq")))
		*value = evaluate && sides_equal(r, args);
	else if ((args = after_word(line, "ifneq")))
		*value = evaluate && !sides_equal(r, args);
	else if ((args = after_word(line, "ifdef")))
		*value = evaluate && defined(r, args);
	else if ((args = after_word(line, "ifndef")))
		*value = evaluate && !defined(r, args);
	else
		return false;
	return true;
}

static void else_branch(struct makefile_reader *r, const char *rest)
{
	bool outer = r->if_depth > 0 && r->active[r->if_depth - 1];
	bool value = true;
	int d = r->if_depth;

	if (!d)
		return;
	if (*rest && *rest != '#')
		condition(r, rest, outer && !r->taken[d], &value);
	r->active[d] = outer && !r->taken[d] && value;
	r->taken[d] |= r->active[d];
}

/* Handle a line that steers conditionals; false when it is another kind of line. */
static bool conditional_line(struct makefile_reader *r, const char *line)
{
	const char *rest;
	bool value;

	if (condition(r, line, r->active[r->if_depth], &value)) {
		if (r->if_depth == DL_IF_DEPTH)
			return true;
		r->if_depth++;
		r->active[r->if_depth] = r->active[r->if_depth - 1] && value;
		r->taken[r->if_depth] = value;
		return true;
	}
	if ((rest = after_word(line, "else"))) {
		else_branch(r, rest);
		return true;
	}
	if (after_word(line, "endif")) {
		r->if_depth -= r->if_depth > 0;
		return true;
	}
	return false;
}

static const char *include_path(struct makefile_reader *r, const char *name, size_t n)
{
	struct dl_arena *arena = r->make->arena;

	return dl_path_join(arena, r->base,
			    dl_make_unquote(arena, dl_arena_strndup(arena, name, n)));
}

static void include_files(struct makefile_reader *r, const char *rest)
{
	const char *names = dl_make_expand(r->make, rest);

	while (*names && r->include_depth < DL_INCLUDE_DEPTH) {
		struct dl_buf text = {0};
		size_t n;

		names += strspn(names, " \t");
		n = strcspn(names, " \t");
		if (!n)
			break;
		if (dl_file_read(&text, include_path(r, names, n), NULL) == DL_OK) {
			struct makefile_reader inner = {.make = r->make, .base = r->base};

			inner.include_depth = r->include_depth + 1;
			inner.active[0] = true;
			read_text(&inner, dl_buf_str(&text));
		}
		dl_buf_free(&text);
		names += n;
	}
}

/* Position of the '=' of an assignment, NULL when the line is none (a rule has its ':' first). */
static const char *assignment(const char *line)
{
	int nested = 0;

	for (const char *p = line; *p; p++) {
		nested += *p == '(' || *p == '{';
		nested -= *p == ')' || *p == '}';
		if (nested)
			continue;
		if (*p == '=')
			return p;
		if (*p == ':' && p[1] != '=' && !(p[1] == ':' && p[2] == '='))
			return NULL;
	}
	return NULL;
}

static void assign(struct makefile_reader *r, const char *line, const char *equals)
{
	struct dl_arena *arena = r->make->arena;
	const char *end = equals;
	char op = '=';
	const char *name;
	const char *value = trimmed(arena, equals + 1, strlen(equals + 1));

	if (end > line && strchr("+?:", end[-1]))
		op = *--end;
	while (end > line && end[-1] == ':')
		end--;
	name = dl_make_expand(r->make, trimmed(arena, line, (size_t)(end - line)));
	if (!strncmp(name, "export ", 7))
		name += 7;
	if (op == '+')
		dl_make_append(r->make, name, value);
	else if (op == ':')
		dl_make_set(r->make, name, dl_make_expand(r->make, value));
	else if (op == '=' || !dl_map_has_str(&r->make->vars, name))
		dl_make_set(r->make, name, value);
}

static void read_line(struct makefile_reader *r, const char *line)
{
	const char *rest;
	const char *equals;
	bool recipe = *line == '\t';

	line += strspn(line, " \t");
	if (!*line)
		return;
	if (r->define || after_word(line, "define")) {
		r->define = !after_word(line, "endef");
		return;
	}
	if (conditional_line(r, line) || !r->active[r->if_depth])
		return;
	if ((rest = after_word(line, "include")) || (rest = after_word(line, "-include")) ||
	    (rest = after_word(line, "sinclude"))) {
		include_files(r, rest);
		return;
	}
	equals = assignment(line);
	/* Continued assignments in Kbuild files are sometimes indented by a tab; recipes rarely
	 * look like "a-y +=". */
	if (equals && !(recipe && line[0] == '@'))
		assign(r, line, equals);
}

static void read_text(struct makefile_reader *r, const char *text)
{
	struct dl_buf line = {0};

	while (*text) {
		const char *end = strchrnul(text, '\n');
		size_t n = (size_t)(end - text);
		bool continued = n && text[n - 1] == '\\';

		dl_buf_add(&line, text, continued ? n - 1 : n);
		text = *end ? end + 1 : end;
		if (continued && *text) {
			dl_buf_putc(&line, ' ');
			continue;
		}
		for (char *hash = line.data; hash && (hash = strchr(hash, '#')); hash++) {
			if (hash == line.data || hash[-1] != '\\') {
				*hash = '\0';
				break;
			}
		}
		read_line(r, dl_buf_str(&line));
		dl_buf_clear(&line);
	}
	dl_buf_free(&line);
}

void dl_makefile_parse(struct dl_make *m, const char *text, const char *base)
{
	struct makefile_reader r = {.make = m, .base = base};

	r.active[0] = true;
	read_text(&r, text);
}

void dl_makefile_read(struct dl_make *m, const char *path, const char *base)
{
	struct dl_buf text = {0};

	if (dl_file_read(&text, path, NULL) == DL_OK)
		dl_makefile_parse(m, dl_buf_str(&text), base);
	dl_buf_free(&text);
}
