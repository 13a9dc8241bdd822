/* SPDX-License-Identifier: Apache-2.0 */
/* See tool.h. Input and output are files in memory, so nobody waits for a full pipe. */
#include "cli/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"

#define MAX_BYTES ((size_t)64 << 20) /* of a file: no source or patch comes near it */

struct dl_bytes dl_bytes_copy(const char *data, size_t len)
{
	struct dl_bytes bytes = {dl_cli_alloc(len + 1, 1), len};

	if (len)
		memcpy(bytes.data, data, len);
	return bytes;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			data += n, len -= (size_t)n;
	}
	return true;
}

/* From the beginning of @fd; as it grows, for a pipe. More than @max bytes are EFBIG. */
static struct dl_bytes read_all(int fd, size_t max)
{
	struct dl_bytes bytes = {0};
	size_t cap = 0;
	ssize_t n;

	do {
		if (cap - bytes.len < 4096) {
			cap = cap ? cap * 2 : 1 << 16;
			bytes.data = realloc(bytes.data, cap + 1);
			if (!bytes.data)
				exit(dl_cli_error("out of memory"));
		}
		n = read(fd, bytes.data + bytes.len, cap - bytes.len);
		bytes.len += n > 0 ? (size_t)n : 0;
		if (bytes.len > max) {
			errno = EFBIG;
			n = -1;
		}
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0) {
		int error = errno;

		free(bytes.data);
		errno = error;
		return (struct dl_bytes){0};
	}
	bytes.data[bytes.len] = '\0';
	return bytes;
}

/* Whatever else has a name may never answer, or never end. */
static bool is_regular(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	errno = S_ISDIR(st.st_mode) ? EISDIR : ENOTSUP;
	return S_ISREG(st.st_mode);
}

static struct dl_bytes read_from(int fd, bool is_fit)
{
	struct dl_bytes bytes = {0};
	int error;

	if (is_fit)
		bytes = read_all(fd, MAX_BYTES);
	error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	return bytes;
}

struct dl_bytes dl_bytes_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	return read_from(fd, fd >= 0 && is_regular(fd));
}

struct dl_bytes dl_bytes_read_stream(const char *path)
{
	bool is_input = strcmp(path, "-") == 0;
	int fd = is_input ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	/* A pipe that nobody writes to is empty; for one that somebody does there is time. */
	if (fd >= 0 && !is_input)
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return read_from(fd, fd >= 0);
}

const char *dl_bytes_trouble(void)
{
	return errno == ENOTSUP ? "not a regular file" : strerror(errno);
}

/* A file in memory with @data in it, to be read from its beginning. */
static int memory_file(const void *data, size_t len)
{
	int fd = memfd_create("dmalint", MFD_CLOEXEC);

	if (fd >= 0 && (!write_all(fd, data, len) || lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void become(const struct dl_tool *tool, const int fds[3])
{
	for (int i = 0; i < 3; i++)
		if (dup2(fds[i], i) < 0)
			_exit(126);
	if (tool->folder && chdir(tool->folder) != 0)
		_exit(126);
	for (size_t i = 0; tool->unset && tool->unset[i]; i++)
		unsetenv(tool->unset[i]);
	for (size_t i = 0; tool->set && tool->set[i]; i++)
		putenv((char *)(uintptr_t)tool->set[i]);
	execvp(tool->argv[0], (char **)(uintptr_t)tool->argv);
	_exit(errno == ENOENT ? DL_TOOL_MISSING : 126);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct dl_bytes take(int fd)
{
	struct dl_bytes bytes = {0};

	if (fd >= 0 && lseek(fd, 0, SEEK_SET) == 0)
		bytes = read_all(fd, SIZE_MAX);
	return bytes.data ? bytes : dl_bytes_copy("", 0);
}

int dl_tool_run(const struct dl_tool *tool, struct dl_bytes *out, struct dl_bytes *err)
{
	int fds[3] = {memory_file(tool->input, tool->input ? tool->input_len : 0),
		      memory_file(NULL, 0), memory_file(NULL, 0)};
	bool ready = fds[0] >= 0 && fds[1] >= 0 && fds[2] >= 0;
	pid_t pid = ready ? fork() : -1;
	int status = -1;

	if (pid == 0)
		become(tool, fds);
	if (pid > 0)
		status = wait_for(pid);
	*out = take(fds[1]);
	*err = pid > 0 ? take(fds[2]) : dl_bytes_copy(strerror(errno), strlen(strerror(errno)));
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return status;
}

struct dl_bytes dl_tool_diff(const char *path, const char *name, const struct dl_bytes *text)
{
	const char *below = name + strspn(name, "/");
	char *old = dl_cli_format("--label=a/%s", below), *new = dl_cli_format("--label=b/%s", below);
	const char *const argv[] = {"diff", "-up", old, new, "--", path, "-", NULL};
	const struct dl_tool tool = {.argv = argv, .input = text->data, .input_len = text->len};
	struct dl_bytes out, err;
	int status = dl_tool_run(&tool, &out, &err);

	if (status == DL_TOOL_MISSING)
		dl_cli_error("there is no program 'diff', which shows what a fix changes");
	else if (status != 1)
		dl_cli_error("diff of %s: %s", path, *err.data ? err.data : "it has failed");
	if (status != 1) {
		free(out.data);
		out = (struct dl_bytes){0};
	}
	free(err.data);
	free(old);
	free(new);
	return out;
}
