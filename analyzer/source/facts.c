/* SPDX-License-Identifier: Apache-2.0 */
/* See facts.h. One record holds a folder. */
#include "source/facts.h"

#include <string.h>

#include "base/hash.h"
#include "base/path.h"

static const struct dl_codec codec = {
	.magic = "DLTF",
	.version = 1,
	.what = "a folder's texts in the cache",
	.remedy = "",
};

struct fact {
	const char *name; /* of the file in its folder */
	struct dl_stamp stamp;
	struct dl_text_scan scan; /* without its includes */
	const char *const *includes;
	size_t include_count;
};

struct folder {
	const char *path;
	struct dl_map files; /* name -> struct fact * */
	bool has_new;
};

struct dl_facts {
	struct dl_arena *arena;
	struct dl_arena *scratch;
	const struct dl_memo *memo;
	struct dl_stamps *stamps;
	uint64_t names;	       /* hash of what is looked for */
	struct dl_map folders; /* path -> struct folder * */
};

struct dl_facts *dl_facts_new(const struct dl_memo *memo, struct dl_stamps *stamps,
			      const struct dl_names *names)
{
	struct dl_facts *facts = dl_xcalloc(1, sizeof(*facts));

	facts->arena = dl_arena_new();
	facts->scratch = dl_arena_new();
	facts->memo = memo && memo->get ? memo : NULL;
	facts->stamps = stamps;
	facts->names = dl_names_hash(names);
	return facts;
}

void dl_facts_free(struct dl_facts *facts)
{
	if (!facts)
		return;
	for (size_t i = 0; i < facts->folders.len; i++) {
		struct folder *folder = facts->folders.entries[i].value;

		dl_map_free(&folder->files);
	}
	dl_map_free(&facts->folders);
	dl_arena_free(facts->scratch);
	dl_arena_free(facts->arena);
	dl_free(facts);
}

static uint64_t key_of(const struct dl_facts *facts, const struct folder *folder)
{
	return dl_hash_final(dl_hash_str(dl_hash_u64(DL_HASH_SEED, facts->names), folder->path));
}

/* ---- reading ---- */

static struct fact *read_fact(struct dl_facts *facts, struct dl_reader *in)
{
	struct fact *fact = DL_NEW(facts->arena, struct fact);

	fact->name = dl_read_name(in);
	dl_stamp_get(in, &fact->stamp);
	fact->scan.reason = dl_read_string(in);
	fact->scan.unmaps = dl_read_bool(in);
	fact->scan.core = dl_read_bool(in);
	fact->includes = dl_read_strings(in, &fact->include_count);
	return fact;
}

static void read_folder(struct dl_facts *facts, struct folder *folder, const struct dl_buf *record)
{
	struct dl_reader in = {.arena = facts->arena};
	uint32_t count;

	if (dl_read_begin(&in, &codec, record->data, record->len, NULL) != DL_OK)
		return;
	if (dl_read_num(&in) != key_of(facts, folder))
		in.bad = true;
	count = dl_read_count(&in);
	for (uint32_t i = 0; i < count && !in.bad; i++) {
		struct fact *fact = read_fact(facts, &in);

		dl_map_put_str(&folder->files, fact->name, fact);
	}
	/* a record that is damaged after all says nothing */
	if (dl_read_end(&in, NULL) != DL_OK)
		dl_map_clear(&folder->files);
}

static struct folder *folder_of(struct dl_facts *facts, const char *path)
{
	const char *dir;
	struct folder *folder;
	struct dl_buf record = {0};

	dl_arena_reset(facts->scratch);
	dir = dl_path_dir(facts->scratch, path);
	folder = dl_map_get_str(&facts->folders, dir);
	if (folder)
		return folder;
	folder = DL_NEW(facts->arena, struct folder);
	folder->path = dl_map_put_str(&facts->folders, dir, folder);
	if (facts->memo->get(facts->memo->ctx, DL_MEMO_TEXTS, key_of(facts, folder), &record))
		read_folder(facts, folder, &record);
	dl_buf_free(&record);
	return folder;
}

bool dl_facts_find(struct dl_facts *facts, const char *path, struct dl_text_scan *out, uint64_t *size)
{
	struct fact *fact;
	struct folder *folder;
	const struct dl_stamp *now;

	if (!facts->memo)
		return false;
	folder = folder_of(facts, path);
	fact = dl_map_get_str(&folder->files, dl_path_base(path));
	if (!fact || !dl_stamp_holds(facts->stamps, path, &fact->stamp))
		return false;
	now = dl_stamp_of(facts->stamps, path);
	/* next time nothing need be read to know that */
	if (!dl_stamp_is_same(now, &fact->stamp)) {
		fact->stamp = *now;
		folder->has_new = true;
	}
	*out = fact->scan;
	for (size_t i = 0; i < fact->include_count; i++)
		dl_args_add(&out->includes, fact->includes[i]);
	*size = fact->stamp.size;
	return true;
}

/* ---- writing ---- */

void dl_facts_add(struct dl_facts *facts, const char *path, const struct dl_buf *text,
		  const struct dl_text_scan *scan)
{
	const struct dl_stamp *stamp;
	struct folder *folder;
	struct fact *fact;
	const char **includes;

	if (!facts->memo)
		return;
	dl_stamp_note(facts->stamps, path, dl_buf_str(text), text->len);
	stamp = dl_stamp_read(facts->stamps, path);
	if (!stamp || !dl_stamp_is_settled(facts->stamps, path))
		return;
	folder = folder_of(facts, path);
	fact = DL_NEW(facts->arena, struct fact);
	fact->stamp = *stamp;
	fact->scan = *scan;
	memset(&fact->scan.includes, 0, sizeof(fact->scan.includes));
	includes = DL_NEW_ARRAY(facts->arena, const char *, scan->includes.len + 1);
	for (size_t i = 0; i < scan->includes.len; i++)
		includes[i] = dl_arena_strdup(facts->arena, scan->includes.data[i]);
	fact->includes = includes;
	fact->include_count = scan->includes.len;
	if (scan->reason)
		fact->scan.reason = dl_arena_strdup(facts->arena, scan->reason);
	fact->name = dl_map_put_str(&folder->files, dl_path_base(path), fact);
	folder->has_new = true;
}

static void keep_folder(struct dl_facts *facts, struct folder *folder)
{
	struct dl_writer w = {0};
	struct dl_buf record = {0};

	dl_write_num(&w, key_of(facts, folder));
	dl_write_num(&w, folder->files.len);
	for (size_t i = 0; i < folder->files.len; i++) {
		const struct fact *fact = folder->files.entries[i].value;

		dl_write_string(&w, folder->files.strings[i]);
		dl_stamp_write(&w, &fact->stamp);
		dl_write_string(&w, fact->scan.reason);
		dl_write_num(&w, fact->scan.unmaps);
		dl_write_num(&w, fact->scan.core);
		dl_write_strings(&w, fact->includes, fact->include_count);
	}
	dl_writer_end(&w, &codec, &record);
	facts->memo->put(facts->memo->ctx, DL_MEMO_TEXTS, key_of(facts, folder), &record);
	dl_buf_free(&record);
	folder->has_new = false;
}

void dl_facts_keep(struct dl_facts *facts)
{
	for (size_t i = 0; i < facts->folders.len; i++) {
		struct folder *folder = facts->folders.entries[i].value;

		if (folder->has_new)
			keep_folder(facts, folder);
	}
}
