/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two ways to show IR: the text form, which parses back to the same IR, and
 * C-like expressions for messages and fingerprints.
 */
#ifndef DL_IR_PRINT_H
#define DL_IR_PRINT_H

#include "base/buf.h"
#include "ir/ir.h"

/*
 * Text form (docs/ir.md). For every unit that dl_ir_validate() accepts,
 * print(parse(print(unit))) equals print(unit) and no field is lost. A single function comes
 * without the records that its places name.
 */
void dl_ir_print_unit(const struct dl_unit *unit, struct dl_buf *out);
void dl_ir_print_func(const struct dl_unit *unit, const struct dl_func *func, struct dl_buf *out);

/*
 * As the driver's author would write it: `priv->ring[i].dma`. Temporaries are replaced by what
 * defines them and variables have their source names, so the text does not depend on how the
 * function was lowered; a call's arguments are left out (`foo(...)`).
 */
void dl_ir_print_place(const struct dl_unit *unit, const struct dl_func *func,
		       const struct dl_place *place, struct dl_buf *out);
void dl_ir_print_val(const struct dl_unit *unit, const struct dl_func *func,
		     const struct dl_val *val, struct dl_buf *out);
/* As C: `const struct foo *`, `dma_addr_t`, `u32 [4]`. */
void dl_ir_print_type(const struct dl_type *type, struct dl_buf *out);

#endif
