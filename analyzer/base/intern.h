/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interned strings: equal strings have equal pointers, so names compare by
 * `==`. The interner owns the strings; they live until it is freed.
 */
#ifndef DL_BASE_INTERN_H
#define DL_BASE_INTERN_H

#include <stddef.h>

struct dl_interner;

struct dl_interner *dl_interner_new(void);
void dl_interner_free(struct dl_interner *in);

/* @s may be NULL: NULL is returned. */
const char *dl_intern(struct dl_interner *in, const char *s);
/* Of the first @n bytes, or those before a NUL. */
const char *dl_intern_n(struct dl_interner *in, const char *s, size_t n);
/* The interned string if there is one, else NULL; adds nothing. */
const char *dl_intern_find(const struct dl_interner *in, const char *s);

#endif
