#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Debian packages: what is in each, what each says of itself, and that one installs over another. Built from this
# build tree without compression; tests/package/chroot is the trial in a clean system.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

version=$("$DMALINT" version | awk 'NR == 1 { print $2 }')
expect_true test "$(awk '/^## [0-9]/ { print $2; exit }' "$SOURCE_DIR/CHANGELOG.md")" = "$version"

# What each part installs, below the prefix. Nothing is in two of them, and nothing in none.
part() {
	DESTDIR= cmake --install "$BUILD_DIR" --strip --prefix "$work/$1" ${2:+--component "$2"} >/dev/null 2>err || fail "install $1"
	(cd "$work/$1" && find . ! -type d | sort) >"$1.txt"
}
part whole
for name in dmalint library development; do part "$name" "$name"; done
sort dmalint.txt library.txt development.txt >parts.txt
expect_same whole.txt parts.txt
expect_true grep -qx './bin/dmalint' dmalint.txt
expect_true grep -qx './libexec/dmalint/dmalint-worker' dmalint.txt
expect_true grep -qE '/man1/dmalint\.1' dmalint.txt
expect_true test "$(grep -cE '(completions|vendor_completions\.d|site-functions|vendor-completions)/' dmalint.txt)" = 3
expect_true test "$(grep -vc '/libdmalint\.so\.0' library.txt)" = 0
expect_true grep -qE '/libdmalint\.so$' development.txt
expect_true grep -qE '/libdmalint\.a$' development.txt
expect_true grep -qE '/pkgconfig/dmalint\.pc$' development.txt
expect_true grep -qx './include/dmalint/scan.h' development.txt

# The packages themselves. Only Debian has what CPack needs for them.
if ! command -v dpkg-shlibdeps >/dev/null || ! command -v dpkg-deb >/dev/null; then
	echo "dpkg-dev is not here: the packages are not built"
	finish
	exit
fi
status=0
cpack --config "$BUILD_DIR/CPackConfig.cmake" -G DEB -B debs -D CPACK_DEBIAN_COMPRESSION_TYPE=none \
	>out 2>err || status=$?
expect_status 0
arch=$(dpkg --print-architecture)
for package in dmalint libdmalint0 libdmalint-dev; do
	deb=debs/${package}_${version}-1_$arch.deb
	expect_true test -f "$deb"
	dpkg-deb -f "$deb" >"$package.control"
	dpkg-deb -c "$deb" | awk '{ print $1, $2, $6 }' >"$package.list"
	expect "$package.control" "Package: $package"
	expect "$package.control" "Version: $version-1"
	expect "$package.control" "Maintainer: dmalint"
	expect_true grep -qE '^Description: .{10,80}$' "$package.control"
	expect_true awk '$2 != "root/root" || ($1 ~ /^d/ && $1 != "drwxr-xr-x") { exit 1 }' "$package.list"
	expect_true awk '$3 !~ /^\.\/(usr\/.*)?$/ { exit 1 }' "$package.list"
done
expect dmalint.list "./usr/bin/dmalint"
expect dmalint.list "./usr/libexec/dmalint/dmalint-worker"
expect dmalint.control "libc6"
expect libdmalint0.control "dmalint (= $version-1)"
expect libdmalint-dev.control "libdmalint0 (= $version-1)"
dpkg-deb -I debs/libdmalint0_*.deb shlibs >shlibs.txt
expect shlibs.txt "libdmalint 0 libdmalint0"
# Each file is in one package.
expect_true test -z "$(grep -hv '^d' ./*.list | awk '{ print $3 }' | sort | uniq -d)"

finish
