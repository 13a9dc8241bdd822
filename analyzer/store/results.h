/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What earlier scans found out about files and modules: records by kind and key (base/memo.h) in one SQLite
 * file of the cache folder. It may be deleted at any time. One that is damaged, or of another version, is
 * begun anew, where that shows late when it is closed; one that cannot be used costs time and nothing else, so
 * nothing here fails.
 *
 * A handle belongs to one process; what is forked from that leaves it alone.
 */
#ifndef DL_STORE_RESULTS_H
#define DL_STORE_RESULTS_H

#include <stdint.h>

#include "base/memo.h"

struct dl_results;

/* The file is made where it is missing; NULL when that cannot be. */
struct dl_results *dl_results_open(const char *path);
/* Nothing that was put will be joined by more for a while: have it ready for being kept. NULL is allowed. */
void dl_results_settle(struct dl_results *results);
/* Keep what was put, drop what was not used for the longest time until no more than @max_bytes are left,
 * and close. NULL is allowed. */
void dl_results_close(struct dl_results *results, uint64_t max_bytes);
/*
 * The place as others see it; valid until it is closed. It has what was put under the same name of @program: another
 * one may make another thing of the same text.
 */
struct dl_memo dl_results_memo(struct dl_results *results, const char *program);

struct dl_results_size {
	uint64_t records;
	uint64_t bytes;
};
struct dl_results_size dl_results_size(struct dl_results *results);

#endif
