#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each command of the documents is run as it stands there, on drivers where the documents have a kernel's, and the
# pictures of the terminal are what the program prints. The recipes of docs/ci.md are cli/recipes.sh's.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

if ! command -v git >/dev/null; then
	echo "no git"
	exit 0
fi
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export HOME=$work DMALINT_WORKER="${DMALINT_WORKER:-$(dirname "$DMALINT")/dmalint-worker}" PATH="$work/bin:$PATH"
mkdir bin linux
ln -s "$DMALINT" bin/dmalint
# What b4 gives of a mailed series: the patches. What dmesg prints.
printf '#!/bin/sh\ngit format-patch --stdout topic..series\n' >bin/b4
printf '#!/bin/sh\necho "[ 1.5] DMA-API: acme 0000:01:00.0: device driver failed to check map error"\n' >bin/dmesg
chmod +x bin/b4 bin/dmesg

# A repository with a branch, drivers where the documents look for some.
(
	cd linux || exit 1
	git init -q -b main .
	cp -r "$SOURCE_DIR/corpus/drivers" .
	mkdir -p drivers/net/ethernet/intel my-driver build
	cp drivers/net/*.c drivers/net/ethernet/intel/
	cp drivers/net/legacy.c drivers/scsi/fixable.c
	make_buggy my-driver/mine.c
	printf '[{"directory": "%s", "file": "%s", "command": "cc -c %s"}]\n' "$PWD" "$PWD/drivers/spi/sensor.c" \
		"$PWD/drivers/spi/sensor.c" >build/compile_commands.json
	git add -A
	git commit -qm base
	git update-ref refs/remotes/origin/main HEAD
	git checkout -qb topic
	make_buggy drivers/spi/new.c
	git add -A
	git commit -qm topic
	git checkout -qb series
	make_buggy drivers/spi/newer.c
	git add -A
	git commit -qm series
	git checkout -q topic
	dmesg >kernel.log
) >out 2>err || true

# The tree as it was, and a store of one scan. @fixable: a finding in it that has a fix, as 17 has in the documents.
begin_page() {
	git -C linux checkout -qf topic
	rm -f "$XDG_CACHE_HOME/dmalint/dmalint.db"*
	(cd linux && "$DMALINT" scan -q --confidence low drivers >"$work/out" 2>"$work/err")
	fixable=$(cd linux && "$DMALINT" list --rule DMA205 --path drivers/dma/ | awk 'NR == 1 { print $1 }')
}

# The commands of the blocks of shell in a page, also behind a pipe. One that takes a mended tree has tests of its own.
commands() {
	awk '/^```/ { inside = !inside && $0 == "```sh"; next } inside' "$1" |
		grep -E '(^|\| *)dmalint ' | grep -v 'dmalint patch ' |
		sed 's|/lib/modules/$(uname -r)/build|$KERNEL|'
}

# Headers of another kernel there are none here; the bundled ones have to do.
unset KERNEL
run_page() {
	local page=$SOURCE_DIR/$1 line n=0
	begin_page
	cd "$work/linux" || exit 1
	while IFS= read -r line; do
		n=$((n + 1))
		line=${line/--kernel \$KERNEL/}
		line=${line/--apply 17/--apply $fixable}
		status=0
		bash -c "$line" >"$work/out" 2>"$work/err" </dev/null || status=$?
		cd "$work" || exit 1
		checks=$((checks + 1))
		[ "$status" -le 1 ] || fail "$1: $line"
		expect_not err "dmalint: error:"
		cd "$work/linux" || exit 1
	done < <(commands "$page")
	cd "$work" || exit 1
	expect_true test "$n" -gt 0
	echo "$1: $n commands"
}

for page in README.md docs/{walkthrough,html,editors,fixes,dmesg}.md; do
	run_page "$page"
done

# The pictures: made again, they are the same.
status=0
bash "$SOURCE_DIR/docs/pictures/make" "$DMALINT" "$work/pictures" >out 2>err || status=$?
expect_status 0
for picture in "$SOURCE_DIR"/docs/pictures/*.svg; do
	expect_same "$picture" "pictures/$(basename "$picture")"
done
expect_true test "$(find "$SOURCE_DIR/docs/pictures" -name '*.svg' | wc -l)" = 3
expect_true test -z "$(find "$SOURCE_DIR/docs/pictures" -name '*.png')"

finish
