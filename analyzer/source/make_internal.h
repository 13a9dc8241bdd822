/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files that expand Makefile text; nobody else includes it. */
#ifndef DL_SOURCE_MAKE_INTERNAL_H
#define DL_SOURCE_MAKE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "source/make_expand.h"

#define DL_MAKE_SIZE (1 << 20) /* an expansion that grows beyond it ends */
#define DL_MAKE_WORK ((size_t)32 << 20) /* a Makefile that asks for more is given up */

/* Before work that grows with @bytes: false when there is no budget left for it. */
bool dl_make_spend(struct dl_make *m, size_t bytes);
/* Something was cut off, so not all is known; tell @why. */
void dl_make_cut(struct dl_make *m, const char *why);

/* Append the expansion of the first @n bytes of @text; @depth: of nesting, which has a limit. */
void dl_make_expand_into(struct dl_make *m, struct dl_buf *out, const char *text, size_t n,
			 int depth);
/* The same as a string in the arena. */
const char *dl_make_expanded(struct dl_make *m, const char *text, size_t n, int depth);
/* The value of a variable, not expanded; NULL when nobody sets it. */
const char *dl_make_variable(struct dl_make *m, const char *name);
void dl_make_add_unknown(struct dl_make *m, struct dl_buf *out);

/* make_words.c: the next blank-separated word of *@text, which moves behind it; NULL at the end. */
const char *dl_make_word(const char **text, size_t *n);
void dl_make_add_word(struct dl_buf *out, const char *word, size_t n);
/* Each word that fits @from ("%" once, or none) becomes @to. */
void dl_make_patsubst(struct dl_buf *out, const char *from, const char *to, const char *words);
/* Whether the word fits one of the patterns. */
bool dl_make_filtered(const char *patterns, const char *word, size_t n);

/* make_function.c: $(NAME ARGS): true when it was a call of a function, known or not. */
bool dl_make_function(struct dl_make *m, struct dl_buf *out, const char *text, size_t n, int depth);

/* make_shell.c: @command and @patterns are expanded. */
void dl_make_shell(struct dl_make *m, struct dl_buf *out, const char *command);
void dl_make_wildcard(struct dl_make *m, struct dl_buf *out, const char *patterns);

#endif
