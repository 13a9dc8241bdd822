/* SPDX-License-Identifier: Apache-2.0 */
/* DMA401: writes after the buffer was given away. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/string.h>

struct bad_cmd { u32 opcode; u32 len; u8 data[56]; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	struct bad_cmd cmd ____cacheline_aligned;
	dma_addr_t cmd_dma;
};

/* Mapped first, filled afterwards. */
int bad_fill(struct bad_dev *b, struct bad_cmd *cmd)
{
	dma_addr_t dma = dma_map_single(b->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	cmd->opcode = 7; // want "DMA401"
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, sizeof(*cmd), DMA_TO_DEVICE);
	return 0;
}

/* A receive buffer is cleared after it was mapped. */
int bad_clear(struct bad_dev *b, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	memset(buf, 0, len); // want "DMA401"
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* The handle is kept, the device is started elsewhere. */
int bad_kept(struct bad_dev *b)
{
	b->cmd_dma = dma_map_single(b->dev, &b->cmd, sizeof(b->cmd), DMA_BIDIRECTIONAL);
	if (dma_mapping_error(b->dev, b->cmd_dma))
		return -ENOMEM;
	b->cmd.opcode = 1; // want "DMA401"
	return 0;
}

/* A helper does it. */
static void bad_set(struct bad_cmd *cmd, u32 opcode)
{
	cmd->opcode = opcode;
	cmd->len = 0;
}

int bad_helper(struct bad_dev *b, struct bad_cmd *cmd)
{
	dma_addr_t dma = dma_map_single(b->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	bad_set(cmd, 3); // want "DMA401"
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, sizeof(*cmd), DMA_TO_DEVICE);
	return 0;
}

/* Memory of its own that is not coherent, kept in a record. */
struct bad_box { u32 *word; struct page *page; dma_addr_t word_dma, page_dma; };

int bad_box_init(struct bad_dev *b, struct bad_box *box)
{
	box->word = dma_alloc_noncoherent(b->dev, 4096, &box->word_dma, DMA_TO_DEVICE, GFP_KERNEL);
	return box->word ? 0 : -ENOMEM;
}

void bad_box_send(struct bad_dev *b, struct bad_box *box, const void *data, size_t len)
{
	memcpy(box->word, data, len); // want "DMA401"
	writel(lower_32_bits(box->word_dma), b->regs);
}

void bad_box_exit(struct bad_dev *b, struct bad_box *box)
{
	dma_free_noncoherent(b->dev, 4096, box->word, box->word_dma, DMA_TO_DEVICE);
}

/* The same of a page. */
struct bad_sheet { struct page *page; dma_addr_t dma; };

int bad_sheet_init(struct bad_dev *b, struct bad_sheet *s)
{
	s->page = dma_alloc_pages(b->dev, PAGE_SIZE, &s->dma, DMA_TO_DEVICE, GFP_KERNEL);
	return s->page ? 0 : -ENOMEM;
}

void bad_sheet_send(struct bad_dev *b, struct bad_sheet *s, const void *data, size_t len)
{
	memcpy(page_address(s->page), data, len); // want "DMA401"
	writel(lower_32_bits(s->dma), b->regs);
}

struct bad_kept { struct device *dev; u8 *buf; dma_addr_t dma; void __iomem *regs; };

int bad_kept_map(struct bad_kept *b)
{
	b->dma = dma_map_single(b->dev, b->buf, 512, DMA_TO_DEVICE);
	return dma_mapping_error(b->dev, b->dma) ? -ENOMEM : 0;
}

/* The head is written when the buffer was given to the device already. */
void bad_kept_send(struct bad_kept *b, const void *from, size_t len)
{
	dma_sync_single_for_cpu(b->dev, b->dma, 512, DMA_TO_DEVICE);
	memcpy(b->buf + 4, from, len);
	dma_sync_single_for_device(b->dev, b->dma, 512, DMA_TO_DEVICE);
	b->buf[0] = len; // want "DMA401"
	writel(lower_32_bits(b->dma), b->regs);
}

void bad_kept_unmap(struct bad_kept *b)
{
	dma_unmap_single(b->dev, b->dma, 512, DMA_TO_DEVICE);
}
