/* SPDX-License-Identifier: Apache-2.0 */
/* See result.h. Numbers go as they are in memory: both ends are one program on one machine. */
#include "scan/result.h"

#include <string.h>

#define ABSENT UINT64_MAX

/* ---- writing ---- */

static void put(struct dl_buf *out, const void *data, size_t len)
{
	dl_buf_add(out, data, len);
}

static void put_bytes(struct dl_buf *out, const void *data, size_t len)
{
	uint64_t n = data ? len : ABSENT;

	put(out, &n, sizeof(n));
	if (data)
		put(out, data, len);
}

static void put_text(struct dl_buf *out, const char *s)
{
	put_bytes(out, s, s ? strlen(s) : 0);
}

#define PUT(out, field) put(out, &(field), sizeof(field))

static void put_names(struct dl_buf *out, const struct dl_name_list *list)
{
	PUT(out, list->count);
	for (uint32_t i = 0; i < list->count; i++)
		put_text(out, list->names[i]);
}

void dl_file_result_encode(const struct dl_file_result *r, struct dl_buf *out)
{
	put_text(out, r->failure);
	put_text(out, r->first_error);
	put_text(out, r->arch);
	PUT(out, r->errors);
	PUT(out, r->parses);
	PUT(out, r->used_pch);
	PUT(out, r->functions);
	PUT(out, r->dma_functions);
	PUT(out, r->dma_degraded);
	PUT(out, r->parse_cpu);
	PUT(out, r->max_rss);
	put_names(out, &r->links.defined);
	put_names(out, &r->links.wanted);
	put_names(out, &r->links.hoped);
	put_names(out, &r->links.calling);
	put_names(out, &r->links.offered);
	put_bytes(out, r->ir, r->ir_len);
	PUT(out, r->degraded_count);
	for (uint32_t i = 0; i < r->degraded_count; i++) {
		const struct dl_degraded *d = &r->degraded[i];

		put_text(out, d->function);
		put_text(out, d->reason);
		put_text(out, d->detail);
		PUT(out, d->line);
		PUT(out, d->is_dma);
	}
}

/* ---- reading ---- */

struct reader {
	const char *p;
	size_t left;
	struct dl_arena *arena;
	bool bad;
};

static void get(struct reader *in, void *data, size_t len)
{
	memset(data, 0, len);
	if (in->bad || in->left < len) {
		in->bad = true;
		return;
	}
	memcpy(data, in->p, len);
	in->p += len;
	in->left -= len;
}

/* The bytes where they are; NULL when absent. */
static const char *get_bytes(struct reader *in, size_t *len)
{
	const char *bytes;
	uint64_t n;

	*len = 0;
	get(in, &n, sizeof(n));
	if (in->bad || n == ABSENT)
		return NULL;
	if (n > in->left) {
		in->bad = true;
		return NULL;
	}
	bytes = in->p;
	in->p += n;
	in->left -= (size_t)n;
	*len = (size_t)n;
	return bytes;
}

static const char *get_text(struct reader *in)
{
	size_t len;
	const char *bytes = get_bytes(in, &len);

	return bytes ? dl_arena_strndup(in->arena, bytes, len) : NULL;
}

#define GET(in, field) get(in, &(field), sizeof(field))

/* A number of things that follow; each takes more than one byte, so one beyond the bytes left is
 * damage. */
static uint32_t get_count(struct reader *in)
{
	uint32_t n;

	GET(in, n);
	if (!in->bad && n <= in->left)
		return n;
	in->bad = true;
	return 0;
}

static void get_names(struct reader *in, struct dl_name_list *list)
{
	uint32_t n = get_count(in);

	list->names = DL_NEW_ARRAY(in->arena, const char *, n + 1);
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		list->names[i] = get_text(in);
		in->bad |= !list->names[i];
	}
	list->count = in->bad ? 0 : n;
}

static void get_degraded(struct reader *in, struct dl_file_result *out)
{
	uint32_t n = get_count(in);

	out->degraded = DL_NEW_ARRAY(in->arena, struct dl_degraded, n + 1);
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		struct dl_degraded *d = &out->degraded[i];

		d->function = get_text(in);
		d->reason = get_text(in);
		d->detail = get_text(in);
		GET(in, d->line);
		GET(in, d->is_dma);
		in->bad |= !d->function || !d->reason;
	}
	out->degraded_count = in->bad ? 0 : n;
}

static enum dl_status complete(const struct reader *in, size_t len, struct dl_error *err)
{
	if (in->bad || in->left)
		return dl_fail(err, DL_ERR_CORRUPT, "a worker's answer is damaged (%zu bytes)",
			       len);
	return DL_OK;
}

enum dl_status dl_file_result_decode(struct dl_file_result *out, struct dl_arena *arena,
				     const void *data, size_t len, struct dl_error *err)
{
	struct reader in = {.p = data, .left = len, .arena = arena};

	out->failure = get_text(&in);
	out->first_error = get_text(&in);
	out->arch = get_text(&in);
	GET(&in, out->errors);
	GET(&in, out->parses);
	GET(&in, out->used_pch);
	GET(&in, out->functions);
	GET(&in, out->dma_functions);
	GET(&in, out->dma_degraded);
	GET(&in, out->parse_cpu);
	GET(&in, out->max_rss);
	get_names(&in, &out->links.defined);
	get_names(&in, &out->links.wanted);
	get_names(&in, &out->links.hoped);
	get_names(&in, &out->links.calling);
	get_names(&in, &out->links.offered);
	out->ir = get_bytes(&in, &out->ir_len);
	get_degraded(&in, out);
	return complete(&in, len, err);
}

void dl_module_result_encode(const struct dl_module_result *r, struct dl_buf *out)
{
	put_text(out, r->failure);
	PUT(out, r->explored);
	PUT(out, r->blurred);
	PUT(out, r->cut);
	PUT(out, r->steps);
	PUT(out, r->cpu);
	PUT(out, r->max_rss);
	put_bytes(out, r->findings, r->findings_len);
	put_text(out, r->trace);
}

enum dl_status dl_module_result_decode(struct dl_module_result *out, struct dl_arena *arena,
				       const void *data, size_t len, struct dl_error *err)
{
	struct reader in = {.p = data, .left = len, .arena = arena};

	out->failure = get_text(&in);
	GET(&in, out->explored);
	GET(&in, out->blurred);
	GET(&in, out->cut);
	GET(&in, out->steps);
	GET(&in, out->cpu);
	GET(&in, out->max_rss);
	out->findings = get_bytes(&in, &out->findings_len);
	out->trace = get_text(&in);
	return complete(&in, len, err);
}

bool dl_file_result_is_incomplete(const struct dl_file_result *r)
{
	return (uint64_t)r->dma_degraded * 10 > r->dma_functions;
}
