/* SPDX-License-Identifier: Apache-2.0 */
/* The least that C text says with no parser: identifiers, comments and strings. */
#ifndef DL_BASE_CTEXT_H
#define DL_BASE_CTEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Identifier characters, usable for any byte without regard to the locale. */
static inline bool dl_text_is_ident(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* The end of the comment, string or character literal that begins at @p, or @p when none does. */
const char *dl_text_skip_passive(const char *p, const char *end);

#endif
