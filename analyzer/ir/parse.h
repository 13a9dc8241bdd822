/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_IR_PARSE_H
#define DL_IR_PARSE_H

#include "base/status.h"
#include "ir/ir.h"

/*
 * Read the text form (docs/ir.md). On success *@out is a valid unit that the caller frees with
 * dl_unit_free(). Otherwise DL_ERR_INVALID, *@out is NULL and the message starts with
 * "line:column: " and says what was expected; what only the finished unit shows is reported as
 * dl_ir_validate() does, with function, block and instruction.
 */
enum dl_status dl_ir_parse(struct dl_unit **out, const char *text, struct dl_error *err);

#endif
