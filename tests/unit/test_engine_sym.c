/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Building symbols: whatever is folded or respelled comes to the same numbers as what was written,
 * and what is built alike is one symbol.
 */
#include "engine_fixture.h"

#define OPERATORS (DL_BIN_GE + 1)
#define MAX_TERMS 3000

/* An expression as it was written. */
struct expr {
	enum { CONSTANT, VARIABLE, BINARY, UNARY, CAST } kind;
	uint32_t op; /* operator; CAST: bytes, 0 for bool */
	int64_t num; /* CONSTANT; VARIABLE: which */
	const struct expr *a;
	const struct expr *b;
	const struct dl_sym *sym;
};

static const int64_t constants[] = {0, 1, -1, 2, 3, 255, 384};

/*
 * Values of x, y, u, s. None of s is negative: a conversion to an unsigned type of at least its
 * size is left out, as only a narrower one changes what a value can tell.
 */
static const int64_t assignments[][VARIABLES] = {
	{0, 0, 0, 0},	       {1, 0, 1, 1},	     {0, 1, 255, 32767},
	{-1, 2, 3, 300},       {3, 3, 128, 128},     {7, -5, 2, 2},
	{256, 255, 254, 0},    {-256, 1000, 4, 255}, {INT64_MAX, INT64_MIN, 7, 256},
	{INT64_MIN, -1, 8, 3},
};

#define ASSIGNMENTS (sizeof(assignments) / sizeof(assignments[0]))

static struct expr terms[MAX_TERMS];
static uint32_t leaf_count, term_count;

static struct expr *finished(struct expr *e)
{
	static const struct dl_type boolean = {.kind = DL_TYPE_BOOL, .size = 1};
	struct dl_type to = {.kind = DL_TYPE_INT, .size = e->op};

	switch (e->kind) {
	case CONSTANT:
		e->sym = num(e->num);
		break;
	case VARIABLE:
		e->sym = value_of((uint32_t)e->num);
		break;
	case BINARY:
		e->sym = bin(e->op, e->a->sym, e->b->sym);
		break;
	case UNARY:
		e->sym = dl_sym_un(syms, e->op, e->a->sym);
		break;
	case CAST:
		e->sym = dl_sym_cast(syms, e->a->sym, e->op ? &to : &boolean);
		break;
	}
	return e;
}

static bool written(const struct expr *e, const int64_t *values, int64_t *out)
{
	int64_t a, b;

	switch (e->kind) {
	case CONSTANT:
		*out = e->num;
		return true;
	case VARIABLE:
		*out = values[e->num];
		return true;
	case BINARY:
		return written(e->a, values, &a) && written(e->b, values, &b) &&
		       compute(e->op, a, b, out);
	case UNARY:
		if (!written(e->a, values, &a))
			return false;
		*out = compute_unary(e->op, a);
		return true;
	default:
		if (!written(e->a, values, &a))
			return false;
		*out = e->op ? compute_cast(a, e->op, false) : a != 0;
		return true;
	}
}

static void print_expr(const struct expr *e, struct dl_buf *out)
{
	switch (e->kind) {
	case CONSTANT:
		dl_buf_printf(out, "%lld", (long long)e->num);
		break;
	case VARIABLE:
		dl_buf_puts(out, variables[e->num].name);
		break;
	case BINARY:
		dl_buf_puts(out, "(");
		print_expr(e->a, out);
		dl_buf_printf(out, " %s ", dl_bin_name(e->op));
		print_expr(e->b, out);
		dl_buf_puts(out, ")");
		break;
	default:
		dl_buf_puts(out, e->kind == UNARY ? dl_un_name(e->op) : "");
		if (e->kind == CAST)
			dl_buf_printf(out, "(u%u)", e->op * 8);
		print_expr(e->a, out);
	}
}

static const char *expr_text(const struct expr *e)
{
	static char buf[400];
	struct dl_buf out = {0};

	print_expr(e, &out);
	snprintf(buf, sizeof(buf), "%s", out.data);
	dl_buf_free(&out);
	return buf;
}

/* The symbol comes to what was written, for each assignment. */
static void check_expr(struct property *p, const struct expr *e)
{
	for (uint32_t i = 0; i < ASSIGNMENTS; i++) {
		int64_t want, got;

		if (!written(e, assignments[i], &want))
			continue;
		PROPERTY(p, evaluate(e->sym, assignments[i], &got) && got == want,
			 "%s is %s, with x = %lld, y = %lld, u = %lld, s = %lld", expr_text(e),
			 sym_text(e->sym), (long long)assignments[i][0],
			 (long long)assignments[i][1], (long long)assignments[i][2],
			 (long long)assignments[i][3]);
	}
}

static void add_term(struct expr e)
{
	CU_ASSERT_FATAL(term_count < MAX_TERMS);
	terms[term_count] = e;
	finished(&terms[term_count++]);
}

/* Variables and constants, then every expression with one operator. */
static void make_terms(void)
{
	static const uint32_t widths[] = {0, 1, 2, 4, 8};

	leaf_count = term_count = 0;
	for (int64_t v = 0; v < VARIABLES; v++)
		add_term((struct expr){.kind = VARIABLE, .num = v});
	for (uint32_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		add_term((struct expr){.kind = CONSTANT, .num = constants[i]});
	leaf_count = term_count;
	for (uint32_t i = 0; i < leaf_count; i++) {
		for (uint32_t k = 0; k < leaf_count; k++)
			for (uint32_t op = 0; op < OPERATORS; op++)
				add_term((struct expr){
					.kind = BINARY, .op = op, .a = &terms[i], .b = &terms[k]});
		for (uint32_t op = 0; op <= DL_UN_LNOT; op++)
			add_term((struct expr){.kind = UNARY, .op = op, .a = &terms[i]});
		for (uint32_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++)
			add_term((struct expr){.kind = CAST, .op = widths[w], .a = &terms[i]});
	}
}

static void test_folding(void)
{
	struct property p = {0};

	symbols_begin();
	make_terms();
	for (uint32_t i = 0; i < term_count; i++)
		check_expr(&p, &terms[i]);
	property_end(&p, 10000);
	symbols_end();
}

/* Every expression of one operator, in another one. */
static void test_folding_nested(void)
{
	static const uint32_t widths[] = {0, 1, 2, 4, 8};
	struct property p = {0};

	symbols_begin();
	make_terms();
	for (uint32_t i = leaf_count; i < term_count; i++) {
		for (uint32_t k = 0; k < leaf_count; k++) {
			for (uint32_t op = 0; op < OPERATORS; op++) {
				struct expr left = {
					.kind = BINARY, .op = op, .a = &terms[i], .b = &terms[k]};
				struct expr right = {
					.kind = BINARY, .op = op, .a = &terms[k], .b = &terms[i]};

				check_expr(&p, finished(&left));
				check_expr(&p, finished(&right));
			}
		}
		for (uint32_t op = 0; op <= DL_UN_LNOT; op++)
			check_expr(&p, finished(&(struct expr){
					       .kind = UNARY, .op = op, .a = &terms[i]}));
		for (uint32_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++)
			check_expr(&p, finished(&(struct expr){
					       .kind = CAST, .op = widths[w], .a = &terms[i]}));
	}
	property_end(&p, 1000000);
	symbols_end();
}

static const struct expr *random_expr(uint64_t *seed, struct expr *room, uint32_t *used, int depth)
{
	struct expr *e;
	uint64_t kind = property_random(seed, 10);

	if (depth == 0)
		return &terms[property_random(seed, leaf_count)];
	e = &room[(*used)++];
	e->a = random_expr(seed, room, used, depth - 1);
	if (kind < 7) {
		e->kind = BINARY;
		e->op = (uint32_t)property_random(seed, OPERATORS);
		e->b = random_expr(seed, room, used, depth - 1);
	} else if (kind < 8) {
		e->kind = UNARY;
		e->op = (uint32_t)property_random(seed, DL_UN_LNOT + 1);
	} else {
		e->kind = CAST;
		e->op = 1u << property_random(seed, 4);
	}
	return finished(e);
}

static void test_folding_deep(void)
{
	struct property p = {0};
	uint64_t seed = 7;

	symbols_begin();
	make_terms();
	for (int round = 0; round < 20000; round++) {
		struct expr room[64] = {0};
		uint32_t used = 0;

		check_expr(&p, random_expr(&seed, room, &used, 2 + round % 3));
	}
	property_end(&p, 50000);
	symbols_end();
}

/* The ends of what a number can be, where arithmetic wraps. */
static void test_folding_at_the_ends(void)
{
	static const int64_t ends[] = {INT64_MIN, INT64_MIN + 1, -1,	   0, 1, 62, 63,
				       64,	  INT64_MAX - 1, INT64_MAX};
	struct property p = {0};

	symbols_begin();
	for (uint32_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		for (uint32_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
			for (uint32_t op = 0; op < OPERATORS; op++) {
				struct expr x = {.kind = VARIABLE, .num = 0}, a, b, inner, e;
				int64_t want;

				a = (struct expr){.kind = CONSTANT, .num = ends[i]};
				b = (struct expr){.kind = CONSTANT, .num = ends[k]};
				finished(&x);
				finished(&a);
				finished(&b);
				e = (struct expr){.kind = BINARY, .op = op, .a = &a, .b = &b};
				finished(&e);
				PROPERTY(&p,
					 (e.sym->kind == DL_SYM_INT) ==
						 compute(op, ends[i], ends[k], &want),
					 "%s is folded only where it has a value", expr_text(&e));
				check_expr(&p, &e);
				/* (x op a) +- b */
				inner = (struct expr){.kind = BINARY, .op = op, .a = &x, .b = &a};
				finished(&inner);
				for (uint32_t outer = DL_BIN_ADD; outer <= DL_BIN_SUB; outer++) {
					e = (struct expr){
						.kind = BINARY, .op = outer, .a = &inner, .b = &b};
					check_expr(&p, finished(&e));
				}
			}
		}
	}
	property_end(&p, 1000);
	symbols_end();
}

/* A conversion keeps the bits that it has room for. */
static void test_signed_casts(void)
{
	struct property p = {0};
	int64_t got;

	symbols_begin();
	make_terms();
	for (uint32_t i = 0; i < term_count; i++) {
		for (uint32_t size = 1; size <= 4; size *= 2) {
			struct dl_type to = {.kind = DL_TYPE_INT, .size = size, .is_signed = true};
			const struct dl_sym *sym = dl_sym_cast(syms, terms[i].sym, &to);

			for (uint32_t k = 0; k < ASSIGNMENTS; k++) {
				int64_t want;

				if (!written(&terms[i], assignments[k], &want))
					continue;
				PROPERTY(&p,
					 evaluate(sym, assignments[k], &got) &&
						 compute_cast(got, size, false) ==
							 compute_cast(want, size, false),
					 "(s%u)%s is %s", size * 8, expr_text(&terms[i]),
					 sym_text(sym));
			}
		}
	}
	CU_ASSERT(dl_sym_const(
		dl_sym_cast(syms, num(200),
			    &(struct dl_type){.kind = DL_TYPE_INT, .size = 1, .is_signed = true}),
		&got));
	CU_ASSERT_EQUAL(got, -56);
	property_end(&p, 10000);
	symbols_end();
}

/* ---- one spelling ---- */

static void test_sides_do_not_matter(void)
{
	static const enum dl_bin mirror[][2] = {
		{DL_BIN_ADD, DL_BIN_ADD}, {DL_BIN_MUL, DL_BIN_MUL}, {DL_BIN_AND, DL_BIN_AND},
		{DL_BIN_OR, DL_BIN_OR},	  {DL_BIN_XOR, DL_BIN_XOR}, {DL_BIN_EQ, DL_BIN_EQ},
		{DL_BIN_NE, DL_BIN_NE},
	};
	static const enum dl_bin ordered[][2] = {
		{DL_BIN_LT, DL_BIN_GT},
		{DL_BIN_LE, DL_BIN_GE},
		{DL_BIN_GT, DL_BIN_LT},
		{DL_BIN_GE, DL_BIN_LE},
	};
	struct property p = {0};

	symbols_begin();
	make_terms();
	for (uint32_t i = 0; i < term_count; i++)
		for (uint32_t k = 0; k < term_count; k += 7)
			for (uint32_t o = 0; o < sizeof(mirror) / sizeof(mirror[0]); o++)
				PROPERTY(&p,
					 bin(mirror[o][0], terms[i].sym, terms[k].sym) ==
						 bin(mirror[o][1], terms[k].sym, terms[i].sym),
					 "%s %s %s", sym_text(terms[i].sym),
					 dl_bin_name(mirror[o][0]), sym_text(terms[k].sym));
	/* 5 < x is x > 5 */
	for (uint32_t i = 0; i < term_count; i++)
		for (uint32_t o = 0; o < sizeof(ordered) / sizeof(ordered[0]); o++)
			PROPERTY(&p,
				 bin(ordered[o][0], num(5), terms[i].sym) ==
					 bin(ordered[o][1], terms[i].sym, num(5)),
				 "5 %s %s", dl_bin_name(ordered[o][0]), sym_text(terms[i].sym));
	property_end(&p, 500000);
	symbols_end();
}

static void test_conditions_have_one_spelling(void)
{
	static const struct dl_type boolean = {.kind = DL_TYPE_BOOL, .size = 1};
	static const struct dl_type byte = {.kind = DL_TYPE_INT, .size = 1};
	struct property p = {0};

	symbols_begin();
	make_terms();
	for (uint32_t i = 0; i < term_count; i++) {
		const struct dl_sym *t = terms[i].sym, *no = dl_sym_un(syms, DL_UN_LNOT, t), *yes;

		yes = dl_sym_un(syms, DL_UN_LNOT, no);
		PROPERTY(&p, no == bin(DL_BIN_EQ, t, num(0)), "!%s", sym_text(t));
		PROPERTY(&p, yes == bin(DL_BIN_NE, t, num(0)), "!!%s", sym_text(t));
		PROPERTY(&p, yes == dl_sym_cast(syms, t, &boolean), "(bool)%s", sym_text(t));
		PROPERTY(&p, no == dl_sym_un(syms, DL_UN_LNOT, yes), "!!!%s", sym_text(t));
		PROPERTY(&p, yes == bin(DL_BIN_NE, yes, num(0)), "(%s) != 0", sym_text(yes));
		PROPERTY(&p, yes == bin(DL_BIN_EQ, yes, num(1)), "(%s) == 1", sym_text(yes));
		PROPERTY(&p, no == bin(DL_BIN_EQ, yes, num(0)), "(%s) == 0", sym_text(yes));
		PROPERTY(&p, no == bin(DL_BIN_NE, yes, num(1)), "(%s) != 1", sym_text(yes));
		PROPERTY(&p, yes == dl_sym_cast(syms, yes, &byte), "(u8)(%s)", sym_text(yes));
	}
	property_end(&p, 15000);
	symbols_end();
}

static void test_sums_of_constants(void)
{
	struct property p = {0};

	symbols_begin();
	for (int64_t a = -4; a <= 4; a++) {
		for (int64_t b = -4; b <= 4; b++) {
			const struct dl_sym *x = value_of(0),
					    *plus = bin(DL_BIN_ADD, x, num(a + b));

			PROPERTY(&p,
				 bin(DL_BIN_ADD, bin(DL_BIN_ADD, x, num(a)), num(b)) == plus ||
					 b == 0,
				 "x + %d + %d", (int)a, (int)b);
			PROPERTY(&p,
				 a == 0 || b == 0 ||
					 bin(DL_BIN_SUB, bin(DL_BIN_ADD, x, num(a)), num(-b)) ==
						 plus,
				 "x + %d - %d", (int)a, (int)-b);
			PROPERTY(&p,
				 a == 0 || b == 0 ||
					 bin(DL_BIN_ADD, bin(DL_BIN_SUB, x, num(-a)), num(b)) ==
						 plus,
				 "x - %d + %d", (int)-a, (int)b);
		}
	}
	property_end(&p, 200);
	symbols_end();
}

/* ---- identity ---- */

static const struct dl_instr sites[2] = {{.op = DL_OP_CALL}, {.op = DL_OP_CALL}};
static const struct dl_record records[2] = {{.name = "struct a"}, {.name = "struct b"}};

#define DISTINCT 45

/* Symbols that differ in one respect each. */
static uint32_t build_distinct(const struct dl_sym **out)
{
	static const char *const names[] = {"p", "q"};
	static const struct dl_func other = {
		.name = "g", .var_count = VARIABLES, .vars = variables};
	static const struct dl_type types[] = {
		{.kind = DL_TYPE_INT, .size = 2},
		{.kind = DL_TYPE_INT, .size = 2, .is_signed = true},
		{.kind = DL_TYPE_INT, .size = 1},
	};
	const struct dl_sym *x = value_of(0), *y = value_of(1), *xy[] = {x, y}, *yx[] = {y, x};
	uint32_t n = 0;

	for (int64_t i = 0; i < 2; i++) {
		out[n++] = num(i);
		out[n++] = dl_sym_str(syms, names[i]);
		out[n++] = dl_sym_func(syms, names[i]);
		out[n++] = dl_sym_global(syms, names[i]);
		out[n++] = dl_sym_literal(syms, names[i]);
		out[n++] = place((uint32_t)i);
		out[n++] = dl_sym_addr(syms, place((uint32_t)i));
		out[n++] = dl_sym_load(syms, place((uint32_t)i), 0);
		out[n++] = dl_sym_load(syms, place((uint32_t)i), 1);
		out[n++] = dl_sym_phi(syms, place((uint32_t)i), 0);
		out[n++] = dl_sym_phi(syms, place((uint32_t)i), 1);
		out[n++] = dl_sym_result(syms, &sites[i], DL_RESULT_VALUE, false);
		out[n++] = dl_sym_result(syms, &sites[i], DL_RESULT_VALUE, true);
		out[n++] = dl_sym_unknown(syms, &sites[i], 0);
		out[n++] = dl_sym_deref(syms, i ? x : y);
		out[n++] = dl_sym_field(syms, dl_sym_deref(syms, x), &records[i], names[0], 8);
		out[n++] = dl_sym_container(syms, x, &records[i], names[0], 8);
		out[n++] = dl_sym_index(syms, dl_sym_deref(syms, x), i ? x : y);
		out[n++] = dl_sym_call(syms, NULL, names[i], xy, 2);
	}
	out[n++] = dl_sym_result(syms, &sites[0], DL_RESULT_HANDLE, false);
	out[n++] = dl_sym_unknown(syms, &sites[0], 1);
	out[n++] = dl_sym_var(syms, &other, 0);
	out[n++] = dl_sym_field(syms, dl_sym_deref(syms, x), &records[0], names[1], 8);
	for (uint32_t i = 0; i < 3; i++)
		out[n++] = dl_sym_cast(syms, x, &types[i]);
	out[n++] = dl_sym_call(syms, NULL, names[0], xy, 1);
	out[n++] = dl_sym_call(syms, NULL, names[0], yx, 2);
	return n;
}

static void test_one_symbol_for_what_is_alike(void)
{
	const struct dl_sym *first[DISTINCT + 4], *second[DISTINCT + 4];
	struct property p = {0};
	uint32_t n;

	symbols_begin();
	n = build_distinct(first);
	CU_ASSERT_EQUAL(n, DISTINCT + 2);
	build_distinct(second);
	for (uint32_t i = 0; i < n; i++) {
		PROPERTY(&p, first[i] == second[i], "%s is built twice", sym_text(first[i]));
		for (uint32_t k = 0; k < i; k++) {
			PROPERTY(&p, first[i] != first[k], "%s and %s (%u, %u) are one",
				 sym_text(first[i]), sym_text(first[k]), i, k);
			PROPERTY(&p, first[i]->id != first[k]->id, "ids of %u and %u", i, k);
		}
	}
	property_end(&p, 1000);
	symbols_end();
}

/* A table that has grown still finds what was there before. */
static void test_many_symbols(void)
{
	const struct dl_sym *first[5000];
	struct property p = {0};

	symbols_begin();
	for (int64_t i = 0; i < 5000; i++)
		first[i] = bin(DL_BIN_MUL, value_of(0), num(i + 2));
	for (int64_t i = 0; i < 5000; i++)
		PROPERTY(&p, first[i] == bin(DL_BIN_MUL, value_of(0), num(i + 2)), "x * %d",
			 (int)i + 2);
	property_end(&p, 5000);
	symbols_end();
}

static void test_places_and_addresses(void)
{
	const struct dl_sym *p, *inner, *member;

	symbols_begin();
	p = value_of(0);
	inner = dl_sym_field(syms, dl_sym_deref(syms, p), &records[0], "f", 8);
	CU_ASSERT_PTR_EQUAL(dl_sym_addr(syms, dl_sym_deref(syms, p)), p);
	CU_ASSERT_PTR_EQUAL(dl_sym_deref(syms, dl_sym_addr(syms, place(1))), place(1));
	/* container_of(&p->f, struct a, f) is p, and container_of(p, struct a, f)->f is *p */
	CU_ASSERT_PTR_EQUAL(dl_sym_container(syms, dl_sym_addr(syms, inner), &records[0], "f", 8),
			    p);
	CU_ASSERT_PTR_NOT_EQUAL(
		dl_sym_container(syms, dl_sym_addr(syms, inner), &records[0], "g", 8), p);
	CU_ASSERT_PTR_NOT_EQUAL(
		dl_sym_container(syms, dl_sym_addr(syms, inner), &records[1], "f", 8), p);
	member = dl_sym_deref(syms, dl_sym_container(syms, p, &records[0], "f", 8));
	CU_ASSERT_PTR_EQUAL(dl_sym_field(syms, member, &records[0], "f", 8), dl_sym_deref(syms, p));
	CU_ASSERT_PTR_NOT_EQUAL(dl_sym_field(syms, member, &records[0], "g", 0),
				dl_sym_deref(syms, p));
	CU_ASSERT_PTR_NOT_EQUAL(dl_sym_field(syms, member, &records[1], "f", 8),
				dl_sym_deref(syms, p));
	CU_ASSERT_PTR_EQUAL(dl_sym_container(syms, p, NULL, NULL, 0), p);
	CU_ASSERT_PTR_NOT_EQUAL(dl_sym_container(syms, p, NULL, NULL, 4), p);
	/* p[0] is *p; a[0] is not a, nor p[1] *p */
	CU_ASSERT_PTR_EQUAL(dl_sym_index(syms, dl_sym_deref(syms, p), num(0)),
			    dl_sym_deref(syms, p));
	CU_ASSERT_PTR_NOT_EQUAL(dl_sym_index(syms, dl_sym_deref(syms, p), num(1)),
				dl_sym_deref(syms, p));
	CU_ASSERT_PTR_NOT_EQUAL(dl_sym_index(syms, place(0), num(0)), place(0));
	symbols_end();
}

/* Nothing is known of a value of unknown origin, not even that two look-ups give the same. */
static void test_unknown_is_not_itself(void)
{
	const struct dl_sym *u;

	symbols_begin();
	u = dl_sym_unknown(syms, &sites[0], 0);
	for (uint32_t op = 0; op < OPERATORS; op++)
		CU_ASSERT_EQUAL(bin(op, u, u)->kind, DL_SYM_BIN);
	CU_ASSERT_EQUAL(bin(DL_BIN_EQ, value_of(0), value_of(0))->kind, DL_SYM_INT);
	symbols_end();
}

static void test_addresses_are_not_null(void)
{
	int64_t truth = -1;

	symbols_begin();
	CU_ASSERT(dl_sym_const(dl_sym_un(syms, DL_UN_LNOT, dl_sym_addr(syms, place(0))), &truth));
	CU_ASSERT_EQUAL(truth, 0);
	CU_ASSERT(dl_sym_const(dl_sym_un(syms, DL_UN_LNOT, dl_sym_func(syms, "f")), &truth));
	CU_ASSERT(dl_sym_const(dl_sym_un(syms, DL_UN_LNOT, dl_sym_str(syms, "s")), &truth));
	CU_ASSERT_FALSE(dl_sym_const(dl_sym_un(syms, DL_UN_LNOT, value_of(0)), &truth));
	symbols_end();
}

/* What an operation leaves as it is stays that symbol, not another one of the same value. */
static void test_nothing_to_do_is_no_operation(void)
{
	static const enum dl_bin with_zero[] = {DL_BIN_ADD, DL_BIN_SUB, DL_BIN_OR,
						DL_BIN_XOR, DL_BIN_SHL, DL_BIN_SHR};
	const struct dl_sym *x;

	symbols_begin();
	x = value_of(0);
	for (size_t i = 0; i < sizeof(with_zero) / sizeof(with_zero[0]); i++)
		CU_ASSERT_PTR_EQUAL(bin(with_zero[i], x, num(0)), x);
	CU_ASSERT_PTR_EQUAL(bin(DL_BIN_MUL, x, num(1)), x);
	CU_ASSERT_PTR_EQUAL(bin(DL_BIN_DIV, x, num(1)), x);
	CU_ASSERT_PTR_NOT_EQUAL(bin(DL_BIN_AND, x, num(0)), x);
	CU_ASSERT_PTR_NOT_EQUAL(bin(DL_BIN_ADD, x, num(1)), x);
	symbols_end();
}

static void test_flags_that_were_just_set(void)
{
	const struct dl_sym *x;

	symbols_begin();
	x = value_of(0);
	CU_ASSERT_PTR_EQUAL(bin(DL_BIN_AND, bin(DL_BIN_OR, x, num(6)), num(2)), num(2));
	CU_ASSERT_PTR_EQUAL(bin(DL_BIN_AND, bin(DL_BIN_AND, x, num(5)), num(2)), num(0));
	CU_ASSERT_PTR_EQUAL(bin(DL_BIN_AND, bin(DL_BIN_OR, x, num(4)), num(2)),
			    bin(DL_BIN_AND, x, num(2)));
	/* some of the bits asked for were set, some not */
	CU_ASSERT_EQUAL(bin(DL_BIN_AND, bin(DL_BIN_OR, x, num(6)), num(3))->kind, DL_SYM_BIN);
	symbols_end();
}

/* A conversion is a symbol of its own only where it may cut something off. */
static void test_conversions_that_cut_nothing(void)
{
	static const struct dl_type boolean = {.kind = DL_TYPE_BOOL, .size = 1};
	static const struct dl_type pointer = {.kind = DL_TYPE_PTR, .size = 4};
	const struct dl_sym *x, *less, *byte;

	symbols_begin();
	x = value_of(0);
	less = bin(DL_BIN_LT, x, value_of(1));
	byte = dl_sym_cast(syms, x, &byte_type);
	CU_ASSERT_PTR_EQUAL(dl_sym_cast(syms, x, NULL), x);
	CU_ASSERT_PTR_EQUAL(dl_sym_cast(syms, x, &pointer), x);
	CU_ASSERT_PTR_EQUAL(dl_sym_cast(syms, less, &boolean), less);
	CU_ASSERT_PTR_EQUAL(dl_sym_cast(syms, less, &byte_type), less);
	CU_ASSERT_EQUAL(byte->kind, DL_SYM_CAST);
	CU_ASSERT_PTR_EQUAL(dl_sym_cast(syms, byte, &short_type), byte);
	CU_ASSERT_PTR_EQUAL(dl_sym_un(syms, DL_UN_LNOT, less), bin(DL_BIN_GE, x, value_of(1)));
	symbols_end();
}

DL_TEST_MAIN("engine_sym", DL_TEST(test_folding), DL_TEST(test_folding_nested),
	     DL_TEST(test_folding_deep), DL_TEST(test_folding_at_the_ends),
	     DL_TEST(test_signed_casts), DL_TEST(test_sides_do_not_matter),
	     DL_TEST(test_conditions_have_one_spelling), DL_TEST(test_sums_of_constants),
	     DL_TEST(test_one_symbol_for_what_is_alike), DL_TEST(test_many_symbols),
	     DL_TEST(test_places_and_addresses), DL_TEST(test_unknown_is_not_itself),
	     DL_TEST(test_addresses_are_not_null),
	     DL_TEST(test_nothing_to_do_is_no_operation), DL_TEST(test_flags_that_were_just_set),
	     DL_TEST(test_conversions_that_cut_nothing))
