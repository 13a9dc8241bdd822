/* SPDX-License-Identifier: Apache-2.0 */
/* Values that a device chooses, as sets of atoms: bits of what was read at one place. */
#include <string.h>

#include "checks/taint/taint.h"

#define WORDS (DL_MAX_ATOMS / 64)

bool dl_atoms_none(const struct dl_atoms *a)
{
	for (int i = 0; i < WORDS; i++)
		if (a->bits[i])
			return false;
	return true;
}

bool dl_atoms_has(const struct dl_atoms *a, uint32_t atom)
{
	return a->bits[atom / 64] >> atom % 64 & 1;
}

void dl_atoms_set(struct dl_atoms *a, uint32_t atom)
{
	a->bits[atom / 64] |= UINT64_C(1) << atom % 64;
}

bool dl_atoms_add(struct dl_atoms *a, const struct dl_atoms *b)
{
	bool changed = false;

	for (int i = 0; i < WORDS; i++) {
		changed |= b->bits[i] & ~a->bits[i];
		a->bits[i] |= b->bits[i];
	}
	return changed;
}

static bool is_same(const struct dl_atoms *a, const struct dl_atoms *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool is_one(const struct dl_atoms *a, uint32_t *atom)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < DL_MAX_ATOMS; i++)
		if (dl_atoms_has(a, i)) {
			*atom = i;
			count++;
		}
	return count == 1;
}

uint32_t dl_atom_of(struct dl_taint_walk *w, const struct dl_atom *atom)
{
	for (uint32_t i = 0; i < w->atom_count; i++) {
		const struct dl_atom *a = &w->atoms[i];

		if (a->kind == atom->kind && a->at == atom->at && a->num == atom->num && a->low == atom->low &&
		    a->count == atom->count)
			return i;
	}
	if (w->atom_count == DL_MAX_ATOMS)
		return DL_MAX_ATOMS;
	w->atoms[w->atom_count] = *atom;
	if (atom->base == DL_NO_ATOM)
		w->atoms[w->atom_count].base = w->atom_count;
	return w->atom_count++;
}

uint64_t dl_type_max(const struct dl_type *type)
{
	return !type || !type->size || type->size >= 8 ? UINT64_MAX :
	       type->kind == DL_TYPE_BOOL ? 1 : (UINT64_C(1) << type->size * 8) - 1;
}

struct dl_tainted dl_tainted_by(uint32_t atom, const struct dl_type *type)
{
	struct dl_tainted v = { .max = dl_type_max(type), .how = DL_HOW_EXACT };

	if (atom < DL_MAX_ATOMS)
		dl_atoms_set(&v.atoms, atom);
	return v;
}

struct dl_tainted dl_tainted_part(struct dl_taint_walk *w, const struct dl_tainted *v, uint64_t low,
				  uint64_t count)
{
	struct dl_tainted part = *v;
	struct dl_atom atom;
	uint32_t whole, at;

	if (count < 64 && part.max >> count)
		part.max = (UINT64_C(1) << count) - 1;
	if (!(v->how & DL_HOW_EXACT) || !is_one(&v->atoms, &whole))
		return part;
	atom = w->atoms[whole];
	if (low >= atom.count)
		return (struct dl_tainted){ 0 };
	if (low == 0 && count >= atom.count)
		return part;
	atom.low += low;
	atom.count = count < atom.count - low ? count : atom.count - low;
	atom.base = w->atoms[whole].base;
	at = dl_atom_of(w, &atom);
	if (at < DL_MAX_ATOMS) {
		part.atoms = (struct dl_atoms){ 0 };
		dl_atoms_set(&part.atoms, at);
	}
	return part;
}

bool dl_tainted_join(struct dl_tainted *to, const struct dl_tainted *from)
{
	const struct dl_tainted was = *to;
	unsigned int set = to->how & from->how & DL_HOW_SET;	/* on one way alone: it may hold what it did */

	if (dl_atoms_none(&to->atoms))
		*to = *from;
	else if (!dl_atoms_none(&from->atoms)) {
		if (dl_atoms_add(&to->atoms, &from->atoms))
			to->how &= ~(unsigned int)DL_HOW_EXACT;
		to->max = from->max > to->max ? from->max : to->max;
		to->how = (to->how & from->how & (DL_HOW_EXACT | DL_HOW_MASKED | DL_HOW_VAGUE)) |
			  ((to->how | from->how) & (DL_HOW_MOVED | DL_HOW_MADE));
	}
	to->how = (to->how & ~(unsigned int)DL_HOW_SET) | set;
	return to->max != was.max || to->how != was.how || !is_same(&was.atoms, &to->atoms);
}

static bool overlap(const struct dl_atom *a, const struct dl_atom *b)
{
	return a->base == b->base && a->low < b->low + b->count && b->low < a->low + a->count;
}

struct dl_atoms dl_atoms_open(const struct dl_taint_walk *w, const struct dl_tainted *v)
{
	struct dl_atoms open = { { 0 } };

	for (uint32_t i = 0; i < w->atom_count; i++) {
		bool closed = false;

		if (!dl_atoms_has(&v->atoms, i))
			continue;
		for (uint32_t k = 0; k < w->atom_count && !closed; k++)
			closed = dl_atoms_has(&w->now.checked, k) && overlap(&w->atoms[i], &w->atoms[k]);
		if (!closed)
			dl_atoms_set(&open, i);
	}
	return open;
}

static bool covers(const struct dl_atom *a, const struct dl_atom *b)
{
	return a->base == b->base && a->low <= b->low && a->low + a->count >= b->low + b->count;
}

void dl_atoms_close(struct dl_taint_walk *w, const struct dl_tainted *v)
{
	struct dl_atoms gone = { { 0 } };

	if (dl_atoms_none(&v->atoms))
		return;
	dl_atoms_add(&w->now.checked, &v->atoms);
	for (uint32_t i = 0; i < w->atom_count; i++)
		for (uint32_t k = 0; k < w->atom_count; k++)
			if (dl_atoms_has(&v->atoms, k) && covers(&w->atoms[k], &w->atoms[i]))
				dl_atoms_set(&gone, i);
	for (uint32_t i = 0; i < w->value_count; i++)
		for (int k = 0; k < WORDS; k++)
			w->now.values[i].atoms.bits[k] &= ~gone.bits[k];
}

void dl_atoms_reopen(struct dl_taint_walk *w, uint32_t atom)
{
	for (uint32_t i = 0; i < w->atom_count && atom < DL_MAX_ATOMS; i++)
		if (w->atoms[i].base == w->atoms[atom].base)
			w->now.checked.bits[i / 64] &= ~(UINT64_C(1) << i % 64);
}
