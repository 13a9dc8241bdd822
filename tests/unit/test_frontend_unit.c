/* SPDX-License-Identifier: Apache-2.0 */
/* The unit as a whole: globals, headers, errors and what they damage, precompiled headers, flags. */
#include <sys/stat.h>

#include "frontend_helper.h"
#include "frontend/flags.h"
#include "source/embedded.h"

static const struct dl_init_ref *ref_of(struct lowered *l, const char *global, const char *function)
{
	const struct dl_global *g = dl_unit_find_global(l->result.unit, global);

	for (uint32_t i = 0; g && i < g->ref_count; i++) {
		if (!strcmp(g->refs[i].func, function))
			return &g->refs[i];
	}
	return NULL;
}

static void test_global_references(void)
{
	struct lowered l = lower(
		"struct inner { int (*a)(void); int (*b)(void); }; struct outer { int x; struct inner in; struct inner *p; };\n"
		"int f1(void); int f2(void); int f3(void); int f4(void); int f5(void); int f6(void);\n"
		"static const struct inner simple = { .b = f1 };\n"
		"struct outer table[] = { { .in.a = f2, .in.b = (int (*)(void))f3 }, [3] = { 1, { f4 } } };\n"
		"static struct outer nested = { .p = &(struct inner){ .a = &f5 } };\n"
		"int (*hook)(void) = f6; int (*list[])(void) = { f1, f2 };\n"
		"extern struct outer elsewhere; static int plain;\n"
		"void user(void) { use(elsewhere.x); }");

	CU_ASSERT_PTR_NOT_NULL_FATAL(ref_of(&l, "simple", "f1"));
	CU_ASSERT_STRING_EQUAL(ref_of(&l, "simple", "f1")->field, "b");
	CU_ASSERT_STRING_EQUAL(ref_of(&l, "table", "f2")->field, "[0].in.a");
	CU_ASSERT_STRING_EQUAL(ref_of(&l, "table", "f3")->field, "[0].in.b");
	CU_ASSERT_STRING_EQUAL(ref_of(&l, "table", "f4")->field, "[3].in.a");
	CU_ASSERT_STRING_EQUAL(ref_of(&l, "nested", "f5")->field, "p.a");
	CU_ASSERT_STRING_EQUAL(ref_of(&l, "hook", "f6")->field, "");
	CU_ASSERT_STRING_EQUAL(ref_of(&l, "list", "f2")->field, "[1]");
	CU_ASSERT(dl_unit_find_global(l.result.unit, "simple")->is_const);
	CU_ASSERT(dl_unit_find_global(l.result.unit, "simple")->is_static);
	CU_ASSERT_FALSE(dl_unit_find_global(l.result.unit, "elsewhere")->is_definition);
	CU_ASSERT(dl_unit_find_global(l.result.unit, "plain")->is_definition);
	CU_ASSERT_EQUAL(dl_unit_find_global(l.result.unit, "plain")->ref_count, 0);
	lowered_free(&l);
}

/* __COUNTER__ goes on from where a precompiled header has left it, or begins anew. */
static void test_names_without_counter(void)
{
	struct lowered l = lower("int start(void); int stop(void);\n"
				 "int (*__initcall__kmod_x__1136_12_start6)(void) = start;\n"
				 "int (*__initcall__kmod_x__1137_13_stop6)(void) = stop;\n"
				 "int (*__initcall__other)(void) = start;\n"
				 "void f(int a) { int __UNIQUE_ID_x1138 = a; consume(&__UNIQUE_ID_x1138); }");

	CU_ASSERT_PTR_NOT_NULL(ref_of(&l, "__initcall__kmod_x__12_start6", "start"));
	CU_ASSERT_PTR_NOT_NULL(ref_of(&l, "__initcall__kmod_x__13_stop6", "stop"));
	CU_ASSERT_PTR_NOT_NULL(ref_of(&l, "__initcall__other", "start"));
	CU_ASSERT_STRING_EQUAL(l.result.unit->funcs[0].vars[1].name, "__UNIQUE_ID_x");
	lowered_free(&l);
}

static void test_function_statics(void)
{
	struct lowered l = lower(
		"int cb(void); int buf;\n"
		"void f(void) { static u8 buf[4]; static const struct { int (*c)(void); } ops = { cb }; consume(buf); consume((void *)&ops); }\n"
		"void g(void) { static u8 buf[8]; { static u8 buf[2]; consume(buf); } consume(buf); buf[0] = 1; }");
	const struct dl_global *g = dl_unit_find_global(l.result.unit, "f.buf");

	CU_ASSERT_PTR_NOT_NULL_FATAL(g);
	CU_ASSERT_STRING_EQUAL(g->owner, "f");
	CU_ASSERT_EQUAL(g->type->size, 4);
	CU_ASSERT_EQUAL(dl_unit_find_global(l.result.unit, "g.buf")->type->size, 8);
	CU_ASSERT_EQUAL(dl_unit_find_global(l.result.unit, "g.buf.2")->type->size, 2);
	CU_ASSERT_PTR_NULL(dl_unit_find_global(l.result.unit, "buf")->owner);
	CU_ASSERT_PTR_NOT_NULL(ref_of(&l, "f.ops", "cb"));
	CU_ASSERT_EQUAL(dl_unit_find_func(l.result.unit, "f")->var_count, 0);
	lowered_free(&l);
}

static void test_shadowed_names(void)
{
	struct lowered l = lower("int f(int a) { int b = a; { int b = 2; use(b); } { int a = b; use(a); } return b; }");

	CU_ASSERT(has(&l, "f", "local b.2"));
	CU_ASSERT(has(&l, "f", "local a.2"));
	CU_ASSERT(IN_ORDER(&l, "f", "store b.2 = 2", "load b.2", "load b\n", "store a.2"));
	lowered_free(&l);
}

static void test_errors_degrade_their_function_only(void)
{
	struct lowered l = lower(
		"struct unknown;\n"
		"int good(int n) { return n; }\n"
		"int a(void) { return missing_name; }\n"
		"int b(struct priv *p) { return p->nope; }\n"
		"int c(struct unknown *u) { return u->x; }\n"
		"int d(void) { mystery_t t; return 0; }\n"
		"int e(int n) { return undeclared(n); }\n"
		"int g(int n) { return cond(n, 1) + *n; }\n"
		"broken at top level;\n"
		"int last(void) { return 1; }\n");
	static const struct {
		const char *function, *reason;
	} want[] = {
		{ "a", "undeclared identifier" }, { "b", "no member" }, { "c", "incomplete type" },
		{ "d", "undeclared identifier" }, { "e", "undeclared function" }, { "g", "other error" },
	};

	CU_ASSERT_EQUAL(degraded(&l, "good"), 0);
	CU_ASSERT_EQUAL(degraded(&l, "last"), 0);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		const struct dl_func *f = dl_unit_find_func(l.result.unit, want[i].function);

		CU_ASSERT_PTR_NOT_NULL_FATAL(f);
		CU_ASSERT_EQUAL_FATAL(f->degradation_count, 1);
		CU_ASSERT_STRING_EQUAL(f->degradations[0].reason, want[i].reason);
		CU_ASSERT_EQUAL(f->degradations[0].loc.line, f->loc.line);
	}
	/* what can be seen of a broken call is kept */
	CU_ASSERT(has(&l, "g", "call cond(%"));
	CU_ASSERT(has(&l, "e", "call undeclared(%0)"));
	CU_ASSERT_EQUAL(l.result.own_error_count, l.result.error_count);
	CU_ASSERT(l.result.error_count >= 7);
	CU_ASSERT_EQUAL(l.result.unit->diag_total, l.result.error_count);
	lowered_free(&l);
}

/* A call of another version's function: it is there with what it is given, so its function was read. */
static void test_other_argument_counts(void)
{
	struct lowered l = lower(
		"int two(int a, int b);\nvoid none(void);\n"
		"int f(int n) { return two(n); }\n"
		"int g(int n) { if (two(n, 1, 2)) return 1; two(n); return 0; }\n"
		"int h(int n) { int k = two(two(n)); none(k); return k; }\n"
		"int i(void) { return two(); }\n"
		"int j(int n) { return two(nope); }\n"
		"int k(int n) { return two(n) + nope; }\n");

	CU_ASSERT(has(&l, "f", "call two(%0)"));
	CU_ASSERT(IN_ORDER(&l, "g", "call two(%0, 1, 2)", "call two(%"));
	CU_ASSERT(has(&l, "h", "call none(%"));
	CU_ASSERT_EQUAL(degraded(&l, "f"), 0);
	CU_ASSERT_EQUAL(degraded(&l, "g"), 0);
	CU_ASSERT_EQUAL(degraded(&l, "h"), 0);
	CU_ASSERT_EQUAL(degraded(&l, "i"), 0);
	CU_ASSERT(degraded(&l, "j") > 0);
	CU_ASSERT(degraded(&l, "k") > 0);
	lowered_free(&l);
}

static void test_broken_operands_lose_nothing_else(void)
{
	struct lowered l = lower(
		"void f(struct priv *p, void *b) { p->nope = dma_map_single(p->dev, b, 4, DMA_TO_DEVICE); use(p->nope + cond()); }");

	CU_ASSERT(has(&l, "f", "call dma_map_single_attrs"));
	CU_ASSERT(has(&l, "f", "call cond()"));
	CU_ASSERT(has(&l, "f", "unknown"));
	CU_ASSERT_EQUAL(degraded(&l, "f"), 2);
	lowered_free(&l);
}

static void test_declarations_in_error(void)
{
	/* clang says nothing at the use: the function is degraded all the same */
	struct lowered l = lower(
		"int twice(int a) { return a; }\nint twice(int a) { return a; }\nint thrice(nope_t x);\n"
		"int f(struct priv *p) { return thrice(cond()); }\nint g(void) { return cond(); }");

	CU_ASSERT(has(&l, "f", "call thrice("));
	CU_ASSERT(has(&l, "f", "call cond()"));
	CU_ASSERT(degraded(&l, "f") > 0);
	CU_ASSERT_EQUAL(degraded(&l, "g"), 0);
	lowered_free(&l);
}

static void test_command_line_trouble_is_no_damage(void)
{
	static const char *const args[] = {
		"-std=gnu11", "-fno-such-flag-at-all", "-Werror", "-Werror=unused", "-fplugin=/tmp/evil.so",
		"-c", "-o", "/tmp/never-written.o", "-Xclang", "-load", "-Xclang", "/tmp/evil.so",
	};
	struct dl_parse_request request = { .args = args, .arg_count = 12 };
	struct lowered l = lower_request("", "static int unused(void) { int x; return 0; }", &request);

	CU_ASSERT_PTR_NOT_NULL_FATAL(l.result.unit);
	CU_ASSERT_EQUAL(l.result.error_count, 0);
	CU_ASSERT_EQUAL(degraded(&l, "unused"), 0);
	CU_ASSERT_NOT_EQUAL(access("/tmp/never-written.o", F_OK), 0);
	lowered_free(&l);
}

static void test_missing_headers(void)
{
	struct lowered l = lower(
		"#include \"not/here.h\"\n#include <neither/there.h>\n#include \"not/here.h\"\nint f(void) { return 1; }");

	CU_ASSERT_EQUAL_FATAL(l.result.missing_count, 2);
	CU_ASSERT_STRING_EQUAL(l.result.missing[0], "not/here.h");
	CU_ASSERT_STRING_EQUAL(l.result.missing[1], "neither/there.h");
	CU_ASSERT_EQUAL(degraded(&l, "f"), 0);
	lowered_free(&l);
}

static void test_missing_file(void)
{
	struct dl_parse_request request = { .path = "/nonexistent/x.c", .arch = "x86_64" };
	struct dl_parse_result result;
	struct dl_frontend *fe;
	struct dl_error err;

	CU_ASSERT_EQUAL_FATAL(dl_frontend_new(&fe, &err), DL_OK);
	CU_ASSERT_EQUAL(dl_frontend_parse(fe, &request, &result, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "/nonexistent/x.c"));
	CU_ASSERT_PTR_NULL(result.unit);
	dl_frontend_free(fe);
}

static void test_garbage_does_not_crash(void)
{
	static const char *const texts[] = {
		"", "}}}}", "int f( {", "int f(void) { if", "int f(void) { switch (1) { case: } }",
		"int f(void) { for (;;", "int f(void) { goto nowhere; }", "int f(void) { break; continue; case 1: ; }",
		"int f(void) { return *1 + &2; }", "int f(void) { ({}); ({;}); return ({ int x; }); }",
		"struct s { struct s s; }; struct s x = { .s.s.s = 1 }; int f(void) { struct s y = { 1, 2 }; return y.s.s; }",
		"int f(void) { int a[-1] = { [5] = 1, [-2] = 3 }; return a[0]; }", "int f(int f) { return f(f); }",
		"void f(void) { __asm__ goto(\"\" ::::", "void f(x) { typeof(x) y = x; __auto_type z = y; }",
		"int f(void) { int x = x; return sizeof(struct nope); }", "void f(void) { &&l; goto *0; }",
		"_Bool f(void) { return _Generic(1); }", "int f(void) { char *p = \"\\xff\\0\"; return p[1] ?: ; }",
		"typedef int v4 __attribute__((vector_size(16))); v4 f(v4 a) { a[1] = 2; return a + a; }",
		"int f(void) { _Complex double c = 1.0i; return __real__ c; }", "\xff\xfe\x01",
		"enum e { , X }; struct s { int a; enum e b[2]; }; int f(struct s *p, enum e x) { return p->b[1] + x + sizeof(struct s); }",
		"int f(int n) { if (__builtin_expect!!(n), 0) return 1; return __builtin_expect!!(n); }",
		"int f(int n) { int a[n]; struct { int b[n]; } s; return sizeof(a) + a[n - 1] + s.b[0]; }",
		"int f(int n, ...) { __builtin_va_list ap; __builtin_va_start(ap, n); n = __builtin_va_arg(ap, int); return n; }",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct dl_parse_request request = { 0 };
		struct lowered l = lower_request("", texts[i], &request);

		CU_ASSERT_EQUAL(l.status, DL_OK);
		lowered_free(&l);
	}
}

/* A folder with a core header, a header of the driver and an included .c file. */
struct tree {
	char root[64];
	char core[96];
	char path[128];
};

static void make_tree(struct tree *tree)
{
	snprintf(tree->root, sizeof(tree->root), "/tmp/dl-tree-%ld", (long)getpid());
	snprintf(tree->core, sizeof(tree->core), "%s/include", tree->root);
	mkdir(tree->root, 0755);
	mkdir(tree->core, 0755);
	snprintf(tree->path, sizeof(tree->path), "%s/core.h", tree->core);
	write_text(tree->path, "", "struct core { int x; }; static inline int core_inline(void) { return 1; }\n"
				   "#define MAKE(n) static inline int n(void) { return 3; }\nint broken(nope_t);\n");
	snprintf(tree->path, sizeof(tree->path), "%s/own.h", tree->root);
	write_text(tree->path, "", "struct own { struct core c; };\nstatic inline int own_inline(struct own *o) { return o->c.x; }\nMAKE(made)\n");
	snprintf(tree->path, sizeof(tree->path), "%s/part.c", tree->root);
	write_text(tree->path, "", "static int part(void) { return 2; }\n");
}

static void remove_tree(const struct tree *tree)
{
	static const char *const names[] = {
		"include/core.h", "own.h", "part.c", "core.pch", "include", "",
	};
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", tree->root, names[i]);
		if (remove(path) != 0 && i != 3)
			CU_FAIL("cannot clean up");
	}
}

#define TREE_TEXT \
	"#include \"own.h\"\n#include \"part.c\"\nint f(struct own *o) { return own_inline(o) + part() + core_inline(); }\n"

static void check_tree_unit(struct lowered *l)
{
	const struct dl_func *own = dl_unit_find_func(l->result.unit, "own_inline");
	const struct dl_func *part = dl_unit_find_func(l->result.unit, "part");
	const struct dl_step *step;

	CU_ASSERT_PTR_NOT_NULL_FATAL(own);
	CU_ASSERT_PTR_NOT_NULL_FATAL(part);
	CU_ASSERT(own->in_header);
	CU_ASSERT(own->is_static && own->is_inline);
	CU_ASSERT_FALSE(part->in_header);
	CU_ASSERT_STRING_EQUAL(l->result.unit->files[own->loc.file].path, "own.h");
	CU_ASSERT_STRING_EQUAL(l->result.unit->files[part->loc.file].path, "part.c");
	CU_ASSERT(l->result.unit->files[0].is_main);
	CU_ASSERT_PTR_NULL(dl_unit_find_func(l->result.unit, "core_inline"));
	/* a body that a macro of the core wrote into a header */
	CU_ASSERT_PTR_NULL(dl_unit_find_func(l->result.unit, "made"));
	step = &own->blocks[0].instrs[0].place->steps[1];
	CU_ASSERT_FALSE(step->record->is_core);
	CU_ASSERT(step[1].record->is_core);
	CU_ASSERT_EQUAL(l->result.own_error_count, 0);
	CU_ASSERT_EQUAL(degraded(l, "f"), 0);
}

static void test_headers_of_core_and_driver(void)
{
	struct tree tree;
	struct lowered l;

	make_tree(&tree);
	{
		const char *const args[] = { "-I", tree.root, "-I", tree.core, "-include", "core.h" };
		const char *const prefixes[] = { tree.core };
		struct dl_parse_request request = {
			.root = tree.root, .args = args, .arg_count = 6,
			.core_prefixes = prefixes, .core_prefix_count = 1,
		};

		l = lower_request("", TREE_TEXT, &request);
	}
	CU_ASSERT_PTR_NOT_NULL_FATAL(l.result.unit);
	check_tree_unit(&l);
	CU_ASSERT_EQUAL(l.result.error_count, 1);
	lowered_free(&l);
	remove_tree(&tree);
}

static bool names_map(const void *ctx, const char *text, size_t size)
{
	(void)ctx;
	return memmem(text, size, "dma_map", 7) != NULL;
}

/* Of a header's functions those are there that something leads to, and those that tell something, or may. */
static void test_functions_of_headers(void)
{
	static const char own[] =
		"static inline int deep(int n) { return n + 1; }\n"
		"static inline int quiet(int n) { return n + 2; }\n"
		"static inline int called(int n) { return deep(n); }\n"
		"static inline int only_by_quiet(int n) { return quiet(n); }\n"
		"static inline int in_table(int n) { return n; }\n"
		"static inline int handed(int n) { return n; }\n"
		"static inline void ended(int *n) { *n = 0; }\n"
		"static inline int below_map(int n) { return n; }\n"
		"static inline u64 maps(struct device *d, void *p) { return dma_map_single(d, p, below_map(8), DMA_TO_DEVICE); }\n"
		"#define WRITTEN(name) static inline int name(int n) { return n; }\n"
		"WRITTEN(by_macro)\n"
		"int exported(int n) { return n; }\n";
	static const char text[] =
		"#include \"own.h\"\n"
		"int (*table[])(int) = { in_table };\n"
		"void g(int (*f)(int));\n"
		"int f(int n) { __attribute__((cleanup(ended))) int m = called(n); g(&handed); return m; }\n";
	static const char *const kept[] = {"deep", "called", "in_table", "handed", "ended", "below_map", "maps",
					   "by_macro", "exported", "f"};
	char folder[256], header[300];
	const char *const args[] = {"-I", folder};
	struct dl_parse_request request = {.args = args, .arg_count = 2, .tells = names_map};
	struct lowered l;

	temp_folder(folder, sizeof(folder), "dl-header-XXXXXX");
	snprintf(header, sizeof(header), "%s/own.h", folder);
	write_text(header, "", own);
	l = lower_request(kernel_text, text, &request);
	CU_ASSERT_PTR_NOT_NULL_FATAL(l.result.unit);
	CU_ASSERT_EQUAL_FATAL(l.result.unit->func_count, sizeof(kept) / sizeof(kept[0]));
	for (uint32_t i = 0; i < l.result.unit->func_count; i++)
		CU_ASSERT_STRING_EQUAL(l.result.unit->funcs[i].name, kept[i]);
	lowered_free(&l);
	request.tells = NULL;
	l = lower_request(kernel_text, text, &request);
	CU_ASSERT_EQUAL(l.result.unit->func_count, sizeof(kept) / sizeof(kept[0]) + 2);
	lowered_free(&l);
	unlink(header);
	rmdir(folder);
}

static void test_precompiled_header(void)
{
	char header[128], pch[128];
	struct dl_error err;
	struct tree tree;
	struct lowered l;
	uint32_t errors = 0;

	make_tree(&tree);
	snprintf(header, sizeof(header), "%s/core.h", tree.core);
	snprintf(pch, sizeof(pch), "%s/core.pch", tree.root);
	{
		const char *const args[] = { "-std=gnu11", "-I", tree.root, "-include", header };
		const char *const prefixes[] = { tree.core };
		struct dl_parse_request request = {
			.root = tree.root, .args = args, .arg_count = 5, .pch = pch,
			.core_prefixes = prefixes, .core_prefix_count = 1,
		};
		struct dl_frontend *fe;

		CU_ASSERT_EQUAL_FATAL(dl_frontend_new(&fe, &err), DL_OK);
		/* errors in it are counted and do not stop it */
		CU_ASSERT_EQUAL(dl_frontend_build_pch(fe, header, args, 1, pch, NULL, &errors, &err), DL_OK);
		CU_ASSERT_EQUAL(errors, 1);
		l = lower_request("", TREE_TEXT, &request);
		CU_ASSERT_PTR_NOT_NULL_FATAL(l.result.unit);
		CU_ASSERT_FALSE(l.result.without_pch);
		check_tree_unit(&l);
		lowered_free(&l);
		/* unreadable, or made for other flags: parsed without it */
		write_text(pch, "", "not a precompiled header");
		l = lower_request("", TREE_TEXT, &request);
		CU_ASSERT_PTR_NOT_NULL_FATAL(l.result.unit);
		CU_ASSERT(l.result.without_pch);
		check_tree_unit(&l);
		lowered_free(&l);
		CU_ASSERT_EQUAL(dl_frontend_build_pch(fe, header, args, 1, "/nonexistent/x.pch", NULL, NULL, &err),
				DL_ERR_IO);
		CU_ASSERT_EQUAL(dl_frontend_build_pch(fe, "/nonexistent.h", args, 1, pch, NULL, NULL, &err),
				DL_ERR_NOT_FOUND);
		dl_frontend_free(fe);
	}
	remove_tree(&tree);
}

/* Whether it suits is known of some flags, and not of others. */
static void test_flags_of_a_precompiled_header(void)
{
	static const char *const args[] = { "-std=gnu11", "-I", "/nonexistent", "-isystem/nonexistent", "-m32" };
	struct dl_parse_request request = { .arch = "x86_64", .args = args };
	char header[128], pch[128];
	struct dl_error err;
	struct tree tree;

	make_tree(&tree);
	snprintf(header, sizeof(header), "%s/core.h", tree.core);
	snprintf(pch, sizeof(pch), "%s/core.pch", tree.root);
	request.path = tree.path;
	request.pch = pch;
	for (int is_trusted = 0; is_trusted < 2; is_trusted++) {
		static const size_t counts[] = { 1, 5, 4, 5 };
		struct dl_frontend *fe;

		CU_ASSERT_EQUAL_FATAL(dl_frontend_new(&fe, &err), DL_OK);
		CU_ASSERT_EQUAL(dl_frontend_build_pch(fe, header, args, 1, pch, NULL, NULL, &err), DL_OK);
		if (is_trusted)
			dl_frontend_trust_pch(fe, pch, args, 1);
		for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
			struct dl_parse_result result;

			request.arg_count = counts[i];
			CU_ASSERT_EQUAL(dl_frontend_parse(fe, &request, &result, &err), DL_OK);
			CU_ASSERT_EQUAL(result.without_pch, counts[i] == 5);
			dl_unit_free(result.unit);
		}
		dl_frontend_free(fe);
	}
	remove_tree(&tree);
}

/* Its names can be in a file's way; what a file lacks it lacks without it, too. */
static void test_harm_of_a_precompiled_header(void)
{
	static const struct {
		const char *text;
		bool harm;
	} files[] = {
		{ "long taken(void);", true },
		{ "int taken;", true },
		{ "struct taken { int b; };", true },
		{ "static int hidden(void); int hidden(void); static int taken(void);", true },
		{ "union taken *other;", true },
		{ "enum { word };", true },
		{ "int two(int a, int b);", true },
		{ "int other(void) { return taken(); }", false },
		{ "int other(void) { return missing; }", false },
		{ "int other(struct taken *t) { return t->missing; }", false },
		{ "struct missing other;", false },
		{ "missing_t other;", false },
		{ "#include \"missing.h\"", false },
		/* in headers of the kernel only */
		{ "#include \"include/other.h\"\nint other(void) { return 1; }", false },
		{ "#include \"include/other.h\"\nint taken;", true },
		{ "#include \"other.h\"\nint other(void) { return 1; }", true },
	};
	struct dl_parse_request request = {0};
	char header[128], own[128], pch[128];
	struct dl_frontend *fe;
	struct dl_error err;
	struct lowered l;
	struct tree tree;
	const char *const prefixes[] = { tree.core };

	make_tree(&tree);
	snprintf(header, sizeof(header), "%s/core.h", tree.core);
	snprintf(pch, sizeof(pch), "%s/core.pch", tree.root);
	write_text(header, "", "int taken(void);\nstruct taken { int a; };\n#define word 7\n#define two(a) (a)\n");
	snprintf(tree.path, sizeof(tree.path), "%s/other.h", tree.core);
	write_text(tree.path, "", "long taken(void);\n");
	snprintf(own, sizeof(own), "%s/other.h", tree.root);
	write_text(own, "", "long taken(void);\n");
	CU_ASSERT_EQUAL_FATAL(dl_frontend_new(&fe, &err), DL_OK);
	request.args = (const char *const[]){ "-std=gnu11", "-I", tree.root };
	request.arg_count = 3;
	request.core_prefixes = prefixes;
	request.core_prefix_count = 1;
	CU_ASSERT_EQUAL(dl_frontend_build_pch(fe, header, request.args, 1, pch, NULL, NULL, &err), DL_OK);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		request.pch = pch;
		l = lower_request("", files[i].text, &request);
		CU_ASSERT_PTR_NOT_NULL_FATAL(l.result.unit);
		CU_ASSERT_EQUAL(l.result.pch_may_harm, files[i].harm);
		lowered_free(&l);
		request.pch = NULL;
		l = lower_request("", files[i].text, &request);
		CU_ASSERT_FALSE(l.result.pch_may_harm);
		lowered_free(&l);
	}
	dl_frontend_free(fe);
	remove(tree.path);
	remove(own);
	remove_tree(&tree);
}

/* Macros as kernels have them, as far as the last lines of a precompiled header replace some of them. */
static const char checked_text[] =
	"#define compiletime_assert(c, msg) do { __attribute__((noreturn)) extern void failed(void)"
	"	__attribute__((error(msg))); if (!(c)) failed(); } while (0)\n"
	"#define BUILD_BUG_ON_MSG(c, msg) compiletime_assert(!(c), msg)\n"
	"#define BUILD_BUG_ON(c) BUILD_BUG_ON_MSG(c, #c)\n"
	"#define BUILD_BUG_ON_ZERO(e) ((int)sizeof(struct { int: -!!(e); }))\n"
	"#define static_assert(c, ...) _Static_assert(c, #c)\n"
	"#define typecheck(t, x) ({ t a_; __typeof__(x) b_; (void)(&a_ == &b_); 1; })\n"
	"#define __BF_FIELD_CHECK(mask, reg, val, p) ({ BUILD_BUG_ON_MSG((mask) == 0, p \"zero\"); })\n"
	"#define FIELD_GET(mask, reg) ({ __BF_FIELD_CHECK(mask, reg, 0, \"FIELD_GET\");"
	"	(__typeof__(mask))(((reg) & (mask)) >> __builtin_ctzll(mask)); })\n"
	"#define __unqual_scalar_typeof(x) __typeof__(_Generic((x), unsigned int: (unsigned int)0,"
	"	int: (int)0, default: (x)))\n"
	"#define READ_ONCE(x) ({ compiletime_assert(sizeof(x) <= 8, \"size\");"
	"	*(const volatile __unqual_scalar_typeof(x) *)&(x); })\n"
	"#define __MODULE_INFO(tag, name, info) static const char name[] __attribute__((used)) = #tag info\n"
	"#define container_of(ptr, type, member) ({ void *__mptr = (void *)(ptr); static_assert(1, \"same\");"
	"	((type *)(__mptr - __builtin_offsetof(type, member))); })\n"
	"#define VERIFY_OCTAL_PERMISSIONS(p) (BUILD_BUG_ON_ZERO((p) > 0777) + (p))\n";

/* What a kernel checks at compile time changes no IR; so it may be left out. */
static void test_checks_at_compile_time_are_left_out(void)
{
	static const char driver[] =
		"__MODULE_INFO(license, hidden, \"GPL\");\n"
		"static_assert(sizeof(long) == 8);\n"
		"struct regs { unsigned int a; const int b; struct { int c; static_assert(1); } d; };\n"
		"unsigned int field(unsigned int v) { return FIELD_GET(0xff00u, v); }\n"
		"int once(struct regs *r, int *p) { return READ_ONCE(r->a) + READ_ONCE(r->b) + *READ_ONCE(p); }\n"
		"void checks(struct regs *r) { BUILD_BUG_ON(sizeof(*r) > 64); r->a = VERIFY_OCTAL_PERMISSIONS(0644); }\n"
		"struct regs *whole(int *b) { return container_of(b, struct regs, d.c); }\n"
		"void types(struct regs *r) { unsigned long f; if (typecheck(unsigned long, f)) r->a = 3; }\n";
	static const char *const functions[] = {"field", "once", "checks", "whole"};
	struct dl_parse_request full = {0}, less = {0};
	struct dl_buf prefix = {0};
	struct lowered a, b;

	dl_buf_puts(&prefix, checked_text);
	dl_buf_puts(&prefix, dl_embedded_text("data/pch-last.h"));
	a = lower_request(checked_text, driver, &full);
	b = lower_request(dl_buf_str(&prefix), driver, &less);
	CU_ASSERT_EQUAL(a.result.error_count, 0);
	CU_ASSERT_EQUAL(b.result.error_count, 0);
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		CU_ASSERT_STRING_NOT_EQUAL(ir_of(&b, functions[i]), "");
		CU_ASSERT_STRING_EQUAL(ir_of(&a, functions[i]), ir_of(&b, functions[i]));
	}
	/* only the variables that were compared are gone */
	CU_ASSERT(has(&a, "types", "local a_"));
	CU_ASSERT_PTR_NULL(strstr(ir_of(&b, "types"), "local a_"));
	CU_ASSERT(has(&b, "types", "store r->a = 3"));
	lowered_free(&a);
	lowered_free(&b);
	/* what no header has defined is a driver's to define */
	memset(&less, 0, sizeof(less));
	b = lower_request(dl_embedded_text("data/pch-last.h"), "int typecheck(int a) { return a; }", &less);
	CU_ASSERT_EQUAL(b.result.error_count, 0);
	lowered_free(&b);
	dl_buf_free(&prefix);
}

static void test_version_and_resources(void)
{
	const char *dir = dl_fe_flags_resource_dir();

	CU_ASSERT_EQUAL(strncmp(dl_frontend_version(), "clang ", 6), 0);
	CU_ASSERT(dl_frontend_version()[6] >= '1' && dl_frontend_version()[6] <= '9');
	CU_ASSERT_PTR_NOT_NULL(dir);
	free((char *)dir);
}

DL_TEST_MAIN("frontend-unit", DL_TEST(test_global_references), DL_TEST(test_names_without_counter),
	     DL_TEST(test_function_statics),
	     DL_TEST(test_shadowed_names), DL_TEST(test_errors_degrade_their_function_only),
	     DL_TEST(test_other_argument_counts), DL_TEST(test_broken_operands_lose_nothing_else),
	     DL_TEST(test_declarations_in_error),
	     DL_TEST(test_command_line_trouble_is_no_damage), DL_TEST(test_missing_headers),
	     DL_TEST(test_missing_file), DL_TEST(test_garbage_does_not_crash),
	     DL_TEST(test_headers_of_core_and_driver), DL_TEST(test_functions_of_headers), DL_TEST(test_precompiled_header),
	     DL_TEST(test_flags_of_a_precompiled_header),
	     DL_TEST(test_harm_of_a_precompiled_header),
	     DL_TEST(test_checks_at_compile_time_are_left_out),
	     DL_TEST(test_version_and_resources))
