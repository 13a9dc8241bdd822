/* SPDX-License-Identifier: Apache-2.0 */
/* See news.h. */
#include "wire/news.h"

#include "base/bytes.h"

static const char what[] = "a message of the worker program";

static struct dl_bytes reader(struct dl_arena *arena, const void *data, size_t len)
{
	return (struct dl_bytes){.p = data, .left = len, .arena = arena};
}

/* ---- writing ---- */

void dl_hello_encode(const struct dl_hello_news *news, struct dl_buf *out)
{
	dl_put_text(out, news->build);
	dl_put_text(out, news->parser);
}

void dl_source_news_encode(const struct dl_source_news *news, struct dl_buf *out)
{
	DL_PUT(out, news->models_hash);
	DL_PUT(out, news->file_count);
	dl_put_bytes(out, news->source, news->source_len);
}

void dl_progress_encode(const struct dl_progress_news *news, struct dl_buf *out)
{
	DL_PUT(out, news->phase);
	DL_PUT(out, news->parsed);
}

void dl_module_news_encode(const struct dl_module_news *news, struct dl_buf *out)
{
	const struct dl_module_result *r = &news->result;
	struct dl_buf result = {0};

	DL_PUT(out, news->module);
	dl_put_text(out, news->name);
	dl_put_bytes(out, news->files, news->file_count * sizeof(*news->files));
	DL_PUT(out, r->lost);
	dl_put_text(out, r->reason);
	dl_put_text(out, r->detail);
	dl_module_result_encode(r, &result);
	dl_put_bytes(out, result.data, result.len);
	dl_buf_free(&result);
}

void dl_file_news_encode(const struct dl_file_news *news, struct dl_buf *out)
{
	const struct dl_file_result *r = &news->result;
	struct dl_buf result = {0};

	DL_PUT(out, news->file);
	DL_PUT(out, news->ir_key);
	DL_PUT(out, r->lost);
	DL_PUT(out, r->retried);
	dl_put_text(out, r->reason);
	dl_put_text(out, r->detail);
	dl_file_result_encode(r, &result);
	dl_put_bytes(out, result.data, result.len);
	dl_buf_free(&result);
}

void dl_end_encode(const struct dl_end_news *news, struct dl_buf *out)
{
	uint32_t count = (uint32_t)news->config_count;

	DL_PUT(out, news->pch_cpu);
	DL_PUT(out, count);
	for (uint32_t i = 0; i < count; i++) {
		DL_PUT(out, news->pch_ready[i]);
		dl_put_text(out, news->pch_trouble[i]);
	}
}

void dl_failed_encode(const struct dl_failed_news *news, struct dl_buf *out)
{
	DL_PUT(out, news->status);
	dl_put_text(out, news->message);
}

/* ---- reading ---- */

enum dl_status dl_hello_decode(struct dl_hello_news *out, struct dl_arena *arena, const void *data,
			       size_t len, struct dl_error *err)
{
	struct dl_bytes in = reader(arena, data, len);

	out->build = dl_take_text(&in);
	out->parser = dl_take_text(&in);
	in.bad |= !out->build || !out->parser;
	return dl_take_end(&in, what, err);
}

enum dl_status dl_source_news_decode(struct dl_source_news *out, const void *data, size_t len,
				     struct dl_error *err)
{
	struct dl_bytes in = reader(NULL, data, len);

	DL_TAKE(&in, out->models_hash);
	DL_TAKE(&in, out->file_count);
	out->source = dl_take_bytes(&in, &out->source_len);
	in.bad |= !out->source;
	return dl_take_end(&in, what, err);
}

enum dl_status dl_progress_decode(struct dl_progress_news *out, const void *data, size_t len,
				  struct dl_error *err)
{
	struct dl_bytes in = reader(NULL, data, len);

	DL_TAKE(&in, out->phase);
	DL_TAKE(&in, out->parsed);
	in.bad |= out->phase >= DL_PHASE_COUNT;
	return dl_take_end(&in, what, err);
}

enum dl_status dl_module_news_decode(struct dl_module_news *out, struct dl_arena *arena,
				     const void *data, size_t len, struct dl_error *err)
{
	struct dl_bytes in = reader(arena, data, len);
	struct dl_module_result *r = &out->result;
	const void *files, *result;
	size_t files_len, result_len;

	*out = (struct dl_module_news){0};
	DL_TAKE(&in, out->module);
	out->name = dl_take_text(&in);
	files = dl_take_bytes(&in, &files_len);
	DL_TAKE(&in, r->lost);
	r->reason = dl_take_text(&in);
	r->detail = dl_take_text(&in);
	result = dl_take_bytes(&in, &result_len);
	in.bad |= !out->name || !files || !files_len || files_len % sizeof(uint32_t) || !result;
	if (dl_take_end(&in, what, err) != DL_OK)
		return DL_ERR_CORRUPT;
	out->files = dl_arena_memdup(arena, files, files_len);
	out->file_count = (uint32_t)(files_len / sizeof(uint32_t));
	r->done = true;
	return dl_module_result_decode(r, arena, result, result_len, err);
}

enum dl_status dl_file_news_decode(struct dl_file_news *out, struct dl_arena *arena,
				   const void *data, size_t len, struct dl_error *err)
{
	struct dl_bytes in = reader(arena, data, len);
	struct dl_file_result *r = &out->result;
	const void *result;
	size_t result_len;

	*out = (struct dl_file_news){0};
	DL_TAKE(&in, out->file);
	DL_TAKE(&in, out->ir_key);
	DL_TAKE(&in, r->lost);
	DL_TAKE(&in, r->retried);
	r->reason = dl_take_text(&in);
	r->detail = dl_take_text(&in);
	result = dl_take_bytes(&in, &result_len);
	in.bad |= !result;
	if (dl_take_end(&in, what, err) != DL_OK)
		return DL_ERR_CORRUPT;
	r->done = true;
	return dl_file_result_decode(r, arena, result, result_len, err);
}

enum dl_status dl_end_decode(struct dl_end_news *out, struct dl_arena *arena, const void *data,
			     size_t len, struct dl_error *err)
{
	struct dl_bytes in = reader(arena, data, len);
	const char **trouble;
	uint32_t count;
	bool *ready;

	DL_TAKE(&in, out->pch_cpu);
	count = dl_take_count(&in);
	ready = DL_NEW_ARRAY(arena, bool, count + 1);
	trouble = DL_NEW_ARRAY(arena, const char *, count + 1);
	for (uint32_t i = 0; i < count; i++) {
		DL_TAKE(&in, ready[i]);
		trouble[i] = dl_take_text(&in);
	}
	out->config_count = count;
	out->pch_ready = ready;
	out->pch_trouble = trouble;
	return dl_take_end(&in, what, err);
}

enum dl_status dl_failed_decode(struct dl_failed_news *out, struct dl_arena *arena,
				const void *data, size_t len, struct dl_error *err)
{
	struct dl_bytes in = reader(arena, data, len);

	DL_TAKE(&in, out->status);
	out->message = dl_take_text(&in);
	in.bad |= !out->message;
	return dl_take_end(&in, what, err);
}
