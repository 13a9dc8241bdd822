#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzz targets with clang, libFuzzer and sanitizers in build/fuzz, and runs each for some time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seconds=60
usage='usage: tests/fuzz/run.sh [-t SECONDS] [TARGET...]
Runs each fuzz target (all: ir_text, packed_ir, ...) for SECONDS, 60 if not said. New inputs that reach new code
are kept in build/fuzz/corpus/TARGET, an input that breaks something in build/fuzz/broken-TARGET-*.'
while getopts t:h option; do
	case $option in
	t) seconds=$OPTARG ;;
	*) echo "$usage"; [ "$option" = h ]; exit ;;
	esac
done
shift $((OPTIND - 1))

clang=$(command -v clang-19 || command -v clang) || { echo "run.sh: clang is needed: apt install clang-19" >&2; exit 2; }
cmake -S . -B build/fuzz -G Ninja -DCMAKE_C_COMPILER="$clang" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
	-DDMALINT_FUZZ=ON -DDMALINT_SANITIZE=ON >/dev/null
targets=("$@")
[ $# -gt 0 ] || for source in tests/fuzz/fuzz_*.c; do
	name=${source##*/fuzz_}
	targets+=("${name%.c}")
done
cmake --build build/fuzz --target "${targets[@]/#/fuzz_}"
cd build/fuzz
for name in "${targets[@]}"; do
	echo "== $name, $seconds s"
	mkdir -p "corpus/$name"
	./tests/fuzz/"fuzz_$name" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="broken-$name-" "corpus/$name" "../../tests/fuzz/seeds/$name" 2>&1 | tail -n 25
done
