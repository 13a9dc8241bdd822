/* SPDX-License-Identifier: Apache-2.0 */
/* Linear forms `a * x + b * y + c`: how two sizes relate. */
#ifndef DL_ENGINE_VALUE_LINEAR_H
#define DL_ENGINE_VALUE_LINEAR_H

#include "engine/value/sym.h"

/* How the size that something was made with and that of its release relate. */
enum dl_size_relation {
	DL_SIZE_UNKNOWN,
	DL_SIZE_SAME,
	DL_SIZE_DIFFERENT,	/* by a constant that is not zero */
	DL_SIZE_SCALED,		/* the same terms with other factors: count * 16, count * 8 */
	DL_SIZE_TERM,		/* one lacks a term of the other: 16 + len, 16 */
	DL_SIZE_MIXED,		/* a constant and something that varies */
};

/* Either may be NULL. @difference: ended - made, for DL_SIZE_DIFFERENT. */
enum dl_size_relation dl_size_compare(const struct dl_sym *made, const struct dl_sym *ended,
				      int64_t *difference);

#endif
