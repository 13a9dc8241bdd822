/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A place that keeps records from one run to the next, by kind and key. Anything in it may be gone at any
 * time; what a record depends on, and whether that still holds, is the business of who wrote it.
 */
#ifndef DL_BASE_MEMO_H
#define DL_BASE_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum dl_memo_kind {
	DL_MEMO_TEXTS = 1, /* what the texts of a folder name */
	DL_MEMO_HEADERS,   /* what a precompiled header was built of */
	DL_MEMO_SEARCH,	   /* files of a module that were found by their text */
	DL_MEMO_FILE,	   /* a parsed file: its health, its links, and which IR */
	DL_MEMO_IR,	   /* packed IR, by its own hash */
	DL_MEMO_MODULE,	   /* an analysed module */
	DL_MEMO_KCONFIG,   /* what is in a tree's Kconfig files */
	DL_MEMO_FOLDERS,   /* what is in the folders of a tree */
	DL_MEMO_SYMBOLS,   /* of Kconfig files */
	DL_MEMO_POSSIBLE,  /* what can be set of these */
	DL_MEMO_OPTIONS,   /* the header that is made of them */
	DL_MEMO_KINDS,	   /* one more than the last */
};

struct dl_memo {
	void *ctx;
	/* Append the record to @out. */
	bool (*get)(void *ctx, enum dl_memo_kind kind, uint64_t key, struct dl_buf *out);
	/* Keep it in place of an older one. Nothing is promised. */
	void (*put)(void *ctx, enum dl_memo_kind kind, uint64_t key, const struct dl_buf *record);
};

#endif
