/* SPDX-License-Identifier: Apache-2.0 */
/* What a precompiled header was built of, from one scan to the next; see pch.h. */
#include "base/codec.h"
#include "base/hash.h"
#include "source/pch.h"

static const struct dl_codec codec = {
	.magic = "DLPI",
	.version = 1,
	.what = "what a precompiled header was built of, in the cache,",
	.remedy = "",
};

static bool keeps(const struct dl_source *s)
{
	return s->memo && s->memo->get && s->stamps;
}

static void keep(struct dl_source *s, const struct dl_source_config *c, const struct dl_args *inputs)
{
	struct dl_writer w = {0};
	struct dl_buf record = {0};

	dl_write_num(&w, c->pch_plan);
	dl_write_num(&w, c->headers);
	dl_write_string(&w, c->pch_text);
	dl_write_num(&w, inputs->len);
	for (size_t i = 0; i < inputs->len; i++) {
		dl_write_string(&w, inputs->data[i]);
		dl_stamp_write(&w, dl_stamp_of(s->stamps, inputs->data[i]));
	}
	dl_writer_end(&w, &codec, &record);
	s->memo->put(s->memo->ctx, DL_MEMO_HEADERS, c->pch_plan, &record);
	dl_buf_free(&record);
}

/* The parser reads the disk, whatever an editor has. */
static bool have_text(const struct dl_source *s, const struct dl_args *inputs)
{
	for (size_t i = 0; i < inputs->len; i++)
		if (dl_overlay_find(&s->overlay, inputs->data[i]))
			return true;
	return false;
}

static bool are_settled(struct dl_source *s, const struct dl_args *inputs)
{
	bool settled = true;

	for (size_t i = 0; i < inputs->len && settled; i++)
		settled = dl_stamp_read(s->stamps, inputs->data[i]) &&
			  dl_stamp_disk_is_settled(s->stamps, inputs->data[i]);
	return settled;
}

bool dl_source_keep_pch(struct dl_source *s, size_t config, const struct dl_args *inputs)
{
	bool settled = are_settled(s, inputs);

	if (settled && keeps(s) && !have_text(s, inputs))
		keep(s, dl_source_config_at(s, config), inputs);
	return settled;
}

static bool is_same(struct dl_source *s, const char *path, const struct dl_stamp *then)
{
	return then->content && dl_stamp_holds(s->stamps, path, then) && !dl_overlay_find(&s->overlay, path);
}

/* All that it was built of is what it was. @inputs gets the paths, @fresh that nothing need be read to know. */
static bool read_inputs(struct dl_source *s, struct dl_reader *in, struct dl_args *inputs, bool *fresh)
{
	uint32_t count = dl_read_count(in);
	bool holds = true;

	*fresh = true;
	for (uint32_t i = 0; i < count && !in->bad; i++) {
		const char *path = dl_read_name(in);
		struct dl_stamp then;

		dl_stamp_get(in, &then);
		holds = holds && is_same(s, path, &then);
		*fresh &= holds && dl_stamp_is_same(dl_stamp_of(s->stamps, path), &then);
		dl_args_add(inputs, path);
	}
	return holds && !in->bad;
}

/* What is in them now, but for the texts of an editor. */
static uint64_t hash_inputs(uint64_t h, struct dl_source *s, const struct dl_args *inputs)
{
	for (size_t i = 0; i < inputs->len; i++) {
		const char *path = inputs->data[i];
		const struct dl_stamp *stamp =
			dl_overlay_find(&s->overlay, path) ? NULL : dl_stamp_read(s->stamps, path);

		h = dl_hash_u64(dl_hash_str(h, path), stamp ? stamp->content : 0);
	}
	return h;
}

static bool read_record(struct dl_source *s, struct dl_source_config *c, struct dl_reader *in, uint64_t *h)
{
	bool is_of_plan = dl_read_num(in) == c->pch_plan;
	uint64_t headers = dl_read_num(in);
	const char *text = dl_read_name(in);
	struct dl_args inputs = {0};
	bool fresh = true;
	bool holds = is_of_plan && read_inputs(s, in, &inputs, &fresh);
	bool is_whole = dl_read_end(in, NULL) == DL_OK && is_of_plan;

	holds &= is_whole;
	if (holds) {
		c->headers = headers;
		c->pch_text = text;
		c->pch_is_known = true;
		if (!fresh && are_settled(s, &inputs))
			keep(s, c, &inputs);
	} else if (is_whole) {
		*h = hash_inputs(*h, s, &inputs);
	}
	dl_vec_free(&inputs);
	return holds;
}

bool dl_pch_recall(struct dl_source *s, struct dl_source_config *config, uint64_t *h)
{
	struct dl_reader in = {.arena = s->arena};
	struct dl_buf record = {0};
	bool found = keeps(s) && s->memo->get(s->memo->ctx, DL_MEMO_HEADERS, config->pch_plan, &record) &&
		     dl_read_begin(&in, &codec, record.data, record.len, NULL) == DL_OK &&
		     read_record(s, config, &in, h);

	dl_buf_free(&record);
	return found;
}
