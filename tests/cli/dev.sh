#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The dev script's set-up, with a machine made of stand-ins: nothing is installed and nothing is built here.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

dev=$SOURCE_DIR/dev
mkdir bin
for tool in bash dirname realpath grep sed cat tail head mkdir env uname; do
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
expect_not calls "g++"
expect_status 2
expect err "the build failed"

# ---- with sudo and no terminal it never asks for a password ----
stand_in id 'echo 1000'
stand_in sudo 'echo "sudo $*" >>"$CALLS"; [ "$1" = -n ] && shift; "$@"'
on_machine test
expect calls "sudo -n apt-get update"
expect calls "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install"
expect calls "libcunit1-dev"
expect calls "g++"
stand_in sudo 'exit 1'
on_machine test
expect_status 2
expect err "could not install"

# ---- everything there: nothing is installed, the path is the last line ----
for tool in cc c++ ninja xz sqlite3; do
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

# ---- libFuzzer comes with clang ----
stand_in apt-cache 'echo "  Candidate: (none)"'
stand_in id 'echo 0'
stand_in ctest 'echo "ctest $*" >>"$CALLS"'
on_machine fuzz
expect_status 0
expect calls "install -y -qq --no-install-recommends clang-19 libclang-rt-19-dev"
expect calls "--preset fuzz -B $work/build/fuzz -DDMALINT_FUZZ_SECONDS=60"
touch libclang_rt.fuzzer
stand_in clang-19 'echo libclang_rt.fuzzer'
on_machine fuzz 5
expect_status 0
expect_not calls "apt-get"
expect calls "-DDMALINT_FUZZ_SECONDS=5"
expect calls "ctest --test-dir $work/build/fuzz"

# ---- real drivers: whichever recorded kernel apt offers, by its exact name ----
export LINUX_SOURCE_DIR=$work/usr-src
mkdir usr-src

# Which packages apt-cache knows, with their candidates. Like the real one it takes a name for a pattern, and
# answers in the user's language.
offer() {
	printf '%s\n' "$@" >offered
	stand_in apt-cache 'while IFS="=" read -r name version; do
	[[ $name =~ $2 ]] || continue
	candidate=Candidate
	[ "${LC_ALL:-}" = C ] || candidate=Installationskandidat
	printf "%s:\n  Installed: (none)\n  %s: %s\n  Version table:\n     0.0.1 500\n" "$name" $candidate "$version"
done <'"$work/offered"
}

on_debian() { # what ./dev test does there
	offer "$@"
	on_machine test
	expect_status 0
	expect calls "ctest"
	expect_true test "$(grep -c 'real drivers will be skipped' err)" = "$skipped"
}

stand_in id 'echo 0'
skipped=0
on_debian linux-source=6.1.192-3 linux-source-6.1=6.1.192-3 linux-source-6.12=6.12.117-1
expect calls "install -y -qq --no-install-recommends linux-source-6.1"
expect_not calls "linux-source-6.12"
on_debian linux-source-6.12=6.12.117-1 linux-source-6.12-dbg=6.12.117-1
expect calls "install -y -qq --no-install-recommends linux-source-6.12"
expect_not err "6.1 "
on_debian 'linux-source-6.1=(none)' linux-source-6.12=6.12.117-1
expect calls "linux-source-6.12"

skipped=1
on_debian linux-source-6.18=6.18.2-1 linux-source-6.1-rt=6.1.4-1 a-linux-source-6.1=6.1.4-1
expect_not calls "install"
on_debian 'linux-source-6.1=(none)' linux-source-6.16=6.16.1-1 'linux-source-6.12=(none)'
expect_not calls "install"
stand_in apt-get 'echo "apt-get $*" >>"$CALLS"; [ "$1" != install ]'
on_debian linux-source-6.1=6.1.192-3
expect err "could not install"

# Neither root nor sudo; then a sudo that asks for a password.
stand_in id 'echo 1000'
on_debian linux-source-6.1=6.1.192-3
expect err "root or sudo"
expect_not err "installing"
expect_not calls "apt-get"
stand_in sudo 'echo "sudo: a password is required" >&2; exit 1'
on_debian linux-source-6.1=6.1.192-3
expect err "could not install"
rm bin/sudo bin/apt-get bin/apt-cache
on_machine test
expect_status 0
expect calls "ctest"
expect err "real drivers will be skipped"

# What is installed is enough, whatever apt offers.
skipped=0
: >usr-src/linux-source-6.12.tar.xz
stand_in apt-get 'echo "apt-get $*" >>"$CALLS"'
on_debian linux-source-6.1=6.1.192-3
expect_not calls "apt-get"

# ---- what tests talk to is installed when apt offers it ----
expect err "tests with nvim will be skipped"
stand_in id 'echo 0'
offer neovim=0.7.2-7 chromium=150.0 linux-source-6.12=6.12.117-1
on_machine test
expect_status 0
expect calls "install -y -qq --no-install-recommends neovim chromium"
expect err "tests with fish will be skipped"
stand_in nvim "exit 0"
stand_in chromium "exit 0"
on_machine test
expect_not calls "neovim"
expect_not calls "chromium"
expect_not err "nvim"

# Each recorded kernel is asked for.
for file in "$SOURCE_DIR"/tests/integration/expected-*.tsv; do
	kernel=$(basename "$file" .tsv)
	expect_true grep -qE "^recorded_kernels=.*[( ]${kernel#expected-}[) ]" "$dev"
done

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
