/* SPDX-License-Identifier: Apache-2.0 */
/* The flags that all files of one kernel configuration share. */
#ifndef DL_SOURCE_FLAGS_H
#define DL_SOURCE_FLAGS_H

#include "source/args.h"
#include "source/kernel_root.h"

/*
 * @generated: the folder with include/generated (the build folder, or the synthesised one). The
 * forced includes (compiler-version.h, kconfig.h, compiler_types.h) are appended to @forced, not to
 * @base.
 */
void dl_flags_kernel(struct dl_args *base, struct dl_args *forced, struct dl_arena *arena,
		     const struct dl_kernel *kernel, const char *generated);
/* For sources with no kernel headers: @stubs is the folder with the bundled ones. */
void dl_flags_stubs(struct dl_args *base, const char *stubs);

#endif
