/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a source and reading the result; see source.h. The work is in collect.c, group.c and
 * files.c. */
#include "source/source.h"

#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "source/cache.h"
#include "source/clang_flags.h"
#include "source/internal.h"
#include "source/text.h"

void dl_source_note(struct dl_source *s, enum dl_source_note_kind kind, const char *path,
		 const char *fmt, ...)
{
	struct dl_source_note note;
	va_list ap;

	va_start(ap, fmt);
	note.text = dl_arena_vprintf(s->arena, fmt, ap);
	va_end(ap);
	note.kind = kind;
	note.path = dl_arena_strdup(s->arena, path);
	dl_vec_push(&s->notes, note);
}

enum dl_status dl_source_read_text(struct dl_source *s, const char *path, struct dl_error *err)
{
	dl_buf_clear(&s->text);
	return dl_overlay_read(&s->overlay, &s->text, path, DL_FILE_MAX, err);
}

/* Once for each: it is read for every architecture. */
static void note_left_out(void *data, const char *path, const char *why)
{
	struct dl_source *s = data;

	if (dl_map_has_str(&s->left_out, path))
		return;
	dl_map_put_str(&s->left_out, path, s);
	dl_source_note(s, DL_NOTE_WARNING, path, "not read whole: %s", why);
}

static enum dl_status open_cache(struct dl_source *s, struct dl_error *err)
{
	if (!s->opt->cache_dir || !s->opt->cache_dir[0])
		return dl_fail(err, DL_ERR_INVALID, "no cache folder");
	return dl_cache_open(&s->cache, s->opt->cache_dir, s->arena, err);
}

/*
 * A flag with a path, which is relative to where the user is and not to the folder that the parser
 * runs in. @used: of @next, 1 when the path is that. A file is given as "--include=", since those of a
 * configuration, "-include", give way to a precompiled header.
 */
static bool take_path(struct dl_source *s, const char *flag, const char *next, size_t *used)
{
	static const char *const flags[] = {"-I",	   "-isystem", "-iquote",
					    "-idirafter", "-include", "-imacros"};
	const char *cwd = dl_path_real(s->arena, ".");
	const char *path, *full;
	size_t k = 0;

	while (k < 6 && strncmp(flag, flags[k], strlen(flags[k])) != 0)
		k++;
	path = k < 6 ? flag + strlen(flags[k]) : NULL;
	*used = path && !*path && next;
	if (*used)
		path = next;
	if (!path || !*path || *path == '=')
		return false;
	full = cwd ? dl_path_join(s->arena, cwd, path) : path;
	if (k < 4) {
		dl_args_add(&s->extra, flags[k]);
		dl_args_add(&s->extra, full);
	} else {
		dl_args_printf(&s->extra, s->arena, "-%s=%s", flags[k],
			       dl_path_is_file(full) ? full : path);
	}
	return true;
}

static enum dl_status take_extra(struct dl_source *s, struct dl_error *err)
{
	for (size_t i = 0; i < s->opt->extra_arg_count; i++) {
		const char *next =
			i + 1 < s->opt->extra_arg_count ? s->opt->extra_args[i + 1] : NULL;
		size_t used = 0;
		const char *why = dl_clang_flag_refused(s->arena, s->opt->extra_args[i], next);

		if (why)
			return dl_fail(err, DL_ERR_INVALID, "extra compiler flag refused: it %s",
				       why);
		if (take_path(s, s->opt->extra_args[i], next, &used))
			i += used;
		else
			dl_args_add(&s->extra, dl_arena_strdup(s->arena, s->opt->extra_args[i]));
	}
	return DL_OK;
}

static enum dl_status take_arch(struct dl_source *s, struct dl_error *err)
{
	if (!s->opt->arch)
		return DL_OK;
	s->only_arch = dl_arch_named(s->opt->arch);
	return s->only_arch ? DL_OK
			    : dl_fail(err, DL_ERR_INVALID, "there is no architecture '%s'",
				      s->opt->arch);
}

enum dl_status dl_source_open(struct dl_source **out, const struct dl_source_options *opt,
			      const struct dl_models *models, struct dl_error *err)
{
	struct dl_source *s = dl_xcalloc(1, sizeof(*s));
	enum dl_status status;

	*out = NULL;
	s->arena = dl_arena_new();
	s->scratch = dl_arena_new();
	s->opt = opt;
	s->overlay = opt->overlay;
	s->folders = dl_folders_new(opt->memo);
	s->build_files = (struct dl_build_files){.overlay = &s->overlay,
						  .folders = s->folders,
						  .memo = opt->memo,
						  .stamps = opt->stamps,
						  .left_out = note_left_out,
						  .data = s};
	s->memo = opt->memo;
	s->stamps = opt->stamps;
	s->names = dl_names_new(models);
	s->facts = dl_facts_new(opt->memo, opt->stamps, s->names);
	status = take_arch(s, err);
	if (status == DL_OK)
		status = open_cache(s, err);
	if (status == DL_OK)
		status = take_extra(s, err);
	if (status == DL_OK)
		status = dl_source_collect(s, err);
	if (status == DL_OK)
		dl_source_follow_links(s);
	if (status == DL_OK && opt->modules)
		status = dl_source_ask_modules(s, err);
	if (status == DL_OK)
		dl_source_exclude(s);
	if (status == DL_OK)
		status = dl_source_settle_included(s, err);
	if (status == DL_OK)
		status = dl_source_make_files(s, err);
	if (status == DL_OK)
		dl_source_find_whole(s);
	s->opt = NULL;
	if (status != DL_OK) {
		dl_source_free(s);
		return status;
	}
	*out = s;
	return DL_OK;
}

void dl_source_keep_facts(struct dl_source *s)
{
	dl_facts_keep(s->facts);
	dl_folders_keep(s->folders);
	for (size_t i = 0; i < s->groups.len; i++)
		if (s->groups.data[i]->kconfig)
			dl_kconfig_tree_keep(s->groups.data[i]->kconfig);
}

void dl_source_free(struct dl_source *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->groups.len; i++)
		dl_source_group_free(s->groups.data[i]);
	dl_cache_close(&s->cache);
	dl_facts_free(s->facts);
	dl_folders_free(s->folders);
	dl_names_free(s->names);
	dl_buf_free(&s->text);
	dl_vec_free(&s->groups);
	dl_vec_free(&s->asked);
	dl_vec_free(&s->links);
	dl_vec_free(&s->configs);
	dl_vec_free(&s->files);
	dl_vec_free(&s->notes);
	dl_vec_free(&s->extra);
	dl_source_shard_free(s);
	dl_map_free(&s->readable);
	dl_map_free(&s->header_names);
	dl_map_free(&s->units);
	dl_map_free(&s->left_out);
	dl_map_free(&s->arg_lists);
	dl_arena_free(s->scratch);
	dl_arena_free(s->arena);
	dl_free(s);
}

size_t dl_source_file_count(const struct dl_source *s)
{
	return s->files.len;
}

const struct dl_source_file *dl_source_file_at(const struct dl_source *s, size_t index)
{
	return index < s->files.len ? &s->files.data[index] : NULL;
}

const char *dl_source_root(const struct dl_source *s)
{
	return s->root;
}

const char *dl_source_headers_dir(const struct dl_source *s)
{
	return s->cache.dir;
}

size_t dl_source_config_count(const struct dl_source *s)
{
	return s->configs.len;
}

const struct dl_source_config *dl_source_config_at(const struct dl_source *s, size_t index)
{
	return index < s->configs.len ? s->configs.data[index] : NULL;
}

size_t dl_source_note_count(const struct dl_source *s)
{
	return s->notes.len;
}

const struct dl_source_note *dl_source_note_at(const struct dl_source *s, size_t index)
{
	return index < s->notes.len ? &s->notes.data[index] : NULL;
}

struct dl_source_stats dl_source_stats(const struct dl_source *s)
{
	return s->stats;
}

size_t dl_source_find_header(struct dl_source *s, const struct dl_source_file *f,
			     const char *missing, const char **dirs, size_t max)
{
	struct source_unit *u = dl_map_get_str(&s->units, f->path);
	const char *shipped = u && max ? dl_source_shipped(s, u, missing) : NULL;
	struct dl_args foreign = {0};
	size_t count;

	if (!u)
		return 0;
	if (shipped) {
		dirs[0] = shipped;
		return 1;
	}
	count = dl_header_index_find(u->group->index, f->config->arch_folder, f->path, missing,
				     dirs, max);
	if (count || !u->group->kernel.source)
		return count;
	dl_header_index_foreign(u->group->index, f->config->arch_folder, &missing, 1, &foreign);
	for (; count < foreign.len && count < max; count++)
		dirs[count] = foreign.data[count];
	dl_vec_free(&foreign);
	return count;
}

bool dl_source_names_dma(const struct dl_source *s, const char *text, size_t size)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_text_scan scan;

	dl_names_scan(s->names, arena, text, size, &scan);
	dl_vec_free(&scan.includes);
	dl_arena_free(arena);
	return scan.reason != NULL;
}

bool dl_source_mentions(const char *text, size_t size, const char *name)
{
	struct dl_map names = {0};
	bool found;

	/* most are not in it at all */
	if (!memmem(text, size, name, strlen(name)))
		return false;
	dl_map_put_str(&names, name, (void *)(uintptr_t)name);
	found = dl_text_uses(&names, text, size) != NULL;
	dl_map_free(&names);
	return found;
}

bool dl_source_next_call(const struct dl_source *s, struct dl_text_call *call, const char **p,
			 const char *end)
{
	return s->names && dl_text_next_call(call, dl_names_of_calls(s->names), p, end);
}

const char *dl_source_mode_name(enum dl_source_mode mode)
{
	static const char *const names[] = {
		[DL_MODE_COMPDB] = "compile database",
		[DL_MODE_CONFIGURED] = "configured kernel tree",
		[DL_MODE_UNCONFIGURED] = "unconfigured kernel tree",
		[DL_MODE_HEADERS] = "kernel headers",
		[DL_MODE_STUBS] = "stub headers",
	};

	return (size_t)mode < sizeof(names) / sizeof(names[0]) ? names[mode] : "unknown";
}
