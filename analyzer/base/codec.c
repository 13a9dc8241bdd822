/* SPDX-License-Identifier: Apache-2.0 */
/* See codec.h. */
#include "base/codec.h"

#include <endian.h>
#include <inttypes.h>
#include <string.h>

#include "base/hash.h"

#define MAGIC_SIZE 4

uint64_t dl_get_fixed(const void *data, int bytes)
{
	const unsigned char *at = data;
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value |= (uint64_t)at[i] << 8 * i;
	return value;
}

uint64_t dl_checksum(const void *data, size_t size)
{
	const unsigned char *at = data;
	uint64_t h = dl_hash_word(DL_HASH_SEED, size);

	for (; size >= sizeof(uint64_t); at += sizeof(uint64_t), size -= sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, at, sizeof(word));
		h = dl_hash_word(h, le64toh(word));
	}
	return dl_hash_final(dl_hash_word(h, dl_get_fixed(at, (int)size)));
}

/* ---- writing ---- */

static void put_num(struct dl_buf *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		dl_buf_putc(out, (char)(value | 0x80));
	dl_buf_putc(out, (char)value);
}

void dl_put_fixed(struct dl_buf *out, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		dl_buf_putc(out, (char)(value >> 8 * i));
}

void dl_write_num(struct dl_writer *w, uint64_t value)
{
	put_num(&w->body, value);
}

void dl_write_signed(struct dl_writer *w, int64_t value)
{
	put_num(&w->body, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

void dl_write_real(struct dl_writer *w, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	dl_put_fixed(&w->body, bits, sizeof(bits));
}

uint64_t dl_string_id(struct dl_writer *w, const char *s)
{
	uintptr_t id;

	if (!s)
		return 0;
	id = (uintptr_t)dl_map_get_str(&w->string_ids, s);
	if (!id) {
		id = w->string_ids.len + 1;
		put_num(&w->strings, strlen(s));
		dl_buf_puts(&w->strings, s);
		dl_map_put_str(&w->string_ids, s, (void *)id);
	}
	return id;
}

void dl_write_string(struct dl_writer *w, const char *s)
{
	dl_write_num(w, dl_string_id(w, s));
}

void dl_write_strings(struct dl_writer *w, const char *const *list, size_t count)
{
	dl_write_num(w, count);
	for (size_t i = 0; i < count; i++)
		dl_write_string(w, list[i]);
}

void dl_write_bytes(struct dl_writer *w, const void *data, size_t len)
{
	dl_write_num(w, data ? (uint64_t)len + 1 : 0);
	if (data)
		dl_buf_add(&w->body, data, len);
}

void dl_writer_free(struct dl_writer *w)
{
	dl_buf_free(&w->body);
	dl_buf_free(&w->strings);
	dl_map_free(&w->string_ids);
}

void dl_writer_end(struct dl_writer *w, const struct dl_codec *codec, struct dl_buf *out)
{
	struct dl_buf payload = {0};

	put_num(&payload, w->string_ids.len);
	dl_buf_add(&payload, w->strings.data, w->strings.len);
	dl_buf_add(&payload, w->body.data, w->body.len);
	dl_buf_add(out, codec->magic, MAGIC_SIZE);
	dl_put_fixed(out, codec->version, 4);
	dl_put_fixed(out, payload.len, 8);
	dl_put_fixed(out, dl_checksum(payload.data, payload.len), 8);
	dl_buf_add(out, payload.data, payload.len);
	dl_buf_free(&payload);
	dl_writer_free(w);
}

/* ---- reading ---- */

static uint64_t bad(struct dl_reader *in)
{
	in->bad = true;
	return 0;
}

/* The next @size bytes; NULL when there are not so many. */
static const unsigned char *take(struct dl_reader *in, uint64_t size)
{
	const unsigned char *bytes = in->at;

	if (in->bad || size > (uint64_t)(in->end - in->at)) {
		in->bad = true;
		return NULL;
	}
	in->at += size;
	return bytes;
}

uint64_t dl_read_num(struct dl_reader *in)
{
	uint64_t value = 0;

	for (unsigned int shift = 0; !in->bad && shift < 64; shift += 7) {
		uint64_t byte;

		if (in->at == in->end)
			return bad(in);
		byte = *in->at++;
		if (shift == 63 && byte > 1)
			return bad(in);
		value |= (byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	return bad(in);
}

int64_t dl_read_signed(struct dl_reader *in)
{
	uint64_t value = dl_read_num(in);

	return (int64_t)(value >> 1 ^ (0 - (value & 1)));
}

uint64_t dl_read_max(struct dl_reader *in, uint64_t max)
{
	uint64_t value = dl_read_num(in);

	return value <= max ? value : bad(in);
}

uint32_t dl_read_u32(struct dl_reader *in)
{
	return (uint32_t)dl_read_max(in, UINT32_MAX);
}

bool dl_read_bool(struct dl_reader *in)
{
	return dl_read_max(in, 1);
}

uint32_t dl_read_count(struct dl_reader *in)
{
	uint32_t count = dl_read_u32(in);

	return count <= in->end - in->at ? count : (uint32_t)bad(in);
}

double dl_read_real(struct dl_reader *in)
{
	const unsigned char *bytes = take(in, sizeof(uint64_t));
	uint64_t bits = bytes ? dl_get_fixed(bytes, sizeof(bits)) : 0;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

const char *dl_read_string(struct dl_reader *in)
{
	uint64_t id = dl_read_max(in, in->strings.len);

	return id ? in->strings.data[id - 1] : NULL;
}

const char *dl_read_name(struct dl_reader *in)
{
	const char *s = dl_read_string(in);

	in->bad |= !s;
	return s ? s : "";
}

const char *const *dl_read_strings(struct dl_reader *in, size_t *count)
{
	uint32_t n = dl_read_count(in);
	const char **list = DL_NEW_ARRAY(in->arena, const char *, n + 1);

	for (uint32_t i = 0; i < n; i++)
		list[i] = dl_read_name(in);
	*count = in->bad ? 0 : n;
	return list;
}

const void *dl_read_bytes(struct dl_reader *in, size_t *len)
{
	uint64_t n = dl_read_num(in);
	const unsigned char *bytes = n ? take(in, n - 1) : NULL;

	*len = bytes ? (size_t)(n - 1) : 0;
	return bytes;
}

static void get_table(struct dl_reader *in)
{
	uint32_t count = dl_read_count(in);

	for (uint32_t i = 0; i < count && !in->bad; i++) {
		uint32_t len = dl_read_count(in);
		const char *s = (const char *)take(in, len);

		if (!s || memchr(s, '\0', len) || !(in->names || in->arena))
			in->bad = true;
		else if (in->names)
			dl_vec_push(&in->strings, dl_intern_n(in->names, s, len));
		else
			dl_vec_push(&in->strings, dl_arena_strndup(in->arena, s, len));
	}
}

/* ---- header ---- */

static enum dl_status corrupt(const struct dl_codec *codec, struct dl_error *err,
			      const char *how)
{
	return dl_fail(err, DL_ERR_CORRUPT, "%s is damaged: %s%s", codec->what, how, codec->remedy);
}

static enum dl_status check_header(const struct dl_codec *codec, const unsigned char *data,
				   size_t size, struct dl_error *err)
{
	uint64_t version;

	if (size < DL_CODEC_HEADER_SIZE)
		return corrupt(codec, err, "it is shorter than its header");
	if (memcmp(data, codec->magic, MAGIC_SIZE) != 0)
		return dl_fail(err, DL_ERR_CORRUPT, "%s is damaged: it does not start with \"%.4s\"%s",
			       codec->what, codec->magic, codec->remedy);
	version = dl_get_fixed(data + 4, 4);
	if (version != codec->version)
		return dl_fail(err, DL_ERR_VERSION,
			       "%s has version %" PRIu64 ", this dmalint reads %" PRIu32 "%s",
			       codec->what, version, codec->version, codec->remedy);
	if (dl_get_fixed(data + 8, 8) != size - DL_CODEC_HEADER_SIZE)
		return corrupt(codec, err, "its size is not that in its header");
	if (dl_get_fixed(data + 16, 8) !=
	    dl_checksum(data + DL_CODEC_HEADER_SIZE, size - DL_CODEC_HEADER_SIZE))
		return corrupt(codec, err, "its checksum does not match");
	return DL_OK;
}

enum dl_status dl_read_begin(struct dl_reader *in, const struct dl_codec *codec,
			    const void *data, size_t size, struct dl_error *err)
{
	enum dl_status status = check_header(codec, data, size, err);

	if (status != DL_OK)
		return status;
	in->codec = codec;
	in->at = (const unsigned char *)data + DL_CODEC_HEADER_SIZE;
	in->end = (const unsigned char *)data + size;
	get_table(in);
	return DL_OK;
}

enum dl_status dl_read_end(struct dl_reader *in, struct dl_error *err)
{
	dl_vec_free(&in->strings);
	if (in->bad || in->at != in->end)
		return corrupt(in->codec, err, "a length does not fit");
	return DL_OK;
}
