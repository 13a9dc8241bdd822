/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing sizes: what is said of two of them holds for all numbers that the variables may be. */
#include "engine_fixture.h"

#include "engine/value/linear.h"

#define MAX_SIZES 1200

static const struct dl_sym *sizes[MAX_SIZES];
static uint32_t size_count;

static enum dl_size_relation compare(const struct dl_sym *made, const struct dl_sym *ended,
				     int64_t *difference)
{
	*difference = 12345;
	return dl_size_compare(made, ended, difference);
}

static enum dl_size_relation relation(const struct dl_sym *made, const struct dl_sym *ended)
{
	int64_t difference;

	return compare(made, ended, &difference);
}

/* a * x + b * y + c, spelled in several ways; also sizes that have no such form. */
static void make_sizes(void)
{
	const struct dl_sym *x = value_of(0), *y = value_of(1), *ax, *by;

	size_count = 0;
	for (int64_t a = 0; a <= 2; a++)
		for (int64_t b = -1; b <= 2; b++)
			for (int64_t c = -1; c <= 2; c++) {
				ax = a ? bin(DL_BIN_MUL, x, num(a)) : num(0);
				by = b < 0 ? dl_sym_un(syms, DL_UN_NEG, y)
				     : b   ? bin(DL_BIN_MUL, y, num(b))
					   : num(0);
				sizes[size_count++] =
					bin(DL_BIN_ADD, bin(DL_BIN_ADD, ax, by), num(c));
				sizes[size_count++] =
					bin(DL_BIN_SUB, by, bin(DL_BIN_SUB, num(-c), ax));
				sizes[size_count++] =
					bin(DL_BIN_ADD, bin(DL_BIN_ADD, num(c), ax), by);
				if (a == 2)
					sizes[size_count++] = bin(
						DL_BIN_ADD,
						bin(DL_BIN_SHL, bin(DL_BIN_ADD, x, num(c)), num(1)),
						bin(DL_BIN_SUB, by, num(c)));
			}
	sizes[size_count++] = bin(DL_BIN_MUL, x, y);
	sizes[size_count++] = bin(DL_BIN_ADD, bin(DL_BIN_MUL, y, x), num(1));
	sizes[size_count++] = bin(DL_BIN_AND, x, num(7));
	sizes[size_count++] = bin(DL_BIN_DIV, x, num(2));
	sizes[size_count++] = bin(DL_BIN_SHL, x, y);
}

/* ended - made for many x and y: whether it is always the same, and what. */
static bool always(const struct dl_sym *made, const struct dl_sym *ended, int64_t *difference)
{
	bool first = true;

	for (int64_t x = 0; x <= 20; x += 5)
		for (int64_t y = 0; y <= 6; y += 3) {
			const int64_t values[VARIABLES] = {x, y};
			int64_t m, e;

			if (!evaluate(made, values, &m) || !evaluate(ended, values, &e))
				return false;
			if (!first && e - m != *difference)
				return false;
			*difference = e - m;
			first = false;
		}
	return !first;
}

static void test_what_is_said_holds(void)
{
	struct property p = {0};
	uint32_t said[DL_SIZE_MIXED + 1] = {0};

	symbols_begin();
	make_sizes();
	for (uint32_t i = 0; i < size_count; i++) {
		for (uint32_t k = 0; k < size_count; k++) {
			int64_t difference, real = 0;
			enum dl_size_relation r = compare(sizes[i], sizes[k], &difference);
			bool fixed = always(sizes[i], sizes[k], &real);

			said[r]++;
			PROPERTY(&p, (r == DL_SIZE_SAME) == (fixed && real == 0), "%s, %s: %d",
				 sym_text(sizes[i]), sym_text(sizes[k]), r);
			PROPERTY(&p, (r == DL_SIZE_DIFFERENT) == (fixed && real != 0), "%s, %s: %d",
				 sym_text(sizes[i]), sym_text(sizes[k]), r);
			PROPERTY(&p, r != DL_SIZE_DIFFERENT || difference == real,
				 "%s, %s: by %lld", sym_text(sizes[i]), sym_text(sizes[k]),
				 (long long)difference);
		}
	}
	for (uint32_t r = 0; r <= DL_SIZE_MIXED; r++)
		CU_ASSERT(said[r] > 50);
	property_end(&p, 60000);
	symbols_end();
}

/* Whoever asks the other way round is told the same. */
static void test_symmetry(void)
{
	struct property p = {0};

	symbols_begin();
	make_sizes();
	for (uint32_t i = 0; i < size_count; i++) {
		for (uint32_t k = 0; k < size_count; k++) {
			int64_t there, back;
			enum dl_size_relation r = compare(sizes[i], sizes[k], &there);
			enum dl_size_relation other = compare(sizes[k], sizes[i], &back);

			PROPERTY(&p, r == other, "%s, %s: %d and %d", sym_text(sizes[i]),
				 sym_text(sizes[k]), r, other);
			PROPERTY(&p, r != DL_SIZE_DIFFERENT || there == -back,
				 "%s, %s: by %lld and %lld", sym_text(sizes[i]), sym_text(sizes[k]),
				 (long long)there, (long long)back);
		}
	}
	property_end(&p, 20000);
	symbols_end();
}

static void test_relations(void)
{
	static const struct dl_instr site;
	const struct dl_sym *x, *y, *u;

	symbols_begin();
	x = value_of(0);
	y = value_of(1);
	u = dl_sym_unknown(syms, &site, 0);
	CU_ASSERT_EQUAL(relation(NULL, x), DL_SIZE_UNKNOWN);
	CU_ASSERT_EQUAL(relation(x, NULL), DL_SIZE_UNKNOWN);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_MUL, x, num(16)), bin(DL_BIN_MUL, x, num(8))),
			DL_SIZE_SCALED);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_MUL, x, num(16)),
				 bin(DL_BIN_ADD, bin(DL_BIN_MUL, x, num(8)), num(4))),
			DL_SIZE_UNKNOWN);
	/* 16 + len against 16 */
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_ADD, x, num(16)), num(16)), DL_SIZE_TERM);
	CU_ASSERT_EQUAL(relation(num(16), bin(DL_BIN_ADD, x, num(16))), DL_SIZE_TERM);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_ADD, x, y), x), DL_SIZE_TERM);
	/* a constant and what varies */
	CU_ASSERT_EQUAL(relation(num(64), x), DL_SIZE_MIXED);
	CU_ASSERT_EQUAL(relation(x, num(64)), DL_SIZE_MIXED);
	/* nothing in common */
	CU_ASSERT_EQUAL(relation(x, y), DL_SIZE_UNKNOWN);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_ADD, x, num(1)), bin(DL_BIN_ADD, y, num(2))),
			DL_SIZE_UNKNOWN);
	/* unknown is not even itself, unless it is the same symbol */
	CU_ASSERT_EQUAL(relation(u, u), DL_SIZE_SAME);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_ADD, u, num(1)), u), DL_SIZE_UNKNOWN);
	CU_ASSERT_EQUAL(relation(u, num(1)), DL_SIZE_UNKNOWN);
	symbols_end();
}

/* Conversions are left out; what no longer fits into 32 bits is not compared. */
static void test_limits(void)
{
	static const struct dl_type word = {.kind = DL_TYPE_INT, .size = 4};
	const struct dl_sym *x, *sum;
	int64_t difference;

	symbols_begin();
	x = value_of(0);
	CU_ASSERT_EQUAL(
		compare(dl_sym_cast(syms, bin(DL_BIN_ADD, x, num(4)), &word), x, &difference),
		DL_SIZE_DIFFERENT);
	CU_ASSERT_EQUAL(difference, -4);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_ADD, x, num(INT32_MAX)), x), DL_SIZE_DIFFERENT);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_ADD, x, num(INT32_MAX + 1LL)), x), DL_SIZE_UNKNOWN);
	CU_ASSERT_EQUAL(relation(num(INT64_MAX), num(1)), DL_SIZE_UNKNOWN);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_MUL, x, num(INT16_MAX)), bin(DL_BIN_MUL, x, num(2))),
			DL_SIZE_SCALED);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_MUL, x, num(INT16_MAX + 1)), x), DL_SIZE_UNKNOWN);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_MUL, bin(DL_BIN_ADD, x, num(1)), num(-2)), x),
			DL_SIZE_UNKNOWN);
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_SHL, x, num(15)), x), DL_SIZE_SCALED);
	/* more terms than there is room for */
	sum = num(0);
	for (uint32_t i = 0; i < 8; i++)
		sum = bin(DL_BIN_ADD, sum,
			  dl_sym_load(syms, dl_sym_index(syms, place(0), num(i)), 0));
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_ADD, sum, num(2)), sum), DL_SIZE_DIFFERENT);
	sum = bin(DL_BIN_ADD, sum, dl_sym_load(syms, dl_sym_index(syms, place(0), num(8)), 0));
	CU_ASSERT_EQUAL(relation(bin(DL_BIN_ADD, sum, num(2)), sum), DL_SIZE_UNKNOWN);
	/* deeper than is looked */
	sum = x;
	for (uint32_t i = 0; i < 14; i++)
		sum = dl_sym_un(syms, DL_UN_NEG, sum);
	CU_ASSERT_EQUAL(relation(sum, x), DL_SIZE_UNKNOWN);
	symbols_end();
}

/* Factors and constants at the ends of what is compared: no sum leaves 64 bits. */
static void test_no_overflow(void)
{
	const struct dl_sym *part, *sum;

	symbols_begin();
	sum = num(0);
	for (uint32_t i = 0; i < 8; i++) {
		part = dl_sym_load(syms, dl_sym_index(syms, place(0), num(i)), 0);
		part = bin(DL_BIN_ADD, part, num(INT32_MAX));
		part = bin(DL_BIN_SHL, bin(DL_BIN_SHL, part, num(15)), num(15));
		sum = bin(DL_BIN_ADD, sum, part);
	}
	CU_ASSERT_EQUAL(relation(sum, part), DL_SIZE_UNKNOWN);
	symbols_end();
}

DL_TEST_MAIN("engine_linear", DL_TEST(test_what_is_said_holds), DL_TEST(test_symmetry),
	     DL_TEST(test_relations), DL_TEST(test_limits), DL_TEST(test_no_overflow))
