/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The types and records of one unit: equal types have equal pointers, a record
 * has one struct dl_record. Whoever builds a unit (frontend, text parser,
 * packed reader) makes its types here. Types live in the unit's arena; the
 * table itself is only needed while the unit is built.
 */
#ifndef DL_IR_TYPE_H
#define DL_IR_TYPE_H

#include "ir/ir.h"

struct dl_type_table;

/* @unit must have its arena and its interner; it must outlive the table. */
struct dl_type_table *dl_type_table_new(struct dl_unit *unit);
void dl_type_table_free(struct dl_type_table *table);

/*
 * The one type that equals @proto. @proto->elem and @proto->record must come from this table;
 * @proto->name is interned. Fields without a meaning for the kind are not kept.
 */
const struct dl_type *dl_type_get(struct dl_type_table *table, const struct dl_type *proto);
/* The same for a type whose @elem chain was made elsewhere; records are kept as they are. */
const struct dl_type *dl_type_import(struct dl_type_table *table, const struct dl_type *type);

/*
 * The record of that name ("struct foo"), made incomplete (size 0) on first request; the caller
 * fills it in. @nth tells apart records of the same name: 1 for the first.
 */
struct dl_record *dl_record_get(struct dl_type_table *table, const char *name, unsigned int nth);

/* Shorthands. Pointers have the size of the unit's architecture. */
const struct dl_type *dl_type_void(struct dl_type_table *table);
const struct dl_type *dl_type_unknown(struct dl_type_table *table);
const struct dl_type *dl_type_int(struct dl_type_table *table, uint64_t size, bool is_signed);
const struct dl_type *dl_type_ptr(struct dl_type_table *table, const struct dl_type *elem);
const struct dl_type *dl_type_array(struct dl_type_table *table, const struct dl_type *elem,
				    uint64_t count);
const struct dl_type *dl_type_record(struct dl_type_table *table, const struct dl_record *record);
/* @type with another typedef name (NULL: none), or with another const-ness. */
const struct dl_type *dl_type_named(struct dl_type_table *table, const struct dl_type *type,
				    const char *name);
const struct dl_type *dl_type_qualified(struct dl_type_table *table, const struct dl_type *type,
					bool is_const);

/* Deep comparison, also of types from different tables; records compare by pointer. */
bool dl_type_equal(const struct dl_type *a, const struct dl_type *b);

/* Bytes of a pointer on @arch, as in dl_unit.arch; 8 when it is NULL. */
uint64_t dl_arch_pointer_size(const char *arch);

#endif
