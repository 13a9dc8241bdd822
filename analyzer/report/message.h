/* SPDX-License-Identifier: Apache-2.0 */
/* Words of findings: expressions of the source as they stand in a sentence. */
#ifndef DL_REPORT_MESSAGE_H
#define DL_REPORT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define DL_MESSAGE_EXPRESSION_MAX 60

/*
 * @expression in single quotes, white space collapsed, at most
 * DL_MESSAGE_EXPRESSION_MAX bytes of it ("..." shows the cut). Inner single
 * quotes become double ones. NULL or empty gives "'?'".
 */
const char *dl_message_quote(struct dl_arena *arena, const char *expression);

/*
 * @text with {0}, {1}, ... replaced by @args (SARIF message placeholders); "{{"
 * and "}}" are braces. A number without an argument is left as it stands.
 */
const char *dl_message_fill(struct dl_arena *arena, const char *text, const char *const *args,
			    size_t count);

/* Is it one sentence that ends with a period and has no line break? */
bool dl_message_is_sentence(const char *text);

#endif
