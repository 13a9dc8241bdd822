/* SPDX-License-Identifier: Apache-2.0 */
/*
 * partialFingerprints.primaryLocationLineHash, the value that GitHub's
 * upload-sarif action computes when a log has none (github/codeql-action,
 * src/fingerprints.ts): a rolling hash of the 100 UTF-16 units from the start
 * of a line on, blanks left out, with a count among equal hashes of the file.
 */
#ifndef DL_EMIT_LINE_HASH_H
#define DL_EMIT_LINE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct dl_line_hash {
	uint64_t hash;
	uint32_t count;		/* 1: the first line with this hash */
};

/* One hash for each line of the file; *@out is malloc'ed. Returns the number of lines. */
size_t dl_line_hashes(const char *text, size_t size, uint64_t **out);
/* That of the line with the index @line, with its count: few lines of a file are asked for. */
struct dl_line_hash dl_line_hash(const uint64_t *hashes, size_t line);

#endif
