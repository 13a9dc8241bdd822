/* SPDX-License-Identifier: Apache-2.0 */
/* DMA403, correct: handed back, or not used again. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/string.h>

struct good_cmd { u32 opcode; u32 status; u8 data[56]; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
};

int good_again(struct good_dev *g, struct good_cmd *cmd)
{
	dma_addr_t dma = dma_map_single(g->dev, cmd, sizeof(*cmd), DMA_BIDIRECTIONAL);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, sizeof(*cmd), DMA_BIDIRECTIONAL);
	cmd->opcode = cmd->status + 1;
	dma_sync_single_for_device(g->dev, dma, sizeof(*cmd), DMA_BIDIRECTIONAL);
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, sizeof(*cmd), DMA_BIDIRECTIONAL);
	return 0;
}

/* Changed for the CPU's own purposes. */
int good_last(struct good_dev *g, struct good_cmd *cmd)
{
	dma_addr_t dma = dma_map_single(g->dev, cmd, sizeof(*cmd), DMA_BIDIRECTIONAL);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, sizeof(*cmd), DMA_BIDIRECTIONAL);
	cmd->opcode = 0;
	writel(0, g->regs + 4);
	dma_unmap_single(g->dev, dma, sizeof(*cmd), DMA_BIDIRECTIONAL);
	return 0;
}

/* A receive buffer that is cleared and filled anew by the device. */
int good_receive(struct good_dev *g, void *buf, void *out, size_t len)
{
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_sync_single_for_cpu(g->dev, dma, len, DMA_FROM_DEVICE);
	memcpy(out, buf, len);
	dma_sync_single_for_device(g->dev, dma, len, DMA_FROM_DEVICE);
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* A helper borrows a buffer of a ring: it, or who calls it, syncs it; or it only reads. */
struct good_buf { u32 *words; dma_addr_t dma; };

int good_fill(struct good_dev *g, struct good_buf *buf)
{
	buf->dma = dma_map_single(g->dev, buf->words, 64, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(g->dev, buf->dma))
		return -ENOMEM;
	writel(lower_32_bits(buf->dma), g->regs);
	return 0;
}

static void good_clear(struct good_dev *g, struct good_buf *buf)
{
	dma_sync_single_for_cpu(g->dev, buf->dma, 64, DMA_BIDIRECTIONAL);
	buf->words[0] = 0;
}

void good_clear_and_give(struct good_dev *g, struct good_buf *buf)
{
	good_clear(g, buf);
	dma_sync_single_for_device(g->dev, buf->dma, 64, DMA_BIDIRECTIONAL);
	writel(lower_32_bits(buf->dma), g->regs);
}

static u32 good_peek(struct good_dev *g, struct good_buf *buf)
{
	dma_sync_single_for_cpu(g->dev, buf->dma, 64, DMA_BIDIRECTIONAL);
	return buf->words[0];
}

u32 good_peek_and_give(struct good_dev *g, struct good_buf *buf)
{
	u32 word = good_peek(g, buf);

	writel(lower_32_bits(buf->dma), g->regs);
	return word;
}

void good_drain(struct good_dev *g, struct good_buf *buf)
{
	dma_unmap_single(g->dev, buf->dma, 64, DMA_BIDIRECTIONAL);
}

/* Mapped for many transfers: a helper that is given the handle syncs it for the device. */
struct good_link { struct device *dev; void __iomem *regs; void *in, *each, *once; dma_addr_t in_at, each_at, once_at, out_at; };

int good_link_setup(struct good_link *l)
{
	l->in_at = dma_map_single(l->dev, l->in, 4096, DMA_FROM_DEVICE);
	if (dma_mapping_error(l->dev, l->in_at))
		return -ENOMEM;
	l->once_at = dma_map_single(l->dev, l->once, 4096, DMA_FROM_DEVICE);
	if (dma_mapping_error(l->dev, l->once_at)) {
		dma_unmap_single(l->dev, l->in_at, 4096, DMA_FROM_DEVICE);
		return -ENOMEM;
	}
	return 0;
}

void good_link_start(struct good_link *l, size_t len)
{
	dma_sync_single_for_device(l->dev, l->in_at, len, DMA_FROM_DEVICE);
	writel(lower_32_bits(l->in_at), l->regs);
}

void good_link_done(struct good_link *l, void *to, size_t len)
{
	dma_sync_single_for_cpu(l->dev, l->in_at, len, DMA_FROM_DEVICE);
	memcpy(to, l->in, len);
}

/* Synced, and unmapped by a caller: there is no next transfer. */
static void good_link_look(struct good_link *l, void *to)
{
	dma_sync_single_for_cpu(l->dev, l->once_at, 64, DMA_FROM_DEVICE);
	memcpy(to, l->once, 64);
}

void good_link_last(struct good_link *l, void *to)
{
	good_link_look(l, to);
	dma_unmap_single(l->dev, l->once_at, 4096, DMA_FROM_DEVICE);
}

/* Mapped anew by who has synced it. */
static int good_link_refill(struct good_link *l)
{
	l->each_at = dma_map_single(l->dev, l->each, 4096, DMA_FROM_DEVICE);
	return dma_mapping_error(l->dev, l->each_at) ? -ENOMEM : 0;
}

int good_link_next(struct good_link *l, void *to)
{
	dma_sync_single_for_cpu(l->dev, l->each_at, 64, DMA_FROM_DEVICE);
	memcpy(to, l->each, 64);
	return good_link_refill(l);
}

void good_link_free(struct good_link *l)
{
	dma_unmap_single(l->dev, l->in_at, 4096, DMA_FROM_DEVICE);
	dma_unmap_single(l->dev, l->each_at, 4096, DMA_FROM_DEVICE);
	dma_unmap_single(l->dev, l->once_at, 4096, DMA_FROM_DEVICE);
}

/* The device only reads it. */
int good_out_setup(struct good_link *l, void *out)
{
	l->out_at = dma_map_single(l->dev, out, 4096, DMA_TO_DEVICE);
	return dma_mapping_error(l->dev, l->out_at) ? -ENOMEM : 0;
}

void good_out_borrow(struct good_link *l)
{
	dma_sync_single_for_cpu(l->dev, l->out_at, 4096, DMA_TO_DEVICE);
}

void good_out_free(struct good_link *l)
{
	dma_unmap_single(l->dev, l->out_at, 4096, DMA_TO_DEVICE);
}
