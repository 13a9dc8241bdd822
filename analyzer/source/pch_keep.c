/* SPDX-License-Identifier: Apache-2.0 */
/* What a precompiled header was built of, from one scan to the next; see pch.h. */
#include "base/codec.h"
#include "source/pch.h"

static const struct dl_codec codec = {
	.magic = "DLPI",
	.version = 1,
	.what = "what a precompiled header was built of, in the cache,",
	.remedy = "",
};

static void keep(struct dl_source *s, const struct dl_source_config *c, const char *const *inputs, size_t count)
{
	struct dl_writer w = {0};
	struct dl_buf record = {0};
	bool settled = true;

	dl_write_num(&w, c->pch_plan);
	dl_write_num(&w, c->headers);
	dl_write_string(&w, c->pch_text);
	dl_write_num(&w, count);
	for (size_t i = 0; i < count; i++) {
		const struct dl_stamp *stamp = dl_stamp_read(s->stamps, inputs[i]);

		/* the parser reads the disk, whatever an editor has */
		settled &= stamp && dl_stamp_is_settled(s->stamps, stamp) && !dl_overlay_find(&s->overlay, inputs[i]);
		dl_write_string(&w, inputs[i]);
		dl_stamp_write(&w, stamp);
	}
	dl_writer_end(&w, &codec, &record);
	if (settled)
		s->memo->put(s->memo->ctx, DL_MEMO_HEADERS, c->pch_plan, &record);
	dl_buf_free(&record);
}

static bool keeps(const struct dl_source *s)
{
	return s->memo && s->memo->get && s->stamps;
}

void dl_source_keep_pch(struct dl_source *s, size_t config, const char *const *inputs, size_t count)
{
	if (keeps(s))
		keep(s, dl_source_config_at(s, config), inputs, count);
}

/* All that it was built of is what it was. @inputs gets the paths, @fresh that nothing need be read to know. */
static bool read_inputs(struct dl_source *s, struct dl_reader *in, struct dl_args *inputs, bool *fresh)
{
	uint32_t count = dl_read_count(in);
	bool holds = true;

	*fresh = true;
	for (uint32_t i = 0; i < count && holds && !in->bad; i++) {
		const char *path = dl_read_name(in);
		struct dl_stamp then;

		dl_stamp_get(in, &then);
		holds = then.content && dl_stamp_holds(s->stamps, path, &then) && !dl_overlay_find(&s->overlay, path);
		*fresh &= holds && dl_stamp_is_same(dl_stamp_of(s->stamps, path), &then);
		dl_args_add(inputs, path);
	}
	return holds && !in->bad;
}

static bool read_record(struct dl_source *s, struct dl_source_config *c, struct dl_reader *in)
{
	bool is_of_plan = dl_read_num(in) == c->pch_plan;
	uint64_t headers = dl_read_num(in);
	const char *text = dl_read_name(in);
	struct dl_args inputs = {0};
	bool fresh = true;
	bool holds = is_of_plan && read_inputs(s, in, &inputs, &fresh);

	holds = dl_read_end(in, NULL) == DL_OK && holds;
	if (holds) {
		c->headers = headers;
		c->pch_text = text;
		c->pch_is_known = true;
		if (!fresh)
			keep(s, c, inputs.data, inputs.len);
	}
	dl_vec_free(&inputs);
	return holds;
}

bool dl_pch_recall(struct dl_source *s, struct dl_source_config *config)
{
	struct dl_reader in = {.arena = s->arena};
	struct dl_buf record = {0};
	bool found = keeps(s) && s->memo->get(s->memo->ctx, DL_MEMO_HEADERS, config->pch_plan, &record) &&
		     dl_read_begin(&in, &codec, record.data, record.len, NULL) == DL_OK &&
		     read_record(s, config, &in);

	dl_buf_free(&record);
	return found;
}
