#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fixes: what is offered and what is not, in the formats and in the store, as a diff and applied.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

begin_driver() {
	mkdir -p "$(dirname "$1")"
	cat >"$1" <<'EOF'
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/errno.h>
#include <linux/io.h>

struct acme {
	struct device *dev;
	void __iomem *regs;
	struct dma_pool *pool;
};

EOF
	cat >>"$1"
}

# fixes FILE: how many of its findings have a fix
fixes() {
	dmalint scan --no-db --exit-zero -f json "$1"
	grep -c '"fix":' out
}

expect_fixes() {
	checks=$((checks + 1))
	local found
	found=$(fixes "$1")
	[ "$found" = "$2" ] || fail "$found fixes of $1, not $2"
}

# A file with three fixes, one of them over several lines.
begin_driver drv/all.c <<'EOF'
int acme_probe(struct acme *acme)
{
	int err;

	err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64));
	if (err) {
		dev_warn(acme->dev, "trying 32 bits\n");
		err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32));
		if (err) {
			dev_err(acme->dev, "no mask\n");
			return err;
		}
	}
	return 0;
}

int acme_send(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);

	if (unlikely(!dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	dma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

int acme_receive(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma;

	dma = dma_map_single(acme->dev, buf, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(acme->dev, dma))
		return -ENOMEM;
	if (readl(acme->regs)) {
		dma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);
		return -EIO;
	}
	writel(lower_32_bits(dma), acme->regs);
	dma_unmap_single(acme->dev, dma, len, DMA_FROM_DEVICE);
	return 0;
}
EOF
cp -r drv kept

dmalint fix drv
expect_status 0
expect err "3 of 3 findings have a fix; 3 shown"
expect out "+	if (unlikely(dma_mapping_error(acme->dev, dma)))"
expect out "+		dma_unmap_single(acme->dev, dma, len, DMA_FROM_DEVICE);"
expect out "+		dev_err(acme->dev, \"no mask\\n\");"
expect_same drv/all.c kept/all.c
cp out fix.diff
# what comes out is what patch and git apply take
patch -s -p1 -d . <fix.diff
cp drv/all.c fixed.c
cp kept/all.c drv/all.c
if command -v git >/dev/null; then
	git init -q . && git apply fix.diff
	expect_same drv/all.c fixed.c
	cp kept/all.c drv/all.c
fi
dmalint fix --diff --rule DMA502 drv/all.c
expect_status 0
expect err "1 of 1 finding has a fix; 1 shown"

# in the store, by number, by fingerprint, and of the newest scan
dmalint scan drv
expect_status 1
dmalint list
id=$(awk '/DMA201/ { print $1 }' out)
print=$(awk '/DMA102/ { print $2 }' out)
dmalint fix "$id" "$print"
expect_status 0
expect err "2 of 2 findings have a fix; 2 shown"
dmalint fix -q
expect_same out fix.diff
dmalint show -f json "$id"
expect out '"title": "Call dma_unmap_single() with DMA_FROM_DEVICE"'
dmalint list -f sarif
expect_true test "$(grep -c '"artifactChanges"' out)" = 3
expect out '"insertedContent"'
dmalint scan --no-db --exit-zero -f rdjson drv
expect_true test "$(grep -c '"suggestions"' out)" = 3

# applied: whole, with the same permissions, and what was done is said
chmod 640 drv/all.c
dmalint fix --apply drv
expect_status 0
expect out "drv/all.c:$(grep -n "unlikely(!dma" kept/all.c | cut -d: -f1): Test with dma_mapping_error() [DMA102]"
expect err "3 of 3 findings have a fix; 3 applied"
expect_same drv/all.c fixed.c
expect_true test "$(stat -c %a drv/all.c)" = 640
expect_true test -z "$(find drv -name '*.tmp')"
dmalint scan --no-db drv
expect_status 0
dmalint fix drv
expect_status 0
expect_true test ! -s out

# the file has changed since the scan: nothing is done
cp drv/all.c before.c
dmalint fix --apply "$id"
expect_status 2
expect err "has changed since the scan"
expect_same drv/all.c before.c
dmalint fix
expect_status 2
rm drv/all.c
dmalint fix "$id"
expect_status 2
expect err "No such file"

# Two fixes of one place: each by itself, and both in the end.
begin_driver drv/one.c <<'EOF'
void *acme_alloc(struct acme *acme, dma_addr_t *dma)
{
	return dma_pool_alloc(acme->pool, GFP_DMA | GFP_DMA32 | GFP_KERNEL, dma);
}
EOF
dmalint fix drv/one.c
expect out "+	return dma_pool_alloc(acme->pool, GFP_KERNEL, dma);"

# Calls of old kernels: the name, the device, directions, a flag that the old name had; columns stay.
begin_driver old/old.c <<'EOF'
struct pci_dev { struct device dev; };
void *pci_alloc_consistent(struct pci_dev *pdev, size_t size, dma_addr_t *dma);
dma_addr_t pci_map_single(struct pci_dev *pdev, void *buf, size_t len, int dir);
int pci_dma_mapping_error(struct pci_dev *pdev, dma_addr_t dma);
void pci_unmap_single(struct pci_dev *pdev, dma_addr_t dma, size_t len, int dir);
struct old { struct pci_dev *pdev; void *ring; dma_addr_t ring_dma; };
struct pci_dev *old_pdev(struct old *old);

int old_probe(struct old *old, void *buf, size_t len)
{
	dma_addr_t dma;

	old->ring = pci_alloc_consistent(old->pdev, len,
					 &old->ring_dma);
	if (!old->ring)
		return -ENOMEM;
	dma = pci_map_single(old_pdev(old), buf, len, PCI_DMA_TODEVICE);
	if (pci_dma_mapping_error(old->pdev, dma))
		return -ENOMEM;
	pci_unmap_single(old->pdev, dma, len, PCI_DMA_TODEVICE);
	return 0;
}

int old_close(struct old *old, void *buf, dma_addr_t dma, size_t len)
{
	pci_unmap_single(old->pdev, dma, len, PCI_DMA_TODEVICE);
	return 0;
}
EOF
dmalint fix --rule DMA701 old
expect_status 0
expect out "+	old->ring = dma_alloc_coherent(&old->pdev->dev, len,"
expect out "+				       &old->ring_dma, GFP_ATOMIC);"
expect out "+	dma = dma_map_single(&old_pdev(old)->dev, buf, len, DMA_TO_DEVICE);"
expect out "+	if (dma_mapping_error(&old->pdev->dev, dma))"
expect out "+	dma_unmap_single(&old->pdev->dev, dma, len, DMA_TO_DEVICE);"
expect_true test "$(grep -c "^+	dma_unmap_single" out)" = 2
expect err "4 of 4 findings have a fix; 4 shown"
# said once for a file: all calls can be written anew, or none
cat >>old/old.c <<'EOF'

void *old_isa(size_t len, dma_addr_t *dma)
{
	return pci_alloc_consistent(NULL, len, dma);
}
EOF
dmalint fix --rule DMA701 old
expect_status 0
expect err "3 of 4 findings have a fix; 3 shown"

# What is done about the failure stays, with the result that it may want; the second try alone goes.
begin_driver drv/mask.c <<'EOF'
int acme_mask_tested(struct acme *acme)
{
	int err;

	if (dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64))) {
		err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32));
		if (err)
			return err;
	}
	return 0;
}

int acme_mask_again(struct acme *acme)
{
	int err;

	err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64));
	if (err)
		err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32));
	return err;
}

int acme_mask_both(struct acme *acme)
{
	if (dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64)) &&
	    dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32)))
		return -EIO;
	return 0;
}

int acme_mask_arms(struct acme *acme)
{
	if (!dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64))) {
		writel(64, acme->regs);
	} else if (!dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32))) {
		writel(4, acme->regs);
	} else {
		return -EIO;
	}
	return 0;
}
EOF
dmalint fix --apply drv/mask.c
expect_status 0
expect err "4 of 4 findings have a fix; 4 applied"
sed -n '/^int acme_mask_tested/,$p' drv/mask.c >mask.c
cat >expected.c <<'EOF'
int acme_mask_tested(struct acme *acme)
{
	int err;

	err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64));
	if (err)
		return err;
	return 0;
}

int acme_mask_again(struct acme *acme)
{
	int err;

	err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64));
	return err;
}

int acme_mask_both(struct acme *acme)
{
	if (dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64)))
		return -EIO;
	return 0;
}

int acme_mask_arms(struct acme *acme)
{
	if (!dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64))) {
		writel(64, acme->regs);
	} else {
		return -EIO;
	}
	return 0;
}
EOF
expect_same mask.c expected.c

# The count beside the one that was returned, in another function; the partner of the map call.
begin_driver drv/pair.c <<'EOF'
#include <linux/scatterlist.h>

struct acme_list { struct scatterlist *sg; int count; int mapped; };

int acme_map_list(struct acme *acme, struct acme_list *list)
{
	list->mapped = dma_map_sg(acme->dev, list->sg, list->count, DMA_TO_DEVICE);
	if (!list->mapped)
		return -ENOMEM;
	writel(list->mapped, acme->regs);
	return 0;
}

void acme_unmap_list(struct acme *acme, struct acme_list *list)
{
	dma_unmap_sg(acme->dev, list->sg, list->mapped, DMA_TO_DEVICE);
}

int acme_one_list(struct acme *acme, struct scatterlist *sg, int n)
{
	int mapped = dma_map_sg(acme->dev, sg, n, DMA_TO_DEVICE);

	if (!mapped)
		return -ENOMEM;
	writel(mapped, acme->regs);
	dma_unmap_sg(acme->dev, sg, mapped, DMA_TO_DEVICE);
	return 0;
}

/* the count that was passed is lost */
int acme_lost_count(struct acme *acme, struct scatterlist *sg, int n)
{
	n = dma_map_sg(acme->dev, sg, n, DMA_TO_DEVICE);
	if (!n)
		return -ENOMEM;
	writel(n, acme->regs);
	dma_unmap_sg(acme->dev, sg, n, DMA_TO_DEVICE);
	return 0;
}
EOF
dmalint fix drv/pair.c
expect_status 0
expect err "2 of 3 findings have a fix; 2 shown"
expect out "+	dma_unmap_sg(acme->dev, list->sg, list->count, DMA_TO_DEVICE);"
expect out "+	dma_unmap_sg(acme->dev, sg, n, DMA_TO_DEVICE);"

# What is not certain is not offered: macros, headers, other functions, effects, what lies between.
begin_driver no/all.c <<'EOF'
#include "no.h"

#define MAP(a, b, l) \
	dma_map_single((a)->dev, b, l, DMA_TO_DEVICE)
#define IS_BAD(x) (!(x))

int from_macro(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma = MAP(acme, buf, len);

	if (!dma)
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	return 0;
}

int in_macro(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);

	if (IS_BAD(dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	return 0;
}

int with_effect(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single((acme++)->dev, buf, len, DMA_TO_DEVICE);

	if (!dma)
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	return 0;
}

int changed_between(struct acme *acme, struct acme *next, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);

	acme = next;
	if (!dma)
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	return 0;
}

int only_sometimes(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma = 0;

	if (len)
		dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);
	if (!dma)
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	return 0;
}

/* which side is the wrong one? */
int one_against_one(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(acme->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(acme->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	dma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

int all_against_map(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(acme->dev, buf, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(acme->dev, dma))
		return -ENOMEM;
	if (readl(acme->regs)) {
		dma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);
		return -EIO;
	}
	writel(lower_32_bits(dma), acme->regs);
	dma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

int callers_direction(struct acme *acme, void *buf, size_t len, enum dma_data_direction dir)
{
	dma_addr_t dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(acme->dev, dma))
		return -ENOMEM;
	dir = DMA_FROM_DEVICE;
	dma_unmap_single(acme->dev, dma, len, dir);
	return 0;
}

/* nothing would be left to say how */
void *only_flag(struct acme *acme, dma_addr_t *dma)
{
	return dma_pool_alloc(acme->pool, GFP_DMA, dma);
}

void *only_modifier(struct acme *acme, dma_addr_t *dma)
{
	return dma_pool_alloc(acme->pool, GFP_DMA | __GFP_ZERO, dma);
}

#define FLAGS (GFP_DMA | GFP_KERNEL)
void *flag_of_macro(struct acme *acme, dma_addr_t *dma)
{
	return dma_pool_alloc(acme->pool, FLAGS, dma);
}

/* something else is done on the way, or nothing about the failure */
int acme_mask(struct acme *acme, int *bits)
{
	int err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64));

	if (err) {
		*bits = 32;
		err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32));
		if (err)
			return err;
	}
	return 0;
}

void acme_mask_untested(struct acme *acme)
{
	if (dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64)))
		dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32));
}

/* the message would be wrong */
int acme_mask_message(struct acme *acme)
{
	if (dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64)) &&
	    dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32))) {
		dev_err(acme->dev, "no 32 bit mask\n");
		return -EIO;
	}
	return 0;
}

int acme_mask_conditional(struct acme *acme)
{
	int err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(64));

	if (err) {
#ifdef ACME_OLD
		dev_err(acme->dev, "old\n");
#endif
		err = dma_set_mask_and_coherent(acme->dev, DMA_BIT_MASK(32));
		if (err)
			return err;
	}
	return 0;
}
EOF
cat >no/no.h <<'EOF'
static inline int of_header(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);

	if (!dma)
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	return 0;
}

static int acme_use(struct acme *acme, void *buf)
{
	return of_header(acme, buf, 4);
}
int (*const acme_ops)(struct acme *acme, void *buf) = acme_use;
EOF
expect_fixes no/all.c 0
expect_true test "$(grep -c '"rule":' out)" -ge 14
dmalint fix no/all.c
expect_status 0
expect_true test ! -s out
cp no/all.c before.c
dmalint fix --apply no
expect_status 0
expect_same no/all.c before.c

# a missing test gets the exit of the step behind the map call, without the unmap
begin_driver miss/all.c <<'EOF'
#include <linux/slab.h>

struct miss {
	struct device *dev;
	void __iomem *regs;
	void *buf;
	void *irq;
	dma_addr_t dma;
	int mapped;
	struct scatterlist sg;
};

void *miss_irq(struct miss *m);
int miss_start(struct miss *m);

/* the branch undoes it */
int miss_branch(struct miss *m)
{
	m->buf = kmalloc(64, GFP_KERNEL);
	if (!m->buf)
		return -ENOMEM;
	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	m->irq = miss_irq(m);
	if (!m->irq) {
		dev_err(m->dev, "no interrupt\n");
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
		kfree(m->buf);
		return -EBUSY;
	}
	writel(lower_32_bits(m->dma), m->regs);
	return 0;
}

/* a ladder, and a variable for the error */
int miss_ladder(struct miss *m)
{
	dma_addr_t dma;
	void *buf;
	int err;

	buf = kmalloc(64, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	dma = dma_map_single(m->dev, buf, 64, DMA_TO_DEVICE);
	err = miss_start(m);
	if (err)
		goto unmap;
	writel(lower_32_bits(dma), m->regs);
	err = 0;
unmap:
	dma_unmap_single(m->dev, dma, 64, DMA_TO_DEVICE);
free:
	kfree(buf);
	return err;
}

/* the result is thrown away */
int miss_list(struct miss *m)
{
	dma_map_sg(m->dev, &m->sg, 1,
		   DMA_TO_DEVICE);
	m->irq = miss_irq(m);
	if (!m->irq)
		goto unmap;
	writel(lower_32_bits(sg_dma_address(&m->sg)), m->regs);
	return 0;
unmap:
	dma_unmap_sg(m->dev, &m->sg, 1, DMA_TO_DEVICE);
	return -EIO;
}
EOF
expect_fixes miss/all.c 3
dmalint fix --apply miss
expect_status 0
expect err "3 of 3 findings have a fix; 3 applied"
expect_text() {
	expect_true grep -qF -- "$1" miss/all.c
}
expect_text "	if (dma_mapping_error(m->dev, m->dma)) {"
expect_text "	if (dma_mapping_error(m->dev, dma)) {"
expect_text "		err = -ENOMEM;"
expect_text "		goto free;"
expect_text "	if (!dma_map_sg(m->dev, &m->sg, 1,"
expect_text "			DMA_TO_DEVICE))"
expect_true test "$(grep -c 'no interrupt' miss/all.c)" = 1
expect_true test "$(grep -c 'return -EBUSY' miss/all.c)" = 2
expect_true test "$(grep -c 'kfree(m->buf)' miss/all.c)" = 2
dmalint scan --no-db miss
expect_status 0

# what else the exit undoes, or what it gives, is not certain
begin_driver missno/all.c <<'EOF'
#include <linux/slab.h>
#include <linux/spinlock.h>

struct miss {
	struct device *dev;
	void __iomem *regs;
	void *buf;
	void *irq;
	dma_addr_t dma;
	__le32 word;
	spinlock_t lock;
};

void *miss_irq(struct miss *m);
int miss_start(struct miss *m);
int miss_enter(struct miss *m);
void miss_leave(struct miss *m);

/* no step behind it undoes the map */
int miss_alone(struct miss *m)
{
	if (!m->buf)
		return -EINVAL;
	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	writel(lower_32_bits(m->dma), m->regs);
	return 0;
}

/* the lock is taken between */
int miss_locked(struct miss *m)
{
	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	spin_lock(&m->lock);
	m->irq = miss_irq(m);
	if (!m->irq) {
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
		spin_unlock(&m->lock);
		return -EBUSY;
	}
	writel(lower_32_bits(m->dma), m->regs);
	spin_unlock(&m->lock);
	return 0;
}

/* the step may have succeeded */
int miss_counted(struct miss *m)
{
	int n;

	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	n = miss_enter(m);
	if (n > 4) {
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
		miss_leave(m);
		return -EBUSY;
	}
	writel(lower_32_bits(m->dma), m->regs);
	return 0;
}

/* no error comes out of it */
int miss_no_error(struct miss *m)
{
	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	m->irq = miss_irq(m);
	if (!m->irq) {
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
		return 0;
	}
	writel(lower_32_bits(m->dma), m->regs);
	return 0;
}

void miss_void(struct miss *m)
{
	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	m->irq = miss_irq(m);
	if (!m->irq) {
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
		return;
	}
	writel(lower_32_bits(m->dma), m->regs);
}

/* no error is known but the step's */
int miss_unknown(struct miss *m)
{
	int err;

	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	err = miss_start(m);
	if (err) {
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
		return err;
	}
	writel(lower_32_bits(m->dma), m->regs);
	return 0;
}

/* of a variable that is set between */
int miss_later(struct miss *m)
{
	void *buf;

	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	buf = m->buf;
	m->irq = miss_irq(m);
	if (!m->irq) {
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
		kfree(buf);
		return -EBUSY;
	}
	writel(lower_32_bits(m->dma), m->regs);
	return 0;
}

/* a part of an expression, and a declaration */
int miss_nested(struct miss *m)
{
	dma_addr_t dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);

	m->irq = miss_irq(m);
	if (!m->irq) {
		dma_unmap_single(m->dev, dma, 64, DMA_TO_DEVICE);
		return -EBUSY;
	}
	writel(lower_32_bits(dma), m->regs);
	m->word = cpu_to_le32(dma_map_single(m->dev, m->buf, 4, DMA_TO_DEVICE));
	m->irq = miss_irq(m);
	if (!m->irq) {
		dma_unmap_single(m->dev, le32_to_cpu(m->word), 4, DMA_TO_DEVICE);
		return -EBUSY;
	}
	writel(m->word, m->regs);
	return 0;
}

/* a message of the driver's own speaks of the step */
void miss_log(const char *text);

int miss_message(struct miss *m)
{
	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	m->irq = miss_irq(m);
	if (!m->irq) {
		miss_log("no interrupt");
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
		return -EBUSY;
	}
	writel(lower_32_bits(m->dma), m->regs);
	return 0;
}

/* where the kernel is new, or old */
int miss_conditional(struct miss *m)
{
	m->dma = dma_map_single(m->dev, m->buf, 64, DMA_TO_DEVICE);
	m->irq = miss_irq(m);
	if (!m->irq) {
		dma_unmap_single(m->dev, m->dma, 64, DMA_TO_DEVICE);
#ifdef ACME_OLD
		kfree(m->buf);
#endif
		return -EBUSY;
	}
	writel(lower_32_bits(m->dma), m->regs);
	return 0;
}
EOF
expect_fixes missno/all.c 0
expect_true test "$(grep -c '"rule": "DMA101"' out)" -ge 7

# a finding without a fix says so
dmalint scan -q no
dmalint list
dmalint fix "$(awk 'NR == 1 { print $1 }' out)"
expect_status 2
expect err "no certain fix is known"

# usage
dmalint fix --diff --apply drv
expect_status 2
expect err "exclude each other"
dmalint fix --rule DMA999 drv
expect_status 2
dmalint fix nowhere.c
expect_status 2
dmalint fix 999999
expect_status 2
dmalint fix drv 1
expect_status 2
expect err "not both"
dmalint fix --no-such drv
expect_status 2

finish
