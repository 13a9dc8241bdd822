/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel logs: the words that they are read by (rules/dmesg/linux.json), and what is read. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "cli/klog.h"
#include "model/table.h"

/* Each is there, and names rules and roles that there are. */
static void test_words(void)
{
	struct dl_klog_words *words = dl_klog_words_new();

	CU_ASSERT(dl_klog_message_count(words) >= 38);
	for (size_t i = 0; i < dl_klog_message_count(words); i++) {
		const struct dl_klog_message *m = dl_klog_message_at(words, i);

		CU_ASSERT_FATAL(m->id && m->means && json_is_array(m->rules) &&
				json_is_array(m->roles));
		CU_ASSERT_EQUAL(m->means[strlen(m->means) - 1], '.');
		for (size_t k = 0; k < json_array_size(m->rules); k++)
			CU_ASSERT_PTR_NOT_NULL(
				dmalint_rule_find(json_string_value(json_array_get(m->rules, k))));
		for (size_t k = 0; k < json_array_size(m->roles); k++)
			CU_ASSERT(dl_role_from_name(
					  json_string_value(json_array_get(m->roles, k))) >= 0);
		for (size_t k = 0; k < i; k++)
			CU_ASSERT_NOT_EQUAL(strcmp(m->id, dl_klog_message_at(words, k)->id), 0);
	}
	for (const char *const *key = (const char *const[]){"tag", "report_begins", "report_ends",
							    "maker_trace", "aside", NULL};
	     *key; key++)
		CU_ASSERT_PTR_NOT_NULL(dl_klog_word(words, *key));
	dl_klog_words_free(words);
}

/* No text is hidden by another one that stands before it. */
static void test_texts(void)
{
	json_t *root = json_loads(dl_klog_data, 0, NULL), *entry, *text;
	struct dl_klog_words *words = dl_klog_words_new();
	size_t i, k;

	json_array_foreach(json_object_get(root, "messages"), i, entry)
		json_array_foreach(json_object_get(entry, "texts"), k, text)
	{
		const char *line = json_string_value(text), *at;
		const struct dl_klog_message *m =
			dl_klog_words_find(words, line, strlen(line), &at);

		CU_ASSERT_FATAL(m != NULL);
		CU_ASSERT_STRING_EQUAL(m->id, json_string_value(json_object_get(entry, "id")));
		CU_ASSERT_PTR_EQUAL(at, line);
	}
	dl_klog_words_free(words);
	json_decref(root);
}

/* ---- reading ---- */

static void read_text(struct dl_klog *log, const char *text, size_t len)
{
	struct dl_klog_words *words = dl_klog_words_new();
	FILE *file = fmemopen((void *)(uintptr_t)text, len, "r");

	CU_ASSERT_EQUAL(dl_klog_read(log, words, file, "log"), DL_EXIT_CLEAN);
	fclose(file);
	for (size_t i = 0; i < log->count; i++) /* the words go */
		log->list[i]->message = NULL;
	dl_klog_words_free(words);
}

static void expect_who(const char *line, const char *driver, const char *device)
{
	struct dl_klog log;

	read_text(&log, line, strlen(line));
	CU_ASSERT_EQUAL_FATAL(log.count, 1);
	if (driver) {
		CU_ASSERT_PTR_NOT_NULL_FATAL(log.list[0]->driver);
		CU_ASSERT_STRING_EQUAL(log.list[0]->driver, driver);
		CU_ASSERT_STRING_EQUAL(log.list[0]->device, device);
	} else {
		CU_ASSERT_PTR_NULL(log.list[0]->driver);
		CU_ASSERT_PTR_NULL(log.list[0]->device);
	}
	dl_klog_free(&log);
}

#define STACK "device driver maps memory from stack [addr=00000000a]"
#define FULL  "swiotlb buffer is full (sz: 1 bytes)"

static void test_who(void)
{
	expect_who("DMA-API: acme 0000:01:00.0: " STACK, "acme", "0000:01:00.0");
	expect_who("[   12.345678] DMA-API: acme 0000:01:00.0: " STACK "\n", "acme",
		   "0000:01:00.0");
	expect_who("[   12.345678][   T12] DMA-API: acme 1-1:1.0: " STACK "\r\n", "acme",
		   "1-1:1.0");
	expect_who("Nov 30 08:37:17 box kernel: DMA-API: acme one 1-1: " STACK, "acme one", "1-1");
	expect_who("4,123,456,-;acme 1-1: DMA-API: " STACK, "acme", "1-1");
	expect_who("<4>[    1.000000] acme 1-1: DMA-API: " STACK, "acme", "1-1");
	expect_who("<4>acme 1-1: " FULL, "acme", "1-1");
	expect_who("[    1.000000]acme 1-1: " FULL, "acme", "1-1");
	expect_who("kern  :warn  : [Mon Nov 30 08:37:17 2026] acme 1-1: " FULL, "acme", "1-1");
	expect_who("\033[32m[    1.000000] \033[0m\033[33macme 1-1\033[0m: " FULL, "acme", "1-1");
	expect_who("DMA-API: NULL NULL: " STACK, NULL, NULL);
	expect_who(STACK, NULL, NULL);
	expect_who(": " STACK, NULL, NULL);
	expect_who("DMA-API: : " STACK, NULL, NULL);
	expect_who("DMA-API: one: " STACK, NULL, NULL);
}

static void expect_frame(const char *line, const char *function, const char *module, bool is_sure)
{
	struct dl_klog_trace trace = {0};

	CU_ASSERT_FATAL(dl_klog_trace_add(&trace, line));
	CU_ASSERT_EQUAL(trace.count, 1);
	CU_ASSERT_STRING_EQUAL(trace.list[0].function, function);
	CU_ASSERT(module ? trace.list[0].module && !strcmp(trace.list[0].module, module)
			 : !trace.list[0].module);
	CU_ASSERT_EQUAL(trace.list[0].is_sure, is_sure);
	dl_klog_trace_free(&trace);
}

static void test_frames(void)
{
	static const char *const none[] = {"",		 "+0x1/0x2",
					   "name+0x",	 "name+1",
					   "name (",	 "name (path.c)",
					   "RAX: 0x12",	 "name (path.c:x)",
					   "12+0x1/0x2", "Modules linked in: a b(O)"};
	struct dl_klog_trace trace = {0};

	expect_frame("[    1.0]  acme_poll+0x1b2/0x510 [acme]", "acme_poll", "acme", true);
	expect_frame(" ? acme_poll+0x1b2/0x510", "acme_poll", NULL, false);
	expect_frame("[<ffffffff8110>] ? acme_poll+0x1b2/0x510 [acme]", "acme_poll", "acme", false);
	expect_frame("[<c010d9fc>] (acme_poll+0x10/0x14 [acme]) from [<c04>]", "acme_poll", "acme",
		     true);
	expect_frame(" acme_poll.isra.0+0x1/0x2 [acme 0123456789abcdef]", "acme_poll", "acme",
		     true);
	expect_frame("[c00000] [d00000] acme_poll+0x2c/0x60 [acme] (unreliable)", "acme_poll",
		     "acme", true);
	expect_frame("RIP: 0010:acme_poll+0x2c/0x60 [acme]", "acme_poll", "acme", true);
	expect_frame(" acme_poll (drivers/net/acme.c:12) acme", "acme_poll", "acme", true);
	expect_frame(" ? acme_poll (drivers/net/acme.c:12 (discriminator 3))", "acme_poll", NULL,
		     false);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CU_ASSERT_FALSE(dl_klog_trace_add(&trace, none[i]));
	for (int i = 0; i < 1000; i++)
		dl_klog_trace_add(&trace, i % 2 ? "a+0x1/0x2 b+0x1" : "c+0x1/0x2");
	CU_ASSERT(trace.count == 64);
	dl_klog_trace_free(&trace);
}

static const char two_traces[] =
	"------------[ cut here ]------------\n"
	"DMA-API: acme 1-1: device driver frees DMA memory with different size [map size=1 bytes]\n"
	"WARNING: CPU: 0 PID: 1 at kernel/dma/debug.c:1015 check_unmap+0x5a/0x8c0\n"
	" dma_unmap_page_attrs+0x1/0x2\n"
	" acme_poll+0x1/0x2 [acme]\n"
	"---[ end trace 0000000000000000 ]---\n"
	"DMA-API: Mapped at:\n"
	" debug_dma_map_page+0x7b/0x150\n"
	" acme_fill+0x1/0x2 [acme]\n"
	"usb 1-1: not_of_it+0x1/0x2\n";

static void test_traces(void)
{
	struct dl_klog log;
	const struct dl_klog_report *r;

	read_text(&log, two_traces, strlen(two_traces));
	CU_ASSERT_EQUAL_FATAL(log.count, 1);
	r = log.list[0];
	CU_ASSERT_EQUAL(r->line, 2);
	CU_ASSERT_EQUAL_FATAL(r->trace.count, 3);
	CU_ASSERT(r->trace.list[0].is_core && r->trace.list[1].is_core &&
		  !r->trace.list[2].is_core);
	CU_ASSERT_STRING_EQUAL(r->trace.list[2].function, "acme_poll");
	CU_ASSERT(r->made.count >= 2);
	CU_ASSERT_STRING_EQUAL(r->made.list[1].function, "acme_fill");
	CU_ASSERT_STRING_EQUAL(r->module, "acme");
	dl_klog_free(&log);
}

/* The same again is counted; from another function it is another report. */
static void test_repeated(void)
{
	struct dl_text text;
	struct dl_klog log;

	dl_text_begin(&text);
	for (int i = 0; i < 10; i++)
		fprintf(text.file,
			"DMA-API: acme 1-%d: " STACK "\n %s+0x%x/0x99 [acme]\n ? noise%d+0x1/0x2\n",
			i, i % 5 ? "acme_send" : "acme_read", i, i);
	fflush(text.file);
	read_text(&log, text.data, text.size);
	CU_ASSERT_EQUAL_FATAL(log.count, 2);
	CU_ASSERT_EQUAL(log.list[0]->count, 2);
	CU_ASSERT_EQUAL(log.list[1]->count, 8);
	dl_klog_free(&log);
	dl_text_drop(&text);
}

/* NULs, no end of line, lines without end, more reports than are kept. */
static void test_hostile(void)
{
	static const char odd[] = "\0\0DMA-API: a\001b \033[31m1\377-1: " STACK "\033]0;x\007";
	struct dl_text text;
	struct dl_klog log;

	read_text(&log, odd, sizeof(odd) - 1);
	CU_ASSERT_EQUAL_FATAL(log.count, 1);
	for (const char *p = log.list[0]->driver; *p; p++)
		CU_ASSERT((unsigned char)*p >= ' ');
	dl_klog_free(&log);
	dl_text_begin(&text);
	for (int i = 0; i < 3000; i++)
		fprintf(text.file, "DMA-API: acme%d 1-1: " STACK "\n", i);
	for (int i = 0; i < 100000; i++)
		fputs("x (", text.file);
	fflush(text.file);
	read_text(&log, text.data, text.size);
	CU_ASSERT_EQUAL(log.count, 1000);
	CU_ASSERT_EQUAL(log.passed_over, 2000);
	CU_ASSERT_EQUAL(log.lines, 3001);
	dl_klog_free(&log);
	dl_text_drop(&text);
}

DL_TEST_MAIN("klog", DL_TEST(test_words), DL_TEST(test_texts), DL_TEST(test_who),
	     DL_TEST(test_frames), DL_TEST(test_traces), DL_TEST(test_repeated),
	     DL_TEST(test_hostile))
