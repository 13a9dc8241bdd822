/* SPDX-License-Identifier: Apache-2.0 */
/* See change.h. */
#include "cli/change.h"

#include <stdlib.h>
#include <string.h>

/* With more lines put in and taken out, all between the first and the last of them count as changed. */
#define MAX_EDITS 2000

struct dl_change *dl_changes_add(struct dl_changes *changes, char *path)
{
	struct dl_change *change;

	if (changes->count == changes->cap) {
		size_t cap = changes->cap ? 2 * changes->cap : 16;
		struct dl_change *more = dl_cli_alloc(cap, sizeof(*more));

		if (changes->count)
			memcpy(more, changes->list, changes->count * sizeof(*more));
		free(changes->list);
		changes->list = more;
		changes->cap = cap;
	}
	change = &changes->list[changes->count++];
	change->path = path;
	return change;
}

struct dl_change *dl_changes_find(const struct dl_changes *changes, const char *path)
{
	for (size_t i = 0; i < changes->count; i++)
		if (strcmp(changes->list[i].path, path) == 0)
			return &changes->list[i];
	return NULL;
}

static void free_change(struct dl_change *c)
{
	free(c->path);
	free(c->old_path);
	free(c->old.data);
	free(c->new.data);
	free(c->lines);
}

static bool is_equal(const struct dl_change *c)
{
	if (!c->old.data || !c->new.data)
		return !c->old.data && !c->new.data;
	return c->old.len == c->new.len && memcmp(c->old.data, c->new.data, c->old.len) == 0;
}

void dl_changes_drop_equal(struct dl_changes *changes)
{
	size_t kept = 0;

	for (size_t i = 0; i < changes->count; i++) {
		struct dl_change *c = &changes->list[i];

		if (is_equal(c))
			free_change(c);
		else
			changes->list[kept++] = *c;
	}
	changes->count = kept;
}

void dl_changes_free(struct dl_changes *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		free_change(&changes->list[i]);
	free(changes->list);
	*changes = (struct dl_changes){0};
}

static bool ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && strcmp(path + n - m, end) == 0;
}

bool dl_change_matters(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return ends_in(name, ".c") || ends_in(name, ".h") || !strcmp(name, "Makefile") ||
	       !strcmp(name, "Kbuild");
}

/* ---- which lines ---- */

struct line {
	const char *text;
	size_t len;
};

struct text {
	struct line *lines;
	size_t count;
};

static struct text cut(const struct dl_bytes *bytes)
{
	struct text t = {.lines = dl_cli_alloc(bytes->len + 1, sizeof(struct line))};
	const char *p = bytes->data, *end = p + bytes->len;

	while (p < end) {
		const char *feed = memchr(p, '\n', (size_t)(end - p));
		const char *next = feed ? feed + 1 : end;

		t.lines[t.count++] = (struct line){p, (size_t)(next - p)};
		p = next;
	}
	return t;
}

static bool same(const struct line *a, const struct line *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* Of a line of the new text: */
enum mark {
	NEW_LINE = 1,	  /* it is new */
	GONE_BEFORE = 2, /* lines before it are gone; also of the place behind the last */
};

/* Two texts but for what they begin and end with together. */
struct middle {
	const struct line *old;
	const struct line *new;
	int old_count;
	int new_count;
	unsigned char *marks; /* of the new lines */
};

/* How far the lines go together from @x and @y on. */
static int together(const struct middle *m, int x, int y)
{
	int n = 0;

	while (x + n < m->old_count && y + n < m->new_count && same(&m->old[x + n], &m->new[y + n]))
		n++;
	return n;
}

/* Whether the best way to diagonal @k with @d edits takes a new line, from diagonal @k + 1; else it drops an
 * old one. @reach: how far into the old text each diagonal came with one edit less. */
static bool takes_new(const int *reach, int d, int k)
{
	return k == -d || (k != d && reach[k - 1] < reach[k + 1]);
}

/*
 * The shortest way from one text to the other (E. Myers, An O(ND) Difference Algorithm, 1986). rows[d] + d
 * is indexed by diagonal. Returns the number of edits, -1 when there are more than MAX_EDITS.
 */
static int find_way(const struct middle *m, int *rows[MAX_EDITS + 1])
{
	for (int d = 0; d <= MAX_EDITS; d++) {
		const int *before = d ? rows[d - 1] + d - 1 : NULL;
		int *reach;

		rows[d] = dl_cli_alloc((size_t)(2 * d + 1), sizeof(int));
		reach = rows[d] + d;
		for (int k = -d; k <= d; k += 2) {
			int x = 0;

			if (d)
				x = takes_new(before, d, k) ? before[k + 1] : before[k - 1] + 1;
			x += together(m, x, x - k);
			reach[k] = x;
			if (x >= m->old_count && x - k >= m->new_count)
				return d;
		}
	}
	return -1;
}

static void mark_way(const struct middle *m, int *const rows[MAX_EDITS + 1], int d)
{
	int k = m->old_count - m->new_count;

	for (; d > 0; d--) {
		const int *before = rows[d - 1] + d - 1;

		if (takes_new(before, d, k)) {
			k++;
			m->marks[before[k] - k] |= NEW_LINE;
		} else {
			k--;
			m->marks[before[k] - k] |= GONE_BEFORE;
		}
	}
}

static void compare(const struct middle *m)
{
	int *rows[MAX_EDITS + 1] = {0};
	int d = find_way(m, rows);

	if (d >= 0)
		mark_way(m, rows, d);
	else
		memset(m->marks, NEW_LINE, (size_t)m->new_count);
	for (int i = 0; i <= MAX_EDITS; i++)
		free(rows[i]);
}

static void add_lines(struct dl_change *c, size_t first, size_t last)
{
	struct dl_lines *before = c->line_count ? &c->lines[c->line_count - 1] : NULL;

	if (before && first <= before->last + 1)
		before->last = (uint32_t)last;
	else
		c->lines[c->line_count++] = (struct dl_lines){(uint32_t)first, (uint32_t)last};
}

/* @marks of @count lines and of the place behind them. */
static void take_marks(struct dl_change *c, const unsigned char *marks, size_t count)
{
	c->lines = dl_cli_alloc(count + 1, sizeof(struct dl_lines));
	c->line_count = 0;
	for (size_t i = 0; i <= count; i++) {
		if ((marks[i] & NEW_LINE) && i < count)
			add_lines(c, i + 1, i + 1);
		else if ((marks[i] & GONE_BEFORE) && count)
			add_lines(c, i ? i : 1, i < count ? i + 1 : count);
	}
}

void dl_change_find_lines(struct dl_change *c)
{
	struct text old = cut(&c->old), new = cut(&c->new);
	unsigned char *marks = dl_cli_alloc(new.count + 1, 1);
	size_t head = 0, tail = 0;
	struct middle m;

	while (head < old.count && head < new.count && same(&old.lines[head], &new.lines[head]))
		head++;
	while (head + tail < old.count && head + tail < new.count &&
	       same(&old.lines[old.count - 1 - tail], &new.lines[new.count - 1 - tail]))
		tail++;
	m = (struct middle){
		.old = old.lines + head,
		.new = new.lines + head,
		.old_count = (int)(old.count - head - tail),
		.new_count = (int)(new.count - head - tail),
		.marks = marks + head,
	};
	compare(&m);
	take_marks(c, marks, new.count);
	free(marks);
	free(old.lines);
	free(new.lines);
}

bool dl_change_touches(const struct dl_change *change, uint32_t first, uint32_t last)
{
	for (size_t i = 0; i < change->line_count; i++)
		if (change->lines[i].first <= last && first <= change->lines[i].last)
			return true;
	return false;
}
