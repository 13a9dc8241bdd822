/* SPDX-License-Identifier: Apache-2.0 */
/* A patch, or a mailed series of them, applied to copies of the files that it touches. */
#ifndef DL_CLI_PATCH_H
#define DL_CLI_PATCH_H

#include "cli/change.h"

/*
 * What the patches in @file ("-": standard input) make of the files below the current folder or one
 * above. @root: the folder that its paths begin at; free() it. DL_EXIT_CLEAN, or DL_EXIT_ERROR after
 * a message that names the file and the hunk which do not apply.
 */
int dl_patch_changes(struct dl_changes *out, char **root, const char *file);

#endif
