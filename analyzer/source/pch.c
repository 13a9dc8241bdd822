/* SPDX-License-Identifier: Apache-2.0 */
/* The precompiled header's list and name; see pch.h. */
#include "source/pch.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "source/embedded.h"
#include "source/walk.h"

static enum dl_status hash_one(void *data, const char *path)
{
	uint64_t *h = data;
	struct stat st;

	if (stat(path, &st) < 0)
		return DL_OK;
	*h = dl_hash_str(*h, path);
	*h = dl_hash_u64(*h, (uint64_t)st.st_size);
	*h = dl_hash_u64(*h, (uint64_t)dl_nanoseconds(&st.st_mtim));
	*h = dl_hash_u64(*h, (uint64_t)dl_nanoseconds(&st.st_ctim));
	return DL_OK;
}

/* Of the headers in all folders that the flags lead to. */
static uint64_t hash_all(uint64_t h, struct dl_source *s, const struct dl_args *args)
{
	struct dl_walk_options opt = {.folders = s->folders, .name_suffix = ".h", .visit = hash_one, .data = &h};

	for (size_t i = 0; i < args->len; i++) {
		const char *dir = dl_source_flag_folder(args->data, args->len, &i);

		if (dir && dl_walk(dir, &opt, NULL) != DL_OK)
			h = dl_hash_u64(h, i); /* not there: that is a state, too */
	}
	return dl_hash_final(h);
}

/* The lines of the shipped list whose headers exist, as #include lines. */
static void list_headers(struct dl_buf *out, struct dl_arena *arena, const struct dl_args *args, const char *list)
{
	const char *line;

	while ((line = dl_embedded_next_line(arena, &list))) {
		const char *name = dl_arena_printf(arena, "<%s", line);

		if (dl_header_is_found(NULL, name, "/", args))
			dl_buf_printf(out, "#include %s>\n", name);
	}
	if (out->len)
		dl_buf_puts(out, dl_embedded_text("data/pch-last.h"));
}

/* The same while the same names would be on the list, and lead to the same files. */
static uint64_t hash_plan(struct dl_source *s, const struct dl_args *args, const char *list)
{
	uint64_t h = dl_hash_str(DL_HASH_SEED, s->opt->clang_version ? s->opt->clang_version : "");

	for (size_t i = 0; i < args->len; i++)
		h = dl_hash_str(h, args->data[i]);
	h = dl_hash_str(dl_hash_str(h, list), dl_embedded_text("data/pch-last.h"));
	return dl_hash_final(dl_source_hash_folders(h, s, args->data, args->len, "/"));
}

static uint64_t hash_name(const struct dl_source *s, const struct dl_source_config *config)
{
	uint64_t h = dl_hash_str(DL_HASH_SEED, s->opt->clang_version ? s->opt->clang_version : "");

	for (size_t i = 0; i < config->pch_build_arg_count; i++)
		h = dl_hash_str(h, config->pch_build_args[i]);
	return dl_hash_final(dl_hash_u64(dl_hash_str(h, config->pch_text), config->headers));
}

enum dl_status dl_pch_plan(struct dl_source *s, struct dl_source_config *config, bool small, struct dl_error *err)
{
	const char *list = dl_embedded_text(small ? "data/pch-small.txt" : "data/pch-headers.txt");
	struct dl_args args = {0};
	struct dl_buf text = {0};
	uint64_t before = DL_HASH_SEED;
	const char *stem;

	dl_args_add(&args, "-x");
	dl_args_add(&args, "c-header");
	dl_args_add_all(&args, config->base_args, config->base_arg_count);
	config->pch_build_arg_count = args.len;
	config->pch_build_args = dl_vec_to_arena(&args, s->arena);
	config->pch_plan = hash_plan(s, &args, list);
	if (!dl_pch_recall(s, config, &before)) {
		list_headers(&text, s->arena, &args, list);
		config->pch_text = dl_arena_strdup(s->arena, dl_buf_str(&text));
		config->headers = text.len ? hash_all(before, s, &args) : 0;
	}
	dl_buf_free(&text);
	dl_vec_free(&args);
	if (!*config->pch_text)
		return DL_OK;
	stem = dl_arena_printf(s->arena, "%s/pch-%016llx", s->cache.dir,
			       (unsigned long long)hash_name(s, config));
	config->pch_header = dl_arena_printf(s->arena, "%s.h", stem);
	config->pch_path = dl_arena_printf(s->arena, "%s.pch", stem);
	return dl_cache_write(config->pch_header, config->pch_text, strlen(config->pch_text), err);
}

bool dl_pch_small_suits(const char *path)
{
	const struct dl_embedded_file *list = dl_embedded_find("data/pch-small-for.txt");
	const char *p = list ? list->data : "";

	while (*p) {
		size_t n = strcspn(p, "\r\n");

		if (n && *p != '#' && !strncmp(path, p, n))
			return true;
		p += n;
		p += strspn(p, "\r\n");
	}
	return false;
}
