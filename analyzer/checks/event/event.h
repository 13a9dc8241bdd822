/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events: what checks tell the rules. Checks own what is known of objects; a
 * rule is a pure function of one event, so the order of rules cannot matter.
 */
#ifndef DL_CHECKS_EVENT_H
#define DL_CHECKS_EVENT_H

#include "engine/check.h"
#include "engine/program/memory.h"
#include "report/confidence.h"

enum dl_event_kind {
	DL_EV_USE,		/* a handle, count or pointer whose call may have failed is used at @at */
	DL_EV_NEVER_CHECKED,	/* kept or left behind, and no test anywhere that could see it */
	DL_EV_DISCARDED,	/* result thrown away */
	DL_EV_ERROR_COMPARED,	/* handle compared with DMA_MAPPING_ERROR by hand */
	DL_EV_PAIR,		/* @object meets its unmap, free or sync @at on one path */
	DL_EV_SLOT_PAIR,	/* a field's map calls (@writers) meet an unmap, free or sync of the field @at */
	DL_EV_DIRECTION,	/* a map, unmap or sync call @at is given a direction that is none, or of the enum @related_text */
	DL_EV_DEVICE_COUNT,	/* @count entries of @object's list are handed to the hardware @at */
	DL_EV_DEAD_HANDLE,	/* unmap, sync or use @at of a handle with no live mapping; @related: its end */
	DL_EV_BUFFER_FREED,	/* buffer of @object or field @slot freed @at, unmapped @related */
	DL_EV_LEAK,		/* @object lives when the function is left at @loc */
	DL_EV_NEVER_UNMAPPED,	/* what the map call (or wrapper of @related) @at made: kept in @slot or nowhere, unmapped nowhere */
	DL_EV_BUFFER,		/* memory of kind @memory reaches DMA @at */
	DL_EV_WRONG_FREE,	/* memory of kind @memory, made by @related_text, is freed @at as if it were the CPU's own */
	DL_EV_FLAGS,		/* an allocator @at is given the constant flags @value, of which it refuses or ignores some */
	DL_EV_BYPASS,		/* the conversion @at is given @buffer, coherent memory, which comes from @related */
	DL_EV_PHYSICAL,		/* the hardware is told @value, a physical address, @at; see @use (REFRESH: beside a length for the device) */
	DL_EV_LENT_ENDED,	/* the unmap @at is given @value, a mapping that a pool made (asked for by @related_text), and ends */
	DL_EV_WRONG_DEVICE,	/* the map call @at is given @value: of a class (@memory), or not the one of the channel that gets the handle @related */
	DL_EV_MASK,		/* the call @at sets a mask: see @mask; @value: which; @related: the allocation, @object: what was made before */
	DL_EV_MASK_FALLBACK,	/* second mask set where a 64-bit one has failed */
	DL_EV_OWNERSHIP,	/* the CPU touches, or leaves, @object's buffer at the wrong time; see @fault */
	DL_EV_CONFUSED,		/* a handle taken for a CPU address @at, or the other way round (@use) */
	DL_EV_ACTIVE,		/* what @what keeps, or @object, is released @at while the device, or @partner of the context @related_text, may use it; see @active */
	DL_EV_UNORDERED_READ,	/* the test at @loc of the word @tested decides, and @related_text of the same record is read @at with no barrier */
	DL_EV_UNORDERED_WRITE,	/* @at writes @related_text of a record, and @loc, by the word @tested, gives it to the device with no barrier between */
	DL_EV_SHARED_LINE,	/* the device writes what is handed to DMA @at, a member in a cache line that the CPU writes to: @line */
	DL_EV_OVERLAP,		/* the map call @at is given memory that @object has mapped, and both let a device write */
	DL_EV_CANCELLED,	/* the call @at cancels a transfer of which the callback @partner alone releases @what, made @related */
	DL_EV_UNWOUND_SHORT,	/* the unmap @at is in a loop that leaves out element 0, which the loop of @related has mapped */
	DL_EV_LATE_TEST,	/* a loop unmaps an entry @at, and asks @related only whether it has a buffer */
	DL_EV_OTHER_ENTRIES,	/* a loop unmaps @at the first entries of @what, where the function maps from the cursor @related_text on */
	DL_EV_STALE_MARK,	/* @object could not be mapped, its buffer was freed, and @slot still points to it: @partner takes that for a mapping */
	DL_EV_TOLD_MORE,	/* @at: the device is told @terms.size bytes beside the handle of @object, which maps less */
	DL_EV_PART_SIZE,	/* the map call @at, of @object, is given the size of the part before it, which was mapped @related */
	DL_EV_ENTRY_CUT,	/* a walk over a list stores the address of each entry @at, and asks for no length */
	DL_EV_ENTRY_MIXED,	/* @related_text of a list's entry @at is of the CPU's memory, and goes with what the device sees of it @related */
	DL_EV_SLEEPS,		/* the call @at may sleep, or leads to one of @model that may, where nobody may: @sleeping; under the lock of @related, or in the function @partner of the context @related_text */
	DL_EV_DEVICE_DATA,	/* @test reads the word @tested, which the device can write, and that is used @at unchecked: @taint */
	DL_EV_DOUBLE_FETCH,	/* the same, and what @inner has read of it before was checked */
	DL_EV_EXPOSED_POINTER,	/* the store @at puts a pointer of the CPU's where the device can read it: @tested */
	DL_EV_CALL,		/* call of a function with a model (obsolete ones) */
};

/* Why a handle has no live mapping. */
enum dl_dead {
	DL_DEAD_RELEASED,	/* already unmapped or freed */
	DL_DEAD_FAILED,		/* its map call has failed on this path */
	DL_DEAD_NEVER_MAPPED,	/* 0, or never set */
	DL_DEAD_PHYSICAL,	/* a physical address, which no map call gave */
	DL_DEAD_COHERENT,	/* an allocation: nothing to sync */
};

/* What is wrong with a call that sets a mask. */
enum dl_mask_fault {
	DL_MASK_UNREAD,		/* nobody looks at its result */
	DL_MASK_STREAMING_ONLY,	/* coherent memory is allocated, for which no mask is set */
	DL_MASK_LATE,		/* something was mapped or allocated before */
};

/* How it is known that a mapping is only lent. */
enum dl_lent {
	DL_LENT_VALUE,		/* the path has asked the pool */
	DL_LENT_FIELD,		/* the field @slot keeps nothing else */
	DL_LENT_PACKET,		/* a packet's, and these are in the pool's memory; nothing differs: it was taken over @related */
	DL_LENT_KEPT,		/* the field @slot has got such a handle @related, and nobody asks for that */
};

/* What is wrong with an access to a mapped buffer. */
enum dl_fault {
	DL_FAULT_WRITE,		/* written while the device owns it, and not synced afterwards */
	DL_FAULT_READ,		/* read while the device owns it */
	DL_FAULT_NOT_GIVEN_BACK, /* written after sync_for_cpu, and handed over again without a sync */
	DL_FAULT_WRONG_SIDE,	/* @at: sync for the one side where the other follows */
	DL_FAULT_OTHER_WAY,	/* @at: handed to a transfer in the other direction, to @terms.dir */
	DL_FAULT_FILLED,	/* @at: mapped for the device to write, just filled @related */
};

/* What a value that the device chooses is used as. */
enum dl_taint_use {
	DL_TAINT_INDEX,
	DL_TAINT_LENGTH,	/* of a copy, or of a packet */
	DL_TAINT_LOOP,		/* the bound of a loop that accesses memory */
	DL_TAINT_OFFSET,	/* added to a pointer that is followed */
	DL_TAINT_POINTER,	/* made into a pointer */
	DL_TAINT_ALLOCATION,
	DL_TAINT_UNMAP,		/* handle or size of an unmap or sync */
};

/* Why memory may still be in use when it is released. */
enum dl_active {
	DL_ACTIVE_BEFORE_END,	/* the context is ended @related only */
	DL_ACTIVE_MANAGED,	/* the device core ends it, after the function has returned */
	DL_ACTIVE_NEVER,	/* nothing ends it */
	DL_ACTIVE_ASKED,	/* its end was only asked for @related, and nobody has waited for it */
	DL_ACTIVE_LEFT,		/* the same: the function is left, with nothing released */
	DL_ACTIVE_LENT,		/* the same: the kernel releases what it has lent then */
	DL_ACTIVE_NAMED,	/* the same, before a call that releases by its name */
	DL_ACTIVE_QUEUED,	/* the context was ended @related, and another one starts it again until it is ended itself */
	DL_ACTIVE_WAIT,		/* the wait @related may have ended too early */
	DL_ACTIVE_CHANNEL,	/* the DMA channel that works with it is stopped @related only */
	DL_ACTIVE_ADDRESS,	/* the hardware still has the address, which is taken from it @related only */
};

/* What a release or sync says otherwise than all that may have made what it ends or syncs: bits. */
enum dl_difference {
	DL_DIFFERS_DIRECTION = 1 << 0,	/* of a sync: one that the mapping does not allow */
	DL_DIFFERS_FAMILY = 1 << 1,
	DL_DIFFERS_SIZE = 1 << 2,	/* of a sync: it covers more */
	DL_DIFFERS_DEVICE = 1 << 3,
	DL_DIFFERS_COUNT = 1 << 4,	/* the count that was returned, where the one that was passed belongs */
	DL_DIFFERS_ATTRIBUTE = 1 << 5,	/* one that must match: @attribute */
	DL_DIFFERS_POOL = 1 << 6,
	DL_DIFFERS_SWAPPED = 1 << 7,	/* CPU address and handle, each in the other's place */
	DL_DIFFERS_BUFFER = 1 << 8,	/* the CPU address of another allocation */
	DL_DIFFERS_SKIPPED = 1 << 10,	/* nothing was mapped where @needs is 0 */
	DL_DIFFERS_COHERENT = 1 << 9,	/* a sync of memory that needs none: nothing was mapped */
};

enum dl_evidence {
	DL_EVIDENCE_LOCAL,	/* L1: only this function knows the handle */
	DL_EVIDENCE_BUFFER_FREED, /* L2 */
	DL_EVIDENCE_SIBLING,	/* L3: another exit of the function releases it */
	DL_EVIDENCE_START,	/* L4: a callback fails whose partner releases it; @loc: the map call */
	DL_EVIDENCE_CALLERS,	/* L5: the function fails, and no caller releases it */
	DL_EVIDENCE_OVERWRITTEN, /* the only place that kept it got something else */
	DL_EVIDENCE_TOGETHER,	/* who else unmaps it unmaps something that could not be mapped as well: @related */
	DL_EVIDENCE_NOT_TAKEN,	/* who was given the handle has failed @related, and nobody undoes it */
	DL_EVIDENCE_REFUSED,	/* no descriptor was to be had for it, and nobody undoes it */
};

/* The field that the record with the slot lies in (`r->tx.dma`) or hangs on (`r->tx->dma`). */
struct dl_slot_owner {
	uint64_t key;			/* 0: not known */
	const struct dl_record *record;
	bool is_embedded;
};

/* What the paths to a use of a slot say of the record with the slot, in its terms. */
struct dl_slot_path {
	const struct dl_sym *needs;	/* of what fills it: its buffer or size, which a branch says is not 0 */
	uint32_t zero_count;
	const struct dl_sym *zero[4];	/* of what reads it: fields that are 0 on some path */
	bool asks_number;		/* ... a branch has asked about a number other than the handle */
	bool guarded;			/* ... it, or a caller, asks about the record, or what it asks is lost */
	uint32_t choice;		/* ... dl_state.last_choice; UINT32_MAX: several */
};

/*
 * One call that fills a slot, or one that reads it. Its attributes are constants, or expressions
 * over fields of the record with the slot; NULL when they are anything else. Without a model: a
 * value of which nothing is known.
 */
struct dl_slot_use {
	const struct dl_func *func;
	const struct dl_instr *at;
	const struct dl_instr *via;	/* call, where the use was seen, that led to @at; NULL: unknown */
	const struct dl_model *model;
	struct dl_terms terms;
	const struct dl_sym *value;
	struct dl_slot_owner owner;
	bool idle;		/* without a model: stored where no list was mapped */
	bool by_callers;	/* the size or the direction hangs on what the callers give: each call is a use of its own */
	bool is_call;		/* of a helper that is given these: each of its calls is one */
	bool is_list;		/* the slot is the list itself */
	bool is_entry;		/* the address of an entry of a list, mapped out of sight */
	uint64_t part_of;	/* without a model: computed from what the field of this key holds */
	uint64_t size_of;	/* the field whose number the size is, in whichever record; 0: none */
	uint64_t unlike[2];	/* of what fills it: fields whose number its size need not be (unlike.c) */
	struct dl_slot_path path;
};

/* Two members in one cache line. */
struct dl_shared_line {
	const struct dl_record *record;
	const char *member;	/* that the device writes */
	uint32_t offset;
	const char *other;	/* that the CPU writes, as the record has it */
	uint32_t other_offset;
	bool is_next;		/* ... in another element of an array */
	const struct dl_constant *line;	/* how long it is, and where */
	const struct dl_instr *by;	/* what writes; NULL: not the driver's own code */
	const struct dl_func *by_func;
};

#define DL_MAX_SLEEPING 8

/* A call that may sleep. */
struct dl_sleeping_call {
	const struct dl_lock *lock;	/* that is held; NULL: none, the function runs where nobody may sleep */
	const struct dl_instr *taken;	/* ... by this call */
	uint32_t count;
	const struct dl_instr *calls[DL_MAX_SLEEPING];	/* from the function down to what sleeps */
	const struct dl_instr *cause;	/* the one that says that it may sleep */
	uint32_t other_count;
	const struct dl_instr *others[DL_MAX_SLEEPING];	/* calls of the same function, as wrong for the same reason */
};

struct dl_context;

struct dl_event {
	enum dl_event_kind kind;
	const struct dl_func *func;	/* function the event lies in */
	const struct dl_instr *at;	/* the call, store or load; NULL for exits */
	struct dl_loc loc;
	const struct dl_instr *via;	/* call, where the event was seen, that led to @at; NULL: unknown */
	const struct dl_object *object;
	const struct dl_model *model;	/* of the call at @at; DEAD_HANDLE: NULL where the handle is kept again */
	struct dl_terms terms;	/* of the call at @at */
	const struct dl_sym *value;	/* handle, pointer or list given to an unmap, free or sync */
	const struct dl_story *story;
	struct dl_context *context;	/* what callers must allow (context.h); NULL: nothing */
	const struct dl_func *explored;	/* whose exploration has met it: the story is its */
	const struct dl_instr *reached;	/* the call of that function in which @at happens; NULL: @at is its own */
	const struct dl_instr *now;	/* what is executed there when it is met; NULL: nothing, a branch or an exit */
	struct dl_loc left;		/* where the function is left with it; line 0: it happens before */
	enum dl_use use;
	enum dl_dead dead;
	enum dl_evidence evidence;
	enum dl_fault fault;
	enum dl_mask_fault mask;
	enum dl_active active;
	bool managed;			/* ACTIVE: the memory is the device core's to free */
	const char *what;		/* ACTIVE: the field */
	const struct dl_instr *inner;	/* ... what releases it, in @inner_func; NULL: @at itself; NEVER_UNMAPPED: what gives its buffer back */
	const struct dl_func *inner_func;
	const struct dl_func *user;	/* ... what uses it, in the context; NULL: not known */
	const char *starter;	/* ... QUEUED: the function that starts it again */
	const struct dl_instr *waited;	/* ... WAIT: the wait */
	bool never;			/* OWNERSHIP: nothing of the unit unmaps or syncs the slot; NOT_GIVEN_BACK: for the device */
	struct dl_loc given;		/* ... where the slot's handle goes to the device again; line 0: nowhere */
	enum dl_buffer_kind memory;
	const struct dl_sym *buffer;	/* BUFFER: the value; its declaration or allocation in @related */
	struct dl_loc related;		/* line 0: none */
	const struct dl_func *related_func;
	const char *related_text;
	const struct dl_sym *slot;	/* SLOT_PAIR: the field; DEAD_HANDLE, BUFFER_FREED without object: the handle */
	const struct dl_slot_use *writers;
	uint32_t writer_count;
	const struct dl_story *other_end;	/* LEAK: the step of another path that releases it */
	const char *undoes;		/* LEAK, START: the callback that ends it, and is not called; NULL: none is known */
	bool keeper;			/* LEAK: what was freed is not the buffer, but the record that keeps the object */
	const char *partner;		/* LEAK: the callback that would undo it, and does not either; ACTIVE: the function that runs */
	bool chosen;			/* SLOT_PAIR: the function reads the slot by several families: a flag chooses */
	bool left_out;			/* SLOT_PAIR: ... and none of them fits one of the writers */
	uint32_t differs;		/* PAIR, SLOT_PAIR, LENT_ENDED: enum dl_difference */
	const struct dl_sym *needs;	/* DIFFERS_SKIPPED: what the map calls ask for */
	uint32_t at_maker;		/* ... those of which the call that made it is to blame: all @ends agree against it */
	const struct dl_slot_use *ends;
	uint32_t end_count;
	bool by_shape;			/* DIFFERS_SIZE: unless a factor is one, or a term zero */
	bool is_others_size;		/* PAIR, SLOT_PAIR: another mapping, of the path or record, was made with this size */
	bool is_others_count;		/* PAIR: DIFFERS_COUNT: another list of the path was mapped with this count */
	int64_t swept[2], filled;	/* UNWOUND_SHORT: of that many elements those from the first to before the second; 0: element 0 is left */
	const struct dl_constant *attribute;	/* DIFFERS_ATTRIBUTE: the first that only one side has */
	bool told;			/* PAIR: a condition that is not seen, or a neighbour of the handle, decides whether it happens */
	bool one_entry;		/* PAIR, SLOT_PAIR: the mapped list has one */
	enum dl_lent lent;		/* LENT_ENDED */
	const struct dl_sym *lent_dir;	/* ... LENT_KEPT: the direction of the pool's mappings; NULL: not known */
	struct dl_loc through;		/* DEAD_HANDLE, LENT_ENDED: the call that leads to a helper's unmap @at; UNORDERED_WRITE: to @loc, behind @at */
	const struct dl_shared_line *line;	/* SHARED_LINE */
	struct dl_sleeping_call *sleeping;	/* SLEEPS */
	const char *tested;		/* UNORDERED_READ, UNORDERED_WRITE: the word's name; NULL: none */
	const struct dl_instr *test;	/* ... what reads it, or writes it, in @test_func */
	const struct dl_func *test_func;
	enum dl_taint_use taint;	/* DEVICE_DATA, DOUBLE_FETCH */
	const struct dl_instr *weak;	/* UNORDERED_WRITE: a barrier between them that is for other CPUs; NULL: none */
	bool is_early;			/* UNORDERED_READ: the other one is read before the test */
	bool narrow;			/* a rule sets it: what the result is put into is too small for it */
	struct dl_grounds grounds;	/* what lowers and raises its confidence: report/confidence.h */
};

/* PAIR, SLOT_PAIR: the terms that the mapping or allocation was made with; of a slot, by its first writer. */
static inline const struct dl_terms *dl_event_made(const struct dl_event *ev)
{
	return ev->object ? &ev->object->terms : &ev->writers[0].terms;
}

/* PAIR, SLOT_PAIR: the call that made it; of a slot, the first that fills it. */
static inline struct dl_slot_use dl_event_maker(const struct dl_event *ev)
{
	return ev->object ? (struct dl_slot_use){ .func = ev->object->origin_func, .at = ev->object->origin,
						  .model = ev->object->model } : ev->writers[0];
}

struct dl_events {
	DL_VEC(struct dl_event) list;
};

/* Of the unit: those of explorations that are over, and of what checks find beside any. */
static inline struct dl_events *dl_events_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_event];
}

/* Of the exploration, with stories. */
static inline struct dl_events *dl_events_here(const struct dl_explorer *ex)
{
	return ex->kept[DL_CHECK_event];
}

/* On the path of @state; told once. */
void dl_emit_event(struct dl_explorer *ex, const struct dl_state *state, struct dl_event ev);

/* At the end of the unit: those that @is_void says of are taken back. */
void dl_events_drop(struct dl_analysis *an, bool (*is_void)(const struct dl_event *ev));

#endif
