/* SPDX-License-Identifier: Apache-2.0 */
/* The caller's side of the pool: starting, watching and burying workers. See pool.h. */
#include "worker/pool.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/heap.h"
#include "base/vec.h"
#include "wire/channel.h"
#include "worker/fault.h"
#include "worker/worker.h"

#define NO_JOB	UINT32_MAX
#define TICK_MS 200
/* Of what a lost worker wrote to stderr, the end is kept. */
#define DETAIL_MAX 16384
/* Workers that die between jobs lose nothing, but somebody keeps killing them. */
#define MAX_IDLE_DEATHS 100

struct worker {
	pid_t pid; /* 0: slot not in use */
	int fd;
	int stderr_fd; /* memory file that collects its stderr, or -1 */
	uint32_t job;
	int64_t deadline; /* milliseconds, monotonic; 0: none */
	unsigned int jobs_done;
	char phase[64];
	struct dl_buf in;
};

struct pool {
	const struct dl_pool_options *options;
	struct worker *workers;
	uint32_t job_count;
	uint32_t next_job;
	uint32_t finished;
	DL_VEC(uint32_t) retries;
	size_t next_retry;
	bool *lost_once;
	char **first_reason; /* by job, NULL mostly */
	unsigned int idle_deaths;
	struct dl_error *err;
};

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

unsigned int dl_pool_cpus(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
		return (unsigned int)CPU_COUNT(&set);
	return 1;
}

/* ---- starting and stopping one worker ---- */

static enum dl_status worker_start(struct pool *pool, struct worker *w)
{
	pid_t self = getpid();
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return dl_fail(pool->err, DL_ERR_IO, "cannot start a worker process: %s",
			       strerror(errno));
	w->stderr_fd = memfd_create("dmalint-worker", MFD_CLOEXEC);
	w->pid = fork();
	if (w->pid < 0) {
		int saved = errno;

		close(pair[0]);
		close(pair[1]);
		if (w->stderr_fd >= 0)
			close(w->stderr_fd);
		w->pid = 0;
		return dl_fail(pool->err, DL_ERR_IO,
			       "cannot start a worker process: %s; try fewer --jobs",
			       strerror(saved));
	}
	if (w->pid == 0) {
		for (unsigned int i = 0; i < pool->options->workers; i++)
			if (&pool->workers[i] != w && pool->workers[i].pid)
				close(pool->workers[i].fd);
		close(pair[0]);
		dl_worker_main(pool->options, self, pair[1], w->stderr_fd);
	}
	close(pair[1]);
	w->fd = pair[0];
	w->job = NO_JOB;
	w->jobs_done = 0;
	w->phase[0] = '\0';
	dl_buf_clear(&w->in);
	return DL_OK;
}

/* Workers of this process that were ended, and may not be gone: to take one apart takes the system milliseconds. */
static DL_VEC(pid_t) ending;

/* Those that are gone, or all (@options: 0). */
static void reap(int options)
{
	size_t left = 0;

	for (size_t i = 0; i < ending.len; i++) {
		pid_t got;

		while ((got = waitpid(ending.data[i], NULL, options)) < 0 && errno == EINTR)
			;
		if (!got)
			ending.data[left++] = ending.data[i];
	}
	ending.len = left;
}

void dl_pool_reap(void)
{
	reap(0);
	dl_vec_free(&ending);
}

/* Release the slot of a worker that is dead or has nothing left to do. */
static void worker_close(struct worker *w)
{
	close(w->fd);
	/* one that is stopped would not see that; of a dead one the status stays what it is */
	kill(w->pid, SIGKILL);
	if (w->stderr_fd >= 0)
		close(w->stderr_fd);
	w->stderr_fd = -1;
	w->pid = 0;
	w->job = NO_JOB;
}

/* The same, and wait for its end; returns its wait status. */
static int worker_bury(struct worker *w)
{
	pid_t pid = w->pid;
	int status = 0;

	worker_close(w);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void worker_end(struct worker *w)
{
	dl_vec_push(&ending, w->pid);
	worker_close(w);
}

/* ---- jobs ---- */

static bool take_job(struct pool *pool, uint32_t *job)
{
	if (pool->next_job < pool->job_count) {
		*job = dl_fault_order(pool->next_job++, pool->job_count);
		return true;
	}
	if (pool->next_retry < pool->retries.len) {
		*job = pool->retries.data[pool->next_retry++];
		return true;
	}
	return false;
}

static void finish_job(struct pool *pool, uint32_t job, struct dl_pool_outcome *outcome)
{
	outcome->retried = pool->lost_once[job];
	if (outcome->ok)
		outcome->reason = pool->first_reason[job];
	pool->options->done(pool->options->arg, job, outcome);
	pool->finished++;
}

/* The end of what the worker wrote to stderr. */
static char *read_detail(const struct worker *w)
{
	off_t size = w->stderr_fd >= 0 ? lseek(w->stderr_fd, 0, SEEK_END) : 0;
	size_t n = size > DETAIL_MAX ? DETAIL_MAX : (size_t)(size > 0 ? size : 0);
	char *text = dl_xmalloc(n + 1);
	ssize_t got = n ? pread(w->stderr_fd, text, n, size - (off_t)n) : 0;

	text[got > 0 ? got : 0] = '\0';
	return text;
}

/* It has said so, or the parser has: C++ aborts when an allocation fails, libclang catches that, and may crash of it. */
static bool is_no_memory(int status, const char *detail)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == DL_EXIT_NO_MEMORY;
	return WTERMSIG(status) != SIGKILL && dl_worker_lacked_memory(detail);
}

static void add_phase(struct dl_buf *out, const struct worker *w)
{
	if (w->phase[0])
		dl_buf_printf(out, " while %s", w->phase);
}

/* What the parser says before it aborts. */
static void add_fatal_error(struct dl_buf *out, const char *detail)
{
	static const char mark[] = "ERROR: "; /* of LLVM, of libclang */
	const char *words = strstr(detail, mark);

	if (words)
		dl_buf_printf(out, ": %.*s", (int)strcspn(words + sizeof(mark) - 1, "\n"), words + sizeof(mark) - 1);
}

static void describe_death(struct dl_buf *out, int status, const struct worker *w,
			   const char *detail, uint64_t memory_limit)
{
	if (is_no_memory(status, detail))
		dl_worker_say_no_memory(out, memory_limit);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		dl_buf_puts(out, "its worker was killed (out of memory?)");
	else if (WIFSIGNALED(status))
		dl_buf_printf(out, "its worker crashed (%s)", strsignal(WTERMSIG(status)));
	else
		dl_buf_printf(out, "its worker ended with status %d", WEXITSTATUS(status));
	add_phase(out, w);
	if (!is_no_memory(status, detail))
		add_fatal_error(out, detail);
}

/* The job of dead worker @w goes to the retries, or is reported as lost. */
static void lose_job(struct pool *pool, uint32_t job, const char *reason, const char *detail)
{
	if (!pool->lost_once[job]) {
		pool->lost_once[job] = true;
		pool->first_reason[job] = dl_xstrdup(reason);
		dl_vec_push(&pool->retries, job);
		return;
	}
	finish_job(pool, job, &(struct dl_pool_outcome){.reason = reason, .detail = detail});
}

static void worker_lost(struct pool *pool, struct worker *w, const char *known_reason)
{
	struct dl_buf reason = {0};
	uint32_t job = w->job;
	char *detail = read_detail(w);
	int status;

	status = worker_bury(w);
	if (job == NO_JOB) {
		pool->idle_deaths++;
	} else {
		if (known_reason)
			dl_buf_puts(&reason, known_reason);
		else
			describe_death(&reason, status, w, detail, pool->options->memory_limit);
		lose_job(pool, job, dl_buf_str(&reason), detail);
	}
	dl_buf_free(&reason);
	free(detail);
}

/* Give every idle slot a job, starting workers as needed. */
static enum dl_status feed(struct pool *pool)
{
	unsigned int running = 0;

	for (unsigned int i = 0; i < pool->options->workers; i++)
		running += pool->workers[i].pid != 0;
	for (unsigned int i = 0; i < pool->options->workers; i++) {
		struct worker *w = &pool->workers[i];
		uint32_t job = NO_JOB;

		if (w->pid && w->job != NO_JOB)
			continue;
		if (pool->next_job >= pool->job_count && pool->next_retry >= pool->retries.len)
			return DL_OK;
		/* A retry wants a worker that has done nothing before. */
		if (w->pid && pool->next_job >= pool->job_count && w->jobs_done) {
			worker_bury(w);
			running--;
		}
		if (!w->pid) {
			if (worker_start(pool, w) != DL_OK)
				return running ? DL_OK : pool->err ? pool->err->status : DL_ERR_IO;
			running++;
		}
		take_job(pool, &job);
		w->job = job;
		w->phase[0] = '\0';
		w->deadline =
			pool->options->timeout ? now_ms() + pool->options->timeout * 1000LL : 0;
		/* A worker that is gone already shows as end of file. */
		dl_channel_send(w->fd, DL_MESSAGE_JOB, job, NULL, 0);
	}
	return DL_OK;
}

/* ---- messages ---- */

static void take_reply(struct pool *pool, struct worker *w, const struct dl_message *m)
{
	struct dl_pool_outcome outcome = {.ok = true, .data = m->data, .len = m->len};
	unsigned int limit = pool->options->recycle_after;

	finish_job(pool, w->job, &outcome);
	w->job = NO_JOB;
	w->jobs_done++;
	if (m->kind == DL_MESSAGE_LAST_REPLY || (limit && w->jobs_done >= limit))
		worker_bury(w);
}

static void read_worker(struct pool *pool, struct worker *w)
{
	enum dl_channel_state state = dl_channel_fill(w->fd, &w->in);
	struct dl_message m;

	while (w->pid) {
		enum dl_parse_state parsed = dl_channel_peek(&w->in, &m);

		if (parsed == DL_PARSE_NONE)
			break;
		if (parsed == DL_PARSE_BROKEN || m.kind == DL_MESSAGE_JOB || m.job != w->job) {
			worker_lost(pool, w, "its worker sent a damaged reply");
			return;
		}
		if (m.kind == DL_MESSAGE_PHASE) {
			size_t n = m.len < sizeof(w->phase) - 1 ? m.len : sizeof(w->phase) - 1;

			memcpy(w->phase, m.data, n);
			w->phase[n] = '\0';
		} else {
			take_reply(pool, w, &m);
			if (!w->pid)
				return;
		}
		dl_channel_drop(&w->in);
	}
	if (state == DL_CHANNEL_CLOSED)
		worker_lost(pool, w, NULL);
}

static bool is_late(const struct worker *w, int64_t now)
{
	return w->pid && w->job != NO_JOB && w->deadline && now >= w->deadline;
}

static void check_deadlines(struct pool *pool)
{
	int64_t now = now_ms();

	for (unsigned int i = 0; i < pool->options->workers; i++) {
		struct worker *w = &pool->workers[i];
		struct dl_buf reason = {0};

		if (!is_late(w, now))
			continue;
		/* it may have answered while this process was held up */
		read_worker(pool, w);
		if (!is_late(w, now))
			continue;
		dl_buf_printf(&reason, "its worker ran into its time limit of %u s (--timeout-per-file)",
			      pool->options->timeout);
		add_phase(&reason, w);
		worker_lost(pool, w, dl_buf_str(&reason));
		dl_buf_free(&reason);
	}
}

static int wait_ms(const struct pool *pool)
{
	int64_t now = now_ms();
	int64_t wait = pool->options->tick ? TICK_MS : 60000;

	for (unsigned int i = 0; i < pool->options->workers; i++) {
		const struct worker *w = &pool->workers[i];

		if (w->pid && w->deadline && w->job != NO_JOB && w->deadline - now < wait)
			wait = w->deadline - now;
	}
	return wait < 0 ? 0 : (int)wait;
}

/* Wait for something to happen and deal with it. */
static enum dl_status turn(struct pool *pool, struct pollfd *fds)
{
	unsigned int n = pool->options->workers;

	for (unsigned int i = 0; i < n; i++)
		fds[i] = (struct pollfd){.fd = pool->workers[i].pid ? pool->workers[i].fd : -1,
					 .events = POLLIN};
	fds[n] = (struct pollfd){.fd = pool->options->cancel_fd, .events = POLLIN};
	if (poll(fds, n + 1, wait_ms(pool)) < 0 && errno != EINTR)
		return dl_fail(pool->err, DL_ERR_IO, "cannot wait for the worker processes: %s",
			       strerror(errno));
	reap(WNOHANG);
	if (fds[n].revents)
		return dl_fail(pool->err, DL_ERR_CANCELLED, "interrupted");
	for (unsigned int i = 0; i < n; i++)
		if (fds[i].revents && pool->workers[i].pid)
			read_worker(pool, &pool->workers[i]);
	check_deadlines(pool);
	if (pool->options->tick)
		pool->options->tick(pool->options->arg);
	if (pool->idle_deaths > MAX_IDLE_DEATHS)
		return dl_fail(pool->err, DL_ERR_INTERNAL,
			       "worker processes keep ending before they get a file to work on");
	return DL_OK;
}

enum dl_status dl_pool_run(const struct dl_pool_options *options, uint32_t job_count,
			   struct dl_error *err)
{
	struct dl_error own = {0};
	struct pool pool = {.options = options, .job_count = job_count, .err = err ? err : &own};
	struct pollfd *fds = dl_xcalloc(options->workers + 1, sizeof(*fds));
	enum dl_status status = DL_OK;

	pool.workers = dl_xcalloc(options->workers, sizeof(*pool.workers));
	pool.lost_once = dl_xcalloc(job_count + 1, sizeof(bool));
	pool.first_reason = dl_xcalloc(job_count + 1, sizeof(char *));
	status = job_count ? feed(&pool) : DL_OK;
	if (status == DL_OK && job_count && options->meanwhile)
		options->meanwhile(options->arg);
	while (status == DL_OK && pool.finished < job_count) {
		status = turn(&pool, fds);
		if (status == DL_OK)
			status = feed(&pool);
	}
	for (unsigned int i = 0; i < options->workers; i++) {
		if (pool.workers[i].pid)
			worker_end(&pool.workers[i]);
		dl_buf_free(&pool.workers[i].in);
	}
	if (status != DL_OK)
		dl_pool_reap();
	for (uint32_t i = 0; i < job_count; i++)
		free(pool.first_reason[i]);
	free(pool.first_reason);
	free(pool.lost_once);
	free(pool.workers);
	free(fds);
	dl_vec_free(&pool.retries);
	return status;
}
