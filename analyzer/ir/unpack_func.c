/* SPDX-License-Identifier: Apache-2.0 */
/* Reader of the packed form: functions, instructions, places and values. */
#include <stdlib.h>
#include <string.h>

#include "ir/pack_format.h"
#include "ir/unpacker.h"
#include "ir/validate.h"

/* Of a temporary, most often one that was defined just before. */
static uint32_t get_temp(struct dl_unpacker *up)
{
	uint64_t temp = up->temp - (uint64_t)dl_get_diff(up, PACK_TEMPS, 0);

	if (temp >= up->fb->func.temp_count)
		up->in.bad = true;
	return up->in.bad ? 0 : (uint32_t)temp;
}

static struct dl_val get_val(struct dl_unpacker *up)
{
	uint64_t head = dl_get_max(up, PACK_VALUES, PACK_VAL_MASK | PACK_VAL_NAMED | PACK_VAL_USUAL);
	struct dl_val val = {.kind = (enum dl_val_kind)(head & PACK_VAL_MASK)};

	if (val.kind > DL_VAL_UNKNOWN)
		up->in.bad = true;
	if (val.kind == DL_VAL_NONE || up->in.bad)
		return val;
	if (val.kind == DL_VAL_INT)
		val.num = dl_get_diff(up, PACK_NUMBERS, 0);
	if (val.kind == DL_VAL_TEMP)
		val.num = get_temp(up);
	if (up->in.bad)
		return val;
	if (val.kind == DL_VAL_STR || val.kind == DL_VAL_FUNC || head & PACK_VAL_NAMED)
		val.str = dl_get_string(up, PACK_NAMES);
	if (!(head & PACK_VAL_USUAL))
		val.type = dl_get_type(up, PACK_TYPES);
	else if (val.kind == DL_VAL_TEMP)
		val.type = up->temp_types[val.num];
	return val;
}

static void get_step(struct dl_unpacker *up, struct dl_place_builder *pb)
{
	enum dl_step_kind kind = (enum dl_step_kind)dl_get_max(up, PACK_STEPS, DL_STEP_INDEX);
	struct dl_step step = {.kind = kind};
	uint64_t id;

	if (kind == DL_STEP_FIELD) {
		id = dl_get_id(up, PACK_FIELDS, up->fields.len);
		if (!id) {
			up->in.bad = true;
			return;
		}
		step = up->fields.data[id - 1];
	} else {
		step.type = dl_get_type(up, PACK_TYPES);
	}
	if (kind == DL_STEP_INDEX)
		step.index = get_val(up);
	dl_pb_step(pb, &step);
}

static struct dl_place *get_place(struct dl_unpacker *up)
{
	uint64_t head = dl_get_max(up, PACK_PLACES,
				   PACK_BASE_MASK | PACK_PLACE_USUAL | PACK_PLACE_TYPE |
					   PACK_PLACE_VOLATILE);
	enum dl_base_kind base = (enum dl_base_kind)(head & PACK_BASE_MASK);
	const struct dl_type *base_type = NULL, *type = NULL;
	struct dl_place_builder pb;
	const char *name = NULL;
	uint32_t index = 0, count;

	if (base == DL_BASE_VAR)
		index = dl_get_u32(up, PACK_VARS);
	else if (base == DL_BASE_TEMP)
		index = get_temp(up);
	else
		name = dl_get_string(up, PACK_NAMES);
	if (!(head & PACK_PLACE_USUAL))
		base_type = dl_get_type(up, PACK_TYPES);
	else if (base == DL_BASE_VAR && index < up->fb->vars.len)
		base_type = up->fb->vars.data[index].type;
	else
		up->in.bad = true;
	if (head & PACK_PLACE_TYPE)
		type = dl_get_type(up, PACK_TYPES);
	dl_pb_init(&pb, base, index, name, base_type);
	count = dl_get_count(up, PACK_STEPS);
	for (uint32_t i = 0; i < count && !up->in.bad; i++)
		get_step(up, &pb);
	if (head & PACK_PLACE_TYPE)
		pb.place.type = type;
	pb.place.is_volatile = head & PACK_PLACE_VOLATILE;
	return dl_pb_finish(&pb, up->ub->unit->arena);
}

static void get_call(struct dl_unpacker *up, struct dl_instr *instr)
{
	uint64_t flags = dl_get_max(up, PACK_CALLS,
				    PACK_CALL_THROUGH | PACK_CALL_NORETURN | PACK_CALL_PURE |
					    PACK_CALL_INDIRECT | PACK_CALL_WRITTEN);

	instr->noreturn = flags & PACK_CALL_NORETURN;
	instr->pure = flags & PACK_CALL_PURE;
	if (flags & PACK_CALL_INDIRECT)
		instr->a = get_val(up);
	else
		instr->callee = dl_get_string(up, PACK_NAMES);
	if (flags & PACK_CALL_WRITTEN)
		instr->written = dl_get_string(up, PACK_NAMES);
	if (flags & PACK_CALL_THROUGH)
		instr->through = get_place(up);
}

static void get_args(struct dl_unpacker *up, struct dl_instr *instr)
{
	DL_VEC(struct dl_val) args = {0};
	uint32_t count = dl_get_count(up, PACK_CALLS);

	for (uint32_t i = 0; i < count && !up->in.bad; i++) {
		struct dl_val arg = get_val(up);

		dl_vec_push(&args, arg);
	}
	instr->arg_count = (uint32_t)args.len;
	instr->args = dl_vec_to_arena(&args, up->ub->unit->arena);
	dl_vec_free(&args);
}

static void get_operands(struct dl_unpacker *up, struct dl_instr *instr)
{
	switch (instr->op) {
	case DL_OP_LOAD:
	case DL_OP_ADDR:
	case DL_OP_ZERO:
	case DL_OP_STORE:
		instr->place = get_place(up);
		break;
	case DL_OP_BIN:
		instr->sub = (uint8_t)dl_get_max(up, PACK_OPS, DL_BIN_GE);
		break;
	case DL_OP_UN:
		instr->sub = (uint8_t)dl_get_max(up, PACK_OPS, DL_UN_LNOT);
		break;
	case DL_OP_CONTAINER:
		instr->record = dl_get_record(up, PACK_STEPS);
		instr->field = dl_get_string(up, PACK_NAMES);
		instr->offset = dl_get_u32(up, PACK_NUMBERS);
		break;
	case DL_OP_CALL:
		get_call(up, instr);
		break;
	case DL_OP_FENCE:
		instr->written = dl_get_string(up, PACK_NAMES);
		break;
	default:
		break;
	}
	if (pack_has_a(instr->op))
		instr->a = get_val(up);
	if (instr->op == DL_OP_BIN)
		instr->b = get_val(up);
	if (dl_op_has_args(instr->op))
		get_args(up, instr);
}

static void get_instr(struct dl_unpacker *up, uint32_t block, uint64_t head)
{
	struct dl_instr instr = {.op = (enum dl_op)(head & PACK_OP_MASK), .dst = DL_NO_TEMP};
	uint32_t *next = instr.op == DL_OP_DECL ? &up->var : &up->temp;

	if (instr.op > DL_OP_UNKNOWN || (head & PACK_NEXT && head & PACK_NO_TEMP)) {
		up->in.bad = true;
		return;
	}
	get_operands(up, &instr);
	if (up->in.bad)
		return;
	if (!(head & PACK_USUAL_TYPE))
		instr.type = dl_get_type(up, PACK_RESULTS);
	else
		instr.type = instr.op == DL_OP_LOAD ? instr.place->type : up->results[instr.op];
	up->results[instr.op] = instr.type;
	if (head & PACK_NEXT)
		instr.dst = *next;
	else if (!(head & PACK_NO_TEMP))
		instr.dst = dl_get_u32(up, PACK_DEFINED);
	instr.loc = dl_get_loc(up);
	if (instr.dst != DL_NO_TEMP) {
		*next = instr.dst + 1;
		if (instr.op != DL_OP_DECL && instr.dst >= up->fb->func.temp_count)
			up->in.bad = true;
		else if (instr.op != DL_OP_DECL)
			up->temp_types[instr.dst] = instr.type;
	}
	dl_fb_instr(up->fb, block, &instr);
}

static void get_term(struct dl_unpacker *up, uint32_t block, uint64_t kind)
{
	struct dl_term term = {.kind = (enum dl_term_kind)kind};
	DL_VEC(struct dl_case) cases = {0};
	DL_VEC(uint32_t) targets = {0};
	uint32_t count;

	if (kind > DL_TERM_UNREACHABLE)
		up->in.bad = true;
	term.loc = dl_get_loc(up);
	term.cond = get_val(up);
	count = term.kind == DL_TERM_SWITCH ? dl_get_count(up, PACK_TARGETS) : 0;
	for (uint32_t i = 0; i < count && !up->in.bad; i++) {
		struct dl_case c = {.low = dl_get_diff(up, PACK_NUMBERS, 0)};

		c.high = dl_get_diff(up, PACK_NUMBERS, c.low);
		dl_vec_push(&cases, c);
	}
	count = dl_get_count(up, PACK_TARGETS);
	for (uint32_t i = 0; i < count && !up->in.bad; i++)
		dl_vec_push(&targets, dl_get_u32_diff(up, PACK_TARGETS, block));
	term.case_count = (uint32_t)cases.len;
	term.cases = cases.data;
	term.target_count = (uint32_t)targets.len;
	term.targets = targets.data;
	dl_fb_term(up->fb, block, &term);
	dl_vec_free(&cases);
	dl_vec_free(&targets);
}

/* Instructions up to the terminator. */
static void get_block(struct dl_unpacker *up, uint32_t block)
{
	const uint64_t flags = PACK_NEXT | PACK_NO_TEMP | PACK_USUAL_TYPE;

	dl_fb_block(up->fb);
	while (!up->in.bad) {
		uint64_t head = dl_get_max(up, PACK_OPS, PACK_TERM | flags | PACK_OP_MASK);

		if (!(head & PACK_TERM)) {
			get_instr(up, block, head);
			continue;
		}
		get_term(up, block, head - PACK_TERM);
		break;
	}
}

static void get_vars(struct dl_unpacker *up)
{
	uint64_t params = dl_get_max(up, PACK_HEADS, UINT32_MAX);
	uint32_t count = dl_get_count(up, PACK_HEADS);

	for (uint32_t i = 0; i < count && !up->in.bad; i++) {
		struct dl_var var = {.name = dl_get_string(up, PACK_HEAD_NAMES), .is_param = i < params};

		var.type = dl_get_type(up, PACK_HEAD_TYPES);
		var.loc = dl_get_loc(up);
		var.is_synthetic = dl_get_max(up, PACK_HEADS, 1);
		/* dl_fb_var() would rename a duplicate: only damage makes one. */
		if (!var.name || dl_fb_find_var(up->fb, var.name) != UINT32_MAX)
			up->in.bad = true;
		else
			dl_fb_var(up->fb, &var);
	}
	if (params > count)
		up->in.bad = true;
}

static void get_func_head(struct dl_unpacker *up)
{
	struct dl_func *func = &up->fb->func;
	uint64_t flags;
	uint32_t count;

	func->name = dl_get_string(up, PACK_HEAD_NAMES);
	flags = dl_get_max(up, PACK_HEADS, PACK_STATIC | PACK_INLINE | PACK_HEADER);
	func->is_static = flags & PACK_STATIC;
	func->is_inline = flags & PACK_INLINE;
	func->in_header = flags & PACK_HEADER;
	func->loc = dl_get_loc(up);
	func->end = dl_get_loc(up);
	func->ret = dl_get_type(up, PACK_HEAD_TYPES);
	get_vars(up);
	count = dl_get_count(up, PACK_HEADS);
	for (uint32_t i = 0; i < count && !up->in.bad; i++) {
		const char *reason = dl_get_string(up, PACK_HEAD_NAMES);
		const char *detail = dl_get_string(up, PACK_HEAD_NAMES);

		dl_fb_degrade(up->fb, reason, detail, dl_get_loc(up));
	}
	func->temp_count = (uint32_t)dl_get_max(up, PACK_HEADS, DL_IR_MAX_TEMPS);
}

void dl_get_func(struct dl_unpacker *up)
{
	struct dl_func_builder fb;
	struct dl_func func;
	uint32_t blocks;

	dl_fb_init(&fb, up->ub->unit, NULL);
	up->fb = &fb;
	get_func_head(up);
	up->temp_types = dl_xcalloc(up->in.bad ? 0 : fb.func.temp_count, sizeof(*up->temp_types));
	blocks = dl_get_count(up, PACK_HEADS);
	up->temp = 0;
	up->var = fb.func.param_count;
	for (uint32_t i = 0; i < blocks && !up->in.bad; i++)
		get_block(up, i);
	dl_free(up->temp_types);
	up->temp_types = NULL;
	up->fb = NULL;
	dl_fb_finish(&fb, &func);
	dl_vec_push(&up->ub->funcs, func);
}
