/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text files of this room, for people and version control: a record a line, fields with tabs
 * between; empty lines and those that begin with # are passed over.
 */
#ifndef DL_REPORT_LINES_H
#define DL_REPORT_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* The record from @p to @end; false: it is none. */
typedef bool (*dl_line_fn)(void *arg, const char *p, const char *end);

/* Give the lines of @file to @take. DL_ERR_INVALID names the first that is none of @form. */
enum dl_status dl_lines_read(const char *file, dl_line_fn take, void *arg, const char *form,
			     struct dl_error *err);

/* The text up to the next tab or to the end; *@at moves behind it. */
const char *dl_line_next(struct dl_arena *arena, const char **at, const char *end);
/* 16 hex digits. */
bool dl_line_fingerprint(uint64_t *out, const char *text);
/* @text, without what would end the field or the line, then @after. */
void dl_line_field(struct dl_buf *out, const char *text, char after);

#endif
