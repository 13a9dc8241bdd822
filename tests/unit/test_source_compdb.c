/* SPDX-License-Identifier: Apache-2.0 */
/* Compile databases and kernels given by --kernel: flags kept, flags refused, entries that lead
 * nowhere. */
#include "harness.h"
#include "source_fixture.h"

#include "source/clang_flags.h"
#include "source/compdb.h"

#define MAPS "void f(void) { dma_map_single(d, p, 4, 1); }\n"

/* What is kept of a command, joined by '|'; "!reason" when it is refused. */
static const char *kept(struct dl_arena *arena, const char *command)
{
	struct dl_args words = {0};
	struct dl_args out = {0};
	const char *why;
	const char *text = "";

	dl_args_split(&words, arena, command);
	why = dl_clang_flags_keep(&out, arena, &words, "/b");
	for (size_t i = 0; i < out.len; i++)
		text = dl_arena_printf(arena, "%s%s%s", text, i ? "|" : "", out.data[i]);
	dl_vec_free(&words);
	dl_vec_free(&out);
	return why ? dl_arena_printf(arena, "!%s", why) : text;
}

static void test_flags_kept_and_dropped(void)
{
	static const struct {
		const char *command;
		const char *kept;
	} cases[] = {
		{"gcc -c -o a.o a.c", "-w"},
		{"gcc -Iinc -I /abs -I../up -isystem sys a.c",
		 "-I|/b/inc|-I|/abs|-I|/up|-isystem|/b/sys|-w"},
		{"gcc -include ./x.h -include/y.h a.c", "-include|/b/x.h|-include|/y.h|-w"},
		{"gcc -DX -D Y=1 -UZ -std=gnu11 -O2 a.c", "-DX|-DY=1|-UZ|-std=gnu11|-O2|-w"},
		{"ccache gcc -m64 a.c", "-m64|-w"},
		{"aarch64-linux-gnu-gcc a.c", "--target=aarch64-linux-gnu|-w"},
		{"clang -target arm-linux-gnueabi a.c", "--target=arm-linux-gnueabi|-w"},
		/* flags that clang does not know, that warn, that write */
		{"gcc -fconserve-stack -mpreferred-stack-boundary=3 -mindirect-branch=thunk-extern "
		 "a.c",
		 "-w"},
		{"gcc -Wall -Werror=foo -Wp,-MMD,a.d -MD -MF a.d -MT a.o -g -pg a.c", "-w"},
		{"clang -ftime-trace -save-temps --serialize-diagnostics d.dia -mllvm -x -Xclang "
		 "-y a.c",
		 "-w"},
		{"clang -include-pch evil.pch -fprofile-use=p a.c", "-w"},
		{"gcc -I", "-w"},
		{"gcc -D", "-w"},
		{"gcc -o", "-w"},
	};
	struct dl_arena *arena = dl_arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_STRING_EQUAL(kept(arena, cases[i].command), cases[i].kept);
	dl_arena_free(arena);
}

static void test_code_loading_flags_are_refused(void)
{
	static const char *const commands[] = {
		"gcc -fplugin=./p.so a.c",
		"clang -fpass-plugin=p.so a.c",
		"clang -Xclang -load -Xclang p.so a.c",
		"clang -Xclang -plugin a.c",
		"clang -Xclang -add-plugin -Xclang x a.c",
		"clang -mllvm -load=p.so a.c",
		"gcc @flags.rsp a.c",
		"gcc -specs=s a.c",
		"clang --config=c a.c",
		"clang --config c a.c",
		"clang -cc1 a.c",
		"gcc -I ok -O2 a.c -fplugin=late.so",
	};
	struct dl_arena *arena = dl_arena_new();

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		CU_ASSERT_EQUAL(kept(arena, commands[i])[0], '!');
	CU_ASSERT_PTR_NOT_NULL(strstr(kept(arena, commands[0]), "-fplugin=./p.so"));
	dl_arena_free(arena);
}

static void test_files_of_a_database(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	const struct dl_source_file *f;
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, ".dmalint.json", "{}\n");
	tree_file(&t, "src dir/good.c", MAPS);
	tree_file(&t, "src dir/evil.c", MAPS);
	tree_file(&t, "src dir/words.c", MAPS);
	tree_file(&t, "src dir/unlisted.c", MAPS);
	tree_file(
		&t, "build/compile_commands.json",
		dl_arena_printf(t.arena,
				"[{\"directory\": \"%s/build\", \"file\": \"../src dir/good.c\",\n"
				"\"command\": \"gcc '-I../src dir/inc' -DGOOD=1 -c '../src "
				"dir/good.c'\"},\n"
				"{\"directory\": \"%s/src dir\", \"file\": \"evil.c\",\n"
				"\"arguments\": [\"gcc\", \"-fplugin=./p.so\", \"evil.c\"]},\n"
				"{\"directory\": \"%s\", \"file\": \"src dir/words.c\", "
				"\"arguments\": [\"gcc\", 7]},\n"
				"{\"directory\": \"%s\", \"file\": \"gone.c\", \"arguments\": "
				"[\"gcc\", \"gone.c\"]},\n"
				"{\"directory\": \"x\"}, 12]\n",
				t.root, t.root, t.root, t.root));
	opt.build_dir = tree_path(&t, "build");
	s = tree_source(&t, &opt, &err, "src dir", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	f = tree_find(s, "src dir/good.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL(f->config->mode, DL_MODE_COMPDB);
	CU_ASSERT_TRUE(tree_has_arg(f, "-DGOOD=1"));
	CU_ASSERT_TRUE(tree_has_arg(f, tree_path(&t, "src dir/inc")));
	CU_ASSERT_STRING_EQUAL(f->directory, tree_path(&t, "build"));
	/* refused: the entry is skipped, the scan goes on, the note names file and flag */
	CU_ASSERT_PTR_NULL(tree_find(s, "src dir/evil.c"));
	CU_ASSERT_TRUE(tree_has_note(s, "evil.c", "-fplugin=./p.so"));
	CU_ASSERT_PTR_NULL(tree_find(s, "src dir/words.c"));
	CU_ASSERT_TRUE(tree_has_note(s, "words.c", "arguments"));
	CU_ASSERT_TRUE(tree_has_note(s, "gone.c", "not there"));
	/* what it does not list is parsed without it */
	f = tree_find(s, "src dir/unlisted.c");
	CU_ASSERT_TRUE(f && f->config->mode == DL_MODE_STUBS);
	CU_ASSERT_TRUE(tree_has_note(s, "unlisted.c", "not in"));
	dl_source_free(s);
	tree_close(&t);
}

static void test_broken_databases(void)
{
	static const char *const texts[] = {"", "{", "{}", "[{\"file\":", "\"x\"", "[1, 2"};
	struct dl_error err = {0};
	struct tree t;

	tree_open(&t);
	tree_file(&t, "a.c", MAPS);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct dl_source_options opt = {0};
		struct dl_source *s;

		tree_file(&t, "compile_commands.json", texts[i]);
		/* asked for: an error that names it; lying about: a note */
		opt.build_dir = t.root;
		CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "a.c", NULL));
		CU_ASSERT_EQUAL(err.status, DL_ERR_INVALID);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "compile_commands.json"));
		opt.build_dir = NULL;
		s = tree_source(&t, &opt, &err, "a.c", NULL);
		CU_ASSERT_PTR_NOT_NULL(tree_find(s, dl_source_file_at(s, 0)->unit_path));
		CU_ASSERT_TRUE(tree_has_note(s, "compile_commands.json", "not used"));
		dl_source_free(s);
	}
	tree_close(&t);
}

static void test_missing_database_is_an_error(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct tree t;

	tree_open(&t);
	tree_file(&t, "a.c", MAPS);
	opt.build_dir = tree_path(&t, "no build");
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "a.c", NULL));
	CU_ASSERT_EQUAL(err.status, DL_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "no build"));
	tree_close(&t);
}

static void test_database_found_upward(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_file(&t, ".dmalint.json", "{}\n");
	tree_file(&t, "a/b/c.c", MAPS);
	tree_file(&t, "compile_commands.json",
		  "[{\"directory\": \".\", \"file\": \"a/b/c.c\", \"arguments\": [\"cc\", "
		  "\"-DUP\", \"a/b/c.c\"]}]\n");
	s = tree_source(&t, &opt, &err, "a/b/c.c", NULL);
	CU_ASSERT_TRUE(tree_has_arg(tree_find(s, "a/b/c.c"), "-DUP"));
	dl_source_free(s);
	tree_close(&t);
}

/* A header package split in two, and a module of a vendor beside it. */
static void split_headers(struct tree *t)
{
	tree_file(t, "h/common/Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 5\n");
	tree_file(t, "h/common/include/linux/kconfig.h", "\n");
	tree_file(t, "h/common/arch/x86/include/asm/a.h", "\n");
	tree_file(t, "h/amd64/Makefile", "include /usr/src/gone/common/Makefile\n");
	tree_file(t, "h/amd64/include/generated/autoconf.h",
		  "#define CONFIG_X86 1\n#define CONFIG_ON 1\n");
	tree_file(t, "h/amd64/include/generated/bounds.h", "\n");
	tree_file(t, "h/amd64/arch/x86/include/generated/asm/b.h", "\n");
	tree_file(t, "vendor/.dmalint.json", "{}\n");
	tree_file(t, "vendor/a.c", MAPS);
	tree_file(t, "vendor/Kbuild",
		  "obj-m += a.o\nccflags-$(CONFIG_ON) += -DON\nccflags-$(CONFIG_OFF) += -DOFF\n");
}

static void test_split_header_packages(void)
{
	struct dl_source_options opt = {.use_pch = true};
	struct dl_error err = {0};
	const struct dl_source_file *f;
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	split_headers(&t);
	opt.kernel_dir = tree_path(&t, "h/amd64");
	s = tree_source(&t, &opt, &err, "vendor", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	f = tree_find(s, "a.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL(f->config->mode, DL_MODE_HEADERS);
	CU_ASSERT_STRING_EQUAL(f->config->kernel_source, tree_path(&t, "h/common"));
	CU_ASSERT_TRUE(tree_has_arg(f, tree_path(&t, "h/common/include")));
	CU_ASSERT_TRUE(tree_has_arg(f, tree_path(&t, "h/amd64/include")));
	CU_ASSERT_TRUE(tree_has_arg(f, tree_path(&t, "h/amd64/arch/x86/include/generated")));
	CU_ASSERT_TRUE(tree_has_arg(f, "-DON"));
	CU_ASSERT_FALSE(tree_has_arg(f, "-DOFF"));
	CU_ASSERT_STRING_EQUAL(f->module, "a");
	dl_source_free(s);
	tree_close(&t);
}

static void test_wrong_kernel_folders(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct tree t;

	tree_open(&t);
	split_headers(&t);
	opt.kernel_dir = tree_path(&t, "no kernel");
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "vendor", NULL));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "no kernel"));
	opt.kernel_dir = tree_path(&t, "vendor");
	CU_ASSERT_PTR_NULL(tree_source(&t, &opt, &err, "vendor", NULL));
	CU_ASSERT_EQUAL(err.status, DL_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "linux-headers"));
	tree_close(&t);
}

static void test_a_defconfig_alone_is_no_build(void)
{
	struct dl_source_options opt = {0};
	struct dl_error err = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "drivers/net/a.c", MAPS);
	tree_file(&t, "include/generated/autoconf.h", "#define CONFIG_ARM64 1\n");
	s = tree_source(&t, &opt, &err, "drivers", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_config_at(s, 0)->mode, DL_MODE_UNCONFIGURED);
	CU_ASSERT_STRING_EQUAL(dl_source_config_at(s, 0)->arch, "x86_64");
	dl_source_free(s);
	tree_file(&t, "include/generated/bounds.h", "\n");
	tree_file(&t, "arch/arm64/include/generated/asm/a.h", "\n");
	s = tree_source(&t, &opt, &err, "drivers", NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(dl_source_config_at(s, 0)->mode, DL_MODE_CONFIGURED);
	CU_ASSERT_STRING_EQUAL(dl_source_config_at(s, 0)->arch, "arm64");
	CU_ASSERT_TRUE(tree_has_arg(dl_source_file_at(s, 0), "--target=aarch64-linux-gnu"));
	dl_source_free(s);
	tree_close(&t);
}

DL_TEST_MAIN("source_compdb", DL_TEST(test_flags_kept_and_dropped),
	     DL_TEST(test_code_loading_flags_are_refused), DL_TEST(test_files_of_a_database),
	     DL_TEST(test_broken_databases), DL_TEST(test_missing_database_is_an_error),
	     DL_TEST(test_database_found_upward), DL_TEST(test_split_header_packages),
	     DL_TEST(test_wrong_kernel_folders), DL_TEST(test_a_defconfig_alone_is_no_build))
