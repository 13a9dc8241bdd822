/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The built-in models as bytes: cmake/generate.c writes models_data.c from
 * rules/models/ when the program is built.
 */
#ifndef DL_MODEL_EMBEDDED_H
#define DL_MODEL_EMBEDDED_H

#include <stddef.h>

struct dl_embedded_model {
	const char *path;	/* "rules/models/linux/dma-mapping.json" */
	const char *data;	/* JSON text, not necessarily NUL-terminated */
	size_t size;
};

extern const struct dl_embedded_model dl_embedded_models[];
extern const size_t dl_embedded_model_count;

#endif
