/* SPDX-License-Identifier: Apache-2.0 */
/* A call that runs again: what it made before is older from then on, wherever the path keeps it. */
#include "engine_fixture.h"

#include "engine/state/explorer.h"

#define SITES  3
#define PLACES 6

static const struct dl_instr sites[SITES] = {
	{.op = DL_OP_CALL}, {.op = DL_OP_CALL}, {.op = DL_OP_CALL}};
static const struct dl_record record = {.name = "struct s", .size = 16};
static const struct dl_model model = {.role = DL_ROLE_MAP};

static const struct dl_sym *result(uint32_t site, int64_t number, bool older)
{
	return dl_sym_result(syms, &sites[site], number, older);
}

static const struct dl_sym *global(uint32_t i)
{
	return dl_sym_global(syms, &"a\0b\0c\0d\0e\0f"[2 * i]);
}

static void age(struct dl_state *state, uint32_t site)
{
	struct dl_cfg cfg = {.loop_count = 1};
	struct dl_explorer ex = {.syms = syms, .arena = arena, .cfg = &cfg};
	struct dl_frame frame = {.state = state};

	dl_recency_step(&ex, &frame, &sites[site]);
}

/* ---- random paths ---- */

static const struct dl_sym *random_value(uint64_t *seed)
{
	const struct dl_sym *v =
		result((uint32_t)property_random(seed, SITES), (int64_t)property_random(seed, 2),
		       property_random(seed, 3) == 0);

	switch (property_random(seed, 5)) {
	case 0:
		return value_of((uint32_t)property_random(seed, VARIABLES));
	case 1:
		return bin(DL_BIN_ADD, v, value_of(0));
	case 2:
		return dl_sym_addr(syms,
				   dl_sym_field(syms, dl_sym_deref(syms, v), &record, "f", 0));
	default:
		return v;
	}
}

static const struct dl_sym *random_place(uint64_t *seed)
{
	const struct dl_sym *v = random_value(seed);

	switch (property_random(seed, 3)) {
	case 0:
		return dl_sym_field(syms, dl_sym_deref(syms, v), &record, "f", 0);
	case 1:
		return dl_sym_index(syms, global(0), v);
	default:
		return global((uint32_t)property_random(seed, PLACES));
	}
}

static struct dl_state *random_state(uint64_t *seed)
{
	struct dl_state *state = dl_state_new(arena);

	for (uint32_t i = 0; i < 8; i++)
		dl_state_write(state, random_place(seed), random_value(seed));
	for (uint32_t s = 0; s < SITES; s++) {
		for (int older = 0; older < 2; older++) {
			struct dl_object o = {
				.site = &sites[s],
				.model = &model,
				.older = older,
				.value = result(s, DL_RESULT_VALUE, older),
				.handle = result(s, DL_RESULT_HANDLE, older),
				.terms = {.buf = random_value(seed), .size = random_value(seed)},
				.state = (enum dl_object_state)property_random(seed,
									       DL_OBJ_RELEASED + 1),
			};

			if (property_random(seed, 3) == 0)
				continue;
			for (uint32_t h = 0; h < 3; h++)
				dl_object_add_alias(&o, random_place(seed));
			dl_state_add_object(state, &o);
		}
	}
	for (uint32_t i = 0; i < 4; i++)
		dl_state_assume(
			state,
			bin(DL_BIN_EQ, random_value(seed), num((int64_t)property_random(seed, 3))),
			property_random(seed, 2));
	return state;
}

/* @sym speaks of the latest round of the site. */
static bool is_of_now(const struct dl_sym *sym, uint32_t site)
{
	return sym && (dl_sym_mentions(sym, result(site, DL_RESULT_VALUE, false)) ||
		       dl_sym_mentions(sym, result(site, DL_RESULT_HANDLE, false)));
}

static void check_aged(struct property *p, const struct dl_state *state, uint32_t site)
{
	for (uint32_t i = 0; i < state->env_len; i++) {
		const struct dl_binding *b = &state->env[i];

		PROPERTY(p, !is_of_now(b->loc, site) && !is_of_now(b->value, site), "%s = %s",
			 sym_text(b->loc), sym_text(b->value));
		PROPERTY(p, !i || state->env[i - 1].loc->id < b->loc->id, "order of %s",
			 sym_text(b->loc));
	}
	for (uint32_t i = 0; i < state->object_count; i++) {
		const struct dl_object *o = &state->objects[i];

		PROPERTY(p, !is_of_now(o->value, site) && !is_of_now(o->handle, site), "object %u",
			 i);
		PROPERTY(p, !is_of_now(o->terms.buf, site) && !is_of_now(o->terms.size, site),
			 "terms %u", i);
		PROPERTY(p, o->site != &sites[site] || o->older, "object %u is not older", i);
		for (uint32_t h = 0; h < o->alias_count; h++)
			PROPERTY(p, !is_of_now(o->aliases[h], site), "alias %s",
				 sym_text(o->aliases[h]));
		for (uint32_t k = 0; k < i; k++)
			PROPERTY(p, state->objects[k].value != o->value, "two of %s",
				 sym_text(o->value));
	}
	for (uint32_t i = 0; i < state->fact_count; i++)
		PROPERTY(p,
			 !dl_sym_mentions(state->facts[i].value,
					  result(site, DL_RESULT_VALUE, false)) &&
				 !dl_sym_mentions(state->facts[i].value,
						  result(site, DL_RESULT_VALUE, true)),
			 "fact of %s", sym_text(state->facts[i].value));
}

/* An empty list may be none. */
static bool same_bytes(const void *a, const void *b, size_t size)
{
	return !size || !memcmp(a, b, size);
}

static bool same_state(const struct dl_state *a, const struct dl_state *b)
{
	return a->env_len == b->env_len && a->object_count == b->object_count &&
	       a->fact_count == b->fact_count &&
	       same_bytes(a->env, b->env, a->env_len * sizeof(*a->env)) &&
	       same_bytes(a->objects, b->objects, a->object_count * sizeof(*a->objects)) &&
	       same_bytes(a->facts, b->facts, a->fact_count * sizeof(*a->facts));
}

/* Nothing speaks of this round any more, and once is enough. */
static void test_nothing_is_of_now(void)
{
	struct property p = {0};
	uint64_t seed = 61;

	symbols_begin();
	for (int round = 0; round < 1500; round++) {
		struct dl_state *state = random_state(&seed), *again;
		uint32_t site = (uint32_t)property_random(&seed, SITES);

		age(state, site);
		check_aged(&p, state, site);
		again = dl_state_copy(arena, state);
		age(again, site);
		PROPERTY(&p, same_state(state, again), "ageing twice is not ageing once");
	}
	property_end(&p, 50000);
	symbols_end();
}

/* A call that has made nothing changes nothing. */
static void test_other_sites_stay(void)
{
	static const struct dl_instr unused = {.op = DL_OP_CALL};
	struct property p = {0};
	uint64_t seed = 67;

	symbols_begin();
	for (int round = 0; round < 300; round++) {
		struct dl_state *state = random_state(&seed), *before = dl_state_copy(arena, state);
		struct dl_cfg cfg = {.loop_count = 1};
		struct dl_explorer ex = {.syms = syms, .arena = arena, .cfg = &cfg};
		struct dl_frame frame = {.state = state};

		dl_recency_step(&ex, &frame, &unused);
		PROPERTY(&p, same_state(state, before), "changed");
	}
	property_end(&p, 300);
	symbols_end();
}

static void test_values_move(void)
{
	const struct dl_sym *now, *before, *slot_now, *slot_before;
	struct dl_state *state;

	symbols_begin();
	now = result(0, DL_RESULT_VALUE, false);
	before = result(0, DL_RESULT_VALUE, true);
	slot_now = dl_sym_field(syms, dl_sym_deref(syms, now), &record, "f", 0);
	slot_before = dl_sym_field(syms, dl_sym_deref(syms, before), &record, "f", 0);
	state = dl_state_new(arena);
	dl_state_write(state, global(0), bin(DL_BIN_ADD, now, num(4)));
	dl_state_write(state, slot_now, num(7));
	dl_state_write(state, global(1), result(1, DL_RESULT_VALUE, false));
	dl_state_assume(state, now, true);
	dl_state_assume(state, result(1, DL_RESULT_VALUE, false), true);
	age(state, 0);
	CU_ASSERT_PTR_EQUAL(dl_state_bound(state, global(0)), bin(DL_BIN_ADD, before, num(4)));
	CU_ASSERT_PTR_EQUAL(dl_state_bound(state, slot_before), num(7));
	CU_ASSERT_PTR_NULL(dl_state_bound(state, slot_now));
	CU_ASSERT_PTR_EQUAL(dl_state_bound(state, global(1)), result(1, DL_RESULT_VALUE, false));
	CU_ASSERT_EQUAL(dl_state_truth(state, now), -1);
	CU_ASSERT_EQUAL(dl_state_truth(state, before), -1);
	CU_ASSERT_EQUAL(dl_state_truth(state, result(1, DL_RESULT_VALUE, false)), 1);
	symbols_end();
}

/* What meets an older one of the same call: the less that is certain, the more it counts. */
static void test_older_objects_join(void)
{
	static const enum dl_object_state by_doubt[] = {
		DL_OBJ_RELEASED,
		DL_OBJ_FAILED,
		DL_OBJ_OK,
		DL_OBJ_UNCHECKED,
	};

	symbols_begin();
	for (uint32_t latest = 0; latest < 4; latest++) {
		for (uint32_t older = 0; older < 4; older++) {
			struct dl_state *state = dl_state_new(arena);
			struct dl_object o = {.site = &sites[0],
					      .value = result(0, DL_RESULT_VALUE, true),
					      .older = true,
					      .model = &model,
					      .state = by_doubt[older]};

			dl_object_add_alias(&o, global(1));
			dl_state_add_object(state, &o);
			o = (struct dl_object){.site = &sites[0],
					       .value = result(0, DL_RESULT_VALUE, false),
					       .model = &model,
					       .state = by_doubt[latest],
					       .stored = latest & 1,
					       .escaped = latest & 2};
			dl_object_add_alias(&o, global(2));
			dl_state_add_object(state, &o);
			age(state, 0);
			CU_ASSERT_EQUAL_FATAL(state->object_count, 1);
			CU_ASSERT_EQUAL(state->objects[0].state,
					by_doubt[older > latest ? older : latest]);
			CU_ASSERT_EQUAL(state->objects[0].stored, latest & 1);
			CU_ASSERT_EQUAL(state->objects[0].escaped, latest >> 1);
			CU_ASSERT_EQUAL(state->objects[0].alias_count, 2);
		}
	}
	symbols_end();
}

/* Two things that one call makes are two afterwards, too. */
static void test_numbers_are_apart(void)
{
	struct dl_state *state;

	symbols_begin();
	state = dl_state_new(arena);
	for (int64_t number = 2; number < 4; number++) {
		struct dl_object o = {.site = &sites[0],
				      .number = number,
				      .value = result(0, number, false),
				      .model = &model,
				      .state = DL_OBJ_OK};

		dl_state_add_object(state, &o);
	}
	age(state, 0);
	CU_ASSERT_EQUAL(state->object_count, 2);
	CU_ASSERT_PTR_NOT_NULL(dl_state_object_of(state, result(0, 2, true)));
	CU_ASSERT_PTR_NOT_NULL(dl_state_object_of(state, result(0, 3, true)));
	CU_ASSERT_PTR_NULL(dl_state_object_of(state, result(0, 2, false)));
	symbols_end();
}

DL_TEST_MAIN("engine_recency", DL_TEST(test_nothing_is_of_now), DL_TEST(test_other_sites_stay),
	     DL_TEST(test_values_move), DL_TEST(test_older_objects_join),
	     DL_TEST(test_numbers_are_apart))
