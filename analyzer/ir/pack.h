/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packed form: one unit as bytes for the cache. Header of 24 bytes, little-endian, then the payload
 * (docs/ir.md):
 *
 *	 0  4  magic "DLIR"
 *	 4  4  version
 *	 8  8  size of the payload in bytes
 *	16  8  checksum: dl_hash_final(dl_hash_bytes(DL_HASH_SEED, payload))
 */
#ifndef DL_IR_PACK_H
#define DL_IR_PACK_H

#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"
#include "ir/ir.h"

#define DL_PACK_MAGIC	    "DLIR"
#define DL_PACK_VERSION	    2 /* raised whenever the payload or the meaning of the IR changes */
#define DL_PACK_HEADER_SIZE 24

/* Append the packed form of a valid unit. The same unit gives the same bytes. */
void dl_ir_pack(const struct dl_unit *unit, struct dl_buf *out);

/*
 * Read it back; *@out is freed with dl_unit_free(), NULL on error. DL_ERR_VERSION: written by
 * another version of dmalint (not damaged: parse the source again). DL_ERR_CORRUPT: anything else
 * that dl_ir_pack() does not write, whatever the bytes are.
 */
enum dl_status dl_ir_unpack(struct dl_unit **out, const void *data, size_t size,
			    struct dl_error *err);

#endif
