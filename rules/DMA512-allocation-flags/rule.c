/* SPDX-License-Identifier: Apache-2.0 */
/* An allocator is given flags that it refuses, or that it ignores. */
#include <string.h>

#include "checks/event/fix.h"
#include "checks/event/rule.h"
#include "model/platform.h"

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const struct dl_platform *platform = ev->model->platform;
	const struct dl_constant *refused = dl_first_flag(&platform->rejected_flags, ev->value->num);
	const struct dl_constant *zone = dl_first_flag(&platform->zone_flags, ev->value->num);
	const char *call = dl_text_call(ev->at, ev->model);

	if (!refused && ev->model->rejects_zones)
		refused = zone;
	if (refused)
		dl_report(report, ev, &ev->grounds, ev->at, "refused",
			  "'%s' is given '%s', which newer kernels refuse with a warning: there the call returns NULL.",
			  call, refused->name);
	else
		dl_report(report, ev, &ev->grounds, ev->at, "ignored",
			  "'%s' ignores '%s': the DMA mask of the device says where memory may lie.",
			  call, zone->name);
}

#define MAX_FLAGS 8

/* @where is the flag, or the name without underscores that means it. */
static bool is_flag(const struct dl_code *code, struct dl_stretch where, const char *name)
{
	return dl_code_is(code, where, name) || dl_code_is(code, where, name + strspn(name, "_"));
}

static bool is_among(const struct dl_code *code, struct dl_stretch where,
		     const struct dl_constant_list *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		if (is_flag(code, where, flags->items[i].name))
			return true;
	return false;
}

/* Some flags of several go; what is left says how to allocate, and is no mere modifier of that. */
static void fix(const struct dl_event *ev, struct dl_fixer *fixer)
{
	const struct dl_platform *platform = ev->model->platform;
	const struct dl_code *code = dl_fix_code(fixer);
	struct dl_stretch parts[MAX_FLAGS], kept = {0};
	struct dl_code_call call;
	bool is_said = false;
	size_t n;

	if (!dl_fix_call(fixer, ev->at, ev->model, &call) ||
	    (size_t)ev->model->arg_gfp >= call.arg_count)
		return;
	n = dl_code_split(code, call.args[ev->model->arg_gfp], "|", parts, MAX_FLAGS);
	for (size_t i = 0; i < n; i++) {
		if (!is_among(code, parts[i], &platform->rejected_flags) &&
		    !is_among(code, parts[i], &platform->zone_flags)) {
			kept = parts[i];
			is_said |= code->text[kept.start] != '_';
		} else if (kept.end) {
			dl_fix_replace(fixer, (struct dl_stretch){parts[i - 1].end, parts[i].end},
				       "%s", "");
		} else if (i + 1 < n) {
			dl_fix_replace(fixer,
				       (struct dl_stretch){parts[i].start, parts[i + 1].start},
				       "%s", "");
		}
	}
	if (is_said)
		dl_fix_title(fixer, "Call %s() without the flags that it does not take",
			     dl_fix_text(fixer, call.name));
}

const struct dl_rule dl_rule_DMA512 = {
	.id = "DMA512",
	.events = DL_EVENT_BIT(DL_EV_FLAGS),
	.check = check,
	.fix = fix,
};
