#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Stands in for dmalint in the runner's own test: reports the line of every word FAKE101 in the file.
while [ $# -gt 1 ]; do
	[ "$1" = -o ] && out=$2
	shift
done
findings=$(grep -n FAKE101 "$1" | cut -d: -f1 |
	sed "s|.*|{\"rule\":\"DMA101\",\"path\":\"$1\",\"line\":&,\"message\":\"m\",\"function\":\"f\"}|" | paste -sd,)
[ "$FAKE_DIES" ] && exit 2
printf '{"scan":{"degraded_functions":%s},"findings":[%s]}\n' "${FAKE_DEGRADED:-0}" "$findings" >"$out"
[ -z "$findings" ]
