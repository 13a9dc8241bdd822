/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's side of the pool: a fresh process that takes jobs until its socket closes. */
#ifndef DL_WORKER_WORKER_H
#define DL_WORKER_WORKER_H

#include <sys/resource.h>
#include <sys/types.h>

#include "worker/pool.h"

/* A library's last words say that it got no memory. */
bool dl_worker_lacked_memory(const char *words);
/* How that is said of a worker with a limit of so many bytes, or none. */
void dl_worker_say_no_memory(struct dl_buf *out, uint64_t limit);
/* Let this process have no more than @bytes of data; what the limit was is in @before. */
void dl_worker_limit_memory(uint64_t bytes, struct rlimit *before);

/*
 * Entered in the child after fork(); never returns. @parent is who forked it, and takes it along when it ends;
 * @stderr_fd (or -1) becomes its stderr.
 */
void dl_worker_main(const struct dl_pool_options *options, pid_t parent, int fd, int stderr_fd)
	__attribute__((noreturn));

#endif
