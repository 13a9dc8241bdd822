/* SPDX-License-Identifier: Apache-2.0 */
/* The data of the HTML page; tests/html/ looks at the page itself. */
#include "harness.h"

#include <jansson.h>
#include <string.h>

#include "emit_fixture.h"
#include "emit/report_page.h"

#define DATA_BEGIN "<script type=\"application/json\" id=\"data\">"

struct output {
	struct dl_findings findings;
	struct dl_emit_input in;
	struct dl_buf text;
	json_t *data;
};

static void output_make(struct output *o)
{
	memset(o, 0, sizeof(*o));
	o->findings.arena = dl_arena_new();
	o->in = fixture_input(&o->findings);
}

static json_t *data_of(struct output *o)
{
	struct dl_sink sink = { .buf = &o->text };
	const char *begin, *end;

	dl_buf_clear(&o->text);
	json_decref(o->data);
	CU_ASSERT_EQUAL(dl_emitter_find("html")->write(&o->in, &sink), DL_OK);
	CU_ASSERT_EQUAL(dl_sink_finish(&sink, "buffer", NULL), DL_OK);
	begin = strstr(dl_buf_str(&o->text), DATA_BEGIN);
	CU_ASSERT_PTR_NOT_NULL_FATAL(begin);
	begin += strlen(DATA_BEGIN);
	end = strstr(begin, "</script>");
	CU_ASSERT_PTR_NOT_NULL_FATAL(end);
	for (const char *p = begin; p < end; p++)
		CU_ASSERT(*p != '<' && (unsigned char)*p < 0x80);
	o->data = json_loadb(begin, (size_t)(end - begin), 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o->data);
	return o->data;
}

static void output_free(struct output *o)
{
	json_decref(o->data);
	dl_buf_free(&o->text);
	dl_arena_free(o->findings.arena);
}

static const char *text(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "";
}

static void test_page(void)
{
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_report_page, "@DATA@"));
	CU_ASSERT_PTR_NOT_NULL(strstr(dl_report_page, "script-src 'sha256-"));
	CU_ASSERT_PTR_NULL(strstr(dl_report_page, "@SCRIPT"));
	CU_ASSERT_PTR_NULL(strstr(dl_report_page, "@STYLE"));
	CU_ASSERT_PTR_NULL(strstr(dl_report_page, "innerHTML"));
}

static void test_findings(void)
{
	static const struct dl_emit_history history[] = { { 7, 2, 1000 }, { 0, 0, 0 } };
	struct output o;
	json_t *data, *list, *f, *part;

	output_make(&o);
	fixture_main_findings(&o.findings);
	o.findings.items[1].suppression = DL_SUPPRESSED_EXTERNAL;
	o.findings.items[1].justification = "known";
	o.findings.items[1].verdict = DL_VERDICT_WONT_FIX;
	o.in.history = history;
	data = data_of(&o);
	list = json_object_get(data, "findings");
	CU_ASSERT_EQUAL_FATAL(json_array_size(list), 2);
	f = json_array_get(list, 0);
	CU_ASSERT_STRING_EQUAL(text(f, "fingerprint"), "0123456789abcdef");
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(f, "id")), 7);
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(f, "scan")), 2);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(f, "steps")), 2);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(f, "related")), 1);
	CU_ASSERT_PTR_NULL(json_object_get(f, "suppression"));
	f = json_array_get(list, 1);
	CU_ASSERT_STRING_EQUAL(text(f, "suppression"), "external");
	CU_ASSERT_STRING_EQUAL(text(f, "verdict"), "wont-fix");
	CU_ASSERT_PTR_NULL(json_object_get(f, "seen"));
	/* Both stand in one file, near enough for one part of it. */
	CU_ASSERT_EQUAL(json_array_size(json_object_get(data, "paths")), 1);
	part = json_array_get(json_object_get(data, "source"), 0);
	CU_ASSERT_EQUAL_FATAL(json_array_size(part), 1);
	part = json_array_get(part, 0);
	CU_ASSERT_EQUAL(json_integer_value(json_array_get(part, 0)), 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(json_string_value(json_array_get(part, 1)), "\xf0\x9f\x98\x80 */ writel(dma"));
	CU_ASSERT_EQUAL(json_array_size(json_object_get(data, "notices")), 3);
	o.in.reproducible = true;
	data = data_of(&o);
	CU_ASSERT_PTR_NULL(json_object_get(json_array_get(json_object_get(data, "findings"), 0), "id"));
	CU_ASSERT_PTR_NULL(json_object_get(json_object_get(data, "scan"), "root"));
	output_free(&o);
}

static void test_parts(void)
{
	struct output o;
	json_t *parts;

	output_make(&o);
	fixture_finding(&o.findings, "DMA901", "gone.c", 3, 4);
	fixture_finding(&o.findings, "DMA999", RING, 3000, 4);
	fixture_finding(&o.findings, "DMA901", RING, 0, 0);
	fixture_finding(&o.findings, "DMA901", RING, 16, 1)->spot.end_line = 0xffffffff;
	parts = json_object_get(data_of(&o), "source");
	CU_ASSERT_EQUAL(json_array_size(parts), 2);
	CU_ASSERT_EQUAL(json_array_size(json_array_get(parts, 0)) + json_array_size(json_array_get(parts, 1)), 1);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(o.data, "rules")), 2);
	output_free(&o);
}

static bool hostile_source(void *arg, const char *path, struct dl_buf *out)
{
	(void)arg, (void)path;
	dl_buf_puts(out, "</script><!-- \xe2\x80\xae \xff\n");
	for (int i = 0; i < 5000; i++)
		dl_buf_puts(out, "\xe2\x82\xac");
	return true;
}

static void test_hostile_text(void)
{
	struct output o;
	const char *source;

	output_make(&o);
	fixture_finding(&o.findings, "DMA901", "</script>\xe2\x80\xae<img>.c", 1, 1)->message = "<script>";
	o.in.read_text = hostile_source;
	data_of(&o);
	CU_ASSERT_PTR_NULL(strstr(o.text.data, "<img"));
	CU_ASSERT_STRING_EQUAL(text(json_array_get(json_object_get(o.data, "findings"), 0), "message"), "<script>");
	source = json_string_value(json_array_get(
		json_array_get(json_array_get(json_object_get(o.data, "source"), 0), 0), 1));
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	CU_ASSERT(strncmp(source, "</script><!-- \xe2\x80\xae \xef\xbf\xbd\n", 20) == 0);
	CU_ASSERT(strlen(source) < 1100);
	output_free(&o);
}

DL_TEST_MAIN("html", DL_TEST(test_page), DL_TEST(test_findings), DL_TEST(test_parts), DL_TEST(test_hostile_text))
