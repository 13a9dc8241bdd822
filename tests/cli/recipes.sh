#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The recipes of docs/ci.md and docs/large-scans.md, run as they stand there, as far as that can be done without the
# systems they are for.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

if ! command -v git >/dev/null; then
	echo "no git"
	exit 0
fi
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
page=$SOURCE_DIR/docs/ci.md
mkdir bin repo
ln -s "$DMALINT" bin/dmalint
export DMALINT_WORKER="${DMALINT_WORKER:-$(dirname "$DMALINT")/dmalint-worker}"
export PATH="$work/bin:$PATH"

# The block below "<!-- recipe: NAME -->".
recipe() {
	awk -v name="$1" '$0 == "<!-- recipe: " name " -->" { found = 1; next }
		found && /^```/ { if (inside) exit; inside = 1; next }
		inside' "$page"
}

# Of YAML on standard input: the script of the step that is called so.
step() {
	awk -v name="$1" '$0 ~ "- name: " name "$" { found = 1; next }
		found && /^ +run: \|$/ { inside = 1; match($0, /^ +/); indent = RLENGTH; next }
		inside { match($0, /^ */); if (NF && RLENGTH <= indent) exit; print substr($0, indent + 3) }'
}

# Of YAML: the lines of a list, such as script.
list() {
	awk -v name="$1" '$0 ~ "^ +" name ":$" { inside = 1; match($0, /^ +/); indent = RLENGTH; next }
		inside { match($0, /^ */); if (RLENGTH <= indent) exit; sub(/^ *- /, ""); print }'
}

# Run what stands in the file in the repository.
in_repo() {
	status=0
	(cd repo && bash -eu "$work/$1" >"$work/out" 2>"$work/err" </dev/null) || status=$?
	expect_true test -s "$work/$1"
}

# ---- a repository with a branch that breaks something

(
	cd repo || exit 1
	git init -q -b main .
	make_buggy drivers/old.c
	make_clean drivers/send.c
	git add -A
	git commit -qm base
	git update-ref refs/remotes/origin/main HEAD
	git checkout -qb topic
	make_buggy drivers/send.c
	sed -i 's/acme_send/acme_other/' drivers/send.c
	git commit -qam "break it"
) || exit 1
# Headers of a kernel, as far as a driver needs them.
mkdir -p linux/{include/linux,include/generated,arch/x86/include}
printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 9\n' >linux/Makefile
touch linux/Kbuild linux/include/linux/{kconfig,io}.h
echo '#define CONFIG_X86 1' >linux/include/generated/autoconf.h
cat >linux/include/linux/dma-mapping.h <<'END'
typedef unsigned long long dma_addr_t;
typedef unsigned long size_t;
typedef unsigned int u32;
#define __iomem
#define lower_32_bits(x) ((u32)(x))
struct device;
enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE };
dma_addr_t dma_map_single_attrs(struct device *dev, void *p, size_t size, int dir, unsigned long attrs);
void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, size_t size, int dir, unsigned long attrs);
int dma_mapping_error(struct device *dev, dma_addr_t addr);
void writel(u32 value, void *regs);
#define dma_map_single(d, a, s, r) dma_map_single_attrs(d, a, s, r, 0)
#define dma_unmap_single(d, a, s, r) dma_unmap_single_attrs(d, a, s, r, 0)
END
echo '#define ENOMEM 12' >linux/include/linux/errno.h
export KERNEL=$work/linux

# ---- GitHub

recipe github >github.yml
step Scan <github.yml >scan.sh
export RUNNER_TEMP=$work GITHUB_BASE_REF=main GITHUB_STEP_SUMMARY=$work/summary.md
(
	export DMALINT
	in_repo scan.sh
	expect_status 1
	expect out "::error file=drivers/send.c,line=13"
	expect_not out "drivers/old.c"
	expect summary.md "### dmalint: "
	expect summary.md "drivers/send.c:13"
	expect_not summary.md "drivers/old.c"
	[ $failures = 0 ]
) || fail "the scan of GitHub's recipe"
step Packages <github.yml >packages.sh
step Build <github.yml >build.sh
expect packages.sh "linux-headers-amd64"
expect build.sh "KERNEL="
mkdir -p repo/.dmalint
printf '#!/bin/sh\necho building\necho "%s"\n' "$DMALINT" >repo/.dmalint/dev
chmod +x repo/.dmalint/dev
printf '#!/bin/sh\necho /usr/src/linux-headers-6.1.0-1-amd64\n' >bin/ls
chmod +x bin/ls
GITHUB_ENV=$work/env in_repo build.sh
rm bin/ls
rm -r repo/.dmalint
expect_status 0
expect env "DMALINT=$DMALINT"
expect env "KERNEL=/usr/src/linux-headers-6.1.0-1-amd64"
expect_true grep -qE '^VERSION=dmalint-[0-9.]+$' env
# What is cached does not grow: a second run adds nothing.
find cache/dmalint/headers -type f | sort >first
(export DMALINT && in_repo scan.sh)
find cache/dmalint/headers -type f | sort >second
expect_same first second
rm dmalint.db*

# ---- reviewdog: here is only what it is given

printf '#!/bin/sh\ncat >"%s/given.json"\n' "$work" >bin/reviewdog
chmod +x bin/reviewdog
recipe reviewdog >reviewdog.sh
in_repo reviewdog.sh
expect_status 0
expect given.json '"path": "drivers/send.c"'

# ---- GitLab

recipe gitlab >gitlab.yml
list script <gitlab.yml >gitlab.sh
(
	export DMALINT CI_PROJECT_DIR=$work CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
	in_repo gitlab.sh
	expect_status 1
	[ $failures = 0 ]
) || fail "the script of GitLab's recipe"
expect repo/codequality.json '"path": "drivers/send.c"'
expect_not repo/codequality.json "drivers/old.c"
expect repo/junit.xml '<testsuite name="drivers/send.c"'
list before_script <gitlab.yml >before.sh
expect before.sh "linux-headers-amd64"
expect_true bash -n before.sh
rm repo/{codequality.json,junit.xml,scan.db}*

# ---- Jenkins

recipe jenkins | awk "/sh '''/ { inside = 1; next } /'''/ { exit } inside" >jenkins.sh
CHANGE_TARGET=main in_repo jenkins.sh
expect_status 0
expect repo/checkstyle.xml '<file name="drivers/send.c">'
expect repo/junit.xml 'failures="'
rm repo/{checkstyle.xml,junit.xml,scan.db}*

# ---- the robot

recipe mail >mail.sh
(cd repo && git format-patch -q --stdout main >../series.mbox && git checkout -q main && mv ../series.mbox .)
in_repo mail.sh
expect_status 0
expect repo/answer.txt "drivers/send.c:13:"
expect_not repo/answer.txt "drivers/old.c"
expect_not repo/answer.txt "$work"
sed -i 's/^-\t/-\tno /' repo/series.mbox
in_repo mail.sh
expect_status 0
expect err "does not apply"
rm repo/{answer,findings,errors}.txt repo/series.mbox
(cd repo && git checkout -q topic)

# ---- before a commit: through git, which sets variables of its own

recipe pre-commit | sed -n 's/^ *entry: //p' >entry.sh
in_repo entry.sh
expect_status 0
recipe hook >repo/.git/hooks/pre-commit
chmod +x repo/.git/hooks/pre-commit
(
	cd repo || exit 1
	sed -i '1i /* moved */' drivers/send.c
	git commit -qam "nothing new" >../out 2>../err || exit 1
	make_buggy drivers/more.c
	git add drivers/more.c
	! git commit -qm more >../out 2>../err
) || fail "the hook"
expect err "drivers/more.c" # git shows it there
expect_not err "drivers/send.c"

# ---- the plain commands of the page

(cd repo && git checkout -q . && git reset -q --hard && rm -f .git/hooks/pre-commit)
printf 'dmalint scan --new-since origin/main\n' >plain.sh
expect_true grep -qxF "$(cat plain.sh)" "$page"
in_repo plain.sh
expect_status 1
printf 'git format-patch --stdout origin/main | dmalint scan --diff -\n' >plain.sh
expect_true grep -qxF "$(cat plain.sh)" "$page"
(cd repo && git checkout -q main)
printf 'git format-patch --stdout origin/main..topic | dmalint scan --diff -\n' >plain.sh
in_repo plain.sh
expect_status 1

# ---- shards

page=$SOURCE_DIR/docs/large-scans.md
(cd repo && git checkout -q topic && git clean -qfd && mkdir shards && for k in 1 2 3 4; do make_buggy shards/$k.c; done)
export TREE=.
dmalint scan --no-db --reproducible --format sarif -o whole.sarif repo
# The shards of that folder, merged, are the scan of it.
expect_whole() {
	dmalint list --db "$1" --reproducible --format sarif -o merged.sarif
	expect_same whole.sarif merged.sarif
}
recipe parallel >parallel.sh
if command -v parallel >/dev/null; then
	in_repo parallel.sh
	expect_status 1
	expect_whole repo/all.db
	rm repo/*.db repo/*.txt
else
	echo "no GNU parallel: its recipe is not run"
fi

recipe matrix >matrix.yml
step Scan <matrix.yml >shard.sh
step Merge <matrix.yml >merge.sh
mkdir -p shards
mv repo/shards repo/drivers/
dmalint scan --no-db --reproducible --format sarif -o whole.sarif repo/drivers
export DMALINT
for SHARD in 1 2 3 4; do
	export SHARD
	in_repo shard.sh
	expect_status 0
	mv "$work/$SHARD.db" shards/
done
in_repo merge.sh
expect_status 0
expect_whole all.db
expect_true test -s repo/dmalint.sarif
rm -f all.db* shards/*

recipe slurm >shard.sh
for SLURM_ARRAY_TASK_ID in 1 2 3 4; do
	export SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_COUNT=4 SLURM_CPUS_PER_TASK=1 TREE=drivers
	in_repo shard.sh
	expect_status 0
done
recipe slurm-merge | sed -n "s/.*--wrap '\\(.*\\)'/\\1/p" >merge.sh
in_repo merge.sh
expect_status 1
expect_whole repo/all.db
recipe slurm-merge >plain.sh
expect_true bash -n plain.sh

finish
