/* SPDX-License-Identifier: Apache-2.0 */
/* The twin of transfers-of-a-controller.c: the controller's own function maps what it is handed. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/spi/spi.h>

struct dma_host {
	struct device *dev;
	void __iomem *regs;
};

static int dma_transfer_one(struct spi_controller *host, struct spi_device *spi, struct spi_transfer *t)
{
	struct dma_host *h = spi_controller_get_devdata(host);
	dma_addr_t dma = dma_map_single(h->dev, (void *)t->tx_buf, t->len, DMA_TO_DEVICE);

	if (dma_mapping_error(h->dev, dma))
		return -ENOMEM;
	writel((u32)dma, h->regs);
	dma_unmap_single(h->dev, dma, t->len, DMA_TO_DEVICE);
	return 0;
}

int dma_command(struct spi_controller *host, struct spi_device *spi)
{
	struct spi_transfer t = { 0 };
	u8 cmd[6] = { 0x9f };

	t.tx_buf = cmd;
	t.len = 1;
	return dma_transfer_one(host, spi, &t);	// want "DMA301: cmd"
}

int dma_setup(struct spi_controller *host)
{
	host->transfer_one = dma_transfer_one;
	return 0;
}
