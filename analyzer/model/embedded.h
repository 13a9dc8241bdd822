/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The built-in models: cmake/generate.c writes models_data.c from
 * rules/models/ when the program is built.
 */
#ifndef DL_MODEL_EMBEDDED_H
#define DL_MODEL_EMBEDDED_H

#include "model/json.h"

struct dl_embedded_model {
	const char *path;	/* "rules/models/linux/dma-mapping.json" */
	struct dl_json value;
	uint64_t hash;		/* of the text */
};

extern const struct dl_embedded_model dl_embedded_models[];
extern const size_t dl_embedded_model_count;

#endif
