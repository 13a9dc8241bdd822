/* SPDX-License-Identifier: Apache-2.0 */
/* See stamp.h. */
#include "base/stamp.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/hash.h"

#define SECOND	 1000000000LL
#define GRAIN	 (SECOND / 50) /* of the clock that stamps files, coarser than the system's */
#define MAX_FILE (256u << 20)

struct dl_stamps {
	struct dl_arena *arena;
	struct dl_map files; /* path -> struct dl_stamp *, NULL: no regular file */
	const struct dl_overlay *overlay;
	int64_t now;	     /* nanoseconds since 1970, when the table was made */
};

int64_t dl_nanoseconds(const struct timespec *t)
{
	return (int64_t)t->tv_sec * SECOND + t->tv_nsec;
}

int64_t dl_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return dl_nanoseconds(&now);
}

bool dl_times_are_sure(int64_t modified, int64_t changed, int64_t now)
{
	return modified < now - SECOND && changed < now - SECOND;
}

struct dl_stamps *dl_stamps_new(const struct dl_overlay *overlay)
{
	struct dl_stamps *stamps = dl_xcalloc(1, sizeof(*stamps));

	stamps->arena = dl_arena_new();
	stamps->overlay = overlay;
	stamps->now = dl_now();
	return stamps;
}

void dl_stamps_free(struct dl_stamps *stamps)
{
	if (!stamps)
		return;
	dl_map_free(&stamps->files);
	dl_arena_free(stamps->arena);
	dl_free(stamps);
}

static uint64_t content_of(const char *text, size_t size)
{
	uint64_t h = dl_checksum(text, size);

	return h + !h;
}

static struct dl_stamp *take(struct dl_stamps *stamps, const char *path)
{
	const struct dl_overlay_file *text;
	struct dl_stamp *stamp = NULL;
	struct stat st;

	if (dl_map_has_str(&stamps->files, path))
		return dl_map_get_str(&stamps->files, path);
	text = dl_overlay_find(stamps->overlay, path);
	if (text && text->text) {
		/* no times: only its content says what it is */
		stamp = DL_NEW(stamps->arena, struct dl_stamp);
		stamp->size = text->len;
		stamp->content = content_of(text->text, text->len);
	} else if (!text && stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
		stamp = DL_NEW(stamps->arena, struct dl_stamp);
		stamp->size = (uint64_t)st.st_size;
		stamp->inode = (uint64_t)st.st_ino;
		stamp->modified = dl_nanoseconds(&st.st_mtim);
		stamp->changed = dl_nanoseconds(&st.st_ctim);
		stamp->is_sure = dl_times_are_sure(stamp->modified, stamp->changed, stamps->now);
	}
	dl_map_put_str(&stamps->files, path, stamp);
	return stamp;
}

const struct dl_stamp *dl_stamp_of(struct dl_stamps *stamps, const char *path)
{
	return take(stamps, path);
}

const struct dl_stamp *dl_stamp_read(struct dl_stamps *stamps, const char *path)
{
	struct dl_stamp *stamp = take(stamps, path);
	struct dl_buf text = {0};

	if (stamp && !stamp->content && dl_file_read_max(&text, path, MAX_FILE, NULL) == DL_OK)
		stamp->content = content_of(dl_buf_str(&text), text.len);
	dl_buf_free(&text);
	return stamp && stamp->content ? stamp : NULL;
}

bool dl_stamp_is_same(const struct dl_stamp *now, const struct dl_stamp *then)
{
	return then->is_sure && now->inode == then->inode && now->modified == then->modified &&
	       now->changed == then->changed;
}

void dl_stamp_note(struct dl_stamps *stamps, const char *path, const char *text, size_t size)
{
	struct dl_stamp *stamp = take(stamps, path);

	if (stamp && !stamp->content && stamp->size == size)
		stamp->content = content_of(text, size);
}

bool dl_stamp_holds(struct dl_stamps *stamps, const char *path, const struct dl_stamp *then)
{
	struct dl_stamp *stamp = take(stamps, path);

	if (!stamp || !then->content)
		return !stamp && !then->content;
	if (stamp->size != then->size)
		return false;
	if (!stamp->content && dl_stamp_is_same(stamp, then))
		stamp->content = then->content;
	return dl_stamp_read(stamps, path) && stamp->content == then->content;
}

bool dl_stamp_disk_is_settled(const struct dl_stamps *stamps, const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && dl_nanoseconds(&st.st_mtim) < stamps->now - GRAIN &&
	       dl_nanoseconds(&st.st_ctim) < stamps->now - GRAIN;
}

bool dl_stamp_is_settled(const struct dl_stamps *stamps, const char *path)
{
	return dl_overlay_find(stamps->overlay, path) || dl_stamp_disk_is_settled(stamps, path);
}

void dl_stamp_write(struct dl_writer *w, const struct dl_stamp *stamp)
{
	static const struct dl_stamp missing;

	if (!stamp)
		stamp = &missing;
	dl_write_num(w, stamp->size);
	dl_write_num(w, stamp->inode);
	dl_write_signed(w, stamp->modified);
	dl_write_signed(w, stamp->changed);
	dl_write_num(w, stamp->content);
	dl_write_num(w, stamp->is_sure);
}

void dl_stamp_get(struct dl_reader *in, struct dl_stamp *out)
{
	out->size = dl_read_num(in);
	out->inode = dl_read_num(in);
	out->modified = dl_read_signed(in);
	out->changed = dl_read_signed(in);
	out->content = dl_read_num(in);
	out->is_sure = dl_read_bool(in);
}
