/* SPDX-License-Identifier: Apache-2.0 */
/* A direction that is none: DMA_NONE or another number, or an enumerator of another enum. */
#include <string.h>

#include "engine/rule.h"

#define FROM_DEVICE 2	/* the last one that is a direction: enum dma_data_direction */

static const struct dl_type *other_enum(const struct dl_event *ev)
{
	const struct dl_type *type = ev->at->args[ev->model->arg_dir].type;

	return type && type->kind == DL_TYPE_ENUM && type->name && !strncmp(type->name, "enum ", 5) &&
	       strcmp(type->name, "enum dma_data_direction") ? type : NULL;
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_type *type = other_enum(ev);
	struct dl_grounds grounds = ev->grounds;
	int64_t dir;

	if (dl_sym_const(ev->terms.dir, &dir) && (dir < 0 || dir > FROM_DEVICE)) {
		/* a variable that begins as DMA_NONE is a mark for "nothing to map": the count is 0, then */
		if (ev->at->args[ev->model->arg_dir].kind != DL_VAL_INT)
			return;
		dl_report(report, ev, &grounds, ev->at, "no direction",
			  "'%s' is called with %s, which is no direction: the kernel stops there.",
			  dl_text_call(ev->at, ev->model), dl_text_direction(report, ev->terms.dir));
	} else if (type) {
		grounds.same_number = true;
		dl_report(report, ev, &grounds, ev->at, "another enum",
			  "'%s' is called with a value of '%s'; its direction is an "
			  "'enum dma_data_direction'.", dl_text_call(ev->at, ev->model), type->name);
	}
}

const struct dl_rule dl_rule_DMA207 = {
	.id = "DMA207",
	.events = DL_EVENT_BIT(DL_EV_DIRECTION),
	.check = check,
};
