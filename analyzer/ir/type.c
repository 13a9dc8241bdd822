/* SPDX-License-Identifier: Apache-2.0 */
/* Hash-consing of types and records. Knows nothing of instructions. */
#include "ir/type.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/map.h"

struct dl_type_table {
	struct dl_unit *unit;
	struct dl_map types;   /* struct dl_type, by its hash */
	struct dl_map records; /* name or name~nth -> struct dl_record */
};

struct dl_type_table *dl_type_table_new(struct dl_unit *unit)
{
	struct dl_type_table *table = dl_xcalloc(1, sizeof(*table));

	table->unit = unit;
	return table;
}

void dl_type_table_free(struct dl_type_table *table)
{
	if (!table)
		return;
	dl_map_free(&table->types);
	dl_map_free(&table->records);
	dl_free(table);
}

static bool has_elem(enum dl_type_kind kind)
{
	return kind == DL_TYPE_PTR || kind == DL_TYPE_ARRAY || kind == DL_TYPE_FUNC;
}

/* Drop what has no meaning for the kind, so that it cannot make equal types differ. */
static struct dl_type normalised(const struct dl_type *proto, const char *name)
{
	struct dl_type type = *proto;

	type.name = name;
	if (type.kind != DL_TYPE_INT && type.kind != DL_TYPE_ENUM)
		type.is_signed = false;
	if (!has_elem(type.kind))
		type.elem = NULL;
	if (type.kind != DL_TYPE_ARRAY)
		type.count = 0;
	if (type.kind != DL_TYPE_RECORD)
		type.record = NULL;
	return type;
}

static bool same(const void *value, const void *wanted)
{
	const struct dl_type *a = value, *b = wanted;

	return a->kind == b->kind && a->is_signed == b->is_signed && a->is_const == b->is_const &&
	       a->size == b->size && a->name == b->name && a->elem == b->elem &&
	       a->count == b->count && a->record == b->record;
}

static uint64_t hash_type(const struct dl_type *type)
{
	uint64_t h = dl_hash_word(type->size, (uint64_t)type->kind << 2 |
						     (uint64_t)type->is_signed << 1 |
						     type->is_const);

	h = dl_hash_word(h, (uintptr_t)type->name);
	h = dl_hash_word(h, (uintptr_t)type->elem);
	h = dl_hash_word(h, type->count);
	return dl_hash_word(h, (uintptr_t)type->record);
}

const struct dl_type *dl_type_get(struct dl_type_table *table, const struct dl_type *proto)
{
	struct dl_type type = normalised(proto, dl_intern(table->unit->names, proto->name));
	uint64_t h = hash_type(&type);
	struct dl_type *known = dl_map_find(&table->types, h, same, &type);

	if (!known) {
		known = dl_arena_memdup(table->unit->arena, &type, sizeof(type));
		dl_map_add(&table->types, h, known);
	}
	return known;
}

const struct dl_type *dl_type_import(struct dl_type_table *table, const struct dl_type *type)
{
	struct dl_type copy;

	if (!type)
		return NULL;
	copy = *type;
	copy.elem = dl_type_import(table, type->elem);
	return dl_type_get(table, &copy);
}

struct dl_record *dl_record_get(struct dl_type_table *table, const char *name, unsigned int nth)
{
	const char *key = name;
	struct dl_record *record;

	if (nth > 1)
		key = dl_arena_printf(table->unit->arena, "%s~%u", name, nth);
	record = dl_map_get_str(&table->records, key);
	if (record)
		return record;
	record = DL_NEW(table->unit->arena, struct dl_record);
	record->name = dl_intern(table->unit->names, name);
	record->is_union = strncmp(name, "union ", 6) == 0;
	dl_map_put_str(&table->records, key, record);
	return record;
}

const struct dl_type *dl_type_void(struct dl_type_table *table)
{
	return dl_type_get(table, &(struct dl_type){.kind = DL_TYPE_VOID});
}

const struct dl_type *dl_type_unknown(struct dl_type_table *table)
{
	return dl_type_get(table, &(struct dl_type){.kind = DL_TYPE_UNKNOWN});
}

const struct dl_type *dl_type_int(struct dl_type_table *table, uint64_t size, bool is_signed)
{
	return dl_type_get(
		table,
		&(struct dl_type){.kind = DL_TYPE_INT, .size = size, .is_signed = is_signed});
}

const struct dl_type *dl_type_ptr(struct dl_type_table *table, const struct dl_type *elem)
{
	return dl_type_get(table,
			   &(struct dl_type){.kind = DL_TYPE_PTR,
					     .elem = elem,
					     .size = dl_arch_pointer_size(table->unit->arch)});
}

const struct dl_type *dl_type_array(struct dl_type_table *table, const struct dl_type *elem,
				    uint64_t count)
{
	return dl_type_get(table, &(struct dl_type){.kind = DL_TYPE_ARRAY,
						    .elem = elem,
						    .count = count,
						    .size = elem->size * count});
}

const struct dl_type *dl_type_record(struct dl_type_table *table, const struct dl_record *record)
{
	return dl_type_get(
		table,
		&(struct dl_type){.kind = DL_TYPE_RECORD, .record = record, .size = record->size});
}

const struct dl_type *dl_type_named(struct dl_type_table *table, const struct dl_type *type,
				    const char *name)
{
	struct dl_type copy = *type;

	copy.name = name;
	return dl_type_get(table, &copy);
}

const struct dl_type *dl_type_qualified(struct dl_type_table *table, const struct dl_type *type,
					bool is_const)
{
	struct dl_type copy = *type;

	copy.is_const = is_const;
	return dl_type_get(table, &copy);
}

bool dl_type_equal(const struct dl_type *a, const struct dl_type *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->kind != b->kind || a->is_const != b->is_const || a->size != b->size)
		return false;
	if (a->name != b->name && (!a->name || !b->name || strcmp(a->name, b->name) != 0))
		return false;
	switch (a->kind) {
	case DL_TYPE_INT:
	case DL_TYPE_ENUM:
		return a->is_signed == b->is_signed;
	case DL_TYPE_PTR:
	case DL_TYPE_FUNC:
		return dl_type_equal(a->elem, b->elem);
	case DL_TYPE_ARRAY:
		return a->count == b->count && dl_type_equal(a->elem, b->elem);
	case DL_TYPE_RECORD:
		return a->record == b->record;
	default:
		return true;
	}
}

uint64_t dl_arch_pointer_size(const char *arch)
{
	if (!arch || strstr(arch, "64") || strcmp(arch, "s390") == 0)
		return 8;
	return 4;
}
