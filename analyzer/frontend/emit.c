/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions into the current block; constants are folded on the way. */
#include <string.h>

#include "frontend/lower.h"

static bool needs_operand(enum dl_op op)
{
	return op == DL_OP_STORE || op == DL_OP_BIN || op == DL_OP_UN || op == DL_OP_CAST ||
	       op == DL_OP_CONTAINER;
}

/* @value, or an unknown one where an operand came to nothing (a void call where code is broken). */
struct dl_val dl_fe_known(struct dl_lower *lw, struct dl_val value, const struct dl_type *type)
{
	if (value.kind != DL_VAL_NONE)
		return value;
	value.kind = DL_VAL_UNKNOWN;
	value.type = type ? type : dl_type_unknown(lw->t->ub.types);
	return value;
}

void dl_fe_emit(struct dl_lower *lw, const struct dl_instr *instr)
{
	struct dl_instr copy = *instr;

	if (!copy.loc.line)
		copy.loc = lw->loc;
	if (needs_operand(copy.op))
		copy.a = dl_fe_known(lw, copy.a, copy.type);
	if (copy.op == DL_OP_BIN)
		copy.b = dl_fe_known(lw, copy.b, copy.type);
	dl_fb_instr(&lw->fb, lw->block, &copy);
}

uint32_t dl_fe_new_block(struct dl_lower *lw)
{
	return dl_fb_block(&lw->fb);
}

void dl_fe_enter(struct dl_lower *lw, uint32_t block)
{
	lw->block = block;
}

void dl_fe_jump(struct dl_lower *lw, uint32_t target)
{
	dl_fb_jump(&lw->fb, lw->block, target, lw->loc);
}

void dl_fe_branch(struct dl_lower *lw, struct dl_val cond, uint32_t yes, uint32_t no,
		  struct dl_loc loc)
{
	uint32_t targets[2] = { yes, no };
	struct dl_term term = {
		.kind = DL_TERM_BRANCH, .loc = loc, .cond = dl_fe_known(lw, cond, NULL),
		.target_count = 2, .targets = targets,
	};

	if (cond.kind == DL_VAL_INT || cond.kind == DL_VAL_FUNC || cond.kind == DL_VAL_STR) {
		bool taken = cond.kind != DL_VAL_INT || cond.num != 0;

		dl_fb_jump(&lw->fb, lw->block, taken ? yes : no, loc);
		return;
	}
	dl_fb_term(&lw->fb, lw->block, &term);
}

void dl_fe_unreachable(struct dl_lower *lw)
{
	struct dl_term term = { .kind = DL_TERM_UNREACHABLE, .loc = lw->loc };

	dl_fb_term(&lw->fb, lw->block, &term);
	dl_fe_enter(lw, dl_fe_new_block(lw));
}

struct dl_val dl_fe_val_int(const struct dl_type *type, int64_t num)
{
	return (struct dl_val){ .kind = DL_VAL_INT, .type = type, .num = num };
}

struct dl_val dl_fe_val_none(void)
{
	return (struct dl_val){ .kind = DL_VAL_NONE };
}

/* Give the instruction a temporary and emit it. */
static struct dl_val define(struct dl_lower *lw, struct dl_instr *instr)
{
	instr->dst = dl_fb_temp(&lw->fb);
	dl_fe_emit(lw, instr);
	return (struct dl_val){ .kind = DL_VAL_TEMP, .type = instr->type, .num = instr->dst };
}

struct dl_val dl_fe_emit_unknown(struct dl_lower *lw, const struct dl_type *type)
{
	return define(lw, &(struct dl_instr){ .op = DL_OP_UNKNOWN, .type = type });
}

struct dl_val dl_fe_emit_unsupported(struct dl_lower *lw, CXCursor cursor, const char *reason)
{
	CXString kind = clang_getCursorKindSpelling(cursor.kind);

	/* without a type it is part of an error, which is counted already */
	if (clang_getCursorType(cursor).kind == CXType_Dependent)
		dl_fe_note_broken(lw, cursor);
	else
		dl_fb_degrade(&lw->fb, reason, clang_getCString(kind), dl_fe_loc_of(lw->t, cursor));
	clang_disposeString(kind);
	return dl_fe_emit_unknown(lw, dl_fe_type_decayed(lw->t, dl_fe_type_of_cursor(lw->t, cursor)));
}

struct dl_val dl_fe_emit_load(struct dl_lower *lw, struct dl_place *place, struct dl_loc loc)
{
	return define(lw, &(struct dl_instr){
		.op = DL_OP_LOAD, .type = place->type, .place = place, .loc = loc });
}

void dl_fe_emit_store(struct dl_lower *lw, struct dl_place *place, struct dl_val value,
		   struct dl_loc loc)
{
	dl_fe_emit(lw, &(struct dl_instr){
		.op = DL_OP_STORE, .dst = DL_NO_TEMP, .type = place->type, .place = place,
		.a = value, .loc = loc });
}

struct dl_val dl_fe_emit_addr(struct dl_lower *lw, struct dl_place *place,
			      const struct dl_type *type, struct dl_loc loc)
{
	return define(lw, &(struct dl_instr){
		.op = DL_OP_ADDR, .type = type, .place = place, .loc = loc });
}

/* @num as a value of @type: cut to its size, extended by its sign. */
static int64_t wrap(const struct dl_type *type, int64_t num)
{
	unsigned int bits = (unsigned int)type->size * 8;

	if (type->kind == DL_TYPE_BOOL)
		return num != 0;
	if (bits == 0 || bits >= 64)
		return num;
	num = (int64_t)((uint64_t)num & ((UINT64_C(1) << bits) - 1));
	if (type->is_signed && num >> (bits - 1))
		num -= INT64_C(1) << bits;
	return num;
}

static bool fold_compare(enum dl_bin op, int64_t a, int64_t b, bool is_unsigned, int64_t *out)
{
	bool less = is_unsigned ? (uint64_t)a < (uint64_t)b : a < b;

	switch (op) {
	case DL_BIN_EQ: *out = a == b; return true;
	case DL_BIN_NE: *out = a != b; return true;
	case DL_BIN_LT: *out = less; return true;
	case DL_BIN_LE: *out = less || a == b; return true;
	case DL_BIN_GT: *out = !less && a != b; return true;
	case DL_BIN_GE: *out = !less; return true;
	default: return false;
	}
}

static bool fold_divide(enum dl_bin op, int64_t a, int64_t b, bool is_unsigned, int64_t *out)
{
	if (b == 0 || (a == INT64_MIN && b == -1))
		return false;
	if (is_unsigned)
		*out = op == DL_BIN_DIV ? (int64_t)((uint64_t)a / (uint64_t)b)
					: (int64_t)((uint64_t)a % (uint64_t)b);
	else
		*out = op == DL_BIN_DIV ? a / b : a % b;
	return true;
}

static bool fold(enum dl_bin op, int64_t a, int64_t b, bool is_unsigned, int64_t *out)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;

	if (fold_compare(op, a, b, is_unsigned, out))
		return true;
	switch (op) {
	case DL_BIN_ADD: *out = (int64_t)(x + y); return true;
	case DL_BIN_SUB: *out = (int64_t)(x - y); return true;
	case DL_BIN_MUL: *out = (int64_t)(x * y); return true;
	case DL_BIN_AND: *out = (int64_t)(x & y); return true;
	case DL_BIN_OR: *out = (int64_t)(x | y); return true;
	case DL_BIN_XOR: *out = (int64_t)(x ^ y); return true;
	case DL_BIN_SHL:
		*out = y < 64 ? (int64_t)(x << y) : 0;
		return y < 64;
	case DL_BIN_SHR:
		if (y >= 64)
			return false;
		*out = is_unsigned ? (int64_t)(x >> y) : a >> y;
		return true;
	default:
		return fold_divide(op, a, b, is_unsigned, out);
	}
}

static bool is_number(const struct dl_type *type)
{
	return type->kind == DL_TYPE_INT || type->kind == DL_TYPE_ENUM ||
	       type->kind == DL_TYPE_BOOL;
}

struct dl_val dl_fe_emit_bin(struct dl_lower *lw, enum dl_bin op, struct dl_val a, struct dl_val b,
			  const struct dl_type *type, struct dl_loc loc)
{
	int64_t num;

	if (a.kind == DL_VAL_INT && b.kind == DL_VAL_INT && is_number(a.type) &&
	    is_number(b.type) && fold(op, a.num, b.num, !a.type->is_signed, &num))
		return dl_fe_val_int(type, wrap(type, num));
	return define(lw, &(struct dl_instr){
		.op = DL_OP_BIN, .sub = (uint8_t)op, .type = type, .a = a, .b = b, .loc = loc });
}

struct dl_val dl_fe_emit_un(struct dl_lower *lw, enum dl_un op, struct dl_val a,
			 const struct dl_type *type, struct dl_loc loc)
{
	if (a.kind == DL_VAL_INT && op == DL_UN_LNOT)
		return dl_fe_val_int(type, !a.num);
	if (a.kind == DL_VAL_INT && is_number(type))
		return dl_fe_val_int(type, wrap(type, op == DL_UN_NEG ? (int64_t)-(uint64_t)a.num
								   : ~a.num));
	return define(lw, &(struct dl_instr){
		.op = DL_OP_UN, .sub = (uint8_t)op, .type = type, .a = a, .loc = loc });
}

/* Does the conversion change the bits, or how they are read? */
static bool needs_cast(const struct dl_type *from, const struct dl_type *to)
{
	bool from_int = from->kind == DL_TYPE_INT || from->kind == DL_TYPE_ENUM;
	bool to_int = to->kind == DL_TYPE_INT || to->kind == DL_TYPE_ENUM;

	if (from == to || from->kind == DL_TYPE_UNKNOWN || to->kind == DL_TYPE_UNKNOWN)
		return false;
	if (from_int && to_int)
		return from->size != to->size ||
		       (from->is_signed != to->is_signed && from->kind == to->kind);
	if (from->kind == DL_TYPE_FLOAT && to->kind == DL_TYPE_FLOAT)
		return from->size != to->size;
	return from->kind != to->kind;
}

struct dl_val dl_fe_convert(struct dl_lower *lw, struct dl_val value, const struct dl_type *type,
			 bool is_explicit)
{
	if (type->kind == DL_TYPE_VOID)
		return dl_fe_val_none();
	if (value.kind == DL_VAL_NONE || value.kind == DL_VAL_UNKNOWN || !value.type) {
		value.type = type;
		return value;
	}
	if (value.kind == DL_VAL_INT && (is_number(type) || type->kind == DL_TYPE_PTR)) {
		int64_t num = wrap(type, value.num);

		if (value.str && !is_explicit && num == value.num)
			return value;
		if (num != value.num)
			value.str = NULL;
		value.num = num;
		value.type = type;
		return value;
	}
	if (!needs_cast(value.type, type)) {
		/* a temporary keeps the type of its definition */
		if (is_explicit && value.kind != DL_VAL_TEMP)
			value.type = type;
		return value;
	}
	if (value.kind == DL_VAL_TEMP || value.kind == DL_VAL_INT)
		return dl_fe_emit_cast(lw, value, type);
	value.type = type;
	return value;
}

struct dl_val dl_fe_emit_cast(struct dl_lower *lw, struct dl_val value, const struct dl_type *type)
{
	return define(lw, &(struct dl_instr){ .op = DL_OP_CAST, .type = type, .a = value });
}

struct dl_val dl_fe_in_temp(struct dl_lower *lw, struct dl_val value)
{
	if (value.kind == DL_VAL_TEMP)
		return value;
	if (value.kind == DL_VAL_UNKNOWN || value.kind == DL_VAL_NONE)
		return dl_fe_emit_unknown(lw, value.type ? value.type
						      : dl_type_unknown(lw->t->ub.types));
	return define(lw, &(struct dl_instr){ .op = DL_OP_CAST, .type = value.type, .a = value });
}

struct dl_place *dl_fe_place_of_var(struct dl_lower *lw, uint32_t var)
{
	struct dl_place_builder pb;
	const struct dl_var *v = &lw->fb.vars.data[var];

	dl_pb_init(&pb, DL_BASE_VAR, var, v->name, v->type);
	return dl_pb_finish(&pb, lw->fb.unit->arena);
}

struct dl_place *dl_fe_synthetic(struct dl_lower *lw, const char *what, const struct dl_type *type)
{
	struct dl_var var = { .type = type, .loc = lw->loc, .is_synthetic = true };

	var.name = dl_arena_printf(lw->t->scratch, "%s.%u", what, ++lw->synthetic);
	return dl_fe_place_of_var(lw, dl_fb_var(&lw->fb, &var));
}
