/* SPDX-License-Identifier: Apache-2.0 */
/* See allow.h. */
#include "report/allow.h"

#include <string.h>

#include "base/buf.h"
#include "base/ctext.h"
#include "base/map.h"
#include "report/rule_info.h"

#define MARK	   "dmalint:"
#define FORM	   "/* dmalint: allow(DMA101) the reason */"
#define MAX_REASON 400

/* A comment of the text, and where it stands. */
struct comment {
	const char *text; /* without its delimiters */
	const char *end;
	uint32_t first; /* line */
	uint32_t last;
	bool alone; /* no code on its lines */
};

/* The text while it is read. */
struct reading {
	struct dl_allowances *out;
	const char *path;
	const char *end;
	uint32_t line;
	bool code; /* stands on the line before what is read now */
	size_t first; /* allowance of the text */
};

/* ---- what a comment says ---- */

static struct dl_allowance *add(struct reading *r, const struct comment *c)
{
	dl_vec_push(&r->out->list,
		    ((struct dl_allowance){.path = r->path,
					   .line = c->first,
					   .last = c->last + (c->alone ? 1 : 0)}));
	return &r->out->list.data[r->out->list.len - 1];
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r\n*", *p))
		p++;
	return p;
}

/* What is left of the comment as one line: no stars at the beginnings of lines, single blanks. */
static const char *reason_of(struct dl_arena *arena, const char *p, const char *end)
{
	struct dl_buf text = {0};
	const char *reason = NULL;

	for (p = skip_blanks(p, end); p < end && text.len < MAX_REASON; p = skip_blanks(p, end)) {
		const char *word = p;

		while (p < end && !strchr(" \t\r\n", *p))
			p++;
		dl_buf_printf(&text, "%s%.*s", text.len ? " " : "", (int)(p - word), word);
	}
	/* "- reason" and ": reason" are said, too; a row of dashes is none */
	p = dl_buf_str(&text);
	p += strspn(p, "-:. ");
	if (*p)
		reason = dl_arena_strdup(arena, p);
	dl_buf_free(&text);
	return reason;
}

static void add_rule(struct reading *r, const struct comment *c, const char *word, size_t len,
		     const char *reason)
{
	struct dl_arena *arena = r->out->arena;
	const char *name = dl_arena_strndup(arena, word, len);
	const struct dl_rule_info *info = dl_rule_info_find(name);
	struct dl_allowance *a = add(r, c);

	if (info) {
		a->rule = info->id;
		a->reason = reason;
		return;
	}
	a->trouble = dl_arena_printf(
		arena, "This comment allows nothing: there is no rule '%s'; 'dmalint rules' lists them.",
		name);
}

/* The rules between the brackets. */
static void read_rules(struct reading *r, const struct comment *c, const char *p, const char *close)
{
	const char *reason = reason_of(r->out->arena, close + 1, c->end);
	size_t count = 0;

	if (!reason) {
		add(r, c)->trouble = "This comment allows nothing: it gives no reason; write " FORM ".";
		return;
	}
	while (p < close) {
		size_t len = 0;

		while (p < close && strchr(", \t\r\n*", *p))
			p++;
		while (p + len < close && !strchr(", \t\r\n*", p[len]))
			len++;
		if (len && ++count)
			add_rule(r, c, p, len, reason);
		p += len;
	}
	if (!count)
		add(r, c)->trouble = "This comment allows nothing: it names no rule; write " FORM ".";
}

static void read_comment(struct reading *r, const struct comment *c)
{
	const char *p = skip_blanks(c->text, c->end), *close;

	if ((size_t)(c->end - p) < strlen(MARK) || memcmp(p, MARK, strlen(MARK)) != 0)
		return;
	p = skip_blanks(p + strlen(MARK), c->end);
	if ((size_t)(c->end - p) >= 5 && memcmp(p, "allow", 5) == 0) {
		p = skip_blanks(p + 5, c->end);
		close = p < c->end && *p == '(' ? memchr(p, ')', (size_t)(c->end - p)) : NULL;
		if (close) {
			read_rules(r, c, p + 1, close);
			return;
		}
	}
	add(r, c)->trouble = "This comment is not understood; write " FORM ".";
}

/* ---- the text ---- */

static uint32_t count_lines(const char *p, const char *end)
{
	uint32_t count = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		count++;
		p++;
	}
	return count;
}

static bool is_comment(const char *p, const char *end)
{
	return *p == '/' && p + 1 < end && (p[1] == '/' || p[1] == '*');
}

static bool ends_its_line(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p == end || *p == '\n';
}

/* The comment from @p to @after. */
static void take_comment(struct reading *r, const char *p, const char *after)
{
	struct comment c = {
		.text = p + 2,
		.end = p[1] == '*' && after - p >= 4 ? after - 2 : after,
		.first = r->line,
		.last = r->line + count_lines(p, after),
		.alone = !r->code && ends_its_line(after, r->end),
	};

	if (c.text <= c.end)
		read_comment(r, &c);
}

/* A comment alone on its line reaches over those that stand alone below it. */
static void join_neighbours(struct reading *r)
{
	struct dl_allowance *list = r->out->list.data;

	for (size_t i = r->out->list.len; i > r->first + 1; i--) {
		struct dl_allowance *upper = &list[i - 2], *lower = &list[i - 1];

		if (upper->last == lower->line || upper->line == lower->line)
			upper->last = upper->last > lower->last ? upper->last : lower->last;
	}
}

void dl_allow_read(struct dl_allowances *out, const char *path, const char *text, size_t len)
{
	struct reading r = {
		.out = out, .path = path, .end = text + len, .line = 1, .first = out->list.len};
	const char *p = text;

	if (!len || !memmem(text, len, MARK, strlen(MARK)))
		return;
	while (p < r.end) {
		const char *after = dl_text_skip_passive(p, r.end);

		if (after == p) {
			r.code = *p != '\n' && (r.code || !strchr(" \t\r", *p));
			r.line += *p++ == '\n';
			continue;
		}
		if (is_comment(p, r.end))
			take_comment(&r, p, after);
		else
			r.code = true;
		r.line += count_lines(p, after);
		p = after;
	}
	join_neighbours(&r);
}

/* ---- findings ---- */

static bool allows(const struct dl_allowance *a, const struct dl_finding *f)
{
	uint32_t last = f->spot.end_line > f->spot.line ? f->spot.end_line : f->spot.line;

	return a->rule && f->rule && !strcmp(a->rule, f->rule) && a->line <= last &&
	       f->spot.line <= a->last;
}

void dl_allow_match(struct dl_allowances *allowances, struct dl_findings *findings)
{
	struct dl_map by_path = {0}; /* to the place of a path's first allowance, plus one */
	size_t len = allowances->list.len;

	for (size_t i = 0; i < len; i++)
		if (!dl_map_has_str(&by_path, allowances->list.data[i].path))
			dl_map_put_str(&by_path, allowances->list.data[i].path,
				       (void *)(uintptr_t)(i + 1));
	for (size_t i = 0; len && i < findings->len; i++) {
		struct dl_finding *f = &findings->items[i];
		size_t at = f->spot.path ? (size_t)(uintptr_t)dl_map_get_str(&by_path, f->spot.path)
					 : 0;

		for (; at && at <= len; at++) {
			struct dl_allowance *a = &allowances->list.data[at - 1];

			if (strcmp(a->path, f->spot.path) != 0)
				break;
			if (!allows(a, f))
				continue;
			f->suppression = DL_SUPPRESSED_IN_SOURCE;
			f->justification = a->reason;
			a->used = true;
		}
	}
	dl_map_free(&by_path);
}
