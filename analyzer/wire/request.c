/* SPDX-License-Identifier: Apache-2.0 */
/* See request.h. */
#include "wire/request.h"

#include "base/bytes.h"

void dl_request_encode(const struct dl_request *r, struct dl_buf *out)
{
	const struct dl_source_options *s = &r->source;
	bool all_rules = !r->rules;

	dl_put_texts(out, s->paths, s->path_count);
	dl_put_text(out, s->kernel_dir);
	dl_put_text(out, s->build_dir);
	dl_put_text(out, s->cache_dir);
	dl_put_texts(out, s->extra_args, s->extra_arg_count);
	DL_PUT(out, s->use_pch);
	DL_PUT(out, s->all_files);
	dl_put_texts(out, r->model_files, r->model_file_count);
	DL_PUT(out, r->jobs);
	DL_PUT(out, r->timeout);
	DL_PUT(out, r->memory_mib);
	DL_PUT(out, all_rules);
	dl_put_texts(out, r->rules, all_rules ? 0 : r->rule_count);
	dl_put_text(out, r->trace_function);
	DL_PUT(out, r->parse_only);
	DL_PUT(out, r->want_ir);
	DL_PUT(out, r->max_files);
}

enum dl_status dl_request_decode(struct dl_request *out, struct dl_arena *arena, const void *data,
				 size_t len, struct dl_error *err)
{
	struct dl_bytes in = {.p = data, .left = len, .arena = arena};
	struct dl_source_options *s = &out->source;
	bool all_rules;

	*out = (struct dl_request){0};
	s->paths = dl_take_texts(&in, &s->path_count);
	s->kernel_dir = dl_take_text(&in);
	s->build_dir = dl_take_text(&in);
	s->cache_dir = dl_take_text(&in);
	s->extra_args = dl_take_texts(&in, &s->extra_arg_count);
	DL_TAKE(&in, s->use_pch);
	DL_TAKE(&in, s->all_files);
	out->model_files = dl_take_texts(&in, &out->model_file_count);
	DL_TAKE(&in, out->jobs);
	DL_TAKE(&in, out->timeout);
	DL_TAKE(&in, out->memory_mib);
	DL_TAKE(&in, all_rules);
	out->rules = dl_take_texts(&in, &out->rule_count);
	if (all_rules)
		out->rules = NULL;
	out->trace_function = dl_take_text(&in);
	DL_TAKE(&in, out->parse_only);
	DL_TAKE(&in, out->want_ir);
	DL_TAKE(&in, out->max_files);
	return dl_take_end(&in, "the request for a scan", err);
}
