/* SPDX-License-Identifier: Apache-2.0 */
/* The text form of IR, which parses back to the same IR. */
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

#endif
