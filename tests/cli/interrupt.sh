#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Ctrl-C and kill -9 in the middle of a scan: nothing that was finished is lost, no process stays behind.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

for i in 1 2 3 4 5 6; do
	make_buggy drv/bug$i.c
done
dmalint scan --db s.db drv/bug1.c
expect_status 1

# Start a scan that hangs at the last file, and wait until it does.
start_hanging() {
	DMALINT_TEST_FAULT=analyse:hang:drv/bug6.c "$DMALINT" scan --db s.db --jobs 1 -o out.txt drv >out 2>err </dev/null &
	scan=$!
	for _ in $(seq 100); do
		workers=$(pgrep -P $scan)
		# the worker program, and its workers
		[ -z "$workers" ] || workers+=" $(pgrep -P "$workers")"
		[ "$(wc -w <<<"$workers")" = 2 ] && [ "$(sqlite3 s.db 'SELECT count(*) FROM files' 2>/dev/null || echo 0)" -ge "$1" ] && return
		sleep 0.1
	done
	fail "the scan did not come to its last file"
}

gone() {
	for _ in $(seq 50); do
		kill -0 "$1" 2>/dev/null || return 0
		sleep 0.1
	done
	return 1
}

for signal in INT TERM HUP; do
	seen=$(sqlite3 s.db 'SELECT count(*) FROM files')
	start_hanging $((seen + 5))
	# Its headers are not taken away from it.
	status=0
	"$DMALINT" cache clear 2>clear.err || status=$?
	expect_status 2
	expect clear.err "a scan is using the cache"
	# A background job of a script ignores SIGINT unless told otherwise, as `nohup` would want it.
	kill -$signal $scan
	status=0
	wait $scan || status=$?
	expect_status $((128 + $(kill -l $signal)))
	expect err "interrupted after 5 of 6 files"
	expect err "dmalint list --scan"
	expect_true test ! -e out.txt
	for worker in $workers; do
		expect_true gone "$worker"
	done
	# what was finished is kept, and is not what list shows by itself
	newest=$(sqlite3 s.db 'SELECT max(id) FROM scans WHERE finished IS NOT NULL')
	dmalint list --db s.db --scan "$newest"
	expect_status 0
	expect err "interrupted after 5 files"
	expect_true test "$(wc -l <out)" = 5
	dmalint list --db s.db
	expect_status 0
	expect err "scan $newest is newer but was interrupted"
	expect_true test "$(wc -l <out)" = 1
	dmalint list --db s.db --scans
	expect out "INTERRUPTED"
done

# Under nohup the terminal may go: the signal is ignored there, and stays so.
seen=$(sqlite3 s.db 'SELECT count(*) FROM files')
trap '' HUP
start_hanging $((seen + 5))
trap - HUP
kill -HUP $scan
sleep 1
expect_true kill -0 $scan
kill -TERM $scan
status=0
wait $scan || status=$?
expect_status 143
for worker in $workers; do
	expect_true gone "$worker"
done

# The worker program is killed: an error that says so, and what was finished is kept.
seen=$(sqlite3 s.db 'SELECT count(*) FROM files')
start_hanging $((seen + 5))
kill -KILL "${workers%% *}"
status=0
wait $scan || status=$?
expect_status 2
expect err "dmalint-worker"
expect err "it was killed"
expect_true test ! -e out.txt
for worker in $workers; do
	expect_true gone "$worker"
done
dmalint list --db s.db
expect err "is newer but was interrupted"
# where every scan was interrupted, the newest is better than none
sqlite3 s.db 'UPDATE scans SET exit_status = 130 WHERE id = 1'
dmalint list --db s.db
expect err "interrupted after 5 files"
sqlite3 s.db 'UPDATE scans SET exit_status = 1 WHERE id = 1'

# Killed: the workers go with it, finished scans are all there, the unfinished one is not shown.
seen=$(sqlite3 s.db 'SELECT count(*) FROM files')
start_hanging $((seen + 5))
kill -KILL $scan
status=0
wait $scan 2>/dev/null || status=$?
for worker in $workers; do
	expect_true gone "$worker"
done
dmalint list --db s.db --scans
expect_status 0
expect_true test "$(wc -l <out)" = 6
dmalint scan --db s.db drv/bug1.c
expect_status 1
dmalint list --db s.db
expect_status 0
expect_true test "$(wc -l <out)" = 1

finish
