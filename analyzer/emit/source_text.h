/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source text for snippets, carets, columns and line hashes: files read
 * through the input's read_text and kept for the length of one write.
 */
#ifndef DL_EMIT_SOURCE_TEXT_H
#define DL_EMIT_SOURCE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "emit/emit.h"
#include "emit/line_hash.h"

struct dl_source_text {
	struct dl_buf text;
	size_t *starts;			/* offset of each line */
	size_t line_count;
	uint64_t *hashes;		/* made on demand */
	size_t hash_count;
};

struct dl_source_cache {
	const struct dl_emit_input *in;
	/* path -> struct dl_source_text *, without text when there is none */
	struct dl_map files;
	size_t bytes;
};

void dl_source_cache_free(struct dl_source_cache *cache);
/* The text of @path, or NULL. Valid until the next call. */
struct dl_source_text *dl_source_get(struct dl_source_cache *cache, const char *path);
/* Line @line (1-based) without its line end; NULL when the text has no such line. */
const char *dl_source_line(const struct dl_source_text *text, uint32_t line, size_t *size);
/* False when the text has no such line. */
bool dl_source_hash(struct dl_source_text *text, uint32_t line, struct dl_line_hash *out);

#endif
