/* SPDX-License-Identifier: Apache-2.0 */
#include "frontend/flags.h"

#include <clang-c/Index.h>
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"

/* 256 by default, of which gcc knows nothing. The stack of a worker is enough for these, whatever they are around. */
#define BRACKETS "2000"

static bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Flags that load code, and flags that only build something. */
static size_t skipped(const char *const *args, size_t left)
{
	const char *arg = args[0];

	if (starts(arg, "-Werror") || starts(arg, "-fplugin") || !strcmp(arg, "-c") ||
	    starts(arg, "-Wp,-M") || !strcmp(arg, "-MD") || !strcmp(arg, "-MMD"))
		return 1;
	if (!strcmp(arg, "-Xclang") && left >= 2 &&
	    (!strcmp(args[1], "-load") || !strcmp(args[1], "-plugin") ||
	     starts(args[1], "-add-plugin")))
		return left >= 4 && !strcmp(args[2], "-Xclang") ? 4 : 2;
	if ((!strcmp(arg, "-o") || !strcmp(arg, "-MF") || !strcmp(arg, "-MT")) && left >= 2)
		return 2;
	return 0;
}

static void add(struct dl_flags *flags, const char *arg)
{
	dl_vec_push(&flags->args, arg);
}

static void begin(struct dl_flags *flags, const struct dl_parse_request *req, bool with_includes)
{
	bool no_std = false;

	memset(flags, 0, sizeof(*flags));
	flags->arena = dl_arena_new();
	add(flags, "clang");
	if (req->directory)
		add(flags, dl_arena_printf(flags->arena, "-working-directory=%s", req->directory));
	for (size_t i = 0; i < req->arg_count;) {
		size_t skip = skipped(req->args + i, req->arg_count - i);

		if (!skip && !with_includes && !strcmp(req->args[i], "-include") &&
		    i + 1 < req->arg_count)
			skip = 2;
		if (!skip) {
			no_std |= !strcmp(req->args[i], "-nostdinc");
			add(flags, req->args[i++]);
		}
		i += skip;
	}
	flags->no_std = no_std;
}

/* The resource folder's headers are wanted even with -nostdinc: <stdarg.h> and friends are the
 * compiler's. */
static void add_ours(struct dl_flags *flags, const char *resource_dir)
{
	if (resource_dir) {
		add(flags, dl_arena_printf(flags->arena, "-resource-dir=%s", resource_dir));
		if (flags->no_std) {
			add(flags, "-isystem");
			add(flags, dl_arena_printf(flags->arena, "%s/include", resource_dir));
		}
	}
	add(flags, "-w");
	add(flags, "-ferror-limit=0");
	add(flags, "-fbracket-depth=" BRACKETS); /* what is nested deeper ends the file */
	add(flags, "-Xclang"); /* "#pragma clang __debug overflow_stack" and the like */
	add(flags, "-disable-pragma-debug-crash");
	/* Errors by default since clang 16, but the AST is whole; gcc only warns. */
	add(flags, "-Wno-int-conversion");
	add(flags, "-Wno-incompatible-function-pointer-types");
	add(flags, "-Wno-return-mismatch");
	add(flags, "-Wno-return-type");
}

void dl_fe_flags_for(struct dl_flags *flags, const struct dl_parse_request *req,
		     const char *resource_dir, const char *pch, bool is_valid)
{
	begin(flags, req, !pch);
	add_ours(flags, resource_dir);
	if (pch) {
		add(flags, "-include-pch");
		add(flags, pch);
		add(flags, "-Xclang");
		add(flags, "-fallow-pch-with-compiler-errors");
		if (is_valid) {
			add(flags, "-Xclang");
			add(flags, "-fno-validate-pch");
		}
	}
	add(flags, req->path);
}

void dl_fe_flags_for_pch(struct dl_flags *flags, const struct dl_parse_request *req,
			 const char *resource_dir)
{
	begin(flags, req, true);
	add_ours(flags, resource_dir);
	add(flags, "-Xclang");
	add(flags, "-fallow-pch-with-compiler-errors");
	add(flags, "-x");
	add(flags, "c-header");
	add(flags, req->path);
}

uint64_t dl_fe_flags_suit(const char *pch, const char *const *args, size_t arg_count)
{
	static const char *const names_path[] = {"-I", "-isystem", "-iquote", "-idirafter", "-include"};
	uint64_t h = dl_hash_str(DL_HASH_SEED, pch);

	for (size_t i = 0; i < arg_count; i++) {
		size_t k = 0, count = sizeof(names_path) / sizeof(names_path[0]);

		while (k < count && !starts(args[i], names_path[k]))
			k++;
		if (k == count)
			h = dl_hash_str(h, args[i]);
		else if (!strcmp(args[i], names_path[k]))
			i++;
	}
	return dl_hash_final(h);
}

void dl_fe_flags_free(struct dl_flags *flags)
{
	dl_vec_free(&flags->args);
	dl_arena_free(flags->arena);
	flags->arena = NULL;
}

static bool has_headers(const char *dir)
{
	char path[4096];
	struct stat st;

	if (snprintf(path, sizeof(path), "%s/include/stddef.h", dir) >= (int)sizeof(path))
		return false;
	return stat(path, &st) == 0;
}

/* <folder of libclang.so>/clang/<version>, as the compiler itself would look for it. */
static char *beside_library(void)
{
	static const char *const up[] = {"clang", "../lib/clang", "../../lib/clang"};
	char path[4096], found[4096] = "";
	Dl_info info;
	char *slash;

	if (!dladdr((void *)(uintptr_t)&clang_createIndex, &info) || !info.dli_fname ||
	    strlen(info.dli_fname) > 2048)
		return NULL;
	for (size_t i = 0; i < sizeof(up) / sizeof(up[0]); i++) {
		struct dirent *entry;
		DIR *dir;

		strcpy(path, info.dli_fname);
		slash = strrchr(path, '/');
		if (!slash)
			return NULL;
		strcpy(slash + 1, up[i]);
		dir = opendir(path);
		while (dir && (entry = readdir(dir))) {
			char one[4400];

			snprintf(one, sizeof(one), "%s/%s", path, entry->d_name);
			if (entry->d_name[0] != '.' && strlen(one) < sizeof(found) &&
			    has_headers(one))
				strcpy(found, one);
		}
		if (dir)
			closedir(dir);
		if (*found)
			return dl_xstrdup(found);
	}
	return NULL;
}

const char *dl_fe_flags_resource_dir(void)
{
#ifdef DL_CLANG_RESOURCE_DIR
	if (has_headers(DL_CLANG_RESOURCE_DIR))
		return dl_xstrdup(DL_CLANG_RESOURCE_DIR);
#endif
	return beside_library();
}

const char *dl_frontend_version(void)
{
	static char version[64]; /* written once with the same bytes */
	CXString text = clang_getClangVersion();
	const char *spelled = clang_getCString(text);
	const char *number = spelled ? strstr(spelled, "version ") : NULL;

	if (number) {
		number += strlen("version ");
		snprintf(version, sizeof(version), "clang %.*s", (int)strcspn(number, " ("),
			 number);
	} else {
		snprintf(version, sizeof(version), "clang (unknown)");
	}
	clang_disposeString(text);
	return version;
}
