/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel trees; see kernel_root.h. */
#include "source/kernel_root.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/path.h"

static bool has(const char *dir, const char *name)
{
	char *path = NULL;
	bool found;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		abort();
	found = dl_path_is_dir(path) || dl_path_is_file(path);
	free(path);
	return found;
}

/* Header packages have no Kconfig at their top. */
static bool has_headers(const char *dir)
{
	return has(dir, "include/linux") && has(dir, "arch") && has(dir, "Makefile");
}

bool dl_kernel_is_root(const char *dir)
{
	return has_headers(dir) &&
	       (has(dir, "Kconfig") || has(dir, "Kbuild") || has(dir, "MAINTAINERS"));
}

bool dl_kernel_is_own_tree(const char *dir)
{
	return has(dir, ".git") || dl_kernel_is_root(dir);
}

const char *dl_kernel_find_root(struct dl_arena *arena, const char *path)
{
	const char *dir = path;

	for (;;) {
		if (dl_kernel_is_root(dir))
			return dir;
		if (!strcmp(dir, "/"))
			return NULL;
		dir = dl_path_dir(arena, dir);
	}
}

/* The value after "NAME" and the given separator at the start of a line, NULL when there is none.
 */
static const char *line_value(const char *text, const char *start)
{
	size_t n = strlen(start);

	for (const char *p = text; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (!strncmp(p, start, n))
			return p + n;
	}
	return NULL;
}

static int number_of(const char *text, const char *start)
{
	const char *value = line_value(text, start);

	return value ? atoi(value) : 0;
}

void dl_kernel_read(struct dl_kernel *out, struct dl_arena *arena, const char *root)
{
	struct dl_buf text = {0};

	memset(out, 0, sizeof(*out));
	out->source = out->build = root;
	out->arch = DL_ARCH_X86_64;
	if (dl_file_read(&text, dl_path_join(arena, root, "Makefile"), NULL) == DL_OK) {
		out->version = number_of(dl_buf_str(&text), "VERSION =");
		out->patchlevel = number_of(dl_buf_str(&text), "PATCHLEVEL =");
		out->sublevel = number_of(dl_buf_str(&text), "SUBLEVEL =");
	}
	dl_buf_clear(&text);
	if (dl_file_read(&text, dl_path_join(arena, root, "include/generated/autoconf.h"), NULL) ==
	    DL_OK) {
		out->arch = dl_arch_of_autoconf(dl_buf_str(&text));
		/* "make defconfig" alone is not enough: the headers of "make prepare" must be
		 * there, too. */
		out->configured = has(root, "include/generated/bounds.h") &&
				  has(root, dl_arena_printf(arena, "arch/%s/include/generated",
							    out->arch->folder));
		if (!out->configured)
			out->arch = DL_ARCH_X86_64;
	}
	dl_buf_free(&text);
}

/* The source folder that the Makefile of a build folder names: "include /usr/src/x/Makefile". */
static const char *included_source(struct dl_arena *arena, const char *dir)
{
	static const char *const starts[] = {"include ", "export KBUILD_OUTPUT", "MAKEARGS := -C "};
	struct dl_buf text = {0};
	const char *result = NULL;
	const char *value;
	const char *path;

	if (dl_file_read(&text, dl_path_join(arena, dir, "Makefile"), NULL) == DL_OK) {
		for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]) && !result; i++) {
			if (!(value = line_value(dl_buf_str(&text), starts[i])))
				continue;
			path = dl_arena_strndup(arena, value, strcspn(value, " \t\r\n"));
			path = dl_path_join(arena, dir, path);
			if (dl_path_has_suffix(path, "/Makefile"))
				path = dl_path_dir(arena, path);
			if (!has_headers(path)) /* unpacked elsewhere: beside this one */
				path = dl_path_join(arena, dl_path_dir(arena, dir),
						    dl_path_base(path));
			if (has_headers(path))
				result = path;
		}
	}
	dl_buf_free(&text);
	return result;
}

enum dl_status dl_kernel_open(struct dl_kernel *out, struct dl_arena *arena, const char *dir,
			      struct dl_error *err)
{
	const char *real = dl_path_real(arena, dir);
	const char *link;
	const char *source;
	struct dl_kernel build;

	if (!real || !dl_path_is_dir(real))
		return dl_fail(err, DL_ERR_NOT_FOUND,
			       "--kernel %s: no such folder; give a kernel tree or "
			       "/lib/modules/VERSION/build",
			       dir);
	dl_kernel_read(&build, arena, real);
	source = included_source(arena, real);
	link = dl_path_join(arena, real, "source");
	if (!source && dl_path_is_dir(link))
		source = dl_path_real(arena, link);
	if (!source && has_headers(real))
		source = real;
	if (!source || !has_headers(source))
		return dl_fail(
			err, DL_ERR_INVALID,
			"--kernel %s holds no kernel headers (no include/linux here or in the "
			"folder its "
			"Makefile includes); install the linux-headers package of the kernel",
			dir);
	dl_kernel_read(out, arena, source);
	if (build.configured) {
		out->build = real;
		out->configured = true;
		out->arch = build.arch;
	}
	return DL_OK;
}
