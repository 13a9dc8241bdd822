/* SPDX-License-Identifier: Apache-2.0 */
/* A direction that is none: DMA_NONE or another number, or an enumerator of another enum. */
#include <string.h>

#include "checks/event/rule.h"

static const struct dl_type *other_enum(const struct dl_event *ev, const char *right)
{
	const struct dl_type *type = ev->at->args[ev->model->arg_dir].type;

	return right && type && type->kind == DL_TYPE_ENUM && type->name &&
	       !strncmp(type->name, "enum ", 5) && strcmp(type->name, right) != 0 ? type : NULL;
}

static bool is_none(const struct dl_event *ev, const struct dl_platform *platform)
{
	enum dl_direction dir = dl_sym_direction(ev->terms.dir, platform);

	return ev->terms.dir->kind == DL_SYM_INT && (dir == DL_DIR_NONE || dir == DL_DIR_OTHER);
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_platform *platform = dl_report_platform(report);
	const struct dl_type *type = other_enum(ev, platform->direction_type);
	struct dl_grounds grounds = ev->grounds;

	if (is_none(ev, platform)) {
		/* a variable that begins as none is a mark for "nothing to map": the count is 0, then */
		if (ev->at->args[ev->model->arg_dir].kind != DL_VAL_INT)
			return;
		dl_report(report, ev, &grounds, ev->at, "no direction",
			  "'%s' is called with %s, which is no direction: the kernel stops there.",
			  dl_text_call(ev->at, ev->model), dl_text_direction(report, ev->terms.dir));
	} else if (type) {
		grounds.same_number = true;
		dl_report(report, ev, &grounds, ev->at, "another enum",
			  "'%s' is called with a value of '%s'; its direction is an '%s'.",
			  dl_text_call(ev->at, ev->model), type->name, platform->direction_type);
	}
}

const struct dl_rule dl_rule_DMA207 = {
	.id = "DMA207",
	.events = DL_EVENT_BIT(DL_EV_DIRECTION),
	.check = check,
};
