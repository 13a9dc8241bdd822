/* SPDX-License-Identifier: Apache-2.0 */
/* See result.h. Fields are written in the order in which they are read. */
#include "wire/result.h"

#include "base/codec.h"

static const struct dl_codec file_codec = {
	.magic = "DLFR",
	.version = 2,
	.what = "a worker's answer about a file",
	.remedy = "",
};

static const struct dl_codec module_codec = {
	.magic = "DLMR",
	.version = 3,
	.what = "a worker's answer about a module",
	.remedy = "",
};

/* ---- files ---- */

static void write_names(struct dl_writer *w, const struct dl_name_list *list)
{
	dl_write_strings(w, list->names, list->count);
}

void dl_file_result_encode(const struct dl_file_result *r, struct dl_buf *out)
{
	struct dl_writer w = {0};

	dl_write_string(&w, r->failure);
	dl_write_string(&w, r->first_error);
	dl_write_string(&w, r->arch);
	dl_write_num(&w, r->errors);
	dl_write_num(&w, r->parses);
	dl_write_num(&w, r->used_pch);
	dl_write_num(&w, r->functions);
	dl_write_num(&w, r->dma_functions);
	dl_write_num(&w, r->dma_degraded);
	dl_write_real(&w, r->parse_cpu);
	dl_write_num(&w, r->max_rss);
	write_names(&w, &r->links.defined);
	write_names(&w, &r->links.wanted);
	write_names(&w, &r->links.hoped);
	write_names(&w, &r->links.calling);
	write_names(&w, &r->links.offered);
	dl_write_bytes(&w, r->ir, r->ir_len);
	write_names(&w, &r->inputs);
	dl_write_num(&w, r->searched);
	dl_write_num(&w, r->degraded_count);
	for (uint32_t i = 0; i < r->degraded_count; i++) {
		const struct dl_degraded *d = &r->degraded[i];

		dl_write_string(&w, d->function);
		dl_write_string(&w, d->reason);
		dl_write_string(&w, d->detail);
		dl_write_num(&w, d->line);
		dl_write_num(&w, d->is_dma);
	}
	dl_writer_end(&w, &file_codec, out);
}

static void read_names(struct dl_reader *in, struct dl_name_list *list)
{
	size_t count;

	list->names = (const char **)dl_read_strings(in, &count);
	list->count = (uint32_t)count;
}

static void read_degraded(struct dl_reader *in, struct dl_file_result *out)
{
	uint32_t n = dl_read_count(in);

	out->degraded = DL_NEW_ARRAY(in->arena, struct dl_degraded, n + 1);
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		struct dl_degraded *d = &out->degraded[i];

		d->function = dl_read_name(in);
		d->reason = dl_read_name(in);
		d->detail = dl_read_string(in);
		d->line = dl_read_u32(in);
		d->is_dma = dl_read_bool(in);
	}
	out->degraded_count = in->bad ? 0 : n;
}

enum dl_status dl_file_result_decode(struct dl_file_result *out, struct dl_arena *arena,
				     const void *data, size_t len, struct dl_error *err)
{
	struct dl_reader in = {.arena = arena};
	enum dl_status status = dl_read_begin(&in, &file_codec, data, len, err);

	if (status != DL_OK)
		return status;
	out->failure = dl_read_string(&in);
	out->first_error = dl_read_string(&in);
	out->arch = dl_read_string(&in);
	out->errors = dl_read_u32(&in);
	out->parses = dl_read_u32(&in);
	out->used_pch = dl_read_bool(&in);
	out->functions = dl_read_u32(&in);
	out->dma_functions = dl_read_u32(&in);
	out->dma_degraded = dl_read_u32(&in);
	out->parse_cpu = dl_read_real(&in);
	out->max_rss = dl_read_num(&in);
	read_names(&in, &out->links.defined);
	read_names(&in, &out->links.wanted);
	read_names(&in, &out->links.hoped);
	read_names(&in, &out->links.calling);
	read_names(&in, &out->links.offered);
	out->ir = dl_read_bytes(&in, &out->ir_len);
	read_names(&in, &out->inputs);
	out->searched = dl_read_bool(&in);
	read_degraded(&in, out);
	return dl_read_end(&in, err);
}

bool dl_file_result_is_incomplete(const struct dl_file_result *r)
{
	return (uint64_t)r->dma_degraded * 10 > r->dma_functions;
}

/* ---- modules ---- */

void dl_module_result_encode(const struct dl_module_result *r, struct dl_buf *out)
{
	struct dl_writer w = {0};

	dl_write_string(&w, r->failure);
	dl_write_num(&w, r->explored);
	dl_write_num(&w, r->blurred);
	dl_write_num(&w, r->cut);
	dl_write_num(&w, r->steps);
	dl_write_real(&w, r->cpu);
	dl_write_num(&w, r->max_rss);
	dl_write_bytes(&w, r->findings, r->findings_len);
	dl_write_string(&w, r->trace);
	dl_write_num(&w, r->asked_count);
	for (uint32_t i = 0; i < r->asked_count; i++)
		dl_write_num(&w, r->asked[i]);
	write_names(&w, &r->texts);
	dl_write_num(&w, r->asked_scope);
	write_names(&w, &r->asked_records);
	dl_write_num(&w, r->lacks_code);
	dl_writer_end(&w, &module_codec, out);
}

static void read_asked(struct dl_reader *in, struct dl_module_result *out)
{
	uint32_t count = dl_read_count(in);
	uint64_t *asked = DL_NEW_ARRAY(in->arena, uint64_t, count + 1);

	for (uint32_t i = 0; i < count && !in->bad; i++)
		asked[i] = dl_read_num(in);
	out->asked = asked;
	out->asked_count = in->bad ? 0 : count;
}

enum dl_status dl_module_result_decode(struct dl_module_result *out, struct dl_arena *arena,
				       const void *data, size_t len, struct dl_error *err)
{
	struct dl_reader in = {.arena = arena};
	enum dl_status status = dl_read_begin(&in, &module_codec, data, len, err);

	if (status != DL_OK)
		return status;
	out->failure = dl_read_string(&in);
	out->explored = dl_read_num(&in);
	out->blurred = dl_read_num(&in);
	out->cut = dl_read_num(&in);
	out->steps = dl_read_num(&in);
	out->cpu = dl_read_real(&in);
	out->max_rss = dl_read_num(&in);
	out->findings = dl_read_bytes(&in, &out->findings_len);
	out->trace = dl_read_string(&in);
	read_asked(&in, out);
	read_names(&in, &out->texts);
	out->asked_scope = dl_read_bool(&in);
	read_names(&in, &out->asked_records);
	out->lacks_code = dl_read_bool(&in);
	return dl_read_end(&in, err);
}
