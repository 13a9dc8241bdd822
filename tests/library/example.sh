#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/examples/findings.c built against the installed library and run: shared and static, by pkg-config and by CMake.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

example=$SOURCE_DIR/docs/examples/findings.c
make_buggy drv/send.c
make_clean drv/clean.c

runs() { # PROGRAM
	status=0
	LD_LIBRARY_PATH=$LIBDIR "$1" drv >out 2>err || status=$?
	expect_status 1
	expect out "send.c:13:8: "
	expect out "[DMA101, high, "
	expect out "    1. "
	expect_not out "clean.c"
	status=0
	LD_LIBRARY_PATH=$LIBDIR "$1" drv/clean.c >out 2>err || status=$?
	expect_status 0
	expect_true test ! -s out
	status=0
	LD_LIBRARY_PATH=$LIBDIR "$1" no-such-path >out 2>err || status=$?
	expect_status 2
	expect err "no-such-path"
}

# The shared library is beside its worker program; the static one knows only for where it was configured.
runs_static() { # PROGRAM
	export DMALINT_WORKER=$PREFIX/libexec/dmalint/dmalint-worker
	runs "$1"
	unset DMALINT_WORKER
}

links_shared() {
	LD_LIBRARY_PATH=$LIBDIR ldd "$1" | grep "$LIBDIR/libdmalint.so.0" >/dev/null
}

builds() { # COMMAND...
	status=0
	"$@" >out 2>err || status=$?
	expect_status 0
}

# shellcheck disable=SC2046,SC2086
{
	builds "$CC" -std=c11 -Wall -Wextra -Wpedantic -Werror $FLAGS "$example" -o shared \
		$(pkg-config --cflags --libs dmalint)
	runs ./shared
	expect_true links_shared ./shared

	builds "$CC" $FLAGS "$example" $(pkg-config --cflags dmalint) "$LIBDIR/libdmalint.a" -Wl,--as-needed \
		$(pkg-config --static --libs dmalint) -o static
	runs_static ./static
	expect_true test -z "$(ldd ./static | grep libdmalint)"
}

mkdir cmake
cat >cmake/CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.25)
project(use LANGUAGES C)
find_package(Dmalint 0.2 REQUIRED COMPONENTS static)
add_executable(shared $example)
target_link_libraries(shared PRIVATE Dmalint::dmalint)
add_executable(static $example)
target_link_libraries(static PRIVATE Dmalint::dmalint_static)
END
builds cmake -S cmake -B cmake/build -DCMAKE_PREFIX_PATH="$PREFIX" -DCMAKE_C_COMPILER="$CC" -DCMAKE_C_FLAGS="$FLAGS"
builds cmake --build cmake/build
runs cmake/build/shared
expect_true links_shared cmake/build/shared
runs_static cmake/build/static
expect_true test -z "$(ldd cmake/build/static | grep libdmalint)"

# Another version is not taken for ours.
mkdir other
cat >other/CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.25)
project(other LANGUAGES C)
find_package(Dmalint 0.3)
if(Dmalint_FOUND)
	message(FATAL_ERROR "0.2 is not 0.3")
endif()
END
builds cmake -S other -B other/build -DCMAKE_PREFIX_PATH="$PREFIX" -DCMAKE_C_COMPILER="$CC"

finish
