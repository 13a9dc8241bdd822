/* SPDX-License-Identifier: Apache-2.0 */
/* See build_files.h. */
#include "source/build_files.h"

#include "base/file.h"

bool dl_build_file_read(const struct dl_build_files *files, struct dl_buf *out, const char *path)
{
	struct dl_error err = {0};
	enum dl_status status =
		dl_overlay_read(files ? files->overlay : NULL, out, path, DL_FILE_MAX, &err);

	if (status != DL_OK && status != DL_ERR_NOT_FOUND)
		dl_build_file_left_out(files, path, err.message);
	return status == DL_OK;
}

void dl_build_file_left_out(const struct dl_build_files *files, const char *path, const char *why)
{
	if (files && files->left_out)
		files->left_out(files->data, path, why);
}
