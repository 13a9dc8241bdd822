/* SPDX-License-Identifier: Apache-2.0 */
/* Of cmake/generate.c: JSON files as C initialisers of struct dl_json. */
#ifndef DL_CMAKE_GENERATE_JSON_H
#define DL_CMAKE_GENERATE_JSON_H

#include "base/buf.h"
#include "model/json.h"

struct json_text {
	struct dl_buf arrays; /* members and elements, each array before those that point to it */
	struct dl_buf values;
	size_t made; /* number of arrays */
};

/* What is no JSON ends the program. */
const struct dl_json *parse_json(struct dl_arena *arena, const char *path, const struct dl_buf *content);
/* Append the initialiser of @value to out->values. */
void add_json(struct json_text *out, const struct dl_json *value);

#endif
