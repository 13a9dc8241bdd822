/* SPDX-License-Identifier: Apache-2.0 */
/* C text as an editor sees it: calls, operands, statements. */
#include "harness.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "edit/outline.h"

static struct dl_code code_of(const char *text)
{
	return (struct dl_code){text, strlen(text)};
}

static size_t find(const struct dl_code *code, const char *what)
{
	return (size_t)(strstr(code->text, what) - code->text);
}

static struct dl_stretch all(const struct dl_code *code)
{
	return (struct dl_stretch){0, code->len};
}

static void test_places(void)
{
	struct dl_code code = code_of("ab\n\tc\n");
	uint32_t line, col;
	size_t at;

	CU_ASSERT(dl_code_offset(&code, 2, 2, &at) && at == 4);
	dl_code_place(&code, 4, &line, &col);
	CU_ASSERT(line == 2 && col == 2);
	CU_ASSERT_EQUAL(dl_code_column(&code, 4), 8);
	CU_ASSERT(dl_code_offset(&code, 3, 1, &at) && at == code.len);
	CU_ASSERT(!dl_code_offset(&code, 1, 9, &at));
	CU_ASSERT(!dl_code_offset(&code, 4, 1, &at));
	CU_ASSERT(!dl_code_offset(&code, 0, 1, &at));
	CU_ASSERT(!dl_code_offset(&code, 1, 0, &at));
}

static void test_directives(void)
{
	struct dl_code code =
		code_of("int a;\n#define F(x) \\\n\tg(x); \\\n\th(x)\nint b;\n  #if 1\n");

	CU_ASSERT(!dl_code_is_directive(&code, find(&code, "int a")));
	CU_ASSERT(dl_code_is_directive(&code, find(&code, "F(x)")));
	CU_ASSERT(dl_code_is_directive(&code, find(&code, "g(x)")));
	CU_ASSERT(dl_code_is_directive(&code, find(&code, "h(x)")));
	CU_ASSERT(!dl_code_is_directive(&code, find(&code, "int b")));
	CU_ASSERT(dl_code_is_directive(&code, find(&code, "if 1")));
	CU_ASSERT(dl_code_has_directive(&code, all(&code)));
}

static void test_calls(void)
{
	struct dl_code code = code_of("x = f(a, g(b, c), \"(,\" /* , ( */, s[1, 2]) + h() + k;");
	struct dl_code_call call;

	CU_ASSERT_FATAL(dl_code_call_at(&code, find(&code, "f(a"), &call));
	CU_ASSERT_EQUAL_FATAL(call.arg_count, 4);
	CU_ASSERT(dl_code_is(&code, call.args[0], "a"));
	CU_ASSERT(dl_code_is(&code, call.args[1], "g(b, c)"));
	CU_ASSERT(dl_code_is(&code, call.args[2], "\"(,\""));
	CU_ASSERT(dl_code_is(&code, call.args[3], "s[1, 2]"));
	CU_ASSERT(dl_code_call_at(&code, find(&code, "h()"), &call) && !call.arg_count);
	CU_ASSERT(!dl_code_call_at(&code, find(&code, "k;"), &call));
	CU_ASSERT(!dl_code_call_at(&code, 0, &call));
}

static void test_no_calls(void)
{
	static const char *const texts[] = {"f(a, b", "f(a]", "f(a,)", "f(,a)", "1(a)", "f", ""};
	struct dl_code_call call;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct dl_code code = code_of(texts[i]);

		CU_ASSERT(!dl_code_call_at(&code, 0, &call));
	}
}

static void test_split(void)
{
	struct dl_code code = code_of("A | (B | C) || D |= E | F");
	struct dl_stretch parts[4];

	CU_ASSERT_EQUAL_FATAL(dl_code_split(&code, all(&code), "|", parts, 4), 3);
	CU_ASSERT(dl_code_is(&code, parts[0], "A"));
	CU_ASSERT(dl_code_is(&code, parts[2], "F"));
	CU_ASSERT_EQUAL(dl_code_split(&code, all(&code), "|", parts, 2), 0);
	code = code_of("a == b != c <= d = e");
	CU_ASSERT_EQUAL(dl_code_split(&code, all(&code), "=", parts, 4), 2);
	CU_ASSERT_EQUAL(dl_code_split(&code, all(&code), "==", parts, 4), 2);
}

static bool keeps(const void *arg, const char *name)
{
	return strcmp(name, arg) == 0;
}

static const char *operand(const char *text, const char *at)
{
	static char out[64];
	struct dl_code code = code_of(text);
	struct dl_stretch found =
		dl_code_operand(&code, all(&code), find(&code, at), keeps, "unlikely");

	snprintf(out, sizeof(out), "%.*s", (int)(found.end - found.start), text + found.start);
	return out;
}

static void test_operands(void)
{
	CU_ASSERT_STRING_EQUAL(operand("!dma", "dma"), "!dma");
	CU_ASSERT_STRING_EQUAL(operand("unlikely(!dma)", "!dma"), "!dma");
	CU_ASSERT_STRING_EQUAL(operand("a && (b || unlikely(dma == 0))", "dma"), "dma == 0");
	CU_ASSERT_STRING_EQUAL(operand("f(a, dma)", "dma"), "f(a, dma)");
	CU_ASSERT_STRING_EQUAL(operand("is_bad(dma)", "dma"), "is_bad(dma)");
	CU_ASSERT_STRING_EQUAL(operand("((dma))", "dma"), "dma");
	CU_ASSERT_STRING_EQUAL(operand("!f(a, b) || dma", "f("), "!f(a, b)");
}

static bool is_pure(const char *text)
{
	struct dl_code code = code_of(text);

	return dl_code_is_pure(&code, all(&code));
}

static void test_what_has_no_effect(void)
{
	CU_ASSERT(is_pure("dev"));
	CU_ASSERT(is_pure("&pdev->dev"));
	CU_ASSERT(is_pure("p->ring[i + 1].dma"));
	CU_ASSERT(is_pure("sizeof(x) * n"));
	CU_ASSERT(is_pure("(&bp->pdev)->dev"));
	CU_ASSERT(!is_pure("i++"));
	CU_ASSERT(!is_pure("p->ring[--i].dma"));
	CU_ASSERT(!is_pure("to_dev(x)"));
	CU_ASSERT(!is_pure("a = b"));
	CU_ASSERT(!is_pure("p->f(x)"));
	CU_ASSERT(!is_pure("ring[i](x)"));
	CU_ASSERT(!is_pure("a /* b */"));
	CU_ASSERT(!is_pure("x, y"));
	CU_ASSERT(!is_pure("c ? a : b"));
	CU_ASSERT(!is_pure(""));
}

static bool changes(const char *text, const char *name)
{
	struct dl_code code = code_of(text);

	return dl_code_changes(&code, all(&code), name, strlen(name));
}

static void test_what_changes(void)
{
	CU_ASSERT(changes("dev = x;", "dev"));
	CU_ASSERT(changes("dev += 1;", "dev"));
	CU_ASSERT(changes("n <<= 1;", "n"));
	CU_ASSERT(changes("f(n++);", "n"));
	CU_ASSERT(changes("f(-- n);", "n"));
	CU_ASSERT(changes("find(&dev);", "dev"));
	CU_ASSERT(!changes("if (dev == x)", "dev"));
	CU_ASSERT(!changes("p->dev = x;", "dev"));
	CU_ASSERT(!changes("p.dev = x;", "dev"));
	CU_ASSERT(!changes("f(&dev->lock);", "dev"));
	CU_ASSERT(!changes("a && dev", "dev"));
	CU_ASSERT(!changes("/* dev = 1 */ device = 2; f(\"dev = 3\");", "dev"));
	CU_ASSERT(!changes("if (dev <= x)", "dev"));
}

static const char function[] = "struct a { int b; };\n"
			       "int f(int x)\n"
			       "{\n"
			       "	int err; /* if ( */\n"
			       "\n"
			       "	err = g(x);\n"
			       "	if (err)\n"
			       "		goto out;\n"
			       "	else if (x) {\n"
			       "		h(\"}\");\n"
			       "	} else\n"
			       "		k();\n"
			       "	list_for_each(a, b) {\n"
			       "		do {\n"
			       "			m();\n"
			       "		} while (x--);\n"
			       "	}\n"
			       "	set(a) = b;\n"
			       "#ifdef A\n"
			       "	n();\n"
			       "#endif\n"
			       "	switch (x) {\n"
			       "	case 1:\n"
			       "		return 1;\n"
			       "	default:\n"
			       "		break;\n"
			       "	}\n"
			       "out:\n"
			       "	return err;\n"
			       "}\n"
			       "int last(void) { return 0; }\n";

static void test_statements(void)
{
	static const enum dl_statement_kind kinds[] = {
		DL_STATEMENT_SIMPLE, DL_STATEMENT_SIMPLE,    DL_STATEMENT_IF,
		DL_STATEMENT_LOOP,   DL_STATEMENT_SIMPLE,    DL_STATEMENT_DIRECTIVE,
		DL_STATEMENT_SIMPLE, DL_STATEMENT_DIRECTIVE, DL_STATEMENT_LOOP,
		DL_STATEMENT_LABEL,  DL_STATEMENT_SIMPLE,
	};
	struct dl_code code = code_of(function);
	struct dl_arena *arena = dl_arena_new();
	struct dl_statement *block = dl_outline(arena, &code, find(&code, "err = g")), *s;
	size_t i = 0;

	CU_ASSERT_FATAL(block && block->kind == DL_STATEMENT_BLOCK);
	for (s = block->first; s && i < sizeof(kinds) / sizeof(kinds[0]); s = s->next, i++)
		CU_ASSERT_EQUAL(s->kind, kinds[i]);
	CU_ASSERT(!s && i == sizeof(kinds) / sizeof(kinds[0]));
	s = dl_statement_at(block, find(&code, "k();"));
	CU_ASSERT(s && s->kind == DL_STATEMENT_SIMPLE && s->parent->kind == DL_STATEMENT_IF &&
		  s->parent->otherwise == s);
	s = dl_statement_at(block, find(&code, "m();"));
	CU_ASSERT(s && s->parent->parent->kind == DL_STATEMENT_LOOP);
	s = dl_statement_at(block, find(&code, "err)"));
	CU_ASSERT(s && s->kind == DL_STATEMENT_IF && dl_code_is(&code, s->head, "err"));
	CU_ASSERT(s && dl_statement_leaves(&code, s->first) &&
		  !dl_statement_leaves(&code, s->otherwise));
	CU_ASSERT(dl_outline(arena, &code, find(&code, "return 0")) != NULL);
	dl_arena_free(arena);
}

static void test_what_cannot_be_cut(void)
{
	static const char *const texts[] = {
		"void f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) "
		"{\n#endif\n\t\tg();\n\t}\n}\n",
		"void f(void)\n{\n\tg(;\n}\n",
		"void f(void)\n{\n\telse g();\n}\n",
		"void f(void)\n{\n\tif g();\n}\n",
		"void f(void)\n{\n\tg()\n}\n",
		"int g;\n",
		"",
	};
	struct dl_arena *arena = dl_arena_new();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct dl_code code = code_of(texts[i]);
		const char *at = strstr(texts[i], "g");

		CU_ASSERT(!dl_outline(arena, &code, at ? (size_t)(at - texts[i]) : 0));
	}
	dl_arena_free(arena);
}

/* Whatever is cut off, or put in: no crash, and no place beyond the text. */
static void test_noise(void)
{
	struct dl_arena *arena = dl_arena_new();
	size_t len = sizeof(function) - 1;
	struct dl_code_call call;

	for (size_t i = 0; i < len; i++) {
		char *text = malloc(len - i + 1);
		struct dl_code code = {text, len - i};

		memcpy(text, function, len - i);
		if (i % 3 == 0 && code.len)
			text[(i * 7) % code.len] = "(){}\"/*#;"[i % 9];
		for (size_t at = 0; at < code.len; at += 11) {
			struct dl_statement *s = dl_statement_at(dl_outline(arena, &code, at), at);

			CU_ASSERT(!s || s->at.end <= code.len);
			CU_ASSERT(!dl_code_call_at(&code, at, &call) || call.whole.end <= code.len);
		}
		free(text);
	}
	dl_arena_free(arena);
}

DL_TEST_MAIN("edit", DL_TEST(test_places), DL_TEST(test_directives), DL_TEST(test_calls),
	     DL_TEST(test_no_calls), DL_TEST(test_split), DL_TEST(test_operands),
	     DL_TEST(test_what_has_no_effect), DL_TEST(test_what_changes), DL_TEST(test_statements),
	     DL_TEST(test_what_cannot_be_cut), DL_TEST(test_noise))
