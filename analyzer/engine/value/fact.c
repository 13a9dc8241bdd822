/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be known of one value: an interval, and some numbers inside it that the value is not. Facts
 * of a path: fact.c.
 */
#include "engine/value/fact.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"

const struct dl_fact dl_fact_none = { .lo = INT64_MIN, .hi = INT64_MAX };

struct dl_fact dl_fact_of_type(const struct dl_type *type)
{
	struct dl_fact f = dl_fact_none;

	if (!type)
		return f;
	if (type->kind == DL_TYPE_BOOL)
		return (struct dl_fact){ .lo = 0, .hi = 1 };
	if ((type->kind != DL_TYPE_INT && type->kind != DL_TYPE_ENUM) || !type->size ||
	    type->size >= 8)
		return f;
	if (type->is_signed) {
		f.hi = (1LL << (type->size * 8 - 1)) - 1;
		f.lo = -f.hi - 1;
	} else {
		f.lo = 0;
		f.hi = (1LL << (type->size * 8)) - 1;
	}
	return f;
}

bool dl_fact_excludes(const struct dl_fact *f, int64_t num)
{
	if (num < f->lo || num > f->hi)
		return true;
	for (uint32_t i = 0; i < f->ne_count; i++)
		if (f->ne[i] == num)
			return true;
	return false;
}

bool dl_fact_is_nonzero(const struct dl_fact *f)
{
	return dl_fact_excludes(f, 0);
}

bool dl_fact_says_nothing(const struct dl_fact *f)
{
	return f->lo == INT64_MIN && f->hi == INT64_MAX && !f->ne_count;
}

/* No room: the oldest gives way, but never 0. */
static void drop_one(struct dl_fact *f)
{
	uint32_t i = f->ne[0] == 0 ? 1 : 0;

	memmove(&f->ne[i], &f->ne[i + 1], (DL_MAX_EXCLUDED - i - 1) * sizeof(f->ne[0]));
	f->ne_count--;
}

static void add_excluded(struct dl_fact *f, int64_t num)
{
	if (dl_fact_excludes(f, num))
		return;
	if (f->ne_count == DL_MAX_EXCLUDED)
		drop_one(f);
	f->ne[f->ne_count++] = num;
}

static bool remove_excluded(struct dl_fact *f, int64_t num)
{
	for (uint32_t i = 0; i < f->ne_count; i++) {
		if (f->ne[i] != num)
			continue;
		f->ne_count--;
		memmove(&f->ne[i], &f->ne[i + 1], (f->ne_count - i) * sizeof(f->ne[0]));
		return true;
	}
	return false;
}

/* Excluded numbers lie inside the interval and not at its ends; false when nothing is left. */
static bool tidy(struct dl_fact *f)
{
	uint32_t n = 0;

	while (f->lo <= f->hi && remove_excluded(f, f->lo))
		f->lo++;
	while (f->lo <= f->hi && remove_excluded(f, f->hi))
		f->hi--;
	for (uint32_t i = 0; i < f->ne_count; i++)
		if (f->ne[i] > f->lo && f->ne[i] < f->hi)
			f->ne[n++] = f->ne[i];
	f->ne_count = n;
	return f->lo <= f->hi;
}

bool dl_fact_narrow(struct dl_fact *f, enum dl_bin op, int64_t num)
{
	switch (op) {
	case DL_BIN_EQ:
		if (dl_fact_excludes(f, num))
			return false;
		f->lo = f->hi = num;
		break;
	case DL_BIN_NE: add_excluded(f, num); break;
	case DL_BIN_LT:
		if (num == INT64_MIN)
			return false;
		f->hi = f->hi < num - 1 ? f->hi : num - 1;
		break;
	case DL_BIN_LE: f->hi = f->hi < num ? f->hi : num; break;
	case DL_BIN_GT:
		if (num == INT64_MAX)
			return false;
		f->lo = f->lo > num + 1 ? f->lo : num + 1;
		break;
	case DL_BIN_GE: f->lo = f->lo > num ? f->lo : num; break;
	default: return true;
	}
	return tidy(f);
}

bool dl_fact_meet(struct dl_fact *f, const struct dl_fact *other)
{
	if (!dl_fact_narrow(f, DL_BIN_GE, other->lo) || !dl_fact_narrow(f, DL_BIN_LE, other->hi))
		return false;
	for (uint32_t i = 0; i < other->ne_count; i++)
		if (!dl_fact_narrow(f, DL_BIN_NE, other->ne[i]))
			return false;
	return true;
}

struct dl_fact dl_fact_hull(const struct dl_fact *a, const struct dl_fact *b)
{
	struct dl_fact f = {
		.lo = a->lo < b->lo ? a->lo : b->lo,
		.hi = a->hi > b->hi ? a->hi : b->hi,
		.by_use = a->by_use || b->by_use,
	};

	for (uint32_t i = 0; i < a->ne_count; i++)
		if (dl_fact_excludes(b, a->ne[i]))
			add_excluded(&f, a->ne[i]);
	for (uint32_t i = 0; i < b->ne_count; i++)
		if (dl_fact_excludes(a, b->ne[i]))
			add_excluded(&f, b->ne[i]);
	if (dl_fact_is_nonzero(a) && dl_fact_is_nonzero(b))
		add_excluded(&f, 0);
	return f;
}

bool dl_fact_within(const struct dl_fact *inner, const struct dl_fact *outer)
{
	if (inner->lo < outer->lo || inner->hi > outer->hi)
		return false;
	for (uint32_t i = 0; i < outer->ne_count; i++)
		if (!dl_fact_excludes(inner, outer->ne[i]))
			return false;
	return true;
}

bool dl_fact_disjoint(const struct dl_fact *a, const struct dl_fact *b)
{
	return a->hi < b->lo || b->hi < a->lo || (a->lo == a->hi && dl_fact_excludes(b, a->lo)) ||
	       (b->lo == b->hi && dl_fact_excludes(a, b->lo));
}

int dl_fact_compare(enum dl_bin op, const struct dl_fact *a, const struct dl_fact *b)
{
	int eq;

	switch (op) {
	case DL_BIN_EQ:
		if (dl_fact_disjoint(a, b))
			return 0;
		return a->lo == a->hi && b->lo == b->hi ? 1 : -1;
	case DL_BIN_NE:
		eq = dl_fact_compare(DL_BIN_EQ, a, b);
		return eq < 0 ? -1 : !eq;
	case DL_BIN_LT: return a->hi < b->lo ? 1 : a->lo >= b->hi ? 0 : -1;
	case DL_BIN_LE: return a->hi <= b->lo ? 1 : a->lo > b->hi ? 0 : -1;
	case DL_BIN_GT: return a->lo > b->hi ? 1 : a->hi <= b->lo ? 0 : -1;
	case DL_BIN_GE: return a->lo >= b->hi ? 1 : a->hi < b->lo ? 0 : -1;
	default: return -1;
	}
}

void dl_fact_print(const struct dl_fact *f, struct dl_buf *out)
{
	if (f->lo == f->hi) {
		dl_buf_printf(out, " == %" PRId64, f->lo);
		return;
	}
	if (f->lo != INT64_MIN || f->hi != INT64_MAX || !f->ne_count)
		dl_buf_printf(out, " in %" PRId64 "..%" PRId64, f->lo, f->hi);
	for (uint32_t i = 0; i < f->ne_count; i++)
		dl_buf_printf(out, "%s %" PRId64, i ? "," : " !=", f->ne[i]);
}
