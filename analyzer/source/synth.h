/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a build would generate, made for an unconfigured tree in the cache folder: autoconf.h,
 * bounds.h, asm-generic wrappers, system call numbers ... The tree itself is only read.
 */
#ifndef DL_SOURCE_SYNTH_H
#define DL_SOURCE_SYNTH_H

#include "base/arena.h"
#include "base/map.h"
#include "base/memo.h"
#include "base/status.h"
#include "source/kconfig_tree.h"
#include "source/kernel_root.h"

struct dl_synth {
	const char *dir;      /* root of the generated files: holds include/generated,
				 arch/ARCH/include/generated */
	struct dl_map config; /* CONFIG_ names without the prefix -> value as in a Makefile */
	size_t option_count;
	uint64_t hash; /* of everything generated */
};

/*
 * Generate for @kernel->arch below @cache_dir, with the symbols of @tree. The folder's name holds a
 * hash of its content, so a changed tree gets another one and scans at the same time do not disturb
 * each other. What is made of the symbols is kept in @memo (may be NULL). Call dl_synth_free() in any case.
 */
enum dl_status dl_synth_make(struct dl_synth *out, struct dl_arena *arena,
			     const struct dl_kernel *kernel, struct dl_kconfig_tree *tree,
			     const struct dl_memo *memo, const char *cache_dir, struct dl_error *err);
void dl_synth_free(struct dl_synth *s);

/* The options of an existing autoconf.h into @config (values as in a Makefile). */
void dl_synth_read_config(struct dl_map *config, struct dl_arena *arena, const char *text);

#endif
