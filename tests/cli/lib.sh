# SPDX-License-Identifier: Apache-2.0
# Shared by the command-line tests: a clean folder, drivers to scan, and checks that say what they saw.
# shellcheck shell=bash
set -uo pipefail

: "${DMALINT:?path of the program}" "${SOURCE_DIR:?}" "${BUILD_DIR:?}" "${TEST_NAME:?}"
work=$BUILD_DIR/cli-tests/$TEST_NAME
rm -rf "$work"
# The root of a repository: paths of files are relative to it.
mkdir -p "$work/.git"
cd "$work" || exit 1
export XDG_CACHE_HOME=$work/cache LC_ALL=C.UTF-8
unset SOURCE_DATE_EPOCH NO_COLOR CLICOLOR_FORCE DMALINT_TEST_FAULT DMALINT_TEST_SHUFFLE

checks=0
failures=0

fail() {
	failures=$((failures + 1))
	printf 'FAIL (%s:%s): %s\n' "$TEST_NAME.sh" "${BASH_LINENO[1]}" "$*"
	printf -- '--- exit status %s, stdout:\n' "${status:-?}"
	head -n 40 out 2>/dev/null
	printf -- '--- stderr:\n'
	head -n 40 err 2>/dev/null
	printf -- '---\n'
}

# Run the program; its exit status is in $status, its output in out and err.
dmalint() {
	status=0
	"$DMALINT" "$@" >out 2>err </dev/null || status=$?
}

expect_status() {
	checks=$((checks + 1))
	[ "$status" = "$1" ] || fail "exit status $status, not $1"
	if grep -qE 'AddressSanitizer|LeakSanitizer|runtime error:' err; then
		fail "a sanitizer has complained"
	fi
}

# expect out|err TEXT: the text stands there.
expect() {
	checks=$((checks + 1))
	grep -qF -- "$2" "$1" || fail "no '$2' in $1"
}

expect_not() {
	checks=$((checks + 1))
	[ -e "$1" ] || fail "there is no $1"
	! grep -qF -- "$2" "$1" || fail "there is '$2' in $1"
}

expect_same() {
	checks=$((checks + 1))
	cmp -s "$1" "$2" || fail "$1 and $2 differ: $(diff "$1" "$2" | head -n 5)"
}

expect_true() {
	checks=$((checks + 1))
	"$@" || fail "not so: $*"
}

finish() {
	if [ $checks = 0 ]; then
		echo "no check was made"
		exit 1
	fi
	echo "$checks checks, $failures failures"
	[ $failures = 0 ]
}

# To a folder outside of any repository, which is gone in the end. What lies in the one that the tests are built in is
# searched for headers and Makefiles, all of it, in each scan that is not in a repository of its own.
go_outside() {
	outside=$(mktemp -d "${TMPDIR:-/tmp}/dmalint-$TEST_NAME-XXXXXX")
	trap 'rm -rf "$outside"' EXIT
	cd "$outside" || exit 1
}

# In $cpu: milliseconds of CPU that all commands before have taken. What is measured with it depends neither on what else
# the machine does nor, as a multiple of something, on how fast it is.
read_cpu() {
	local t
	times >"$work/times"
	cpu=0
	# minutes, seconds, milliseconds, of user and system
	for t in $(tail -n 1 "$work/times" | tr 'ms.' '   ' | sed -E 's/\b0+([0-9])/\1/g' | xargs -n 3 | tr ' ' :); do
		IFS=: read -r minutes seconds thousandths <<<"$t"
		cpu=$((cpu + minutes * 60000 + seconds * 1000 + thousandths))
	done
}

# A driver with one certain DMA101.
make_buggy() {
	mkdir -p "$(dirname "$1")"
	cat >"$1" <<'END'
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct acme {
	struct device *dev;
	void __iomem *regs;
};

int acme_send(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma;

	dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);
	writel(lower_32_bits(dma), acme->regs);
	return 0;
}
END
}

# The same, correct.
make_clean() {
	mkdir -p "$(dirname "$1")"
	cat >"$1" <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/io.h>

struct acme {
	struct device *dev;
	void __iomem *regs;
};

int acme_send_clean(struct acme *acme, void *buf, size_t len)
{
	dma_addr_t dma;

	dma = dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(acme->dev, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), acme->regs);
	dma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}
END
}
