/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layout, integers little-endian: "DLFS", u32 version, u32 count, findings,
 * u64 hash of all before it. A string is u32 length + 1 (0: NULL) and bytes.
 */
#include "report/wire.h"

#include <stdbool.h>
#include <string.h>

#include "base/hash.h"

#define MAGIC		 "DLFS"
#define MAGIC_SIZE	 4
#define VERSION		 1
#define CHECKSUM_SIZE	 8
#define STEP_MIN_SIZE	 (4 + 4 * 4 + 4 + 4)
#define FINDING_MIN_SIZE (7 * 4 + 4 * 4 + 1 + 4 + 4 + 8 + 8)

struct reader {
	struct dl_arena *arena;
	const unsigned char *data;
	size_t left;
	bool bad;
};

static void put_u32(struct dl_buf *out, uint32_t v)
{
	char b[4];

	for (int i = 0; i < 4; i++)
		b[i] = (char)(v >> (8 * i));
	dl_buf_add(out, b, sizeof(b));
}

static void put_u64(struct dl_buf *out, uint64_t v)
{
	put_u32(out, (uint32_t)v);
	put_u32(out, (uint32_t)(v >> 32));
}

static void put_string(struct dl_buf *out, const char *s)
{
	size_t len = s ? strlen(s) : 0;

	put_u32(out, s ? (uint32_t)len + 1 : 0);
	if (len)
		dl_buf_add(out, s, len);
}

static void put_spot(struct dl_buf *out, const struct dl_spot *spot)
{
	put_string(out, spot->path);
	put_u32(out, spot->line);
	put_u32(out, spot->col);
	put_u32(out, spot->end_line);
	put_u32(out, spot->end_col);
}

static void put_steps(struct dl_buf *out, const struct dl_finding_step *steps, size_t count)
{
	put_u32(out, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		put_spot(out, &steps[i].spot);
		put_string(out, steps[i].message);
		put_u32(out, steps[i].nesting);
	}
}

static void put_finding(struct dl_buf *out, const struct dl_finding *f)
{
	uint64_t bits;

	put_string(out, f->rule);
	put_spot(out, &f->spot);
	put_string(out, f->function);
	put_string(out, f->message);
	dl_buf_putc(out, (char)f->confidence);
	put_string(out, f->subject);
	put_string(out, f->edge);
	put_string(out, f->arch);
	put_steps(out, f->steps, f->step_count);
	put_steps(out, f->related, f->related_count);
	put_u64(out, f->fingerprint);
	memcpy(&bits, &f->rank, sizeof(bits));
	put_u64(out, bits);
}

void dl_findings_encode(const struct dl_findings *findings, struct dl_buf *out)
{
	size_t start = out->len;

	dl_buf_add(out, MAGIC, MAGIC_SIZE);
	put_u32(out, VERSION);
	put_u32(out, (uint32_t)findings->len);
	for (size_t i = 0; i < findings->len; i++)
		put_finding(out, &findings->items[i]);
	put_u64(out,
		dl_hash_final(dl_hash_bytes(DL_HASH_SEED, out->data + start, out->len - start)));
}

static const unsigned char *take(struct reader *r, size_t size)
{
	const unsigned char *p = r->data;

	if (r->bad || size > r->left) {
		r->bad = true;
		return NULL;
	}
	r->data += size;
	r->left -= size;
	return p;
}

static uint32_t get_u32(struct reader *r)
{
	const unsigned char *p = take(r, 4);

	return p ? p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24 : 0;
}

static uint64_t get_u64(struct reader *r)
{
	uint64_t low = get_u32(r);

	return low | (uint64_t)get_u32(r) << 32;
}

static const char *get_string(struct reader *r)
{
	uint32_t len = get_u32(r);
	const unsigned char *p;

	if (!len)
		return NULL;
	p = take(r, len - 1);
	if (!p || memchr(p, '\0', len - 1)) {
		r->bad = true;
		return NULL;
	}
	return dl_arena_strndup(r->arena, (const char *)p, len - 1);
}

static void get_spot(struct reader *r, struct dl_spot *spot)
{
	spot->path = get_string(r);
	spot->line = get_u32(r);
	spot->col = get_u32(r);
	spot->end_line = get_u32(r);
	spot->end_col = get_u32(r);
}

static size_t get_count(struct reader *r, size_t min_size)
{
	uint32_t count = get_u32(r);

	if (count > r->left / min_size)
		r->bad = true;
	return r->bad ? 0 : count;
}

static struct dl_finding_step *get_steps(struct reader *r, size_t *count)
{
	struct dl_finding_step *steps;

	*count = get_count(r, STEP_MIN_SIZE);
	if (!*count)
		return NULL;
	steps = DL_NEW_ARRAY(r->arena, struct dl_finding_step, *count);
	for (size_t i = 0; i < *count && !r->bad; i++) {
		get_spot(r, &steps[i].spot);
		steps[i].message = get_string(r);
		steps[i].nesting = get_u32(r);
	}
	return steps;
}

static void get_finding(struct reader *r, struct dl_finding *f)
{
	const unsigned char *confidence;
	uint64_t bits;

	f->rule = get_string(r);
	get_spot(r, &f->spot);
	f->function = get_string(r);
	f->message = get_string(r);
	confidence = take(r, 1);
	if (!f->rule || !f->spot.path || !confidence || *confidence < DL_CONF_LOW ||
	    *confidence > DL_CONF_HIGH)
		r->bad = true;
	else
		f->confidence = (enum dl_confidence) * confidence;
	f->subject = get_string(r);
	f->edge = get_string(r);
	f->arch = get_string(r);
	f->steps = get_steps(r, &f->step_count);
	f->related = get_steps(r, &f->related_count);
	f->fingerprint = get_u64(r);
	bits = get_u64(r);
	memcpy(&f->rank, &bits, sizeof(bits));
}

static bool checksum_matches(const unsigned char *data, size_t size)
{
	struct reader tail = { .data = data + size - CHECKSUM_SIZE, .left = CHECKSUM_SIZE };

	return get_u64(&tail) ==
	       dl_hash_final(dl_hash_bytes(DL_HASH_SEED, data, size - CHECKSUM_SIZE));
}

enum dl_status dl_findings_decode(struct dl_findings *findings, const void *data, size_t size,
				  struct dl_error *err)
{
	struct reader r = { .arena = findings->arena, .data = data, .left = size };
	struct dl_finding one;
	size_t before = findings->len, count;
	const unsigned char *magic = take(&r, MAGIC_SIZE);
	uint32_t version = get_u32(&r);

	if (!magic || memcmp(magic, MAGIC, MAGIC_SIZE) != 0 ||
	    size < MAGIC_SIZE + 8 + CHECKSUM_SIZE)
		return dl_fail(err, DL_ERR_CORRUPT,
			       "record of findings is damaged: %zu bytes without its head", size);
	if (version != VERSION)
		return dl_fail(err, DL_ERR_VERSION,
			       "record of findings has version %u, this dmalint reads %u", version,
			       VERSION);
	if (!checksum_matches(data, size))
		return dl_fail(err, DL_ERR_CORRUPT,
			       "record of findings is damaged: wrong checksum");
	r.left -= CHECKSUM_SIZE;
	count = get_count(&r, FINDING_MIN_SIZE);
	for (size_t i = 0; i < count && !r.bad; i++) {
		memset(&one, 0, sizeof(one));
		get_finding(&r, &one);
		*dl_findings_add(findings) = one;
	}
	if (r.bad || r.left) {
		findings->len = before;
		return dl_fail(err, DL_ERR_CORRUPT,
			       "record of findings is damaged: a length does not fit");
	}
	return DL_OK;
}
