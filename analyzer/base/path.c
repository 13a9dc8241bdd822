/* SPDX-License-Identifier: Apache-2.0 */
/* See path.h. */
#include "base/path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *dl_path_normal(struct dl_arena *arena, const char *path)
{
	bool absolute = path[0] == '/';
	char *out = dl_arena_alloc(arena, strlen(path) + 2);
	size_t len = 0;
	size_t floor = 0; /* what ".." must not remove */

	if (absolute)
		out[len++] = '/';
	floor = len;
	for (const char *p = path; *p;) {
		const char *end = strchrnul(p, '/');
		size_t n = (size_t)(end - p);

		if (n == 2 && p[0] == '.' && p[1] == '.' && len > floor) {
			while (len > floor && out[len - 1] != '/')
				len--;
			if (len > floor)
				len--;
		} else if (n == 2 && p[0] == '.' && p[1] == '.' && absolute) {
			/* "/.." is "/" */
		} else if (n && !(n == 1 && p[0] == '.')) {
			if (len && out[len - 1] != '/')
				out[len++] = '/';
			memcpy(out + len, p, n);
			len += n;
			if (n == 2 && p[0] == '.' && p[1] == '.')
				floor = len;
		}
		p = *end ? end + 1 : end;
	}
	if (!len)
		out[len++] = '.';
	out[len] = '\0';
	return out;
}

char *dl_path_join(struct dl_arena *arena, const char *a, const char *b)
{
	if (b[0] == '/')
		return dl_path_normal(arena, b);
	return dl_path_normal(arena, dl_arena_printf(arena, "%s/%s", a, b));
}

char *dl_path_real(struct dl_arena *arena, const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) ? dl_arena_strdup(arena, real) : NULL;
}

char *dl_path_dir(struct dl_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return dl_arena_strdup(arena, ".");
	if (slash == path)
		return dl_arena_strdup(arena, "/");
	return dl_arena_strndup(arena, path, (size_t)(slash - path));
}

const char *dl_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *dl_path_below(const char *root, const char *path)
{
	size_t n = strlen(root);

	if (n && root[n - 1] == '/')
		n--;
	if (strncmp(root, path, n))
		return NULL;
	if (!path[n])
		return path + n;
	return path[n] == '/' ? path + n + 1 : NULL;
}

bool dl_path_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool dl_path_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool dl_path_has_suffix(const char *path, const char *suffix)
{
	size_t n = strlen(path);
	size_t m = strlen(suffix);

	return n >= m && !strcmp(path + n - m, suffix);
}
