/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which pointers lead to coherent memory, and to none other: over the whole unit, whatever the path.
 * One node per variable, per what a variable points to, per field, global and returned value; along each
 * assignment, argument and result, what the source may be the target may be, too.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "checks/barrier/barrier.h"

#define MAX_DEPTH 12
#define MAX_ROUNDS 24
#define NO_NODE UINT32_MAX

enum { COHERENT = 1, OTHER = 2 };

struct edge {
	uint32_t to;
	uint32_t from;
};

struct dl_rings {
	struct dl_barriers *b;
	uint32_t *first_var;	/* per function */
	uint32_t var_count;
	struct dl_map named;	/* field, global, function -> node + 1 */
	DL_VEC(uint8_t) bits;
	DL_VEC(struct edge) edges;
};

/* Where sources go: edges and bits of a node, or bits alone. */
struct sink {
	uint32_t node;		/* NO_NODE: ask what is known */
	uint8_t bits;
};

static void seed(struct dl_rings *g, struct sink *s, uint8_t bits)
{
	if (s->node == NO_NODE)
		s->bits |= bits;
	else
		g->bits.data[s->node] |= bits;
}

static void flow(struct dl_rings *g, struct sink *s, uint32_t from)
{
	if (s->node == NO_NODE)
		s->bits |= g->bits.data[from];
	else if (s->node != from)
		dl_vec_push(&g->edges, ((struct edge){ s->node, from }));
}

/* ---- nodes ---- */

static uint32_t of_var(const struct dl_rings *g, const struct dl_func *func, uint32_t var)
{
	return g->first_var[func - g->b->an->unit->funcs] + var;
}

static uint32_t of_pointee(const struct dl_rings *g, const struct dl_func *func, uint32_t var)
{
	return g->var_count + of_var(g, func, var);
}

static uint32_t of_key(struct dl_rings *g, uint64_t key)
{
	uintptr_t known = (uintptr_t)dl_map_get(&g->named, key);

	if (!known) {
		dl_vec_push(&g->bits, 0);
		known = g->bits.len;
		dl_map_put(&g->named, key, (void *)known);
	}
	return (uint32_t)known - 1;
}

static uint32_t of_result(struct dl_rings *g, const struct dl_func *func)
{
	return of_key(g, dl_hash_u64(dl_hash_str(DL_HASH_SEED, "result"), (uintptr_t)func));
}

/* What is kept in the first @steps steps of the place; arrays of pointers are one. */
static uint32_t of_place(struct dl_rings *g, const struct dl_func *func, const struct dl_place *p,
			 uint32_t steps)
{
	const struct dl_step *last;

	while (steps && p->steps[steps - 1].kind == DL_STEP_INDEX)
		steps--;
	if (!steps)
		return p->base == DL_BASE_VAR ? of_var(g, func, p->index) :
		       p->base == DL_BASE_GLOBAL ? of_key(g, dl_hash_str(DL_HASH_SEED, p->name)) : NO_NODE;
	last = &p->steps[steps - 1];
	if (last->kind == DL_STEP_FIELD)
		return last->record ? of_key(g, dl_field_key(last->record, last->field)) : NO_NODE;
	return p->base == DL_BASE_VAR && steps == 1 ? of_pointee(g, func, p->index) : NO_NODE;
}

/* ---- sources ---- */

static void sources(struct dl_rings *g, const struct dl_func *func, const struct dl_val *v, int depth,
		    struct sink *s);

static void from_node(struct dl_rings *g, struct sink *s, uint32_t node)
{
	if (node == NO_NODE)
		seed(g, s, OTHER);
	else
		flow(g, s, node);
}

static void sources_of_address(struct dl_rings *g, const struct dl_func *func, const struct dl_place *p,
			       int depth, struct sink *s)
{
	for (uint32_t k = p->step_count; k-- > 0;) {
		if (p->steps[k].kind != DL_STEP_DEREF)
			continue;
		from_node(g, s, of_place(g, func, p, k));
		return;
	}
	if (p->base == DL_BASE_TEMP)
		sources(g, func, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = p->index }, depth + 1, s);
	else
		seed(g, s, OTHER);
}

static void sources_of_call(struct dl_rings *g, const struct dl_instr *in, struct sink *s)
{
	struct dl_analysis *an = g->b->an;
	const struct dl_func_info *callee = dl_callee_of(an, in);
	const struct dl_model *m;

	if (callee) {
		flow(g, s, of_result(g, callee->func));
		return;
	}
	m = dl_model_of(an, in);
	seed(g, s, m && m->role == DL_ROLE_ALLOC && dl_model_is_coherent(m) &&
			   dl_order_of(g->b, in) != DL_ORDER_CALLED_BACK ? COHERENT : OTHER);
}

static bool is_pointer(const struct dl_val *v)
{
	return v->type && v->type->kind == DL_TYPE_PTR;
}

static void sources(struct dl_rings *g, const struct dl_func *func, const struct dl_val *v, int depth,
		    struct sink *s)
{
	const struct dl_instr *def;

	if (v->kind == DL_VAL_INT)
		return; /* none, or an error */
	def = dl_defined(dl_reading_of(g->b, func), v);
	if (!def || depth > MAX_DEPTH) {
		seed(g, s, OTHER);
		return;
	}
	switch (def->op) {
	case DL_OP_CAST:
	case DL_OP_CONTAINER: sources(g, func, &def->a, depth + 1, s); return;
	/* moved, aligned */
	case DL_OP_BIN:
		sources(g, func, is_pointer(&def->b) && !is_pointer(&def->a) ? &def->b : &def->a,
			depth + 1, s);
		return;
	case DL_OP_LOAD: from_node(g, s, of_place(g, func, def->place, def->place->step_count)); return;
	case DL_OP_ADDR: sources_of_address(g, func, def->place, depth, s); return;
	case DL_OP_CALL: sources_of_call(g, def, s); return;
	default: seed(g, s, OTHER);
	}
}

/* ---- edges ---- */

static void add_store(struct dl_rings *g, const struct dl_func *func, const struct dl_instr *in)
{
	struct sink s = { of_place(g, func, in->place, in->place->step_count), 0 };

	if (in->place->type && in->place->type->kind == DL_TYPE_PTR && s.node != NO_NODE)
		sources(g, func, &in->a, 0, &s);
}

/* `&x->ring`: what the callee stores there. */
static void add_out_argument(struct dl_rings *g, const struct dl_func *func, const struct dl_val *arg,
			     uint32_t pointee)
{
	const struct dl_instr *def = dl_defined_as(dl_reading_of(g->b, func), arg);
	struct sink s;

	if (!def || def->op != DL_OP_ADDR || !def->place->type || def->place->type->kind != DL_TYPE_PTR)
		return;
	s = (struct sink){ of_place(g, func, def->place, def->place->step_count), 0 };
	if (s.node == NO_NODE)
		return;
	flow(g, &s, pointee);
	flow(g, &(struct sink){ pointee, 0 }, s.node);
}

static void add_arguments(struct dl_rings *g, const struct dl_func *func, const struct dl_instr *in,
			  const struct dl_func *callee)
{
	for (uint32_t k = 0; k < in->arg_count && k < callee->param_count; k++) {
		const struct dl_type *type = callee->vars[k].type;
		struct sink s = { of_var(g, callee, k), 0 };

		if (!type || type->kind != DL_TYPE_PTR)
			continue;
		sources(g, func, &in->args[k], 0, &s);
		if (type->elem && type->elem->kind == DL_TYPE_PTR)
			add_out_argument(g, func, &in->args[k], of_pointee(g, callee, k));
	}
}

static void add_call(struct dl_rings *g, const struct dl_func *func, const struct dl_instr *in)
{
	struct dl_func_info *const *callees, *one = dl_callee_of(g->b->an, in);
	uint32_t count;

	if (one) {
		add_arguments(g, func, in, one->func);
		return;
	}
	count = in->callee ? 0 : dl_callees_of(g->b->an, (struct dl_instr *)in, &callees);
	for (uint32_t i = 0; i < count; i++)
		add_arguments(g, func, in, callees[i]->func);
}

static void add_function(struct dl_rings *g, const struct dl_func *func)
{
	struct sink result = { of_result(g, func), 0 };

	for (uint32_t k = 0; k < func->block_count; k++) {
		const struct dl_block *block = &func->blocks[k];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			if (block->instrs[i].op == DL_OP_STORE)
				add_store(g, func, &block->instrs[i]);
			else if (block->instrs[i].op == DL_OP_CALL)
				add_call(g, func, &block->instrs[i]);
		}
		if (func->ret && func->ret->kind == DL_TYPE_PTR && block->term.kind == DL_TERM_RETURN)
			sources(g, func, &block->term.cond, 0, &result);
	}
}

static void settle(struct dl_rings *g)
{
	bool changed = true;

	for (int round = 0; changed && round < MAX_ROUNDS; round++) {
		changed = false;
		for (size_t i = 0; i < g->edges.len; i++) {
			uint8_t *to = &g->bits.data[g->edges.data[i].to];
			uint8_t all = *to | g->bits.data[g->edges.data[i].from];

			changed |= all != *to;
			*to = all;
		}
	}
	/* too long a chain: what is known so far may not be all */
	for (size_t i = 0; changed && i < g->bits.len; i++)
		g->bits.data[i] |= OTHER;
}

struct dl_rings *dl_rings_new(struct dl_barriers *b)
{
	const struct dl_unit *unit = b->an->unit;
	struct dl_rings *g = dl_xcalloc(1, sizeof(*g));

	g->b = b;
	g->first_var = dl_xcalloc(unit->func_count + 1, sizeof(*g->first_var));
	for (uint32_t f = 0; f < unit->func_count; f++) {
		g->first_var[f] = g->var_count;
		g->var_count += unit->funcs[f].var_count;
	}
	for (uint32_t i = 0; i < 2 * g->var_count; i++)
		dl_vec_push(&g->bits, 0);
	for (uint32_t f = 0; f < unit->func_count; f++)
		add_function(g, &unit->funcs[f]);
	settle(g);
	return g;
}

void dl_rings_free(struct dl_rings *g)
{
	if (!g)
		return;
	free(g->first_var);
	dl_map_free(&g->named);
	dl_vec_free(&g->bits);
	dl_vec_free(&g->edges);
	free(g);
}

bool dl_rings_any(const struct dl_barriers *b)
{
	const struct dl_unit *unit = b->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++) {
		if (!b->an->funcs[f].may_make)
			continue;
		for (uint32_t k = 0; k < unit->funcs[f].block_count; k++) {
			const struct dl_block *block = &unit->funcs[f].blocks[k];

			for (uint32_t i = 0; i < block->instr_count; i++) {
				const struct dl_instr *in = &block->instrs[i];
				const struct dl_model *m =
					in->op == DL_OP_CALL ? dl_model_of(b->an, in) : NULL;

				if (m && m->role == DL_ROLE_ALLOC && dl_model_is_coherent(m))
					return true;
			}
		}
	}
	return false;
}

bool dl_ring_word(struct dl_rings *g, const struct dl_word *w)
{
	struct sink s = { NO_NODE, 0 };

	if (w->root == DL_ROOT_TEMP)
		sources(g, w->func, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = w->num }, 0, &s);
	else
		from_node(g, &s, w->root == DL_ROOT_VAR ? of_var(g, w->func, w->num) :
							  of_place(g, w->func, w->path, w->steps));
	return s.bits == COHERENT;
}
