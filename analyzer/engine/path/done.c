/* SPDX-License-Identifier: Apache-2.0 */
/* Callees that make something once: who does not look at what they return knows that it was made before. */
#include "engine/path/path.h"

/* The case stores something but 0 or NULL in @loc. */
static bool fills(const struct dl_summary_case *c, const struct dl_sym *loc)
{
	for (uint32_t i = 0; i < c->store_count; i++) {
		const struct dl_sym *value = c->stores[i].value;

		if (c->stores[i].loc == loc && (!value || value->kind != DL_SYM_INT || value->num))
			return true;
	}
	return false;
}

/* Where @c ends without having made @o, as what another case fills is there already. */
static bool finds_it_done(const struct dl_summary *s, const struct dl_summary_case *c,
			  const struct dl_object *o)
{
	if (c->object_count)
		return false;
	for (uint32_t i = 0; i < c->guard_count; i++) {
		const struct dl_sym *v = c->guards[i].value;

		if (v->kind != DL_SYM_LOAD || !dl_fact_is_nonzero(&c->guards[i]))
			continue;
		for (uint32_t h = 0; h < o->alias_count; h++)
			if (o->aliases[h] == v->a)
				return true;
		for (uint32_t k = 0; k < s->case_count; k++)
			if (s->cases[k].object_count && fills(&s->cases[k], v->a))
				return true;
	}
	return false;
}

bool dl_object_is_known_done(const struct dl_summary *s, const struct dl_summary_case *c,
			     const struct dl_object *o)
{
	int outcome = dl_case_outcome(c);

	if (s->model || !s->func->ret || !s->func->ret->size)
		return false;
	for (uint32_t k = 0; k < s->case_count; k++)
		if (dl_case_outcome(&s->cases[k]) != outcome && finds_it_done(s, &s->cases[k], o))
			return true;
	return false;
}

bool dl_case_is_known_done(const struct dl_summary *s, const struct dl_summary_case *c)
{
	for (uint32_t i = 0; i < c->object_count; i++)
		if (c->objects[i].state == DL_OBJ_FAILED &&
		    dl_object_is_known_done(s, c, &c->objects[i]))
			return true;
	return false;
}
