/* SPDX-License-Identifier: Apache-2.0 */
/* See explain.h. The words are those of rules/models/schema.json. */
#include "model/explain.h"

#include <string.h>

#include "model/table.h"

static const char *const roles[] = {
	[DL_ROLE_NONE] =
		"nothing that dmalint follows: a value that is passed to it is not used by that",
	[DL_ROLE_MAP] = "makes a streaming mapping",
	[DL_ROLE_UNMAP] = "ends a streaming mapping",
	[DL_ROLE_SYNC_CPU] = "gives a mapped buffer to the CPU",
	[DL_ROLE_SYNC_DEVICE] = "gives a mapped buffer to the device",
	[DL_ROLE_CHECK] = "tests a handle",
	[DL_ROLE_ALLOC] = "allocates memory for the device",
	[DL_ROLE_FREE] = "frees memory for the device",
	[DL_ROLE_SET_MASK] = "sets a DMA mask",
	[DL_ROLE_SG_INIT] = "puts a buffer into a list",
	[DL_ROLE_SINK] = "hands memory to DMA",
	[DL_ROLE_COPY] = "copies: any memory may be given to it",
	[DL_ROLE_BUFFER_ALLOC] = "allocates ordinary memory",
	[DL_ROLE_BUFFER_FREE] = "frees ordinary memory",
	[DL_ROLE_CPU_ACCESS] = "reads or writes memory",
	[DL_ROLE_MMIO_WRITE] = "writes to the hardware",
	[DL_ROLE_HANDBACK] = "gives a handle to a device",
	[DL_ROLE_PURE] = "computes: equal arguments, equal result",
	[DL_ROLE_LOG] = "prints",
	[DL_ROLE_NORETURN] = "does not return",
	[DL_ROLE_MANAGED] = "registers a function that the device core calls at the end",
	[DL_ROLE_WAIT] = "waits",
	[DL_ROLE_CONVERT] = "converts an address past the DMA API",
	[DL_ROLE_LIST_LIMIT] = "says how many entries a list may have",
	[DL_ROLE_CLASS_DEVICE] = "leads to the device of a class, which does no DMA",
	[DL_ROLE_START] =
		"begins something: its result is 0 or a failure, after which no partner runs",
	[DL_ROLE_LIST] = "leads to a list",
	[DL_ROLE_LIST_ADDRESS] = "the handle of a list's entry, once the list is mapped",
	[DL_ROLE_LIST_LENGTH] =
		"the length of a list's entry for the device, once the list is mapped",
	[DL_ROLE_LIST_MEMORY] = "what was put into a list's entry, which is not what the device sees",
	[DL_ROLE_PARENT] = "leads to the device above",
	[DL_ROLE_BUS_DEVICE] = "leads to the device on a bus that the driver is bound to",
	[DL_ROLE_MEMORY] = "leads to memory",
	[DL_ROLE_DEVICE_MASK] = "the DMA mask of a device",
	[DL_ROLE_CARRIER] = "holds the function of a controller, which does what others ask for",
	[DL_ROLE_POOL_DIRECTION] = "the direction of the mappings that a pool lends",
	[DL_ROLE_USER_ADDRESS] = "holds the address of memory that user space is shown",
	[DL_ROLE_CARD] = "leads to a card, whose devices stand for the wiring of others",
};

static const char *const failures[] = {
	[DL_FAIL_NEVER] = NULL,
	[DL_FAIL_BAD_HANDLE] = "gives a handle that only a test of its own knows to be bad",
	[DL_FAIL_ZERO] = "gives 0",
	[DL_FAIL_NEGATIVE] = "gives a negative error",
	[DL_FAIL_NULL] = "gives NULL",
	[DL_FAIL_ERRPTR] = "gives an error as a pointer",
	[DL_FAIL_FALSE] = "gives false",
	[DL_FAIL_NONZERO] = "gives anything but 0",
};

static void line(struct dl_buf *out, const char *title, const char *text)
{
	if (text)
		dl_buf_printf(out, "  %-10s %s\n", title, text);
}

static void add_argument(struct dl_buf *out, int position, const char *what)
{
	if (position >= 0)
		dl_buf_printf(out, "  %-10s %d: %s\n", "argument", position, what);
}

/* In the order of a call; positions count from 0. */
static void add_arguments(struct dl_buf *out, const struct dl_model *m)
{
	const struct {
		int position;
		const char *what;
	} arguments[] = {
		{m->arg_dev, "the device"},
		{m->arg_pool, "the pool"},
		{m->arg_buf, "the buffer, an address of the CPU"},
		{m->arg_page, "the page, or a physical address"},
		{m->arg_offset, "where in the page"},
		{m->arg_sg, "the list, or what carries it"},
		{m->arg_handle, "the handle"},
		{m->arg_handle_out, "where the handle is put"},
		{m->arg_size, "the size in bytes"},
		{m->arg_count, "the number of entries"},
		{m->arg_dir, "the direction"},
		{m->arg_attrs, "attributes"},
		{m->arg_gfp, "flags of the allocation"},
		{m->arg_mask, "the mask"},
		{m->arg_value, "the value"},
		{m->arg_write, "is written through"},
		{m->arg_read, "is read through"},
		{m->arg_out, "where the memory is put"},
	};

	for (int position = 0; position <= DL_MODEL_MAX_ARG; position++) {
		for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++)
			if (arguments[i].position == position)
				add_argument(out, position, arguments[i].what);
		if (m->sink_mask >> position & 1)
			add_argument(out, position,
				     m->input ? "memory that the device writes"
					      : "memory that the device gets");
	}
}

static void add_partners(struct dl_buf *out, const struct dl_model *m)
{
	for (size_t i = 0; i < m->pair_count; i++)
		line(out, i ? "" : "partners", m->pairs[i]);
}

static void add_failure(struct dl_buf *out, const struct dl_model *m)
{
	line(out, "failure", failures[m->failure]);
	if (m->failure == DL_FAIL_BAD_HANDLE && m->platform->handle_test->name)
		line(out, "test", m->platform->handle_test->name);
}

static void add_obsolete(struct dl_buf *out, const struct dl_model *m)
{
	if (m->removed_in)
		dl_buf_printf(out, "  %-10s in Linux %s\n", "removed", m->removed_in);
	line(out, "instead", m->replacement);
}

void dl_model_explain(const struct dl_model *m, struct dl_buf *out)
{
	if (m->record)
		dl_buf_printf(out, "%s.%s\n", m->record, m->field);
	else
		dl_buf_printf(out, "%s()\n", m->name);
	line(out, "does", roles[m->role]);
	line(out, "role", dl_role_name(m->role));
	line(out, "family", m->family);
	if (m->memory)
		line(out, "memory", dl_memory_name(m->memory));
	add_arguments(out, m);
	add_failure(out, m);
	add_partners(out, m);
	if (m->display && strcmp(m->display, m->name) != 0)
		line(out, "called", m->display);
	if (m->managed)
		line(out, "managed", "the device core undoes it");
	add_obsolete(out, m);
	line(out, "note", m->note);
}
