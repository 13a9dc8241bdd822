#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# --diff: patches and mailed series, applied to copies; only what they add is reported, and the tree stays as it is.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

if ! command -v git >/dev/null; then
	echo "no git"
	exit 0
fi
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export TMPDIR=$work/tmp
mkdir -p "$TMPDIR" tree
cd tree || exit 1
git init -q -b main .
make_buggy drv/old.c
make_clean "drv/good one.c"
echo 'obj-m += old.o' >drv/Makefile
git add -A
git commit -qm base

run() { # in the tree; the output beside it
	status=0
	"$DMALINT" scan --db "$work/store.db" "$@" >"$work/out" 2>"$work/err" || status=$?
}

# The mails of what was committed since main, and back to main.
mail() {
	git format-patch -q --stdout "$@" main >"$work/series.mbox"
	git checkout -q main
}

check() { (cd "$work" && "$@"); }
sum() { find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 sha256sum; }
sum >"$work/before"
git status --porcelain >"$work/status"

expect_unharmed() {
	sum >"$work/after"
	expect_same "$work/before" "$work/after"
	expect_true test -z "$(ls -A "$TMPDIR")"
	expect_true test ! -e "$work/store.db"
}

# In these the files are beside the tree.
is() { cd "$work" && expect_status "$1"; cd "$work/tree" || exit 1; }
out() { expect "$work/out" "$1"; }
out_not() { expect_not "$work/out" "$1"; }
err() { expect "$work/err" "$1"; }

# ---- a series of mails: the second patch builds on the first, a letter goes before them

git checkout -qb topic
make_buggy "drv/good one.c"
sed -i 's/acme_send/acme_other/' "drv/good one.c"
git commit -qam "break it: é"
sed -i '1i /* a line more */' "drv/good one.c" drv/old.c
git commit -qam "a line more"
mail --cover-letter
run --diff "$work/series.mbox" </dev/null
is 1
out "drv/good one.c:14:"
out_not "drv/old.c"
expect_unharmed
"$DMALINT" scan --diff - --format gcc --brief <"$work/series.mbox" >"$work/out" 2>"$work/err"
out "drv/good one.c:14:"
# ... from a folder below
(cd drv && "$DMALINT" scan --diff - --format gcc --brief <"$work/series.mbox" >"$work/out" 2>"$work/err")
grep -q '^good one.c:14:' "$work/out"
expect_true test $? = 0
# what is quoted is the patched text
run --diff "$work/series.mbox" </dev/null
out "   14 | 	dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);"
# as mail agents encode it
python=$(command -v python3 || true)
if [ -n "$python" ]; then
	"$python" - "$work/series.mbox" "$work/encoded.mbox" <<'END'
import email, email.policy, mailbox, quopri, sys
with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as out:
    for part in source.read().split(b"\nFrom ")[1:]:
        head, body = (b"From " + part).split(b"\n\n", 1)
        lines = [l for l in head.split(b"\n") if not l.lower().startswith((b"content-", b"mime-"))]
        lines += [b"MIME-Version: 1.0", b"Content-Type: text/plain; charset=UTF-8", b"Content-Transfer-Encoding: quoted-printable"]
        out.write(b"\n".join(lines) + b"\n\n" + quopri.encodestring(body) + b"\n")
END
	run --diff "$work/encoded.mbox" </dev/null
	is 1
	out "drv/good one.c:14:"
fi

# ---- one patch: new files in a new folder, a rename, a file that goes

git checkout -qB new main
mkdir -p new/acme
make_buggy new/acme/main.c
sed -i '/^struct acme/,/^};/d; s/^#include <linux.io.h>/&\n#include "acme.h"/' new/acme/main.c
printf 'struct acme {\n\tstruct device *dev;\n\tvoid __iomem *regs;\n};\n' >new/acme/acme.h
printf 'obj-m += acme.o\nacme-y := main.o\n' >new/acme/Makefile
git mv drv/old.c drv/renamed.c
git rm -q "drv/good one.c"
git add -A
git commit -qm "new driver"
git diff main >"$work/one.patch"
git checkout -q main
run --diff "$work/one.patch" </dev/null
is 1
out "new/acme/main.c"
out "DMA101"
out_not "renamed.c"
expect_unharmed

# ---- without folders before the names, and without git's words

git checkout -qB plain main
make_buggy "drv/good one.c"
git diff --no-prefix main >"$work/p0.patch"
git diff main | grep -v -e '^diff' -e '^index' >"$work/plain.patch"
git checkout -q . && git checkout -q main
for patch in p0 plain; do
	run --diff "$work/$patch.patch" </dev/null
	is 1
	out "drv/good one.c"
done

(echo 'Index: drv/good one.c'; echo '==================='; cat "$work/plain.patch") >"$work/index.patch"
run --diff "$work/index.patch" </dev/null
is 1

# ---- changed lines; a patch that mends something adds nothing

run --diff "$work/plain.patch" --changed-lines </dev/null
is 1
git checkout -qB mend main
make_clean drv/old.c
git commit -qam mend
mail
run --diff "$work/series.mbox" </dev/null
is 0
expect_unharmed
run --diff "$work/series.mbox" --format checkstyle </dev/null
is 0
out "</checkstyle>"
printf -- '--- a/README\n+++ b/README\n@@ -0,0 +1 @@\n+x\n' >"$work/readme.patch"
run --diff "$work/readme.patch" </dev/null
is 0
err "nothing is scanned"

# ---- what does not apply: which patch, file and hunk

sed 's/^-\tdma = .*/-\tsomething else;/; s/^ \tdma_addr_t dma;/ \tsomething else;/' "$work/series.mbox" >"$work/bad.mbox"
run --diff "$work/bad.mbox" </dev/null
is 2
err "'mend' does not apply"
err "drv/old.c"
err "hunk #"
expect_unharmed
sed 's/drv.old.c/drv\/gone.c/g' "$work/series.mbox" >"$work/gone.mbox"
run --diff "$work/gone.mbox" </dev/null
is 2
err "drv/gone.c"

# ---- what is no patch, and one that wants out

run --diff /dev/null
is 2
err "no patch"
run --diff <(printf 'nothing\n')
is 2
err "no patch"
run --diff "$work/no-such-file"
is 2
err "no-such-file"
printf -- '--- a/../../evil.c\n+++ b/../../evil.c\n@@ -0,0 +1 @@\n+x\n' >"$work/evil.patch"
run --diff "$work/evil.patch" </dev/null
is 2
err "outside"
printf -- '--- /dev/null\n+++ b//etc/evil.c\n@@ -0,0 +1 @@\n+x\n' >"$work/evil.patch"
run --diff "$work/evil.patch" </dev/null
is 2
printf 'diff --git a/drv/link b/drv/link\nnew file mode 120000\n--- /dev/null\n+++ b/drv/link\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\ndiff --git a/drv/link/evil.c b/drv/link/evil.c\nnew file mode 100644\n--- /dev/null\n+++ b/drv/link/evil.c\n@@ -0,0 +1 @@\n+x\n' >"$work/evil.patch"
run --diff "$work/evil.patch" </dev/null
is 2
expect_unharmed
cd "$work" || exit 1

finish
