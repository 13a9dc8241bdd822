// SPDX-License-Identifier: Apache-2.0
// What DMA101 is about, as one rule of Coccinelle: behind its map call a handle is tested nowhere.
@@
expression dev, handle;
@@
* handle = \(dma_map_single\|dma_map_page\|dma_map_resource\)(dev, ...);
  ... when != dma_mapping_error(dev, handle)
