/* SPDX-License-Identifier: Apache-2.0 */
/* See generate_json.h. */
#include "generate_json.h"

#include <stdio.h>
#include <stdlib.h>

#include "generate_text.h"

const struct dl_json *parse_json(struct dl_arena *arena, const char *path, const struct dl_buf *content)
{
	const struct dl_json *value = NULL;
	struct dl_error err = { 0 };

	if (dl_json_parse(&value, arena, path, content->data, content->len, &err) != DL_OK) {
		fprintf(stderr, "%s\n", err.message);
		exit(1);
	}
	return value;
}

/* @array: number of the array of its items. */
static void add_value(struct dl_buf *t, const struct dl_json *value, size_t array)
{
	static const char *const kinds[] = {
		[DL_JSON_OBJECT] = "OBJECT",   [DL_JSON_ARRAY] = "ARRAY", [DL_JSON_STRING] = "STRING",
		[DL_JSON_INTEGER] = "INTEGER", [DL_JSON_FRACTION] = "FRACTION",
		[DL_JSON_TRUE] = "TRUE",       [DL_JSON_FALSE] = "FALSE", [DL_JSON_NULL] = "NULL",
	};

	dl_buf_printf(t, "{ ");
	add_string(t, value->name);
	dl_buf_printf(t, ", DL_JSON_%s, %u, { ", kinds[value->kind], (unsigned int)value->count);
	if (value->count) {
		dl_buf_printf(t, "a%zu", array);
	} else if (value->kind == DL_JSON_STRING) {
		dl_buf_printf(t, ".text = ");
		add_string(t, value->text);
	} else if (value->kind == DL_JSON_INTEGER) {
		dl_buf_printf(t, ".number = (int64_t)%lluu", (unsigned long long)value->number);
	} else {
		dl_buf_printf(t, "NULL");
	}
	dl_buf_printf(t, " } }");
}

/* The array of the value's items; returns its number. */
static size_t add_array(struct json_text *out, const struct dl_json *value)
{
	struct dl_buf t = { 0 };
	size_t number;

	if (!value->count)
		return 0;
	DL_JSON_EACH(value, item) {
		size_t array = add_array(out, item);

		dl_buf_printf(&t, "\t");
		add_value(&t, item, array);
		dl_buf_printf(&t, ",\n");
	}
	number = ++out->made;
	dl_buf_printf(&out->arrays, "static const struct dl_json a%zu[] = {\n%s};\n", number, dl_buf_str(&t));
	dl_buf_free(&t);
	return number;
}

void add_json(struct json_text *out, const struct dl_json *value)
{
	size_t array = add_array(out, value);

	add_value(&out->values, value, array);
}
