/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at symbols: what is inside, what is replaced, what a place hangs on; keys of places. */
#include "engine_fixture.h"

#include "engine/value/place.h"

#define POOL 400

static const struct dl_instr sites[2] = {{.op = DL_OP_CALL, .callee = "alloc"},
					 {.op = DL_OP_CALL, .callee = "map"}};
static const struct dl_record ring = {.name = "struct ring", .size = 64};
static const struct dl_record desc = {.name = "struct desc", .size = 16};

/* ---- random symbols of every kind ---- */

static const struct dl_sym *pool[POOL];
static uint32_t pool_count;

static const struct dl_sym *any(uint64_t *seed, bool location)
{
	for (;;) {
		const struct dl_sym *sym = pool[property_random(seed, pool_count)];

		if (dl_sym_is_location(sym) == location)
			return sym;
	}
}

static const struct dl_sym *random_sym(uint64_t *seed, bool arithmetic)
{
	static const struct dl_type byte = {.kind = DL_TYPE_INT, .size = 1};
	const struct dl_sym *args[2];

	switch (property_random(seed, arithmetic ? 5 : 13)) {
	case 0:
	case 1:
	case 2:
		return bin((enum dl_bin)property_random(seed, DL_BIN_GE + 1), any(seed, false),
			   any(seed, false));
	case 3:
		return dl_sym_un(syms, (enum dl_un)property_random(seed, 3), any(seed, false));
	case 4:
		return dl_sym_cast(syms, any(seed, false), &byte);
	case 5:
		return dl_sym_addr(syms, any(seed, true));
	case 6:
		return dl_sym_load(syms, any(seed, true), 0);
	case 7:
		return dl_sym_phi(syms, any(seed, true), (uint32_t)property_random(seed, 2));
	case 8:
		return dl_sym_container(syms, any(seed, false), &ring, "list", 8);
	case 9:
		args[0] = any(seed, false);
		args[1] = any(seed, false);
		return dl_sym_call(syms, NULL, "pure", args, 2);
	case 10:
		return dl_sym_deref(syms, any(seed, false));
	case 11:
		return dl_sym_field(syms, any(seed, true), &ring,
				    property_random(seed, 2) ? "dma" : "len", 0);
	default:
		return dl_sym_index(syms, any(seed, true), any(seed, false));
	}
}

/* Symbols of every kind, or only what can be evaluated. */
static void make_pool(bool arithmetic)
{
	uint64_t seed = 11;

	symbols_begin();
	pool_count = 0;
	for (uint32_t v = 0; v < VARIABLES; v++) {
		pool[pool_count++] = place(v);
		pool[pool_count++] = value_of(v);
	}
	for (uint32_t i = 0; i < 2 && !arithmetic; i++)
		for (int older = 0; older < 2; older++)
			pool[pool_count++] = dl_sym_result(syms, &sites[i], DL_RESULT_VALUE, older);
	pool[pool_count++] = num(0);
	pool[pool_count++] = num(7);
	pool[pool_count++] = dl_sym_global(syms, "g");
	while (pool_count < POOL) {
		pool[pool_count] = random_sym(&seed, arithmetic);
		pool_count += pool[pool_count]->kind != DL_SYM_INT;
	}
}

/* Parts of @sym, itself among them: false to stop. */
static bool each_part(const struct dl_sym *sym, bool (*fn)(const struct dl_sym *, const void *),
		      const void *ctx)
{
	if (!fn(sym, ctx) || (sym->a && !each_part(sym->a, fn, ctx)) ||
	    (sym->b && !each_part(sym->b, fn, ctx)))
		return false;
	for (uint32_t i = 0; i < sym->arg_count; i++)
		if (!each_part(sym->args[i], fn, ctx))
			return false;
	return true;
}

static bool is_other(const struct dl_sym *sym, const void *ctx)
{
	return sym != ctx;
}

static bool is_no_result(const struct dl_sym *sym, const void *ctx)
{
	(void)ctx;
	return sym->kind != DL_SYM_RESULT;
}

static bool is_no_phi(const struct dl_sym *sym, const void *ctx)
{
	(void)ctx;
	return sym->kind != DL_SYM_PHI;
}

static void test_mentions(void)
{
	struct property p = {0};
	uint32_t yes = 0;

	make_pool(false);
	for (uint32_t i = 0; i < pool_count; i++) {
		PROPERTY(&p, pool[i]->has_result == !each_part(pool[i], is_no_result, NULL),
			 "has_result of %s", sym_text(pool[i]));
		PROPERTY(&p, pool[i]->has_phi == !each_part(pool[i], is_no_phi, NULL),
			 "has_phi of %s", sym_text(pool[i]));
		for (uint32_t k = 0; k < pool_count; k++) {
			bool is_part = !each_part(pool[i], is_other, pool[k]);

			PROPERTY(&p, dl_sym_mentions(pool[i], pool[k]) == is_part, "%s in %s",
				 sym_text(pool[k]), sym_text(pool[i]));
			yes += is_part;
		}
	}
	CU_ASSERT(yes > 1500);
	property_end(&p, 100000);
	symbols_end();
}

/* Arithmetic and conversions carry a value on; conditions, memory and calls do not. */
static void test_derives(void)
{
	const struct dl_sym *r, *x, *args[1];
	static const struct dl_type byte = {.kind = DL_TYPE_INT, .size = 1};
	struct property p = {0};

	make_pool(false);
	r = dl_sym_result(syms, &sites[0], DL_RESULT_VALUE, false);
	x = value_of(0);
	args[0] = r;
	CU_ASSERT(dl_sym_derives(r, r));
	for (enum dl_bin op = DL_BIN_ADD; op < DL_BIN_EQ; op++) {
		CU_ASSERT(dl_sym_derives(bin(op, r, x), r));
		CU_ASSERT(dl_sym_derives(bin(op, x, r), r));
	}
	for (enum dl_bin op = DL_BIN_EQ; op <= DL_BIN_GE; op++)
		CU_ASSERT_FALSE(dl_sym_derives(bin(op, r, x), r));
	CU_ASSERT(dl_sym_derives(dl_sym_un(syms, DL_UN_NEG, r), r));
	CU_ASSERT(dl_sym_derives(dl_sym_un(syms, DL_UN_NOT, r), r));
	CU_ASSERT_FALSE(dl_sym_derives(dl_sym_un(syms, DL_UN_LNOT, r), r));
	CU_ASSERT(dl_sym_derives(dl_sym_cast(syms, bin(DL_BIN_SHR, r, num(32)), &byte), r));
	CU_ASSERT(dl_sym_derives(dl_sym_container(syms, r, &ring, "list", 8), r));
	CU_ASSERT_FALSE(dl_sym_derives(dl_sym_load(syms, dl_sym_deref(syms, r), 0), r));
	CU_ASSERT_FALSE(dl_sym_derives(dl_sym_call(syms, NULL, "pure", args, 1), r));
	CU_ASSERT_FALSE(dl_sym_derives(dl_sym_result(syms, &sites[1], DL_RESULT_VALUE, false), r));
	CU_ASSERT_FALSE(dl_sym_derives(dl_sym_result(syms, &sites[0], DL_RESULT_VALUE, true), r));
	CU_ASSERT_FALSE(dl_sym_derives(r, bin(DL_BIN_ADD, r, x)));
	/* what a value derives from, it mentions; and it is transitive */
	for (uint32_t i = 0; i < pool_count; i++)
		for (uint32_t k = 0; k < pool_count; k++) {
			if (!dl_sym_derives(pool[i], pool[k]))
				continue;
			PROPERTY(&p, dl_sym_mentions(pool[i], pool[k]), "%s from %s",
				 sym_text(pool[i]), sym_text(pool[k]));
			for (uint32_t m = 0; m < pool_count; m++)
				PROPERTY(&p,
					 !dl_sym_derives(pool[k], pool[m]) ||
						 dl_sym_derives(pool[i], pool[m]),
					 "%s from %s from %s", sym_text(pool[i]), sym_text(pool[k]),
					 sym_text(pool[m]));
		}
	property_end(&p, 100000);
	symbols_end();
}

/* ---- replacing ---- */

struct swap {
	const struct dl_sym *from;
	const struct dl_sym *to;
	uint32_t met;
};

static const struct dl_sym *swap(void *ctx, const struct dl_sym *sym)
{
	struct swap *s = ctx;

	if (sym != s->from)
		return NULL;
	s->met++;
	return s->to;
}

static void test_replace(void)
{
	struct property p = {0};

	make_pool(false);
	for (uint32_t i = 0; i < pool_count; i++) {
		for (uint32_t k = 0; k < VARIABLES; k++) {
			struct swap none = {.from = NULL}, same, away = {value_of(k), num(5), 0},
				    back;
			const struct dl_sym *other, *again;
			bool is_part = dl_sym_mentions(pool[i], value_of(k));

			same = (struct swap){value_of(k), value_of(k), 0};
			PROPERTY(&p, dl_sym_replace(syms, pool[i], swap, &none) == pool[i],
				 "nothing in %s", sym_text(pool[i]));
			PROPERTY(&p, dl_sym_replace(syms, pool[i], swap, &same) == pool[i],
				 "itself in %s", sym_text(pool[i]));
			PROPERTY(&p, (same.met > 0) == is_part, "%s is met", variables[k].name);
			other = dl_sym_replace(syms, pool[i], swap, &away);
			PROPERTY(&p, !dl_sym_mentions(other, value_of(k)), "%s is left in %s",
				 variables[k].name, sym_text(other));
			PROPERTY(&p, is_part || other == pool[i], "%s without %s",
				 sym_text(pool[i]), variables[k].name);
			/* there and back by a name of its own */
			away = (struct swap){value_of(k),
					     dl_sym_load(syms, dl_sym_global(syms, "fresh"), 0), 0};
			back = (struct swap){away.to, away.from, 0};
			again = dl_sym_replace(syms, dl_sym_replace(syms, pool[i], swap, &away),
					       swap, &back);
			PROPERTY(&p, again == pool[i], "%s comes back as %s", sym_text(pool[i]),
				 sym_text(again));
		}
	}
	property_end(&p, 5000);
	symbols_end();
}

/* A number in place of a variable: the rest comes to what the whole did. */
static void test_replace_evaluates(void)
{
	struct property p = {0};

	make_pool(true);
	for (uint32_t i = 0; i < pool_count; i++) {
		for (int64_t x = -2; x <= 2; x++) {
			struct swap number = {value_of(0), num(x), 0};
			const struct dl_sym *other = dl_sym_replace(syms, pool[i], swap, &number);

			for (int64_t y = -2; y <= 2; y++) {
				const int64_t values[VARIABLES] = {x, y, 3, 300};
				int64_t want, got;

				if (!evaluate(pool[i], values, &want))
					continue;
				PROPERTY(&p, evaluate(other, values, &got) && got == want,
					 "%s with x = %d is %s", sym_text(pool[i]), (int)x,
					 sym_text(other));
			}
		}
	}
	property_end(&p, 1500);
	symbols_end();
}

/* ---- what a place hangs on ---- */

static const struct dl_sym *field(const struct dl_sym *loc, const struct dl_record *record,
				  const char *name)
{
	return dl_sym_field(syms, loc, record, name, 0);
}

static void test_roots(void)
{
	const struct dl_sym *p, *ring_of_p, *tx, *entry, *handle, *behind;

	symbols_begin();
	p = value_of(0);
	ring_of_p = dl_sym_deref(syms, p);
	tx = field(ring_of_p, &ring, "tx");
	entry = dl_sym_index(syms, tx, value_of(1));
	handle = field(entry, &desc, "dma");
	behind = field(dl_sym_deref(syms, dl_sym_load(syms, tx, 0)), &desc, "len");

	CU_ASSERT_PTR_EQUAL(dl_sym_root(handle), place(0));
	CU_ASSERT_PTR_EQUAL(dl_sym_root(behind), place(0));
	CU_ASSERT_PTR_EQUAL(dl_sym_root(place(0)), place(0));
	CU_ASSERT_PTR_EQUAL(dl_sym_whole(handle), ring_of_p);
	CU_ASSERT_PTR_EQUAL(dl_sym_whole(behind), behind->a);
	CU_ASSERT_PTR_EQUAL(dl_sym_whole(place(1)), place(1));
	CU_ASSERT_PTR_EQUAL(dl_sym_last_field(handle), handle);
	CU_ASSERT_PTR_EQUAL(dl_sym_last_field(entry), tx);
	CU_ASSERT_PTR_NULL(dl_sym_last_field(ring_of_p));
	CU_ASSERT_PTR_NULL(dl_sym_last_field(dl_sym_index(syms, place(0), num(1))));
	CU_ASSERT(dl_sym_is_location(handle));
	CU_ASSERT(dl_sym_is_location(dl_sym_literal(syms, "s")));
	CU_ASSERT_FALSE(dl_sym_is_location(p));
	CU_ASSERT_FALSE(dl_sym_is_location(dl_sym_unknown(syms, &sites[0], 0)));
	CU_ASSERT(dl_sym_is_initial(p));
	CU_ASSERT_FALSE(dl_sym_is_initial(dl_sym_load(syms, tx, 0)));
	CU_ASSERT_FALSE(dl_sym_is_initial(dl_sym_phi(syms, place(0), 1)));
	symbols_end();
}

static void test_pointer_bases(void)
{
	static const struct dl_type byte = {.kind = DL_TYPE_INT, .size = 1};
	static const struct dl_type pointer = {.kind = DL_TYPE_PTR, .size = 8};
	static struct dl_var typed[] = {{.name = "n", .type = &byte},
					{.name = "p", .type = &pointer}};
	static const struct dl_func func = {.name = "h", .var_count = 2, .vars = typed};
	const struct dl_sym *n, *p, *r, *a;

	symbols_begin();
	/* the number is older: it stands on the left of a sum */
	n = dl_sym_load(syms, dl_sym_var(syms, &func, 0), 0);
	p = dl_sym_load(syms, dl_sym_var(syms, &func, 1), 0);
	r = dl_sym_result(syms, &sites[0], DL_RESULT_VALUE, false);
	a = dl_sym_addr(syms, dl_sym_var(syms, &func, 0));
	CU_ASSERT_PTR_EQUAL(bin(DL_BIN_ADD, p, n)->a, n);
	CU_ASSERT_PTR_EQUAL(dl_sym_pointer_base(bin(DL_BIN_ADD, p, n)), p);
	CU_ASSERT_PTR_EQUAL(dl_sym_pointer_base(bin(DL_BIN_ADD, n, p)), p);
	CU_ASSERT_PTR_EQUAL(dl_sym_pointer_base(bin(DL_BIN_SUB, p, n)), p);
	CU_ASSERT_PTR_EQUAL(dl_sym_pointer_base(bin(DL_BIN_SUB, bin(DL_BIN_ADD, n, p), num(2))), p);
	CU_ASSERT_PTR_EQUAL(dl_sym_pointer_base(bin(DL_BIN_ADD, n, r)), r);
	CU_ASSERT_PTR_EQUAL(dl_sym_pointer_base(bin(DL_BIN_ADD, n, a)), a);
	CU_ASSERT_PTR_EQUAL(dl_sym_pointer_base(dl_sym_container(syms, bin(DL_BIN_ADD, p, num(8)),
								 &ring, "list", 8)),
			    p);
	CU_ASSERT_EQUAL(dl_sym_pointer_base(bin(DL_BIN_MUL, p, n))->kind, DL_SYM_BIN);
	CU_ASSERT_PTR_EQUAL(dl_sym_strip(dl_sym_cast(syms, p, &byte)), p);
	CU_ASSERT_PTR_EQUAL(dl_sym_strip(n), n);
	symbols_end();
}

static void test_types(void)
{
	const struct dl_sym *r;

	symbols_begin();
	r = dl_sym_global(syms, "g");
	CU_ASSERT_PTR_NULL(r->type);
	CU_ASSERT_PTR_EQUAL(dl_sym_typed(r, &byte_type)->type, &byte_type);
	/* the first stays */
	CU_ASSERT_PTR_EQUAL(dl_sym_typed(r, &short_type)->type, &byte_type);
	CU_ASSERT_PTR_EQUAL(value_of(3)->type, &short_type);
	symbols_end();
}

/* ---- keys ---- */

static void test_keys(void)
{
	static const struct dl_record same_name = {.name = "struct ring", .size = 32};
	const struct dl_sym *one, *two, *element;

	symbols_begin();
	one = field(dl_sym_deref(syms, value_of(0)), &ring, "dma");
	two = field(dl_sym_deref(syms, value_of(1)), &ring, "dma");
	element = dl_sym_index(syms, one, value_of(2));
	CU_ASSERT_EQUAL(dl_loc_key(one), dl_loc_key(two));
	CU_ASSERT_EQUAL(dl_loc_key(one), dl_loc_key(element));
	CU_ASSERT_EQUAL(dl_loc_key(one), dl_field_key(&ring, "dma"));
	CU_ASSERT_NOT_EQUAL(dl_field_key(&ring, "dma"), dl_field_key(&ring, "len"));
	CU_ASSERT_NOT_EQUAL(dl_field_key(&ring, "dma"), dl_field_key(&desc, "dma"));
	CU_ASSERT_NOT_EQUAL(dl_field_key(&ring, "dma"), dl_field_key(&same_name, "dma"));
	CU_ASSERT_NOT_EQUAL(dl_field_key(NULL, NULL), 0);
	CU_ASSERT_EQUAL(dl_loc_key(place(0)), 0);
	CU_ASSERT_NOT_EQUAL(dl_var_key(&function, 0), dl_var_key(&function, 1));

	CU_ASSERT(dl_loc_is_local(place(0)));
	CU_ASSERT(dl_loc_is_local(field(dl_sym_index(syms, place(0), num(2)), &desc, "dma")));
	CU_ASSERT_FALSE(dl_loc_is_local(one));
	CU_ASSERT_FALSE(dl_loc_is_local(dl_sym_global(syms, "g")));
	symbols_end();
}

static void test_same_slot(void)
{
	const struct dl_sym *job, *other_job, *request, *reply, *places[7];
	struct property p = {0};

	symbols_begin();
	job = dl_sym_deref(syms, value_of(0));
	other_job = dl_sym_deref(syms, value_of(1));
	request = field(field(job, &ring, "request"), &desc, "list");
	reply = field(field(job, &ring, "reply"), &desc, "list");

	CU_ASSERT(dl_loc_same_slot(request, request));
	/* another base, another element: the same slot */
	CU_ASSERT(dl_loc_same_slot(request,
				   field(field(other_job, &ring, "request"), &desc, "list")));
	CU_ASSERT(dl_loc_same_slot(request, dl_sym_index(syms, request, num(3))));
	/* one field of two owners in one record, another field, another record: not */
	CU_ASSERT_FALSE(dl_loc_same_slot(request, reply));
	CU_ASSERT_FALSE(dl_loc_same_slot(request, field(request->a, &desc, "len")));
	CU_ASSERT_FALSE(dl_loc_same_slot(field(job, &ring, "list"), field(job, &desc, "list")));
	CU_ASSERT(dl_loc_same_slot(field(job, &desc, "list"), request));
	/* variables */
	CU_ASSERT(dl_loc_same_slot(dl_sym_index(syms, place(0), num(1)),
				   dl_sym_index(syms, place(0), num(2))));
	CU_ASSERT_FALSE(dl_loc_same_slot(place(0), place(1)));
	CU_ASSERT_FALSE(dl_loc_same_slot(place(0), request));
	/* nobody's slot depends on who asks */
	places[0] = request;
	places[1] = reply;
	places[2] = field(job, &ring, "list");
	places[3] = field(job, &desc, "list");
	places[4] = place(0);
	places[5] = dl_sym_index(syms, place(0), num(1));
	places[6] = dl_sym_global(syms, "g");
	for (uint32_t i = 0; i < 7; i++)
		for (uint32_t k = 0; k < 7; k++)
			PROPERTY(&p,
				 dl_loc_same_slot(places[i], places[k]) ==
					 dl_loc_same_slot(places[k], places[i]),
				 "%s and %s", sym_text(places[i]), sym_text(places[k]));
	property_end(&p, 49);
	symbols_end();
}

/* ---- text ---- */

static void test_print(void)
{
	static const struct dl_instr plain = {.op = DL_OP_CALL};
	const struct dl_sym *x, *args[2], *dma;

	symbols_begin();
	x = value_of(0);
	args[0] = x;
	args[1] = num(-3);
	dma = field(dl_sym_index(syms, field(dl_sym_deref(syms, x), &ring, "tx"), value_of(1)),
		    &desc, "dma");
	CU_ASSERT_STRING_EQUAL(sym_text(dma), "x->tx[y].dma");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_load(syms, dma, 2)), "x->tx[y].dma");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_addr(syms, place(1))), "&y");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_deref(syms, x)), "*x");
	CU_ASSERT_STRING_EQUAL(sym_text(bin(DL_BIN_MUL, bin(DL_BIN_ADD, x, num(1)), value_of(1))),
			       "y * (x + 1)");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_un(syms, DL_UN_NEG, x)), "-x");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_call(syms, NULL, "pure", args, 2)), "pure(x, -3)");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_result(syms, &sites[1], 0, false)), "map()");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_result(syms, &plain, 0, false)), "call()");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_str(syms, "text")), "\"text\"");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_global(syms, "name~2")), "name");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_container(syms, x, &ring, "list", 8)),
			       "container_of(x)");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_unknown(syms, &plain, 0)), "?");
	CU_ASSERT_STRING_EQUAL(sym_text(dl_sym_temp(syms, &function, 7)), "%7");
	symbols_end();
}

/* Deeper than any expression is nested nobody looks: what is there is not found, and becomes unknown. */
static void test_too_deep(void)
{
	const struct dl_sym *x, *deep;
	struct swap to_one;

	symbols_begin();
	x = deep = value_of(0);
	to_one = (struct swap){x, num(1), 0};
	for (int i = 0; i < 100; i++)
		deep = dl_sym_un(syms, DL_UN_NOT, deep);
	CU_ASSERT_FALSE(dl_sym_mentions(deep, x));
	CU_ASSERT(dl_sym_mentions(deep, deep->a->a));
	CU_ASSERT_EQUAL(dl_sym_replace(syms, deep, swap, &to_one)->kind, DL_SYM_UN);
	CU_ASSERT_EQUAL(to_one.met, 0);
	dl_syms_free(NULL);
	symbols_end();
}

DL_TEST_MAIN("engine_sym_query", DL_TEST(test_mentions), DL_TEST(test_derives),
	     DL_TEST(test_replace), DL_TEST(test_replace_evaluates), DL_TEST(test_roots),
	     DL_TEST(test_pointer_bases), DL_TEST(test_types), DL_TEST(test_keys),
	     DL_TEST(test_same_slot), DL_TEST(test_print), DL_TEST(test_too_deep))
