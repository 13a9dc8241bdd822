/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writer of the packed form. Tables of strings, records, types and fields are
 * collected on the way, in order of first mention.
 */
#include "ir/pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/map.h"
#include "base/vec.h"
#include "ir/pack_format.h"

const struct dl_codec dl_pack_codec = {
	.magic = "DLIR",
	.version = DL_PACK_VERSION,
	.what = "packed IR",
	.remedy = "; parse the source again",
};

struct packer {
	struct dl_writer whole; /* at first all strings only */
	struct dl_writer columns[PACK_COLUMNS];
	uint64_t newest[PACK_COLUMNS]; /* id that was put into a column */
	struct dl_map record_ids, type_ids, field_ids; /* -> index + 1 */
	DL_VEC(const struct dl_record *) all_records;
	uint64_t layout_count;
	const struct dl_func *func;
	const struct dl_type **temp_types;
	const struct dl_type *results[DL_OP_UNKNOWN + 1]; /* of the last of each operation */
	struct dl_loc last, last_member;
	uint32_t block, temp, var; /* temporary and variable that come next */
};

/* ---- columns ---- */

static void put_num(struct packer *pk, enum pack_column column, uint64_t value)
{
	dl_write_num(&pk->columns[column], value);
}

/* Numbers that are close to others are put as differences. */
static void put_diff(struct packer *pk, enum pack_column column, uint64_t value, uint64_t from)
{
	dl_write_signed(&pk->columns[column], (int64_t)(value - from));
}

/* Of a table, which is in order of first mention: most that follow the newest one are new. */
static void put_id(struct packer *pk, enum pack_column column, uint64_t id)
{
	put_num(pk, column, id == pk->newest[column] + 1 ? 0 : id + 1);
	if (id > pk->newest[column])
		pk->newest[column] = id;
}

static void put_string(struct packer *pk, enum pack_column column, const char *s)
{
	put_id(pk, column, dl_string_id(&pk->whole, s));
}

/* ---- tables: an id is the index + 1, 0 is NULL ---- */

static uint64_t record_id(struct packer *pk, const struct dl_record *record)
{
	uintptr_t id;

	if (!record)
		return 0;
	id = (uintptr_t)dl_map_get(&pk->record_ids, (uintptr_t)record);
	if (id)
		return id;
	put_string(pk, PACK_RECORD_NAMES, record->name);
	put_num(pk, PACK_RECORDS, record->size);
	put_num(pk, PACK_RECORDS,
		(record->is_union ? PACK_UNION : 0) | (record->is_core ? PACK_CORE : 0));
	dl_map_put(&pk->record_ids, (uintptr_t)record, (void *)(uintptr_t)(pk->record_ids.len + 1));
	dl_vec_push(&pk->all_records, record);
	return pk->record_ids.len;
}

static uint64_t type_id(struct packer *pk, const struct dl_type *type)
{
	uint64_t elem, record;
	uintptr_t id;

	if (!type)
		return 0;
	id = (uintptr_t)dl_map_get(&pk->type_ids, (uintptr_t)type);
	if (id)
		return id;
	/* What a type refers to precedes it in the table. */
	elem = pack_has_elem(type->kind) ? type_id(pk, type->elem) : 0;
	record = type->kind == DL_TYPE_RECORD ? record_id(pk, type->record) : 0;
	put_num(pk, PACK_TYPE_KINDS,
		(uint64_t)type->kind | (type->is_signed ? PACK_SIGNED : 0) |
			(type->is_const ? PACK_CONST : 0));
	put_num(pk, PACK_TYPE_SIZES, type->size);
	put_string(pk, PACK_TYPE_NAMES, type->name);
	if (pack_has_elem(type->kind))
		put_id(pk, PACK_TYPE_PARTS, elem);
	if (type->kind == DL_TYPE_ARRAY)
		put_num(pk, PACK_TYPE_SIZES, type->count);
	if (type->kind == DL_TYPE_RECORD)
		put_id(pk, PACK_TYPE_RECORDS, record);
	dl_map_put(&pk->type_ids, (uintptr_t)type, (void *)(uintptr_t)(pk->type_ids.len + 1));
	return pk->type_ids.len;
}

static void put_type(struct packer *pk, enum pack_column column, const struct dl_type *type)
{
	put_id(pk, column, type_id(pk, type));
}

/* A field step without its kind. Equal ones share an entry. */
static uint64_t field_id(struct packer *pk, const struct dl_step *step)
{
	uint64_t entry[] = {
		record_id(pk, step->record),
		dl_string_id(&pk->whole, step->field),
		step->offset,
		step->size,
		type_id(pk, step->type),
	};
	const char *key = (const char *)entry;
	uintptr_t id = (uintptr_t)dl_map_get_bytes(&pk->field_ids, key, sizeof(entry));

	if (id)
		return id;
	put_id(pk, PACK_FIELD_RECORDS, entry[0]);
	put_id(pk, PACK_FIELD_NAMES, entry[1]);
	put_num(pk, PACK_FIELD_OFFSETS, entry[2]);
	put_diff(pk, PACK_FIELD_SIZES, entry[3], step->type ? step->type->size : 0);
	put_id(pk, PACK_FIELD_TYPES, entry[4]);
	id = pk->field_ids.len + 1;
	dl_map_put_bytes(&pk->field_ids, key, sizeof(entry), (void *)id);
	return id;
}

/* @end: of the member before, where most begin. */
static void put_member(struct packer *pk, const struct dl_member *member, int64_t end)
{
	bool other_size = !member->type || member->size != member->type->size;

	put_num(pk, PACK_MEMBERS, (member->is_bit_field ? PACK_BIT_FIELD : 0) |
					  (member->aligned ? PACK_ALIGNED : 0) |
					  (member->loc.line ? PACK_DECLARED : 0) |
					  (other_size ? PACK_OTHER_SIZE : 0));
	put_string(pk, PACK_MEMBER_NAMES, member->name);
	put_type(pk, PACK_MEMBER_TYPES, member->type);
	put_diff(pk, PACK_MEMBER_GAPS, member->offset, (uint64_t)end);
	if (other_size)
		put_num(pk, PACK_MEMBER_GAPS, member->size);
	if (member->aligned)
		put_string(pk, PACK_MEMBER_NAMES, member->aligned);
	if (!member->loc.line)
		return;
	put_diff(pk, PACK_MEMBER_LOCS, member->loc.file, pk->last_member.file);
	put_diff(pk, PACK_MEMBER_LOCS, member->loc.line, pk->last_member.line);
	put_diff(pk, PACK_MEMBER_LOCS, member->loc.col, pk->last_member.col);
	pk->last_member = member->loc;
}

/* Members name further types and records, which join the tables. */
static void put_layouts(struct packer *pk)
{
	for (size_t i = 0; i < pk->all_records.len; i++) {
		const struct dl_record *record = pk->all_records.data[i];
		int64_t end = 0;

		if (!record->align)
			continue;
		pk->layout_count++;
		put_id(pk, PACK_LAYOUTS, i + 1);
		put_num(pk, PACK_LAYOUTS, record->align);
		put_num(pk, PACK_LAYOUTS, record->member_count);
		for (uint32_t m = 0; m < record->member_count; m++) {
			put_member(pk, &record->members[m], end);
			end = (int64_t)record->members[m].offset + record->members[m].size;
		}
	}
}

/* ---- the unit ---- */

static bool same_loc(const struct dl_loc *a, const struct dl_loc *b)
{
	return a->file == b->file && a->line == b->line && a->col == b->col &&
	       a->end_line == b->end_line && a->end_col == b->end_col;
}

/* Most are close to the one before, and end on the line where they begin. */
static void put_loc(struct packer *pk, const struct dl_loc *loc)
{
	static const struct dl_loc none;
	uint64_t head;

	if (same_loc(loc, &none)) {
		put_num(pk, PACK_LOCS, PACK_LOC_NONE);
		return;
	}
	if (same_loc(loc, &pk->last)) {
		put_num(pk, PACK_LOCS, PACK_LOC_SAME);
		return;
	}
	head = PACK_LOC_OTHER | (loc->file != pk->last.file ? PACK_LOC_FILE : 0) |
	       (loc->line != pk->last.line ? PACK_LOC_LINE : 0) |
	       (loc->end_line || loc->end_col ? PACK_LOC_END : 0);
	if (head & PACK_LOC_END && loc->end_line != loc->line)
		head |= PACK_LOC_LONG;
	put_num(pk, PACK_LOCS, head);
	if (head & PACK_LOC_FILE)
		put_num(pk, PACK_FILES, loc->file);
	if (head & PACK_LOC_LINE) {
		put_diff(pk, PACK_LINES, loc->line, pk->last.line);
		put_num(pk, PACK_COLS, loc->col);
	} else {
		put_diff(pk, PACK_MOVES, loc->col, pk->last.col);
	}
	if (head & PACK_LOC_LONG)
		put_diff(pk, PACK_LINES, loc->end_line, loc->line);
	if (head & PACK_LOC_END)
		put_diff(pk, PACK_ENDS, loc->end_col, head & PACK_LOC_LONG ? 0 : loc->col);
	pk->last = *loc;
}

static void put_val(struct packer *pk, const struct dl_val *val)
{
	uint64_t head = val->kind;

	if (val->kind == DL_VAL_INT && val->str)
		head |= PACK_VAL_NAMED;
	if (val->kind == DL_VAL_TEMP && val->type == pk->temp_types[val->num])
		head |= PACK_VAL_USUAL;
	put_num(pk, PACK_VALUES, head);
	if (val->kind == DL_VAL_NONE)
		return;
	if (val->kind == DL_VAL_INT)
		put_diff(pk, PACK_NUMBERS, (uint64_t)val->num, 0);
	if (val->kind == DL_VAL_TEMP)
		put_diff(pk, PACK_TEMPS, pk->temp, (uint64_t)val->num);
	if (val->kind == DL_VAL_STR || val->kind == DL_VAL_FUNC || head & PACK_VAL_NAMED)
		put_string(pk, PACK_NAMES, val->str);
	if (!(head & PACK_VAL_USUAL))
		put_type(pk, PACK_TYPES, val->type);
}

static void put_step(struct packer *pk, const struct dl_step *step)
{
	put_num(pk, PACK_STEPS, step->kind);
	if (step->kind == DL_STEP_FIELD)
		put_id(pk, PACK_FIELDS, field_id(pk, step));
	else
		put_type(pk, PACK_TYPES, step->type);
	if (step->kind == DL_STEP_INDEX)
		put_val(pk, &step->index);
}

static void put_place(struct packer *pk, const struct dl_place *place)
{
	const struct dl_type *last = place->base_type;
	uint64_t head = place->base;

	if (place->step_count)
		last = place->steps[place->step_count - 1].type;
	if (place->type != last)
		head |= PACK_PLACE_TYPE;
	if (place->base == DL_BASE_VAR && place->base_type == pk->func->vars[place->index].type)
		head |= PACK_PLACE_USUAL;
	if (place->is_volatile)
		head |= PACK_PLACE_VOLATILE;
	put_num(pk, PACK_PLACES, head);
	if (place->base == DL_BASE_VAR)
		put_num(pk, PACK_VARS, place->index);
	else if (place->base == DL_BASE_TEMP)
		put_diff(pk, PACK_TEMPS, pk->temp, place->index);
	else
		put_string(pk, PACK_NAMES, place->name);
	if (!(head & PACK_PLACE_USUAL))
		put_type(pk, PACK_TYPES, place->base_type);
	if (head & PACK_PLACE_TYPE)
		put_type(pk, PACK_TYPES, place->type);
	put_num(pk, PACK_STEPS, place->step_count);
	for (uint32_t i = 0; i < place->step_count; i++)
		put_step(pk, &place->steps[i]);
}

static void put_call(struct packer *pk, const struct dl_instr *instr)
{
	put_num(pk, PACK_CALLS,
		(instr->through ? PACK_CALL_THROUGH : 0) |
			(instr->noreturn ? PACK_CALL_NORETURN : 0) |
			(instr->pure ? PACK_CALL_PURE : 0) |
			(instr->callee ? 0 : PACK_CALL_INDIRECT) |
			(instr->written ? PACK_CALL_WRITTEN : 0));
	if (instr->callee)
		put_string(pk, PACK_NAMES, instr->callee);
	else
		put_val(pk, &instr->a);
	if (instr->written)
		put_string(pk, PACK_NAMES, instr->written);
	if (instr->through)
		put_place(pk, instr->through);
}

static void put_operands(struct packer *pk, const struct dl_instr *instr)
{
	switch (instr->op) {
	case DL_OP_LOAD:
	case DL_OP_ADDR:
	case DL_OP_ZERO:
	case DL_OP_STORE:
		put_place(pk, instr->place);
		break;
	case DL_OP_BIN:
	case DL_OP_UN:
		put_num(pk, PACK_OPS, instr->sub);
		break;
	case DL_OP_CONTAINER:
		put_id(pk, PACK_STEPS, record_id(pk, instr->record));
		put_string(pk, PACK_NAMES, instr->field);
		put_num(pk, PACK_NUMBERS, instr->offset);
		break;
	case DL_OP_CALL:
		put_call(pk, instr);
		break;
	case DL_OP_FENCE:
		put_string(pk, PACK_NAMES, instr->written);
		break;
	default:
		break;
	}
	if (pack_has_a(instr->op))
		put_val(pk, &instr->a);
	if (instr->op == DL_OP_BIN)
		put_val(pk, &instr->b);
	if (!dl_op_has_args(instr->op))
		return;
	put_num(pk, PACK_CALLS, instr->arg_count);
	for (uint32_t i = 0; i < instr->arg_count; i++)
		put_val(pk, &instr->args[i]);
}

static void put_instr(struct packer *pk, const struct dl_instr *instr)
{
	/* temporaries are mostly defined, and variables declared, one after another */
	uint32_t *next = instr->op == DL_OP_DECL ? &pk->var : &pk->temp;
	const struct dl_type **usual = instr->op == DL_OP_LOAD ? &instr->place->type : &pk->results[instr->op];
	uint64_t head = instr->op | (instr->dst == *next ? PACK_NEXT : 0) |
			(instr->dst == DL_NO_TEMP ? PACK_NO_TEMP : 0) |
			(instr->type == *usual ? PACK_USUAL_TYPE : 0);

	put_num(pk, PACK_OPS, head);
	put_operands(pk, instr);
	if (!(head & PACK_USUAL_TYPE))
		put_type(pk, PACK_RESULTS, instr->type);
	if (!(head & (PACK_NEXT | PACK_NO_TEMP)))
		put_num(pk, PACK_DEFINED, instr->dst);
	put_loc(pk, &instr->loc);
	pk->results[instr->op] = instr->type;
	if (instr->dst == DL_NO_TEMP)
		return;
	*next = instr->dst + 1;
	if (instr->op != DL_OP_DECL)
		pk->temp_types[instr->dst] = instr->type;
}

static void put_term(struct packer *pk, const struct dl_term *term)
{
	put_num(pk, PACK_OPS, PACK_TERM | term->kind);
	put_loc(pk, &term->loc);
	put_val(pk, &term->cond);
	if (term->kind == DL_TERM_SWITCH) {
		put_num(pk, PACK_TARGETS, term->case_count);
		for (uint32_t i = 0; i < term->case_count; i++) {
			put_diff(pk, PACK_NUMBERS, (uint64_t)term->cases[i].low, 0);
			put_diff(pk, PACK_NUMBERS, (uint64_t)term->cases[i].high,
				 (uint64_t)term->cases[i].low);
		}
	}
	put_num(pk, PACK_TARGETS, term->target_count);
	for (uint32_t i = 0; i < term->target_count; i++)
		put_diff(pk, PACK_TARGETS, term->targets[i], pk->block);
}

static void put_func_head(struct packer *pk, const struct dl_func *func)
{
	put_string(pk, PACK_HEAD_NAMES, func->name);
	put_num(pk, PACK_HEADS,
		(func->is_static ? PACK_STATIC : 0) | (func->is_inline ? PACK_INLINE : 0) |
			(func->in_header ? PACK_HEADER : 0));
	put_loc(pk, &func->loc);
	put_loc(pk, &func->end);
	put_type(pk, PACK_HEAD_TYPES, func->ret);
	put_num(pk, PACK_HEADS, func->param_count);
	put_num(pk, PACK_HEADS, func->var_count);
	for (uint32_t i = 0; i < func->var_count; i++) {
		put_string(pk, PACK_HEAD_NAMES, func->vars[i].name);
		put_type(pk, PACK_HEAD_TYPES, func->vars[i].type);
		put_loc(pk, &func->vars[i].loc);
		put_num(pk, PACK_HEADS, func->vars[i].is_synthetic);
	}
	put_num(pk, PACK_HEADS, func->degradation_count);
	for (uint32_t i = 0; i < func->degradation_count; i++) {
		put_string(pk, PACK_HEAD_NAMES, func->degradations[i].reason);
		put_string(pk, PACK_HEAD_NAMES, func->degradations[i].detail);
		put_loc(pk, &func->degradations[i].loc);
	}
	put_num(pk, PACK_HEADS, func->temp_count);
	put_num(pk, PACK_HEADS, func->block_count);
}

static void put_func(struct packer *pk, const struct dl_func *func)
{
	pk->func = func;
	pk->temp_types = dl_xcalloc(func->temp_count, sizeof(*pk->temp_types));
	pk->temp = 0;
	pk->var = func->param_count;
	put_func_head(pk, func);
	for (pk->block = 0; pk->block < func->block_count; pk->block++) {
		const struct dl_block *block = &func->blocks[pk->block];

		for (uint32_t i = 0; i < block->instr_count; i++)
			put_instr(pk, &block->instrs[i]);
		put_term(pk, &block->term);
	}
	dl_free(pk->temp_types);
	pk->temp_types = NULL;
}

static void put_global(struct packer *pk, const struct dl_global *global)
{
	put_string(pk, PACK_HEAD_NAMES, global->name);
	put_type(pk, PACK_HEAD_TYPES, global->type);
	put_loc(pk, &global->loc);
	put_num(pk, PACK_HEADS,
		(global->is_static ? PACK_STATIC : 0) | (global->is_const ? PACK_CONSTANT : 0) |
			(global->is_definition ? PACK_DEFINITION : 0));
	put_string(pk, PACK_HEAD_NAMES, global->owner);
	put_num(pk, PACK_HEADS, global->ref_count);
	for (uint32_t i = 0; i < global->ref_count; i++) {
		put_string(pk, PACK_HEAD_NAMES, global->refs[i].field);
		put_string(pk, PACK_HEAD_NAMES, global->refs[i].func);
	}
}

static void put_unit(struct packer *pk, const struct dl_unit *unit)
{
	put_string(pk, PACK_HEAD_NAMES, unit->path);
	put_string(pk, PACK_HEAD_NAMES, unit->arch);
	put_num(pk, PACK_HEADS, unit->file_count);
	for (uint32_t i = 0; i < unit->file_count; i++) {
		put_string(pk, PACK_HEAD_NAMES, unit->files[i].path);
		put_num(pk, PACK_HEADS, unit->files[i].is_main);
	}
	put_num(pk, PACK_HEADS, unit->global_count);
	for (uint32_t i = 0; i < unit->global_count; i++)
		put_global(pk, &unit->globals[i]);
	put_num(pk, PACK_HEADS, unit->func_count);
	for (uint32_t i = 0; i < unit->func_count; i++)
		put_func(pk, &unit->funcs[i]);
	put_num(pk, PACK_HEADS, unit->diag_count);
	for (uint32_t i = 0; i < unit->diag_count; i++) {
		put_string(pk, PACK_HEAD_NAMES, unit->diags[i].text);
		put_string(pk, PACK_HEAD_NAMES, unit->diags[i].func);
		put_loc(pk, &unit->diags[i].loc);
	}
	put_num(pk, PACK_HEADS, unit->diag_total);
}

/* ---- the record ---- */

static void free_packer(struct packer *pk)
{
	for (int i = 0; i < PACK_COLUMNS; i++)
		dl_writer_free(&pk->columns[i]);
	dl_map_free(&pk->record_ids);
	dl_map_free(&pk->type_ids);
	dl_map_free(&pk->field_ids);
	dl_vec_free(&pk->all_records);
}

void dl_ir_pack(const struct dl_unit *unit, struct dl_buf *out)
{
	struct packer pk = {.func = NULL};

	put_unit(&pk, unit);
	put_layouts(&pk);
	dl_write_num(&pk.whole, pk.record_ids.len);
	dl_write_num(&pk.whole, pk.type_ids.len);
	dl_write_num(&pk.whole, pk.field_ids.len);
	dl_write_num(&pk.whole, pk.layout_count);
	for (int i = 0; i < PACK_COLUMNS; i++)
		dl_write_num(&pk.whole, pk.columns[i].body.len);
	for (int i = 0; i < PACK_COLUMNS; i++)
		dl_buf_add(&pk.whole.body, pk.columns[i].body.data, pk.columns[i].body.len);
	dl_writer_end(&pk.whole, &dl_pack_codec, out);
	free_packer(&pk);
}
