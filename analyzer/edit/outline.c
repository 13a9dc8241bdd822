/* SPDX-License-Identifier: Apache-2.0 */
/* See outline.h. */
#include "edit/outline.h"

#include <string.h>

#include "base/ctext.h"

/* As deep as statements may lie in each other. */
#define MAX_NESTING 100

struct outliner {
	const struct dl_code *code;
	struct dl_arena *arena;
	size_t end;
	unsigned int nesting;
};

static struct dl_statement *read_statement(struct outliner *o, size_t at,
					   struct dl_statement *parent);

static bool is_word(const struct dl_code *code, size_t at, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(code->text + at, word, n);
}

static struct dl_statement *add(struct outliner *o, enum dl_statement_kind kind, size_t at,
				struct dl_statement *parent)
{
	struct dl_statement *s = DL_NEW(o->arena, struct dl_statement);

	s->kind = kind;
	s->at.start = at;
	s->parent = parent;
	return s;
}

/* The line and those that it goes on with. */
static size_t directive_end(const struct outliner *o, size_t at)
{
	size_t end = dl_code_next_line(o->code, at);

	while (end < o->end && dl_code_is_directive(o->code, end) &&
	       o->code->text[dl_code_skip(o->code, end, o->end)] != '#' && end > 1 &&
	       (o->code->text[end - 2] == '\\' ||
		(end > 2 && o->code->text[end - 2] == '\r' && o->code->text[end - 3] == '\\')))
		end = dl_code_next_line(o->code, end);
	return end;
}

static bool is_first_on_line(const struct dl_code *code, size_t at)
{
	while (at > 0 && (code->text[at - 1] == ' ' || code->text[at - 1] == '\t'))
		at--;
	return !at || code->text[at - 1] == '\n';
}

static struct dl_statement *read_block(struct outliner *o, size_t at, struct dl_statement *parent)
{
	struct dl_statement *s = add(o, DL_STATEMENT_BLOCK, at, parent), *last = NULL, *one;

	at = dl_code_skip(o->code, at + 1, o->end);
	while (at < o->end && o->code->text[at] != '}') {
		one = read_statement(o, at, s);
		if (!one)
			return NULL;
		one->last = last;
		if (last)
			last->next = one;
		else
			s->first = one;
		last = one;
		at = dl_code_skip(o->code, one->at.end, o->end);
	}
	s->at.end = at + 1;
	return at < o->end ? s : NULL;
}

/* What is in the brackets at @at, and where these end; false: there are none. */
static bool read_head(struct outliner *o, size_t at, struct dl_statement *s, size_t *end)
{
	if (at >= o->end || o->code->text[at] != '(')
		return false;
	*end = dl_code_close(o->code, at, o->end);
	if (*end == SIZE_MAX)
		return false;
	s->head = dl_code_trim(o->code, (struct dl_stretch){at + 1, *end - 1});
	return true;
}

static struct dl_statement *read_body(struct outliner *o, size_t at, struct dl_statement *s)
{
	s->first = read_statement(o, dl_code_skip(o->code, at, o->end), s);
	if (!s->first)
		return NULL;
	s->at.end = s->first->at.end;
	return s;
}

static struct dl_statement *read_if(struct outliner *o, size_t at, size_t after,
				    struct dl_statement *parent)
{
	struct dl_statement *s = add(o, DL_STATEMENT_IF, at, parent);
	size_t end, n;

	if (!read_head(o, after, s, &end) || !read_body(o, end, s))
		return NULL;
	end = dl_code_skip(o->code, s->at.end, o->end);
	n = dl_code_name(o->code, end);
	if (!is_word(o->code, end, n, "else"))
		return s;
	s->otherwise = read_statement(o, dl_code_skip(o->code, end + n, o->end), s);
	if (!s->otherwise)
		return NULL;
	s->at.end = s->otherwise->at.end;
	return s;
}

static struct dl_statement *read_do(struct outliner *o, size_t at, size_t after,
				    struct dl_statement *parent)
{
	struct dl_statement *s = add(o, DL_STATEMENT_LOOP, at, parent);
	size_t end, n;

	if (!read_body(o, after, s))
		return NULL;
	end = dl_code_skip(o->code, s->at.end, o->end);
	n = dl_code_name(o->code, end);
	if (!is_word(o->code, end, n, "while") ||
	    !read_head(o, dl_code_skip(o->code, end + n, o->end), s, &end))
		return NULL;
	end = dl_code_skip(o->code, end, o->end);
	s->at.end = end + 1;
	return end < o->end && o->code->text[end] == ';' ? s : NULL;
}

static struct dl_statement *read_loop(struct outliner *o, size_t at, size_t after,
				      struct dl_statement *parent)
{
	struct dl_statement *s = add(o, DL_STATEMENT_LOOP, at, parent);
	size_t end;

	return read_head(o, after, s, &end) ? read_body(o, end, s) : NULL;
}

/* Up to the @mark outside of brackets. */
static struct dl_statement *read_up_to(struct outliner *o, enum dl_statement_kind kind, size_t at,
				       char mark, struct dl_statement *parent)
{
	struct dl_statement *s = add(o, kind, at, parent);

	while (at < o->end && o->code->text[at] != mark) {
		char c = o->code->text[at];
		size_t next =
			(size_t)(dl_text_skip_passive(o->code->text + at, o->code->text + o->end) -
				 o->code->text);

		if (next == at && (c == '(' || c == '[' || c == '{'))
			next = dl_code_close(o->code, at, o->end);
		if (next == SIZE_MAX || (next == at && (c == ')' || c == ']' || c == '}')))
			return NULL;
		at = next > at ? next : at + 1;
	}
	s->at.end = at + 1;
	return at < o->end ? s : NULL;
}

/* A macro in brackets with a statement behind it, and no semicolon: a loop. */
static bool is_macro_loop(const struct outliner *o, size_t at)
{
	size_t end = dl_code_close(o->code, at, o->end);

	if (end == SIZE_MAX)
		return false;
	end = dl_code_skip(o->code, end, o->end);
	return end < o->end && (o->code->text[end] == '{' || dl_code_name(o->code, end));
}

static struct dl_statement *read_named(struct outliner *o, size_t at, size_t n,
				       struct dl_statement *parent)
{
	const struct dl_code *code = o->code;
	size_t after = dl_code_skip(code, at + n, o->end);
	char next = after < o->end ? code->text[after] : '\0';
	struct dl_statement *s;

	if (is_word(code, at, n, "if"))
		return read_if(o, at, after, parent);
	if (is_word(code, at, n, "do"))
		return read_do(o, at, after, parent);
	if (is_word(code, at, n, "for") || is_word(code, at, n, "while") ||
	    is_word(code, at, n, "switch"))
		return read_loop(o, at, after, parent);
	if (is_word(code, at, n, "else"))
		return NULL;
	if (is_word(code, at, n, "case") || is_word(code, at, n, "default"))
		return read_up_to(o, DL_STATEMENT_LABEL, at, ':', parent);
	if (next == ':') {
		s = add(o, DL_STATEMENT_LABEL, at, parent);
		s->head = (struct dl_stretch){at, at + n};
		s->at.end = after + 1;
		return s;
	}
	if (next == '(' && is_macro_loop(o, after))
		return read_loop(o, at, after, parent);
	return read_up_to(o, DL_STATEMENT_SIMPLE, at, ';', parent);
}

static struct dl_statement *read_statement(struct outliner *o, size_t at,
					   struct dl_statement *parent)
{
	struct dl_statement *s;
	size_t n;

	if (at >= o->end || o->nesting == MAX_NESTING)
		return NULL;
	if (o->code->text[at] == '#' && is_first_on_line(o->code, at)) {
		s = add(o, DL_STATEMENT_DIRECTIVE, at, parent);
		s->at.end = directive_end(o, at);
		return s;
	}
	o->nesting++;
	n = dl_code_name(o->code, at);
	if (o->code->text[at] == '{')
		s = read_block(o, at, parent);
	else if (n)
		s = read_named(o, at, n, parent);
	else
		s = read_up_to(o, DL_STATEMENT_SIMPLE, at, ';', parent);
	o->nesting--;
	return s;
}

struct dl_statement *dl_outline(struct dl_arena *arena, const struct dl_code *code, size_t at)
{
	struct outliner o = {.code = code, .arena = arena, .end = code->len};

	for (size_t i = 0; i < code->len && i <= at;) {
		size_t next =
			(size_t)(dl_text_skip_passive(code->text + i, code->text + code->len) -
				 code->text);

		if (next > i) {
			i = next;
			continue;
		}
		if (code->text[i] == '#' && is_first_on_line(code, i)) {
			i = directive_end(&o, i);
			continue;
		}
		if (code->text[i] == '{') {
			struct dl_statement *s = read_block(&o, i, NULL);
			size_t end = s ? s->at.end : dl_code_close(code, i, code->len);

			if (end == SIZE_MAX)
				return NULL;
			if (at < end)
				return s;
			o.nesting = 0;
			i = end;
			continue;
		}
		i++;
	}
	return NULL;
}

struct dl_statement *dl_statement_at(struct dl_statement *all, size_t at)
{
	struct dl_statement *found = NULL;

	for (struct dl_statement *s = all; s;) {
		struct dl_statement *inner = s->at.start <= at && at < s->at.end ? s : NULL;

		if (!inner) {
			s = s->parent && s->parent->kind == DL_STATEMENT_BLOCK ? s->next : NULL;
			continue;
		}
		found = s;
		if (s->otherwise && s->otherwise->at.start <= at)
			s = s->otherwise;
		else
			s = s->first;
	}
	return found;
}

bool dl_statement_begins(const struct dl_code *code, const struct dl_statement *s, const char *word)
{
	return s->kind == DL_STATEMENT_SIMPLE &&
	       is_word(code, s->at.start, dl_code_name(code, s->at.start), word);
}

bool dl_statement_leaves(const struct dl_code *code, const struct dl_statement *s)
{
	if (s->kind == DL_STATEMENT_BLOCK) {
		const struct dl_statement *last = s->first;

		while (last && last->next)
			last = last->next;
		return last && dl_statement_leaves(code, last);
	}
	return dl_statement_begins(code, s, "return") || dl_statement_begins(code, s, "goto") ||
	       dl_statement_begins(code, s, "break") || dl_statement_begins(code, s, "continue");
}
