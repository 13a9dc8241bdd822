/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of flow.h: built in one pass over the unit; flow_fate.c walks it. */
#include "engine/program/flow_graph.h"
#include "engine/program/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* ---- nodes ---- */

static uint32_t var_node(const struct dl_flow *fl, const struct dl_func *func, uint32_t var)
{
	return var < func->var_count ? fl->base[index_of(fl, func)] + var : NO_NODE;
}

static void mark(struct dl_flow *fl, uint32_t node, int marks)
{
	if (node != NO_NODE)
		fl->nodes.data[node].marks |= (uint16_t)marks;
}

static uint32_t named_node(struct dl_flow *fl, uint64_t key, const struct dl_step *field)
{
	uintptr_t known = (uintptr_t)dl_map_get(&fl->named, key);

	if (known)
		return (uint32_t)known - 1;
	dl_vec_push(&fl->nodes, ((struct node){ .marks = NAMED, .field = field }));
	dl_map_put(&fl->named, key, (void *)(uintptr_t)fl->nodes.len);
	return (uint32_t)fl->nodes.len - 1;
}

/* The record that a pointer points to. */
static const struct dl_record *pointee(const struct dl_type *type)
{
	type = type && type->kind == DL_TYPE_PTR ? type->elem : NULL;
	return type && type->kind == DL_TYPE_RECORD ? type->record : NULL;
}

static void open_record(struct dl_flow *fl, const struct dl_record *r)
{
	if (r && r->name)
		dl_map_put_str(&fl->open, r->name, (void *)1);
}

/* A pointer to one record becomes a pointer to another: nobody knows which fields are the same. */
static void note_pun(struct dl_flow *fl, const struct dl_record *a, const struct dl_record *b)
{
	if (!a || !b || a == b || !a->name || !b->name || !strcmp(a->name, b->name))
		return;
	open_record(fl, a);
	open_record(fl, b);
}

/* Fields are told apart by offset: members of a union overlap. */
static uint32_t field_node(struct dl_flow *fl, const struct dl_step *step)
{
	const struct dl_record *r = step->record;
	uint64_t key = dl_hash_str(DL_HASH_SEED, r && r->name ? r->name : "?");
	bool is_known = r && r->size;
	uint32_t node;

	key = dl_hash_u64(key, is_known ? r->size : 0);
	key = is_known ? dl_hash_u64(key, r->is_union ? 0 : step->offset) :
			 dl_hash_str(key, step->field ? step->field : "?");
	node = named_node(fl, dl_hash_final(key) | 1, step);
	if (!r || !r->name)
		mark(fl, node, FOREIGN | WILD);
	else if (r->is_core)
		mark(fl, node, CORE | WILD);
	return node;
}

/* One that is defined in another file that was not read is anybody's. */
static uint32_t global_node(struct dl_flow *fl, const char *name)
{
	uint32_t count = (uint32_t)fl->nodes.len;
	uint64_t key = dl_hash_final(dl_hash_str(DL_HASH_SEED ^ 1, name)) | 1;
	uint32_t node = named_node(fl, key, NULL);
	const struct dl_global *g = node < count ? NULL : dl_unit_find_global(fl->an->unit, name);

	if (node == count && !(g && g->is_definition))
		mark(fl, node, FOREIGN | WILD);
	return node;
}

static uint32_t place_node(struct dl_flow *fl, const struct dl_place *place)
{
	if (place->base == DL_BASE_TEMP && place->base_type &&
	    place->base_type->kind == DL_TYPE_RECORD && place->index < fl->func->temp_count)
		note_pun(fl, place->base_type->record,
			 pointee(fl->nodes.data[temp_node(fl, fl->func, place->index)].type));
	for (uint32_t i = place->step_count; i > 0; i--)
		if (place->steps[i - 1].kind == DL_STEP_FIELD)
			return field_node(fl, &place->steps[i - 1]);
	switch (place->base) {
	case DL_BASE_VAR: return var_node(fl, fl->func, place->index);
	case DL_BASE_TEMP: return temp_node(fl, fl->func, place->index);
	case DL_BASE_GLOBAL: return global_node(fl, place->name);
	default: return NO_NODE;
	}
}

static uint32_t val_node(const struct dl_flow *fl, const struct dl_val *val)
{
	return val->kind == DL_VAL_TEMP ? temp_node(fl, fl->func, (uint32_t)val->num) : NO_NODE;
}

/* ---- edges ---- */

static bool is_pointer(const struct dl_type *type)
{
	return type && (type->kind == DL_TYPE_PTR || type->kind == DL_TYPE_ARRAY);
}

static void add_edge(struct dl_flow *fl, uint32_t from, uint32_t to)
{
	if (from == NO_NODE || to == NO_NODE || from == to)
		return;
	dl_vec_push(&fl->edges, ((struct edge){ to, fl->nodes.data[from].first }));
	fl->nodes.data[from].first = (uint32_t)fl->edges.len;
}

/* A copied pointer and the original have one pointee: stored through one, it is in the other. */
static void add_copy(struct dl_flow *fl, uint32_t from, uint32_t to, const struct dl_type *type)
{
	add_edge(fl, from, to);
	if (is_pointer(type))
		add_edge(fl, to, from);
}

static void copy_val(struct dl_flow *fl, const struct dl_val *val, uint32_t to,
		     const struct dl_type *type)
{
	if (val->kind == DL_VAL_UNKNOWN)
		mark(fl, to, WILD);
	note_pun(fl, pointee(val->type), pointee(type));
	add_copy(fl, val_node(fl, val), to, is_pointer(val->type) ? val->type : type);
}

/* ---- calls ---- */

/* A kernel record that unseen code is shown: it may do anything with the fields. */
static void show_record(struct dl_flow *fl, const struct dl_type *type)
{
	const struct dl_record *r = pointee(type);

	if (r && r->is_core)
		open_record(fl, r);
}

static void show_records(struct dl_flow *fl, const struct dl_instr *in)
{
	show_record(fl, in->type);
	for (uint32_t i = 0; i < in->arg_count; i++)
		show_record(fl, in->args[i].type);
}

/* Unseen code keeps what it is given, and writes through pointers. */
static void give_away(struct dl_flow *fl, const struct dl_instr *in)
{
	for (uint32_t i = 0; i < in->arg_count; i++)
		mark(fl, val_node(fl, &in->args[i]),
		     is_pointer(in->args[i].type) ? FOREIGN | WILD : FOREIGN);
}

static void call_unit(struct dl_flow *fl, const struct dl_instr *in, const struct dl_func *callee)
{
	for (uint32_t i = 0; i < in->arg_count && i < callee->param_count; i++)
		copy_val(fl, &in->args[i], var_node(fl, callee, i), callee->vars[i].type);
	add_copy(fl, result_node(fl, callee), temp_node(fl, fl->func, in->dst), in->type);
}

static const struct dl_val *arg(const struct dl_instr *in, int8_t n)
{
	return n >= 0 && (uint32_t)n < in->arg_count ? &in->args[n] : NULL;
}

static void mark_arg(struct dl_flow *fl, const struct dl_instr *in, int8_t n, int marks)
{
	if (arg(in, n))
		mark(fl, val_node(fl, arg(in, n)), marks);
}

/* `dma_alloc_coherent(dev, size, &p->dma)`: a number of its own is stored in the place. */
static void note_stored_through(struct dl_flow *fl, const struct dl_val *val)
{
	if (val && val->kind == DL_VAL_TEMP)
		mark(fl, val_node(fl, val), STORED);
}

static void call_access(struct dl_flow *fl, const struct dl_instr *in, const struct dl_model *m)
{
	/* put_unaligned_le32(): a store in the shape of a call */
	if (arg(in, m->arg_value) && arg(in, m->arg_write)) {
		copy_val(fl, arg(in, m->arg_value), val_node(fl, arg(in, m->arg_write)), NULL);
		mark_arg(fl, in, m->arg_write, STORED);
		return;
	}
	/* memcpy(): bytes of any type */
	if (arg(in, m->arg_read))
		open_record(fl, pointee(arg(in, m->arg_read)->type));
	mark_arg(fl, in, m->arg_read, FOREIGN);
	mark_arg(fl, in, m->arg_write, WILD);
	mark(fl, temp_node(fl, fl->func, in->dst), WILD);
}

static void call_model(struct dl_flow *fl, const struct dl_instr *in, const struct dl_model *m)
{
	uint32_t result = temp_node(fl, fl->func, in->dst);

	if (dl_model_ends(m)) {
		mark_arg(fl, in, m->arg_handle, RELEASED);
		mark_arg(fl, in, m->arg_sg, RELEASED);
		mark_arg(fl, in, m->arg_pool, RELEASED);
		mark_arg(fl, in, m->arg_buf, RELEASED);
		mark_arg(fl, in, m->arg_page, RELEASED);
	}
	if (m->role == DL_ROLE_ALLOC)
		note_stored_through(fl, arg(in, m->arg_handle_out));
	if (dl_model_makes(m)) {
		mark(fl, result, MADE);
		mark_arg(fl, in, m->arg_handle_out, MADE);
	}
	if (m->gives == DL_GIVES_LENT_HANDLE) {
		mark(fl, result, LENT);
		return;
	}
	if (dl_model_is_dma(m))
		return;
	switch (m->role) {
	case DL_ROLE_PURE:
	case DL_ROLE_CONVERT:
		for (uint32_t i = 0; i < in->arg_count; i++)
			copy_val(fl, &in->args[i], result, in->type);
		break;
	case DL_ROLE_LOG: break;
	case DL_ROLE_CPU_ACCESS: call_access(fl, in, m); break;
	case DL_ROLE_MMIO_WRITE: mark_arg(fl, in, m->arg_value, GIVEN); break;
	case DL_ROLE_HANDBACK:
		for (uint32_t i = 0; i < in->arg_count; i++)
			mark(fl, val_node(fl, &in->args[i]), GIVEN);
		break;
	case DL_ROLE_SET_MASK:
	case DL_ROLE_SG_INIT:
	case DL_ROLE_BUFFER_ALLOC:
	case DL_ROLE_BUFFER_FREE:
	case DL_ROLE_WAIT:
	case DL_ROLE_MANAGED:
	case DL_ROLE_NORETURN: break;
	case DL_ROLE_NONE: mark(fl, result, WILD); break;
	default:
		give_away(fl, in);
		mark(fl, result, WILD);
		break;
	}
}

static void read_call(struct dl_flow *fl, const struct dl_instr *in)
{
	const struct dl_func_info *callee = dl_callee_of(fl->an, in);
	const struct dl_model *model = callee ? NULL : dl_model_of(fl->an, in);
	struct dl_func_info *const *targets;
	uint32_t n = dl_callees_of(fl->an, in, &targets);

	if (callee) {
		call_unit(fl, in, callee->func);
		return;
	}
	if (!model || (model->role != DL_ROLE_CPU_ACCESS && model->role != DL_ROLE_LOG))
		show_records(fl, in);
	if (model) {
		call_model(fl, in, model);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		call_unit(fl, in, targets[i]->func);
	if (!dl_error_predicate(fl->an, in) && !dl_callees_are_all(fl->an, in)) {
		give_away(fl, in);
		mark(fl, temp_node(fl, fl->func, in->dst), WILD);
	}
}

/* ---- instructions ---- */

static void read_bin(struct dl_flow *fl, const struct dl_instr *in, uint32_t dst)
{
	switch (in->sub) {
	case DL_BIN_ADD:
	case DL_BIN_SUB:
	case DL_BIN_OR:
	case DL_BIN_XOR:
	case DL_BIN_AND:
		copy_val(fl, &in->a, dst, in->type);
		if (!is_pointer(in->type))
			copy_val(fl, &in->b, dst, in->type);
		break;
	case DL_BIN_MUL:
	case DL_BIN_DIV:
	case DL_BIN_REM:
	case DL_BIN_SHL:
	case DL_BIN_SHR: copy_val(fl, &in->a, dst, in->type); break;
	default: break; /* a comparison */
	}
}

static void read_store(struct dl_flow *fl, const struct dl_instr *in)
{
	uint32_t to = place_node(fl, in->place);

	copy_val(fl, &in->a, to, in->place->type);
	/* linked to a record of the kernel's */
	if (to != NO_NODE && fl->nodes.data[to].marks & CORE)
		show_record(fl, in->a.type);
	if (in->a.kind == DL_VAL_TEMP && !is_pointer(in->place->type))
		mark(fl, to, STORED);
}

static void read_instr(struct dl_flow *fl, const struct dl_instr *in)
{
	uint32_t dst = in->op == DL_OP_DECL ? NO_NODE : temp_node(fl, fl->func, in->dst);

	if (dst != NO_NODE)
		fl->nodes.data[dst].type = in->type;
	switch (in->op) {
	case DL_OP_LOAD: add_copy(fl, place_node(fl, in->place), dst, in->type); break;
	case DL_OP_STORE: read_store(fl, in); break;
	case DL_OP_ADDR:
		add_edge(fl, place_node(fl, in->place), dst);
		add_edge(fl, dst, place_node(fl, in->place));
		break;
	case DL_OP_BIN: read_bin(fl, in, dst); break;
	case DL_OP_UN:
		if (in->sub != DL_UN_LNOT)
			copy_val(fl, &in->a, dst, in->type);
		break;
	case DL_OP_CAST: copy_val(fl, &in->a, dst, in->type); break;
	case DL_OP_CALL: read_call(fl, in); break;
	case DL_OP_ASM:
	case DL_OP_FENCE:
		give_away(fl, in);
		mark(fl, dst, WILD);
		break;
	case DL_OP_UNKNOWN: mark(fl, dst, WILD); break;
	default: break;
	}
}

/* Code out of sight may call it, with anything, and gets what it returns. */
static bool is_open(const struct dl_func_info *info)
{
	return info->address_taken || !info->func->is_static;
}

static void read_func(struct dl_flow *fl, const struct dl_func_info *info)
{
	const struct dl_func *func = info->func;

	fl->func = func;
	for (uint32_t p = 0; is_open(info) && p < func->param_count; p++) {
		mark(fl, var_node(fl, func, p),
		     is_pointer(func->vars[p].type) ? FOREIGN | WILD : WILD);
		show_record(fl, func->vars[p].type);
	}
	if (is_open(info))
		mark(fl, result_node(fl, func), FOREIGN);
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++)
			read_instr(fl, &block->instrs[i]);
		if (block->term.kind == DL_TERM_RETURN)
			copy_val(fl, &block->term.cond, result_node(fl, func), func->ret);
	}
}

/* ---- walks ---- */

/* Everything that a value with one of @marks reaches gets them, too. */
static void spread(struct dl_flow *fl, int marks)
{
	fl->walk++;
	fl->queue.len = 0;
	for (uint32_t n = 0; n < fl->nodes.len; n++)
		if (fl->nodes.data[n].marks & marks)
			push(fl, n);
	for (size_t i = 0; i < fl->queue.len; i++) {
		mark(fl, fl->queue.data[i], marks);
		push_next(fl, fl->queue.data[i]);
	}
}

bool dl_flow_is_wild(const struct dl_flow *fl, const struct dl_func *func,
		     const struct dl_val *val)
{
	if (val->kind == DL_VAL_TEMP)
		return fl->nodes.data[temp_node(fl, func, (uint32_t)val->num)].marks & WILD;
	return val->kind == DL_VAL_UNKNOWN;
}

static bool is_lent(const struct node *n)
{
	return (n->marks & (LENT | MADE | WILD)) == LENT;
}

bool dl_flow_keeps_lent(struct dl_flow *fl, const struct dl_record *record, const char *field,
			uint32_t offset)
{
	return is_lent(&fl->nodes.data[field_node(fl, &(struct dl_step){
		.kind = DL_STEP_FIELD, .record = record, .field = field, .offset = offset })]);
}

/* ---- the whole ---- */

static uint32_t make_nodes(struct dl_flow *fl)
{
	const struct dl_unit *unit = fl->an->unit;
	uint32_t n = 0;

	fl->base = dl_xcalloc(unit->func_count + 1, sizeof(*fl->base));
	for (uint32_t i = 0; i < unit->func_count; i++) {
		fl->base[i] = n;
		n += unit->funcs[i].var_count + unit->funcs[i].temp_count + 1;
	}
	return n;
}

struct dl_flow *dl_flow_new(struct dl_analysis *an)
{
	struct dl_flow *fl = dl_xcalloc(1, sizeof(*fl));
	uint32_t n;

	fl->an = an;
	n = make_nodes(fl);
	fl->nodes.data = dl_xcalloc(n + 1, sizeof(*fl->nodes.data));
	fl->nodes.len = n;
	fl->nodes.cap = n + 1;
	for (uint32_t i = 0; i < an->unit->func_count; i++)
		read_func(fl, &an->funcs[i]);
	for (uint32_t i = n; i < fl->nodes.len; i++)
		if (fl->nodes.data[i].field && fl->nodes.data[i].field->record &&
		    fl->nodes.data[i].field->record->name &&
		    dl_map_has_str(&fl->open, fl->nodes.data[i].field->record->name))
			mark(fl, i, FOREIGN | WILD);
	spread(fl, STORED);
	/* what only the hardware fills, or a copy of another type */
	for (uint32_t i = n; i < fl->nodes.len; i++)
		if (!(fl->nodes.data[i].marks & STORED))
			mark(fl, i, WILD);
	spread(fl, WILD);
	spread(fl, LENT);
	spread(fl, MADE);
	return fl;
}

void dl_flow_free(struct dl_flow *fl)
{
	if (!fl)
		return;
	dl_vec_free(&fl->nodes);
	dl_vec_free(&fl->edges);
	dl_vec_free(&fl->queue);
	dl_map_free(&fl->named);
	dl_map_free(&fl->open);
	free(fl->base);
	free(fl);
}
