/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of the result of an operation on two numbers of which something is known. Sums and
 * products are taken not to wrap around; the ends of 64 bits stand for no bound.
 */
#include "engine/value/fact.h"

static struct dl_fact between(int64_t lo, int64_t hi)
{
	return (struct dl_fact){ .lo = lo, .hi = hi };
}

static bool is_one(const struct dl_fact *f)
{
	return f->lo == f->hi;
}

static bool has_bounds(const struct dl_fact *f)
{
	return f->lo != INT64_MIN && f->hi != INT64_MAX;
}

/* The end of a sum: no bound where one side has none, or where there is no room. */
static int64_t add_end(int64_t a, int64_t b, int64_t none)
{
	int64_t sum;

	return a == none || b == none || __builtin_add_overflow(a, b, &sum) ? none : sum;
}

static int64_t negative(int64_t num)
{
	return num == INT64_MIN ? INT64_MAX : num == INT64_MAX ? INT64_MIN : -num;
}

static struct dl_fact sum(const struct dl_fact *a, const struct dl_fact *b)
{
	struct dl_fact f = between(add_end(a->lo, b->lo, INT64_MIN), add_end(a->hi, b->hi, INT64_MAX));

	/* what the one is not, moved by the other */
	for (uint32_t i = 0; is_one(b) && i < a->ne_count; i++)
		dl_fact_narrow(&f, DL_BIN_NE, add_end(a->ne[i], b->lo, INT64_MAX));
	for (uint32_t i = 0; is_one(a) && i < b->ne_count; i++)
		dl_fact_narrow(&f, DL_BIN_NE, add_end(b->ne[i], a->lo, INT64_MAX));
	return f;
}

static struct dl_fact minus(const struct dl_fact *b)
{
	struct dl_fact f = between(negative(b->hi), negative(b->lo));

	for (uint32_t i = 0; i < b->ne_count; i++)
		dl_fact_narrow(&f, DL_BIN_NE, negative(b->ne[i]));
	return f;
}

static struct dl_fact product(const struct dl_fact *a, const struct dl_fact *b)
{
	const int64_t x[] = { a->lo, a->lo, a->hi, a->hi }, y[] = { b->lo, b->hi, b->lo, b->hi };
	struct dl_fact f = between(INT64_MAX, INT64_MIN);
	bool fits = has_bounds(a) && has_bounds(b);

	for (int i = 0; i < 4 && fits; i++) {
		int64_t p;

		fits = !__builtin_mul_overflow(x[i], y[i], &p);
		if (!fits)
			break;
		f.lo = p < f.lo ? p : f.lo;
		f.hi = p > f.hi ? p : f.hi;
	}
	if (!fits)
		f = a->lo >= 0 && b->lo >= 0 ? between(0, INT64_MAX) : dl_fact_none;
	if (dl_fact_is_nonzero(a) && dl_fact_is_nonzero(b))
		dl_fact_narrow(&f, DL_BIN_NE, 0);
	return f;
}

static struct dl_fact quotient(const struct dl_fact *a, const struct dl_fact *b)
{
	if (b->lo < 1)
		return dl_fact_none;
	if (a->lo >= 0)
		return between(a->lo / b->hi, a->hi == INT64_MAX ? a->hi : a->hi / b->lo);
	return between(a->lo, a->hi < 0 ? 0 : a->hi);
}

static struct dl_fact rest(const struct dl_fact *a, const struct dl_fact *b)
{
	int64_t most = b->hi - 1;

	if (b->lo < 1)
		return dl_fact_none;
	if (a->lo >= 0 && a->hi < b->lo)
		return between(a->lo, a->hi);
	return between(a->lo >= 0 ? 0 : a->lo > -most ? a->lo : -most, a->hi < 0 ? 0 : a->hi < most ? a->hi : most);
}

/* The lowest bit of a mask that keeps all bits from there on, up to those of 32 or 64; 0: it is another. */
static int64_t aligns_to(const struct dl_fact *mask, int64_t *below)
{
	int64_t m = mask->lo, low = m & -(uint64_t)m;

	if (!is_one(mask) || m == 0 || (uint64_t)m + (uint64_t)low != (m > 0 ? 1ULL << 32 : 0))
		return 0;
	*below = m > 0 ? m + low : INT64_MAX;
	return m == INT64_MIN ? 0 : low;
}

static struct dl_fact both_bits(const struct dl_fact *a, const struct dl_fact *b)
{
	int64_t below = 0, low = aligns_to(b, &below);

	/* x & ~(align - 1) */
	if (low && a->lo >= 0 && a->lo < below) {
		int64_t hi = a->hi < below ? a->hi : below - 1;

		return between(a->lo & -low, hi == INT64_MAX ? hi : hi & -low);
	}
	if (a->lo >= 0 && b->lo >= 0)
		return between(0, a->hi < b->hi ? a->hi : b->hi);
	if (a->lo >= 0 || b->lo >= 0)
		return between(0, a->lo >= 0 ? a->hi : b->hi);
	return dl_fact_none;
}

/* All bits up to the highest of @num, which is not negative. */
static int64_t filled(int64_t num)
{
	return num ? (int64_t)(UINT64_MAX >> __builtin_clzll((uint64_t)num)) : 0;
}

static struct dl_fact either_bit(enum dl_bin op, const struct dl_fact *a, const struct dl_fact *b)
{
	struct dl_fact f = dl_fact_none;

	if (a->lo >= 0 && b->lo >= 0)
		f = between(0, filled(a->hi) | filled(b->hi));
	if (op == DL_BIN_XOR) {
		if (dl_fact_disjoint(a, b))
			dl_fact_narrow(&f, DL_BIN_NE, 0);
		return f;
	}
	if (a->lo >= 0 && b->lo >= 0)
		f.lo = a->lo > b->lo ? a->lo : b->lo;
	if (a->hi < 0 || b->hi < 0)
		f.hi = -1;
	if (dl_fact_is_nonzero(a) || dl_fact_is_nonzero(b))
		dl_fact_narrow(&f, DL_BIN_NE, 0);
	return f;
}

static struct dl_fact shifted(enum dl_bin op, const struct dl_fact *a, const struct dl_fact *b)
{
	if (a->lo < 0 || b->lo < 0 || b->hi > 62)
		return dl_fact_none;
	if (op == DL_BIN_SHR)
		return between(a->lo >> b->hi, a->hi == INT64_MAX && !b->lo ? a->hi : a->hi >> b->lo);
	if (a->hi > INT64_MAX >> b->hi)
		return between(a->lo > INT64_MAX >> b->lo ? 0 : a->lo << b->lo, INT64_MAX);
	return between(a->lo << b->lo, a->hi << b->hi);
}

struct dl_fact dl_fact_bin(enum dl_bin op, const struct dl_fact *a, const struct dl_fact *b)
{
	struct dl_fact f = dl_fact_none;
	int64_t num;
	int truth;

	if (is_one(a) && is_one(b) && dl_bin_fold(op, a->lo, b->lo, &num)) {
		f = between(num, num);
		f.by_use = a->by_use || b->by_use;
		return f;
	}
	switch (op) {
	case DL_BIN_ADD: f = sum(a, b); break;
	case DL_BIN_SUB: {
		struct dl_fact m = minus(b);

		f = sum(a, &m);
		break;
	}
	case DL_BIN_MUL: f = product(a, b); break;
	case DL_BIN_DIV: f = quotient(a, b); break;
	case DL_BIN_REM: f = rest(a, b); break;
	case DL_BIN_AND: f = is_one(a) ? both_bits(b, a) : both_bits(a, b); break;
	case DL_BIN_OR:
	case DL_BIN_XOR: f = either_bit(op, a, b); break;
	case DL_BIN_SHL:
	case DL_BIN_SHR: f = shifted(op, a, b); break;
	default:
		truth = dl_fact_compare(op, a, b);
		f = truth < 0 ? between(0, 1) : between(truth, truth);
		break;
	}
	f.by_use = a->by_use || b->by_use;
	return f;
}

/* @low to @high times @unit, and what is lost of the last one. */
static struct dl_fact scaled_up(const struct dl_fact *result, int64_t unit)
{
	struct dl_fact f = dl_fact_none;
	int64_t hi;

	if (__builtin_mul_overflow(result->lo, unit, &f.lo))
		f.lo = INT64_MIN;
	if (result->hi != INT64_MAX && !__builtin_add_overflow(result->hi, 1, &hi) &&
	    !__builtin_mul_overflow(hi, unit, &hi))
		f.hi = hi - 1;
	return f;
}

bool dl_fact_back(enum dl_bin op, const struct dl_fact *result, int64_t num, const struct dl_fact *before,
		  struct dl_fact *out)
{
	struct dl_fact mask = between(num, num);
	int64_t below = 0, low;

	if (op == DL_BIN_ADD) {
		*out = between(add_end(result->lo, negative(num), INT64_MIN),
			       add_end(result->hi, negative(num), INT64_MAX));
		return num != INT64_MIN;
	}
	if (before->lo < 0 || result->lo < 0)
		return false;
	switch (op) {
	case DL_BIN_AND:
		low = aligns_to(&mask, &below);
		/* a number that has higher bits than the mask may be anything */
		if (!low || before->hi > below)
			return false;
		*out = between(result->lo, add_end(result->hi, low - 1, INT64_MAX));
		if (result->lo > 0 && result->lo < low)
			out->lo = low;
		return true;
	case DL_BIN_SHR:
		if (num < 0 || num > 62)
			return false;
		*out = scaled_up(result, 1LL << num);
		return true;
	case DL_BIN_DIV:
		if (num < 1)
			return false;
		*out = scaled_up(result, num);
		return true;
	default: return false;
	}
}
