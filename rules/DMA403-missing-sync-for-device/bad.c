/* SPDX-License-Identifier: Apache-2.0 */
/* DMA403: taken back, changed, and started again. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/string.h>

struct bad_cmd { u32 opcode; u32 status; u8 data[56]; };
struct bad_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

int bad_again(struct bad_dev *b, struct bad_cmd *cmd)
{
	dma_addr_t dma = dma_map_single(b->dev, cmd, sizeof(*cmd), DMA_BIDIRECTIONAL);
	u32 status;

	if (dma_mapping_error(b->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_sync_single_for_cpu(b->dev, dma, sizeof(*cmd), DMA_BIDIRECTIONAL);
	status = cmd->status;
	cmd->opcode = status + 1; // want "DMA403"
	writel(lower_32_bits(dma), b->regs);
	wait_for_completion(&b->done);
	dma_unmap_single(b->dev, dma, sizeof(*cmd), DMA_BIDIRECTIONAL);
	return 0;
}

/* A buffer of a ring, whose first word the CPU clears before it goes back. */
struct bad_buf { u32 *words; dma_addr_t dma; };

int bad_fill(struct bad_dev *b, struct bad_buf *buf)
{
	buf->dma = dma_map_single(b->dev, buf->words, 64, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(b->dev, buf->dma))
		return -ENOMEM;
	writel(lower_32_bits(buf->dma), b->regs);
	return 0;
}

void bad_give_back(struct bad_dev *b, struct bad_buf *buf, u32 *out)
{
	dma_sync_single_for_cpu(b->dev, buf->dma, 64, DMA_BIDIRECTIONAL);
	memcpy(out, buf->words, 64);
	buf->words[0] = 0;
	writel(lower_32_bits(buf->dma), b->regs); // want "DMA403"
}

void bad_drain(struct bad_dev *b, struct bad_buf *buf)
{
	dma_unmap_single(b->dev, buf->dma, 64, DMA_BIDIRECTIONAL);
}

/* A helper borrows and changes it; who calls the helper gives it back. */
static void bad_peek(struct bad_dev *b, struct bad_buf *buf, u32 *out)
{
	dma_sync_single_for_cpu(b->dev, buf->dma, 64, DMA_BIDIRECTIONAL);
	memcpy(out, buf->words, 64);
	buf->words[0] = 0;
}

void bad_peek_and_give(struct bad_dev *b, struct bad_buf *buf, u32 *out)
{
	bad_peek(b, buf, out);
	writel(lower_32_bits(buf->dma), b->regs); // want "DMA403"
}

/* Mapped for as long as the driver works; each transfer ends with a sync for the CPU, none begins with the other one. */
struct bad_link { struct device *dev; void __iomem *regs; void *in, *both; dma_addr_t in_at, both_at; };

int bad_link_setup(struct bad_link *l)
{
	l->in_at = dma_map_single(l->dev, l->in, 4096, DMA_FROM_DEVICE);
	if (dma_mapping_error(l->dev, l->in_at))
		return -ENOMEM;
	l->both_at = dma_map_single(l->dev, l->both, 4096, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(l->dev, l->both_at)) {
		dma_unmap_single(l->dev, l->in_at, 4096, DMA_FROM_DEVICE);
		return -ENOMEM;
	}
	return 0;
}

void bad_link_start(struct bad_link *l)
{
	writel(lower_32_bits(l->in_at), l->regs);
	writel(lower_32_bits(l->both_at), l->regs + 4);
}

void bad_link_done(struct bad_link *l, void *to, size_t len)
{
	dma_sync_single_for_cpu(l->dev, l->in_at, len, DMA_FROM_DEVICE); // want "DMA403: stays mapped for many transfers"
	memcpy(to, l->in, len);
	bad_link_start(l);
}

/* Only a part of it. */
void bad_link_status(struct bad_link *l, u32 *status)
{
	dma_sync_single_for_cpu(l->dev, l->both_at + 64, 4, DMA_BIDIRECTIONAL); // want "DMA403: stays mapped for many transfers"
	memcpy(status, l->both + 64, 4);
}

void bad_link_free(struct bad_link *l)
{
	dma_unmap_single(l->dev, l->both_at, 4096, DMA_BIDIRECTIONAL);
	dma_unmap_single(l->dev, l->in_at, 4096, DMA_FROM_DEVICE);
}
