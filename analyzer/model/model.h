/* SPDX-License-Identifier: Apache-2.0 */
/*
 * API models: what a kernel function does, as data. Loaded from
 * rules/models/<pack>/<api>.json (schema: rules/models/schema.json) and from users'
 * --models files, looked up by name.
 *
 * Kernel documents: Documentation/core-api/dma-api.rst, dma-api-howto.rst,
 * dma-attributes.rst; the headers that declare the functions.
 */
#ifndef DL_MODEL_MODEL_H
#define DL_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "model/platform.h"

enum dl_role {
	DL_ROLE_NONE,		/* known to do nothing the analysis follows: passing a value to it is no use */
	DL_ROLE_MAP,		/* makes a streaming mapping */
	DL_ROLE_UNMAP,
	DL_ROLE_SYNC_CPU,	/* hands the buffer to the CPU */
	DL_ROLE_SYNC_DEVICE,	/* hands it to the device */
	DL_ROLE_CHECK,		/* dma_mapping_error() and its like: true when the handle is the error value */
	DL_ROLE_ALLOC,		/* coherent, pool, noncoherent ... memory */
	DL_ROLE_FREE,
	DL_ROLE_SET_MASK,
	DL_ROLE_SG_INIT,	/* puts a buffer into a scatterlist */
	DL_ROLE_SINK,		/* argument (or field) is handed to DMA later, by the callee */
	DL_ROLE_COPY,		/* looks like a sink but copies: any memory is fine */
	DL_ROLE_BUFFER_ALLOC,	/* ordinary memory; .memory says which kind */
	DL_ROLE_BUFFER_FREE,	/* kfree, kfree_skb, put_page ...: arg_buf is released */
	DL_ROLE_CPU_ACCESS,	/* memcpy, memset ...: reads and / or writes its arguments */
	DL_ROLE_MMIO_WRITE,	/* writel ...: arg_value reaches the hardware */
	DL_ROLE_HANDBACK,	/* a handle passed by value reaches a device: dmaengine_prep_* */
	DL_ROLE_PURE,		/* equal arguments, equal result; no effect */
	DL_ROLE_LOG,		/* prints only: no use of its arguments, no action */
	DL_ROLE_NORETURN,
	DL_ROLE_MANAGED,	/* registers a cleanup: devm_add_action ... */
	DL_ROLE_WAIT,		/* returns when somebody is done, or after some time: the device has run */
	DL_ROLE_CONVERT,	/* virt_to_phys ...: bypasses the API */
	DL_ROLE_LIST_LIMIT,	/* says how many entries lists may have: arg_count, or a field */
	DL_ROLE_CLASS_DEVICE,	/* gives (function) or is (field) a device of a class, which does no DMA */
	DL_ROLE_START,		/* field of an ops table: its result is 0 or a failure, after which no partner runs */
	DL_ROLE_LIST,		/* field of a table: leads to its list */
	DL_ROLE_LIST_ADDRESS,	/* field of a list's entry: its handle once the list is mapped */
	DL_ROLE_LIST_LENGTH,	/* ... and how long it is for the device */
	DL_ROLE_LIST_MEMORY,	/* field of a list's entry: of the memory that was put into it, whatever the device sees */
	DL_ROLE_PARENT,		/* field of a device: the device that it hangs on */
	DL_ROLE_BUS_DEVICE,	/* field: the device on a bus that a driver is bound to */
	DL_ROLE_MEMORY,		/* field: points to memory of kind .memory */
	DL_ROLE_DEVICE_MASK,	/* field of a device: its DMA mask */
	DL_ROLE_CARRIER,	/* field of an ops table: its function does itself what its partners ask others for */
	DL_ROLE_POOL_DIRECTION,	/* field of what a pool is made with: the direction of the mappings that it lends */
	DL_ROLE_USER_ADDRESS,	/* field: the kernel shows user space what lies at this address, unless .fits or .operation say otherwise */
	DL_ROLE_CARD,		/* field: leads to a card, whose devices stand for the wiring of others, and do no DMA */
};

/* What a function has to do with received packets, whose memory a pool may lend. */
enum dl_packet {
	DL_PACKET_OTHER,
	DL_PACKET_AT,		/* arg_buf is the address of one */
	DL_PACKET_TAKEN,	/* it takes the packet over, unless its result is not 0 */
	DL_PACKET_LENT,		/* a queue's packets come from the pool arg_pool, unless that is NULL */
};

/* What the result of a pure function is. */
enum dl_gives {
	DL_GIVES_ANYTHING,
	DL_GIVES_ARGUMENT,	/* its argument, as another type: an error and the pointer made of it */
	DL_GIVES_IS_ERROR,	/* whether its argument is an error, made into a pointer */
	DL_GIVES_IS_ERROR_OR_NULL,
	DL_GIVES_ERROR_OR_ZERO,	/* the error that its argument is, or 0 */
	DL_GIVES_PAGE_ADDRESS,	/* the CPU's address of the page */
	DL_GIVES_POINTER,	/* a CPU address for a physical one */
	DL_GIVES_PAGE,		/* the page, or its number, that its argument lies in */
	DL_GIVES_MEMORY_KIND,	/* whether the memory is of a certain kind */
	DL_GIVES_PRIVATE,	/* the driver's part of the record that its argument points to */
	DL_GIVES_VIEW,		/* whether somebody can now see what lies at the physical address, or in the page */
	DL_GIVES_LENT_HANDLE,	/* the handle of a mapping that a pool made and ends; partners: who puts one there by hand */
};

/* Numbers from @lo to @hi. */
struct dl_span {
	int64_t lo;
	int64_t hi;
};

/* How a failed call shows; also the value of the FAIL world (engine.md section 2). */
enum dl_failure {
	DL_FAIL_NEVER,
	DL_FAIL_BAD_HANDLE,	/* dma_addr_t, all ones */
	DL_FAIL_ZERO,		/* count 0 */
	DL_FAIL_NEGATIVE,	/* 0 or -errno */
	DL_FAIL_NULL,
	DL_FAIL_ERRPTR,
	DL_FAIL_FALSE,
	DL_FAIL_NONZERO,	/* of a callback: any result but 0 */
};

/* Kind of memory that an allocation returns. */
enum dl_memory {
	DL_MEM_UNKNOWN,
	DL_MEM_SLAB,		/* kmalloc and the like: fine for DMA */
	DL_MEM_PAGE,
	DL_MEM_PACKET,
	DL_MEM_VMALLOC,
	DL_MEM_MAYBE_VMALLOC,	/* kvmalloc: vmalloc above a page */
	DL_MEM_IOMEM,
	DL_MEM_KMAP,
	DL_MEM_PERCPU,
	DL_MEM_FIRMWARE,
	DL_MEM_CALLERS,		/* another driver's, who need not have promised anything: may be its stack */
	DL_MEM_COHERENT,
};

/* Argument positions are 0-based; DL_NO_ARG when the function has none. */
#define DL_NO_ARG (-1)

struct dl_model {
	const char *name;	/* name after macro expansion, or the macro's (both are entries) */
	const char *display;	/* name to use in messages when the driver's spelling is unknown */
	enum dl_role role;
	const char *family;	/* what pairs with what: "single", "page", "sg", "coherent", "pool" ... */
	enum dl_failure failure;
	enum dl_memory memory;
	int8_t arg_dev;		/* HANDBACK: the DMA channel */
	int8_t arg_buf;		/* CPU pointer */
	int8_t arg_handle;	/* DMA handle passed in */
	int8_t arg_handle_out;	/* dma_addr_t * written by the callee */
	int8_t arg_size;
	int8_t arg_dir;
	int8_t arg_count;	/* number of scatterlist entries */
	int8_t arg_attrs;
	int8_t arg_sg;		/* scatterlist, sg_table, or the request that carries it (scsi_cmnd, urb) */
	int8_t arg_page;	/* struct page *, or physical address */
	int8_t arg_offset;
	int8_t arg_gfp;
	int8_t arg_pool;
	int8_t arg_mask;
	int8_t arg_value;	/* MMIO_WRITE: value; HANDBACK: handle, -1 means any argument; LOG: value returned */
	int8_t arg_write;	/* CPU_ACCESS: pointer written through */
	int8_t arg_read;	/* CPU_ACCESS: pointer read through */
	int8_t arg_out;		/* BUFFER_ALLOC: pointer is stored through this argument (request_firmware) */
	int8_t arg_way;		/* SINK: its bit @input_bit is set when the device writes */
	int8_t arg_outputs;	/* SINK: @arg_sg is an array of lists: so many that the device reads ... */
	int8_t arg_inputs;	/* ... and then so many that it writes */
	enum dl_gives gives;	/* PURE */
	enum dl_packet packet;	/* NONE */
	bool never_null;	/* what it returns is no NULL, and no 0 */
	bool as_written;	/* PURE: macros end in it: asking for a page or address by another name, it has the model of that */
	struct dl_span returns;	/* all results; lo > hi: as its type and failure say */
	bool takes_reference;	/* NONE: arg_buf has one user more, so a free of it is none */
	bool zero_is_nothing;	/* MAP: its result 0 says that there was nothing to map */
	bool page_aligned;	/* ALLOC: whole pages */
	bool rejects_zones;	/* ALLOC: fails when its flags ask for a zone; the others ignore that */
	bool sleeps;		/* ALLOC, FREE: whatever its flags are */
	bool needs_interrupts;	/* FREE: not with interrupts off */
	uint8_t sure_bits;	/* SET_MASK: a mask of so many bits or more fails only where all do; 0: not known */
	bool streaming;		/* SET_MASK: of streaming mappings */
	bool coherent;		/* SET_MASK: of coherent memory; NONE: the kernel allocates such for @arg_dev */
	const char *tolerates_family;	/* UNMAP, FREE: wrong for what that family made, and works today */
	struct dl_span success;	/* MAP, ALLOC: results of a good call; lo > hi: as the failure says */
	struct dl_span failed;	/* CHECK: results for a bad handle; lo > hi: any but 0, which is a good one's; WAIT: it has ended too early */
	const struct dl_platform *platform;	/* that it is a function of; never NULL */
	const char *reaches;	/* CPU_ACCESS: argument 0 is a record, what its field of this name points to is accessed */
	const char *field;	/* an entry that is a field: "tx_buf" of record "struct spi_transfer" */
	const char *record;
	uint32_t sink_mask;	/* SINK: bit n set: argument n is handed to DMA */
	bool managed;		/* released by the device core */
	bool tolerates_vmalloc;	/* SINK: the core splits vmalloc memory page by page */
	bool tolerates_static;	/* SINK */
	bool input;		/* SINK: the device writes what it is given */
	const char *flags;	/* SINK: the field of the request whose flags say that the memory comes with its own handle; NULL */
	const char *length;	/* SINK, of a field: the field beside it that says how much; NULL */
	const char *beside;	/* USER_ADDRESS: the field beside it that says what address it is; NULL */
	struct dl_span fits;	/* ... and its values for memory of the API */
	const char *operation;	/* USER_ADDRESS: the driver's own operation of this name shows the memory instead; partners: the kernel's */
	uint8_t input_bit;	/* SINK: of @arg_way, counted from 1 */
	const char *replacement;/* obsolete call: what to write instead, NULL when current */
	const char *rewrite;	/* the same as a call, "$0" for its first argument; NULL: not certain */
	const char *removed_in;	/* kernel release without it, NULL */
	bool zeroed;		/* BUFFER_ALLOC: the memory is all zero; START: so is the record around argument 0 */
	const char *adds_to;	/* NONE: field of what argument 0 points to that arg_size is added to, or taken from, or stored in */
	const char *takes_from;
	const char *sets;
	const char *empty;	/* BUFFER_ALLOC: field of what it returns that is 0 */
	bool binds;		/* START: binds the driver to a device: when it fails, nothing of the driver runs for it */
	size_t pair_count;
	const char *const *pairs;	/* partners: unmap functions of a map, the map functions of an unmap */
	const char *note;	/* may be NULL */
};

struct dl_models;

/*
 * Load the built-in models (compiled into the binary from rules/models) and
 * then @files; a later entry of the same name replaces an earlier one. On
 * failure the message names the file, the entry and the field.
 */
enum dl_status dl_models_load(struct dl_models **out, const char *const *files, size_t count,
			      struct dl_error *err);
void dl_models_free(struct dl_models *models);

/* The model of function @name, NULL when it has none. */
const struct dl_model *dl_models_find(const struct dl_models *models, const char *name);
/* Whether @text has the name of a type of handles, as a word or a part of one. */
bool dl_models_handle_in(const struct dl_models *models, const char *text, size_t size);
/* The sink model of a record's field ("struct spi_transfer", "tx_buf"), NULL when it is no sink. */
const struct dl_model *dl_models_find_field(const struct dl_models *models, const char *record,
					    const char *field);
/* Number of entries, and entry @index in order of loading (for listings and the candidate filter). */
size_t dl_models_count(const struct dl_models *models);
const struct dl_model *dl_models_at(const struct dl_models *models, size_t index);
/* Hash of everything loaded: part of cache keys. */
/*
 * Names that some kernels do not have: a map from each to the C text (const char *) that declares it for
 * those, to be read before all headers. Text that begins with "#define" does no harm where a header
 * defines the name, too.
 */
const struct dl_map *dl_models_declarations(const struct dl_models *models);
uint64_t dl_models_hash(const struct dl_models *models);

/* Both have a family, and it is one; it is another. Unknown to both when one has none. */
bool dl_model_same_family(const struct dl_model *a, const struct dl_model *b);
bool dl_model_other_family(const struct dl_model *a, const struct dl_model *b);
/* One of the two names the other as its partner. */
bool dl_models_are_partners(const struct dl_model *a, const struct dl_model *b);
/* Results of a call that has failed, and of a good one. */
struct dl_span dl_model_failed(const struct dl_model *model);
struct dl_span dl_model_good(const struct dl_model *model);

/* kind.c: roles by what they have in common */
/* A call that makes something which has to end: a mapping, or memory for the device. */
bool dl_model_makes(const struct dl_model *model);
/* A streaming mapping, as opposed to an allocation. */
bool dl_model_is_map(const struct dl_model *model);
/* An allocation of memory that both sides see as it is: there is nothing to sync. */
bool dl_model_is_coherent(const struct dl_model *model);
/* The CPU and the device own the memory in turns: it is mapped, or was allocated for one direction. */
bool dl_model_is_lent_in_turns(const struct dl_model *model);
/* A family whose result is a count or status of a scatterlist. */
bool dl_model_is_sg(const struct dl_model *model);
/* A call that ends it. */
bool dl_model_ends(const struct dl_model *model);
/* A sync: what one side has written is shown to the other. */
bool dl_model_refreshes(const struct dl_model *model);
/* An unmap or sync: the CPU may have the buffer back. */
bool dl_model_gives_back(const struct dl_model *model);
/* A question for the page or the physical address of the memory that a pointer points to. */
bool dl_model_leaves_pointer(const struct dl_model *model);
/* Of the DMA API itself; or told to checks. */
bool dl_model_is_dma(const struct dl_model *model);
bool dl_model_is_event(const struct dl_model *model);

const char *dl_role_name(enum dl_role role);
const char *dl_memory_name(enum dl_memory memory);

#endif
