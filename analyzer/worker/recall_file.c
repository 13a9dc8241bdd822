/* SPDX-License-Identifier: Apache-2.0 */
/* Files; see recall.h. */
#include <string.h>

#include "base/hash.h"
#include "base/memo.h"
#include "base/stamp.h"
#include "worker/recall.h"

static const struct dl_codec codec = {
	.magic = "DLCF",
	.version = 1,
	.what = "a parsed file in the cache",
	.remedy = "",
};

static uint64_t key_of(struct dl_work *scan, uint32_t file)
{
	size_t config = dl_work_config_of(scan, dl_source_file_at(scan->source, file));
	/* what is wrong in the kernel's headers shows without a precompiled one */
	uint64_t h = dl_hash_u64(DL_HASH_SEED, scan->pch_ready[config]);

	h = dl_hash_str(h, scan->request.source.clang_version);
	h = dl_hash_u64(h, dl_models_hash(scan->models));
	return dl_hash_final(dl_hash_u64(h, dl_source_recipe(scan->source, file)));
}

/* Of all headers of the tree, when the file's parse has searched for one. */
static uint64_t searched_names(struct dl_work *scan, uint32_t file)
{
	return dl_source_names_below(scan->source, dl_source_file_at(scan->source, file)->config->root);
}

static uint64_t fold_input(uint64_t h, const char *path, const struct dl_stamp *stamp)
{
	return dl_hash_u64(dl_hash_str(h, path), stamp->content);
}

/* ---- keeping ---- */

static void write_result(struct dl_writer *w, const struct dl_file_result *r)
{
	struct dl_file_result plain = *r;
	struct dl_buf bytes = {0};

	plain.ir = NULL;
	plain.ir_len = 0;
	plain.parse_cpu = 0;
	plain.max_rss = 0;
	memset(&plain.inputs, 0, sizeof(plain.inputs));
	dl_file_result_encode(&plain, &bytes);
	dl_write_bytes(w, bytes.data, bytes.len);
	dl_buf_free(&bytes);
}

static void keep(struct dl_work *scan, uint32_t file, uint64_t key)
{
	struct dl_file_result *r = &scan->results[file];
	struct dl_writer w = {0};
	struct dl_buf record = {0};

	dl_write_num(&w, r->content);
	dl_write_num(&w, r->ir_key);
	dl_write_num(&w, r->ir_len);
	dl_write_num(&w, r->searched ? searched_names(scan, file) : 0);
	dl_write_num(&w, r->inputs.count);
	for (uint32_t i = 0; i < r->inputs.count; i++) {
		dl_write_string(&w, r->inputs.names[i]);
		dl_stamp_write(&w, dl_stamp_of(scan->stamps, r->inputs.names[i]));
	}
	write_result(&w, r);
	dl_writer_end(&w, &codec, &record);
	scan->memo.put(scan->memo.ctx, DL_MEMO_FILE, key, &record);
	dl_buf_free(&record);
}

/* Nothing that was read can have changed since: then it is known what was parsed. */
static bool is_known(struct dl_work *scan, struct dl_file_result *r, uint64_t key)
{
	uint64_t h = dl_hash_u64(DL_HASH_SEED, key);

	for (uint32_t i = 0; i < r->inputs.count; i++) {
		const struct dl_stamp *stamp = dl_stamp_read(scan->stamps, r->inputs.names[i]);

		if (!stamp || !dl_stamp_is_settled(scan->stamps, r->inputs.names[i]))
			return false;
		h = fold_input(h, r->inputs.names[i], stamp);
	}
	r->content = dl_hash_final(h);
	return true;
}

/* What it was parsed with is not what the configuration's hash of headers says. */
static bool has_passing_headers(const struct dl_work *scan, uint32_t file)
{
	const struct dl_source_file *f = dl_source_file_at(scan->source, file);

	return f->use_pch && scan->pch_passes[dl_work_config_of(scan, f)];
}

void dl_recall_keep_file(struct dl_work *scan, uint32_t file)
{
	struct dl_file_result *r = &scan->results[file];
	const struct dl_buf ir = {.data = (char *)(uintptr_t)r->ir, .len = r->ir_len};
	uint64_t key;

	if (!r->ir)
		return;
	r->ir_key = dl_checksum(r->ir, r->ir_len);
	if (!scan->memo.put || r->retried || has_passing_headers(scan, file))
		return;
	key = key_of(scan, file);
	if (!is_known(scan, r, key))
		return;
	scan->memo.put(scan->memo.ctx, DL_MEMO_IR, r->ir_key, &ir);
	keep(scan, file, key);
}

/* ---- recalling ---- */

struct inputs {
	const char **names;
	uint32_t count;
	bool fresh; /* what the file system says of them is what was kept */
};

/* All that was read is what it was. */
static bool read_inputs(struct dl_work *scan, struct dl_reader *in, struct inputs *out, uint64_t *content)
{
	uint32_t count = dl_read_count(in);
	bool holds = true;

	out->names = DL_NEW_ARRAY(scan->arena, const char *, count + 1);
	out->fresh = true;
	for (out->count = 0; out->count < count && holds && !in->bad; out->count++) {
		const char *path = dl_read_name(in);
		struct dl_stamp then;

		dl_stamp_get(in, &then);
		holds = dl_stamp_holds(scan->stamps, path, &then);
		out->fresh &= holds && dl_stamp_is_same(dl_stamp_of(scan->stamps, path), &then);
		out->names[out->count] = path;
		*content = fold_input(*content, path, &then);
	}
	return holds && !in->bad;
}

static bool read_result(struct dl_work *scan, struct dl_reader *in, uint32_t file)
{
	struct dl_file_result *r = &scan->results[file];
	size_t len;
	const void *bytes = dl_read_bytes(in, &len);

	return bytes && !in->bad &&
	       dl_file_result_decode(r, scan->arena, bytes, len, NULL) == DL_OK;
}

static bool read_record(struct dl_work *scan, struct dl_reader *in, uint32_t file, uint64_t key)
{
	struct dl_file_result *r = &scan->results[file];
	struct dl_file_result found = {0};
	struct inputs inputs;
	uint64_t names, content = dl_hash_u64(DL_HASH_SEED, key);

	found.content = dl_read_num(in);
	found.ir_key = dl_read_num(in);
	found.ir_len = (size_t)dl_read_num(in);
	names = dl_read_num(in);
	if (in->bad || (names && names != searched_names(scan, file)) ||
	    !read_inputs(scan, in, &inputs, &content) || dl_hash_final(content) != found.content ||
	    !read_result(scan, in, file))
		return false;
	r->content = found.content;
	r->ir_key = found.ir_key;
	r->ir_len = found.ir_len;
	r->inputs.names = inputs.names;
	r->inputs.count = inputs.count;
	r->recalled = true;
	/* next time nothing need be read to know that */
	if (!inputs.fresh)
		keep(scan, file, key);
	return true;
}

bool dl_recall_file(struct dl_work *scan, uint32_t file)
{
	uint64_t key;
	struct dl_buf record = {0};
	struct dl_reader in = {.arena = scan->arena};
	bool found;

	if (!scan->memo.get)
		return false;
	key = key_of(scan, file);
	found = scan->memo.get(scan->memo.ctx, DL_MEMO_FILE, key, &record) &&
		dl_read_begin(&in, &codec, record.data, record.len, NULL) == DL_OK;
	if (found) {
		found = read_record(scan, &in, file, key);
		found = dl_read_end(&in, NULL) == DL_OK && found;
	}
	if (!found)
		scan->results[file] = (struct dl_file_result){0};
	dl_buf_free(&record);
	return found;
}

bool dl_recall_ir(struct dl_work *scan, uint32_t file)
{
	struct dl_file_result *r = &scan->results[file];
	struct dl_buf ir = {0};

	if (dl_shelf_has(&scan->shelf, file) || !r->ir_key)
		return true;
	if (!scan->memo.get(scan->memo.ctx, DL_MEMO_IR, r->ir_key, &ir) || ir.len != r->ir_len ||
	    dl_checksum(ir.data, ir.len) != r->ir_key) {
		dl_buf_free(&ir);
		return false;
	}
	dl_shelf_put(&scan->shelf, file, ir.data, ir.len);
	dl_buf_free(&ir);
	return true;
}
