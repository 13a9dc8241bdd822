/* SPDX-License-Identifier: Apache-2.0 */
/* Where the cache is, and emptying it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/heap.h"
#include "base/path.h"
#include "source/cache.h"
#include "store/results.h"

size_t dmalint_cache_dir(char *buffer, size_t size)
{
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (xdg && xdg[0] == '/')
		return (size_t)snprintf(buffer, size, "%s/dmalint", xdg);
	if (home && home[0] == '/')
		return (size_t)snprintf(buffer, size, "%s/.cache/dmalint", home);
	if (size)
		buffer[0] = '\0';
	return 0;
}

/* @given, or the default one. */
static enum dl_status find_dir(const char **out, const char *given, struct dl_arena *arena,
			       struct dl_error *err)
{
	*out = given ? given : dl_api_cache_dir(arena);
	return *out ? DL_OK
		    : dl_fail(err, DL_ERR_NOT_FOUND,
			      "there is no place for the cache: neither HOME nor XDG_CACHE_HOME "
			      "is set");
}

static enum dl_status clear_cache(void *arg, struct dl_error *err)
{
	struct dl_arena *arena = dl_arena_new();
	const char *dir;
	enum dl_status status = find_dir(&dir, arg, arena, err);

	return status == DL_OK ? dl_cache_clear(dir, arena, err) : status;
}

struct visit {
	const char *dir;
	struct dmalint_cache_size *size; /* NULL: trim */
	uint64_t max_bytes;
};

static void close_results(void *results)
{
	dl_results_close(results, UINT64_MAX);
}

/* The results are opened only where there are some. */
static enum dl_status visit_cache(void *arg, struct dl_error *err)
{
	struct visit *v = arg;
	struct dl_arena *arena = dl_arena_new();
	const char *dir, *path;
	enum dl_status status = find_dir(&dir, v->dir, arena, err);
	struct dl_results *results;
	struct dl_results_size size = {0};

	if (status != DL_OK)
		return status;
	path = dl_path_join(arena, dir, DL_CACHE_RESULTS);
	results = dl_path_is_file(path) ? dl_results_open(path) : NULL;
	if (results) {
		dl_defer(close_results, results);
		size = dl_results_size(results);
		dl_undefer(results);
	}
	dl_results_close(results, v->size ? UINT64_MAX : v->max_bytes);
	if (v->size) {
		v->size->results = size.bytes;
		v->size->records = size.records;
		v->size->headers = dl_cache_bytes(dir, arena);
	}
	return DL_OK;
}

enum dmalint_status dmalint_cache_measure(const char *dir, struct dmalint_cache_size *out,
				       struct dmalint_error *error)
{
	struct dmalint_cache_size size = {.size = sizeof(size)};
	struct visit v = {.dir = dir, .size = &size};
	enum dmalint_status status = dl_api_call(visit_cache, &v, error);
	size_t wanted = out->size < sizeof(size) ? out->size : sizeof(size);

	size.size = out->size;
	memcpy(out, &size, wanted);
	return status;
}

enum dmalint_status dmalint_cache_trim(const char *dir, uint64_t max_bytes, struct dmalint_error *error)
{
	struct visit v = {.dir = dir, .max_bytes = max_bytes};

	return dl_api_call(visit_cache, &v, error);
}

enum dmalint_status dmalint_cache_clear(const char *dir, struct dmalint_error *error)
{
	return dl_api_call(clear_cache, (void *)(uintptr_t)dir, error);
}
