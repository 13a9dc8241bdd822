/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the text filter found in the files of a folder, kept from one scan to the next, so that an unchanged
 * file is not read again to learn whether it is a candidate.
 */
#ifndef DL_SOURCE_FACTS_H
#define DL_SOURCE_FACTS_H

#include "base/memo.h"
#include "base/stamp.h"
#include "source/candidates.h"

struct dl_facts;

/* @memo and @stamps outlive it; without a memo nothing is known, ever. */
struct dl_facts *dl_facts_new(const struct dl_memo *memo, struct dl_stamps *stamps,
			      const struct dl_names *names);
void dl_facts_free(struct dl_facts *facts);

/*
 * What an earlier scan found in the file, if it is what it was; false: read it. The strings live as long as
 * @facts, the list of includes is the caller's to free. @size: bytes.
 */
bool dl_facts_find(struct dl_facts *facts, const char *path, struct dl_text_scan *out, uint64_t *size);
/* The file was read: @text. */
void dl_facts_add(struct dl_facts *facts, const char *path, const struct dl_buf *text,
		  const struct dl_text_scan *scan);
/* Keep what was added since the last time. */
void dl_facts_keep(struct dl_facts *facts);

#endif
