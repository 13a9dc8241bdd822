/* SPDX-License-Identifier: Apache-2.0 */
/* See file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/heap.h"
#include "base/path.h"

#define TEMP ".tmp" /* behind the name of a file that is being written */

/* Room for @more bytes and a NUL behind what is there. */
static void make_room(struct dl_buf *buf, size_t more)
{
	if (buf->cap - buf->len > more)
		return;
	buf->cap = buf->len + more + 1;
	buf->data = dl_xrealloc(buf->data, buf->cap);
}

static void close_file(void *fd)
{
	close(*(int *)fd);
}

/* 0, or the error; EFBIG for more than @max bytes, ENOTSUP for what is no regular file. */
static int read_all(struct dl_buf *out, int fd, size_t max)
{
	size_t before = out->len;
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	if (!S_ISREG(st.st_mode))
		return ENOTSUP;
	if (st.st_size > 0 && (uint64_t)st.st_size > max)
		return EFBIG;
	make_room(out, st.st_size > 0 ? (size_t)st.st_size + 1 : 4096);
	while ((n = read(fd, out->data + out->len, out->cap - out->len - 1)) != 0) {
		if (n < 0 && errno != EINTR)
			return errno;
		out->len += n > 0 ? (size_t)n : 0;
		if (out->len - before > max)
			return EFBIG;
		make_room(out, 4096);
	}
	out->data[out->len] = '\0';
	return 0;
}

enum dl_status dl_file_read_max(struct dl_buf *out, const char *path, size_t max,
				struct dl_error *err)
{
	/* a pipe that nobody writes to is opened at once, too */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t before = out->len;
	int error;

	if (fd < 0)
		return dl_fail(err, errno == ENOENT ? DL_ERR_NOT_FOUND : DL_ERR_IO,
			       "cannot open %s: %s", path, strerror(errno));
	dl_defer(close_file, &fd);
	error = read_all(out, fd, max);
	dl_undefer(&fd);
	close(fd);
	if (!error)
		return DL_OK;
	out->len = before;
	if (error == EFBIG)
		return dl_fail(err, DL_ERR_LIMIT, "cannot read %s: larger than %zu %s", path,
			       max >> 20 ? max >> 20 : max, max >> 20 ? "MiB" : "bytes");
	if (error == ENOTSUP)
		return dl_fail(err, DL_ERR_INVALID, "cannot read %s: not a regular file", path);
	return dl_fail(err, DL_ERR_IO, "cannot read %s: %s", path, strerror(error));
}

enum dl_status dl_file_read(struct dl_buf *out, const char *path, struct dl_error *err)
{
	return dl_file_read_max(out, path, DL_FILE_MAX, err);
}

static bool same_content(const char *path, const char *data, size_t size)
{
	struct dl_buf old = {0};
	struct stat st;
	bool same = false;

	if (stat(path, &st) == 0 && (uint64_t)st.st_size == size &&
	    dl_file_read(&old, path, NULL) == DL_OK)
		same = old.len == size && (!size || !memcmp(old.data, data, size));
	dl_buf_free(&old);
	return same;
}

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		size -= (size_t)n;
	}
	return 0;
}

enum dl_status dl_file_write(const char *path, const char *data, size_t size, struct dl_error *err)
{
	char temp[PATH_MAX];
	int fd;
	int error = 0;

	if (same_content(path, data, size))
		return DL_OK;
	if ((size_t)snprintf(temp, sizeof(temp), "%s.XXXXXX" TEMP, path) >= sizeof(temp))
		return dl_fail(err, DL_ERR_LIMIT, "cannot write %s: the path is too long", path);
	fd = mkstemps(temp, (int)strlen(TEMP));
	if (fd < 0)
		return dl_fail(err, DL_ERR_IO, "cannot write %s: %s", path, strerror(errno));
	if (write_all(fd, data, size) < 0 || fchmod(fd, 0644) < 0)
		error = errno;
	if (close(fd) < 0 && !error)
		error = errno;
	if (!error && rename(temp, path) < 0)
		error = errno;
	if (!error)
		return DL_OK;
	unlink(temp);
	return dl_fail(err, DL_ERR_IO, "cannot write %s: %s", path, strerror(error));
}

enum dl_status dl_make_dirs(const char *path, struct dl_error *err)
{
	char *copy = dl_xstrdup(path);
	enum dl_status status = DL_OK;

	for (char *p = *copy ? copy + 1 : copy; status == DL_OK; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) < 0 && !(errno == EEXIST && dl_path_is_dir(copy)))
			status = dl_fail(err, DL_ERR_IO, "cannot create the folder %s: %s", copy,
					 strerror(errno));
		*p = c;
		if (!c)
			break;
	}
	dl_free(copy);
	return status;
}
