/* SPDX-License-Identifier: Apache-2.0 */
/* The IR's text form: what it keeps, its shorthands, its errors. */
#include "ir/pack.h"
#include "ir/validate.h"
#include "ir_fixture.h"
#include "ir_random.h"

#define HEAD "unit \"test.c\" arch x86_64\nfile 0 \"test.c\" main\n"

/* @text prints as @expected, which prints as itself. */
static void check_text(const char *text, const char *expected)
{
	struct dl_unit *unit = parsed(text);
	char *first = printed(unit), *second;

	if (strcmp(first, expected) != 0)
		fprintf(stderr, "\nexpected:\n%s\ngot:\n%s\n", expected, first);
	CU_ASSERT_STRING_EQUAL(first, expected);
	dl_unit_free(unit);
	unit = parsed(first);
	second = printed(unit);
	CU_ASSERT_STRING_EQUAL(first, second);
	dl_unit_free(unit);
	free(first);
	free(second);
}

static void check_error(const char *text, const char *message)
{
	struct dl_error err = {0};
	struct dl_unit *unit = (struct dl_unit *)&err;
	enum dl_status status = dl_ir_parse(&unit, text, &err);

	if (status != DL_ERR_INVALID || !strstr(err.message, message))
		fprintf(stderr, "\n%s\nexpected: %s\ngot: %s\n", text, message, err.message);
	CU_ASSERT_EQUAL(status, DL_ERR_INVALID);
	CU_ASSERT_EQUAL(err.status, DL_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, message));
	CU_ASSERT_PTR_NULL(unit);
	if (unit)
		dl_unit_free(unit);
}

static void test_empty(void)
{
	check_text("", HEAD);
	check_text("  # nothing but a comment\n// another", HEAD);
}

static void test_full_form_is_kept(void)
{
	static const char text[] =
		"unit \"drivers/x/y.c\" arch arm64\n"
		"file 0 \"drivers/x/y.c\" main\n"
		"file 1 \"drivers/x/y.h\"\n"
		"diag \"use of undeclared identifier 'q'\" in probe @4:3\n"
		"diags 9\n"
		"record struct ops core\n"
		"record struct ring size 64 {\n"
		"\tdma: dma_addr_t=u64 @8\n"
		"\tbuf: [2]*void @16+8\n"
		"}\n"
		"record struct `(anon y.c:3)` size 8 union\n"
		"global static const ops: struct ops in probe @1:2:3-9 = {\n"
		"\tndo_open: foo_open,\n"
		"\tfoo_plain,\n"
		"}\n"
		"extern jiffies: volatile_ulong=u64\n"
		"\n"
		"func static inline header probe(r: *struct ring @5:6, n: const u32=u32) -> s32 "
		"@1:5:12-17 end @9:1 {\n"
		"\tdegraded \"no member\" \"no member named 'q'\" @6:2\n"
		"\tlocal h: dma_addr_t=u64 @7:3-7 synthetic\n"
		"\tlocal u: struct `(anon y.c:3)`\n"
		"b0:\n"
		"\tdecl h @7:3\n"
		"\t%0 = load n\n"
		"\t%1 = addr r->buf\n"
		"\t%2 = load *%1\n"
		"\t%3 = call map as dma_map_single(%2, 64, 1 DMA_TO_DEVICE, \"x\\n\", &probe) : "
		"dma_addr_t=u64 @10:7-40\n"
		"\tstore h = %3\n"
		"\tzero u\n"
		"\t%4 = cast %3 : u32\n"
		"\t%5 = %4 == 0\n"
		"\t%6 = !(%5)\n"
		"\t%7 = container_of(%1, struct ring, buf @16)\n"
		"\t%8 = load %7->dma\n"
		"\tcall *%8 [r->buf[1]](?, 1, -2:u64) noreturn\n"
		"\tgoto b1\n"
		"b1:\n"
		"\tasm(%0)\n"
		"\tfence dma_wmb()\n"
		"\tfence xchg(%0, %1)\n"
		"\t%10 = load volatile r->dma\n"
		"\tstore volatile *%1 = %10\n"
		"\tcall *%8 [volatile r->buf[1]]()\n"
		"\t%9 = unknown : u8\n"
		"\tbr %9 ? b2 : b3\n"
		"b2:\n"
		"\tswitch %9 { 1..3: b2, -1: b1, default: b3 }\n"
		"b3:\n"
		"\tgoto *%1 { b1, b2 }\n"
		"b4:\n"
		"\treturn -12 ENOMEM @20:2\n"
		"\ttemps 12\n"
		"}\n";

	check_text(text, text);
}

static void test_shorthands(void)
{
	check_text("record struct ring size 64 { dma: dma_addr_t @8, next: *struct ring @16 }\n"
		   "func map(r: *struct ring, p: *void) -> s32 {\n"
		   "	r->next->dma = call dma_map(p, 64, 1 DMA_TO_DEVICE)\n"
		   "	br call dma_mapping_error(r->dma) ? bad : good\n"
		   "good:\n"
		   "	return 0\n"
		   "bad: return -5\n"
		   "}\n",
		   HEAD "record struct ring size 64 {\n"
			"\tdma: dma_addr_t=u64 @8\n"
			"\tnext: *struct ring @16\n"
			"}\n"
			"\n"
			"func map(r: *struct ring, p: *void) -> s32 {\n"
			"b0:\n"
			"\t%0 = load p\n"
			"\t%1 = call dma_map(%0, 64, 1 DMA_TO_DEVICE) : dma_addr_t=u64\n"
			"\tstore r->next->dma = %1\n"
			"\t%2 = load r->dma\n"
			"\t%3 = call dma_mapping_error(%2)\n"
			"\tbr %3 ? b2 : b1\n"
			"b1:\n"
			"\treturn 0\n"
			"b2:\n"
			"\treturn -5\n"
			"}\n");
}

/* Members are declared fields, too: a step that goes to one says no more than its name. */
static void test_members(void)
{
	static const char text[] =
		HEAD "record struct ring size 96 align 32 members {\n"
		"\tdev: *struct device @0\n"
		"\tflags: u32 @8 bits\n"
		"\tbits: u32 @8 bits aligned \"aligned(4)\"\n"
		"\taligned: u32 @12\n"
		"\tdesc: [2]struct desc @32 aligned \"__aligned(32)\" declared @4:6\n"
		"\tu: struct `(anon)` @64+12\n"
		"\ttail: [0]u8 @96\n"
		"} {\n"
		"\t`u.x`: u32 @68\n"
		"}\n"
		"record struct desc size 16 align 8 members {\n"
		"\taddr: u64 @0\n"
		"\tnext: *struct desc @8\n"
		"}\n"
		"record struct device\n"
		"record struct `(anon)` size 16 align 4\n"
		"\nfunc f(r: *struct ring) {\n"
		"b0:\n"
		"\tstore r->desc[1].addr = 1\n"
		"\tstore r->u.x = 2\n"
		"\tstore r->bits = 3\n"
		"\tstore r->dev{s8 @0+1} = 4\n"
		"\treturn\n"
		"}\n";

	check_text(text, text);
	check_text("record struct s size 8 align 4 members { a: u32, b: u32 @4 bits, }\n"
		   "func f(s: struct s) { s.b = s.a }\n",
		   HEAD "record struct s size 8 align 4 members {\n"
			"\ta: u32 @0\n\tb: u32 @4 bits\n}\n"
			"\nfunc f(s: struct s) {\nb0:\n\t%0 = load s.a\n\tstore s.b = %0\n\treturn\n}\n");
}

/* A name that is also the qualifier stays a name. */
static void test_volatile(void)
{
	check_text("func f(p: *u32, `volatile`: u32) {\n"
		   "	volatile *p = volatile p[1]\n"
		   "	volatile `volatile` = `volatile`\n"
		   "}\n",
		   HEAD "\nfunc f(p: *u32, `volatile`: u32) {\n"
			"b0:\n"
			"\t%0 = load volatile p[1]\n"
			"\tstore volatile *p = %0\n"
			"\t%1 = load `volatile`\n"
			"\tstore volatile `volatile` = %1\n"
			"\treturn\n"
			"}\n");
}

static void test_falls_through_and_returns(void)
{
	check_text("func f(a: s32) { br a ? one : two; one: zero a; two: }",
		   HEAD "\nfunc f(a: s32) {\nb0:\n\t%0 = load a\n\tbr %0 ? b1 : b2\n"
			"b1:\n\tzero a\n\tgoto b2\nb2:\n\treturn\n}\n");
}

static void test_implicit_temps_follow_named_ones(void)
{
	check_text("func f(a: u8) -> u8 {\n\t%7 = load a\n\treturn a + (%7 * -2)\n}",
		   HEAD "\nfunc f(a: u8) -> u8 {\nb0:\n\t%7 = load a\n\t%8 = load a\n"
			"\t%9 = %7 * -2\n\t%10 = %8 + %9\n\treturn %10\n}\n");
}

static void test_autoloc(void)
{
	struct dl_unit *unit =
		parsed("autoloc\n\nfunc f(p: *s32) {\n\t*p = 3\n\tzero *p @99:7\n}\n");
	const struct dl_block *block = &unit->funcs[0].blocks[0];

	CU_ASSERT_EQUAL(unit->funcs[0].loc.line, 3);
	CU_ASSERT_EQUAL(block->instrs[0].loc.line, 4);
	CU_ASSERT_EQUAL(block->instrs[0].loc.col, 2);
	CU_ASSERT_EQUAL(block->instrs[1].loc.line, 99);
	CU_ASSERT_EQUAL(block->instrs[1].loc.col, 7);
	dl_unit_free(unit);
}

/* The value of a statement gets the statement's location, as its implied loads do. */
static void test_locations_of_implied_instructions(void)
{
	struct dl_unit *unit = parsed("func f(a: s32) -> s32 {\n\treturn call g(a) @5:2-6:9\n}\n");
	const struct dl_block *block = &unit->funcs[0].blocks[0];

	CU_ASSERT_EQUAL_FATAL(block->instr_count, 2);
	CU_ASSERT_EQUAL(block->instrs[0].loc.line, 5);
	CU_ASSERT_EQUAL(block->instrs[1].loc.end_line, 6);
	CU_ASSERT_EQUAL(block->term.loc.end_col, 9);
	dl_unit_free(unit);
}

static void test_names_are_interned(void)
{
	struct dl_unit *unit = parsed("func f(a: s32) { call f(a); call f(a) }");
	const struct dl_func *func = dl_unit_find_func(unit, "f");

	CU_ASSERT_PTR_NOT_NULL_FATAL(func);
	CU_ASSERT_PTR_EQUAL(func->blocks[0].instrs[1].callee, func->name);
	CU_ASSERT_PTR_EQUAL(func->blocks[0].instrs[3].callee, func->name);
	CU_ASSERT_PTR_NULL(dl_unit_find_func(unit, "g"));
	CU_ASSERT_PTR_NULL(dl_unit_find_global(unit, "f"));
	dl_unit_free(unit);
}

static void test_pointer_size_follows_arch(void)
{
	struct dl_unit *unit = parsed("unit \"a.c\" arch arm\nfunc f(p: **u8, q: *#8 u8) { }");

	CU_ASSERT_EQUAL(unit->funcs[0].vars[0].type->size, 4);
	CU_ASSERT_EQUAL(unit->funcs[0].vars[0].type->elem->size, 4);
	CU_ASSERT_EQUAL(unit->funcs[0].vars[1].type->size, 8);
	dl_unit_free(unit);
}

/* p->u.x: `u` has an anonymous type, so the record of `x` is that of `u`. */
static void test_paths_in_anonymous_members(void)
{
	struct dl_unit *unit = parsed(
		"record struct foo { u: union `(anon)` @8, `u.x`: u32 @12, n: struct bar @16 }\n"
		"func f(p: *struct foo) { %0 = load p->u.x; %1 = load p->n.y; %2 = load p->`u.x` "
		"}");
	const struct dl_instr *instrs = unit->funcs[0].blocks[0].instrs;

	CU_ASSERT_EQUAL(instrs[0].place->step_count, 3);
	CU_ASSERT_STRING_EQUAL(instrs[0].place->steps[2].field, "u.x");
	CU_ASSERT_STRING_EQUAL(instrs[0].place->steps[2].record->name, "struct foo");
	CU_ASSERT_EQUAL(instrs[0].place->steps[2].offset, 12);
	CU_ASSERT_STRING_EQUAL(instrs[1].place->steps[2].record->name, "struct bar");
	CU_ASSERT_EQUAL(instrs[2].place->step_count, 2);
	dl_unit_free(unit);
}

static void test_errors_of_lexer(void)
{
	check_error("func f() { \"abc\n }", "1:12: string without closing \"");
	check_error("func `f() { }", "1:6: name without closing `");
	check_error("global x: [99999999999999999999]u8", "1:12: number does not fit 64 bits");
	check_error("\n  \\", "2:3: character that no token starts with");
	check_error("unit \"\\q\"", "1:6: unknown escape");
	check_error("unit \"\\x00\"", "1:6: unknown escape");
	check_error("unit \"\\x4", "1:6: unknown escape");
	check_error("func f() { return 12ab }", "1:19: number runs into a name");
	check_error("func f() { return 0x }", "1:19: hexadecimal number without digits");
}

static void test_errors_of_unit(void)
{
	check_error("hello", "1:1: expected unit, file, record, global, extern, func, diag or "
			     "autoloc, found `hello`");
	check_error("unit x", "1:6: expected the unit's path as a string, found `x`");
	check_error("file 1 \"a.c\"", "1:6: files are numbered in order: expected 0");
	check_error("file 0 \"a.c\" main file", "1:19: expected the end of the line");
	check_error("record struct", "1:14: expected the record's name, found the end");
	check_error("record struct r size x", "1:22: expected the record's size in bytes");
	check_error("record struct r { a: u8 @0, a: u8 @1 }", "1:29: field `a` is declared twice");
	check_error("record struct r { a: u8 @4294967296 }", "1:26: the field's offset does not "
							     "fit 32 bits");
	check_error("record struct r align x", "1:23: expected the record's alignment in bytes");
	check_error("record struct r align 4 members x", "1:33: expected `{`, found `x`");
	check_error("record struct r members { x }", "1:29: expected `:`, found `}`");
	check_error("record struct r members { x: u8 aligned 4 }",
		    "1:41: expected the attribute as a string, found `4`");
	check_error("record struct r members { x: u8 } { x: u8 }",
		    "1:37: field `x` is declared twice");
	check_error("record struct r size 1 members { x: u8 }\nglobal g: struct r",
		    "`struct r` has members and no alignment");
	check_error("record struct r size 4 align 1 members { x: u8, y: u32 @1 }\nglobal g: struct r",
		    "member `y` lies outside of `struct r`");
	check_error("record struct r size 8 align 8 members { x: [1]struct s }\n"
		    "record struct s size 8 align 8 members { x: struct r }\n"
		    "global g: *struct r", "`struct r` contains itself");
	check_error("global static x", "1:16: expected `:`");
	check_error("global hot x: u8", "1:8: expected static, const or the global's name");
	check_error("global x: u8 = { f: }", "1:21: expected a function, found `}`");
	check_error("diag \"x\" @1:2:3:4", "location of more than file:line:column");
}

static void test_errors_of_types(void)
{
	check_error("global x: foo", "1:11: unknown type `foo`; say what it is where it is "
				       "first used, as in foo=u64");
	check_error("global x: _t", "1:11: unknown type `_t`");
	check_error("global x: u7", "1:11: unknown type `u7`");
	check_error("global x: *", "1:12: expected a type, found the end of the text");
	check_error("global x: [3u8", "1:12: number runs into a name");
	check_error("global x: enum e=f32", "1:18: expected the enum's integer type");
	check_error("global x: u8#4", "1:13: expected the end of the line, found `#`");
	check_error("func f(x: none) { }", "type of a variable missing");
	char deep[1024] = "global x: ";

	memset(deep + 10, '*', 500);
	strcpy(deep + 510, "u8");
	check_error(deep, "nested deeper than");
}

static void test_errors_of_places(void)
{
	check_error("func f() { zero x }", "1:17: no variable `x` in this function; globals are "
					   "written @x");
	check_error("func f(p: *u8) { zero p->x }", "1:26: `x` is not a field of a known struct");
	check_error("func f(p: *struct s) { zero p->x.y }", "1:34: `y` is not a field of a known");
	check_error("func f(p: *struct s) { zero p-> }", "expected a field's name");
	check_error("func f() { zero %0 }", "1:17: a temporary is no place; write *%0");
	check_error("func f(a: [4]u8) { zero a[1 }", "1:29: expected `]`, found `}`");
	check_error("func f(a: *struct s) { zero a->x{u8 in} }", "expected `struct NAME`");
	check_error("func f() { zero 5 }", "1:17: expected a place, found `5`");
}

static void test_errors_of_instructions(void)
{
	check_error("func f() { %0 = 5 }", "1:17: a value alone is no instruction");
	check_error("func f(a: u8) { %0 = load a\n %0 = load a\n }", "2:2: %0 is defined twice");
	check_error("func f() { call g(%0) }", "1:19: %0 is used before its definition");
	check_error("func f() { call g(%0:u8) }", "1:19: %0 is used but nowhere defined");
	check_error("func f() { call g(%2000000) }", "1:19: temporaries have numbers below");
	check_error("func f() { call g(1 }", "1:21: expected `)`, found `}`");
	check_error("func f() { call (1) }", "1:17: expected a function's name or `*`");
	check_error("func f(a: u8) { a + 1 }", "1:19: expected `=`, or a statement");
	check_error("func f(a: u8) { call g(a) call g(a) }", "1:27: expected the end of the line");
	check_error("func f() { decl x }", "1:17: no variable `x` in this function");
	check_error("func f() { %0 = container_of(1, struct s) }", "expected `,`, found `)`");
	check_error("func f() { %0 = cast }", "expected a value, found `}`");
	check_error("func f() { fence () }", "1:18: expected the fence's macro, found `(`");
	check_error("func f() { fence wmb }", "1:22: expected `(`, found `}`");
	check_error("func f(a: u8) { zero volatile volatile a }", "no variable `volatile`");
	check_error("func f() { temps x }", "expected a number of temporaries");
	check_error("func f(a: u8) { %3 = load a\n temps 2 }", "`temps 2` is too few: %3 is used");
}

static void test_errors_of_blocks(void)
{
	check_error("func f() { goto out }", "1:17: label `out` is not defined in this function");
	check_error("func f() { a:\n a: }", "2:2: label `a` is defined twice");
	check_error("func f() { return\n call g() }", "2:2: this cannot be reached");
	check_error("func f() -> s32 { call g() }", "1:28: `f` returns a value: expected return");
	check_error("func f() -> s32 { }", "`f` returns a value");
	check_error("func f() { br 1 ? a }", "1:21: expected `:`, found `}`");
	check_error("func f() { switch 1 { 1: a } a: }", "1:28: expected `default: LABEL`");
	check_error("func f() { switch 1 { default: a, default: a } a: }",
		    "expected a case's number");
	check_error("func f(a: u8, a: u8) { }", "1:15: variable `a` is declared twice");
	check_error("func f() {", "1:11: expected `}` at the end of the function");
	check_error("func f( {", "1:9: expected a variable's name");
	check_error("func", "1:5: expected the function's name");
	check_error("func fast f() { }", "1:6: expected static, inline, header or the function's");
}

static void test_errors_of_order(void)
{
	check_error("func f(a: u8) {\n br a ? one : two\none: %0 = load a\ntwo: call g(%0)\n}",
		    "f, b2, instruction 0: %0 is not defined on every way here");
	check_error("func f(a: u8) { again: call g(%0:u8); %0 = load a; goto again }",
		    "f, b0, instruction 0: %0 is not defined on every way here");
	check_error("func f(a: u8) { zero a @7:1:1 }", "location names file 7 of 1");
	check_error("func f(a: u8) { call f(none) }", "an argument missing");
}

/* What a loop defines may be used after it, and unreachable blocks may use anything. */
static void test_order_accepts(void)
{
	dl_unit_free(parsed("func f(a: u8) {\nloop: %0 = load a\n br %0 ? loop : out\n"
			    "out: call g(%0)\n}"));
	dl_unit_free(parsed("func f(a: u8) {\n goto out\ndead: call g(%0:u8)\n"
			    "out: %0 = load a\n}"));
	dl_unit_free(parsed("func f(a: u8) {\n%0 = load a\n br %0 ? one : two\n"
			    "one: zero a\ntwo: call g(%0)\n}"));
}

/* ---- properties ---- */

static void test_random_units_round_trip(void)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct dl_unit *unit = ir_random_unit(seed), *again;
		struct dl_buf packed = {0}, packed_again = {0};
		struct dl_error err = {0};
		char *first, *second;

		CU_ASSERT_EQUAL_FATAL(dl_ir_validate(unit, &err), DL_OK);
		first = printed(unit);
		again = parsed(first);
		second = printed(again);
		CU_ASSERT_STRING_EQUAL(first, second);
		/* nothing that the packed form holds is lost in the text */
		dl_ir_pack(unit, &packed);
		dl_ir_pack(again, &packed_again);
		CU_ASSERT_EQUAL_FATAL(packed.len, packed_again.len);
		CU_ASSERT_EQUAL(memcmp(packed.data, packed_again.data, packed.len), 0);
		dl_buf_free(&packed);
		dl_buf_free(&packed_again);
		dl_unit_free(unit);
		dl_unit_free(again);
		free(first);
		free(second);
	}
}

/* The block of docs/ir.md that starts with @start. */
static char *documented(const char *start)
{
	FILE *file = fopen(DL_SOURCE_DIR "/docs/ir.md", "r");
	char page[65536], marker[64], *from, *to;
	size_t len;

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	len = fread(page, 1, sizeof(page) - 1, file);
	fclose(file);
	page[len] = '\0';
	snprintf(marker, sizeof(marker), "```\n%s", start);
	from = strstr(page, marker);
	CU_ASSERT_PTR_NOT_NULL_FATAL(from);
	to = strstr(from + 4, "```");
	CU_ASSERT_PTR_NOT_NULL_FATAL(to);
	return strndup(from + 4, (size_t)(to - from - 4));
}

/* The example, as written by hand, prints as the page says. */
static void test_documented_example(void)
{
	char *by_hand = documented("autoloc\nrecord"), *full = documented("unit \"test.c\"");

	/* the page leaves locations out */
	memset(by_hand, ' ', strlen("autoloc"));
	check_text(by_hand, full);
	free(by_hand);
	free(full);
}

/* Any prefix, and any text with one character changed, parses or fails with a message. */
static void test_damaged_text(void)
{
	static const char noise[] = "%@{}[]()*&:;=\"`-. \n0a~#";
	struct dl_unit *unit = ir_random_unit(7);
	char *text = printed(unit);
	size_t len = strlen(text);

	dl_unit_free(unit);
	for (size_t i = 0; i < len * 2; i++) {
		char *damaged = i < len ? strndup(text, i) : strdup(text);
		struct dl_error err = {0};
		enum dl_status status;

		if (i >= len)
			damaged[i - len] = noise[i % (sizeof(noise) - 1)];
		status = dl_ir_parse(&unit, damaged, &err);
		CU_ASSERT(status == DL_OK || status == DL_ERR_INVALID);
		CU_ASSERT((status == DL_OK) == (unit != NULL));
		CU_ASSERT((status == DL_OK) == (err.message[0] == '\0'));
		dl_unit_free(unit);
		free(damaged);
	}
	free(text);
}

DL_TEST_MAIN("ir", DL_TEST(test_empty), DL_TEST(test_full_form_is_kept), DL_TEST(test_shorthands),
	     DL_TEST(test_members), DL_TEST(test_volatile),
	     DL_TEST(test_falls_through_and_returns),
	     DL_TEST(test_implicit_temps_follow_named_ones), DL_TEST(test_autoloc),
	     DL_TEST(test_locations_of_implied_instructions), DL_TEST(test_names_are_interned),
	     DL_TEST(test_pointer_size_follows_arch), DL_TEST(test_paths_in_anonymous_members),
	     DL_TEST(test_errors_of_lexer), DL_TEST(test_errors_of_unit),
	     DL_TEST(test_errors_of_types), DL_TEST(test_errors_of_places),
	     DL_TEST(test_errors_of_instructions), DL_TEST(test_errors_of_blocks),
	     DL_TEST(test_errors_of_order), DL_TEST(test_order_accepts),
	     DL_TEST(test_random_units_round_trip), DL_TEST(test_documented_example),
	     DL_TEST(test_damaged_text))
