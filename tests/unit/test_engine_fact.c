/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One fact: intervals with excluded numbers, compared with the sets that they stand for. A set is a
 * bit for each number of a small domain, whose ends stand for the smallest and largest number there
 * is.
 */
#include "property.h"

#include "base/buf.h"
#include "engine/value/fact.h"

#define SMALL	  3	      /* facts speak of -SMALL..SMALL */
#define EDGE	  (SMALL + 3) /* numbers looked at: -EDGE..EDGE, and the two ends */
#define NUMBERS	  (2 * EDGE + 3)
#define MAX_FACTS 2000

typedef uint32_t set;

static const enum dl_bin compares[] = {
	DL_BIN_EQ, DL_BIN_NE, DL_BIN_LT, DL_BIN_LE, DL_BIN_GT, DL_BIN_GE,
};

static struct dl_fact facts[MAX_FACTS];
static uint32_t fact_count;

static int64_t number(uint32_t i)
{
	return i == 0 ? INT64_MIN : i == NUMBERS - 1 ? INT64_MAX : (int64_t)i - 1 - EDGE;
}

static bool holds(enum dl_bin op, int64_t a, int64_t b)
{
	switch (op) {
	case DL_BIN_EQ:
		return a == b;
	case DL_BIN_NE:
		return a != b;
	case DL_BIN_LT:
		return a < b;
	case DL_BIN_LE:
		return a <= b;
	case DL_BIN_GT:
		return a > b;
	default:
		return a >= b;
	}
}

static set set_of(const struct dl_fact *f)
{
	set s = 0;

	for (uint32_t i = 0; i < NUMBERS; i++)
		if (!dl_fact_excludes(f, number(i)))
			s |= 1u << i;
	return s;
}

static set all_that(enum dl_bin op, int64_t num)
{
	set s = 0;

	for (uint32_t i = 0; i < NUMBERS; i++)
		if (holds(op, number(i), num))
			s |= 1u << i;
	return s;
}

static const char *text(const struct dl_fact *f)
{
	static char buf[4][120];
	static unsigned int next;
	struct dl_buf out = {0};
	char *to = buf[next++ % 4];

	dl_fact_print(f, &out);
	snprintf(to, sizeof(buf[0]), "{x%s}", out.data ? out.data : "");
	dl_buf_free(&out);
	return to;
}

/* Interval lo..hi without the numbers of a bit mask, bit 0 being -SMALL. */
static void add_fact(int64_t lo, int64_t hi, uint32_t holes)
{
	struct dl_fact f = {.lo = lo, .hi = hi};

	for (int64_t n = -SMALL; n <= SMALL; n++)
		if (holes >> (n + SMALL) & 1)
			f.ne[f.ne_count++] = n;
	CU_ASSERT_FATAL(fact_count < MAX_FACTS);
	facts[fact_count++] = f;
}

/* Every interval in -SMALL..SMALL or open to a side, with up to two numbers taken out of its
 * inside. */
static void make_facts(void)
{
	if (fact_count)
		return;
	for (int64_t lo = -SMALL - 1; lo <= SMALL; lo++) {
		for (int64_t hi = lo; hi <= SMALL + 1; hi++) {
			int64_t from = lo < -SMALL ? INT64_MIN : lo;
			int64_t to = hi > SMALL ? INT64_MAX : hi;

			if (hi < -SMALL)
				continue;
			for (uint32_t holes = 0; holes < 1u << (2 * SMALL + 1); holes++) {
				bool inside = __builtin_popcount(holes) <= 2;

				for (int64_t n = -SMALL; n <= SMALL; n++)
					if (holes >> (n + SMALL) & 1)
						inside &= n > from && n < to;
				if (inside)
					add_fact(from, to, holes);
			}
		}
	}
}

/* As the code promises: an interval that is not empty, excluded numbers inside and not at its ends.
 */
static bool is_tidy(const struct dl_fact *f)
{
	bool ok = f->lo <= f->hi && f->ne_count <= DL_MAX_EXCLUDED;

	for (uint32_t i = 0; i < f->ne_count; i++) {
		ok &= f->ne[i] > f->lo && f->ne[i] < f->hi;
		for (uint32_t k = 0; k < i; k++)
			ok &= f->ne[i] != f->ne[k];
	}
	return ok;
}

static void test_narrow(void)
{
	struct property p = {0};

	make_facts();
	for (uint32_t i = 0; i < fact_count; i++) {
		for (uint32_t o = 0; o < sizeof(compares) / sizeof(compares[0]); o++) {
			for (uint32_t n = 0; n < NUMBERS; n++) {
				struct dl_fact f = facts[i];
				set want = set_of(&f) & all_that(compares[o], number(n));
				bool left = dl_fact_narrow(&f, compares[o], number(n));

				PROPERTY(&p, left == (want != 0), "%s narrowed by %s %lld: %s left",
					 text(&facts[i]), dl_bin_name(compares[o]),
					 (long long)number(n), left ? "something" : "nothing");
				PROPERTY(&p, !left || (set_of(&f) == want && is_tidy(&f)),
					 "%s narrowed by %s %lld is %s", text(&facts[i]),
					 dl_bin_name(compares[o]), (long long)number(n), text(&f));
			}
		}
	}
	property_end(&p, 20000);
}

/* What is no comparison says nothing. */
static void test_narrow_other(void)
{
	struct dl_fact f = {.lo = 1, .hi = 3}, before = f;

	CU_ASSERT(dl_fact_narrow(&f, DL_BIN_ADD, 7));
	CU_ASSERT(memcmp(&f, &before, sizeof(f)) == 0);
}

/* More numbers excluded than there is room for: some are forgotten, 0 never, and nothing else is
 * lost. */
static void test_narrow_without_room(void)
{
	struct property p = {0};
	uint64_t seed = 1;

	for (uint32_t round = 0; round < 3000; round++) {
		struct dl_fact f = {.lo = -EDGE, .hi = EDGE};
		set want = set_of(&f);
		bool zero = false;

		for (uint32_t k = 0; k < 10; k++) {
			int64_t n = (int64_t)property_random(&seed, 2 * EDGE + 1) - EDGE;

			want &= all_that(DL_BIN_NE, n);
			zero |= n == 0;
			PROPERTY(&p, dl_fact_narrow(&f, DL_BIN_NE, n), "nothing left");
			PROPERTY(&p, (set_of(&f) & want) == want && is_tidy(&f),
				 "after != %lld: %s", (long long)n, text(&f));
			PROPERTY(&p, dl_fact_excludes(&f, n), "!= %lld is forgotten at once",
				 (long long)n);
			PROPERTY(&p, !zero || dl_fact_is_nonzero(&f), "%s may be 0", text(&f));
			if (k < DL_MAX_EXCLUDED)
				PROPERTY(&p, set_of(&f) == want, "%s forgets too early", text(&f));
		}
	}
	property_end(&p, 30000);
}

static void test_meet(void)
{
	struct property p = {0};

	make_facts();
	for (uint32_t i = 0; i < fact_count; i++) {
		for (uint32_t k = 0; k < fact_count; k++) {
			struct dl_fact f = facts[i];
			set want = set_of(&f) & set_of(&facts[k]);
			bool left = dl_fact_meet(&f, &facts[k]);

			PROPERTY(&p, left == (want != 0) && (!left || set_of(&f) == want),
				 "%s met with %s is %s", text(&facts[i]), text(&facts[k]),
				 left ? text(&f) : "nothing");
		}
	}
	property_end(&p, 50000);
}

static void test_hull(void)
{
	struct property p = {0};

	make_facts();
	for (uint32_t i = 0; i < fact_count; i++) {
		struct dl_fact same = dl_fact_hull(&facts[i], &facts[i]);

		PROPERTY(&p, set_of(&same) == set_of(&facts[i]), "%s with itself is %s",
			 text(&facts[i]), text(&same));
		for (uint32_t k = 0; k < fact_count; k++) {
			const struct dl_fact *a = &facts[i], *b = &facts[k];
			struct dl_fact f = dl_fact_hull(a, b), g = dl_fact_hull(b, a);
			bool has_room = a->ne_count + b->ne_count < DL_MAX_EXCLUDED;
			set both = set_of(a) | set_of(b);

			PROPERTY(&p, (set_of(&f) & both) == both, "%s with %s is %s", text(a),
				 text(b), text(&f));
			PROPERTY(&p, !has_room || set_of(&f) == set_of(&g),
				 "%s with %s: not commutative", text(a), text(b));
			PROPERTY(&p, is_tidy(&f), "%s with %s is not tidy", text(a), text(b));
			/* the closest interval, and what both exclude */
			PROPERTY(&p,
				 f.lo == (a->lo < b->lo ? a->lo : b->lo) &&
					 f.hi == (a->hi > b->hi ? a->hi : b->hi),
				 "%s with %s is as wide as %s", text(a), text(b), text(&f));
			for (uint32_t n = 0; n < a->ne_count; n++)
				PROPERTY(&p,
					 !has_room || !dl_fact_excludes(b, a->ne[n]) ||
						 dl_fact_excludes(&f, a->ne[n]),
					 "%s with %s forgets %lld", text(a), text(b),
					 (long long)a->ne[n]);
			PROPERTY(&p,
				 dl_fact_is_nonzero(&f) ==
					 (dl_fact_is_nonzero(a) && dl_fact_is_nonzero(b)),
				 "%s with %s may be 0", text(a), text(b));
		}
	}
	property_end(&p, 100000);
}

static void test_hull_by_use(void)
{
	for (int a = 0; a < 2; a++) {
		for (int b = 0; b < 2; b++) {
			struct dl_fact x = {.lo = 1, .hi = 1, .by_use = a},
				       y = {.hi = 3, .by_use = b};
			struct dl_fact f = dl_fact_hull(&x, &y);

			CU_ASSERT_EQUAL(f.by_use, a || b);
		}
	}
}

static void test_within_and_disjoint(void)
{
	struct property p = {0};

	make_facts();
	for (uint32_t i = 0; i < fact_count; i++) {
		for (uint32_t k = 0; k < fact_count; k++) {
			const struct dl_fact *a = &facts[i], *b = &facts[k];
			set common = set_of(a) & set_of(b);
			bool disjoint = dl_fact_disjoint(a, b);

			PROPERTY(&p, dl_fact_within(a, b) == (common == set_of(a)), "%s within %s",
				 text(a), text(b));
			PROPERTY(&p, disjoint == dl_fact_disjoint(b, a),
				 "%s disjoint %s: not symmetric", text(a), text(b));
			PROPERTY(&p, !disjoint || !common, "%s disjoint %s", text(a), text(b));
			/* two numbers with holes between may be missed, nothing else */
			if ((!a->ne_count && !b->ne_count) || a->lo == a->hi || b->lo == b->hi)
				PROPERTY(&p, disjoint == !common, "%s disjoint %s is missed",
					 text(a), text(b));
		}
	}
	property_end(&p, 100000);
}

static void test_compare(void)
{
	struct property p = {0};

	make_facts();
	for (uint32_t i = 0; i < fact_count; i++) {
		for (uint32_t k = 0; k < fact_count; k++) {
			const struct dl_fact *a = &facts[i], *b = &facts[k];
			set of_a = set_of(a), of_b = set_of(b);

			for (uint32_t o = 0; o < sizeof(compares) / sizeof(compares[0]); o++) {
				int said = dl_fact_compare(compares[o], a, b);
				bool can = false, need = true;

				for (uint32_t n = 0; n < NUMBERS * NUMBERS; n++) {
					bool is;

					if (!(of_a >> n / NUMBERS & 1) ||
					    !(of_b >> n % NUMBERS & 1))
						continue;
					is = holds(compares[o], number(n / NUMBERS),
						   number(n % NUMBERS));
					can |= is;
					need &= is;
				}
				PROPERTY(&p, said == -1 || (said ? need : !can), "%s %s %s: %d",
					 text(a), dl_bin_name(compares[o]), text(b), said);
				if (!a->ne_count && !b->ne_count)
					PROPERTY(&p,
						 said == (need	? 1
							  : can ? -1
								: 0),
						 "%s %s %s: only %d", text(a),
						 dl_bin_name(compares[o]), text(b), said);
			}
		}
		CU_ASSERT_EQUAL(dl_fact_compare(DL_BIN_SUB, &facts[i], &facts[i]), -1);
	}
	property_end(&p, 300000);
}

/* Exactly the numbers that survive the way into the type and back. */
static void test_of_type(void)
{
	static const int64_t near[] = {
		INT64_MIN,
		-0x80000001LL,
		-0x80000000LL,
		-32769,
		-32768,
		-129,
		-128,
		-1,
		0,
		1,
		2,
		127,
		128,
		255,
		256,
		32767,
		32768,
		65535,
		65536,
		0x7fffffff,
		0x80000000LL,
		0xffffffffLL,
		0x100000000LL,
		INT64_MAX,
	};
	struct property p = {0};

	for (uint32_t size = 1; size <= 4; size *= 2) {
		for (uint32_t i = 0; i < sizeof(near) / sizeof(near[0]); i++) {
			int64_t n = near[i];
			int64_t as_signed = size == 1	? (int8_t)n
					    : size == 2 ? (int16_t)n
							: (int32_t)n;
			int64_t as_unsigned = size == 1	  ? (uint8_t)n
					      : size == 2 ? (uint16_t)n
							  : (int64_t)(uint32_t)n;

			for (int is_signed = 0; is_signed < 2; is_signed++) {
				struct dl_type type = {.kind = i % 2 ? DL_TYPE_INT : DL_TYPE_ENUM,
						       .size = size,
						       .is_signed = is_signed};
				struct dl_fact f = dl_fact_of_type(&type);

				PROPERTY(&p,
					 dl_fact_excludes(&f, n) ==
						 (n != (is_signed ? as_signed : as_unsigned)),
					 "%lld in %u bytes", (long long)n, size);
			}
		}
	}
	property_end(&p, 100);
}

static void test_of_other_types(void)
{
	const struct dl_type boolean = {.kind = DL_TYPE_BOOL, .size = 1};
	const struct dl_type wide = {.kind = DL_TYPE_INT, .size = 8};
	const struct dl_type unsized = {.kind = DL_TYPE_INT};
	const struct dl_type pointer = {.kind = DL_TYPE_PTR, .size = 4};
	struct dl_fact f = dl_fact_of_type(&boolean);

	CU_ASSERT(f.lo == 0 && f.hi == 1);
	f = dl_fact_of_type(&wide);
	CU_ASSERT(dl_fact_says_nothing(&f));
	f = dl_fact_of_type(&unsized);
	CU_ASSERT(dl_fact_says_nothing(&f));
	f = dl_fact_of_type(&pointer);
	CU_ASSERT(dl_fact_says_nothing(&f));
	f = dl_fact_of_type(NULL);
	CU_ASSERT(dl_fact_says_nothing(&f));
	CU_ASSERT(dl_fact_narrow(&f, DL_BIN_NE, 5));
	CU_ASSERT_FALSE(dl_fact_says_nothing(&f));
}

static void expect_text(const struct dl_fact *f, const char *want)
{
	struct dl_buf out = {0};

	dl_fact_print(f, &out);
	CU_ASSERT_STRING_EQUAL(out.data, want);
	dl_buf_free(&out);
}

static void test_print(void)
{
	struct dl_fact f = dl_fact_none;

	dl_fact_narrow(&f, DL_BIN_NE, 1);
	dl_fact_narrow(&f, DL_BIN_NE, 2);
	expect_text(&f, " != 1, 2");
	dl_fact_narrow(&f, DL_BIN_GE, 0);
	dl_fact_narrow(&f, DL_BIN_LE, 7);
	expect_text(&f, " in 0..7 != 1, 2");
	dl_fact_narrow(&f, DL_BIN_EQ, 3);
	expect_text(&f, " == 3");
}

static const enum dl_bin operations[] = {
	DL_BIN_ADD, DL_BIN_SUB, DL_BIN_MUL, DL_BIN_DIV, DL_BIN_REM, DL_BIN_AND, DL_BIN_OR,
	DL_BIN_XOR, DL_BIN_SHL, DL_BIN_SHR, DL_BIN_EQ,	DL_BIN_LT,  DL_BIN_GE,
};

/* All that @a and @b hold near zero, through @op. */
static void check_operation(struct property *p, enum dl_bin op, const struct dl_fact *a,
			    const struct dl_fact *b)
{
	struct dl_fact f = dl_fact_bin(op, a, b);

	PROPERTY(p, is_tidy(&f), "%s %s %s = %s", text(a), dl_bin_name(op), text(b), text(&f));
	for (int64_t x = -EDGE; x <= EDGE; x++) {
		for (int64_t y = -EDGE; y <= EDGE; y++) {
			int64_t num;

			if (dl_fact_excludes(a, x) || dl_fact_excludes(b, y) ||
			    !dl_bin_fold(op, x, y, &num))
				continue;
			PROPERTY(p, !dl_fact_excludes(&f, num), "%lld %s %lld = %lld: not in %s",
				 (long long)x, dl_bin_name(op), (long long)y, (long long)num,
				 text(&f));
		}
	}
}

/* All that @before holds near zero, through `op num`: what of the results is @before's own. */
static void check_back(struct property *p, enum dl_bin op, const struct dl_fact *before, int64_t num)
{
	for (int64_t lo = -EDGE; lo <= EDGE; lo++) {
		struct dl_fact result = {.lo = lo, .hi = lo + 2}, f;

		if (!dl_fact_back(op, &result, num, before, &f))
			continue;
		for (int64_t x = -EDGE; x <= EDGE; x++) {
			int64_t made;

			if (dl_fact_excludes(before, x) || !dl_bin_fold(op, x, num, &made) ||
			    dl_fact_excludes(&result, made))
				continue;
			PROPERTY(p, !dl_fact_excludes(&f, x), "%lld %s %lld in %s: not in %s",
				 (long long)x, dl_bin_name(op), (long long)num, text(&result),
				 text(&f));
		}
	}
}

/* What is known of two numbers says nothing wrong of what is made of them. */
static void test_operations(void)
{
	struct property p = {0};

	make_facts();
	for (uint32_t o = 0; o < sizeof(operations) / sizeof(operations[0]); o++)
		for (uint32_t i = 0; i < fact_count; i += 5)
			for (uint32_t k = i % 11; k < fact_count; k += 11)
				check_operation(&p, operations[o], &facts[i], &facts[k]);
	property_end(&p, 100000);
}

/* What is known of a result says nothing wrong of the number that it was made of. */
static void test_operations_back(void)
{
	struct property p = {0};

	make_facts();
	for (uint32_t o = 0; o < sizeof(operations) / sizeof(operations[0]); o++)
		for (uint32_t i = 0; i < fact_count; i += 3)
			for (int64_t num = -EDGE; num <= EDGE; num++)
				check_back(&p, operations[o], &facts[i], num);
	property_end(&p, 1000);
}

static struct dl_fact between(int64_t lo, int64_t hi)
{
	return (struct dl_fact){.lo = lo, .hi = hi};
}

static bool gives(enum dl_bin op, struct dl_fact a, struct dl_fact b, int64_t lo, int64_t hi)
{
	struct dl_fact f = dl_fact_bin(op, &a, &b);

	return f.lo == lo && f.hi == hi;
}

/* ... and something of it. */
static void test_operations_tell(void)
{
	const struct dl_fact any = dl_fact_none, len = between(1, UINT32_MAX);
	struct dl_fact not_five = any, one = between(1, 1), f;

	CU_ASSERT(gives(DL_BIN_ADD, between(1, 4), between(10, 20), 11, 24));
	CU_ASSERT(gives(DL_BIN_ADD, between(1, INT64_MAX), between(10, 20), 11, INT64_MAX));
	CU_ASSERT(gives(DL_BIN_SUB, between(1, 4), between(1, 2), -1, 3));
	CU_ASSERT(gives(DL_BIN_MUL, between(-2, 4), between(3, 5), -10, 20));
	CU_ASSERT(gives(DL_BIN_DIV, between(16, 64), between(4, 8), 2, 16));
	CU_ASSERT(gives(DL_BIN_REM, between(0, 100), between(8, 8), 0, 7));
	CU_ASSERT(gives(DL_BIN_REM, between(2, 3), between(8, 9), 2, 3));
	CU_ASSERT(gives(DL_BIN_AND, any, between(7, 7), 0, 7));
	CU_ASSERT(gives(DL_BIN_AND, between(0, 3), between(7, 7), 0, 3));
	/* rounded up, and down */
	CU_ASSERT(gives(DL_BIN_AND, between(64, UINT32_MAX + 63LL), between(-64, -64), 64,
			UINT32_MAX + 1LL));
	CU_ASSERT(gives(DL_BIN_AND, between(64, UINT32_MAX + 63LL),
			between(0xffffffc0, 0xffffffc0), 64, 0xffffffc0));
	CU_ASSERT(gives(DL_BIN_AND, between(70, 130), between(-64, -64), 64, 128));
	CU_ASSERT(gives(DL_BIN_OR, between(4, 5), between(0, 2), 4, 7));
	CU_ASSERT(gives(DL_BIN_OR, between(-12, 0), between(-12, -12), INT64_MIN, -1));
	CU_ASSERT(gives(DL_BIN_SHR, len, between(12, 12), 0, UINT32_MAX >> 12));
	CU_ASSERT(gives(DL_BIN_SHL, between(1, 4), between(3, 3), 8, 32));
	CU_ASSERT(gives(DL_BIN_LT, between(1, 4), between(5, 9), 1, 1));
	dl_fact_narrow(&not_five, DL_BIN_NE, 5);
	f = dl_fact_bin(DL_BIN_SUB, &not_five, &one);
	CU_ASSERT(dl_fact_excludes(&f, 4));
	CU_ASSERT_FALSE(dl_fact_excludes(&f, 5));
}

DL_TEST_MAIN("engine_fact", DL_TEST(test_narrow), DL_TEST(test_narrow_other),
	     DL_TEST(test_narrow_without_room), DL_TEST(test_meet), DL_TEST(test_hull),
	     DL_TEST(test_hull_by_use), DL_TEST(test_within_and_disjoint), DL_TEST(test_compare),
	     DL_TEST(test_of_type), DL_TEST(test_of_other_types), DL_TEST(test_print),
	     DL_TEST(test_operations), DL_TEST(test_operations_back), DL_TEST(test_operations_tell))
