/* SPDX-License-Identifier: Apache-2.0 */
/* Kbuild files: expansion, conditionals, flags of a file, module names, and text that is none of
 * it. */
#include "harness.h"
#include "source_fixture.h"

#include "source/kbuild.h"
#include "source/makefile.h"

static const char *lookup(void *data, const char *name)
{
	(void)data;
	return !strcmp(name, "CONFIG_ON") ? "y" : !strcmp(name, "srctree") ? "/k" : NULL;
}

/* The value of A after reading @text. */
static const char *value_of_a(struct dl_arena *arena, const char *text)
{
	struct dl_make m = {.arena = arena, .lookup = lookup};
	const char *value;

	dl_makefile_parse(&m, text, "/nowhere");
	value = dl_make_expand(&m, "$(A)");
	dl_make_free(&m);
	return value;
}

static void test_makefile_text(void)
{
	static const struct {
		const char *text;
		const char *a;
	} cases[] = {
		{"A = 1\n", "1"},
		{"A := 1\nA += 2\n", "1 2"},
		{"A ?= 1\nA ?= 2\n", "1"},
		{"B = 1\nA = $(B)\nB = 2\n", "2"},
		{"B = 1\nA := $(B)\nB = 2\n", "1"},
		{"A = 1 \\\n\t2\n", "1  \t2"},
		{"A = 1 # text\n", "1"},
		{"A-$(CONFIG_ON) = 1\nA = $(A-y)\n", "1"},
		{"A = $(addprefix -I,a b)\n", "-Ia -Ib"},
		{"A = $(addsuffix .o,a b)\n", "a.o b.o"},
		{"A = $(foreach d,x y,-I$(srctree)/$(d))\n", "-I/k/x -I/k/y"},
		{"B = a.c b.c\nA = $(B:.c=.o)\n", "a.o b.o"},
		{"ifeq ($(CONFIG_ON),y)\nA = on\nelse\nA = off\nendif\n", "on"},
		{"ifneq ($(CONFIG_OFF),)\nA = on\nelse\nA = off\nendif\n", "off"},
		{"ifdef CONFIG_OFF\nA = 1\nelse ifdef CONFIG_ON\nA = 2\nelse\nA = 3\nendif\n", "2"},
		{"ifeq \"$(CONFIG_ON)\" \"y\"\nA = 1\nendif\n", "1"},
		{"A := $(patsubst %.c,%.o,a.c b.h c.c)\n", "a.o b.h c.o"},
		{"A := $(subst ee,EE,feet on the street)\n", "fEEt on the strEEt"},
		{"A := $(filter %.c b,a.c b c.h)\n", "a.c b"},
		{"A := $(filter-out %.c,a.c b c.h)\n", "b c.h"},
		{"A := $(sort c a b a)\n", "a b c"},
		{"A := $(word 2,a b c)$(words a b c)$(lastword a b c)$(firstword a b)\n", "b3ca"},
		{"A := $(wordlist 2,3,a b c d)\n", "b c"},
		{"A := $(dir a/b.c c)$(notdir a/b.c c)\n", "a/ ./b.c c"},
		{"A := $(basename a/b.c c.d/e)$(suffix a/b.c c.d/e)\n", "a/b c.d/e.c"},
		{"A := $(join a b,1 2 3)\n", "a1 b2 3"},
		{"A := $(strip  a   b )\n", "a b"},
		{"A := $(findstring a,b a c)$(findstring x,b a c)\n", "a"},
		{"A := $(if $(B),yes,no)$(or $(B),x)$(and y,$(B),z)\n", "nox"},
		{"f = <$(1),$(2)>\nA := $(call f,a,b)\n", "<a,b>"},
		{"define f\nA += $(1)\nendef\n$(foreach w,x y,$(eval $(call f,$(w))))\n", "x y"},
		{"B := a.o b.o\nA := $(B:%.o=d/%.c)\n", "d/a.c d/b.c"},
		{"override A := 1\nexport A += 2\n", "1 2"},
		{"A != echo x\n", ""},
		/* nothing is executed, nothing unknown is guessed */
		{"A = $(shell echo evil)\n", ""},
		{"A = $(wildcard /etc/*)\n", ""},
		{"A = $(call cc-option,-Wx)\n", ""},
		{"A = $(UNKNOWN)x\n", "x"},
		{"target: A = 1\n", ""},
		{"all:\n\t@A = 1\n", ""},
		{"define A\nB = 1\nendef\n", "B = 1"},
		/* what is broken ends, and says nothing */
		{"A = $(A)\n", ""},
		{"A = $(B\n", ""},
		{"endif\nA = 1\n", "1"},
		{"else\nA = 1\n", "1"},
		{"ifeq (a\nA = 1\nendif\n", ""},
		{"ifdef CONFIG_OFF\nA = 1\n", ""},
		{"include /no/such/file\nA = 1\n", "1"},
		{"A = $(eval A = $(A)$(A))$(A)\nB := $(A)\n", ""},
		{"A = $(foreach a)$(patsubst a)$(if)$(call)\n", ""},
		{"A", ""},
		{"= 1\n", ""},
	};
	struct dl_arena *arena = dl_arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_STRING_EQUAL(value_of_a(arena, cases[i].text), cases[i].a);
	dl_arena_free(arena);
}

static void test_endless_expansion_ends(void)
{
	struct dl_arena *arena = dl_arena_new();

	CU_ASSERT_TRUE(strlen(value_of_a(arena, "A = $(A)$(A)$(A)$(A)x\n")) < (1 << 21));
	CU_ASSERT_TRUE(strlen(value_of_a(arena, "B = $(A)$(A)\nA = $(B)$(B)\n")) < (1 << 21));
	dl_arena_free(arena);
}

static void test_shell_words(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_args args = {0};

	CU_ASSERT_TRUE(
		dl_args_split(&args, arena, " a 'b c' \"d \\\" e\" -DX=\\\"y\\\" '' $(HOME) \\\n"));
	CU_ASSERT_EQUAL_FATAL(args.len, 7);
	CU_ASSERT_STRING_EQUAL(args.data[1], "b c");
	CU_ASSERT_STRING_EQUAL(args.data[2], "d \" e");
	CU_ASSERT_STRING_EQUAL(args.data[3], "-DX=\"y\"");
	CU_ASSERT_STRING_EQUAL(args.data[4], "");
	CU_ASSERT_STRING_EQUAL(args.data[5], "$(HOME)");
	CU_ASSERT_FALSE(dl_args_split(&args, arena, "open 'quote"));
	dl_vec_free(&args);
	dl_arena_free(arena);
}

static struct dl_args flags_of(struct tree *t, struct dl_kbuild *kb, const char *path)
{
	struct dl_args args = {0};

	dl_kbuild_flags(kb, tree_path(t, path), &args);
	return args;
}

static int has(struct tree *t, struct dl_kbuild *kb, const char *path, const char *flag)
{
	struct dl_args args = flags_of(t, kb, path);
	int found = dl_args_have(&args, flag);

	dl_vec_free(&args);
	return found;
}

static void test_flags_of_files(void)
{
	struct dl_map config = {0};
	struct dl_kbuild *kb;
	struct tree t;

	tree_open(&t);
	dl_map_put_str(&config, "ON", "y");
	tree_file(&t, "drivers/Makefile",
		  "subdir-ccflags-y := -DDEEP\nccflags-y := -DNOT_INHERITED\n");
	tree_file(&t, "drivers/foo/Makefile",
		  "obj-$(CONFIG_ON) += foo.o single.o\nfoo-y := main.o "
		  "sub/part.o\nfoo-$(CONFIG_OFF) += off.o\n"
		  "ccflags-y := -I$(srctree)/$(src)/inc -I $(src)/inc2 -DA=1 -Wall -O3 "
		  "-fplugin=evil.so\n"
		  "ccflags-$(CONFIG_OFF) += -DOFF -I$(src)/inc3\nccflags-$(CONFIG_ON) += -DON\n"
		  "EXTRA_CFLAGS += -DEXTRA\nCFLAGS_main.o := -DMAIN -include $(src)/inc/pre.h\n"
		  "CFLAGS_sub/part.o := -DPART\nccflags-y += -I$(src)/not_there\n");
	tree_file(&t, "drivers/foo/inc/pre.h", "\n");
	tree_file(&t, "drivers/foo/inc2/a.h", "\n");
	tree_file(&t, "drivers/foo/inc3/a.h", "\n");
	tree_file(&t, "drivers/foo/sub/a.h", "\n");
	kb = dl_kbuild_new(t.arena, NULL, t.root, t.root, DL_ARCH_X86_64, &config);
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/main.c", "-DDEEP"));
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/main.c", "-DA=1"));
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/main.c", "-DON"));
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/main.c", "-DEXTRA"));
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/main.c", "-DMAIN"));
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/main.c", tree_path(&t, "drivers/foo/inc")));
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/main.c", tree_path(&t, "drivers/foo/inc2")));
	/* an option that is off gives folders, not macros */
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/main.c", tree_path(&t, "drivers/foo/inc3")));
	CU_ASSERT_FALSE(has(&t, kb, "drivers/foo/main.c", "-DOFF"));
	CU_ASSERT_FALSE(has(&t, kb, "drivers/foo/main.c", "-DNOT_INHERITED"));
	CU_ASSERT_FALSE(has(&t, kb, "drivers/foo/main.c", "-DPART"));
	CU_ASSERT_FALSE(has(&t, kb, "drivers/foo/single.c", "-DMAIN"));
	CU_ASSERT_FALSE(has(&t, kb, "drivers/foo/main.c", "-Wall"));
	CU_ASSERT_FALSE(has(&t, kb, "drivers/foo/main.c", "-fplugin=evil.so"));
	CU_ASSERT_FALSE(has(&t, kb, "drivers/foo/main.c", tree_path(&t, "drivers/foo/not_there")));
	/* a part in a folder below has the flags of the Makefile that names it */
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/sub/part.c", "-DA=1"));
	CU_ASSERT_TRUE(has(&t, kb, "drivers/foo/sub/part.c", "-DPART"));
	CU_ASSERT_TRUE(dl_kbuild_names_object(kb, tree_path(&t, "drivers/foo/off.c")));
	CU_ASSERT_FALSE(dl_kbuild_names_object(kb, tree_path(&t, "drivers/foo/foo.c.c")));
	CU_ASSERT_FALSE(dl_kbuild_names_object(kb, tree_path(&t, "drivers/foo/nobody.c")));
	CU_ASSERT_STRING_EQUAL(dl_kbuild_module(kb, tree_path(&t, "drivers/foo/sub/part.c")),
			       "drivers/foo/foo");
	CU_ASSERT_STRING_EQUAL(dl_kbuild_module(kb, tree_path(&t, "drivers/foo/single.c")),
			       "drivers/foo/single");
	CU_ASSERT_PTR_NULL(dl_kbuild_module(kb, tree_path(&t, "drivers/foo/nobody.c")));
	CU_ASSERT_PTR_NULL(dl_kbuild_module(kb, "/elsewhere/x.c"));
	dl_kbuild_free(kb);
	dl_map_free(&config);
	tree_close(&t);
}

/* The objects of a module, unless one of them is counted to another. */
static void test_objects_of_modules(void)
{
	struct dl_kbuild *kb;
	struct tree t;
	const char *const *objects;
	size_t count;

	tree_open(&t);
	tree_file(&t, "drivers/foo/Makefile",
		  "obj-m += foo.o single.o bar.o baz.o\nfoo-y := main.o sub/part.o\n"
		  "foo-$(CONFIG_OFF) += off.o\nbar-y := a.o common.o\nbaz-y := b.o common.o\n");
	kb = dl_kbuild_new(t.arena, NULL, t.root, t.root, DL_ARCH_X86_64, NULL);
	CU_ASSERT_STRING_EQUAL(dl_kbuild_module(kb, tree_path(&t, "drivers/foo/main.c")),
			       "drivers/foo/foo");
	objects = dl_kbuild_objects(kb, "drivers/foo/foo", &count);
	CU_ASSERT_EQUAL(count, 4);
	for (size_t i = 0; i < count; i++)
		CU_ASSERT_TRUE(!strcmp(objects[i], tree_path(&t, "drivers/foo/foo.o")) ||
			       !strcmp(objects[i], tree_path(&t, "drivers/foo/main.o")) ||
			       !strcmp(objects[i], tree_path(&t, "drivers/foo/sub/part.o")) ||
			       !strcmp(objects[i], tree_path(&t, "drivers/foo/off.o")));
	dl_kbuild_objects(kb, "drivers/foo/single", &count);
	CU_ASSERT_EQUAL(count, 1);
	dl_kbuild_objects(kb, "drivers/foo/baz", &count);
	CU_ASSERT_EQUAL(count, 3);
	CU_ASSERT_PTR_NULL(dl_kbuild_objects(kb, "drivers/foo/bar", &count));
	CU_ASSERT_EQUAL(count, 0);
	CU_ASSERT_PTR_NULL(dl_kbuild_objects(kb, "drivers/foo/nobody", &count));
	dl_kbuild_free(kb);
	tree_close(&t);
}

static void test_module_outside_a_kernel(void)
{
	struct dl_kbuild *kb;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "Makefile",
		  "ifneq ($(KERNELRELEASE),)\nobj-m := vendor.o\nvendor-objs := a.o\n"
		  "ccflags-y := -I$(src)/inc -I$(M)/inc2 -I$(PWD)/inc3\nelse\nccflags-y := "
		  "-DWRONG\nendif\n");
	tree_file(&t, "inc/a.h", "\n");
	tree_file(&t, "inc2/a.h", "\n");
	tree_file(&t, "inc3/a.h", "\n");
	kb = dl_kbuild_new(t.arena, NULL, t.root, "/usr/src/linux-headers", DL_ARCH_X86_64, NULL);
	CU_ASSERT_TRUE(has(&t, kb, "a.c", tree_path(&t, "inc")));
	CU_ASSERT_TRUE(has(&t, kb, "a.c", tree_path(&t, "inc2")));
	CU_ASSERT_TRUE(has(&t, kb, "a.c", tree_path(&t, "inc3")));
	CU_ASSERT_FALSE(has(&t, kb, "a.c", "-DWRONG"));
	CU_ASSERT_STRING_EQUAL(dl_kbuild_module(kb, tree_path(&t, "a.c")), "vendor");
	dl_kbuild_free(kb);
	tree_close(&t);
}

/* $(M) is the folder that Kbuild is started for, wherever the scan begins. */
static void test_folder_of_a_module(void)
{
	struct dl_kbuild *kb;
	struct tree t;

	tree_open(&t);
	tree_file(&t, "one/Makefile",
		  "obj-m := one.o\none-y := $(patsubst $(M)/%.c,%.o,$(wildcard $(M)/*.c))\n");
	tree_file(&t, "one/a.c", "\n");
	tree_file(&t, "two/Makefile", "obj-m := sub/\n");
	tree_file(&t, "two/sub/Makefile", "obj-m := two.o\ntwo-y := a.o\nccflags-y := -I$(M)/inc\n");
	tree_file(&t, "two/inc/a.h", "\n");
	kb = dl_kbuild_new(t.arena, NULL, t.root, "/usr/src/linux-headers", DL_ARCH_X86_64, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(dl_kbuild_module(kb, tree_path(&t, "one/a.c")));
	CU_ASSERT_STRING_EQUAL(dl_kbuild_module(kb, tree_path(&t, "one/a.c")), "one/one");
	CU_ASSERT_TRUE(has(&t, kb, "two/sub/a.c", tree_path(&t, "two/inc")));
	dl_kbuild_free(kb);
	tree_close(&t);
}

DL_TEST_MAIN("source_kbuild", DL_TEST(test_makefile_text), DL_TEST(test_endless_expansion_ends),
	     DL_TEST(test_shell_words), DL_TEST(test_flags_of_files),
	     DL_TEST(test_objects_of_modules), DL_TEST(test_module_outside_a_kernel),
	     DL_TEST(test_folder_of_a_module))
