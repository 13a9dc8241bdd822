/* SPDX-License-Identifier: Apache-2.0 */
/* Options structs of any age, and the options of a scan in the words of the room below. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/internal.h"
#include "base/path.h"
#include "base/vec.h"
#include "dmalint/debug.h"
#include "report/rule_info.h"

enum dl_status dl_options_read(void *out, size_t size, const void *given, struct dl_error *err)
{
	size_t given_size;

	memset(out, 0, size);
	if (!given)
		return dl_fail(err, DL_ERR_INVALID, "there are no options");
	memcpy(&given_size, given, sizeof(given_size));
	if (given_size < sizeof(given_size))
		return dl_fail(err, DL_ERR_INVALID, "the options do not say their size");
	for (size_t i = size; i < given_size; i++)
		if (((const char *)given)[i])
			return dl_fail(err, DL_ERR_INVALID,
				       "the options are those of a newer libdmalint: one that this "
				       "one does not know is set");
	memcpy(out, given, given_size < size ? given_size : size);
	return DL_OK;
}

enum dl_status dl_flags_check(unsigned int given, unsigned int known, struct dl_error *err)
{
	if (!(given & ~known))
		return DL_OK;
	return dl_fail(err, DL_ERR_INVALID, "flag %#x is not known to this libdmalint",
		       given & ~known);
}

char *dl_api_cache_dir(struct dl_arena *arena)
{
	size_t length = dmalint_cache_dir(NULL, 0);
	char *dir;

	if (!length)
		return NULL;
	dir = dl_arena_alloc(arena, length + 1);
	dmalint_cache_dir(dir, length + 1);
	return dir;
}

static const char *copy(struct dl_arena *arena, const char *text)
{
	return text ? dl_arena_strdup(arena, text) : NULL;
}

static const char *const *copy_list(struct dl_arena *arena, const char *const *list, size_t count)
{
	const char **out = DL_NEW_ARRAY(arena, const char *, count + 1);

	for (size_t i = 0; i < count; i++)
		out[i] = copy(arena, list[i]);
	return out;
}

static bool is_unsaved(const struct dmalint_scan_options *o, const char *path)
{
	for (size_t i = 0; i < o->unsaved_count; i++)
		if (o->unsaved[i].path && o->unsaved[i].text && !strcmp(o->unsaved[i].path, path))
			return true;
	return false;
}

/* The errors of a missing path in one place, before any work is done. */
static enum dl_status check_paths(const struct dmalint_scan_options *o, struct dl_error *err)
{
	if (!o->path_count)
		return dl_fail(err, DL_ERR_INVALID, "no path was given; name a file or a folder");
	for (size_t i = 0; i < o->path_count; i++) {
		struct stat st;

		if (!o->paths[i] || o->paths[i][0] == '\0')
			return dl_fail(err, DL_ERR_INVALID,
				       "an empty path was given; name a file or a folder");
		if (!is_unsaved(o, o->paths[i]) && stat(o->paths[i], &st) != 0)
			return dl_fail(
				err, DL_ERR_NOT_FOUND,
				"'%s': %s; name a .c file, a driver's folder or a kernel tree",
				o->paths[i], strerror(errno));
	}
	return DL_OK;
}

/* Which rules the @count @patterns stand for, into @set, which has one for each rule. */
static enum dl_status find_rules(bool *set, const char *const *patterns, size_t count,
				 struct dl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		bool any = false;

		for (size_t k = 0; k < dl_rule_info_count; k++)
			if (dmalint_rule_matches(dmalint_rule_at(k), patterns[i]))
				any = set[k] = true;
		if (!any)
			return dl_fail(err, DL_ERR_NOT_FOUND, "there is no rule '%s'", patterns[i]);
	}
	return DL_OK;
}

/* The rules of the @count @profiles, into @set. */
static enum dl_status find_profiles(bool *set, const char *const *profiles, size_t count,
				    struct dl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		bool any = false;

		for (size_t k = 0; k < dl_rule_info_count; k++)
			if (dl_rule_infos[k].profile &&
			    strcmp(dl_rule_infos[k].profile, profiles[i]) == 0)
				any = set[k] = true;
		if (!any)
			return dl_fail(err, DL_ERR_NOT_FOUND, "there is no profile '%s'", profiles[i]);
	}
	return DL_OK;
}

/* Ids of the rules that are enabled and not disabled; none are named when all are that need no profile. */
static enum dl_status read_rules(struct dl_scan_options *out, const struct dmalint_scan_options *o,
				 struct dl_arena *arena, struct dl_error *err)
{
	bool *enabled = DL_NEW_ARRAY(arena, bool, dl_rule_info_count);
	bool *disabled = DL_NEW_ARRAY(arena, bool, dl_rule_info_count);
	const char **ids = DL_NEW_ARRAY(arena, const char *, dl_rule_info_count);
	enum dl_status status = find_rules(enabled, o->rules, o->rule_count, err);

	if (status == DL_OK)
		status = find_profiles(enabled, o->profiles, o->profile_count, err);
	if (status == DL_OK)
		status = find_rules(disabled, o->disabled_rules, o->disabled_rule_count, err);
	if (status != DL_OK || o->rule_count + o->disabled_rule_count + o->profile_count == 0)
		return status;
	for (size_t k = 0; k < dl_rule_info_count; k++)
		if ((enabled[k] || (!o->rule_count && !dl_rule_infos[k].profile)) && !disabled[k])
			ids[out->rule_count++] = dl_rule_infos[k].id;
	if (!out->rule_count)
		return dl_fail(err, DL_ERR_INVALID, "all rules that are asked for are disabled");
	out->rules = ids;
	return DL_OK;
}

static enum dl_status read_debug(struct dl_scan_options *out, const struct dmalint_scan_options *o,
				 struct dl_arena *arena, struct dl_error *err)
{
	struct dmalint_debug_options debug;
	enum dl_status status;

	if (!o->debug)
		return DL_OK;
	status = dl_options_read(&debug, sizeof(debug), o->debug, err);
	if (status == DL_OK)
		status = dl_flags_check(debug.flags, DMALINT_DEBUG_KEEP_IR, err);
	if (status != DL_OK)
		return status;
	out->keep_ir = debug.flags & DMALINT_DEBUG_KEEP_IR;
	out->trace_function = copy(arena, debug.trace_function);
	return DL_OK;
}

/* Files are asked for by their real path, or that of their folder when they are links themselves. */
static void add_unsaved(struct dl_overlay_file *out, struct dl_overlay *overlay, const char *path,
			const struct dmalint_unsaved_file *file)
{
	out[overlay->count++] = (struct dl_overlay_file){path, file->text, file->length};
}

static enum dl_status read_unsaved(struct dl_overlay *out, const struct dmalint_scan_options *o,
				   struct dl_arena *arena, struct dl_error *err)
{
	struct dl_overlay_file *files =
		DL_NEW_ARRAY(arena, struct dl_overlay_file, 2 * o->unsaved_count + 1);

	out->files = files;
	for (size_t i = 0; i < o->unsaved_count; i++) {
		struct dmalint_unsaved_file file = o->unsaved[i];
		const char *dir, *real;

		if (!file.path || (!file.text && file.length))
			return dl_fail(err, DL_ERR_INVALID,
				       "an unsaved file has no path or no text");
		if (file.text)
			file.text = dl_arena_strndup(arena, file.text, file.length);
		dir = dl_path_real(arena, dl_path_dir(arena, file.path));
		real = dl_path_real(arena, file.path);
		add_unsaved(files, out,
			    dir ? dl_path_join(arena, dir, dl_path_base(file.path))
				: dl_path_normal(arena, file.path),
			    &file);
		if (real && strcmp(real, files[out->count - 1].path) != 0)
			add_unsaved(files, out, real, &file);
	}
	return DL_OK;
}

static enum dl_status read_source(struct dl_source_options *out,
				  const struct dmalint_scan_options *o, struct dl_arena *arena,
				  struct dl_error *err)
{
	*out = (struct dl_source_options){
		.paths = copy_list(arena, o->paths, o->path_count),
		.path_count = o->path_count,
		.kernel_dir = copy(arena, o->kernel_dir),
		.build_dir = copy(arena, o->build_dir),
		.cache_dir = o->cache_dir ? copy(arena, o->cache_dir) : dl_api_cache_dir(arena),
		.exclude = copy_list(arena, o->exclude, o->exclude_count),
		.exclude_count = o->exclude_count,
		.extra_args = copy_list(arena, o->compiler_args, o->compiler_arg_count),
		.extra_arg_count = o->compiler_arg_count,
		.use_pch = !(o->flags & DMALINT_SCAN_NO_PCH),
		.all_files = o->flags & DMALINT_SCAN_ALL_FILES,
		.modules = o->flags & DMALINT_SCAN_MODULES,
		.arch = copy(arena, o->arch),
	};
	if (!out->cache_dir)
		return dl_fail(err, DL_ERR_NOT_FOUND,
			       "there is no place for the cache: neither HOME nor XDG_CACHE_HOME "
			       "is set");
	return read_unsaved(&out->overlay, o, arena, err);
}

static enum dl_status check_shard(const struct dmalint_scan_options *o, struct dl_error *err)
{
	if (o->shards ? o->shard >= 1 && o->shard <= o->shards : !o->shard)
		return DL_OK;
	return dl_fail(err, DL_ERR_INVALID, "there is no shard %u of %u; they are numbered from 1 on", o->shard,
		       o->shards);
}

#define SCAN_FLAGS                                                                                 \
	(DMALINT_SCAN_ALL_FILES | DMALINT_SCAN_NO_PCH | DMALINT_SCAN_PARSE_ONLY |                  \
	 DMALINT_SCAN_SUPPRESSED | DMALINT_SCAN_REPEATED | DMALINT_SCAN_MODULES |          \
	 DMALINT_SCAN_NO_CACHE)

/* 0 is the default, DMALINT_NO_LIMIT none: which the room below calls 0. */
static unsigned int limit(unsigned int given, unsigned int by_default)
{
	if (!given)
		return by_default;
	return given == DMALINT_NO_LIMIT ? 0 : given;
}

enum dl_status dl_scan_options_convert(struct dl_scan_options *out,
				       const struct dmalint_scan_options *o, struct dl_arena *arena,
				       struct dl_error *err)
{
	enum dl_status status = dl_flags_check(o->flags, SCAN_FLAGS, err);

	if (status == DL_OK)
		status = check_shard(o, err);
	if (status == DL_OK)
		status = check_paths(o, err);
	if (status != DL_OK)
		return status;
	*out = (struct dl_scan_options){
		.jobs = o->jobs,
		.timeout = limit(o->file_timeout, DL_SCAN_DEFAULT_TIMEOUT),
		.memory_mib = limit(o->worker_memory, DL_SCAN_DEFAULT_MEMORY_MIB),
		.parse_only = o->flags & DMALINT_SCAN_PARSE_ONLY,
		.use_cache = !(o->flags & DMALINT_SCAN_NO_CACHE),
		.max_files = o->max_files,
		.shard = o->shard,
		.shards = o->shards,
		.repeated = o->flags & DMALINT_SCAN_REPEATED,
		.model_files = copy_list(arena, o->model_files, o->model_file_count),
		.model_file_count = o->model_file_count,
		.worker = copy(arena, o->worker_program),
		.min_confidence =
			o->min_confidence ? (enum dl_confidence)o->min_confidence : DL_CONF_MEDIUM,
		.store = o->store ? o->store->store : NULL,
		.command_line = copy(arena, o->command_line),
		.baseline = copy(arena, o->baseline),
		.keep_scans = o->keep_scans,
		.fail_on = o->fail_on ? (enum dl_level)o->fail_on : DL_LEVEL_WARNING,
	};
	status = read_rules(out, o, arena, err);
	if (status == DL_OK)
		status = read_debug(out, o, arena, err);
	if (status == DL_OK)
		status = read_source(&out->source, o, arena, err);
	return status;
}
