/* SPDX-License-Identifier: Apache-2.0 */
/* Units from the text form, for tests. */
#ifndef DL_TESTS_IR_FIXTURE_H
#define DL_TESTS_IR_FIXTURE_H

#include "harness.h"

#include <stdio.h>

#include "ir/parse.h"
#include "ir/print.h"

/* The unit of @text, which has to parse. */
static inline struct dl_unit *parsed(const char *text)
{
	struct dl_error err = {0};
	struct dl_unit *unit;

	if (dl_ir_parse(&unit, text, &err) != DL_OK)
		fprintf(stderr, "\n%s\n%s\n", text, err.message);
	CU_ASSERT_PTR_NOT_NULL_FATAL(unit);
	return unit;
}

/* Freed by the caller. */
static inline char *printed(const struct dl_unit *unit)
{
	struct dl_buf out = {0};

	dl_ir_print_unit(unit, &out);
	return out.data;
}

#endif
