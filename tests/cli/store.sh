#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# list and show read what scan has kept; a store that is missing, locked, damaged or newer is a clear error.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/a.c
make_buggy drv/sub/b.c
make_clean drv/c.c

# ---- nothing there yet ----
dmalint list
expect_status 2
expect err "dmalint.db"
expect_true test ! -e cache/dmalint/dmalint.db
dmalint list --db no-such.db
expect_status 2
expect err "no-such.db"
expect_true test ! -e no-such.db
dmalint show 1
expect_status 2

# a path with a typing error is an error that names it, and makes no store
dmalint scan drv/a.c drvv --db mistyped.db
expect_status 2
expect err "'drvv'"
expect_true test ! -e mistyped.db
dmalint scan drvv
expect_status 2
expect_true test ! -e cache/dmalint/dmalint.db

# ---- what scan keeps ----
dmalint scan drv
expect_status 1
expect err "kept as scan 1"
dmalint list
expect_status 0
expect_true test "$(wc -l <out)" = 2
expect out "a.c:"
expect out "sub/b.c:"
expect out "[DMA101]"
id=$(head -n 1 out | awk '{ print $1 }')
print=$(head -n 1 out | awk '{ print $2 }')
dmalint list --path drv/sub/
expect_true test "$(wc -l <out)" = 1
dmalint list --rule DMA101
expect_true test "$(wc -l <out)" = 2
dmalint list --rule unchecked-mapping
expect_true test "$(wc -l <out)" = 2
dmalint list --rules dma101
expect_true test "$(wc -l <out)" = 2
dmalint list --color never --rule Unchecked-Mapping
expect_true test "$(wc -l <out)" = 2
dmalint list --rule DMA701
expect_status 0
expect_true test ! -s out
dmalint list --rule DMA000
expect_status 2
expect err "'DMA000'"

dmalint show "$id"
expect_status 0
expect out "dma_map_single"
expect out "$print"
expect out "acme_send"
cp out by-id
dmalint show "$print"
expect_status 0
expect_same out by-id
dmalint show --format sarif "$id"
expect_status 0
expect out '"2.1.0"'
dmalint show 99999
expect_status 2
expect err "99999"
dmalint show xyzzy
expect_status 2
expect err "xyzzy"

# ---- a second scan: history stays ----
dmalint scan drv/a.c
expect err "kept as scan 2"
dmalint list
expect_true test "$(wc -l <out)" = 1
dmalint list --scan 1
expect_true test "$(wc -l <out)" = 2
dmalint list --scan 7
expect_status 2
expect err "scan 7"
dmalint list --scans
expect_status 0
expect_true test "$(wc -l <out)" = 2
dmalint scan --no-db drv
expect_not err "kept as"
dmalint list --scans
expect_true test "$(wc -l <out)" = 2

# ---- a store that cannot be used: said before the scan, nothing overwritten ----
db=cache/dmalint/dmalint.db
sqlite3 $db 'PRAGMA user_version = 9999'
cp $db newer.db
dmalint scan --db newer.db drv
expect_status 2
expect err "newer.db"
expect err "newer"
dmalint list --db newer.db
expect_status 2
expect_same newer.db $db
head -c 8192 /dev/urandom >noise.db
cp noise.db noise.orig
dmalint scan --db noise.db drv
expect_status 2
expect err "noise.db"
expect_same noise.db noise.orig
sqlite3 other.db 'CREATE TABLE cats(name TEXT); INSERT INTO cats VALUES("tom")'
dmalint scan --db other.db drv
expect_status 2
expect err "other.db"
expect_true test "$(sqlite3 other.db 'SELECT name FROM cats')" = tom
mkdir folder.db
dmalint scan --db folder.db drv
expect_status 2
expect err "folder.db"
dmalint scan --db noise.orig/x.db drv
expect_status 2

# ---- a list out of the store says what the scan said, also of what it could not read ----
cat >cut.c <<'END'
#include <linux/dma-mapping.h>

int acme_send(struct device *dev, void *buf
{
	return dma_mapping_error(dev, dma_map_single(dev, buf, 8, DMA_TO_DEVICE));
}
END
for format in json sarif html; do
	dmalint scan --db said.db cut.c drv -f $format --reproducible -o scanned
	expect_status 1
	dmalint list --db said.db -f $format --reproducible -o listed
	expect_status 0
	expect_same scanned listed
	expect_true grep -q "acme_send\|cut.c" listed
done

# ---- locked by somebody else: the findings come out all the same ----
dmalint scan --db locked.db drv
expect_status 1
mkfifo hold
sqlite3 locked.db <hold >/dev/null 2>&1 &
holder=$!
exec 9>hold
echo 'BEGIN EXCLUSIVE;' >&9
for _ in {1..600}; do
	sqlite3 locked.db 'BEGIN IMMEDIATE; ROLLBACK' 2>/dev/null || break
	sleep 0.1
done
dmalint scan --db locked.db drv
expect_status 2
expect err "locked"
dmalint list --db locked.db
expect_true test "$status" = 0 -o "$status" = 2
exec 9>&-
wait $holder
dmalint list --db locked.db
expect_status 0
expect_true test "$(wc -l <out)" = 2

# ---- no room: a limit on file sizes stands for a full disk ----
dmalint scan --db full.db drv
expect_status 1
for i in $(seq 40); do
	make_buggy many/bug$i.c
done
(
	ulimit -f 48
	"$DMALINT" scan --db full.db --format gcc --brief many >out 2>err </dev/null
)
status=$?
expect_status 2
expect_true test "$(grep -c DMA101 out)" = 40
expect err "the store has not kept them"
expect err "full.db"
dmalint list --db full.db
expect_status 0
expect_true test "$(wc -l <out)" = 2

status=0
(ulimit -f 1; exec "$DMALINT" scan --no-db --cache-dir full drv) >out 2>err || status=$?
expect_status 2
expect err "choose another one with --cache-dir"

# ---- old scans go, the file is its owner's ----
for _ in 1 2 3; do
	dmalint scan --db kept.db drv/c.c
done
dmalint list --db kept.db --scans
expect_true test "$(wc -l <out)" = 3
dmalint scan --db kept.db --keep 2 drv/c.c
dmalint list --db kept.db --scans
expect_true test "$(wc -l <out)" = 2
expect out "4  "
expect_not out "2  20"
dmalint scan --db kept.db --keep 0 drv/c.c
dmalint list --db kept.db --scans
expect_true test "$(wc -l <out)" = 3
# those that were interrupted push out no others
sqlite3 kept.db 'UPDATE scans SET exit_status = 130 WHERE id > 3'
dmalint scan --db kept.db --keep 2 drv/c.c
dmalint list --db kept.db --scans
expect_true test "$(wc -l <out)" = 4
dmalint scan --db kept.db --keep 1 drv/c.c
dmalint list --db kept.db --scans
expect_true test "$(wc -l <out)" = 2
expect out INTERRUPTED
dmalint scan --keep x drv/c.c
expect_status 2
expect_true test "$(stat -c %a kept.db)" = 600

finish
