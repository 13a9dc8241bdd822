/* SPDX-License-Identifier: Apache-2.0 */
/* Values that a device can choose, and what is done with them unchecked. */
#include <stdlib.h>
#include <string.h>

#include "checks/checks.h"
#include "checks/event/rule.h"
#include "checks/taint/taint.h"
#include "report/rule_info.h"

/* A field that is found to carry such a value may let others do so. */
#define MAX_ROUNDS 4

#define MY_EVENTS (DL_EVENT_BIT(DL_EV_DEVICE_DATA) | DL_EVENT_BIT(DL_EV_DOUBLE_FETCH) | \
		   DL_EVENT_BIT(DL_EV_EXPOSED_POINTER))

static bool is_asked_for(const struct dl_analysis *an)
{
	for (size_t k = 0; k < dl_rule_count; k++)
		if (dl_rules[k]->events & MY_EVENTS &&
		    dl_rule_is_among(an->options->rules, an->options->rule_count, dl_rules[k]->id))
			return true;
	return false;
}

/* Something of the unit is shared with a device. */
static bool makes_any(const struct dl_analysis *an)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (an->funcs[f].may_make)
			return true;
	return false;
}

static void walk_all(struct dl_taint *t)
{
	const struct dl_unit *unit = t->an->unit;

	memset(t->summaries, 0, unit->func_count * sizeof(*t->summaries));
	for (uint32_t f = 0; f < unit->func_count; f++) {
		if (t->summaries[f].progress != DL_NOT_EXPLORED)
			continue;
		t->summaries[f].progress = DL_EXPLORING;
		dl_taint_walk_function(t, &unit->funcs[f]);
		t->summaries[f].progress = DL_EXPLORED;
	}
}

static void end(struct dl_analysis *an)
{
	struct dl_taint t = { .an = an, .b.an = an };

	if (!is_asked_for(an) || !makes_any(an))
		return;
	dl_barriers_begin(&t.b);
	t.summaries = dl_xcalloc(an->unit->func_count + 1, sizeof(*t.summaries));
	t.changed = true;
	for (int round = 0; t.changed && round < MAX_ROUNDS; round++) {
		t.changed = false;
		walk_all(&t);
	}
	dl_taint_pointers(&t);
	free(t.summaries);
	dl_map_free(&t.fields);
	dl_map_free(&t.told);
	dl_barriers_end(&t.b);
}

const struct dl_check dl_check_taint = {
	.id = "taint",
	.end = end,
};
