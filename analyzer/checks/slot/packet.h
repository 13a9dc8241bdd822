/* SPDX-License-Identifier: Apache-2.0 */
/* Received packets: whose memory is theirs, and who has them. */
#ifndef DL_CHECKS_PACKET_H
#define DL_CHECKS_PACKET_H

#include "engine/path/path.h"

#define DL_MAX_PACKETS 8

/* What is kept of an exploration: addresses of packets. */
struct dl_packets {
	uint32_t count;
	const struct dl_sym *at[DL_MAX_PACKETS];
};

/* @call may say where a packet lies. */
void dl_packet_call(struct dl_explorer *ex, const struct dl_instr *call, const struct dl_model *model,
		    const struct dl_sym **args);
/* The address of a packet was computed from @handle. */
bool dl_packet_has(const struct dl_explorer *ex, const struct dl_sym *handle);
/* The call that has taken a packet over on every way to @at, and may have succeeded; NULL: none. */
const struct dl_instr *dl_packet_taken(const struct dl_explorer *ex, const struct dl_state *state,
				       const struct dl_instr *at);
/* Each queue of the unit was told of a pool. */
bool dl_packets_are_lent(struct dl_analysis *an);

#endif
