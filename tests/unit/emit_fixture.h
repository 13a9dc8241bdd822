/* SPDX-License-Identifier: Apache-2.0 */
/* Hand-made rules, findings and notices for the tests of the emit room. */
#ifndef DL_TESTS_EMIT_FIXTURE_H
#define DL_TESTS_EMIT_FIXTURE_H

#include "emit/emit.h"

#define FIXTURE_TREE DL_SOURCE_DIR "/tests/golden/sarif/tree"
#define RING "drivers/net/demo/ring.c"

static const int fixture_cwes[] = { 252, 754 };
static const char *const fixture_tags[] = { "dma", "error-handling" };

static const struct dl_rule_info fixture_infos[] = {
	{ .id = "DMA901", .name = "unchecked-example", .pascal_name = "UncheckedExample",
	  .summary = "A mapping is used unchecked.", .description = "Reports a handle that nobody has checked.",
	  .level = DL_LEVEL_ERROR, .precision = DL_PRECISION_HIGH, .problem_severity = "error",
	  .security_severity = "6.5", .cwes = fixture_cwes, .cwe_count = 2, .tags = fixture_tags, .tag_count = 2,
	  .status = DL_RULE_PREVIEW, .message = "The handle 'dma' is used unchecked.",
	  .help_markdown = "# DMA901\n\nCheck it with `dma_mapping_error()`.\n",
	  .help_text = "DMA901\n\nCheck it with dma_mapping_error().\n" },
	{ .id = "DMA902", .name = "direction-example", .pascal_name = "DirectionExample",
	  .summary = "Unmapped with another direction.", .description = "Reports another direction.",
	  .level = DL_LEVEL_WARNING, .precision = DL_PRECISION_MEDIUM, .problem_severity = "warning",
	  .tags = fixture_tags, .tag_count = 2, .status = DL_RULE_STABLE,
	  .help_markdown = "# DMA902\n", .help_text = "DMA902\n" },
	{ .id = "DMA903", .name = "hint-example", .pascal_name = "HintExample",
	  .summary = "Something could be simpler.", .description = "Reports what could be simpler.",
	  .level = DL_LEVEL_NOTE, .precision = DL_PRECISION_LOW, .problem_severity = "recommendation",
	  .tags = fixture_tags, .tag_count = 1, .status = DL_RULE_STABLE,
	  .help_markdown = "# DMA903\n", .help_text = "DMA903\n" },
};

static inline struct dl_finding *fixture_finding(struct dl_findings *f, const char *rule, const char *path,
						 uint32_t line, uint32_t col)
{
	struct dl_finding *it = dl_findings_add(f);

	it->rule = rule;
	it->spot = (struct dl_spot){ .path = path, .line = line, .col = col };
	it->function = "demo_fill";
	it->message = "Something happens to 'dma'.";
	it->confidence = DL_CONF_HIGH;
	it->subject = "dma";
	it->edge = "used unchecked";
	it->arch = "x86_64";
	return it;
}

static inline struct dl_finding_step fixture_step(const char *path, uint32_t line, uint32_t col, uint32_t end_col,
						  uint32_t nesting, const char *message)
{
	return (struct dl_finding_step){
		.spot = { .path = path, .line = line, .col = col, .end_line = line, .end_col = end_col },
		.nesting = nesting,
		.message = message,
	};
}

/* An unchecked mapping (line 8, after non-ASCII text) and an unmap over two lines (line 14). */
static inline void fixture_main_findings(struct dl_findings *f)
{
	struct dl_finding *it = fixture_finding(f, "DMA901", RING, 8, 19);
	struct dl_finding_step *steps = DL_NEW_ARRAY(f->arena, struct dl_finding_step, 3);

	it->spot.end_line = 8;
	it->spot.end_col = 51;
	it->message = "The handle 'dma' is given to the device with no dma_mapping_error().";
	it->rank = 95;
	it->fingerprint = 0x0123456789abcdefULL;
	steps[0] = fixture_step(RING, 7, 8, 55, 0, "mapped here with DMA_TO_DEVICE");
	steps[1] = fixture_step(RING, 8, 19, 51, 1, "written to the hardware here");
	it->steps = steps;
	it->step_count = 2;
	steps[2] = fixture_step(RING, 7, 8, 55, 0, "mapped here (buf[0])");
	it->related = &steps[2];
	it->related_count = 1;

	it = fixture_finding(f, "DMA902", RING, 14, 2);
	it->spot.end_line = 15;
	it->spot.end_col = 35;
	it->function = "demo_drain";
	it->message = "'d->dma' is unmapped with 'DMA_FROM_DEVICE', but was mapped with 'DMA_TO_DEVICE'.";
	it->confidence = DL_CONF_MEDIUM;
	it->subject = "demo.dma";
	it->edge = "direction";
	it->rank = 60;
	it->fingerprint = 0xfedcba9876543210ULL;
}

static const struct dl_notice fixture_notices[] = {
	{ .level = DL_LEVEL_ERROR, .id = "file-lost", .path = "drivers/net/demo/lost.c",
	  .text = "The file was lost: its worker was killed twice.", .detail = "out of memory" },
	{ .level = DL_LEVEL_WARNING, .id = "degraded", .path = RING, .line = 12,
	  .text = "1 of 2 DMA functions was not understood as a whole" },
	{ .level = DL_LEVEL_NOTE, .id = "skipped", .text = "3 paths were passed over." },
};

/* 2026-01-31 12:00:00 UTC */
#define FIXTURE_TIME 1769860800

static inline struct dl_emit_input fixture_input(const struct dl_findings *f)
{
	return (struct dl_emit_input){
		.findings = f,
		.infos = fixture_infos,
		.info_count = sizeof(fixture_infos) / sizeof(fixture_infos[0]),
		.scan = {
			.root = FIXTURE_TREE,
			.tool_version = "1.2.3",
			.mode = "unconfigured",
			.arch = "x86_64",
			.command_line = "dmalint scan drivers/net/demo",
			.started = FIXTURE_TIME,
			.finished = FIXTURE_TIME + 5,
			.exit_code = 1,
			.files = 2,
			.lost_files = 1,
			.functions = 2,
			.dma_functions = 2,
			.degraded_functions = 1,
		},
		.notices = fixture_notices,
		.notice_count = sizeof(fixture_notices) / sizeof(fixture_notices[0]),
		.read_text = dl_emit_read_file,
		.read_arg = (void *)(uintptr_t)FIXTURE_TREE,
	};
}

#endif
