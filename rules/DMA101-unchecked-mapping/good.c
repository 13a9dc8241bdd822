/* SPDX-License-Identifier: Apache-2.0 */
/* DMA101, correct: the places and spellings of the test in real drivers. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <rdma/ib_verbs.h>

struct good_ops { int (*mapping_error)(struct device *dev, dma_addr_t dma); };
struct good_slot { struct sk_buff *skb; dma_addr_t dma; unsigned int len; };
struct good_nic {
	struct device *dev;
	void __iomem *regs;
	struct good_slot slot[64];
	const struct good_ops *ops;
	struct dma_chan *chan;
	struct completion done;
	u64 mask;
};

/* Tested at once. */
int good_plain(struct good_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE);

	if (unlikely(dma_mapping_error(nic->dev, dma)))
		return -ENOMEM;
	writel(lower_32_bits(dma), nic->regs);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* The result of the test is stored and looked at later. */
int good_stored(struct good_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE);
	int err = dma_mapping_error(nic->dev, dma);

	netdev_sent_queue(NULL, len);
	if (err)
		return err;
	writel(lower_32_bits(dma), nic->regs);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* One test for two branches that both map. */
int good_join(struct good_nic *nic, struct page *page, void *buf, bool use_page)
{
	dma_addr_t dma;

	if (use_page)
		dma = dma_map_page(nic->dev, page, 0, 512, DMA_TO_DEVICE);
	else
		dma = dma_map_single(nic->dev, buf, 512, DMA_TO_DEVICE);
	if (dma_mapping_error(nic->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), nic->regs);
	wait_for_completion(&nic->done);
	if (use_page)
		dma_unmap_page(nic->dev, dma, 512, DMA_TO_DEVICE);
	else
		dma_unmap_single(nic->dev, dma, 512, DMA_TO_DEVICE);
	return 0;
}

/* Two handles in one condition; WARN_ON() is a condition too. */
int good_chain(struct good_nic *nic, void *src, void *dst, size_t len)
{
	dma_addr_t from, to;
	int ret = -ENOMEM;

	from = dma_map_single(nic->dev, src, len, DMA_TO_DEVICE);
	if (WARN_ON(dma_mapping_error(nic->dev, from)))
		return -ENOMEM;
	to = dma_map_single(nic->dev, dst, len, DMA_FROM_DEVICE);
	if (!len || dma_mapping_error(nic->dev, to)) {
		if (!dma_mapping_error(nic->dev, to))
			dma_unmap_single(nic->dev, to, len, DMA_FROM_DEVICE);
		goto unmap_from;
	}
	writel(lower_32_bits(from), nic->regs);
	writel(lower_32_bits(to), nic->regs + 4);
	wait_for_completion(&nic->done);
	ret = 0;
	dma_unmap_single(nic->dev, to, len, DMA_FROM_DEVICE);
unmap_from:
	dma_unmap_single(nic->dev, from, len, DMA_TO_DEVICE);
	return ret;
}

/* Negated test with continue. */
unsigned int good_continue(struct good_nic *nic, void **bufs, unsigned int count)
{
	unsigned int i, done = 0;

	for (i = 0; i < count; i++) {
		dma_addr_t dma = dma_map_single(nic->dev, bufs[i], 64, DMA_TO_DEVICE);

		if (dma_mapping_error(nic->dev, dma))
			continue;
		writel(lower_32_bits(dma), nic->regs);
		wait_for_completion(&nic->done);
		dma_unmap_single(nic->dev, dma, 64, DMA_TO_DEVICE);
		done++;
	}
	return done;
}

/* Intel style: what the end of a round maps, the head of the next round tests. */
int good_next_round(struct good_nic *nic, struct sk_buff *skb)
{
	unsigned int size = skb_headlen(skb), i = 0;
	skb_frag_t *frag = &skb_shinfo(skb)->frags[0];
	unsigned int left = skb->data_len;
	dma_addr_t dma;

	dma = dma_map_single(nic->dev, skb->data, size, DMA_TO_DEVICE);
	for (;; frag++) {
		if (dma_mapping_error(nic->dev, dma))
			goto error;
		nic->slot[i].dma = dma;
		nic->slot[i].len = size;
		writel(lower_32_bits(dma), nic->regs);
		if (!left)
			break;
		i++;
		size = skb_frag_size(frag);
		left -= size;
		dma = skb_frag_dma_map(nic->dev, frag, 0, size, DMA_TO_DEVICE);
	}
	return 0;
error:
	while (i--)
		dma_unmap_page(nic->dev, nic->slot[i].dma, nic->slot[i].len, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* A predicate of the driver. */
static bool good_failed(struct good_nic *nic, dma_addr_t dma)
{
	return dma_mapping_error(nic->dev, dma) != 0;
}

int good_wrapper(struct good_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE);

	if (good_failed(nic, dma))
		return -EIO;
	writel(lower_32_bits(dma), nic->regs);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* A predicate that is reached through a table of operations. */
int good_table(struct good_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE);

	if (nic->ops->mapping_error(nic->dev, dma))
		return -EIO;
	writel(lower_32_bits(dma), nic->regs);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* The handle is returned: the caller tests it. */
static dma_addr_t good_map(struct good_nic *nic, void *buf, size_t len)
{
	return dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE);
}

int good_caller(struct good_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma = good_map(nic, buf, len);

	if (dma_mapping_error(nic->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), nic->regs);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* Written through a parameter, with an outcome. */
static int good_map_out(struct good_nic *nic, void *buf, size_t len, dma_addr_t *out)
{
	*out = dma_map_single(nic->dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(nic->dev, *out) ? -ENOMEM : 0;
}

int good_out_caller(struct good_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma;
	int ret = good_map_out(nic, buf, len, &dma);

	if (ret)
		return ret;
	writel(lower_32_bits(dma), nic->regs);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}

/* The callee that takes the handle tests it first. */
static int good_program(struct good_nic *nic, dma_addr_t dma)
{
	if (dma_mapping_error(nic->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), nic->regs);
	return 0;
}

int good_callee(struct good_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE);

	if (good_program(nic, dma))
		return -ENOMEM;
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* Left in a field, tested by the caller. */
static void good_fill(struct good_nic *nic, struct good_slot *s, void *buf)
{
	s->len = 256;
	s->dma = dma_map_single(nic->dev, buf, s->len, DMA_FROM_DEVICE);
}

int good_refill(struct good_nic *nic, unsigned int i, void *buf)
{
	struct good_slot *s = &nic->slot[i];

	good_fill(nic, s, buf);
	if (dma_mapping_error(nic->dev, s->dma)) {
		s->dma = 0;
		return -ENOMEM;
	}
	writel(lower_32_bits(s->dma), nic->regs + 8);
	return 0;
}

/* A field that is 0 when nothing is mapped: reset on failure, so the guard is right. */
void good_reset(struct good_nic *nic, unsigned int i)
{
	struct good_slot *s = &nic->slot[i];

	if (s->dma)
		dma_unmap_single(nic->dev, s->dma, s->len, DMA_FROM_DEVICE);
	s->dma = 0;
}

/* Range check beside the test, and the handle undone where only the range is wrong. */
int good_range(struct good_nic *nic, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(nic->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(nic->dev, dma))
		return -ENOMEM;
	if (dma > nic->mask) {
		dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
		return -EFBIG;
	}
	writel(lower_32_bits(dma), nic->regs);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

/* Exported, returns the handle as it is: the test is the user's. */
dma_addr_t good_exported(struct device *dev, void *buf, size_t len)
{
	return dma_map_single(dev, buf, len, DMA_BIDIRECTIONAL);
}

/* InfiniBand has its own test. */
int good_ib(struct ib_device *ib, struct good_nic *nic, void *buf, size_t len)
{
	u64 addr = ib_dma_map_single(ib, buf, len, DMA_TO_DEVICE);

	if (ib_dma_mapping_error(ib, addr))
		return -ENOMEM;
	writel(lower_32_bits(addr), nic->regs);
	wait_for_completion(&nic->done);
	ib_dma_unmap_single(ib, addr, len, DMA_TO_DEVICE);
	return 0;
}

/* Printing is not an action, but leaving is. */
int good_log_and_leave(struct good_nic *nic, void *buf, size_t len)
{
	struct dma_async_tx_descriptor *desc;
	dma_addr_t dma = dma_map_single(nic->chan->device->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(nic->chan->device->dev, dma)) {
		dev_err(nic->dev, "cannot map %zu bytes\n", len);
		return -ENOMEM;
	}
	desc = dmaengine_prep_slave_single(nic->chan, dma, len, DMA_MEM_TO_DEV, DMA_CTRL_ACK);
	if (!desc) {
		dma_unmap_single(nic->chan->device->dev, dma, len, DMA_TO_DEVICE);
		return -EIO;
	}
	dmaengine_submit(desc);
	dma_async_issue_pending(nic->chan);
	wait_for_completion(&nic->done);
	dma_unmap_single(nic->chan->device->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}
