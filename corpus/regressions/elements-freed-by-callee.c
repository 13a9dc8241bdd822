/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of blocks, for each of some channels. dmalint followed one round of the loops in free_tables() and
 * took the rest of the blocks for lost where a later allocation fails, although the callee frees each
 * element of the field that the blocks are kept behind. Seen in an out-of-tree driver of a readout board.
 */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

#define CHANNELS 2
#define BLOCKS 16

struct table {
	void **block;
	dma_addr_t *addr;
	void **list;
	dma_addr_t *list_addr;
	void *spare[BLOCKS];
};

struct board {
	struct device *dev;
	struct table tables[CHANNELS];
};

static void free_tables(struct board *b)
{
	unsigned int c, i;

	for (c = 0; c < CHANNELS; c++) {
		struct table *t = &b->tables[c];

		for (i = 0; i < BLOCKS; i++) {
			if (t->block[i])
				dma_free_coherent(b->dev, 4096, t->block[i], t->addr[i]);
			if (t->list[i])
				dma_free_coherent(b->dev, 64, t->list[i], t->list_addr[i]);
		}
		kfree(t->block);
		kfree(t->list);
	}
}

int tables_all(struct board *b);
int tables_all(struct board *b)
{
	unsigned int c, i;

	for (c = 0; c < CHANNELS; c++) {
		void **block = kcalloc(BLOCKS, sizeof(*block), GFP_KERNEL);
		dma_addr_t *addr = kcalloc(BLOCKS, sizeof(*addr), GFP_KERNEL);
		void **list = kcalloc(BLOCKS, sizeof(*list), GFP_KERNEL);
		dma_addr_t *list_addr = kcalloc(BLOCKS, sizeof(*list_addr), GFP_KERNEL);

		if (!block || !addr || !list || !list_addr)
			goto undo;
		b->tables[c].block = block;
		b->tables[c].addr = addr;
		b->tables[c].list = list;
		b->tables[c].list_addr = list_addr;
		for (i = 0; i < BLOCKS; i++) {
			void *p = dma_alloc_coherent(b->dev, 4096, &b->tables[c].addr[i], GFP_KERNEL);

			if (!p)
				goto undo;
			b->tables[c].block[i] = p;
			p = dma_alloc_coherent(b->dev, 64, &b->tables[c].list_addr[i], GFP_KERNEL);
			if (!p)
				goto undo;
			b->tables[c].list[i] = p;
		}
	}
	return 0;
undo:
	free_tables(b);
	return -ENOMEM;
}

/* The twin: what is not in the tables yet is freed by nobody. */
int tables_forgets(struct board *b, void *src);
int tables_forgets(struct board *b, void *src)
{
	void **block = kcalloc(BLOCKS, sizeof(*block), GFP_KERNEL);
	unsigned int i;

	if (!block)
		return -ENOMEM;
	b->tables[0].block = block;
	for (i = 0; i < BLOCKS; i++) {
		dma_addr_t addr;
		void *p = dma_alloc_coherent(b->dev, 4096, &addr, GFP_KERNEL);

		if (!p)
			goto undo;
		if (copy_from_user(p, src, 4096))
			goto undo;
		b->tables[0].block[i] = p;
		b->tables[0].addr[i] = addr;
	}
	return 0;
undo:
	free_tables(b);
	return -ENOMEM;	// want "DMA221"
}
