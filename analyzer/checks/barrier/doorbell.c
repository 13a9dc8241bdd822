/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Doorbells that order nothing: words of coherent memory are written, and then a register is told where they are, by
 * a write that may overtake them. That it is told so is seen by the value: the index or the pointer by which the words
 * were reached, the handle of their memory, or how many there are.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "checks/barrier/barrier.h"
#include "checks/event/event.h"

#define MAX_CALLS 3

struct bell {
	struct dl_barriers *b;
	const struct dl_func *func;
	const struct dl_instr *at;
	const struct dl_func *rung_by;	/* where it is said what is written, by @rung: the bell or a call of a helper */
	const struct dl_instr *rung;
};

/* What comes before it. */
struct before {
	struct dl_barriers *b;
	const struct dl_names *names;
	const struct dl_instr *at;	/* the last write found; NULL: none */
	const struct dl_func *func;
	const struct dl_step *field;
	const struct dl_instr *via;
	const struct dl_instr *weak;
	bool counted;			/* the value says how many, not where */
	bool from_entry;
};

/* ---- before ---- */

/* `count++`, `count += more` */
static bool adds_to_itself(const struct dl_reading *r, const struct dl_instr *store)
{
	const struct dl_instr *def = dl_defined_as(r, &store->a);
	const struct dl_instr *from = def && def->op == DL_OP_BIN && def->sub == DL_BIN_ADD ?
				      dl_defined_as(r, &def->a) : NULL;

	return from && from->op == DL_OP_LOAD && dl_whole_var(from->place) == store->place->index;
}

/* A round of a loop writes the words and counts them. */
static bool is_counted(const struct before *w, const struct dl_reading *r, uint32_t block)
{
	const struct dl_cfg *cfg = w->b->an->funcs[r->func - w->b->an->unit->funcs].cfg;

	for (uint32_t i = 0; i < r->store_count; i++) {
		const struct dl_site *s = &r->stores[i];

		if (!dl_name_in(w->names, dl_name_of_var(r->func, s->at->place->index)) || !adds_to_itself(r, s->at))
			continue;
		for (uint32_t k = 0; cfg && k < cfg->loop_count; k++)
			if (dl_loop_has(&cfg->loops[k], block) && dl_loop_has(&cfg->loops[k], s->block))
				return true;
	}
	return false;
}

/* A value is put into the words that @word and @at say. */
static void look_at_word(struct before *w, const struct dl_reading *r, const struct dl_instr *in,
			 const struct dl_word *word, const struct dl_names *at, bool counted)
{
	if (w->at || !dl_ring_word(w->b->rings, word) || !(counted || dl_names_meet(w->names, at)))
		return;
	w->at = in;
	w->func = r->func;
	w->field = word->field;
	w->counted = !dl_names_meet(w->names, at);
}

static void look_at_store(struct before *w, const struct dl_called *f, const struct dl_instr *in, bool counted)
{
	struct dl_names at = { .count = 0 };
	struct dl_word word;

	if (w->at || dl_is_number(f->r, &in->a) || !dl_word_of_place(w->b, f->r, in->place, &word))
		return;
	dl_names_of_place(w->b, f, in->place, 0, &at);
	look_at_word(w, f->r, in, &word, &at, counted);
}

static void look_at_copy(struct before *w, const struct dl_called *f, const struct dl_instr *in, bool counted)
{
	const struct dl_model *m = dl_model_of(w->b->an, in);
	struct dl_names at = { .count = 0 };
	struct dl_word word;

	if (!m || m->role != DL_ROLE_CPU_ACCESS || m->arg_write < 0 || m->arg_read < 0 ||
	    (uint32_t)m->arg_write >= in->arg_count ||
	    !dl_word_behind(w->b, f->r, &in->args[m->arg_write], &word))
		return;
	dl_names_of_pointer(w->b, f, &in->args[m->arg_write], &at);
	look_at_word(w, f->r, in, &word, &at, counted);
}

static void look_inside(struct before *w, const struct dl_called *f, bool counted, int calls)
{
	const struct dl_func *func = f->r->func;

	for (uint32_t k = func->block_count; k-- > 0;)
		for (uint32_t i = func->blocks[k].instr_count; i-- > 0 && !w->at;) {
			const struct dl_instr *in = &func->blocks[k].instrs[i];
			const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(w->b->an, in) : NULL;

			if (in->op == DL_OP_STORE)
				look_at_store(w, f, in, counted);
			else if (callee && calls < MAX_CALLS)
				look_inside(w, &(struct dl_called){ dl_reading_of(w->b, callee->func), in, f },
					    counted, calls + 1);
			else if (in->op == DL_OP_CALL && !callee)
				look_at_copy(w, f, in, counted);
		}
}

/* False: what comes before need not be looked at. */
static bool look_at(struct before *w, const struct dl_called *f, const struct dl_instr *in, bool counted)
{
	const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(w->b->an, in) : NULL;
	enum dl_order order = dl_order_of(w->b, in);

	if (dl_orders_writes(w->b, in))
		return false;
	if (order == DL_ORDER_CPUS || order == DL_ORDER_CPU_WRITES)
		w->weak = in;
	if (in->op == DL_OP_STORE) {
		look_at_store(w, f, in, counted);
	} else if (callee) {
		look_inside(w, &(struct dl_called){ dl_reading_of(w->b, callee->func), in, f }, counted, 1);
		w->via = w->at ? in : NULL;
	} else if (in->op == DL_OP_CALL) {
		look_at_copy(w, f, in, counted);
	}
	return !w->at;
}

/* A function, read backwards. */
struct looking {
	struct before *w;
	const struct dl_called *frame;
	uint32_t block;		/* of which @counted is known; UINT32_MAX: none yet */
	bool counted;
};

static bool look(void *ctx, uint32_t block, const struct dl_instr *in)
{
	struct looking *l = ctx;

	if (l->block != block)
		l->counted = is_counted(l->w, l->frame->r, block);
	l->block = block;
	return !l->w->at && look_at(l->w, l->frame, in, l->counted);
}

/* From @site backwards, up to what orders writes for a device. */
static void look_back(struct before *w, const struct dl_reading *r, const struct dl_site *site)
{
	const struct dl_called frame = { r, NULL, NULL };

	w->from_entry |= dl_look_back(r->func, site, look, &(struct looking){ w, &frame, UINT32_MAX, false });
}

/* ---- behind ---- */

enum next { NEXT_NOTHING, NEXT_ORDERS, NEXT_STARTS, NEXT_WAITS };

static bool is_register(const struct dl_barriers *b, const struct dl_instr *in)
{
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(b->an, in) : NULL;

	return m && m->role == DL_ROLE_MMIO_WRITE;
}

static enum next next_in(struct dl_barriers *b, const struct dl_func *func, enum next next, int calls);

/* @next: what has come before */
static enum next next_of(struct dl_barriers *b, const struct dl_instr *in, enum next next, int calls)
{
	const struct dl_func_info *callee = in->op == DL_OP_CALL ? dl_callee_of(b->an, in) : NULL;
	const struct dl_model *m = in->op == DL_OP_CALL && !callee ? dl_model_of(b->an, in) : NULL;
	bool orders;

	if (callee)
		return calls < MAX_CALLS ? next_in(b, callee->func, next, calls + 1) : next;
	if (m && m->role == DL_ROLE_WAIT)
		return NEXT_WAITS;
	orders = dl_orders_writes(b, in);
	if (is_register(b, in))
		return orders || next == NEXT_ORDERS ? NEXT_STARTS : next;
	/* whom it calls is not seen */
	if (in->op == DL_OP_CALL && !in->callee)
		return NEXT_STARTS;
	return orders ? NEXT_ORDERS : next;
}

static enum next next_in(struct dl_barriers *b, const struct dl_func *func, enum next next, int calls)
{
	for (uint32_t k = 0; k < func->block_count && next < NEXT_STARTS; k++)
		for (uint32_t i = 0; i < func->blocks[k].instr_count && next < NEXT_STARTS; i++)
			next = next_of(b, &func->blocks[k].instrs[i], next, calls);
	return next;
}

/* A way on from @site, up to what waits for the device. */
struct onwards {
	struct dl_barriers *b;
	const struct dl_func *func;
	const struct dl_instr *at;
	uint32_t *queue;	/* block * 2, and whether a barrier was passed */
	uint32_t count;
	uint8_t *seen;		/* per block: bit per barrier passed */
	bool starts;
	bool leaves;
};

static void go_on(struct onwards *o, uint32_t k, uint32_t from)
{
	const struct dl_block *it = &o->func->blocks[o->queue[k] >> 1];
	enum next next = o->queue[k] & 1 ? NEXT_ORDERS : NEXT_NOTHING;

	for (uint32_t i = from; i < it->instr_count && next < NEXT_STARTS; i++) {
		/* the next round */
		if (&it->instrs[i] == o->at)
			return;
		next = next_of(o->b, &it->instrs[i], next, 0);
	}
	o->starts |= next == NEXT_STARTS;
	if (next >= NEXT_STARTS)
		return;
	o->leaves |= it->term.kind == DL_TERM_RETURN;
	for (uint32_t i = 0; i < it->term.target_count; i++) {
		uint32_t to = it->term.targets[i];

		if (o->seen[to] >> next & 1)
			continue;
		o->seen[to] |= (uint8_t)(1 << next);
		o->queue[o->count++] = to << 1 | (next == NEXT_ORDERS);
	}
}

/*
 * Something orders later and tells the hardware, in the function or where it is called, before anybody waits for the
 * device: that may be what starts it.
 */
static bool is_started_later(struct dl_barriers *b, const struct dl_func *func, const struct dl_site *site, int calls)
{
	struct onwards o = { .b = b, .func = func, .at = site->at };
	struct dl_call_place at = { 0 };

	o.seen = dl_xcalloc(func->block_count, 1);
	o.queue = dl_xcalloc(2 * (size_t)func->block_count + 1, sizeof(*o.queue));
	o.queue[o.count++] = site->block << 1;
	for (uint32_t k = 0; k < o.count && !o.starts; k++)
		go_on(&o, k, k ? 0 : site->index + 1);
	free(o.seen);
	free(o.queue);
	while (!o.starts && o.leaves && calls < MAX_CALLS && dl_next_call(b, func, &at))
		o.starts = is_started_later(b, &b->an->unit->funcs[at.func], &at.site, calls + 1);
	return o.starts;
}

/* ---- judging ---- */

/* One for each function that tells, and for each write that it tells of. */
static bool is_told(struct dl_barriers *b, const void *what)
{
	uint64_t key = dl_hash_u64(dl_hash_str(DL_HASH_SEED, "doorbell"), (uintptr_t)what);

	if (dl_map_has(&b->told, key))
		return true;
	dl_map_put(&b->told, key, b);
	return false;
}

static void report(const struct before *w, const struct dl_func *func, const struct dl_site *site,
		   const struct bell *bell)
{
	struct dl_event ev = {
		.kind = DL_EV_UNORDERED_WRITE, .func = bell->rung_by, .loc = bell->rung->loc, .at = w->at,
		.via = w->via, .test = bell->at, .test_func = bell->func,
		.related = w->at->loc, .related_func = w->func, .related_text = dl_field_text(w->field),
		.weak = w->weak,
	};

	if (is_told(w->b, bell->rung_by) || is_told(w->b, w->at))
		return;
	if (func != bell->rung_by)
		ev.through = site->at->loc;
	if (w->field)
		ev.slot = dl_word_name(w->b->an, w->field);
	ev.grounds.doorbell = true;
	ev.grounds.counted = w->counted;
	ev.grounds.cpus_only = w->weak != NULL;
	ev.grounds.strong_order = dl_keeps_order(w->b, func);
	dl_vec_push(&dl_events_of(w->b->an)->list, ev);
}

/* The callers say what is written. */
static bool is_given(const struct dl_reading *r, const struct dl_names *names)
{
	for (uint32_t i = 0; i < names->count; i++) {
		uint32_t k = 0;

		while (k < r->func->param_count && names->keys[i] != dl_name_of_var(r->func, k))
			k++;
		if (k == r->func->param_count)
			return false;
	}
	return true;
}

/* At @site the function writes, itself or by a call, a number made of @names. */
static void judge(const struct bell *bell, const struct dl_reading *r, const struct dl_names *names,
		  const struct dl_site *site, int calls)
{
	struct dl_barriers *b = bell->b;
	struct before w = { .b = b, .names = names };
	struct dl_call_place at = { 0 };

	if (is_started_later(b, r->func, site, MAX_CALLS))
		return;
	look_back(&w, r, site);
	if (w.at && !dl_is_before_start(b, r->func, 0) && !is_started_later(b, r->func, site, 0))
		report(&w, r->func, site, bell);
	while (!w.at && w.from_entry && calls < MAX_CALLS && dl_next_call(b, r->func, &at)) {
		struct dl_called caller = { dl_reading_of(b, &b->an->unit->funcs[at.func]), NULL, NULL };
		struct dl_names theirs = *names;
		struct bell rung = *bell;

		for (uint32_t k = 0; k < at.site.at->arg_count; k++)
			if (dl_name_in(names, dl_name_of_var(r->func, k)))
				dl_names_of_number(b, &caller, &at.site.at->args[k], &theirs);
		if (is_given(r, names)) {
			rung.rung_by = caller.r->func;
			rung.rung = at.site.at;
		}
		judge(&rung, caller.r, &theirs, &at.site, calls + 1);
	}
}

/* A register, written with no order to what comes before: the value that it gets; NULL: something else. */
static const struct dl_val *register_value(struct dl_barriers *b, const struct dl_reading *r,
					   const struct dl_instr *in)
{
	const struct dl_model *m;
	struct dl_word word;

	if (in->op != DL_OP_CALL || dl_order_of(b, in) != DL_ORDER_NOTHING || !is_register(b, in))
		return NULL;
	m = dl_model_of(b->an, in);
	/* a word of memory may be written so, too */
	for (uint32_t k = 0; k < in->arg_count; k++)
		if ((int)k != m->arg_value && dl_word_behind(b, r, &in->args[k], &word) &&
		    dl_ring_word(b->rings, &word))
			return NULL;
	return m->arg_value >= 0 && (uint32_t)m->arg_value < in->arg_count ? &in->args[m->arg_value] : NULL;
}

static void judge_instr(struct dl_barriers *b, const struct dl_func *func, const struct dl_site *site)
{
	struct dl_called here = { dl_reading_of(b, func), NULL, NULL };
	struct bell bell = { b, func, site->at, func, site->at };
	const struct dl_val *value = register_value(b, here.r, site->at);
	struct dl_names names = { .count = 0 };

	if (!value)
		return;
	dl_names_of_number(b, &here, value, &names);
	if (names.count)
		judge(&bell, here.r, &names, site, 0);
}

void dl_doorbells_judge(struct dl_barriers *b)
{
	const struct dl_unit *unit = b->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		for (uint32_t k = 0; !func->degradation_count && k < func->block_count; k++)
			for (uint32_t i = 0; i < func->blocks[k].instr_count; i++)
				judge_instr(b, func, &(struct dl_site){ &func->blocks[k].instrs[i], k, i });
	}
}
