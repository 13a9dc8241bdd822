/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of everything but the order of temporaries, which is validate_temps.c. */
#include "ir/validate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ir/validate_internal.h"

enum dl_status dl_check_fail(struct dl_check *c, const char *fmt, ...)
{
	char where[256] = "", what[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (c->func && c->in_block)
		snprintf(where, sizeof(where), "%.100s, b%" PRIu32 ", %s %" PRIu32 ": ",
			 c->func->name, c->block, c->at_term ? "terminator after" : "instruction",
			 c->instr);
	else if (c->func)
		snprintf(where, sizeof(where), "%.100s: ", c->func->name);
	return dl_fail(c->err, DL_ERR_INVALID, "%s%s", where, what);
}

#define CHECK(condition, ...)                                                                      \
	do {                                                                                       \
		if (!(condition))                                                                  \
			return dl_check_fail(c, __VA_ARGS__);                                      \
	} while (0)

#define TRY(call)                                                                                  \
	do {                                                                                       \
		enum dl_status try_ = (call);                                                      \
		if (try_ != DL_OK)                                                                 \
			return try_;                                                               \
	} while (0)

static enum dl_status check_loc(struct dl_check *c, const struct dl_loc *loc)
{
	CHECK(!loc->line || loc->file < c->unit->file_count,
	      "location names file %" PRIu32 " of %" PRIu32, loc->file, c->unit->file_count);
	return DL_OK;
}

/* ---- types ---- */

static enum dl_status check_record(struct dl_check *c, const struct dl_record *record)
{
	CHECK(record, "record missing");
	CHECK(record->name && *record->name, "record without a name");
	CHECK(record->is_union || strncmp(record->name, "union ", 6) != 0,
	      "`%.100s` is not marked as a union", record->name);
	CHECK(record->align || !record->member_count, "`%.100s` has members and no alignment",
	      record->name);
	/* Once for each, and not from here: pointers among members go in circles. */
	if (record->member_count && !dl_map_has(&c->records, (uintptr_t)record))
		dl_map_put(&c->records, (uintptr_t)record, NULL);
	return DL_OK;
}

static enum dl_status check_type(struct dl_check *c, const struct dl_type *type, const char *of)
{
	for (int depth = 0; type; depth++) {
		CHECK(depth < DL_MAX_TYPE_DEPTH, "type of %s nested deeper than %d", of,
		      DL_MAX_TYPE_DEPTH);
		CHECK((unsigned int)type->kind <= DL_TYPE_FUNC, "type of %s of unknown kind", of);
		CHECK(!type->name || *type->name, "type of %s with an empty name", of);
		CHECK(type->size <= UINT64_MAX / 8, "type of %s has no sensible size", of);
		if (type->kind == DL_TYPE_RECORD)
			TRY(check_record(c, type->record));
		if (type->kind != DL_TYPE_PTR && type->kind != DL_TYPE_ARRAY &&
		    type->kind != DL_TYPE_FUNC)
			return DL_OK;
		type = type->elem;
		of = "an element";
	}
	return dl_check_fail(c, "type of %s missing", of);
}

/* ---- values and places ---- */

static enum dl_status check_val(struct dl_check *c, const struct dl_val *val, bool required,
				const char *of)
{
	CHECK((unsigned int)val->kind <= DL_VAL_UNKNOWN, "%s of unknown kind", of);
	CHECK(!required || val->kind != DL_VAL_NONE, "%s missing", of);
	if (val->kind == DL_VAL_NONE)
		return DL_OK;
	if (val->kind == DL_VAL_STR || val->kind == DL_VAL_FUNC)
		CHECK(val->str, "%s has no text", of);
	if (val->kind == DL_VAL_TEMP)
		CHECK(val->num >= 0 && val->num < (int64_t)c->func->temp_count,
		      "%s is %%%" PRId64 " of %" PRIu32 " temporaries", of, val->num,
		      c->func->temp_count);
	return check_type(c, val->type, of);
}

static enum dl_status check_step(struct dl_check *c, const struct dl_step *step)
{
	TRY(check_type(c, step->type, "a step"));
	switch (step->kind) {
	case DL_STEP_DEREF:
		return DL_OK;
	case DL_STEP_FIELD:
		CHECK(step->field && *step->field, "field step without a name");
		return step->record ? check_record(c, step->record) : DL_OK;
	case DL_STEP_INDEX:
		return check_val(c, &step->index, true, "an index");
	}
	return dl_check_fail(c, "step of unknown kind");
}

static enum dl_status check_place(struct dl_check *c, const struct dl_place *place)
{
	const struct dl_type *last = place ? place->base_type : NULL;

	CHECK(place, "place missing");
	TRY(check_type(c, place->base_type, "a place's base"));
	switch (place->base) {
	case DL_BASE_VAR:
		CHECK(place->index < c->func->var_count,
		      "place names variable %" PRIu32 " of %" PRIu32, place->index,
		      c->func->var_count);
		break;
	case DL_BASE_TEMP:
		CHECK(place->index < c->func->temp_count,
		      "place names %%%" PRIu32 " of %" PRIu32 " temporaries", place->index,
		      c->func->temp_count);
		break;
	case DL_BASE_GLOBAL:
	case DL_BASE_STR:
		CHECK(place->name, "place's base has no name");
		break;
	default:
		return dl_check_fail(c, "place's base of unknown kind");
	}
	for (uint32_t i = 0; i < place->step_count; i++) {
		TRY(check_step(c, &place->steps[i]));
		last = place->steps[i].type;
	}
	return place->type == last ? DL_OK : check_type(c, place->type, "a place");
}

/* ---- instructions ---- */

static enum dl_status check_call(struct dl_check *c, const struct dl_instr *instr)
{
	CHECK(!instr->callee || *instr->callee, "call of an empty name");
	if (!instr->callee)
		TRY(check_val(c, &instr->a, true, "the called pointer"));
	if (instr->through)
		TRY(check_place(c, instr->through));
	return DL_OK;
}

static bool must_define(enum dl_op op)
{
	return op == DL_OP_LOAD || op == DL_OP_ADDR || op == DL_OP_BIN || op == DL_OP_UN ||
	       op == DL_OP_CAST || op == DL_OP_CONTAINER;
}

static enum dl_status check_dst(struct dl_check *c, const struct dl_instr *instr)
{
	if (instr->op == DL_OP_DECL) {
		CHECK(instr->dst < c->func->var_count, "decl of variable %" PRIu32 " of %" PRIu32,
		      instr->dst, c->func->var_count);
		return instr->type ? check_type(c, instr->type, "an instruction") : DL_OK;
	}
	if (instr->dst == DL_NO_TEMP) {
		CHECK(!must_define(instr->op), "%s defines no temporary", dl_op_name(instr->op));
		return instr->type ? check_type(c, instr->type, "an instruction") : DL_OK;
	}
	CHECK(instr->op != DL_OP_STORE && instr->op != DL_OP_ZERO, "%s defines a temporary",
	      dl_op_name(instr->op));
	CHECK(instr->dst < c->func->temp_count, "defines %%%" PRIu32 " of %" PRIu32 " temporaries",
	      instr->dst, c->func->temp_count);
	return check_type(c, instr->type, "the result");
}

static enum dl_status check_operands(struct dl_check *c, const struct dl_instr *instr)
{
	switch (instr->op) {
	case DL_OP_LOAD:
	case DL_OP_ADDR:
	case DL_OP_ZERO:
		return check_place(c, instr->place);
	case DL_OP_STORE:
		TRY(check_place(c, instr->place));
		return check_val(c, &instr->a, true, "the stored value");
	case DL_OP_BIN:
		CHECK(instr->sub <= DL_BIN_GE, "unknown binary operator %u", instr->sub);
		TRY(check_val(c, &instr->a, true, "the left operand"));
		return check_val(c, &instr->b, true, "the right operand");
	case DL_OP_UN:
		CHECK(instr->sub <= DL_UN_LNOT, "unknown unary operator %u", instr->sub);
		return check_val(c, &instr->a, true, "the operand");
	case DL_OP_CAST:
		return check_val(c, &instr->a, true, "the cast value");
	case DL_OP_CONTAINER:
		TRY(check_record(c, instr->record));
		CHECK(instr->field && *instr->field, "container_of without a field");
		return check_val(c, &instr->a, true, "the member's address");
	case DL_OP_CALL:
		return check_call(c, instr);
	case DL_OP_FENCE:
		CHECK(instr->written && *instr->written, "fence without a name");
		return DL_OK;
	case DL_OP_DECL:
	case DL_OP_ASM:
	case DL_OP_UNKNOWN:
		return DL_OK;
	}
	return dl_check_fail(c, "unknown instruction");
}

static enum dl_status check_instr(struct dl_check *c, const struct dl_instr *instr)
{
	TRY(check_loc(c, &instr->loc));
	TRY(check_operands(c, instr));
	if (dl_op_has_args(instr->op)) {
		for (uint32_t i = 0; i < instr->arg_count; i++)
			TRY(check_val(c, &instr->args[i], true, "an argument"));
	}
	return check_dst(c, instr);
}

/* ---- terminators ---- */

static enum dl_status check_target_count(struct dl_check *c, const struct dl_term *term)
{
	uint32_t expected = 0;

	switch (term->kind) {
	case DL_TERM_JUMP:
		expected = 1;
		break;
	case DL_TERM_BRANCH:
		expected = 2;
		break;
	case DL_TERM_SWITCH:
		CHECK(term->case_count < UINT32_MAX, "too many cases");
		expected = term->case_count + 1;
		break;
	case DL_TERM_INDIRECT:
		expected = term->target_count;
		break;
	case DL_TERM_RETURN:
	case DL_TERM_UNREACHABLE:
		break;
	default:
		return dl_check_fail(c, "unknown terminator");
	}
	CHECK(term->target_count == expected, "%" PRIu32 " targets instead of %" PRIu32,
	      term->target_count, expected);
	return DL_OK;
}

static enum dl_status check_term(struct dl_check *c, const struct dl_term *term)
{
	bool has_cond = term->kind == DL_TERM_BRANCH || term->kind == DL_TERM_SWITCH ||
			term->kind == DL_TERM_INDIRECT;

	TRY(check_loc(c, &term->loc));
	TRY(check_target_count(c, term));
	for (uint32_t i = 0; i < term->target_count; i++)
		CHECK(term->targets[i] < c->func->block_count,
		      "target b%" PRIu32 " of %" PRIu32 " blocks", term->targets[i],
		      c->func->block_count);
	if (has_cond || term->kind == DL_TERM_RETURN)
		return check_val(c, &term->cond, has_cond, "the terminator's value");
	return DL_OK;
}

/* ---- members of records ---- */

static enum dl_status check_member(struct dl_check *c, const struct dl_record *record,
				   const struct dl_member *member)
{
	CHECK(member->name && *member->name, "`%.100s` has a member without a name", record->name);
	CHECK(member->is_bit_field || (uint64_t)member->offset + member->size <= record->size,
	      "member `%.100s` lies outside of `%.100s`", member->name, record->name);
	return check_type(c, member->type, "a member");
}

static enum dl_status check_members(struct dl_check *c, const struct dl_record *record)
{
	struct dl_map names = {0};
	enum dl_status status = DL_OK;

	for (uint32_t i = 0; status == DL_OK && i < record->member_count; i++) {
		const struct dl_member *member = &record->members[i];

		status = check_member(c, record, member);
		if (status == DL_OK && dl_map_has_str(&names, member->name))
			status = dl_check_fail(c, "`%.100s` has two members `%.100s`", record->name,
					       member->name);
		if (status == DL_OK)
			dl_map_put_str(&names, member->name, c);
	}
	dl_map_free(&names);
	return status;
}

static const struct dl_record *record_inside(const struct dl_type *type)
{
	while (type->kind == DL_TYPE_ARRAY)
		type = type->elem;
	return type->kind == DL_TYPE_RECORD ? type->record : NULL;
}

/* c->records has itself for a record that is being looked at, the record for one that was. */
static enum dl_status check_nesting(struct dl_check *c, const struct dl_record *record, int depth)
{
	void *state = dl_map_get(&c->records, (uintptr_t)record);

	if (!record->member_count || state == record)
		return DL_OK;
	CHECK(state != c, "`%.100s` contains itself", record->name);
	CHECK(depth < DL_MAX_TYPE_DEPTH, "`%.100s` nested deeper than %d", record->name,
	      DL_MAX_TYPE_DEPTH);
	dl_map_put(&c->records, (uintptr_t)record, c);
	for (uint32_t i = 0; i < record->member_count; i++) {
		const struct dl_record *inner = record_inside(record->members[i].type);

		if (inner)
			TRY(check_nesting(c, inner, depth + 1));
	}
	dl_map_put(&c->records, (uintptr_t)record, (void *)record);
	return DL_OK;
}

static enum dl_status check_records(struct dl_check *c)
{
	/* the list grows: a member's type may name records that nothing else does */
	for (size_t i = 0; i < c->records.len; i++)
		TRY(check_members(c, (const struct dl_record *)c->records.entries[i].key));
	for (size_t i = 0; i < c->records.len; i++)
		TRY(check_nesting(c, (const struct dl_record *)c->records.entries[i].key, 0));
	return DL_OK;
}

/* ---- functions and units ---- */

static enum dl_status check_vars(struct dl_check *c)
{
	const struct dl_func *func = c->func;

	CHECK(func->param_count <= func->var_count, "more parameters than variables");
	for (uint32_t i = 0; i < func->var_count; i++) {
		const struct dl_var *var = &func->vars[i];

		CHECK(var->name && *var->name, "variable %" PRIu32 " has no name", i);
		CHECK(var->is_param == (i < func->param_count),
		      "`%.100s` is out of order: parameters come first", var->name);
		TRY(check_type(c, var->type, "a variable"));
		TRY(check_loc(c, &var->loc));
		CHECK(!dl_map_has_str(&c->var_names, var->name),
		      "two variables have the name `%.100s`", var->name);
		dl_map_put_str(&c->var_names, var->name, (void *)var);
	}
	return DL_OK;
}

static enum dl_status check_blocks(struct dl_check *c)
{
	const struct dl_func *func = c->func;

	CHECK(func->block_count, "no entry block");
	c->in_block = true;
	for (c->block = 0; c->block < func->block_count; c->block++) {
		const struct dl_block *block = &func->blocks[c->block];

		c->at_term = false;
		for (c->instr = 0; c->instr < block->instr_count; c->instr++)
			TRY(check_instr(c, &block->instrs[c->instr]));
		c->at_term = true;
		TRY(check_term(c, &block->term));
	}
	c->in_block = false;
	return dl_check_temps(c);
}

static enum dl_status check_func(struct dl_check *c)
{
	const struct dl_func *func = c->func;

	CHECK(func->name && *func->name, "function without a name");
	TRY(check_type(c, func->ret, "the result"));
	TRY(check_loc(c, &func->loc));
	TRY(check_loc(c, &func->end));
	TRY(check_vars(c));
	CHECK(func->temp_count <= DL_IR_MAX_TEMPS, "%" PRIu32 " temporaries, more than %u",
	      func->temp_count, DL_IR_MAX_TEMPS);
	for (uint32_t i = 0; i < func->degradation_count; i++) {
		CHECK(func->degradations[i].reason, "degradation without a reason");
		TRY(check_loc(c, &func->degradations[i].loc));
	}
	return check_blocks(c);
}

static enum dl_status check_global(struct dl_check *c, const struct dl_global *global)
{
	CHECK(global->name && *global->name, "global without a name");
	CHECK(!global->owner || *global->owner, "`%.100s`: owner without a name", global->name);
	TRY(check_type(c, global->type, "a global"));
	TRY(check_loc(c, &global->loc));
	for (uint32_t i = 0; i < global->ref_count; i++)
		CHECK(global->refs[i].field && global->refs[i].func && *global->refs[i].func,
		      "`%.100s`: initialiser without a name", global->name);
	return DL_OK;
}

static enum dl_status check_unit(struct dl_check *c)
{
	const struct dl_unit *unit = c->unit;

	CHECK(unit->arena && unit->names, "unit without an arena or an interner");
	CHECK(unit->path && unit->arch && *unit->arch, "unit without a path or an architecture");
	CHECK(unit->file_count, "unit without a file");
	CHECK(unit->diag_total >= unit->diag_count, "fewer errors met than recorded");
	for (uint32_t i = 0; i < unit->file_count; i++)
		CHECK(unit->files[i].path, "file %" PRIu32 " has no path", i);
	for (uint32_t i = 0; i < unit->diag_count; i++) {
		CHECK(unit->diags[i].text, "diagnostic without a text");
		TRY(check_loc(c, &unit->diags[i].loc));
	}
	for (uint32_t i = 0; i < unit->global_count; i++)
		TRY(check_global(c, &unit->globals[i]));
	for (uint32_t i = 0; i < unit->func_count; i++) {
		c->func = &unit->funcs[i];
		TRY(check_func(c));
		dl_map_clear(&c->var_names);
	}
	c->func = NULL;
	return check_records(c);
}

enum dl_status dl_ir_validate(const struct dl_unit *unit, struct dl_error *err)
{
	struct dl_check c = {.unit = unit, .err = err};
	enum dl_status status = check_unit(&c);

	dl_map_free(&c.var_names);
	dl_map_free(&c.records);
	return status;
}
