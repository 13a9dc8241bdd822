/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of an SPI controller fills a transfer, or an operation on memory, and hands it to its own function, which
 * moves it word by word (spi-bcm-qspi and spi-intel, 6.12). That was a buffer on the stack which reaches DMA.
 */
#include <linux/io.h>
#include <linux/spi/spi-mem.h>
#include <linux/spi/spi.h>

struct pio_host {
	void __iomem *regs;
	const struct spi_transfer *now;
};

static int pio_transfer_one(struct spi_controller *host, struct spi_device *spi, struct spi_transfer *t)
{
	struct pio_host *pio = spi_controller_get_devdata(host);
	const u8 *out = t->tx_buf;

	pio->now = t;
	for (unsigned int i = 0; i < t->len; i++)
		writel(out[i], pio->regs);
	return 0;
}

static int pio_read(struct pio_host *pio, const struct spi_mem_op *op)
{
	u8 *in = op->data.buf.in;

	for (unsigned int i = 0; i < op->data.nbytes; i++)
		in[i] = (u8)readl(pio->regs);
	return 0;
}

int pio_command(struct spi_controller *host, struct spi_device *spi)
{
	struct spi_transfer t = { 0 };
	u8 cmd[6] = { 0x9f };

	t.tx_buf = cmd;
	t.len = 1;
	return pio_transfer_one(host, spi, &t);
}

int pio_identify(struct pio_host *pio)
{
	struct spi_mem_op op = { 0 };
	u32 id;

	op.data.buf.in = &id;
	op.data.nbytes = sizeof(id);
	return pio_read(pio, &op) ? pio_read(pio, &op) : (int)id;
}

static int pio_exec_op(struct spi_mem *mem, const struct spi_mem_op *op)
{
	return pio_read(spi_controller_get_devdata(mem->spi->controller), op);
}

static const struct spi_controller_mem_ops pio_mem_ops = { .exec_op = pio_exec_op };

int pio_setup(struct spi_controller *host)
{
	host->transfer_one = pio_transfer_one;
	host->mem_ops = &pio_mem_ops;
	return 0;
}
