/* SPDX-License-Identifier: Apache-2.0 */
/* Coherent memory is allocated with no mask of its own, or a mask comes after what it is for. */
#include "checks/event/rule.h"

/* How many bits the mask has. */
static int bits_of(const struct dl_sym *mask)
{
	uint64_t m = (uint64_t)mask->num;
	int bits = 0;

	for (; m; m >>= 1)
		bits++;
	return bits;
}

static void check(const struct dl_event *ev, struct dl_report *report)
{
	const char *call = dl_text_call(ev->at, ev->model);

	if (ev->mask == DL_MASK_STREAMING_ONLY)
		dl_report(report, ev, &ev->grounds, ev->at, "streaming",
			  "'%s' sets a mask of %d bits for streaming mappings only: coherent memory may still lie "
			  "where the device cannot reach it.", call, bits_of(ev->value));
	if (ev->mask == DL_MASK_LATE)
		dl_report(report, ev, &ev->grounds, ev->at, "late",
			  "'%s' sets the mask after '%s' has got memory for the device with another one.", call,
			  dl_text_call(ev->object->origin, ev->object->model));
}

const struct dl_rule dl_rule_DMA503 = {
	.id = "DMA503",
	.events = DL_EVENT_BIT(DL_EV_MASK),
	.check = check,
};
