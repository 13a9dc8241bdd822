/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values as bytes and back, for messages between processes of one build on one machine: numbers
 * are as in memory. What was damaged on the way is noticed when it is read.
 */
#ifndef DL_BASE_BYTES_H
#define DL_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* A variable of any plain type. */
#define DL_PUT(out, var) dl_buf_add(out, (const char *)&(var), sizeof(var))
/* @data may be NULL, which is not the same as empty. */
void dl_put_bytes(struct dl_buf *out, const void *data, size_t len);
void dl_put_text(struct dl_buf *out, const char *s);
void dl_put_texts(struct dl_buf *out, const char *const *list, size_t count);

struct dl_bytes {
	const char *p;
	size_t left;
	struct dl_arena *arena; /* of texts and lists */
	bool bad;		/* the bytes are damaged; all that is read then is zero */
};

#define DL_TAKE(in, var) dl_take(in, &(var), sizeof(var))
void dl_take(struct dl_bytes *in, void *data, size_t len);
/* The bytes where they are, NULL when that was written. */
const void *dl_take_bytes(struct dl_bytes *in, size_t *len);
const char *dl_take_text(struct dl_bytes *in);
const char *const *dl_take_texts(struct dl_bytes *in, size_t *count);
/* A 32-bit number of things that follow, each of at least one byte. */
uint32_t dl_take_count(struct dl_bytes *in);
/* DL_ERR_CORRUPT unless all was read and nothing else was there. */
enum dl_status dl_take_end(const struct dl_bytes *in, const char *what, struct dl_error *err);

#endif
