/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/buf.h"
#include "harness.h"
#include "report/confidence.h"

#define CONFIDENCE(...) dl_confidence_of(&(struct dl_grounds){ __VA_ARGS__ })

static void test_nothing_against_it_is_high(void)
{
	CU_ASSERT_EQUAL(CONFIDENCE(0), DL_CONF_HIGH);
}

static void test_steps_down_add_up(void)
{
	CU_ASSERT_EQUAL(CONFIDENCE(.budget = true), DL_CONF_MEDIUM);
	CU_ASSERT_EQUAL(CONFIDENCE(.budget = true, .top = true), DL_CONF_LOW);
	CU_ASSERT_EQUAL(CONFIDENCE(.budget = true, .top = true, .assumed = true), DL_CONF_NONE);
}

static void test_evidence_takes_steps_back(void)
{
	CU_ASSERT_EQUAL(CONFIDENCE(.by_slot = true, .others_agree = true), DL_CONF_HIGH);
	CU_ASSERT_EQUAL(CONFIDENCE(.by_slot = true, .core_slot = true, .others_agree = true),
			DL_CONF_MEDIUM);
	CU_ASSERT_EQUAL(CONFIDENCE(.long_story = true, .top = true, .budget = true,
				   .buffer_freed = true), DL_CONF_LOW);
}

static void test_never_above_high(void)
{
	CU_ASSERT_EQUAL(CONFIDENCE(.sibling = true, .buffer_freed = true, .discarded = true),
			DL_CONF_HIGH);
}

static void test_no_evidence_lifts_a_ceiling(void)
{
	CU_ASSERT_EQUAL(CONFIDENCE(.sibling = true, .kept = true), DL_CONF_MEDIUM);
	CU_ASSERT_EQUAL(CONFIDENCE(.sibling = true, .passed_on = true), DL_CONF_LOW);
	CU_ASSERT_EQUAL(CONFIDENCE(.passed_on = true, .kept = true), DL_CONF_LOW);
	CU_ASSERT_EQUAL(CONFIDENCE(.kept = true, .same_number = true), DL_CONF_MEDIUM);
}

static void test_a_ceiling_takes_no_step(void)
{
	CU_ASSERT_EQUAL(CONFIDENCE(.same_number = true, .by_slot = true), DL_CONF_MEDIUM);
	CU_ASSERT_EQUAL(CONFIDENCE(.hand_compared = true, .by_slot = true), DL_CONF_LOW);
}

/* ---- the table in docs/confidence.md ---- */

static struct dl_buf read_table(void)
{
	FILE *file = fopen(DL_SOURCE_DIR "/docs/confidence.md", "r");
	struct dl_buf table = { 0 };
	char line[512];

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, "| `", 3))
			dl_buf_puts(&table, line);
	fclose(file);
	return table;
}

static void test_documentation_has_this_table(void)
{
	static const char *const effects[] = {
		[DL_GROUND_DOWN] = "one step down", [DL_GROUND_UP] = "one step up",
		[DL_GROUND_MEDIUM] = "at most medium", [DL_GROUND_LOW] = "at most low",
	};
	struct dl_buf expected = { 0 }, table = read_table();

	for (size_t i = 0; i < dl_ground_count; i++)
		dl_buf_printf(&expected, "| `%s` | %s | %s |\n", dl_ground_infos[i].name,
			      effects[dl_ground_infos[i].effect], dl_ground_infos[i].text);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&table), dl_buf_str(&expected));
	dl_buf_free(&table);
	dl_buf_free(&expected);
}

DL_TEST_MAIN("confidence", DL_TEST(test_nothing_against_it_is_high), DL_TEST(test_steps_down_add_up),
	     DL_TEST(test_evidence_takes_steps_back), DL_TEST(test_never_above_high),
	     DL_TEST(test_no_evidence_lifts_a_ceiling), DL_TEST(test_a_ceiling_takes_no_step),
	     DL_TEST(test_documentation_has_this_table))
