/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the models say of the kernel as a whole: its numbers, and the names
 * that are no functions - records, types, constants, words. The engine asks
 * here and names nothing itself (rules/models/schema.json says what each role
 * means).
 */
#ifndef DL_MODEL_PLATFORM_H
#define DL_MODEL_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dl_model;
struct dl_models;

enum dl_record_role {
	DL_RECORD_OTHER,
	DL_RECORD_LIST,		/* a list of memory for the device, or a table that holds one */
	DL_RECORD_PACKET,	/* owns the data of a packet; sending it passes it on */
	DL_RECORD_DMA_OPS,	/* the operations behind the API: who has them defines what memory for the device is */
	DL_RECORD_INTERRUPTS,	/* the operations of what deals out interrupts: it is behind no IOMMU */
	DL_RECORD_AT_REST,	/* a table of functions that run while the device does nothing */
	DL_RECORD_SHARED,	/* written to at any time: a work, a queue of those who wait */
	DL_RECORD_LOCK,		/* the same, by each who asks for it */
	DL_RECORD_COUNTER,	/* the same, by those who are called for it alone: a reference count */
	DL_RECORD_LINKED,	/* written to when its neighbours are: part of a linked list */
	DL_RECORD_TRANSFER,	/* the kernel's own account of a transfer: written to before and after it */
};

enum dl_type_role {
	DL_TYPENAME_OTHER,
	DL_TYPENAME_HANDLE,	/* what a mapping is known by to the device */
	DL_TYPENAME_DIRECTION,	/* the enum of directions */
	DL_TYPENAME_ORDERED,	/* a number in the byte order of the device: nobody computes with it as it is */
	DL_TYPENAME_SHARED,	/* as DL_RECORD_SHARED */
	DL_TYPENAME_COUNTER,	/* as DL_RECORD_COUNTER */
};

enum dl_constant_role {
	DL_CONST_OTHER,
	DL_CONST_BOTH_WAYS,	/* a direction */
	DL_CONST_TO_DEVICE,
	DL_CONST_FROM_DEVICE,
	DL_CONST_NO_DIRECTION,	/* of the same enum, and none */
	DL_CONST_SKIP_SYNC,	/* attribute bit: the buffer stays with the CPU */
	DL_CONST_MUST_MATCH,	/* attribute bit that a map call and its unmap must share */
	DL_CONST_REJECTED_FLAG,	/* allocation flag that allocators of memory for devices refuse */
	DL_CONST_ZONE_FLAG,	/* allocation flag that asks for a zone, which the mask of the device chooses */
	DL_CONST_SLEEP_FLAG,	/* allocation flag that lets the allocator sleep */
	DL_CONST_MAPPING_ERROR,	/* the handle of a failed map call */
	DL_CONST_PAGE_SIZE,	/* the smallest that a kernel is built with */
	DL_CONST_MAX_ERROR,	/* errors are the numbers from -1 to minus this, also as pointers */
	DL_CONST_ASYNC,		/* result: begun, and its completion cleans up; who names it works that way */
	DL_CONST_QUEUED,	/* the same, of functions that need not name it */
	DL_CONST_MAY_BE_QUEUED,	/* the same, in functions that work that way */
	DL_CONST_TOO_EARLY,	/* result: a wait has ended before what it waited for */
	DL_CONST_COMPLAINT,	/* text that a logged error begins with */
	DL_CONST_PROMISE,	/* flag beside memory of a caller: it is fit for DMA */
	DL_CONST_OWN_HANDLE,	/* flag of a request: its memory comes with a handle of its own, and is not mapped */
	DL_CONST_COPIED_BELOW,	/* bytes from which on an architecture never copies a buffer that is no whole line */
	DL_CONST_CACHE_LINE,	/* bytes that what a device writes must not share, on some architecture */
};

enum dl_word_role {
	DL_WORD_OTHER,
	DL_WORD_ENDS,		/* between underscores: what the function is given may end there */
	DL_WORD_COMPLAINS,	/* anywhere in the name of a logging function: something went wrong */
	DL_WORD_TESTS_HANDLE,	/* anywhere: the function says whether a handle is invalid */
	DL_WORD_ASKS,		/* between underscores: the function only answers a question about its arguments */
	DL_WORD_DROPS,		/* anywhere: takes a reference away and says whether that was the last one */
	DL_WORD_MEANT,		/* in a message or a comment, "_" for what parts words: something stays on purpose */
	DL_WORD_UNMEANT,	/* the same: ... and does not */
	DL_WORD_KILLS,		/* both ENDS and STOPS */
	DL_WORD_STOPS,		/* anywhere, or between underscores if it is short: the function may stop the hardware */
	DL_WORD_ORDERS_ALL,	/* a function or macro of that name orders reads and writes of memory */
	DL_WORD_ORDERS_READS,	/* the same: reads only, or a read of the device against those that follow */
	DL_WORD_ORDERS_WRITES,	/* the same: writes only */
	DL_WORD_ORDERS_CPUS,	/* the same as ALL, for other CPUs: no device need see it */
	DL_WORD_ORDERS_CPU_WRITES,	/* ... writes only */
	DL_WORD_ORDERS_ASLEEP,	/* sleeps, and is taken for what orders all */
	DL_WORD_LOCKS,		/* a lock, taken or given back: the same, for those who take it */
	DL_WORD_ORDERS_NOTHING,	/* looks like a barrier, and keeps no CPU from changing the order */
	DL_WORD_CALLED_BACK,	/* memory of an allocator of that name: a callback tells that the device is done */
	DL_WORD_READY,		/* in a condition or the name of a word: it says whether the device has written */
	DL_WORD_BUSY,		/* the same: it says that the device has not */
	DL_WORD_INITIALISES,	/* sets something up: nobody else has it yet, or any more */
	DL_WORD_WEAK_ORDER,	/* an architecture whose CPUs let others see stores in another order */
	DL_WORD_BEFORE_START,	/* between underscores: the function runs before the device works */
	DL_WORD_BEGINS_LINE,	/* in an attribute or the name of a member: it begins a cache line */
	DL_WORD_MEASURES,	/* in the name of a word: it tells a length in bytes */
	DL_WORD_UNLOCKS,	/* anywhere: the function may give back a lock that its caller has */
	DL_WORD_UNMAPS,		/* in the name of a function or macro: it unmaps */
	DL_WORD_ASKS_CONTEXT,	/* a function or macro of that name asks whether one may sleep here */
	DL_WORD_KEEPS_TRUTH,	/* a macro of that name is true where its only argument is */
	DL_WORD_FIRST_PAGE,	/* a variable of that name: where the records of pages begin */
	DL_WORD_ROLE_COUNT,
};

/* A direction, whatever its number. */
enum dl_direction {
	DL_DIR_OTHER,		/* no number of the enum */
	DL_DIR_BOTH_WAYS,
	DL_DIR_TO_DEVICE,
	DL_DIR_FROM_DEVICE,
	DL_DIR_NONE,
};

struct dl_constant {
	const char *name;
	int64_t value;
};

struct dl_text_list {
	size_t count;
	const char *const *items;
};

struct dl_constant_list {
	size_t count;
	const struct dl_constant *items;
};

/* Found once when the models are loaded. What they leave open has the value that says least. */
struct dl_platform {
	int64_t page_size;		/* 1 when not said */
	int64_t max_error;		/* INT32_MAX when not said */
	struct dl_constant mapping_error;	/* name NULL when not said */
	int64_t skip_sync;		/* bits; 0 when not said */
	int64_t async;			/* 0 when not said */
	const struct dl_model *handle_test;	/* what to call on a handle; never NULL */
	const char *direction_type;	/* "enum x", NULL when not said */
	struct dl_constant directions[DL_DIR_NONE + 1];	/* by enum dl_direction; name NULL when not said */
	struct dl_constant_list must_match;
	struct dl_constant_list rejected_flags;
	struct dl_constant_list zone_flags;
	struct dl_constant_list sleep_flags;
	struct dl_constant_list queued;		/* the asynchronous result among them */
	struct dl_constant_list may_be_queued;
	struct dl_constant_list too_early;
	struct dl_constant_list promises;
	struct dl_constant_list own_handles;
	struct dl_constant_list copied_below;
	struct dl_constant_list cache_lines;	/* the shortest first */
	struct dl_text_list complaints;
	struct dl_text_list words[DL_WORD_ROLE_COUNT];	/* by enum dl_word_role */
};

const struct dl_platform *dl_models_platform(const struct dl_models *models);

/* OTHER for names that no model gives a role. */
enum dl_record_role dl_models_record(const struct dl_models *models, const char *name);
enum dl_type_role dl_models_type(const struct dl_models *models, const char *name);

enum dl_direction dl_direction_of(const struct dl_platform *platform, int64_t value);
/* "DMA_TO_DEVICE"; NULL when @value is no number of the enum. */
const char *dl_direction_name(const struct dl_platform *platform, int64_t value);
/* The first of @list that is set in @flags; NULL: none. */
const struct dl_constant *dl_first_flag(const struct dl_constant_list *list, int64_t flags);
/* The first attribute that must match and is set in one of the two only; NULL: none. */
const struct dl_constant *dl_attribute_difference(const struct dl_platform *platform, int64_t a,
						  int64_t b);
/* A result that is no failure although it is negative; @is_async: the function works that way. */
bool dl_result_is_pending(const struct dl_platform *platform, int64_t value, bool is_async);
/* A text that the log shows as an error or a warning. */
bool dl_text_complains(const struct dl_platform *platform, const char *text);
/* The text has a word of that role, in upper or lower case. */
bool dl_text_has_word(const struct dl_platform *platform, enum dl_word_role role, const char *text,
		      size_t len);
/* The name of a function has a word of that role. */
bool dl_name_has_word(const struct dl_platform *platform, enum dl_word_role role, const char *name);

#endif
