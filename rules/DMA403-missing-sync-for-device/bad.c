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
