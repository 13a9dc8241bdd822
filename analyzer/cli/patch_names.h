/* SPDX-License-Identifier: Apache-2.0 */
/* Which files the text of a patch speaks of. */
#ifndef DL_CLI_PATCH_NAMES_H
#define DL_CLI_PATCH_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct dl_patch_name {
	char *name;	  /* as it stands there, with a/ or b/ */
	char *renamed_to; /* without a/ and b/, as git writes it; NULL: not renamed */
	bool is_plain;	  /* name has no a/ or b/: of a rename */
	bool is_old;	  /* it is there before the patch */
};

struct dl_patch_names {
	struct dl_patch_name *list;
	size_t count;
	size_t cap;
	size_t hunks;
};

/* Append the names in @text, which ends with a NUL. What stands in hunks is passed over. */
void dl_patch_names_read(struct dl_patch_names *out, const char *text);
void dl_patch_names_free(struct dl_patch_names *names);

#endif
