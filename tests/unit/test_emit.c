/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <jansson.h>
#include <stdio.h>

#include "emit_output.h"
#include "emit/line_hash.h"
#include "emit/source_text.h"
#include "emit/uri.h"
#include "emit/utf8.h"

#define TEXT_MAIN                                                                                                   \
	RING ":8:19: error: The handle 'dma' is given to the device with no dma_mapping_error(). [DMA901] (high)\n" \
	     "    8 | \t/* 3 \xc2\xb5s \xf0\x9f\x98\x80 */ writel(dma, d->regs + DEMO_ADDR);\n"                     \
	     "      | \t             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"                                            \
	     "    1. " RING ":7:8: mapped here with DMA_TO_DEVICE\n"                                                \
	     "    2.   " RING ":8:19: written to the hardware here\n"                                               \
	     "   see " RING ":7:8: mapped here (buf[0])\n"                                                          \
	     "\n" RING                                                                                              \
	     ":14:2: warning: 'd->dma' is unmapped with 'DMA_FROM_DEVICE', but was mapped with 'DMA_TO_DEVICE'."    \
	     " [DMA902] (medium)\n"                                                                                 \
	     "   14 | \tdma_unmap_single(d->dev, d->dma,\n"                                                         \
	     "      | \t^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"                                                         \
	     "\n"

static void test_text(void)
{
	struct output o;

	output_make(&o);
	fixture_main_findings(&o.findings);
	CU_ASSERT_STRING_EQUAL(output_write(&o, "text"), TEXT_MAIN);
	o.in.brief = true;
	CU_ASSERT_EQUAL(count(output_write(&o, "text"), "mapped here"), 0);
	o.in.path_prefix = "../src/";
	CU_ASSERT(strncmp(output_write(&o, "text"), "../src/drivers/", 15) == 0);
	o.in.color = true;
	CU_ASSERT(count(output_write(&o, "text"), "\033[1;31merror:") == 1);
	output_free(&o);
}

/* Without source text, with a spot beyond it, with nothing but a rule. */
static void test_text_without_source(void)
{
	struct output o;
	struct dl_finding *f;

	output_make(&o);
	fixture_finding(&o.findings, "DMA901", "gone.c", 3, 4);
	fixture_finding(&o.findings, "DMA901", RING, 3000, 4);
	fixture_finding(&o.findings, "DMA901", RING, 7, 4000);
	f = fixture_finding(&o.findings, "DMA901", RING, 0, 0);
	f->message = NULL;
	f->function = NULL;
	output_write(&o, "text");
	CU_ASSERT_EQUAL(count(o.text.data, "[DMA901]"), 4);
	CU_ASSERT_EQUAL(count(o.text.data, "^"), 0);
	CU_ASSERT_EQUAL(count(o.text.data, "A mapping is used unchecked."), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "gone.c:3:4: error: "), 1);
	o.in.read_text = NULL;
	output_write(&o, "text");
	CU_ASSERT_EQUAL(count(o.text.data, " | "), 0);
	output_free(&o);
}

static bool hostile_source(void *arg, const char *path, struct dl_buf *out)
{
	(void)arg, (void)path;
	dl_buf_puts(out, "\033[2Jint x;\r\n");
	return true;
}

/* Names and sources of strangers must not drive the terminal or forge lines. */
static void test_control_characters_are_taken_out(void)
{
	static const char *const formats[] = { "text", "gcc", "github" };
	struct output o;
	struct dl_finding *f;

	output_make(&o);
	f = fixture_finding(&o.findings, "DMA901", "a\033[31m\n.c", 1, 1);
	f->message = "Two\nlines\x7f.";
	o.in.read_text = hostile_source;
	for (size_t i = 0; i < 2; i++) {
		output_write(&o, formats[i]);
		CU_ASSERT_EQUAL(count(o.text.data, "\033"), 0);
		CU_ASSERT_EQUAL(count(o.text.data, "\x7f"), 0);
		CU_ASSERT_EQUAL(count(o.text.data, "\r"), 0);
		CU_ASSERT_EQUAL(count(o.text.data, "a [31m .c:1:1: error: Two lines . [DMA901]"),
				1);
	}
	CU_ASSERT_EQUAL(count(output_write(&o, "github"), "\n"), 1);
	output_free(&o);
}

static void test_gcc(void)
{
	struct output o;

	output_make(&o);
	fixture_main_findings(&o.findings);
	CU_ASSERT_STRING_EQUAL(
		output_write(&o, "gcc"), RING
		":8:19: error: The handle 'dma' is given to the device with no dma_mapping_error(). [DMA901]\n" RING
		":7:8: note: mapped here with DMA_TO_DEVICE\n" RING
		":8:19: note: written to the hardware here\n" RING
		":7:8: note: mapped here (buf[0])\n" RING
		":14:2: warning: 'd->dma' is unmapped with 'DMA_FROM_DEVICE', but was mapped with "
		"'DMA_TO_DEVICE'. [DMA902]\n");
	o.in.brief = true;
	CU_ASSERT_EQUAL(count(output_write(&o, "gcc"), "\n"), 2);
	output_free(&o);
}

static void test_no_findings_no_text(void)
{
	struct output o;

	output_make(&o);
	CU_ASSERT_STRING_EQUAL(output_write(&o, "text"), "");
	CU_ASSERT_STRING_EQUAL(output_write(&o, "gcc"), "");
	CU_ASSERT_STRING_EQUAL(output_write(&o, "github"), "");
	output_free(&o);
}

static void test_json(void)
{
	struct output o;
	json_t *root, *f;

	output_make(&o);
	fixture_main_findings(&o.findings);
	output_write(&o, "json");
	root = json_loads(o.text.data, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(root);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(root, "version")), 1);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(root, "notices")), 3);
	f = json_array_get(json_object_get(root, "findings"), 0);
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(f, "rule")), "DMA901");
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(f, "column")), 19); /* bytes */
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(f, "fingerprint")),
			       "0123456789abcdef");
	CU_ASSERT_EQUAL(json_array_size(json_object_get(f, "story")), 2);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(f, "related")), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "2026-01-31T12:00:00Z"), 1);
	json_decref(root);
	o.in.reproducible = true;
	output_write(&o, "json");
	CU_ASSERT_EQUAL(count(o.text.data, "2026"), 0);
	CU_ASSERT_EQUAL(count(o.text.data, DL_SOURCE_DIR), 0);
	output_free(&o);
}

static void test_json_of_wrong_utf8(void)
{
	struct output o;
	json_t *root;

	output_make(&o);
	fixture_finding(&o.findings, "DMA901", "\xff.c", 1, 1)->message = "Caf\xe9.";
	root = json_loads(output_write(&o, "json"), 0, NULL);
	CU_ASSERT_PTR_NOT_NULL(root);
	CU_ASSERT_EQUAL(count(o.text.data, "Caf\xef\xbf\xbd."), 1);
	json_decref(root);
	output_free(&o);
}

static void test_github(void)
{
	struct output o;
	struct dl_finding *f;

	output_make(&o);
	f = fixture_finding(&o.findings, "DMA901", RING, 8, 19);
	f->spot.end_line = 8;
	f->spot.end_col = 25;
	CU_ASSERT_STRING_EQUAL(output_write(&o, "github"),
			       "::error file=" RING ",line=8,endLine=8,col=16,endColumn=22,"
			       "title=DMA901 unchecked-example::Something happens to 'dma'.\n");
	output_free(&o);
}

static void test_github_prefix(void)
{
	struct output o;

	output_make(&o);
	fixture_finding(&o.findings, "DMA901", "a.c", 1, 1);
	o.in.path_prefix = "linux,x/";
	CU_ASSERT_EQUAL(count(output_write(&o, "github"), "::error file=linux%2Cx/a.c,"), 1);
	o.in.path_prefix = "../linux/";
	CU_ASSERT_EQUAL(count(output_write(&o, "github"), "::error file=a.c,"), 1);
	o.in.path_prefix = "/src/linux/";
	CU_ASSERT_EQUAL(count(output_write(&o, "github"), "::error file=a.c,"), 1);
	output_free(&o);
}

/* With several lines GitHub refuses columns. */
static void test_github_no_columns_over_lines(void)
{
	struct output o;

	output_make(&o);
	fixture_main_findings(&o.findings);
	output_write(&o, "github");
	CU_ASSERT_EQUAL(count(o.text.data, "line=14,endLine=15,title="), 1);
	CU_ASSERT_EQUAL(count(o.text.data,
			      "%0A1. " RING ":7: mapped here with DMA_TO_DEVICE%0A2. "),
			1);
	output_free(&o);
}

static void test_github_escapes(void)
{
	struct output o;

	output_make(&o);
	fixture_finding(&o.findings, "DMA903", "a:b,c%d.c", 1, 1)->message = "100% x:y,\nz.";
	output_write(&o, "github");
	CU_ASSERT_EQUAL(count(o.text.data, "::notice file=a%3Ab%2Cc%25d.c,line=1"), 1);
	CU_ASSERT_EQUAL(count(o.text.data, "::100%25 x:y,%0Az.\n"), 1);
	output_free(&o);
}

static void test_github_cap(void)
{
	struct output o;

	output_make(&o);
	for (uint32_t i = 0; i < 13; i++)
		fixture_finding(&o.findings, "DMA901", RING, i + 1, 1)->rank = i;
	for (uint32_t i = 0; i < 11; i++)
		fixture_finding(&o.findings, "DMA903", RING, i + 1, 1);
	output_write(&o, "github");
	CU_ASSERT_EQUAL(count(o.text.data, "::error "), 10);
	CU_ASSERT_EQUAL(count(o.text.data, "::notice "),
			10); /* nine findings and the word about the rest */
	CU_ASSERT_EQUAL(count(o.text.data, "::5 more findings"), 1);
	CU_ASSERT(strncmp(o.text.data, "::error file=" RING ",line=13,",
			  strlen("::error file=" RING ",line=13,")) == 0);
	CU_ASSERT_EQUAL(count(o.text.data, "line=3,"),
			1); /* of the notices; error 3 is below the cap's rank */
	output_free(&o);
}

static void test_github_at_the_cap(void)
{
	struct output o;

	output_make(&o);
	for (uint32_t i = 0; i < 10; i++) {
		fixture_finding(&o.findings, "DMA901", RING, i + 1, 1);
		fixture_finding(&o.findings, "DMA903", RING, i + 1, 1);
	}
	output_write(&o, "github");
	CU_ASSERT_EQUAL(count(o.text.data, "\n"), 20);
	CU_ASSERT_EQUAL(count(o.text.data, "more finding"), 0);
	output_free(&o);
}

/* /dev/full stands for a full disk. */
static void test_write_errors_are_kept(void)
{
	for (size_t i = 0; dl_emitters[i]; i++) {
		struct dl_sink sink = { .file = fopen("/dev/full", "w") };
		struct dl_error err = { 0 };
		struct output o;

		CU_ASSERT_PTR_NOT_NULL_FATAL(sink.file);
		output_make(&o);
		fixture_main_findings(&o.findings);
		dl_emitters[i]->write(&o.in, &sink);
		CU_ASSERT_EQUAL(dl_sink_finish(&sink, "out.sarif", &err), DL_ERR_IO);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "out.sarif"));
		CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "No space left"));
		fclose(sink.file);
		output_free(&o);
	}
}

static void test_long_text_goes_through_the_sink(void)
{
	char text[2000];
	struct dl_buf buf = { 0 };
	struct dl_sink sink = { .buf = &buf };

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	dl_sink_printf(&sink, "<%s>", text);
	CU_ASSERT_EQUAL(buf.len, sizeof(text) + 1);
	CU_ASSERT_EQUAL(buf.data[buf.len - 1], '>');
	dl_buf_free(&buf);
}

static void test_emitters_are_found_by_name(void)
{
	CU_ASSERT_PTR_NULL(dl_emitter_find(""));
	CU_ASSERT_PTR_NULL(dl_emitter_find("SARIF"));
	CU_ASSERT_PTR_NULL(dl_emitter_find("sarif2"));
	for (size_t i = 0; dl_emitters[i]; i++)
		CU_ASSERT_PTR_EQUAL(dl_emitter_find(dl_emitters[i]->name), dl_emitters[i]);
}

static void hashes_are(const char *text, size_t size, const char *expected)
{
	uint64_t *hashes;
	size_t n = dl_line_hashes(text, size, &hashes);
	struct dl_buf out = { 0 };

	for (size_t i = 0; i < n; i++)
		dl_buf_printf(&out, "%s%llx:%u", i ? " " : "", (unsigned long long)hashes[i],
			      dl_line_hash(hashes, i).count);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&out), expected);
	dl_buf_free(&out);
	free(hashes);
}

/* The vectors of github/codeql-action. */
static void test_line_hash_vectors(void)
{
	static const char four[] = " a\nb\n  \t\tc\n d";
	struct dl_buf lorem = { 0 };

	hashes_are("", 0, "c129715d7a2bc9a3:1");
	hashes_are(four, strlen(four),
		   "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1");
	for (int i = 0; i < 10; i++)
		dl_buf_puts(&lorem, "Lorem ipsum dolor sit amet.\n");
	hashes_are(
		lorem.data, lorem.len,
		"a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 "
		"a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 "
		"c129715d7a2bc9a3:1");
	dl_buf_free(&lorem);
}

/* Line ends and blanks do not matter; other characters do, and count as UTF-16. */
static void test_line_hash_of_line_ends_and_utf8(void)
{
	static const char *const same[] = { "ab\ncd", "ab\r\ncd", "ab\rcd", "a\tb \n  c d" };
	uint64_t *first, *other;
	size_t n = dl_line_hashes(same[0], strlen(same[0]), &first);

	for (size_t i = 1; i < 4; i++) {
		CU_ASSERT_EQUAL(dl_line_hashes(same[i], strlen(same[i]), &other), n);
		CU_ASSERT_EQUAL(first[0], other[0]);
		CU_ASSERT_EQUAL(first[1], other[1]);
		free(other);
	}
	CU_ASSERT_EQUAL(dl_line_hashes("ab\nce", 5, &other), n);
	CU_ASSERT_NOT_EQUAL(first[1], other[1]);
	free(first);
	free(other);
	dl_line_hashes("\xf0\x9f\x98\x80", 4, &first); /* U+1F600 is D83D DE00 */
	dl_line_hashes("\xed\xa0\xbd\xed\xb8\x80", 6,
		       &other); /* surrogates in UTF-8 are wrong bytes */
	CU_ASSERT_NOT_EQUAL(first[0], other[0]);
	free(first);
	free(other);
}

static void test_utf16_columns(void)
{
	static const char line[] = "a\xc2\xb5"
				   "b\xf0\x9f\x98\x80"
				   "c\xff"
				   "d";

	CU_ASSERT_EQUAL(dl_utf16_column(line, strlen(line), 1), 1);
	CU_ASSERT_EQUAL(dl_utf16_column(line, strlen(line), 2), 2);
	CU_ASSERT_EQUAL(dl_utf16_column(line, strlen(line), 4), 3);
	CU_ASSERT_EQUAL(dl_utf16_column(line, strlen(line), 5), 4);
	CU_ASSERT_EQUAL(dl_utf16_column(line, strlen(line), 9), 6);
	CU_ASSERT_EQUAL(dl_utf16_column(line, strlen(line), 11), 8);
	CU_ASSERT_EQUAL(dl_utf16_column(line, strlen(line), 12), 9); /* the end */
	CU_ASSERT_EQUAL(dl_utf16_column(line, strlen(line), 14), 11); /* beyond */
	CU_ASSERT_EQUAL(dl_utf16_column("", 0, 0), 1);
}

static void clean_is(const char *s, size_t size, const char *expected)
{
	struct dl_buf out = { 0 };

	dl_utf8_clean(&out, s, size);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&out), expected);
	dl_buf_free(&out);
}

#define BAD "\xef\xbf\xbd"

static void test_utf8_repair(void)
{
	clean_is("ok \xe2\x82\xac " BAD, 10, "ok \xe2\x82\xac " BAD); /* U+FFFD itself is right */
	clean_is("\xe2\x82", 2, BAD); /* cut short: one */
	clean_is("\xe2\x82x", 3, BAD "x");
	clean_is("\xc0\xaf", 2, BAD BAD); /* overlong */
	clean_is("\xe0\x80\x80", 3, BAD BAD BAD);
	clean_is("\xed\xa0\x80", 3, BAD BAD BAD); /* surrogate */
	clean_is("\xf0\x9f\x98", 3, BAD);
	clean_is("\xf4\x90\x80\x80", 4, BAD BAD BAD BAD); /* above U+10FFFF */
	clean_is("a\0b", 3, "a" BAD "b");
}

static void normalised_is(const char *path, const char *expected)
{
	struct dl_buf out = { 0 };

	dl_uri_normalise(&out, path);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&out), expected);
	dl_buf_free(&out);
}

static void test_uris(void)
{
	struct dl_buf out = { 0 };

	normalised_is("a/b.c", "a/b.c");
	normalised_is("./a//b/../c.c", "a/c.c");
	normalised_is("../a/../../b", "../../b");
	normalised_is("/a/../../b/.", "/b");
	normalised_is("a/..", "");
	normalised_is("/", "/");
	normalised_is("..a/b..", "..a/b..");
	dl_uri_file(&out, "/a b/\xc3\xa9%#?:.c");
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&out), "file:///a%20b/%C3%A9%25%23%3F%3A.c");
	dl_buf_free(&out);
}

static void test_source_lines(void)
{
	struct output o;
	struct dl_source_cache cache;
	struct dl_source_text *text;
	struct dl_line_hash hash;
	const char *line;
	size_t size;

	output_make(&o);
	cache = (struct dl_source_cache){ .in = &o.in };
	text = dl_source_get(&cache, RING);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	line = dl_source_line(text, 9, &size);
	CU_ASSERT(size == 10 && strncmp(line, "\treturn 0;", 10) == 0);
	CU_ASSERT_PTR_NULL(dl_source_line(text, 0, &size));
	CU_ASSERT_PTR_NULL(dl_source_line(text, 17, &size));
	CU_ASSERT_PTR_NOT_NULL(dl_source_line(text, 16, &size));
	CU_ASSERT_FALSE(dl_source_hash(text, 18, &hash));
	CU_ASSERT_PTR_NULL(dl_source_get(&cache, "no/such/file.c"));
	CU_ASSERT_PTR_NULL(dl_source_get(&cache, "drivers")); /* a folder */
	CU_ASSERT_PTR_NULL(dl_source_get(&cache, ""));
	CU_ASSERT_PTR_NULL(dl_source_get(&cache, NULL));
	CU_ASSERT_PTR_NULL(dl_source_line(NULL, 1, &size));
	dl_source_cache_free(&cache);
	output_free(&o);
}

DL_TEST_MAIN("emit", DL_TEST(test_text), DL_TEST(test_text_without_source),
	     DL_TEST(test_control_characters_are_taken_out), DL_TEST(test_gcc),
	     DL_TEST(test_no_findings_no_text), DL_TEST(test_json),
	     DL_TEST(test_json_of_wrong_utf8), DL_TEST(test_github), DL_TEST(test_github_prefix),
	     DL_TEST(test_github_no_columns_over_lines), DL_TEST(test_github_escapes),
	     DL_TEST(test_github_cap), DL_TEST(test_github_at_the_cap),
	     DL_TEST(test_write_errors_are_kept), DL_TEST(test_long_text_goes_through_the_sink),
	     DL_TEST(test_emitters_are_found_by_name), DL_TEST(test_line_hash_vectors),
	     DL_TEST(test_line_hash_of_line_ends_and_utf8), DL_TEST(test_utf16_columns),
	     DL_TEST(test_utf8_repair), DL_TEST(test_uris), DL_TEST(test_source_lines))
