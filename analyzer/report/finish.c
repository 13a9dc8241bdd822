/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What turns the findings of many workers into one list: order, removal of
 * duplicates, fingerprints, ranks. The order compares every field, so that the
 * result does not depend on the order in which the findings came in.
 */
#include "report/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "report/rule_info.h"

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_spot(const struct dl_spot *a, const struct dl_spot *b)
{
	int d = compare_text(a->path, b->path);

	if (!d)
		d = compare_number(a->line, b->line);
	if (!d)
		d = compare_number(a->col, b->col);
	return d;
}

static int compare_spot_end(const struct dl_spot *a, const struct dl_spot *b)
{
	int d = compare_number(a->end_line, b->end_line);

	return d ? d : compare_number(a->end_col, b->end_col);
}

static int compare_steps(const struct dl_finding_step *a, size_t a_count,
			 const struct dl_finding_step *b, size_t b_count)
{
	int d = compare_number(a_count, b_count);

	for (size_t i = 0; !d && i < a_count; i++) {
		d = compare_spot(&a[i].spot, &b[i].spot);
		if (!d)
			d = compare_spot_end(&a[i].spot, &b[i].spot);
		if (!d)
			d = compare_text(a[i].message, b[i].message);
		if (!d)
			d = compare_number(a[i].nesting, b[i].nesting);
	}
	return d;
}

/* One with more edits comes first. */
static int compare_fixes(const struct dl_fix *a, const struct dl_fix *b)
{
	int d = compare_number(b ? b->edit_count : 0, a ? a->edit_count : 0);

	return d || !a || !b ? d : compare_text(a->title, b->title);
}

/* What makes two findings one: place, rule, function and object. */
static int compare_identity(const struct dl_finding *a, const struct dl_finding *b)
{
	int d = compare_spot(&a->spot, &b->spot);

	if (!d)
		d = compare_text(a->rule, b->rule);
	if (!d)
		d = compare_text(a->function, b->function);
	if (!d)
		d = compare_text(a->subject, b->subject);
	return d;
}

/* Of equal findings the most confident, then the one with the shortest story comes first. */
static int compare_finding(const void *pa, const void *pb)
{
	const struct dl_finding *a = pa, *b = pb;
	int d = compare_identity(a, b);

	if (!d)
		d = compare_number(b->confidence, a->confidence);
	if (!d)
		d = compare_steps(a->steps, a->step_count, b->steps, b->step_count);
	if (!d)
		d = compare_text(a->arch, b->arch);
	if (!d)
		d = compare_text(a->edge, b->edge);
	if (!d)
		d = compare_text(a->message, b->message);
	if (!d)
		d = compare_spot_end(&a->spot, &b->spot);
	if (!d)
		d = compare_steps(a->related, a->related_count, b->related, b->related_count);
	return d ? d : compare_fixes(a->fix, b->fix);
}

static void drop_duplicates(struct dl_findings *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->len; i++) {
		if (kept && compare_identity(&f->items[kept - 1], &f->items[i]) == 0)
			continue;
		f->items[kept++] = f->items[i];
	}
	f->len = kept;
}

/*
 * Rules about names say each once for a file: what is first in it stays. Its fix is that of all of
 * them, if each has one.
 */
static void drop_repeated(struct dl_findings *f)
{
	struct dl_map said = {0};
	struct dl_buf key = {0};
	size_t kept = 0;

	for (size_t i = 0; i < f->len; i++) {
		const struct dl_finding *it = &f->items[i];
		const struct dl_rule_info *info = it->rule ? dl_rule_info_find(it->rule) : NULL;
		size_t first;

		if (info && info->once_per_file) {
			dl_buf_clear(&key);
			dl_buf_printf(&key, "%s:%s:%s", it->rule, it->spot.path, it->message);
			first = (uintptr_t)dl_map_get_str(&said, dl_buf_str(&key));
			if (first) {
				struct dl_finding *stays = &f->items[first - 1];

				stays->fix = dl_fix_join(f->arena, stays->fix, it->fix);
				continue;
			}
			dl_map_put_str(&said, dl_buf_str(&key), (void *)(kept + 1));
		}
		f->items[kept++] = *it;
	}
	f->len = kept;
	dl_map_free(&said);
	dl_buf_free(&key);
}

static uint64_t hash_text(uint64_t h, const char *s)
{
	return dl_hash_str(h, s ? s : "");
}

/* No line numbers: the fingerprint survives edits elsewhere in the file. */
static void add_fingerprints(struct dl_findings *f)
{
	struct dl_map seen = { 0 };

	for (size_t i = 0; i < f->len; i++) {
		struct dl_finding *it = &f->items[i];
		uint64_t h = DL_HASH_SEED;
		uintptr_t index;

		h = hash_text(h, it->rule);
		h = hash_text(h, it->spot.path);
		h = hash_text(h, it->function);
		h = hash_text(h, it->subject);
		h = hash_text(h, it->edge);
		index = (uintptr_t)dl_map_get(&seen, h);
		dl_map_put(&seen, h, (void *)(index + 1));
		it->fingerprint = dl_hash_final(dl_hash_u64(h, index));
	}
	dl_map_free(&seen);
}

static double rank(const struct dl_finding *f)
{
	static const double confidence[] = { 0, 10, 30, 50 };
	static const double level[] = { 0, 5, 20, 30 };
	static const double precision[] = { 0, 5, 10, 15, 20 };
	const struct dl_rule_info *info = f->rule ? dl_rule_info_find(f->rule) : NULL;

	return confidence[f->confidence <= DL_CONF_HIGH ? f->confidence : 0] +
	       level[info ? info->level : DL_LEVEL_WARNING] +
	       precision[info ? info->precision : DL_PRECISION_MEDIUM];
}

void dl_report_finish(struct dl_findings *f)
{
	if (f->len)
		qsort(f->items, f->len, sizeof(*f->items), compare_finding);
	drop_duplicates(f);
	drop_repeated(f);
	add_fingerprints(f);
	for (size_t i = 0; i < f->len; i++)
		f->items[i].rank = rank(&f->items[i]);
}
