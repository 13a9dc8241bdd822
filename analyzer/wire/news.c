/* SPDX-License-Identifier: Apache-2.0 */
/* See news.h. */
#include "wire/news.h"

#include "base/codec.h"

static const struct dl_codec codec = {
	.magic = "DLNW",
	.version = 1,
	.what = "a message of the worker program",
	.remedy = "",
};

/* ---- writing ---- */

void dl_hello_encode(const struct dl_hello_news *news, struct dl_buf *out)
{
	struct dl_writer w = {0};

	dl_write_string(&w, news->build);
	dl_write_string(&w, news->parser);
	dl_writer_end(&w, &codec, out);
}

void dl_source_news_encode(const struct dl_source_news *news, struct dl_buf *out)
{
	struct dl_writer w = {0};

	dl_write_num(&w, news->models_hash);
	dl_write_num(&w, news->tree);
	dl_write_num(&w, news->file_count);
	dl_write_bytes(&w, news->source, news->source_len);
	dl_writer_end(&w, &codec, out);
}

void dl_progress_encode(const struct dl_progress_news *news, struct dl_buf *out)
{
	struct dl_writer w = {0};

	dl_write_num(&w, news->phase);
	dl_write_num(&w, news->parsed);
	dl_writer_end(&w, &codec, out);
}

void dl_module_news_encode(const struct dl_module_news *news, struct dl_buf *out)
{
	const struct dl_module_result *r = &news->result;
	struct dl_buf result = {0};
	struct dl_writer w = {0};

	dl_write_num(&w, news->module);
	dl_write_string(&w, news->name);
	dl_write_num(&w, news->file_count);
	for (uint32_t i = 0; i < news->file_count; i++)
		dl_write_num(&w, news->files[i]);
	dl_write_num(&w, r->lost);
	dl_write_num(&w, r->recalled);
	dl_write_string(&w, r->reason);
	dl_write_string(&w, r->detail);
	dl_module_result_encode(r, &result);
	dl_write_bytes(&w, result.data, result.len);
	dl_buf_free(&result);
	dl_writer_end(&w, &codec, out);
}

void dl_file_news_encode(const struct dl_file_news *news, struct dl_buf *out)
{
	const struct dl_file_result *r = &news->result;
	struct dl_buf result = {0};
	struct dl_writer w = {0};

	dl_write_num(&w, news->file);
	dl_write_num(&w, r->lost);
	dl_write_num(&w, r->retried);
	dl_write_num(&w, r->recalled);
	dl_write_string(&w, r->reason);
	dl_write_string(&w, r->detail);
	dl_file_result_encode(r, &result);
	dl_write_bytes(&w, result.data, result.len);
	dl_buf_free(&result);
	dl_writer_end(&w, &codec, out);
}

void dl_end_encode(const struct dl_end_news *news, struct dl_buf *out)
{
	struct dl_writer w = {0};

	dl_write_real(&w, news->pch_cpu);
	dl_write_num(&w, news->config_count);
	for (size_t i = 0; i < news->config_count; i++) {
		dl_write_num(&w, news->pch_ready[i]);
		dl_write_string(&w, news->pch_trouble[i]);
	}
	dl_writer_end(&w, &codec, out);
}

void dl_failed_encode(const struct dl_failed_news *news, struct dl_buf *out)
{
	struct dl_writer w = {0};

	dl_write_num(&w, news->status);
	dl_write_string(&w, news->message);
	dl_writer_end(&w, &codec, out);
}

/* ---- reading ---- */

enum dl_status dl_hello_decode(struct dl_hello_news *out, struct dl_arena *arena, const void *data,
			       size_t len, struct dl_error *err)
{
	struct dl_reader in = {.arena = arena};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);

	if (status != DL_OK)
		return status;
	out->build = dl_read_name(&in);
	out->parser = dl_read_name(&in);
	return dl_read_end(&in, err);
}

enum dl_status dl_source_news_decode(struct dl_source_news *out, const void *data, size_t len,
				     struct dl_error *err)
{
	struct dl_reader in = {0};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);

	if (status != DL_OK)
		return status;
	out->models_hash = dl_read_num(&in);
	out->tree = dl_read_num(&in);
	out->file_count = dl_read_num(&in);
	out->source = dl_read_bytes(&in, &out->source_len);
	in.bad |= !out->source;
	return dl_read_end(&in, err);
}

enum dl_status dl_progress_decode(struct dl_progress_news *out, const void *data, size_t len,
				  struct dl_error *err)
{
	struct dl_reader in = {0};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);

	if (status != DL_OK)
		return status;
	out->phase = (uint32_t)dl_read_max(&in, DL_PHASE_COUNT - 1);
	out->parsed = dl_read_num(&in);
	return dl_read_end(&in, err);
}

static void read_module(struct dl_reader *in, struct dl_module_news *out)
{
	uint32_t *files;

	out->module = dl_read_u32(in);
	out->name = dl_read_name(in);
	out->file_count = dl_read_count(in);
	in->bad |= !out->file_count;
	files = DL_NEW_ARRAY(in->arena, uint32_t, out->file_count + 1);
	for (uint32_t i = 0; i < out->file_count && !in->bad; i++)
		files[i] = dl_read_u32(in);
	out->files = files;
	out->result.lost = dl_read_bool(in);
	out->result.recalled = dl_read_bool(in);
	out->result.reason = dl_read_string(in);
	out->result.detail = dl_read_string(in);
	out->result.done = true;
}

enum dl_status dl_module_news_decode(struct dl_module_news *out, struct dl_arena *arena,
				     const void *data, size_t len, struct dl_error *err)
{
	struct dl_reader in = {.arena = arena};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);
	const void *result;
	size_t result_len;

	*out = (struct dl_module_news){0};
	if (status != DL_OK)
		return status;
	read_module(&in, out);
	result = dl_read_bytes(&in, &result_len);
	in.bad |= !result;
	status = dl_read_end(&in, err);
	return status != DL_OK ? status
			       : dl_module_result_decode(&out->result, arena, result, result_len, err);
}

enum dl_status dl_file_news_decode(struct dl_file_news *out, struct dl_arena *arena,
				   const void *data, size_t len, struct dl_error *err)
{
	struct dl_reader in = {.arena = arena};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);
	struct dl_file_result *r = &out->result;
	const void *result;
	size_t result_len;

	*out = (struct dl_file_news){0};
	if (status != DL_OK)
		return status;
	out->file = dl_read_u32(&in);
	r->done = true;
	r->lost = dl_read_bool(&in);
	r->retried = dl_read_bool(&in);
	r->recalled = dl_read_bool(&in);
	r->reason = dl_read_string(&in);
	r->detail = dl_read_string(&in);
	result = dl_read_bytes(&in, &result_len);
	in.bad |= !result;
	status = dl_read_end(&in, err);
	return status != DL_OK ? status : dl_file_result_decode(r, arena, result, result_len, err);
}

enum dl_status dl_end_decode(struct dl_end_news *out, struct dl_arena *arena, const void *data,
			     size_t len, struct dl_error *err)
{
	struct dl_reader in = {.arena = arena};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);
	const char **trouble;
	uint32_t count;
	bool *ready;

	if (status != DL_OK)
		return status;
	out->pch_cpu = dl_read_real(&in);
	count = dl_read_count(&in);
	ready = DL_NEW_ARRAY(arena, bool, count + 1);
	trouble = DL_NEW_ARRAY(arena, const char *, count + 1);
	for (uint32_t i = 0; i < count; i++) {
		ready[i] = dl_read_bool(&in);
		trouble[i] = dl_read_string(&in);
	}
	out->config_count = count;
	out->pch_ready = ready;
	out->pch_trouble = trouble;
	return dl_read_end(&in, err);
}

enum dl_status dl_failed_decode(struct dl_failed_news *out, struct dl_arena *arena,
				const void *data, size_t len, struct dl_error *err)
{
	struct dl_reader in = {.arena = arena};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);

	if (status != DL_OK)
		return status;
	out->status = dl_read_u32(&in);
	out->message = dl_read_name(&in);
	return dl_read_end(&in, err);
}
