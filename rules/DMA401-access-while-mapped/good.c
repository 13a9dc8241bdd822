/* SPDX-License-Identifier: Apache-2.0 */
/* DMA401, correct: filled first, synced, undone, beside the mapped bytes. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/string.h>

struct good_cmd { u32 opcode; u32 len; dma_addr_t dma; u8 data[48]; u32 private; };
struct good_dev {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	struct good_cmd cmd;
	dma_addr_t cmd_dma;
};

int good_first(struct good_dev *g, struct good_cmd *cmd)
{
	dma_addr_t dma;

	cmd->opcode = 7;
	dma = dma_map_single(g->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, dma)) {
		cmd->opcode = 0;
		return -ENOMEM;
	}
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, sizeof(*cmd), DMA_TO_DEVICE);
	cmd->opcode = 0;
	return 0;
}

int good_sync(struct good_dev *g, struct good_cmd *cmd)
{
	dma_addr_t dma = dma_map_single(g->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	dma_sync_single_for_cpu(g->dev, dma, sizeof(*cmd), DMA_TO_DEVICE);
	cmd->opcode = 7;
	dma_sync_single_for_device(g->dev, dma, sizeof(*cmd), DMA_TO_DEVICE);
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, sizeof(*cmd), DMA_TO_DEVICE);
	return 0;
}

/* Behind the mapped bytes. */
int good_behind(struct good_dev *g, struct good_cmd *cmd)
{
	dma_addr_t dma = dma_map_single(g->dev, cmd, offsetof(struct good_cmd, private),
					DMA_TO_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -ENOMEM;
	cmd->private = 1;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	dma_unmap_single(g->dev, dma, offsetof(struct good_cmd, private), DMA_TO_DEVICE);
	return 0;
}

/* Its own handle is of no interest to the device. */
int good_own_handle(struct good_dev *g, struct good_cmd *cmd)
{
	cmd->dma = dma_map_single(g->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, cmd->dma))
		return -ENOMEM;
	writel(lower_32_bits(cmd->dma), g->regs);
	return 0;
}

/* Filled here, synced where the device is started. */
int good_prepare(struct good_dev *g)
{
	g->cmd_dma = dma_map_single(g->dev, &g->cmd, sizeof(g->cmd), DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, g->cmd_dma))
		return -ENOMEM;
	g->cmd.opcode = 1;
	return 0;
}

void good_start(struct good_dev *g)
{
	dma_sync_single_for_device(g->dev, g->cmd_dma, sizeof(g->cmd), DMA_TO_DEVICE);
	writel(lower_32_bits(g->cmd_dma), g->regs);
}

/* A read of what the device only reads, too, is harmless. */
u32 good_read(struct good_dev *g, struct good_cmd *cmd)
{
	dma_addr_t dma = dma_map_single(g->dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);
	u32 opcode;

	if (dma_mapping_error(g->dev, dma))
		return 0;
	writel(lower_32_bits(dma), g->regs);
	wait_for_completion(&g->done);
	opcode = cmd->opcode;
	dma_unmap_single(g->dev, dma, sizeof(*cmd), DMA_TO_DEVICE);
	return opcode;
}

struct good_box { u32 *word; dma_addr_t dma; };

int good_box_init(struct good_dev *g, struct good_box *box)
{
	box->word = dma_alloc_noncoherent(g->dev, 4096, &box->dma, DMA_TO_DEVICE, GFP_KERNEL);
	return box->word ? 0 : -ENOMEM;
}

void good_box_send(struct good_dev *g, struct good_box *box, const void *data, size_t len)
{
	memcpy(box->word, data, len);
	dma_sync_single_for_device(g->dev, box->dma, len, DMA_TO_DEVICE);
	writel(lower_32_bits(box->dma), g->regs);
}

void good_box_exit(struct good_dev *g, struct good_box *box)
{
	dma_free_noncoherent(g->dev, 4096, box->word, box->dma, DMA_TO_DEVICE);
}

/* Coherent memory is seen by the device as it is written. */
struct good_page { u32 *word; dma_addr_t dma; };

int good_page_init(struct good_dev *g, struct good_page *p)
{
	p->word = dma_alloc_coherent(g->dev, 4096, &p->dma, GFP_KERNEL);
	return p->word ? 0 : -ENOMEM;
}

void good_page_send(struct good_dev *g, struct good_page *p, const void *data, size_t len)
{
	memcpy(p->word, data, len);
	writel(lower_32_bits(p->dma), g->regs);
}

/* What the CPU fills for itself, before it is synced by a helper. */
static void good_push(struct good_dev *g, struct good_box *box)
{
	dma_sync_single_for_device(g->dev, box->dma, 4096, DMA_TO_DEVICE);
	writel(lower_32_bits(box->dma), g->regs);
}

void good_box_fill(struct good_dev *g, struct good_box *box)
{
	box->word[0] = 1;
	box->word[1] = 0;
	good_push(g, box);
}

struct good_kept { struct device *dev; u8 *buf; dma_addr_t dma; void __iomem *regs; };

int good_kept_map(struct good_kept *g)
{
	g->dma = dma_map_single(g->dev, g->buf, 512, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, g->dma) ? -ENOMEM : 0;
}

void good_kept_send(struct good_kept *g, const void *from, size_t len)
{
	dma_sync_single_for_cpu(g->dev, g->dma, 512, DMA_TO_DEVICE);
	memcpy(g->buf + 4, from, len);
	g->buf[0] = len;
	dma_sync_single_for_device(g->dev, g->dma, 512, DMA_TO_DEVICE);
	writel(lower_32_bits(g->dma), g->regs);
}

/* Synced twice, the head on its own. */
void good_kept_head(struct good_kept *g, const void *from, size_t len)
{
	memcpy(g->buf + 4, from, len);
	dma_sync_single_range_for_device(g->dev, g->dma, 4, 508, DMA_TO_DEVICE);
	g->buf[0] = len;
	dma_sync_single_for_device(g->dev, g->dma, 4, DMA_TO_DEVICE);
	writel(lower_32_bits(g->dma), g->regs);
}

void good_kept_unmap(struct good_kept *g)
{
	dma_unmap_single(g->dev, g->dma, 512, DMA_TO_DEVICE);
}
