/* SPDX-License-Identifier: Apache-2.0 */
/* The pool of worker processes: crashes, hangs, memory, damaged answers, cancelling. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "harness.h"
#include "wire/channel.h"
#include "worker/pool.h"

#define JOBS 16

struct record {
	int calls;
	bool ok;
	bool retried;
	char reason[256];
	char detail[256];
	char data[64];
};

struct fixture {
	struct record records[JOBS];
	int cancel_write;
	uint32_t cancel_after;
	uint32_t done;
	uint32_t meanwhile;	 /* calls */
	uint32_t done_meanwhile; /* jobs that were done then */
};

enum { NORMAL = 2, CRASHES = 3, HANGS = 5, EXITS = 7, KILLED = 9, RETIRES = 11 };

static void work(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply)
{
	(void)state;
	dl_pool_phase(worker, "testing it");
	switch (job) {
	case CRASHES:
		fprintf(stderr, "last words\n");
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
		break;
	case HANGS:
		for (;;)
			pause();
	case EXITS:
		_exit(3);
	case KILLED:
		raise(SIGKILL);
		break;
	case RETIRES:
		dl_pool_retire(worker);
		break;
	}
	dl_buf_printf(reply, "%u of %d", job, (int)getpid());
	if (job == NORMAL)
		for (int i = 0; i < 300000; i++)
			dl_buf_putc(reply, 'x');
}

static void done(void *arg, uint32_t job, const struct dl_pool_outcome *o)
{
	struct fixture *f = arg;
	struct record *r = &f->records[job];

	r->calls++;
	r->ok = o->ok;
	r->retried = o->retried;
	snprintf(r->reason, sizeof(r->reason), "%s", o->reason ? o->reason : "");
	snprintf(r->detail, sizeof(r->detail), "%s", o->detail ? o->detail : "");
	if (o->ok)
		snprintf(r->data, sizeof(r->data), "%.*s", (int)(o->len < 60 ? o->len : 60), (const char *)o->data);
	if (++f->done == f->cancel_after && write(f->cancel_write, "x", 1) != 1)
		abort();
}

static struct dl_pool_options options_for(struct fixture *f)
{
	return (struct dl_pool_options){
		.workers = 2,
		.timeout = 1,
		.cancel_fd = -1,
		.private_fd = -1,
		.work = work,
		.done = done,
		.arg = f,
	};
}

static void test_every_job_is_answered_once(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);
	struct dl_error err;

	CU_ASSERT_EQUAL(dl_pool_run(&o, JOBS, &err), DL_OK);
	for (int i = 0; i < JOBS; i++) {
		bool bad = i == CRASHES || i == HANGS || i == EXITS || i == KILLED;
		char expected[16];

		snprintf(expected, sizeof(expected), "%d of ", i);
		CU_ASSERT_EQUAL(f.records[i].calls, 1);
		CU_ASSERT_EQUAL(f.records[i].ok, !bad);
		CU_ASSERT_EQUAL(f.records[i].retried, bad);
		if (!bad)
			CU_ASSERT(strncmp(f.records[i].data, expected, strlen(expected)) == 0);
	}
}

static void test_reasons_name_what_happened(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);

	CU_ASSERT_EQUAL(dl_pool_run(&o, JOBS, NULL), DL_OK);
	CU_ASSERT(strstr(f.records[CRASHES].reason, "crashed") != NULL);
	CU_ASSERT(strstr(f.records[CRASHES].reason, "while testing it") != NULL);
	CU_ASSERT(strstr(f.records[CRASHES].detail, "last words") != NULL);
	CU_ASSERT(strstr(f.records[HANGS].reason, "time limit of 1 s") != NULL);
	CU_ASSERT(strstr(f.records[HANGS].reason, "--timeout-per-file") != NULL);
	CU_ASSERT(strstr(f.records[EXITS].reason, "status 3") != NULL);
	CU_ASSERT(strstr(f.records[KILLED].reason, "killed") != NULL);
	CU_ASSERT_STRING_EQUAL(f.records[NORMAL].reason, "");
}

/* A worker that is lost once is no loss: the second try gets a fresh process. */
static void fails_once(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply)
{
	const char *marker = state;

	(void)worker;
	if (job == 1 && access(marker, F_OK) != 0) {
		FILE *file = fopen(marker, "w");

		if (file)
			fclose(file);
		raise(SIGKILL);
	}
	dl_buf_printf(reply, "%u of %d", job, (int)getpid());
}

static void *give_marker(void *arg)
{
	(void)arg;
	return (void *)"pool-test-marker";
}

static void test_second_try_succeeds(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);

	unlink("pool-test-marker");
	o.work = fails_once;
	o.start = give_marker;
	CU_ASSERT_EQUAL(dl_pool_run(&o, 3, NULL), DL_OK);
	CU_ASSERT(f.records[1].ok);
	CU_ASSERT(f.records[1].retried);
	CU_ASSERT(strstr(f.records[1].reason, "killed") != NULL);
	CU_ASSERT(!f.records[0].retried && !f.records[2].retried);
	CU_ASSERT_EQUAL(unlink("pool-test-marker"), 0);
}

static int pid_of(const struct record *r)
{
	int job, pid = 0;

	return sscanf(r->data, "%d of %d", &job, &pid) == 2 ? pid : -1;
}

static void echo(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply)
{
	(void)state;
	if (job == 4)
		dl_pool_retire(worker);
	dl_buf_printf(reply, "%u of %d", job, (int)getpid());
}

static void test_workers_are_replaced(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);

	o.work = echo;
	o.workers = 1;
	o.recycle_after = 3;
	CU_ASSERT_EQUAL(dl_pool_run(&o, 8, NULL), DL_OK);
	CU_ASSERT_EQUAL(pid_of(&f.records[0]), pid_of(&f.records[2]));
	CU_ASSERT_NOT_EQUAL(pid_of(&f.records[2]), pid_of(&f.records[3]));
	/* Job 4 asked to be the last of its worker. */
	CU_ASSERT_EQUAL(pid_of(&f.records[3]), pid_of(&f.records[4]));
	CU_ASSERT_NOT_EQUAL(pid_of(&f.records[4]), pid_of(&f.records[5]));
	CU_ASSERT_EQUAL(pid_of(&f.records[5]), pid_of(&f.records[7]));
}

static void test_cancel_keeps_what_is_done(void)
{
	struct fixture f = { .cancel_after = 4 };
	struct dl_pool_options o = options_for(&f);
	struct dl_error err = { 0 };
	int fds[2];

	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	f.cancel_write = fds[1];
	o.work = echo;
	o.workers = 1;
	o.cancel_fd = fds[0];
	CU_ASSERT_EQUAL(dl_pool_run(&o, JOBS, &err), DL_ERR_CANCELLED);
	CU_ASSERT(f.done >= 4 && f.done < JOBS);
	CU_ASSERT_STRING_EQUAL(err.message, "interrupted");
	close(fds[0]);
	close(fds[1]);
}

#ifndef __SANITIZE_ADDRESS__
static void eats_memory(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply)
{
	(void)state;
	(void)worker;
	for (size_t total = 0; job == 1 && total < ((size_t)1 << 31); total += 1 << 20)
		memset(dl_xmalloc(1 << 20), 1, 1 << 20);
	dl_buf_puts(reply, "done");
}

static void test_memory_limit_costs_one_job(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);

	o.work = eats_memory;
	o.memory_limit = 256 << 20;
	o.timeout = 30;
	CU_ASSERT_EQUAL(dl_pool_run(&o, 3, NULL), DL_OK);
	CU_ASSERT(f.records[0].ok && !f.records[1].ok && f.records[2].ok);
	CU_ASSERT(strstr(f.records[1].reason, "ran into its memory limit of ") != NULL);
}
#else
/* AddressSanitizer needs the whole address space: no limit is set, and none can be tested. */
static void test_memory_limit_costs_one_job(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);

	o.work = echo;
	o.memory_limit = 256 << 20;
	CU_ASSERT_EQUAL(dl_pool_run(&o, 3, NULL), DL_OK);
	CU_ASSERT(f.records[2].ok);
}
#endif

/* Job 0 as the parser does when an allocation fails; job 1 aborts for another reason; job 2 as the parser may do
 * when it has caught that. */
static void aborts(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply)
{
	(void)state;
	(void)worker;
	(void)reply;
	fprintf(stderr, "%s\n", job == 1 ? "assertion failed" : "terminate called: std::bad_alloc");
	signal(SIGABRT, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	raise(job == 2 ? SIGSEGV : SIGABRT);
}

static void test_no_memory_is_named(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);

	o.work = aborts;
	CU_ASSERT_EQUAL(dl_pool_run(&o, 3, NULL), DL_OK);
	CU_ASSERT(strstr(f.records[0].reason, "ran out of memory") != NULL);
	CU_ASSERT(strstr(f.records[2].reason, "ran out of memory") != NULL);
	CU_ASSERT(strstr(f.records[1].reason, "crashed (Aborted)") != NULL);
}

static void meanwhile(void *arg)
{
	struct fixture *f = arg;

	f->meanwhile++;
	f->done_meanwhile = f->done;
}

/* Once, whatever becomes of the jobs, and before the first of them is looked at. */
static void test_something_is_done_meanwhile(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);

	o.meanwhile = meanwhile;
	CU_ASSERT_EQUAL(dl_pool_run(&o, JOBS, NULL), DL_OK);
	CU_ASSERT_EQUAL(f.done, JOBS);
	CU_ASSERT_EQUAL(f.meanwhile, 1);
	CU_ASSERT_EQUAL(f.done_meanwhile, 0);
	CU_ASSERT_EQUAL(dl_pool_run(&o, 0, NULL), DL_OK);
	CU_ASSERT_EQUAL(f.meanwhile, 1);
}

static void test_no_jobs(void)
{
	struct fixture f = { 0 };
	struct dl_pool_options o = options_for(&f);

	CU_ASSERT_EQUAL(dl_pool_run(&o, 0, NULL), DL_OK);
	CU_ASSERT_EQUAL(f.done, 0);
}

static void test_broken_header_is_seen(void)
{
	struct dl_buf buf = { 0 };
	struct dl_message m;

	CU_ASSERT_EQUAL(dl_channel_peek(&buf, &m), DL_PARSE_NONE);
	for (int i = 0; i < 64; i++)
		dl_buf_putc(&buf, (char)i);
	CU_ASSERT_EQUAL(dl_channel_peek(&buf, &m), DL_PARSE_BROKEN);
	buf.len = 3;
	CU_ASSERT_EQUAL(dl_channel_peek(&buf, &m), DL_PARSE_NONE);
	dl_buf_free(&buf);
}

DL_TEST_MAIN("scan pool", DL_TEST(test_every_job_is_answered_once), DL_TEST(test_reasons_name_what_happened),
	     DL_TEST(test_second_try_succeeds), DL_TEST(test_workers_are_replaced),
	     DL_TEST(test_cancel_keeps_what_is_done), DL_TEST(test_memory_limit_costs_one_job), DL_TEST(test_no_memory_is_named), DL_TEST(test_no_jobs),
	     DL_TEST(test_something_is_done_meanwhile),
	     DL_TEST(test_broken_header_is_seen))
