/* SPDX-License-Identifier: Apache-2.0 */
/* What the formats write of hand-made findings, as text to look into. */
#ifndef DL_TESTS_EMIT_OUTPUT_H
#define DL_TESTS_EMIT_OUTPUT_H

#include "harness.h"

#include "emit_fixture.h"

struct output {
	struct dl_findings findings;
	struct dl_emit_input in;
	struct dl_buf text;
};

static inline void output_make(struct output *o)
{
	memset(o, 0, sizeof(*o));
	o->findings.arena = dl_arena_new();
	o->in = fixture_input(&o->findings);
}

static inline const char *output_write(struct output *o, const char *format)
{
	struct dl_sink sink = { .buf = &o->text };

	dl_buf_clear(&o->text);
	CU_ASSERT_EQUAL(dl_emitter_find(format)->write(&o->in, &sink), DL_OK);
	CU_ASSERT_EQUAL(dl_sink_finish(&sink, "buffer", NULL), DL_OK);
	return dl_buf_str(&o->text);
}

static inline void output_free(struct output *o)
{
	dl_buf_free(&o->text);
	dl_arena_free(o->findings.arena);
}

static inline size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (text = strstr(text, part); text; text = strstr(text + 1, part))
		n++;
	return n;
}

#endif
