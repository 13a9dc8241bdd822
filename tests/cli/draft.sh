#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# dmalint patch: what a draft says, with history and without, and that git takes it.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

export GIT_CONFIG_NOSYSTEM=1 HOME=$work GIT_AUTHOR_DATE="2026-01-01T00:00:00Z" GIT_COMMITTER_DATE="2026-01-01T00:00:00Z"
git config --global user.name "Ada Ängström"
git config --global user.email ada@example.org
git config --global init.defaultBranch main
git config --global advice.detachedHead false
git config --global commit.gpgSign false

commit() { # SUBJECT
	git -C "$tree" add -A
	git -C "$tree" commit -q -m "$1"
}

# A tree with a driver in a folder with a blank, whose line came with the second commit.
tree="$work/a tree"
driver="$tree/drivers/net/acme one/ring.c"
mkdir -p "$tree/drivers/net"
git init -q "$tree"
echo tree >"$tree/README"
commit "start"
make_buggy "$driver"
sed -i '/acme_send/,$d' "$driver"
commit "net: acme: Add the driver"
make_buggy "$driver"
commit "net: acme: Send \"something\""
buggy=$(git -C "$tree" rev-parse HEAD)
git -C "$tree" tag v6.1-rc1
echo "/* end */" >>"$driver"
commit "net: acme: Mark the end"
echo "/* the end */" >>"$driver"
commit "treewide: say it in full"
dmalint scan "$tree"
expect_status 1
id=$("$DMALINT" list | awk '{ print $2 }')

# ---- wrong usage ----
for wrong in "" "1 2" "999" "0000beef" "--no-such 1" "-o"; do
	# shellcheck disable=SC2086
	dmalint patch $wrong
	expect_status 2
done
expect_true test ! -e outgoing
touch file
dmalint patch -o file/below "$id"
expect_status 2

# ---- there is no change yet ----
draft=outgoing/0001-net-acme-Check-for-DMA-mapping-errors-in-acme_send.patch
dmalint patch "$id"
expect_status 0
expect out "$draft"
expect out "note: The change is to be written"
expect_not out "note: The prefix"
expect $draft "Subject: [PATCH] net: acme: Check for DMA mapping errors in acme_send()"
expect $draft "From: Ada Ängström <ada@example.org>"
expect $draft "In acme_send(): the handle 'dma' is written to the hardware"
expect $draft "Fixes: ${buggy:0:12} (\"net: acme: Send \"something\"\")"
expect $draft "Assisted-by: dmalint:"
expect_true test -z "$(grep '^Cc: stable' $draft)"
expect out "in no tag of a release"
expect $draft "base-commit: $(git -C "$tree" rev-parse HEAD)"
expect_true test -z "$(grep '^Signed-off-by' $draft)"
expect $draft "# Signed-off-by is yours"
expect_true test -z "$(sed '/^---$/,$d; /^Date:/d; /^Subject:/d; /^Fixes:/d' $draft | LC_ALL=C.UTF-8 awk 'length($0) > 75')"
expect_not $draft "diff --git"
dmalint patch "$id"
expect_status 2
expect err "--force"

# ---- the author's change, and a release ----
git -C "$tree" tag v6.1
sed -i '/dma_map_single/a\	if (dma_mapping_error(acme->dev, dma))\n\t\treturn -1;' "$driver"
sed -i '1i /* moved */' "$driver"
echo other >"$tree/other.c"
git -C "$tree" add other.c
git -C "$tree" config diff.noprefix true
dmalint patch --force "$id"
expect_status 0
expect $draft "Fixes: ${buggy:0:12} ("
expect $draft "Cc: stable@vger.kernel.org"
expect $draft "+	if (dma_mapping_error(acme->dev, dma))"
expect $draft " 1 file changed"
expect_not $draft "other"
expect out "see that it has nothing else in it"
expect_not out "checkpatch"
git -C "$tree" config --unset diff.noprefix

# Trees that get the patch: whole, and with the author's name under it.
applies() { # DRAFT
	rm -rf applied
	git clone -q "$tree" applied
	git -C applied am -q -s "$work/$1" >am.log 2>&1 || fail "git am: $(cat am.log)"
	git -C applied log -1 --format=%B >message
	expect message "Signed-off-by: Ada Ängström <ada@example.org>"
	expect_not message "# "
	expect_not message "The finding:"
	git -C applied diff --stat HEAD~ >stat
	expect stat "1 file changed"
}
applies $draft
expect_true test "$(git -C applied log -1 --format=%an)" = "Ada Ängström"
expect_true cmp -s "$driver" "applied/drivers/net/acme one/ring.c"

# ---- the scripts of the tree ----
mkdir -p "$tree/scripts"
cat >"$tree/scripts/get_maintainer.pl" <<'END'
#!/bin/sh
for last; do :; done
case $last in *.patch) grep -q '^diff' "$last" || exit 1 ;; *) [ -e "$last" ] || exit 1 ;; esac
echo 'Bob (of acme) <bob@example.org> (maintainer:ACME (ALL OF IT) DRIVER)'
echo 'Carol <carol@example.org> (reviewer:ACME)'
echo 'netdev@example.org (open list:NETWORKING (x))'
echo 'unknown-one'
END
cat >"$tree/scripts/checkpatch.pl" <<'END'
#!/bin/sh
printf 'WARNING: \033[31m%s\n' "$*"
exit 1
END
chmod +x "$tree"/scripts/*.pl
dmalint patch --force "$id"
expect_status 0
expect_true grep -qx "To: Bob (of acme) <bob@example.org>" $draft
expect $draft "Cc: Carol <carol@example.org>,"
expect_true grep -qx "	netdev@example.org" $draft
expect_not $draft "unknown-one"
expect out "scripts/checkpatch.pl --strict:"
expect out "WARNING:"
expect out "--strict"
expect_true test -z "$(tr -d '\n\t' <out | LC_ALL=C tr -d '\040-\176\200-\377')"
applies $draft
dmalint patch --force --no-scripts "$id"
expect_not $draft "bob@"
expect_not out "WARNING"

# ---- a line that is not committed; one that has moved before the scan ----
sed -i '/dma_mapping_error/,+1d' "$driver"
dmalint scan "$tree"
moved=$("$DMALINT" list --path "drivers/net/acme one" | awk '{ print $1 }')
dmalint patch --force "$moved"
expect $draft "Fixes: ${buggy:0:12} ("
git -C "$tree" checkout -q -- .
sed -i 's/dma_map_single(acme->dev, buf, len,/dma_map_single(acme->dev, buf, len + 1,/' "$driver"
dmalint scan "$tree"
here=$("$DMALINT" list | awk '{ print $1 }')
dmalint patch --force --no-scripts "$here"
expect_true test -z "$(grep '^Fixes:' $draft)"
expect out "is not committed"
git -C "$tree" checkout -q -- .

# ---- a fix that is certain: also on top of what is not committed, and not once the file has changed ----
checker="$tree/drivers/net/acme one/check.c"
make_clean "$checker"
sed -i 's/if (dma_mapping_error(acme->dev, dma))/if (!dma)/' "$checker"
commit "net: acme: check the handle"
dmalint scan "$tree"
certain=$("$DMALINT" list --rule DMA102 | awk '{ print $1 }')
dmalint patch --no-scripts "$certain"
expect_status 0
fixed=outgoing/0001-net-acme-test-DMA-handles-with-dma_mapping_error.patch
expect $fixed "+	if (dma_mapping_error(acme->dev, dma))"
expect $fixed "Test with dma_mapping_error()."
expect $fixed " 1 file changed, 1 insertion(+), 1 deletion(-)"
expect out "'dmalint fix --diff' tries it"
expect_true grep -q '(!dma)' "$checker"
applies $fixed
expect_true grep -q 'dma_mapping_error(acme->dev, dma)' "applied/drivers/net/acme one/check.c"
sed -i 's/(!dma)/(dma == 0)/' "$checker"
dmalint patch --no-scripts --force "$certain"
expect $fixed "+	if (dma == 0)"
expect out "what you have changed"
dmalint scan "$tree"
dmalint patch --no-scripts --force "$("$DMALINT" list --rule DMA102 | awk '{ print $1 }')"
expect $fixed "-	if (dma == 0)"
expect out "made on top of them"
git -C "$tree" checkout -q -- .
rm "$checker"
commit "treewide: take it out again"

# ---- a leak: not the line where the function is left, but what made the path leak ----
leak="$tree/drivers/net/acme one/leak.c"
make_clean "$leak"
commit "net: acme: add another one"
sed -i 's/^	writel/	if (len > 100)\n		return -EINVAL;\n&/' "$leak"
GIT_COMMITTER_DATE="2026-02-02T00:00:00Z" commit "net: acme: refuse what is too long"
leaking=$(git -C "$tree" rev-parse --short=12 HEAD)
dmalint scan "$tree"
dmalint patch --no-scripts "$("$DMALINT" list --rule DMA211 | awk '{ print $1 }')"
expect_status 0
expect outgoing/0001-net-acme-unmap-the-buffer-on-all-paths*.patch "Fixes: $leaking (\"net: acme: refuse what is too long\")"
rm "$leak"
commit "treewide: take that out, too"

# ---- a detached head ----
git -C "$tree" checkout -q --detach "$buggy"
dmalint scan "$tree"
dmalint patch --force "$("$DMALINT" list | awk '{ print $1 }')"
expect_status 0
expect $draft "base-commit: $buggy"
git -C "$tree" checkout -q main

# ---- a shallow history ----
git clone -q --depth 1 "file://$tree" shallow
dmalint scan --db shallow.db shallow
dmalint patch --db shallow.db -o shallow-out 1
expect_status 0
expect out "git fetch --unshallow"
expect out "The prefix"
expect_true test -z "$(grep '^Fixes:' shallow-out/*.patch)"
expect shallow-out/*.patch "Subject: [PATCH] net: ring: check for DMA mapping errors in acme_send()"

# ---- no commit yet; a file that git does not know; no repository at all ----
mkdir -p new/drivers/spi
git init -q new
make_buggy new/drivers/spi/spi-acme.c
dmalint scan --db new.db new
dmalint patch --db new.db -o new-out 1
expect_status 0
expect out "The file is not in git."
expect new-out/*.patch "Subject: [PATCH] spi: acme: check for DMA mapping errors in acme_send()"
git -C new add -A
dmalint patch --db new.db --force -o new-out 1
expect_status 0
expect_true test -z "$(grep 'base-commit' new-out/*.patch)"
rm -rf new/.git
export GIT_CEILING_DIRECTORIES=$work
dmalint patch --db new.db --force -o new-out 1
expect_status 0
expect out "no repository of git"
expect out "get_maintainer.pl"
rm -rf new
dmalint patch --db new.db --force -o new-out 1
expect_status 2
expect err "spi-acme.c"

# ---- there is no git ----
mkdir bin
PATH=$work/bin dmalint patch -o no-git "$id"
expect_status 0
expect out "git cannot be run"

finish
