/* SPDX-License-Identifier: Apache-2.0 */
/* Shared flags; see flags.h. They follow the kernel's top Makefile where it matters to a parser. */
#include "source/flags.h"
#include "base/path.h"

#include <string.h>


/*
 * Language and code flags that change what a header means, and one fixed module name for all files.
 * Calls to functions that no header declares (another architecture's, an option's) must not be
 * errors: clang would drop the statement from the AST, and with it a call we look for.
 */
static void common(struct dl_args *base)
{
	static const char *const flags[] = {
		"-D__KERNEL__",
		"-std=gnu11",
		"-fshort-wchar",
		"-funsigned-char",
		"-fno-common",
		"-fno-strict-aliasing",
		"-fms-extensions",
		"-fno-builtin",
		"-ffreestanding",
		"-fno-pie",
		"-fno-PIE",
		"-O2",
		"-DCC_USING_FENTRY",
		"-DNOTRACE", /* trace_*() does nothing; a twentieth of all parsing */
		"-DKBUILD_BASENAME=\"dmalint\"",
		"-DKBUILD_MODNAME=\"dmalint\"",
		"-D__KBUILD_MODNAME=kmod_dmalint",
		"-DKBUILD_MODFILE=\"dmalint\"",
		"-D__KBUILD_MODFILE=\"dmalint\"",
		"-w",
		"-Wno-error=implicit-function-declaration",
		"-Wno-error=implicit-int",
		"-Wno-error=int-conversion",
		"-Wno-error=incompatible-pointer-types",
		"-Wno-error=incompatible-function-pointer-types",
		"-Wno-error=return-mismatch",
	};

	dl_args_add_all(base, flags, sizeof(flags) / sizeof(flags[0]));
	/* Without it dma_unmap_addr_set() and its kin are empty. */
	dl_args_add(base, "-DCONFIG_NEED_DMA_MAP_STATE=1");
}

static void arch_flags(struct dl_args *base, const struct dl_arch *arch)
{
	static const char *const x86[] = {"-m64",	"-mno-sse",	   "-mno-mmx",
					  "-mno-sse2",	"-mno-3dnow",	   "-mno-avx",
					  "-mno-80387", "-mcmodel=kernel", "-mno-red-zone"};

	if (arch == DL_ARCH_X86_64)
		dl_args_add_all(base, x86, sizeof(x86) / sizeof(x86[0]));
}

static void include_dir(struct dl_args *out, struct dl_arena *arena, const char *root,
			const char *dir)
{
	const char *path = dl_path_join(arena, root, dir);

	if (!dl_path_is_dir(path))
		return;
	dl_args_add(out, "-I");
	dl_args_add(out, path);
}

void dl_flags_kernel(struct dl_args *base, struct dl_args *forced, struct dl_arena *arena,
		     const struct dl_kernel *k, const char *generated)
{
	static const char *const always[] = {"include/linux/compiler-version.h",
					     "include/linux/kconfig.h",
					     "include/linux/compiler_types.h"};
	const char *include = dl_arena_printf(arena, "arch/%s/include", k->arch->folder);
	const char *made = dl_arena_printf(arena, "%s/generated", include);

	dl_args_add(base, "-nostdinc");
	dl_args_printf(base, arena, "--target=%s", k->arch->target);
	include_dir(base, arena, k->source, include);
	include_dir(base, arena, generated, made);
	include_dir(base, arena, k->source, "include");
	include_dir(base, arena, generated, "include");
	include_dir(base, arena, k->source, dl_arena_printf(arena, "%s/uapi", include));
	include_dir(base, arena, generated, dl_arena_printf(arena, "%s/uapi", made));
	include_dir(base, arena, k->source, "include/uapi");
	include_dir(base, arena, generated, "include/generated/uapi");
	/* what arch/ARCH/Makefile adds for all machines */
	include_dir(base, arena, k->source, dl_arena_printf(arena, "%s/asm/mach-generic", include));
	if (!strcmp(k->arch->folder, "powerpc"))
		include_dir(base, arena, k->source, "arch/powerpc");
	common(base);
	arch_flags(base, k->arch);
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
		const char *path = dl_path_join(arena, k->source, always[i]);

		if (!dl_path_is_file(path))
			continue;
		dl_args_add(forced, "-include");
		dl_args_add(forced, path);
	}
}

void dl_flags_stubs(struct dl_args *base, const char *stubs)
{
	dl_args_add(base, "-nostdinc");
	dl_args_add(base, "--target=x86_64-linux-gnu");
	common(base);
	dl_args_add(base, "-I");
	dl_args_add(base, stubs);
}
