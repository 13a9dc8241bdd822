/* SPDX-License-Identifier: Apache-2.0 */
#include "source/embedded.h"

#include <string.h>

const struct dl_embedded_file *dl_embedded_find(const char *path)
{
	for (size_t i = 0; i < dl_embedded_header_count; i++) {
		if (!strcmp(dl_embedded_headers[i].path, path))
			return &dl_embedded_headers[i];
	}
	return NULL;
}
