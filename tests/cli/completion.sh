#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Completion: the scripts hold every command and option, and the shells that are here take them and complete.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

dmalint completion
expect_status 2
dmalint completion csh
expect_status 2
expect err "perhaps 'zsh'"
dmalint completion bash zsh
expect_status 2
for shell in bash zsh fish; do
	dmalint completion $shell
	expect_status 0
	cp out script.$shell
done

# All commands with all their options.
dmalint help
for command in $(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' out) version; do
	for shell in bash zsh fish; do
		expect_true grep -qw -- "$command" script.$shell
	done
	[ "$command" != help ] && [ "$command" != version ] || continue
	dmalint "$command" --help
	grep -oE '^  (-[a-z], )?--[a-z-]+' out | grep -oE '[a-z-]*$' | sed 's/^-*//' | sort -u >options
	expect_true test -s options
	while read -r option; do
		expect_true grep -qE "$command/--$option( |\))|^	$command\)|--$option[ ']" script.bash
		expect_true grep -qE "from $command' -l $option( |$)" script.fish
		expect_true grep -qE -- "--$option(=|=-|\[|\})" script.zsh
	done <options
done

# ---- bash ----
mkdir -p some/folder
touch some/file
bash_completes() { # words of a line, the last one to be completed
	bash -c '. ./script.bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) _dmalint 2>err
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_dmalint
printf "%s\n" "${COMPREPLY[@]}"' bash "$@" >out 2>err
	sort -o out out
	status=$?
}

bash_completes dmalint sc
expect_true test "$(cat out)" = scan
bash_completes dmalint scan --conf
expect_true test "$(cat out)" = "--confidence
--config"
bash_completes dmalint scan --confidence ''
expect_true test "$(paste -sd ' ' out)" = "high low medium"
bash_completes dmalint scan --confidence = h
expect_true test "$(cat out)" = high
bash_completes dmalint scan -f sa
expect_true test "$(cat out)" = sarif
bash_completes dmalint scan --kernel some/
expect_true test "$(cat out)" = some/folder
bash_completes dmalint scan some/fi
expect_true test "$(cat out)" = some/file
bash_completes dmalint scan --arch ar
expect_true test "$(paste -sd ' ' out)" = "arm arm64"
bash_completes dmalint scan --profile un
expect_true test "$(cat out)" = untrusted-device
bash_completes dmalint explain DMA10
expect out DMA101
bash_completes dmalint cache cl
expect_true test "$(cat out)" = clear
bash_completes dmalint help tri
expect_true test "$(cat out)" = triage
bash_completes dmalint scan --jobs ''
expect_true test -z "$(cat out)"

# ---- fish ----
if command -v fish >/dev/null; then
	fish_completes() {
		HOME=$work fish --no-config -c "source script.fish; complete -C '$1'" >out 2>err </dev/null
		status=$?
	}
	fish_completes "dmalint sc"
	expect_status 0
	expect out "scan	find"
	fish_completes "dmalint scan --confid"
	expect out "--confidence	high, medium"
	fish_completes "dmalint scan --confidence h"
	expect_true test "$(cut -f1 out)" = high
	fish_completes "dmalint scan --format sa"
	expect out sarif
	fish_completes "dmalint explain DMA10"
	expect out DMA101
	fish_completes "dmalint scan some/f"
	expect out some/file
	fish_completes "dmalint scan --kernel some/f"
	expect out some/folder
	expect_not out some/file
	fish_completes "dmalint list some/f"
	expect_not out some/file
else
	echo "skipped: there is no fish"
fi

# ---- zsh, with a terminal of its own ----
if command -v zsh >/dev/null; then
	expect_true zsh -n script.zsh
	cat >terminal.zsh <<'END'
zmodload zsh/zpty
zpty shell 'TERM=vt100 zsh -f -i'
say() { zpty -w shell "$1"; }
say 'PS1=; unsetopt prompt_sp; autoload -Uz compinit; compinit -D -u; source ./script.zsh'
say 'show() { print -r -- "LINE<$BUFFER>" >>lines; BUFFER=; }; zle -N show; bindkey "^X" show; print ready >lines'
wait_for() { local i; for i in {1..200}; do [[ -e lines && $(wc -l <lines) -ge $1 ]] && return; sleep 0.05; done; }
wait_for 1
count=1
for line; do
	zpty -w -n shell "$line"$'\t'$'\x18'
	(( count++ ))
	wait_for $count
done
zpty -d shell
cat lines
END
	zsh -f terminal.zsh "dmalint tria" "dmalint scan --confid" "dmalint scan --confidence=h" \
		"dmalint scan --format sar" "dmalint explain DMA10" "dmalint cache cl" "dmalint scan some/fi" \
		"dmalint help triag" >out 2>err </dev/null
	expect out "LINE<dmalint triage >"
	expect out "LINE<dmalint scan --confidence="
	expect out "LINE<dmalint scan --confidence=high "
	expect out "LINE<dmalint scan --format sarif "
	expect out "LINE<dmalint cache clear "
	expect out "LINE<dmalint scan some/file "
	expect out "LINE<dmalint help triage "
else
	echo "skipped: there is no zsh"
fi

finish
