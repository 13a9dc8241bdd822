/* SPDX-License-Identifier: Apache-2.0 */
/* What each instruction does to the values: where a device's value is read, kept, and computed with. */
#include "base/hash.h"
#include "checks/taint/taint.h"

/* ---- places ---- */

static uint32_t slot_of(struct dl_taint_walk *w, uint64_t key)
{
	for (uint32_t i = 0; i < w->kept_count; i++)
		if (w->kept[i] == key)
			return w->func->var_count + i;
	if (w->kept_count == DL_MAX_KEPT)
		return DL_NO_VAR;
	w->kept[w->kept_count] = key;
	return w->func->var_count + w->kept_count++;
}

/* The next field to the left of step @from, behind the last pointer of the place; NULL: none. */
static const struct dl_step *field_before(const struct dl_place *p, uint32_t from, uint32_t *at)
{
	for (uint32_t i = from; i-- > 0 && p->steps[i].kind != DL_STEP_DEREF;)
		if (p->steps[i].kind == DL_STEP_FIELD) {
			*at = i;
			return &p->steps[i];
		}
	return NULL;
}

static uint64_t key_of(const struct dl_step *field)
{
	return dl_field_key(field->record, field->field) | DL_MAX_OUT;
}

uint32_t dl_taint_slot(struct dl_taint_walk *w, const struct dl_place *p)
{
	uint32_t at;
	const struct dl_step *field;

	if (p->base == DL_BASE_VAR && !p->step_count)
		return p->index;
	/* what a caller has an address of */
	if (p->base == DL_BASE_VAR && p->step_count == 1 && p->steps[0].kind == DL_STEP_DEREF &&
	    p->index < w->func->param_count && p->index < DL_MAX_OUT)
		return slot_of(w, p->index);
	field = field_before(p, p->step_count, &at);
	if (!field || !field->record || field->record->is_core)
		return DL_NO_VAR;
	return slot_of(w, key_of(field));
}

bool dl_taint_read(struct dl_taint_walk *w, const struct dl_instr *at, const struct dl_place *place,
		   const struct dl_val *p, const struct dl_type *type, struct dl_tainted *out)
{
	struct dl_atom atom = { .kind = DL_ATOM_LOAD, .at = at, .origin = { at, w->func }, .base = DL_NO_ATOM };
	uint32_t num;

	if (!type || type->kind == DL_TYPE_PTR ||
	    !(place ? dl_word_of_place(&w->t->b, w->r, place, &atom.word) :
		      dl_word_behind(&w->t->b, w->r, p, &atom.word)) ||
	    !dl_device_writes(w->t->b.rings, &atom.word))
		return false;
	atom.count = type->size * 8;
	num = dl_atom_of(w, &atom);
	dl_atoms_reopen(w, num);
	if (num < DL_MAX_ATOMS)
		dl_atoms_set(&w->now.here, num);
	*out = dl_tainted_by(num, type);
	return true;
}

/* Bytes of the variable or field behind the first @from steps; false: an element that is not known. */
static bool offset_in(const struct dl_place *p, uint32_t from, uint64_t *offset)
{
	*offset = 0;
	for (uint32_t i = from; i < p->step_count; i++) {
		const struct dl_step *s = &p->steps[i];

		if (s->kind == DL_STEP_FIELD)
			*offset += s->offset;
		else if (s->kind == DL_STEP_INDEX && s->index.kind == DL_VAL_INT && s->type)
			*offset += (uint64_t)s->index.num * s->type->size;
		else
			return false;
	}
	return true;
}

static struct dl_tainted part_of(struct dl_taint_walk *w, const struct dl_tainted *v, const struct dl_place *p,
				 uint32_t from)
{
	struct dl_tainted part = *v;
	uint64_t offset;

	if (from < p->step_count && offset_in(p, from, &offset) && p->type)
		part = dl_tainted_part(w, v, offset * 8, p->type->size * 8);
	part.max = from < p->step_count ? dl_type_max(p->type) : part.max;
	return part;
}

/* What the field, of which the function has set nothing yet, may have been given by another. */
static void fetch_field(struct dl_taint_walk *w, const struct dl_step *field, struct dl_tainted *v)
{
	const struct dl_taint_origin *origin = dl_map_get(&w->t->fields, key_of(field));
	struct dl_tainted held;

	if (origin && !(v->how & DL_HOW_SET)) {
		held = dl_tainted_by(dl_atom_of(w, &(struct dl_atom){
			.kind = DL_ATOM_FIELD, .num = key_of(field), .origin = *origin, .base = DL_NO_ATOM,
			.count = (uint64_t)field->size * 8 }), field->type);
		held.max = origin->max < held.max ? origin->max : held.max;
		dl_tainted_join(v, &held);
	}
	v->how |= DL_HOW_SET;
}

/* The innermost field of the place that holds such a value, or a record around it that was copied. */
static struct dl_tainted of_field(struct dl_taint_walk *w, const struct dl_place *p)
{
	uint32_t at = p->step_count, slot;
	const struct dl_step *field;

	if (p->step_count == 1 && p->steps[0].kind == DL_STEP_DEREF) {
		slot = dl_taint_slot(w, p);
		return slot == DL_NO_VAR ? (struct dl_tainted){ 0 } : w->now.values[slot];
	}
	while ((field = field_before(p, at, &at)) && field->record && !field->record->is_core) {
		slot = slot_of(w, key_of(field));
		if (slot == DL_NO_VAR)
			break;
		fetch_field(w, field, &w->now.values[slot]);
		if (!dl_atoms_none(&w->now.values[slot].atoms))
			return part_of(w, &w->now.values[slot], p, at + 1);
	}
	return (struct dl_tainted){ 0 };
}

static struct dl_tainted load(struct dl_taint_walk *w, const struct dl_instr *in)
{
	const struct dl_place *p = in->place;
	struct dl_tainted v;

	if (p->base == DL_BASE_VAR && !p->step_count)
		return w->now.values[p->index];
	if (dl_taint_read(w, in, p, NULL, p->type, &v))
		return v;
	/* a pointer that lies there is another matter: pointer.c */
	if (!p->type || p->type->kind == DL_TYPE_PTR)
		return (struct dl_tainted){ 0 };
	if (p->base == DL_BASE_VAR && p->steps[0].kind != DL_STEP_DEREF &&
	    !dl_atoms_none(&w->now.values[p->index].atoms))
		return part_of(w, &w->now.values[p->index], p, 0);
	return of_field(w, p);
}

/* Put into memory of the device's: from now on it may change. */
static bool gives_away(struct dl_taint_walk *w, const struct dl_instr *in)
{
	struct dl_atom atom = { .kind = DL_ATOM_STORE, .at = in, .base = DL_NO_ATOM };
	uint32_t num;

	if (!dl_word_of_place(&w->t->b, w->r, in->place, &atom.word) || !dl_device_writes(w->t->b.rings, &atom.word))
		return false;
	num = dl_atom_of(w, &atom);
	if (num < DL_MAX_ATOMS)
		dl_atoms_set(&w->now.here, num);
	return true;
}

static void store(struct dl_taint_walk *w, const struct dl_instr *in, struct dl_tainted v)
{
	const struct dl_place *p = in->place;
	uint32_t slot = dl_taint_slot(w, p), at = p->step_count;
	const struct dl_step *field = field_before(p, p->step_count, &at);

	if (slot == DL_NO_VAR || (slot >= w->func->var_count && gives_away(w, in)))
		return;
	v.how |= DL_HOW_SET;
	/* an element: what the others hold stays */
	if (slot >= w->func->var_count && field && at + 1 < p->step_count)
		dl_tainted_join(&w->now.values[slot], &v);
	else
		w->now.values[slot] = v;
}

/* ---- computing ---- */

static uint64_t plus(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t times(uint64_t a, uint64_t b)
{
	return b && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

static uint64_t max_of(struct dl_taint_walk *w, const struct dl_val *v)
{
	struct dl_tainted t = dl_tainted_of(w, v);

	if (v->kind == DL_VAL_INT)
		return v->num < 0 ? UINT64_MAX : (uint64_t)v->num;
	return dl_atoms_none(&t.atoms) ? dl_type_max(v->type) : t.max;
}

static uint32_t lowest(uint64_t mask)
{
	uint32_t n = 0;

	while (mask && !(mask >> n & 1))
		n++;
	return n;
}

/* With a number on the right. */
static bool cut(struct dl_taint_walk *w, const struct dl_instr *in, const struct dl_tainted *a, int64_t num,
		struct dl_tainted *out)
{
	uint64_t mask = (uint64_t)num;

	switch (in->sub) {
	case DL_BIN_AND:
		if (num < 0 && !(~mask & (~mask + 1)))
			return false;	/* aligned */
		*out = dl_tainted_part(w, a, lowest(mask), mask ? 64 - (uint64_t)__builtin_clzll(mask) - lowest(mask) : 0);
		out->max = mask < a->max ? mask : a->max;
		out->how |= DL_HOW_MASKED;
		return true;
	case DL_BIN_SHR:
		if (num < 0 || num > 63)
			return false;
		*out = dl_tainted_part(w, a, (uint64_t)num, 64);
		out->max = a->max >> num;
		return true;
	case DL_BIN_SHL:
		*out = *a;
		out->how &= ~(unsigned int)DL_HOW_EXACT;
		out->max = num < 0 || num > 63 ? UINT64_MAX : times(a->max, UINT64_C(1) << num);
		return true;
	case DL_BIN_DIV:
		*out = *a;
		out->max = num > 0 ? a->max / (uint64_t)num : a->max;
		return true;
	default: return false;
	}
}

static struct dl_tainted binary(struct dl_taint_walk *w, const struct dl_instr *in)
{
	struct dl_tainted a = dl_tainted_of(w, &in->a), b = dl_tainted_of(w, &in->b), v;
	bool pointer = in->type && in->type->kind == DL_TYPE_PTR;
	bool one = dl_atoms_none(&b.atoms);

	if (dl_atoms_none(&a.atoms) && one)
		return (struct dl_tainted){ 0 };
	if (in->sub >= DL_BIN_EQ) {
		dl_taint_compare(w, in);
		return (struct dl_tainted){ 0 };
	}
	if (one && in->b.kind == DL_VAL_INT && cut(w, in, &a, in->b.num, &v))
		return v;
	/* `x % size`, `x & mask` of the driver's own */
	if ((in->sub == DL_BIN_REM || in->sub == DL_BIN_AND) && (one || dl_atoms_none(&a.atoms)))
		return (struct dl_tainted){ 0 };
	v = a;
	/* a quotient is not above what is divided */
	if (in->sub != DL_BIN_DIV && in->sub != DL_BIN_SHR)
		dl_atoms_add(&v.atoms, &b.atoms);
	v.how = (a.how | b.how) & (DL_HOW_MADE | DL_HOW_MOVED);
	v.how |= pointer ? DL_HOW_MOVED : (a.how | b.how) & (DL_HOW_MASKED | DL_HOW_VAGUE);
	switch (in->sub) {
	case DL_BIN_ADD:
	case DL_BIN_OR:
	case DL_BIN_XOR: v.max = plus(max_of(w, &in->a), max_of(w, &in->b)); break;
	case DL_BIN_MUL: v.max = times(max_of(w, &in->a), max_of(w, &in->b)); break;
	case DL_BIN_DIV:
	case DL_BIN_SHR:
	case DL_BIN_SUB: v.max = max_of(w, &in->a); break;
	default: v.max = dl_type_max(in->type);
	}
	return v;
}

static struct dl_tainted cast(struct dl_taint_walk *w, const struct dl_instr *in)
{
	struct dl_tainted v = dl_tainted_of(w, &in->a);

	if (dl_atoms_none(&v.atoms) || !in->type)
		return v;
	if (in->type->kind == DL_TYPE_PTR && !(v.how & DL_HOW_MOVED) && (!in->a.type || in->a.type->kind != DL_TYPE_PTR))
		v.how |= DL_HOW_MADE;
	else if (in->type->kind != DL_TYPE_PTR && in->type->size && in->type->size < 8)
		v = dl_tainted_part(w, &v, 0, in->type->size * 8);
	return v;
}

/* After the store, what was read elsewhere may have been read from another place. */
static void note_moved(struct dl_taint_walk *w, const struct dl_place *p)
{
	for (uint32_t i = 0; i < w->atom_count; i++)
		if ((w->atoms[i].kind == DL_ATOM_LOAD || w->atoms[i].kind == DL_ATOM_STORE) && dl_atoms_has(&w->now.here, i) &&
		    dl_word_is_moved(w->r, &w->atoms[i].word, p))
			w->now.here.bits[i / 64] &= ~(UINT64_C(1) << i % 64);
}

static struct dl_tainted address(struct dl_taint_walk *w, const struct dl_place *p)
{
	if (p->base == DL_BASE_TEMP)
		return w->temps[p->index];
	if (p->base == DL_BASE_VAR && p->step_count && p->steps[0].kind == DL_STEP_DEREF)
		return w->now.values[p->index];
	return (struct dl_tainted){ 0 };
}

void dl_taint_instr(struct dl_taint_walk *w, const struct dl_instr *in)
{
	struct dl_tainted v = { 0 };

	dl_taint_use_place(w, in);
	switch (in->op) {
	case DL_OP_LOAD: v = load(w, in); break;
	case DL_OP_ADDR: v = address(w, in->place); break;
	case DL_OP_STORE:
		note_moved(w, in->place);
		store(w, in, dl_tainted_of(w, &in->a));
		return;
	case DL_OP_ZERO: store(w, in, v); return;
	case DL_OP_DECL: w->now.values[in->dst] = v; return;
	case DL_OP_BIN: v = binary(w, in); break;
	case DL_OP_UN:
		v = dl_tainted_of(w, &in->a);
		v.how &= ~(unsigned int)DL_HOW_EXACT;
		if (in->sub == DL_UN_LNOT)
			v = (struct dl_tainted){ 0 };
		break;
	case DL_OP_CAST: v = cast(w, in); break;
	case DL_OP_CONTAINER: v = dl_tainted_of(w, &in->a); break;
	case DL_OP_CALL: v = dl_taint_call(w, in); break;
	default: break;
	}
	if (in->dst < w->func->temp_count)
		w->temps[in->dst] = v;
}
