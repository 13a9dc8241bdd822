/* SPDX-License-Identifier: Apache-2.0 */
/* Kbuild files, line by line; see makefile.h. */
#include "source/makefile.h"

#include "base/path.h"
#include "source/args.h"
#include "source/make_internal.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DL_INCLUDE_DEPTH 8
#define DL_IF_DEPTH	 32

/* What a conditional says; unsure: something in it is not known. */
struct answer {
	bool value;
	bool unsure;
};

struct makefile_reader {
	struct dl_make *make;
	const char *base;
	int include_depth;
	int if_depth;
	int deeper; /* conditionals within the deepest that is read */
	bool active[DL_IF_DEPTH + 1]; /* lines of this branch count */
	bool taken[DL_IF_DEPTH + 1];  /* a branch of this conditional was taken */
	bool unsure[DL_IF_DEPTH + 1]; /* it, or one around it, might have gone another way */
	const char *define;	      /* inside define ... endef: the name */
	struct dl_buf body;	      /* ... and what was read so far */
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

/* Something that may be a part of a module was not read. */
static void leave_open(struct makefile_reader *r, const char *line)
{
	if (!r->make->open)
		r->make->open = trimmed(r->make->arena, line, strlen(line));
}

static const char *known_part(struct dl_arena *arena, const char *text)
{
	char *copy = dl_arena_strdup(arena, text);
	char *to = copy;

	for (const char *p = copy; *p; p++)
		if (*p != DL_MAKE_UNKNOWN)
			*to++ = *p;
	*to = '\0';
	return trimmed(arena, copy, strlen(copy));
}

/* "(a,b)" or '"a" "b"' of ifeq: the two sides, not expanded; false when there are none. */
static bool sides(struct makefile_reader *r, const char *args, const char **a, const char **b)
{
	struct dl_arena *arena = r->make->arena;

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
		*a = trimmed(arena, args + 1, comma - 1);
		*b = trimmed(arena, args + comma + 1, n - comma - 2);
	} else {
		char quote = *args;
		const char *end = quote ? strchr(args + 1, quote) : NULL;
		const char *second = end ? strpbrk(end + 1, "\"'") : NULL;
		const char *last = second ? strchr(second + 1, *second) : NULL;

		if (!last)
			return false;
		*a = dl_arena_strndup(arena, args + 1, (size_t)(end - args - 1));
		*b = dl_arena_strndup(arena, second + 1, (size_t)(last - second - 1));
	}
	return true;
}

/* Whether both sides expand to the same text; what is not known counts as empty, as it is for a plain
 * "make". */
static struct answer sides_equal(struct makefile_reader *r, const char *args, bool wanted)
{
	struct dl_arena *arena = r->make->arena;
	struct answer result = {0};
	const char *a, *b;

	if (!sides(r, args, &a, &b))
		return result;
	a = dl_make_expand(r->make, a);
	b = dl_make_expand(r->make, b);
	result.unsure = !dl_make_is_known(a) || !dl_make_is_known(b);
	result.value = !strcmp(known_part(arena, a), known_part(arena, b)) == wanted;
	return result;
}

static struct answer defined(struct makefile_reader *r, const char *name, bool wanted)
{
	const char *ref = dl_arena_printf(r->make->arena, "$(%s)",
					  trimmed(r->make->arena, name, strlen(name)));
	const char *value = dl_make_expand(r->make, ref);

	return (struct answer){
		.value = (known_part(r->make->arena, value)[0] != '\0') == wanted,
		.unsure = !dl_make_is_known(value),
	};
}

/* What a conditional line says in @answer; false when @line is none. */
static bool condition(struct makefile_reader *r, const char *line, bool evaluate,
		      struct answer *answer)
{
	const char *args;

	*answer = (struct answer){0};
	if ((args = after_word(line, "ifeq")) || (args = after_word(line, "ifneq"))) {
		if (evaluate)
			*answer = sides_equal(r, args, line[2] == 'e');
	} else if ((args = after_word(line, "ifdef")) || (args = after_word(line, "ifndef"))) {
		if (evaluate)
			*answer = defined(r, args, line[2] == 'd');
	} else {
		return false;
	}
	return true;
}

static void else_branch(struct makefile_reader *r, const char *rest)
{
	bool outer = r->if_depth > 0 && r->active[r->if_depth - 1];
	struct answer answer = {.value = true};
	int d = r->if_depth;

	if (!d)
		return;
	if (*rest && *rest != '#')
		condition(r, rest, outer && !r->taken[d], &answer);
	r->active[d] = outer && !r->taken[d] && answer.value;
	r->taken[d] |= r->active[d];
	r->unsure[d] |= answer.unsure;
}

/* Handle a line that steers conditionals; false when it is another kind of line. */
static bool conditional_line(struct makefile_reader *r, const char *line)
{
	struct answer answer;
	const char *rest;
	int d = r->if_depth;

	if (condition(r, line, r->active[d], &answer)) {
		if (d == DL_IF_DEPTH) {
			r->deeper++;
			leave_open(r, line);
			return true;
		}
		r->if_depth = ++d;
		r->active[d] = r->active[d - 1] && answer.value;
		r->taken[d] = answer.value;
		r->unsure[d] = r->unsure[d - 1] || answer.unsure;
		return true;
	}
	if ((rest = after_word(line, "else"))) {
		if (!r->deeper)
			else_branch(r, rest);
		return true;
	}
	if (after_word(line, "endif")) {
		if (r->deeper)
			r->deeper--;
		else
			r->if_depth -= r->if_depth > 0;
		return true;
	}
	return false;
}

/* It holds options and no lists of objects. */
static bool is_configuration(const char *name)
{
	return dl_path_has_suffix(name, ".config") || dl_path_has_suffix(name, "auto.conf");
}

static const char *include_path(struct makefile_reader *r, const char *name)
{
	const char *path = dl_make_unquote(r->make->arena, name);
	const char *found = dl_make_locate(r->make, path);

	return found ? found : dl_path_join(r->make->arena, r->base, path);
}

static void include_file(struct makefile_reader *r, const char *name, const char *line,
			 bool optional)
{
	struct makefile_reader inner = {.make = r->make, .base = r->base};
	struct dl_buf text = {0};
	void *outer = r->make->reader;

	if (!dl_make_is_known(name)) {
		if (!is_configuration(name))
			leave_open(r, line);
		return;
	}
	inner.include_depth = r->include_depth + 1;
	inner.active[0] = true;
	if (dl_make_spend(r->make, 1024) &&
	    dl_build_file_read(r->make->files, &text, include_path(r, name))) {
		r->make->reader = &inner;
		read_text(&inner, dl_buf_str(&text));
		r->make->reader = outer;
	} else if (!optional && !is_configuration(name)) {
		leave_open(r, line);
	}
	dl_buf_free(&text);
}

static void include_files(struct makefile_reader *r, const char *rest, const char *line)
{
	const char *names = dl_make_expand(r->make, rest);
	bool optional = line[0] != 'i';

	if (strpbrk(names, "*?["))
		names = dl_make_expand(r->make, dl_arena_printf(r->make->arena, "$(wildcard %s)",
								names));
	if (r->include_depth == DL_INCLUDE_DEPTH)
		leave_open(r, line);
	while (*names && r->include_depth < DL_INCLUDE_DEPTH) {
		size_t n;

		names += strspn(names, " \t");
		n = strcspn(names, " \t");
		if (n)
			include_file(r, dl_arena_strndup(r->make->arena, names, n), line, optional);
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

static const char *without_modifiers(const char *name)
{
	static const char *const words[] = {"export", "override", "private"};
	const char *rest;

	for (size_t i = 0; i < 3; i++) {
		rest = after_word(name, words[i]);
		if (rest && *rest)
			return without_modifiers(rest);
	}
	return name;
}

static void assign(struct makefile_reader *r, const char *line, const char *equals)
{
	struct dl_arena *arena = r->make->arena;
	const char *end = equals;
	char op = '=';
	const char *name;
	const char *value = trimmed(arena, equals + 1, strlen(equals + 1));

	if (end > line && strchr("+?:!", end[-1]))
		op = *--end;
	while (end > line && end[-1] == ':')
		end--;
	name = dl_make_expand(r->make, trimmed(arena, line, (size_t)(end - line)));
	name = without_modifiers(name);
	if (op == '!')
		value = dl_arena_printf(arena, "$(shell %s)", value);
	if (op == '+')
		dl_make_append(r->make, name, value);
	else if (op == ':')
		dl_make_set(r->make, name, dl_make_expand(r->make, value));
	else if (op == '=' || !dl_map_has_str(&r->make->vars, name))
		dl_make_set(r->make, name, value);
}

/* A skipped line that would have mattered if its conditional had gone another way. */
static void read_skipped(struct makefile_reader *r, const char *line)
{
	const char *equals;

	if (!r->unsure[r->if_depth])
		return;
	equals = assignment(line);
	if (after_word(line, "include") || after_word(line, "-include") || strstr(line, "$(eval") ||
	    (equals && strstr(equals, ".o")))
		leave_open(r, line);
}

/* "$(MAKE) -C DIR M=$(PWD) CONFIG_X=m modules": what it hands to the other make. */
static void read_command(struct makefile_reader *r, const char *line)
{
	struct dl_args words = {0};

	if (!strstr(line, "$(MAKE)") && !strstr(line, "${MAKE}") && strncmp(line, "make ", 5) != 0)
		return;
	dl_args_split(&words, r->make->arena, dl_make_expand(r->make, line));
	for (size_t i = 0; i < words.len; i++) {
		const char *w = words.data[i];
		size_t n = strspn(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

		if (n > 1 && w[n] == '=' && w[0] != '-' && strncmp(w, "ARCH=", 5) != 0)
			dl_make_set(r->make, dl_arena_strndup(r->make->arena, w, n), w + n + 1);
	}
	dl_vec_free(&words);
}

/* define NAME ... endef */
static void read_define(struct makefile_reader *r, const char *line)
{
	const char *start = line + strspn(line, " \t");

	if (!after_word(start, "endef")) {
		if (r->body.len)
			dl_buf_putc(&r->body, '\n');
		dl_buf_puts(&r->body, line);
		return;
	}
	if (r->active[r->if_depth] && *r->define)
		dl_make_set(r->make, r->define, dl_buf_str(&r->body));
	r->define = NULL;
	dl_buf_free(&r->body);
}

static void begin_define(struct makefile_reader *r, const char *rest)
{
	const char *name = dl_make_expand(r->make, rest);

	r->define = trimmed(r->make->arena, name, strcspn(name, " \t=:?+"));
}

static void read_line(struct makefile_reader *r, const char *line)
{
	const char *rest;
	const char *equals;
	bool recipe = *line == '\t';

	if (r->define) {
		read_define(r, line);
		return;
	}
	line += strspn(line, " \t");
	if (!*line)
		return;
	if ((rest = after_word(line, "define"))) {
		begin_define(r, rest);
		return;
	}
	if (conditional_line(r, line))
		return;
	if (!r->active[r->if_depth]) {
		read_skipped(r, line);
		return;
	}
	if ((rest = after_word(line, "include")) || (rest = after_word(line, "-include")) ||
	    (rest = after_word(line, "sinclude"))) {
		include_files(r, rest, line);
		return;
	}
	if (recipe)
		read_command(r, line + strspn(line, "@+-"));
	equals = assignment(line);
	/* Continued assignments in Kbuild files are sometimes indented by a tab; recipes rarely
	 * look like "a-y +=". */
	if (equals && !(recipe && strchr("@+-$", line[0])))
		assign(r, line, equals);
	else if (!recipe && line[0] == '$')
		dl_make_expand(r->make, line); /* $(eval ...), $(foreach ...) */
}

static void read_text(struct makefile_reader *r, const char *text)
{
	struct dl_buf line = {0};

	while (*text) {
		const char *end = strchrnul(text, '\n');
		size_t n = (size_t)(end - text);
		bool continued = n && text[n - 1] == '\\';

		if (!dl_make_spend(r->make, n + 16))
			break;
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
	dl_buf_free(&r->body);
}

static void eval(struct dl_make *m, const char *text)
{
	struct makefile_reader *outer = m->reader;
	struct makefile_reader r = {.make = m, .base = outer->base};

	r.include_depth = outer->include_depth + 1;
	r.active[0] = true;
	m->reader = &r;
	if (r.include_depth < DL_INCLUDE_DEPTH)
		read_text(&r, text);
	m->reader = outer;
}

void dl_makefile_parse(struct dl_make *m, const char *text, const char *base)
{
	struct makefile_reader r = {.make = m, .base = base};

	r.active[0] = true;
	m->reader = &r;
	m->eval = eval;
	read_text(&r, text);
	m->reader = NULL;
	m->eval = NULL;
}

/* configure's @NAME@ are variables like others, here. */
static void substitute(struct dl_buf *text)
{
	struct dl_buf out = {0};
	const char *p = dl_buf_str(text);

	while (*p) {
		size_t n = *p == '@' ? strspn(p + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") : 0;

		if (n && p[n + 1] == '@') {
			dl_buf_printf(&out, "$(%.*s)", (int)n, p + 1);
			p += n + 2;
		} else {
			dl_buf_putc(&out, *p++);
		}
	}
	dl_buf_free(text);
	*text = out;
}

void dl_makefile_read(struct dl_make *m, const char *path, const char *base)
{
	struct dl_buf text = {0};

	m->path = dl_arena_strdup(m->arena, path);
	if (dl_build_file_read(m->files, &text, path)) {
		if (dl_path_has_suffix(path, ".in"))
			substitute(&text);
		dl_make_set(m, "MAKEFILE_LIST", dl_make_quote(m->arena, path));
		dl_makefile_parse(m, dl_buf_str(&text), base);
	}
	dl_buf_free(&text);
}
