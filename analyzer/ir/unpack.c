/* SPDX-License-Identifier: Apache-2.0 */
/* Reader of the packed form: header, tables, globals and the unit. */
#include "ir/pack.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "ir/pack_format.h"
#include "ir/unpacker.h"
#include "ir/validate.h"

/* ---- numbers ---- */

static uint64_t bad(struct dl_unpacker *up)
{
	up->bad = true;
	return 0;
}

uint64_t dl_get_num(struct dl_unpacker *up)
{
	uint64_t value = 0;

	for (unsigned int shift = 0; !up->bad && shift < 64; shift += 7) {
		uint64_t byte;

		if (up->at == up->end)
			return bad(up);
		byte = *up->at++;
		if (shift == 63 && byte > 1)
			return bad(up);
		value |= (byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	return bad(up);
}

int64_t dl_get_signed(struct dl_unpacker *up)
{
	uint64_t value = dl_get_num(up);

	return (int64_t)(value >> 1 ^ (0 - (value & 1)));
}

uint64_t dl_get_max(struct dl_unpacker *up, uint64_t max)
{
	uint64_t value = dl_get_num(up);

	return value <= max ? value : bad(up);
}

uint32_t dl_get_count(struct dl_unpacker *up)
{
	uint64_t left = (uint64_t)(up->end - up->at);

	return (uint32_t)dl_get_max(up, left < UINT32_MAX ? left : UINT32_MAX);
}

/* ---- tables ---- */

const char *dl_get_string(struct dl_unpacker *up)
{
	uint64_t id = dl_get_max(up, up->strings.len);

	return id ? up->strings.data[id - 1] : NULL;
}

const struct dl_record *dl_get_record(struct dl_unpacker *up)
{
	uint64_t id = dl_get_max(up, up->records.len);

	return id ? up->records.data[id - 1] : NULL;
}

const struct dl_type *dl_get_type(struct dl_unpacker *up)
{
	uint64_t id = dl_get_max(up, up->types.len);

	return id ? up->types.data[id - 1] : NULL;
}

static void get_string_entry(struct dl_unpacker *up)
{
	uint32_t len = dl_get_count(up);

	if (memchr(up->at, '\0', len))
		up->bad = true;
	dl_vec_push(&up->strings, dl_intern_n(up->ub->unit->names, (const char *)up->at, len));
	up->at += len;
}

static bool is_taken(const struct dl_unpacker *up, const struct dl_record *record)
{
	for (size_t i = 0; i < up->records.len; i++)
		if (up->records.data[i] == record)
			return true;
	return false;
}

/* The record that another unit has under this name, when it can be the same; else a new one. */
static const struct dl_record *record_like(struct dl_unpacker *up, const struct dl_record *seen)
{
	for (unsigned int nth = 1;; nth++) {
		struct dl_record *record = dl_record_get(up->ub->types, seen->name, nth);
		bool fresh = !record->size && !record->is_core;

		if (is_taken(up, record))
			continue;
		if (!fresh && seen->size && record->size != seen->size)
			continue;
		if (seen->size || fresh) {
			record->size = seen->size;
			record->is_union = seen->is_union;
		}
		record->is_core |= seen->is_core;
		return record;
	}
}

static void get_record_entry(struct dl_unpacker *up)
{
	const char *name = dl_get_string(up);
	struct dl_record seen = {.name = name};
	uint64_t flags;

	if (!name) {
		up->bad = true;
		return;
	}
	seen.size = dl_get_num(up);
	flags = dl_get_max(up, PACK_UNION | PACK_CORE);
	seen.is_union = flags & PACK_UNION;
	seen.is_core = flags & PACK_CORE;
	dl_vec_push(&up->records, record_like(up, &seen));
}

static void get_type_entry(struct dl_unpacker *up)
{
	uint64_t head = dl_get_max(up, PACK_KIND_MASK | PACK_SIGNED | PACK_CONST);
	struct dl_type type = {
		.kind = (enum dl_type_kind)(head & PACK_KIND_MASK),
		.is_signed = head & PACK_SIGNED,
		.is_const = head & PACK_CONST,
	};

	if (type.kind > DL_TYPE_FUNC)
		up->bad = true;
	type.size = dl_get_num(up);
	type.name = dl_get_string(up);
	if (pack_has_elem(type.kind))
		type.elem = dl_get_type(up);
	if (type.kind == DL_TYPE_ARRAY)
		type.count = dl_get_num(up);
	if (type.kind == DL_TYPE_RECORD)
		type.record = dl_get_record(up);
	dl_vec_push(&up->types, dl_type_get(up->ub->types, &type));
}

static void get_field_entry(struct dl_unpacker *up)
{
	struct dl_step step = {.kind = DL_STEP_FIELD};

	step.record = dl_get_record(up);
	step.field = dl_get_string(up);
	step.offset = (uint32_t)dl_get_max(up, UINT32_MAX);
	step.size = (uint32_t)dl_get_max(up, UINT32_MAX);
	step.type = dl_get_type(up);
	dl_vec_push(&up->fields, step);
}

void dl_get_tables(struct dl_unpacker *up)
{
	static void (*const entries[])(struct dl_unpacker *) = {
		get_string_entry,
		get_record_entry,
		get_type_entry,
		get_field_entry,
	};

	for (size_t table = 0; table < sizeof(entries) / sizeof(entries[0]); table++) {
		uint32_t count = dl_get_count(up);

		for (uint32_t i = 0; i < count && !up->bad; i++)
			entries[table](up);
	}
}

/* ---- the unit ---- */

/* The same location by the builder's table of files. */
static struct dl_loc in_builder(struct dl_unpacker *up, struct dl_loc loc)
{
	if (loc.file < up->files.len)
		loc.file = up->files.data[loc.file];
	else if (loc.line)
		up->bad = true;
	return loc;
}

struct dl_loc dl_get_loc(struct dl_unpacker *up)
{
	struct dl_loc loc = {0};
	uint64_t head =
		dl_get_max(up, PACK_LOC_SAME | PACK_LOC_OTHER | PACK_LOC_FILE | PACK_LOC_END);

	if (head == PACK_LOC_NONE)
		return loc;
	if (head == PACK_LOC_SAME)
		return in_builder(up, up->last);
	if (!(head & PACK_LOC_OTHER) || head & PACK_LOC_SAME)
		up->bad = true;
	loc.file = head & PACK_LOC_FILE ? (uint32_t)dl_get_max(up, UINT32_MAX) : up->last.file;
	loc.line = up->last.line + (uint32_t)dl_get_signed(up);
	loc.col = (uint32_t)dl_get_max(up, UINT32_MAX);
	if (head & PACK_LOC_END) {
		loc.end_line = loc.line + (uint32_t)dl_get_signed(up);
		loc.end_col = (uint32_t)dl_get_max(up, UINT32_MAX);
	}
	up->last = loc;
	return in_builder(up, loc);
}

/* Headers are shared with the units before; @known files are theirs. */
static uint32_t shared_file(struct dl_unpacker *up, const struct dl_file *file, size_t known)
{
	for (size_t i = 0; i < known; i++) {
		if (up->ub->files.data[i].path != file->path)
			continue;
		up->ub->files.data[i].is_main |= file->is_main;
		return (uint32_t)i;
	}
	dl_vec_push(&up->ub->files, *file);
	return (uint32_t)up->ub->files.len - 1;
}

static void get_files(struct dl_unpacker *up)
{
	uint32_t count = dl_get_count(up);
	size_t known = up->ub->files.len;

	for (uint32_t i = 0; i < count && !up->bad; i++) {
		struct dl_file file = {.path = dl_get_string(up)};

		file.is_main = dl_get_max(up, 1);
		dl_vec_push(&up->files, shared_file(up, &file, known));
	}
}

static void get_global(struct dl_unpacker *up)
{
	struct dl_global global = {.name = dl_get_string(up)};
	DL_VEC(struct dl_init_ref) refs = {0};
	uint64_t flags;

	global.type = dl_get_type(up);
	global.loc = dl_get_loc(up);
	flags = dl_get_max(up, PACK_STATIC | PACK_CONSTANT | PACK_DEFINITION);
	global.is_static = flags & PACK_STATIC;
	global.is_const = flags & PACK_CONSTANT;
	global.is_definition = flags & PACK_DEFINITION;
	global.owner = dl_get_string(up);
	global.ref_count = dl_get_count(up);
	for (uint32_t i = 0; i < global.ref_count && !up->bad; i++) {
		struct dl_init_ref ref = {.field = dl_get_string(up)};

		ref.func = dl_get_string(up);
		dl_vec_push(&refs, ref);
	}
	global.refs = dl_vec_to_arena(&refs, up->ub->unit->arena);
	dl_vec_free(&refs);
	dl_vec_push(&up->ub->globals, global);
}

static void get_diag(struct dl_unpacker *up)
{
	struct dl_diag diag = {.text = dl_get_string(up)};

	diag.func = dl_get_string(up);
	diag.loc = dl_get_loc(up);
	dl_vec_push(&up->ub->diags, diag);
}

static void get_unit(struct dl_unpacker *up)
{
	static void (*const lists[])(struct dl_unpacker *) = {get_global, dl_get_func, get_diag};

	dl_get_tables(up);
	up->path = dl_get_string(up);
	up->arch = dl_get_string(up);
	get_files(up);
	for (size_t list = 0; list < sizeof(lists) / sizeof(lists[0]); list++) {
		uint32_t count = dl_get_count(up);

		for (uint32_t i = 0; i < count && !up->bad; i++)
			lists[list](up);
	}
	up->diag_total = (uint32_t)dl_get_max(up, UINT32_MAX);
	if (up->at != up->end)
		up->bad = true;
}

/* ---- header ---- */

static uint64_t get_le(const unsigned char *at, int bytes)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value |= (uint64_t)at[i] << 8 * i;
	return value;
}

static enum dl_status corrupt(struct dl_error *err, const char *what)
{
	return dl_fail(err, DL_ERR_CORRUPT, "packed IR: %s; parse the source again", what);
}

static enum dl_status check_header(const unsigned char *data, size_t size, struct dl_error *err)
{
	uint64_t version;

	if (size < DL_PACK_HEADER_SIZE)
		return corrupt(err, "shorter than its header");
	if (memcmp(data, DL_PACK_MAGIC, 4) != 0)
		return corrupt(err, "does not start with \"" DL_PACK_MAGIC "\"");
	version = get_le(data + 4, 4);
	if (version != DL_PACK_VERSION)
		return dl_fail(err, DL_ERR_VERSION,
			       "packed IR has version %" PRIu64 ", this "
			       "dmalint reads %d; parse the source again",
			       version, DL_PACK_VERSION);
	if (get_le(data + 8, 8) != size - DL_PACK_HEADER_SIZE)
		return corrupt(err, "size differs from that in its header");
	if (get_le(data + 16, 8) !=
	    dl_hash_final(dl_hash_bytes(DL_HASH_SEED, data + DL_PACK_HEADER_SIZE,
					size - DL_PACK_HEADER_SIZE)))
		return corrupt(err, "checksum does not match");
	return DL_OK;
}

/* What was read, as a unit of its own. */
static struct dl_unit view(const struct dl_unpacker *up, size_t globals, size_t funcs, size_t diags)
{
	struct dl_unit unit = *up->ub->unit;

	unit.path = up->path;
	unit.arch = up->arch;
	unit.file_count = (uint32_t)up->ub->files.len;
	unit.files = up->ub->files.data;
	unit.global_count = (uint32_t)(up->ub->globals.len - globals);
	unit.globals = up->ub->globals.data + globals;
	unit.func_count = (uint32_t)(up->ub->funcs.len - funcs);
	unit.funcs = up->ub->funcs.data + funcs;
	unit.diag_count = (uint32_t)(up->ub->diags.len - diags);
	unit.diags = up->ub->diags.data + diags;
	unit.diag_total = up->diag_total;
	return unit;
}

enum dl_status dl_unpack_into(struct dl_unpacker *up, const void *data, size_t size,
			      struct dl_error *err)
{
	size_t globals = up->ub->globals.len, funcs = up->ub->funcs.len;
	size_t diags = up->ub->diags.len, files = up->ub->files.len;
	struct dl_error inner = {0};
	enum dl_status status = check_header(data, size, err);

	if (status != DL_OK)
		return status;
	up->at = (const unsigned char *)data + DL_PACK_HEADER_SIZE;
	up->end = (const unsigned char *)data + size;
	get_unit(up);
	dl_vec_free(&up->files);
	dl_vec_free(&up->strings);
	dl_vec_free(&up->records);
	dl_vec_free(&up->types);
	dl_vec_free(&up->fields);
	if (up->bad) {
		status = corrupt(err, "payload is damaged");
	} else {
		struct dl_unit unit = view(up, globals, funcs, diags);

		if (dl_ir_validate(&unit, &inner) != DL_OK)
			status = dl_fail(err, DL_ERR_CORRUPT,
					 "packed IR: %.500s; parse the source again",
					 inner.message);
	}
	if (status != DL_OK) {
		up->ub->globals.len = globals;
		up->ub->funcs.len = funcs;
		up->ub->diags.len = diags;
		up->ub->files.len = files;
	}
	return status;
}

enum dl_status dl_ir_unpack(struct dl_unit **out, const void *data, size_t size,
			    struct dl_error *err)
{
	struct dl_unit_builder ub;
	struct dl_unpacker up = {.ub = &ub};
	enum dl_status status;

	*out = NULL;
	dl_ub_init(&ub, NULL, NULL);
	status = dl_unpack_into(&up, data, size, err);
	if (status != DL_OK) {
		dl_ub_abandon(&ub);
		return status;
	}
	ub.unit->path = up.path;
	ub.unit->arch = up.arch;
	ub.unit->diag_total = up.diag_total;
	*out = dl_ub_finish(&ub);
	return DL_OK;
}
