/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A JSON value as the readers of models see it. The built-in models are such values in the program, made by
 * cmake/generate.c: they are read at each start, and to parse their text took longer than all the rest of that.
 */
#ifndef DL_MODEL_JSON_H
#define DL_MODEL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

enum dl_json_kind {
	DL_JSON_OBJECT,
	DL_JSON_ARRAY,
	DL_JSON_STRING,
	DL_JSON_INTEGER,
	DL_JSON_FRACTION,
	DL_JSON_TRUE,
	DL_JSON_FALSE,
	DL_JSON_NULL,
};

struct dl_json {
	const char *name; /* of a member of an object; NULL */
	enum dl_json_kind kind;
	uint32_t count; /* of members or elements */
	union {
		const struct dl_json *items; /* in the order of the text */
		const char *text;
		int64_t number;
	};
};

/* The value of a text, in the arena. What is wrong with it begins with @what, the place of the text. */
enum dl_status dl_json_parse(const struct dl_json **out, struct dl_arena *arena, const char *what,
			     const char *data, size_t size, struct dl_error *err);

/* False of NULL, too. */
static inline bool dl_json_is(const struct dl_json *value, enum dl_json_kind kind)
{
	return value && value->kind == kind;
}

static inline bool dl_json_is_truth(const struct dl_json *value)
{
	return dl_json_is(value, DL_JSON_TRUE) || dl_json_is(value, DL_JSON_FALSE);
}

/* The member of an object; NULL when there is none. */
const struct dl_json *dl_json_member(const struct dl_json *object, const char *name);

#define DL_JSON_EACH(value, item)                                                                    \
	for (const struct dl_json *item = (value)->items; item < (value)->items + (value)->count; item++)

#endif
