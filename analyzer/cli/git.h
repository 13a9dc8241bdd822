/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git knows, asked through its program. The repository may be a stranger's: nothing that its
 * configuration names is run (hooks, filters, monitors, helpers), nothing is fetched, and neither
 * its index nor its files are written.
 */
#ifndef DL_CLI_GIT_H
#define DL_CLI_GIT_H

#include "cli/change.h"

struct dl_git {
	char *top;  /* of the working tree, absolute */
	char *base; /* the merge base, in full */
	char **environment; /* that keeps git from running anything */
};

/*
 * The repository of @folder, and where its HEAD and @revision parted. DL_EXIT_CLEAN, or
 * DL_EXIT_ERROR after a message. Free in every case.
 */
int dl_git_open(struct dl_git *out, const char *folder, const char *revision);
void dl_git_free(struct dl_git *git);

/*
 * Only the repository of @folder: base stays NULL. NULL when there is one, else a text that says why not;
 * free() it. dl_git_free() in every case.
 */
char *dl_git_open_top(struct dl_git *out, const char *folder);

/* What git answers to @argv in its top: its exit status, as dl_tool_run() has it. free() what is answered. */
int dl_git_ask(const struct dl_git *git, const char *const *argv, const char *input,
	       struct dl_bytes *out);
/* The first line of that; NULL when git fails or says nothing. */
char *dl_git_line(const struct dl_git *git, const char *const *argv);

/*
 * What the working tree has changed since git->base, also what is not committed or not added yet.
 * Only files that matter. Likewise.
 */
int dl_git_changes(struct dl_changes *out, const struct dl_git *git);

#endif
