/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that keep handles, over the whole unit: filled by slot.c, judged by slot_judge.c. */
#ifndef DL_CHECKS_SLOT_H
#define DL_CHECKS_SLOT_H

#include "checks/event/event.h"
#include "engine/path/path.h"

void dl_slot_write(struct dl_explorer *ex, const struct dl_state *state, const struct dl_instr *at,
		   const struct dl_sym *loc, const struct dl_sym *value,
		   const struct dl_object *object);
void dl_slot_read(struct dl_explorer *ex, const struct dl_state *state, const struct dl_sym *value,
		  const struct dl_release *r);
/* @call of a helper fills the slot at @loc with @object, whose size or direction hangs on what the helper is given. */
void dl_slot_write_called(struct dl_explorer *ex, const struct dl_sym *loc, const struct dl_object *object,
			  const struct dl_instr *call);
/* @object is the mapping of a list that is a member of a record. */
void dl_slot_map_list(struct dl_explorer *ex, const struct dl_object *object);
void dl_slot_foreign(struct dl_analysis *an, const struct dl_sym *loc);
/* All that is stored in the field of @loc are streaming mappings. */
bool dl_slot_only_maps(struct dl_analysis *an, const struct dl_sym *loc);
void dl_slots_judge(struct dl_analysis *an);

/* A release meets @o: an event with the terms of both, when it is the object's own release. */
void dl_pair_release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		     struct dl_object *o, bool exactly);
/* Ended with a size that is not the one it was @made with, but that @other was made with. */
bool dl_size_is_anothers(const struct dl_terms *made, const struct dl_sym *ended, const struct dl_sym *other);
/* data.c: made as large as the data of each kind of device says, and ended as large as a number does */
bool dl_size_is_number_for_data(struct dl_analysis *an, const struct dl_sym *made, const struct dl_sym *ended);
/* The part that was just @made is as long as the one before it, which reaches from its start to this one's. */
void dl_pair_made(struct dl_explorer *ex, const struct dl_state *state, const struct dl_instr *call,
		  const struct dl_object *made);
/* compare.c: fill in what differs between the terms of a PAIR or SLOT_PAIR */
void dl_terms_compare(const struct dl_analysis *an, struct dl_event *ev);
/* The driver is a bus with operations of its own: whether its memory is to be synced is its own matter. */
bool dl_bus_has_own_operations(const struct dl_analysis *an);
/* After the last function: pairs that may hang on a condition out of sight. */
void dl_pairs_judge(struct dl_analysis *an);

/* fold.c: a map call that all others disagree with is one finding, not theirs */
void dl_pairs_fold(struct dl_analysis *an);

/* entries.c: the list @sg (may be NULL), mapped with @count, has no more than one; @state may be NULL */
bool dl_slot_has_one_entry(struct dl_analysis *an, const struct dl_state *state,
			   const struct dl_sym *sg, const struct dl_sym *count);

/* container.c: what @func reads is in a record out of a container that no code of the unit fills */
bool dl_slot_is_filled_elsewhere(struct dl_analysis *an, const struct dl_func *func,
				 const struct dl_sym *record);

/* told.c: at an exit, lengths that stand beside handles in what the device reads */
void dl_told_judge(struct dl_explorer *ex, const struct dl_exit *exit);

/* late_test.c: entries that are unmapped before it is asked whether there is one */
void dl_late_tests_judge(struct dl_analysis *an);

/* sides.c: walks over lists that take each entry's address, and ask for nothing else */
void dl_sides_judge(struct dl_analysis *an);

/* mixed.c: what the CPU put into an entry, in one breath with what the device sees of it */
void dl_mixed_judge(struct dl_analysis *an);

/* cursor.c: entries are taken by a cursor, and given back by a counter */
void dl_cursors_judge(struct dl_analysis *an);

struct dl_slot;

/* conditional.c: mapped under a condition, released without it */
void dl_slot_path_of_writer(struct dl_analysis *an, const struct dl_state *state, const struct dl_sym *loc,
			    const struct dl_object *object, struct dl_slot_path *path);
void dl_slot_path_of_reader(struct dl_explorer *ex, const struct dl_state *state,
			    const struct dl_sym *loc, struct dl_slot_path *path);
/* One call, on two paths. */
void dl_slot_path_join(struct dl_slot_path *into, const struct dl_slot_path *from, bool is_writer);
/* A callee's release @r of a slot happens in the explored function. */
void dl_slot_read_below(struct dl_explorer *ex, const struct dl_state *state, const struct dl_release *r);
/* At an exit that does not fail: mappings that are there although another field of their record is 0. */
void dl_slot_note_alone(struct dl_explorer *ex, const struct dl_exit *exit);
/* Whatever is in the slot, @use reads it: no branch before, and nothing about the record in the callers. */
bool dl_slot_is_unasked(struct dl_analysis *an, const struct dl_slot *slot, const struct dl_slot_use *use);
/* @use releases the slot where none of @ev's writers can have filled it. */
bool dl_slot_is_skipped(struct dl_analysis *an, const struct dl_slot *slot,
			const struct dl_slot_use *use, struct dl_event *ev);

/* variants.c: what fills the slot otherwise on another path, and @use is wrong for; NULL: none */
const struct dl_slot_use *dl_slot_variant_left(struct dl_analysis *an, const struct dl_slot *slot,
					       const struct dl_slot_use *use, const struct dl_event *ev);

/* The same of directions: one of the writers @all, which a condition turned the other way; NULL: none. */
const struct dl_slot_use *dl_slot_direction_left(const struct dl_slot *slot, const struct dl_slot_use *use,
						 const struct dl_slot_use *all, uint32_t count);

/* unlike.c: the key of the field whose number @size is, as it stands; 0: none, or a branch has compared it */
uint64_t dl_slot_size_of(const struct dl_state *state, const struct dl_sym *size);
/* Fields whose number the size of @object need not be, by what the path says. */
void dl_slot_find_unlike(struct dl_explorer *ex, const struct dl_state *state, const struct dl_object *object,
			 uint64_t unlike[2]);
/* The size that @reader says is the number of such a field for all of @writers. */
bool dl_slot_is_unlike(const struct dl_slot_use *writers, uint32_t count, const struct dl_slot_use *reader);

/* lent.c: what a pool has mapped is unmapped by hand */
void dl_lent_released(struct dl_explorer *ex, const struct dl_state *state, const struct dl_release *r);
void dl_lent_stored(struct dl_explorer *ex, const struct dl_store *s);
void dl_lent_passed(struct dl_explorer *ex, const struct dl_instr *call, const struct dl_sym **args,
		    const struct dl_func_info *callee);
void dl_lent_judge(struct dl_analysis *an);
/* The unit asks a pool for the handle of a mapping. */
bool dl_lent_is_asked_for(struct dl_analysis *an);

/* A field that a lent handle goes to. */
struct dl_lent_kept {
	uint64_t key;
	const struct dl_instr *at;
	const struct dl_func *func;
	const char *lender;	/* what gives it */
	struct dl_slot_owner owner;
};

struct dl_passed;

/* The field @zero was 0, and the slot @key of the same record was filled all the same. */
struct dl_alone {
	const struct dl_sym *zero;
	uint64_t key;
};

/* What is kept of a unit. */
struct dl_slots {
	struct dl_map by_key;		/* field key -> dl_slot */
	struct dl_map pairs;		/* pairing.c: first pair of a handle's or buffer's field */
	DL_VEC(struct dl_passed *) passed;	/* passed.c: stores that helpers do for their callers */
	DL_VEC(struct dl_alone) alone;	/* conditional.c */
	DL_VEC(struct dl_event) lent;	/* lent.c: unmaps of what may be a pool's */
	DL_VEC(struct dl_lent_kept) lent_kept;	/* ... fields that have kept such a handle */
	struct dl_map below;		/* ... a release -> what callers' paths to it say */
	struct dl_map given;		/* slot_owner.c: a parameter -> dl_slot_owner that all callers give */
	struct dl_map applied_calls;	/* passed.c: calls that a summary was applied at */
};

static inline struct dl_slots *dl_slots_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_slot];
}

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

/* slot_owner.c: the field of an outer record that the one with the slot lies in, or is reached by; key 0: not known */
struct dl_slot_owner dl_slot_owner_of(struct dl_analysis *an, const struct dl_sym *loc);
/* The same of a place that no exploration has seen; step @last is the slot's field. */
struct dl_slot_owner dl_slot_owner_of_place(const struct dl_place *place, uint32_t last);
/* What gives the temporary @v of @func; NULL: no temporary. */
const struct dl_instr *dl_slot_maker_of(const struct dl_func *func, const struct dl_val *v);
/* Key of the field that all callers of @func give as parameter @k; 0: not one, or not known. */
uint64_t dl_slot_given_from(struct dl_analysis *an, const struct dl_func *func, uint32_t k);
/*
 * Members of a record never overlap; of pointers, those that are members of one record are told
 * apart.
 */
bool dl_slot_owners_differ(const struct dl_slot_owner *a, const struct dl_slot_owner *b);
/* The place whose field's value @value is; NULL when it is none. */
const struct dl_sym *dl_slot_location(const struct dl_sym *value);
/* @sym in terms of the record with the slot at @loc; NULL when there is more to it. */
const struct dl_sym *dl_slot_relative(struct dl_analysis *an, const struct dl_sym *loc,
				      const struct dl_sym *sym);
struct dl_slot *dl_slot_at(struct dl_analysis *an, const struct dl_sym *loc);
/* Of the DMA address of a list's entry: the call that maps such a list; else NULL. */
const struct dl_model *dl_slot_list_map(const struct dl_analysis *an, const struct dl_sym *loc);
/* Key of the field that @place is, or an element of, and whose it is; 0: none. */
uint64_t dl_slot_key_of_place(const struct dl_place *place, struct dl_slot_owner *owner);
/* Stores that no exploration understood: functions without events, paths never taken. */
void dl_slots_find_unseen(struct dl_analysis *an);

#endif
