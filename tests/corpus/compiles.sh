#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# compiles.sh CLANG SOURCE_DIR: all bundled headers together and each corpus file, no warning allowed but
# -Wenum-conversion: the example of DMA207 is about enumerators of another enum.
set -u
clang=$1
source=$2
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
shopt -s globstar nullglob

(cd "$source/corpus/include" && for header in **/*.h; do printf '#include <%s>\n' "$header"; done) >"$dir/all.c"
"$clang" -fsyntax-only -nostdinc -I "$source/corpus/include" -std=gnu11 -D__KERNEL__ \
	-DCONFIG_NEED_DMA_MAP_STATE=1 -Werror -Wno-enum-conversion "$dir/all.c" "$source"/corpus/{drivers,regressions}/**/*.c \
	"$source"/rules/DMA*/{bad,good}.c
