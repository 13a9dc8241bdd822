// SPDX-License-Identifier: Apache-2.0
/*
 * A sensor on SPI, and the SPI controller in front of it.
 *
 * Shapes: buffers in the device's record, transfers on the stack, functions that
 * copy, buffers handed through two functions, a controller that maps transfers
 * by itself. Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/spi/spi.h>
#include <linux/vmalloc.h>

#define CMD_READ 0x03
#define CMD_ID 0x9f
#define CMD_RESET 0x66

struct sensor {
	struct spi_device *spi;
	struct mutex lock;
	u32 rate;
	/* DMA wants cache lines of its own */
	union {
		u8 bytes[16];
		__be32 word;
	} tx ____cacheline_aligned;
	u8 rx[64] ____cacheline_aligned;
};

static const u8 reset_sequence[] = { CMD_RESET, 0x99 };

/* ---- reads and writes ---- */

/* Correct: these copy, so the stack is fine. */
static int sensor_read_id(struct sensor *s, u32 *id)
{
	u8 cmd = CMD_ID, reply[3];
	int ret = spi_write_then_read(s->spi, &cmd, 1, reply, sizeof(reply));

	if (ret)
		return ret;
	*id = reply[0] << 16 | reply[1] << 8 | reply[2];
	ret = spi_w8r16(s->spi, CMD_ID);
	return ret < 0 ? ret : 0;
}

/* Correct: transfer and message on the stack, buffers in the record. */
static int sensor_read_block(struct sensor *s, u8 reg, u8 *out, size_t len)
{
	struct spi_transfer t[2] = {
		{ .tx_buf = s->tx.bytes, .len = 2 },
		{ .rx_buf = s->rx, .len = len },
	};
	struct spi_message m;
	int ret;

	if (len > sizeof(s->rx))
		return -EINVAL;
	mutex_lock(&s->lock);
	s->tx.bytes[0] = CMD_READ;
	s->tx.bytes[1] = reg;
	spi_message_init(&m);
	spi_message_add_tail(&t[0], &m);
	spi_message_add_tail(&t[1], &m);
	ret = spi_sync(s->spi, &m);
	if (!ret)
		memcpy(out, s->rx, len);
	mutex_unlock(&s->lock);
	return ret;
}

/* Correct: the value goes through the record. */
static int sensor_write_word(struct sensor *s, u32 value)
{
	s->tx.word = cpu_to_be32(value);
	return spi_write(s->spi, &s->tx.word, sizeof(s->tx.word));
}

/* Correct: a copy of the table. */
static int sensor_reset(struct sensor *s)
{
	u8 *copy = kmemdup(reset_sequence, sizeof(reset_sequence), GFP_KERNEL);
	int ret;

	if (!copy)
		return -ENOMEM;
	ret = spi_write(s->spi, copy, sizeof(reset_sequence));
	kfree(copy);
	return ret;
}

/* Correct: the core splits vmalloc memory page by page. */
static int sensor_upload(struct sensor *s, size_t size)
{
	u8 *image = vmalloc(size);
	int ret;

	if (!image)
		return -ENOMEM;
	memset(image, 0xff, size);
	ret = spi_write(s->spi, image, size);
	vfree(image);
	return ret;
}

/* Correct: the parameter comes from the record of every caller. */
static int sensor_send(struct sensor *s, const void *buf, size_t len)
{
	struct spi_transfer t = { .tx_buf = buf, .len = len };

	return spi_sync_transfer(s->spi, &t, 1);
}

static int sensor_start(struct sensor *s)
{
	s->tx.bytes[0] = 0x01;
	return sensor_send(s, s->tx.bytes, 1);
}

/* Wrong: the table itself. */
static int bad_reset(struct sensor *s)
{
	return spi_write(s->spi, reset_sequence, sizeof(reset_sequence)); // want "DMA303: reset_sequence"
}

/* Wrong: a byte of the stack. */
static int bad_read_status(struct sensor *s)
{
	u8 status;
	int ret;

	ret = spi_read(s->spi, &status, 1); // want "DMA301: status"
	return ret ? ret : status;
}

/* Wrong: buffers of the stack in an initialiser. */
static int bad_transfer(struct sensor *s, u8 reg)
{
	u8 cmd[2] = { CMD_READ, reg };
	struct spi_transfer t = { .tx_buf = cmd, .len = sizeof(cmd) }; // want "DMA301: cmd"
	struct spi_message m;

	spi_message_init(&m);
	spi_message_add_tail(&t, &m);
	return spi_sync(s->spi, &m);
}

/* Wrong: the stack, one function further up. */
static int bad_stop(struct sensor *s)
{
	u8 stop[4] = { 0x02 };

	return sensor_send(s, stop, sizeof(stop)); // want "DMA301: stop"
}

/* ---- the controller ---- */

struct ctlr {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	void *dummy;
	dma_addr_t dummy_dma;
};

#define CTLR_TX 0x00
#define CTLR_RX 0x08
#define CTLR_LEN 0x10
#define CTLR_GO 0x14

/* Correct: both directions, either of them optional, undone in reverse order. */
static int ctlr_transfer_one(struct spi_controller *host, struct spi_device *spi,
			     struct spi_transfer *t)
{
	struct ctlr *c = spi_controller_get_devdata(host);
	dma_addr_t tx = c->dummy_dma, rx = c->dummy_dma;
	int ret = 0;

	if (t->tx_buf) {
		tx = dma_map_single(c->dev, (void *)t->tx_buf, t->len, DMA_TO_DEVICE);
		if (dma_mapping_error(c->dev, tx))
			return -ENOMEM;
	}
	if (t->rx_buf) {
		rx = dma_map_single(c->dev, t->rx_buf, t->len, DMA_FROM_DEVICE);
		if (dma_mapping_error(c->dev, rx)) {
			ret = -ENOMEM;
			goto unmap_tx;
		}
	}
	reinit_completion(&c->done);
	writel(lower_32_bits(tx), c->regs + CTLR_TX);
	writel(lower_32_bits(rx), c->regs + CTLR_RX);
	writel(t->len, c->regs + CTLR_LEN);
	writel(1, c->regs + CTLR_GO);
	if (!wait_for_completion_timeout(&c->done, HZ)) {
		writel(0, c->regs + CTLR_GO);
		ret = -ETIMEDOUT;
	}
	if (t->rx_buf)
		dma_unmap_single(c->dev, rx, t->len, DMA_FROM_DEVICE);
unmap_tx:
	if (t->tx_buf)
		dma_unmap_single(c->dev, tx, t->len, DMA_TO_DEVICE);
	return ret;
}

/* Correct: the handles are kept in the transfer itself and undone by another function. */
static int ctlr_map_transfer(struct ctlr *c, struct spi_transfer *t)
{
	t->tx_dma = dma_map_single(c->dev, (void *)t->tx_buf, t->len, DMA_TO_DEVICE);
	if (dma_mapping_error(c->dev, t->tx_dma))
		return -ENOMEM;
	t->rx_dma = dma_map_single(c->dev, t->rx_buf, t->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(c->dev, t->rx_dma)) {
		dma_unmap_single(c->dev, t->tx_dma, t->len, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	return 0;
}

static void ctlr_unmap_transfer(struct ctlr *c, struct spi_transfer *t)
{
	dma_unmap_single(c->dev, t->rx_dma, t->len, DMA_FROM_DEVICE);
	dma_unmap_single(c->dev, t->tx_dma, t->len, DMA_TO_DEVICE);
}

static int ctlr_message(struct spi_controller *host, struct spi_message *m)
{
	struct ctlr *c = spi_controller_get_devdata(host);
	struct spi_transfer *t;
	int ret = 0;

	list_for_each_entry(t, &m->transfers, transfer_list) {
		ret = ctlr_map_transfer(c, t);
		if (ret)
			break;
		writel(lower_32_bits(t->tx_dma), c->regs + CTLR_TX);
		writel(lower_32_bits(t->rx_dma), c->regs + CTLR_RX);
		writel(1, c->regs + CTLR_GO);
		wait_for_completion(&c->done);
		ctlr_unmap_transfer(c, t);
		m->actual_length += t->len;
	}
	m->status = ret;
	spi_finalize_current_message(host);
	return ret;
}

/* Wrong: a wait that fails leaves the buffer mapped. */
static int bad_poll(struct ctlr *c, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), c->regs + CTLR_RX);
	writel(1, c->regs + CTLR_GO);
	if (!wait_for_completion_timeout(&c->done, HZ)) {
		dev_err(c->dev, "timeout\n");
		return -ETIMEDOUT; // want "DMA211"
	}
	dma_unmap_single(c->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* Correct: the dummy buffer is mapped once and undone by a managed action. */
static void ctlr_unmap_dummy(void *data)
{
	struct ctlr *c = data;

	dma_unmap_single(c->dev, c->dummy_dma, PAGE_SIZE, DMA_BIDIRECTIONAL);
}

static int ctlr_map_dummy(struct ctlr *c)
{
	c->dummy = devm_kzalloc(c->dev, PAGE_SIZE, GFP_KERNEL);
	if (!c->dummy)
		return -ENOMEM;
	c->dummy_dma = dma_map_single(c->dev, c->dummy, PAGE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(c->dev, c->dummy_dma))
		return -ENOMEM;
	return devm_add_action_or_reset(c->dev, ctlr_unmap_dummy, c);
}

static irqreturn_t ctlr_irq(int irq, void *data)
{
	struct ctlr *c = data;

	complete(&c->done);
	return IRQ_HANDLED;
}

static int ctlr_probe(struct platform_device *pdev)
{
	struct spi_controller *host = devm_spi_alloc_host(&pdev->dev, sizeof(struct ctlr));
	struct ctlr *c;
	int ret;

	if (!host)
		return -ENOMEM;
	c = spi_controller_get_devdata(host);
	c->dev = &pdev->dev;
	c->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(c->regs))
		return PTR_ERR(c->regs);
	init_completion(&c->done);
	ret = ctlr_map_dummy(c);
	if (ret)
		return ret;
	ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), ctlr_irq, 0, "sample-spi", c);
	if (ret)
		return ret;
	ret = bad_poll(c, c->dummy, 64);
	if (ret)
		return ret;
	host->transfer_one = ctlr_transfer_one;
	if (pdev->id_entry)
		host->transfer_one_message = ctlr_message;
	return devm_spi_register_controller(&pdev->dev, host);
}

static struct platform_driver ctlr_driver = {
	.probe = ctlr_probe,
	.driver = { .name = "sample-spi" },
};

static int sensor_probe(struct spi_device *spi)
{
	struct sensor *s = devm_kzalloc(&spi->dev, sizeof(*s), GFP_KERNEL);
	u32 id;
	int ret;

	if (!s)
		return -ENOMEM;
	s->spi = spi;
	mutex_init(&s->lock);
	spi_set_drvdata(spi, s);
	ret = sensor_read_id(s, &id);
	if (ret)
		return ret;
	if (id == 0x10000)
		ret = bad_reset(s);
	else
		ret = sensor_reset(s);
	if (ret || (ret = bad_read_status(s)) < 0 || (ret = bad_transfer(s, 1)))
		return ret;
	ret = sensor_upload(s, 65536);
	if (ret || (ret = sensor_write_word(s, id)))
		return ret;
	return sensor_read_block(s, 0, (u8 *)&s->rate, sizeof(s->rate)) ?: sensor_start(s);
}

static void sensor_remove(struct spi_device *spi)
{
	bad_stop(spi_get_drvdata(spi));
}

static struct spi_driver sensor_driver = {
	.probe = sensor_probe,
	.remove = sensor_remove,
	.driver = { .name = "sample-sensor" },
};

static int __init sensor_init(void)
{
	int ret = platform_driver_register(&ctlr_driver);

	return ret ? ret : spi_register_driver(&sensor_driver);
}
module_init(sensor_init);

static void __exit sensor_exit(void)
{
	spi_unregister_driver(&sensor_driver);
	platform_driver_unregister(&ctlr_driver);
}
module_exit(sensor_exit);
MODULE_LICENSE("GPL");
