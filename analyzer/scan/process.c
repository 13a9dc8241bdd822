/* SPDX-License-Identifier: Apache-2.0 */
/* See process.h. */
#include "scan/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/heap.h"
#include "wire/start.h"

extern char **environ;

/* Descriptors of the host that the child's could collide with are below this. */
#define FIRST_OWN_FD 10
#define ERRORS_MAX   16384
/* For the workers, which end by the kernel's signal when the worker program does. */
#define CHILDREN_MS  2000

/* ---- starting ---- */

/* The child's ends of what connects it. */
struct ends {
	int socket;
	int lifeline;
	int null;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Out of the way of the numbers that the child's descriptors get. */
static int move_up(int fd)
{
	int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FIRST_OWN_FD);
	int why = moved < 0 && errno == EINVAL ? EMFILE : errno; /* the limit is below that number */

	if (fd >= 0)
		close(fd);
	errno = why;
	return moved;
}

static bool connect_ends(struct dl_process *p, struct ends *child)
{
	int pair[2], line[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		p->socket = pair[0];
		child->socket = move_up(pair[1]);
	}
	if (pipe2(line, O_CLOEXEC) == 0) {
		p->lifeline = line[1];
		child->lifeline = move_up(line[0]);
	}
	child->null = move_up(open("/dev/null", O_RDWR | O_CLOEXEC));
	p->errors = move_up(memfd_create(DL_WORKER_PROGRAM, MFD_CLOEXEC));
	return child->socket >= 0 && child->lifeline >= 0 && child->null >= 0 && p->errors >= 0;
}

/* Signals come as by default, those meant for the host blocked until the child ignores them. */
static int set_signals(posix_spawnattr_t *attr)
{
	sigset_t all, blocked;
	int rc;

	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGHUP);
	rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (!rc)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	return rc ? rc : posix_spawnattr_setsigmask(attr, &blocked);
}

/*
 * The host's environment, with large pages for what the program allocates: 6 % less CPU where the system leaves
 * that to programs, and only a new one can be told. Who tunes glibc knows better. The strings are the host's.
 */
static char **make_environment(void)
{
	static char large_pages[] = "GLIBC_TUNABLES=glibc.malloc.hugetlb=1";
	size_t count = 0;
	char **copy;

	while (environ && environ[count])
		count++;
	copy = dl_xcalloc(count + 2, sizeof(*copy));
	if (count)
		memcpy(copy, environ, count * sizeof(*copy));
	if (!getenv("GLIBC_TUNABLES"))
		copy[count] = large_pages;
	return copy;
}

static int spawn(struct dl_process *p, const char *path, char **environment, const struct ends *child)
{
	char *argv[] = {(char *)DL_WORKER_PROGRAM, (char *)DL_WORKER_ARGUMENT, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc) {
		posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	rc = set_signals(&attr);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, child->null, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, p->errors, STDERR_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, child->socket, DL_WORKER_SOCKET);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, child->lifeline,
						      DL_WORKER_LIFELINE);
	if (!rc)
		rc = posix_spawn(&p->pid, path, &actions, &attr, argv, environment);
	if (rc)
		p->pid = 0;
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return rc;
}

enum dl_status dl_process_start(struct dl_process *process, const char *path, struct dl_error *err)
{
	char **environment = make_environment();
	struct ends child = {-1, -1, -1};
	int rc;

	*process = DL_NO_PROCESS;
	rc = connect_ends(process, &child) ? spawn(process, path, environment, &child) : errno;
	dl_free(environment);
	close_fd(&child.socket);
	close_fd(&child.lifeline);
	close_fd(&child.null);
	if (!rc)
		return DL_OK;
	dl_process_free(process);
	return dl_fail(err, rc == ENOMEM ? DL_ERR_NO_MEMORY : DL_ERR_IO,
		       "cannot start the worker program %s: %s%s", path, strerror(rc),
		       rc == EMFILE ? "; allow it some 20 (ulimit -n)" : "");
}

/* ---- ending ---- */

/* Why the process ended as @status says, unless all was well. */
static void describe(struct dl_buf *why, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		dl_buf_puts(why, "it was killed (out of memory?)");
	else if (WIFSIGNALED(status))
		dl_buf_printf(why, "it crashed (%s)", strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == DL_EXIT_NO_MEMORY)
		dl_buf_puts(why, "it ran out of memory");
	else
		dl_buf_printf(why, "it ended with status %d", WEXITSTATUS(status));
}

bool dl_process_wait(struct dl_process *process, struct dl_buf *why, bool *no_memory)
{
	int status = 0;
	pid_t got = 0;

	while (process->pid && (got = waitpid(process->pid, &status, 0)) < 0 && errno == EINTR)
		;
	process->pid = 0;
	/* a host that waits for all its children may have been faster */
	if (got < 0)
		status = 0;
	if (no_memory)
		*no_memory = WIFEXITED(status) && WEXITSTATUS(status) == DL_EXIT_NO_MEMORY;
	if (why)
		describe(why, status);
	return status == 0;
}

void dl_process_kill(struct dl_process *process)
{
	struct pollfd line = {.fd = process->lifeline};

	if (process->pid) {
		kill(process->pid, SIGKILL);
		dl_process_wait(process, NULL, NULL);
	}
	/* its children hold the other end, also when it has ended by itself */
	while (line.fd >= 0 && poll(&line, 1, CHILDREN_MS) < 0 && errno == EINTR)
		;
}

void dl_process_errors(const struct dl_process *process, struct dl_buf *out)
{
	off_t size = process->errors >= 0 ? lseek(process->errors, 0, SEEK_END) : 0;
	off_t at = size > ERRORS_MAX ? size - ERRORS_MAX : 0;
	char part[1024];
	ssize_t n;

	while (at < size && (n = pread(process->errors, part, sizeof(part), at)) > 0) {
		dl_buf_add(out, part, (size_t)n);
		at += n;
	}
}

void dl_process_free(struct dl_process *process)
{
	dl_process_kill(process);
	close_fd(&process->socket);
	close_fd(&process->lifeline);
	close_fd(&process->errors);
}
