/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Generates the files of synth.h. All text that can be edited without knowing C is in data/: the
 * core options, the options that must stay off, and the small generated headers. Files are
 * collected in memory first because the folder's name is a hash of them.
 */
#include "source/synth.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/vec.h"
#include "source/embedded.h"
#include "source/kconfig.h"
#include "source/path.h"
#include "source/synth_files.h"

/* What the hash of the folder does not see: raise it when the generated text has the same inputs
 * but changes. */
#define DL_SYNTH_VERSION 1

static const char *data_text(const char *name)
{
	const struct dl_embedded_file *f = dl_embedded_find(name);

	return f ? f->data : "";
}

/* The next line of @text that is neither blank nor a comment, trimmed, in the arena; NULL at the
 * end. */
static const char *next_line(struct dl_arena *arena, const char **text)
{
	while (**text) {
		const char *start = *text + strspn(*text, " \t");
		const char *end = strchrnul(start, '\n');
		size_t n = (size_t)(end - start);

		*text = *end ? end + 1 : end;
		while (n && isspace((unsigned char)start[n - 1]))
			n--;
		if (n && *start != '#')
			return dl_arena_strndup(arena, start, n);
	}
	return NULL;
}

void dl_synth_read_config(struct dl_map *config, struct dl_arena *arena, const char *text)
{
	static const char define[] = "#define CONFIG_";

	for (const char *p = text; (p = strstr(p, define));) {
		const char *name = p + strlen(define);
		size_t n = strcspn(name, " \t\n");
		const char *value = name + n + strspn(name + n, " \t");
		size_t len = strcspn(value, "\n");
		const char *key;

		p = name;
		if (len && value[0] == '"') {
			value++;
			len = strcspn(value, "\"\n");
		}
		key = dl_arena_strndup(arena, name, n);
		/* CONFIG_X_MODULE is how autoconf.h says X=m */
		if (dl_path_has_suffix(key, "_MODULE"))
			key = dl_arena_strndup(arena, key, n - strlen("_MODULE"));
		value = dl_arena_strndup(arena, value, len);
		dl_map_put_str(config, key, (void *)(uintptr_t)(!strcmp(value, "1") ? "y" : value));
	}
}

struct off_list {
	struct dl_map names;
	struct dl_args prefixes; /* "FOO_*" */
};

static void read_off_list(struct off_list *off, struct dl_arena *arena)
{
	const char *text = data_text("data/kconfig-off-x86.txt");
	const char *line;

	while ((line = next_line(arena, &text))) {
		size_t n = strlen(line);

		if (line[n - 1] == '*')
			dl_args_add(&off->prefixes, dl_arena_strndup(arena, line, n - 1));
		else
			dl_map_put_str(&off->names, line, (void *)(uintptr_t)line);
	}
	/* "#undef CONFIG_X" in the curated options means the same. */
	for (const char *p = data_text("data/autoconf-x86.h"); (p = strstr(p, "#undef CONFIG_"));
	     p++) {
		const char *name = p + strlen("#undef CONFIG_");

		name = dl_arena_strndup(arena, name, strcspn(name, " \t\n"));
		dl_map_put_str(&off->names, name, (void *)(uintptr_t)name);
	}
}

static bool is_off(const struct off_list *off, const char *name)
{
	if (dl_map_has_str(&off->names, name))
		return true;
	for (size_t i = 0; i < off->prefixes.len; i++) {
		if (!strncmp(name, off->prefixes.data[i], strlen(off->prefixes.data[i])))
			return true;
	}
	return false;
}

static void define_symbol(struct dl_buf *out, const struct dl_kconfig_symbol *sym)
{
	switch (sym->type) {
	case DL_KCONFIG_BOOL:
	case DL_KCONFIG_TRISTATE:
		dl_buf_printf(out, "#define CONFIG_%s 1\n", sym->name);
		break;
	case DL_KCONFIG_INT:
		dl_buf_printf(out, "#define CONFIG_%s %s\n", sym->name,
			      sym->value ? sym->value : "0");
		break;
	case DL_KCONFIG_HEX:
		dl_buf_printf(out, "#define CONFIG_%s %s%s\n", sym->name,
			      sym->value && !strncasecmp(sym->value, "0x", 2) ? "" : "0x",
			      sym->value ? sym->value : "0");
		break;
	case DL_KCONFIG_STRING:
		dl_buf_printf(out, "#define CONFIG_%s \"%s\"\n", sym->name,
			      sym->value ? sym->value : "");
		break;
	case DL_KCONFIG_NONE:
		break;
	}
}

static enum dl_status read_symbols(struct dl_map *symbols, struct dl_arena *arena,
				   const char *source, struct dl_error *err)
{
	const char *text = data_text("data/kconfig-dirs.txt");
	enum dl_status status = DL_OK;
	const char *line;

	while (status == DL_OK && (line = next_line(arena, &text)))
		status = dl_kconfig_read_tree(symbols, arena, dl_path_join(arena, source, line),
					      err);
	return status;
}

/* include/generated/autoconf.h: the curated core first, then the tree's own symbols. */
static enum dl_status make_autoconf(struct dl_synth *s, struct dl_buf *out, struct dl_arena *arena,
				    const struct dl_kernel *kernel, struct dl_error *err)
{
	struct dl_map symbols = {0};
	struct off_list off = {0};
	struct dl_map core = {0};
	enum dl_status status;

	dl_buf_puts(out, data_text("data/autoconf-x86.h"));
	dl_synth_read_config(&core, arena, dl_buf_str(out));
	read_off_list(&off, arena);
	status = read_symbols(&symbols, arena, kernel->source, err);
	for (size_t i = 0; i < symbols.len; i++) {
		const struct dl_kconfig_symbol *sym = symbols.entries[i].value;

		if (!sym->excluded && !dl_map_has_str(&core, sym->name) && !is_off(&off, sym->name))
			define_symbol(out, sym);
	}
	dl_synth_read_config(&s->config, arena, dl_buf_str(out));
	s->option_count = s->config.len;
	dl_map_free(&symbols);
	dl_map_free(&core);
	dl_map_free(&off.names);
	dl_vec_free(&off.prefixes);
	return status;
}

static uint64_t hash_files(const struct dl_synth_files *files)
{
	uint64_t h = dl_hash_u64(DL_HASH_SEED, DL_SYNTH_VERSION);

	for (size_t i = 0; i < files->len; i++) {
		h = dl_hash_str(h, files->data[i].path);
		h = dl_hash_bytes(h, files->data[i].text, files->data[i].size);
	}
	return dl_hash_final(h);
}

static enum dl_status write_files(const struct dl_synth *s, struct dl_arena *arena,
				  const struct dl_synth_files *files, struct dl_error *err)
{
	const char *complete = dl_path_join(arena, s->dir, ".complete");
	enum dl_status status = DL_OK;
	const char *last_dir = "";

	if (dl_path_is_file(complete))
		return DL_OK;
	for (size_t i = 0; i < files->len && status == DL_OK; i++) {
		const char *path = dl_path_join(arena, s->dir, files->data[i].path);
		const char *dir = dl_path_dir(arena, path);

		if (strcmp(dir, last_dir))
			status = dl_make_dirs(dir, err);
		last_dir = dir;
		if (status == DL_OK)
			status = dl_file_write(path, files->data[i].text, files->data[i].size, err);
	}
	return status == DL_OK ? dl_file_write(complete, "", 0, err) : status;
}

enum dl_status dl_synth_make(struct dl_synth *out, struct dl_arena *arena,
			     const struct dl_kernel *kernel, const char *cache_dir,
			     struct dl_error *err)
{
	struct dl_synth_files files = {0};
	struct dl_buf autoconf = {0};
	enum dl_status status;

	memset(out, 0, sizeof(*out));
	status = make_autoconf(out, &autoconf, arena, kernel, err);
	if (status == DL_OK) {
		dl_synth_files_add(&files, arena, "include/generated/autoconf.h",
				   dl_buf_str(&autoconf));
		dl_synth_files_fixed(&files, arena, kernel, data_text("data/generated-x86.txt"));
		dl_synth_files_wrappers(&files, arena, kernel);
		dl_synth_files_syscalls(&files, arena, kernel);
		out->hash = hash_files(&files);
		out->dir = dl_arena_printf(arena, "%s/kernel-%d.%d-%016llx", cache_dir,
					   kernel->version, kernel->patchlevel,
					   (unsigned long long)out->hash);
		status = write_files(out, arena, &files, err);
	}
	if (status != DL_OK)
		dl_fail_context(err, "synthesised headers (choose another cache folder if this one "
				     "cannot be written)");
	dl_buf_free(&autoconf);
	dl_vec_free(&files);
	return status;
}

void dl_synth_free(struct dl_synth *s)
{
	dl_map_free(&s->config);
}
