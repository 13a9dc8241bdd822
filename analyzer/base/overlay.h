/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that stand for files: what an editor has and the disk does not. Whoever reads source asks
 * here. */
#ifndef DL_BASE_OVERLAY_H
#define DL_BASE_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

struct dl_overlay_file {
	const char *path; /* absolute, as it is asked for */
	const char *text; /* with a NUL behind it; NULL: there is no such file, whatever the disk has */
	size_t len;
};

/* A zeroed one changes nothing. */
struct dl_overlay {
	const struct dl_overlay_file *files;
	size_t count;
};

/* What stands for @path; NULL when the disk has it. @overlay may be NULL, too. */
const struct dl_overlay_file *dl_overlay_find(const struct dl_overlay *overlay, const char *path);
/* There is no such file, although the disk may have it. */
bool dl_overlay_is_gone(const struct dl_overlay *overlay, const char *path);
/* As dl_path_is_file(). */
bool dl_overlay_is_file(const struct dl_overlay *overlay, const char *path);
/* As dl_file_read_max(). */
enum dl_status dl_overlay_read(const struct dl_overlay *overlay, struct dl_buf *out,
			       const char *path, size_t max, struct dl_error *err);

#endif
