/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses that need a bound: indexes, lengths, loops, pointers. Of a device's value that is a finding; of a parameter
 * it is the callers' matter.
 */
#include <string.h>

#include "base/hash.h"
#include "checks/taint/taint.h"

/* Both are of one call, written alike: a helper that reads is asked twice. */
static bool is_same_call(struct dl_taint_walk *w, const struct dl_atom *a, const struct dl_atom *b)
{
	const struct dl_instr *x = a->at, *y = b->at;

	if (x->op != DL_OP_CALL || y->op != DL_OP_CALL || !x->callee || x->callee != y->callee ||
	    x->arg_count != y->arg_count)
		return false;
	for (uint32_t k = 0; k < x->arg_count; k++) {
		struct dl_word u, v;

		if (x->args[k].kind == DL_VAL_INT && y->args[k].kind == DL_VAL_INT && x->args[k].num == y->args[k].num)
			continue;
		if (!dl_word_behind(&w->t->b, w->r, &x->args[k], &u) ||
		    !dl_word_behind(&w->t->b, w->r, &y->args[k], &v) || !dl_word_same_record(w->r, &u, &v))
			return false;
	}
	return true;
}

static bool is_same_word(struct dl_taint_walk *w, const struct dl_atom *a, const struct dl_atom *b)
{
	const struct dl_word *x = &a->word, *y = &b->word;

	return a->kind == DL_ATOM_LOAD && x->size && y->size && x->offset == y->offset &&
	       dl_word_same_record(w->r, x, y);
}

/* An earlier read of the same bytes was checked: it is read anew, and that is used. */
static const struct dl_atom *read_before(struct dl_taint_walk *w, const struct dl_atom *a)
{
	for (uint32_t i = 0; i < w->atom_count; i++) {
		const struct dl_atom *b = &w->atoms[i];

		if (b->base == a->base || !dl_atoms_has(&w->now.checked, i))
			continue;
		if (a->kind == DL_ATOM_CALL && b->kind == DL_ATOM_CALL && is_same_call(w, a, b))
			return b;
		if (b->kind == DL_ATOM_LOAD && dl_atoms_has(&w->now.here, b->base) && is_same_word(w, &w->atoms[a->base], &w->atoms[b->base]) &&
		    a->low < b->low + b->count && b->low < a->low + a->count)
			return b;
	}
	return NULL;
}

/* All ways to here have put something into the word. */
static bool is_own(struct dl_taint_walk *w, const struct dl_atom *a)
{
	for (uint32_t i = 0; i < w->atom_count; i++)
		if (w->atoms[i].kind == DL_ATOM_STORE && dl_atoms_has(&w->now.here, i) &&
		    is_same_word(w, &w->atoms[a->base], &w->atoms[i]))
			return true;
	return false;
}

static const char *word_of(const struct dl_word *word)
{
	const char *dot = word->field ? strrchr(word->field->field, '.') : NULL;

	return dot ? dot + 1 : word->field ? word->field->field : NULL;
}

static const struct dl_sym *name_of(struct dl_analysis *an, const struct dl_word *word)
{
	const struct dl_step *field = word->field;
	const char *name = field && field->record ? field->record->name : "", *tag = strchr(name, ' ');

	return field ? dl_sym_field(an->syms, dl_sym_global(an->syms, tag ? tag + 1 : name), field->record,
				    field->field, field->offset) : NULL;
}

static bool is_known(struct dl_taint *t, const void *what, uint64_t more)
{
	uint64_t key = dl_hash_final(dl_hash_u64(dl_hash_u64(DL_HASH_SEED, (uintptr_t)what), more)) | 1;

	if (dl_map_has(&t->told, key))
		return true;
	dl_map_put(&t->told, key, t);
	return false;
}

/* One is enough for each use, and for all uses of one kind that a function makes of one member. */
static bool is_told(struct dl_taint *t, const struct dl_event *ev, const struct dl_atom *a)
{
	const struct dl_word *word = &a->word;
	bool weak = dl_confidence_of(&ev->grounds) == DL_CONF_LOW;
	uint64_t kind = (uint64_t)ev->kind << 8 | (uint64_t)ev->taint << 1 | weak;

	/* what a field keeps wants a check where it is put there: one for all functions that use it */
	if (a->kind == DL_ATOM_FIELD && is_known(t, NULL, dl_hash_u64(a->num, kind)))
		return true;
	if (is_known(t, ev->at, kind))
		return true;
	return word->field &&
	       is_known(t, ev->func, dl_hash_u64(dl_field_key(word->field->record, word->field->field), kind));
}

static void tell(struct dl_taint_walk *w, const struct dl_unsafe *u, const struct dl_atom *a, bool masked,
		 const struct dl_loc *loc, const struct dl_instr *call)
{
	const struct dl_atom *before = read_before(w, a);
	struct dl_event ev = {
		.kind = before ? DL_EV_DOUBLE_FETCH : DL_EV_DEVICE_DATA,
		.func = u->func,
		.at = u->at,
		.loc = *loc,
		.via = call,
		.taint = u->use,
		.test = a->origin.at,
		.test_func = a->origin.func,
		.tested = word_of(&a->word),
		.slot = name_of(w->t->an, &a->word),
		.related = a->origin.at->loc,
		.related_func = a->origin.func,
	};

	if (before) {
		ev.inner = before->origin.at;
		ev.inner_func = before->origin.func;
	}
	ev.grounds.threat = true;
	ev.grounds.masked = masked;
	ev.grounds.own_word = is_own(w, a);
	ev.grounds.by_slot = a->kind == DL_ATOM_FIELD;
	if (!is_told(w->t, &ev, a))
		dl_vec_push(&dl_events_of(w->t->an)->list, ev);
}

static void keep_unsafe(struct dl_taint_walk *w, const struct dl_unsafe *u)
{
	struct dl_taint_summary *s = w->summary;

	for (uint32_t i = 0; i < s->unsafe_count; i++)
		if (s->unsafe[i].param == u->param && s->unsafe[i].at == u->at)
			return;
	if (s->unsafe_count < DL_MAX_UNSAFE)
		s->unsafe[s->unsafe_count++] = *u;
}

static void use(struct dl_taint_walk *w, struct dl_unsafe u, const struct dl_tainted *v, const struct dl_loc *loc,
		const struct dl_instr *call)
{
	struct dl_atoms open = dl_atoms_open(w, v);
	bool masked = (v->how & DL_HOW_VAGUE) ||
		      ((v->how & DL_HOW_MASKED) && !u.limit && u.use != DL_TAINT_LENGTH);

	if (!w->judges || (u.limit && v->max < u.limit))
		return;
	for (uint32_t i = 0; i < w->atom_count; i++) {
		const struct dl_atom *a = &w->atoms[i];

		if (!dl_atoms_has(&open, i))
			continue;
		if (a->kind == DL_ATOM_PARAM) {
			u.param = (uint32_t)a->num;
			if (!masked)
				keep_unsafe(w, &u);
			continue;
		}
		/* one is enough for each value */
		if (dl_atoms_has(&w->reported, i))
			continue;
		if (!masked)
			dl_atoms_set(&w->reported, i);
		tell(w, &u, a, masked, loc, call);
	}
}

void dl_taint_use(struct dl_taint_walk *w, enum dl_taint_use kind, const struct dl_tainted *v, uint64_t limit,
		  const struct dl_instr *at, const struct dl_loc *loc)
{
	if (!dl_atoms_none(&v->atoms))
		use(w, (struct dl_unsafe){ 0, kind, limit, at, w->func }, v, loc, NULL);
}

void dl_taint_use_below(struct dl_taint_walk *w, const struct dl_unsafe *u, const struct dl_tainted *v,
			const struct dl_instr *call)
{
	if (!dl_atoms_none(&v->atoms))
		use(w, *u, v, &u->at->loc, call);
}

static void use_pointer(struct dl_taint_walk *w, const struct dl_tainted *v, const struct dl_instr *in)
{
	if (v->how & DL_HOW_MADE)
		dl_taint_use(w, DL_TAINT_POINTER, v, 0, in, &in->loc);
	else if (v->how & DL_HOW_MOVED)
		dl_taint_use(w, DL_TAINT_OFFSET, v, 0, in, &in->loc);
}

void dl_taint_use_place(struct dl_taint_walk *w, const struct dl_instr *in)
{
	const struct dl_place *p = in->place;

	if (!w->judges || !p)
		return;
	if (in->op != DL_OP_ADDR && p->base == DL_BASE_TEMP)
		use_pointer(w, &w->temps[p->index], in);
	if (in->op != DL_OP_ADDR && p->base == DL_BASE_VAR && p->step_count && p->steps[0].kind == DL_STEP_DEREF)
		use_pointer(w, &w->now.values[p->index], in);
	for (uint32_t i = 0; i < p->step_count; i++) {
		const struct dl_type *array = i ? p->steps[i - 1].type : p->base_type;
		struct dl_tainted v;

		if (p->steps[i].kind != DL_STEP_INDEX)
			continue;
		v = dl_tainted_of(w, &p->steps[i].index);
		dl_taint_use(w, DL_TAINT_INDEX, &v,
			     array && array->kind == DL_TYPE_ARRAY && array->count > 1 ? array->count : 0, in, &in->loc);
	}
}
