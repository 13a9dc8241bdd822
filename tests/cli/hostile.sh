#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makefiles, Kconfig files and sources that never end, never answer or ask for endless work: what is cut off is
# named, the rest is scanned, and it takes no more than a moment.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"
go_outside

repeat() { # text, times
	yes "$1" | head -n "$2"
}

# The same on one line.
repeat_inline() {
	repeat "$@" | tr -d '\n'
}

# A repository of its own, so that no case sees the others' Makefiles; the Makefile is on standard input.
driver() {
	mkdir -p "$1/.git"
	make_buggy "$1/send.c"
	cat >"$1/Makefile"
	echo 'obj-m += send.o' >>"$1/Makefile"
}

# What a scan of a driver with nothing wrong about it takes, of CPU.
driver usual </dev/null
read_cpu
usual=$cpu
dmalint scan --no-db --brief usual
expect_status 1
read_cpu
usual=$((cpu - usual))

begin() {
	read_cpu
	began=$cpu
	began_second=$SECONDS
}

# It has taken some time, but has not gone on without end, nor waited for something that never comes.
expect_soon() {
	read_cpu
	checks=$((checks + 1))
	[ $((cpu - began)) -le $((200 * usual)) ] || fail "$((cpu - began)) ms of CPU, where a usual scan takes $usual"
	[ $((SECONDS - began_second)) -le 100 ] || fail "it took $((SECONDS - began_second)) seconds"
}

# The driver's bug is found all the same, within seconds.
survives() { # case, words of the warning
	begin
	dmalint scan --no-db --brief "$1"
	expect_status 1
	expect out DMA101
	[ $# = 1 ] || expect err "$2"
	expect_soon
}

# ---- what is no text of a reasonable size ----
driver zero <<<'include /dev/zero'
survives zero "/dev/zero: not read whole: cannot read /dev/zero: not a regular file"
# shellcheck disable=SC2016
driver fifo <<<'include $(src)/more.mk'
mkfifo fifo/more.mk
survives fifo "fifo/more.mk: not a regular file"
# shellcheck disable=SC2016
driver sparse <<<'include $(src)/more.mk'
truncate -s 100G sparse/more.mk sparse/big.c sparse/big.h
survives sparse "sparse/more.mk: larger than 64 MiB"
expect err "sparse/big.c: passed over"
driver own_fifo </dev/null
rm own_fifo/Makefile
mkfifo own_fifo/Makefile own_fifo/Kbuild own_fifo/pipe.c own_fifo/pipe.h
survives own_fifo
driver own_sparse </dev/null
truncate -s 100G own_sparse/Makefile
survives own_sparse "own_sparse/Makefile: larger than 64 MiB"

# ---- what source includes ----
includes() { # case, name in quotes
	driver "$1" </dev/null
	sed -i "1i #include \"$2\"" "$1/send.c"
	survives "$1"
}
includes zeroes /dev/zero
includes noise /dev/urandom
includes memory /proc/self/mem
mkdir pipe_there
mkfifo pipe_there/pipe.h
includes pipe_there pipe.h
driver embeds </dev/null
printf 'char x[] = {\n#embed "/dev/zero"\n};\n' >>embeds/send.c
survives embeds
driver own_overflow </dev/null
echo '#pragma clang __debug overflow_stack' >>own_overflow/send.c
survives own_overflow

# ---- endless work for make ----
# shellcheck disable=SC2016
driver includes_itself < <(repeat 'include $(src)/Makefile' 8)
survives includes_itself "Makefile: not read whole: evaluating it takes too much work"
driver appends < <(for i in {1..50000}; do echo "obj-m += a_long_name_of_an_object_$i.o"; done)
survives appends "Makefile: not read whole: a variable of it grows beyond 1 MiB"
# shellcheck disable=SC2016
driver appends_and_looks < <(for i in {1..10000}; do echo "X += a_long_name_of_an_object_$i.o"; echo 'Y := $(X)'; done)
survives appends_and_looks "takes too much work"
words=$(echo {1..2000})
loops='$(foreach a,$(W),$(foreach b,$(W),$(foreach c,$(W),$(foreach d,$(W),BODY))))'
# shellcheck disable=SC2016
bodies=('' '$(subst 1,2,$(d))' '$(eval X$(d) += $(W))' '$(filter-out $(W),$(W))')
for i in "${!bodies[@]}"; do
	driver "loops$i" <<<"W := $words"$'\n'"X := ${loops/BODY/${bodies[i]}}"
	survives "loops$i" "takes too much work"
done
# shellcheck disable=SC2016
driver doubles < <(echo A0 := a; for i in {1..40}; do echo "A$i := \$(A$((i - 1)))\$(A$((i - 1)))"; done)
survives doubles "an expansion in it grows beyond 1 MiB"
# shellcheck disable=SC2016
driver matches <<<'X := $(wildcard $(src)/*/../*/../*/../*/../*/../*/../*/../*)'
mkdir matches/{a..h}
survives matches "takes too much work"
driver nested < <(repeat_inline '$(subst a,b,' 100000)
survives nested
driver conditions < <(for _ in {1..5000}; do echo 'ifeq (a,a)'; done)
survives conditions "'ifeq (a,a)' cannot be evaluated"

# ---- source that never comes to an end ----
driver unclosed </dev/null
repeat 'helper(' 200000 >>unclosed/send.c
survives unclosed
driver declares </dev/null
for i in {1..20000}; do echo "int a_name_$i"; done >>declares/send.c
survives declares
driver many_ifs </dev/null
{
	echo 'void many(struct acme *acme, int x)'
	echo '{'
	for i in {1..20000}; do echo "	if (x == $i) writel($i, acme->regs);"; done
	echo '}'
} >>many_ifs/send.c
survives many_ifs

# Types nested without end: what is beyond some depth is not known, and all else is.
driver nested_pointers </dev/null
echo "int nest(void) { int $(repeat_inline '*' 1000) p = 0; return !p; }" >>nested_pointers/send.c
survives nested_pointers
driver nested_functions </dev/null
echo "int nest(void) { int $(repeat_inline '(*' 100) p $(repeat_inline ')(void)' 100) = 0; return !p; }" >>nested_functions/send.c
survives nested_functions
driver nested_records </dev/null
{
	echo 'struct r0 { int x; dma_addr_t dma; };'
	for i in {1..300}; do echo "struct r$i { struct r$((i - 1)) r; int y; };"; done
	echo 'int nest(struct r300 *p) { p->r.y = 1; return p->y; }'
} >>nested_records/send.c
survives nested_records

# Expressions and statements nested deeper than anybody reads.
nests() { # case, body of a function
	driver "nested_$1" </dev/null
	echo "int nest(int a) { $2 return a; }" >>"nested_$1/send.c"
	survives "nested_$1"
}
nests not "a = $(repeat_inline '!' 20000) a;"
nests cast "a = $(repeat_inline '(int)' 5000) a;"
nests plus "a = $(repeat_inline 'a + ' 100000) a;"
nests conditional "a = $(repeat_inline 'a ? ' 20000) a $(repeat_inline ': a' 20000);"
nests assignment "$(repeat_inline 'a = ' 20000) a;"
nests label "$(for i in {1..20000}; do echo "l$i: "; done) a++;"
nests if "$(repeat_inline 'if (a) ' 3000) a++;"
nests else "$(repeat_inline 'if (a) a++; else ' 3000) a--;"
nests sizes "$(repeat_inline 'sizeof ' 5000) a;"
nests parentheses "a = $(repeat_inline '(' 1900) a $(repeat_inline ')' 1900);"
nests calls "a = $(repeat_inline 'nest(' 1900) a $(repeat_inline ')' 1900);"
nests blocks "$(repeat_inline '{' 1900) a++; $(repeat_inline '}' 1900)"
nests statements "a = $(repeat_inline '({ ' 950) a $(repeat_inline '; })' 950);"
# What clang refuses to read on costs what follows; what is before stays.
nests brackets "a = $(repeat_inline '(' 20000) a $(repeat_inline ')' 20000);"

# ---- many paths: what is around them is looked at once ----
mkdir -p paths/.git
for i in {1..6000}; do echo >paths/$i.c; done
begin
dmalint doctor --max-files 1 paths/*
expect_status 0
expect_soon

# ---- a kernel tree ----
tree() {
	mkdir -p "$1"/{include/linux,arch/x86,drivers/net}
	printf 'VERSION = 6\nPATCHLEVEL = 12\n' >"$1/Makefile"
	: >"$1/Kconfig"
	make_buggy "$1/drivers/net/send.c"
	# shellcheck disable=SC2016
	echo 'obj-$(CONFIG_SEND) += send.o' >"$1/drivers/net/Makefile"
	cat >"$1/drivers/net/Kconfig"
}

# It comes to the file, which cannot be compiled without the kernel's headers.
comes_through() { # case, words of the warning
	begin
	dmalint scan --no-db --brief "$1"
	expect_status 3
	expect err "0 findings in 1 file"
	[ $# = 1 ] || expect err "$2"
	expect_soon
}

option=$'config SEND\n\ttristate "x"\n\tdepends on '
tree parentheses < <(printf '%s' "$option"; repeat_inline '(' 200000; echo A)
comes_through parentheses
tree negations < <(printf '%s' "$option"; repeat_inline '!' 200000; echo A)
comes_through negations
tree both < <(printf '%s' "$option"; repeat_inline '!(' 200000; echo A)
comes_through both
tree chain < <(for i in {1..20000}; do printf 'config S%d\n\tbool "x"\n\tdepends on S%d && (S%d || S%d)\n' $i $((i + 1)) $((i + 2)) $((i + 3)); done; echo "${option}S1")
comes_through chain
tree menu < <(
	echo 'menu "a"'
	for i in {1..10000}; do echo "depends on A$i"; done
	for i in {1..10000}; do printf 'config S%d\n\tbool "x"\n' "$i"; done
	echo endmenu
	printf '%s' "$option"
	for i in {1..10000}; do printf 'S%d && ' "$i"; done
	echo A
)
comes_through menu "Kconfig: not read whole: what its files make options depend on is too much to evaluate"
tree large </dev/null
truncate -s 100G large/drivers/net/Kconfig
mkdir large/include/generated
truncate -s 100G large/include/generated/autoconf.h
comes_through large "drivers/net/Kconfig: larger than 64 MiB"
# As many ways to an object as there are lists, and no end of them leads to an option that can be set.
tree branches <<<"${option}COMPILE_TEST"
{
	# shellcheck disable=SC2016
	echo 'obj-$(CONFIG_SEND) := a0_0.o'
	for level in {0..19}; do
		for i in 0 1 2 3; do
			echo "a${level}_$i-y := a$((level + 1))_0.o a$((level + 1))_1.o a$((level + 1))_2.o a$((level + 1))_3.o"
		done
	done
	for i in 0 1 2 3; do echo "a20_$i-y := send.o"; done
} >branches/drivers/net/Makefile
comes_through branches

# ---- other files that are read ----
driver files </dev/null
mkfifo pipe
truncate -s 100G sparse.txt
for option in --baseline --models --config --diff; do
	dmalint scan --no-db "$option" pipe files
	expect_status 2
	expect err pipe
	dmalint scan --no-db "$option" sparse.txt files
	expect_status 2
	expect err sparse.txt
done
truncate -s 100G files/compile_commands.json
dmalint scan --no-db --brief files
expect_status 1
expect err "compile_commands.json: larger than 256 MiB"

finish
