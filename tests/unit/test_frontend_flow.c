/* SPDX-License-Identifier: Apache-2.0 */
/* Control flow: branches, loops, switch, goto, cleanup scopes, inline assembly. */
#include "frontend_helper.h"

static const struct dl_func *func(struct lowered *l, const char *name)
{
	return dl_unit_find_func(l->result.unit, name);
}

/* Calls met on the way when every branch goes to target @side; stops at a block seen before. */
static const char *walk(struct lowered *l, const char *name, unsigned int side)
{
	const struct dl_func *f = func(l, name);
	static char out[512];
	uint32_t b = 0;

	out[0] = '\0';
	for (unsigned int hops = 0; hops < 50; hops++) {
		const struct dl_block *block = &f->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *instr = &block->instrs[i];

			if (instr->op != DL_OP_CALL || !instr->callee)
				continue;
			strcat(out, instr->callee);
			strcat(out, " ");
		}
		if (block->term.target_count == 0)
			return out;
		b = block->term.targets[side < block->term.target_count ? side : 0];
	}
	return "endless";
}

static void test_short_circuits_branch_directly(void)
{
	struct lowered l = lower(
		"void a(void); void b(void);\n"
		"void f(int x, int y, struct priv *p) { if (unlikely(!x || (y && cond()))) a(); else if (likely(p)) b(); }");

	CU_ASSERT(lacks(&l, "f", "logical"));
	CU_ASSERT(lacks(&l, "f", "!("));
	CU_ASSERT_EQUAL(count(&l, "f", "br %"), 4);
	CU_ASSERT(IN_ORDER(&l, "f", "load x", "br %0 ? b1 : b", "load y", "br %1 ? b2", "call cond()"));
	lowered_free(&l);
}

static void test_logical_values(void)
{
	struct lowered l = lower(
		"int f(int a, int b) { int x = a && b; int y = !!a; int z = !!(a == b); int w = !a; return x + y + z + w; }");

	CU_ASSERT(IN_ORDER(&l, "f", "store logical.1 = 1", "store logical.1 = 0", "load logical.1", "store x ="));
	CU_ASSERT(IN_ORDER(&l, "f", "!= 0", "store y"));
	CU_ASSERT(IN_ORDER(&l, "f", "==", "store z"));
	CU_ASSERT_EQUAL(count(&l, "f", "!= 0"), 1);
	CU_ASSERT_EQUAL(count(&l, "f", "!("), 1);
	lowered_free(&l);
}

static void test_conditionals(void)
{
	struct lowered l = lower(
		"int f(int a, int b) { return a ? cond() : b; }\n"
		"int g(int a) { return cond() ?: a; }\n"
		"void h(int a) { a ? use(1) : use(2); }\n"
		"int k(int a, int b, int c) { if (a ? b : c) return 1; return 0; }");

	CU_ASSERT(IN_ORDER(&l, "f", "br %0", "call cond()", "store cond.1", "load b", "store cond.1",
			   "load cond.1", "return"));
	/* the common operand is computed once */
	CU_ASSERT_EQUAL(count(&l, "g", "call cond()"), 1);
	CU_ASSERT(IN_ORDER(&l, "g", "br %0", "store cond.1 = %0"));
	CU_ASSERT(lacks(&l, "h", "cond.1"));
	CU_ASSERT(lacks(&l, "k", "cond.1"));
	CU_ASSERT_EQUAL(count(&l, "k", "br %"), 3);
	lowered_free(&l);
}

static void test_constant_branches_vanish(void)
{
	struct lowered l = lower(
		"#define IS_ENABLED(x) (x)\n"
		"void f(int n) { if (IS_ENABLED(0) && n) use(1); if (IS_ENABLED(1) || n) use(2); if (__builtin_constant_p(n) && n > 3) use(3);\n"
		"	if (0) { out: use(4); return; } if (n) goto out; }");

	CU_ASSERT(lacks(&l, "f", "use(1"));
	CU_ASSERT(has(&l, "f", "use(2"));
	CU_ASSERT(lacks(&l, "f", "use(3"));
	/* reached through its label all the same */
	CU_ASSERT(has(&l, "f", "use(4"));
	CU_ASSERT_EQUAL(count(&l, "f", "br %"), 1);
	lowered_free(&l);
}

static void test_warn_on_keeps_the_value(void)
{
	struct lowered l = lower(
		"int f(struct device *d, dma_addr_t a) { if (WARN_ON(dma_mapping_error(d, a))) return 1; return 0; }");

	CU_ASSERT(IN_ORDER(&l, "f", "%2 = call dma_mapping_error(%0, %1)", "%3 = %2 != 0", "store __ret = %3",
			   "asm(", "load __ret", "br %", "return 1", "return 0"));
	CU_ASSERT_EQUAL(degraded(&l, "f"), 0);
	lowered_free(&l);
}

static void test_loops(void)
{
	struct lowered l = lower(
		"void step(void); void body(void); void after(void);\n"
		"void f(int n) { while (n) { if (cond()) continue; if (n == 2) break; body(); } after(); }\n"
		"void g(int n) { for (int i = 0; i < n; i++) { if (cond()) continue; body(); } after(); }\n"
		"void h(int n) { do { body(); if (cond()) continue; step(); } while (--n); after(); }\n"
		"void k(void) { do { body(); } while (0); after(); }");

	CU_ASSERT_STRING_EQUAL(walk(&l, "f", 1), "after ");
	CU_ASSERT_STRING_EQUAL(walk(&l, "g", 1), "after ");
	CU_ASSERT(has(&l, "g", "store i = 0"));
	CU_ASSERT_EQUAL(count(&l, "g", "store i ="), 2);
	CU_ASSERT_STRING_EQUAL(walk(&l, "h", 1), "body cond step after ");
	CU_ASSERT_STRING_EQUAL(walk(&l, "k", 0), "body after ");
	CU_ASSERT_EQUAL(func(&l, "k")->block_count, 1);
	lowered_free(&l);
}

static void test_for_with_parts_missing(void)
{
	struct lowered l = lower(
		"#define each(i, n) for (; i < n; )\n"
		"void body(void); void inc(void);\n"
		"void f1(int i) { for (; cond(); ) body(); }\n"
		"void f2(int i) { for (;; inc()) { if (i) break; body(); } }\n"
		"void f3(int i) { for (inc();;) { if (i) break; body(); } }\n"
		"void f4(int i) { for (inc(); cond(); ) body(); }\n"
		"void f5(int i) { for (; cond(); inc()) body(); }\n"
		"void f6(int i) { for (inc(); ; inc()) { if (i) break; body(); } }\n"
		"void f7(int i) { for (;;) { if (i) break; } }\n"
		"void f8(int i) { each(i, 3) body(); }\n"
		"void f9(int i) { for ( /* ; */ ; cond(';', \"x;)\") ; ) body(); }");

	CU_ASSERT(IN_ORDER(&l, "f1", "call cond()", "br %0", "call body()"));
	CU_ASSERT(IN_ORDER(&l, "f2", "load i", "br %", "call body()", "call inc()"));
	CU_ASSERT(lacks(&l, "f2", "= call inc"));
	CU_ASSERT(IN_ORDER(&l, "f3", "call inc()", "load i"));
	CU_ASSERT(IN_ORDER(&l, "f4", "call inc()", "= call cond()", "call body()"));
	CU_ASSERT(IN_ORDER(&l, "f5", "= call cond()", "call body()", "call inc()"));
	CU_ASSERT_EQUAL(count(&l, "f6", "call inc()"), 2);
	CU_ASSERT(IN_ORDER(&l, "f7", "load i", "br %", "return"));
	CU_ASSERT(IN_ORDER(&l, "f8", "load i", "< 3", "br %"));
	CU_ASSERT(IN_ORDER(&l, "f9", "= call cond(", "br %", "call body()"));
	lowered_free(&l);
}

static void test_switch(void)
{
	struct lowered l = lower(
		"int f(int z) { switch (z) { case 1: use(1); case 2 ... 4: use(2); break; { case 9: use(9); } default: use(5); break; case 7: return 7; } return 0; }\n"
		"void g(int z) { switch (z) { case -1: use(1); } use(2); }\n"
		"void h(int z, int y) { switch (z) { default: switch (y) { case 1: use(1); break; } use(3); } }");
	const struct dl_func *f = func(&l, "f");
	const struct dl_term *term = &f->blocks[0].term;

	CU_ASSERT_EQUAL_FATAL(term->kind, DL_TERM_SWITCH);
	CU_ASSERT_EQUAL(term->case_count, 4);
	CU_ASSERT_EQUAL(term->target_count, 5);
	CU_ASSERT_EQUAL(term->cases[1].low, 2);
	CU_ASSERT_EQUAL(term->cases[1].high, 4);
	CU_ASSERT_STRING_EQUAL(walk(&l, "f", 0), "use use ");	/* falls through 1 into 2 */
	CU_ASSERT_STRING_EQUAL(walk(&l, "f", 2), "use use ");	/* 9 into default */
	CU_ASSERT_STRING_EQUAL(walk(&l, "f", 3), "");
	CU_ASSERT_EQUAL(func(&l, "g")->blocks[0].term.cases[0].low, -1);
	CU_ASSERT_STRING_EQUAL(walk(&l, "g", 1), "use ");
	CU_ASSERT_STRING_EQUAL(walk(&l, "h", 0), "use use ");
	lowered_free(&l);
}

static void test_goto(void)
{
	struct lowered l = lower(
		"void undo1(void); void undo2(void);\n"
		"int f(void) { if (cond()) goto err1; if (cond()) goto err2; return 0; err2: undo2(); err1: undo1(); return -1; }\n"
		"void g(int n) { again: if (n--) goto again; }\n"
		"void h(int n) { void *t[] = { &&a, &&b }; goto *t[n]; a: use(1); return; b: use(2); return; c: use(3); }");

	CU_ASSERT_STRING_EQUAL(walk(&l, "f", 0), "cond undo1 ");
	CU_ASSERT_STRING_EQUAL(walk(&l, "f", 1), "cond cond ");
	CU_ASSERT_STRING_EQUAL(walk(&l, "g", 1), "");
	CU_ASSERT_STRING_EQUAL(walk(&l, "h", 0), "use ");
	CU_ASSERT(has(&l, "h", "use(2"));
	/* its address is not taken and nothing falls into it */
	CU_ASSERT(lacks(&l, "h", "use(3"));
	lowered_free(&l);
}

static void test_statement_expressions(void)
{
	struct lowered l = lower(
		"int f(int a) { return ({ int q = a; if (q) goto out; q + 1; }); out: return 3; }\n"
		"int g(int a) { if (({ use(1); a > 2; })) return 1; return 0; }\n"
		"void h(void) { ({ use(1); }); }");

	CU_ASSERT(IN_ORDER(&l, "f", "store q", "br %", "return 3", "load q", "+ 1", "return"));
	CU_ASSERT(IN_ORDER(&l, "g", "call use(1", "load a", "> 2", "br %"));
	CU_ASSERT(has(&l, "h", "call use(1"));
	lowered_free(&l);
}

/* A header is missing and a record with it: its member is no variable of this function. */
static void test_member_of_unknown_record(void)
{
	struct lowered l = lower("struct u { struct missing *m; };\n"
				 "void f(struct u *u) { consume(&u->m->data + 1); consume(&u->m->data); }\n");

	CU_ASSERT(has(&l, "f", "call consume("));
	CU_ASSERT(lacks(&l, "f", "addr value"));
	lowered_free(&l);
}

static bool is_pure(struct lowered *l, const char *name)
{
	const char *call, *end;
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "call %s(", name);
	call = strstr(ir_of(l, "f"), wanted);
	CU_ASSERT_PTR_NOT_NULL_FATAL(call);
	end = strchr(call, '\n');
	return memmem(call, (size_t)(end - call), ") pure", 6) != NULL;
}

/* An inline function that gets numbers and pointers to const gives nothing but an answer. */
static void test_pure(void)
{
	struct lowered l = lower(
		"static inline int kind(const struct ring *r, u32 n) { return r->f1 == n; }\n"
		"static inline bool odd(u32 n) { return n & 1; }\n"
		"static inline int takes(struct ring *r) { return r->f1++; }\n"
		"static inline int reads(const volatile u32 *p) { return *p; }\n"
		"static inline int now(void) { return cond(); }\n"
		"static inline void says(u32 n) { use(n); }\n"
		"static inline int prints(const char *f, ...) { return f[0]; }\n"
		"int outside(u32 n);\n"
		"int f(struct ring *r, u32 n)\n"
		"{ says(n); return kind(r, n) + odd(n) + takes(r) + reads(&n) + now() + prints(\"x\") + outside(n); }\n");

	for (const char *const *name = (const char *const[]){"kind", "odd", NULL}; *name; name++)
		CU_ASSERT(is_pure(&l, *name));
	for (const char *const *name = (const char *const[]){"takes", "reads", "now", "says", "prints",
							      "outside", NULL}; *name; name++)
		CU_ASSERT_FALSE(is_pure(&l, *name));
	lowered_free(&l);
}

static void test_noreturn(void)
{
	struct lowered l = lower(
		"_Noreturn void die(void);\n"
		"void f(int n) { if (n) panic(); use(1); }\n"
		"void g(int n) { if (n) __builtin_unreachable(); use(1); }\n"
		"void h(void) { die(); use(1); }");

	CU_ASSERT(IN_ORDER(&l, "f", "call panic() noreturn", "unreachable"));
	CU_ASSERT(has(&l, "f", "call use(1"));
	CU_ASSERT(has(&l, "g", "unreachable"));
	CU_ASSERT(lacks(&l, "h", "use"));
	lowered_free(&l);
}

#define CLEANUP_TEXT                                                                  \
	"void put(void **); void unlock(void *); int take(void);\n"                    \
	"#define __free(x) __attribute__((__cleanup__(x)))\n"                         \
	"#define PASTE(a, b) a##b\n"                                                  \
	"#define guard() int PASTE(g, 1) __attribute__((cleanup(unlock))) = take()\n"

static void test_cleanup_at_every_exit(void)
{
	struct lowered l = lower(CLEANUP_TEXT
		"int f(int n) { void *p __free(put) = get(); guard(); if (n) return cond(); use(1); return 0; }\n"
		"void g(int n) { { guard(); use(1); } use(2); }\n"
		"void h(int n) { while (n--) { void *p __free(put) = get(); if (n == 3) continue; if (n == 2) break; use(1); } use(2); }\n"
		"void k(int n) { { void *p __free(put) = get(); if (n) goto out; use(1); } use(2); out: use(3); }\n"
		"void m(int n) { void *p __free(put) = get(); if (n) goto out; use(1); out: use(3); }");

	/* innermost first, after the return value was computed */
	CU_ASSERT(IN_ORDER(&l, "f", "call cond()", "addr g1", "call unlock(", "addr p", "call put(", "return %"));
	CU_ASSERT_EQUAL(count(&l, "f", "call unlock("), 2);
	CU_ASSERT_EQUAL(count(&l, "f", "call put("), 2);
	CU_ASSERT_STRING_EQUAL(walk(&l, "g", 0), "take use unlock use ");
	CU_ASSERT_EQUAL(count(&l, "h", "call put("), 3);
	CU_ASSERT_STRING_EQUAL(walk(&l, "k", 0), "get put use ");
	CU_ASSERT_STRING_EQUAL(walk(&l, "k", 1), "get use put use use ");
	/* the label lies inside the scope */
	CU_ASSERT_STRING_EQUAL(walk(&l, "m", 0), "get use put ");
	CU_ASSERT_EQUAL(count(&l, "m", "call put("), 1);
	lowered_free(&l);
}

static void test_scoped_guard(void)
{
	struct lowered l = lower(CLEANUP_TEXT
		"static const bool conditional = 0;\n"
		"#define scoped_guard() for (int *s __attribute__((cleanup(unlock))) = get(), *done = NULL; "
		"	s || !conditional; ({ goto end; })) if (0) { end: break; } else\n"
		"int f(int n) { scoped_guard() { if (n) return 1; use(1); } use(2); return 0; }");

	CU_ASSERT_STRING_EQUAL(walk(&l, "f", 0), "get unlock ");
	CU_ASSERT_STRING_EQUAL(walk(&l, "f", 1), "get use unlock use ");
	CU_ASSERT_EQUAL(count(&l, "f", "call unlock("), 2);
	lowered_free(&l);
}

static void test_inline_assembly(void)
{
	struct lowered l = lower(
		"void f(struct priv *p, int n, int in) { __asm__ volatile(\"x %0\" : \"=r\"(n), \"+m\"(p->dma) : \"r\"(in) : \"memory\"); use(n); }");

	CU_ASSERT(IN_ORDER(&l, "f", "addr n", "addr p->dma", "load in", "asm(", "unknown", "store n = %",
			   "unknown", "store p->dma = %"));
	CU_ASSERT(lacks(&l, "f", "store in"));
	CU_ASSERT_EQUAL(degraded(&l, "f"), 0);
	lowered_free(&l);
}

static const char barriers[] =
	"#define barrier() __asm__ __volatile__(\"\": : :\"memory\")\n"
	"#define mb() asm volatile(\"mfence\" : /* out: none */ :: \"cc\", \"memory\")\n"
	"#define dmb(opt) asm volatile(\"dmb \" #opt : : : \"memory\")\n"
	"#define dma_wmb() do { dmb(oshst); } while (0)\n"
	"#define xchg(p, v) ({ u32 __r = (v); asm volatile(\"xchg %0, %1\" : \"+r\" (__r), "
	"	\"+m\" (*(p)) : : \"memory\"); __r; })\n";

static void test_fences(void)
{
	struct lowered l = { 0 };
	struct dl_buf text = { 0 };

	dl_buf_puts(&text, barriers);
	dl_buf_puts(&text,
		"#define kick(x) do { use(x); mb(); use(1); } while (0)\n"
		"static inline void own_barrier(void) { barrier(); }\n"
		"void f(struct priv *p) { p->dma = 1; dma_wmb(); p->cb[0] = 1; if (cond()) barrier(); own_barrier(); mb(); }\n"
		"void g(void) { kick(7); }\n"
		"u32 h(struct priv *p) { return xchg(p->regs, 3); }");
	l = lower(dl_buf_str(&text));
	/* the macro that the function names, not the one that it leads to */
	CU_ASSERT(IN_ORDER(&l, "f", "store p->dma", "\tfence dma_wmb()\n", "store p->cb[0]",
			   "\tfence barrier()\n", "call own_barrier()", "\tfence mb()\n"));
	CU_ASSERT_EQUAL(count(&l, "f", "fence"), 3);
	CU_ASSERT(lacks(&l, "f", "asm"));
	CU_ASSERT(has(&l, "own_barrier", "\tfence barrier()\n"));
	CU_ASSERT(IN_ORDER(&l, "g", "call use as kick(7", "\tfence kick()\n", "call use as kick(1"));
	/* operands as in any assembly */
	CU_ASSERT(IN_ORDER(&l, "h", "addr *p->regs", "fence xchg(%", "unknown", "store *p->regs = %"));
	lowered_free(&l);
	dl_buf_free(&text);
}

static void test_assembly_that_is_no_fence(void)
{
	struct lowered l = lower(
		"#define asm_inline asm\n"
		"#define nop() asm volatile(\"nop\")\n"
		"#define flags(x) asm volatile(\"memory\" : \"=r\" (x) : \"r\" (x) : \"cc\")\n"
		"#define named(x) asm volatile(\"a: %[memory]\" : [memory] \"=r\" (x) :: \"cc\")\n"
		"#define jump(l) asm goto(\"j %l0\" :::: l); barrier()\n"
		"#define apart() asm_inline volatile(\"\" ::: \"memory\")\n"
		"#define through(x) x\n"
		"void barrier(void); void wmb(void);\n"
		"#define wmb wmb\n"
		"void f(int x) { nop(); flags(x); named(x); jump(out); out: use(x); }\n"
		"void g(void) { asm volatile(\"\" ::: \"memory\"); through(asm volatile(\"\" ::: \"memory\")); }\n"
		"void h(void) { wmb(); apart(); }");

	CU_ASSERT_EQUAL(count(&l, "f", "asm("), 4);
	CU_ASSERT(lacks(&l, "f", "fence"));
	/* written where it stands: there is no name for it */
	CU_ASSERT_EQUAL(count(&l, "g", "asm("), 2);
	CU_ASSERT(lacks(&l, "g", "fence"));
	/* a function is called, a keyword hidden by a macro not followed */
	CU_ASSERT(IN_ORDER(&l, "h", "call wmb()", "asm()"));
	CU_ASSERT(lacks(&l, "h", "fence"));
	lowered_free(&l);
}

static void test_asm_goto(void)
{
	struct lowered l = lower(
		"#define jump(l) __asm__ goto(\"j %l0\" :::: l)\n"
		"int f(int n) { if (n) goto other; asm volatile goto (\"j %l[out]\" : : \"i\"(\":\") : \"memory\" : out); use(1); return 0; other: use(2); return 1; out: use(3); return 2; }\n"
		"int g(void) { jump(out); use(1); return 0; out: use(3); return 2; }");

	CU_ASSERT_EQUAL(degraded(&l, "f"), 0);
	CU_ASSERT(IN_ORDER(&l, "f", "asm(", "goto *"));
	CU_ASSERT(has(&l, "f", "use(1"));
	CU_ASSERT(has(&l, "f", "use(3"));
	CU_ASSERT_EQUAL(degraded(&l, "g"), 1);
	CU_ASSERT(has(&l, "g", "use(3"));
	lowered_free(&l);
}

static void test_deep_nesting_is_cut(void)
{
	struct dl_buf text = { 0 };
	struct lowered l;

	dl_buf_puts(&text, "int f(int a) { return ");
	for (int i = 0; i < 20000; i++)
		dl_buf_puts(&text, "a + ");
	dl_buf_puts(&text, "a; }\nint g(int a) { switch (a) { ");
	for (int i = 0; i < 3000; i++)
		dl_buf_printf(&text, "case %d: ", i);
	dl_buf_puts(&text, "return 1; } return 0; }\n");
	l = lower(dl_buf_str(&text));
	CU_ASSERT_EQUAL(degraded(&l, "f"), 1);
	CU_ASSERT(has(&l, "f", "unknown"));
	/* a long list of labels is not deep */
	CU_ASSERT_EQUAL(degraded(&l, "g"), 0);
	CU_ASSERT_EQUAL(func(&l, "g")->blocks[0].term.case_count, 3000);
	lowered_free(&l);
	dl_buf_free(&text);
}

DL_TEST_MAIN("frontend-flow", DL_TEST(test_short_circuits_branch_directly),
	     DL_TEST(test_logical_values), DL_TEST(test_conditionals),
	     DL_TEST(test_constant_branches_vanish), DL_TEST(test_warn_on_keeps_the_value),
	     DL_TEST(test_loops), DL_TEST(test_for_with_parts_missing), DL_TEST(test_switch),
	     DL_TEST(test_goto), DL_TEST(test_statement_expressions), DL_TEST(test_noreturn), DL_TEST(test_pure), DL_TEST(test_member_of_unknown_record),
	     DL_TEST(test_cleanup_at_every_exit), DL_TEST(test_scoped_guard),
	     DL_TEST(test_inline_assembly), DL_TEST(test_fences), DL_TEST(test_assembly_that_is_no_fence),
	     DL_TEST(test_asm_goto),
	     DL_TEST(test_deep_nesting_is_cut))
