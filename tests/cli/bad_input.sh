#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Bad input: each case is a clear error that names the thing and the remedy.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy good/send.c

# ---- paths ----
dmalint scan no/such/driver
expect_status 2
expect err "'no/such/driver'"
expect err "No such file"
dmalint scan ""
expect_status 2
expect err "empty path"
dmalint scan good no-such-thing
expect_status 2
expect err "no-such-thing"
expect_true test ! -s out
dmalint scan --kernel no-such-kernel good
expect_status 2
expect err "'no-such-kernel'"
dmalint ir no-such.c
expect_status 2
dmalint doctor no-such.c
expect_status 2
dmalint ir --function no_such_function good/send.c
expect_status 2
expect err "'no_such_function'"

# What stands behind -- is the compiler's: a path there would be forgotten, and the current folder scanned.
dmalint scan -- -DDEBUG good
expect_status 2
expect err "'good' stands behind --"
expect_true test ! -s out
dmalint scan good -- -I good -DDEBUG -idirafter good --sysroot / --include good/send.h
expect_status 1
dmalint scan -Iinclude good
expect_status 2
expect err "-- -Iinclude"
dmalint good
expect_status 2
expect err "dmalint scan good"
mkdir other
printf 'class dma { };\n' >other/driver.cpp
dmalint scan other/driver.cpp
expect_status 2
expect err "no C++"
dmalint scan --arch arm good
expect_status 2
expect err "leave --arch out"

# ---- files that do not parse ----
mkdir wide
iconv -f UTF-8 -t UTF-16 good/send.c >wide/send.c
dmalint scan wide/send.c
expect_status 2
expect err "wide/send.c: its text is UTF-16"
expect err "iconv"
dmalint scan wide
expect_status 2
expect err "no .c file in it that can be read"
expect err "UTF-16"
cp good/send.c wide/plain.c
dmalint scan wide
expect_status 1
expect err "wide/send.c: passed over"
mkdir broken
head -c 4000 /dev/urandom >broken/noise.c
dmalint scan --all-files broken/noise.c
expect_true test "$status" = 0 -o "$status" = 3
expect_not err "Sanitizer"
printf 'int f(void) { dma_map_single(' >broken/cut.c
dmalint scan broken/cut.c
expect_true test "$status" = 0 -o "$status" = 3
cat >broken/errors.c <<'END'
#include <linux/dma-mapping.h>
#include <linux/no_such_header.h>

int acme_send(struct device *dev, struct unknown_thing *thing)
{
	dma_addr_t dma = dma_map_single(dev, thing->buf, thing->len, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, dma))
		return -1;
	undeclared_function(dma);
	return 0;
}
END
dmalint scan broken/errors.c
expect_status 3
expect err "errors.c"
expect err "acme_send"
dmalint doctor broken/errors.c
expect_status 3
expect out "no_such_header.h"
: >broken/empty.c
dmalint scan --all-files broken/empty.c
expect_status 0

# ---- folders that cannot be read, or are too deep ----
deep=deep/$(yes d/ | head -n 70 | tr -d '\n')
make_buggy "$deep/send.c"
dmalint scan deep
expect_status 2
expect err "there is no .c file in it that can be read"
expect err "folders are nested too deeply"
mkdir -p shut/in
chmod 000 shut/in
if [ "$(id -u)" != 0 ]; then
	dmalint scan shut
	expect_status 2
	expect err "shut/in: Permission denied"
fi
chmod 700 shut/in

# ---- too few descriptors: named as that, and how many are wanted ----
for limit in 6 8 10; do
	for store in --no-db "--db few.db"; do
		status=0
		# shellcheck disable=SC2086
		(ulimit -n $limit; exec "$DMALINT" scan $store good) >out 2>err </dev/null || status=$?
		expect_status 2
		expect err "Too many open files"
	done
done

# ---- models ----
echo '{ "functions": [ { "name": ' >broken.json
dmalint scan --models broken.json good
expect_status 2
expect err "broken.json"
dmalint scan --models no-such-model.json good
expect_status 2
expect err "no-such-model.json"
echo '[]' >wrong.json
dmalint scan --models wrong.json good
expect_status 2
expect err "wrong.json"

# ---- compile database ----
mkdir db
make_buggy db/send.c
echo '[ { "directory": ' >db/compile_commands.json
dmalint scan -p db db
expect_status 2
expect err "compile_commands.json"
cat >db/compile_commands.json <<END
[ { "directory": "$work/db", "file": "gone.c", "arguments": ["cc", "-c", "gone.c"] },
  { "directory": "$work/db", "file": "send.c",
    "arguments": ["cc", "-fplugin=./evil.so", "-c", "send.c"] } ]
END
dmalint scan -p db db
expect err "gone.c"
expect err "-fplugin"
expect_status 3
dmalint scan -p no-such-build good
expect_status 2
expect err "no-such-build"
mkdir nodb
dmalint scan -p nodb good
expect_status 2
expect err "nodb"

# ---- cache and output ----
echo "a file" >file
dmalint scan --cache-dir file/cache good
expect_status 2
expect err "folder file"
dmalint scan --cache-dir file good
expect_status 2
expect err "file"
XDG_CACHE_HOME=$work/file dmalint scan good
expect_status 2
expect err "--db FILE"
(
	unset XDG_CACHE_HOME HOME
	"$DMALINT" scan good >out 2>err
) || status=$?
expect_status 2
expect err "--cache-dir DIR"
dmalint scan -o no-such-folder/x.sarif good
expect_status 2
expect err "no-such-folder"
dmalint scan -o good good
expect_status 2
expect err "is a folder"
dmalint scan -o file/x good
expect_status 2
expect err "no file can be made in 'file'"
dmalint scan -o /dev/null good
expect_status 1
# what would be replaced by a slip of the hand
cp good/*.c keep.c
dmalint scan -o keep.c good
expect_status 2
expect err "is a source file"
expect_same good/*.c keep.c
dmalint scan --db same.db -o same.db good
expect_status 2
expect err "is the store"
dmalint scan --db same.db good
dmalint scan --db same.db -o same.db good
expect_status 2
expect err "is a store"
dmalint list --db same.db --format json -o same.db
expect_status 2
expect err "-o: 'same.db' is a store"
dmalint triage --db same.db --export same.db
expect_status 2
expect err "--export: 'same.db' is a store"
# a pipe is written, and not looked into
timeout 20 "$DMALINT" triage --db same.db --export /dev/stdout | cat >piped
expect_true test -s piped
dmalint triage --db same.db --export keep.c
expect_status 2
expect_same good/*.c keep.c
dmalint list --db same.db --scans
expect_status 0
dmalint baseline create --db same.db known
dmalint scan --no-db --baseline known -o known good
expect_status 2
expect err "is a baseline"
touch Makefile
dmalint scan --no-db -o ./Makefile good
expect_status 2
expect err "is a source file"
rm Makefile
# a path behind the flags of the compiler
dmalint scan -- good
expect_status 2
expect err "put it before the --"

finish
