/* SPDX-License-Identifier: Apache-2.0 */
/* Packed form: one unit as a record of base/codec.h, for the store (docs/ir.md). */
#ifndef DL_IR_PACK_H
#define DL_IR_PACK_H

#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"
#include "ir/ir.h"

#define DL_PACK_VERSION 8 /* raised whenever the payload or the meaning of the IR changes */

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
