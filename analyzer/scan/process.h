/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker program as a child process of the host, which may have threads: nothing is inherited
 * but standard input, and no state of the process is changed.
 */
#ifndef DL_SCAN_PROCESS_H
#define DL_SCAN_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

struct dl_process {
	pid_t pid;	/* 0: none */
	int socket;	/* messages; -1: none */
	int lifeline;	/* closed: the process ends; -1: none */
	int errors;	/* memory file that collects its stderr; -1: none */
};

#define DL_NO_PROCESS ((struct dl_process){.socket = -1, .lifeline = -1, .errors = -1})

/*
 * locate.c: the path of the worker program. @wish (NULL: none) comes first, then $DMALINT_WORKER,
 * then the places where a build or an installation has it. DL_ERR_NOT_FOUND names them.
 */
enum dl_status dl_process_locate(const char **out, struct dl_arena *arena, const char *wish,
				 struct dl_error *err);

enum dl_status dl_process_start(struct dl_process *process, const char *path,
				struct dl_error *err);
/* Wait until it has ended; true when it said that all was well. @why (may be NULL) gets what
 * happened, and *@no_memory (may be NULL) whether memory ran out. */
bool dl_process_wait(struct dl_process *process, struct dl_buf *why, bool *no_memory);
/* End it with all its children, unless it has ended. */
void dl_process_kill(struct dl_process *process);
/* The end of what it wrote to stderr. */
void dl_process_errors(const struct dl_process *process, struct dl_buf *out);
/* Kills it if need be. */
void dl_process_free(struct dl_process *process);

#endif
