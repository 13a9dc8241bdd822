#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The order of the rooms inside the engine and of the checks: includes point down only, the interpreter
# names no check and none of the words of DMA, and a check sees what CMakeLists.txt says it may.
. "$(dirname "$0")/lib.sh"

cd "$SOURCE_DIR/analyzer" || exit 1
out=$work/out err=$work/err
: >"$out" >"$err"

rank() {
	case $1 in
	engine/value) echo 1 ;;
	engine/program) echo 2 ;;
	engine/state) echo 3 ;;
	engine/path) echo 4 ;;
	checks*) echo 5 ;;
	*) echo 0 ;;
	esac
}

# Who includes what, room by room; engine/*.h is the face between interpreter and checks, seen by all.
upward=0
while IFS=: read -r file line; do
	from=$(rank "${file%/*}")
	included=${line#*\"}
	included=${included%\"*}
	to=$(rank "${included%/*}")
	[ "$from" = 0 ] || [ "$to" -le "$from" ] || {
		upward=$((upward + 1))
		echo "$file includes $included, which lies above it" >>"$out"
	}
done < <(grep -rHE '^#include "(engine|checks)/' --include='*.[ch]' engine checks)
checks=$((checks + 1))
[ "$upward" = 0 ] || fail "$upward includes point upward"

# The table of checks joins the two; nothing of the interpreter includes a check.
checks=$((checks + 1))
! grep -rlE '^#include "checks/' engine >"$out" || fail "the interpreter includes a check"

# What the interpreter calls these is make, lend, release and refresh; a map is only ever a data structure of base/.
words='(^|[^a-z])(maps?|mapped|mappings?|syncs?|synced)([^a-z]|$)|unmap|scatterlist|skb'
checks=$((checks + 1))
find engine -name '*.[ch]' -o -name '*.def' | sort | while read -r file; do
	sed -E 's/\<dl_map(_[a-z_]+)?\>//g; s|"base/map\.h"||' "$file" | LC_ALL=C grep -niE "$words" | sed "s|^|$file:|"
done >"$out"
[ ! -s "$out" ] || fail "the interpreter speaks of DMA"

finish
