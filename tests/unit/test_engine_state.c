/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a path: what places hold, what is kept of objects and effects, and in which order.
 */
#include "engine_fixture.h"

#include "engine/state/state.h"

#define PLACES 40

static const struct dl_instr sites[DL_MAX_OBJECTS + 2];

static const struct dl_sym *element(uint32_t i)
{
	return dl_sym_index(syms, dl_sym_global(syms, "table"), num(i));
}

static const struct dl_sym *result(uint32_t site)
{
	return dl_sym_result(syms, &sites[site], DL_RESULT_VALUE, false);
}

/* ---- environment ---- */

/* Against a plain table; the bindings stay in order. */
static void test_environment(void)
{
	struct property p = {0};
	uint64_t seed = 21;

	symbols_begin();
	for (int round = 0; round < 60; round++) {
		const struct dl_sym *held[PLACES] = {NULL};
		struct dl_state *state = dl_state_new(arena);

		for (int step = 0; step < 150; step++) {
			uint32_t i = (uint32_t)property_random(&seed, PLACES);
			uint32_t bound = 0;

			if (property_random(&seed, 4)) {
				held[i] = num((int64_t)property_random(&seed, 5));
				dl_state_write(state, element(i), held[i]);
			} else {
				held[i] = NULL;
				dl_state_forget(state, element(i));
			}
			if (property_random(&seed, 10) == 0)
				state = dl_state_copy(arena, state);
			for (uint32_t k = 0; k < PLACES; k++) {
				const struct dl_sym *initial = dl_sym_load(syms, element(k), 0);

				bound += held[k] != NULL;
				PROPERTY(&p, dl_state_bound(state, element(k)) == held[k],
					 "bound %u", k);
				PROPERTY(&p,
					 dl_state_read(state, syms, element(k)) ==
						 (held[k] ? held[k] : initial),
					 "read %u", k);
			}
			PROPERTY(&p, state->env_len == bound, "%u bindings", state->env_len);
			for (uint32_t k = 1; k < state->env_len; k++)
				PROPERTY(&p, state->env[k - 1].loc->id < state->env[k].loc->id,
					 "order at %u", k);
		}
	}
	property_end(&p, 500000);
	symbols_end();
}

static void test_copies_are_apart(void)
{
	struct dl_state *state, *copy;

	symbols_begin();
	state = dl_state_new(arena);
	dl_state_write(state, element(0), num(1));
	copy = dl_state_copy(arena, state);
	dl_state_write(copy, element(0), num(2));
	dl_state_write(copy, element(1), num(3));
	dl_state_assume(copy, value_of(0), true);
	CU_ASSERT_PTR_EQUAL(dl_state_bound(state, element(0)), num(1));
	CU_ASSERT_PTR_NULL(dl_state_bound(state, element(1)));
	CU_ASSERT_EQUAL(dl_state_truth(state, value_of(0)), -1);
	CU_ASSERT_PTR_EQUAL(dl_state_bound(copy, element(0)), num(2));
	symbols_end();
}

/* Of big tables only what matters is kept: variables, and results of calls. */
static void test_environment_without_room(void)
{
	struct dl_state *state;
	uint32_t full;

	symbols_begin();
	state = dl_state_new(arena);
	for (uint32_t i = 0; i < 1000; i++)
		dl_state_write(state, element(i), num(i));
	full = state->env_len;
	CU_ASSERT(full >= 100 && full < 1000);
	for (uint32_t i = 0; i < full; i++)
		CU_ASSERT_PTR_EQUAL(dl_state_bound(state, element(i)), num(i));
	CU_ASSERT_PTR_NULL(dl_state_bound(state, element(999)));
	dl_state_write(state, element(999), result(0));
	CU_ASSERT_PTR_EQUAL(dl_state_bound(state, element(999)), result(0));
	dl_state_write(state, place(0), num(1));
	CU_ASSERT_PTR_EQUAL(dl_state_bound(state, place(0)), num(1));
	/* what is there is written over */
	dl_state_write(state, element(1), num(-1));
	CU_ASSERT_PTR_EQUAL(dl_state_bound(state, element(1)), num(-1));
	symbols_end();
}

/* ---- objects ---- */

static struct dl_object object_of(uint32_t site)
{
	return (struct dl_object){.site = &sites[site], .value = result(site), .state = DL_OBJ_OK};
}

static void test_objects_are_ordered(void)
{
	struct property p = {0};
	uint64_t seed = 4;

	symbols_begin();
	/* ids in the order of sites */
	for (uint32_t i = 0; i < DL_MAX_OBJECTS + 1; i++)
		result(i);
	for (int round = 0; round < 200; round++) {
		struct dl_state *state = dl_state_new(arena);
		uint32_t in = 0;

		for (int step = 0; step < 30; step++) {
			uint32_t site = (uint32_t)property_random(&seed, DL_MAX_OBJECTS);
			struct dl_object o = object_of(site), *added;

			if (in >> site & 1)
				continue;
			in |= 1u << site;
			added = dl_state_add_object(state, &o);
			PROPERTY(&p, added && added->value == o.value, "added %u", site);
			for (uint32_t k = 1; k < state->object_count; k++)
				PROPERTY(&p,
					 state->objects[k - 1].value->id <
						 state->objects[k].value->id,
					 "order at %u", k);
			for (uint32_t k = 0; k < DL_MAX_OBJECTS; k++) {
				struct dl_object *found = dl_state_object_of(state, result(k));

				PROPERTY(&p,
					 (found != NULL) == (in >> k & 1) &&
						 (!found || found->value == result(k)),
					 "object %u", k);
			}
		}
	}
	property_end(&p, 10000);
	symbols_end();
}

/* A copy has room of its own, also one in the place of a state that held more, or less. */
static void test_lists_are_apart(void)
{
	struct dl_state *state, *copy, *again;
	struct dl_object o;

	symbols_begin();
	for (uint32_t i = 0; i < DL_MAX_OBJECTS; i++)
		result(i);
	state = dl_state_new(arena);
	o = object_of(1);
	dl_state_add_object(state, &o);
	dl_state_assume(state, value_of(0), true);
	dl_state_add_effect(state, &(struct dl_effect){.kind = DL_EFFECT_USE, .value = result(1)});
	again = dl_state_new(arena);
	copy = dl_state_copy(arena, state);
	for (uint32_t i = 2; i < DL_MAX_OBJECTS; i++) {
		o = object_of(i);
		dl_state_add_object(copy, &o);
		dl_state_assume(copy, result(i), true);
		dl_state_add_effect(copy, &(struct dl_effect){.kind = DL_EFFECT_USE, .value = result(i)});
	}
	copy->objects[0].state = DL_OBJ_FAILED;
	copy->effects[0].must = true;
	for (int round = 0; round < 2; round++) {
		CU_ASSERT_EQUAL(state->object_count, 1);
		CU_ASSERT_EQUAL(state->effect_count, 1);
		CU_ASSERT_EQUAL(state->fact_count, 1);
		CU_ASSERT_EQUAL(state->objects[0].state, DL_OBJ_OK);
		CU_ASSERT_FALSE(state->effects[0].must);
		CU_ASSERT_EQUAL(dl_state_truth(state, value_of(0)), 1);
		CU_ASSERT_EQUAL(dl_state_truth(state, result(2)), -1);
		dl_state_assign(again, copy);
		CU_ASSERT_EQUAL(again->object_count, DL_MAX_OBJECTS - 1);
		CU_ASSERT_EQUAL(again->objects[0].state, DL_OBJ_FAILED);
		CU_ASSERT_EQUAL(dl_state_truth(again, result(2)), 1);
		/* the larger one becomes the smaller one */
		dl_state_assign(again, state);
		o = object_of(2);
		dl_state_add_object(again, &o);
		CU_ASSERT_EQUAL(again->object_count, 2);
		CU_ASSERT_EQUAL(copy->object_count, DL_MAX_OBJECTS - 1);
	}
	symbols_end();
}

static void test_too_many_objects(void)
{
	struct dl_state *state;
	struct dl_object o;

	symbols_begin();
	state = dl_state_new(arena);
	for (uint32_t i = 0; i < DL_MAX_OBJECTS; i++) {
		o = object_of(i);
		CU_ASSERT_PTR_NOT_NULL(dl_state_add_object(state, &o));
	}
	CU_ASSERT_FALSE(state->blurred);
	o = object_of(DL_MAX_OBJECTS);
	CU_ASSERT_PTR_NULL(dl_state_add_object(state, &o));
	CU_ASSERT(state->blurred);
	CU_ASSERT_EQUAL(state->object_count, DL_MAX_OBJECTS);
	symbols_end();
}

/* What is computed of the handle or the result carries the object. */
static void test_objects_of_values(void)
{
	struct dl_state *state;
	struct dl_object o, *kept;
	const struct dl_sym *handle, *other;

	symbols_begin();
	state = dl_state_new(arena);
	o = object_of(0);
	o.handle = handle = dl_sym_result(syms, &sites[0], DL_RESULT_HANDLE, false);
	kept = dl_state_add_object(state, &o);
	other = result(1);
	CU_ASSERT_PTR_EQUAL(dl_state_object_of(state, handle), kept);
	CU_ASSERT_PTR_EQUAL(dl_state_object_of(state, bin(DL_BIN_ADD, handle, value_of(0))), kept);
	CU_ASSERT_PTR_EQUAL(dl_state_object_of(state, bin(DL_BIN_SHR, result(0), num(32))), kept);
	CU_ASSERT_PTR_NULL(dl_state_object_of(state, bin(DL_BIN_EQ, handle, num(0))));
	CU_ASSERT_PTR_NULL(dl_state_object_of(state, other));
	CU_ASSERT_PTR_NULL(dl_state_object_of(state, value_of(0)));
	CU_ASSERT_PTR_NULL(
		dl_state_object_of(state, dl_sym_result(syms, &sites[0], DL_RESULT_VALUE, true)));
	symbols_end();
}

/* An address inside an allocation belongs to it; inside a mapping it does not. */
static void test_owners_of_addresses(void)
{
	static const struct dl_record record = {.name = "struct s", .size = 16};
	struct dl_model alloc = {.role = DL_ROLE_ALLOC}, map = {.role = DL_ROLE_MAP};
	const struct dl_sym *inside;
	struct dl_state *state;
	struct dl_object o, *kept;

	symbols_begin();
	state = dl_state_new(arena);
	o = object_of(0);
	o.model = &alloc;
	kept = dl_state_add_object(state, &o);
	inside = dl_sym_addr(syms,
			     dl_sym_field(syms, dl_sym_deref(syms, result(0)), &record, "f", 8));
	CU_ASSERT_PTR_NULL(dl_state_object_of(state, inside));
	CU_ASSERT_PTR_EQUAL(dl_state_owner_of(state, inside), kept);
	CU_ASSERT_PTR_EQUAL(dl_state_owner_of(state, result(0)), kept);
	CU_ASSERT_PTR_NULL(dl_state_owner_of(state, dl_sym_addr(syms, place(0))));
	kept->model = &map;
	CU_ASSERT_PTR_NULL(dl_state_owner_of(state, inside));
	symbols_end();
}

static void test_homes(void)
{
	struct property p = {0};
	uint64_t seed = 31;

	symbols_begin();
	for (uint32_t i = 0; i < DL_MAX_ALIASES; i++)
		element(i);
	for (int round = 0; round < 100; round++) {
		struct dl_object o = object_of(0);
		uint32_t in = 0;

		for (int step = 0; step < 40; step++) {
			uint32_t i = (uint32_t)property_random(&seed, DL_MAX_ALIASES);

			if (property_random(&seed, 3)) {
				dl_object_add_alias(&o, element(i));
				in |= 1u << i;
			} else {
				dl_object_remove_alias(&o, element(i));
				in &= ~(1u << i);
			}
			PROPERTY(&p, o.alias_count == (uint32_t)__builtin_popcount(in), "%u aliases",
				 o.alias_count);
			for (uint32_t k = 0; k < o.alias_count; k++)
				PROPERTY(&p,
					 in >> o.aliases[k]->b->num & 1 &&
						 (!k || o.aliases[k - 1]->id < o.aliases[k]->id),
					 "alias %u", k);
		}
		PROPERTY(&p, !o.stored, "stored");
	}
	property_end(&p, 5000);
	symbols_end();
}

/* A alias that there is no room for is remembered when others can see it. */
static void test_too_many_homes(void)
{
	struct dl_object o;

	symbols_begin();
	o = object_of(0);
	for (uint32_t i = 0; i < DL_MAX_ALIASES; i++)
		dl_object_add_alias(&o, element(i));
	dl_object_add_alias(&o, element(2));
	dl_object_add_alias(&o, place(0));
	CU_ASSERT_FALSE(o.stored);
	dl_object_add_alias(&o, element(DL_MAX_ALIASES));
	CU_ASSERT(o.stored);
	CU_ASSERT_EQUAL(o.alias_count, DL_MAX_ALIASES);
	symbols_end();
}

/* ---- effects ---- */

static struct dl_effect effect_of(enum dl_effect_kind kind, uint32_t site)
{
	return (struct dl_effect){.kind = kind, .value = value_of(0), .at = &sites[site]};
}

static void test_effects(void)
{
	struct dl_state *state;
	struct dl_effect e;

	symbols_begin();
	state = dl_state_new(arena);
	e = effect_of(DL_EFFECT_USE, 0);
	dl_state_add_effect(state, &e);
	dl_state_add_effect(state, &e);
	CU_ASSERT_EQUAL(state->effect_count, 1);
	CU_ASSERT_FALSE(state->effects[0].must);
	e.must = true;
	dl_state_add_effect(state, &e);
	CU_ASSERT(state->effects[0].must);
	/* another kind, value or place is another effect */
	e.kind = DL_EFFECT_RELEASE;
	dl_state_add_effect(state, &e);
	e.value = value_of(1);
	dl_state_add_effect(state, &e);
	e.at = &sites[1];
	dl_state_add_effect(state, &e);
	CU_ASSERT_EQUAL(state->effect_count, 4);
	CU_ASSERT_FALSE(state->blurred);
	symbols_end();
}

/* No room: a release pushes the oldest use out, a use is dropped; either way it is said. */
static void test_too_many_effects(void)
{
	static const struct dl_instr many[DL_MAX_EFFECTS + 4];
	struct dl_state *state;
	struct dl_effect e;

	symbols_begin();
	state = dl_state_new(arena);
	for (uint32_t i = 0; i < DL_MAX_EFFECTS; i++) {
		e = effect_of(i == 3 || i == 5 ? DL_EFFECT_USE : DL_EFFECT_REFRESH, 0);
		e.at = &many[i];
		dl_state_add_effect(state, &e);
	}
	CU_ASSERT_FALSE(state->blurred);
	e = effect_of(DL_EFFECT_USE, 0);
	e.at = &many[DL_MAX_EFFECTS];
	dl_state_add_effect(state, &e);
	CU_ASSERT(state->blurred);
	CU_ASSERT_EQUAL(state->effect_count, DL_MAX_EFFECTS);
	CU_ASSERT_PTR_EQUAL(state->effects[3].at, &many[3]);
	e.kind = DL_EFFECT_RELEASE;
	dl_state_add_effect(state, &e);
	CU_ASSERT_EQUAL(state->effect_count, DL_MAX_EFFECTS);
	CU_ASSERT_PTR_EQUAL(state->effects[3].at, &many[4]);
	CU_ASSERT_EQUAL(state->effects[4].kind, DL_EFFECT_USE);
	CU_ASSERT_EQUAL(state->effects[DL_MAX_EFFECTS - 1].kind, DL_EFFECT_RELEASE);
	/* when there is no use left to push out, the release is dropped, too */
	e.at = &many[DL_MAX_EFFECTS + 1];
	dl_state_add_effect(state, &e);
	CU_ASSERT_PTR_EQUAL(state->effects[DL_MAX_EFFECTS - 1].at, &many[DL_MAX_EFFECTS + 1]);
	e.at = &many[DL_MAX_EFFECTS + 2];
	dl_state_add_effect(state, &e);
	CU_ASSERT_EQUAL(state->effect_count, DL_MAX_EFFECTS);
	CU_ASSERT_PTR_EQUAL(state->effects[DL_MAX_EFFECTS - 1].at, &many[DL_MAX_EFFECTS + 1]);
	symbols_end();
}

/* ---- pointers in use ---- */

static void test_pointers_in_use(void)
{
	static const struct dl_record record = {.name = "struct s", .size = 16};
	const struct dl_sym *p, *q;
	struct dl_state *state;

	symbols_begin();
	state = dl_state_new(arena);
	p = value_of(0);
	q = value_of(1);
	CU_ASSERT_FALSE(dl_state_uses(state, p));
	dl_state_write(state, dl_sym_field(syms, dl_sym_deref(syms, p), &record, "f", 0),
		       num(1));
	CU_ASSERT(dl_state_uses(state, p));
	CU_ASSERT_FALSE(dl_state_uses(state, q));
	CU_ASSERT_FALSE(dl_state_uses(state, num(0)));
	symbols_end();
}

DL_TEST_MAIN("engine_state", DL_TEST(test_environment), DL_TEST(test_copies_are_apart), DL_TEST(test_lists_are_apart),
	     DL_TEST(test_environment_without_room), DL_TEST(test_objects_are_ordered),
	     DL_TEST(test_too_many_objects), DL_TEST(test_objects_of_values),
	     DL_TEST(test_owners_of_addresses), DL_TEST(test_homes), DL_TEST(test_too_many_homes),
	     DL_TEST(test_effects), DL_TEST(test_too_many_effects), DL_TEST(test_pointers_in_use))
