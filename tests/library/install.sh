#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cmake --install puts headers, libraries and what finds them where they belong. The other tests use what it leaves.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

: "${PREFIX:?where to install}" "${LIBDIR:?below it}"
rm -rf "$PREFIX"
status=0
cmake --install "$BUILD_DIR" --prefix "$PREFIX" >out 2>err || status=$?
expect_status 0
expect_true test -L "$LIBDIR/libdmalint.so"
expect_true test -L "$LIBDIR/libdmalint.so.0"
expect_true test -f "$LIBDIR/libdmalint.a"
expect_true test -f "$LIBDIR/pkgconfig/dmalint.pc"
expect_true test -f "$LIBDIR/cmake/Dmalint/DmalintConfig.cmake"
for header in "$SOURCE_DIR"/include/dmalint/*.h; do
	expect_same "$header" "$PREFIX/include/dmalint/$(basename "$header")"
done
expect_true test "$(ls "$PREFIX/include")" = dmalint

finish
