/* SPDX-License-Identifier: Apache-2.0 */
/* Unmapped or freed by a function of another family than the one that mapped or allocated. */
#include "checks/event/fix.h"
#include "checks/event/rule.h"

static void check_free(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model), *buffer = dl_text_memory(report, ev);

	if (ev->related_text)
		dl_report(report, ev, &ev->grounds, ev->at, "wrong function",
			  "'%s' frees '%s', which is coherent memory of '%s'.", call, buffer,
			  ev->related_text);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "wrong function",
			  "'%s' frees '%s', which is coherent memory.", call, buffer);
}

/* Such as the two that are one function today: the mix is wrong but works. */
static bool is_tolerated(const struct dl_event *ev, const struct dl_model *made)
{
	return ev->model->tolerates_family && ev->model->tolerates_family == made->family;
}

static void check_lent(const struct dl_event *ev, struct dl_report *report)
{
	if (!(ev->differs & DL_DIFFERS_FAMILY))
		return;
	dl_report(report, ev, &ev->grounds, ev->at, "mapping of a pool",
		  "'%s' unmaps '%s', whose mapping '%s' gives: the pool made it, and ends it.",
		  dl_text_call(ev->at, ev->model), dl_text_sym(report, ev->value), ev->related_text);
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	struct dl_grounds grounds = ev->grounds;
	const struct dl_model *made;

	if (ev->kind == DL_EV_WRONG_FREE) {
		check_free(ev, report);
		return;
	}
	if (ev->kind == DL_EV_LENT_ENDED) {
		check_lent(ev, report);
		return;
	}
	if (!(ev->differs & DL_DIFFERS_FAMILY))
		return;
	made = ev->object ? ev->object->model : ev->writers[0].model;
	grounds.page_mix = is_tolerated(ev, made);
	for (uint32_t i = 0; !ev->object && !ev->left_out && i < ev->writer_count; i++)
		grounds.page_mix |= is_tolerated(ev, ev->writers[i].model);
	if (ev->at_maker & DL_DIFFERS_FAMILY) {
		dl_report(report, ev, &grounds, dl_event_maker(ev).at, "wrong function",
			  "'%s' makes what all %u calls that end it end with '%s'; its partner is '%s'.",
			  made->display ? made->display : made->name, ev->end_count,
			  dl_text_call(ev->at, ev->model), made->pair_count ? made->pairs[0] : "another function");
		return;
	}
	dl_report(report, ev, &grounds, ev->at, "wrong function",
		  "'%s' ends what '%s' made%s; its partner is '%s'%s.", dl_text_call(ev->at, ev->model),
		  made->display ? made->display : made->name,
		  made->managed && !ev->model->managed ? ", which the device core ends once more" : "",
		  made->pair_count ? made->pairs[0] : "another function",
		  dl_text_writers(report, ev));
}

/* What is given to the one can be given to the other as it stands. */
static bool is_alike(const struct dl_model *a, const struct dl_model *b)
{
	return a->role == b->role && a->arg_dev == b->arg_dev && a->arg_buf == b->arg_buf &&
	       a->arg_handle == b->arg_handle && a->arg_size == b->arg_size &&
	       a->arg_dir == b->arg_dir && a->arg_count == b->arg_count &&
	       a->arg_attrs == b->arg_attrs && a->arg_sg == b->arg_sg &&
	       a->arg_pool == b->arg_pool && a->arg_page == b->arg_page;
}

static void fix(const struct dl_event *ev, struct dl_fixer *fixer)
{
	const struct dl_model *made, *right = NULL;
	struct dl_code_call call;

	if (ev->kind == DL_EV_LENT_ENDED || ev->differs != DL_DIFFERS_FAMILY || ev->at_maker ||
	    ev->chosen || !dl_fix_one_maker(ev))
		return;
	made = dl_event_maker(ev).model;
	for (size_t i = 0; i < made->pair_count && !right; i++) {
		right = dl_fix_model(fixer, made->pairs[i]);
		right = right && is_alike(right, ev->model) ? right : NULL;
	}
	if (!right || !dl_fix_call(fixer, ev->at, ev->model, &call))
		return;
	dl_fix_rename(fixer, &call, right->name);
	dl_fix_title(fixer, "Call %s()", right->name);
}

const struct dl_rule dl_rule_DMA202 = {
	.id = "DMA202",
	.events = DL_EVENT_BIT(DL_EV_PAIR) | DL_EVENT_BIT(DL_EV_SLOT_PAIR) |
		  DL_EVENT_BIT(DL_EV_WRONG_FREE) | DL_EVENT_BIT(DL_EV_LENT_ENDED),
	.check = check,
	.fix = fix,
};
