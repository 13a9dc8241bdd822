/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which buffer belongs to which handle: a map call takes the buffer from (or
 * leaves it in) one place and puts the handle into another place of the same
 * record or at the same index. `b->dma = dma_map_single(dev, b->skb->data, ...)`
 * pairs the fields `dma` and `skb`, for all functions of the unit.
 *
 * Pairs are noted while functions are explored: ask when all of them are.
 */
#ifndef DL_CHECKS_PAIRING_H
#define DL_CHECKS_PAIRING_H

#include "checks/event/event.h"

struct dl_analysis;
struct dl_explorer;

struct dl_pair {
	uint64_t handle_key;		/* dl_place_key() of the two places */
	uint64_t buffer_key;		/* 0: @in_record */
	const struct dl_sym *handle;	/* the places as first seen, for names */
	const struct dl_sym *buffer;
	bool in_record;		/* the buffer is (in) the record that keeps the handle: no place of its own */
	bool is_direct;		/* the place holds the buffer's own address; else what it hangs on: skb, page */
	bool is_page;		/* the buffer is a fragment, the place holds its page: beside other buffers of the packet */
	const char *through;	/* not direct: the field that leads to the buffer (skb->data), NULL: none */
	bool is_packet;		/* the buffer is the data of a packet */
	struct dl_slot_use map;	/* the map call with its attributes */
	const struct dl_pair *next_of_handle;
};

/* First pair of the field that a handle's place belongs to (next_of_handle: the others); NULL when none. */
const struct dl_pair *dl_pair_by_handle(struct dl_analysis *an, const struct dl_sym *handle);

/* Key of the field that a place belongs to, also as element of an array behind a pointer field; 0 when none. */
uint64_t dl_place_key(const struct dl_sym *place);
/* Two places in one instance of their record, or elements of the same index under one owner. */
bool dl_place_beside(const struct dl_sym *a, const struct dl_sym *b);

/*
 * The memory @owner points to contains the buffer @buf, or is the skb or page it lies in: freeing
 * @owner frees the buffer.
 */
bool dl_buffer_hangs_on(const struct dl_sym *buf, const struct dl_sym *owner);
/* The buffer is reached through a packet. */
bool dl_buffer_is_packet(const struct dl_analysis *an, const struct dl_sym *buf);

/* Note what the store of @value (which carries @object, when not NULL) to @loc tells. */
void dl_pair_store(struct dl_explorer *ex, struct dl_state *state, const struct dl_sym *loc,
		   const struct dl_sym *value, const struct dl_object *object);

#endif
