/* SPDX-License-Identifier: Apache-2.0 */
/* The enumerators of model.h by the names that the JSON files use. */
#include "model/table.h"

#include <string.h>

static const char *const role_names[] = {
	[DL_ROLE_NONE] = "none",
	[DL_ROLE_MAP] = "map",
	[DL_ROLE_UNMAP] = "unmap",
	[DL_ROLE_SYNC_CPU] = "sync-for-cpu",
	[DL_ROLE_SYNC_DEVICE] = "sync-for-device",
	[DL_ROLE_CHECK] = "check",
	[DL_ROLE_ALLOC] = "alloc",
	[DL_ROLE_FREE] = "free",
	[DL_ROLE_SET_MASK] = "set-mask",
	[DL_ROLE_SG_INIT] = "sg-init",
	[DL_ROLE_SINK] = "sink",
	[DL_ROLE_COPY] = "copy",
	[DL_ROLE_BUFFER_ALLOC] = "buffer-alloc",
	[DL_ROLE_BUFFER_FREE] = "buffer-free",
	[DL_ROLE_CPU_ACCESS] = "cpu-access",
	[DL_ROLE_MMIO_WRITE] = "mmio-write",
	[DL_ROLE_HANDBACK] = "handback",
	[DL_ROLE_PURE] = "pure",
	[DL_ROLE_LOG] = "log",
	[DL_ROLE_NORETURN] = "noreturn",
	[DL_ROLE_MANAGED] = "managed",
	[DL_ROLE_WAIT] = "wait",
	[DL_ROLE_CONVERT] = "convert",
	[DL_ROLE_LIST_LIMIT] = "list-limit",
	[DL_ROLE_START] = "start",
	[DL_ROLE_LIST] = "list",
	[DL_ROLE_LIST_ADDRESS] = "list-address",
	[DL_ROLE_LIST_LENGTH] = "list-length",
	[DL_ROLE_LIST_MEMORY] = "list-memory",
	[DL_ROLE_PARENT] = "parent",
	[DL_ROLE_CLASS_DEVICE] = "class-device",
	[DL_ROLE_BUS_DEVICE] = "bus-device",
	[DL_ROLE_MEMORY] = "memory",
	[DL_ROLE_DEVICE_MASK] = "device-mask",
	[DL_ROLE_CARRIER] = "carrier",
	[DL_ROLE_POOL_DIRECTION] = "pool-direction",
	[DL_ROLE_USER_ADDRESS] = "user-address",
	[DL_ROLE_CARD] = "card",
	NULL,
};

static const char *const gives_names[] = {
	[DL_GIVES_ANYTHING] = "anything",
	[DL_GIVES_ARGUMENT] = "argument",
	[DL_GIVES_IS_ERROR] = "is-error",
	[DL_GIVES_IS_ERROR_OR_NULL] = "is-error-or-null",
	[DL_GIVES_ERROR_OR_ZERO] = "error-or-zero",
	[DL_GIVES_PAGE_ADDRESS] = "page-address",
	[DL_GIVES_POINTER] = "pointer",
	[DL_GIVES_PAGE] = "page",
	[DL_GIVES_MEMORY_KIND] = "memory-kind",
	[DL_GIVES_PRIVATE] = "private",
	[DL_GIVES_VIEW] = "view",
	[DL_GIVES_LENT_HANDLE] = "lent-handle",
	NULL,
};

static const char *const packet_names[] = {
	[DL_PACKET_OTHER] = "none",
	[DL_PACKET_AT] = "at",
	[DL_PACKET_TAKEN] = "taken",
	[DL_PACKET_LENT] = "lent",
	NULL,
};

static const char *const record_names[] = {
	[DL_RECORD_OTHER] = "none",
	[DL_RECORD_LIST] = "list",
	[DL_RECORD_PACKET] = "packet",
	[DL_RECORD_DMA_OPS] = "dma-ops",
	[DL_RECORD_INTERRUPTS] = "interrupts",
	[DL_RECORD_AT_REST] = "at-rest",
	[DL_RECORD_SHARED] = "shared",
	[DL_RECORD_LOCK] = "lock",
	[DL_RECORD_COUNTER] = "counter",
	[DL_RECORD_LINKED] = "linked",
	[DL_RECORD_TRANSFER] = "transfer",
	NULL,
};

static const char *const type_names[] = {
	[DL_TYPENAME_OTHER] = "none",
	[DL_TYPENAME_HANDLE] = "handle",
	[DL_TYPENAME_DIRECTION] = "direction",
	[DL_TYPENAME_ORDERED] = "ordered",
	[DL_TYPENAME_SHARED] = "shared",
	[DL_TYPENAME_COUNTER] = "counter",
	NULL,
};

static const char *const constant_names[] = {
	[DL_CONST_OTHER] = "none",
	[DL_CONST_BOTH_WAYS] = "both-ways",
	[DL_CONST_TO_DEVICE] = "to-device",
	[DL_CONST_FROM_DEVICE] = "from-device",
	[DL_CONST_NO_DIRECTION] = "no-direction",
	[DL_CONST_SKIP_SYNC] = "skip-sync",
	[DL_CONST_MUST_MATCH] = "must-match",
	[DL_CONST_REJECTED_FLAG] = "rejected-flag",
	[DL_CONST_ZONE_FLAG] = "zone-flag",
	[DL_CONST_SLEEP_FLAG] = "sleep-flag",
	[DL_CONST_MAPPING_ERROR] = "mapping-error",
	[DL_CONST_PAGE_SIZE] = "page-size",
	[DL_CONST_MAX_ERROR] = "max-error",
	[DL_CONST_ASYNC] = "async",
	[DL_CONST_QUEUED] = "queued",
	[DL_CONST_MAY_BE_QUEUED] = "may-be-queued",
	[DL_CONST_TOO_EARLY] = "too-early",
	[DL_CONST_COMPLAINT] = "complaint",
	[DL_CONST_PROMISE] = "promise",
	[DL_CONST_OWN_HANDLE] = "own-handle",
	[DL_CONST_COPIED_BELOW] = "copied-below",
	[DL_CONST_CACHE_LINE] = "cache-line",
	NULL,
};

static const char *const word_names[] = {
	[DL_WORD_OTHER] = "none",
	[DL_WORD_ENDS] = "ends",
	[DL_WORD_COMPLAINS] = "complains",
	[DL_WORD_TESTS_HANDLE] = "tests-handle",
	[DL_WORD_ASKS] = "asks",
	[DL_WORD_DROPS] = "drops",
	[DL_WORD_MEANT] = "meant",
	[DL_WORD_UNMEANT] = "unmeant",
	[DL_WORD_KILLS] = "kills",
	[DL_WORD_STOPS] = "stops",
	[DL_WORD_ORDERS_ALL] = "orders-all",
	[DL_WORD_ORDERS_READS] = "orders-reads",
	[DL_WORD_ORDERS_WRITES] = "orders-writes",
	[DL_WORD_ORDERS_CPUS] = "orders-cpus",
	[DL_WORD_ORDERS_CPU_WRITES] = "orders-cpu-writes",
	[DL_WORD_ORDERS_ASLEEP] = "orders-asleep",
	[DL_WORD_LOCKS] = "locks",
	[DL_WORD_ORDERS_NOTHING] = "orders-nothing",
	[DL_WORD_CALLED_BACK] = "called-back",
	[DL_WORD_READY] = "ready",
	[DL_WORD_BUSY] = "busy",
	[DL_WORD_INITIALISES] = "initialises",
	[DL_WORD_WEAK_ORDER] = "weak-order",
	[DL_WORD_BEFORE_START] = "before-start",
	[DL_WORD_BEGINS_LINE] = "begins-line",
	[DL_WORD_MEASURES] = "measures",
	[DL_WORD_UNLOCKS] = "unlocks",
	[DL_WORD_UNMAPS] = "unmaps",
	[DL_WORD_ASKS_CONTEXT] = "asks-context",
	[DL_WORD_KEEPS_TRUTH] = "keeps-truth",
	[DL_WORD_FIRST_PAGE] = "first-page",
	NULL,
};

static const char *const *const term_role_names[] = {
	[DL_SECTION_RECORDS] = record_names,
	[DL_SECTION_TYPES] = type_names,
	[DL_SECTION_CONSTANTS] = constant_names,
	[DL_SECTION_WORDS] = word_names,
};

static const char *const failure_names[] = {
	[DL_FAIL_NEVER] = "never",
	[DL_FAIL_BAD_HANDLE] = "mapping-error",
	[DL_FAIL_ZERO] = "zero",
	[DL_FAIL_NEGATIVE] = "negative",
	[DL_FAIL_NULL] = "null",
	[DL_FAIL_ERRPTR] = "errptr",
	[DL_FAIL_FALSE] = "false",
	[DL_FAIL_NONZERO] = "nonzero",
	NULL,
};

static const char *const memory_names[] = {
	[DL_MEM_UNKNOWN] = "unknown",
	[DL_MEM_SLAB] = "slab",
	[DL_MEM_PAGE] = "page",
	[DL_MEM_PACKET] = "skb",
	[DL_MEM_VMALLOC] = "vmalloc",
	[DL_MEM_MAYBE_VMALLOC] = "maybe-vmalloc",
	[DL_MEM_IOMEM] = "iomem",
	[DL_MEM_KMAP] = "kmap",
	[DL_MEM_PERCPU] = "percpu",
	[DL_MEM_FIRMWARE] = "firmware",
	[DL_MEM_CALLERS] = "callers",
	[DL_MEM_COHERENT] = "coherent",
	NULL,
};

static int index_of(const char *const *names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

int dl_role_from_name(const char *name)
{
	return index_of(role_names, name);
}

int dl_failure_from_name(const char *name)
{
	return index_of(failure_names, name);
}

int dl_memory_from_name(const char *name)
{
	return index_of(memory_names, name);
}

int dl_gives_from_name(const char *name)
{
	return index_of(gives_names, name);
}

const char *const *dl_gives_names(void)
{
	return gives_names;
}

int dl_packet_from_name(const char *name)
{
	return index_of(packet_names, name);
}

const char *const *dl_packet_names(void)
{
	return packet_names;
}

int dl_term_role_from_name(enum dl_section section, const char *name)
{
	return index_of(term_role_names[section], name);
}

const char *const *dl_term_role_names(enum dl_section section)
{
	return term_role_names[section];
}

const char *const *dl_role_names(void)
{
	return role_names;
}

const char *const *dl_failure_names(void)
{
	return failure_names;
}

const char *const *dl_memory_names(void)
{
	return memory_names;
}

const char *dl_role_name(enum dl_role role)
{
	return (unsigned int)role <= DL_ROLE_CARD ? role_names[role] : "unknown";
}

const char *dl_memory_name(enum dl_memory memory)
{
	return (unsigned int)memory <= DL_MEM_COHERENT ? memory_names[memory] : "unknown";
}
