#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Files of a module that name nothing of the DMA API are found by what they define and call.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

mkdir foo
cat >foo/Makefile <<'END'
obj-m += foo.o
foo-y := main.o ring.o hw.o log.o idle.o
END
cat >foo/foo.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/io.h>

struct foo {
	struct device *dev;
	void __iomem *regs;
	dma_addr_t ring;
	void *buf;
};

void foo_hw_write(struct foo *foo, dma_addr_t dma);
void foo_log(struct foo *foo, dma_addr_t dma);
void foo_undo(struct foo *foo);
int foo_send(struct foo *foo, void *buf, size_t len);
int foo_reset(struct foo *foo);
void foo_ring_free(struct foo *foo);
END

# The candidate: a use and a log call are in other files, so is the release of what is kept.
cat >foo/ring.c <<'END'
#include "foo.h"

int foo_send(struct foo *foo, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(foo->dev, buf, len, DMA_TO_DEVICE);

	foo_hw_write(foo, dma);
	dma_unmap_single(foo->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

int foo_send_checked(struct foo *foo, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(foo->dev, buf, len, DMA_TO_DEVICE);

	foo_log(foo, dma);
	if (dma_mapping_error(foo->dev, dma))
		return -ENOMEM;
	foo_hw_write(foo, dma);
	dma_unmap_single(foo->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

void foo_ring_free(struct foo *foo)
{
	dma_unmap_single(foo->dev, foo->ring, 64, DMA_TO_DEVICE);
}

int foo_start(struct foo *foo)
{
	foo->ring = dma_map_single(foo->dev, foo->buf, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(foo->dev, foo->ring))
		return -ENOMEM;
	if (foo_reset(foo)) {
		foo_undo(foo);
		return -EIO;
	}
	if (readl(foo->regs)) {
		foo_ring_free(foo);
		return -EIO;
	}
	return 0;
}
END
cat >foo/hw.c <<'END'
#include "foo.h"

void foo_hw_write(struct foo *foo, dma_addr_t dma)
{
	writel(lower_32_bits(dma), foo->regs);
}
END
cat >foo/log.c <<'END'
#include "foo.h"

void foo_log(struct foo *foo, dma_addr_t dma)
{
	dev_info(foo->dev, "%llx\n", (unsigned long long)dma);
}
END
# Undoes by the candidate's function, and gives its own stack to it.
cat >foo/main.c <<'END'
#include "foo.h"

void foo_undo(struct foo *foo)
{
	foo_ring_free(foo);
}

int foo_reset(struct foo *foo)
{
	char command[4] = {1};

	return foo_send(foo, command, sizeof(command));
}
END
# Not for these: an object that nobody needs, a private function of that name, one of no module.
cat >foo/idle.c <<'END'
#include "foo.h"

static void foo_hw_write(struct foo *foo, dma_addr_t dma)
{
}

int foo_idle(struct foo *foo)
{
	foo_hw_write(foo, 0);
	return 0;
}
END
cat >foo/other.c <<'END'
#include "foo.h"

void foo_hw_write(struct foo *foo, dma_addr_t dma)
{
	for (;;)
		;
}
END

dmalint scan --format gcc --brief --stats foo
expect_status 1
expect err "candidates          1 "
expect err "found by text       3, 0 of them outside"
expect err "modules             1,"
expect out "foo/ring.c:5:19: error: The handle 'dma' is written to the hardware"
expect out "foo/main.c:12:9: error: 'command' is on the stack"
expect_true test "$(wc -l <out)" = 2

for jobs in 1 2 5; do
	dmalint scan --reproducible --format json --jobs $jobs foo
	cp out jobs.$jobs
	expect_same jobs.1 jobs.$jobs
done

# Without its Makefile nothing says what belongs together.
cp -r foo bare
rm bare/Makefile
dmalint scan --format gcc --brief --stats bare
expect err "found by text       0,"
expect_not out "main.c"
# Other modules can get the record, and were not read: nothing is said of what nobody unmaps.
expect_not out "The mapping 'foo->ring'"

# One file: the others are read for what they say, findings in them are not what was asked.
dmalint scan --format gcc --brief --stats foo/ring.c
expect_status 1
expect err "found by text       3, 3 of them outside"
expect out "foo/ring.c:5:19: error: The handle 'dma' is written to the hardware"
expect_true test "$(wc -l <out)" = 1
dmalint list --files
expect_not out "hw.c"

# A helper that is lost is named like any other file.
export DMALINT_TEST_FAULT=parse:kill:foo/hw.c
dmalint scan --no-cache --format gcc --brief foo
unset DMALINT_TEST_FAULT
expect_status 1
expect err "hw.c: This file was not analysed"
expect out "foo/main.c"

# dmalint ir and doctor are about the files they are given.
dmalint ir foo/ring.c
expect_status 0
expect_not out "unit \"foo/hw.c\""

finish
