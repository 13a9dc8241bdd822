/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random valid units for property tests: every instruction, every kind of
 * value, place and type, names that need quoting, fields whose steps disagree.
 * The same seed gives the same unit.
 */
#ifndef DL_TESTS_IR_RANDOM_H
#define DL_TESTS_IR_RANDOM_H

#include <string.h>

#include "ir/builder.h"

#define RANDOM_RECORDS 6

struct ir_random {
	uint64_t state;
	struct dl_unit_builder ub;
	struct dl_record *records[RANDOM_RECORDS];
	struct dl_func_builder fb;
	DL_VEC(struct dl_val) entry_temps; /* defined in the entry block */
	DL_VEC(struct dl_val) block_temps; /* defined so far in this block */
	uint32_t block_count;
};

static uint64_t rnd(struct ir_random *r, uint64_t below)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 7;
	r->state ^= r->state << 17;
	return r->state * 0x2545f4914f6cdd1dULL % below;
}

static bool chance(struct ir_random *r, uint64_t percent)
{
	return rnd(r, 100) < percent;
}

static const char *rnd_name(struct ir_random *r)
{
	static const char *const names[] = {
		"h",	      "dma",	   "ring",	   "x.2",   "none",   "const",
		"enum",	      "struct",	   "in",	   "as",    "static", "noreturn", "pure",
		"weird name", "a`b\"c\\d", "\x01\xff\n\t", "1abc",  "u",      "u.x",
		"u.x.y",      "b0",	   "default",	   "load",  "`",      ".",
		"a.b",	      "$x",	   "fn",	   "temps", "end",    "u64",
		"@x",	      "volatile",  "fence",	   "bits",  "aligned", "members",
		"align",      "record",	   "size",
	};

	return dl_intern(r->ub.unit->names, names[rnd(r, sizeof(names) / sizeof(names[0]))]);
}

static struct dl_loc rnd_loc(struct ir_random *r)
{
	struct dl_loc loc = {0};

	if (chance(r, 30))
		return loc;
	loc.line = (uint32_t)rnd(r, chance(r, 5) ? UINT32_MAX : 40);
	loc.col = (uint32_t)rnd(r, 80);
	loc.file = (uint32_t)rnd(r, 2);
	if (chance(r, 60)) {
		loc.end_line = chance(r, 50) ? loc.line : (uint32_t)rnd(r, 50);
		loc.end_col = (uint32_t)rnd(r, 90);
	}
	return loc;
}

static int64_t rnd_int(struct ir_random *r)
{
	static const int64_t special[] = {0, 1, -1, INT64_MAX, INT64_MIN, UINT32_MAX};

	if (chance(r, 30))
		return special[rnd(r, sizeof(special) / sizeof(special[0]))];
	return (int64_t)rnd(r, 200) - 100;
}

static const struct dl_type *rnd_type(struct ir_random *r, int depth)
{
	static const uint64_t sizes[] = {0, 1, 2, 4, 4, 8, 8, 16};
	struct dl_type type = {.kind = (enum dl_type_kind)rnd(r, DL_TYPE_FUNC + 1)};

	if (depth > 3 && type.kind >= DL_TYPE_PTR && type.kind != DL_TYPE_RECORD)
		type.kind = DL_TYPE_INT;
	type.is_signed = chance(r, 50);
	type.is_const = chance(r, 15);
	type.size = sizes[rnd(r, 8)];
	if (chance(r, 25))
		type.name = chance(r, 30) ? "enum mode" : rnd_name(r);
	if (type.kind == DL_TYPE_PTR || type.kind == DL_TYPE_ARRAY || type.kind == DL_TYPE_FUNC)
		type.elem = rnd_type(r, depth + 1);
	if (type.kind == DL_TYPE_PTR && chance(r, 80))
		type.size = 8;
	if (type.kind == DL_TYPE_ARRAY) {
		type.count = rnd(r, 4);
		if (chance(r, 80))
			type.size = type.elem->size * type.count;
	}
	if (type.kind == DL_TYPE_RECORD) {
		type.record = r->records[rnd(r, RANDOM_RECORDS)];
		if (chance(r, 80))
			type.size = type.record->size;
	}
	return dl_type_get(r->ub.types, &type);
}

/* A record lies only in those before it, never in itself. */
static bool may_lie_in(const struct ir_random *r, unsigned int outer, const struct dl_type *type)
{
	while (type->kind == DL_TYPE_ARRAY)
		type = type->elem;
	for (unsigned int i = 0; type->kind == DL_TYPE_RECORD && i <= outer; i++)
		if (type->record == r->records[i])
			return false;
	return true;
}

static void rnd_members(struct ir_random *r, unsigned int index)
{
	struct dl_record *record = r->records[index];
	DL_VEC(struct dl_member) members = {0};
	struct dl_map names = {0};

	record->align = 1 << rnd(r, 7);
	for (uint64_t n = record->size ? rnd(r, 6) : 0; n; n--) {
		struct dl_member m = {.name = rnd_name(r), .type = rnd_type(r, 0)};

		m.offset = (uint32_t)rnd(r, record->size);
		m.size = (uint32_t)m.type->size;
		if (m.size > record->size - m.offset)
			m.size = (uint32_t)(record->size - m.offset);
		m.is_bit_field = chance(r, 20);
		m.aligned = chance(r, 20) ? rnd_name(r) : NULL;
		if (!may_lie_in(r, index, m.type) || dl_map_has_str(&names, m.name))
			continue;
		dl_map_put_str(&names, m.name, record);
		dl_vec_push(&members, m);
	}
	record->member_count = (uint32_t)members.len;
	record->members = dl_vec_to_arena(&members, r->ub.unit->arena);
	dl_vec_free(&members);
	dl_map_free(&names);
}

static void rnd_records(struct ir_random *r)
{
	static const char *const names[RANDOM_RECORDS] = {
		"struct ring",	       "struct ring", "union word",
		"struct (anon a.c:3)", "foo_t",	      "struct struct",
	};

	for (unsigned int i = 0; i < RANDOM_RECORDS; i++) {
		r->records[i] = dl_record_get(r->ub.types, names[i], i == 1 ? 2 : 1);
		r->records[i]->size = rnd(r, 3) * 16;
		r->records[i]->is_core = chance(r, 30);
		if (chance(r, 20))
			r->records[i]->is_union = true;
	}
	for (unsigned int i = 0; i < RANDOM_RECORDS; i++)
		if (chance(r, 60))
			rnd_members(r, i);
}

static const struct dl_val *rnd_temp(struct ir_random *r)
{
	size_t all = r->entry_temps.len + r->block_temps.len;
	size_t i = all ? rnd(r, all) : 0;

	if (!all)
		return NULL;
	return i < r->entry_temps.len ? &r->entry_temps.data[i]
				      : &r->block_temps.data[i - r->entry_temps.len];
}

static struct dl_val rnd_val(struct ir_random *r)
{
	struct dl_val val = {.kind = (enum dl_val_kind)(1 + rnd(r, DL_VAL_UNKNOWN))};
	const struct dl_val *temp = rnd_temp(r);

	if (temp && chance(r, 60))
		val.kind = DL_VAL_TEMP;
	if (val.kind == DL_VAL_TEMP && !temp)
		val.kind = DL_VAL_INT;
	if (val.kind == DL_VAL_TEMP)
		val = *temp;
	if (val.kind == DL_VAL_INT) {
		val.num = rnd_int(r);
		val.str = chance(r, 30) ? rnd_name(r) : NULL;
	}
	if (val.kind == DL_VAL_STR)
		val.str = chance(r, 20) ? dl_intern(r->ub.unit->names, "") : rnd_name(r);
	if (val.kind == DL_VAL_FUNC)
		val.str = rnd_name(r);
	if (val.kind != DL_VAL_TEMP || chance(r, 10))
		val.type = chance(r, 50) ? rnd_type(r, 0) : dl_type_int(r->ub.types, 4, true);
	return val;
}

static void rnd_base(struct ir_random *r, struct dl_place_builder *pb)
{
	enum dl_base_kind base = (enum dl_base_kind)rnd(r, 4);
	const struct dl_val *temp = rnd_temp(r);
	const struct dl_type *type = rnd_type(r, 0);
	uint32_t index = 0;
	const char *name = NULL;

	if (base == DL_BASE_TEMP && !temp)
		base = DL_BASE_GLOBAL;
	if (base == DL_BASE_VAR && !r->fb.vars.len)
		base = DL_BASE_STR;
	if (base == DL_BASE_VAR) {
		index = (uint32_t)rnd(r, r->fb.vars.len);
		if (chance(r, 80))
			type = r->fb.vars.data[index].type;
	} else if (base == DL_BASE_TEMP) {
		index = (uint32_t)temp->num;
		if (temp->type->kind == DL_TYPE_PTR && chance(r, 80))
			type = temp->type->elem;
	} else {
		name = rnd_name(r);
	}
	dl_pb_init(pb, base, index, name, type);
}

static void rnd_field(struct ir_random *r, struct dl_place_builder *pb)
{
	const struct dl_type *so_far = pb->place.type;
	const struct dl_record *record = r->records[rnd(r, RANDOM_RECORDS)];
	const struct dl_step *before = pb->steps.len ? &pb->steps.data[pb->steps.len - 1] : NULL;
	const char *name = rnd_name(r);

	if (so_far->kind == DL_TYPE_RECORD && chance(r, 85))
		record = so_far->record;
	if (chance(r, 10))
		record = NULL;
	if (before && before->kind == DL_STEP_FIELD && chance(r, 40)) {
		record = before->record;
		name = dl_intern(r->ub.unit->names,
				 dl_arena_printf(r->ub.unit->arena, "%s.%s", before->field, name));
	}
	/* mostly the same for the same field, so that declarations pay */
	dl_pb_field(pb, chance(r, 50) ? rnd_type(r, 1) : dl_type_int(r->ub.types, 8, false), record,
		    name, chance(r, 80) ? 8 : (uint32_t)rnd(r, UINT32_MAX), 8);
}

static struct dl_place *rnd_place(struct ir_random *r, int depth)
{
	struct dl_place_builder pb;
	uint64_t steps = rnd(r, depth > 1 ? 1 : 5);

	rnd_base(r, &pb);
	for (uint64_t i = 0; i < steps; i++) {
		const struct dl_type *so_far = pb.place.type;
		const struct dl_type *type = rnd_type(r, 1);
		struct dl_val index = rnd_val(r);

		if (so_far->elem && chance(r, 70))
			type = so_far->elem;
		switch (rnd(r, 3)) {
		case 0:
			dl_pb_deref(&pb, type);
			break;
		case 1:
			rnd_field(r, &pb);
			break;
		default:
			dl_pb_index(&pb, chance(r, 50) ? so_far : type, &index);
			break;
		}
	}
	if (chance(r, 5))
		pb.place.type = rnd_type(r, 0);
	pb.place.is_volatile = chance(r, 10);
	return dl_pb_finish(&pb, r->ub.unit->arena);
}

static void rnd_operands(struct ir_random *r, struct dl_instr *instr)
{
	instr->sub = 0;
	if (instr->op == DL_OP_BIN)
		instr->sub = (uint8_t)rnd(r, DL_BIN_GE + 1);
	if (instr->op == DL_OP_UN)
		instr->sub = (uint8_t)rnd(r, DL_UN_LNOT + 1);
	if (instr->op <= DL_OP_ZERO)
		instr->place = rnd_place(r, 0);
	if (instr->op == DL_OP_STORE || (instr->op >= DL_OP_BIN && instr->op <= DL_OP_CONTAINER))
		instr->a = rnd_val(r);
	if (instr->op == DL_OP_BIN)
		instr->b = rnd_val(r);
	if (instr->op == DL_OP_CONTAINER) {
		instr->record = r->records[rnd(r, RANDOM_RECORDS)];
		instr->field = rnd_name(r);
		instr->offset = (uint32_t)rnd(r, 64);
	}
	if (instr->op == DL_OP_CALL) {
		instr->callee = chance(r, 70) ? rnd_name(r) : NULL;
		if (!instr->callee)
			instr->a = rnd_val(r);
		instr->through = chance(r, 20) ? rnd_place(r, 1) : NULL;
		instr->written = chance(r, 20) ? rnd_name(r) : NULL;
		instr->noreturn = chance(r, 10);
		instr->pure = chance(r, 10);
	}
	if (instr->op == DL_OP_FENCE)
		instr->written = rnd_name(r);
	if (dl_op_has_args(instr->op)) {
		DL_VEC(struct dl_val) args = {0};

		for (uint64_t n = rnd(r, 5); n; n--) {
			struct dl_val arg = rnd_val(r);

			dl_vec_push(&args, arg);
		}
		instr->arg_count = (uint32_t)args.len;
		instr->args = dl_vec_to_arena(&args, r->ub.unit->arena);
		dl_vec_free(&args);
	}
}

static void rnd_instr(struct ir_random *r, uint32_t block)
{
	struct dl_instr instr = {.op = (enum dl_op)rnd(r, DL_OP_UNKNOWN + 1), .dst = DL_NO_TEMP};
	bool optional = dl_op_has_args(instr.op) || instr.op == DL_OP_UNKNOWN;
	bool never = instr.op == DL_OP_STORE || instr.op == DL_OP_ZERO || instr.op == DL_OP_DECL;
	struct dl_val temp = {.kind = DL_VAL_TEMP};

	if (instr.op == DL_OP_DECL && !r->fb.vars.len)
		return;
	rnd_operands(r, &instr);
	instr.loc = rnd_loc(r);
	if (instr.op == DL_OP_DECL)
		instr.dst = (uint32_t)rnd(r, r->fb.vars.len);
	if (!never || chance(r, 10))
		instr.type = rnd_type(r, 0);
	if (instr.place && instr.op != DL_OP_ADDR && chance(r, 80))
		instr.type = instr.place->type;
	if (instr.op == DL_OP_DECL && chance(r, 80))
		instr.type = r->fb.vars.data[instr.dst].type;
	if (!never && (!optional || chance(r, 60))) {
		if (chance(r, 5))
			dl_fb_temp(&r->fb); /* a number that nothing defines */
		instr.dst = dl_fb_temp(&r->fb);
	}
	if (optional && instr.dst == DL_NO_TEMP && chance(r, 30))
		instr.type = NULL;
	dl_fb_instr(&r->fb, block, &instr);
	if (never || instr.dst == DL_NO_TEMP)
		return;
	temp.num = instr.dst;
	temp.type = instr.type;
	if (block == 0)
		dl_vec_push(&r->entry_temps, temp);
	else
		dl_vec_push(&r->block_temps, temp);
}

static void rnd_term(struct ir_random *r, uint32_t block)
{
	struct dl_term term = {.kind = (enum dl_term_kind)rnd(r, DL_TERM_UNREACHABLE + 1)};
	struct dl_case cases[4];
	uint32_t targets[5];

	term.loc = rnd_loc(r);
	term.cases = cases;
	term.targets = targets;
	for (unsigned int i = 0; i < 4; i++) {
		cases[i].low = rnd_int(r);
		cases[i].high = chance(r, 60) ? cases[i].low : rnd_int(r);
	}
	for (unsigned int i = 0; i < 5; i++)
		targets[i] = (uint32_t)rnd(r, r->block_count);
	if (term.kind == DL_TERM_SWITCH)
		term.case_count = (uint32_t)rnd(r, 5);
	term.target_count = term.kind == DL_TERM_JUMP	    ? 1
			    : term.kind == DL_TERM_BRANCH   ? 2
			    : term.kind == DL_TERM_SWITCH   ? term.case_count + 1
			    : term.kind == DL_TERM_INDIRECT ? (uint32_t)rnd(r, 5)
							    : 0;
	if (term.kind == DL_TERM_BRANCH || term.kind == DL_TERM_SWITCH ||
	    term.kind == DL_TERM_INDIRECT || (term.kind == DL_TERM_RETURN && chance(r, 60)))
		term.cond = rnd_val(r);
	dl_fb_term(&r->fb, block, &term);
}

static void rnd_func(struct ir_random *r)
{
	uint64_t params = rnd(r, 4), vars = params + rnd(r, 5);
	struct dl_func func;

	dl_fb_init(&r->fb, r->ub.unit, rnd_name(r));
	r->fb.func.is_static = chance(r, 50);
	r->fb.func.is_inline = chance(r, 20);
	r->fb.func.in_header = chance(r, 20);
	r->fb.func.ret = chance(r, 40) ? dl_type_void(r->ub.types) : rnd_type(r, 0);
	r->fb.func.loc = rnd_loc(r);
	r->fb.func.end = rnd_loc(r);
	for (uint64_t i = 0; i < vars; i++) {
		struct dl_var var = {.name = rnd_name(r),
				     .type = rnd_type(r, 0),
				     .loc = rnd_loc(r),
				     .is_param = i < params,
				     .is_synthetic = chance(r, 20)};

		dl_fb_var(&r->fb, &var);
	}
	while (chance(r, 30))
		dl_fb_degrade(&r->fb, rnd_name(r), chance(r, 50) ? rnd_name(r) : NULL, rnd_loc(r));
	r->block_count = 1 + (uint32_t)rnd(r, 5);
	for (uint32_t i = 0; i < r->block_count; i++)
		dl_fb_block(&r->fb);
	for (uint32_t i = 0; i < r->block_count; i++) {
		dl_vec_free(&r->block_temps);
		for (uint64_t n = rnd(r, 8); n; n--)
			rnd_instr(r, i);
		rnd_term(r, i);
	}
	dl_vec_free(&r->block_temps);
	dl_vec_free(&r->entry_temps);
	dl_fb_finish(&r->fb, &func);
	dl_vec_push(&r->ub.funcs, func);
}

static void rnd_global(struct ir_random *r)
{
	struct dl_global global = {.name = rnd_name(r),
				   .type = rnd_type(r, 0),
				   .loc = rnd_loc(r),
				   .is_static = chance(r, 50),
				   .is_const = chance(r, 30),
				   .is_definition = chance(r, 70),
				   .owner = chance(r, 20) ? rnd_name(r) : NULL};
	DL_VEC(struct dl_init_ref) refs = {0};

	while (chance(r, 40)) {
		struct dl_init_ref ref = {.field = chance(r, 30) ? dl_intern(r->ub.unit->names, "")
								 : rnd_name(r),
					  .func = rnd_name(r)};

		dl_vec_push(&refs, ref);
	}
	global.ref_count = (uint32_t)refs.len;
	global.refs = dl_vec_to_arena(&refs, r->ub.unit->arena);
	dl_vec_free(&refs);
	dl_vec_push(&r->ub.globals, global);
}

static inline struct dl_unit *ir_random_unit(uint64_t seed)
{
	struct ir_random r = {.state = seed * 0x9e3779b97f4a7c15ULL + 1};
	struct dl_file file = {.is_main = true};

	dl_ub_init(&r.ub, "drivers/x/\"y\".c", "x86_64");
	file.path = r.ub.unit->path;
	dl_vec_push(&r.ub.files, file);
	file = (struct dl_file){.path = dl_intern(r.ub.unit->names, "y.h")};
	dl_vec_push(&r.ub.files, file);
	rnd_records(&r);
	for (uint64_t n = rnd(&r, 4); n; n--)
		rnd_global(&r);
	for (uint64_t n = rnd(&r, 4); n; n--)
		rnd_func(&r);
	while (chance(&r, 30)) {
		struct dl_diag diag = {.loc = rnd_loc(&r),
				       .text = rnd_name(&r),
				       .func = chance(&r, 50) ? rnd_name(&r) : NULL};

		dl_vec_push(&r.ub.diags, diag);
	}
	r.ub.unit->diag_total = (uint32_t)(r.ub.diags.len + rnd(&r, 3));
	return dl_ub_finish(&r.ub);
}

#endif
