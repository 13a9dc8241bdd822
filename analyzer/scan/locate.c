/* SPDX-License-Identifier: Apache-2.0 */
/* Where the worker program is; see process.h. */
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/vec.h"
#include "scan/process.h"
#include "wire/start.h"

#define ENVIRONMENT "DMALINT_WORKER"

/* Places that were looked at, up to the one that has it. */
struct search {
	struct dl_arena *arena;
	struct dl_buf seen;
	const char *found;
};

static void look_at(struct search *s, const char *path)
{
	/* the program may be what the library was linked into */
	if (s->found || strstr(dl_buf_str(&s->seen), path))
		return;
	if (access(path, X_OK) == 0)
		s->found = path;
	else
		dl_buf_printf(&s->seen, "%s%s", s->seen.len ? ", " : "", path);
}

/* Beside @file, as in a build, and where an installation has it from there. */
static void look_around(struct search *s, const char *file)
{
	static const char *const ways[] = {"", DMALINT_LIBEXEC_FROM_BIN "/",
					   DMALINT_LIBEXEC_FROM_LIB "/"};
	const char *slash = strrchr(file, '/');

	if (!slash)
		return;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		look_at(s, dl_arena_printf(s->arena, "%.*s/%s" DL_WORKER_PROGRAM,
					   (int)(slash - file), file, ways[i]));
}

/* The file that holds this code: the library, or the program that it was linked into. */
static void look_around_library(struct search *s)
{
	char path[PATH_MAX];
	Dl_info info;

	if (!dladdr(dl_build_id, &info) || !info.dli_fname || !strchr(info.dli_fname, '/'))
		return;
	if (realpath(info.dli_fname, path))
		look_around(s, path);
}

static void look_around_program(struct search *s)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return;
	path[n] = '\0';
	look_around(s, path);
}

static enum dl_status take_named(const char **out, const char *path, const char *by,
				 struct dl_error *err)
{
	*out = path;
	if (access(path, X_OK) == 0)
		return DL_OK;
	return dl_fail(err, DL_ERR_NOT_FOUND,
		       "the worker program %s, which %s names, is not there or cannot be run", path,
		       by);
}

enum dl_status dl_process_locate(const char **out, struct dl_arena *arena, const char *wish,
				 struct dl_error *err)
{
	const char *from_environment = secure_getenv(ENVIRONMENT);
	struct search s = {.arena = arena};
	enum dl_status status = DL_OK;

	if (wish)
		return take_named(out, wish, "the scan's options", err);
	if (from_environment && *from_environment)
		return take_named(out, dl_arena_strdup(arena, from_environment), ENVIRONMENT, err);
	look_around_library(&s);
	look_around_program(&s);
	look_at(&s, DMALINT_LIBEXECDIR "/" DL_WORKER_PROGRAM);
	*out = s.found;
	if (!s.found)
		status = dl_fail(err, DL_ERR_NOT_FOUND,
				 "the worker program " DL_WORKER_PROGRAM
				 " is missing; install dmalint as a whole, or name it with "
				 ENVIRONMENT "=PATH; looked for %s",
				 dl_buf_str(&s.seen));
	dl_buf_free(&s.seen);
	return status;
}
