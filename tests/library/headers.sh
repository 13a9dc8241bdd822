#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each header compiles alone, as C11 and as C++, without a warning, and leads to nothing but the standard library.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
compiles() { # COMPILER STANDARD FILE
	status=0
	# shellcheck disable=SC2086
	"$1" -std="$2" $warnings -I"$PREFIX/include" -fsyntax-only "$3" >out 2>err || status=$?
	expect_status 0
}

for header in "$PREFIX"/include/dmalint/*.h; do
	name=$(basename "$header")
	# Twice: the second time it must be empty.
	printf '#include <dmalint/%s>\n#include <dmalint/%s>\nint x;\n' "$name" "$name" >one.c
	cp one.c one.cpp
	compiles "$CC" c11 one.c
	compiles "${CXX:-c++}" c++11 one.cpp
	compiles "${CXX:-c++}" c++20 one.cpp
	grep -h '#include' "$header" | grep -vE '<(std[a-z]+|dmalint/[a-z]+)\.h>' >foreign || true
	expect_true test ! -s foreign
	expect "$header" '#ifndef DMALINT_'
done

# Developers' functions are asked for by name.
expect_not "$PREFIX/include/dmalint/dmalint.h" "dmalint/debug.h"

# What a C++ program writes.
cat >use.cpp <<'END'
#include <dmalint/dmalint.h>
int main()
{
	const char *path = "drivers";
	dmalint_scan_options options = {};
	dmalint_scan *scan;
	dmalint_error error;

	options.size = sizeof(options);
	options.paths = &path;
	options.path_count = 1;
	if (dmalint_scan_open(&scan, &options, &error) != DMALINT_OK)
		return 2;
	dmalint_scan_free(scan);
	return 0;
}
END
compiles "${CXX:-c++}" c++11 use.cpp

finish
