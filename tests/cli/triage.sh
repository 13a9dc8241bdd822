#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Verdicts: what they hide, how long they hold, and the file that a team keeps.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drv/a.c
make_buggy drv/b.c
dmalint scan drv
a=$("$DMALINT" list --path drv/a.c | awk '{ print $2 }')
b=$("$DMALINT" list --path drv/b.c | awk '{ print $1 }')

# ---- wrong usage ----
for wrong in "" "--confirmed" "17" "--confirmed --fixed 1" "--export x --import x" "--export x --note y" "--sure 1"; do
	# shellcheck disable=SC2086
	dmalint triage $wrong
	expect_status 2
done
dmalint triage --confirmed 999
expect_status 2
expect err "999"
dmalint triage --confirmed --note "$(printf 'two\nlines')" 1
expect_status 2

# ---- what is hidden, and what is said ----
dmalint triage --false-positive --note "the bus tests it" "$a"
expect_status 0
dmalint list
expect_not out "a.c"
expect out "b.c"
dmalint list --include-suppressed --format json
expect out '"justification": "false-positive: the bus tests it"'
expect out '"is": "false-positive"'
dmalint show "$a"
expect out "false-positive: the bus tests it"
dmalint triage --confirmed "$b"
dmalint scan drv
expect_status 1
expect_not out "a.c"
expect out "  confirmed"
expect err "1 suppressed"
dmalint triage --wont-fix "$b"
dmalint scan drv
expect_status 0
dmalint triage --fixed --note "in 6.13" "$b"
dmalint scan drv
expect_status 1
expect out "fixed: in 6.13"
# ... other stores know nothing of it
dmalint scan --no-db drv
expect err "2 findings"

# ---- moved lines, renamed files ----
sed -i '1i /* moved */' drv/a.c
dmalint scan drv
expect_not out "a.c"
mv drv/a.c drv/renamed.c
dmalint scan drv
expect_not out "renamed.c"
expect err "1 suppressed"
# a copy is another finding
cp drv/renamed.c drv/copy.c
dmalint scan drv
expect out "copy.c"
expect_not out "renamed.c"
# two that it may be: none of them
mv drv/renamed.c drv/one.c
cp drv/copy.c drv/two.c
rm drv/copy.c
dmalint scan drv
expect out "one.c"
expect out "two.c"

# ---- the file ----
dmalint triage --export verdicts
expect_status 0
expect err "2 verdicts written"
expect_true test "$(grep -c DMA101 verdicts)" = 2
dmalint triage --import verdicts --db team.db
expect err "2 verdicts taken over"
mv drv/one.c drv/renamed.c
dmalint scan --db team.db drv
expect_not out "renamed.c"
expect out "fixed: in 6.13"
dmalint triage --import verdicts --db team.db
expect err "0 verdicts taken over"
# what is younger here stays, what is younger there comes
sed 's/\tfixed\t[0-9]*/\twont-fix\t99999999999/; s/\tfalse-positive\t[0-9]*/\tconfirmed\t1/' verdicts >newer
dmalint triage --import newer --db team.db
expect err "1 verdict taken over"
dmalint scan --db team.db drv
expect_not out "b.c"
expect_not out "renamed.c"
# ---- taken back ----
dmalint triage --forget 0000beef
expect_status 2
dmalint triage --forget "$a"
expect_status 0
dmalint triage --import verdicts --db team.db
echo "0123" >>verdicts
dmalint triage --import verdicts --db new.db
expect_status 2
expect err "line 5"

finish
