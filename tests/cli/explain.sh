#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the models say of functions.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

dmalint explain --model dma_map_sg
expect_status 0
expect out "dma_map_sg()"
expect out "makes a streaming mapping"
expect out "family     sg"
expect out "0: the device"
expect out "3: the direction"
expect out "gives 0"
expect out "dma_unmap_sg"
expect out "segments"

dmalint explain --model 'dma_map_single()' dma_unmap_single dma_alloc_coherent
expect_status 0
expect out "test       dma_mapping_error"
expect out "ends a streaming mapping"
expect out "allocates memory for the device"
expect out "memory     coherent"
expect out "gives NULL"

# Obsolete calls say what is written instead, fields what they are.
dmalint explain --model pci_map_single
expect_status 0
expect out "removed"
expect out "instead    "
dmalint explain --model spi_transfer.tx_buf
expect_status 0
expect out "struct spi_transfer.tx_buf"
expect out "hands memory to DMA"
cp out field
dmalint explain --model 'struct spi_transfer.tx_buf'
expect_same out field

# Models of the user's own.
cat >mine.json <<'END'
{ "api": "acme", "functions": { "acme_map": { "role": "map", "family": "acme", "failure": "negative",
	"args": { "buf": 0, "size": 1, "dir": 2 }, "pairs": ["acme_unmap"] } } }
END
dmalint explain --model acme_map
expect_status 2
expect err "no model of 'acme_map'"
expect_not err "perhaps"
dmalint explain --model --models mine.json acme_map
expect_status 0
expect out "family     acme"
expect out "negative error"
echo '{' >broken.json
dmalint explain --model --models broken.json acme_map
expect_status 2
expect err "broken.json"
dmalint explain --model --models no-such.json acme_map
expect_status 2

# All of them can be said.
for name in kmalloc readl_poll_timeout dev_err writel dma_mapping_error dma_set_mask sg_set_buf usb_control_msg; do
	dmalint explain --model $name
	case $status in
	0) expect out "$name()" ;;
	*) expect err "no model of" ;;
	esac
done

dmalint explain dma_map_sg
expect_status 2
expect err "dmalint explain --model dma_map_sg"

dmalint explain --model
expect_status 2
expect err "which function?"
dmalint explain --models mine.json DMA101
expect_status 2
dmalint explain --model --markdown dma_map_sg
expect_status 2

finish
