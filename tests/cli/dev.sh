#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The dev script's set-up, with a machine made of stand-ins: nothing is installed and nothing is built here.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

dev=$SOURCE_DIR/dev
mkdir bin
for tool in bash dirname realpath grep sed cat tail head mkdir env; do
	ln -s "$(command -v $tool)" bin/$tool
done

stand_in() { # name, script
	printf '#!/usr/bin/env bash\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}

# Run dev on the stand-in machine.
on_machine() {
	status=0
	rm -f calls
	PATH=$work/bin CALLS=$work/calls DMALINT_BUILD_DIR=$work/build bash "$dev" "$@" >out 2>err </dev/null ||
		status=$?
	touch calls
}

# ---- no package manager ----
stand_in id 'echo 1000'
on_machine build
expect_status 2
expect err "cmake"
expect err "no apt-get"

# ---- neither root nor sudo ----
stand_in apt-get 'echo "apt-get $*" >>"$CALLS"'
stand_in apt-cache 'echo "  Candidate: (none)"'
on_machine build
expect_status 2
expect err "not root"
expect err "apt-get install"
expect err "libsqlite3-dev"
expect_true test ! -s calls

# ---- root: says what it installs, then builds; a build that fails shows its end ----
stand_in id 'echo 0'
on_machine build
expect err "installing missing packages through apt: gcc"
expect calls "apt-get update"
expect calls "install -y"
expect calls "libjansson-dev"
expect calls "ninja-build"
expect_not calls "libcunit1-dev"
expect_status 2
expect err "the build failed"

# ---- with sudo and no terminal it never asks for a password ----
stand_in id 'echo 1000'
stand_in sudo 'echo "sudo $*" >>"$CALLS"; [ "$1" = -n ] && shift; "$@"'
on_machine test
expect calls "sudo -n apt-get update"
expect calls "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install"
expect calls "libcunit1-dev"
stand_in sudo 'exit 1'
on_machine test
expect_status 2
expect err "could not install"

# ---- everything there: nothing is installed, the path is the last line ----
for tool in cc ninja xz sqlite3; do
	stand_in $tool 'exit 0'
done
stand_in pkg-config 'exit 0'
stand_in cmake 'echo "cmake $*" >>"$CALLS"'
rm bin/sudo
on_machine build
expect_status 0
expect_not calls "apt-get"
expect_not err "installing"
expect calls "--preset release"
expect_true test "$(tail -n 1 out)" = "$work/build/release/dmalint"

# ---- scan passes its arguments and the exit status on ----
mkdir -p build/release
cat >build/release/dmalint <<'END'
#!/usr/bin/env bash
echo "dmalint $*" >>"$CALLS"
exit "${SCAN_STATUS:-0}"
END
chmod +x build/release/dmalint
on_machine scan --format gcc "a path"
expect_status 0
expect calls "dmalint scan --format gcc a path"
export SCAN_STATUS=1
on_machine scan x
expect_status 1
expect err "exit status 1"
export SCAN_STATUS=3
on_machine scan
expect_status 3
expect calls "dmalint scan $SOURCE_DIR/corpus/drivers"
expect err "corpus/drivers"

finish
