/* SPDX-License-Identifier: Apache-2.0 */
/* Modules; see recall.h. */
#include <string.h>

#include "base/hash.h"
#include "wire/start.h"
#include "worker/recall.h"

static const struct dl_codec codec = {
	.magic = "DLCM",
	.version = 2,
	.what = "an analysed module in the cache",
	.remedy = "",
};

/* The module with all its files, and what else the analysis is told; 0: it is not known. */
static uint64_t key_of(struct dl_work *scan, const struct dl_work_module *m)
{
	const struct dl_request *r = &scan->request;
	uint64_t h = dl_hash_str(DL_HASH_SEED, dl_build_id);

	h = dl_hash_u64(h, dl_models_hash(scan->models));
	h = dl_hash_u64(h, r->rules != NULL);
	for (size_t i = 0; i < r->rule_count; i++)
		h = dl_hash_str(h, r->rules[i]);
	h = dl_hash_str(h, dl_source_root(scan->source));
	/* what lies beyond the module is another in a scan of other folders: each has its own record */
	for (size_t i = 0; i < r->source.path_count; i++)
		h = dl_hash_str(h, r->source.paths[i]);
	h = dl_hash_str(h, m->name);
	h = dl_hash_u64(h, m->is_alone | m->unmaps << 1 | m->is_narrow << 2 | m->is_whole << 3);
	for (uint32_t i = 0; i < m->file_count; i++) {
		const struct dl_source_file *f = dl_source_file_at(scan->source, m->files[i]);

		if (!scan->results[m->files[i]].content)
			return 0;
		h = dl_hash_str(h, f->unit_path);
		h = dl_hash_u64(h, f->outside);
		h = dl_hash_u64(h, f->runs_on);
		h = dl_hash_u64(h, scan->results[m->files[i]].content);
		h = dl_hash_u64(h, scan->results[m->files[i]].ir_key);
	}
	return dl_hash_final(dl_hash_u64(h, dl_source_objects(scan->source, m->files[0])));
}

/* Who defines the functions that were asked for. */
static uint64_t answers_to(const struct dl_work *scan, const uint64_t *names, uint32_t count)
{
	uint64_t h = DL_HASH_SEED;

	for (uint32_t i = 0; i < count; i++) {
		const struct dl_definer *d = dl_map_get(&scan->definers, names[i]);

		if (d)
			h = dl_hash_u64(dl_hash_u64(h, names[i]), d->id);
	}
	return dl_hash_final(h);
}

/* The code of all files of the scan. */
static uint64_t all_code(struct dl_work *scan)
{
	uint64_t h = DL_HASH_SEED;

	for (size_t i = 0; !scan->all_code && i < scan->file_count; i++)
		h = dl_hash_u64(h, scan->results[i].ir_key);
	if (!scan->all_code)
		scan->all_code = dl_hash_final(h);
	return scan->all_code;
}

static uint64_t asked_beyond(struct dl_work *scan, const struct dl_module_result *r)
{
	uint64_t h = answers_to(scan, r->asked, r->asked_count);

	if (r->asked_scope)
		h = dl_hash_u64(h, dl_source_scope(scan->source));
	if (r->asked_records.count)
		h = dl_hash_u64(h, all_code(scan));
	return dl_hash_final(h);
}

static bool texts_are_known(struct dl_work *scan, const struct dl_name_list *texts)
{
	for (uint32_t i = 0; i < texts->count; i++) {
		const struct dl_stamp *stamp = dl_stamp_read(scan->stamps, texts->names[i]);

		if (stamp && !dl_stamp_is_settled(scan->stamps, texts->names[i]))
			return false;
	}
	return true;
}

void dl_recall_keep_module(struct dl_work *scan, uint32_t module)
{
	const struct dl_work_module *m = &scan->modules.data[module];
	struct dl_module_result plain = m->result;
	struct dl_writer w = {0};
	struct dl_buf bytes = {0}, record = {0};
	uint64_t key;

	if (!scan->memo.put || plain.lost || plain.failure || plain.reason)
		return;
	key = key_of(scan, m);
	if (!key || !texts_are_known(scan, &plain.texts))
		return;
	plain.cpu = 0;
	plain.max_rss = 0;
	dl_module_result_encode(&plain, &bytes);
	dl_write_num(&w, key);
	dl_write_bytes(&w, bytes.data, bytes.len);
	dl_write_num(&w, asked_beyond(scan, &plain));
	for (uint32_t i = 0; i < plain.texts.count; i++)
		dl_stamp_write(&w, dl_stamp_of(scan->stamps, plain.texts.names[i]));
	dl_writer_end(&w, &codec, &record);
	scan->memo.put(scan->memo.ctx, DL_MEMO_MODULE, key, &record);
	dl_buf_free(&bytes);
	dl_buf_free(&record);
}

/* That the record is of @key is not believed to a damaged database. */
static bool read_record(struct dl_work *scan, struct dl_reader *in, struct dl_module_result *r, uint64_t key)
{
	size_t len;
	bool is_of_key = dl_read_num(in) == key;
	const void *bytes = dl_read_bytes(in, &len);
	bool holds = is_of_key && bytes &&
		     dl_module_result_decode(r, scan->arena, bytes, len, NULL) == DL_OK &&
		     dl_read_num(in) == asked_beyond(scan, r);

	for (uint32_t i = 0; i < r->texts.count && holds && !in->bad; i++) {
		struct dl_stamp then;

		dl_stamp_get(in, &then);
		holds = dl_stamp_holds(scan->stamps, r->texts.names[i], &then);
	}
	if (holds && r->findings)
		r->findings = dl_arena_memdup(scan->arena, r->findings, r->findings_len);
	return holds && !in->bad;
}

bool dl_recall_module(struct dl_work *scan, uint32_t module)
{
	struct dl_work_module *m = &scan->modules.data[module];
	struct dl_reader in = {.arena = scan->arena};
	struct dl_buf record = {0};
	uint64_t key = scan->memo.get ? key_of(scan, m) : 0;
	bool found = key && scan->memo.get(scan->memo.ctx, DL_MEMO_MODULE, key, &record) &&
		     dl_read_begin(&in, &codec, record.data, record.len, NULL) == DL_OK;

	if (found) {
		found = read_record(scan, &in, &m->result, key);
		found = dl_read_end(&in, NULL) == DL_OK && found;
	}
	m->result.recalled = found;
	if (!found)
		m->result = (struct dl_module_result){0};
	dl_buf_free(&record);
	return found;
}
