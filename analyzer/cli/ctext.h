/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the text of a C file says of its functions. Nothing is parsed: macros are not expanded,
 * conditions not evaluated. Good enough to point a reader somewhere.
 */
#ifndef DL_CLI_CTEXT_H
#define DL_CLI_CTEXT_H

#include <stddef.h>

/* Each may be NULL. @name has @len bytes; lines count from 1. */
struct dl_ctext_visitor {
	void *arg;
	/* A body begins, and what follows is in it. */
	void (*function)(void *arg, const char *name, size_t len, unsigned int line);
	/* A name before an opening parenthesis, in a body. */
	void (*call)(void *arg, const char *name, size_t len, unsigned int line);
	/* A string literal, without its quotes. */
	void (*string)(void *arg, const char *text, size_t len);
};

void dl_ctext_visit(const struct dl_ctext_visitor *visitor, const char *text, size_t len);

#endif
