/* SPDX-License-Identifier: Apache-2.0 */
/* dl_source_open() on small trees made here: modes, candidates, flags, and everything that can be
 * wrong. */
#include "harness.h"
#include "source_fixture.h"

#define MAPS "void f(void) { dma_map_single(d, p, 4, 1); }\n"

static void test_missing_path_is_named(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct tree t;

	tree_open(&t);
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "no/such.c", NULL));
	CU_ASSERT_EQUAL(err.status, DL_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "no/such.c"));
	/* one good path does not save a wrong one */
	tree_file(&t, "a.c", MAPS);
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "a.c", "gone"));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "gone"));
	tree_close(&t);
}

static void test_no_path_is_an_error(void)
{
	struct dl_source_options opt = {.cache_dir = "/tmp"};
	struct dl_error err = {0};
	struct dl_source *s;

	CU_ASSERT_EQUAL(dl_source_open(&s, &opt, NULL, &err), DL_ERR_INVALID);
	CU_ASSERT_PTR_NULL(s);
}

static void test_unusable_cache_is_named(void)
{
	struct dl_source_options opt = {.cache_dir = "/dev/null/cache"};
	struct dl_error err = {0};
	struct tree t;

	tree_open(&t);
	tree_file(&t, "a.c", MAPS);
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "a.c", NULL));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "/dev/null"));
	opt.cache_dir = NULL;
	tree_close(&t);
}

static void test_code_loading_extra_flags_are_refused(void)
{
	static const char *const plain[] = {"-DX=1"};
	static const char *const plugin[] = {"-fplugin=/tmp/evil.so"};
	static const char *const load[] = {"-Xclang", "-load"};
	static const char *const response[] = {"@/tmp/flags"};
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "a.c", MAPS);
	opt.extra_arg_count = 1;
	opt.extra_args = plugin;
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "a.c", NULL));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "-fplugin=/tmp/evil.so"));
	opt.extra_args = response;
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "a.c", NULL));
	opt.extra_args = load;
	opt.extra_arg_count = 2;
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "a.c", NULL));
	opt.extra_args = plain;
	opt.extra_arg_count = 1;
	s = tree_source(&t, &opt, &err, "a.c", NULL);
	CU_ASSERT_TRUE(tree_has_arg(tree_find(s, "a.c"), "-DX=1"));
	dl_source_free(s);
	tree_close(&t);
}

static void test_filter_takes_only_what_names_something(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "maps.c", MAPS);
	tree_file(&t, "sub dir/frees.c",
		  "int g = 1; void h(void) { dma_free_coherent(d, 4, p, h); }\n");
	tree_file(&t, "plain.c", "int main(void) { return 0; }\n");
	tree_file(&t, "comment.c",
		  "/* dma_map_single() is not called */ // dma_alloc_coherent\nint x;\n");
	tree_file(&t, "text.c", "const char *s = \"dma_map_single\";\n");
	tree_file(&t, "longer.c", "void my_dma_map_single(void); void dma_map_single_x(void);\n");
	tree_file(&t, "include_only.c", "#include <dma_map_single>\n");
	tree_file(&t, "header.h", MAPS);
	tree_file(&t, ".hidden/a.c", MAPS);
	tree_file(&t, "empty.c", "");
	/* an error that hides nothing */
	tree_file(&t, "open_comment.c", "/* dma_map_single");
	tree_file(&t, "open_text.c", "char c = '");
	s = tree_source(&t, &opt, &err, "", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 3);
	CU_ASSERT_PTR_NOT_NULL(tree_find(s, "maps.c"));
	CU_ASSERT_PTR_NOT_NULL(tree_find(s, "open_comment.c"));
	CU_ASSERT_STRING_EQUAL(dl_source_file_at(s, 0)->reason, "dma_map_single");
	CU_ASSERT_PTR_NOT_NULL(tree_find(s, "sub dir/frees.c"));
	CU_ASSERT_EQUAL(dl_source_stats(s).core_dma, 3);
	dl_source_free(s);
	tree_close(&t);
}

static void test_sink_field_needs_its_record(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "both.c", "struct spi_transfer x = { .tx_buf = b };\n");
	tree_file(&t, "field.c", "struct other x = { .tx_buf = b };\n");
	tree_file(&t, "record.c", "struct spi_transfer *x;\n");
	s = tree_source(&t, &opt, &err, "", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_PTR_NOT_NULL(tree_find(s, "both.c"));
	CU_ASSERT_PTR_NULL(tree_find(s, "field.c"));
	CU_ASSERT_PTR_NULL(tree_find(s, "record.c"));
	dl_source_free(s);
	tree_close(&t);
}

static void test_named_file_is_a_candidate_anyway(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "plain.c", "int x;\n");
	tree_file(&t, "b.h", MAPS);
	s = tree_source(&t, &opt, &err, "plain.c", "b.h");
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 1);
	CU_ASSERT_STRING_EQUAL(dl_source_file_at(s, 0)->reason, "named on the command line");
	CU_ASSERT_TRUE(tree_has_note(s, "b.h", "not a .c file"));
	dl_source_free(s);
	tree_close(&t);
}

static void test_a_file_given_twice_is_one(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "d/a.c", MAPS);
	s = tree_source(&t, &opt, &err, "d", "d/../d/a.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 1);
	dl_source_free(s);
	tree_close(&t);
}

static void test_links_are_not_followed(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "../outside/a.c", MAPS);
	tree_file(&t, "in/b.c", MAPS);
	CU_ASSERT_EQUAL(symlink("../../outside", tree_path(&t, "in/link")), 0);
	CU_ASSERT_EQUAL(symlink(".", tree_path(&t, "in/loop")), 0);
	CU_ASSERT_EQUAL(symlink("nowhere", tree_path(&t, "in/dangling.c")), 0);
	s = tree_source(&t, &opt, &err, "in", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 1);
	CU_ASSERT_TRUE(tree_has_note(s, "in/link", "symbolic link"));
	CU_ASSERT_TRUE(tree_has_note(s, "dangling.c", "symbolic link"));
	dl_source_free(s);
	tree_close(&t);
}

static void test_stub_mode_without_a_kernel(void)
{
	struct dl_source_options opt = {.use_pch = true};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "a.c", MAPS);
	s = tree_source(&t, &opt, &err, "a.c", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_config_count(s), 1);
	CU_ASSERT_EQUAL(dl_source_config_at(s, 0)->mode, DL_MODE_STUBS);
	CU_ASSERT_PTR_NULL(dl_source_config_at(s, 0)->pch_path);
	CU_ASSERT_FALSE(dl_source_file_at(s, 0)->use_pch);
	CU_ASSERT_TRUE(tree_has_arg(dl_source_file_at(s, 0), "-nostdinc"));
	dl_source_free(s);
	tree_close(&t);
}

static void test_unconfigured_kernel(void)
{
	struct dl_source_options opt = {.use_pch = true, .clang_version = "x"};
	struct dl_error err = {0};
	struct dl_buf text = {0};
	const struct dl_source_file *f;
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "drivers/net/a.c", MAPS);
	tree_file(&t, "tools/b.c", MAPS);
	s = tree_source(&t, &opt, &err, "", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_config_at(s, 0)->mode, DL_MODE_UNCONFIGURED);
	CU_ASSERT_STRING_EQUAL(dl_source_config_at(s, 0)->root, t.root);
	/* a kernel's root means drivers, sound, net and fs */
	CU_ASSERT_EQUAL(dl_source_file_count(s), 1);
	f = tree_find(s, "drivers/net/a.c");
	CU_ASSERT_TRUE(tree_has_arg(f, "-DCONFIG_NEED_DMA_MAP_STATE=1"));
	CU_ASSERT_TRUE(tree_has_arg(f, tree_path(&t, "include/linux/kconfig.h")));
	CU_ASSERT_TRUE(f && f->use_pch);
	CU_ASSERT_EQUAL(dl_file_read(&text, dl_source_config_at(s, 0)->pch_header, NULL), DL_OK);
	/* the headers of the list that the tree has, and what all have */
	CU_ASSERT_EQUAL(strncmp(dl_buf_str(&text), "#include <linux/pci.h>\n/*", 25), 0);
	/* nothing was written into the tree */
	CU_ASSERT_FALSE(dl_path_is_dir(tree_path(&t, "include/generated")));
	CU_ASSERT_FALSE(dl_path_is_dir(tree_path(&t, "arch/x86/include/generated")));
	dl_buf_free(&text);
	dl_source_free(s);
	tree_close(&t);
}

/* Names of their own that headers of the large list define: such files share a smaller header. */
static void test_small_pch(void)
{
	struct dl_source_options opt = {.use_pch = true, .clang_version = "x"};
	struct dl_error err = {0};
	struct dl_buf text = {0};
	const struct dl_source_file *f, *g, *h;
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "include/linux/usb.h", "");
	tree_file(&t, "drivers/net/a.c", MAPS);
	tree_file(&t, "drivers/gpu/drm/xe/b.c", MAPS);
	tree_file(&t, "drivers/gpu/drm/xe/c.c", MAPS);
	tree_file(&t, "drivers/gpu/drm/xenon.c", MAPS);
	s = tree_source(&t, &opt, &err, "", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_config_count(s), 2);
	f = tree_find(s, "drivers/gpu/drm/xe/b.c");
	g = tree_find(s, "drivers/gpu/drm/xe/c.c");
	h = tree_find(s, "drivers/net/a.c");
	CU_ASSERT_TRUE_FATAL(f && g && h && f->use_pch && h->use_pch);
	CU_ASSERT_PTR_EQUAL(f->config, g->config);
	CU_ASSERT_PTR_NOT_EQUAL(f->config, h->config);
	CU_ASSERT_PTR_EQUAL(tree_find(s, "drivers/gpu/drm/xenon.c")->config, h->config);
	CU_ASSERT_STRING_NOT_EQUAL(f->config->pch_path, h->config->pch_path);
	CU_ASSERT_EQUAL(f->config->headers, h->config->headers);
	CU_ASSERT_EQUAL(dl_file_read(&text, h->config->pch_header, NULL), DL_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&text), "linux/usb.h"));
	dl_buf_clear(&text);
	CU_ASSERT_EQUAL(dl_file_read(&text, f->config->pch_header, NULL), DL_OK);
	CU_ASSERT_PTR_NULL(strstr(dl_buf_str(&text), "linux/usb.h"));
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&text), "linux/pci.h"));
	dl_buf_free(&text);
	dl_source_free(s);
	/* without a PCH there is nothing to tell apart */
	s = tree_source(&t, &(struct dl_source_options){ 0 }, &err, "", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_config_count(s), 1);
	dl_source_free(s);
	tree_close(&t);
}

static const char *pch_name(struct tree *t, const char *version)
{
	struct dl_source_options opt = {.use_pch = true, .clang_version = version};
	struct dl_error err = {0};
	struct dl_source *s = tree_source(t, &opt, &err, "drivers", NULL);
	const char *name = s ? dl_arena_strdup(t->arena, dl_source_config_at(s, 0)->pch_path) : "";

	dl_source_free(s);
	return name;
}

static void test_pch_name_follows_its_inputs(void)
{
	const char *first;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "drivers/net/a.c", MAPS);
	first = pch_name(&t, "19");
	CU_ASSERT_STRING_EQUAL(first, pch_name(&t, "19"));
	CU_ASSERT_STRING_NOT_EQUAL(first, pch_name(&t, "20"));
	tree_file(&t, "drivers/net/a.c", MAPS MAPS);
	CU_ASSERT_STRING_EQUAL(first, pch_name(&t, "19"));
	tree_file(&t, "include/linux/pci.h", "int changed;\n");
	CU_ASSERT_STRING_NOT_EQUAL(first, pch_name(&t, "19"));
	first = pch_name(&t, "19");
	tree_file(&t, "drivers/Kconfig", "config NEW\n\tbool \"new\"\n");
	CU_ASSERT_STRING_NOT_EQUAL(first, pch_name(&t, "19"));
	tree_close(&t);
}

static void test_included_c_files_give_way(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "drivers/usb/Makefile", "obj-y += hcd.o both.o\n");
	tree_file(&t, "drivers/usb/hcd.c", "#include \"mem.c\"\n#include \"both.c\"\nint x;\n");
	tree_file(&t, "drivers/usb/mem.c", MAPS);
	tree_file(&t, "drivers/usb/both.c", MAPS);
	tree_file(&t, "drivers/usb/nobody.c", MAPS);
	s = tree_source(&t, &opt, &err, "drivers", NULL);
	CU_ASSERT_PTR_NOT_NULL(tree_find(s, "drivers/usb/hcd.c"));
	CU_ASSERT_PTR_NULL(tree_find(s, "drivers/usb/mem.c"));
	/* an object of its own stays one; a file no Makefile names is parsed all the same */
	CU_ASSERT_PTR_NOT_NULL(tree_find(s, "drivers/usb/both.c"));
	CU_ASSERT_PTR_NOT_NULL(tree_find(s, "drivers/usb/nobody.c"));
	dl_source_free(s);
	/* named alone, the file that includes it is found beside it */
	s = tree_source(&t, &opt, &err, "drivers/usb/mem.c", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 1);
	CU_ASSERT_PTR_NOT_NULL(tree_find(s, "drivers/usb/hcd.c"));
	CU_ASSERT_TRUE(tree_has_note(s, "mem.c", "hcd.c"));
	dl_source_free(s);
	tree_close(&t);
}

static void test_headers_no_flag_leads_to(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	const struct dl_source_file *f;
	const char *dirs[4];
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "drivers/net/a/a.c", "#include \"far.h\"\n#include <asm/mach.h>\n" MAPS);
	tree_file(&t, "drivers/net/b/far.h", "\n");
	tree_file(&t, "drivers/gpu/far.h", "\n");
	tree_file(&t, "drivers/net/b/hw/deep.h", "\n");
	tree_file(&t, "tools/hw/deep.h", "\n");
	tree_file(&t, "arch/arm/include/asm/mach.h", "\n");
	s = tree_source(&t, &opt, &err, "drivers/net", NULL);
	f = tree_find(s, "drivers/net/a/a.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_TRUE(tree_has_arg(f, tree_path(&t, "drivers/net/b")));
	CU_ASSERT_FALSE(tree_has_arg(f, tree_path(&t, "drivers/gpu")));
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "far.h", dirs, 4), 2);
	CU_ASSERT_STRING_EQUAL(dirs[0], tree_path(&t, "drivers/net/b"));
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "far.h", dirs, 1), 1);
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "hw/deep.h", dirs, 4), 1);
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "eep.h", dirs, 4), 0);
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "../far.h", dirs, 4), 0);
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "/etc/passwd", dirs, 4), 0);
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "", dirs, 4), 0);
	/* what only another architecture has comes behind everything else */
	CU_ASSERT_STRING_EQUAL(f->borrowed_arch, "arm");
	CU_ASSERT_STRING_EQUAL(f->args[f->arg_count - 1], tree_path(&t, "arch/arm/include"));
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "asm/mach.h", dirs, 4), 1);
	CU_ASSERT_EQUAL(dl_source_find_header(s, f, "asm/nowhere.h", dirs, 4), 0);
	dl_source_free(s);
	tree_close(&t);
}

static void test_order_does_not_depend_on_paths(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, ".dmalint.json", "{}\n");
	tree_file(&t, "b/z.c", MAPS);
	tree_file(&t, "a/y.c", MAPS);
	s = tree_source(&t, &opt, &err, "b", "a");
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_file_count(s), 2);
	CU_ASSERT_STRING_EQUAL(dl_source_file_at(s, 0)->unit_path, "a/y.c");
	CU_ASSERT_STRING_EQUAL(dl_source_file_at(s, 1)->unit_path, "b/z.c");
	CU_ASSERT_PTR_NULL(dl_source_file_at(s, 2));
	dl_source_free(s);
	tree_close(&t);
}

static void test_explain_says_why(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_buf out = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "drivers/net/a.c", MAPS);
	s = tree_source(&t, &opt, &err, "drivers", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_explain(s, &out), DL_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&out), "unconfigured kernel tree"));
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&out), "6.1.300"));
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&out), "-DCONFIG_NEED_DMA_MAP_STATE=1"));
	dl_buf_free(&out);
	dl_source_free(s);
	tree_close(&t);
}

/* A module is whole when none of its objects that names a DMA call is left out of the scan. */
static void test_whole_modules(void)
{
	static const char dma[] = "void f(void) { dma_map_single(0, 0, 0, 0); }\n";
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "drivers/net/Makefile",
		  "obj-m += foo.o bar.o one.o\nfoo-y := a.o b.o c.o\nbar-y := d.o e.o f.o\n"
		  "obj-m += part.o\npart-y := g.o gone.o\n");
	for (const char *name = "abdg"; *name; name++)
		tree_file(&t, dl_arena_printf(t.arena, "drivers/net/%c.c", *name), dma);
	tree_file(&t, "drivers/net/c.c", "int c;\n");
	tree_file(&t, "drivers/net/e.c", "int e;\n");
	tree_file(&t, "drivers/net/f.S", "\n");
	tree_file(&t, "drivers/net/one.c", dma);
	tree_file(&t, "drivers/net/nobody.c", dma);
	s = tree_source(&t, &opt, &err, "drivers/net", NULL);
	CU_ASSERT_TRUE(tree_find(s, "drivers/net/a.c")->is_whole);
	CU_ASSERT_TRUE(tree_find(s, "drivers/net/b.c")->is_whole);
	CU_ASSERT_TRUE(tree_find(s, "drivers/net/d.c")->is_whole);
	CU_ASSERT_FALSE(tree_find(s, "drivers/net/nobody.c")->is_whole);
	CU_ASSERT_FALSE(tree_find(s, "drivers/net/g.c")->is_whole);
	dl_source_free(s);
	s = tree_source(&t, &opt, &err, "drivers/net/a.c", "drivers/net/d.c");
	CU_ASSERT_EQUAL(dl_source_file_count(s), 2);
	CU_ASSERT_FALSE(tree_find(s, "drivers/net/a.c")->is_whole);
	CU_ASSERT_TRUE(tree_find(s, "drivers/net/d.c")->is_whole);
	dl_source_free(s);
	s = tree_source(&t, &opt, &err, "drivers/net/one.c", NULL);
	CU_ASSERT_TRUE(tree_find(s, "drivers/net/one.c")->is_whole);
	dl_source_free(s);
	tree_close(&t);
}

DL_TEST_MAIN("source", DL_TEST(test_missing_path_is_named), DL_TEST(test_no_path_is_an_error),
	     DL_TEST(test_unusable_cache_is_named),
	     DL_TEST(test_code_loading_extra_flags_are_refused),
	     DL_TEST(test_filter_takes_only_what_names_something),
	     DL_TEST(test_sink_field_needs_its_record),
	     DL_TEST(test_named_file_is_a_candidate_anyway),
	     DL_TEST(test_a_file_given_twice_is_one), DL_TEST(test_links_are_not_followed),
	     DL_TEST(test_stub_mode_without_a_kernel), DL_TEST(test_unconfigured_kernel),
	     DL_TEST(test_small_pch), DL_TEST(test_pch_name_follows_its_inputs),
	     DL_TEST(test_included_c_files_give_way),
	     DL_TEST(test_headers_no_flag_leads_to), DL_TEST(test_order_does_not_depend_on_paths),
	     DL_TEST(test_explain_says_why), DL_TEST(test_whole_modules))
