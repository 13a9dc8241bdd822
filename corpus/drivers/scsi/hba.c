// SPDX-License-Identifier: Apache-2.0
/*
 * A SCSI host adapter with a mailbox, and the packet side of the same chip.
 *
 * Shapes: scsi_dma_map(), lists mapped entry by entry, handles that are assigned
 * inside a conversion or a condition, container_of, a jump into the middle of an
 * unwinding loop, wrappers that ignore the direction, padded lengths, a packet
 * given back before its unmap. Functions that begin with bad_ are wrong on
 * purpose.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <rdma/ib_verbs.h>
#include <scsi/scsi_cmnd.h>

#define CMDS 32
#define PADDING 16
#define LARGE 8
#define LARGE_SIZE 8192

#define REG_MBOX 0x00
#define REG_LIST 0x10
#define REG_GO 0x20

struct hba_sge { __le32 addr, len; };

struct hba_cmd {
	struct scsi_cmnd *scsi;
	struct hba_sge sge[16];
	u8 sense[SCSI_SENSE_BUFFERSIZE] ____cacheline_aligned;
	dma_addr_t sense_dma;
	struct list_head node;
};

struct hba_mbox {
	struct hba_cmd cmd;
	void *data;
	size_t len;
	dma_addr_t bus;
};

struct hba {
	struct device *dev;
	struct ib_device *ib;
	void __iomem *regs;
	struct completion done;
	struct hba_sge *list;
	dma_addr_t list_dma;
	dma_addr_t large_dma[LARGE];
	void *large[LARGE];
	struct sk_buff *tx_skb;
	dma_addr_t tx_dma;
	unsigned int tx_len;
	struct sk_buff *ptp_skb;
	dma_addr_t ptp_dma;
	struct scatterlist sgl[LARGE];
};

/* ---- commands ---- */

/* Correct: scsi_dma_map() fails with a negative number; the completion unmaps. */
static int hba_queue(struct hba *h, struct scsi_cmnd *cmd)
{
	struct scatterlist *sg;
	int i, count = scsi_dma_map(cmd);

	if (count < 0)
		return SCSI_MLQUEUE_HOST_BUSY;
	scsi_for_each_sg(cmd, sg, count, i) {
		h->list[i].addr = cpu_to_le32(lower_32_bits(sg_dma_address(sg)));
		h->list[i].len = cpu_to_le32(sg_dma_len(sg));
	}
	writel(count, h->regs + REG_GO);
	return 0;
}

static void hba_complete(struct hba *h, struct scsi_cmnd *cmd)
{
	scsi_dma_unmap(cmd);
	scsi_done(cmd);
}

/* Correct: too many entries, and the command is unmapped before it goes back. */
static int hba_queue_limited(struct hba *h, struct scsi_cmnd *cmd)
{
	int count = scsi_dma_map(cmd);

	if (unlikely(count < 0)) {
		dev_err(h->dev, "cannot map command\n");
		return SCSI_MLQUEUE_HOST_BUSY;
	}
	if (count > 16) {
		scsi_dma_unmap(cmd);
		return -E2BIG;
	}
	writel(count, h->regs + REG_GO);
	return 0;
}

/* Correct: the sense buffer's handle is assigned inside the condition. */
static int hba_map_sense(struct hba *h, struct hba_cmd *c)
{
	if (dma_mapping_error(h->dev, c->sense_dma = dma_map_single(
					      h->dev, c->sense, sizeof(c->sense), DMA_FROM_DEVICE)))
		return -ENOMEM;
	writel(lower_32_bits(c->sense_dma), h->regs + REG_MBOX);
	return 0;
}

static void hba_unmap_sense(struct hba *h, struct hba_cmd *c)
{
	dma_unmap_single(h->dev, c->sense_dma, SCSI_SENSE_BUFFERSIZE, DMA_FROM_DEVICE);
}

/* Correct: the mailbox is found through its command. */
static int hba_mbox_send(struct hba *h, struct hba_cmd *c)
{
	struct hba_mbox *m = container_of(c, struct hba_mbox, cmd);

	m->bus = dma_map_single(h->dev, m->data, m->len + PADDING, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(h->dev, m->bus)) {
		m->bus = 0;
		return -ENOMEM;
	}
	writel(lower_32_bits(m->bus), h->regs + REG_MBOX);
	return 0;
}

static void hba_mbox_done(struct hba *h, struct hba_cmd *c)
{
	struct hba_mbox *m = container_of(c, struct hba_mbox, cmd);

	if (m->bus)
		dma_unmap_single(h->dev, container_of(c, struct hba_mbox, cmd)->bus,
				 m->len + PADDING, DMA_BIDIRECTIONAL);
	m->bus = 0;
}

/* Wrong: a mailbox that is not answered stays mapped. */
static int bad_mbox_wait(struct hba *h, void *data, size_t len)
{
	dma_addr_t bus = dma_map_single(h->dev, data, len, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(h->dev, bus))
		return -ENOMEM;
	writel(lower_32_bits(bus), h->regs + REG_MBOX);
	if (!wait_for_completion_timeout(&h->done, HZ))
		goto timeout;
	dma_unmap_single(h->dev, bus, len, DMA_BIDIRECTIONAL);
	return 0;
timeout:
	dev_err(h->dev, "mailbox timeout\n");
	return -ETIMEDOUT; // want "DMA211: bus"
}

/* ---- lists mapped entry by entry ---- */

/* Correct: the field of the list itself is the place of the handle. hba_probe() leaves it when a later test fails. */
static int hba_map_entries(struct hba *h, struct page **pages, int count)
{
	struct scatterlist *sg;
	int i;

	sg_init_table(h->sgl, LARGE);
	for_each_sg(h->sgl, sg, count, i) {
		sg_set_page(sg, pages[i], PAGE_SIZE, 0);
		sg_dma_address(sg) = dma_map_page(h->dev, sg_page(sg), 0, PAGE_SIZE, DMA_TO_DEVICE); // want "DMA211: when 'hba_probe' fails"
		if (dma_mapping_error(h->dev, sg_dma_address(sg)))
			goto undo;
		sg_dma_len(sg) = PAGE_SIZE;
	}
	return 0;
undo:
	while (--i >= 0)
		dma_unmap_page(h->dev, sg_dma_address(&h->sgl[i]), PAGE_SIZE, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* Correct: a jump into the middle of the unwinding loop, past the unmap of what has failed. */
static int hba_alloc_large(struct hba *h)
{
	int i;

	for (i = 0; i < LARGE; i++) {
		h->large[i] = kmalloc(LARGE_SIZE, GFP_KERNEL);
		if (!h->large[i])
			goto next;
		h->large_dma[i] = dma_map_single(h->dev, h->large[i], LARGE_SIZE, DMA_FROM_DEVICE);
		if (dma_mapping_error(h->dev, h->large_dma[i]))
			goto free;
	}
	return 0;

	while (i >= 0) {
		dma_unmap_single(h->dev, h->large_dma[i], LARGE_SIZE, DMA_FROM_DEVICE);
free:
		kfree(h->large[i]);
		h->large[i] = NULL;
next:
		i--;
	}
	return -ENOMEM;
}

static void hba_free_large(struct hba *h)
{
	int i;

	for (i = 0; i < LARGE; i++) {
		dma_unmap_single(h->dev, h->large_dma[i], LARGE_SIZE, DMA_FROM_DEVICE);
		kfree(h->large[i]);
		h->large[i] = NULL;
	}
}

/* Wrong: the entry goes to the chip before anybody has looked. */
static int bad_map_entry(struct hba *h, struct page *page)
{
	h->list[0].addr = cpu_to_le32((u32)dma_map_page(h->dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE)); // want "DMA101"
	h->list[0].len = cpu_to_le32(PAGE_SIZE);
	writel(1, h->regs + REG_GO);
	return 0;
}

/* ---- wrappers ---- */

/* Both ignore the direction, and agree. */
static dma_addr_t hba_map(struct hba *h, void *p, size_t n, enum dma_data_direction dir)
{
	return dma_map_single(h->dev, p, n, DMA_BIDIRECTIONAL);
}

static void hba_unmap(struct hba *h, dma_addr_t dma, size_t n, enum dma_data_direction dir)
{
	dma_unmap_single(h->dev, dma, n, DMA_BIDIRECTIONAL);
}

/* Correct: the directions at the calls differ, what counts is inside. */
static int hba_exchange(struct hba *h, void *p, size_t n)
{
	dma_addr_t dma = hba_map(h, p, n, DMA_TO_DEVICE);

	if (dma_mapping_error(h->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), h->regs + REG_LIST);
	wait_for_completion(&h->done);
	hba_unmap(h, dma, n, DMA_FROM_DEVICE);
	return 0;
}

/* Correct: the InfiniBand calls have a device and a test of their own. */
static int hba_rdma(struct hba *h, void *p, size_t n)
{
	struct ib_sge sge;
	int ret = 0;

	sge.addr = ib_dma_map_single(h->ib, p, n, DMA_TO_DEVICE);
	if (ib_dma_mapping_error(h->ib, sge.addr))
		return -ENOMEM;
	writel(lower_32_bits(sge.addr), h->regs + REG_LIST);
	if (!wait_for_completion_timeout(&h->done, HZ)) {
		writel(0, h->regs + REG_LIST);
		ret = -ETIMEDOUT;
	}
	ib_dma_unmap_single(h->ib, sge.addr, n, DMA_TO_DEVICE);
	return ret;
}

/* Correct: explicit syncs around a mapping that skips them. */
static int hba_skip_sync(struct hba *h, void *p, size_t n)
{
	dma_addr_t dma =
		dma_map_single_attrs(h->dev, p, n, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);

	if (dma_mapping_error(h->dev, dma))
		return -ENOMEM;
	dma_sync_single_for_device(h->dev, dma, n, DMA_FROM_DEVICE);
	writel(lower_32_bits(dma), h->regs + REG_LIST);
	wait_for_completion(&h->done);
	dma_sync_single_for_cpu(h->dev, dma, n, DMA_FROM_DEVICE);
	dma_unmap_single_attrs(h->dev, dma, n, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	return 0;
}

/* Exported: whoever calls it gets the handle and tests it. */
dma_addr_t hba_map_for_user(struct hba *h, void *p, size_t n)
{
	return dma_map_single(h->dev, p, n, DMA_TO_DEVICE);
}
EXPORT_SYMBOL_GPL(hba_map_for_user);

/* ---- packets ---- */

static int hba_send(struct hba *h, struct sk_buff *skb)
{
	h->tx_len = skb->len;
	h->tx_dma = dma_map_single(h->dev, skb->data, skb->len, DMA_TO_DEVICE); // want "DMA211: when 'hba_probe' fails"
	if (dma_mapping_error(h->dev, h->tx_dma))
		return -ENOMEM;
	h->tx_skb = skb;
	writel(lower_32_bits(h->tx_dma), h->regs + REG_LIST);
	return 0;
}

/* Correct enough: the device is done, and every Intel driver does it in this order. */
static void hba_sent(struct hba *h, int budget)
{
	napi_consume_skb(h->tx_skb, budget);
	dma_unmap_single(h->dev, h->tx_dma, h->tx_len, DMA_TO_DEVICE);
	h->tx_skb = NULL;
	h->tx_dma = 0;
}

/* Wrong: one direction where it is mapped, the other where it is undone. */
static int bad_send_ptp(struct hba *h, struct sk_buff *skb)
{
	h->ptp_dma = dma_map_single(h->dev, skb->data, 128, DMA_TO_DEVICE);
	if (dma_mapping_error(h->dev, h->ptp_dma))
		return -ENOMEM;
	h->ptp_skb = skb;
	writel(lower_32_bits(h->ptp_dma), h->regs + REG_LIST);
	return 0;
}

static void bad_sent_ptp(struct hba *h)
{
	dma_unmap_single(h->dev, h->ptp_dma, 128, DMA_FROM_DEVICE); // want "DMA201"
	dev_kfree_skb_any(h->ptp_skb);
}

/* ---- set-up ---- */

static irqreturn_t hba_irq(int irq, void *data)
{
	struct hba *h = data;

	if (h->tx_skb)
		hba_sent(h, 0);
	if (h->ptp_skb)
		bad_sent_ptp(h);
	complete(&h->done);
	return IRQ_HANDLED;
}

int hba_command(struct hba *h, struct scsi_cmnd *cmd, struct hba_cmd *c, bool limited)
{
	int ret = hba_map_sense(h, c);

	if (ret)
		return ret;
	ret = limited ? hba_queue_limited(h, cmd) : hba_queue(h, cmd);
	if (ret)
		hba_unmap_sense(h, c);
	return ret;
}

void hba_command_done(struct hba *h, struct scsi_cmnd *cmd, struct hba_cmd *c)
{
	hba_unmap_sense(h, c);
	hba_complete(h, cmd);
}

static int hba_self_test(struct hba *h, struct sk_buff *skb, void *p, struct page **pages)
{
	struct hba_mbox *m = kzalloc(sizeof(*m), GFP_KERNEL);
	int ret;

	if (!m)
		return -ENOMEM;
	m->data = p;
	m->len = 64;
	ret = hba_mbox_send(h, &m->cmd);
	if (ret)
		goto free;
	wait_for_completion(&h->done);
	hba_mbox_done(h, &m->cmd);
	ret = hba_exchange(h, p, 64) ?: hba_rdma(h, p, 64) ?: hba_skip_sync(h, p, 64);
	if (!ret)
		ret = bad_mbox_wait(h, p, 64) ?: bad_map_entry(h, pages[0]);
	if (!ret)
		ret = hba_map_entries(h, pages, LARGE) ?: hba_send(h, skb) ?: bad_send_ptp(h, skb);
free:
	kfree(m);
	return ret;
}

static int hba_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct hba *h = devm_kzalloc(&pdev->dev, sizeof(*h), GFP_KERNEL);
	int ret;

	if (!h)
		return -ENOMEM;
	h->dev = &pdev->dev;
	h->regs = pcim_iomap(pdev, 0, 0);
	init_completion(&h->done);
	h->list =
		dmam_alloc_coherent(&pdev->dev, CMDS * sizeof(*h->list), &h->list_dma, GFP_KERNEL);
	if (!h->list)
		return -ENOMEM;
	ret = devm_request_irq(&pdev->dev, pdev->irq, hba_irq, 0, "hba", h);
	if (ret)
		return ret;
	ret = hba_alloc_large(h);
	if (ret)
		return ret;
	ret = hba_self_test(h, NULL, h->large[0], NULL);
	if (ret)
		hba_free_large(h);
	pci_set_drvdata(pdev, h);
	return ret;
}

static void hba_remove(struct pci_dev *pdev)
{
	struct hba *h = pci_get_drvdata(pdev);
	int i;

	for (i = 0; i < LARGE; i++)
		dma_unmap_page(h->dev, sg_dma_address(&h->sgl[i]), PAGE_SIZE, DMA_TO_DEVICE);
	hba_free_large(h);
}

static struct pci_driver hba_driver = {
	.name = "sample-hba",
	.probe = hba_probe,
	.remove = hba_remove,
};
module_pci_driver(hba_driver);
MODULE_LICENSE("GPL");
