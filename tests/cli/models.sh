#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Kernel knowledge is data: with models of another kernel's API the same bugs are found, in its words.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

cat >acme.json <<'END'
{
	"api": "acme",
	"types": {
		"bus_t": { "role": "handle", "test": "acme_is_bad" },
		"enum way": { "role": "direction" }
	},
	"constants": {
		"BAD_BUS": { "role": "mapping-error", "value": -2 },
		"WAY_OUT": { "role": "to-device", "value": 10 },
		"WAY_IN": { "role": "from-device", "value": 20 }
	},
	"functions": {
		"acme_map": {
			"role": "map", "family": "acme", "failure": "mapping-error",
			"args": { "buf": 0, "size": 1, "dir": 2 }, "pairs": ["acme_unmap"]
		},
		"acme_unmap": {
			"role": "unmap", "family": "acme",
			"args": { "handle": 0, "size": 1, "dir": 2 }, "pairs": ["acme_map"]
		},
		"acme_is_bad": { "role": "check", "args": { "handle": 0 } },
		"acme_start": { "role": "mmio-write", "args": { "value": 0 } }
	}
}
END

cat >dev.c <<'END'
typedef unsigned long bus_t;
enum way { WAY_OUT = 10, WAY_IN = 20 };
bus_t acme_map(void *p, unsigned long n, enum way way);
void acme_unmap(bus_t bus, unsigned long n, enum way way);
int acme_is_bad(bus_t bus);
void acme_start(bus_t bus);

int unchecked(void *p)
{
	bus_t bus = acme_map(p, 64, WAY_OUT);

	acme_start(bus);
	acme_unmap(bus, 64, WAY_OUT);
	return 0;
}

int other_way(void *p)
{
	bus_t bus = acme_map(p, 64, WAY_OUT);

	if (acme_is_bad(bus))
		return -1;
	acme_start(bus);
	acme_unmap(bus, 64, WAY_IN);
	return 0;
}

int by_hand(void *p)
{
	bus_t bus = acme_map(p, 64, WAY_OUT);

	if (bus == -2UL)
		return -1;
	acme_start(bus);
	acme_unmap(bus, 64, WAY_OUT);
	return 0;
}

int fine(void *p)
{
	bus_t bus = acme_map(p, 64, WAY_IN);

	if (acme_is_bad(bus))
		return -1;
	acme_start(bus);
	acme_unmap(bus, 64, WAY_IN);
	return 0;
}
END

dmalint scan --confidence low --models acme.json dev.c
expect_status 1
expect out "The handle 'bus' is written to the hardware with no acme_is_bad() test. [DMA101]"
expect out "'acme_unmap' unmaps with WAY_IN what was mapped with WAY_OUT. [DMA201]"
expect out "The handle 'bus' is compared with BAD_BUS; acme_is_bad() is the test. [DMA102]"
expect err "3 findings in 1 file"
expect_not out "dma_"
expect_not out "DMA_"

# Without them nothing is known of these functions.
dmalint scan --confidence low --all-files dev.c
expect_status 0

# A later file replaces what an earlier one says of a name: the error of a handle, the words of a name.
cat >later.json <<'END'
{ "api": "acme", "constants": { "BAD_BUS": { "role": "mapping-error", "value": -3 } } }
END
dmalint scan --confidence low --models acme.json --models later.json dev.c
expect_status 1
expect_not out "BAD_BUS"

# What is wrong is named: file, entry and key.
check_refused() {
	echo "{ \"api\": \"acme\", $1 }" >wrong.json
	dmalint scan --models wrong.json dev.c
	expect_status 2
	expect err "model wrong.json: $2"
}
check_refused '"types": { "bus_t": { "role": "handle", "test": "nowhere" } }' \
	"type bus_t: field 'test': no function nowhere has role 'check'"
check_refused '"constants": { "PAGE": { "role": "page-size", "value": 0 } }' \
	"constant PAGE: field 'value': must lie from 1"
check_refused '"records": { "struct list": { "role": "sg" } }' \
	"record struct list: field 'role': unknown value \"sg\""
check_refused '"words": { "free": { "role": "ends", "aliases": "put" } }' \
	"word free: field 'aliases'"
check_refused '"functions": { "f": { "role": "map", "success": [1] } }' \
	"entry f: field 'success': must be [lowest, highest]"

finish
