#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makefiles of drivers outside the kernel: what they list is found however they say it, and where that
# cannot be known, nothing is said about what the driver does nowhere.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"
go_outside

# driver NAME: os/map.c maps, hal/unmap.c unmaps; the Makefile is on standard input.
driver() {
	rm -rf "$1"
	mkdir -p "$1/hal" "$1/os" "$1/inc"
	cat >"$1/inc/nic.h" <<'END'
#include <linux/dma-mapping.h>
struct nic { struct device *dev; dma_addr_t bus; };
void nic_put(struct nic *n);
END
	cat >"$1/os/map.c" <<'END'
#include "nic.h"
int nic_get(struct nic *n, void *p)
{
	n->bus = dma_map_single(n->dev, p, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(n->dev, n->bus))
		return -EIO;
	return 0;
}
END
	cat >"$1/hal/unmap.c" <<'END'
#include "nic.h"
void nic_put(struct nic *n) { dma_unmap_single(n->dev, n->bus, 64, DMA_FROM_DEVICE); }
END
	echo 'HALS += hal/unmap.o' >"$1/chip.mk"
	cat >"$1/Makefile"
}

# Scan it from inside, from the folder above, and by a single file: nothing is found, and with a second
# argument that text is said.
silent() {
	(cd "$1" && "$DMALINT" scan --no-db --brief >../out 2>../err)
	status=$?
	expect_status 0
	[ $# = 1 ] || expect err "$2"
	[ $# = 2 ] || expect_not err "cannot be evaluated"
	dmalint scan --no-db --brief "$1"
	expect_status 0
	[ -e "$1/os/map.c" ] || return
	dmalint scan --no-db --brief "$1/os/map.c"
	expect_status 0
}

# The unmap is in no object of the module, and that is known.
reported() {
	dmalint scan --no-db --brief "$1"
	expect_status 1
	expect out DMA212
	expect_not err "cannot be evaluated"
}

# ---- what can be evaluated ----

n=0
while IFS= read -r line; do
	n=$((n + 1))
	printf '%b\n' "ccflags-y += -I\$(src)/inc\nobj-m := acme.o\n$line" | driver "known$n"
	silent "known$n"
done <<'END'
acme-y := os/map.o hal/unmap.o
include $(src)/chip.mk\nacme-y := $(HALS) os/map.o
TOP ?= $(shell pwd)\ninclude $(TOP)/chip.mk\nacme-y := $(HALS) os/map.o
TOP := $(CURDIR)\n-include $(TOP)/chip.mk\nacme-objs := $(HALS) os/map.o
include chip.mk\nacme-y := $(HALS) os/map.o
include $(PWD)/*.mk\nacme-y := $(HALS) os/map.o
acme-y := $(patsubst $(src)/%.c,%.o,$(wildcard $(src)/hal/*.c)) os/map.o
acme-y := $(patsubst %.c,%.o,$(subst $(src)/,,$(wildcard $(src)/*/*.c)))
acme-y := $(addprefix hal/,$(patsubst %.c,%.o,$(notdir $(wildcard $(src)/hal/*.c)))) os/map.o
SRCS := $(wildcard hal/*.c) os/map.c\nacme-objs := $(SRCS:.c=.o)
SRCS = hal/unmap.c os/map.c README.md\nacme-objs := $(patsubst %.c,%.o,$(filter %.c,$(SRCS)))
acme-y := $(foreach d,hal os,$(patsubst $(src)/%.c,%.o,$(wildcard $(src)/$(d)/*.c)))
objs = $(patsubst $(src)/%.c,%.o,$(wildcard $(src)/$(1)/*.c))\nacme-y := $(call objs,hal) $(call objs,os)
define add\nacme-y += $(1)\nendef\n$(eval $(call add,os/map.o))\n$(eval $(call add,hal/unmap.o))
NAMES := unmap\nacme-y := os/map.o $(foreach n,$(NAMES),hal/$(n).o)
YES := y\nacme-y := os/map.o $(if $(YES),hal/unmap.o,)
ifeq ($(KERNELRELEASE),)\nall:\n\tmake -C /k M=$(PWD) modules\nelse\nacme-y := os/map.o hal/unmap.o\nendif
ifneq ($(KERNELRELEASE),)\nacme-y := os/map.o $(HAL)\nelse\nexport HAL := hal/unmap.o\nendif
acme-$(CONFIG_ACME_HAL) += hal/unmap.o\nacme-y += os/map.o
acme-y += $(patsubst %.c,%.o,$(shell cd $(src) && ls hal/*.c)) os/map.o
ROOT := $(shell cd $(dir $(lastword $(MAKEFILE_LIST))) && pwd)\ninclude $(ROOT)/chip.mk\nacme-y := $(HALS) os/map.o
acme-y := $(sort os/map.o hal/unmap.o os/map.o)
acme-y := $(join os/ hal/,map.o unmap.o)
override acme-y := os/map.o\nacme-y += hal/unmap.o
acme-y := $(HAL) os/map.o\nall:\n\t$(MAKE) -C /k M=$(PWD) HAL=hal/unmap.o modules
END

# A list that does not name the unmap, however it says so, is as good as any other.
n=0
while IFS= read -r line; do
	n=$((n + 1))
	printf '%b\n' "ccflags-y += -I\$(src)/inc\nobj-m := acme.o other.o\nother-y := hal/unmap.o\n$line" |
		driver "apart$n"
	reported "apart$n"
done <<'END'
acme-y := os/map.o
acme-y := $(patsubst $(src)/%.c,%.o,$(wildcard $(src)/os/*.c))
acme-y := $(filter-out hal/%,os/map.o hal/unmap.o)
KDIR ?= /lib/modules/$(shell uname -r)/build\nacme-y := os/map.o
ifeq ($(DEBUG),1)\nccflags-y += -DDEBUG\nendif\nacme-y := os/map.o
-include $(KDIR)/.config\nacme-y := os/map.o
-include nobody.mk\nacme-y := os/map.o
END

# ---- what cannot ----

n=0
while IFS= read -r line; do
	n=$((n + 1))
	printf '%b\n' "ccflags-y += -I\$(src)/inc\nobj-m := acme.o\n$line" | driver "unknown$n"
	silent "unknown$n" "cannot be evaluated"
done <<'END'
include $(FROM_THE_ENVIRONMENT)/chip.mk\nacme-y := $(HALS) os/map.o
include generated.mk\nacme-y := os/map.o
acme-y := os/map.o $(shell ./list-objects.sh)
acme-y := os/map.o $(HAL_OBJS)
acme-y := os/map.o $(addsuffix .o,$(HALS))
acme-y := os/map.o $(call list,hal)
acme-y := os/map.o\nifeq ($(CHIP),2)\nacme-y += hal/unmap.o\nendif
acme-y := os/map.o\nifdef WITH_HAL\ninclude $(src)/chip.mk\nendif
acme-y := os/map.o $(shell cat list)
acme-y := os/map.o $(shell ls hal/*.c | sed s/c$$/o/)
acme-y := os/map.o $(if $(WITH_HAL),hal/unmap.o)
acme-y := os/map.o @HAL_OBJS@ $(wildcard /elsewhere/*.o)
END

# ---- beside and above ----

echo 'include Makefile.common' | driver split
rm split/Makefile
echo 'TOP := $(CURDIR)
export TOP
all:
	$(MAKE) -C /k M=$(CURDIR) modules' >split/Makefile
echo 'obj-m := acme.o
ccflags-y := -I$(TOP)/inc
include $(TOP)/chip.mk
acme-y := $(HALS) os/map.o' >split/Kbuild
silent split
# from the parent, whose Makefile sets what the driver's uses
mkdir -p above
echo '' | driver above/drv
echo 'export DRV := $(PWD)/drv
obj-m += drv/' >above/Makefile
echo 'obj-m := acme.o
ccflags-y := -I$(DRV)/inc
include $(DRV)/chip.mk
acme-y := $(HALS) os/map.o' >above/drv/Makefile
silent above/drv
silent above
# configure's
echo '' | driver automake
rm automake/Makefile
echo 'obj-m := acme.o
ccflags-y := -I@abs_srcdir@/inc
include @srcdir@/chip.mk
acme-y := $(HALS) os/map.o' >automake/Makefile.in
silent automake

# An object that the Makefile of another folder lists has the flags of that one.
mkdir -p shared/common shared/ena shared/other
cat >shared/common/com.c <<'END'
#include "com.h"
int com_init(struct com *c)
{
	c->va = dma_zalloc_coherent(c->dev, 4096, &c->pa, GFP_KERNEL);
	return c->va ? 0 : -ENOMEM;
}
void com_exit(struct com *c)
{
	dma_free_coherent(c->dev, 4096, c->va, c->pa);
}
END
cat >shared/common/com.h <<'END'
#include <linux/dma-mapping.h>
#include "compat.h"
struct com { struct device *dev; void *va; dma_addr_t pa; };
END
echo '#define dma_zalloc_coherent(d, s, h, f) dma_alloc_coherent(d, s, h, f)' >shared/ena/compat.h
echo '/* another driver */' >shared/other/compat.h
cp shared/other/compat.h shared/compat.h
echo 'NAME := acme
$(NAME)-srcs := ../common/com.c
obj-m += $(NAME).o
$(NAME)-objs := $(patsubst %.c,%.o,$($(NAME)-srcs))
ccflags-y := -I$(src) -I$(src)/../common' >shared/ena/Makefile
dmalint scan --no-db --brief shared
expect_status 0
dmalint scan --no-db --brief shared/common/com.c
expect_status 0

# An endless Makefile ends.
printf '%s\n' 'X = $(eval $(X))$(eval $(X))$(X)' '$(X)' 'acme-y := os/map.o hal/unmap.o' 'obj-m := acme.o' \
	'L := $(foreach a,1 2 3 4 5 6 7 8 9,$(foreach b,1 2 3 4 5 6 7 8 9,$(eval $(X))))' | driver endless
silent endless

finish
