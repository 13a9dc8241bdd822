/* SPDX-License-Identifier: Apache-2.0 */
/* What the server for editors is made of: places in texts, URIs, messages in bytes. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lsp/server.h"

/* ---- places ---- */

/* a, a-umlaut, a face beyond the first plane, tab; every kind of line end; bytes that are no UTF-8 */
static const char text[] = "a\xc3\xa4\xf0\x9f\x98\x80\tb\r\n"
			   "second\r"
			   "\xff\xc3z\n"
			   "last";

static size_t offset(size_t line, size_t character, bool utf8)
{
	return dl_lsp_offset(text, sizeof(text) - 1, (struct dl_lsp_position){line, character}, utf8);
}

static void test_offsets(void)
{
	size_t len = sizeof(text) - 1;

	CU_ASSERT_EQUAL(offset(0, 0, false), 0);
	CU_ASSERT_EQUAL(offset(0, 1, false), 1);
	CU_ASSERT_EQUAL(offset(0, 2, false), 3);
	CU_ASSERT_EQUAL(offset(0, 4, false), 7);
	/* in the middle of a character: before it */
	CU_ASSERT_EQUAL(offset(0, 3, false), 3);
	CU_ASSERT_EQUAL(offset(0, 4, true), 3);
	CU_ASSERT_EQUAL(offset(0, 7, true), 7);
	/* beyond the end of a line, of the text */
	CU_ASSERT_EQUAL(offset(0, 99, false), 9);
	CU_ASSERT_EQUAL(offset(1, 99, false), 17);
	CU_ASSERT_EQUAL(offset(2, 1, false), 19);
	CU_ASSERT_EQUAL(offset(2, 2, false), 20);
	CU_ASSERT_EQUAL(offset(3, 4, false), len);
	CU_ASSERT_EQUAL(offset(4, 0, false), len);
	CU_ASSERT_EQUAL(offset((size_t)-1, (size_t)-1, true), len);
}

/* There and back, for every byte that begins a character. */
static void test_round_trip(void)
{
	static const uint32_t lengths[] = {9, 6, 3, 4};

	for (int utf8 = 0; utf8 < 2; utf8++)
		for (uint32_t line = 1; line <= 4; line++)
			for (uint32_t column = 1; column <= lengths[line - 1] + 1; column++) {
				struct dl_lsp_position p =
					dl_lsp_position_at(text, sizeof(text) - 1, line, column, utf8);
				size_t at = dl_lsp_offset(text, sizeof(text) - 1, p, utf8);
				size_t start = dl_lsp_line_start(text, sizeof(text) - 1, line - 1);

				CU_ASSERT_EQUAL(p.line, line - 1);
				CU_ASSERT(at >= start && at <= start + column - 1);
			}
	CU_ASSERT_EQUAL(dl_lsp_position_at(text, sizeof(text) - 1, 1, 9, false).character, 5);
	CU_ASSERT_EQUAL(dl_lsp_position_at(text, sizeof(text) - 1, 1, 9, true).character, 8);
	CU_ASSERT_EQUAL(dl_lsp_position_at("", 0, 0, 0, false).line, 0);
	CU_ASSERT_EQUAL(dl_lsp_position_at("", 0, 7, 7, false).character, 0);
}

/* ---- URIs ---- */

static void check_path(const char *uri, const char *wanted)
{
	char *path = dl_lsp_path_of(uri);

	if (wanted)
		CU_ASSERT_STRING_EQUAL(path, wanted)
	else
		CU_ASSERT_PTR_NULL(path);
	free(path);
}

static void test_uris(void)
{
	static const char *const paths[] = {"/", "/a b/c%d#e?f.c", "/\xc3\xa4/\xff.c"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *uri = dl_lsp_uri_of(paths[i]);

		CU_ASSERT_PTR_NULL(strpbrk(uri, " #?"));
		check_path(uri, paths[i]);
		free(uri);
	}
	check_path("file:///a%2Fb%20c", "/a/b c");
	check_path("FILE://localhost/a", "/a");
	check_path("file:///a%", "/a%");
	check_path("file:///a%4", "/a%4");
	check_path("file:///a%zz", "/a%zz");
	check_path("file:///a%00b", NULL);
	check_path("file://nothing", NULL);
	check_path("untitled:1", NULL);
	check_path("", NULL);
}

/* ---- messages ---- */

struct pipe_input {
	int out;
	struct dl_lsp_input in;
};

static void begin(struct pipe_input *p)
{
	int ends[2];

	memset(p, 0, sizeof(*p));
	if (pipe(ends) != 0)
		abort();
	p->in.fd = ends[0];
	p->out = ends[1];
}

static void end(struct pipe_input *p)
{
	close(p->out);
	CU_ASSERT_FALSE(dl_lsp_fill(&p->in));
	close(p->in.fd);
	dl_lsp_input_free(&p->in);
}

static enum dl_lsp_frame take(struct pipe_input *p, const char *wanted)
{
	const char *got = NULL, *why = NULL;
	size_t len = 0;
	enum dl_lsp_frame frame = dl_lsp_take(&p->in, &got, &len, &why);

	if (frame == DL_LSP_MESSAGE)
		CU_ASSERT(wanted && len == strlen(wanted) && memcmp(got, wanted, len) == 0);
	if (frame == DL_LSP_BROKEN)
		CU_ASSERT_PTR_NOT_NULL(why);
	return frame;
}

/* However the bytes come. */
static void test_messages_in_parts(void)
{
	static const char bytes[] = "Content-Length: 2\r\n\r\n{}"
				    "content-length:3\r\nContent-Type: x\r\n\r\n[1]"
				    "Content-Length: 0\r\n\r\n"
				    "Content-Length: 1\n\n7";
	static const char *const wanted[] = {"{}", "[1]", "", "7"};

	for (size_t size = 1; size < sizeof(bytes); size++) {
		struct pipe_input p;
		size_t taken = 0;

		begin(&p);
		for (size_t at = 0; at < sizeof(bytes) - 1; at += size) {
			size_t left = sizeof(bytes) - 1 - at;

			dl_lsp_write_all(p.out, bytes + at, left < size ? left : size);
			CU_ASSERT(dl_lsp_fill(&p.in));
			while (taken < 4 && take(&p, wanted[taken]) == DL_LSP_MESSAGE)
				taken++;
		}
		CU_ASSERT_EQUAL(taken, 4);
		CU_ASSERT_EQUAL(take(&p, NULL), DL_LSP_NOTHING);
		end(&p);
	}
}

/* What is too large is passed over, and what follows is taken. */
static void test_large_message(void)
{
	static const char head[] = "Content-Length: 70000000\r\n\r\n";
	static const char next[] = "Content-Length: 2\r\n\r\nok";
	struct pipe_input p;
	char block[10000];
	size_t left = 70000000;

	memset(block, '\n', sizeof(block));
	begin(&p);
	dl_lsp_write_all(p.out, head, sizeof(head) - 1);
	CU_ASSERT(dl_lsp_fill(&p.in));
	CU_ASSERT_EQUAL(take(&p, NULL), DL_LSP_BROKEN);
	for (; left; left -= sizeof(block)) {
		dl_lsp_write_all(p.out, block, sizeof(block));
		CU_ASSERT(dl_lsp_fill(&p.in));
		CU_ASSERT_EQUAL(take(&p, NULL), DL_LSP_NOTHING);
		CU_ASSERT(p.in.room < 1 << 20);
	}
	dl_lsp_write_all(p.out, next, sizeof(next) - 1);
	CU_ASSERT(dl_lsp_fill(&p.in));
	CU_ASSERT_EQUAL(take(&p, "ok"), DL_LSP_MESSAGE);
	end(&p);
}

DL_TEST_MAIN("lsp", DL_TEST(test_offsets), DL_TEST(test_round_trip), DL_TEST(test_uris),
	     DL_TEST(test_messages_in_parts), DL_TEST(test_large_message))
