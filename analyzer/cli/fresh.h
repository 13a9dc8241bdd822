/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Only what is new: of a branch (--new-since) or of a patch (--diff). Both sides of the change are
 * scanned with the same options, the files of the change and their modules; what the old side has,
 * too, is not reported. The tree is only read: the other side's texts stand for its files.
 */
#ifndef DL_CLI_FRESH_H
#define DL_CLI_FRESH_H

#include "cli/change.h"

#include <dmalint/scan.h>

struct dl_fresh {
	/* what is asked for */
	const char *since; /* --new-since REV; NULL: not */
	const char *patch; /* --diff FILE; likewise */
	bool lines_only;   /* --changed-lines */

	/* what dl_fresh_begin() has found */
	struct dl_changes changes;
	char *root;	     /* where the paths of the change begin */
	const char **paths;  /* to scan; in the changes, or in: */
	char **users;	     /* sources that include changed headers */
	size_t user_count;
	struct dmalint_unsaved_file *texts;
	struct dmalint_scan *old; /* NULL: nothing to scan before the change */
	uint64_t *known;	  /* fingerprints of it, sorted */
	size_t known_count;
};

static inline bool dl_fresh_asked(const struct dl_fresh *fresh)
{
	return fresh->since || fresh->patch;
}

/*
 * Find out what has changed below @paths (@path_count 0: anywhere), scan the old side, and make @scan
 * the options of the new one; scan->path_count is 0 when there is nothing to scan. @sig: the signal that
 * has interrupted it, or 0. DL_EXIT_CLEAN, or DL_EXIT_ERROR after a message. Free in every case, after
 * the scan.
 */
int dl_fresh_begin(struct dl_fresh *fresh, struct dmalint_scan_options *scan, const char *const *paths,
		   size_t path_count, bool quiet, int *sig);
void dl_fresh_free(struct dl_fresh *fresh);

#endif
