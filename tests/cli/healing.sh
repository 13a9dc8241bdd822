#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a killed process, a full disk or somebody else left in cache and store: caches are made anew, a store that
# makes no sense is an error, and one that may not be written is read.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

# ---- synthesised and precompiled headers ----
mkdir -p tree/{arch/x86,drivers/net}
cp -r "$SOURCE_DIR/corpus/include" tree/include
printf 'VERSION = 6\nPATCHLEVEL = 12\n' >tree/Makefile
: >tree/Kconfig
make_buggy tree/drivers/net/send.c
echo 'obj-y += send.o' >tree/drivers/net/Makefile
headers=cache/dmalint/headers

scan() {
	dmalint scan --no-db --no-cache --brief --stats tree/drivers
	expect_status 1
	expect out DMA101
	expect_not err "precompiled header could not"
}

as_before() {
	expect_same pch.before <(find $headers -name 'pch-*' | sort)
	sha256sum "$(find $headers -name autoconf.h)" >autoconf.after
	expect_same autoconf.before autoconf.after
}

scan
pch=$(find $headers -name 'pch-*.pch')
find $headers -name 'pch-*' | sort >pch.before
sha256sum "$(find $headers -name autoconf.h)" >autoconf.before
expect_true test -s "$pch" -a -s "$pch.sum"
used=$(stat -c %i "$pch")
scan
expect_true test "$(stat -c %i "$pch")" = "$used"
# torn, of somebody else, of the same size, without its record
: >"$pch"
scan
as_before
expect_true test -s "$pch"
head -c 100000 /dev/urandom >"$pch"
scan
as_before
size=$(stat -c %s "$pch")
printf 'XXXX' | dd of="$pch" bs=1 seek=$((size / 2)) conv=notrunc status=none
scan
as_before
expect_not "$pch" XXXX
echo nonsense >"$pch.sum"
used=$(stat -c %i "$pch")
scan
expect_true test "$(stat -c %i "$pch")" != "$used"
: >"$(find $headers -name autoconf.h)"
scan
sha256sum "$(find $headers -name autoconf.h)" >autoconf.after
expect_same autoconf.before autoconf.after
rm -r "$(find $headers -path '*/kernel-*/include' -type d | head -n 1)"
scan
sha256sum "$(find $headers -name autoconf.h)" >autoconf.after
expect_same autoconf.before autoconf.after
# one that its worker dies of is done without, and made the next time
rm $headers/pch-*
export DMALINT_TEST_FAULT=pch:crash:x86_64
dmalint scan --no-db --no-cache --brief tree/drivers
unset DMALINT_TEST_FAULT
expect_status 1
expect out DMA101
expect err "precompiled header could not"
expect_true test -z "$(find $headers -name 'pch-*.pch')"
scan
expect_true test -s "$(find $headers -name 'pch-*.pch')"
# one that has no room is named as that, and nothing of it stays; a limit on file sizes stands for a full disk
rm $headers/pch-*
(ulimit -f 200; exec "$DMALINT" scan --no-db --no-cache --brief tree/drivers) >out 2>err </dev/null
status=$?
expect_status 1
expect out DMA101
expect err "while building the precompiled header: IO failure on output stream: File too large"
expect_true test -z "$(find $headers -name '*.pch*')"
scan
# What an aborted save left is removed when the next one is made; not what somebody may be writing.
touch -d '1 hour ago' "$headers/pch-0123-45.pch.tmp" "$headers/pch-0123-45.pch.tmp.temp-stream-0a1b2c" "$(dirname "$(find $headers -name autoconf.h)")/autoconf.h.Xa3b5c.tmp"
touch "$headers/pch-0123-46.pch.tmp"
rm "$headers"/*.sum
dmalint scan --no-db tree/drivers
expect_true test "$(find $headers -name '*.tmp')" = "$headers/pch-0123-46.pch.tmp"

# ---- headers of the kernel ----
# A precompiled header is built anew when one that it was built of is another, wherever else something changes.
scan() {
	dmalint scan --no-db --stats --confidence low --reproducible -f sarif -o found.sarif tree/drivers
	expect_status 1
	pch=$(find $headers -name 'pch-*.pch' -newer mark)
	touch -r tree mark
}

built_anew() {
	touch mark
	sleep 0.1
	scan
	expect_true test -n "$pch"
	dmalint scan --no-db --no-cache --confidence low --reproducible -f sarif -o anew.sarif tree/drivers
	expect_same anew.sarif found.sarif
}

still_good() {
	touch mark
	sleep 0.1
	scan
	expect_true test -z "$pch"
	expect err "recalled            1 of 1 files, 1 of 1 modules"
}

header=tree/include/linux/dma-direction.h
touch -d '1 day ago' mark
scan
still_good
touch $header
still_good
echo '/* nobody includes it */' >>tree/include/linux/crc-ccitt.h
still_good
# the same size, and it tells the same time
times=$(stat -c %y $header)
sed 's/DMA_NONE/DMA_NOTE/' $header >other.h
mv other.h $header
touch -d "$times" $header
built_anew
still_good
cp "$SOURCE_DIR/corpus/include/linux/dma-direction.h" $header
built_anew
echo '#define MORE 1' >tree/include/linux/more.h
built_anew
rm tree/include/linux/more.h
still_good
mkdir tree/arch/x86/include
echo '#include_next <linux/dma-mapping.h>' >tree/arch/x86/include/dma.h
built_anew
still_good

# One that changes after the plan was made: what is built of it is good for that scan, and is gone when the header is again
# what it was.
header=tree/include/linux/dma-mapping.h
cp $header right.h
sed "s/dma_map_single_attrs(d, a, s, r, 0)/$(printf %-35s '(dma_addr_t)(unsigned long)(a)')/" $header >wrong.h
expect_true test "$(stat -c %s right.h)" = "$(stat -c %s wrong.h)"

# change_meanwhile FILE [COMMAND]: it becomes the header's text after the plan of a scan of a changed source, and the command.
change_meanwhile() {
	rm -f $headers/pch-*
	echo '/* saved */' >>tree/drivers/net/send.c
	sleep 0.1
	DMALINT_TEST_FAULT=pch:stop:x86_64 "$DMALINT" scan --no-db --brief tree/drivers >out 2>err </dev/null &
	for _ in $(seq 600); do
		worker=$(pgrep -P "$(pgrep -P $!)") && grep -q '^State:.T' "/proc/$worker/status" && break
		sleep 0.1
	done
	${2:+"$2"}
	cat "$1" >$header
	kill -CONT "$worker"
	status=0
	wait $! || status=$?
	expect_not err "precompiled header could not"
}

change_meanwhile wrong.h
expect_status 0
expect_not out DMA101
cat right.h >$header
built_anew
still_good
change_meanwhile right.h
expect_status 1
expect out DMA101
built_anew
still_good
rm -r cache
change_meanwhile right.h
expect_status 1
built_anew
still_good
# nor does it take the place of one that another scan has built before the change
build_another() {
	"$DMALINT" scan --no-db --brief tree/drivers >/dev/null 2>&1
	sha256sum $headers/pch-*.pch >pch.before
}
change_meanwhile wrong.h build_another
sha256sum $headers/pch-*.pch >pch.after
expect_true test -s pch.before
expect_same pch.before pch.after
cat right.h >$header
still_good
# one that cannot be put in its place
rm $headers/pch-*
scan
pch=$(find $headers -name 'pch-*.pch')
rm "$pch"
mkdir "$pch"
echo '/* saved */' >>tree/drivers/net/send.c
dmalint scan --no-db --brief tree/drivers
expect_status 1
expect err "precompiled header could not be built, the scan is slower: cannot write $work/$pch: Is a directory"
rmdir "$pch"

# Headers of a build elsewhere, and those with another name.
mkdir -p obj/include/generated obj/arch/x86/include/generated/asm
echo '#define CONFIG_X86_64 1' >obj/include/generated/autoconf.h
: >obj/include/generated/bounds.h
: >obj/arch/x86/include/generated/asm/maybe.h
: >tree/include/linux/maybe.inc
echo "include $work/tree/Makefile" >obj/Makefile
printf '#include <%s>\n' asm/maybe.h linux/maybe.inc >>$header
make_buggy drv/send.c
sleep 0.1

scan_drv() {
	sleep 0.1
	dmalint scan --no-db --brief --stats --kernel obj drv
}

for maybe in obj/arch/x86/include/generated/asm/maybe.h tree/include/linux/maybe.inc; do
	scan_drv
	expect_status 1
	printf '#undef dma_map_single\n#define dma_map_single(d, a, s, r) (dma_addr_t)(unsigned long)(a)\n' >$maybe
	for _ in 1 2; do
		scan_drv
		expect_status 0
	done
	expect err "recalled            1 of 1 files"
	: >$maybe
done
rm -r drv obj

# ---- a store that may only be read ----
make_buggy drv/send.c
dmalint scan --db "st?re #1%20.db" drv
expect_status 1
mkdir locked
cp "st?re #1%20.db" "locked/st?re #1%20.db"
reader=()
if [ "$(id -u)" = 0 ]; then
	# root may write everywhere
	chown -R nobody locked
	chmod o+rx .
	reader=(setpriv --reuid=nobody --clear-groups)
fi
chmod 400 locked/*.db
if "${reader[@]}" test -x "$DMALINT" -a -r locked 2>/dev/null; then
	for mode in 700 500; do
		chmod $mode locked
		for command in list "show 1" diff stats; do
			status=0
			# shellcheck disable=SC2086
			XDG_CACHE_HOME=/nonexistent "${reader[@]}" "$DMALINT" $command --db "locked/st?re #1%20.db" >out 2>err </dev/null || status=$?
			case $command in
			diff) expect_not err "cannot" ;; # there is one scan only
			stats) ;;
			*)
				expect_status 0
				expect out DMA101
				;;
			esac
		done
		status=0
		"${reader[@]}" "$DMALINT" list --db "locked/st?re #1%20.db" --format html >out 2>err || status=$?
		expect_status 0
		expect out "<html"
		status=0
		"${reader[@]}" "$DMALINT" triage --db "locked/st?re #1%20.db" --confirmed 1 >out 2>err || status=$?
		expect_status 2
		expect err "cannot write the store"
	done
	chmod 700 locked
else
	echo "skipped: no other user can read $work"
fi

# ---- a store with values that no dmalint writes ----
dmalint scan --db good.db drv
while read -r change; do
	cp good.db bad.db
	sqlite3 bad.db "PRAGMA writable_schema=ON; UPDATE $change"
	for command in list "show 1" "list --files" "list --scans" "list --format sarif" "list --format html"; do
		# shellcheck disable=SC2086
		dmalint $command --db bad.db
		expect_true test "$status" = 0 -o "$status" = 2
		[ "$status" = 0 ] || expect err "is damaged (a value in it is out of range)"
	done
	# some command has seen it
	dmalint list --db bad.db --format json --include-suppressed --confidence low
	first=$status
	dmalint list --db bad.db --scans
	second=$status
	dmalint list --db bad.db --files
	expect_true test "$first$second$status" != 000
done <<'END'
findings SET confidence = 99
findings SET suppression = 77
findings SET rank = 9e999
findings SET rank = -1
findings SET line = -5
findings SET end_col = 1 << 40
finding_steps SET nesting = -1
finding_steps SET line = 1 << 33
scans SET exit_status = 1 << 35
scans SET finished = 1 << 62
scans SET started = -1
scans SET files = -4
files SET status = 9
files SET status = 1, functions = -1
END

finish
