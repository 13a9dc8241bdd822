/* SPDX-License-Identifier: Apache-2.0 */
/* DMA105: memory used with no test for NULL. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/io.h>
#include <linux/usb.h>

struct bad_desc { __le32 addr, ctrl; __le64 next; };
struct bad_chip {
	struct device *dev;
	void __iomem *regs;
	struct dma_pool *pool;
};

/* Written at once. */
int bad_memset(struct bad_chip *c, dma_addr_t *dma, void **out)
{
	void *cpu = dma_alloc_coherent(c->dev, 4096, dma, GFP_KERNEL); // want "DMA105"

	memset(cpu, 0xff, 4096);
	*out = cpu;
	return 0;
}

/* The handle is tested instead of the pointer. */
struct bad_desc *bad_handle_tested(struct bad_chip *c)
{
	dma_addr_t dma;
	struct bad_desc *d = dma_alloc_coherent(c->dev, sizeof(*d), &dma, GFP_KERNEL); // want "DMA105"

	if (dma_mapping_error(c->dev, dma))
		return NULL;
	d->ctrl = cpu_to_le32(1);
	writel(lower_32_bits(dma), c->regs);
	return d;
}

/* A block of a pool. */
struct bad_desc *bad_pool(struct bad_chip *c, dma_addr_t *dma)
{
	struct bad_desc *d;

	d = dma_pool_alloc(c->pool, GFP_ATOMIC, dma); // want "DMA105"
	d->next = 0;
	d->ctrl = 0;
	return d;
}

/* Logged, then used all the same. */
int bad_log_only(struct bad_chip *c, struct usb_device *udev, dma_addr_t *dma, u8 **out)
{
	u8 *buf = usb_alloc_coherent(udev, 64, GFP_KERNEL, dma); // want "DMA105"

	if (!buf)
		dev_err(c->dev, "no memory\n");
	buf[0] = 0x12;
	*out = buf;
	return 0;
}
