/* SPDX-License-Identifier: Apache-2.0 */
/* See request.h. */
#include "wire/request.h"

#include "base/codec.h"

static const struct dl_codec codec = {
	.magic = "DLRQ",
	.version = 2,
	.what = "the request for a scan",
	.remedy = "",
};

static void write_overlay(struct dl_writer *w, const struct dl_overlay *overlay)
{
	dl_write_num(w, overlay->count);
	for (size_t i = 0; i < overlay->count; i++) {
		dl_write_string(w, overlay->files[i].path);
		dl_write_num(w, overlay->files[i].text != NULL);
		dl_write_bytes(w, overlay->files[i].text, overlay->files[i].len);
	}
}

static void read_overlay(struct dl_reader *in, struct dl_overlay *overlay)
{
	uint32_t count = dl_read_count(in);
	struct dl_overlay_file *files = DL_NEW_ARRAY(in->arena, struct dl_overlay_file, count + 1);

	for (uint32_t i = 0; i < count && !in->bad; i++) {
		const char *text;
		bool is_there;

		files[i].path = dl_read_name(in);
		is_there = dl_read_bool(in);
		text = dl_read_bytes(in, &files[i].len);
		if (is_there)
			files[i].text =
				dl_arena_strndup(in->arena, text ? text : "", files[i].len);
	}
	*overlay = (struct dl_overlay){files, in->bad ? 0 : count};
}

void dl_request_encode(const struct dl_request *r, struct dl_buf *out)
{
	const struct dl_source_options *s = &r->source;
	struct dl_writer w = {0};

	dl_write_strings(&w, s->paths, s->path_count);
	dl_write_string(&w, s->kernel_dir);
	dl_write_string(&w, s->build_dir);
	dl_write_string(&w, s->cache_dir);
	dl_write_strings(&w, s->exclude, s->exclude_count);
	dl_write_strings(&w, s->extra_args, s->extra_arg_count);
	dl_write_num(&w, s->use_pch);
	dl_write_num(&w, s->all_files);
	dl_write_num(&w, s->modules);
	dl_write_string(&w, s->arch);
	dl_write_strings(&w, r->model_files, r->model_file_count);
	dl_write_num(&w, r->jobs);
	dl_write_num(&w, r->timeout);
	dl_write_num(&w, r->memory_mib);
	dl_write_num(&w, !r->rules);
	dl_write_strings(&w, r->rules, r->rules ? r->rule_count : 0);
	dl_write_string(&w, r->trace_function);
	dl_write_num(&w, r->parse_only);
	dl_write_num(&w, r->want_ir);
	dl_write_num(&w, r->use_cache);
	dl_write_num(&w, r->cache_mib);
	dl_write_num(&w, r->max_files);
	dl_write_num(&w, r->shard);
	dl_write_num(&w, r->shards);
	dl_write_num(&w, r->repeated);
	write_overlay(&w, &s->overlay);
	dl_writer_end(&w, &codec, out);
}

enum dl_status dl_request_decode(struct dl_request *out, struct dl_arena *arena, const void *data,
				 size_t len, struct dl_error *err)
{
	struct dl_reader in = {.arena = arena};
	enum dl_status status = dl_read_begin(&in, &codec, data, len, err);
	struct dl_source_options *s = &out->source;
	bool all_rules;

	*out = (struct dl_request){0};
	if (status != DL_OK)
		return status;
	s->paths = dl_read_strings(&in, &s->path_count);
	s->kernel_dir = dl_read_string(&in);
	s->build_dir = dl_read_string(&in);
	s->cache_dir = dl_read_string(&in);
	s->exclude = dl_read_strings(&in, &s->exclude_count);
	s->extra_args = dl_read_strings(&in, &s->extra_arg_count);
	s->use_pch = dl_read_bool(&in);
	s->all_files = dl_read_bool(&in);
	s->modules = dl_read_bool(&in);
	s->arch = dl_read_string(&in);
	out->model_files = dl_read_strings(&in, &out->model_file_count);
	out->jobs = dl_read_u32(&in);
	out->timeout = dl_read_u32(&in);
	out->memory_mib = dl_read_u32(&in);
	all_rules = dl_read_bool(&in);
	out->rules = dl_read_strings(&in, &out->rule_count);
	if (all_rules)
		out->rules = NULL;
	out->trace_function = dl_read_string(&in);
	out->parse_only = dl_read_bool(&in);
	out->want_ir = dl_read_bool(&in);
	out->use_cache = dl_read_bool(&in);
	out->cache_mib = dl_read_num(&in);
	out->max_files = dl_read_num(&in);
	out->shard = dl_read_u32(&in);
	out->shards = dl_read_u32(&in);
	out->repeated = dl_read_bool(&in);
	read_overlay(&in, &s->overlay);
	return dl_read_end(&in, err);
}
