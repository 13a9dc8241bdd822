/* SPDX-License-Identifier: Apache-2.0 */
/* See overlay.h. An editor has a few files open: they are looked through one by one. */
#include "base/overlay.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"

const struct dl_overlay_file *dl_overlay_find(const struct dl_overlay *overlay, const char *path)
{
	for (size_t i = 0; overlay && i < overlay->count; i++)
		if (strcmp(overlay->files[i].path, path) == 0)
			return &overlay->files[i];
	return NULL;
}

bool dl_overlay_is_gone(const struct dl_overlay *overlay, const char *path)
{
	const struct dl_overlay_file *file = dl_overlay_find(overlay, path);

	return file && !file->text;
}

bool dl_overlay_is_file(const struct dl_overlay *overlay, const char *path)
{
	const struct dl_overlay_file *file = dl_overlay_find(overlay, path);

	return file ? file->text != NULL : dl_path_is_file(path);
}

enum dl_status dl_overlay_read(const struct dl_overlay *overlay, struct dl_buf *out,
			       const char *path, size_t max, struct dl_error *err)
{
	const struct dl_overlay_file *file = dl_overlay_find(overlay, path);

	if (!file)
		return dl_file_read_max(out, path, max, err);
	if (!file->text)
		return dl_fail(err, DL_ERR_NOT_FOUND, "%s: there is no such file", path);
	if (file->len > max)
		return dl_fail(err, DL_ERR_LIMIT, "%s: more than %zu bytes", path, max);
	dl_buf_add(out, file->text, file->len);
	return DL_OK;
}
