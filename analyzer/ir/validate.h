/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_IR_VALIDATE_H
#define DL_IR_VALIDATE_H

#include "base/status.h"
#include "ir/ir.h"

#define DL_IR_MAX_TEMPS 1000000u /* temporaries of one function */

/*
 * Whether @unit keeps what ir.h and docs/ir.md promise: indices in range, names and types present,
 * temporaries defined once and on every way to their uses. Otherwise DL_ERR_INVALID, and the
 * message names the function, the block and the instruction.
 */
enum dl_status dl_ir_validate(const struct dl_unit *unit, struct dl_error *err);

#endif
