/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A shard of a scan parses the files of its own modules, and of the others those that its own ask about: guests.
 * They are found by text and parsed, so every question has the answer that it has in the whole scan
 * (docs/decisions/0014-shards.md). Nothing is said of them.
 */
#ifndef DL_WORKER_SHARD_H
#define DL_WORKER_SHARD_H

#include "worker/work.h"

/* The file is the shard's own, or a guest. True of all files when the scan has no shards. */
bool dl_shard_has(const struct dl_work *scan, uint32_t file);
/* All candidates of the file's module are parsed, so it is known what to look for by text. */
bool dl_shard_has_module(const struct dl_work *scan, uint32_t file);
/* Once its own files are parsed: invite who defines what they call. */
void dl_shard_expect(struct dl_work *scan);
/* Parse guests that were invited, and those that these need, until there is none; with @pool, as for files. */
enum dl_status dl_shard_receive(struct dl_work *scan, struct dl_pool_options *pool, struct dl_error *err);
/* What the module has asked is not answered yet: it waits for guests who were invited by that. */
bool dl_shard_waits(struct dl_work *scan, const struct dl_module_result *r);

#endif
