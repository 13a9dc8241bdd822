/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's side of the pool: a fresh process that takes jobs until its socket closes. */
#ifndef DL_WORKER_WORKER_H
#define DL_WORKER_WORKER_H

#include <sys/types.h>

#include "worker/pool.h"

/* A library's last words say that it got no memory. */
bool dl_worker_lacked_memory(const char *words);

/*
 * Entered in the child after fork(); never returns. @parent is who forked it, and takes it along when it ends;
 * @stderr_fd (or -1) becomes its stderr.
 */
void dl_worker_main(const struct dl_pool_options *options, pid_t parent, int fd, int stderr_fd)
	__attribute__((noreturn));

#endif
