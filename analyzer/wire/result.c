/* SPDX-License-Identifier: Apache-2.0 */
/* See result.h. Numbers go as they are in memory: both ends are one program on one machine. */
#include "wire/result.h"

#include "base/bytes.h"

/* ---- writing ---- */

static void put_names(struct dl_buf *out, const struct dl_name_list *list)
{
	dl_put_texts(out, list->names, list->count);
}

void dl_file_result_encode(const struct dl_file_result *r, struct dl_buf *out)
{
	dl_put_text(out, r->failure);
	dl_put_text(out, r->first_error);
	dl_put_text(out, r->arch);
	DL_PUT(out, r->errors);
	DL_PUT(out, r->parses);
	DL_PUT(out, r->used_pch);
	DL_PUT(out, r->functions);
	DL_PUT(out, r->dma_functions);
	DL_PUT(out, r->dma_degraded);
	DL_PUT(out, r->parse_cpu);
	DL_PUT(out, r->max_rss);
	put_names(out, &r->links.defined);
	put_names(out, &r->links.wanted);
	put_names(out, &r->links.hoped);
	put_names(out, &r->links.calling);
	put_names(out, &r->links.offered);
	dl_put_bytes(out, r->ir, r->ir_len);
	DL_PUT(out, r->degraded_count);
	for (uint32_t i = 0; i < r->degraded_count; i++) {
		const struct dl_degraded *d = &r->degraded[i];

		dl_put_text(out, d->function);
		dl_put_text(out, d->reason);
		dl_put_text(out, d->detail);
		DL_PUT(out, d->line);
		DL_PUT(out, d->is_dma);
	}
}

/* ---- reading ---- */

static void get_names(struct dl_bytes *in, struct dl_name_list *list)
{
	size_t count;

	list->names = (const char **)dl_take_texts(in, &count);
	list->count = (uint32_t)count;
}

static void get_degraded(struct dl_bytes *in, struct dl_file_result *out)
{
	uint32_t n = dl_take_count(in);

	out->degraded = DL_NEW_ARRAY(in->arena, struct dl_degraded, n + 1);
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		struct dl_degraded *d = &out->degraded[i];

		d->function = dl_take_text(in);
		d->reason = dl_take_text(in);
		d->detail = dl_take_text(in);
		DL_TAKE(in, d->line);
		DL_TAKE(in, d->is_dma);
		in->bad |= !d->function || !d->reason;
	}
	out->degraded_count = in->bad ? 0 : n;
}

enum dl_status dl_file_result_decode(struct dl_file_result *out, struct dl_arena *arena,
				     const void *data, size_t len, struct dl_error *err)
{
	struct dl_bytes in = {.p = data, .left = len, .arena = arena};

	out->failure = dl_take_text(&in);
	out->first_error = dl_take_text(&in);
	out->arch = dl_take_text(&in);
	DL_TAKE(&in, out->errors);
	DL_TAKE(&in, out->parses);
	DL_TAKE(&in, out->used_pch);
	DL_TAKE(&in, out->functions);
	DL_TAKE(&in, out->dma_functions);
	DL_TAKE(&in, out->dma_degraded);
	DL_TAKE(&in, out->parse_cpu);
	DL_TAKE(&in, out->max_rss);
	get_names(&in, &out->links.defined);
	get_names(&in, &out->links.wanted);
	get_names(&in, &out->links.hoped);
	get_names(&in, &out->links.calling);
	get_names(&in, &out->links.offered);
	out->ir = dl_take_bytes(&in, &out->ir_len);
	get_degraded(&in, out);
	return dl_take_end(&in, "a worker's answer", err);
}

void dl_module_result_encode(const struct dl_module_result *r, struct dl_buf *out)
{
	dl_put_text(out, r->failure);
	DL_PUT(out, r->explored);
	DL_PUT(out, r->blurred);
	DL_PUT(out, r->cut);
	DL_PUT(out, r->steps);
	DL_PUT(out, r->cpu);
	DL_PUT(out, r->max_rss);
	dl_put_bytes(out, r->findings, r->findings_len);
	dl_put_text(out, r->trace);
}

enum dl_status dl_module_result_decode(struct dl_module_result *out, struct dl_arena *arena,
				       const void *data, size_t len, struct dl_error *err)
{
	struct dl_bytes in = {.p = data, .left = len, .arena = arena};

	out->failure = dl_take_text(&in);
	DL_TAKE(&in, out->explored);
	DL_TAKE(&in, out->blurred);
	DL_TAKE(&in, out->cut);
	DL_TAKE(&in, out->steps);
	DL_TAKE(&in, out->cpu);
	DL_TAKE(&in, out->max_rss);
	out->findings = dl_take_bytes(&in, &out->findings_len);
	out->trace = dl_take_text(&in);
	return dl_take_end(&in, "a worker's answer", err);
}

bool dl_file_result_is_incomplete(const struct dl_file_result *r)
{
	return (uint64_t)r->dma_degraded * 10 > r->dma_functions;
}
