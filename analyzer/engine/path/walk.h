/* SPDX-License-Identifier: Apache-2.0 */
/* From block to block: what explore.c, branch.c and loop.c do for each other. */
#ifndef DL_ENGINE_PATH_WALK_H
#define DL_ENGINE_PATH_WALK_H

#include "engine/path/path.h"

/* explore.c: a copy of @state, in the place of one that is over. */
struct dl_state *dl_copy_of(struct dl_explorer *ex, const struct dl_state *state);
/* @state is over. */
void dl_drop_state(struct dl_explorer *ex, struct dl_state *state);
/* @st, of which this is the end for who calls, goes from the end of @from to the beginning of @to. */
void dl_follow_edge(struct dl_explorer *ex, struct dl_state *st, uint32_t from, uint32_t to);

/* branch.c: what the block's last instruction does with the frame. */
void dl_take_term(struct dl_explorer *ex, struct dl_frame *frame);

/* loop.c: the fields and variables that each loop's body may release; once, before the exploration. */
void dl_collect_loop_releases(struct dl_explorer *ex);
/* The state goes round @loop: what the loop changes is something of any round. */
void dl_close_round(struct dl_explorer *ex, struct dl_state *st, const struct dl_loop *loop);
/*
 * The state leaves @loop. If the loop releases a slot, the objects of that slot end, however often it
 * ran: the loop was written to undo what was done.
 */
void dl_leave_loop(struct dl_explorer *ex, struct dl_state *st, uint32_t loop);

#endif
