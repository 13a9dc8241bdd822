/* SPDX-License-Identifier: Apache-2.0 */
/* The generated files of an unconfigured tree, in memory, other than autoconf.h. */
#ifndef DL_SOURCE_SYNTH_FILES_H
#define DL_SOURCE_SYNTH_FILES_H

#include "base/arena.h"
#include "base/vec.h"
#include "source/args.h"
#include "source/kernel_root.h"

struct dl_synth_file {
	const char *path; /* relative to the root of the generated files */
	const char *text;
	size_t size;
};

struct dl_synth_files {
	struct dl_synth_file *data;
	size_t len;
	size_t cap;
};

/* Copies @text. */
void dl_synth_files_add(struct dl_synth_files *files, struct dl_arena *arena, const char *path,
			const char *text);
/* The files of data/generated.txt that are for all or for the kernel's architecture, with the
 * version filled in. */
void dl_synth_files_fixed(struct dl_synth_files *files, struct dl_arena *arena,
			  const struct dl_kernel *kernel, const char *text);
/* asm/x.h for each header of asm-generic that the architecture has no own one of. */
void dl_synth_files_wrappers(struct dl_synth_files *files, struct dl_arena *arena,
			     const struct dl_kernel *kernel);
/* unistd_*.h from the tables of system calls. */
void dl_synth_files_syscalls(struct dl_synth_files *files, struct dl_arena *arena,
			     const struct dl_kernel *kernel);

#endif
