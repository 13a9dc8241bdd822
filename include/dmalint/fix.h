/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixes: edits that end a finding, where a rule is certain of them. A fix is proposed by the scan,
 * from the text that it has read, and is whole or not at all; nothing is written.
 *
 * Whoever applies one scans the result: `dmalint fix` does that with dmalint_unsaved_file, and
 * leaves out a fix after which the file does not parse, the finding is still there, or a new one
 * is.
 */
#ifndef DMALINT_FIX_H
#define DMALINT_FIX_H

#include <dmalint/common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dmalint_finding; /* finding.h */
struct dmalint_fix;

/* NULL: none is certain. It lives as long as the finding. */
DMALINT_API const struct dmalint_fix *dmalint_finding_fix(const struct dmalint_finding *finding);

/* What it does, in a few words: "Unmap with DMA_TO_DEVICE". */
DMALINT_API const char *dmalint_fix_title(const struct dmalint_fix *fix);
/* The file that it changes. */
DMALINT_API const char *dmalint_fix_path(const struct dmalint_fix *fix);

/* Its edits, by place; none meets another. The place has its end, which may be where it begins. */
DMALINT_API size_t dmalint_fix_edit_count(const struct dmalint_fix *fix);
DMALINT_API struct dmalint_place dmalint_fix_edit_place(const struct dmalint_fix *fix,
							size_t index);
/* What takes the place of what is there; "" beyond the last. */
DMALINT_API const char *dmalint_fix_edit_text(const struct dmalint_fix *fix, size_t index);

/* Whether @text is what the scan has read, so that the places are right. */
DMALINT_API bool dmalint_fix_fits(const struct dmalint_fix *fix, const char *text, size_t length);

/*
 * Give @write the text with all fixes, which are of one file, done. DMALINT_ERR_INVALID: one does
 * not fit
 * @text, or two change the same place. DMALINT_ERR_IO: @write has failed.
 */
DMALINT_API enum dmalint_status dmalint_fix_apply(const struct dmalint_fix *const *fixes,
						  size_t count, const char *text, size_t length,
						  dmalint_write_fn write, void *arg,
						  struct dmalint_error *error);

/* Make @text the content of @path, whole or not at all; the file keeps its permissions. */
DMALINT_API enum dmalint_status dmalint_fix_write(const char *path, const char *text, size_t length,
						  struct dmalint_error *error);

#ifdef __cplusplus
}
#endif

#endif
