/* SPDX-License-Identifier: Apache-2.0 */
/* DMA407: mapped for one direction, used in the other one. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/string.h>

struct bad {
	struct device *dev;
	struct dma_chan *chan;
	struct scatterlist *sgl;
	int nents;
};

/* The channel is to write to what only it may read. */
int bad_receive(struct bad *b, void *buf, size_t len)
{
	struct dma_async_tx_descriptor *tx;
	dma_addr_t dma = dma_map_single(b->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		return -EIO;
	tx = dmaengine_prep_slave_single(b->chan, dma, len, DMA_DEV_TO_MEM, 0); // want "DMA407: write to a buffer"
	if (!tx)
		dma_unmap_single(b->dev, dma, len, DMA_TO_DEVICE);
	return tx ? 0 : -ENOMEM;
}

/* The list goes out, but is mapped to come in. */
int bad_send_list(struct bad *b)
{
	struct dma_async_tx_descriptor *tx;
	int n = dma_map_sg(b->dev, b->sgl, b->nents, DMA_FROM_DEVICE);

	if (!n)
		return -EIO;
	tx = dmaengine_prep_slave_sg(b->chan, b->sgl, n, DMA_MEM_TO_DEV, 0); // want "DMA407: read a buffer"
	if (!tx)
		dma_unmap_sg(b->dev, b->sgl, b->nents, DMA_FROM_DEVICE);
	return tx ? 0 : -ENOMEM;
}

/* The command would be thrown away. */
int bad_command(struct bad *b, void *buf, const void *cmd, size_t len, dma_addr_t *dma)
{
	memcpy(buf, cmd, len);
	*dma = dma_map_single(b->dev, buf, len, DMA_FROM_DEVICE); // want "DMA407: has filled it"
	return dma_mapping_error(b->dev, *dma) ? -EIO : 0;
}

/* A record that lies in another one. */
struct bad_request {
	struct device *dev;
	u8 head[16] ____cacheline_aligned;
	dma_addr_t dma ____cacheline_aligned;
};

int bad_head(struct bad_request *r, const void *head)
{
	memcpy(r->head, head, sizeof(r->head));
	r->dma = dma_map_single(r->dev, r->head, sizeof(r->head), DMA_FROM_DEVICE); // want "DMA407: has filled it"
	return dma_mapping_error(r->dev, r->dma) ? -EIO : 0;
}
