/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of slots: filled by slot.c, judged by slot_judge.c. */
#ifndef DL_ENGINE_SLOT_H
#define DL_ENGINE_SLOT_H

#include "engine/analysis.h"

#define DL_MAX_USES 24

struct dl_slot {
	const struct dl_sym *loc;	/* first location seen, for its name */
	uint64_t key;
	bool crowded;			/* more uses than are kept */
	uint32_t writer_count;
	struct dl_slot_use writers[DL_MAX_USES];	/* without a model: something else is stored */
	uint32_t reader_count;
	struct dl_slot_use readers[DL_MAX_USES];
	uint32_t known_count;		/* store instructions that were understood */
	const struct dl_instr *known[64];
};

/*
 * Members of a record never overlap; of pointers, those that are members of one record are told
 * apart.
 */
bool dl_slot_owners_differ(const struct dl_slot_owner *a, const struct dl_slot_owner *b);
/* The place whose field's value @value is; NULL when it is none. */
const struct dl_sym *dl_slot_location(const struct dl_sym *value);
/* The DMA address of a list's entry. */
bool dl_slot_is_list_address(const struct dl_sym *loc);
/* Stores that no exploration understood: functions without events, paths never taken. */
void dl_slots_find_unseen(struct dl_analysis *an);

#endif
