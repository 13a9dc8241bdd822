/* SPDX-License-Identifier: Apache-2.0 */
/* Finished text to a callback, a stream, a descriptor or, whole or not at all, a file. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/internal.h"

enum dl_status dl_output_call(const struct dl_buf *text, dmalint_write_fn write, void *arg,
			      struct dl_error *err)
{
	int number = text->len ? write(arg, text->data, text->len) : 0;

	return number ? dl_fail(err, DL_ERR_IO, "cannot write the output: %s", strerror(number))
		      : DL_OK;
}

enum dl_status dl_output_file(const struct dl_buf *text, FILE *file, struct dl_error *err)
{
	errno = 0;
	if (fwrite(dl_buf_str(text), 1, text->len, file) == text->len && fflush(file) == 0)
		return DL_OK;
	return dl_fail(err, DL_ERR_IO, "cannot write the output: %s", strerror(errno));
}

static bool write_all(int fd, const struct dl_buf *text)
{
	const char *data = dl_buf_str(text);
	size_t len = text->len;

	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

enum dl_status dl_output_fd(const struct dl_buf *text, int fd, struct dl_error *err)
{
	if (write_all(fd, text))
		return DL_OK;
	return dl_fail(err, DL_ERR_IO, "cannot write the output: %s", strerror(errno));
}

/* A device, a FIFO: nothing that could be replaced by a new file. */
static enum dl_status write_special(const char *path, const struct dl_buf *text,
				    struct dl_error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write_all(fd, text);
	int saved = errno;

	if (fd >= 0 && close(fd) != 0 && ok) {
		ok = false;
		saved = errno;
	}
	return ok ? DL_OK : dl_fail(err, DL_ERR_IO, "cannot write %s: %s", path, strerror(saved));
}

#define NAME_TRIES 100

/*
 * A new file beside @path, with the permissions that a new file gets here; its name goes into
 * @name. -1 with errno. mkstemp() would need the umask, which only all threads together have.
 */
static int open_beside(const char *path, struct dl_buf *name)
{
	int fd = -1;

	for (unsigned int i = 0; i < NAME_TRIES; i++) {
		dl_buf_clear(name);
		dl_buf_printf(name, "%s.%lx-%x.tmp", path, (long)getpid(), i);
		fd = open(name->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd;
}

static enum dl_status replace(const char *path, const struct stat *old, const struct dl_buf *text,
			      struct dl_error *err)
{
	struct dl_buf name = {0};
	int fd = open_beside(path, &name);
	int error = fd < 0 ? errno : 0;

	if (fd >= 0) {
		if (!write_all(fd, text) || (old && fchmod(fd, old->st_mode & 07777) != 0) ||
		    fsync(fd) != 0)
			error = errno;
		if (close(fd) != 0 && !error)
			error = errno;
		if (!error && rename(name.data, path) != 0)
			error = errno;
		if (error)
			unlink(name.data);
	}
	dl_buf_free(&name);
	return error ? dl_fail(err, DL_ERR_IO, "cannot write %s: %s", path, strerror(error))
		     : DL_OK;
}

enum dl_status dl_output_path(const struct dl_buf *text, const char *path, struct dl_error *err)
{
	char real[PATH_MAX];
	struct stat st;

	if (stat(path, &st) != 0)
		return replace(path, NULL, text, err);
	if (S_ISDIR(st.st_mode))
		return dl_fail(err, DL_ERR_IO, "cannot write %s: it is a folder", path);
	if (!S_ISREG(st.st_mode))
		return write_special(path, text, err);
	/* Through a symbolic link the file is replaced, not the link. */
	return replace(realpath(path, real) ? real : path, &st, text, err);
}
