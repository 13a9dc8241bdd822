// SPDX-License-Identifier: Apache-2.0
/*
 * A block copier on a big-endian bus: a source and a destination for each job,
 * with the same buffer allowed for both.
 *
 * Shapes: a direction kept in the job or computed twice, handles inside register
 * writes and bit-fields, a range check beside the test, cleanups that ask for
 * the handle, an action of the device core, copies of constant data, vmalloc
 * memory page by page. Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define REG_SRC 0x00
#define REG_DST 0x04
#define REG_LEN 0x08
#define REG_GO 0x0c
#define REG_STATUS 0x10

#define COPY_LIMIT 0x3fffffffUL
#define COPY_PAGES 4

struct copy_desc {
	u64 addr : 40;
	u64 len : 16;
	u64 last : 1;
};

struct job {
	void *src, *dst;
	size_t len;
	dma_addr_t src_dma, dst_dma;
	enum dma_data_direction dir;
	bool read;
};

struct copier {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	struct copy_desc *table;
	dma_addr_t table_dma;
	void *pattern;
	dma_addr_t pattern_dma;
	dma_addr_t page_dma[COPY_PAGES];
};

static const u8 fill_pattern[] = { 0x55, 0xaa, 0x55, 0xaa };

static int copy_wait(struct copier *c)
{
	if (wait_for_completion_timeout(&c->done, HZ))
		return 0;
	writel(0, c->regs);
	return -ETIMEDOUT;
}

/* ---- jobs ---- */

/* Correct: one buffer for both is mapped once, in both directions. */
static int copy_map_job(struct copier *c, struct job *j)
{
	j->src_dma = dma_map_single(c->dev, j->src, j->len,
				    j->src != j->dst ? DMA_TO_DEVICE : DMA_BIDIRECTIONAL);
	if (dma_mapping_error(c->dev, j->src_dma))
		return -ENOMEM;
	if (j->src == j->dst) {
		j->dst_dma = j->src_dma;
		return 0;
	}
	j->dst_dma = dma_map_single(c->dev, j->dst, j->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(c->dev, j->dst_dma)) {
		dma_unmap_single(c->dev, j->src_dma, j->len, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	return 0;
}

static void copy_unmap_job(struct copier *c, struct job *j)
{
	if (j->src == j->dst) {
		dma_unmap_single(c->dev, j->src_dma, j->len, DMA_BIDIRECTIONAL);
		return;
	}
	dma_unmap_single(c->dev, j->dst_dma, j->len, DMA_FROM_DEVICE);
	dma_unmap_single(c->dev, j->src_dma, j->len, DMA_TO_DEVICE);
}

static int copy_run(struct copier *c, struct job *j)
{
	int ret = copy_map_job(c, j);

	if (ret)
		return ret;
	out_be32(c->regs + REG_SRC, lower_32_bits(j->src_dma));
	out_be32(c->regs + REG_DST, lower_32_bits(j->dst_dma));
	out_be32(c->regs + REG_GO, 1);
	ret = copy_wait(c);
	copy_unmap_job(c, j);
	return ret;
}

/* Correct: the direction is kept with the handle. */
static int copy_one_way(struct copier *c, struct job *j)
{
	int ret;

	j->dir = j->read ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
	j->src_dma = dma_map_single(c->dev, j->src, j->len, j->dir);
	if (dma_mapping_error(c->dev, j->src_dma))
		return -ENOMEM;
	out_be32(c->regs + REG_SRC, lower_32_bits(j->src_dma));
	ret = copy_wait(c);
	dma_unmap_single(c->dev, j->src_dma, j->len, j->dir);
	return ret;
}

/* Correct: the same question, asked the other way round. */
static int copy_inverted(struct copier *c, void *buf, size_t len, bool read)
{
	dma_addr_t dma = dma_map_single(c->dev, buf, len, read ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	int ret;

	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	out_be32(c->regs + REG_SRC, lower_32_bits(dma));
	ret = copy_wait(c);
	dma_unmap_single(c->dev, dma, len, !read ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
	return ret;
}

/* Wrong: the question is turned round, the answers are not. */
static int bad_inverted(struct copier *c, void *buf, size_t len, bool read)
{
	dma_addr_t dma = dma_map_single(c->dev, buf, len, read ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	int ret;

	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	out_be32(c->regs + REG_SRC, lower_32_bits(dma));
	ret = copy_wait(c);
	dma_unmap_single(c->dev, dma, len, !read ? DMA_FROM_DEVICE : DMA_TO_DEVICE); // want "DMA201"
	return ret;
}

/* ---- handles in odd places ---- */

/* Correct: a bit-field of the table gets the handle, the test comes before. */
static int copy_table_entry(struct copier *c, unsigned int i, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(c->dev, buf, len, DMA_TO_DEVICE);
	int ret;

	if (unlikely(dma_mapping_error(c->dev, dma)))
		return -ENOMEM;
	c->table[i].addr = dma;
	c->table[i].len = len;
	c->table[i].last = 1;
	out_be32(c->regs + REG_GO, i);
	ret = copy_wait(c);
	dma_unmap_single(c->dev, dma, len, DMA_TO_DEVICE);
	return ret;
}

/* Wrong: the handle goes into the register as it comes. */
static void bad_register(struct copier *c, void *buf, size_t len)
{
	out_be32(c->regs + REG_SRC, (u32)dma_map_single(c->dev, buf, len, DMA_TO_DEVICE)); // want "DMA101"
	out_be32(c->regs + REG_LEN, len);
	out_be32(c->regs + REG_GO, 1);
}

/* Correct: what the copier cannot reach is given back. */
static int copy_in_reach(struct copier *c, struct job *j)
{
	dma_addr_t dma = dma_map_single(c->dev, j->src, j->len, DMA_TO_DEVICE);

	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	if (dma > COPY_LIMIT) {
		dma_unmap_single(c->dev, dma, j->len, DMA_TO_DEVICE);
		return -EFBIG;
	}
	j->src_dma = dma;
	return 0;
}

/* Wrong: out of reach and failed are one thing here, and nothing is given back. */
static int bad_reach(struct copier *c, struct job *j)
{
	dma_addr_t dma = dma_map_single(c->dev, j->src, j->len, DMA_TO_DEVICE);

	if (dma_mapping_error(c->dev, dma) || dma > COPY_LIMIT)
		return -EFBIG; // want "DMA211: dma"
	j->src_dma = dma;
	return 0;
}

/* ---- cleanups that ask for the handle ---- */

/* Correct: a failed map leaves 0 behind. */
static int copy_pages(struct copier *c, struct page **pages)
{
	int i, ret = 0;

	for (i = 0; i < COPY_PAGES; i++) {
		c->page_dma[i] = dma_map_page(c->dev, pages[i], 0, PAGE_SIZE, DMA_TO_DEVICE);
		if (dma_mapping_error(c->dev, c->page_dma[i])) {
			c->page_dma[i] = 0;
			ret = -ENOMEM;
			break;
		}
	}
	if (!ret) {
		out_be32(c->regs + REG_GO, COPY_PAGES);
		ret = copy_wait(c);
	}
	for (i = 0; i < COPY_PAGES; i++) {
		if (c->page_dma[i])
			dma_unmap_page(c->dev, c->page_dma[i], PAGE_SIZE, DMA_TO_DEVICE);
		c->page_dma[i] = 0;
	}
	return ret;
}

/* Wrong: the failed handle is not 0, so it is unmapped. */
static int bad_guard(struct copier *c, struct job *j)
{
	int ret = -ENOMEM;

	j->src_dma = dma_map_single(c->dev, j->src, j->len, DMA_TO_DEVICE);
	if (dma_mapping_error(c->dev, j->src_dma))
		goto out;
	out_be32(c->regs + REG_SRC, lower_32_bits(j->src_dma));
	ret = copy_wait(c);
out:
	if (j->src_dma)
		dma_unmap_single(c->dev, j->src_dma, j->len, DMA_TO_DEVICE); // want "DMA214"
	j->src_dma = 0;
	return ret;
}

/* ---- memory ---- */

static void copy_drop_pattern(void *data)
{
	struct copier *c = data;

	dma_unmap_single(c->dev, c->pattern_dma, sizeof(fill_pattern), DMA_TO_DEVICE);
	kfree(c->pattern);
}

/* Correct: constant data is copied first; the device core undoes the rest. */
static int copy_pattern(struct copier *c)
{
	c->pattern = kmemdup(fill_pattern, sizeof(fill_pattern), GFP_KERNEL);
	if (!c->pattern)
		return -ENOMEM;
	c->pattern_dma = dma_map_single(c->dev, c->pattern, sizeof(fill_pattern), DMA_TO_DEVICE);
	if (dma_mapping_error(c->dev, c->pattern_dma)) {
		kfree(c->pattern);
		return -ENOMEM;
	}
	return devm_add_action_or_reset(c->dev, copy_drop_pattern, c);
}

/* Wrong: constant data goes to the device as it is. */
static int bad_pattern(struct copier *c)
{
	dma_addr_t dma = dma_map_single(c->dev, (void *)fill_pattern, sizeof(fill_pattern), DMA_TO_DEVICE); // want "DMA303: fill_pattern"
	int ret;

	if (dma_mapping_error(c->dev, dma))
		return -ENOMEM;
	out_be32(c->regs + REG_SRC, lower_32_bits(dma));
	ret = copy_wait(c);
	dma_unmap_single(c->dev, dma, sizeof(fill_pattern), DMA_TO_DEVICE);
	return ret;
}

/* Correct: vmalloc memory is mapped through its pages. */
static int copy_vmalloc(struct copier *c)
{
	void *buf = vmalloc(PAGE_SIZE);
	dma_addr_t dma;
	int ret;

	if (!buf)
		return -ENOMEM;
	dma = dma_map_page(c->dev, vmalloc_to_page(buf), 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(c->dev, dma)) {
		vfree(buf);
		return -ENOMEM;
	}
	out_be32(c->regs + REG_DST, lower_32_bits(dma));
	ret = copy_wait(c);
	dma_unmap_page(c->dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
	vfree(buf);
	return ret;
}

/* Correct: a buffer on the stack is copied into one that may be mapped. */
static int copy_small(struct copier *c, u32 command)
{
	u32 words[2] = { command, ~command };
	void *bounce = kmalloc(sizeof(words), GFP_KERNEL);
	dma_addr_t dma;
	int ret;

	if (!bounce)
		return -ENOMEM;
	memcpy(bounce, words, sizeof(words));
	dma = dma_map_single(c->dev, bounce, sizeof(words), DMA_TO_DEVICE);
	ret = dma_mapping_error(c->dev, dma);
	if (ret)
		goto out;
	out_be32(c->regs + REG_SRC, lower_32_bits(dma));
	ret = copy_wait(c);
	dma_unmap_single(c->dev, dma, sizeof(words), DMA_TO_DEVICE);
out:
	kfree(bounce);
	return ret;
}

static int copy_probe(struct platform_device *pdev)
{
	struct copier *c = platform_get_drvdata(pdev);
	struct page *pages[COPY_PAGES] = { NULL };
	struct job j = { .len = PAGE_SIZE };
	int ret;

	c->table = dmam_alloc_coherent(c->dev, PAGE_SIZE, &c->table_dma, GFP_KERNEL);
	if (!c->table)
		return -ENOMEM;
	ret = copy_pattern(c);
	if (!ret)
		ret = copy_run(c, &j) ?: copy_one_way(c, &j) ?: copy_pages(c, pages);
	if (!ret)
		ret = copy_in_reach(c, &j) ?: bad_reach(c, &j) ?: bad_guard(c, &j);
	if (!ret)
		ret = copy_vmalloc(c) ?: copy_small(c, 1) ?: copy_table_entry(c, 0, c->pattern, 4);
	if (!ret)
		ret = copy_inverted(c, c->pattern, 4, false) ?: bad_inverted(c, c->pattern, 4, true);
	bad_register(c, c->pattern, 4);
	return ret ?: bad_pattern(c);
}

static struct platform_driver copy_driver = { .probe = copy_probe };
module_platform_driver(copy_driver);
MODULE_LICENSE("GPL");
