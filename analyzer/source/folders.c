/* SPDX-License-Identifier: Apache-2.0 */
/* See folders.h. One record holds a tree; its folders are looked at when they are asked for. */
#include "source/folders.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/codec.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/path.h"
#include "base/stamp.h"
#include "base/vec.h"

#define FEW_STALE 32 /* of so many folders one may have changed, and the record is not written again */

static const struct dl_codec codec = {
	.magic = "DLTD",
	.version = 1,
	.what = "a tree's folders in the cache",
	.remedy = "",
};

/* What the file system says of a folder. */
struct times {
	uint64_t inode;
	int64_t modified; /* nanoseconds since 1970 */
	int64_t changed;
};

struct listing {
	struct dl_folder folder;
	struct times times;
	bool is_kept;	 /* the folder is what the record says */
	bool is_current; /* looked at by this table */
	bool is_sure;	 /* it was older than a second then: it cannot change and show the same times */
};

struct tree {
	const char *root;
	struct dl_buf record; /* of an earlier scan: listings point into it */
	size_t stale; /* listings that the record lacks, or has otherwise */
	size_t kept;  /* listings of the record */
};

struct dl_folders {
	struct dl_arena *arena;
	const struct dl_memo *memo;
	int64_t now;
	struct dl_map listings; /* path -> struct listing * */
	DL_VEC(struct tree) trees;
};

struct dl_folders *dl_folders_new(const struct dl_memo *memo)
{
	struct dl_folders *folders = dl_xcalloc(1, sizeof(*folders));

	folders->arena = dl_arena_new();
	folders->memo = memo && memo->get ? memo : NULL;
	folders->now = dl_now();
	return folders;
}

void dl_folders_free(struct dl_folders *folders)
{
	if (!folders)
		return;
	dl_map_free(&folders->listings);
	for (size_t i = 0; i < folders->trees.len; i++)
		dl_buf_free(&folders->trees.data[i].record);
	dl_vec_free(&folders->trees);
	dl_arena_free(folders->arena);
	dl_free(folders);
}

/* ---- listing ---- */

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct dl_folder_entry *)a)->name, ((const struct dl_folder_entry *)b)->name);
}

/* File systems that do not tell the type in the folder need an lstat(). */
static unsigned char entry_type(const char *dir, const struct dirent *e)
{
	struct stat st;
	char *path;
	int failed;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type;
	if (asprintf(&path, "%s/%s", dir, e->d_name) < 0)
		return DT_UNKNOWN;
	failed = lstat(path, &st);
	free(path);
	return failed ? DT_UNKNOWN : IFTODT(st.st_mode);
}

static bool read_folder(struct dl_folders *folders, struct dl_folder *out, const char *path)
{
	DL_VEC(struct dl_folder_entry) entries = {0};
	struct dl_buf packed = {0};
	DIR *d = opendir(path);
	struct dirent *e;

	if (!d)
		return false;
	while ((e = readdir(d))) {
		if (e->d_name[0] != '.')
			dl_vec_push(&entries,
				    ((struct dl_folder_entry){dl_arena_strdup(folders->arena, e->d_name),
							      entry_type(path, e)}));
	}
	closedir(d);
	if (entries.len)
		qsort(entries.data, entries.len, sizeof(*entries.data), compare_entries);
	for (size_t i = 0; i < entries.len; i++) {
		dl_buf_putc(&packed, (char)(entries.data[i].type + 1));
		dl_buf_add(&packed, entries.data[i].name, strlen(entries.data[i].name) + 1);
	}
	out->packed = dl_arena_memdup(folders->arena, dl_buf_str(&packed), packed.len);
	out->len = packed.len;
	dl_buf_free(&packed);
	dl_vec_free(&entries);
	return true;
}

bool dl_folder_next(const struct dl_folder *folder, struct dl_folder_entry *e)
{
	const char *at = e->name ? e->name + strlen(e->name) + 1 : folder->packed;

	if (at == folder->packed + folder->len)
		return false;
	*e = (struct dl_folder_entry){at + 1, (unsigned char)(*at - 1)};
	return true;
}

/* Of a record that may be damaged: each name must end in it. */
static bool is_packed(const struct dl_folder *folder)
{
	const char *p = folder->packed, *end = p + folder->len;

	if (folder->len && end[-1])
		return false;
	for (; p < end; p += strlen(p) + 1)
		if (!p[0] || !p[1] || strchr(p + 1, '/'))
			return false;
	return true;
}

static void count_stale(struct dl_folders *folders, const char *path)
{
	for (size_t i = 0; i < folders->trees.len; i++)
		folders->trees.data[i].stale += dl_path_below(folders->trees.data[i].root, path) != NULL;
}

static bool is_same(const struct times *a, const struct times *b)
{
	return a->inode == b->inode && a->modified == b->modified && a->changed == b->changed;
}

/* The times are taken first: what changes after that has others next time. */
static bool look_at(struct dl_folders *folders, struct listing *l, const char *path)
{
	struct times now;
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	now = (struct times){(uint64_t)st.st_ino, dl_nanoseconds(&st.st_mtim), dl_nanoseconds(&st.st_ctim)};
	if (l->is_kept && is_same(&now, &l->times) && is_packed(&l->folder))
		return true;
	l->is_kept = false;
	l->times = now;
	l->is_sure = dl_times_are_sure(now.modified, now.changed, folders->now);
	count_stale(folders, path);
	return read_folder(folders, &l->folder, path);
}

const struct dl_folder *dl_folders_list(struct dl_folders *folders, const char *path)
{
	struct listing *l = dl_map_get_str(&folders->listings, path);

	if (l && l->is_current)
		return &l->folder;
	if (!l) {
		l = DL_NEW(folders->arena, struct listing);
		dl_map_put_str(&folders->listings, path, l);
	}
	l->is_current = look_at(folders, l, path);
	l->is_kept &= l->is_current;
	return l->is_current ? &l->folder : NULL;
}

/* ---- from one scan to the next ---- */

static uint64_t key_of(const struct tree *tree)
{
	return dl_hash_final(dl_hash_str(DL_HASH_SEED, tree->root));
}

static bool read_listing(struct dl_folders *folders, struct dl_reader *in)
{
	struct listing *l = DL_NEW(folders->arena, struct listing);
	const char *path = dl_read_name(in);

	l->times.inode = dl_read_num(in);
	l->times.modified = dl_read_signed(in);
	l->times.changed = dl_read_signed(in);
	l->folder.packed = dl_read_bytes(in, &l->folder.len);
	l->is_kept = l->is_sure = true;
	if (in->bad || !l->folder.packed)
		return false;
	if (!dl_map_has_str(&folders->listings, path))
		dl_map_put_str(&folders->listings, path, l);
	return true;
}

void dl_folders_recall(struct dl_folders *folders, const char *root)
{
	struct tree tree = {.root = dl_arena_strdup(folders->arena, root)};
	struct dl_reader in = {.arena = folders->arena};
	uint32_t count;

	if (!folders->memo)
		return;
	if (folders->memo->get(folders->memo->ctx, DL_MEMO_FOLDERS, key_of(&tree), &tree.record) &&
	    dl_read_begin(&in, &codec, tree.record.data, tree.record.len, NULL) == DL_OK) {
		in.bad |= strcmp(dl_read_name(&in), root) != 0;
		count = dl_read_count(&in);
		while (tree.kept < count && !in.bad && read_listing(folders, &in))
			tree.kept++;
		dl_read_end(&in, NULL);
	}
	dl_vec_push(&folders->trees, tree);
}

static void write_listing(struct dl_writer *w, const char *path, const struct listing *l)
{
	dl_write_string(w, path);
	dl_write_num(w, l->times.inode);
	dl_write_signed(w, l->times.modified);
	dl_write_signed(w, l->times.changed);
	dl_write_bytes(w, l->folder.packed, l->folder.len);
}

static void keep_tree(struct dl_folders *folders, struct tree *tree)
{
	DL_VEC(size_t) own = {0};
	struct dl_writer w = {0};
	struct dl_buf record = {0};

	for (size_t i = 0; i < folders->listings.len; i++) {
		const struct listing *l = folders->listings.entries[i].value;

		if (l->is_sure && (l->is_kept || l->is_current) &&
		    dl_path_below(tree->root, folders->listings.strings[i]))
			dl_vec_push(&own, i);
	}
	dl_write_string(&w, tree->root);
	dl_write_num(&w, own.len);
	for (size_t i = 0; i < own.len; i++)
		write_listing(&w, folders->listings.strings[own.data[i]],
			      folders->listings.entries[own.data[i]].value);
	dl_writer_end(&w, &codec, &record);
	folders->memo->put(folders->memo->ctx, DL_MEMO_FOLDERS, key_of(tree), &record);
	tree->kept = own.len;
	tree->stale = 0;
	dl_buf_free(&record);
	dl_vec_free(&own);
}

void dl_folders_keep(struct dl_folders *folders)
{
	for (size_t i = 0; i < folders->trees.len; i++) {
		struct tree *tree = &folders->trees.data[i];

		if (tree->stale > tree->kept / FEW_STALE)
			keep_tree(folders, tree);
	}
}
