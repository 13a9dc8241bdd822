/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of records: members, alignment, and of which records they are known. */
#include "frontend_helper.h"

static const char prefix[] =
	"typedef unsigned int u32; typedef unsigned char u8; typedef unsigned long long u64;\n"
	"#define CACHE_BYTES (1 << 6)\n"
	"#define ____cacheline_aligned __attribute__((__aligned__(CACHE_BYTES)))\n"
	"#define __aligned(x) __attribute__((__aligned__(x)))\n"
	"#define MINALIGN __alignof__(u64)\n"
	"#define __packed __attribute__((packed))\n";

static struct lowered laid_out(const char *text)
{
	struct dl_parse_request request = {0};

	return lower_request(prefix, text, &request);
}

/* What the first parameter of @function points to. */
static const struct dl_record *record_of(const struct lowered *l, const char *function)
{
	const struct dl_func *func = dl_unit_find_func(l->result.unit, function);

	CU_ASSERT_PTR_NOT_NULL_FATAL(func);
	CU_ASSERT_FATAL(func->param_count > 0 && func->vars[0].type->kind == DL_TYPE_PTR);
	return func->vars[0].type->elem->record;
}

static const struct dl_member *member_of(const struct dl_record *record, const char *name)
{
	for (uint32_t i = 0; i < record->member_count; i++)
		if (!strcmp(record->members[i].name, name))
			return &record->members[i];
	fprintf(stderr, "--- no member %s in %s\n", name, record->name);
	CU_FAIL_FATAL("no such member");
	return NULL;
}

static void test_members(void)
{
	struct lowered l = laid_out("struct inner { u8 a; u64 b; };\n"
				    "struct s { u8 first; u32 second; struct inner in[2]; u8 *p; u8 flex[]; };\n"
				    "void f(struct s *s) { s->first = 1; }");
	const struct dl_record *s = record_of(&l, "f"), *inner;
	const struct dl_member *m;

	CU_ASSERT_EQUAL(s->align, 8);
	CU_ASSERT_EQUAL_FATAL(s->member_count, 5);
	CU_ASSERT_STRING_EQUAL(s->members[0].name, "first");
	m = &s->members[1];
	CU_ASSERT_STRING_EQUAL(m->name, "second");
	CU_ASSERT_EQUAL(m->offset, 4);
	CU_ASSERT_EQUAL(m->size, 4);
	CU_ASSERT_STRING_EQUAL(m->type->name, "u32");
	CU_ASSERT_PTR_NULL(m->aligned);
	CU_ASSERT_FALSE(m->is_bit_field);
	CU_ASSERT_EQUAL(member_of(s, "p")->type->kind, DL_TYPE_PTR);
	m = member_of(s, "flex");
	CU_ASSERT_EQUAL(m->type->kind, DL_TYPE_ARRAY);
	CU_ASSERT_EQUAL(m->type->count, 0);
	CU_ASSERT_EQUAL(m->offset, s->size);
	CU_ASSERT_EQUAL(m->size, 0);
	/* no place goes into it, but it lies in one that has */
	inner = member_of(s, "in")->type->elem->record;
	CU_ASSERT_EQUAL(inner->align, 8);
	CU_ASSERT_EQUAL_FATAL(inner->member_count, 2);
	CU_ASSERT_EQUAL(inner->members[1].offset, 8);
	lowered_free(&l);
}

static void test_members_without_a_name(void)
{
	struct lowered l = laid_out("struct s { u32 a; union { u64 b; struct { u32 lo, hi; }; };\n"
				    "	struct { u32 x; } u; int : 3; };\n"
				    "void f(struct s *s) { s->u.x = s->hi; }");
	const struct dl_record *s = record_of(&l, "f"), *u;
	const struct dl_step *step;

	CU_ASSERT_EQUAL_FATAL(s->member_count, 5);
	CU_ASSERT_EQUAL(member_of(s, "b")->offset, 8);
	CU_ASSERT_EQUAL(member_of(s, "lo")->offset, 8);
	CU_ASSERT_EQUAL(member_of(s, "hi")->offset, 12);
	u = member_of(s, "u")->type->record;
	CU_ASSERT_EQUAL_FATAL(u->member_count, 1);
	CU_ASSERT_STRING_EQUAL(u->members[0].name, "x");
	/* a step and the member it goes to agree */
	step = &dl_unit_find_func(l.result.unit, "f")->blocks[0].instrs[0].place->steps[1];
	CU_ASSERT_PTR_EQUAL(step->record, s);
	CU_ASSERT_PTR_EQUAL(step->field, member_of(s, "hi")->name);
	CU_ASSERT_EQUAL(step->offset, member_of(s, "hi")->offset);
	lowered_free(&l);
}

static void test_unions_and_bit_fields(void)
{
	struct lowered l = laid_out("union w { u32 raw; struct { u8 a, b; } part; };\n"
				    "struct s { u32 one:3, two:5, :24; u8 three:1; u32 four:4; };\n"
				    "void f(union w *w) { w->raw = 1; } void g(struct s *s) { s->two = 1; }");
	const struct dl_record *w = record_of(&l, "f"), *s = record_of(&l, "g");

	CU_ASSERT_TRUE(w->is_union);
	CU_ASSERT_EQUAL(w->align, 4);
	CU_ASSERT_EQUAL(member_of(w, "part")->offset, 0);
	CU_ASSERT_EQUAL_FATAL(s->member_count, 4);
	CU_ASSERT_TRUE(s->members[1].is_bit_field);
	CU_ASSERT_EQUAL(s->members[1].offset, 0);
	CU_ASSERT_EQUAL(s->members[1].size, 4);
	/* of the storage unit, as steps have it */
	CU_ASSERT_EQUAL(member_of(s, "three")->offset, 4);
	CU_ASSERT_EQUAL(member_of(s, "four")->offset, 4);
	lowered_free(&l);
}

static void test_alignment(void)
{
	struct lowered l = laid_out("struct s { u32 a; u8 b[4] __aligned(MINALIGN); u8 c ____cacheline_aligned;\n"
				    "	u8 d __attribute__((unused, aligned(16))); u8 e __attribute__((unused)); };\n"
				    "struct p { u8 a; u64 b; } __packed; struct q { u8 a; } ____cacheline_aligned;\n"
				    "struct r { u8 a; union { u8 b; u32 c; } __aligned(MINALIGN); struct q d; };\n"
				    "void f(struct s *s) { s->a = 1; } void g(struct p *p) { p->b = 1; }\n"
				    "void h(struct q *q) { q->a = 1; } void k(struct r *r) { r->a = 1; }");
	const struct dl_record *s = record_of(&l, "f"), *p = record_of(&l, "g");

	CU_ASSERT_EQUAL(s->align, 64);
	CU_ASSERT_PTR_NULL(member_of(s, "a")->aligned);
	CU_ASSERT_STRING_EQUAL(member_of(s, "b")->aligned, "__aligned(MINALIGN)");
	CU_ASSERT_EQUAL(member_of(s, "b")->offset, 8);
	CU_ASSERT_STRING_EQUAL(member_of(s, "c")->aligned, "____cacheline_aligned");
	CU_ASSERT_EQUAL(member_of(s, "c")->offset, 64);
	CU_ASSERT_STRING_EQUAL(member_of(s, "d")->aligned, "aligned(16)");
	CU_ASSERT_PTR_NULL(member_of(s, "e")->aligned);
	CU_ASSERT_EQUAL(p->align, 1);
	CU_ASSERT_EQUAL(member_of(p, "b")->offset, 1);
	CU_ASSERT_EQUAL(record_of(&l, "h")->align, 64);
	CU_ASSERT_PTR_NULL(member_of(record_of(&l, "h"), "a")->aligned);
	/* an attribute of the type around it, or of its own type */
	CU_ASSERT_STRING_EQUAL(member_of(record_of(&l, "k"), "b")->aligned, "__aligned(MINALIGN)");
	CU_ASSERT_STRING_EQUAL(member_of(record_of(&l, "k"), "c")->aligned, "__aligned(MINALIGN)");
	CU_ASSERT_STRING_EQUAL(member_of(record_of(&l, "k"), "d")->aligned, "____cacheline_aligned");
	CU_ASSERT_EQUAL(member_of(record_of(&l, "k"), "b")->loc.line, member_of(record_of(&l, "k"), "a")->loc.line);
	CU_ASSERT_TRUE(member_of(record_of(&l, "k"), "b")->loc.line > 0);
	lowered_free(&l);
}

/* Where the types of the members do not tell where they lie. */
static void test_unusual_offsets(void)
{
	struct lowered l = laid_out("typedef u64 __aligned(4) low64; typedef u32 __aligned(16) high32;\n"
				    "#pragma pack(push, 2)\nstruct pragma { u8 a; u64 b; };\n#pragma pack(pop)\n"
				    "struct s { u32 x; u8 a; int : 8; u8 b; };\n"
				    "struct t { u8 a; low64 b; high32 c; u32 d:4; u8 e; u64 f __attribute__((packed));\n"
				    "	union { struct { u8 g; u32 h; } __packed; u64 i:40; u8 j[3][2]; }; };\n"
				    "struct aligned { u8 a; struct { u8 b; } ____cacheline_aligned in; u8 c; };\n"
				    "struct flex { u32 n; u8 a; u32 tail[]; };\n"
				    "void m(struct flex *x) { x->n = 1; }\n"
				    "void f(struct s *s) { s->b = 1; } void g(struct t *t) { t->i = 1; }\n"
				    "void h(struct pragma *p) { p->b = 1; } void k(struct aligned *a) { a->c = 1; }");
	const struct dl_record *t = record_of(&l, "g"), *a = record_of(&l, "k");

	CU_ASSERT_EQUAL(member_of(record_of(&l, "f"), "b")->offset, 6);
	CU_ASSERT_EQUAL(member_of(record_of(&l, "h"), "b")->offset, 2);
	CU_ASSERT_EQUAL(record_of(&l, "h")->align, 2);
	CU_ASSERT_EQUAL(member_of(t, "b")->offset, 4);
	CU_ASSERT_EQUAL(member_of(t, "c")->offset, 16);
	CU_ASSERT_EQUAL(member_of(t, "d")->offset, 20);
	CU_ASSERT_EQUAL(member_of(t, "e")->offset, 21);
	CU_ASSERT_EQUAL(member_of(t, "f")->offset, 22);
	CU_ASSERT_EQUAL(member_of(t, "g")->offset, 32);
	CU_ASSERT_EQUAL(member_of(t, "h")->offset, 33);
	CU_ASSERT_EQUAL(member_of(t, "i")->offset, 32);
	CU_ASSERT_EQUAL(member_of(t, "j")->offset, 32);
	CU_ASSERT_EQUAL(member_of(record_of(&l, "m"), "tail")->offset, 8);
	CU_ASSERT_EQUAL(member_of(a, "in")->offset, 64);
	CU_ASSERT_EQUAL(member_of(a, "c")->offset, 128);
	lowered_free(&l);
}

/* What a member points to is said where the unit knows it anyway. */
static void test_pointers(void)
{
	struct lowered l = laid_out("struct known { u32 a; }; struct only { u32 a; };\n"
				    "struct s { struct s *self; struct known *k; struct only *o, **oo; u8 *p; void (*fn)(struct only *); };\n"
				    "void f(struct s *s, struct known *k) { s->p = 0; }");
	const struct dl_record *s = record_of(&l, "f");

	CU_ASSERT_PTR_EQUAL(member_of(s, "self")->type->elem->record, s);
	CU_ASSERT_STRING_EQUAL(member_of(s, "k")->type->elem->record->name, "struct known");
	CU_ASSERT_EQUAL(member_of(s, "o")->type->kind, DL_TYPE_PTR);
	CU_ASSERT_EQUAL(member_of(s, "o")->type->elem->kind, DL_TYPE_UNKNOWN);
	CU_ASSERT_EQUAL(member_of(s, "oo")->type->elem->kind, DL_TYPE_UNKNOWN);
	CU_ASSERT_EQUAL(member_of(s, "oo")->offset, 24);
	CU_ASSERT_EQUAL(member_of(s, "p")->type->elem->kind, DL_TYPE_INT);
	CU_ASSERT_EQUAL(member_of(s, "fn")->type->elem->kind, DL_TYPE_FUNC);
	lowered_free(&l);
}

/* Records that are only pointed to, passed on or declared, and incomplete ones. */
static void test_unused_records(void)
{
	struct lowered l = laid_out("struct other { u32 a; }; struct hidden;\n"
				    "struct s { struct other *o; struct hidden *h; };\n"
				    "void use(void *);\n"
				    "void f(struct s *s) { use(s->o); use(s->h); }\n"
				    "void g(struct other *o) { struct other local; use(o); use(&local); }");
	const struct dl_record *s = record_of(&l, "f");

	CU_ASSERT_EQUAL(s->member_count, 2);
	CU_ASSERT_EQUAL(record_of(&l, "g")->size, 4);
	CU_ASSERT_EQUAL(record_of(&l, "g")->align, 0);
	CU_ASSERT_EQUAL(record_of(&l, "g")->member_count, 0);
	CU_ASSERT_STRING_EQUAL(member_of(s, "o")->type->elem->record->name, "struct other");
	lowered_free(&l);
}

/* A record of the kernel is not laid out for what a driver does with it, but where it lies in the driver's. */
static void test_core_records(void)
{
	char folder[256], header[300];
	const char *prefixes[] = {folder};
	const char *const args[] = {"-I", folder};
	struct dl_parse_request request = {.args = args,
					   .arg_count = 2,
					   .core_prefixes = prefixes,
					   .core_prefix_count = 1};
	struct lowered l;
	const struct dl_record *list;

	temp_folder(folder, sizeof(folder), "dl-layout-XXXXXX");
	snprintf(header, sizeof(header), "%s/core.h", folder);
	write_text(header, "", "struct list { struct list *next; }; struct device { int x; struct list all; };\n");
	l = lower_request(prefix,
			  "#include \"core.h\"\nstruct s { u32 a; struct list node; };\n"
			  "void f(struct s *s) { s->a = 1; } void g(struct device *d) { d->x = 1; }",
			  &request);
	list = member_of(record_of(&l, "f"), "node")->type->record;
	CU_ASSERT_TRUE(list->is_core);
	CU_ASSERT_EQUAL(list->member_count, 1);
	CU_ASSERT_TRUE(record_of(&l, "g")->is_core);
	CU_ASSERT_EQUAL(record_of(&l, "g")->align, 0);
	CU_ASSERT_EQUAL(record_of(&l, "g")->member_count, 0);
	lowered_free(&l);
	unlink(header);
	rmdir(folder);
}

static void test_records_in_error(void)
{
	struct lowered l = laid_out("struct s { u32 a; u32 a; struct nowhere n; u32 b; };\n"
				    "struct t { u32 a; u32 a; u64 c; };\n"
				    "struct u { u32 a; u32 b; };\n"
				    "void f(struct s *s) { s->b = 1; } void g(struct t *t) { t->c = 1; }\n"
				    "void h(struct u *u) { u->b = 1; }");

	/* validated by lower_request() */
	CU_ASSERT_EQUAL(record_of(&l, "f")->member_count, 0);
	CU_ASSERT_EQUAL(record_of(&l, "g")->member_count, 0);
	CU_ASSERT_EQUAL(record_of(&l, "h")->member_count, 2);
	lowered_free(&l);
}

DL_TEST_MAIN("frontend-layout", DL_TEST(test_members), DL_TEST(test_members_without_a_name),
	     DL_TEST(test_unions_and_bit_fields), DL_TEST(test_alignment),
	     DL_TEST(test_unusual_offsets), DL_TEST(test_pointers),
	     DL_TEST(test_unused_records), DL_TEST(test_core_records),
	     DL_TEST(test_records_in_error))
