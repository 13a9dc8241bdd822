/* SPDX-License-Identifier: Apache-2.0 */
/* Reader of the packed form: header, tables, globals and the unit. */
#include "ir/pack.h"

#include "ir/pack_format.h"
#include "ir/unpacker.h"
#include "ir/validate.h"

/* ---- columns ---- */

uint64_t dl_get_num(struct dl_unpacker *up, enum pack_column column)
{
	uint64_t value = up->in.bad ? 0 : dl_read_num(&up->columns[column]);

	up->in.bad |= up->columns[column].bad;
	return value;
}

uint64_t dl_get_max(struct dl_unpacker *up, enum pack_column column, uint64_t max)
{
	uint64_t value = dl_get_num(up, column);

	up->in.bad |= value > max;
	return value > max ? 0 : value;
}

uint32_t dl_get_u32(struct dl_unpacker *up, enum pack_column column)
{
	return (uint32_t)dl_get_max(up, column, UINT32_MAX);
}

int64_t dl_get_diff(struct dl_unpacker *up, enum pack_column column, int64_t from)
{
	uint64_t value = dl_get_num(up, column);

	return (int64_t)((uint64_t)from + (value >> 1 ^ (0 - (value & 1))));
}

uint32_t dl_get_u32_diff(struct dl_unpacker *up, enum pack_column column, int64_t from)
{
	int64_t value = dl_get_diff(up, column, from);

	if (value < 0 || value > UINT32_MAX)
		up->in.bad = true;
	return up->in.bad ? 0 : (uint32_t)value;
}

uint32_t dl_get_count(struct dl_unpacker *up, enum pack_column column)
{
	/* each is at least a byte of some column */
	return (uint32_t)dl_get_max(up, column, up->size < UINT32_MAX ? up->size : UINT32_MAX);
}

uint64_t dl_get_id(struct dl_unpacker *up, enum pack_column column, size_t len)
{
	uint64_t value = dl_get_max(up, column, (uint64_t)len + 1);
	uint64_t id = value ? value - 1 : up->newest[column] + 1;

	if (id > len)
		up->in.bad = true;
	if (up->in.bad)
		return 0;
	if (id > up->newest[column])
		up->newest[column] = id;
	return id;
}

const char *dl_get_string(struct dl_unpacker *up, enum pack_column column)
{
	uint64_t id = dl_get_id(up, column, up->in.strings.len);

	return id ? up->in.strings.data[id - 1] : NULL;
}

const struct dl_record *dl_get_record(struct dl_unpacker *up, enum pack_column column)
{
	uint64_t id = dl_get_id(up, column, up->records.len);

	return id ? up->records.data[id - 1] : NULL;
}

const struct dl_type *dl_get_type(struct dl_unpacker *up, enum pack_column column)
{
	uint64_t id = dl_get_id(up, column, up->types.len);

	return id ? up->types.data[id - 1] : NULL;
}

/* ---- tables ---- */

static bool is_taken(const struct dl_unpacker *up, const struct dl_record *record)
{
	for (size_t i = 0; i < up->records.len; i++)
		if (up->records.data[i] == record)
			return true;
	return false;
}

/* The record that another unit has under this name, when it can be the same; else a new one. */
static struct dl_record *record_like(struct dl_unpacker *up, const struct dl_record *seen)
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
	struct dl_record seen = {.name = dl_get_string(up, PACK_RECORD_NAMES)};
	uint64_t flags;

	if (!seen.name) {
		up->in.bad = true;
		return;
	}
	seen.size = dl_get_num(up, PACK_RECORDS);
	flags = dl_get_max(up, PACK_RECORDS, PACK_UNION | PACK_CORE);
	seen.is_union = flags & PACK_UNION;
	seen.is_core = flags & PACK_CORE;
	dl_vec_push(&up->records, record_like(up, &seen));
}

static void get_type_entry(struct dl_unpacker *up)
{
	uint64_t head = dl_get_max(up, PACK_TYPE_KINDS, PACK_KIND_MASK | PACK_SIGNED | PACK_CONST);
	struct dl_type type = {
		.kind = (enum dl_type_kind)(head & PACK_KIND_MASK),
		.is_signed = head & PACK_SIGNED,
		.is_const = head & PACK_CONST,
	};

	if (type.kind > DL_TYPE_FUNC)
		up->in.bad = true;
	type.size = dl_get_num(up, PACK_TYPE_SIZES);
	type.name = dl_get_string(up, PACK_TYPE_NAMES);
	if (pack_has_elem(type.kind))
		type.elem = dl_get_type(up, PACK_TYPE_PARTS);
	if (type.kind == DL_TYPE_ARRAY)
		type.count = dl_get_num(up, PACK_TYPE_SIZES);
	if (type.kind == DL_TYPE_RECORD)
		type.record = dl_get_record(up, PACK_TYPE_RECORDS);
	dl_vec_push(&up->types, dl_type_get(up->ub->types, &type));
}

static void get_field_entry(struct dl_unpacker *up)
{
	struct dl_step step = {.kind = DL_STEP_FIELD};

	step.record = dl_get_record(up, PACK_FIELD_RECORDS);
	step.field = dl_get_string(up, PACK_FIELD_NAMES);
	step.offset = dl_get_u32(up, PACK_FIELD_OFFSETS);
	step.type = dl_get_type(up, PACK_FIELD_TYPES);
	step.size = dl_get_u32_diff(up, PACK_FIELD_SIZES, step.type ? (int64_t)step.type->size : 0);
	dl_vec_push(&up->fields, step);
}

static struct dl_member get_member(struct dl_unpacker *up, int64_t end)
{
	uint64_t flags = dl_get_max(up, PACK_MEMBERS,
				    PACK_BIT_FIELD | PACK_ALIGNED | PACK_OTHER_SIZE | PACK_DECLARED);
	struct dl_member member = {.is_bit_field = flags & PACK_BIT_FIELD};

	member.name = dl_get_string(up, PACK_MEMBER_NAMES);
	member.type = dl_get_type(up, PACK_MEMBER_TYPES);
	member.offset = dl_get_u32_diff(up, PACK_MEMBER_GAPS, end);
	if (flags & PACK_OTHER_SIZE)
		member.size = dl_get_u32(up, PACK_MEMBER_GAPS);
	else if (member.type)
		member.size = (uint32_t)member.type->size;
	if (flags & PACK_ALIGNED)
		member.aligned = dl_get_string(up, PACK_MEMBER_NAMES);
	if (flags & PACK_DECLARED) {
		member.loc.file = dl_get_u32_diff(up, PACK_MEMBER_LOCS, up->last_member.file);
		member.loc.line = dl_get_u32_diff(up, PACK_MEMBER_LOCS, up->last_member.line);
		member.loc.col = dl_get_u32_diff(up, PACK_MEMBER_LOCS, up->last_member.col);
		up->last_member = member.loc;
	}
	return member;
}

/* The table of files comes after that of records. */
static void place_later(struct dl_unpacker *up, struct dl_record *record, struct dl_member *members)
{
	record->members = members;
	for (uint32_t i = 0; i < record->member_count; i++)
		if (members[i].loc.line)
			dl_vec_push(&up->placed, &members[i]);
}

static void place_members(struct dl_unpacker *up)
{
	for (size_t i = 0; i < up->placed.len; i++) {
		struct dl_loc *loc = &up->placed.data[i]->loc;

		if (loc->file < up->files.len)
			loc->file = up->files.data[loc->file];
		else
			up->in.bad = true;
	}
}

/* Of records of one name and size that differ in their members, the first's stand. */
static void get_layout_entry(struct dl_unpacker *up)
{
	uint64_t id = dl_get_id(up, PACK_LAYOUTS, up->records.len);
	uint32_t align = dl_get_u32(up, PACK_LAYOUTS), count = dl_get_count(up, PACK_LAYOUTS);
	DL_VEC(struct dl_member) members = {0};
	struct dl_record *record;
	int64_t end = 0;

	for (uint32_t i = 0; i < count && !up->in.bad; i++) {
		struct dl_member member = get_member(up, end);

		end = (int64_t)member.offset + member.size;
		dl_vec_push(&members, member);
	}
	if (!id || !align)
		up->in.bad = true;
	record = up->in.bad ? NULL : up->records.data[id - 1];
	if (record && !record->align) {
		record->align = align;
		record->member_count = (uint32_t)members.len;
		place_later(up, record, dl_vec_to_arena(&members, up->ub->unit->arena));
	}
	dl_vec_free(&members);
}

/* How long tables and columns are; the columns follow. */
static void get_lengths(struct dl_unpacker *up, uint32_t tables[], size_t table_count)
{
	uint32_t sizes[PACK_COLUMNS];

	for (size_t i = 0; i < table_count; i++)
		tables[i] = dl_read_count(&up->in);
	for (int i = 0; i < PACK_COLUMNS; i++)
		sizes[i] = dl_read_count(&up->in);
	up->size = (size_t)(up->in.end - up->in.at);
	for (int i = 0; i < PACK_COLUMNS && !up->in.bad; i++) {
		if (sizes[i] > up->in.end - up->in.at) {
			up->in.bad = true;
			return;
		}
		up->columns[i].at = up->in.at;
		up->columns[i].end = up->in.at += sizes[i];
	}
}

/* All of each column was read. */
static bool is_at_end(const struct dl_unpacker *up)
{
	for (int i = 0; i < PACK_COLUMNS; i++)
		if (up->columns[i].at != up->columns[i].end)
			return false;
	return true;
}

static void get_tables(struct dl_unpacker *up)
{
	static void (*const entries[])(struct dl_unpacker *) = {
		get_record_entry,
		get_type_entry,
		get_field_entry,
		get_layout_entry,
	};
	uint32_t counts[sizeof(entries) / sizeof(entries[0])];

	get_lengths(up, counts, sizeof(entries) / sizeof(entries[0]));
	for (size_t table = 0; table < sizeof(entries) / sizeof(entries[0]); table++)
		for (uint32_t i = 0; i < counts[table] && !up->in.bad; i++)
			entries[table](up);
}

/* ---- the unit ---- */

/* The same location by the builder's table of files. */
static struct dl_loc in_builder(struct dl_unpacker *up, struct dl_loc loc)
{
	if (loc.file < up->files.len)
		loc.file = up->files.data[loc.file];
	else if (loc.line)
		up->in.bad = true;
	return loc;
}

struct dl_loc dl_get_loc(struct dl_unpacker *up)
{
	uint64_t head = dl_get_max(up, PACK_LOCS,
				   PACK_LOC_SAME | PACK_LOC_OTHER | PACK_LOC_FILE | PACK_LOC_LINE |
					   PACK_LOC_END | PACK_LOC_LONG);
	struct dl_loc loc = {.file = up->last.file, .line = up->last.line};

	if (head == PACK_LOC_NONE)
		return (struct dl_loc){0};
	if (head == PACK_LOC_SAME)
		return in_builder(up, up->last);
	if (!(head & PACK_LOC_OTHER) || head & PACK_LOC_SAME)
		up->in.bad = true;
	if (head & PACK_LOC_FILE)
		loc.file = dl_get_u32(up, PACK_FILES);
	if (head & PACK_LOC_LINE) {
		loc.line = dl_get_u32_diff(up, PACK_LINES, loc.line);
		loc.col = dl_get_u32(up, PACK_COLS);
	} else {
		loc.col = dl_get_u32_diff(up, PACK_MOVES, up->last.col);
	}
	if (head & PACK_LOC_LONG)
		loc.end_line = dl_get_u32_diff(up, PACK_LINES, loc.line);
	else if (head & PACK_LOC_END)
		loc.end_line = loc.line;
	if (head & PACK_LOC_END)
		loc.end_col = dl_get_u32_diff(up, PACK_ENDS, head & PACK_LOC_LONG ? 0 : loc.col);
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
	uint32_t count = dl_get_count(up, PACK_HEADS);
	size_t known = up->ub->files.len;

	for (uint32_t i = 0; i < count && !up->in.bad; i++) {
		struct dl_file file = {.path = dl_get_string(up, PACK_HEAD_NAMES)};

		file.is_main = dl_get_max(up, PACK_HEADS, 1);
		dl_vec_push(&up->files, shared_file(up, &file, known));
	}
}

static void get_global(struct dl_unpacker *up)
{
	struct dl_global global = {.name = dl_get_string(up, PACK_HEAD_NAMES)};
	DL_VEC(struct dl_init_ref) refs = {0};
	uint64_t flags;

	global.type = dl_get_type(up, PACK_HEAD_TYPES);
	global.loc = dl_get_loc(up);
	flags = dl_get_max(up, PACK_HEADS, PACK_STATIC | PACK_CONSTANT | PACK_DEFINITION);
	global.is_static = flags & PACK_STATIC;
	global.is_const = flags & PACK_CONSTANT;
	global.is_definition = flags & PACK_DEFINITION;
	global.owner = dl_get_string(up, PACK_HEAD_NAMES);
	global.ref_count = dl_get_count(up, PACK_HEADS);
	for (uint32_t i = 0; i < global.ref_count && !up->in.bad; i++) {
		struct dl_init_ref ref = {.field = dl_get_string(up, PACK_HEAD_NAMES)};

		ref.func = dl_get_string(up, PACK_HEAD_NAMES);
		dl_vec_push(&refs, ref);
	}
	global.refs = dl_vec_to_arena(&refs, up->ub->unit->arena);
	dl_vec_free(&refs);
	dl_vec_push(&up->ub->globals, global);
}

static void get_diag(struct dl_unpacker *up)
{
	struct dl_diag diag = {.text = dl_get_string(up, PACK_HEAD_NAMES)};

	diag.func = dl_get_string(up, PACK_HEAD_NAMES);
	diag.loc = dl_get_loc(up);
	dl_vec_push(&up->ub->diags, diag);
}

static void get_unit(struct dl_unpacker *up)
{
	static void (*const lists[])(struct dl_unpacker *) = {get_global, dl_get_func, get_diag};

	get_tables(up);
	up->path = dl_get_string(up, PACK_HEAD_NAMES);
	up->arch = dl_get_string(up, PACK_HEAD_NAMES);
	get_files(up);
	place_members(up);
	for (size_t list = 0; list < sizeof(lists) / sizeof(lists[0]); list++) {
		uint32_t count = dl_get_count(up, PACK_HEADS);

		for (uint32_t i = 0; i < count && !up->in.bad; i++)
			lists[list](up);
	}
	up->diag_total = dl_get_u32(up, PACK_HEADS);
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
	unit.globals = globals ? up->ub->globals.data + globals : up->ub->globals.data;
	unit.func_count = (uint32_t)(up->ub->funcs.len - funcs);
	unit.funcs = funcs ? up->ub->funcs.data + funcs : up->ub->funcs.data;
	unit.diag_count = (uint32_t)(up->ub->diags.len - diags);
	unit.diags = diags ? up->ub->diags.data + diags : up->ub->diags.data;
	unit.diag_total = up->diag_total;
	return unit;
}

enum dl_status dl_unpack_into(struct dl_unpacker *up, const void *data, size_t size,
			      struct dl_error *err)
{
	size_t globals = up->ub->globals.len, funcs = up->ub->funcs.len;
	size_t diags = up->ub->diags.len, files = up->ub->files.len;
	struct dl_error inner = {0};
	enum dl_status status;

	up->in.names = up->ub->unit->names;
	status = dl_read_begin(&up->in, &dl_pack_codec, data, size, err);
	if (status != DL_OK)
		return status;
	get_unit(up);
	up->in.bad |= !is_at_end(up);
	status = dl_read_end(&up->in, err);
	dl_vec_free(&up->files);
	for (size_t i = 0; status != DL_OK && i < up->placed.len; i++)
		up->placed.data[i]->loc = (struct dl_loc){0};
	dl_vec_free(&up->placed);
	dl_vec_free(&up->records);
	dl_vec_free(&up->types);
	dl_vec_free(&up->fields);
	if (status == DL_OK) {
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
