/* SPDX-License-Identifier: Apache-2.0 */
/* A mapping meets its release on one path: the terms of both, and whether a condition chooses between releases. */
#include "checks/slot/pairing.h"
#include "checks/slot/slot.h"
#include "engine/program/home.h"
#include "engine/value/linear.h"

struct known {
	struct dl_explorer *ex;
	const struct dl_state *state;
};

/* Two bits of one word decided the path: they may exclude each other (MMC_DATA_READ, _WRITE). */
static bool hangs_on_two_flags(const struct dl_state *st)
{
	for (uint32_t i = 0; i < st->fact_count; i++) {
		const struct dl_sym *a = st->facts[i].value;

		for (uint32_t k = 0; k < i && a->kind == DL_SYM_BIN && a->sub == DL_BIN_AND; k++) {
			const struct dl_sym *b = st->facts[k].value;

			if (b->kind == DL_SYM_BIN && b->sub == DL_BIN_AND && a->a == b->a &&
			    a->b != b->b)
				return true;
		}
	}
	return false;
}

static const struct dl_sym *known_constant(void *ctx, const struct dl_sym *sym)
{
	struct dl_explorer *ex = ((const struct known *)ctx)->ex;
	struct dl_fact f;

	if (dl_sym_is_location(sym) || sym->kind == DL_SYM_INT)
		return NULL;
	f = dl_state_range(((const struct known *)ctx)->state, sym);
	return f.lo == f.hi ? dl_sym_int(ex->syms, f.lo) : NULL;
}

/* @sym with what the path knows: after `if (dir == DMA_TO_DEVICE)`, `dir` is that. */
static const struct dl_sym *folded(struct dl_explorer *ex, const struct dl_state *state,
				   const struct dl_sym *sym)
{
	struct known k = { ex, state };

	return sym ? dl_sym_replace(ex->syms, sym, known_constant, &k) : NULL;
}

/* Direction, size and attributes: the others are compared as they stand. */
static struct dl_terms fold_terms(struct dl_explorer *ex, const struct dl_state *state,
				  const struct dl_terms *terms)
{
	struct dl_terms out = *terms;

	out.dir = folded(ex, state, terms->dir);
	out.size = folded(ex, state, terms->size);
	out.attrs = folded(ex, state, terms->attrs);
	return out;
}

/* What lies beside a place that keeps the object is known not to be 0: it may say which kind is there. */
static bool is_told_by_neighbour(const struct dl_state *st, const struct dl_object *o)
{
	for (uint32_t i = 0; i < st->fact_count; i++) {
		const struct dl_sym *v = st->facts[i].value;

		for (uint32_t h = 0; v->kind == DL_SYM_LOAD && h < o->alias_count; h++)
			if (dl_fact_is_nonzero(&st->facts[i]) && v->a != o->aliases[h] &&
			    !dl_loc_is_local(v->a) && dl_place_beside(v->a, o->aliases[h]))
				return true;
	}
	return false;
}

/* A size by itself: not of a round of a loop. */
static bool is_plain_size(const struct dl_sym *size)
{
	const struct dl_sym *v = size ? dl_sym_strip(size) : NULL;

	return v && (v->kind == DL_SYM_LOAD || v->kind == DL_SYM_INT) && !v->has_phi && !v->has_result;
}

bool dl_size_is_anothers(const struct dl_terms *made, const struct dl_sym *ended, const struct dl_sym *other)
{
	return is_plain_size(made->size) && is_plain_size(ended) && other &&
	       dl_sym_strip(other) == dl_sym_strip(ended) &&
	       dl_sym_strip(made->size) != dl_sym_strip(ended) &&
	       !(dl_sym_strip(made->size)->kind == DL_SYM_INT && dl_sym_strip(ended)->kind == DL_SYM_INT);
}

/* Of memory, sizes are computed: `n * sizeof(struct desc)`. */
static bool is_anothers_memory(const struct dl_object *o, const struct dl_sym *ended, const struct dl_object *other)
{
	const struct dl_sym *a = dl_sym_strip(o->terms.size), *b = dl_sym_strip(ended);
	int64_t difference = 0;

	return o->model->role == DL_ROLE_ALLOC && other->model->role == DL_ROLE_ALLOC && other->terms.size &&
	       dl_sym_strip(other->terms.size) == b && a != b && !a->has_phi && !b->has_phi && !a->has_result &&
	       !b->has_result && a->kind != DL_SYM_UNKNOWN && a->kind != DL_SYM_INT && b->kind != DL_SYM_INT &&
	       dl_size_compare(a, b, &difference) == DL_SIZE_UNKNOWN;
}

/* A branch of the path has compared the two. */
static bool are_compared(struct dl_explorer *ex, const struct dl_state *st, const struct dl_sym *a,
			 const struct dl_sym *b)
{
	for (uint32_t i = 0; i < st->fact_count; i++)
		if (dl_sym_mentions(st->facts[i].value, dl_sym_strip(a)) &&
		    dl_sym_mentions(st->facts[i].value, dl_sym_strip(b)))
			return true;
	return dl_state_truth(st, dl_sym_bin(ex->syms, DL_BIN_EQ, a, b)) == 1;
}

/*
 * The size is not that of @o, but that of another mapping on the path, and no branch has compared the
 * two: the wrong variable.
 */
static bool has_others_size(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
			    const struct dl_release *r)
{
	if (are_compared(ex, st, o->terms.size, r->terms.size))
		return false;
	for (uint32_t i = 0; i < st->object_count; i++) {
		const struct dl_object *other = &st->objects[i];

		if (other->origin == o->origin)
			continue;
		if (is_anothers_memory(o, r->terms.size, other))
			return true;
		if (dl_model_is_map(o->model) && dl_model_is_map(other->model) && other->handle &&
		    other->terms.buf != o->terms.buf &&
		    dl_size_is_anothers(&o->terms, r->terms.size, other->terms.size))
			return true;
	}
	return false;
}

/* The same of the count of a list. */
static bool has_others_count(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
			     const struct dl_release *r)
{
	const struct dl_terms own = { .size = o->terms.count };

	if (!o->sg || !own.size || !r->terms.count || are_compared(ex, st, own.size, r->terms.count))
		return false;
	for (uint32_t i = 0; i < st->object_count; i++) {
		const struct dl_object *other = &st->objects[i];

		if (other->origin != o->origin && other->sg && dl_sym_strip(other->sg) != dl_sym_strip(o->sg) &&
		    dl_size_is_anothers(&own, r->terms.count, other->terms.count))
			return true;
	}
	return false;
}

/* `(len + 63) & ~63`: what is rounded is not what it was made of. */
static bool is_rounded(const struct dl_sym *size, const struct dl_sym *plain, int depth)
{
	size = dl_sym_strip(size);
	if (depth > 4 || size->kind != DL_SYM_BIN || size->b->kind != DL_SYM_INT)
		return false;
	if (size->sub == DL_BIN_AND)
		return dl_sym_mentions(size->a, plain);
	return (size->sub == DL_BIN_ADD || size->sub == DL_BIN_MUL || size->sub == DL_BIN_SHL) &&
	       is_rounded(size->a, plain, depth + 1);
}

/* A number that a call out of sight, or a register, gave; the mapping's size was another. */
static bool is_told_by_others(const struct dl_explorer *ex, const struct dl_sym *made, const struct dl_sym *ended)
{
	const struct dl_instr *site = ended->kind == DL_SYM_RESULT ? ended->site : NULL;
	const struct dl_model *m = site ? dl_model_of(ex->an, site) : NULL;

	return site && (!m || m->role == DL_ROLE_NONE) && !dl_callee_of(ex->an, site) && !made->has_result &&
	       !made->has_phi && is_plain_size(made);
}

/* `min(a, b)`: the one was taken, and the other is given. */
static bool is_other_of_two(const struct dl_state *st, const struct dl_sym *made, const struct dl_sym *ended)
{
	if (dl_sym_is_least_of(made, ended))
		return true;
	if (made->kind != DL_SYM_LOAD || ended->kind != DL_SYM_LOAD || !is_plain_size(made) || !is_plain_size(ended))
		return false;
	for (uint32_t i = 0; i < st->fact_count; i++) {
		const struct dl_sym *v = dl_sym_strip(st->facts[i].value);
		const struct dl_sym *a, *b;

		if (v->kind != DL_SYM_BIN || v->sub < DL_BIN_LT)
			continue;
		a = dl_sym_strip(v->a);
		b = dl_sym_strip(v->b);
		if ((a == made && b == ended) || (a == ended && b == made))
			return true;
	}
	return false;
}

/* As large as the buffer itself was found to be (`page_size(page)`), against a number. */
static bool is_asked_of_buffer(const struct dl_object *o, const struct dl_sym *made, const struct dl_sym *ended)
{
	return made->kind == DL_SYM_CALL && made->arg_count == 1 && ended->kind == DL_SYM_INT && o->terms.buf &&
	       dl_sym_strip(made->args[0]) == dl_sym_strip(o->terms.buf);
}

/* The two sizes are one value and what it was rounded to, the smaller of two, or what was read from the device. */
static bool is_of_other_make(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
			     const struct dl_release *r)
{
	const struct dl_sym *made = dl_sym_strip(o->terms.size), *ended = dl_sym_strip(r->terms.size);

	if (!dl_model_is_map(o->model) || made == ended || r->func != ex->func || o->origin_func != ex->func ||
	    dl_state_truth(st, dl_sym_bin(ex->syms, DL_BIN_EQ, made, ended)) == 1)
		return false;
	if (is_told_by_others(ex, made, ended))
		return !are_compared(ex, st, made, ended);
	if (is_other_of_two(st, made, ended) || is_asked_of_buffer(o, made, ended))
		return true;
	return (is_plain_size(ended) && ended->kind == DL_SYM_LOAD && is_rounded(made, ended, 0)) ||
	       (is_plain_size(made) && made->kind == DL_SYM_LOAD && is_rounded(ended, made, 0));
}

/* Made of what the path began with, in no round of a loop: the same number wherever it stands. */
static bool is_lasting(const struct dl_sym *size)
{
	return !size->has_phi && !size->has_result && size->kind != DL_SYM_UNKNOWN && size->kind != DL_SYM_INT;
}

/*
 * The path has also mapped what lies right behind @o, whose size was computed for that: it is the first
 * of two parts. Another size, of which no branch has asked whether it is this one, is not a part's.
 */
static bool is_not_of_part(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
			   const struct dl_release *r)
{
	const struct dl_sym *made = dl_sym_strip(o->terms.size), *ended = dl_sym_strip(r->terms.size), *end;
	int64_t difference = 0;

	if (!dl_model_is_map(o->model) || !o->terms.buf || r->func != ex->func || o->origin_func != ex->func ||
	    made->kind != DL_SYM_BIN || !is_lasting(made) || !is_lasting(ended) ||
	    dl_size_compare(made, ended, &difference) != DL_SIZE_UNKNOWN || are_compared(ex, st, made, ended))
		return false;
	end = dl_sym_bin(ex->syms, DL_BIN_ADD, dl_sym_strip(o->terms.buf), made);
	for (uint32_t i = 0; i < st->object_count; i++) {
		const struct dl_object *other = &st->objects[i];

		if (other->origin != o->origin && dl_model_is_map(other->model) &&
		    dl_size_compare(end, other->terms.buf, &difference) == DL_SIZE_SAME)
			return true;
	}
	return false;
}

static bool is_wrong_size(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o,
			  const struct dl_release *r)
{
	if (!o->terms.size || !r->terms.size || dl_model_refreshes(r->model))
		return false;
	return has_others_size(ex, st, o, r) || is_of_other_make(ex, st, o, r) ||
	       is_not_of_part(ex, st, o, r) ||
	       (dl_size_is_number_for_data(ex->an, o->terms.size, r->terms.size) &&
		dl_state_truth(st, dl_sym_bin(ex->syms, DL_BIN_EQ, o->terms.size, r->terms.size)) != 1);
}

void dl_pair_made(struct dl_explorer *ex, const struct dl_state *state, const struct dl_instr *call,
		  const struct dl_object *made)
{
	const struct dl_sym *size = made->terms.size ? dl_sym_strip(made->terms.size) : NULL;
	int64_t difference = 0;

	if (!size || !made->terms.buf || !dl_model_is_map(made->model) || size->kind != DL_SYM_BIN || !is_lasting(size))
		return;
	for (uint32_t i = 0; i < state->object_count; i++) {
		const struct dl_object *o = &state->objects[i];
		const struct dl_sym *start = o->terms.buf ? dl_sym_strip(o->terms.buf) : NULL;

		/* a size that was computed from where its buffer lies is no other buffer's */
		if (o->origin == made->origin || !start || !dl_model_is_map(o->model) || !o->terms.size ||
		    dl_sym_strip(o->terms.size) != size || !dl_sym_mentions(size, start) ||
		    dl_size_compare(dl_sym_bin(ex->syms, DL_BIN_ADD, start, size), made->terms.buf, &difference) !=
			    DL_SIZE_SAME)
			continue;
		dl_emit_event(ex, state, (struct dl_event){
			.kind = DL_EV_PART_SIZE, .at = call, .loc = call->loc, .object = made, .model = made->model,
			.terms = made->terms, .related = o->origin->loc, .related_func = o->origin_func,
			.grounds.shape = true });
	}
}

void dl_pair_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		     struct dl_object *o, bool exactly)
{
	const struct dl_state *st = frame->state;
	struct dl_object made = *o;

	/* what failed cannot be ended in a wrong way: it must not be ended at all */
	if (!exactly || !r->must || o->state == DL_OBJ_RELEASED || o->state == DL_OBJ_FAILED)
		return;
	made.terms = fold_terms(ex, st, &o->terms);
	dl_emit_event(ex, st, (struct dl_event){
		.kind = DL_EV_PAIR, .func = r->func, .at = r->at, .loc = r->at->loc,
		.object = &made, .model = r->model, .terms = fold_terms(ex, st, &r->terms),
		.value = r->value,
		.chosen = r->chosen,
		.told = (r->func != ex->func && !r->certain) || is_told_by_neighbour(st, o),
		/* a callee's release may hang on a condition that it shares with this function */
		.one_entry = dl_slot_has_one_entry(ex->an, st, o->sg, o->terms.count),
		.is_others_size = is_wrong_size(ex, st, o, r),
		.is_others_count = has_others_count(ex, st, o, r),
		.grounds = { .two_flags = hangs_on_two_flags(st), .assumed = r->func != ex->func } });
}

/* ---- pairs that a condition chooses ---- */

static bool pair_fits(const struct dl_event *ev)
{
	const struct dl_object *o = ev->object;
	int64_t difference;

	return dl_model_same_family(o->model, ev->model) &&
	       (o->terms.dir == ev->terms.dir || !ev->terms.dir) && o->terms.attrs == ev->terms.attrs &&
	       (!o->terms.pool || !ev->terms.pool || o->terms.pool == ev->terms.pool) &&
	       (!o->terms.size || !ev->terms.size || o->terms.size == ev->terms.size ||
		dl_size_compare(o->terms.size, ev->terms.size, &difference) == DL_SIZE_SAME);
}

static bool same_attributes(const struct dl_object *a, const struct dl_object *b)
{
	return a->terms.dir == b->terms.dir && a->terms.size == b->terms.size && a->terms.attrs == b->terms.attrs && a->terms.pool == b->terms.pool;
}

/* Two calls of one wrapper are two places. */
static bool same_place(const struct dl_event *a, const struct dl_event *b)
{
	return a->at == b->at && (a->via == b->via || !dl_is_wrapper(a->func));
}

static bool same_origin(const struct dl_object *a, const struct dl_object *b)
{
	return a->origin == b->origin && (a->site == b->site || !dl_is_wrapper(a->origin_func));
}

/*
 * What is released in the right way at the same place on another path, or at another place where
 * this one is right for another mapping: the path that does it wrong hangs on conditions that the
 * engine did not see to belong together.
 */
static bool is_chosen(const struct dl_analysis *an, const struct dl_event *ev)
{
	bool place_fits_other = false, fits_elsewhere = false;

	for (size_t i = 0; i < dl_events_of(an)->list.len; i++) {
		const struct dl_event *e = &dl_events_of(an)->list.data[i];
		bool here, own;

		if (e->kind != DL_EV_PAIR || (e->at != ev->at && e->func != ev->func))
			continue;
		here = same_place(e, ev);
		own = same_origin(e->object, ev->object);
		if ((!here && !own) || !pair_fits(e))
			continue;
		if (here && own && same_attributes(e->object, ev->object))
			return true;
		place_fits_other |= here && !own;
		fits_elsewhere |= !here && own;
	}
	return place_fits_other && fits_elsewhere;
}

/*
 * Something else of another kind may be in the same field, and a neighbour said which it is: the unmap is
 * the right one for that.
 */
static bool is_for_other_kind(struct dl_analysis *an, const struct dl_event *ev)
{
	const struct dl_object *o = ev->object;

	if (!ev->told || (o->model->role == DL_ROLE_ALLOC) == (ev->model->role == DL_ROLE_FREE))
		return false;
	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_slot *slot = dl_map_get(&dl_slots_of(an)->by_key, dl_loc_key(o->aliases[h]));

		for (uint32_t i = 0; slot && i < slot->writer_count; i++)
			if (slot->writers[i].model && dl_model_same_family(slot->writers[i].model, ev->model))
				return true;
	}
	return false;
}

void dl_pairs_judge(struct dl_analysis *an)
{
	for (size_t i = 0; i < dl_events_of(an)->list.len; i++) {
		struct dl_event *ev = &dl_events_of(an)->list.data[i];

		if (ev->kind != DL_EV_PAIR)
			continue;
		if (!pair_fits(ev) && is_chosen(an, ev))
			continue;
		if (is_for_other_kind(an, ev))
			ev->chosen = true;
		dl_terms_compare(an, ev);
	}
}
