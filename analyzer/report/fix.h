/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fix of a finding: edits of one file, all of them or none, in terms of the text that the scan
 * has read. Rules propose them (checks/event/fix.h) where they are certain.
 */
#ifndef DL_REPORT_FIX_H
#define DL_REPORT_FIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* The bytes from one place up to another become @text. Columns are bytes, from 1. */
struct dl_edit {
	uint32_t line;
	uint32_t col;
	uint32_t end_line;
	uint32_t end_col; /* exclusive; the place itself: nothing is taken out */
	const char *text;
};

struct dl_fix {
	const char *title; /* what it does: "Unmap with DMA_TO_DEVICE" */
	const char *path;  /* of the file, as findings have it */
	uint64_t source;   /* dl_fix_source() of its text */
	size_t edit_count;
	struct dl_edit *edits; /* by place, none over another */
};

/* By which a text is known again. */
uint64_t dl_fix_source(const char *text, size_t len);

/* Append @text with all @fixes done to @out. DL_ERR_INVALID, with @out as it was: the text is
 * another one, or two edits meet. */
enum dl_status dl_fix_apply(const struct dl_fix *const *fixes, size_t count, const char *text,
			    size_t len, struct dl_buf *out, struct dl_error *err);

/* One with the edits of both, which are of one text; NULL: one is, or two edits meet. */
const struct dl_fix *dl_fix_join(struct dl_arena *arena, const struct dl_fix *a,
				 const struct dl_fix *b);

/* Deep copy; NULL of NULL. */
struct dl_fix *dl_fix_copy(struct dl_arena *arena, const struct dl_fix *fix);

#endif
