#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The worker program is found where it is installed, wherever that is; one that is missing or of another build is named.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/send.c

# ---- places ----
cmake --install "$BUILD_DIR" --prefix "$work/one" >log 2>&1 || fail "not installed"
mv one two
ln -s "$work/two/bin/dmalint" link
program=$DMALINT
for DMALINT in "$work/two/bin/dmalint" "$work/link" ; do
	dmalint scan drv
	expect_status 1
	expect out "[DMA101]"
done
status=0
(PATH=$work/two/bin:$PATH && exec dmalint scan drv) >out 2>err || status=$?
expect_status 1

# ---- missing ----
DMALINT=$work/two/bin/dmalint
mv two/libexec/dmalint/dmalint-worker elsewhere
dmalint scan drv
expect_status 2
expect err "the worker program dmalint-worker is missing"
expect err "DMALINT_WORKER=PATH"
expect err "$work/two/bin/../libexec/dmalint/dmalint-worker"
dmalint version
expect_status 2
expect out "dmalint "
expect err "missing"
# What needs no worker works without.
dmalint rules
expect_status 0

export DMALINT_WORKER=$work/elsewhere
dmalint scan drv
expect_status 1
dmalint version
expect_status 0
expect out "clang"
export DMALINT_WORKER=$work/nowhere
dmalint scan drv
expect_status 2
expect err "$work/nowhere, which DMALINT_WORKER names, is not there"

# ---- another build, and no worker at all ----
build=$(./elsewhere --version)
build=${build##* }
sed "s/$build/0123456789abcdef/g" elsewhere >other
chmod +x other
export DMALINT_WORKER=$work/other
dmalint scan drv
expect_status 2
expect err "$work/other: it is of another build"
expect err "0123456789abcdef"
expect err "$build"
printf '#!/bin/sh\necho what now >&2\nexit 4\n' >other
dmalint scan drv
expect_status 2
expect err "$work/other: it ended with status 4: what now"
printf '#!/bin/sh\nhead -c 64 /dev/zero >&3\n' >other
dmalint scan drv
expect_status 2
expect err "$work/other: its messages make no sense"

# ---- what it is started with: the host's environment, and large pages unless the user tunes glibc ----
cat >showing <<END
#!/bin/sh
env >$work/environment
exec $work/elsewhere "\$@"
END
chmod +x showing
export DMALINT_WORKER=$work/showing OF_THE_HOST=1
dmalint scan drv
expect_status 1
expect environment "OF_THE_HOST=1"
expect environment "GLIBC_TUNABLES=glibc.malloc.hugetlb=1"
export GLIBC_TUNABLES=glibc.malloc.tcache_count=5
dmalint scan drv
expect_status 1
expect environment "GLIBC_TUNABLES=glibc.malloc.tcache_count=5"
expect_not environment "hugetlb"
unset GLIBC_TUNABLES OF_THE_HOST

# ---- by hand ----
unset DMALINT_WORKER
status=0
./elsewhere >out 2>err </dev/null || status=$?
expect_status 2
expect err "is started by dmalint"
DMALINT=$program
dmalint scan drv
expect_status 1

finish
