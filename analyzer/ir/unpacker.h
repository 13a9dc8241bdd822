/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Internal to ir/: the state of reading the packed form. The input is not
 * trusted: every number is checked where it is read; after the first bad one
 * all reads give 0, loops end and the unit is thrown away.
 */
#ifndef DL_IR_UNPACKER_H
#define DL_IR_UNPACKER_H

#include "base/codec.h"
#include "base/status.h"
#include "base/vec.h"
#include "ir/builder.h"
#include "ir/ir.h"
#include "ir/pack_format.h"

struct dl_unpacker {
	struct dl_reader in; /* bad when any column is */
	struct dl_reader columns[PACK_COLUMNS];
	uint64_t newest[PACK_COLUMNS]; /* id that was read from a column */
	size_t size;		       /* of all columns, in bytes */
	struct dl_unit_builder *ub;
	const char *path, *arch; /* of the packed unit */
	uint32_t diag_total;
	DL_VEC(uint32_t) files; /* index in the packed unit -> in the builder */
	DL_VEC(struct dl_member *) placed; /* members whose files have the index of the packed unit */
	DL_VEC(struct dl_record *) records;
	DL_VEC(const struct dl_type *) types;
	DL_VEC(struct dl_step) fields;
	struct dl_func_builder *fb;
	const struct dl_type **temp_types;
	const struct dl_type *results[DL_OP_UNKNOWN + 1]; /* of the last of each operation */
	struct dl_loc last, last_member;
	uint32_t temp, var; /* temporary and variable that come next */
};

/* The next number of a column. */
uint64_t dl_get_num(struct dl_unpacker *up, enum pack_column column);
uint64_t dl_get_max(struct dl_unpacker *up, enum pack_column column, uint64_t max);
uint32_t dl_get_u32(struct dl_unpacker *up, enum pack_column column);
/* It was put as the difference from @from. */
int64_t dl_get_diff(struct dl_unpacker *up, enum pack_column column, int64_t from);
uint32_t dl_get_u32_diff(struct dl_unpacker *up, enum pack_column column, int64_t from);
/* How many things follow. */
uint32_t dl_get_count(struct dl_unpacker *up, enum pack_column column);
/* An id of a table with @len entries; 0 is NULL. */
uint64_t dl_get_id(struct dl_unpacker *up, enum pack_column column, size_t len);
/* NULL for id 0. */
const char *dl_get_string(struct dl_unpacker *up, enum pack_column column);
const struct dl_record *dl_get_record(struct dl_unpacker *up, enum pack_column column);
const struct dl_type *dl_get_type(struct dl_unpacker *up, enum pack_column column);
struct dl_loc dl_get_loc(struct dl_unpacker *up);

void dl_get_func(struct dl_unpacker *up);

/*
 * Read a packed unit into @up->ub, which may hold others already: strings, types, records and files
 * that it has are shared. @up begins as zeros but for ->ub. What was read is valid on its own; after
 * a failure the builder has the globals, functions, diagnostics and files that it had; records may have a layout more.
 */
enum dl_status dl_unpack_into(struct dl_unpacker *up, const void *data, size_t size,
			      struct dl_error *err);

#endif
