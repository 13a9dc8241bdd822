/* SPDX-License-Identifier: Apache-2.0 */
/* Paths and whole files; see path.h. */
#include "source/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *dl_path_normal(struct dl_arena *arena, const char *path)
{
	bool absolute = path[0] == '/';
	char *out = dl_arena_alloc(arena, strlen(path) + 2);
	size_t len = 0;
	size_t floor = 0; /* what ".." must not remove */

	if (absolute)
		out[len++] = '/';
	floor = len;
	for (const char *p = path; *p;) {
		const char *end = strchrnul(p, '/');
		size_t n = (size_t)(end - p);

		if (n == 2 && p[0] == '.' && p[1] == '.' && len > floor) {
			while (len > floor && out[len - 1] != '/')
				len--;
			if (len > floor)
				len--;
		} else if (n == 2 && p[0] == '.' && p[1] == '.' && absolute) {
			/* "/.." is "/" */
		} else if (n && !(n == 1 && p[0] == '.')) {
			if (len && out[len - 1] != '/')
				out[len++] = '/';
			memcpy(out + len, p, n);
			len += n;
			if (n == 2 && p[0] == '.' && p[1] == '.')
				floor = len;
		}
		p = *end ? end + 1 : end;
	}
	if (!len)
		out[len++] = '.';
	out[len] = '\0';
	return out;
}

char *dl_path_join(struct dl_arena *arena, const char *a, const char *b)
{
	if (b[0] == '/')
		return dl_path_normal(arena, b);
	return dl_path_normal(arena, dl_arena_printf(arena, "%s/%s", a, b));
}

char *dl_path_real(struct dl_arena *arena, const char *path)
{
	char *real = realpath(path, NULL);
	char *out;

	if (!real)
		return NULL;
	out = dl_arena_strdup(arena, real);
	free(real);
	return out;
}

char *dl_path_dir(struct dl_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return dl_arena_strdup(arena, ".");
	if (slash == path)
		return dl_arena_strdup(arena, "/");
	return dl_arena_strndup(arena, path, (size_t)(slash - path));
}

const char *dl_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *dl_path_below(const char *root, const char *path)
{
	size_t n = strlen(root);

	if (n && root[n - 1] == '/')
		n--;
	if (strncmp(root, path, n))
		return NULL;
	if (!path[n])
		return path + n;
	return path[n] == '/' ? path + n + 1 : NULL;
}

bool dl_path_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool dl_path_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool dl_path_has_suffix(const char *path, const char *suffix)
{
	size_t n = strlen(path);
	size_t m = strlen(suffix);

	return n >= m && !strcmp(path + n - m, suffix);
}

/* Room for @more bytes and a NUL behind what is there. */
static void make_room(struct dl_buf *buf, size_t more)
{
	if (buf->cap - buf->len > more)
		return;
	buf->cap = buf->len + more + 1;
	buf->data = dl_xrealloc(buf->data, buf->cap);
}

enum dl_status dl_file_read(struct dl_buf *out, const char *path, struct dl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return dl_fail(err, errno == ENOENT ? DL_ERR_NOT_FOUND : DL_ERR_IO,
			       "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) == 0) {
		make_room(out, st.st_size > 0 ? (size_t)st.st_size + 1 : 4096);
		while ((n = read(fd, out->data + out->len, out->cap - out->len - 1)) != 0) {
			if (n < 0 && errno != EINTR)
				break;
			out->len += n > 0 ? (size_t)n : 0;
			make_room(out, 4096);
		}
		out->data[out->len] = '\0';
	}
	if (n < 0)
		dl_fail(err, DL_ERR_IO, "cannot read %s: %s", path, strerror(errno));
	close(fd);
	return n < 0 ? DL_ERR_IO : DL_OK;
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
	if ((size_t)snprintf(temp, sizeof(temp), "%s.XXXXXX", path) >= sizeof(temp))
		return dl_fail(err, DL_ERR_LIMIT, "cannot write %s: the path is too long", path);
	fd = mkstemp(temp);
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

	for (char *p = copy + 1; status == DL_OK; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0755) < 0 && !(errno == EEXIST && dl_path_is_dir(copy)))
			status = dl_fail(err, DL_ERR_IO, "cannot create the folder %s: %s", copy,
					 strerror(errno));
		*p = c;
		if (!c)
			break;
	}
	free(copy);
	return status;
}
