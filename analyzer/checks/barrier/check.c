/* SPDX-License-Identifier: Apache-2.0 */
/* Barriers between the words of a record that the CPU and a device share. */
#include <stdlib.h>

#include "checks/barrier/barrier.h"
#include "checks/checks.h"

void dl_barriers_begin(struct dl_barriers *b)
{
	b->readings = dl_xcalloc(b->an->unit->func_count + 1, sizeof(*b->readings));
	b->orders_reads = dl_xcalloc(b->an->unit->func_count + 1, 1);
	b->orders_writes = dl_xcalloc(b->an->unit->func_count + 1, 1);
	dl_orders_init(b);
	b->rings = dl_rings_new(b);
}

void dl_barriers_end(struct dl_barriers *b)
{
	dl_rings_free(b->rings);
	dl_readings_free(b);
	free(b->orders_reads);
	free(b->orders_writes);
	dl_map_free(&b->orders);
	dl_map_free(&b->macros);
	dl_map_free(&b->stored);
	dl_map_free(&b->gives);
	dl_map_free(&b->told);
	dl_map_free(&b->memory);
}

static void end(struct dl_analysis *an)
{
	struct dl_barriers b = { .an = an };

	if (!dl_rings_any(&b))
		return;
	dl_barriers_begin(&b);
	dl_stores_note(&b);
	dl_consumers_judge(&b);
	dl_gives_note(&b);
	dl_producers_judge(&b);
	dl_memory_note(&b);
	dl_doorbells_judge(&b);
	dl_barriers_end(&b);
}

const struct dl_check dl_check_barrier = {
	.id = "barrier",
	.end = end,
};
