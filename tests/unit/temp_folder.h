/* SPDX-License-Identifier: Apache-2.0 */
/* Where tests put their files: the folder that TMPDIR names, else /tmp. */
#ifndef DL_TESTS_TEMP_FOLDER_H
#define DL_TESTS_TEMP_FOLDER_H

#include <stdio.h>
#include <stdlib.h>

static inline const char *temp_root(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && *dir ? dir : "/tmp";
}

/* A new folder whose name ends in @name ("dl-store-XXXXXX"), into @path of @size bytes. */
static inline void temp_folder(char *path, size_t size, const char *name)
{
	if (snprintf(path, size, "%s/%s", temp_root(), name) >= (int)size || !mkdtemp(path))
		abort();
}

#endif
