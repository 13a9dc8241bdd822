/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a module found by text: which fit, which are left alone. */
#include "harness.h"
#include "source_fixture.h"

#include "base/map.h"

#define DMA(name) "int " name "(void)\n{\n\treturn dma_map_single(0, 0, 0, 0);\n}\n"

static void put(struct dl_map *map, const char *name)
{
	if (name)
		dl_map_put_str(map, name, (void *)(uintptr_t)name);
}

/* Search in the module of @unit_path; the files found, with a blank between. */
static const char *found(struct tree *t, struct dl_source *s, const char *unit_path,
			 const char *defined, const char *used, const char *caller)
{
	struct dl_map maps[4] = {{0}};
	struct dl_source_wish wish = {.defined = &maps[0],
				      .used = &maps[1],
				      .callers = &maps[2],
				      .callees = &maps[3],
				      .max_outside = 2};
	const char *list = "";
	size_t before = dl_source_file_count(s);

	put(&maps[0], defined);
	put(&maps[1], used);
	put(&maps[2], caller);
	put(&maps[3], "foo_map");
	while (strcmp(dl_source_file_at(s, wish.file)->unit_path, unit_path))
		wish.file++;
	CU_ASSERT_EQUAL(dl_source_search(s, &wish, NULL), DL_OK);
	for (size_t i = before; i < dl_source_file_count(s); i++) {
		const struct dl_source_file *f = dl_source_file_at(s, i);

		CU_ASSERT_TRUE(f->found_by_text);
		CU_ASSERT_TRUE(f->arg_count > 0);
		list = dl_arena_printf(t->arena, "%s%s%s%s", list, *list ? " " : "",
				       dl_path_base(f->path), f->outside ? "!" : "");
	}
	for (size_t i = 0; i < 4; i++)
		dl_map_free(&maps[i]);
	return list;
}

static void driver(struct tree *t)
{
	tree_open(t);
	tree_kernel(t);
	tree_file(t, "drivers/net/Makefile", "obj-y += foo/\n");
	tree_file(t, "drivers/net/foo/Makefile",
		  "obj-m += foo.o bar.o\nfoo-y := dma.o hw.o log.o sub/deep.o gone.o asm.o\n"
		  "foo-$(CONFIG_FOO_OFF) += off.o\n");
	tree_file(t, "drivers/net/foo/dma.c", DMA("foo_map"));
	tree_file(t, "drivers/net/foo/hw.c", "#include \"foo.h\"\nvoid foo_hw(int a)\n{\n}\n");
	tree_file(t, "drivers/net/foo/foo.h", "\n");
	tree_file(t, "drivers/net/foo/log.c", "static void foo_hw(int a)\n{\n\tfoo_map();\n}\n"
					      "void foo_log(void)\n{\n}\n");
	tree_file(t, "drivers/net/foo/sub/deep.c", "int f(void)\n{\n\treturn foo_send(1);\n}\n");
	tree_file(t, "drivers/net/foo/off.c", "void foo_off(void)\n{\n}\n");
	tree_file(t, "drivers/net/foo/bar.c", "void foo_hw(int a)\n{\n}\n");
	tree_file(t, "drivers/net/foo/loose.c", "void foo_hw(int a)\n{\n}\n");
	tree_file(t, "drivers/net/foo/asm.S", "foo_hw(a) {\n");
}

static void test_inside(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	driver(&t);
	s = tree_source(&t, &opt, &err, "drivers/net/foo", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 1);
	CU_ASSERT_STRING_EQUAL(found(&t, s, "drivers/net/foo/dma.c", NULL, NULL, NULL), "");
	CU_ASSERT_STRING_EQUAL(found(&t, s, "drivers/net/foo/dma.c", "nobody", "none", NULL), "");
	/* not the static one, not another module's, not one that no Makefile names */
	CU_ASSERT_STRING_EQUAL(
		found(&t, s, "drivers/net/foo/dma.c", "foo_hw", "foo_send", "foo_off"),
		"hw.c deep.c");
	CU_ASSERT_TRUE(tree_has_arg(tree_find(s, "drivers/net/foo/hw.c"),
				    tree_path(&t, "drivers/net/foo")));
	CU_ASSERT_STRING_EQUAL(tree_find(s, "drivers/net/foo/hw.c")->reason, "defines foo_hw");
	CU_ASSERT_STRING_EQUAL(tree_find(s, "drivers/net/foo/sub/deep.c")->reason,
			       "calls foo_send");
	CU_ASSERT_STRING_EQUAL(tree_find(s, "drivers/net/foo/hw.c")->module,
			       "drivers/net/foo/foo");
	/* nothing twice; a caller that calls back; what is not built is part of the module, too */
	CU_ASSERT_STRING_EQUAL(found(&t, s, "drivers/net/foo/dma.c", "foo_hw", NULL, "foo_log"),
			       "log.c");
	CU_ASSERT_STRING_EQUAL(found(&t, s, "drivers/net/foo/dma.c", "foo_off", NULL, NULL),
			       "off.c");
	CU_ASSERT_EQUAL(dl_source_stats(s).candidates, 1);
	CU_ASSERT_EQUAL(dl_source_stats(s).found, 4);
	dl_source_free(s);
	tree_close(&t);
}

static void test_outside(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	driver(&t);
	tree_file(&t, "drivers/net/foo/off.c", DMA("foo_hw"));
	s = tree_source(&t, &opt, &err, "drivers/net/foo/dma.c", "drivers/net/foo/log.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 2);
	/* at most two: the first by their paths; a candidate that was not named is one of them */
	CU_ASSERT_STRING_EQUAL(
		found(&t, s, "drivers/net/foo/dma.c", "foo_hw", "foo_send", NULL), "hw.c! off.c!");
	dl_source_free(s);
	tree_close(&t);
}

static void test_no_module(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "dma.c", DMA("foo_map"));
	tree_file(&t, "hw.c", "void foo_hw(int a)\n{\n}\n");
	s = tree_source(&t, &opt, &err, "", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_STRING_EQUAL(found(&t, s, "dma.c", "foo_hw", NULL, NULL), "");
	dl_source_free(s);
	tree_close(&t);
}

static void test_database(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	driver(&t);
	tree_file(&t, "compile_commands.json",
		  dl_arena_printf(t.arena,
				  "[{\"directory\":\"%s\",\"file\":\"drivers/net/foo/dma.c\","
				  "\"command\":\"cc -c x.c\"},"
				  "{\"directory\":\"%s\",\"file\":\"drivers/net/foo/off.c\","
				  "\"command\":\"cc -DHERE -c x.c\"}]",
				  t.root, t.root));
	tree_file(&t, "drivers/net/foo/off.c", "void foo_hw(int a)\n{\n}\n");
	s = tree_source(&t, &opt, &err, "drivers/net/foo", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	/* hw.c is not built */
	CU_ASSERT_STRING_EQUAL(found(&t, s, "drivers/net/foo/dma.c", "foo_hw", NULL, NULL),
			       "off.c");
	CU_ASSERT_TRUE(tree_has_arg(tree_find(s, "drivers/net/foo/off.c"), "-DHERE"));
	dl_source_free(s);
	tree_close(&t);
}

DL_TEST_MAIN("source_search", DL_TEST(test_inside), DL_TEST(test_outside), DL_TEST(test_no_module),
	     DL_TEST(test_database))
