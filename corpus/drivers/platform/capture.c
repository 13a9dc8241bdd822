// SPDX-License-Identifier: Apache-2.0
/*
 * A capture engine with chained descriptors in coherent memory and blocks of a
 * pool, behind a character device.
 *
 * Shapes: arrays of handles and their unwinding, pages, pools with the handle in
 * the block, wrappers with an ops table, handle arithmetic, masks, managed
 * memory, exported helpers. Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#define FRAMES 16
#define FRAME_SIZE 16384
#define PAGES 8

#define REG_CHAIN 0x00
#define REG_GO 0x08
#define REG_STATUS 0x0c

struct capture;

struct chain {
	__le32 addr, size;
	__le32 next, flags;
};

struct block {
	struct chain hw;
	struct list_head node;
	dma_addr_t self;
};

struct capture_ops {
	int (*mapping_error)(struct capture *c, dma_addr_t dma);
};

struct frame {
	void *cpu;
	dma_addr_t dma;
	size_t offset;
};

struct capture {
	struct device *dev;
	void __iomem *regs;
	const struct capture_ops *ops;
	struct chain *chain;
	dma_addr_t chain_dma;
	struct dma_pool *pool;
	struct list_head blocks;
	struct frame frame[FRAMES];
	struct page *page[PAGES];
	dma_addr_t page_dma[PAGES];
	struct completion done;
};

/* ---- wrappers ---- */

static int capture_mapping_error(struct capture *c, dma_addr_t dma)
{
	return dma_mapping_error(c->dev, dma);
}

static const struct capture_ops capture_default_ops = {
	.mapping_error = capture_mapping_error,
};

/* Correct: a wrapper that reports failure as 0, which its caller tests. */
static dma_addr_t capture_map(struct capture *c, void *cpu, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, cpu, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(c->dev, dma))
		return 0;
	return dma;
}

static int capture_once(struct capture *c, void *cpu, size_t len)
{
	dma_addr_t dma = capture_map(c, cpu, len);

	if (!dma)
		return -ENOMEM;
	writel(lower_32_bits(dma), c->regs + REG_CHAIN);
	wait_for_completion(&c->done);
	dma_unmap_single(c->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* Correct: tested through the table of operations. */
static int capture_table_test(struct capture *c, void *cpu, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, cpu, len, DMA_FROM_DEVICE);

	if (c->ops->mapping_error(c, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), c->regs + REG_CHAIN);
	wait_for_completion(&c->done);
	dma_unmap_single(c->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* Correct: a range check beside the test, each with its own way out. */
static int capture_aligned(struct capture *c, void *cpu, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, cpu, len, DMA_FROM_DEVICE);
	int ret = 0;

	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	if (!IS_ALIGNED(dma, 16)) {
		ret = -EINVAL;
		goto unmap;
	}
	writel(lower_32_bits(dma), c->regs + REG_CHAIN);
	wait_for_completion(&c->done);
unmap:
	dma_unmap_single(c->dev, dma, len, DMA_FROM_DEVICE);
	return ret;
}

/* Wrong: when only the alignment is wrong, the mapping stays. */
static int bad_aligned(struct capture *c, void *cpu, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, cpu, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	if (dma & 15)
		return -EINVAL; // want "DMA211"
	writel(lower_32_bits(dma), c->regs + REG_CHAIN);
	wait_for_completion(&c->done);
	dma_unmap_single(c->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* Wrong: 32 bits of a handle are not the handle. */
static int bad_short_handle(struct capture *c, void *cpu, size_t len)
{
	u32 dma = dma_map_single(c->dev, cpu, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(c->dev, dma)) // want "DMA102"
		return -ENOMEM;
	writel(dma, c->regs + REG_CHAIN);
	wait_for_completion(&c->done);
	dma_unmap_single(c->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* ---- frames ---- */

static void capture_free_frames(struct capture *c)
{
	int i;

	for (i = 0; i < FRAMES; i++) {
		struct frame *f = &c->frame[i];

		if (f->dma)
			dma_unmap_single(c->dev, f->dma - f->offset, FRAME_SIZE, DMA_FROM_DEVICE);
		f->dma = 0;
		kfree(f->cpu);
		f->cpu = NULL;
	}
}

/* Correct: arithmetic on the handle after the test; a field that is 0 when nothing is mapped. */
static int capture_alloc_frames(struct capture *c)
{
	int i;

	for (i = 0; i < FRAMES; i++) {
		struct frame *f = &c->frame[i];
		dma_addr_t dma;

		f->offset = 64;
		f->cpu = kmalloc(FRAME_SIZE, GFP_KERNEL);
		if (!f->cpu)
			goto fail;
		dma = dma_map_single(c->dev, f->cpu, FRAME_SIZE, DMA_FROM_DEVICE);
		if (dma_mapping_error(c->dev, dma))
			goto fail;
		f->dma = dma + f->offset;
	}
	return 0;
fail:
	capture_free_frames(c);
	return -ENOMEM;
}

/* Correct: while (i--) for what came before. */
static int capture_map_pages(struct capture *c)
{
	int i;

	for (i = 0; i < PAGES; i++) {
		c->page_dma[i] = dma_map_page(c->dev, c->page[i], 0, PAGE_SIZE, DMA_FROM_DEVICE);
		if (dma_mapping_error(c->dev, c->page_dma[i]))
			goto undo;
	}
	return 0;
undo:
	while (i--)
		dma_unmap_page(c->dev, c->page_dma[i], PAGE_SIZE, DMA_FROM_DEVICE);
	return -ENOMEM;
}

static void capture_unmap_pages(struct capture *c)
{
	int i;

	for (i = 0; i < PAGES; i++)
		dma_unmap_page(c->dev, c->page_dma[i], PAGE_SIZE, DMA_FROM_DEVICE);
}

/* Correct: negated test with continue; the handle goes into coherent memory after it. */
static int capture_write_chain(struct capture *c)
{
	int i, n = 0;

	for (i = 0; i < PAGES; i++) {
		if (dma_mapping_error(c->dev, c->page_dma[i]))
			continue;
		c->chain[n].addr = cpu_to_le32(lower_32_bits(c->page_dma[i]));
		c->chain[n].size = cpu_to_le32(PAGE_SIZE);
		n++;
	}
	writel(lower_32_bits(c->chain_dma), c->regs + REG_CHAIN);
	return n;
}

/* Wrong: the failure is printed, the handle is written all the same. */
static int bad_chain_entry(struct capture *c, struct page *page, int i)
{
	dma_addr_t dma = dma_map_page(c->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE); // want "DMA101: dma"

	if (dma_mapping_error(c->dev, dma))
		dev_err(c->dev, "entry %d failed\n", i);
	c->chain[i].addr = cpu_to_le32(lower_32_bits(dma));
	c->chain[i].size = cpu_to_le32(PAGE_SIZE);
	c->page_dma[i] = dma;
	writel(1, c->regs + REG_GO);
	return 0;
}

/* ---- blocks of the pool ---- */

/* Correct: the handle lives in the block. */
static struct block *capture_get_block(struct capture *c)
{
	dma_addr_t dma;
	struct block *b = dma_pool_zalloc(c->pool, GFP_KERNEL, &dma);

	if (!b)
		return NULL;
	b->self = dma;
	list_add_tail(&b->node, &c->blocks);
	return b;
}

static void capture_put_blocks(struct capture *c)
{
	struct block *b, *next;

	list_for_each_entry_safe(b, next, &c->blocks, node) {
		list_del(&b->node);
		dma_pool_free(c->pool, b, b->self);
	}
}

/* Wrong: a block of a pool is not coherent memory of its own. */
static int bad_one_block(struct capture *c)
{
	dma_addr_t dma;
	struct block *b = dma_pool_alloc(c->pool, GFP_KERNEL, &dma);

	if (!b)
		return -ENOMEM;
	b->hw.next = 0;
	writel(lower_32_bits(dma), c->regs + REG_CHAIN);
	wait_for_completion(&c->done);
	dma_free_coherent(c->dev, sizeof(*b), b, dma); // want "DMA202"
	return 0;
}

/* Wrong: the handle is tested, which says nothing about an allocation. */
static int bad_scratch(struct capture *c)
{
	dma_addr_t dma = 0;
	u32 *scratch = dma_alloc_coherent(c->dev, PAGE_SIZE, &dma, GFP_KERNEL); // want "DMA105"

	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	scratch[0] = 0xdeadbeef;
	writel(lower_32_bits(dma), c->regs + REG_CHAIN);
	wait_for_completion(&c->done);
	dma_free_coherent(c->dev, PAGE_SIZE, scratch, dma);
	return 0;
}

/* Correct: the pointer is tested. */
static int capture_scratch(struct capture *c)
{
	dma_addr_t dma;
	u32 *scratch = dma_alloc_coherent(c->dev, PAGE_SIZE, &dma, GFP_KERNEL);

	if (!scratch)
		return -ENOMEM;
	scratch[0] = 0xdeadbeef;
	writel(lower_32_bits(dma), c->regs + REG_CHAIN);
	wait_for_completion(&c->done);
	dma_free_coherent(c->dev, PAGE_SIZE, scratch, dma);
	return 0;
}

/* ---- file operations and set-up ---- */

static ssize_t capture_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	struct capture *c = file->private_data;
	int ret = capture_map_pages(c);

	if (ret)
		return ret;
	ret = capture_write_chain(c) ? 0 : -EIO;
	if (!ret) {
		writel(1, c->regs + REG_GO);
		wait_for_completion(&c->done);
	}
	capture_unmap_pages(c);
	return ret ? ret
		   : simple_read_from_buffer(buf, n, pos, page_address(c->page[0]), PAGE_SIZE);
}

static ssize_t capture_write(struct file *file, const char __user *from, size_t n, loff_t *pos)
{
	struct capture *c = file->private_data;
	void *cpu = memdup_user(from, n);
	int ret;

	if (IS_ERR(cpu))
		return PTR_ERR(cpu);
	ret = capture_once(c, cpu, n) ?: capture_table_test(c, cpu, n);
	if (!ret)
		ret = capture_aligned(c, cpu, n);
	if (!ret)
		ret = bad_aligned(c, cpu, n) ?: bad_short_handle(c, cpu, n);
	kfree(cpu);
	return ret ? ret : (ssize_t)n;
}

static long capture_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct capture *c = file->private_data;

	switch (cmd) {
	case 0:
		return capture_get_block(c) ? 0 : -ENOMEM;
	case 1:
		return bad_one_block(c);
	case 2:
		return bad_scratch(c);
	case 3:
		return capture_scratch(c);
	case 4:
		return bad_chain_entry(c, c->page[0], 0);
	default:
		capture_put_blocks(c);
		return -ENOTTY;
	}
}

static const struct file_operations capture_fops = {
	.owner = THIS_MODULE,
	.read = capture_read,
	.write = capture_write,
	.unlocked_ioctl = capture_ioctl,
};

static struct miscdevice capture_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "capture",
	.fops = &capture_fops,
};

static irqreturn_t capture_irq(int irq, void *data)
{
	struct capture *c = data;

	complete(&c->done);
	return readl(c->regs + REG_STATUS) ? IRQ_HANDLED : IRQ_NONE;
}

/* Wrong: the second mask can only fail as the first did. */
static int bad_masks(struct device *dev)
{
	int ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));

	if (ret)
		ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)); // want "DMA502"
	return ret;
}

static int capture_probe(struct platform_device *pdev)
{
	struct capture *c = devm_kzalloc(&pdev->dev, sizeof(*c), GFP_KERNEL);
	int i, ret;

	if (!c)
		return -ENOMEM;
	c->dev = &pdev->dev;
	c->ops = &capture_default_ops;
	INIT_LIST_HEAD(&c->blocks);
	init_completion(&c->done);
	c->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(c->regs))
		return PTR_ERR(c->regs);
	ret = bad_masks(&pdev->dev);
	if (ret)
		return ret;
	c->chain = dmam_alloc_coherent(&pdev->dev, PAGES * sizeof(*c->chain), &c->chain_dma,
				       GFP_KERNEL);
	c->pool = dmam_pool_create("capture", &pdev->dev, sizeof(struct block), 16, 0);
	if (!c->chain || !c->pool)
		return -ENOMEM;
	for (i = 0; i < PAGES; i++) {
		c->page[i] = (struct page *)devm_get_free_pages(&pdev->dev, GFP_KERNEL, 0);
		if (!c->page[i])
			return -ENOMEM;
		c->page[i] = virt_to_page(c->page[i]);
	}
	ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), capture_irq, 0, "capture", c);
	if (ret)
		return ret;
	ret = capture_alloc_frames(c);
	if (ret)
		return ret;
	platform_set_drvdata(pdev, c);
	ret = misc_register(&capture_misc);
	if (ret)
		capture_free_frames(c);
	return ret;
}

static void capture_remove(struct platform_device *pdev)
{
	struct capture *c = platform_get_drvdata(pdev);

	misc_deregister(&capture_misc);
	capture_free_frames(c);
	capture_put_blocks(c);
}

static struct platform_driver capture_driver = {
	.probe = capture_probe,
	.remove = capture_remove,
	.driver = { .name = "sample-capture" },
};
module_platform_driver(capture_driver);
MODULE_LICENSE("GPL");
