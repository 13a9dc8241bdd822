/* SPDX-License-Identifier: Apache-2.0 */
/* DMA407: directions that fit, or of which nothing is known. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/string.h>

struct good {
	struct device *dev;
	struct dma_chan *chan;
	struct scatterlist *sgl;
	int nents;
};

int good_receive(struct good *g, void *buf, size_t len)
{
	struct dma_async_tx_descriptor *tx;
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, dma))
		return -EIO;
	tx = dmaengine_prep_slave_single(g->chan, dma, len, DMA_DEV_TO_MEM, 0);
	if (!tx)
		dma_unmap_single(g->dev, dma, len, DMA_FROM_DEVICE);
	return tx ? 0 : -ENOMEM;
}

/* Both ways. */
int good_both(struct good *g, void *buf, size_t len)
{
	struct dma_async_tx_descriptor *tx;
	dma_addr_t dma = dma_map_single(g->dev, buf, len, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(g->dev, dma))
		return -EIO;
	tx = dmaengine_prep_slave_single(g->chan, dma, len, DMA_MEM_TO_DEV, 0);
	if (!tx)
		dma_unmap_single(g->dev, dma, len, DMA_BIDIRECTIONAL);
	return tx ? 0 : -ENOMEM;
}

/* The caller says both. */
int good_either(struct good *g, void *buf, size_t len, enum dma_transfer_direction way)
{
	enum dma_data_direction dir = way == DMA_DEV_TO_MEM ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
	struct dma_async_tx_descriptor *tx;
	dma_addr_t dma = dma_map_single(g->dev, buf, len, dir);

	if (dma_mapping_error(g->dev, dma))
		return -EIO;
	tx = dmaengine_prep_slave_single(g->chan, dma, len, way, 0);
	if (!tx)
		dma_unmap_single(g->dev, dma, len, dir);
	return tx ? 0 : -ENOMEM;
}

int good_send_list(struct good *g)
{
	struct dma_async_tx_descriptor *tx;
	int n = dma_map_sg(g->dev, g->sgl, g->nents, DMA_TO_DEVICE);

	if (!n)
		return -EIO;
	tx = dmaengine_prep_slave_sg(g->chan, g->sgl, n, DMA_MEM_TO_DEV, 0);
	if (!tx)
		dma_unmap_sg(g->dev, g->sgl, g->nents, DMA_TO_DEVICE);
	return tx ? 0 : -ENOMEM;
}

/* Two buffers, each its own way. */
int good_two(struct good *g, void *out, void *in, size_t len, dma_addr_t *to)
{
	struct dma_async_tx_descriptor *tx;
	dma_addr_t from = dma_map_single(g->dev, in, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(g->dev, from))
		return -EIO;
	*to = dma_map_single(g->dev, out, len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, *to)) {
		dma_unmap_single(g->dev, from, len, DMA_FROM_DEVICE);
		return -EIO;
	}
	tx = dmaengine_prep_slave_single(g->chan, from, len, DMA_DEV_TO_MEM, 0);
	if (!tx) {
		dma_unmap_single(g->dev, *to, len, DMA_TO_DEVICE);
		dma_unmap_single(g->dev, from, len, DMA_FROM_DEVICE);
	}
	return tx ? 0 : -ENOMEM;
}

int good_command(struct good *g, void *buf, const void *cmd, size_t len, dma_addr_t *dma)
{
	memcpy(buf, cmd, len);
	*dma = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);
	return dma_mapping_error(g->dev, *dma) ? -EIO : 0;
}

/* Wiped before the device writes. */
int good_wiped(struct good *g, void *buf, size_t len, dma_addr_t *dma)
{
	memset(buf, 0, len);
	*dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, *dma) ? -EIO : 0;
}

/* The rest of the buffer, which the device does not write. */
int good_rest(struct good *g, void *buf, const void *tail, size_t len, dma_addr_t *dma)
{
	memcpy(buf + len, tail, 4);
	*dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, *dma) ? -EIO : 0;
}

/* Another buffer. */
int good_other(struct good *g, void *buf, void *copy, const void *cmd, size_t len, dma_addr_t *dma)
{
	memcpy(copy, cmd, len);
	*dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, *dma) ? -EIO : 0;
}

/* The command has gone out before the answer comes in. */
int good_answer(struct good *g, void *buf, const void *cmd, size_t len, dma_addr_t *dma)
{
	dma_addr_t out;

	memcpy(buf, cmd, len);
	out = dma_map_single(g->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(g->dev, out))
		return -EIO;
	dma_unmap_single(g->dev, out, len, DMA_TO_DEVICE);
	*dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, *dma) ? -EIO : 0;
}

void good_send_by_hand(void *buf, size_t len);

int good_sent(struct good *g, void *buf, const void *cmd, size_t len, dma_addr_t *dma)
{
	memcpy(buf, cmd, len);
	good_send_by_hand(buf, len);
	*dma = dma_map_single(g->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(g->dev, *dma) ? -EIO : 0;
}
