/* SPDX-License-Identifier: Apache-2.0 */
/* Places, values and calls: what an expression of C becomes. */
#include "frontend_helper.h"

static void test_one_store_through_pointers(void)
{
	struct lowered l = lower("void f(struct priv *p) { p->ring->buf[2].dma = 5; }");

	CU_ASSERT(has(&l, "f", "store p->ring->buf[2].dma = 5"));
	CU_ASSERT(lacks(&l, "f", "load"));
	lowered_free(&l);
}

static void test_steps_of_a_place(void)
{
	struct lowered l = lower("void f(struct priv *p, int i) { p->ring->buf[i].len = 1; p->ring->hi = 2; }");
	const struct dl_func *f = dl_unit_find_func(l.result.unit, "f");
	const struct dl_block *b = &f->blocks[0];
	const struct dl_place *place;

	CU_ASSERT_EQUAL_FATAL(b->instr_count, 3);
	place = b->instrs[1].place;
	CU_ASSERT_EQUAL_FATAL(place->step_count, 6);
	CU_ASSERT_EQUAL(place->base, DL_BASE_VAR);
	CU_ASSERT_EQUAL(place->steps[0].kind, DL_STEP_DEREF);
	CU_ASSERT_STRING_EQUAL(place->steps[1].record->name, "struct priv");
	CU_ASSERT_EQUAL(place->steps[4].kind, DL_STEP_INDEX);
	CU_ASSERT_EQUAL(place->steps[4].index.kind, DL_VAL_TEMP);
	/* a field of a record without a name: path and offset from the record that has one */
	CU_ASSERT_STRING_EQUAL(place->steps[5].field, "buf.len");
	CU_ASSERT_STRING_EQUAL(place->steps[5].record->name, "struct ring");
	CU_ASSERT_EQUAL(place->steps[5].offset, 8);
	/* hops through anonymous members leave no step */
	place = b->instrs[2].place;
	CU_ASSERT_EQUAL_FATAL(place->step_count, 4);
	CU_ASSERT_STRING_EQUAL(place->steps[3].field, "hi");
	CU_ASSERT_EQUAL(place->steps[3].offset, 8 * 16 + 8 + 4);
	CU_ASSERT_EQUAL(place->steps[3].size, 4);
	lowered_free(&l);
}

static void test_pointer_steps(void)
{
	struct lowered l = lower(
		"void f(u32 *p, int i, u32 a[]) { p[i] = 1; *p = 2; p[0] = 3; 2[p] = 4; a[1] = 5; (*p)++; }");
	const struct dl_func *f = dl_unit_find_func(l.result.unit, "f");
	const struct dl_place *place = f->blocks[0].instrs[1].place;

	CU_ASSERT_EQUAL_FATAL(place->step_count, 2);
	CU_ASSERT_EQUAL(place->steps[0].kind, DL_STEP_DEREF);
	CU_ASSERT_EQUAL(place->steps[1].kind, DL_STEP_INDEX);
	CU_ASSERT(has(&l, "f", "store *p = 2"));
	CU_ASSERT(has(&l, "f", "store p[0] = 3"));
	CU_ASSERT(has(&l, "f", "store p[2] = 4"));
	CU_ASSERT(has(&l, "f", "store a[1] = 5"));
	CU_ASSERT_EQUAL(f->vars[2].type->kind, DL_TYPE_PTR);
	lowered_free(&l);
}

static void test_pointer_arithmetic(void)
{
	struct lowered l = lower(
		"u64 f(u32 *p, int n, struct priv *v) { n = p - v->regs; p += n; return *(n + p) + v->rings[1].a; }");

	CU_ASSERT(has(&l, "f", "%1 = load v->regs"));
	CU_ASSERT(has(&l, "f", "%2 = %0 - %1 : s64"));
	/* the pointer is always the left operand */
	CU_ASSERT(IN_ORDER(&l, "f", "%8 = load p", "= %8 + %7"));
	CU_ASSERT(has(&l, "f", "load v->rings[1].a"));
	lowered_free(&l);
}

static void test_array_decay_and_address(void)
{
	struct lowered l = lower(
		"void f(struct priv *p) { u8 buf[4]; consume(buf); consume(&p->ring->buf[1]); consume(&*p); consume(p->cb); }");

	CU_ASSERT(has(&l, "f", "%0 = addr buf"));
	CU_ASSERT(has(&l, "f", "addr p->ring->buf[1]"));
	CU_ASSERT(has(&l, "f", "= load p\n"));
	CU_ASSERT(has(&l, "f", "addr p->cb"));
	lowered_free(&l);
}

static void test_macro_lvalue(void)
{
	struct lowered l = lower(
		"void f(struct priv *p, struct sg *sg, void *b) {\n"
		"	sg_dma_address(sg) = dma_map_single(p->dev, b, sg->len, DMA_TO_DEVICE);\n"
		"	*(dma_addr_t *)p->cb = sg->dma_address;\n"
		"}\n");

	CU_ASSERT(IN_ORDER(&l, "f", "= call dma_map_single_attrs as dma_map_single(",
			   "1 DMA_TO_DEVICE:enum dma_data_direction", "store sg->dma_address = %"));
	/* another type than the storage has: the address is the base */
	CU_ASSERT(IN_ORDER(&l, "f", "addr p->cb : *dma_addr_t", "store *%6 = %5"));
	lowered_free(&l);
}

static void test_truncated_handle_shows_a_cast(void)
{
	struct lowered l = lower(
		"int f(struct device *d, void *b) { u32 m = dma_map_single(d, b, 4, DMA_TO_DEVICE); return dma_mapping_error(d, m); }\n"
		"int g(struct device *d, void *b) { dma_addr_t m = dma_map_single(d, b, 4, DMA_TO_DEVICE); return dma_mapping_error(d, m); }");

	CU_ASSERT(IN_ORDER(&l, "f", "call dma_map_single_attrs", "cast %", ": u32", "store m"));
	CU_ASSERT(lacks(&l, "g", "cast"));
	lowered_free(&l);
}

static void test_chained_assignment(void)
{
	struct lowered l = lower(
		"void f(struct priv *p, dma_addr_t *out, void *b) { dma_addr_t x; x = *out = p->dma = dma_map_single(p->dev, b, 4, DMA_FROM_DEVICE); }");

	CU_ASSERT(IN_ORDER(&l, "f", "%2 = call dma_map_single_attrs", "store p->dma = %2",
			   "store *out = %2", "store x = %2"));
	CU_ASSERT_EQUAL(count(&l, "f", "load"), 2);
	lowered_free(&l);
}

static void test_nested_call_and_shift(void)
{
	struct lowered l = lower(
		"void out(u32 *, u32);\n"
		"void f(struct priv *p, void *b) { out(p->regs + 4, (u32)(dma_map_single(p->dev, b, 4, DMA_TO_DEVICE) >> 32)); }");

	CU_ASSERT(IN_ORDER(&l, "f", "%0 = load p->regs", "%1 = %0 + 4", "%4 = call dma_map_single_attrs",
			   "%5 = %4 >> 32", "%6 = cast %5 : u32", "call out(%1, %6)"));
	lowered_free(&l);
}

static void test_bit_fields(void)
{
	struct lowered l = lower("void f(struct ring *r) { r->f2 |= 1; r->f1 = 2; }");
	const struct dl_func *f = dl_unit_find_func(l.result.unit, "f");
	const struct dl_instr *last = &f->blocks[0].instrs[f->blocks[0].instr_count - 1];

	CU_ASSERT(IN_ORDER(&l, "f", "load r->f2", "|", "store r->f2"));
	CU_ASSERT_EQUAL(last->place->steps[1].size, 4);
	CU_ASSERT_EQUAL(last->place->steps[1].offset % 4, 0);
	lowered_free(&l);
}

static void test_steps_and_compound_assignment(void)
{
	struct lowered l = lower(
		"void f(u8 *p, int i, int a[4]) { *p++ = 1; *++p = 2; use(i--); use(--i); a[i++] += 3; }");

	CU_ASSERT(IN_ORDER(&l, "f", "%0 = load p", "%1 = %0 + 1", "store p = %1", "store *%0 = 1"));
	CU_ASSERT(IN_ORDER(&l, "f", "%2 = load p", "store p = %3", "store *%3 = 2"));
	/* the side effect of the index happens once */
	CU_ASSERT(IN_ORDER(&l, "f", "%10 = load i", "store i = %11", "%12 = load a[%10]", "store a[%10]"));
	CU_ASSERT_EQUAL(count(&l, "f", "store i ="), 3);
	lowered_free(&l);
}

static void test_comma(void)
{
	struct lowered l = lower("int f(int a) { return (use(1), a = 2, a); }");

	CU_ASSERT(IN_ORDER(&l, "f", "call use(1", "store a = 2", "load a", "return"));
	lowered_free(&l);
}

static void test_enumerators_keep_their_name(void)
{
	struct lowered l = lower(
		"enum other { OTHER = 1 };\n"
		"void f(struct device *d, void *b) { dma_map_single(d, b, 4, OTHER); }\n"
		"int g(void) { return DMA_TO_DEVICE + 1; }");

	/* the implicit conversion to the parameter's enum does not hide the wrong one */
	CU_ASSERT(has(&l, "f", "1 OTHER:enum other"));
	CU_ASSERT(has(&l, "g", "return 2"));
	CU_ASSERT(lacks(&l, "g", "DMA_TO_DEVICE"));
	lowered_free(&l);
}

static void test_constants_fold(void)
{
	struct lowered l = lower(
		"struct s { int a; u8 b[3]; };\n"
		"u64 f(int n) { use(sizeof(struct s) * 2 + 'a'); use(offsetof(struct s, b[1])); use(~0U); use(-1);\n"
		"	return __builtin_constant_p(n) ? 1 : 2; }\n"
		"int g(int n) { return sizeof(n) + n; }\n"
		"int h(int n) { return (n = 3, 4); }");

	CU_ASSERT(has(&l, "f", "call use(113"));
	CU_ASSERT(has(&l, "f", "call use(5"));
	CU_ASSERT(has(&l, "f", "call use(4294967295"));
	CU_ASSERT(has(&l, "f", "call use(-1:u64"));
	CU_ASSERT(has(&l, "f", "return 2"));
	CU_ASSERT(lacks(&l, "g", "return 4"));
	/* constant for clang, but with a side effect */
	CU_ASSERT(has(&l, "h", "store n = 3"));
	lowered_free(&l);
}

static void test_const_variables_fold(void)
{
	struct lowered l = lower(
		"static const bool on = 1; static bool may; extern const int elsewhere; const volatile int hw = 3;\n"
		"int f(void) { if (on) return 1; return 2; }\n"
		"int g(void) { if (may) return 1; return 2; }\n"
		"int h(void) { return elsewhere + hw; }");

	CU_ASSERT(lacks(&l, "f", "br "));
	CU_ASSERT(has(&l, "g", "br "));
	CU_ASSERT(has(&l, "h", "load @elsewhere"));
	CU_ASSERT(has(&l, "h", "load volatile @hw"));
	lowered_free(&l);
}

static void test_read_and_write_once(void)
{
	struct lowered l = lower(
		"u64 f(struct priv *p) { WRITE_ONCE(p->ring->hi, 3); return READ_ONCE(p->ring->a); }\n"
		"u8 g(struct priv *p) { return *(u8 *)&p->dma; }");

	CU_ASSERT(has(&l, "f", "store volatile p->ring->hi = 3"));
	CU_ASSERT(has(&l, "f", "load volatile p->ring->a"));
	CU_ASSERT(lacks(&l, "f", "addr"));
	/* a part of the storage is not the storage */
	CU_ASSERT(has(&l, "g", "addr p->dma"));
	CU_ASSERT(lacks(&l, "g", "load p->dma"));
	lowered_free(&l);
}

static void test_volatile(void)
{
	struct lowered l = lower(
		"struct regs { u32 plain; volatile u32 ctl; volatile struct { u32 x; } v; };\n"
		"typedef volatile u32 reg_t;\n"
		"void f(volatile u32 *a, reg_t *b, u32 *volatile c, struct regs *r, volatile struct regs *s)\n"
		"{ *a = 1; b[2] |= 4; *c = 5; r->plain = 6; r->ctl = 7; r->v.x = 8; s->plain++; }\n"
		"u32 g(struct regs *r, volatile u32 *a) { return r->plain + r->ctl + *(u32 *)a; }\n"
		"u32 *h(struct regs *r) { use(*(u32 *)(volatile void *)&r->plain); return (u32 *)&r->plain; }");

	CU_ASSERT(has(&l, "f", "store volatile *a = 1"));
	CU_ASSERT(IN_ORDER(&l, "f", "load volatile b[2]", "store volatile b[2] = %"));
	/* the pointer is volatile, not what it points to */
	CU_ASSERT(has(&l, "f", "store *c = 5"));
	CU_ASSERT(has(&l, "f", "store r->plain = 6"));
	CU_ASSERT(has(&l, "f", "store volatile r->ctl = 7"));
	CU_ASSERT(has(&l, "f", "store volatile r->v.x = 8"));
	CU_ASSERT(IN_ORDER(&l, "f", "load volatile s->plain", "store volatile s->plain = %"));
	CU_ASSERT(has(&l, "g", "load r->plain"));
	CU_ASSERT(has(&l, "g", "load volatile r->ctl"));
	/* what counts is the lvalue, not the pointer that it came from */
	CU_ASSERT(has(&l, "g", "load *a"));
	CU_ASSERT(lacks(&l, "h", "volatile"));
	lowered_free(&l);
}

static void test_container_of(void)
{
	struct lowered l = lower(
		"struct ring *f(struct list *n) { return container_of(n->next, struct ring, node); }\n"
		"struct priv *g(struct ring *r) { return (struct priv *)((char *)r - offsetof(struct priv, rings)); }\n"
		"u32 *h(char *p, int n) { return (u32 *)(p - n); }");

	CU_ASSERT(has(&l, "f", "= container_of(%0, struct ring, node"));
	CU_ASSERT(lacks(&l, "f", "__mptr"));
	CU_ASSERT(has(&l, "g", "container_of(%0, struct priv, rings"));
	CU_ASSERT(lacks(&l, "h", "container_of"));
	lowered_free(&l);
}

static void test_indirect_calls(void)
{
	struct lowered l = lower(
		"int f(struct priv *p, int (*cb)(int)) { (*p->ring->ops->map)(p->dev, 4); cb(1); return p->ring->ops->map(p->dev, 3); }\n"
		"void g(void) { (*use)(1); ((void (*)(u64))use)(2); }");

	CU_ASSERT_EQUAL(count(&l, "f", "[p->ring->ops->map]("), 2);
	CU_ASSERT(has(&l, "f", "[cb](1)"));
	CU_ASSERT(has(&l, "g", "call use(1"));
	CU_ASSERT(has(&l, "g", "call use(2"));
	lowered_free(&l);
}

static void test_written_names(void)
{
	struct lowered l = lower(
		"#define wrap(x) use(x)\n"
		"void f(struct device *d) { wrap(1); use(2); wrap(dma_map_single(d, NULL, 1, DMA_TO_DEVICE)); (use)(3); }");

	CU_ASSERT(has(&l, "f", "call use as wrap(1"));
	CU_ASSERT(has(&l, "f", "call use(2"));
	CU_ASSERT(has(&l, "f", "call dma_map_single_attrs as dma_map_single("));
	CU_ASSERT(has(&l, "f", "call use(3"));
	lowered_free(&l);
}

/* Of what a macro calls, it names what it was given for: an allocator, and not what counts allocations. */
static void test_names_behind_branching_macros(void)
{
	struct lowered l = lower(
		"bool counting(void); void *note(void *); void forget(void *, void *); void *get_mem(u64, gfp_t);\n"
		"#define hooked(tag, alloc) ({ __typeof__(alloc) _res; if (counting()) { void *_old; _old = note(tag);"
		" _res = alloc; forget(tag, _old); } else _res = alloc; _res; })\n"
		"#define mem(...) ({ static u32 _tag; hooked(&_tag, get_mem(__VA_ARGS__)); })\n"
		"#define mem_of(p) ({ u64 _size = 2 * sizeof(*(p)); mem(_size, 0); })\n"
		"#define bare() ({ counting(); get_mem(8, 0); })\n"
		"void *f(u64 n) { return mem(n, 0); }\n"
		"void *g(struct priv *p) { return mem_of(p); }\n"
		"void *h(void) { return mem(8, 0); }\n"
		"void *i(void) { return bare( ); }");

	CU_ASSERT_EQUAL(count(&l, "f", "call get_mem as mem("), 2);
	CU_ASSERT(has(&l, "f", "call counting()"));
	CU_ASSERT(has(&l, "f", "call note("));
	CU_ASSERT(has(&l, "f", "call forget("));
	CU_ASSERT_EQUAL(count(&l, "g", "call get_mem as mem_of("), 2);
	CU_ASSERT(has(&l, "g", "call note("));
	CU_ASSERT_EQUAL(count(&l, "h", "call get_mem as mem("), 2);
	CU_ASSERT(has(&l, "h", "call counting()"));
	CU_ASSERT(has(&l, "i", "call get_mem as bare("));
	lowered_free(&l);
}

static void test_named_arguments(void)
{
	struct lowered l = lower(
		"#define GFP_KERNEL ((gfp_t)(0xc00u | 0xc0u))\n#define GFP_OWN GFP_KERNEL\n#define NOWARN 0x2000u\n"
		"#define LEN 64\n#define EINVAL 22\n#define hidden() get_mem(8, GFP_KERNEL)\n"
		"#define HIDDEN get_mem(16, GFP_KERNEL)\n#define pass(x, y) get_mem(x, y)\n#define true 1\n"
		"enum { ROOM = 7 };\n"
		"void *get_mem(int n, gfp_t flags); void flag(bool b, void *p); void *both(void *, void *);\n"
		"void f(gfp_t gfp) { get_mem(1, GFP_KERNEL); get_mem(2, GFP_OWN ); get_mem(3, GFP_KERNEL | NOWARN);\n"
		"	get_mem(LEN, gfp); get_mem(-EINVAL, 0); get_mem(4, (GFP_KERNEL)); pass(LEN, GFP_KERNEL);\n"
		"	flag(true, NULL); get_mem(ROOM, GFP_KERNEL\n); }\n"
		"void g(void) { hidden(); both(HIDDEN, HIDDEN); const int n = 9; get_mem(n, (gfp_t)LEN); }");

	CU_ASSERT(has(&l, "f", "call get_mem(1, 3264 GFP_KERNEL:gfp_t=u32)"));
	CU_ASSERT(has(&l, "f", "call get_mem(2, 3264 GFP_OWN:gfp_t=u32)"));
	CU_ASSERT(has(&l, "f", "call get_mem(3, 11456:u32)"));
	CU_ASSERT(has(&l, "f", "call get_mem(64 LEN, %"));
	CU_ASSERT(has(&l, "f", "call get_mem(-22, 0:"));
	CU_ASSERT(has(&l, "f", "call get_mem(4, 3264:gfp_t=u32)"));
	CU_ASSERT(has(&l, "f", "call get_mem as pass(64 LEN, 3264 GFP_KERNEL:gfp_t=u32)"));
	CU_ASSERT(has(&l, "f", "call flag(1:bool=bool, 0:*void)"));
	CU_ASSERT(has(&l, "f", "call get_mem(7 ROOM, 3264 GFP_KERNEL:gfp_t=u32)"));
	/* what a macro's body gives has no name in the function */
	CU_ASSERT(has(&l, "g", "call get_mem as hidden(8, 3264:gfp_t=u32)"));
	CU_ASSERT(has(&l, "g", "call get_mem as HIDDEN(16, 3264:gfp_t=u32)"));
	CU_ASSERT(lacks(&l, "g", "GFP_KERNEL"));
	lowered_free(&l);
}

static void test_locations_in_macros(void)
{
	struct lowered l = lower(
		"#define twice(x) do { use(x); use(0); } while (0)\n"
		"void f(int n) {\n"
		"	twice(cond());\n"
		"}\n");
	const struct dl_func *f = dl_unit_find_func(l.result.unit, "f");
	const struct dl_block *b = &f->blocks[0];

	CU_ASSERT_FATAL(b->instr_count >= 3);
	/* the argument is where it was written, the body where it was expanded, to its end */
	CU_ASSERT_EQUAL(b->instrs[0].loc.line, f->loc.line + 1);
	CU_ASSERT_EQUAL(b->instrs[0].loc.col, 8);
	CU_ASSERT_EQUAL(b->instrs[2].loc.line, f->loc.line + 1);
	CU_ASSERT_EQUAL(b->instrs[2].loc.col, 2);
	CU_ASSERT_EQUAL(b->instrs[2].loc.end_col, 15);
	CU_ASSERT_EQUAL(f->loc.col, 6);
	CU_ASSERT_EQUAL(f->end.line, f->loc.line + 2);
	CU_ASSERT_EQUAL(f->end.col, 1);
	lowered_free(&l);
}

static void test_local_initialisers(void)
{
	struct lowered l = lower(
		"struct cfg { int a, b; struct { int c; u8 d[4]; } in; int (*fn)(void); };\n"
		"void f(int n) {\n"
		"	struct cfg x = { 1, .in = { .d = { [2] = 5, 6 } }, .fn = cond };\n"
		"	struct cfg z = { 0 };\n"
		"	struct cfg y[2] = { 1, 2, 3, 4, 5, 6, 7, cond, { n } };\n"
		"	u32 r[4] = { [1 ... 2] = 9 };\n"
		"	u8 s[] = \"hi\";\n"
		"	int p = { 3 };\n"
		"	struct cfg w = *y;\n"
		"	union { int i; u8 b[4]; } u = { .b[1] = 7 };\n"
		"}\n");

	CU_ASSERT(IN_ORDER(&l, "f", "zero x", "store x.a = 1", "store x.in.d[2] = 5", "store x.in.d[3] = 6",
			   "store x.fn = &cond"));
	CU_ASSERT(IN_ORDER(&l, "f", "decl z", "zero z", "decl y"));
	CU_ASSERT(lacks(&l, "f", "store z"));
	CU_ASSERT(IN_ORDER(&l, "f", "store y[0].a = 1", "store y[0].b = 2", "store y[0].in.c = 3",
			   "store y[0].in.d[3] = 7", "store y[0].fn = &cond", "store y[1].a = %"));
	CU_ASSERT(IN_ORDER(&l, "f", "store r[1] = 9", "store r[2] = 9"));
	CU_ASSERT(has(&l, "f", "store s = \"hi\""));
	CU_ASSERT(has(&l, "f", "store p = 3"));
	CU_ASSERT(IN_ORDER(&l, "f", "load y[0]", "store w = %"));
	CU_ASSERT(has(&l, "f", "store u.b[1] = 7"));
	CU_ASSERT(lacks(&l, "f", "zero w"));
	lowered_free(&l);
}

static void test_compound_literals_and_records(void)
{
	struct lowered l = lower(
		"struct c { int a, b; }; struct c make(void);\n"
		"void f(struct c *p, int n) { struct c x = (struct c){ .b = n }; *p = x; x = (struct c){ .a = n }; consume(&(struct c){ 4 }); use(make().b); }");

	CU_ASSERT(IN_ORDER(&l, "f", "zero x", "store x.b = %", "load x", "store *p = %"));
	CU_ASSERT(IN_ORDER(&l, "f", "zero literal.1", "store literal.1.a", "load literal.1", "store x = %"));
	CU_ASSERT(IN_ORDER(&l, "f", "store literal.2.a = 4", "addr literal.2"));
	CU_ASSERT(IN_ORDER(&l, "f", "call make()", "store value.3", "load value.3.b"));
	lowered_free(&l);
}

static void test_byte_swaps_and_builtins(void)
{
	struct lowered l = lower(
		"u32 f(u32 x, void *a, void *b, int *r) { __builtin_memcpy(a, b, 4); __builtin_prefetch(a);\n"
		"	if (__builtin_add_overflow(x, 1, r)) return __builtin_bswap32(0x01020304); return __builtin_bswap32(x); }");

	CU_ASSERT(has(&l, "f", "call memcpy("));
	CU_ASSERT(lacks(&l, "f", "prefetch"));
	CU_ASSERT(has(&l, "f", "store *r = %"));
	CU_ASSERT(has(&l, "f", "return 67305985"));
	CU_ASSERT(has(&l, "f", "cast %"));
	CU_ASSERT(lacks(&l, "f", "bswap"));
	lowered_free(&l);
}

static void test_selections(void)
{
	struct lowered l = lower(
		"int f(int n, long m) { use(__builtin_choose_expr(1, n, m)); use(_Generic(m, int: n, long: cond(), default: 7)); return __builtin_types_compatible_p(int, u32); }");

	CU_ASSERT(lacks(&l, "f", "load m"));
	CU_ASSERT(has(&l, "f", "return 0"));
	lowered_free(&l);
}

static void test_typedefs_survive(void)
{
	struct lowered l = lower("dma_addr_t f(gfp_t g, u64 x, const dma_addr_t *p) { return *p; }");
	const struct dl_func *f = dl_unit_find_func(l.result.unit, "f");

	CU_ASSERT_STRING_EQUAL(f->ret->name, "dma_addr_t");
	CU_ASSERT_EQUAL(f->ret->size, 8);
	CU_ASSERT_STRING_EQUAL(f->vars[0].type->name, "gfp_t");
	CU_ASSERT_STRING_EQUAL(f->vars[1].type->name, "u64");
	CU_ASSERT(f->vars[1].type != f->ret);
	CU_ASSERT(f->vars[2].type->elem->is_const);
	CU_ASSERT_STRING_EQUAL(f->vars[2].type->elem->name, "dma_addr_t");
	lowered_free(&l);
}

static void test_discarded_results(void)
{
	struct lowered l = lower(
		"void f(struct device *d) { dma_map_single(d, NULL, 1, DMA_TO_DEVICE); (void)cond(); cond() && cond(); }\n"
		"void g(struct device *d) { int a, b; (void)(&a == &b); (void)d; !cond(); -cond() + 1; *(volatile int *)&d->x; }");

	CU_ASSERT_EQUAL(count(&l, "f", "= call dma_map_single_attrs"), 0);
	CU_ASSERT_EQUAL(count(&l, "f", "call cond()"), 3);
	CU_ASSERT_EQUAL(count(&l, "g", "call cond()"), 2);
	CU_ASSERT(lacks(&l, "g", "addr a"));
	CU_ASSERT(lacks(&l, "g", "load d\n"));
	CU_ASSERT(has(&l, "g", "load volatile d->x"));
	lowered_free(&l);
}

DL_TEST_MAIN("frontend", DL_TEST(test_one_store_through_pointers), DL_TEST(test_steps_of_a_place),
	     DL_TEST(test_pointer_steps), DL_TEST(test_pointer_arithmetic),
	     DL_TEST(test_array_decay_and_address), DL_TEST(test_macro_lvalue),
	     DL_TEST(test_truncated_handle_shows_a_cast), DL_TEST(test_chained_assignment),
	     DL_TEST(test_nested_call_and_shift), DL_TEST(test_bit_fields),
	     DL_TEST(test_steps_and_compound_assignment), DL_TEST(test_comma),
	     DL_TEST(test_enumerators_keep_their_name), DL_TEST(test_constants_fold),
	     DL_TEST(test_const_variables_fold), DL_TEST(test_read_and_write_once),
	     DL_TEST(test_volatile), DL_TEST(test_container_of), DL_TEST(test_indirect_calls), DL_TEST(test_written_names), DL_TEST(test_names_behind_branching_macros),
	     DL_TEST(test_named_arguments),
	     DL_TEST(test_locations_in_macros), DL_TEST(test_local_initialisers),
	     DL_TEST(test_compound_literals_and_records), DL_TEST(test_byte_swaps_and_builtins),
	     DL_TEST(test_selections), DL_TEST(test_typedefs_survive),
	     DL_TEST(test_discarded_results))
