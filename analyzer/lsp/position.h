/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places in a text. The protocol counts lines from 0 and, within a line, units of UTF-16 or, when
 * the client wishes so, bytes; the library counts lines and bytes from 1. What is no UTF-8 counts
 * byte by byte.
 */
#ifndef DL_LSP_POSITION_H
#define DL_LSP_POSITION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dl_lsp_position {
	size_t line;
	size_t character;
};

/* Where line @line, from 0, begins; the end of the text when it has fewer. */
size_t dl_lsp_line_start(const char *text, size_t len, size_t line);
/* The length of the line that begins at @start, without its end. */
size_t dl_lsp_line_length(const char *text, size_t len, size_t start);

/* The byte at @p; the end of the line when that is shorter. */
size_t dl_lsp_offset(const char *text, size_t len, struct dl_lsp_position p, bool utf8);
/* Where byte @column, from 1, of line @line, from 1, is. */
struct dl_lsp_position dl_lsp_position_at(const char *text, size_t len, uint32_t line,
					  uint32_t column, bool utf8);

/* {line, character}; false when it is none. */
bool dl_lsp_read_position(struct dl_lsp_position *out, const json_t *value);
json_t *dl_lsp_range(struct dl_lsp_position start, struct dl_lsp_position end);

#endif
