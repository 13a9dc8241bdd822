/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and kinds of places: what is one field, one variable, one slot. */
#ifndef DL_ENGINE_VALUE_PLACE_H
#define DL_ENGINE_VALUE_PLACE_H

#include "engine/value/sym.h"

uint64_t dl_field_key(const struct dl_record *record, const char *field);
uint64_t dl_element_key(uint64_t field);	/* of what the elements of an array behind the field hold */
uint64_t dl_loc_key(const struct dl_sym *loc);	/* of its last field; 0 when it has none */
/*
 * The field that a place is known by: its last one; of an element of an array behind a pointer (`h->at[i]`,
 * `*h->at`) the field with that pointer. NULL: none.
 */
const struct dl_sym *dl_loc_home(const struct dl_sym *loc);
uint64_t dl_home_key(const struct dl_sym *loc);	/* of that field, or of a global without one; else 0 */
uint64_t dl_global_key(const char *name);
/* Key of a local variable, beside the field keys in one table. */
uint64_t dl_var_key(const struct dl_func *func, uint32_t var);
/* The same place, whatever the index and the base: same field of the same record, or same variable. */
bool dl_loc_same_slot(const struct dl_sym *a, const struct dl_sym *b);
/* Location is a local variable (or part of one) that dies with the function. */
bool dl_loc_is_local(const struct dl_sym *loc);

#endif
