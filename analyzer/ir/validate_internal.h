/* SPDX-License-Identifier: Apache-2.0 */
/* Internal to ir/: where a check stands, shared by validate.c and validate_temps.c. */
#ifndef DL_IR_VALIDATE_INTERNAL_H
#define DL_IR_VALIDATE_INTERNAL_H

#include "base/map.h"
#include "base/status.h"
#include "ir/ir.h"

#define DL_MAX_TYPE_DEPTH 100

struct dl_check {
	const struct dl_unit *unit;
	const struct dl_func *func; /* NULL outside of functions */
	struct dl_error *err;
	struct dl_map var_names;
	struct dl_map records; /* those with members that were met, each once */
	bool in_block, at_term;
	uint32_t block, instr;
};

enum dl_status dl_check_fail(struct dl_check *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Every temporary is defined once, and on every way from the entry to each of its uses. */
enum dl_status dl_check_temps(struct dl_check *c);

#endif
