/* SPDX-License-Identifier: Apache-2.0 */
/* Linking packed units: what is shared, what keeps to its file, what damage does. */
#include "ir_fixture.h"

#include "ir/link.h"
#include "ir/pack.h"
#include "ir/validate.h"

static void add(struct dl_linker *linker, const char *text)
{
	struct dl_unit *unit = parsed(text);
	struct dl_buf packed = {0};
	struct dl_error err = {0};

	dl_ir_pack(unit, &packed);
	CU_ASSERT_EQUAL(dl_linker_add(linker, packed.data, packed.len, &err), DL_OK);
	dl_unit_free(unit);
	dl_buf_free(&packed);
}

/* The unit of the texts, which has to be valid. */
static struct dl_unit *linked(const char *a, const char *b, const char *c)
{
	struct dl_linker *linker = dl_linker_new("module");
	struct dl_error err = {0};
	struct dl_unit *unit;

	add(linker, a);
	if (b)
		add(linker, b);
	if (c)
		add(linker, c);
	unit = dl_linker_finish(linker);
	CU_ASSERT_EQUAL(dl_ir_validate(unit, &err), DL_OK);
	return unit;
}

static const struct dl_func *func_of(const struct dl_unit *unit, const char *symbol)
{
	for (uint32_t i = 0; i < unit->func_count; i++)
		if (strcmp(unit->funcs[i].symbol, symbol) == 0)
			return &unit->funcs[i];
	return NULL;
}

static const struct dl_instr *first_call(const struct dl_func *func)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
			if (func->blocks[b].instrs[i].op == DL_OP_CALL)
				return &func->blocks[b].instrs[i];
	return NULL;
}

static void test_one_is_itself(void)
{
	static const char text[] = "unit \"a.c\" arch x86_64\n"
				   "func static f(p: *struct s) {\n\tp->a = 1\n}\n"
				   "func g(p: *struct s) {\n\tcall f(p)\n}\n";
	struct dl_unit *plain = parsed(text), *unit = linked(text, NULL, NULL);
	char *before, *after;

	unit->path = plain->path;
	before = printed(plain);
	after = printed(unit);
	CU_ASSERT_STRING_EQUAL(before, after);
	free(before);
	free(after);
	dl_unit_free(plain);
	dl_unit_free(unit);
}

static void test_shared_tables(void)
{
	struct dl_unit *unit = linked(
		"unit \"a.c\"\nfile 0 \"a.c\" main\nfile 1 \"foo.h\"\n"
		"record struct s size 8 { a: u32 @0 }\n"
		"func f(p: *struct s) @0:3:1 {\n\tp->a = 1 @0:4:2\n}\n",
		"unit \"b.c\"\nfile 0 \"foo.h\"\nfile 1 \"b.c\" main\n"
		"record struct s\n"
		"func g(p: *struct s) @1:7:1 {\n\tcall f(p) @1:8:2\n}\n",
		"unit \"c.c\"\nrecord struct s size 16 { a: u32 @0 }\n"
		"func h(p: *struct s) @0:9:1 {\n\tp->a = 1\n}\n");
	const struct dl_func *f = func_of(unit, "f"), *g = func_of(unit, "g"),
			     *h = func_of(unit, "h");
	const struct dl_record *of_f = f->vars[0].type->elem->record;

	CU_ASSERT_EQUAL(unit->file_count, 4);
	CU_ASSERT_STRING_EQUAL(unit->files[f->loc.file].path, "a.c");
	CU_ASSERT_STRING_EQUAL(unit->files[g->loc.file].path, "b.c");
	CU_ASSERT_STRING_EQUAL(unit->files[h->loc.file].path, "c.c");
	CU_ASSERT_STRING_EQUAL(unit->files[first_call(g)->loc.file].path, "b.c");
	CU_ASSERT_PTR_EQUAL(of_f, g->vars[0].type->elem->record);
	CU_ASSERT_EQUAL(of_f->size, 8);
	CU_ASSERT_PTR_NOT_EQUAL(of_f, h->vars[0].type->elem->record);
	CU_ASSERT_PTR_EQUAL(f->ret, g->ret);
	CU_ASSERT_PTR_EQUAL(first_call(g)->callee, f->symbol);
	dl_unit_free(unit);
}

static void test_static_names(void)
{
	struct dl_unit *unit = linked(
		"unit \"a.c\"\nglobal static count: u32 @1:1\n"
		"func static get() -> s32 @2:1 {\n\t@count = 1\n\treturn 0\n}\n"
		"func a() -> s32 @5:1 {\n\treturn call get()\n}\n",
		"unit \"b.c\"\nglobal static count: u32 @1:1\n"
		"func static get() -> s32 @2:1 {\n\t@count = 2\n\treturn 0\n}\n"
		"global static ops: struct ops @4:1 = { get: get }\n"
		"func b() -> s32 @5:1 {\n\treturn call get()\n}\n",
		"unit \"c.c\"\nfunc static only() -> s32 @2:1 {\n\treturn 0\n}\n"
		"func c() -> s32 @5:1 {\n\tcall only()\n\treturn call get()\n}\n");
	const struct dl_instr *a = first_call(func_of(unit, "a"));
	const struct dl_instr *b = first_call(func_of(unit, "b"));

	CU_ASSERT_PTR_NULL(func_of(unit, "get"));
	CU_ASSERT_STRING_EQUAL(a->callee, "get~1");
	CU_ASSERT_STRING_EQUAL(a->written, "get");
	CU_ASSERT_STRING_EQUAL(b->callee, "get~2");
	CU_ASSERT_STRING_EQUAL(func_of(unit, "get~2")->name, "get");
	CU_ASSERT_STRING_EQUAL(func_of(unit, "get~1")->blocks[0].instrs[0].place->name, "count~1");
	CU_ASSERT_STRING_EQUAL(func_of(unit, "get~2")->blocks[0].instrs[0].place->name, "count~2");
	CU_ASSERT_PTR_NOT_NULL(dl_unit_find_global(unit, "count~2"));
	CU_ASSERT_STRING_EQUAL(dl_unit_find_global(unit, "ops")->refs[0].func, "get~2");
	CU_ASSERT_PTR_NOT_NULL(func_of(unit, "only"));
	dl_unit_free(unit);
}

/* A static function's plain name would catch the calls of a file that means another one. */
static void test_static_is_no_target(void)
{
	struct dl_unit *unit = linked("unit \"a.c\"\nfunc static get() @2:1 {\n}\n",
				      "unit \"b.c\"\nfunc b() @2:1 {\n\tcall get()\n}\n", NULL);

	CU_ASSERT_PTR_NOT_NULL(func_of(unit, "get~1"));
	CU_ASSERT_STRING_EQUAL(first_call(func_of(unit, "b"))->callee, "get");
	dl_unit_free(unit);
}

static void test_two_exported(void)
{
	struct dl_unit *unit = linked("unit \"a.c\"\nfunc get() @2:1 {\n}\n"
				      "func a() @4:1 {\n\tcall get()\n}\n",
				      "unit \"b.c\"\nfunc get() @2:1 {\n}\n",
				      "unit \"c.c\"\nfunc c() @2:1 {\n\tcall get()\n}\n");

	CU_ASSERT_STRING_EQUAL(first_call(func_of(unit, "a"))->callee, "get~1");
	CU_ASSERT_PTR_NOT_NULL(func_of(unit, "get~2"));
	CU_ASSERT_STRING_EQUAL(first_call(func_of(unit, "c"))->callee, "get");
	dl_unit_free(unit);
}

#define HEADER                                                                         \
	"func static inline header get() -> s32 @1:2:1 {\n\treturn 0 @1:3:1\n}\n"      \
	"global static const table: u32 @1:9:1\n"

static void test_header_functions(void)
{
	struct dl_unit *unit =
		linked("unit \"a.c\"\nfile 0 \"a.c\" main\nfile 1 \"foo.h\"\n" HEADER
		       "func a() @0:4:1 {\n\tcall get()\n}\n",
		       "unit \"b.c\"\nfile 0 \"b.c\" main\nfile 1 \"foo.h\"\n" HEADER
		       "func b() @0:4:1 {\n\tcall get()\n}\n",
		       NULL);

	CU_ASSERT_EQUAL(unit->func_count, 3);
	CU_ASSERT_EQUAL(unit->global_count, 1);
	CU_ASSERT_PTR_NOT_NULL(func_of(unit, "get"));
	CU_ASSERT_PTR_EQUAL(first_call(func_of(unit, "b"))->callee, func_of(unit, "get")->symbol);
	dl_unit_free(unit);
}

static void test_rest_is_kept(void)
{
	struct dl_unit *unit = linked(
		"unit \"a.c\" arch x86_64\nfunc a() @2:1 {\n\tdegraded \"no member\" \"x\" @3:1\n}\n"
		"diag \"one\" in a @3:1\ndiags 4\n",
		"unit \"b.c\" arch arm64\nfunc b() @2:1 {\n}\ndiag \"two\" @3:1\n", NULL);

	CU_ASSERT_EQUAL(func_of(unit, "a")->degradation_count, 1);
	CU_ASSERT_EQUAL(unit->diag_count, 2);
	CU_ASSERT_EQUAL(unit->diag_total, 5);
	CU_ASSERT_STRING_EQUAL(unit->files[unit->diags[1].loc.file].path, "b.c");
	CU_ASSERT_STRING_EQUAL(unit->arch, "x86_64");
	CU_ASSERT_PTR_NULL(func_of(unit, "a")->arch);
	CU_ASSERT_STRING_EQUAL(func_of(unit, "b")->arch, "arm64");
	dl_unit_free(unit);
}

static void test_damage(void)
{
	struct dl_linker *linker = dl_linker_new("module");
	struct dl_unit *unit = parsed("unit \"b.c\"\nfunc b() @2:1 {\n}\n");
	struct dl_buf packed = {0};
	struct dl_error err = {0};

	add(linker, "unit \"a.c\"\nfunc a() @2:1 {\n}\n");
	dl_ir_pack(unit, &packed);
	dl_unit_free(unit);
	for (size_t len = 0; len < packed.len; len++)
		CU_ASSERT_NOT_EQUAL(dl_linker_add(linker, packed.data, len, &err), DL_OK);
	unit = dl_linker_finish(linker);
	CU_ASSERT_EQUAL(unit->func_count, 1);
	CU_ASSERT_EQUAL(unit->file_count, 1);
	dl_unit_free(unit);
	dl_buf_free(&packed);
}

#define LAID_OUT "record struct s size 8 align 4 members { a: u32 @0, b: struct t @4 }\n" \
		 "record struct t size 4 align 4 members { x: u32 @0 }\n"

static void test_layouts(void)
{
	struct dl_unit *unit = linked("unit \"a.c\"\nrecord struct s size 8\n"
				      "func f(p: *struct s, q: *struct s~2) { zero *p }\n"
				      "record struct s~2 size 16 align 8 members { c: u64 @8 }\n",
				      "unit \"b.c\"\n" LAID_OUT "func g(p: *struct s) { p->a = 1 }\n",
				      "unit \"c.c\"\n" LAID_OUT "func h(p: *struct s) { p->b.x = 1 }\n");
	const struct dl_func *f = func_of(unit, "f"), *h = func_of(unit, "h");
	const struct dl_record *s = f->vars[0].type->elem->record;
	const struct dl_step *step = h->blocks[0].instrs[0].place->steps;

	/* the file that has the members tells those that have not */
	CU_ASSERT_PTR_EQUAL(s, h->vars[0].type->elem->record);
	CU_ASSERT_EQUAL(s->align, 4);
	CU_ASSERT_EQUAL_FATAL(s->member_count, 2);
	CU_ASSERT_PTR_EQUAL(s->members[1].name, step[1].field);
	CU_ASSERT_PTR_EQUAL(s->members[1].type, step[1].type);
	CU_ASSERT_EQUAL(s->members[1].type->record->member_count, 1);
	CU_ASSERT_EQUAL(f->vars[1].type->elem->record->member_count, 1);
	CU_ASSERT_EQUAL(f->vars[1].type->elem->record->members[0].offset, 8);
	dl_unit_free(unit);
}

/* One name and one size, and yet two records: the first's members stand. */
static void test_layouts_that_differ(void)
{
	struct dl_unit *unit = linked("unit \"a.c\"\nrecord struct s size 8 align 8 members { a: u64 @0 }\n"
				      "func f(p: *struct s) { p->a = 1 }\n",
				      "unit \"b.c\"\n" LAID_OUT "func g(p: *struct s) { p->b.x = 1 }\n",
				      NULL);
	const struct dl_record *s = func_of(unit, "g")->vars[0].type->elem->record;

	CU_ASSERT_EQUAL(s->align, 8);
	CU_ASSERT_EQUAL_FATAL(s->member_count, 1);
	CU_ASSERT_STRING_EQUAL(s->members[0].name, "a");
	dl_unit_free(unit);
}

/* The macro of a fence is no function, and means none of that name. */
static void test_fences_keep_their_name(void)
{
	struct dl_unit *unit = linked("unit \"a.c\"\nfunc static wmb() { }\nfunc f() { call wmb() }\n",
				      "unit \"b.c\"\nfunc g() { fence wmb() }\n", NULL);
	const struct dl_instr *fence = &func_of(unit, "g")->blocks[0].instrs[0];

	CU_ASSERT_EQUAL(fence->op, DL_OP_FENCE);
	CU_ASSERT_STRING_EQUAL(fence->written, "wmb");
	CU_ASSERT_PTR_NULL(fence->callee);
	CU_ASSERT_PTR_NOT_NULL(func_of(unit, "wmb"));
	dl_unit_free(unit);
}

DL_TEST_MAIN("ir_link", DL_TEST(test_one_is_itself), DL_TEST(test_shared_tables),
	     DL_TEST(test_static_names), DL_TEST(test_static_is_no_target),
	     DL_TEST(test_two_exported), DL_TEST(test_header_functions),
	     DL_TEST(test_rest_is_kept), DL_TEST(test_layouts),
	     DL_TEST(test_layouts_that_differ), DL_TEST(test_fences_keep_their_name),
	     DL_TEST(test_damage))
