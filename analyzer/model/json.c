/* SPDX-License-Identifier: Apache-2.0 */
/* See json.h. */
#include "model/json.h"

#include <jansson.h>
#include <string.h>

#include "base/heap.h"

static void convert(struct dl_json *to, struct dl_arena *arena, const json_t *from);

static const struct dl_json *convert_members(struct dl_arena *arena, const json_t *object)
{
	struct dl_json *items = DL_NEW_ARRAY(arena, struct dl_json, json_object_size(object));
	struct dl_json *item = items;
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		convert(item, arena, value);
		item->name = dl_arena_strdup(arena, name);
		item++;
	}
	return items;
}

static const struct dl_json *convert_elements(struct dl_arena *arena, const json_t *array)
{
	struct dl_json *items = DL_NEW_ARRAY(arena, struct dl_json, json_array_size(array));
	json_t *value;
	size_t i;

	json_array_foreach(array, i, value)
		convert(&items[i], arena, value);
	return items;
}

static void convert(struct dl_json *to, struct dl_arena *arena, const json_t *from)
{
	static const enum dl_json_kind kinds[] = {
		[JSON_OBJECT] = DL_JSON_OBJECT,	  [JSON_ARRAY] = DL_JSON_ARRAY,
		[JSON_STRING] = DL_JSON_STRING,	  [JSON_INTEGER] = DL_JSON_INTEGER,
		[JSON_REAL] = DL_JSON_FRACTION,	  [JSON_TRUE] = DL_JSON_TRUE,
		[JSON_FALSE] = DL_JSON_FALSE,	  [JSON_NULL] = DL_JSON_NULL,
	};

	to->kind = kinds[json_typeof(from)];
	if (to->kind == DL_JSON_OBJECT) {
		to->count = (uint32_t)json_object_size(from);
		to->items = convert_members(arena, from);
	} else if (to->kind == DL_JSON_ARRAY) {
		to->count = (uint32_t)json_array_size(from);
		to->items = convert_elements(arena, from);
	} else if (to->kind == DL_JSON_STRING) {
		to->text = dl_arena_strdup(arena, json_string_value(from));
	} else if (to->kind == DL_JSON_INTEGER) {
		to->number = json_integer_value(from);
	}
}

/* When memory runs out in between. */
static void drop(void *root)
{
	json_decref(root);
}

enum dl_status dl_json_parse(const struct dl_json **out, struct dl_arena *arena, const char *what,
			     const char *data, size_t size, struct dl_error *err)
{
	json_error_t where;
	json_t *root = json_loadb(data, size, JSON_REJECT_DUPLICATES, &where);
	struct dl_json *value;

	if (!root && json_error_code(&where) == json_error_out_of_memory)
		dl_no_memory();
	if (!root)
		return dl_fail(err, DL_ERR_INVALID, "%s:%d:%d: %s", what, where.line, where.column,
			       where.text);
	dl_defer(drop, root);
	value = DL_NEW(arena, struct dl_json);
	convert(value, arena, root);
	*out = value;
	dl_undefer(root);
	json_decref(root);
	return DL_OK;
}

const struct dl_json *dl_json_member(const struct dl_json *object, const char *name)
{
	if (dl_json_is(object, DL_JSON_OBJECT))
		DL_JSON_EACH(object, member)
			if (!strcmp(member->name, name))
				return member;
	return NULL;
}
