/* SPDX-License-Identifier: Apache-2.0 */
/* See baseline.h. */
#include "report/baseline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/lines.h"

static const char head[] =
	"# dmalint baseline, version 1: findings that are known.\n"
	"# 'dmalint scan --baseline THIS-FILE' does not report them; 'dmalint baseline update THIS-FILE'\n"
	"# removes those that are no longer found. Fingerprint, rule, file, function, message.\n";

static void add_entry(struct dl_baseline *b, const struct dl_baseline_entry *entry)
{
	if (dl_map_has(&b->by_fingerprint, entry->fingerprint))
		return;
	dl_vec_push(&b->list, *entry);
	dl_map_put(&b->by_fingerprint, entry->fingerprint, (void *)(uintptr_t)b->list.len);
}

static struct dl_baseline_entry *entry_of(const struct dl_baseline *b, uint64_t fingerprint)
{
	size_t at = (size_t)(uintptr_t)dl_map_get(&b->by_fingerprint, fingerprint);

	return at ? &b->list.data[at - 1] : NULL;
}

/* ---- reading ---- */

static bool take_line(void *arg, const char *p, const char *end)
{
	struct dl_baseline *b = arg;
	struct dl_baseline_entry entry = {0};

	if (!dl_line_fingerprint(&entry.fingerprint, dl_line_next(b->arena, &p, end)))
		return false;
	entry.rule = dl_line_next(b->arena, &p, end);
	entry.path = dl_line_next(b->arena, &p, end);
	entry.function = dl_line_next(b->arena, &p, end);
	entry.message = dl_line_next(b->arena, &p, end);
	if (!*entry.rule || !*entry.path)
		return false;
	add_entry(b, &entry);
	return true;
}

enum dl_status dl_baseline_read(struct dl_baseline *out, struct dl_arena *arena, const char *file,
				struct dl_error *err)
{
	*out = (struct dl_baseline){.arena = arena, .file = file};
	return dl_lines_read(file, take_line, out,
			     "a fingerprint of 16 hex digits, a rule and a path", err);
}

void dl_baseline_free(struct dl_baseline *baseline)
{
	dl_vec_free(&baseline->list);
	dl_map_free(&baseline->by_fingerprint);
}

/* ---- findings ---- */

void dl_baseline_add(struct dl_baseline *baseline, const struct dl_finding *f)
{
	const struct dl_baseline_entry entry = {
		.fingerprint = f->fingerprint,
		.rule = f->rule,
		.path = f->spot.path ? f->spot.path : "",
		.function = f->function ? f->function : "",
		.message = f->message ? f->message : "",
		.found = true,
	};

	add_entry(baseline, &entry);
}

void dl_baseline_find(struct dl_baseline *baseline, const struct dl_findings *findings)
{
	for (size_t i = 0; i < findings->len; i++) {
		struct dl_baseline_entry *e = entry_of(baseline, findings->items[i].fingerprint);

		if (e)
			e->found = true;
	}
}

void dl_baseline_match(struct dl_baseline *baseline, struct dl_findings *findings)
{
	dl_baseline_find(baseline, findings);
	for (size_t i = 0; i < findings->len; i++) {
		struct dl_finding *f = &findings->items[i];

		if (!f->suppression && entry_of(baseline, f->fingerprint))
			f->suppression = DL_SUPPRESSED_EXTERNAL;
	}
}

/* ---- writing ---- */

static int by_place(const void *a, const void *b)
{
	const struct dl_baseline_entry *x = *(const struct dl_baseline_entry *const *)a;
	const struct dl_baseline_entry *y = *(const struct dl_baseline_entry *const *)b;
	int d = strcmp(x->path, y->path);

	if (!d)
		d = strcmp(x->rule, y->rule);
	return d ? d : (x->fingerprint > y->fingerprint) - (x->fingerprint < y->fingerprint);
}

void dl_baseline_write(const struct dl_baseline *baseline, struct dl_buf *out)
{
	const struct dl_baseline_entry **order =
		dl_xcalloc(baseline->list.len + 1, sizeof(struct dl_baseline_entry *));

	for (size_t i = 0; i < baseline->list.len; i++)
		order[i] = &baseline->list.data[i];
	qsort(order, baseline->list.len, sizeof(struct dl_baseline_entry *), by_place);
	dl_buf_puts(out, head);
	for (size_t i = 0; i < baseline->list.len; i++) {
		dl_buf_printf(out, "%016" PRIx64 "\t", order[i]->fingerprint);
		dl_line_field(out, order[i]->rule, '\t');
		dl_line_field(out, order[i]->path, '\t');
		dl_line_field(out, order[i]->function, '\t');
		dl_line_field(out, order[i]->message, '\n');
	}
	dl_free((void *)order);
}
