/* SPDX-License-Identifier: Apache-2.0 */
/* See worker.h. */
#include "worker/worker.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "wire/channel.h"

struct dl_pool_worker {
	int fd;
	uint32_t job;
	uint64_t memory_limit;
	bool retire;
	off_t said; /* on stderr before the job */
};

/* How much is read of what was said: the end of it. */
#define WORDS_MAX 4096

/* The kernel leaves 128 MiB free below the stack of a new program. */
#define STACK_BYTES ((rlim_t)120 << 20)

void dl_pool_phase(struct dl_pool_worker *worker, const char *phase)
{
	dl_channel_send(worker->fd, DL_MESSAGE_PHASE, worker->job, phase, strlen(phase));
}

bool dl_worker_lacked_memory(const char *words)
{
	return strstr(words, "std::bad_alloc") || strstr(words, "out of memory") ||
	       strstr(words, "Allocation failed") || strstr(words, "pthread_create failed");
}

void dl_worker_say_no_memory(struct dl_buf *out, uint64_t limit)
{
	struct rlimit own;

	/* the worker's own is never above it */
	if (getrlimit(RLIMIT_DATA, &own) == 0 && own.rlim_cur != RLIM_INFINITY && (!limit || own.rlim_cur < limit))
		dl_buf_printf(out, "its worker ran into a memory limit of %llu MiB that dmalint was started with (ulimit -d)",
			      (unsigned long long)(own.rlim_cur >> 20));
	else if (limit)
		dl_buf_printf(out, "its worker ran into its memory limit of %llu MiB (--memory-limit)",
			      (unsigned long long)(limit >> 20));
	else
		dl_buf_puts(out, "its worker ran out of memory");
}

bool dl_pool_lacks_memory(const struct dl_pool_worker *worker, struct dl_buf *reason)
{
	char words[WORDS_MAX + 1];
	off_t end = lseek(STDERR_FILENO, 0, SEEK_END);
	off_t from = end - worker->said > WORDS_MAX ? end - WORDS_MAX : worker->said;
	ssize_t n = end > from ? pread(STDERR_FILENO, words, WORDS_MAX, from) : 0;

	words[n > 0 ? n : 0] = '\0';
	if (!dl_worker_lacked_memory(words))
		return false;
	dl_worker_say_no_memory(reason, worker->memory_limit);
	return true;
}

void dl_pool_retire(struct dl_pool_worker *worker)
{
	worker->retire = true;
}

/* The terminal's Ctrl-C is for the parent, which ends the workers; a dead parent ends them too. */
static void set_signals(pid_t parent)
{
	sigset_t none;

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* it died before that was set */
		_exit(0);
}

static void set_streams(int stderr_fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
	}
	if (stderr_fd >= 0)
		dup2(stderr_fd, STDERR_FILENO);
}

/*
 * The parser recurses for each level that an expression or a statement is nested, and what runs out of stack
 * takes the file with it. A stack grows as it is used: nobody pays for what is not.
 */
static void raise_stack(void)
{
	struct rlimit stack;

	if (getrlimit(RLIMIT_STACK, &stack) != 0 || stack.rlim_cur >= STACK_BYTES)
		return;
	stack.rlim_cur = stack.rlim_max < STACK_BYTES ? stack.rlim_max : STACK_BYTES;
	setrlimit(RLIMIT_STACK, &stack);
}

/* Of data and not of addresses: the parser's libraries and a mapped header take some hundred MiB of these, more on
 * one machine than on another, and none of it can be had for anything else. */
void dl_worker_limit_memory(uint64_t bytes, struct rlimit *before)
{
	struct rlimit limit;

	getrlimit(RLIMIT_DATA, before);
	limit = *before;
#ifndef __SANITIZE_ADDRESS__ /* AddressSanitizer takes terabytes */
	if (bytes && bytes < limit.rlim_cur)
		limit.rlim_cur = bytes;
#else
	(void)bytes;
#endif
	setrlimit(RLIMIT_DATA, &limit);
}

static void set_limits(uint64_t bytes)
{
	struct rlimit no_core = {0, 0}, before;

	setrlimit(RLIMIT_CORE, &no_core);
	raise_stack();
	dl_worker_limit_memory(bytes, &before);
}

/*
 * Keep freed memory: each of the thousands of explorations frees megabytes, and to give them back
 * to the system and take them again costs as much as the exploration itself.
 */
static void keep_freed_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, 512 * 1024 * 1024);
	mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
}

void dl_worker_main(const struct dl_pool_options *options, pid_t parent, int fd, int stderr_fd)
{
	struct dl_pool_worker worker = {.fd = fd, .memory_limit = options->memory_limit};
	struct dl_buf in = {0};
	struct dl_message m;
	void *state;

	if (options->private_fd >= 0)
		close(options->private_fd);
	set_signals(parent);
	set_streams(stderr_fd);
	set_limits(options->memory_limit);
	keep_freed_memory();
	state = options->start ? options->start(options->arg) : options->arg;
	while (!worker.retire && dl_channel_receive(fd, &in, &m)) {
		struct dl_buf reply = {0};
		bool sent;

		if (m.kind != DL_MESSAGE_JOB)
			_exit(2);
		worker.job = m.job;
		worker.said = lseek(STDERR_FILENO, 0, SEEK_END);
		options->work(state, &worker, m.job, &reply);
		sent = dl_channel_send(fd, worker.retire ? DL_MESSAGE_LAST_REPLY : DL_MESSAGE_REPLY,
				       m.job, reply.data, reply.len);
		dl_buf_free(&reply);
		if (!sent)
			_exit(0);
	}
	/* No destructors: whatever a library left behind goes with the process. */
	_exit(0);
}
