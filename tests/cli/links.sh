#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sources that are symbolic links, and headers that lie where no flag leads: what a driver is made of is
# read, wherever it lies.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"
go_outside

# The only source is a link to a file outside.
make_buggy common/core.c
mkdir -p drv/src
ln -s ../../common/core.c drv/src/core.c
printf 'obj-m := acme.o\nacme-objs := src/core.o\n' >drv/Makefile
dmalint scan --no-db drv
expect_status 1
expect out "drv/src/core.c:"
# By its name, and from the folder above: once, where the Makefile names it.
dmalint scan --no-db drv/src/core.c
expect_status 1
expect out "drv/src/core.c:"
dmalint scan --no-db .
expect_status 1
expect out "drv/src/core.c:"
expect err "in 1 file"
# Without a Makefile, too; what lies in the scan is read where it is.
rm drv/Makefile
dmalint scan --no-db drv
expect_status 1
dmalint scan --no-db .
expect_status 1
expect out "common/core.c:"
expect err "1 finding in 1 file"

# A folder: only where a Makefile names what is in it.
mkdir linked
ln -s ../common linked/hal
echo 'obj-m := hal/core.o' >linked/Makefile
dmalint scan --no-db linked
expect_status 1
expect out "linked/hal/core.c:"
rm linked/Makefile
dmalint scan --no-db linked
expect err "linked/hal: passed over: symbolic link"
expect_not out "hal/core.c"

# Round and round, nowhere, and nothing to compile.
make_clean round/send.c
ln -s . round/self
ln -s ../round round/up
ln -s nowhere round/gone.c
ln -s /dev/zero round/zero.c
ln -s send.c round/again.c
dmalint scan --no-db round
expect_status 0
expect err "in 1 file"
expect err "gone.c: passed over: symbolic link that leads nowhere"
mkdir lonely
ln -s nowhere lonely/gone.c
dmalint scan --no-db lonely
expect_status 3
expect err "there is no .c file"

# git without symbolic links writes the target into the file.
mkdir -p written
printf '../common/core.c' >written/core.c
dmalint scan --no-db written
expect_status 1
expect out "common/core.c:"

# ---- headers ----

mkdir -p proj/inc proj/drv/hal
echo '#define ACME_N 4' >proj/inc/acme_n.h
cat >proj/drv/hal/a.c <<'END'
#include <acme_n.h>
#include <linux/dma-mapping.h>
void f(struct device *d, void *p) { dma_map_single(d, p, ACME_N, DMA_TO_DEVICE); }
END
for path in proj proj/drv proj/drv/hal proj/drv/hal/a.c; do
	dmalint scan --no-db $path
	expect_status 1
done
cd proj/drv/hal || exit 1
status=0
"$DMALINT" scan --no-db a.c >"$outside/out" 2>"$outside/err" || status=$?
cd "$outside" || exit 1
expect_status 1
# a flag is relative to where the user is
mkdir -p away/inc
mv proj/inc/acme_n.h away/inc/
for flag in -Iaway/inc "-I away/inc" "-isystem away/inc" "-include away/inc/acme_n.h -Iaway/inc"; do
	# shellcheck disable=SC2086
	dmalint scan --no-db proj/drv -- $flag
	expect_status 1
done

finish
