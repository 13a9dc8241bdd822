/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixes that were tried. The files are scanned as they are, then as they would be: a fix is taken
 * when the file parses as well as before, the finding is gone, and there is none that was not
 * there. Fixes that change the same place are taken one after the other, each made for the text
 * that the one before leaves.
 */
#ifndef DL_CLI_FIXES_H
#define DL_CLI_FIXES_H

#include <dmalint/fix.h>
#include <dmalint/scan.h>

#include "cli/cli.h"
#include "cli/tool.h"

/* A file that fixes change. */
struct dl_fixed_file {
	char *path;	     /* absolute */
	char *name;	     /* as findings have it */
	struct dl_bytes old; /* as it is on the disk */
	struct dl_bytes new; /* with the fixes taken so far */
	size_t count;	     /* of these */
};

struct dl_fixes {
	/* what is asked for */
	const char *rule;	/* id; NULL: of every rule */
	const uint64_t *wanted; /* fingerprints; NULL: all */
	size_t wanted_count;
	enum dmalint_confidence confidence; /* the least */
	bool quiet;

	/* what dl_fixes_try() has found */
	struct dl_fixed_file *files;
	size_t file_count;
	size_t findings; /* that were asked for */
	size_t offered;	 /* of these: have a fix */
	size_t taken;
	size_t left_out;
	char **titles; /* of those taken, "PATH:LINE: TITLE [RULE]", in the order of taking */
};

/*
 * Scan options->paths and try the fixes of what is found. The flags of @options are set here; each
 * fix that is left out is named in a note that says why. *@sig: the signal that has interrupted it,
 * or 0. DL_EXIT_CLEAN, or DL_EXIT_ERROR after a message. Free in every case.
 */
int dl_fixes_try(struct dl_fixes *fixes, struct dmalint_scan_options *options, int *sig);
void dl_fixes_free(struct dl_fixes *fixes);

#endif
