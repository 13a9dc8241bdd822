/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses that are made beside the DMA API. */
#ifndef DL_CHECKS_BYPASS_H
#define DL_CHECKS_BYPASS_H

#include "checks/event/event.h"

/* ---- physical.c ---- */

struct dl_physical {
	const struct dl_sym *value;	/* the address */
	const struct dl_sym *of;	/* of which memory, or page; NULL: not known */
	const struct dl_model *by;	/* the conversion */
};

/* It gives a physical address. */
bool dl_makes_physical(const struct dl_model *m);
/* @value was computed from one. */
bool dl_physical_in(const struct dl_analysis *an, const struct dl_sym *value, struct dl_physical *out);

/* printed.c: what @call of @func gives goes to messages and nowhere else. */
bool dl_is_only_printed(struct dl_analysis *an, const struct dl_func *func, const struct dl_instr *call);

/* ---- told.c: the hardware is told one ---- */

void dl_physical_used(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *use);
/* @entry, of a list, is asked for the address by @call. */
void dl_physical_of_entry(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
			  const struct dl_model *model, const struct dl_sym *entry);
void dl_physical_stored(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s);
/* shown.c: what @s keeps, the kernel shows user space */
void dl_shown_stored(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s);
/* The unit uses the DMA API for a device of its own. */
bool dl_knows_the_api(struct dl_analysis *an);
/*
 * It uses the DMA API nowhere, and its conversions are arithmetic of macros (x86): a hypervisor, firmware or the CPU's
 * own parts get their results.
 */
bool dl_talks_to_firmware(struct dl_analysis *an);
/* It has what stands between devices and memory: that has no other addresses than physical ones. */
bool dl_stands_between(struct dl_analysis *an);

#endif
