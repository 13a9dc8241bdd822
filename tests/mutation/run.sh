#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Switches off each guard of the engine in turn (guards.c says what a guard is) and tells which tests
# notice: see usage. One copy of the source holds all mutants; DL_MUTANT=N chooses one (mutant.h).
# A guard that no test makes true is not run: nothing can notice it.
set -euo pipefail
unset DL_MUTANT DL_MUTANT_SEEN

usage() {
	cat <<'END'
Usage: tests/mutation/run.sh [-aqk] [-j JOBS] [-o FOLDER] [PATTERN]

Prints a table by file: guards, how many of them the IR texts of tests/engine notice when they are
off, how many only other tests notice, how many are listed in equivalent.txt, how many survive; then
the survivors, each with the texts that make it true. A crash and a hang are noticed, too.

  PATTERN    only guards whose file matches this extended regular expression
  -q         IR texts only
  -a         all tests but integration; without it IR texts, unit tests and the corpus
  -k         keep what an IR text has noticed before; ask again about the rest
  -j JOBS    mutants at a time (default: the number of processors)
  -o FOLDER  where the copy is built and results are kept (default: build/mutation)

Exit status: 0, however many survive; 2 if something cannot be built or run.
END
}

die() { printf 'mutation: %s\n' "$*" >&2; exit 2; }
note() { printf 'mutation: %s\n' "$*" >&2; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)
work=$source/build/mutation
jobs=$(nproc)
tests='^(test_.*|engine_self_check|corpus)$' keep='' quick=''
while getopts aqkj:o:h option; do
	case $option in
	a) tests='.' ;;
	q) quick=1 ;;
	k) keep=1 ;;
	j) jobs=$OPTARG ;;
	o) mkdir -p "$OPTARG"; work=$(cd "$OPTARG" && pwd) ;;
	h) usage; exit 0 ;;
	*) usage >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -le 1 ] || { usage >&2; exit 2; }
pattern=${1:-.}
tree=$work/tree build=$work/build

# ---- the copy ----

# Everything that what is built here depends on, and that the tests read, but for the IR texts.
stamp() {
	(cd "$source" && find . \( -path ./build -o -path ./.git -o -path ./docs -o -path ./reports \) -prune -o \
		-type f ! -name '*.ir' ! -name '*.md' ! -path ./tests/mutation/equivalent.txt ! -path ./tests/mutation/run.sh -print0 |
		LC_ALL=C sort -z | xargs -0 cksum | cksum)
}

copy() {
	local file first=1 new=$work/new
	rm -rf "$new" "$work"/{mutants,seen,seconds,results,stamp}
	mkdir -p "$new"
	tar -C "$source" --exclude=./build --exclude=./.git -cf - . | tar -C "$new" -xf -
	cp -p "$here"/mutant.[ch] "$new/analyzer/base/"
	"${CC:-cc}" -O1 -o "$work/guards" "$here/guards.c"
	while IFS= read -r file; do
		"$work/guards" "$first" "$file" "$work/mutants" <"$source/$file" >"$new/$file"
		first=$(($(wc -l <"$work/mutants") + 1))
		# what is not new is not compiled again
		! cmp -s "$new/$file" "$tree/$file" || touch -r "$tree/$file" "$new/$file"
	done < <(cd "$source" && find analyzer/engine analyzer/checks -name '*.c' 2>/dev/null | LC_ALL=C sort)
	rm -rf "$tree"
	mv "$new" "$tree"
}

compile() {
	local generator=()
	command -v ninja >/dev/null && generator=(-G Ninja)
	cmake "${generator[@]}" -S "$tree" -B "$build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS=-O1 \
		-DDMALINT_TESTS=ON && cmake --build "$build" --parallel "$jobs"
}

# ---- tests ----

# run_text FILE...: the IR texts; run_test NAME: another test. Environment: DL_MUTANT, DL_MUTANT_SEEN.
run_text() { timeout 300 "$build/tests/engine/test_engine" "$@"; }
run_test() {
	local lock=()
	[ "$1" != corpus ] || [ -z "${DL_MUTANT:-}" ] || ! run_text "$work/corpus.ir" || return 0
	# Each script of tests/cli has a folder of its own, but only one.
	case $1 in test_* | engine_* | corpus) ;; *) lock=(flock "$work/locks/$1") ;; esac
	"${lock[@]}" ctest --test-dir "$build" --timeout 300 -R "^$1\$"
}

# ---- the corpus as an IR text ----

# What the engine says of all files of the corpus, in a third of a second and without the parser. A mutant
# that changes nothing here changes nothing in the corpus; the others are asked of the real test.
write_corpus() {
	local file all=$work/corpus.ir
	(cd "$tree" && find corpus rules -name '*.c' ! -name rule.c | LC_ALL=C sort | while IFS= read -r file; do
		printf '# case %s\n' "${file//[^a-zA-Z0-9]/_}"
		"$build/dmalint" ir "$file"
	done) >"$all.bare" 2>"$work/log"
	(cd "$work" && { run_text corpus.ir.bare 2>&1 || true; }) | sed -nE 's/^[^:]*:([0-9]+): ([^:]*): (.*)/\2 \1 \3/p' | awk '
		$5 == "explored" { print $1, "# explored no" }
		$3 == "unexpected" { sub(/:$/, "", $6); low = sub(/\/low$/, "", $4)
			print $1, low ? "# low" : "# expect", $4, $6, $2 }' >"$work/log"
	awk 'FNR == NR { name = $1; sub(/^[^ ]* /, ""); more[name] = more[name] $0 "\n"; next }
		{ print } /^# case / { printf "%s", more[$3] }' "$work/log" "$all.bare" >"$all"
}

mkdir -p "$work"
now=$(stamp)
if [ "$now" != "$(cat "$work/stamp" 2>/dev/null)" ]; then
	note "building with all mutants in $work"
	copy
	compile >"$work/log" 2>&1 || { grep -E -A3 'error|undefined' "$work/log" >&2; die "the build failed: $work/log"; }
	write_corpus
	run_text "$work/corpus.ir" >"$work/log" 2>&1 || die "the corpus as a text does not say what it says: $work/log"
	echo "$now" >"$work/stamp"
fi

# ---- which guards are true in which test ----

# The baseline: a test that fails now cannot notice anything.
look() {
	local kind=$1 name=$2 begin=$SECONDS
	shift 2
	rm -f "$work/seen/$kind/$name"
	if ! DL_MUTANT_SEEN=$work/seen/$kind/$name "$@" >"$work/log" 2>&1; then
		note "$name fails before anything is switched off, and is left out"
		rm -f "$work/seen/$kind/$name"
	fi
	[ "$kind" = texts ] || echo "$((SECONDS - begin)) $name" >>"$work/seconds"
}

mkdir -p "$work"/{seen/texts,seen/tests,results,locks}
rm -f "$work"/seen/texts/*
for text in "$source"/tests/engine/*.ir; do
	look texts "$(basename "$text")" run_text "$text"
done
# The texts have been run as one program each; recorded findings of real drivers need a kernel tree.
texts=$(cd "$source/tests/engine" && printf 'engine_%s\n' *.ir | sed 's/\.ir$//')
names=$(ctest --test-dir "$build" -N | sed -n 's/^ *Test *#[0-9]*: //p' | grep -vxF -e "$texts" -e integration |
	grep -E "$tests" || true)
[ -z "$quick" ] || names=
for name in $names; do
	[ -e "$work/seen/tests/$name" ] || look tests "$name" run_test "$name"
done

# Lines "N texts|tests NAME": the guards that are true in it. Quick tests stand first.
order() {
	local name
	(cd "$work/seen/texts" && printf 'texts %s\n' *)
	for name in $names; do grep " $name\$" "$work/seconds" || true; done | sort -n | sed 's/^[0-9]* /tests /'
}
order | while read -r kind name; do
	[ ! -s "$work/seen/$kind/$name" ] || od -An -v -tu1 -w1 "$work/seen/$kind/$name" |
		awk -v kind="$kind" -v name="$name" '$1 { print NR - 1, kind, name }'
done >"$work/true"

# ---- the mutants ----

# results/N: "texts" or "tests NAME", the first that notices, or "nothing [NAMES of tests that were asked]".
mutant() {
	local n=$1 texts tests name old='' asked=''
	[ ! -e "$work/results/$n" ] || old=$(cat "$work/results/$n")
	[ -z "$keep" ] || [ "$old" != texts ] || return 0
	mapfile -t texts < <(sed -n "s/^$n texts //p" "$work/true")
	export DL_MUTANT=$n
	if [ ${#texts[@]} -gt 0 ] && ! run_text "${texts[@]/#/$source/tests/engine/}" >/dev/null 2>&1; then
		echo texts >"$work/results/$n"
		return 0
	fi
	case $old in tests*) return 0 ;; esac
	mapfile -t tests < <(sed -n "s/^$n tests //p" "$work/true")
	for name in "${tests[@]}"; do
		case "$old " in nothing*" $name "*) ;; *)
			if ! run_test "$name" >/dev/null 2>&1; then
				echo "tests $name" >"$work/results/$n"
				return 0
			fi ;;
		esac
		asked+=" $name"
	done
	echo "nothing$asked" >"$work/results/$n"
}
export -f mutant run_text run_test
export work source build keep pattern

note "running the mutants"
ulimit -c 0
# What hangs or grows ends by these: seconds of CPU, so that the load of the machine does not matter, and KiB.
awk -F '\t' '$2 ~ ENVIRON["pattern"] { print $1 }' "$work/mutants" |
	xargs -P "$jobs" -I{} bash -ec 'ulimit -t 10 -v 4000000; mutant {}'

# ---- the table ----

awk -F '\t' '
	FILENAME ~ /equivalent.txt$/ { if ($0 !~ /^(#|\t|$)/) equivalent[$0] = 1; next }
	FILENAME ~ /true$/ { split($0, t, " "); if (t[2] == "texts") { sub(/\.ir$/, "", t[3]); texts[t[1]] = texts[t[1]] " " t[3] }
			else tests[t[1]] = tests[t[1]] " " t[3]; next }
	{ known[$3] = 1 }
	$2 ~ ENVIRON["pattern"] {
		file = $2; sub(/:[0-9]*$/, "", file)
		if (!(file in guards)) files[++count] = file
		guards[file]++
		result = ""; from = ENVIRON["work"] "/results/" $1; getline result < from; close(from)
		if (result == "texts") { by_texts[file]++ }
		else if (result ~ /^tests/) { by_tests[file]++ }
		else if ($3 in equivalent) { same[file]++ }
		else { left[file]++; list[++lefts] = $2 "\t" $3 "\n\ttrue in:" (texts[$1] tests[$1] == "" ? " nothing" : texts[$1] (tests[$1] == "" ? "" : ";" tests[$1])) }
		if (result !~ /^nothing/ && $3 in equivalent) print "mutation: listed as equivalent, but noticed: " $3 > "/dev/stderr"
	}
	function row(name, a, b, c, d, e) { printf "%-44s %7s %9s %11s %10s %9s\n", name, a, b, c, d, e }
	END {
		for (key in equivalent) if (!(key in known)) print "mutation: listed as equivalent, but not in the source: " key > "/dev/stderr"
		row("file", "guards", "IR texts", "other tests", "equivalent", "survivors")
		for (i = 1; i <= count; i++) {
			f = files[i]
			row(f, guards[f], by_texts[f] + 0, by_tests[f] + 0, same[f] + 0, left[f] + 0)
			g += guards[f]; a += by_texts[f]; b += by_tests[f]; e += same[f]
		}
		row("all", g, a + 0, b + 0, e + 0, lefts + 0)
		if (g > e) printf "%.1f %% of the guards that are not equivalent survive\n", 100 * lefts / (g - e)
		if (lefts) print ""
		for (i = 1; i <= lefts; i++) print list[i]
	}' "$here/equivalent.txt" "$work/true" "$work/mutants"
