/* SPDX-License-Identifier: Apache-2.0 */
/* Results to stdout or, whole or not at all, to a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

static bool write_all(int fd, const char *data, size_t len)
{
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

static enum dl_status write_stdout(const struct dl_buf *text, struct dl_error *err)
{
	if (write_all(STDOUT_FILENO, dl_buf_str(text), text->len) || errno == EPIPE)
		return DL_OK;
	return dl_fail(err, DL_ERR_IO, "cannot write to standard output: %s", strerror(errno));
}

/* A device, a FIFO: nothing that could be replaced by a new file. */
static enum dl_status write_special(const char *path, const struct dl_buf *text,
				    struct dl_error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write_all(fd, dl_buf_str(text), text->len);
	int saved = errno;

	if (fd >= 0 && close(fd) != 0 && ok) {
		ok = false;
		saved = errno;
	}
	return ok ? DL_OK : dl_fail(err, DL_ERR_IO, "cannot write %s: %s", path, strerror(saved));
}

/* The permissions a new file gets here. */
static mode_t new_file_mode(const struct stat *old)
{
	mode_t mask;

	if (old)
		return old->st_mode & 07777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

static enum dl_status replace(const char *path, const struct stat *old, const struct dl_buf *text,
			      struct dl_error *err)
{
	struct dl_buf temp = {0};
	enum dl_status status = DL_OK;
	bool ok;
	int fd;

	dl_buf_printf(&temp, "%s.XXXXXX", path);
	fd = mkstemp(temp.data);
	if (fd < 0) {
		status = dl_fail(err, DL_ERR_IO, "cannot write %s: %s", path, strerror(errno));
		dl_buf_free(&temp);
		return status;
	}
	ok = write_all(fd, dl_buf_str(text), text->len) && fchmod(fd, new_file_mode(old)) == 0;
	ok = ok && fsync(fd) == 0;
	if (!ok)
		status = dl_fail(err, DL_ERR_IO, "cannot write %s: %s", path, strerror(errno));
	close(fd);
	if (ok && rename(temp.data, path) != 0) {
		status = dl_fail(err, DL_ERR_IO, "cannot write %s: %s", path, strerror(errno));
		ok = false;
	}
	if (!ok)
		unlink(temp.data);
	dl_buf_free(&temp);
	return status;
}

enum dl_status dl_cli_write(const char *path, const struct dl_buf *text, struct dl_error *err)
{
	enum dl_status status;
	struct stat st;
	char *real;

	if (!path || strcmp(path, "-") == 0)
		return write_stdout(text, err);
	if (stat(path, &st) != 0)
		return replace(path, NULL, text, err);
	if (S_ISDIR(st.st_mode))
		return dl_fail(err, DL_ERR_IO, "cannot write %s: it is a folder", path);
	if (!S_ISREG(st.st_mode))
		return write_special(path, text, err);
	/* Through a symbolic link the file is replaced, not the link. */
	real = realpath(path, NULL);
	status = replace(real ? real : path, &st, text, err);
	free(real);
	return status;
}

int dl_cli_print(const struct dl_buf *text, int code)
{
	struct dl_error err;

	return dl_cli_write(NULL, text, &err) == DL_OK ? code : dl_cli_error("%s", err.message);
}

bool dl_cli_use_color(enum dl_color choice, int fd)
{
	const char *no = getenv("NO_COLOR");
	const char *force = getenv("CLICOLOR_FORCE");
	const char *term = getenv("TERM");

	if (choice != DL_COLOR_AUTO)
		return choice == DL_COLOR_ALWAYS;
	if (no && *no)
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(fd) && term && strcmp(term, "dumb") != 0;
}
