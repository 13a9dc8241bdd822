/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Objects, terms and effects of two paths that meet: what is known of both is what the marks mean,
 * nothing more is forgotten each time that the same path comes by, and the order does not matter.
 */
#include "engine_fixture.h"

#include "checks/leak/leak.h"
#include "checks/lifecycle/lifecycle.h"
#include "checks/ownership/owner.h"
#include "checks/success/success.h"
#include "engine/state/state.h"

#include <stddef.h>

#define BLOCK  7
#define PLACES 4

static const struct dl_sym *alias(uint32_t i)
{
	return dl_sym_global(syms, &"a\0b\0c\0d"[2 * i]);
}

/* ---- objects ---- */

static const struct dl_instr site = {.op = DL_OP_CALL}, released, freed;
static const struct dl_model model = {.role = DL_ROLE_MAP};

/* How the marks of an object join: when on either path, only when on both. */
enum join { EITHER, BOTH };

struct mark {
	const char *name;
	size_t offset;
	enum join join;
	bool is_key; /* objects that differ in it do not meet */
};

#define OWN(name) #name, offsetof(struct dl_object, name)
#define PART(check, type, name)                                                                    \
#name, offsetof(struct dl_object, parts.check) + offsetof(struct type, name)

static const struct mark marks[] = {
	{OWN(stored), EITHER, true},
	{OWN(earlier), EITHER, true},
	{OWN(escaped), EITHER, false},
	{OWN(widened), EITHER, false},
	{OWN(met_top), EITHER, false},
	{PART(success, dl_success, published), EITHER, false},
	{PART(success, dl_success, submitted), EITHER, false},
	{PART(leak, dl_left, entrusted), EITHER, false},
	{PART(leak, dl_left, complained), BOTH, false},
	{PART(leak, dl_left, refused), BOTH, false},
	{PART(lifecycle, dl_end, buffer_freed), BOTH, true},
};

#define MARKS (sizeof(marks) / sizeof(marks[0]))

static bool *mark_of(struct dl_object *o, uint32_t i)
{
	return (bool *)((char *)o + marks[i].offset);
}

/* Values that are known or not: those that differ are forgotten. */
static const struct {
	const char *name;
	size_t offset;
} attributes[] = {
	{OWN(terms.size)},
	{OWN(terms.attrs)},
	{OWN(terms.dev)},
	{PART(leak, dl_left, descriptor)},
};

#define ATTRIBUTES (sizeof(attributes) / sizeof(attributes[0]))

static const struct dl_sym **attribute_of(struct dl_object *o, uint32_t i)
{
	return (const struct dl_sym **)((char *)o + attributes[i].offset);
}

/* Objects with one key: the marks in it are those of @key. */
static struct dl_object random_object(uint64_t *seed, uint32_t key, enum dl_object_state state)
{
	struct dl_object o = {
		.site = &site,
		.model = &model,
		.state = state,
		.terms.dir = num(1),
		.value = dl_sym_result(syms, &site, DL_RESULT_VALUE, false),
	};

	for (uint32_t i = 0; i < MARKS; i++)
		*mark_of(&o, i) = marks[i].is_key ? key >> i & 1 : property_random(seed, 2);
	for (uint32_t i = 0; i < ATTRIBUTES; i++)
		*attribute_of(&o, i) =
			property_random(seed, 3) ? num((int64_t)property_random(seed, 2)) : NULL;
	dl_end_of(&o)->released_at =
		state == DL_OBJ_RELEASED && property_random(seed, 2) ? &released : NULL;
	dl_end_of(&o)->buffer_free =
		dl_end_of(&o)->buffer_freed && property_random(seed, 2) ? &freed : NULL;
	for (uint32_t h = 0; h < PLACES; h++)
		if (property_random(seed, 2))
			dl_object_add_alias(&o, alias(h));
	return o;
}

static bool has_alias(const struct dl_object *o, const struct dl_sym *loc)
{
	for (uint32_t i = 0; i < o->alias_count; i++)
		if (o->aliases[i] == loc)
			return true;
	return false;
}

/* What the join of two objects has to be, by what the marks mean. */
static void check_joined(struct property *p, struct dl_object *a, struct dl_object *b,
			 struct dl_object *joined)
{
	for (uint32_t i = 0; i < MARKS; i++) {
		bool x = *mark_of(a, i), y = *mark_of(b, i);

		PROPERTY(p, *mark_of(joined, i) == (marks[i].join == EITHER ? x || y : x && y),
			 "%s of %d and %d", marks[i].name, x, y);
	}
	for (uint32_t i = 0; i < ATTRIBUTES; i++) {
		const struct dl_sym *x = *attribute_of(a, i), *y = *attribute_of(b, i);

		PROPERTY(p, *attribute_of(joined, i) == (x == y ? x : NULL), "%s",
			 attributes[i].name);
	}
	PROPERTY(p,
		 !dl_end_of(joined)->released_at ==
			 !(dl_end_of(a)->released_at && dl_end_of(b)->released_at),
		 "released_at");
	PROPERTY(p,
		 !dl_end_of(joined)->buffer_free ==
			 !(dl_end_of(a)->buffer_free && dl_end_of(b)->buffer_free),
		 "buffer_free");
	for (uint32_t h = 0; h < PLACES; h++)
		PROPERTY(p,
			 has_alias(joined, alias(h)) ==
				 (has_alias(a, alias(h)) || has_alias(b, alias(h))),
			 "alias %u", h);
}

static void test_objects_join(void)
{
	struct property p = {0};
	uint64_t seed = 41;

	symbols_begin();
	for (int round = 0; round < 4000; round++) {
		enum dl_object_state state = (enum dl_object_state)(round % (DL_OBJ_RELEASED + 1));
		struct dl_object a = random_object(&seed, (uint32_t)round, state);
		struct dl_object b =
			random_object(&seed, (uint32_t)round + (uint32_t)(round % 3), state);
		struct dl_object ab = a, ba = b, self = a;

		dl_object_join(&ab, &b);
		dl_object_join(&ba, &a);
		dl_object_join(&self, &a);
		check_joined(&p, &a, &b, &ab);
		check_joined(&p, &a, &b, &ba);
		PROPERTY(&p, memcmp(&self, &a, sizeof(a)) == 0, "with itself it is another");
	}
	property_end(&p, 100000);
	symbols_end();
}

static struct dl_state *state_with(const struct dl_object *o)
{
	struct dl_state *state = dl_state_new(arena);

	dl_state_add_object(state, o);
	return state;
}

/* Each difference in the key keeps two states apart; no other one does. */
static void test_keys(void)
{
	struct dl_object a, b;
	uint64_t seed = 2;

	symbols_begin();
	a = random_object(&seed, 0, DL_OBJ_OK);
	for (uint32_t i = 0; i < MARKS; i++) {
		b = a;
		*mark_of(&b, i) ^= true;
		CU_ASSERT_EQUAL(dl_state_same_key(state_with(&a), state_with(&b)),
				!marks[i].is_key);
		/* of what is released nothing but that matters */
		b.state = DL_OBJ_RELEASED;
		CU_ASSERT_FALSE(dl_state_same_key(state_with(&a), state_with(&b)));
		a.state = DL_OBJ_RELEASED;
		CU_ASSERT(dl_state_same_key(state_with(&a), state_with(&b)));
		a.state = DL_OBJ_OK;
	}
	for (uint32_t i = 0; i < ATTRIBUTES; i++) {
		b = a;
		*attribute_of(&b, i) = num(9);
		CU_ASSERT(dl_state_same_key(state_with(&a), state_with(&b)));
	}
	b = a;
	b.terms.dir = num(2);
	CU_ASSERT_FALSE(dl_state_same_key(state_with(&a), state_with(&b)));
	b = a;
	b.older = true;
	CU_ASSERT_FALSE(dl_state_same_key(state_with(&a), state_with(&b)));
	CU_ASSERT_FALSE(dl_state_same_key(state_with(&a), dl_state_new(arena)));
	symbols_end();
}

/* Where it lies matters as long as it can be released there; of what is released, only the end does. */
static void test_places_are_covered(void)
{
	struct dl_object a = {.site = &site, .model = &model, .state = DL_OBJ_OK}, b;

	symbols_begin();
	a.value = dl_sym_result(syms, &site, DL_RESULT_VALUE, false);
	b = a;
	dl_object_add_alias(&b, alias(0));
	CU_ASSERT_FALSE(dl_state_covers(state_with(&a), state_with(&b)));
	CU_ASSERT(dl_state_covers(state_with(&b), state_with(&a)));
	b.escaped = b.widened = b.met_top = true;
	a.terms.size = num(1);
	b.terms.size = num(2);
	CU_ASSERT_FALSE(dl_state_covers(state_with(&b), state_with(&a)));
	a.state = b.state = DL_OBJ_RELEASED;
	CU_ASSERT(dl_state_covers(state_with(&a), state_with(&b)));
	CU_ASSERT(dl_state_covers(state_with(&b), state_with(&a)));
	/* but for whether it is known where */
	dl_end_of(&a)->released_at = &released;
	CU_ASSERT_FALSE(dl_state_covers(state_with(&a), state_with(&b)));
	CU_ASSERT(dl_state_covers(state_with(&b), state_with(&a)));
	symbols_end();
}

static void random_ownership(uint64_t *seed, struct dl_object *o)
{
	struct dl_ownership *own = dl_owner_of(o);

	own->owner = (enum dl_owner)property_random(seed, DL_OWNER_DEVICE + 1);
	own->sent = property_random(seed, 2);
	own->waited = property_random(seed, 2);
	if (property_random(seed, 2))
		return;
	own->write = &site;
	own->write_sent = property_random(seed, 2);
}

/*
 * Two states whose object meets: each is covered by the join, which then changes no more. Owners
 * that differ are kept apart as long as there is room, so a join does not cover them; it changes no
 * more all the same.
 */
static void test_objects_merge(void)
{
	struct property p = {0};
	uint64_t seed = 43;

	symbols_begin();
	for (int round = 0; round < 4000; round++) {
		enum dl_object_state state = (enum dl_object_state)(round % (DL_OBJ_RELEASED + 1));
		struct dl_object a = random_object(&seed, (uint32_t)round, state);
		struct dl_object b = random_object(&seed, (uint32_t)round, state);
		struct dl_state *first, *second, *joined;
		bool covered, changed;

		random_ownership(&seed, &a);
		random_ownership(&seed, &b);
		if (round % 2)
			*dl_owner_of(&b) = *dl_owner_of(&a);
		first = state_with(&a);
		second = state_with(&b);
		joined = dl_state_copy(arena, first);
		CU_ASSERT_FATAL(dl_state_same_key(first, second));
		covered = dl_state_covers(first, second);
		changed = dl_state_merge(joined, second, syms, BLOCK);
		PROPERTY(&p, round % 2 ? covered == !changed : !covered || !changed,
			 "covered: %d, changed: %d", covered, changed);
		PROPERTY(&p, changed || memcmp(&joined->objects[0], &a, sizeof(a)) == 0,
			 "changed and did not say so");
		PROPERTY(&p, round % 2 == 0 || dl_state_covers(joined, first),
			 "the join does not cover the first");
		PROPERTY(&p, round % 2 == 0 || dl_state_covers(joined, second),
			 "the join does not cover the second");
		PROPERTY(&p, !dl_state_merge(joined, second, syms, BLOCK),
			 "changed by the same path again");
	}
	property_end(&p, 20000);
	symbols_end();
}

/* ---- terms ---- */

/* In the order of the text. */
static const struct {
	const char *name;
	size_t offset;
} terms[] = {
#define TERM(name)                                                                                 \
	{                                                                                          \
#name, offsetof(struct dl_terms, name)                                             \
	}
	TERM(dev), TERM(buf), TERM(size), TERM(dir), TERM(attrs), TERM(pool), TERM(count),
};

#define TERMS (sizeof(terms) / sizeof(terms[0]))

static const struct dl_sym **term(struct dl_terms *t, uint32_t i)
{
	return (const struct dl_sym **)((char *)t + terms[i].offset);
}

static struct dl_terms random_terms(uint64_t *seed)
{
	struct dl_terms t = {NULL};

	for (uint32_t i = 0; i < TERMS; i++)
		*term(&t, i) =
			property_random(seed, 3) ? num((int64_t)property_random(seed, 2)) : NULL;
	return t;
}

static const struct dl_sym *plus_ten(void *ctx, const struct dl_sym *sym)
{
	++*(uint32_t *)ctx;
	return num(sym->num + 10);
}

static void test_terms(void)
{
	struct property p = {0};
	uint64_t seed = 59;

	/* there is no term that the table does not know */
	CU_ASSERT_EQUAL(TERMS * sizeof(void *), sizeof(struct dl_terms));
	symbols_begin();
	for (int round = 0; round < 2000; round++) {
		struct dl_terms a = random_terms(&seed), b = random_terms(&seed), joined = a,
				mapped;
		bool covered = dl_terms_cover(&a, &b), changed = dl_terms_join(&joined, &b);
		struct dl_buf text = {0}, want = {0};
		uint32_t calls = 0, known = 0;

		mapped = dl_terms_convert(&a, plus_ten, &calls);
		for (uint32_t i = 0; i < TERMS; i++) {
			const struct dl_sym *x = *term(&a, i), *y = *term(&b, i);

			PROPERTY(&p, *term(&joined, i) == (x == y ? x : NULL), "%s", terms[i].name);
			PROPERTY(&p, *term(&mapped, i) == (x ? num(x->num + 10) : NULL), "%s",
				 terms[i].name);
			known += x != NULL;
			if (x)
				dl_buf_printf(&want, " %s %lld", terms[i].name, (long long)x->num);
		}
		dl_terms_print(&a, &text);
		PROPERTY(&p, calls == known, "%u of %u are mapped", calls, known);
		PROPERTY(&p, known == 0 || !strcmp(text.data, want.data), "%s", text.data);
		PROPERTY(&p, changed == (memcmp(&joined, &a, sizeof(a)) != 0), "changed");
		PROPERTY(&p, covered == !changed, "covered");
		PROPERTY(&p, dl_terms_cover(&joined, &a) && dl_terms_cover(&joined, &b),
			 "the join covers less");
		dl_buf_free(&text);
		dl_buf_free(&want);
	}
	property_end(&p, 30000);
	symbols_end();
}

/* ---- effects ---- */

static struct dl_effect random_effect(uint64_t *seed)
{
	struct dl_effect e = {.kind = DL_EFFECT_RELEASE, .value = value_of(0), .at = &site};
	const struct dl_sym **of[] = {&e.terms.dir,   &e.terms.size,  &e.terms.dev,
				      &e.terms.count, &e.terms.attrs, &e.terms.pool};

	e.must = property_random(seed, 2);
	e.certain = property_random(seed, 2);
	e.stale = property_random(seed, 2);
	for (uint32_t i = 0; i < sizeof(of) / sizeof(of[0]); i++)
		*of[i] = property_random(seed, 3) ? num((int64_t)property_random(seed, 2)) : NULL;
	return e;
}

static void test_effects_join(void)
{
	struct property p = {0};
	uint64_t seed = 53;

	symbols_begin();
	for (int round = 0; round < 3000; round++) {
		struct dl_effect a = random_effect(&seed), b = random_effect(&seed), joined = a;
		const struct dl_sym *of_a[] = {a.terms.dir,   a.terms.size,  a.terms.dev,
					       a.terms.count, a.terms.attrs, a.terms.pool};
		const struct dl_sym *of_b[] = {b.terms.dir,   b.terms.size,  b.terms.dev,
					       b.terms.count, b.terms.attrs, b.terms.pool};
		const struct dl_sym **now[] = {&joined.terms.dir,   &joined.terms.size,
					       &joined.terms.dev,   &joined.terms.count,
					       &joined.terms.attrs, &joined.terms.pool};
		bool changed = dl_effect_join(&joined, &b);

		for (uint32_t i = 0; i < sizeof(of_a) / sizeof(of_a[0]); i++)
			PROPERTY(&p, *now[i] == (of_a[i] == of_b[i] ? of_a[i] : NULL),
				 "attribute %u", i);
		PROPERTY(&p, joined.stale == (a.stale || b.stale), "stale");
		PROPERTY(&p, joined.certain == (a.certain && b.certain && b.must), "certain");
		PROPERTY(&p, changed == (memcmp(&joined, &a, sizeof(a)) != 0), "changed");
		PROPERTY(&p, !dl_effect_join(&joined, &b), "changed again");
	}
	property_end(&p, 20000);
	symbols_end();
}

/* What one path does and the other does not, may happen; what both must do, must. */
static void test_effects_merge(void)
{
	static const struct dl_instr at[2];
	struct dl_effect e = {.kind = DL_EFFECT_RELEASE, .must = true, .at = &at[0]};
	struct dl_state *a, *b;

	symbols_begin();
	a = dl_state_new(arena);
	b = dl_state_new(arena);
	e.value = value_of(0);
	dl_state_add_effect(a, &e);
	dl_state_add_effect(b, &e);
	CU_ASSERT(dl_state_covers(a, b));
	CU_ASSERT_FALSE(dl_state_merge(a, b, syms, BLOCK));
	CU_ASSERT(a->effects[0].must);
	e.at = &at[1];
	dl_state_add_effect(b, &e);
	CU_ASSERT_FALSE(dl_state_covers(a, b));
	CU_ASSERT(dl_state_merge(a, b, syms, BLOCK));
	CU_ASSERT_EQUAL(a->effect_count, 2);
	CU_ASSERT(a->effects[0].must);
	CU_ASSERT_FALSE(a->effects[1].must);
	CU_ASSERT_FALSE(dl_state_merge(a, b, syms, BLOCK));
	/* the other way round */
	CU_ASSERT(dl_state_merge(b, dl_state_new(arena), syms, BLOCK));
	CU_ASSERT_EQUAL(b->effect_count, 2);
	CU_ASSERT_FALSE(b->effects[0].must || b->effects[1].must);
	/* one thing on this path, another on that: neither must */
	a = dl_state_new(arena);
	b = dl_state_new(arena);
	dl_state_add_effect(a, &e);
	e.value = value_of(1);
	dl_state_add_effect(b, &e);
	CU_ASSERT(dl_state_merge(a, b, syms, BLOCK));
	CU_ASSERT_EQUAL(a->effect_count, 2);
	CU_ASSERT_FALSE(a->effects[0].must || a->effects[1].must);
	symbols_end();
}

DL_TEST_MAIN("engine_join", DL_TEST(test_objects_join), DL_TEST(test_keys),
	     DL_TEST(test_places_are_covered), DL_TEST(test_objects_merge), DL_TEST(test_terms),
	     DL_TEST(test_effects_join), DL_TEST(test_effects_merge))
