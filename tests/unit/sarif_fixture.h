/* SPDX-License-Identifier: Apache-2.0 */
/* A SARIF log of hard findings, written and read back, and ways to look into it. */
#ifndef DL_TESTS_SARIF_FIXTURE_H
#define DL_TESTS_SARIF_FIXTURE_H

#include "harness.h"

#include <jansson.h>
#include <string.h>

#include "emit_fixture.h"

struct log {
	struct dl_findings findings;
	struct dl_buf text;
	json_t *root;
	json_t *run;
	json_t *results;
};

static inline void log_write(struct log *log, const struct dl_emit_input *in)
{
	struct dl_sink sink = { .buf = &log->text };

	CU_ASSERT_EQUAL(dl_emitter_find("sarif")->write(in, &sink), DL_OK);
	log->root = json_loadb(log->text.data, log->text.len, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(log->root);
	log->run = json_array_get(json_object_get(log->root, "runs"), 0);
	log->results = json_object_get(log->run, "results");
	CU_ASSERT_PTR_NOT_NULL_FATAL(log->results);
}

/* Spots and texts that would break a careless writer. */
static inline void add_hard_findings(struct dl_findings *f)
{
	struct dl_finding *it;

	it = fixture_finding(f, "DMA901", RING, 8, 30); /* ends before it starts */
	it->spot.end_line = 8;
	it->spot.end_col = 10;
	it = fixture_finding(f, "DMA901", RING, 900, 4); /* beyond the end of the file */
	it->spot.end_line = 900;
	it->spot.end_col = 400;
	it = fixture_finding(f, "DMA901", RING, 5, 4); /* beyond the end of the line */
	it->spot.end_line = 5;
	it->spot.end_col = 4000;
	fixture_finding(f, "DMA901", RING, 0, 0); /* nowhere */
	fixture_finding(f, "DMA902", "drivers/net/demo/a b%\xc3\xa9.c", 3, 1);
	fixture_finding(f, "DMA902", "./drivers/../drivers//net/demo/ring.c", 3, 1);
	fixture_finding(f, "DMA902", "/usr/include/with space.h", 3, 1);
	fixture_finding(f, "DMA902", "../other/x.h", 3, 1);
	fixture_finding(f, "DMA902", "c:odd.c", 3, 1);
	it = fixture_finding(f, "DMA903", RING, 7, 2);
	it->message = "The buffer 'x[1](2)' is odd."; /* looks like a link */
	it = fixture_finding(f, "DMA903", RING, 7, 3);
	it->message = NULL;
	it->function = NULL;
	it->subject = it->edge = it->arch = NULL;
	it = fixture_finding(f, "DMA903", RING, 7, 4);
	it->message = "Wrong bytes '\xff\xfe' in it.";
}

static inline void log_make(struct log *log, bool reproducible)
{
	struct dl_emit_input in;

	memset(log, 0, sizeof(*log));
	log->findings.arena = dl_arena_new();
	fixture_main_findings(&log->findings);
	add_hard_findings(&log->findings);
	in = fixture_input(&log->findings);
	in.reproducible = reproducible;
	log_write(log, &in);
}

static inline void log_free(struct log *log)
{
	json_decref(log->root);
	dl_buf_free(&log->text);
	dl_arena_free(log->findings.arena);
}

/* Follow keys and array indices: "locations/0/physicalLocation". */
static inline json_t *at(json_t *value, const char *path)
{
	char *copy = strdup(path), *state = NULL;

	for (char *s = strtok_r(copy, "/", &state); s && value; s = strtok_r(NULL, "/", &state))
		value = json_is_array(value) ? json_array_get(value, strtoul(s, NULL, 10))
					     : json_object_get(value, s);
	free(copy);
	return value;
}

static inline const char *text_at(json_t *value, const char *path)
{
	const char *s = json_string_value(at(value, path));

	return s ? s : "";
}

static inline long number_at(json_t *value, const char *path)
{
	json_t *v = at(value, path);

	return json_is_integer(v) ? (long)json_integer_value(v) : -1;
}

#endif
