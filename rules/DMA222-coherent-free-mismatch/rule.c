/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coherent or pool memory freed with another size, with CPU address and handle swapped or of two
 * allocations, or into another pool. The wrong function is DMA202.
 */
#include "checks/event/rule.h"

/* @shape: unless a factor is one, or a term zero. */
static bool size_differs(const struct dl_event *ev, const struct dl_sym *made, bool *shape)
{
	int64_t difference = 0;

	switch (dl_size_compare(made, ev->terms.size, &difference)) {
	case DL_SIZE_DIFFERENT: return true;
	case DL_SIZE_SCALED:
	case DL_SIZE_TERM: return *shape = true;
	default: return false;
	}
}

/* Two fields of one record; what is not that plain may be one pool by two names. */
static bool pools_differ(const struct dl_sym *a, const struct dl_sym *b)
{
	if (!a || !b || a->kind != DL_SYM_LOAD || b->kind != DL_SYM_LOAD)
		return false;
	a = a->a;
	b = b->a;
	return a->kind == DL_SYM_FIELD && b->kind == DL_SYM_FIELD && a->a == b->a &&
	       a->record == b->record && a->field != b->field;
}

static void report_size(const struct dl_event *ev, struct dl_report *report,
			const struct dl_sym *made, bool shape)
{
	struct dl_grounds grounds = ev->grounds;

	grounds.shape = shape;
	dl_report(report, ev, &grounds, ev->at, "size differs", "'%s' frees %s bytes, allocated were %s.",
		  dl_text_call(ev->at, ev->model), dl_text_sym(report, ev->terms.size),
		  dl_text_sym(report, made));
}

static void report_pool(const struct dl_event *ev, struct dl_report *report,
			const struct dl_sym *made)
{
	struct dl_grounds grounds = ev->grounds;

	grounds.assumed = true; /* that two fields hold two pools */
	dl_report(report, ev, &grounds, ev->at, "another pool",
		  "'%s' frees into the pool '%s' what was taken from '%s'.",
		  dl_text_call(ev->at, ev->model), dl_text_sym(report, ev->terms.pool),
		  dl_text_sym(report, made));
}

/* The pointer that another allocation returned. */
static bool is_other_pointer(const struct dl_event *ev)
{
	const struct dl_sym *p = dl_sym_pointer_base(ev->terms.buf), *mine = ev->object->value;

	return p->kind == DL_SYM_RESULT && p->num == DL_RESULT_VALUE && mine->kind == DL_SYM_RESULT &&
	       mine->num == DL_RESULT_VALUE && p->site != mine->site;
}

/* An aligned pointer may be computed from both: it is no handle. */
static bool is_swapped(const struct dl_sym *given, const struct dl_sym *wrong, const struct dl_sym *right)
{
	return dl_sym_derives(given, wrong) && !dl_sym_derives(given, right);
}

static void check_addresses(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;
	const char *call = dl_text_call(ev->at, ev->model);

	if (!ev->terms.buf || !o->handle || ev->model->arg_handle < 0)
		return;
	if (is_swapped(ev->terms.buf, o->handle, o->value) || is_swapped(ev->value, o->value, o->handle))
		dl_report(report, ev, &ev->grounds, ev->at, "swapped",
			  "CPU address and DMA handle are swapped in the call of '%s'.", call);
	else if (is_other_pointer(ev))
		dl_report(report, ev, &ev->grounds, ev->at, "another address",
			  "'%s' is given the handle of one allocation and the CPU address of "
			  "another, '%s'.", call, dl_text_sym(report, ev->terms.buf));
}

static void check_pair(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_object *o = ev->object;
	bool shape = false;

	if (o->model->role != DL_ROLE_ALLOC || !dl_model_same_family(o->model, ev->model))
		return;
	check_addresses(ev, report);
	if (pools_differ(o->terms.pool, ev->terms.pool))
		report_pool(ev, report, o->terms.pool);
	if (size_differs(ev, o->terms.size, &shape))
		report_size(ev, report, o->terms.size, shape);
}

static void check_slot(const struct dl_event *ev, struct dl_report *report)
{
	bool other_size = true, other_pool = true, shape = false;

	for (uint32_t i = 0; i < ev->writer_count; i++) {
		const struct dl_slot_use *w = &ev->writers[i];

		if (w->model->role != DL_ROLE_ALLOC || !dl_model_same_family(w->model, ev->model))
			return;
		other_size &= size_differs(ev, w->terms.size, &shape);
		other_pool &= pools_differ(w->terms.pool, ev->terms.pool);
	}
	if (other_size)
		report_size(ev, report, ev->writers[0].terms.size, shape);
	if (other_pool)
		report_pool(ev, report, ev->writers[0].terms.pool);
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	if (ev->model->role != DL_ROLE_FREE)
		return;
	if (ev->kind == DL_EV_PAIR)
		check_pair(ev, report);
	else
		check_slot(ev, report);
}

const struct dl_rule dl_rule_DMA222 = {
	.id = "DMA222",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR),
	.check = check,
};
