/* SPDX-License-Identifier: Apache-2.0 */
/* The allow-list of flags; see clang_flags.h. */
#include "source/clang_flags.h"
#include "base/path.h"

#include <string.h>


static bool starts(const char *s, const char *start)
{
	return !strncmp(s, start, strlen(start));
}

/* Flags that take a path, joined or as the next word. */
static const char *const path_flags[] = {"-include",   "-imacros",  "-isystem",	 "-iquote",
					 "-idirafter", "-isysroot", "--sysroot", "-I"};

static const char *const whole_flags[] = {
	"-nostdinc",
	"-undef",
	"-ansi",
	"-m32",
	"-m64",
	"-mx32",
	"-fshort-wchar",
	"-funsigned-char",
	"-fsigned-char",
	"-fms-extensions",
	"-fshort-enums",
	"-fpack-struct",
	"-fno-builtin",
	"-ffreestanding",
	"-fgnu89-inline",
	"-fno-common",
	"-fno-strict-aliasing",
	"-fwrapv",
	"-fno-pie",
	"-fno-PIE",
	"-fpie",
	"-fPIE",
	"-fpic",
	"-fPIC",
	"-mno-red-zone",
	"-msoft-float",
	"-mgeneral-regs-only",
	"-mlittle-endian",
	"-mbig-endian",
	"-mthumb",
	"-marm",
	"-mno-mmx",
	"-mno-3dnow",
	"-mno-80387",
	"-mno-avx",
	"-mno-sse",
	"-mno-sse2",
	"-mno-sse3",
	"-mno-sse4",
	"-mno-sse4a",
	"-mno-ssse3",
	"-mno-sse4.1",
	"-mno-sse4.2",
	"-pthread",
	"-fsigned-bitfields",
	"-funsigned-bitfields",
};

static const char *const start_flags[] = {"-D",		  "-U",	    "-std=",	 "-O",
					  "-march=",	  "-mcpu=", "-mcmodel=", "-mabi=",
					  "-mfloat-abi=", "-mfpu=", "--target=", "-fno-builtin-"};

/* Flags that are dropped together with the next word. */
static const char *const pair_flags[] = {"-o",
					 "-MF",
					 "-MT",
					 "-MQ",
					 "-Xpreprocessor",
					 "-Xassembler",
					 "-Xlinker",
					 "-mllvm",
					 "-T",
					 "-L",
					 "-l",
					 "-u",
					 "-z",
					 "--param",
					 "-aux-info",
					 "--serialize-diagnostics",
					 "-arch",
					 "-include-pch",
					 "-Xclang"};

const char *dl_clang_flag_refused(struct dl_arena *arena, const char *flag, const char *next)
{
	static const char *const loads[] = {"-fplugin=", "-fpass-plugin=", "-load-pass-plugin=",
					    "-specs=",	 "--specs=",	   "--config"};
	static const char *const inner[] = {"-load", "-plugin", "-add-plugin", "-fpass-plugin",
					    "-fplugin"};

	if (flag[0] == '@')
		return dl_arena_printf(arena, "reads more flags from a response file (%s)", flag);
	if (!strcmp(flag, "-cc1") || !strcmp(flag, "-load"))
		return dl_arena_printf(arena, "loads code into the compiler (%s)", flag);
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		if (starts(flag, loads[i]))
			return dl_arena_printf(arena, "loads code or flags into the compiler (%s)",
					       flag);
	}
	if (!next || (strcmp(flag, "-Xclang") && strcmp(flag, "-mllvm")))
		return NULL;
	for (size_t i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		if (starts(next, inner[i]))
			return dl_arena_printf(arena, "loads code into the compiler (%s %s)", flag,
					       next);
	}
	return NULL;
}

/* "aarch64-linux-gnu-gcc" says what it compiles for. */
static void target_of_compiler(struct dl_args *out, struct dl_arena *arena, const char *compiler)
{
	const char *base = dl_path_base(compiler);
	const char *gcc = strstr(base, "-gcc");

	if (gcc && gcc > base && memchr(base, '-', (size_t)(gcc - base)))
		dl_args_printf(out, arena, "--target=%.*s", (int)(gcc - base), base);
}

static bool in_list(const char *const *list, size_t count, const char *flag)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(list[i], flag))
			return true;
	}
	return false;
}

/* Keep a flag with a path; returns the number of words used, 0 when it is another kind of flag. */
static size_t keep_path(struct dl_args *out, struct dl_arena *arena, const char *flag,
			const char *next, const char *directory)
{
	for (size_t i = 0; i < sizeof(path_flags) / sizeof(path_flags[0]); i++) {
		size_t n = strlen(path_flags[i]);
		const char *value = flag + n;

		if (!starts(flag, path_flags[i]) || starts(flag, "-include-pch"))
			continue;
		value += *value == '=';
		if (!*value && !next)
			return 1;
		dl_args_add(out, path_flags[i]);
		dl_args_add(out, dl_path_join(arena, directory, *value ? value : next));
		return *value ? 1 : 2;
	}
	return 0;
}

static size_t keep_one(struct dl_args *out, struct dl_arena *arena, const char *flag,
		       const char *next, const char *directory)
{
	size_t used;

	if (in_list(pair_flags, sizeof(pair_flags) / sizeof(pair_flags[0]), flag))
		return 2;
	if ((!strcmp(flag, "-D") || !strcmp(flag, "-U") || !strcmp(flag, "-x") ||
	     !strcmp(flag, "-target")) &&
	    next) {
		if (!strcmp(flag, "-target"))
			dl_args_printf(out, arena, "--target=%s", next);
		else if (strcmp(flag, "-x"))
			dl_args_printf(out, arena, "%s%s", flag, next);
		return 2;
	}
	used = keep_path(out, arena, flag, next, directory);
	if (used)
		return used;
	if (in_list(whole_flags, sizeof(whole_flags) / sizeof(whole_flags[0]), flag)) {
		dl_args_add(out, flag);
		return 1;
	}
	for (size_t i = 0; i < sizeof(start_flags) / sizeof(start_flags[0]); i++) {
		if (starts(flag, start_flags[i]) && strcmp(flag, start_flags[i])) {
			dl_args_add(out, flag);
			break;
		}
	}
	if (!strcmp(flag, "-O"))
		dl_args_add(out, flag);
	return 1;
}

const char *dl_clang_flags_keep(struct dl_args *out, struct dl_arena *arena,
				const struct dl_args *words, const char *directory)
{
	for (size_t i = 1; i < words->len; i++) {
		const char *next = i + 1 < words->len ? words->data[i + 1] : NULL;
		const char *why = dl_clang_flag_refused(arena, words->data[i], next);

		if (why)
			return why;
	}
	target_of_compiler(out, arena, words->data[0]);
	for (size_t i = 1; i < words->len;) {
		const char *next = i + 1 < words->len ? words->data[i + 1] : NULL;

		/* what is no flag is the source file, or the compiler behind ccache */
		if (words->data[i][0] != '-')
			i++;
		else
			i += keep_one(out, arena, words->data[i], next, directory);
	}
	dl_args_add(out, "-w");
	return NULL;
}
