/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What earlier scans found out, in the coordinator: parsed files, which hold as long as all that a parse
 * reads is what it was, and analysed modules, which hold as long as their files do and every question that
 * the analysis asked beyond them has the answer that it had then.
 */
#ifndef DL_WORKER_RECALL_H
#define DL_WORKER_RECALL_H

#include "worker/work.h"

/* Before the files are chosen; nothing is recalled or kept when that is not wanted or cannot be. */
void dl_recall_open(struct dl_work *scan);
/* Compress what was kept of files; there are no more of them until modules have been analysed. */
void dl_recall_settle(struct dl_work *scan);
void dl_recall_close(struct dl_work *scan);
/* In a worker, which has no part in that; returns @scan. */
struct dl_work *dl_recall_leave(struct dl_work *scan);

/* The file's result as an earlier scan had it, but for its packed IR; false: it is to be parsed. */
bool dl_recall_file(struct dl_work *scan, uint32_t file);
/* A worker has answered: keep that, and say in the result what it depends on. */
void dl_recall_keep_file(struct dl_work *scan, uint32_t file);
/* The packed IR of a recalled file; false: it is gone, and the file is to be parsed. */
bool dl_recall_ir(struct dl_work *scan, uint32_t file);

bool dl_recall_module(struct dl_work *scan, uint32_t module);
void dl_recall_keep_module(struct dl_work *scan, uint32_t module);

#endif
