/* SPDX-License-Identifier: Apache-2.0 */
#include "ir/defaults.h"

#include <string.h>

#include "ir/type.h"

static const struct dl_type type_unknown = {.kind = DL_TYPE_UNKNOWN};
static const struct dl_type type_void = {.kind = DL_TYPE_VOID};
static const struct dl_type type_s32 = {.kind = DL_TYPE_INT, .is_signed = true, .size = 4};
static const struct dl_type type_s8 = {.kind = DL_TYPE_INT, .is_signed = true, .size = 1};
static const struct dl_type type_func = {.kind = DL_TYPE_FUNC, .elem = &type_void};

static const struct dl_type *pointer_to(const struct dl_unit *unit, const struct dl_type *elem,
					struct dl_type_scratch *scratch)
{
	scratch->type = (struct dl_type){
		.kind = DL_TYPE_PTR,
		.elem = elem,
		.size = dl_arch_pointer_size(unit->arch),
	};
	return &scratch->type;
}

const struct dl_type *dl_default_val_type(const struct dl_unit *unit, enum dl_val_kind kind,
					  struct dl_type_scratch *scratch)
{
	switch (kind) {
	case DL_VAL_NONE:
		return NULL;
	case DL_VAL_INT:
		return &type_s32;
	case DL_VAL_STR:
		return pointer_to(unit, &type_s8, scratch);
	case DL_VAL_FUNC:
		return pointer_to(unit, &type_func, scratch);
	default:
		return &type_unknown;
	}
}

const struct dl_type *dl_default_str_type(const char *text, struct dl_type_scratch *scratch)
{
	uint64_t count = strlen(text) + 1;

	scratch->type = (struct dl_type){
		.kind = DL_TYPE_ARRAY,
		.elem = &type_s8,
		.count = count,
		.size = count,
	};
	return &scratch->type;
}

const struct dl_type *dl_default_pointee(const struct dl_type *type)
{
	return type && type->kind == DL_TYPE_PTR && type->elem ? type->elem : &type_unknown;
}

const struct dl_type *dl_default_step_type(enum dl_step_kind kind, const struct dl_type *so_far)
{
	switch (kind) {
	case DL_STEP_DEREF:
		return dl_default_pointee(so_far);
	case DL_STEP_INDEX:
		if (so_far && so_far->kind == DL_TYPE_ARRAY && so_far->elem)
			return so_far->elem;
		return so_far ? so_far : &type_unknown;
	default:
		return &type_unknown;
	}
}

static bool is_comparison(uint8_t bin)
{
	return bin >= DL_BIN_EQ && bin <= DL_BIN_GE;
}

const struct dl_type *dl_default_instr_type(const struct dl_unit *unit, const struct dl_var *vars,
					    const struct dl_instr *instr,
					    struct dl_type_scratch *scratch)
{
	const struct dl_type *type;

	switch (instr->op) {
	case DL_OP_LOAD:
	case DL_OP_STORE:
	case DL_OP_ZERO:
		return instr->place->type;
	case DL_OP_DECL:
		return vars[instr->dst].type;
	case DL_OP_ADDR:
		type = instr->place->type;
		if (type && type->kind == DL_TYPE_ARRAY && type->elem)
			type = type->elem;
		return pointer_to(unit, type, scratch);
	case DL_OP_BIN:
		return is_comparison(instr->sub) ? &type_s32 : instr->a.type;
	case DL_OP_UN:
		return instr->sub == DL_UN_LNOT ? &type_s32 : instr->a.type;
	case DL_OP_CAST:
		return &type_s32;
	case DL_OP_CONTAINER:
		scratch->elem = (struct dl_type){.kind = DL_TYPE_UNKNOWN};
		if (instr->record)
			scratch->elem = (struct dl_type){
				.kind = DL_TYPE_RECORD,
				.record = instr->record,
				.size = instr->record->size,
			};
		return pointer_to(unit, &scratch->elem, scratch);
	case DL_OP_CALL:
	case DL_OP_ASM:
	case DL_OP_FENCE:
		return instr->dst == DL_NO_TEMP ? &type_void : &type_s32;
	case DL_OP_UNKNOWN:
		return instr->dst == DL_NO_TEMP ? NULL : &type_unknown;
	default:
		return NULL;
	}
}
