/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of a mapping and its release that a condition out of sight may choose. */
#include <string.h>

#include "checks/lifecycle/release.h"
#include "engine/value/linear.h"

static bool pair_fits(const struct dl_event *ev)
{
	const struct dl_object *o = ev->object;
	int64_t difference;

	return o->model->family && ev->model->family &&
	       !strcmp(o->model->family, ev->model->family) &&
	       (o->dir == ev->dir || !ev->dir) && o->attrs == ev->attrs &&
	       (!o->pool || !ev->pool || o->pool == ev->pool) &&
	       (!o->size || !ev->size || o->size == ev->size ||
		dl_size_compare(o->size, ev->size, &difference) == DL_SIZE_SAME);
}

static bool same_attributes(const struct dl_object *a, const struct dl_object *b)
{
	return a->dir == b->dir && a->size == b->size && a->attrs == b->attrs && a->pool == b->pool;
}

/*
 * What is released in the right way at the same place on another path, or at another place where
 * this one is right for another mapping: the path that does it wrong hangs on conditions that the
 * engine did not see to belong together.
 */
static bool is_chosen(const struct dl_analysis *an, const struct dl_event *ev)
{
	bool place_fits_other = false, fits_elsewhere = false;

	for (size_t i = 0; i < an->events.list.len; i++) {
		const struct dl_event *e = &an->events.list.data[i];
		bool same_origin;

		if (e->kind != DL_EV_PAIR || (e->at != ev->at && e->func != ev->func))
			continue;
		same_origin = e->object->origin == ev->object->origin;
		if ((e->at != ev->at && !same_origin) || !pair_fits(e))
			continue;
		if (e->at == ev->at && same_origin && same_attributes(e->object, ev->object))
			return true;
		place_fits_other |= e->at == ev->at && !same_origin;
		fits_elsewhere |= e->at != ev->at && same_origin;
	}
	return place_fits_other && fits_elsewhere;
}

void dl_pairs_judge(struct dl_analysis *an)
{
	for (size_t i = 0; i < an->events.list.len; i++) {
		struct dl_event *ev = &an->events.list.data[i];

		if (ev->kind == DL_EV_PAIR && !pair_fits(ev) && is_chosen(an, ev))
			ev->grounds.fits_elsewhere = true;
	}
}
