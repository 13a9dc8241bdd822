/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C source read as text, with no parser: what is an identifier, what is a comment or a string, and
 * where names of functions stand.
 */
#ifndef DL_SOURCE_TEXT_H
#define DL_SOURCE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctext.h"
#include "base/map.h"

/*
 * The first of @names (a map from each name to its text) that @text defines as a function others
 * can call, or NULL. The bodies of macros are left out; what a macro makes is not seen.
 */
const char *dl_text_defines(const struct dl_map *names, const char *text, size_t size);
/* The first of @names that stands in @text as a name, in a call or elsewhere, or NULL. */
const char *dl_text_uses(const struct dl_map *names, const char *text, size_t size);
/* The first of @names that @text declares as a function, or NULL. */
const char *dl_text_declares(const struct dl_map *names, const char *text, size_t size);
/* The first of @names that @text gives to an EXPORT_SYMBOL() of any kind, or NULL. */
const char *dl_text_exports(const struct dl_map *names, const char *text, size_t size);

/* A name with parentheses behind it. */
struct dl_text_function {
	const char *name;
	size_t len;
	bool is_defined; /* it seems to be; else it seems to be called */
	bool is_static;
};

/* The next one in @text from *@p on, which moves behind it; false at the end. */
bool dl_text_next_function(struct dl_text_function *out, const char *text, const char **p, const char *end);

/* A definition: of a function with its body, a macro, or a variable with its initialiser. */
struct dl_text_part {
	const char *name;
	size_t name_len;
	const char *body;
	size_t body_len;
};

/* The next definition from *@p on, which moves behind it; false at the end. */
bool dl_text_next_part(struct dl_text_part *out, const char **p, const char *end);

/* A call that stands in the text, outside of macros. */
struct dl_text_call {
	const char *name;     /* the text of @names */
	const char *function; /* name of the function that it seems to lie in; NULL: none is seen */
	size_t function_len;
	uint32_t line;
};

/*
 * The next call of one of @names. Broken text is what this is for: a function is what begins in the
 * first column and has not ended there; NULL outside of all. Begin with *@call zeroed and p = text.
 */
bool dl_text_next_call(struct dl_text_call *call, const struct dl_map *names, const char **p,
		       const char *end);

#endif
