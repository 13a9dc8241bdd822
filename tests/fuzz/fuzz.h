/* SPDX-License-Identifier: Apache-2.0 */
/* What the targets share. Each is LLVMFuzzerTestOneInput(), so libFuzzer can drive it; driver.c can, too. */
#ifndef DL_TESTS_FUZZ_H
#define DL_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Must hold; the driver shows the input. */
static inline void fuzz_check(bool holds)
{
	if (!holds)
		abort();
}

/* The input as a text with a NUL behind it; dl_free() it. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = dl_xmalloc(size + 1);

	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/*
 * For records with a checksum, which no mutation would get past: the input says how to change a good one, in
 * steps of two bytes for the place (a part of the whole) and one for the value; at the end the checksum fits.
 */
static inline void fuzz_edit(struct dl_buf *record, const uint8_t *edits, size_t size)
{
	size_t body = record->len - DL_CODEC_HEADER_SIZE;

	for (; size >= 3; edits += 3, size -= 3) {
		size_t at = (size_t)((edits[0] | edits[1] << 8) * (uint64_t)record->len >> 16);

		record->data[at] = (char)edits[2];
	}
	for (int i = 0; i < 8; i++)
		record->data[16 + i] =
			(char)(dl_checksum(record->data + DL_CODEC_HEADER_SIZE, body) >> 8 * i);
}

#endif
