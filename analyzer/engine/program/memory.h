/* SPDX-License-Identifier: Apache-2.0 */
/* What lies behind a pointer. */
#ifndef DL_ENGINE_PROGRAM_MEMORY_H
#define DL_ENGINE_PROGRAM_MEMORY_H

/* Memory that is not for DMA; what a buffer is made of. */
enum dl_buffer_kind {
	DL_BUF_UNKNOWN,
	DL_BUF_STACK,
	DL_BUF_STATIC,
	DL_BUF_CONST,
	DL_BUF_LITERAL,
	DL_BUF_VMALLOC,
	DL_BUF_MAYBE_VMALLOC,
	DL_BUF_IOMEM,
	DL_BUF_COHERENT,
	DL_BUF_KMAP,
	DL_BUF_FIRMWARE,
	DL_BUF_PERCPU,
	DL_BUF_CALLERS,		/* of another driver, who has promised nothing */
	DL_BUF_GOOD,		/* slab, pages, packets */
	DL_BUF_CLASS_DEVICE,	/* the kernel's record of a device: of a class, on a bus */
	DL_BUF_BUS_DEVICE,
	DL_BUF_CARD_DEVICE,	/* ... of a card, which stands for the wiring of others */
};

#endif
