/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pool of worker processes. Knows nothing of DMA: jobs are numbers, replies
 * are bytes.
 *
 * A worker is a fork of the caller, so whatever the caller has prepared is
 * there in every worker. A job runs in one worker with a limit on time and
 * memory; a worker that crashes, hangs or is killed costs that one job, which
 * is tried once more in a fresh worker before it is called lost. Workers are
 * replaced after a number of jobs so that a leak in a library stays small.
 */
#ifndef DL_WORKER_POOL_H
#define DL_WORKER_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

/* What a job's function sees of its worker. */
struct dl_pool_worker;

/* Say what the job is doing now ("parsing"); it is named when the job is lost. */
void dl_pool_phase(struct dl_pool_worker *worker, const char *phase);
/* Whether a library has said on stderr, since the job began, that it got no memory; @reason gets the words for that. */
bool dl_pool_lacks_memory(const struct dl_pool_worker *worker, struct dl_buf *reason);
/* Ask for a fresh worker after this job: this process is no longer trusted. */
void dl_pool_retire(struct dl_pool_worker *worker);

struct dl_pool_outcome {
	bool ok;
	const void *data; /* the reply, valid during the call */
	size_t len;
	bool retried;	    /* it was lost once before */
	const char *reason; /* why it was lost (the last time), NULL when it never was */
	const char *detail; /* what the lost worker wrote to stderr, NULL or "" when nothing */
};

struct dl_pool_options {
	unsigned int workers;	    /* at least 1 */
	unsigned int timeout;	    /* seconds for one job; 0: no limit */
	uint64_t memory_limit;	    /* bytes of data of a worker; 0: no limit */
	unsigned int recycle_after; /* jobs of one worker; 0: no limit */
	int cancel_fd;		    /* readable means stop now; -1: none */
	int private_fd;		    /* the caller's, closed in the workers; -1: none */

	/* In the worker: once at its start, then for every job. */
	void *(*start)(void *arg);
	void (*work)(void *state, struct dl_pool_worker *worker, uint32_t job,
		     struct dl_buf *reply);
	/* In the caller: once for every job; between jobs at least five times a second. */
	void (*done)(void *arg, uint32_t job, const struct dl_pool_outcome *outcome);
	void (*tick)(void *arg); /* may be NULL */
	/* In the caller: once, when the first jobs are out and there is nothing to do but wait for them; may be NULL. */
	void (*meanwhile)(void *arg);
	void *arg;
};

/*
 * Run jobs 0..@job_count-1. Lost jobs are data, not errors. DL_ERR_CANCELLED
 * after cancel_fd became readable: every worker is gone, done() was called for
 * the jobs that were finished. Call it before the process starts any thread.
 * When all went well the workers may still be ending.
 */
enum dl_status dl_pool_run(const struct dl_pool_options *options, uint32_t job_count,
			   struct dl_error *err);
/* Wait for them. */
void dl_pool_reap(void);

/* CPUs that this process may run on. */
unsigned int dl_pool_cpus(void);

#endif
