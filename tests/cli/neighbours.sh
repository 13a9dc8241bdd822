#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A driver calls exported functions of another module: their code is read where it is in the scan.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

mkdir lib drv
cat >lib/lib.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/module.h>

struct port {
	struct device *dev;
	void __iomem *regs;
	int busy;
};

int port_push(struct port *port, dma_addr_t dma);
void port_unmap(struct port *port, dma_addr_t dma);
END
# make_lib TEST EXPORT: the library, whose port_push() tests what it is given with TEST.
make_lib() {
	cat >lib/lib.c <<END
#include "lib.h"

static int push(struct port *port, dma_addr_t dma)
{
	if ($1)
		return -EINVAL;
	writel(dma, port->regs);
	return 0;
}

int port_push(struct port *port, dma_addr_t dma)
{
	return push(port, dma);
}
$2

void port_unmap(struct port *port, dma_addr_t dma)
{
	dma_unmap_single(port->dev, dma, 64, DMA_TO_DEVICE);
}
EXPORT_SYMBOL_GPL(port_unmap);
END
}
cat >drv/drv.c <<'END'
#include "../lib/lib.h"

int drv_send(struct port *port, void *data)
{
	dma_addr_t dma = dma_map_single(port->dev, data, 64, DMA_TO_DEVICE);
	int ret = port_push(port, dma);

	if (ret)
		return ret;
	port_unmap(port, dma);
	return 0;
}

int drv_busy(struct port *port, void *data)
{
	dma_addr_t dma = dma_map_single(port->dev, data, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(port->dev, dma))
		return -ENOMEM;
	if (port->busy) {
		port_unmap(port, dma);
		return -EBUSY;
	}
	if (port_push(port, dma))
		return -EIO;
	dma_unmap_single(port->dev, dma, 64, DMA_TO_DEVICE);
	return 0;
}
END
echo 'obj-m := lib.o' >lib/Makefile
echo 'obj-m := drv.o' >drv/Makefile
scan() {
	dmalint scan --no-db --confidence low --format gcc --brief --rules DMA101,DMA211 "$@"
}

# It tests the handle, and fails for nothing else.
make_lib 'dma_mapping_error(port->dev, dma)' 'EXPORT_SYMBOL(port_push);'
scan lib drv
expect_status 0
# It does not test it: the driver's map call is to blame. It fails, and has not unmapped it: a leak.
make_lib '!port->regs' 'EXPORT_SYMBOL(port_push);'
scan lib drv
expect_status 1
expect out "drv/drv.c:5:19: error: The handle 'dma' is written to the hardware with no"
expect out "drv/drv.c:25:3: warning: The mapping 'dma'"
expect_not out "lib/lib.c:"

# It is not in the scan, or exports nothing: what was given to it may be tested and unmapped there.
scan drv
expect_status 0
sed -i /EXPORT/d lib/lib.c
scan lib drv
expect_status 0
# What is in no header of the driver is the kernel's.
sed 's,#include .*,&\nint kernel_push(struct port *port\, dma_addr_t dma);,; s/port_push/kernel_push/' drv/drv.c >drv/k.c
sed -i 's/port_unmap(port, dma)/dma_unmap_single(port->dev, dma, 64, DMA_TO_DEVICE)/' drv/k.c
echo 'obj-m := k.o' >drv/Makefile
scan drv/k.c
expect out "drv/k.c:26:3: warning: The mapping 'dma'"
rm drv/k.c
echo 'obj-m := drv.o' >drv/Makefile
make_lib '!port->regs' 'EXPORT_SYMBOL(port_push);'

# The same with every number of workers, and in every order.
scan lib drv -j 1
cp out one
scan drv lib -j 4
expect_same out one

# A library's mistake is its own, once, whoever calls it.
cat >>lib/lib.c <<'END'

int port_lose(struct port *port, void *data)
{
	dma_addr_t dma = dma_map_single(port->dev, data, 64, DMA_TO_DEVICE);

	writel(dma, port->regs);
	dma_unmap_single(port->dev, dma, 64, DMA_TO_DEVICE);
	return 0;
}
EXPORT_SYMBOL(port_lose);
END
cat >>drv/drv.c <<'END'

int port_lose(struct port *port, void *data);
int drv_lose(struct port *port, void *data)
{
	return port_lose(port, data);
}
END
scan lib drv
expect_true test "$(grep -c 'lib/lib.c:25:19: error: .*DMA101' out)" = 1
expect_true test "$(grep -c '^drv/drv.c:3' out)" = 0

# Two modules that have the function: whose it is, nobody knows.
make_lib '!port->regs' 'EXPORT_SYMBOL(port_push);'
mkdir two && cp lib/lib.c two/two.c && cp lib/lib.h two && echo 'obj-m := two.o' >two/Makefile
scan lib drv two
expect_status 0
rm -r two

# Many modules: a worker that comes late knows those that were analysed before it.
mkdir many
for i in $(seq 1 101); do
	cat >"many/a$i.c" <<END
#include <linux/dma-mapping.h>
int a$i(struct device *dev)
{
	return dma_set_mask(dev, DMA_BIT_MASK(32));
}
END
	echo "obj-m += a$i.o"
done >many/Makefile
mv lib alib && sed -i s,../lib/,../alib/, drv/drv.c && mv drv zdrv
scan alib many zdrv -j 1
expect out "zdrv/drv.c:5:19: error: The handle 'dma'"
expect out "zdrv/drv.c:25:3: warning: The mapping 'dma'"

finish
