#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/integration/run must be able to fail: a kernel of four drivers and a stand-in for the program, which
# reports what the test wants it to.
# shellcheck source-path=SCRIPTDIR/../..
. "$SOURCE_DIR/tests/cli/lib.sh"

mkdir -p lists usr-src build tree/linux-source-9.9/{include/linux,arch/x86,drivers/{one,two,three,four}}
cp "$SOURCE_DIR/tests/integration/run" "$SOURCE_DIR/tests/integration/sources.awk" lists/
printf 'drivers/%s.c\n' one/one two/two three/three four/four >lists/drivers.txt
: >lists/headers.txt
cd tree/linux-source-9.9 || exit 1
touch Makefile Kbuild Kconfig arch/Kconfig include/linux/list.h
for name in one two three four; do
	printf '#include <linux/list.h>\n# include "%s.h"\n' $name >drivers/$name/$name.c
	echo "int $name;" >drivers/$name/$name.h
	echo "obj-y := $name.o" >drivers/$name/Makefile
done
echo 'int unread;' >drivers/one/unread.h
cd "$work" || exit 1

cat >program <<'END'
#!/usr/bin/env bash
while [ $# -gt 0 ]; do
	case $1 in
	--db) db=$2 ;;
	*.c) files=$((${files:-0} + 1)) ;;
	esac
	shift
done
sqlite3 "$db" "CREATE TABLE scans(id, finished, files, lost_files, dma_functions, degraded_functions);
	INSERT INTO scans VALUES(1, 1, $files, ${LOST:-0}, 100, ${DEGRADED:-0});
	CREATE TABLE findings(rule, path, function, confidence, scan)"
while read -r rule path function confidence; do
	sqlite3 "$db" "INSERT INTO findings VALUES('$rule', '$path', '$function', $confidence, 1)"
done <"$FOUND"
exit "${STATUS:-1}"
END
chmod +x program
cat >all <<'END'
DMA101 drivers/one/one.c send 3
DMA211 drivers/one/one.h inline_send 2
DMA101 drivers/two/two.c send 3
DMA101 drivers/three/three.c send 1
END

pack() {
	tar -C tree -cJf usr-src/linux-source-9.9.tar.xz linux-source-9.9
	# An archive of the same second and size is another one all the same.
	rm -f build/integration/*/stamp
}

# Compare what the stand-in finds, as listed in a file; more arguments go to the script.
run() {
	status=0
	FOUND=$work/$1 DMALINT=$work/program BUILD_DIR=$work/build LINUX_SOURCE_DIR=$work/usr-src CI=${IN_CI:-} \
		lists/run "${@:2}" >out 2>err || status=$?
}

in_tree() { echo "$2" >>"tree/linux-source-9.9/$1"; }

fresh_tree() {
	rm -rf tree
	cp -r pristine tree
}

cp -r tree pristine

# ---- no kernel that is recorded ----
run all
expect_status 77
expect out "skipped"
IN_CI=true
run all
expect_status 1
IN_CI=

# ---- the recorded findings, and each way to differ ----
pack
run all --update 9.9
expect_status 0
run all
expect_status 0
expect out "4 of 4 drivers compared"
expect_not out "not compared"
grep -v two.c all >less
run less
expect_status 1
expect out "-DMA101	drivers/two/two.c	send	high"
expect_not err "headers of the tree"
{ cat all; echo "DMA102 drivers/four/four.c send 3"; } >added
run added
expect_status 1
expect out "+DMA102	drivers/four/four.c	send	high"
{ cat all; echo "DMA101 drivers/one/one.c send 3"; } >twice
run twice
expect_status 1
sed 's/three send 1/three send 2/; s/send 1$/send 2/' all >surer
run surer
expect_status 1
expect out "+DMA101	drivers/three/three.c	send	medium"
sed 's/inline_send/inline_receive/' all >in_header
run in_header
expect_status 1
: >none
run none
expect_status 1

# ---- health ----
LOST=1 run all
expect_status 1
expect err "files were lost"
DEGRADED=4 run all
expect_status 1
DEGRADED=3 run all
expect_status 0
STATUS=2 run all
expect_status 1

# ---- a driver whose sources differ is named, and only that one is left out ----
in_tree drivers/one/one.h 'int changed;'
pack
run all
expect_status 0
expect out "3 of 4 drivers compared"
expect out "not compared, its sources are others: drivers/one/one.c"
run in_header
expect_status 0
run less
expect_status 1
run none
expect_status 1

# ---- neither headers of the tree nor those that no driver reads leave one out ----
fresh_tree
in_tree include/linux/list.h 'struct list_head;'
in_tree drivers/one/unread.h 'int changed;'
pack
run all
expect_status 0
expect out "4 of 4 drivers compared"
run less
expect_status 1
expect err "headers of the tree"

# ---- half is enough, less is not ----
fresh_tree
in_tree drivers/one/one.c 'int changed;'
rm tree/linux-source-9.9/drivers/four/four.c
pack
grep -v one/ all >half
run half
expect_status 0
expect out "2 of 4 drivers compared"
expect out "others: drivers/four/four.c"
in_tree drivers/two/Makefile 'ccflags-y := -DTWO'
pack
run half
expect_status 1
expect out "1 of 4 drivers compared"
expect err "fewer than half"

# ---- a driver that is not recorded yet ----
fresh_tree
grep -v '^sources	drivers/two' lists/expected-9.9.tsv >recorded
cp recorded lists/expected-9.9.tsv
pack
run all
expect_status 0
expect out "others: drivers/two/two.c"

# ---- several kernels: one that differs is enough ----
run all --update 9.9
cp -r tree/linux-source-9.9 tree/linux-source-9.10
tar -C tree -cJf usr-src/linux-source-9.10.tar.xz linux-source-9.10
run all --update 9.10
run all
expect_status 0
expect out "drivers of linux-source-9.9 "
expect out "drivers of linux-source-9.10 "
sed -i '/^DMA211/d' lists/expected-9.9.tsv
run all
expect_status 1

finish
