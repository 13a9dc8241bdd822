/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a Kbuild file into variables: assignments, conditionals, include. Rules and recipes are
 * passed over. */
#ifndef DL_SOURCE_MAKEFILE_H
#define DL_SOURCE_MAKEFILE_H

#include "source/make_expand.h"

/* Read @path; relative "include" lines are relative to @base. A file that cannot be read adds
 * nothing. */
void dl_makefile_read(struct dl_make *m, const char *path, const char *base);
/* The same for @text. */
void dl_makefile_parse(struct dl_make *m, const char *text, const char *base);

#endif
