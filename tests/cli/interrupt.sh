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

# The workers of a scan: children of the worker program, which is a child of it.
workers_of() {
	local program
	program=$(pgrep -P "$1") && pgrep -P "$program"
}

# Start a scan that hangs at the last file, and wait until it does.
start_hanging() {
	DMALINT_TEST_FAULT=analyse:hang:drv/bug6.c "$DMALINT" scan --db s.db --jobs 1 -o out.txt drv >out 2>err </dev/null &
	scan=$!
	for _ in $(seq 600); do
		workers=$(pgrep -P $scan)
		# the worker program, and its workers
		[ -z "$workers" ] || workers+=" $(pgrep -P "$workers")"
		[ "$(wc -w <<<"$workers")" = 2 ] && [ "$(sqlite3 s.db 'SELECT count(*) FROM files' 2>/dev/null || echo 0)" -ge "$1" ] && return
		sleep 0.1
	done
	fail "the scan did not come to its last file"
}

gone() {
	for _ in $(seq 300); do
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

# Nothing was finished: nothing is kept.
rm -rf cache
DMALINT_TEST_FAULT=parse:hang:drv/bug6.c "$DMALINT" scan --db s.db drv >out 2>err </dev/null &
scan=$!
for _ in $(seq 600); do
	workers_of $scan >pids && break
	sleep 0.1
done
sleep 0.2
kill -TERM $scan
status=0
wait $scan || status=$?
expect_status 143
expect err "before the first of 6 files was analysed"
expect_not err "is kept"
expect_true test "$(sqlite3 s.db 'SELECT count(*) FROM scans WHERE finished IS NULL')" = 0
dmalint list --db s.db --scans
expect_true test "$(wc -l <out)" = 4

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

# ---- whoever is killed, and whenever: the next scan is as if nothing had been ----
good() {
	dmalint scan --no-db --confidence low --reproducible -f sarif "$@" -o good.sarif drv
	expect_status 1
}
good --no-cache
mv good.sarif undisturbed.sarif
rm -rf cache s.db
for victim in 0 1 2; do
	rm -rf cache
	start_hanging 1
	# shellcheck disable=SC2086
	set -- $scan $workers
	shift $victim
	kill -KILL "$1"
	if [ $victim = 2 ]; then
		# a worker: its file is tried once more, and hangs again
		sleep 0.5
		kill -KILL "$scan"
	fi
	wait "$scan" 2>/dev/null
	good
	expect_same undisturbed.sarif good.sarif
	dmalint list --db s.db --scans
	expect_status 0
	rm -f s.db
done
for wait in 0.02 0.05 0.1 0.15 0.2 0.3; do
	rm -rf cache
	"$DMALINT" scan --db s.db drv >out 2>err </dev/null &
	scan=$!
	sleep $wait
	kill -KILL $scan
	wait $scan 2>/dev/null
	good
	expect_same undisturbed.sarif good.sarif
done

# ---- Ctrl-C while files are chosen, and with a worker that is stopped ----
ends_at_once() {
	local began=$SECONDS
	kill -TERM $scan
	status=0
	wait $scan || status=$?
	expect_status 143
	# at once, or never: each of them would go on for minutes
	expect_true test $((SECONDS - began)) -le 30
}
rm -rf cache
start_hanging 1
for worker in $workers; do
	kill -STOP "$worker"
done
ends_at_once
for worker in $workers; do
	expect_true gone "$worker"
done
# while a precompiled header is built
mkdir -p tree/{arch/x86,drivers}
cp -r "$SOURCE_DIR/corpus/include" tree/include
printf 'VERSION = 6\nPATCHLEVEL = 12\n' >tree/Makefile
: >tree/Kconfig
make_buggy tree/drivers/send.c
DMALINT_TEST_FAULT=pch:hang:x86_64 "$DMALINT" scan --no-db tree/drivers >out 2>err </dev/null &
scan=$!
for _ in $(seq 600); do
	worker=$(workers_of $scan)
	[ "$(wc -w <<<"$worker")" = 1 ] && break
	sleep 0.1
done
expect_true test -n "$worker"
ends_at_once
expect_true gone "$worker"
expect_true test -z "$(find . -name 'pch-*.pch')"
dmalint scan --no-db tree/drivers
expect_status 1
expect out DMA101
rm -r tree
go_outside
# shellcheck disable=SC2016
{
	echo "W := $(echo {1..3000})"
	for i in {1..400}; do
		mkdir -p "many/$i/.git"
	done
	echo 'X := $(foreach a,$(W),$(foreach b,$(W),$(foreach c,$(W),$(subst 1,2,$(c)))))'
	echo 'obj-m := send.o'
} >many.mk
make_buggy many.c
for i in {1..400}; do
	cp many.mk "many/$i/Makefile"
	cp many.c "many/$i/send.c"
done
"$DMALINT" scan --no-db many/* >out 2>err </dev/null &
scan=$!
sleep 0.5
expect_true kill -0 $scan
ends_at_once

finish
