// SPDX-License-Identifier: Apache-2.0
/*
 * A UART whose FIFO is served by two DMA channels.
 *
 * Shapes: a client of dmaengine with the controller's device, a ring buffer
 * mapped for the life of the port, a scatterlist per transmission with both
 * counts kept, callbacks that unmap, flags that say what is mapped. Functions
 * that begin with bad_ are wrong on purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/serial_core.h>
#include <linux/slab.h>
#include <linux/tty_flip.h>

#define RX_SIZE 4096
#define TX_SEGS 2

struct uart {
	struct uart_port port;
	struct dma_chan *rx_chan, *tx_chan;
	u8 *rx_buf;
	dma_addr_t rx_dma;
	dma_cookie_t rx_cookie;
	dma_addr_t tx_dma;
	unsigned int tx_bytes;
	bool tx_in_progress;
	struct scatterlist tx_sgl[TX_SEGS];
	unsigned int tx_nents;
	int nent, orig_nent;
};

/* ---- receive ---- */

static void uart_rx_done(void *param)
{
	struct uart *u = param;
	struct dma_tx_state state;
	unsigned int count;

	dmaengine_tx_status(u->rx_chan, u->rx_cookie, &state);
	count = RX_SIZE - state.residue;
	dma_sync_single_for_cpu(u->rx_chan->device->dev, u->rx_dma, RX_SIZE, DMA_FROM_DEVICE);
	tty_insert_flip_string(&u->port.state->port, u->rx_buf, count);
	dma_sync_single_for_device(u->rx_chan->device->dev, u->rx_dma, RX_SIZE, DMA_FROM_DEVICE);
	tty_flip_buffer_push(&u->port.state->port);
}

static void uart_rx_release(struct uart *u)
{
	if (u->rx_dma)
		dma_unmap_single(u->rx_chan->device->dev, u->rx_dma, RX_SIZE, DMA_FROM_DEVICE);
	u->rx_dma = 0;
	kfree(u->rx_buf);
	u->rx_buf = NULL;
}

/* Correct: everything that fails goes through the release helper. */
static int uart_rx_start(struct uart *u)
{
	struct dma_async_tx_descriptor *desc;
	struct device *dev = u->rx_chan->device->dev;
	int ret;

	u->rx_buf = kmalloc(RX_SIZE, GFP_KERNEL);
	if (!u->rx_buf)
		return -ENOMEM;
	u->rx_dma = dma_map_single(dev, u->rx_buf, RX_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, u->rx_dma)) {
		u->rx_dma = 0;
		ret = -ENOMEM;
		goto release;
	}
	desc = dmaengine_prep_dma_cyclic(u->rx_chan, u->rx_dma, RX_SIZE, RX_SIZE / 2,
					 DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!desc) {
		ret = -EBUSY;
		goto release;
	}
	desc->callback = uart_rx_done;
	desc->callback_param = u;
	u->rx_cookie = dmaengine_submit(desc);
	ret = dma_submit_error(u->rx_cookie);
	if (ret)
		goto release;
	dma_async_issue_pending(u->rx_chan);
	return 0;
release:
	uart_rx_release(u);
	return ret;
}

/* Wrong: no descriptor, and the buffer is freed while it is mapped. */
static int bad_rx_start(struct uart *u)
{
	struct dma_async_tx_descriptor *desc;
	struct device *dev = u->rx_chan->device->dev;
	u8 *buf = kmalloc(RX_SIZE, GFP_KERNEL);
	dma_addr_t dma;

	if (!buf)
		return -ENOMEM;
	dma = dma_map_single(dev, buf, RX_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, dma)) {
		kfree(buf);
		return -ENOMEM;
	}
	desc = dmaengine_prep_slave_single(u->rx_chan, dma, RX_SIZE, DMA_DEV_TO_MEM,
					   DMA_PREP_INTERRUPT);
	if (!desc) {
		kfree(buf);
		return -EBUSY; // want "DMA211"
	}
	u->rx_buf = buf;
	u->rx_dma = dma;
	u->rx_cookie = dmaengine_submit(desc);
	dma_async_issue_pending(u->rx_chan);
	return 0;
}

/* ---- transmit from the circular buffer, mapped once ---- */

/* Correct: mapped in startup, unmapped in shutdown. */
static int uart_tx_setup(struct uart *u)
{
	struct device *dev = u->tx_chan->device->dev;

	u->tx_dma = dma_map_single(dev, u->port.state->xmit.buf, UART_XMIT_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, u->tx_dma))
		return -ENOMEM;
	return 0;
}

static void uart_tx_release(struct uart *u)
{
	dma_unmap_single(u->tx_chan->device->dev, u->tx_dma, UART_XMIT_SIZE, DMA_TO_DEVICE);
	u->tx_dma = 0;
}

static void uart_tx_done(void *param)
{
	struct uart *u = param;

	dma_sync_single_for_cpu(u->tx_chan->device->dev, u->tx_dma, UART_XMIT_SIZE, DMA_TO_DEVICE);
	uart_xmit_advance(&u->port, u->tx_bytes);
	u->tx_in_progress = false;
}

/* Correct: part of a mapping, synced before it is handed over; no error needs an unmap. */
static int uart_tx_ring(struct uart *u)
{
	struct circ_buf *xmit = &u->port.state->xmit;
	struct dma_async_tx_descriptor *desc;
	dma_addr_t start = u->tx_dma + xmit->tail;

	u->tx_bytes = CIRC_CNT_TO_END(xmit->head, xmit->tail, UART_XMIT_SIZE);
	if (!u->tx_bytes || u->tx_in_progress)
		return 0;
	dma_sync_single_for_device(u->tx_chan->device->dev, u->tx_dma, UART_XMIT_SIZE,
				   DMA_TO_DEVICE);
	desc = dmaengine_prep_slave_single(u->tx_chan, start, u->tx_bytes, DMA_MEM_TO_DEV,
					   DMA_CTRL_ACK);
	if (!desc)
		return -EBUSY;
	desc->callback = uart_tx_done;
	desc->callback_param = u;
	u->tx_in_progress = true;
	dmaengine_submit(desc);
	dma_async_issue_pending(u->tx_chan);
	return 0;
}

/* ---- transmit through a scatterlist per burst ---- */

static void uart_burst_done(void *param)
{
	struct uart *u = param;

	dma_unmap_sg(u->tx_chan->device->dev, u->tx_sgl, u->tx_nents, DMA_TO_DEVICE);
	u->tx_in_progress = false;
}

/* Correct: two entries at the wrap; the passed count is kept, the returned one goes on. */
static int uart_tx_burst(struct uart *u)
{
	struct circ_buf *xmit = &u->port.state->xmit;
	struct device *dev = u->tx_chan->device->dev;
	struct dma_async_tx_descriptor *desc;
	int count;

	if (xmit->tail < xmit->head) {
		u->tx_nents = 1;
		sg_init_one(u->tx_sgl, xmit->buf + xmit->tail, u->tx_bytes);
	} else {
		u->tx_nents = 2;
		sg_init_table(u->tx_sgl, 2);
		sg_set_buf(&u->tx_sgl[0], xmit->buf + xmit->tail, UART_XMIT_SIZE - xmit->tail);
		sg_set_buf(&u->tx_sgl[1], xmit->buf, xmit->head);
	}
	count = dma_map_sg(dev, u->tx_sgl, u->tx_nents, DMA_TO_DEVICE);
	if (count == 0) {
		dev_err(u->port.dev, "DMA mapping error for TX\n");
		return -ENOMEM;
	}
	desc = dmaengine_prep_slave_sg(u->tx_chan, u->tx_sgl, count, DMA_MEM_TO_DEV,
				       DMA_PREP_INTERRUPT);
	if (!desc) {
		dma_unmap_sg(dev, u->tx_sgl, u->tx_nents, DMA_TO_DEVICE);
		return -EBUSY;
	}
	desc->callback = uart_burst_done;
	desc->callback_param = u;
	u->tx_in_progress = true;
	dmaengine_submit(desc);
	dma_async_issue_pending(u->tx_chan);
	return 0;
}

/* Correct: the field that the unmap reads holds the number that was passed. */
static int uart_tx_saved(struct uart *u, struct scatterlist *sgl, int num)
{
	struct device *dev = u->tx_chan->device->dev;
	struct dma_async_tx_descriptor *desc;

	u->orig_nent = num;
	num = dma_map_sg(dev, sgl, num, DMA_TO_DEVICE);
	if (num < 1)
		return -ENOMEM;
	desc = dmaengine_prep_slave_sg(u->tx_chan, sgl, num, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	if (!desc) {
		dma_unmap_sg(dev, sgl, u->orig_nent, DMA_TO_DEVICE);
		return -EBUSY;
	}
	dmaengine_submit(desc);
	dma_async_issue_pending(u->tx_chan);
	return 0;
}

/* Wrong: the callback takes what dma_map_sg() returned. */
static void bad_burst_done(void *param)
{
	struct uart *u = param;

	dma_unmap_sg(u->tx_chan->device->dev, u->tx_sgl, u->nent, DMA_TO_DEVICE); // want "DMA205: nent"
	u->tx_in_progress = false;
}

static int bad_tx_burst(struct uart *u, int num)
{
	struct device *dev = u->tx_chan->device->dev;
	struct dma_async_tx_descriptor *desc;

	u->nent = dma_map_sg(dev, u->tx_sgl, num, DMA_TO_DEVICE);
	if (!u->nent)
		return -ENOMEM;
	desc = dmaengine_prep_slave_sg(u->tx_chan, u->tx_sgl, u->nent, DMA_MEM_TO_DEV,
				       DMA_PREP_INTERRUPT);
	if (!desc) {
		dma_unmap_sg(dev, u->tx_sgl, num, DMA_TO_DEVICE);
		return -EBUSY;
	}
	desc->callback = bad_burst_done;
	desc->callback_param = u;
	dmaengine_submit(desc);
	dma_async_issue_pending(u->tx_chan);
	return 0;
}

/* Wrong: straight to the engine. */
static int bad_tx_byte(struct uart *u, u8 *byte)
{
	struct device *dev = u->tx_chan->device->dev;
	struct dma_async_tx_descriptor *desc;
	dma_addr_t dma = dma_map_single(dev, byte, 1, DMA_TO_DEVICE); // want "DMA101: dma"

	desc = dmaengine_prep_slave_single(u->tx_chan, dma, 1, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	if (!desc) {
		dma_unmap_single(dev, dma, 1, DMA_TO_DEVICE);
		return -EBUSY;
	}
	dmaengine_submit(desc);
	dma_async_issue_pending(u->tx_chan);
	dma_sync_wait(u->tx_chan, desc->cookie);
	dma_unmap_single(dev, dma, 1, DMA_TO_DEVICE);
	return 0;
}

/* ---- port ---- */

static void uart_start_tx(struct uart_port *port)
{
	struct uart *u = container_of(port, struct uart, port);

	if (port->x_char)
		bad_tx_byte(u, &port->x_char);
	else if (port->fifosize > 64)
		uart_tx_burst(u);
	else if (port->fifosize > 32)
		uart_tx_saved(u, u->tx_sgl, 1);
	else if (port->fifosize > 16)
		bad_tx_burst(u, 2);
	else
		uart_tx_ring(u);
}

static int uart_startup(struct uart_port *port)
{
	struct uart *u = container_of(port, struct uart, port);
	int ret = uart_tx_setup(u);

	if (ret)
		return ret;
	ret = port->type ? uart_rx_start(u) : bad_rx_start(u);
	if (ret)
		uart_tx_release(u);
	return ret;
}

static void uart_shutdown(struct uart_port *port)
{
	struct uart *u = container_of(port, struct uart, port);

	dmaengine_terminate_sync(u->rx_chan);
	dmaengine_terminate_sync(u->tx_chan);
	uart_rx_release(u);
	uart_tx_release(u);
}

static const struct uart_ops sample_uart_ops = {
	.start_tx = uart_start_tx,
	.startup = uart_startup,
	.shutdown = uart_shutdown,
};

static struct uart_driver sample_uart_driver = {
	.driver_name = "sample-uart",
	.dev_name = "ttySMP",
	.nr = 1,
};

static int uart_probe(struct platform_device *pdev)
{
	struct uart *u = devm_kzalloc(&pdev->dev, sizeof(*u), GFP_KERNEL);

	if (!u)
		return -ENOMEM;
	u->rx_chan = dma_request_chan(&pdev->dev, "rx");
	if (IS_ERR(u->rx_chan))
		return PTR_ERR(u->rx_chan);
	u->tx_chan = dma_request_chan(&pdev->dev, "tx");
	if (IS_ERR(u->tx_chan)) {
		dma_release_channel(u->rx_chan);
		return PTR_ERR(u->tx_chan);
	}
	u->port.dev = &pdev->dev;
	u->port.ops = &sample_uart_ops;
	platform_set_drvdata(pdev, u);
	return uart_add_one_port(&sample_uart_driver, &u->port);
}

static struct platform_driver sample_uart_platform_driver = {
	.probe = uart_probe,
	.driver = { .name = "sample-uart" },
};
module_platform_driver(sample_uart_platform_driver);
MODULE_LICENSE("GPL");
