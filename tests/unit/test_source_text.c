/* SPDX-License-Identifier: Apache-2.0 */
/* Names of functions in C text: what is a definition that others can call, and what only looks like
 * one. */
#include "harness.h"
#include "source_fixture.h"

#include "source/text.h"

static const char *look(const char *(*search)(const struct dl_map *, const char *, size_t),
			const char *text)
{
	static const char *const wanted[] = {"foo_write", "foo_stop"};
	struct dl_map names = {0};
	const char *found;

	for (size_t i = 0; i < 2; i++)
		dl_map_put_str(&names, wanted[i], (void *)(uintptr_t)wanted[i]);
	found = search(&names, text, strlen(text));
	dl_map_free(&names);
	return found ? found : "none";
}

#define DEFINES(text, name) CU_ASSERT_STRING_EQUAL(look(dl_text_defines, text), name)
#define USES(text, name)    CU_ASSERT_STRING_EQUAL(look(dl_text_uses, text), name)

static void test_definitions(void)
{
	DEFINES("int foo_write(struct foo *f, u32 v)\n{\n\treturn 0;\n}\n", "foo_write");
	DEFINES("struct x *\nfoo_write(struct foo *f) { }\n", "foo_write");
	DEFINES("void foo_write(int (*f)(int), int b) /* ( */ {}", "foo_write");
	DEFINES("void foo_write(struct foo *f)\n\t__releases(f->lock)\n\t__cold\n{\n}\n",
		"foo_write");
	DEFINES("static int a(void)\n{\n}\n\nvoid foo_stop(void)\n{\n\tfoo_write(1);\n}\n",
		"foo_stop");
	DEFINES("/* static */ void foo_stop(void) {}", "foo_stop");
	DEFINES("static int n;\nvoid foo_stop(void) {}", "foo_stop");
	DEFINES("#ifdef CONFIG_X\nvoid foo_stop(void)\n#else\nvoid foo_other(void)\n#endif\n{\n}\n",
		"none");
	/* the first in the text */
	DEFINES("void foo_stop(void) {}\nvoid foo_write(void) {}", "foo_stop");
}

static void test_no_definitions(void)
{
	DEFINES("", "none");
	DEFINES("foo_write", "none");
	DEFINES("foo_write(", "none");
	DEFINES("foo_write(a", "none");
	DEFINES("foo_write(a) b", "none");
	DEFINES("int foo_write(struct foo *f, u32 v);\n", "none");
	DEFINES("void f(void)\n{\n\tif (foo_write(a)) {\n\t}\n\tfoo_write(a);\n}\n", "none");
	DEFINES("static int foo_write(struct foo *f)\n{\n}\n", "none");
	DEFINES("static struct x *\nfoo_write(struct foo *f)\n{\n}\n", "none");
	DEFINES("static inline int __init foo_write(int a) {}", "none");
	DEFINES("void my_foo_write(int a) {}\nvoid foo_write2(int a) {}", "none");
	DEFINES("// foo_write(a) {\n/* foo_write(a) { */ char *s = \"foo_write(a) {\";", "none");
	DEFINES("#define foo_write(a) { \\\n\tfoo_stop(a) { }\n", "none");
	DEFINES("int v = sizeof(foo_write) {", "none");
}

static void test_uses(void)
{
	USES("void f(void)\n{\n\treturn foo_write(a);\n}\n", "foo_write");
	USES("struct ops o = { .stop = foo_stop };", "foo_stop");
	USES("// foo_write(a)\nchar *s = \"foo_stop()\";\n#define X foo_write(1)\n", "none");
	USES("void foo_writes(void);", "none");
}

/* The names of all parts, each with the length of its body. */
static const char *parts_of(const char *text)
{
	static char list[256];
	const char *p = text, *end = text + strlen(text);
	struct dl_text_part part;
	size_t n = 0;

	list[0] = '\0';
	while (dl_text_next_part(&part, &p, end) && n < sizeof(list) - 40)
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%.*s:%.*s", n ? " " : "",
				      (int)part.name_len, part.name, (int)part.body_len, part.body);
	return list;
}

static void test_parts(void)
{
	CU_ASSERT_STRING_EQUAL(parts_of(""), "");
	CU_ASSERT_STRING_EQUAL(parts_of("int a; int f(int b);"), "");
	CU_ASSERT_STRING_EQUAL(parts_of("static inline int f(int a) __cold { g(); }\nint x;"),
			       "f:{ g(); }");
	CU_ASSERT_STRING_EQUAL(parts_of("#define A\n#  define F(x) \\\n g(x)\nvoid h(void) { }"),
			       "A: F:(x) \\\n g(x) h:{ }");
	CU_ASSERT_STRING_EQUAL(parts_of("const struct ops o = { .a = f };\nstruct s { int f; };"),
			       "o:{ .a = f } s:{ int f; }");
	CU_ASSERT_STRING_EQUAL(parts_of("#if 0\n#include \"a(\"\n#endif\n/* f(a) { */ \"g(b) {\""),
			       "");
	/* what is broken ends */
	CU_ASSERT_STRING_EQUAL(parts_of("int f(int a) { {"), "f:{ {");
	CU_ASSERT_STRING_EQUAL(parts_of("} ) f(a"), "");
	CU_ASSERT_STRING_EQUAL(parts_of("#define"), "");
}

/* The calls of foo_write() and foo_stop() as "line:function". */
static const char *calls_in(const char *text)
{
	static char list[256];
	const char *p = text, *end = text + strlen(text);
	struct dl_text_call call = {0};
	struct dl_map names = {0};
	size_t n = 0;

	dl_map_put_str(&names, "foo_write", "foo_write");
	dl_map_put_str(&names, "foo_stop", "foo_stop");
	list[0] = '\0';
	while (dl_text_next_call(&call, &names, &p, end) && n < sizeof(list) - 40)
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%u:%.*s", n ? " " : "", call.line,
				      call.function ? (int)call.function_len : 1,
				      call.function ? call.function : "-");
	dl_map_free(&names);
	return list;
}

static void test_calls(void)
{
	CU_ASSERT_STRING_EQUAL(calls_in("void a(void)\n{\n\tfoo_write(1);\n}\n"), "3:a");
	CU_ASSERT_STRING_EQUAL(calls_in("int a(void) { foo_write(1); foo_stop (); }"), "1:a 1:a");
	/* a brace is missing, in a function and in a record */
	CU_ASSERT_STRING_EQUAL(
		calls_in("int a(void)\n{\n\tif (x) {\n\tfoo_stop();\n}\nint b(int c)\n{\n\tfoo_write(1);\n}"),
		"4:a 8:b");
	CU_ASSERT_STRING_EQUAL(calls_in("struct s {\n\tint a;\nint b(int c)\n{\n\tfoo_write(1);\n}"),
			       "5:b");
	CU_ASSERT_STRING_EQUAL(calls_in("/* never closed\nint b(int c)\n{\n\tfoo_write(1);\n}"), "4:b");
	CU_ASSERT_STRING_EQUAL(calls_in("To foo_write() is to foo_stop."), "1:-");
	/* no call: a definition, a prototype's name is one outside of functions, a pointer, a macro */
	CU_ASSERT_STRING_EQUAL(calls_in("void foo_stop(void)\n{\n}\n"), "");
	CU_ASSERT_STRING_EQUAL(calls_in("struct ops o = { .stop = foo_stop };\n"), "");
	CU_ASSERT_STRING_EQUAL(calls_in("#define STOP() \\\n\tfoo_stop()\n// foo_stop()\n"), "");
	CU_ASSERT_STRING_EQUAL(calls_in("char *s = \"foo_stop()\";\n/* foo_stop() */\n"), "");
}

DL_TEST_MAIN("source_text", DL_TEST(test_definitions), DL_TEST(test_no_definitions),
	     DL_TEST(test_uses), DL_TEST(test_parts), DL_TEST(test_calls))
