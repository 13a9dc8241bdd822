/* SPDX-License-Identifier: Apache-2.0 */
/* The precompiled header's list and name; see pch.h. */
#include "source/pch.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/path.h"
#include "base/hash.h"
#include "source/args.h"
#include "source/cache.h"
#include "source/embedded.h"
#include "source/header_index.h"
#include "source/walk.h"

static enum dl_status hash_one(void *data, const char *path)
{
	uint64_t *h = data;
	struct stat st;

	if (stat(path, &st) < 0)
		return DL_OK;
	*h = dl_hash_str(*h, path);
	*h = dl_hash_u64(*h, (uint64_t)st.st_size);
	*h = dl_hash_u64(*h, (uint64_t)st.st_mtim.tv_sec);
	*h = dl_hash_u64(*h, (uint64_t)st.st_mtim.tv_nsec);
	return DL_OK;
}

uint64_t dl_headers_hash(const struct dl_source_config *config, struct dl_arena *arena,
			 struct dl_folders *folders, const char *generated)
{
	uint64_t h = DL_HASH_SEED;
	struct dl_walk_options opt = {.folders = folders, .name_suffix = ".h", .visit = hash_one, .data = &h};
	const char *dirs[3];

	dirs[0] = dl_path_join(arena, config->kernel_source, "include");
	dirs[1] = dl_arena_printf(arena, "%s/arch/%s/include", config->kernel_source,
				  config->arch_folder);
	dirs[2] = dl_path_join(arena, generated, "include");
	for (size_t i = 0; i < 3; i++) {
		if ((i < 2 || strcmp(dirs[0], dirs[2])) && dl_walk(dirs[i], &opt, NULL) != DL_OK)
			h = dl_hash_u64(h, i); /* not there: that is a state, too */
	}
	return dl_hash_final(h);
}

/* The lines of the shipped list whose headers exist, as #include lines. */
static void list_headers(struct dl_buf *out, struct dl_arena *arena, const struct dl_args *args, bool small)
{
	const char *text = dl_embedded_text(small ? "data/pch-small.txt" : "data/pch-headers.txt");
	const char *line;

	while ((line = dl_embedded_next_line(arena, &text))) {
		const char *name = dl_arena_printf(arena, "<%s", line);

		if (dl_header_is_found(NULL, name, "/", args))
			dl_buf_printf(out, "#include %s>\n", name);
	}
}

enum dl_status dl_pch_plan(struct dl_source_config *config, struct dl_arena *arena,
			   const char *cache_dir, const char *clang_version, bool small,
			   struct dl_error *err)
{
	struct dl_args args = {0};
	struct dl_buf list = {0};
	uint64_t h = dl_hash_str(DL_HASH_SEED, clang_version ? clang_version : "");
	const char *stem;
	enum dl_status status = DL_OK;

	dl_args_add(&args, "-x");
	dl_args_add(&args, "c-header");
	dl_args_add_all(&args, config->base_args, config->base_arg_count);
	list_headers(&list, arena, &args, small);
	if (list.len) {
		dl_buf_puts(&list, dl_embedded_text("data/pch-last.h"));
		for (size_t i = 0; i < args.len; i++)
			h = dl_hash_str(h, args.data[i]);
		h = dl_hash_str(h, dl_buf_str(&list));
		h = dl_hash_final(dl_hash_u64(h, config->headers));
		stem = dl_arena_printf(arena, "%s/pch-%016llx", cache_dir, (unsigned long long)h);
		config->pch_header = dl_arena_printf(arena, "%s.h", stem);
		config->pch_path = dl_arena_printf(arena, "%s.pch", stem);
		config->pch_build_arg_count = args.len;
		config->pch_build_args = dl_vec_to_arena(&args, arena);
		status = dl_cache_write(config->pch_header, list.data, list.len, err);
	}
	dl_buf_free(&list);
	dl_vec_free(&args);
	return status;
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
