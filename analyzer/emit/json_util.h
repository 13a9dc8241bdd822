/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jansson as the emitters use it: text that is always valid UTF-8, sets without a status, dump to a
 * sink.
 */
#ifndef DL_EMIT_JSON_UTIL_H
#define DL_EMIT_JSON_UTIL_H

#include <jansson.h>
#include <stdint.h>

#include "emit/sink.h"

/* Strings with wrong UTF-8 replaced; @s may be NULL ("" then). New references. */
json_t *dl_json_text(const char *s);
json_t *dl_json_text_n(const char *s, size_t size);
json_t *dl_json_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* "2026-01-31T12:00:00Z" */
json_t *dl_json_time(int64_t seconds);

/* To be given to a set or append, or to dl_json_write(). */
json_t *dl_json_object(void);
json_t *dl_json_array(void);

/* Set or append, stealing @value. When memory runs out, the call is left (base/heap.h). */
void dl_json_set(json_t *object, const char *key, json_t *value);
void dl_json_add(json_t *array, json_t *value);
/* Nothing when @s is NULL. */
void dl_json_set_text(json_t *object, const char *key, const char *s);
/* An integer when the value is one. */
void dl_json_set_number(json_t *object, const char *key, double value);

/* Indented text and a line feed; takes @root over. */
void dl_json_write(json_t *root, struct dl_sink *sink);
/* The same for a script element of a page: short, all ASCII, without a '<' that could end the element. */
void dl_json_write_script(json_t *root, struct dl_sink *sink);

#endif
