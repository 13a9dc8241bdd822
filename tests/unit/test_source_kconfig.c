/* SPDX-License-Identifier: Apache-2.0 */
/* Kconfig files and what is synthesised from them. */
#include "harness.h"
#include "source_fixture.h"

#include "source/kconfig.h"
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
	CU_ASSERT_EQUAL_FATAL(dl_synth_make(&s, t.arena, &kernel, symbols, t.cache, NULL), DL_OK);
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
	CU_ASSERT_NOT_EQUAL(dl_synth_make(&s, t.arena, &kernel, symbols, "/proc/no", &err), DL_OK);
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

DL_TEST_MAIN("source_kconfig", DL_TEST(test_symbols), DL_TEST(test_one_of_a_choice),
	     DL_TEST(test_generated_files), DL_TEST(test_unwritable_cache),
	     DL_TEST(test_config_of_a_build))
