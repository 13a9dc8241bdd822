#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A tiny kernel tree with a driver that only arm can build, and one that only parses there.
. "$(dirname "$0")/lib.sh"

tree=$work/linux
mkdir -p "$tree"/{include/linux,include/asm-generic,arch/x86/include/asm,arch/arm/include/asm,drivers/net}
printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 9\n' >"$tree/Makefile"
echo 'mainmenu "x"' >"$tree/Kconfig"
touch "$tree/MAINTAINERS" "$tree/include/asm-generic/Kbuild"
echo '#include <generated/autoconf.h>' >"$tree/include/linux/kconfig.h"
cat >"$tree/include/linux/dma-mapping.h" <<'EOF'
#include <asm/machine.h>
#ifdef CONFIG_ARCH_DMA_ADDR_T_64BIT
typedef unsigned long long dma_addr_t;
#else
typedef unsigned int dma_addr_t;
#endif
struct device;
enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE };
dma_addr_t dma_map_single_attrs(struct device *dev, void *p, unsigned long size, int dir, unsigned long attrs);
void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, unsigned long size, int dir, unsigned long attrs);
int dma_mapping_error(struct device *dev, dma_addr_t addr);
#define dma_map_single(d, a, s, r) dma_map_single_attrs(d, a, s, r, 0)
#define dma_unmap_single(d, a, s, r) dma_unmap_single_attrs(d, a, s, r, 0)
EOF
touch "$tree/arch/x86/include/asm/machine.h"
echo '#define MACHINE_QUEUE 3' >"$tree/arch/arm/include/asm/machine.h"
printf 'config X86\n\tdef_bool y\n' >"$tree/arch/x86/Kconfig"
printf 'config ARM\n\tbool\n\tdefault y\nconfig ARCH_TOY\n\tbool "toy"\n' >"$tree/arch/arm/Kconfig"
cat >"$tree/drivers/Kconfig" <<'EOF'
config TOY
	tristate "toy"
	depends on ARCH_TOY
config BOTH
	tristate "both"
	depends on ARCH_TOY || COMPILE_TEST
EOF
echo 'obj-y += net/' >"$tree/drivers/Makefile"
printf 'obj-$(CONFIG_TOY) += toy.o\nobj-$(CONFIG_BOTH) += both.o\n' >"$tree/drivers/net/Makefile"
# A handle in 32 bits: right on arm, where dma_addr_t has no more.
cat >"$tree/drivers/net/toy.c" <<'EOF'
#include <linux/dma-mapping.h>
int send(struct device *dev, volatile unsigned int *doorbell, void *data)
{
	unsigned int handle = dma_map_single(dev, data, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, handle))
		return -12;
	*doorbell = handle;
	dma_unmap_single(dev, handle, 64, DMA_TO_DEVICE);
	return 0;
}
EOF
# Parses on arm only; the finding is there.
cat >"$tree/drivers/net/both.c" <<'EOF'
#include <linux/dma-mapping.h>
int send(struct device *dev, volatile unsigned int *doorbell, void *data)
{
	dma_addr_t handle = dma_map_single(dev, data, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, handle))
		return -12;
	if (doorbell[MACHINE_QUEUE])
		return -5;
	dma_unmap_single(dev, handle, 64, DMA_TO_DEVICE);
	return 0;
}
EOF

dmalint scan --db own.db --stats -f sarif -o out.sarif --confidence low "$tree"
expect_status 1
expect err 'parsed for arm      2, 1 of them after another one'
expect err 'DMA functions       2, 0 degraded'
expect out.sarif '"architecture": "arm"'
expect_not out.sarif '"ruleId": "DMA102"'
expect_not out.sarif '"ruleId": "DMA703"'
expect out.sarif '"ruleId": "DMA211"'

dmalint doctor "$tree"
expect out '1 drivers cannot be built for x86_64, says Kconfig'
expect out 'parsed for: arm, by its Kconfig conditions'
expect out 'parsed for: arm, which damages fewer functions'
# One architecture only.
dmalint scan --no-db --stats --arch arm "$tree"
expect_status 1
expect err 'parsed for arm      2'
expect err '2, 0 of them after another one'
dmalint scan --no-db --stats --arch x86_64 "$tree"
expect err 'parsed for x86_64   2'
dmalint doctor --arch x86_64 "$tree"
expect_not out 'parsed for: arm'
echo '{ "arch": "arm" }' >.dmalint.json
dmalint scan --no-db --stats "$tree"
expect err 'parsed for arm      2'
rm .dmalint.json
dmalint scan --no-db --arch riscv64 "$tree"
expect_status 2
expect err 'cannot be parsed for riscv64'
dmalint scan --no-db --arch armm "$tree"
expect_status 2
expect err "perhaps 'arm'"
[ ! -e "$tree/include/generated" ] || fail "something was written into the tree"

finish
