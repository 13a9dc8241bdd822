#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# --new-since: of a branch, what its merge base does not have. git is a stranger's here, too: nothing of its
# configuration may run.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

if ! command -v git >/dev/null; then
	echo "no git"
	exit 0
fi
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
repo="$work/my repo"
mkdir -p "$repo"
cd "$repo" || exit 1
git init -q -b main .

run() { # as dmalint, with its output beside the repository
	status=0
	"$DMALINT" scan --no-db "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	cp "$work/out" "$work/err" .git/
	cd "$work" || exit 1
}

back() { cd "$repo" || exit 1; }

# ---- a base with one finding, and a driver of two files with none

make_buggy drv/old.c
make_clean drv/good.c
mkdir -p mod/include
echo 'obj-m += acme.o
acme-y := main.o helper.o' >mod/Makefile
cat >mod/include/acme.h <<'END'
#include <linux/dma-mapping.h>
#include <linux/io.h>
static inline int acme_fine(struct device *dev, dma_addr_t dma)
{
	return !dma_mapping_error(dev, dma);
}
int acme_failed(struct device *dev, dma_addr_t dma);
END
cat >mod/main.c <<'END'
#include "include/acme.h"

int acme_go(struct device *dev, void __iomem *regs, void *buf, size_t len)
{
	dma_addr_t dma = dma_map_single(dev, buf, len, DMA_TO_DEVICE);

	if (acme_failed(dev, dma))
		return -1;
	writel(lower_32_bits(dma), regs);
	dma_unmap_single(dev, dma, len, DMA_TO_DEVICE);
	return 0;
}
END
cat >mod/helper.c <<'END'
#include "include/acme.h"

int acme_failed(struct device *dev, dma_addr_t dma)
{
	return dma_mapping_error(dev, dma);
}
END
git add -A
git commit -qm base
git checkout -qb topic

run --new-since main
expect_status 0
expect err "nothing is scanned"
back
run --new-since main --format json
expect_status 0
expect out '"findings": []'
back

# ---- what is new, and nothing else; committed, not committed, not added

sed -i '1i /* a line more */' drv/old.c
git commit -qam "a line more"
run --new-since main
expect_status 0
expect err "1 suppressed"
back
make_buggy drv/good.c
sed -i 's/acme_send/acme_other/' drv/good.c
git commit -qam "break it"
run --new-since main
expect_status 1
expect out "drv/good.c"
expect_not out "drv/old.c"
back
make_buggy drv/extra.c
run --new-since main --format gcc
expect_status 1
expect out "drv/good.c:"
expect out "drv/extra.c:"
expect_not out "drv/old.c:"
back
run --new-since main drv/extra.c
expect out "drv/extra.c"
expect_not out "drv/good.c"
back
rm drv/extra.c

# Another name is no new finding; a comment that is gone makes one.
git mv drv/old.c drv/renamed.c
git commit -qam rename
run --new-since main
expect_not out "renamed.c"
back
sed -i 's|^\tdma = dma_map|\t/* dmalint: allow(DMA101) no IOMMU here */\n&|' drv/good.c
git commit -qam allow
git tag allowed
sed -i '/dmalint: allow/d' drv/good.c
run --new-since allowed
expect_status 1
expect out "drv/good.c"
back
git checkout -q . && git reset -q --hard

# ---- a change shows in other files of the module: through a helper, through a header

git checkout -q -B module main
sed -i 's/return dma_mapping_error.*/return 0;/' mod/helper.c
run --new-since main
expect_status 1
expect out "mod/main.c"
back
run --new-since main --changed-lines
expect_status 0
back
git checkout -q .
sed -i 's/if (acme_failed(dev, dma))/if (!acme_fine(dev, dma))/' mod/main.c
git commit -qam "by the header"
git tag by-header
sed -i 's/return !dma_mapping_error.*/return 1;/' mod/include/acme.h
run --new-since by-header
expect_status 1
expect out "mod/main.c"
back
git checkout -q .

# ---- changed lines: those of the finding, or of its path

git checkout -q -B lines main
sed -i 's/	if (acme_failed(dev, dma))/	if (0)/' mod/main.c
run --new-since main --changed-lines
back
run --new-since main
expect_status 1
back
git checkout -q .
sed -i 's/	writel(lower/	pr_debug("x");\n&/; s/	if (acme_failed(dev, dma))/	if (0)/; s/writel(lower_32_bits(dma), regs)/writel((u32)dma, regs)/' mod/main.c
run --new-since main --changed-lines
expect_status 1
expect out "mod/main.c"
back
git checkout -q .

# ---- a repository that would run something

git checkout -q -B hostile main
make_buggy drv/good.c
git commit -qam "break it"
echo '*.c filter=evil diff=evil' >.gitattributes
cat >evil <<END
#!/bin/sh
touch "$work/ran"
cat
END
chmod +x evil
mkdir -p .git/evil-hooks
for hook in post-index-change post-checkout reference-transaction pre-auto-gc fsmonitor-watchman; do
	cp evil .git/evil-hooks/$hook
done
git config core.hooksPath .git/evil-hooks
git config core.fsmonitor "$PWD/evil"
for key in filter.evil.clean filter.evil.smudge filter.evil.process diff.evil.textconv diff.evil.command diff.external \
	core.pager core.sshCommand core.editor alias.diff-index alias.rev-parse; do
	git config $key "$PWD/evil"
done
git config filter.evil.required true
touch drv/good.c mod/main.c # so that git would have to look at their text
rm -f "$work/ran"
cp .git/index "$work/index"
run --new-since main
expect_status 1
expect out "drv/good.c"
expect_true test ! -e "$work/ran"
expect_same "$repo/.git/index" index
back
rm .git/config evil .gitattributes
git init -q .

# ---- options and errors

echo '{ "new-since": "main", "format": "gcc" }' >.dmalint.json
run
expect_status 1
expect out "drv/good.c:"
back
rm .dmalint.json
run --new-since no-such-branch
expect_status 2
expect err "there is no commit 'no-such-branch'"
back
run --new-since main --diff x
expect_status 2
expect err "exclude each other"
back
run --changed-lines
expect_status 2
expect err "--new-since or --diff"
back
run --new-sinse main
expect_status 2
expect err "perhaps 'new-since'"
back
run --new-since main no-such-file.c
expect_status 2
expect err "no-such-file.c"
# the repository is that of the path
run --new-since main "$repo/drv"
expect_status 1
expect out "my repo/drv/good.c"
back
git checkout -q --orphan lonely
git commit -qm lonely
run --new-since main
expect_status 2
expect err "no common ancestor"
back
cd / || exit 1
status=0
"$DMALINT" scan --no-db --new-since main >"$work/out" 2>"$work/err" </dev/null || status=$?
cd "$work" || exit 1
expect_status 2
expect err "no working tree of git"

finish
