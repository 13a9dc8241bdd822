/* SPDX-License-Identifier: Apache-2.0 */
/* Architectures: which a driver is for, in which order they are tried, and their configurations. */
#include "harness.h"
#include "memo_fixture.h"
#include "source_fixture.h"

#include "base/buf.h"
#include <unistd.h>

#include "source/arch.h"
#include "source/guards.h"
#include "source/kconfig_tree.h"

#define MAPS "void f(void) { dma_map_single(d, p, 4, 1); }\n"

static void test_order(void)
{
	const struct dl_arch *out[16];
	bool native[16] = {false};

	CU_ASSERT_TRUE_FATAL(dl_arch_count < 16);
	/* nothing known of others: x86_64 alone, possible or not */
	CU_ASSERT_EQUAL(dl_arch_order(out, true, native), 1);
	CU_ASSERT_PTR_EQUAL(out[0], DL_ARCH_X86_64);
	CU_ASSERT_EQUAL(dl_arch_order(out, false, native), 1);
	CU_ASSERT_PTR_EQUAL(out[0], DL_ARCH_X86_64);
	/* a test build goes first, then the table's order */
	native[dl_arch_named("sparc") - dl_arches] = true;
	native[dl_arch_named("arm") - dl_arches] = true;
	CU_ASSERT_EQUAL(dl_arch_order(out, true, native), 3);
	CU_ASSERT_PTR_EQUAL(out[0], DL_ARCH_X86_64);
	CU_ASSERT_STRING_EQUAL(out[1]->name, "arm");
	CU_ASSERT_STRING_EQUAL(out[2]->name, "sparc");
	/* without one the native ones, x86_64 when all else fails */
	CU_ASSERT_EQUAL(dl_arch_order(out, false, native), 3);
	CU_ASSERT_STRING_EQUAL(out[0]->name, "arm");
	CU_ASSERT_PTR_EQUAL(out[2], DL_ARCH_X86_64);
	/* what cannot be synthesised is never tried */
	native[dl_arch_named("s390") - dl_arches] = true;
	CU_ASSERT_EQUAL(dl_arch_order(out, false, native), 3);
	CU_ASSERT_PTR_NULL(dl_arch_named("pdp11"));
}

static void test_arch_of_a_configured_tree(void)
{
	static const char ppc64[] = "#define CONFIG_PPC 1\n#define CONFIG_64BIT 1\n";

	CU_ASSERT_STRING_EQUAL(dl_arch_of_autoconf(ppc64)->name, "powerpc64");
	CU_ASSERT_STRING_EQUAL(dl_arch_of_autoconf("#define CONFIG_PPC 1\n")->name, "powerpc");
	CU_ASSERT_STRING_EQUAL(dl_arch_of_autoconf("#define CONFIG_ARM 1\n")->name, "arm");
	CU_ASSERT_STRING_EQUAL(dl_arch_of_autoconf("")->name, "x86_64");
}

static void make_tree(struct tree *t)
{
	tree_kernel(t);
	tree_file(t, "init/Kconfig", "config CORE\n\tbool\n\tdefault y\n");
	tree_file(t, "arch/x86/Kconfig",
		  "config X86\n\tdef_bool y\nconfig SBUS\n\tbool\nconfig X86_BUS\n\tbool \"x\"\n");
	tree_file(t, "arch/arm/Kconfig",
		  "config ARM\n\tbool\n\tdefault y\n\tselect HAVE_ARM_THING\n"
		  "\tselect NOT_ALWAYS if MMU\n"
		  "source \"arch/arm/mach-x/Kconfig\"\n");
	tree_file(
		t, "arch/arm/mach-x/Kconfig",
		"if ARM\nmenuconfig ARCH_X\n\tbool \"X\"\n\tselect X_BUS\n\nconfig X_BUS\n\tbool\n"
		"endif\n");
	tree_file(t, "arch/sparc/Kconfig",
		  "config SPARC\n\tbool\n\tdefault y\nconfig SBUS\n\tbool\n\tdefault y\n"
		  "config WIDE\n\tbool \"w\"\n\tdepends on SPARC64\n");
	tree_file(t, "arch/m68k/Kconfig", "config AMIGA\n\tbool \"a\"\n");
	tree_file(t, "drivers/Kconfig",
		  "config ANY\n\ttristate \"a\"\n\tdepends on PCI_OR_SO && CORE\n"
		  "config ARM_ONLY\n\ttristate \"b\"\n\tdepends on ARCH_X && !64BIT # why\n"
		  "config TESTED\n\ttristate \"c\"\n\tdepends on (ARCH_X || \\\n\t\tCOMPILE_TEST)\n"
		  "config BUS\n\ttristate \"d\"\n\tdepends on SBUS\n"
		  "menu \"m\"\n\tdepends on X_BUS\ncomment \"c\"\n\tdepends on X86\n"
		  "config IN_MENU\n\ttristate \"e\"\nendmenu\n"
		  "if X86\nconfig IN_IF\n\ttristate \"f\"\nendif\n"
		  "config FREE\n\ttristate \"g\"\n\thelp\n\t  depends on ARM\n"
		  "config WIDE_ONLY\n\ttristate \"h\"\n\tdepends on WIDE=y\n"
		  "config NOT_X86\n\ttristate \"i\"\n\tdepends on !X86 && (AMIGA || FREE != n)\n"
		  "config NEVER\n\ttristate\n\tdepends on AMIGA\n"
		  "config LOOP\n\ttristate \"l\"\n\tdepends on LOOP\n"
		  "config LOOP\n\ttristate\n\tdepends on ARM\n"
		  "config HERE\n\ttristate \"m\"\n\tdepends on THERE && AMIGA\n"
		  "config THERE\n\ttristate \"n\"\n\tdepends on HERE\n");
}

static bool allows(struct dl_kconfig_tree *k, const char *arch, bool test, const char *symbol)
{
	return dl_kconfig_tree_allows(k, dl_arch_named(arch), test, symbol);
}

static void test_conditions(void)
{
	struct dl_kconfig_tree *k = NULL;
	struct tree t;

	tree_open(&t);
	make_tree(&t);
	k = dl_kconfig_tree_read(t.arena, t.root, NULL);
	/* unknown symbols may be set */
	CU_ASSERT_TRUE(allows(k, "x86_64", false, "ANY"));
	CU_ASSERT_TRUE(allows(k, "arm", false, "NO_SUCH"));
	/* a machine of another architecture */
	CU_ASSERT_FALSE(allows(k, "x86_64", true, "ARM_ONLY"));
	CU_ASSERT_TRUE(allows(k, "arm", false, "ARM_ONLY"));
	CU_ASSERT_FALSE(allows(k, "arm64", false, "ARM_ONLY"));
	/* a test build, on a continued line */
	CU_ASSERT_TRUE(allows(k, "x86_64", true, "TESTED"));
	CU_ASSERT_FALSE(allows(k, "x86_64", false, "TESTED"));
	CU_ASSERT_TRUE(allows(k, "arm", false, "TESTED"));
	/* declared there, too, but nothing sets it */
	CU_ASSERT_FALSE(allows(k, "x86_64", true, "BUS"));
	CU_ASSERT_TRUE(allows(k, "sparc", false, "BUS"));
	/* blocks; a comment has conditions of its own */
	CU_ASSERT_TRUE(allows(k, "arm", false, "IN_MENU"));
	CU_ASSERT_FALSE(allows(k, "x86_64", true, "IN_MENU"));
	CU_ASSERT_TRUE(allows(k, "x86_64", false, "IN_IF"));
	CU_ASSERT_FALSE(allows(k, "arm", false, "IN_IF"));
	CU_ASSERT_TRUE(allows(k, "x86_64", false, "FREE"));
	/* word size, comparison, negation */
	CU_ASSERT_TRUE(allows(k, "sparc64", false, "WIDE_ONLY"));
	CU_ASSERT_FALSE(allows(k, "sparc", false, "WIDE_ONLY"));
	CU_ASSERT_FALSE(allows(k, "x86_64", false, "NOT_X86"));
	CU_ASSERT_TRUE(allows(k, "arm", false, "NOT_X86"));
	CU_ASSERT_FALSE(allows(k, "arm", false, "NEVER"));
	CU_ASSERT_TRUE(allows(k, "arm", false, "LOOP"));
	/* whatever was asked before */
	CU_ASSERT_FALSE(allows(k, "arm", false, "HERE"));
	CU_ASSERT_FALSE(allows(k, "arm", false, "THERE"));
	CU_ASSERT_FALSE(allows(k, "arm64", false, "THERE"));
	CU_ASSERT_FALSE(allows(k, "arm64", false, "HERE"));
	dl_kconfig_tree_free(k);
	tree_close(&t);
}

/* The answer as a scan has it that recalls and keeps, and whether it had to read the symbols. */
static bool asked(const struct tree *t, struct memo_fixture *kept, const char *arch, const char *symbol, bool *is_read)
{
	struct dl_memo memo = memo_of(kept);
	struct dl_stamps *stamps = dl_stamps_new(NULL);
	const struct dl_build_files files = {.memo = &memo, .stamps = stamps};
	struct dl_kconfig_tree *k = dl_kconfig_tree_read(t->arena, t->root, &files);
	int puts = kept->kinds[DL_MEMO_POSSIBLE].puts;
	bool answer = allows(k, arch, false, symbol);

	dl_kconfig_tree_keep(k);
	*is_read = kept->kinds[DL_MEMO_POSSIBLE].puts != puts;
	dl_kconfig_tree_free(k);
	dl_stamps_free(stamps);
	return answer;
}

static void test_answers_are_recalled(void)
{
	struct memo_fixture kept = {0};
	struct dl_buf *record = &kept.kinds[DL_MEMO_POSSIBLE].record;
	struct tree t;
	bool is_read;

	tree_open(&t);
	make_tree(&t);
	usleep(1100000);
	CU_ASSERT_TRUE(asked(&t, &kept, "arm", "ARM_ONLY", &is_read) && is_read);
	CU_ASSERT_TRUE(asked(&t, &kept, "arm", "ARM_ONLY", &is_read) && !is_read);
	CU_ASSERT_TRUE(!asked(&t, &kept, "arm64", "ARM_ONLY", &is_read) && is_read);
	CU_ASSERT_TRUE(!asked(&t, &kept, "arm64", "ARM_ONLY", &is_read) && !is_read);
	CU_ASSERT_TRUE(asked(&t, &kept, "arm", "ARM_ONLY", &is_read) && !is_read);
	for (size_t i = 0; i < record->len; i++) {
		record->data[i] ^= 0x55;
		CU_ASSERT_TRUE(asked(&t, &kept, "arm", "ARM_ONLY", &is_read) && is_read);
		asked(&t, &kept, "arm64", "ARM_ONLY", &is_read); /* as it was */
	}
	tree_file(&t, "drivers/Kconfig", "config ARM_ONLY\n\ttristate \"b\"\n\tdepends on AMIGA\n");
	usleep(50000);
	CU_ASSERT_TRUE(!asked(&t, &kept, "arm", "ARM_ONLY", &is_read) && is_read);
	/* another folder has it, too */
	tree_file(&t, "drivers/net/Kconfig", "config ARM_ONLY\n\ttristate \"b\"\n");
	usleep(50000);
	CU_ASSERT_TRUE(asked(&t, &kept, "arm", "ARM_ONLY", &is_read) && is_read);
	memo_free(&kept);
	tree_close(&t);
}

static bool is_on(void *data, const char *symbol)
{
	return dl_arch_has_word(data, symbol);
}

static bool built(struct dl_guards *g, struct tree *t, const char *path, const char *on)
{
	struct dl_map known = {0};
	bool allowed = dl_guards_allow(g, tree_path(t, path), &known, is_on, (void *)(uintptr_t)on);

	dl_map_free(&known);
	return allowed;
}

static void test_guards(void)
{
	struct dl_guards *g;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "drivers/Makefile", "obj-$(CONFIG_NET) += net/\nobj-y += misc/\n");
	tree_file(&t, "drivers/net/Makefile",
		  "obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += b.o a.o\n"
		  "obj-$(CONFIG_C) += whole.o\nwhole-y := part.o sub/deep.o\n"
		  "whole-$(CONFIG_D) += more.o\n");
	tree_file(&t, "drivers/misc/Makefile", "obj-y += always.o\n");
	g = dl_guards_new(t.arena, NULL, t.root);
	CU_ASSERT_TRUE(built(g, &t, "drivers/net/a.c", "NET A"));
	CU_ASSERT_TRUE(built(g, &t, "drivers/net/a.c", "NET B"));
	CU_ASSERT_FALSE(built(g, &t, "drivers/net/a.c", "A"));
	CU_ASSERT_FALSE(built(g, &t, "drivers/net/b.c", "NET A"));
	CU_ASSERT_TRUE(built(g, &t, "drivers/net/part.c", "NET C"));
	CU_ASSERT_TRUE(built(g, &t, "drivers/net/sub/deep.c", "NET C"));
	CU_ASSERT_FALSE(built(g, &t, "drivers/net/more.c", "NET C"));
	CU_ASSERT_TRUE(built(g, &t, "drivers/net/more.c", "NET C D"));
	CU_ASSERT_TRUE(built(g, &t, "drivers/misc/always.c", ""));
	CU_ASSERT_TRUE(built(g, &t, "drivers/net/unknown.c", ""));
	CU_ASSERT_TRUE(built(g, &t, "elsewhere/unknown.c", ""));
	dl_guards_free(g);
	tree_close(&t);
}

static void test_a_driver_of_another_architecture(void)
{
	struct dl_source_options opt = {.use_pch = true, .clang_version = "x"};
	const struct dl_source_file *f;
	const struct dl_source_file *other = NULL;
	struct dl_error err = {0};
	struct dl_buf text = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	make_tree(&t);
	tree_file(&t, "arch/arm/include/asm/Kbuild",
		  "generic-y += mine.h\ngenerated-y += made.h\n");
	tree_file(&t, "arch/arm/mach-x/include/mach/hardware.h", "\n");
	tree_file(&t, "arch/arm/mach-a/include/mach/other.h", "\n");
	tree_file(&t, "drivers/net/Makefile",
		  "obj-$(CONFIG_ARM_ONLY) += arm.o\nobj-$(CONFIG_FREE) += free.o\n"
		  "ccflags-y := -DON_$(SRCARCH)_$(BITS)\n");
	tree_file(&t, "drivers/net/arm.c", "#include <mach/hardware.h>\n" MAPS);
	tree_file(&t, "drivers/net/free.c", MAPS);
	s = tree_source(&t, &opt, &err, "drivers", NULL);
	f = tree_find(s, "drivers/net/arm.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_STRING_EQUAL(f->config->arch, "arm");
	CU_ASSERT_STRING_EQUAL(f->arches[0], "arm");
	CU_ASSERT_STRING_EQUAL(f->arches[1], "x86_64");
	CU_ASSERT_PTR_NULL(f->arches[2]);
	CU_ASSERT_TRUE(f->is_narrow);
	CU_ASSERT_TRUE(dl_source_has_arch(f->runs_on, "arm"));
	CU_ASSERT_FALSE(dl_source_has_arch(f->runs_on, "x86_64"));
	CU_ASSERT_PTR_NULL(f->borrowed_arch);
	CU_ASSERT_TRUE(tree_has_arg(f, "--target=arm-linux-gnueabi"));
	CU_ASSERT_TRUE(tree_has_arg(f, tree_path(&t, "arch/arm/include")));
	CU_ASSERT_TRUE(tree_has_arg(f, tree_path(&t, "arch/arm/mach-x/include")));
	CU_ASSERT_FALSE(tree_has_arg(f, tree_path(&t, "arch/x86/include")));
	CU_ASSERT_TRUE(tree_has_arg(f, "-DON_arm_32"));
	CU_ASSERT_EQUAL(dl_source_stats(s).other_arch, 1);
	f = tree_find(s, "drivers/net/free.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_STRING_EQUAL(f->config->arch, "x86_64");
	CU_ASSERT_STRING_EQUAL(f->arches[1], "arm");
	CU_ASSERT_FALSE(f->is_narrow);
	CU_ASSERT_TRUE(dl_source_has_arch(f->runs_on, "arm"));
	CU_ASSERT_TRUE(dl_source_has_arch(f->runs_on, "x86_64"));
	CU_ASSERT_FALSE(dl_source_has_arch(f->runs_on, "pdp11"));
	CU_ASSERT_TRUE(tree_has_arg(f, "-DON_x86_64"));
	/* asked for later: the same configuration, other flags */
	CU_ASSERT_EQUAL(dl_source_for_arch(&other, s, f, "arm", &err), DL_OK);
	CU_ASSERT_STRING_EQUAL(other->config->arch, "arm");
	CU_ASSERT_TRUE(tree_has_arg(other, "-DON_arm_32"));
	CU_ASSERT_STRING_EQUAL(other->unit_path, f->unit_path);
	CU_ASSERT_EQUAL(dl_source_for_arch(&other, s, f, "sparc64", &err), DL_OK);
	CU_ASSERT_TRUE(tree_has_arg(other, "-DON_sparc_64"));
	CU_ASSERT_PTR_NULL(other->config->pch_header);
	CU_ASSERT_FALSE(other->use_pch);
	/* nothing was written into the tree */
	CU_ASSERT_FALSE(dl_path_is_dir(tree_path(&t, "arch/arm/include/generated")));
	dl_buf_free(&text);
	dl_source_free(s);
	tree_close(&t);
}

static const char *generated(struct tree *t, const struct dl_source_file *f, const char *path)
{
	for (size_t i = 0; f && i < f->arg_count; i++) {
		const char *full = dl_path_join(t->arena, f->args[i], path);

		if (dl_path_below(t->cache, full) && dl_path_is_file(full))
			return full;
	}
	return NULL;
}

static void test_configurations(void)
{
	struct dl_source_options opt = {0};
	const struct dl_source_file *f;
	struct dl_error err = {0};
	struct dl_buf text = {0};
	struct dl_source *s;
	struct tree t;

	tree_open(&t);
	make_tree(&t);
	tree_file(&t, "arch/arm/include/asm/Kbuild",
		  "generic-y += mine.h\ngenerated-y += made.h\n");
	tree_file(&t, "arch/arm/include/asm/own.h", "\n");
	tree_file(&t, "drivers/net/Makefile", "obj-$(CONFIG_ARM_ONLY) += arm.o\n");
	tree_file(&t, "drivers/net/arm.c", MAPS);
	s = tree_source(&t, &opt, &err, "drivers", NULL);
	f = tree_find(s, "drivers/net/arm.c");
	CU_ASSERT_PTR_NOT_NULL_FATAL(generated(&t, f, "generated/autoconf.h"));
	CU_ASSERT_EQUAL(dl_file_read(&text, generated(&t, f, "generated/autoconf.h"), NULL), DL_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&text), "#define CONFIG_ARM 1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&text), "#define CONFIG_HAVE_ARM_THING 1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&text), "#define CONFIG_TESTED 1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_buf_str(&text), "#define CONFIG_MMU 1\n"));
	CU_ASSERT_PTR_NULL(strstr(dl_buf_str(&text), "CONFIG_NOT_ALWAYS"));
	CU_ASSERT_PTR_NULL(strstr(dl_buf_str(&text), "CONFIG_X86"));
	CU_ASSERT_PTR_NULL(strstr(dl_buf_str(&text), "CONFIG_64BIT"));
	CU_ASSERT_PTR_NULL(strstr(dl_buf_str(&text), "ARCH_DMA_ADDR_T_64BIT"));
	CU_ASSERT_PTR_NOT_NULL(generated(&t, f, "asm/mine.h"));
	CU_ASSERT_PTR_NOT_NULL(generated(&t, f, "asm/made.h"));
	CU_ASSERT_PTR_NOT_NULL(generated(&t, f, "asm/bug.h"));
	CU_ASSERT_PTR_NULL(generated(&t, f, "asm/own.h"));
	dl_buf_free(&text);
	dl_source_free(s);
	tree_close(&t);
}

DL_TEST_MAIN("source_arch", DL_TEST(test_order), DL_TEST(test_arch_of_a_configured_tree),
	     DL_TEST(test_conditions), DL_TEST(test_answers_are_recalled), DL_TEST(test_guards),
	     DL_TEST(test_a_driver_of_another_architecture), DL_TEST(test_configurations))
