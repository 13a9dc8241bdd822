#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# 10,000 findings in one store: what works with them takes less than a second of the CPU each, a log of SARIF (50 MB)
# less than four. Sanitizers aside.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

if ! command -v sqlite3 >/dev/null; then
	echo "sqlite3 is not here: nothing is measured"
	exit 0
fi
go_outside
mkdir .git
cp -r "$SOURCE_DIR/corpus/drivers" drivers
dmalint scan -q --confidence low --db s.db drivers/net
dmalint scan -q --confidence low --db s.db drivers
text=$(cat drivers/net/ring.c drivers/scsi/*.c)
mkdir -p large/sub{00..79}
for i in {0..1999}; do
	printf -v file 'large/sub%02d/file%04d.c' $((i % 80)) "$i"
	printf '%s\n' "$text" >"$file"
done
sqlite3 s.db <"$SOURCE_DIR/tests/html/large.sql" || fail "the large store could not be made"

sanitized=
! grep -qa __asan_init "$DMALINT" || sanitized=1

# measured NAME STATUS ARGUMENT...: run it, and print what it took.
measured() {
	local name=$1 wanted=$2 cpu most=1000
	shift 2
	[ "$name" != 'list -f sarif' ] || most=4000
	TIMEFORMAT='%U %S %R'
	{ time dmalint "$@"; } 2>took
	expect_status "$wanted"
	cpu=$(awk '{ printf "%d", ($1 + $2) * 1000 }' took)
	awk -v name="$name" '{ printf "%-20s %.2f s CPU, %.2f s wall\n", name, $1 + $2, $3 }' took
	if [ -z "$sanitized" ]; then
		expect_true test "$cpu" -lt "$most"
	fi
}

measured 'list' 0 list --db s.db --confidence low
expect out 'large/sub'
expect_true test "$(grep -c '\[DMA' out)" -ge 10000
measured 'list --path' 0 list --db s.db --confidence low --path large/sub07/
measured 'list -f json' 0 list --db s.db --confidence low -f json -o list.json
[ -n "$sanitized" ] || measured 'list -f sarif' 0 list --db s.db --confidence low -f sarif -o list.sarif
measured 'list -f html' 0 list --db s.db --confidence low -f html -o list.html
measured 'diff' 1 diff --db s.db --confidence low 2 3
measured 'show' 0 show --db s.db 105000
measured 'triage' 0 triage --db s.db --false-positive --note 'the bus tests it' {100001..101000}
measured 'triage --export' 0 triage --db s.db --export verdicts
expect_true test "$(grep -c 'false-positive' verdicts)" = 1000
measured 'triage --import' 0 triage --db s.db --import verdicts
measured 'baseline create' 0 baseline create --db s.db --confidence low known
expect_true test "$(grep -vc '^#' known)" -ge 8000
measured 'baseline update' 0 baseline update --db s.db --confidence low known

finish
