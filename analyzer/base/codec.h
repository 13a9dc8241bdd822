/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records as bytes: what processes of a scan tell one another, and what the
 * store keeps. A record is a header of 24 bytes, little-endian, then the
 * payload: a table of strings, then what was written.
 *
 *	 0  4  magic
 *	 4  4  version
 *	 8  8  size of the payload in bytes
 *	16  8  dl_checksum() of the payload
 *
 * A number takes seven bits of each byte, the lowest first; the top bit says
 * that more follow. A negative number n is written as -2n - 1, another one as 2n.
 * The table has the number of strings, then the length and the bytes of each.
 * A string is written as its place in the table + 1, NULL as 0.
 *
 * What is read is not trusted: after the first thing that cannot be, all reads
 * give 0 and dl_read_end() says that the record is damaged.
 */
#ifndef DL_BASE_CODEC_H
#define DL_BASE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/status.h"
#include "base/vec.h"

#define DL_CODEC_HEADER_SIZE 24

/* A kind of record. */
struct dl_codec {
	const char *magic;  /* four characters */
	uint32_t version;   /* raised whenever the payload or its meaning changes */
	const char *what;   /* for messages: "packed IR" */
	const char *remedy; /* ... and what to do when it cannot be read: "; parse again", or "" */
};

/* A hash that is fast for large records; it may change with the version of all codecs. */
uint64_t dl_checksum(const void *data, size_t size);

/* A number of @bytes bytes, the lowest first. */
void dl_put_fixed(struct dl_buf *out, uint64_t value, int bytes);
uint64_t dl_get_fixed(const void *data, int bytes);

/* ---- writing ---- */

struct dl_writer {
	struct dl_buf body;
	struct dl_buf strings;
	struct dl_map string_ids; /* -> place + 1 */
};

/* A zeroed writer is empty. */
void dl_writer_free(struct dl_writer *w);
/* Append what was written to @out as a record, and free the writer. */
void dl_writer_end(struct dl_writer *w, const struct dl_codec *codec, struct dl_buf *out);

void dl_write_num(struct dl_writer *w, uint64_t value);
void dl_write_signed(struct dl_writer *w, int64_t value);
void dl_write_real(struct dl_writer *w, double value);
/* May be NULL, which is not the same as empty. */
void dl_write_string(struct dl_writer *w, const char *s);
void dl_write_strings(struct dl_writer *w, const char *const *list, size_t count);
void dl_write_bytes(struct dl_writer *w, const void *data, size_t len);
/* The place of @s in the table + 1, for other writers' numbers; 0 for NULL. */
uint64_t dl_string_id(struct dl_writer *w, const char *s);

/* ---- reading ---- */

struct dl_reader {
	const unsigned char *at;
	const unsigned char *end;
	struct dl_arena *arena;	   /* where strings and lists go; NULL: there are none */
	struct dl_interner *names; /* if set, strings go here */
	bool bad;
	DL_VEC(const char *) strings;
	const struct dl_codec *codec;
};

/*
 * Begin to read the record that @data is, with ->arena or ->names set and all else zero.
 * DL_ERR_VERSION: another version has written it. DL_ERR_CORRUPT: it is no such record, or damaged.
 * After DL_OK, dl_read_end() is due.
 */
enum dl_status dl_read_begin(struct dl_reader *in, const struct dl_codec *codec,
			    const void *data, size_t size, struct dl_error *err);
/* DL_ERR_CORRUPT unless all was read and nothing else was there. */
enum dl_status dl_read_end(struct dl_reader *in, struct dl_error *err);

uint64_t dl_read_num(struct dl_reader *in);
int64_t dl_read_signed(struct dl_reader *in);
/* A number that must not exceed @max, or what the type holds. */
uint64_t dl_read_max(struct dl_reader *in, uint64_t max);
uint32_t dl_read_u32(struct dl_reader *in);
bool dl_read_bool(struct dl_reader *in);
/* How many things of at least one byte each follow. */
uint32_t dl_read_count(struct dl_reader *in);
double dl_read_real(struct dl_reader *in);
const char *dl_read_string(struct dl_reader *in);
/* One that must not be NULL: "" in a damaged record. */
const char *dl_read_name(struct dl_reader *in);
const char *const *dl_read_strings(struct dl_reader *in, size_t *count);
/* The bytes where they are; NULL when that was written. */
const void *dl_read_bytes(struct dl_reader *in, size_t *len);

#endif
