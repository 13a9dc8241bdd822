/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <stdbool.h>

#include "base/codec.h"
#include "report/finding.h"
#include "report/rule_info.h"
#include "report/wire.h"

static struct dl_findings new_findings(void)
{
	return (struct dl_findings){ .arena = dl_arena_new() };
}

static void free_findings(struct dl_findings *f)
{
	dl_arena_free(f->arena);
}

static struct dl_finding *add(struct dl_findings *f, const char *rule, const char *path,
			      uint32_t line, uint32_t col)
{
	struct dl_finding *it = dl_findings_add(f);

	it->rule = rule;
	it->spot = (struct dl_spot){ .path = path, .line = line, .col = col };
	it->function = "probe";
	it->message = "A sentence.";
	it->confidence = DL_CONF_MEDIUM;
	it->subject = "d->dma";
	it->edge = "used";
	return it;
}

static void test_order_is_path_line_column_rule(void)
{
	struct dl_findings f = new_findings();

	add(&f, "DMA102", "b.c", 1, 1);
	add(&f, "DMA102", "a.c", 10, 1);
	add(&f, "DMA102", "a.c", 9, 7);
	add(&f, "DMA102", "a.c", 9, 3);
	add(&f, "DMA101", "a.c", 9, 3);
	dl_report_finish(&f);
	CU_ASSERT_EQUAL_FATAL(f.len, 5);
	CU_ASSERT_STRING_EQUAL(f.items[0].rule, "DMA101");
	CU_ASSERT_EQUAL(f.items[1].spot.col, 3);
	CU_ASSERT_EQUAL(f.items[2].spot.col, 7);
	CU_ASSERT_EQUAL(f.items[3].spot.line, 10);
	CU_ASSERT_STRING_EQUAL(f.items[4].spot.path, "b.c");
	free_findings(&f);
}

static void test_duplicates_go_and_the_surest_stays(void)
{
	struct dl_findings f = new_findings();

	add(&f, "DMA101", "a.c", 1, 1)->confidence = DL_CONF_LOW;
	add(&f, "DMA101", "a.c", 1, 1)->confidence = DL_CONF_HIGH;
	add(&f, "DMA101", "a.c", 1, 1)->arch = "arm64";
	dl_report_finish(&f);
	CU_ASSERT_EQUAL_FATAL(f.len, 1);
	CU_ASSERT_EQUAL(f.items[0].confidence, DL_CONF_HIGH);
	free_findings(&f);
}

static void test_what_differs_is_no_duplicate(void)
{
	struct dl_findings f = new_findings();

	add(&f, "DMA101", "a.c", 1, 1);
	add(&f, "DMA102", "a.c", 1, 1);
	add(&f, "DMA101", "a.c", 1, 2);
	add(&f, "DMA101", "a.c", 2, 1);
	add(&f, "DMA101", "b.c", 1, 1);
	add(&f, "DMA101", "a.c", 1, 1)->function = "remove";
	add(&f, "DMA101", "a.c", 1, 1)->subject = "d->other"; /* two objects leak at one return */
	add(&f, "DMA101", "a.c", 1, 1)->subject = NULL;
	dl_report_finish(&f);
	CU_ASSERT_EQUAL(f.len, 8);
	free_findings(&f);
}

static uint64_t fingerprint(const char *rule, const char *path, uint32_t line, const char *function,
			    const char *subject, const char *edge)
{
	struct dl_findings f = new_findings();
	struct dl_finding *it = add(&f, rule, path, line, 1);
	uint64_t value;

	it->function = function;
	it->subject = subject;
	it->edge = edge;
	dl_report_finish(&f);
	value = f.items[0].fingerprint;
	free_findings(&f);
	return value;
}

static void test_fingerprint_has_no_line_but_all_else(void)
{
	uint64_t base = fingerprint("DMA101", "a.c", 5, "probe", "d->dma", "used");

	CU_ASSERT_EQUAL(fingerprint("DMA101", "a.c", 500, "probe", "d->dma", "used"), base);
	CU_ASSERT_NOT_EQUAL(fingerprint("DMA102", "a.c", 5, "probe", "d->dma", "used"), base);
	CU_ASSERT_NOT_EQUAL(fingerprint("DMA101", "b.c", 5, "probe", "d->dma", "used"), base);
	CU_ASSERT_NOT_EQUAL(fingerprint("DMA101", "a.c", 5, "probe2", "d->dma", "used"), base);
	CU_ASSERT_NOT_EQUAL(fingerprint("DMA101", "a.c", 5, "probe", "d->dm", "aused"), base);
	CU_ASSERT_NOT_EQUAL(fingerprint("DMA101", "a.c", 5, "probe", "d->dma", "kept"), base);
	CU_ASSERT_NOT_EQUAL(fingerprint("DMA101", "a.c", 5, NULL, NULL, NULL), base);
	/* Fingerprints are kept in stores and baselines: this value must never change. */
	CU_ASSERT_EQUAL(base, 0x24d2ecd75b4ba850ULL);
}

static void test_equal_findings_are_told_apart_by_occurrence(void)
{
	struct dl_findings f = new_findings();

	add(&f, "DMA101", "a.c", 5, 1);
	add(&f, "DMA101", "a.c", 7, 1);
	dl_report_finish(&f);
	CU_ASSERT_NOT_EQUAL(f.items[0].fingerprint, f.items[1].fingerprint);
	CU_ASSERT_EQUAL(f.items[0].fingerprint,
			fingerprint("DMA101", "a.c", 1, "probe", "d->dma", "used"));
	free_findings(&f);
}

static void test_result_does_not_depend_on_input_order(void)
{
	struct dl_findings a = new_findings(), b = new_findings();
	unsigned int seed = 7;
	struct dl_buf x = { 0 }, y = { 0 };

	for (uint32_t i = 0; i < 200; i++) {
		struct dl_finding *it =
			add(&a, i % 3 ? "DMA101" : "DMA211", i % 2 ? "a.c" : "b.c", i % 7, i % 5);

		it->confidence = (enum dl_confidence)(1 + i % 3);
		it->arch = i % 4 ? "x86_64" : "arm64";
		it->message = i % 6 ? "One." : "Two.";
	}
	for (size_t i = 0; i < a.len; i++)
		dl_findings_copy(&b, &a.items[i]);
	for (size_t i = b.len - 1; i > 0; i--) {
		size_t k = (size_t)rand_r(&seed) % (i + 1);
		struct dl_finding swap = b.items[i];

		b.items[i] = b.items[k];
		b.items[k] = swap;
	}
	dl_report_finish(&a);
	dl_report_finish(&b);
	dl_findings_encode(&a, &x);
	dl_findings_encode(&b, &y);
	CU_ASSERT(a.len > 20 && a.len < 200);
	CU_ASSERT(x.len == y.len && memcmp(x.data, y.data, x.len) == 0);
	dl_report_finish(&a); /* and again: nothing changes */
	dl_buf_clear(&x);
	dl_findings_encode(&a, &x);
	CU_ASSERT(x.len == y.len && memcmp(x.data, y.data, x.len) == 0);
	dl_buf_free(&x);
	dl_buf_free(&y);
	free_findings(&a);
	free_findings(&b);
}

static void test_rank_follows_confidence(void)
{
	struct dl_findings f = new_findings();

	add(&f, "DMA000", "a.c", 1, 1)->confidence = DL_CONF_LOW;
	add(&f, "DMA000", "a.c", 2, 1)->confidence = DL_CONF_MEDIUM;
	add(&f, "DMA000", "a.c", 3, 1)->confidence = DL_CONF_HIGH;
	dl_report_finish(&f);
	CU_ASSERT(f.items[0].rank > 0);
	CU_ASSERT(f.items[0].rank < f.items[1].rank);
	CU_ASSERT(f.items[1].rank < f.items[2].rank);
	CU_ASSERT(f.items[2].rank <= 100);
	free_findings(&f);
}

static void test_finish_of_nothing(void)
{
	struct dl_findings f = new_findings();

	dl_report_finish(&f);
	CU_ASSERT_EQUAL(f.len, 0);
	free_findings(&f);
}

static void test_copy_is_deep(void)
{
	struct dl_findings a = new_findings(), b = new_findings();
	char message[] = "A sentence.", step[] = "mapped here";
	struct dl_finding *it = add(&a, "DMA101", "a.c", 1, 1);

	it->message = message;
	it->step_count = 1;
	it->steps = DL_NEW(a.arena, struct dl_finding_step);
	it->steps[0].message = step;
	dl_findings_copy(&b, it);
	message[0] = step[0] = 'X';
	it->steps[0].nesting = 9;
	free_findings(&a);
	CU_ASSERT_STRING_EQUAL(b.items[0].message, "A sentence.");
	CU_ASSERT_STRING_EQUAL(b.items[0].steps[0].message, "mapped here");
	CU_ASSERT_EQUAL(b.items[0].steps[0].nesting, 0);
	CU_ASSERT_PTR_NULL(b.items[0].arch);
	CU_ASSERT_EQUAL(b.items[0].related_count, 0);
	for (int i = 0; i < 40; i++) /* a source in the list that grows */
		dl_findings_copy(&b, &b.items[0]);
	CU_ASSERT_STRING_EQUAL(b.items[40].message, "A sentence.");
	free_findings(&b);
}

static void encode_sample(struct dl_buf *out)
{
	struct dl_findings f = new_findings();
	struct dl_finding *it = add(&f, "DMA101", "a.c", 1, 1);

	it->rank = 12.25;
	it->fingerprint = 0xfedcba9876543210ULL;
	it->arch = "";
	it->step_count = 2;
	it->steps = DL_NEW_ARRAY(f.arena, struct dl_finding_step, 2);
	it->steps[0] = (struct dl_finding_step){ .spot = { "b.c", 1, 2, 3, 4 },
						 .message = "x",
						 .nesting = 5 };
	it->related_count = 1;
	it->related = &it->steps[0];
	it = add(&f, "DMA102", "b.c", 0xffffffff, 1);
	it->function = it->message = it->subject = it->edge = NULL;
	dl_findings_encode(&f, out);
	free_findings(&f);
}

static void test_wire_round_trip(void)
{
	struct dl_findings f = new_findings();
	struct dl_buf wire = { 0 };

	encode_sample(&wire);
	add(&f, "DMA999", "old.c", 1, 1);
	CU_ASSERT_EQUAL(dl_findings_decode(&f, wire.data, wire.len, NULL), DL_OK);
	CU_ASSERT_EQUAL_FATAL(f.len, 3);
	CU_ASSERT_STRING_EQUAL(f.items[0].rule, "DMA999");
	CU_ASSERT_STRING_EQUAL(f.items[1].rule, "DMA101");
	CU_ASSERT_EQUAL(f.items[1].confidence, DL_CONF_MEDIUM);
	CU_ASSERT_DOUBLE_EQUAL(f.items[1].rank, 12.25, 1e-12);
	CU_ASSERT_EQUAL(f.items[1].fingerprint, 0xfedcba9876543210ULL);
	CU_ASSERT_STRING_EQUAL(f.items[1].arch, "");
	CU_ASSERT_EQUAL_FATAL(f.items[1].step_count, 2);
	CU_ASSERT_STRING_EQUAL(f.items[1].steps[0].spot.path, "b.c");
	CU_ASSERT_EQUAL(f.items[1].steps[0].spot.end_col, 4);
	CU_ASSERT_EQUAL(f.items[1].steps[0].nesting, 5);
	CU_ASSERT_PTR_NULL(f.items[1].steps[1].message);
	CU_ASSERT_EQUAL(f.items[1].related_count, 1);
	CU_ASSERT_EQUAL(f.items[2].spot.line, 0xffffffff);
	CU_ASSERT_PTR_NULL(f.items[2].subject);
	CU_ASSERT_PTR_NULL(f.items[2].steps);
	dl_buf_free(&wire);
	free_findings(&f);
}

static void test_wire_of_nothing(void)
{
	struct dl_findings f = new_findings();
	struct dl_buf wire = { 0 };

	dl_findings_encode(&f, &wire);
	CU_ASSERT_EQUAL(dl_findings_decode(&f, wire.data, wire.len, NULL), DL_OK);
	CU_ASSERT_EQUAL(f.len, 0);
	dl_buf_free(&wire);
	free_findings(&f);
}

/* Bytes in a block of their very size, so that a sanitizer sees every read beyond them. */
static enum dl_status decode_copy(const char *data, size_t size, size_t *found)
{
	struct dl_findings f = new_findings();
	struct dl_error err = { 0 };
	char *copy = malloc(size ? size : 1);
	enum dl_status status;

	memcpy(copy, data, size);
	status = dl_findings_decode(&f, copy, size, &err);
	*found = f.len;
	if (status != DL_OK)
		CU_ASSERT(err.message[0] != '\0');
	free(copy);
	free_findings(&f);
	return status;
}

static void test_wire_damage_is_noticed(void)
{
	struct dl_buf wire = { 0 };
	size_t found;

	encode_sample(&wire);
	for (size_t size = 0; size < wire.len; size++) {
		CU_ASSERT_EQUAL(decode_copy(wire.data, size, &found), DL_ERR_CORRUPT);
		CU_ASSERT_EQUAL(found, 0);
	}
	for (size_t i = 0; i < wire.len * 8; i++) {
		enum dl_status status;

		wire.data[i / 8] = (char)(wire.data[i / 8] ^ (1 << (i % 8)));
		status = decode_copy(wire.data, wire.len, &found);
		CU_ASSERT(status == DL_ERR_CORRUPT ||
			  (status == DL_ERR_VERSION && i / 8 >= 4 && i / 8 < 8));
		CU_ASSERT_EQUAL(found, 0);
		wire.data[i / 8] = (char)(wire.data[i / 8] ^ (1 << (i % 8)));
	}
	dl_buf_putc(&wire, 'x');
	CU_ASSERT_EQUAL(decode_copy(wire.data, wire.len, &found), DL_ERR_CORRUPT);
	dl_buf_free(&wire);
}

/*
 * A wrong length under a right checksum: what only a faulty writer makes, but no reason to crash.
 */
static void test_wire_lengths_are_checked(void)
{
	struct dl_buf wire = { 0 };

	encode_sample(&wire);
	for (size_t i = DL_CODEC_HEADER_SIZE; i < wire.len; i++) {
		char saved = wire.data[i];
		uint64_t sum;
		size_t found;

		wire.data[i] = (char)0xff;
		sum = dl_checksum(wire.data + DL_CODEC_HEADER_SIZE,
				  wire.len - DL_CODEC_HEADER_SIZE);
		for (int k = 0; k < 8; k++)
			wire.data[16 + k] = (char)(sum >> (8 * k));
		if (decode_copy(wire.data, wire.len, &found) != DL_OK)
			CU_ASSERT_EQUAL(found, 0);
		wire.data[i] = saved;
	}
	dl_buf_free(&wire);
}

static bool is_sentence(const char *text)
{
	size_t len = strlen(text);

	return len > 1 && text[len - 1] == '.' && !strpbrk(text, "\r\n");
}

/* The generated table: what output and documentation rely on. */
static void test_rule_infos(void)
{
	for (size_t i = 0; i < dl_rule_info_count; i++) {
		const struct dl_rule_info *info = &dl_rule_infos[i];

		if (i)
			CU_ASSERT(strcmp(info[-1].id, info->id) < 0);
		CU_ASSERT_PTR_EQUAL(dl_rule_info_find(info->id), info);
		CU_ASSERT_PTR_EQUAL(dl_rule_info_find(info->name), info);
		CU_ASSERT(is_sentence(info->summary));
		CU_ASSERT(is_sentence(info->description));
		CU_ASSERT(strlen(info->description) <= 1024);
		CU_ASSERT(strlen(info->help_text) > 100);
		CU_ASSERT_PTR_NOT_NULL(strstr(info->help_markdown, info->id));
		CU_ASSERT_PTR_NULL(strstr(info->help_text, "```"));
		CU_ASSERT(info->tag_count > 0);
	}
	CU_ASSERT_PTR_NULL(dl_rule_info_find("DMA000"));
	CU_ASSERT_PTR_NULL(dl_rule_info_find("DMA999"));
	CU_ASSERT_PTR_NULL(dl_rule_info_find(""));
	CU_ASSERT_PTR_NULL(dl_rule_info_find("no-such-rule"));
}

static void test_names(void)
{
	CU_ASSERT_STRING_EQUAL(dl_level_name(DL_LEVEL_ERROR), "error");
	CU_ASSERT_STRING_EQUAL(dl_level_name(DL_LEVEL_NOTE), "note");
	CU_ASSERT_STRING_EQUAL(dl_precision_name(DL_PRECISION_VERY_HIGH), "very-high");
	CU_ASSERT_STRING_EQUAL(dl_rule_status_name(DL_RULE_STABLE), "stable");
	CU_ASSERT_STRING_EQUAL(dl_confidence_name(DL_CONF_MEDIUM), "medium");
	CU_ASSERT_STRING_EQUAL(dl_confidence_name((enum dl_confidence)0), "unknown");
}

DL_TEST_MAIN("report", DL_TEST(test_order_is_path_line_column_rule),
	     DL_TEST(test_duplicates_go_and_the_surest_stays),
	     DL_TEST(test_what_differs_is_no_duplicate),
	     DL_TEST(test_fingerprint_has_no_line_but_all_else),
	     DL_TEST(test_equal_findings_are_told_apart_by_occurrence),
	     DL_TEST(test_result_does_not_depend_on_input_order),
	     DL_TEST(test_rank_follows_confidence), DL_TEST(test_finish_of_nothing),
	     DL_TEST(test_copy_is_deep), DL_TEST(test_wire_round_trip),
	     DL_TEST(test_wire_of_nothing), DL_TEST(test_wire_damage_is_noticed),
	     DL_TEST(test_wire_lengths_are_checked), DL_TEST(test_rule_infos), DL_TEST(test_names))
