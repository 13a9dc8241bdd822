/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writer of the packed form. Functions and globals go into a body of their own
 * and collect tables of strings, records, types and fields on the way, in
 * order of first mention; the tables precede the body in the payload.
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
	struct dl_writer body; /* and all strings */
	struct dl_writer records, types, fields, layouts;
	struct dl_map record_ids, type_ids, field_ids; /* -> index + 1 */
	DL_VEC(const struct dl_record *) all_records;
	uint64_t layout_count;
	const struct dl_func *func;
	const struct dl_type **temp_types;
	struct dl_loc last;
};

/* ---- tables: an id is the index + 1, 0 is NULL ---- */

static uint64_t string_id(struct packer *pk, const char *s)
{
	return dl_string_id(&pk->body, s);
}

static uint64_t record_id(struct packer *pk, const struct dl_record *record)
{
	uintptr_t id;

	if (!record)
		return 0;
	id = (uintptr_t)dl_map_get(&pk->record_ids, (uintptr_t)record);
	if (id)
		return id;
	dl_write_num(&pk->records, string_id(pk, record->name));
	dl_write_num(&pk->records, record->size);
	dl_write_num(&pk->records,
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
	dl_write_num(&pk->types, (uint64_t)type->kind | (type->is_signed ? PACK_SIGNED : 0) |
				    (type->is_const ? PACK_CONST : 0));
	dl_write_num(&pk->types, type->size);
	dl_write_num(&pk->types, string_id(pk, type->name));
	if (pack_has_elem(type->kind))
		dl_write_num(&pk->types, elem);
	if (type->kind == DL_TYPE_ARRAY)
		dl_write_num(&pk->types, type->count);
	if (type->kind == DL_TYPE_RECORD)
		dl_write_num(&pk->types, record);
	dl_map_put(&pk->type_ids, (uintptr_t)type, (void *)(uintptr_t)(pk->type_ids.len + 1));
	return pk->type_ids.len;
}

/* A field step without its kind. Equal ones share an entry, found by its bytes. */
static uint64_t field_id(struct packer *pk, const struct dl_step *step)
{
	struct dl_writer entry = {0};
	struct dl_buf key = {0};
	uintptr_t id;

	dl_write_num(&entry, record_id(pk, step->record));
	dl_write_num(&entry, string_id(pk, step->field));
	dl_write_num(&entry, step->offset);
	dl_write_num(&entry, step->size);
	dl_write_num(&entry, type_id(pk, step->type));
	for (size_t i = 0; i < entry.body.len; i++) {
		dl_buf_putc(&key, "0123456789abcdef"[(unsigned char)entry.body.data[i] >> 4]);
		dl_buf_putc(&key, "0123456789abcdef"[(unsigned char)entry.body.data[i] & 15]);
	}
	id = (uintptr_t)dl_map_get_str(&pk->field_ids, key.data);
	if (!id) {
		dl_buf_add(&pk->fields.body, entry.body.data, entry.body.len);
		id = pk->field_ids.len + 1;
		dl_map_put_str(&pk->field_ids, key.data, (void *)id);
	}
	dl_writer_free(&entry);
	dl_buf_free(&key);
	return id;
}

/* @end: of the member before, where most begin. */
static void put_member(struct packer *pk, const struct dl_member *member, int64_t end)
{
	bool other_size = !member->type || member->size != member->type->size;

	dl_write_num(&pk->layouts, (member->is_bit_field ? PACK_BIT_FIELD : 0) |
					   (member->aligned ? PACK_ALIGNED : 0) |
					   (member->loc.line ? PACK_DECLARED : 0) |
					   (other_size ? PACK_OTHER_SIZE : 0));
	dl_write_num(&pk->layouts, string_id(pk, member->name));
	dl_write_num(&pk->layouts, type_id(pk, member->type));
	dl_write_signed(&pk->layouts, member->offset - end);
	if (other_size)
		dl_write_num(&pk->layouts, member->size);
	if (member->aligned)
		dl_write_num(&pk->layouts, string_id(pk, member->aligned));
	if (member->loc.line) {
		dl_write_num(&pk->layouts, member->loc.file);
		dl_write_num(&pk->layouts, member->loc.line);
		dl_write_num(&pk->layouts, member->loc.col);
	}
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
		dl_write_num(&pk->layouts, i + 1);
		dl_write_num(&pk->layouts, record->align);
		dl_write_num(&pk->layouts, record->member_count);
		for (uint32_t m = 0; m < record->member_count; m++) {
			put_member(pk, &record->members[m], end);
			end = (int64_t)record->members[m].offset + record->members[m].size;
		}
	}
}

/* ---- body ---- */

static void put_num(struct packer *pk, uint64_t value)
{
	dl_write_num(&pk->body, value);
}

static void put_string(struct packer *pk, const char *s)
{
	put_num(pk, string_id(pk, s));
}

static void put_type(struct packer *pk, const struct dl_type *type)
{
	put_num(pk, type_id(pk, type));
}

static bool same_loc(const struct dl_loc *a, const struct dl_loc *b)
{
	return a->file == b->file && a->line == b->line && a->col == b->col &&
	       a->end_line == b->end_line && a->end_col == b->end_col;
}

/* Locations are differences from the one before, which most are close to. */
static void put_loc(struct packer *pk, const struct dl_loc *loc)
{
	static const struct dl_loc none;
	uint64_t head = 0;

	if (same_loc(loc, &none)) {
		put_num(pk, PACK_LOC_NONE);
		return;
	}
	if (same_loc(loc, &pk->last)) {
		put_num(pk, PACK_LOC_SAME);
		return;
	}
	head = PACK_LOC_OTHER | (loc->file != pk->last.file ? PACK_LOC_FILE : 0) |
	       (loc->end_line || loc->end_col ? PACK_LOC_END : 0);
	put_num(pk, head);
	if (head & PACK_LOC_FILE)
		put_num(pk, loc->file);
	dl_write_signed(&pk->body, (int64_t)loc->line - pk->last.line);
	put_num(pk, loc->col);
	if (head & PACK_LOC_END) {
		dl_write_signed(&pk->body, (int64_t)loc->end_line - loc->line);
		put_num(pk, loc->end_col);
	}
	pk->last = *loc;
}

static void put_val(struct packer *pk, const struct dl_val *val)
{
	uint64_t head = val->kind;

	if (val->kind == DL_VAL_INT && val->str)
		head |= PACK_VAL_NAMED;
	if (val->kind == DL_VAL_TEMP && val->type == pk->temp_types[val->num])
		head |= PACK_VAL_USUAL;
	put_num(pk, head);
	if (val->kind == DL_VAL_NONE)
		return;
	if (val->kind == DL_VAL_INT)
		dl_write_signed(&pk->body, val->num);
	if (val->kind == DL_VAL_TEMP)
		put_num(pk, (uint64_t)val->num);
	if (val->kind == DL_VAL_STR || val->kind == DL_VAL_FUNC || head & PACK_VAL_NAMED)
		put_string(pk, val->str);
	if (!(head & PACK_VAL_USUAL))
		put_type(pk, val->type);
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
	put_num(pk, head);
	if (place->base == DL_BASE_VAR || place->base == DL_BASE_TEMP)
		put_num(pk, place->index);
	else
		put_string(pk, place->name);
	if (!(head & PACK_PLACE_USUAL))
		put_type(pk, place->base_type);
	if (head & PACK_PLACE_TYPE)
		put_type(pk, place->type);
	put_num(pk, place->step_count);
	for (uint32_t i = 0; i < place->step_count; i++) {
		const struct dl_step *step = &place->steps[i];

		put_num(pk, step->kind);
		if (step->kind == DL_STEP_FIELD)
			put_num(pk, field_id(pk, step));
		else
			put_type(pk, step->type);
		if (step->kind == DL_STEP_INDEX)
			put_val(pk, &step->index);
	}
}

static void put_call(struct packer *pk, const struct dl_instr *instr)
{
	put_num(pk, (instr->through ? PACK_CALL_THROUGH : 0) |
			    (instr->noreturn ? PACK_CALL_NORETURN : 0) |
			    (instr->pure ? PACK_CALL_PURE : 0));
	put_string(pk, instr->callee);
	put_string(pk, instr->written);
	if (!instr->callee)
		put_val(pk, &instr->a);
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
		put_num(pk, instr->sub);
		break;
	case DL_OP_CONTAINER:
		put_num(pk, record_id(pk, instr->record));
		put_string(pk, instr->field);
		put_num(pk, instr->offset);
		break;
	case DL_OP_CALL:
		put_call(pk, instr);
		break;
	case DL_OP_FENCE:
		put_string(pk, instr->written);
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
	put_num(pk, instr->arg_count);
	for (uint32_t i = 0; i < instr->arg_count; i++)
		put_val(pk, &instr->args[i]);
}

static void put_instr(struct packer *pk, const struct dl_instr *instr)
{
	put_num(pk, instr->op);
	put_operands(pk, instr);
	put_num(pk, (uint32_t)(instr->dst + 1)); /* DL_NO_TEMP is 0 */
	put_type(pk, instr->type);
	put_loc(pk, &instr->loc);
	if (instr->op != DL_OP_DECL && instr->dst != DL_NO_TEMP)
		pk->temp_types[instr->dst] = instr->type;
}

static void put_term(struct packer *pk, const struct dl_term *term)
{
	put_num(pk, term->kind);
	put_loc(pk, &term->loc);
	put_val(pk, &term->cond);
	if (term->kind == DL_TERM_SWITCH) {
		put_num(pk, term->case_count);
		for (uint32_t i = 0; i < term->case_count; i++) {
			dl_write_signed(&pk->body, term->cases[i].low);
			dl_write_signed(&pk->body, term->cases[i].high);
		}
	}
	put_num(pk, term->target_count);
	for (uint32_t i = 0; i < term->target_count; i++)
		put_num(pk, term->targets[i]);
}

static void put_func_head(struct packer *pk, const struct dl_func *func)
{
	put_string(pk, func->name);
	put_num(pk, (func->is_static ? PACK_STATIC : 0) | (func->is_inline ? PACK_INLINE : 0) |
			    (func->in_header ? PACK_HEADER : 0));
	put_loc(pk, &func->loc);
	put_loc(pk, &func->end);
	put_type(pk, func->ret);
	put_num(pk, func->param_count);
	put_num(pk, func->var_count);
	for (uint32_t i = 0; i < func->var_count; i++) {
		put_string(pk, func->vars[i].name);
		put_type(pk, func->vars[i].type);
		put_loc(pk, &func->vars[i].loc);
		put_num(pk, func->vars[i].is_synthetic);
	}
	put_num(pk, func->degradation_count);
	for (uint32_t i = 0; i < func->degradation_count; i++) {
		put_string(pk, func->degradations[i].reason);
		put_string(pk, func->degradations[i].detail);
		put_loc(pk, &func->degradations[i].loc);
	}
}

static void put_func(struct packer *pk, const struct dl_func *func)
{
	pk->func = func;
	pk->temp_types = dl_xcalloc(func->temp_count, sizeof(*pk->temp_types));
	put_func_head(pk, func);
	put_num(pk, func->temp_count);
	put_num(pk, func->block_count);
	for (uint32_t i = 0; i < func->block_count; i++) {
		const struct dl_block *block = &func->blocks[i];

		put_num(pk, block->instr_count);
		for (uint32_t j = 0; j < block->instr_count; j++)
			put_instr(pk, &block->instrs[j]);
		put_term(pk, &block->term);
	}
	dl_free(pk->temp_types);
	pk->temp_types = NULL;
}

static void put_global(struct packer *pk, const struct dl_global *global)
{
	put_string(pk, global->name);
	put_type(pk, global->type);
	put_loc(pk, &global->loc);
	put_num(pk, (global->is_static ? PACK_STATIC : 0) | (global->is_const ? PACK_CONSTANT : 0) |
			    (global->is_definition ? PACK_DEFINITION : 0));
	put_string(pk, global->owner);
	put_num(pk, global->ref_count);
	for (uint32_t i = 0; i < global->ref_count; i++) {
		put_string(pk, global->refs[i].field);
		put_string(pk, global->refs[i].func);
	}
}

static void put_unit(struct packer *pk, const struct dl_unit *unit)
{
	put_string(pk, unit->path);
	put_string(pk, unit->arch);
	put_num(pk, unit->file_count);
	for (uint32_t i = 0; i < unit->file_count; i++) {
		put_string(pk, unit->files[i].path);
		put_num(pk, unit->files[i].is_main);
	}
	put_num(pk, unit->global_count);
	for (uint32_t i = 0; i < unit->global_count; i++)
		put_global(pk, &unit->globals[i]);
	put_num(pk, unit->func_count);
	for (uint32_t i = 0; i < unit->func_count; i++)
		put_func(pk, &unit->funcs[i]);
	put_num(pk, unit->diag_count);
	for (uint32_t i = 0; i < unit->diag_count; i++) {
		put_string(pk, unit->diags[i].text);
		put_string(pk, unit->diags[i].func);
		put_loc(pk, &unit->diags[i].loc);
	}
	put_num(pk, unit->diag_total);
}

/* ---- the record ---- */

static void put_table(struct dl_writer *out, uint64_t count, const struct dl_writer *entries)
{
	dl_write_num(out, count);
	dl_buf_add(&out->body, entries->body.data, entries->body.len);
}

static void free_packer(struct packer *pk)
{
	dl_buf_free(&pk->body.body);
	dl_writer_free(&pk->records);
	dl_writer_free(&pk->types);
	dl_writer_free(&pk->fields);
	dl_writer_free(&pk->layouts);
	dl_map_free(&pk->record_ids);
	dl_map_free(&pk->type_ids);
	dl_map_free(&pk->field_ids);
	dl_vec_free(&pk->all_records);
}

void dl_ir_pack(const struct dl_unit *unit, struct dl_buf *out)
{
	struct packer pk = {.func = NULL};
	struct dl_writer whole;

	put_unit(&pk, unit);
	put_layouts(&pk);
	whole = pk.body; /* the table of strings goes over; what follows it is put together anew */
	whole.body = (struct dl_buf){0};
	put_table(&whole, pk.record_ids.len, &pk.records);
	put_table(&whole, pk.type_ids.len, &pk.types);
	put_table(&whole, pk.field_ids.len, &pk.fields);
	put_table(&whole, pk.layout_count, &pk.layouts);
	dl_buf_add(&whole.body, pk.body.body.data, pk.body.body.len);
	dl_writer_end(&whole, &dl_pack_codec, out);
	free_packer(&pk);
}
