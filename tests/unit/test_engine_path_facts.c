/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of a path: for each assignment of numbers to the variables that the conditions taken so far
 * allow, whatever the state says of a value is so.
 */
#include "engine_fixture.h"

#include "engine/state/state.h"

#define MAX_CONDITIONS 400
#define LOW	       (-3)
#define HIGH	       3

static const struct dl_sym *conditions[MAX_CONDITIONS];
static uint32_t condition_count;

static void add_condition(const struct dl_sym *sym)
{
	if (sym->kind == DL_SYM_INT)
		return;
	CU_ASSERT_FATAL(condition_count < MAX_CONDITIONS);
	conditions[condition_count++] = sym;
}

/* Comparisons of x and y, of what is computed of them, and numbers tested by themselves. */
static void make_conditions(void)
{
	static const struct dl_type byte = {.kind = DL_TYPE_INT, .size = 1};
	const struct dl_sym *x = value_of(0), *y = value_of(1), *u = value_of(2), *shapes[10];
	uint32_t n = 0;

	condition_count = 0;
	shapes[n++] = x;
	shapes[n++] = y;
	shapes[n++] = u;
	shapes[n++] = bin(DL_BIN_ADD, x, num(1));
	shapes[n++] = bin(DL_BIN_SUB, x, num(2));
	shapes[n++] = bin(DL_BIN_AND, x, num(3));
	shapes[n++] = bin(DL_BIN_AND, bin(DL_BIN_OR, x, num(2)), num(6));
	shapes[n++] = dl_sym_cast(syms, x, &byte);
	shapes[n++] = bin(DL_BIN_ADD, x, y);
	for (uint32_t i = 0; i < n; i++)
		for (enum dl_bin op = DL_BIN_EQ; op <= DL_BIN_GE; op++)
			for (int64_t c = -1; c <= 2; c++)
				add_condition(bin(op, shapes[i], num(c)));
	for (enum dl_bin op = DL_BIN_EQ; op <= DL_BIN_GE; op++) {
		add_condition(bin(op, x, y));
		add_condition(bin(op, y, x));
		add_condition(bin(op, u, y));
	}
	for (uint32_t i = 0; i < n; i++)
		add_condition(shapes[i]);
}

/* Assignments of x, y, u that satisfy all conditions so far: one bit each. */
#define RANGE  (HIGH - LOW + 1)
#define WORLDS (RANGE * RANGE * 3)

struct outcomes {
	bool possible[WORLDS];
};

static void outcome(uint32_t i, int64_t *values)
{
	values[0] = LOW + (int64_t)(i % RANGE);
	values[1] = LOW + (int64_t)(i / RANGE % RANGE);
	values[2] = (int64_t)(i / RANGE / RANGE);
	values[3] = 0;
}

static bool is_true(const struct dl_sym *cond, uint32_t i)
{
	int64_t values[VARIABLES], out = 0;

	outcome(i, values);
	CU_ASSERT_FATAL(evaluate(cond, values, &out));
	return out != 0;
}

static uint32_t restrict_to(struct outcomes *w, const struct dl_sym *cond, bool truth)
{
	uint32_t left = 0;

	for (uint32_t i = 0; i < WORLDS; i++) {
		w->possible[i] &= is_true(cond, i) == truth;
		left += w->possible[i];
	}
	return left;
}

/* Nothing that the state says of any condition is wrong in an outcome that is possible. */
static void check_state(struct property *p, const struct dl_state *state, const struct outcomes *w,
			const char *story)
{
	for (uint32_t c = 0; c < condition_count; c++) {
		int truth = dl_state_truth(state, conditions[c]);
		struct dl_fact range = dl_state_range(state, conditions[c]);

		for (uint32_t i = 0; i < WORLDS; i++) {
			int64_t values[VARIABLES], out = 0;

			if (!w->possible[i])
				continue;
			outcome(i, values);
			evaluate(conditions[c], values, &out);
			PROPERTY(p, truth < 0 || truth == (out != 0),
				 "after %s: %s is %d, but x = %d, y = %d, u = %d", story,
				 sym_text(conditions[c]), truth, (int)values[0], (int)values[1],
				 (int)values[2]);
			PROPERTY(p, !dl_fact_excludes(&range, out),
				 "after %s: %s is not %d, but x = %d, y = %d, u = %d", story,
				 sym_text(conditions[c]), (int)out, (int)values[0], (int)values[1],
				 (int)values[2]);
		}
	}
}

static void test_assuming_is_sound(void)
{
	struct property p = {0};
	uint64_t seed = 5;
	uint32_t dead = 0;

	symbols_begin();
	make_conditions();
	for (int round = 0; round < 1200; round++) {
		struct dl_state *state = dl_state_new(arena);
		char story[300] = "";
		struct outcomes w;

		memset(&w, true, sizeof(w));
		for (int step = 0; step < 4; step++) {
			const struct dl_sym *cond =
				conditions[property_random(&seed, condition_count)];
			bool truth = property_random(&seed, 2);
			bool alive = dl_state_assume(state, cond, truth);
			uint32_t left = restrict_to(&w, cond, truth);
			size_t len = strlen(story);

			snprintf(story + len, sizeof(story) - len, "%s%s is %d", step ? ", " : "",
				 sym_text(cond), truth);
			PROPERTY(&p, alive || !left, "%s: held for impossible", story);
			if (!alive || !left) {
				dead++;
				break;
			}
			/* what was just taken is known */
			PROPERTY(&p, dl_state_truth(state, cond) == truth, "%s: forgotten at once",
				 story);
			PROPERTY(&p, !dl_state_assume(dl_state_copy(arena, state), cond, !truth),
				 "%s: the contrary is possible", story);
		}
		if (round % 4 == 0)
			check_state(&p, state, &w, story);
	}
	CU_ASSERT(dead > 100);
	property_end(&p, 100000);
	symbols_end();
}

/* One condition on one variable is all that a single path needs: there nothing is missed. */
static void test_assuming_is_exact_for_one_variable(void)
{
	struct property p = {0};
	uint64_t seed = 9;

	symbols_begin();
	for (int round = 0; round < 3000; round++) {
		struct dl_state *state = dl_state_new(arena);
		struct outcomes w;
		uint32_t left = WORLDS;
		bool alive = true;

		memset(&w, true, sizeof(w));
		/* at the edges nothing is known to end */
		for (int64_t end = LOW; end <= HIGH; end += HIGH - LOW) {
			const struct dl_sym *bound =
				bin(end == LOW ? DL_BIN_GE : DL_BIN_LE, value_of(0), num(end));

			CU_ASSERT_FATAL(dl_state_assume(state, bound, true));
		}
		for (int step = 0; step < 5 && left; step++) {
			enum dl_bin op = DL_BIN_EQ + (enum dl_bin)property_random(&seed, 6);
			const struct dl_sym *cond = bin(
				op, value_of(0), num((int64_t)property_random(&seed, RANGE) + LOW));
			bool truth = property_random(&seed, 2);

			alive = dl_state_assume(state, cond, truth);
			left = restrict_to(&w, cond, truth);
			PROPERTY(&p, alive == (left > 0), "%s is %d: %d, but %u are left",
				 sym_text(cond), truth, alive, left);
		}
	}
	property_end(&p, 5000);
	symbols_end();
}

/* What the bits of a type rule out. */
static void test_types_and_shapes(void)
{
	const struct dl_sym *u, *x;
	struct dl_state *state;

	symbols_begin();
	state = dl_state_new(arena);
	x = value_of(0);
	u = value_of(2);
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_LT, u, num(0))), 0);
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_LE, u, num(255))), 1);
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_GT, u, num(254))), -1);
	/* of a signed one the range of its type is not said */
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_LT, value_of(3), num(70000))), -1);
	CU_ASSERT_EQUAL(dl_state_truth(state, dl_sym_addr(syms, place(0))), 1);
	CU_ASSERT_EQUAL(dl_state_truth(state, dl_sym_str(syms, "s")), 1);
	CU_ASSERT_EQUAL(dl_state_truth(state, x), -1);
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_GT, bin(DL_BIN_AND, x, num(7)), num(7))),
			0);
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_AND,
						  bin(DL_BIN_OR, bin(DL_BIN_OR, x, num(4)), num(1)),
						  num(12))),
			1);
	/* a comparison and its contrary */
	CU_ASSERT(dl_state_assume(state, bin(DL_BIN_EQ, x, u), true));
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_NE, x, u)), 0);
	symbols_end();
}

static void test_known_number_on_the_other_side(void)
{
	const struct dl_sym *older, *newer;
	struct dl_state *state;

	symbols_begin();
	state = dl_state_new(arena);
	older = value_of(0);
	newer = value_of(1);
	CU_ASSERT(dl_state_assume(state, bin(DL_BIN_EQ, newer, num(3)), true));
	CU_ASSERT(dl_state_assume(state, bin(DL_BIN_EQ, older, newer), true));
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_EQ, older, num(3))), 1);
	symbols_end();
}

static void test_notes(void)
{
	const struct dl_fact positive = {.lo = 1, .hi = INT64_MAX, .by_use = true};
	const struct dl_fact negative = {.lo = INT64_MIN, .hi = -1};
	const struct dl_sym *x;
	struct dl_state *state;
	struct dl_fact f;

	symbols_begin();
	state = dl_state_new(arena);
	x = value_of(0);
	CU_ASSERT(dl_state_note(state, x, &positive));
	f = dl_state_range(state, x);
	CU_ASSERT(f.lo == 1 && f.by_use && state->fact_count == 1);
	/* nothing new: kept as it is */
	CU_ASSERT(dl_state_note(state, x, &dl_fact_none));
	f = dl_state_range(state, x);
	CU_ASSERT(f.lo == 1 && f.by_use);
	CU_ASSERT_FALSE(dl_state_note(state, x, &negative));
	/* of a number there is nothing to keep, but it may be the wrong one */
	CU_ASSERT(dl_state_note(state, num(2), &positive));
	CU_ASSERT_FALSE(dl_state_note(state, num(0), &positive));
	CU_ASSERT_EQUAL(state->fact_count, 1);
	symbols_end();
}

static const struct dl_sym *element(int64_t i)
{
	return dl_sym_load(syms, dl_sym_index(syms, place(0), num(i)), 0);
}

/* No room: conditions push the oldest out and say so; notes give way. */
static void test_room_for_facts(void)
{
	const struct dl_fact nonzero = {.lo = INT64_MIN, .hi = INT64_MAX, .ne_count = 1};
	struct dl_state *state;

	symbols_begin();
	state = dl_state_new(arena);
	for (int64_t i = 0; i < DL_MAX_FACTS; i++)
		CU_ASSERT(dl_state_assume(state, bin(DL_BIN_EQ, element(i), num(i)), true));
	CU_ASSERT_EQUAL(state->fact_count, DL_MAX_FACTS);
	CU_ASSERT_FALSE(state->blurred);
	CU_ASSERT(dl_state_note(state, element(100), &nonzero));
	CU_ASSERT_EQUAL(dl_state_truth(state, element(100)), -1);
	CU_ASSERT_FALSE(state->blurred);
	/* an old one that is narrowed needs no room */
	CU_ASSERT(dl_state_note(state, element(3), &nonzero));
	CU_ASSERT(dl_state_assume(state, element(101), true));
	CU_ASSERT(state->blurred);
	CU_ASSERT_EQUAL(state->fact_count, DL_MAX_FACTS);
	CU_ASSERT_EQUAL(dl_state_truth(state, element(101)), 1);
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_EQ, element(0), num(0))), -1);
	CU_ASSERT_EQUAL(dl_state_truth(state, bin(DL_BIN_EQ, element(1), num(1))), 1);
	symbols_end();
}

static bool is_odd(const struct dl_sym *value, void *ctx)
{
	(void)ctx;
	return value->a->b->num & 1;
}

static void test_drop_facts(void)
{
	struct dl_state *state;

	symbols_begin();
	state = dl_state_new(arena);
	for (int64_t i = 1; i <= 6; i++)
		dl_state_assume(state, element(i), true);
	dl_state_drop_facts(state, is_odd, NULL);
	CU_ASSERT_EQUAL(state->fact_count, 3);
	for (int64_t i = 1; i <= 6; i++)
		CU_ASSERT_EQUAL(dl_state_truth(state, element(i)), i & 1 ? -1 : 1);
	symbols_end();
}

DL_TEST_MAIN("engine_path_facts", DL_TEST(test_assuming_is_sound),
	     DL_TEST(test_assuming_is_exact_for_one_variable), DL_TEST(test_types_and_shapes),
	     DL_TEST(test_known_number_on_the_other_side), DL_TEST(test_notes),
	     DL_TEST(test_room_for_facts), DL_TEST(test_drop_facts))
