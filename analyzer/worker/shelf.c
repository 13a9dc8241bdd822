/* SPDX-License-Identifier: Apache-2.0 */
/* See shelf.h. */
#include "worker/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

#define TEMP ".tmp" /* what is left behind with that end is removed with other such files of the cache */

struct place {
	uint64_t at;
	size_t len;
	void *bytes; /* when they are not in the file */
};

void dl_shelf_open(struct dl_shelf *shelf, const char *dir)
{
	char path[PATH_MAX];

	*shelf = (struct dl_shelf){.fd = -1};
	if ((size_t)snprintf(path, sizeof(path), "%s/ir-XXXXXX" TEMP, dir) >= sizeof(path))
		return;
	shelf->fd = mkostemps(path, (int)strlen(TEMP), O_CLOEXEC);
	if (shelf->fd >= 0)
		unlink(path);
}

void dl_shelf_close(struct dl_shelf *shelf)
{
	for (size_t i = 0; i < shelf->places.len; i++) {
		struct place *place = shelf->places.entries[i].value;

		dl_free(place->bytes);
		dl_free(place);
	}
	dl_map_free(&shelf->places);
	if (shelf->fd >= 0)
		close(shelf->fd);
	shelf->fd = -1;
}

static bool write_all(int fd, const char *data, size_t len, uint64_t at)
{
	while (len) {
		ssize_t n = pwrite(fd, data, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
		at += (uint64_t)n;
	}
	return true;
}

/* What was put before under that number is forgotten. */
static struct place *new_place(struct dl_shelf *shelf, uint32_t file)
{
	struct place *place = dl_map_get(&shelf->places, (uint64_t)file + 1);

	if (place) {
		dl_free(place->bytes);
	} else {
		place = dl_xmalloc(sizeof(*place));
		dl_map_put(&shelf->places, (uint64_t)file + 1, place);
	}
	return place;
}

void dl_shelf_put(struct dl_shelf *shelf, uint32_t file, const void *data, size_t len)
{
	struct place *place = new_place(shelf, file);

	*place = (struct place){.at = shelf->end, .len = len};
	if (shelf->fd >= 0 && write_all(shelf->fd, data, len, shelf->end))
		shelf->end += len;
	else
		place->bytes = memcpy(dl_xmalloc(len + 1), data, len);
}

bool dl_shelf_has(const struct dl_shelf *shelf, uint32_t file)
{
	return dl_map_has(&shelf->places, (uint64_t)file + 1);
}

/* 0, or the error; a file that is too short is one, too. */
static int read_all(int fd, char *out, size_t len, uint64_t at)
{
	while (len) {
		ssize_t n = pread(fd, out, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		out += n;
		len -= (size_t)n;
		at += (uint64_t)n;
	}
	return 0;
}

enum dl_status dl_shelf_get(const struct dl_shelf *shelf, uint32_t file, void **out, size_t *len,
			   struct dl_error *err)
{
	const struct place *place = dl_map_get(&shelf->places, (uint64_t)file + 1);
	int error = 0;

	if (!place)
		return dl_fail(err, DL_ERR_NOT_FOUND, "there is no packed IR of it");
	*out = dl_xmalloc(place->len + 1);
	*len = place->len;
	if (place->bytes)
		memcpy(*out, place->bytes, place->len);
	else
		error = read_all(shelf->fd, *out, place->len, place->at);
	if (!error)
		return DL_OK;
	dl_free(*out);
	*out = NULL;
	return dl_fail(err, DL_ERR_IO, "cannot read packed IR back from the cache folder: %s", strerror(error));
}
