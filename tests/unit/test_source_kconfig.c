/* SPDX-License-Identifier: Apache-2.0 */
/* Kconfig files and what is synthesised from them. */
#include "harness.h"
#include "memo_fixture.h"
#include "source_fixture.h"

#include "source/kconfig.h"
#include "source/kconfig_symbols.h"
#include "source/synth.h"

static void test_symbols(void)
{
	static const char text[] =
		"# config COMMENTED\n"
		"menuconfig A\n\ttristate \"a\"\n\tdepends on PCI\n\thelp\n\t  config "
		"IN_HELP\n\n\t  bool text\n\n"
		"config B\n\tint \"b\"\n\trange 1 9\n\tdefault 7 if X\n\tdefault 5\n"
		"config C\n\thex\n\tdefault 0x10\nconfig D\n\tstring \"d\"\n\tdefault \"text\"\n"
		"config E\n\tdef_bool y\nconfig F\n\tint\n\tdefault B\n"
		"  config G\n    bool \"g\"\n    help\n      more\nconfig H\n\tbool\n"
		"comment \"config NOT_ONE\"\nsource \"drivers/x/Kconfig\"\nconfig\n"
		"config NEG\n\tint\n\tdefault -1\n";
	struct dl_arena *arena = dl_arena_new();
	struct dl_map symbols = {0};
	const struct dl_kconfig_symbol *s;

	dl_kconfig_parse(&symbols, arena, text);
	CU_ASSERT_FALSE(dl_map_has_str(&symbols, "COMMENTED"));
	CU_ASSERT_FALSE(dl_map_has_str(&symbols, "IN_HELP"));
	CU_ASSERT_FALSE(dl_map_has_str(&symbols, "NOT_ONE"));
	s = dl_map_get_str(&symbols, "A");
	CU_ASSERT_TRUE(s && s->type == DL_KCONFIG_TRISTATE && !s->value);
	s = dl_map_get_str(&symbols, "B");
	CU_ASSERT_TRUE(s && s->type == DL_KCONFIG_INT && !strcmp(s->value, "5"));
	s = dl_map_get_str(&symbols, "C");
	CU_ASSERT_TRUE(s && s->type == DL_KCONFIG_HEX && !strcmp(s->value, "0x10"));
	s = dl_map_get_str(&symbols, "D");
	CU_ASSERT_TRUE(s && s->type == DL_KCONFIG_STRING && !strcmp(s->value, "text"));
	s = dl_map_get_str(&symbols, "E");
	CU_ASSERT_TRUE(s && s->type == DL_KCONFIG_BOOL);
	s = dl_map_get_str(&symbols, "F");
	CU_ASSERT_TRUE(s && s->type == DL_KCONFIG_INT && !s->value);
	s = dl_map_get_str(&symbols, "G");
	CU_ASSERT_TRUE(s && s->type == DL_KCONFIG_BOOL);
	CU_ASSERT_TRUE(dl_map_has_str(&symbols, "H"));
	s = dl_map_get_str(&symbols, "NEG");
	CU_ASSERT_TRUE(s && s->value && !strcmp(s->value, "-1"));
	CU_ASSERT_EQUAL(symbols.len, 9);
	dl_map_free(&symbols);
	dl_arena_free(arena);
}

static void test_one_of_a_choice(void)
{
	static const char text[] = "choice\n\tprompt \"x\"\n\tdefault TWO\nconfig ONE\n\tbool "
				   "\"1\"\nconfig TWO\n\tbool \"2\"\n"
				   "endchoice\nchoice\nconfig THREE\n\tbool \"3\"\nconfig "
				   "FOUR\n\tbool \"4\"\nendchoice\n"
				   "config FREE\n\tbool\n";
	struct dl_arena *arena = dl_arena_new();
	struct dl_map symbols = {0};

	dl_kconfig_parse(&symbols, arena, text);
	CU_ASSERT_TRUE(((struct dl_kconfig_symbol *)dl_map_get_str(&symbols, "ONE"))->excluded);
	CU_ASSERT_FALSE(((struct dl_kconfig_symbol *)dl_map_get_str(&symbols, "TWO"))->excluded);
	CU_ASSERT_FALSE(((struct dl_kconfig_symbol *)dl_map_get_str(&symbols, "THREE"))->excluded);
	CU_ASSERT_TRUE(((struct dl_kconfig_symbol *)dl_map_get_str(&symbols, "FOUR"))->excluded);
	CU_ASSERT_FALSE(((struct dl_kconfig_symbol *)dl_map_get_str(&symbols, "FREE"))->excluded);
	dl_map_free(&symbols);
	dl_arena_free(arena);
}

static const char *generated(struct tree *t, const struct dl_synth *s, const char *path)
{
	struct dl_buf text = {0};
	const char *result = NULL;

	if (dl_file_read(&text, dl_path_join(t->arena, s->dir, path), NULL) == DL_OK)
		result = dl_arena_strdup(t->arena, dl_buf_str(&text));
	dl_buf_free(&text);
	return result ? result : "(none)";
}

static int contains(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void test_generated_files(void)
{
	struct dl_kconfig_tree *symbols;
	struct dl_kernel kernel;
	struct dl_synth s;
	const char *conf;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	tree_file(&t, "drivers/net/Kconfig",
		  "config FOO\n\ttristate \"foo\"\nconfig FOO_SIZE\n\tint\n\tdefault 9\nconfig "
		  "FOO_BASE\n\thex\n"
		  "config FOO_NAME\n\tstring\nconfig MTD_XIP\n\tbool\nconfig PCI\n\tbool\nconfig "
		  "USB_OHCI_HCD_PPC_OF_BE\n"
		  "\tbool\n");
	tree_file(&t, "kernel/Kconfig", "config NOT_A_DRIVER\n\tbool\n");
	tree_file(&t, "drivers/net/Kconfig.debug", "config FOO_DEBUG\n\tbool\n");
	dl_kernel_read(&kernel, t.arena, t.root);
	symbols = dl_kconfig_tree_read(t.arena, t.root, NULL);
	CU_ASSERT_EQUAL_FATAL(dl_synth_make(&s, t.arena, &kernel, symbols, NULL, t.cache, NULL), DL_OK);
	conf = generated(&t, &s, "include/generated/autoconf.h");
	CU_ASSERT_TRUE(contains(conf, "#define CONFIG_FOO 1\n"));
	CU_ASSERT_TRUE(contains(conf, "#define CONFIG_FOO_SIZE 9\n"));
	CU_ASSERT_TRUE(contains(conf, "#define CONFIG_FOO_BASE 0x0\n"));
	CU_ASSERT_TRUE(contains(conf, "#define CONFIG_FOO_NAME \"\"\n"));
	CU_ASSERT_TRUE(contains(conf, "#define CONFIG_64BIT 1\n"));
	CU_ASSERT_FALSE(contains(conf, "CONFIG_FOO_DEBUG"));
	CU_ASSERT_FALSE(contains(conf, "CONFIG_NOT_A_DRIVER"));
	/* on the list of options that stay off, by name and by beginning */
	CU_ASSERT_FALSE(contains(conf, "CONFIG_MTD_XIP"));
	CU_ASSERT_FALSE(contains(conf, "CONFIG_USB_OHCI_HCD_PPC_OF_BE"));
	CU_ASSERT_STRING_EQUAL(dl_map_get_str(&s.config, "FOO"), "y");
	CU_ASSERT_STRING_EQUAL(dl_map_get_str(&s.config, "FOO_SIZE"), "9");
	CU_ASSERT_TRUE(
		contains(generated(&t, &s, "include/generated/utsrelease.h"), "\"6.1.300\""));
	CU_ASSERT_TRUE(contains(generated(&t, &s, "include/generated/uapi/linux/version.h"),
				"LINUX_VERSION_CODE 393727\n"));
	CU_ASSERT_STRING_EQUAL(generated(&t, &s, "arch/x86/include/generated/asm/bug.h"),
			       "#include <asm-generic/bug.h>\n");
	CU_ASSERT_STRING_EQUAL(generated(&t, &s, "arch/x86/include/generated/asm/early_ioremap.h"),
			       "#include <asm-generic/early_ioremap.h>\n");
	/* the architecture has its own */
	CU_ASSERT_STRING_EQUAL(generated(&t, &s, "arch/x86/include/generated/asm/own.h"), "(none)");
	CU_ASSERT_TRUE(
		contains(generated(&t, &s, "arch/x86/include/generated/uapi/asm/unistd_64.h"),
			 "#define __NR_read 0\n"));
	CU_ASSERT_FALSE(contains(
		generated(&t, &s, "arch/x86/include/generated/uapi/asm/unistd_64.h"), "not_me"));
	/* a file with nothing in it, between others */
	CU_ASSERT_STRING_EQUAL(generated(&t, &s, "arch/x86/include/generated/asm/orc_hash.h"), "");
	dl_synth_free(&s);
	dl_kconfig_tree_free(symbols);
	tree_close(&t);
}

static void test_unwritable_cache(void)
{
	struct dl_error err = {0};
	struct dl_kconfig_tree *symbols;
	struct dl_kernel kernel;
	struct dl_synth s;
	struct tree t;

	tree_open(&t);
	tree_kernel(&t);
	dl_kernel_read(&kernel, t.arena, t.root);
	symbols = dl_kconfig_tree_read(t.arena, t.root, NULL);
	CU_ASSERT_NOT_EQUAL(dl_synth_make(&s, t.arena, &kernel, symbols, NULL, "/proc/no", &err), DL_OK);
	CU_ASSERT_TRUE(contains(err.message, "/proc/no"));
	CU_ASSERT_TRUE(contains(err.message, "cache"));
	dl_synth_free(&s);
	dl_kconfig_tree_free(symbols);
	tree_close(&t);
}

static void test_config_of_a_build(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_map config = {0};

	dl_synth_read_config(
		&config, arena,
		"#define CONFIG_A 1\n#define CONFIG_B_MODULE 1\n#define CONFIG_S \"x y\"\n"
		"#define CONFIG_N 12\n#define CONFIG_E\n/* CONFIG_OFF is not set */\n#define OTHER "
		"1\n");
	CU_ASSERT_STRING_EQUAL(dl_map_get_str(&config, "A"), "y");
	CU_ASSERT_STRING_EQUAL(dl_map_get_str(&config, "B"), "y");
	CU_ASSERT_STRING_EQUAL(dl_map_get_str(&config, "S"), "x y");
	CU_ASSERT_STRING_EQUAL(dl_map_get_str(&config, "N"), "12");
	CU_ASSERT_FALSE(dl_map_has_str(&config, "OFF"));
	CU_ASSERT_EQUAL(config.len, 5);
	dl_map_free(&config);
	dl_arena_free(arena);
}

/* ---- from one scan to the next ---- */

static struct tree kept_tree;
static struct memo_fixture kept;

/* The symbols of listed and architectures' folders, with what they depend on, as a scan sees them. */
static const char *seen(bool *is_recalled)
{
	struct dl_memo memo = memo_of(&kept);
	struct dl_stamps *stamps = dl_stamps_new(NULL);
	const struct dl_build_files files = {.memo = &memo, .stamps = stamps};
	int puts = kept.kinds[DL_MEMO_KCONFIG].puts;
	struct dl_kconfig_symbols all;
	const struct dl_map *maps[2];
	const char *out = "";

	dl_kconfig_symbols_find(&all, kept_tree.arena, kept_tree.root, &files);
	dl_kconfig_symbols_read(&all, kept_tree.arena, &files);
	maps[0] = &all.listed;
	maps[1] = dl_map_get_str(&all.folders, "arm");
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; maps[k] && i < maps[k]->len; i++) {
			const struct dl_kconfig_symbol *s = maps[k]->entries[i].value;

			out = dl_arena_printf(kept_tree.arena, "%s%s%d%s%s", out, s->name, s->type,
					      s->value ? s->value : "", s->excluded ? "-" : "");
			for (const struct dl_kconfig_definition *d = s->definitions; d; d = d->next)
				for (const struct dl_kconfig_text *c = d->depends; c; c = c->next)
					out = dl_arena_printf(kept_tree.arena, "%s(%s)", out, c->text);
			for (const struct dl_kconfig_text *c = s->selects; c; c = c->next)
				out = dl_arena_printf(kept_tree.arena, "%s>%s", out, c->text);
			out = dl_arena_printf(kept_tree.arena, "%s ", out);
		}
	out = dl_arena_printf(kept_tree.arena, "%s%llx", out, (unsigned long long)all.hash);
	dl_kconfig_symbols_free(&all);
	dl_stamps_free(stamps);
	*is_recalled = kept.kinds[DL_MEMO_KCONFIG].puts == puts;
	return out;
}

static void begin_kept(void)
{
	memset(&kept, 0, sizeof(kept));
	tree_open(&kept_tree);
	tree_kernel(&kept_tree);
	tree_file(&kept_tree, "drivers/net/Kconfig",
		  "if NET\nmenu \"x\"\ndepends on PCI || OF\nconfig A\n\ttristate \"a\"\n\tdepends on B\n"
		  "\tselect C\n\tselect D if E\nconfig SIZE\n\tint\n\tdefault 9\nendmenu\nendif\n"
		  "config A\n\ttristate \"again\"\nchoice\nconfig ONE\n\tbool\nconfig TWO\n\tbool\n"
		  "endchoice\n");
	tree_file(&kept_tree, "arch/arm/Kconfig", "config ARM\n\tdef_bool y\n\tselect OF\n");
	usleep(1100000);
}

static void end_kept(void)
{
	memo_free(&kept);
	tree_close(&kept_tree);
}

static void test_recalled(void)
{
	const char *first, *second;
	bool is_recalled;

	begin_kept();
	first = seen(&is_recalled);
	CU_ASSERT_FALSE(is_recalled);
	CU_ASSERT_TRUE(contains(first, "A2(B)"));
	second = seen(&is_recalled);
	CU_ASSERT_TRUE(is_recalled);
	CU_ASSERT_STRING_EQUAL(first, second);
	end_kept();
}

static void test_recalled_no_more(void)
{
	bool is_recalled;

	begin_kept();
	seen(&is_recalled);
	tree_file(&kept_tree, "drivers/net/Kconfig", "config NEW\n\tbool \"new\"\n");
	usleep(50000);
	CU_ASSERT_TRUE(contains(seen(&is_recalled), "NEW1 "));
	CU_ASSERT_FALSE(is_recalled);
	tree_file(&kept_tree, "drivers/net/more/Kconfig", "config MORE\n\tbool \"more\"\n");
	usleep(50000);
	CU_ASSERT_TRUE(contains(seen(&is_recalled), "MORE1 "));
	unlink(tree_path(&kept_tree, "drivers/net/more/Kconfig"));
	CU_ASSERT_FALSE(contains(seen(&is_recalled), "MORE1 "));
	end_kept();
}

static void test_damaged(void)
{
	static const enum dl_memo_kind kinds[] = {DL_MEMO_KCONFIG, DL_MEMO_SYMBOLS};
	const char *first;
	bool is_recalled;

	begin_kept();
	first = seen(&is_recalled);
	for (size_t k = 0; k < 2; k++) {
		struct dl_buf *record = &kept.kinds[kinds[k]].record;

		for (size_t i = 0; i < record->len; i += 7) {
			record->data[i] ^= 0x55;
			CU_ASSERT_STRING_EQUAL(seen(&is_recalled), first);
			CU_ASSERT_FALSE(is_recalled);
		}
	}
	end_kept();
}

/* What drivers/net/Kconfig becomes after the hash of the files is known; NULL: it stays. */
static const char *meanwhile;

/* What is made of the symbols, as a scan sees it; what it asks the memo for is in kept. */
static const char *made(void)
{
	struct dl_memo memo = memo_of(&kept);
	struct dl_stamps *stamps = dl_stamps_new(NULL);
	const struct dl_build_files files = {.memo = &memo, .stamps = stamps};
	struct dl_kconfig_tree *symbols = dl_kconfig_tree_read(kept_tree.arena, kept_tree.root, &files);
	struct dl_kernel kernel;
	struct dl_synth s;
	const char *out;

	if (meanwhile)
		tree_file(&kept_tree, "drivers/net/Kconfig", meanwhile);
	dl_kernel_read(&kernel, kept_tree.arena, kept_tree.root);
	CU_ASSERT_EQUAL_FATAL(dl_synth_make(&s, kept_tree.arena, &kernel, symbols, &memo, kept_tree.cache, NULL), DL_OK);
	CU_ASSERT_TRUE(dl_kconfig_tree_allows(symbols, DL_ARCH_X86_64, false, "SIZE"));
	dl_kconfig_tree_keep(symbols);
	out = dl_arena_printf(kept_tree.arena, "%s %zu", s.dir, s.option_count);
	for (size_t i = 0; i < s.config.len; i++)
		out = dl_arena_printf(kept_tree.arena, "%s %s=%s", out, s.config.strings[i],
				      (const char *)s.config.entries[i].value);
	dl_synth_free(&s);
	dl_kconfig_tree_free(symbols);
	dl_stamps_free(stamps);
	return out;
}

static void test_options_are_recalled(void)
{
	struct dl_buf *record = &kept.kinds[DL_MEMO_OPTIONS].record;
	const char *first;

	begin_kept();
	first = made();
	CU_ASSERT_TRUE(contains(first, " SIZE=9"));
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_OPTIONS].puts, 1);
	/* without any symbol */
	kept.kinds[DL_MEMO_SYMBOLS].puts = 0;
	CU_ASSERT_STRING_EQUAL(made(), first);
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_SYMBOLS].puts, 0);
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_OPTIONS].puts, 1);
	record->data[record->len / 2] ^= 0x55;
	CU_ASSERT_STRING_EQUAL(made(), first);
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_OPTIONS].puts, 2);
	tree_file(&kept_tree, "drivers/net/Kconfig", "config SIZE\n\tint\n\tdefault 8\n");
	usleep(50000);
	CU_ASSERT_TRUE(contains(made(), " SIZE=8"));
	end_kept();
}

/* The symbols are gone, and what is read is not what the hash is of: nothing that is made of it is kept under that. */
static void test_files_change_after_the_hash(void)
{
	static const char text[] = "config SIZE\n\tint \"size\"\n\tdefault %d\n";
	const enum dl_memo_kind kinds[] = {DL_MEMO_KCONFIG, DL_MEMO_SYMBOLS, DL_MEMO_POSSIBLE, DL_MEMO_OPTIONS};

	begin_kept();
	tree_file(&kept_tree, "drivers/net/Kconfig", dl_arena_printf(kept_tree.arena, text, 9));
	usleep(50000);
	CU_ASSERT_TRUE(contains(made(), " SIZE=9"));
	for (size_t i = 0; i < 4; i++) {
		CU_ASSERT_EQUAL(kept.kinds[kinds[i]].puts, 1);
		if (i)
			kept.kinds[kinds[i]].puts = 0;
	}
	meanwhile = dl_arena_printf(kept_tree.arena, text, 8);
	CU_ASSERT_TRUE(contains(made(), " SIZE=8"));
	for (size_t i = 1; i < 4; i++)
		CU_ASSERT_EQUAL(kept.kinds[kinds[i]].puts, 0);
	meanwhile = NULL;
	tree_file(&kept_tree, "drivers/net/Kconfig", dl_arena_printf(kept_tree.arena, text, 9));
	CU_ASSERT_TRUE(contains(made(), " SIZE=9"));
	end_kept();
}

/* A scan that began with some of the answers would give others. */
static void test_answers_of_too_much_are_not_kept(void)
{
	struct dl_memo memo = memo_of(&kept);
	const struct dl_build_files files = {.memo = &memo};
	struct dl_buf text = {0};
	struct dl_kconfig_tree *symbols;

	begin_kept();
	dl_buf_puts(&text, "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on y");
	for (size_t i = 0; i < 2200000; i++)
		dl_buf_puts(&text, "&&y");
	dl_buf_putc(&text, '\n');
	tree_file(&kept_tree, "drivers/net/Kconfig", dl_buf_str(&text));
	symbols = dl_kconfig_tree_read(kept_tree.arena, kept_tree.root, &files);
	CU_ASSERT_TRUE(dl_kconfig_tree_allows(symbols, DL_ARCH_X86_64, false, "A"));
	CU_ASSERT_TRUE(dl_kconfig_tree_allows(symbols, DL_ARCH_X86_64, false, "B"));
	dl_kconfig_tree_keep(symbols);
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_POSSIBLE].puts, 0);
	dl_kconfig_tree_free(symbols);
	dl_buf_free(&text);
	end_kept();
}

DL_TEST_MAIN("source_kconfig", DL_TEST(test_symbols), DL_TEST(test_one_of_a_choice),
	     DL_TEST(test_generated_files), DL_TEST(test_unwritable_cache),
	     DL_TEST(test_config_of_a_build), DL_TEST(test_recalled),
	     DL_TEST(test_recalled_no_more), DL_TEST(test_damaged),
	     DL_TEST(test_options_are_recalled),
	     DL_TEST(test_files_change_after_the_hash), DL_TEST(test_answers_of_too_much_are_not_kept))
