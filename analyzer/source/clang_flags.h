/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flags of a compile command that a parse by clang may use: an allow-list of what decides how the
 * text is read. Whatever else there is (warnings, debugging, output, flags only GCC knows) is
 * dropped; flags that load code, or flags from another file, make the command unusable.
 */
#ifndef DL_SOURCE_CLANG_FLAGS_H
#define DL_SOURCE_CLANG_FLAGS_H

#include "base/arena.h"
#include "source/args.h"

/*
 * Append to @out what is kept of @words (words[0] is the compiler). Paths become absolute, relative
 * to
 * @directory. NULL, or the reason why the command must not be used.
 */
const char *dl_clang_flags_keep(struct dl_args *out, struct dl_arena *arena,
				const struct dl_args *words, const char *directory);

/* Why flag @flag (followed by @next, which may be NULL) is refused, NULL when it is not. */
const char *dl_clang_flag_refused(struct dl_arena *arena, const char *flag, const char *next);

#endif
