/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guards FIRST NAME LIST <IN >OUT: copies C source and wraps the condition of every guard, an `if`
 * whose only statement is return, continue or break (in braces or not), in dl_mutant(N, ...), see
 * mutant.h. N counts from FIRST. Appends a line to LIST for each:
 *
 *	N <tab> NAME:LINE <tab> FUNCTION: if (CONDITION) STATEMENT
 *
 * on one line, with single spaces; " (2)" follows where the function has the same text twice.
 * Knows as much of C as that takes: comments, strings, brackets, and where a function begins.
 * What stands in a macro is left alone.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 128

struct reader {
	char *text;
	size_t at;		/* copied so far */
	size_t braces;
	size_t parens;		/* outside of functions */
	char name[NAME_MAX_LEN];	/* of the last identifier before a '(' that stands in no brackets */
	char function[NAME_MAX_LEN];
	unsigned long next;
	char *seen;		/* texts of the guards so far, each with a newline */
};

static void *must(void *p)
{
	if (p)
		return p;
	perror("guards");
	exit(2);
}

static char *read_all(FILE *f)
{
	size_t len = 0, room = 1 << 16, n;
	char *text = must(malloc(room));

	while ((n = fread(text + len, 1, room - len - 1, f)) > 0) {
		len += n;
		if (room - len < 2)
			text = must(realloc(text, room *= 2));
	}
	text[len] = '\0';
	return text;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Behind the comment, string or character constant at @s; @s itself when there is none. */
static const char *skip_opaque(const char *s)
{
	const char *end;

	if (s[0] == '/' && s[1] == '*') {
		end = strstr(s + 2, "*/");
		return end ? end + 2 : s + strlen(s);
	}
	if (s[0] == '/' && s[1] == '/')
		return s + strcspn(s, "\n");
	if (*s != '"' && *s != '\'')
		return s;
	for (end = s + 1; *end && *end != *s; end++)
		end += *end == '\\' && end[1];
	return *end ? end + 1 : end;
}

static const char *skip_space(const char *s)
{
	for (;;) {
		while (isspace((unsigned char)*s))
			s++;
		if (s[0] != '/' || (s[1] != '*' && s[1] != '/'))
			return s;
		s = skip_opaque(s);
	}
}

/* Behind @stop outside of brackets, from behind an opening one on; NULL when there is none. */
static const char *skip_to(const char *s, char stop)
{
	int depth = 0;

	while (*s) {
		const char *next = skip_opaque(s);

		if (next != s) {
			s = next;
			continue;
		}
		if (!depth && *s == stop)
			return s + 1;
		depth += strchr("([{", *s) ? 1 : strchr(")]}", *s) ? -1 : 0;
		s++;
	}
	return NULL;
}

static bool is_word(const char *s, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(s, word, n) && !in_word(s[n]);
}

/* The end of the statement at @s, braces included, if it is one that a guard has. */
static const char *guard_end(const char *s)
{
	bool block = *s == '{';
	const char *end;

	if (block)
		s = skip_space(s + 1);
	if (!is_word(s, "return") && !is_word(s, "continue") && !is_word(s, "break"))
		return NULL;
	end = skip_to(s, ';');
	if (!end || !block)
		return end;
	end = skip_space(end);
	return *end == '}' ? end + 1 : NULL;
}

static void put_plain(FILE *out, const char *s, const char *end)
{
	bool space = false;

	while (s < end) {
		const char *next = skip_space(s);

		if (next != s) {
			space = true;
			s = next;
			continue;
		}
		next = skip_opaque(s);
		if (next == s)
			next++;
		if (space)
			fputc(' ', out);
		fwrite(s, 1, next - s, out);
		space = false;
		s = next;
	}
}

static unsigned times_seen(struct reader *r, const char *line)
{
	size_t n = strlen(line), len = strlen(r->seen);
	unsigned times = 1;

	for (const char *s = r->seen; *s; s = strchr(s, '\n') + 1)
		times += !strncmp(s, line, n) && s[n] == '\n';
	r->seen = must(realloc(r->seen, len + n + 2));
	memcpy(r->seen + len, line, n);
	memcpy(r->seen + len + n, "\n", 2);
	return times;
}

static void note(struct reader *r, FILE *list, const char *name, const char *begin, const char *end)
{
	unsigned long line = 1;
	unsigned times;
	char *text = NULL;
	size_t size = 0;
	FILE *f = must(open_memstream(&text, &size));

	fprintf(f, "%s: ", r->function);
	put_plain(f, begin, end);
	if (fclose(f) != 0)
		must(NULL);
	for (const char *s = r->text; s < begin; s++)
		line += *s == '\n';
	times = times_seen(r, text);
	fprintf(list, "%lu\t%s:%lu\t%s", r->next, name, line, text);
	if (times > 1)
		fprintf(list, " (%u)", times);
	fputc('\n', list);
	free(text);
}

/* At the word `if`: copy up to behind its condition when it is a guard. */
static bool copy_guard(struct reader *r, FILE *list, const char *name)
{
	const char *begin = r->text + r->at;
	const char *open = skip_space(begin + 2);
	const char *close = *open == '(' ? skip_to(open + 1, ')') : NULL;
	const char *end = close ? guard_end(skip_space(close)) : NULL;

	if (!end || !r->braces)
		return false;
	note(r, list, name, begin, end);
	printf("if (dl_mutant(%lu, %.*s))", r->next, (int)(close - 1 - (open + 1)), open + 1);
	r->next++;
	r->at = close - r->text;
	return true;
}

/* Copy a directive or what may hold brackets that are none. */
static bool copy_opaque(struct reader *r, bool fresh_line)
{
	const char *s = r->text + r->at, *end = skip_opaque(s);

	if (fresh_line && *s == '#') {
		end = s + strcspn(s, "\n");
		while (*end && end[-1] == '\\')
			end += 1 + strcspn(end + 1, "\n");
	}
	fwrite(s, 1, end - s, stdout);
	r->at += end - s;
	return end != s;
}

static void copy_word(struct reader *r)
{
	const char *s = r->text + r->at, *next;
	size_t n = 0;

	while (in_word(s[n]))
		n++;
	next = skip_space(s + n);
	if (!r->braces && !r->parens && *next == '(')
		snprintf(r->name, sizeof(r->name), "%.*s", (int)n, s);
	fwrite(s, 1, n, stdout);
	r->at += n;
}

static void copy_one(struct reader *r)
{
	char c = r->text[r->at++];

	if (!r->braces && c == '(')
		r->parens++;
	if (!r->braces && c == ')' && r->parens)
		r->parens--;
	if (c == '{' && !r->braces++)
		memcpy(r->function, r->name, sizeof(r->function));
	if (c == '}' && r->braces)
		r->braces--;
	putchar(c);
}

static void copy(struct reader *r, FILE *list, const char *name)
{
	bool fresh_line = true;

	while (r->text[r->at]) {
		const char *s = r->text + r->at;

		if (copy_opaque(r, fresh_line))
			continue;
		fresh_line = *s == '\n' || (fresh_line && isspace((unsigned char)*s));
		if (is_word(s, "if") && copy_guard(r, list, name))
			continue;
		if (in_word(*s))
			copy_word(r);
		else
			copy_one(r);
	}
}

int main(int argc, char **argv)
{
	struct reader r = { 0 };
	FILE *list;

	if (argc != 4) {
		fputs("usage: guards FIRST NAME LIST <IN >OUT\n", stderr);
		return 2;
	}
	r.text = read_all(stdin);
	r.next = strtoul(argv[1], NULL, 10);
	r.seen = must(calloc(1, 1));
	list = must(fopen(argv[3], "a"));
	printf("#include \"base/mutant.h\"\n#line 1 \"%s\"\n", argv[2]);
	copy(&r, list, argv[2]);
	if (fclose(list) != 0 || fflush(stdout) != 0)
		must(NULL);
	free(r.seen);
	free(r.text);
	return 0;
}
