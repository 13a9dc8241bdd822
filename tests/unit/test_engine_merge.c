/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where paths meet: what the joined state says holds on both of them, nothing more is forgotten
 * each time that the same paths come by, and who arrives first does not decide what is known.
 */
#include "engine_fixture.h"

#include "checks/ownership/owner.h"
#include "engine/state/state.h"

#define BLOCK  7
#define PLACES 4
#define LOW    (-3)
#define RANGE  7

/* ---- values: environment and facts ---- */

static const struct dl_sym *alias(uint32_t i)
{
	return dl_sym_global(syms, &"a\0b\0c\0d"[2 * i]);
}

/* A path: conditions on x and y, then stores. */
static struct dl_state *random_state(uint64_t *seed, bool *alive)
{
	struct dl_state *state = dl_state_new(arena);

	*alive = true;
	for (uint32_t i = (uint32_t)property_random(seed, 4); i && *alive; i--) {
		const struct dl_sym *v = value_of((uint32_t)property_random(seed, 2));
		enum dl_bin op = DL_BIN_EQ + (enum dl_bin)property_random(seed, 6);

		if (property_random(seed, 3) == 0)
			v = bin(DL_BIN_AND, v, num(2));
		*alive = dl_state_assume(state,
					 bin(op, v, num((int64_t)property_random(seed, 5) - 2)),
					 property_random(seed, 2));
	}
	for (uint32_t i = (uint32_t)property_random(seed, 5); i; i--) {
		const struct dl_sym *v = value_of((uint32_t)property_random(seed, 2));

		switch (property_random(seed, 4)) {
		case 0:
			v = num((int64_t)property_random(seed, 4));
			break;
		case 1:
			v = bin(DL_BIN_ADD, v, num(1));
			break;
		default:
			break;
		}
		dl_state_write(state, alias((uint32_t)property_random(seed, PLACES)), v);
	}
	return state;
}

/* Whether x and y may have these values on the path, as far as the state says. */
static bool allows(const struct dl_state *state, const int64_t *values)
{
	for (uint32_t i = 0; i < state->fact_count; i++) {
		int64_t out;

		if (evaluate(state->facts[i].value, values, &out) &&
		    dl_fact_excludes(&state->facts[i], out))
			return false;
	}
	return true;
}

/* Everything that @path allows, @joined allows: conditions, and what places hold. */
static void check_covered(struct property *p, const struct dl_state *path,
			  const struct dl_state *joined)
{
	for (uint32_t i = 0; i < RANGE * RANGE; i++) {
		const int64_t values[VARIABLES] = {LOW + (int64_t)(i % RANGE),
						   LOW + (int64_t)(i / RANGE)};

		if (!allows(path, values))
			continue;
		PROPERTY(p, allows(joined, values), "x = %d, y = %d is lost", (int)values[0],
			 (int)values[1]);
		for (uint32_t h = 0; h < PLACES; h++) {
			const struct dl_sym *held = dl_state_read(path, syms, alias(h));
			const struct dl_sym *now = dl_state_read(joined, syms, alias(h));
			int64_t was, is;

			if (now == held)
				continue;
			/* what the place held when the function began is any number */
			if (!evaluate(held, values, &was)) {
				PROPERTY(p, now->kind == DL_SYM_PHI, "%s held what it was",
					 sym_text(alias(h)));
				continue;
			}
			if (now->kind == DL_SYM_PHI) {
				struct dl_fact range = dl_state_range(joined, now);

				PROPERTY(p, !dl_fact_excludes(&range, was),
					 "%s held %d = %s with x = %d, y = %d", sym_text(alias(h)),
					 (int)was, sym_text(held), (int)values[0], (int)values[1]);
			} else {
				PROPERTY(p, evaluate(now, values, &is) && is == was,
					 "%s held %s, is %s", sym_text(alias(h)), sym_text(held),
					 sym_text(now));
			}
		}
	}
}

static bool same_values(const struct dl_state *a, const struct dl_state *b)
{
	if (a->env_len != b->env_len || a->fact_count != b->fact_count)
		return false;
	for (uint32_t i = 0; i < a->env_len; i++)
		if (a->env[i].loc != b->env[i].loc || a->env[i].value != b->env[i].value)
			return false;
	for (uint32_t i = 0; i < a->fact_count; i++)
		if (a->facts[i].value != b->facts[i].value ||
		    !dl_fact_within(&a->facts[i], &b->facts[i]) ||
		    !dl_fact_within(&b->facts[i], &a->facts[i]))
			return false;
	return true;
}

static void test_values_of_both_paths(void)
{
	struct property p = {0};
	uint64_t seed = 17;

	symbols_begin();
	for (int round = 0; round < 3000; round++) {
		bool alive_a, alive_b;
		struct dl_state *a = random_state(&seed, &alive_a),
				*b = random_state(&seed, &alive_b);
		struct dl_state *ab = dl_state_copy(arena, a), *ba = dl_state_copy(arena, b);
		bool covered = dl_state_covers(a, b), changed;

		if (!alive_a || !alive_b)
			continue;
		changed = dl_state_merge(ab, b, syms, BLOCK);
		dl_state_merge(ba, a, syms, BLOCK);
		check_covered(&p, a, ab);
		check_covered(&p, b, ab);
		PROPERTY(&p, changed || same_values(a, ab), "changed and did not say so");
		PROPERTY(&p, !covered || !changed, "covered, but changed");
		PROPERTY(&p, !dl_state_merge(ab, b, syms, BLOCK),
			 "changed by the same path again");
		PROPERTY(&p, !dl_state_merge(ab, a, syms, BLOCK), "changed by its own path");
		PROPERTY(&p, dl_state_covers(a, a), "does not cover itself");
		/* both ways know the same of x and y */
		for (uint32_t v = 0; v < 2; v++) {
			struct dl_fact f = dl_state_range(ab, value_of(v)),
				       g = dl_state_range(ba, value_of(v));

			PROPERTY(&p,
				 f.lo == g.lo && f.hi == g.hi && dl_fact_within(&f, &g) &&
					 dl_fact_within(&g, &f),
				 "%s depends on who came first", variables[v].name);
		}
	}
	property_end(&p, 50000);
	symbols_end();
}

/* Round a loop: the head's state stops changing, however many different paths come by. */
static void test_values_settle(void)
{
	struct property p = {0};
	uint64_t seed = 23;

	symbols_begin();
	for (int round = 0; round < 300; round++) {
		struct dl_state *paths[4], *head;
		uint32_t count = 0, changes = 0;

		while (count < 4) {
			bool alive;
			struct dl_state *state = random_state(&seed, &alive);

			if (alive)
				paths[count++] = state;
		}
		head = dl_state_copy(arena, paths[0]);
		for (int pass = 0; pass < 8; pass++)
			for (uint32_t i = 0; i < count; i++)
				changes += pass > 2 &&
					   dl_state_merge(head, paths[i], syms, BLOCK);
		changes = 0;
		for (uint32_t i = 0; i < count; i++)
			changes += dl_state_merge(head, paths[i], syms, BLOCK);
		PROPERTY(&p, changes == 0, "%u changes after eight rounds", changes);
		for (uint32_t i = 0; i < count; i++)
			check_covered(&p, paths[i], head);
	}
	property_end(&p, 5000);
	symbols_end();
}

/* What both agree on stays known of the joined value; what one says alone is forgotten. */
static void test_what_stays_known(void)
{
	struct dl_state *a, *b;

	symbols_begin();
	a = dl_state_new(arena);
	b = dl_state_new(arena);
	dl_state_write(a, alias(0), num(2));
	dl_state_write(b, alias(0), num(5));
	dl_state_write(a, alias(1), num(1));
	dl_state_write(b, alias(1), num(1));
	dl_state_write(a, alias(2), num(1));
	dl_state_write(b, alias(3), num(1));
	dl_state_assume(a, value_of(0), true);
	dl_state_assume(b, value_of(0), true);
	dl_state_assume(a, bin(DL_BIN_EQ, value_of(1), num(3)), true);
	CU_ASSERT(dl_state_merge(a, b, syms, BLOCK));
	CU_ASSERT_PTR_EQUAL(dl_state_read(a, syms, alias(0)), dl_sym_phi(syms, alias(0), BLOCK));
	CU_ASSERT_EQUAL(dl_state_truth(a, dl_state_read(a, syms, alias(0))), 1);
	CU_ASSERT_EQUAL(dl_state_truth(a, bin(DL_BIN_LE, dl_state_read(a, syms, alias(0)), num(5))),
			1);
	CU_ASSERT_EQUAL(dl_state_truth(a, bin(DL_BIN_LE, dl_state_read(a, syms, alias(0)), num(4))),
			-1);
	CU_ASSERT_PTR_EQUAL(dl_state_read(a, syms, alias(1)), num(1));
	CU_ASSERT_PTR_EQUAL(dl_state_read(a, syms, alias(2)), dl_sym_phi(syms, alias(2), BLOCK));
	CU_ASSERT_PTR_EQUAL(dl_state_read(a, syms, alias(3)), dl_sym_phi(syms, alias(3), BLOCK));
	CU_ASSERT_EQUAL(dl_state_truth(a, value_of(0)), 1);
	CU_ASSERT_EQUAL(dl_state_truth(a, value_of(1)), -1);
	symbols_end();
}

/* A state knows so much and no more: the joined value has to do without. */
static void test_no_room_for_the_join(void)
{
	struct dl_state *a, *b;

	symbols_begin();
	a = dl_state_new(arena);
	b = dl_state_new(arena);
	for (int i = 0; i < DL_MAX_FACTS; i++) {
		const struct dl_sym *known = bin(DL_BIN_AND, value_of(0), num((int64_t)1 << i));

		dl_state_assume(a, known, true);
		dl_state_assume(b, known, true);
	}
	dl_state_write(a, alias(0), num(2));
	dl_state_write(b, alias(0), num(5));
	CU_ASSERT(dl_state_merge(a, b, syms, BLOCK));
	CU_ASSERT_EQUAL(a->fact_count, DL_MAX_FACTS);
	CU_ASSERT_PTR_EQUAL(dl_state_read(a, syms, alias(0)), dl_sym_phi(syms, alias(0), BLOCK));
	symbols_end();
}

/* ---- the rest of the state ---- */

static struct dl_state *random_rest(uint64_t *seed)
{
	static const struct dl_instr at[3];
	struct dl_state *state = dl_state_new(arena);
	struct dl_touches *touches = dl_touches_of(state);

	state->blurred = property_random(seed, 2);
	state->crowded = property_random(seed, 4) == 0;
	state->reads_params = property_random(seed, 4);
	state->writes_params = property_random(seed, 4);
	touches->off = property_random(seed, 2);
	for (uint32_t i = 0; i < 3; i++)
		if (property_random(seed, 2))
			touches->list[touches->count++] = (struct dl_touch){
				.place = alias(i),
				.at = &at[i],
				.handle = property_random(seed, 2) ? alias(3) : NULL};
	return state;
}

static bool has_touch(const struct dl_touches *touches, const struct dl_touch *touch)
{
	for (uint32_t i = 0; i < touches->count; i++)
		if (touches->list[i].place == touch->place &&
		    touches->list[i].handle == touch->handle)
			return true;
	return false;
}

static void test_the_rest_merges(void)
{
	struct property p = {0};
	uint64_t seed = 47;

	symbols_begin();
	for (int round = 0; round < 3000; round++) {
		struct dl_state *a = random_rest(&seed), *b = random_rest(&seed),
				*ab = dl_state_copy(arena, a);
		bool covered = dl_state_covers(a, b),
		     changed = dl_state_merge(ab, b, syms, BLOCK);
		const struct dl_touches *ta = dl_touches_of(a), *tb = dl_touches_of(b),
					*joined = dl_touches_of(ab);
		uint32_t common = 0;

		PROPERTY(&p, ab->blurred == (a->blurred || b->blurred), "blurred");
		PROPERTY(&p, ab->crowded == (a->crowded || b->crowded), "crowded");
		PROPERTY(&p, ab->reads_params == (a->reads_params & b->reads_params),
			 "reads_params");
		PROPERTY(&p, ab->writes_params == (a->writes_params & b->writes_params),
			 "writes_params");
		PROPERTY(&p, joined->off == (ta->off || tb->off), "touches_off");
		for (uint32_t i = 0; i < ta->count; i++)
			common += has_touch(tb, &ta->list[i]);
		PROPERTY(&p, joined->count == common, "%u touches", joined->count);
		for (uint32_t i = 0; i < joined->count; i++)
			PROPERTY(&p,
				 has_touch(ta, &joined->list[i]) && has_touch(tb, &joined->list[i]),
				 "touch %u", i);
		PROPERTY(&p, covered == !changed, "covered: %d, changed: %d", covered, changed);
		PROPERTY(&p, dl_state_covers(ab, a) && dl_state_covers(ab, b),
			 "the join covers less");
		PROPERTY(&p, !dl_state_merge(ab, b, syms, BLOCK),
			 "changed by the same path again");
	}
	property_end(&p, 20000);
	symbols_end();
}

/* What a path gave back last stays known only when the other path gave the same. */
static void test_what_was_given_last(void)
{
	static const struct dl_instr at[2];
	struct dl_state *a, *b;

	symbols_begin();
	for (uint32_t i = 0; i < 9; i++) {
		a = dl_state_new(arena);
		b = dl_state_new(arena);
		dl_touches_of(a)->given.at = i % 3 ? &at[i % 3 - 1] : NULL;
		dl_touches_of(b)->given.at = i / 3 ? &at[i / 3 - 1] : NULL;
		CU_ASSERT_EQUAL(dl_state_covers(a, b), i % 3 == 0 || i % 3 == i / 3);
		dl_state_merge(a, b, syms, BLOCK);
		CU_ASSERT_PTR_EQUAL(dl_touches_of(a)->given.at,
				    i % 3 == i / 3 ? dl_touches_of(b)->given.at : NULL);
	}
	symbols_end();
}

/* Inside a loop and outside of it, a state is not the same one. */
static void test_rounds_are_apart(void)
{
	struct dl_state *a, *b;

	symbols_begin();
	a = dl_state_new(arena);
	b = dl_state_new(arena);
	CU_ASSERT(dl_state_same_key(a, b));
	b->rounds = 2;
	CU_ASSERT_FALSE(dl_state_same_key(a, b));
	symbols_end();
}

DL_TEST_MAIN("engine_merge", DL_TEST(test_values_of_both_paths), DL_TEST(test_values_settle),
	     DL_TEST(test_what_stays_known), DL_TEST(test_no_room_for_the_join),
	     DL_TEST(test_the_rest_merges), DL_TEST(test_rounds_are_apart),
	     DL_TEST(test_what_was_given_last))
