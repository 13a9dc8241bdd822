/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of two values as sets: below, equal, above. */
#include "engine/value/fact.h"

unsigned int dl_bin_relation(enum dl_bin op)
{
	switch (op) {
	case DL_BIN_EQ: return DL_EQUAL;
	case DL_BIN_NE: return DL_BELOW | DL_ABOVE;
	case DL_BIN_LT: return DL_BELOW;
	case DL_BIN_LE: return DL_BELOW | DL_EQUAL;
	case DL_BIN_GT: return DL_ABOVE;
	case DL_BIN_GE: return DL_ABOVE | DL_EQUAL;
	default: return DL_ANY_RELATION;
	}
}

static unsigned int mirrored(unsigned int relation)
{
	return (relation & DL_EQUAL) | (relation & DL_BELOW ? DL_ABOVE : 0) |
	       (relation & DL_ABOVE ? DL_BELOW : 0);
}

unsigned int dl_fact_relation(const struct dl_fact *f, const struct dl_sym *a, const struct dl_sym *b)
{
	const struct dl_sym *v = f->value;
	unsigned int holds;

	if (!v || v->kind != DL_SYM_BIN || v->sub < DL_BIN_EQ ||
	    !((v->a == a && v->b == b) || (v->a == b && v->b == a)))
		return DL_ANY_RELATION;
	holds = dl_bin_relation(v->sub);
	if (v->a != a)
		holds = mirrored(holds);
	if (f->lo == 0 && f->hi == 0)
		return DL_ANY_RELATION & ~holds;
	return dl_fact_is_nonzero(f) ? holds : DL_ANY_RELATION;
}

bool dl_facts_exclude(const struct dl_fact *a, const struct dl_fact *b)
{
	const struct dl_sym *v = a->value;

	if (v == b->value)
		return dl_fact_disjoint(a, b);
	return v && v->kind == DL_SYM_BIN && v->sub >= DL_BIN_EQ &&
	       !(dl_fact_relation(a, v->a, v->b) & dl_fact_relation(b, v->a, v->b));
}
