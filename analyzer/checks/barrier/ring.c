/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which pointers lead to coherent memory, and to none other, and which to buffers that are mapped for a device
 * to write: over the whole unit, whatever the path.
 * One node per variable, per what a variable points to, per field, global and returned value; along each
 * assignment, argument and result, what the source may be the target may be, too.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "checks/barrier/barrier.h"

#define MAX_DEPTH 12
#define MAX_ROUNDS 24
#define NO_NODE UINT32_MAX

/*
 * What is behind a pointer; mapped for a device that writes, or only reads; the same of what a field of the record
 * behind it leads to (of a packet its data, of a page its address).
 */
enum {
	COHERENT = 1,
	OTHER = 2,
	WRITTEN = 4,
	ONLY_READ = 8,
	INNER_WRITTEN = WRITTEN << 2,
	INNER_ONLY_READ = ONLY_READ << 2,
	MAPPED = WRITTEN | ONLY_READ,
	INNER = INNER_WRITTEN | INNER_ONLY_READ,
};

struct edge {
	uint32_t to;
	uint32_t from;
	bool is_inner;		/* from what the record behind leads to */
	bool is_part;		/* to a member of what is behind */
};

struct dl_rings {
	struct dl_barriers *b;
	uint32_t *first_var;	/* per function */
	uint32_t var_count;
	struct dl_map named;	/* field, global, function -> node + 1 */
	struct dl_map inner;	/* fields of kernel records that lead to mapped memory */
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
		dl_vec_push(&g->edges, ((struct edge){ s->node, from, false, false }));
}

static void flow_inner(struct dl_rings *g, struct sink *s, uint32_t from)
{
	if (s->node == NO_NODE)
		s->bits |= g->bits.data[from] >> 2 & MAPPED;
	else
		dl_vec_push(&g->edges, ((struct edge){ s->node, from, true, false }));
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

/* What leads to the record that the place lies in: the pointer of its last step through one; NO_NODE: not seen. */
static uint32_t of_record(struct dl_rings *g, const struct dl_func *func, const struct dl_place *p)
{
	for (uint32_t k = p->step_count; k-- > 0;)
		if (p->steps[k].kind == DL_STEP_DEREF)
			return of_place(g, func, p, k);
	return NO_NODE;
}

/* A pointer field of a kernel record, by which packets lead to their data; NULL: none. */
static const struct dl_step *core_field(const struct dl_place *p)
{
	const struct dl_step *last = p->step_count ? &p->steps[p->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD && last->record && last->record->is_core ? last : NULL;
}

static void from_place(struct dl_rings *g, const struct dl_func *func, const struct dl_place *p, struct sink *s)
{
	const struct dl_step *field = core_field(p);
	uint32_t record = field ? of_record(g, func, p) : NO_NODE;

	from_node(g, s, of_place(g, func, p, p->step_count));
	if (record != NO_NODE && dl_map_has(&g->inner, dl_field_key(field->record, field->field)))
		flow_inner(g, s, record);
}

/* Only a part of the record that the place lies in: the device cannot write to the rest. */
static bool is_member(const struct dl_place *p)
{
	for (uint32_t k = p->step_count; k-- > 0 && p->steps[k].kind != DL_STEP_DEREF;)
		if (p->steps[k].kind == DL_STEP_FIELD)
			return true;
	return false;
}

static void sources_of_address(struct dl_rings *g, const struct dl_func *func, const struct dl_place *p,
			       int depth, struct sink *s)
{
	size_t first;

	for (uint32_t k = p->step_count; k-- > 0;) {
		if (p->steps[k].kind != DL_STEP_DEREF)
			continue;
		first = g->edges.len;
		from_node(g, s, of_place(g, func, p, k));
		for (; first < g->edges.len; first++)
			g->edges.data[first].is_part = is_member(p);
		return;
	}
	if (p->base == DL_BASE_TEMP)
		sources(g, func, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = p->index }, depth + 1, s);
	else
		seed(g, s, OTHER);
}

static void from_page(struct dl_rings *g, const struct dl_func *func, const struct dl_val *page, struct sink *s)
{
	const struct dl_instr *def = dl_defined_as(dl_reading_of(g->b, func), page);
	uint32_t node = def && def->op == DL_OP_LOAD ? of_place(g, func, def->place, def->place->step_count) : NO_NODE;

	if (node != NO_NODE)
		flow_inner(g, s, node);
}

static void sources_of_call(struct dl_rings *g, const struct dl_func *func, const struct dl_instr *in,
			    struct sink *s)
{
	struct dl_analysis *an = g->b->an;
	const struct dl_func_info *callee = dl_callee_of(an, in);
	const struct dl_model *m;

	if (callee) {
		flow(g, s, of_result(g, callee->func));
		return;
	}
	m = dl_model_of(an, in);
	if (m && m->role == DL_ROLE_PURE && m->gives == DL_GIVES_PAGE_ADDRESS && in->arg_count)
		from_page(g, func, &in->args[0], s);
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
	case DL_OP_LOAD: from_place(g, func, def->place, s); return;
	case DL_OP_ADDR: sources_of_address(g, func, def->place, depth, s); return;
	case DL_OP_CALL: sources_of_call(g, func, def, s); return;
	default: seed(g, s, OTHER);
	}
}

/* ---- mapped buffers ---- */

static void mark(struct dl_rings *g, uint32_t node, uint8_t bits)
{
	if (node != NO_NODE)
		g->bits.data[node] |= bits;
}

/* The value, a buffer (@bits of MAPPED) or what leads to one (of INNER), was mapped. */
static void mark_value(struct dl_rings *g, const struct dl_func *func, const struct dl_val *v, uint8_t bits)
{
	const struct dl_reading *r = dl_reading_of(g->b, func);

	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		const struct dl_instr *def = dl_defined_as(r, v);
		const struct dl_model *m;
		const struct dl_step *field;

		if (!def)
			return;
		switch (def->op) {
		case DL_OP_LOAD:
			field = bits & MAPPED ? core_field(def->place) : NULL;
			if (!field) {
				mark(g, of_place(g, func, def->place, def->place->step_count), bits);
				return;
			}
			dl_map_put(&g->inner, dl_field_key(field->record, field->field), g);
			mark(g, of_record(g, func, def->place), (uint8_t)(bits << 2));
			return;
		case DL_OP_ADDR:
			if (!is_member(def->place))
				mark(g, of_record(g, func, def->place), bits);
			return;
		case DL_OP_CONTAINER: v = &def->a; break;
		case DL_OP_BIN: v = is_pointer(&def->b) && !is_pointer(&def->a) ? &def->b : &def->a; break;
		/* virt_to_page(buffer), page_address(page) */
		case DL_OP_CALL:
			m = dl_model_of(g->b->an, def);
			if (!m || m->role != DL_ROLE_PURE || !def->arg_count ||
			    !(bits & INNER ? m->gives == DL_GIVES_PAGE : m->gives == DL_GIVES_PAGE_ADDRESS))
				return;
			bits = (uint8_t)(bits & INNER ? bits >> 2 : bits << 2);
			v = &def->args[0];
			break;
		default: return;
		}
	}
}

static void add_map(struct dl_rings *g, const struct dl_func *func, const struct dl_instr *in)
{
	const struct dl_model *m = dl_model_of(g->b->an, in);
	const struct dl_analysis *an = g->b->an;
	enum dl_direction dir;
	uint8_t bits;

	if (!m || m->role != DL_ROLE_MAP || m->arg_dir < 0 || (uint32_t)m->arg_dir >= in->arg_count ||
	    in->args[m->arg_dir].kind != DL_VAL_INT)
		return;
	dir = dl_sym_direction(dl_sym_int(an->syms, in->args[m->arg_dir].num), an->platform);
	bits = dir == DL_DIR_TO_DEVICE ? ONLY_READ :
	       dir == DL_DIR_FROM_DEVICE || dir == DL_DIR_BOTH_WAYS ? WRITTEN : 0;
	if (m->arg_buf >= 0 && (uint32_t)m->arg_buf < in->arg_count)
		mark_value(g, func, &in->args[m->arg_buf], bits);
	else if (m->arg_page >= 0 && (uint32_t)m->arg_page < in->arg_count)
		mark_value(g, func, &in->args[m->arg_page], (uint8_t)(bits << 2));
}

static void mark_mapped(struct dl_rings *g)
{
	const struct dl_unit *unit = g->b->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++)
		for (uint32_t k = 0; k < unit->funcs[f].block_count; k++)
			for (uint32_t i = 0; i < unit->funcs[f].blocks[k].instr_count; i++)
				if (unit->funcs[f].blocks[k].instrs[i].op == DL_OP_CALL)
					add_map(g, &unit->funcs[f], &unit->funcs[f].blocks[k].instrs[i]);
}

/* What a variable of a function that maps was given is mapped, too. */
static void mark_back(struct dl_rings *g)
{
	for (int round = 0; round < MAX_DEPTH / 4; round++)
		for (size_t i = 0; i < g->edges.len; i++) {
			const struct edge *e = &g->edges.data[i];
			uint8_t bits = e->to < g->var_count && !e->is_part ? g->bits.data[e->to] & (MAPPED | INNER) : 0;

			g->bits.data[e->from] |= (uint8_t)(e->is_inner ? (bits & MAPPED) << 2 : bits);
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
			uint8_t from = g->bits.data[g->edges.data[i].from];
			uint8_t all = *to | (g->edges.data[i].is_inner ? from >> 2 & MAPPED : from);

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
	mark_mapped(g);
	for (uint32_t f = 0; f < unit->func_count; f++)
		add_function(g, &unit->funcs[f]);
	mark_back(g);
	settle(g);
	return g;
}

void dl_rings_free(struct dl_rings *g)
{
	if (!g)
		return;
	free(g->first_var);
	dl_map_free(&g->named);
	dl_map_free(&g->inner);
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

static uint8_t bits_of(struct dl_rings *g, const struct dl_word *w)
{
	struct sink s = { NO_NODE, 0 };

	if (w->root == DL_ROOT_TEMP)
		sources(g, w->func, &(struct dl_val){ .kind = DL_VAL_TEMP, .num = w->num }, 0, &s);
	else if (w->root == DL_ROOT_VAR)
		from_node(g, &s, of_var(g, w->func, w->num));
	else
		from_place(g, w->func, &(struct dl_place){
			.base = w->path->base, .index = w->path->index, .name = w->path->name,
			.steps = w->path->steps, .step_count = w->steps }, &s);
	return s.bits;
}

bool dl_ring_word(struct dl_rings *g, const struct dl_word *w)
{
	return (bits_of(g, w) & (COHERENT | OTHER)) == COHERENT;
}

bool dl_device_writes(struct dl_rings *g, const struct dl_word *w)
{
	uint8_t bits = bits_of(g, w);

	return (bits & (COHERENT | OTHER)) == COHERENT || (bits & MAPPED) == WRITTEN;
}
