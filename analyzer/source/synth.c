/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Generates the files of synth.h. All text that can be edited without knowing C is in data/: the
 * core options, the options that must stay off, and the small generated headers. Files are
 * collected in memory first because the folder's name is a hash of them.
 */
#include "source/synth.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/path.h"
#include "base/hash.h"
#include "base/vec.h"
#include "source/cache.h"
#include "source/embedded.h"
#include "source/kconfig.h"
#include "source/synth_files.h"

/* What the hash of the folder does not see: raise it when the generated text has the same inputs
 * but changes. */
#define DL_SYNTH_VERSION 1

static size_t word_length(const char *word, const char *end)
{
	size_t n = 0;

	while (word + n < end && word[n] != ' ' && word[n] != '\t')
		n++;
	return n;
}

/* There are some ten thousand of them in each scan: no strcspn(). */
void dl_synth_read_config(struct dl_map *config, struct dl_arena *arena, const char *text)
{
	static const char define[] = "#define CONFIG_", module[] = "_MODULE";

	for (const char *p = text; (p = strstr(p, define));) {
		const char *name = p + strlen(define);
		const char *end = strchrnul(name, '\n');
		size_t n = word_length(name, end);
		const char *value = name + n;

		p = name;
		while (value < end && (*value == ' ' || *value == '\t'))
			value++;
		if (value < end && *value == '"') {
			const char *quote = memchr(value + 1, '"', (size_t)(end - value - 1));

			value++;
			end = quote ? quote : end;
		}
		/* CONFIG_X_MODULE is how autoconf.h says X=m */
		if (n > strlen(module) && !memcmp(name + n - strlen(module), module, strlen(module)))
			n -= strlen(module);
		value = end - value == 1 && *value == '1' ? "y" : dl_arena_strndup(arena, value, (size_t)(end - value));
		dl_map_put_bytes(config, name, n, (void *)(uintptr_t)value);
	}
}

struct off_list {
	struct dl_map names;
	struct dl_args prefixes; /* "FOO_*" */
};

static void add_off(struct off_list *off, const char *name)
{
	dl_map_put_str(&off->names, name, (void *)(uintptr_t)name);
}

/* "#undef CONFIG_X" in curated options says that X is off. */
static void read_undefs(struct off_list *off, struct dl_arena *arena, const char *text)
{
	for (const char *p = text; (p = strstr(p, "#undef CONFIG_")); p++) {
		const char *name = p + strlen("#undef CONFIG_");

		add_off(off, dl_arena_strndup(arena, name, strcspn(name, " \t\n")));
	}
}

static void read_off_list(struct off_list *off, struct dl_arena *arena)
{
	const char *text = dl_embedded_text("data/kconfig-off.txt");
	const char *line;

	while ((line = dl_embedded_next_line(arena, &text))) {
		size_t n = strlen(line);

		if (line[n - 1] == '*')
			dl_args_add(&off->prefixes, dl_arena_strndup(arena, line, n - 1));
		else
			add_off(off, line);
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

/* There are some ten thousand of them in each scan: no printf(). */
static void define(struct dl_buf *out, const char *name, const char *before, const char *value, const char *after)
{
	dl_buf_puts(out, "#define CONFIG_");
	dl_buf_puts(out, name);
	dl_buf_putc(out, ' ');
	dl_buf_puts(out, before);
	dl_buf_puts(out, value);
	dl_buf_puts(out, after);
	dl_buf_putc(out, '\n');
}

static void define_symbol(struct dl_buf *out, const struct dl_kconfig_symbol *sym)
{
	switch (sym->type) {
	case DL_KCONFIG_BOOL:
	case DL_KCONFIG_TRISTATE:
		define(out, sym->name, "", "1", "");
		break;
	case DL_KCONFIG_INT:
		define(out, sym->name, "", sym->value ? sym->value : "0", "");
		break;
	case DL_KCONFIG_HEX:
		define(out, sym->name, sym->value && !strncasecmp(sym->value, "0x", 2) ? "" : "0x",
		       sym->value ? sym->value : "0", "");
		break;
	case DL_KCONFIG_STRING:
		define(out, sym->name, "\"", sym->value ? sym->value : "", "\"");
		break;
	case DL_KCONFIG_NONE:
		break;
	}
}

/* The lines of @text whose options are not decided yet. */
static void add_core(struct dl_buf *out, struct dl_arena *arena, const struct dl_map *decided,
		     const struct off_list *off, const char *text)
{
	const char *start;

	for (; (start = strstr(text, "#define CONFIG_")); text = start + strcspn(start, "\n")) {
		const char *name = start + strlen("#define CONFIG_");

		text = start;
		name = dl_arena_strndup(arena, name, strcspn(name, " \t\n"));
		if (!dl_map_has_str(decided, name) && !is_off(off, name))
			dl_buf_printf(out, "%.*s\n", (int)strcspn(start, "\n"), start);
	}
}

/* What the architecture's top symbol selects without a condition. */
static void add_selected(struct dl_buf *out, const struct dl_kernel *kernel,
			 struct dl_kconfig_tree *tree, const struct dl_map *decided,
			 const struct off_list *off)
{
	const struct dl_map *own = dl_kconfig_tree_own(tree, kernel->arch);
	const struct dl_kconfig_symbol *top =
		own ? dl_map_get_str(own, kernel->arch->symbol) : NULL;

	for (const struct dl_kconfig_text *t = top ? top->selects : NULL; t; t = t->next) {
		if (!dl_map_has_str(decided, t->text) && !is_off(off, t->text))
			define(out, t->text, "", "1", "");
	}
}

static void add_symbols(struct dl_buf *out, struct dl_kconfig_tree *tree,
			const struct dl_map *decided, const struct off_list *off)
{
	const struct dl_map *symbols = dl_kconfig_tree_symbols(tree);

	for (size_t i = 0; i < symbols->len; i++) {
		const struct dl_kconfig_symbol *sym = symbols->entries[i].value;

		if (!sym->excluded && !dl_map_has_str(decided, sym->name) &&
		    !is_off(off, sym->name))
			define_symbol(out, sym);
	}
}

static const char *curated(struct dl_arena *arena, const struct dl_kernel *kernel)
{
	return dl_embedded_text(dl_arena_printf(arena, "data/autoconf-%s.h", kernel->arch->name));
}

/*
 * include/generated/autoconf.h: the architecture's curated options, those that every architecture
 * has, what this one selects, then the tree's own symbols; the first word on an option counts.
 */
static void make_autoconf(struct dl_buf *out, struct dl_arena *arena, const struct dl_kernel *kernel,
			  struct dl_kconfig_tree *tree)
{
	const char *core = dl_embedded_text("data/autoconf-core.h");
	struct dl_map decided = {0};
	struct off_list off = {0};

	dl_buf_puts(out, curated(arena, kernel));
	dl_synth_read_config(&decided, arena, dl_buf_str(out));
	read_undefs(&off, arena, dl_buf_str(out));
	add_core(out, arena, &decided, &off, core);
	dl_synth_read_config(&decided, arena, dl_buf_str(out));
	read_undefs(&off, arena, core);
	/* x86_64's curated options are complete */
	if (kernel->arch != DL_ARCH_X86_64)
		add_selected(out, kernel, tree, &decided, &off);
	dl_synth_read_config(&decided, arena, dl_buf_str(out));
	read_off_list(&off, arena);
	add_symbols(out, tree, &decided, &off);
	dl_map_free(&decided);
	dl_map_free(&off.names);
	dl_vec_free(&off.prefixes);
}

/* ---- from one scan to the next ---- */

static const struct dl_codec codec = {
	.magic = "DLTO",
	.version = 1,
	.what = "the options of a tree in the cache",
	.remedy = "",
};

/* All that autoconf.h is made of. */
static uint64_t key_of(struct dl_arena *arena, const struct dl_kernel *kernel, const struct dl_kconfig_tree *tree)
{
	const char *const texts[] = {curated(arena, kernel), dl_embedded_text("data/autoconf-core.h"),
				     dl_embedded_text("data/kconfig-off.txt")};
	uint64_t h = dl_hash_u64(dl_kconfig_tree_hash(tree), DL_SYNTH_VERSION);

	h = dl_hash_str(h, kernel->arch->name);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		h = dl_hash_u64(h, dl_checksum(texts[i], strlen(texts[i])));
	return dl_hash_final(h);
}

static bool recall(struct dl_buf *autoconf, const struct dl_memo *memo, uint64_t key)
{
	struct dl_reader in = {0};
	struct dl_buf record = {0};
	const char *text = NULL;
	size_t len = 0;

	if (memo->get(memo->ctx, DL_MEMO_OPTIONS, key, &record) &&
	    dl_read_begin(&in, &codec, record.data, record.len, NULL) == DL_OK) {
		in.bad |= dl_read_num(&in) != key;
		text = dl_read_bytes(&in, &len);
		if (dl_read_end(&in, NULL) != DL_OK)
			text = NULL;
	}
	if (text)
		dl_buf_add(autoconf, text, len);
	dl_buf_free(&record);
	return text;
}

static void keep(const struct dl_buf *autoconf, const struct dl_memo *memo, uint64_t key)
{
	struct dl_writer w = {0};
	struct dl_buf record = {0};

	dl_write_num(&w, key);
	dl_write_bytes(&w, autoconf->data, autoconf->len);
	dl_writer_end(&w, &codec, &record);
	memo->put(memo->ctx, DL_MEMO_OPTIONS, key, &record);
	dl_buf_free(&record);
}

static void have_autoconf(struct dl_buf *out, struct dl_arena *arena, const struct dl_kernel *kernel,
			  struct dl_kconfig_tree *tree, const struct dl_memo *memo)
{
	uint64_t key = key_of(arena, kernel, tree);
	bool keeps = memo && memo->get;

	if (keeps && recall(out, memo, key))
		return;
	make_autoconf(out, arena, kernel, tree);
	/* they may have been read just now, and changed meanwhile */
	if (keeps && key_of(arena, kernel, tree) == key)
		keep(out, memo, key);
}

/* ---- all files ---- */

static uint64_t hash_files(const struct dl_synth_files *files)
{
	uint64_t h = dl_hash_u64(DL_HASH_SEED, DL_SYNTH_VERSION);

	for (size_t i = 0; i < files->len; i++) {
		h = dl_hash_str(h, files->data[i].path);
		h = dl_hash_bytes(h, files->data[i].text, files->data[i].size);
	}
	return dl_hash_final(h);
}

/* Those that are there as they should be are left alone. */
static enum dl_status write_files(const struct dl_synth *s, struct dl_arena *arena,
				  const struct dl_synth_files *files, struct dl_error *err)
{
	enum dl_status status = DL_OK;
	const char *last_dir = "";

	for (size_t i = 0; i < files->len && status == DL_OK; i++) {
		const char *path = dl_path_join(arena, s->dir, files->data[i].path);
		const char *dir = dl_path_dir(arena, path);

		if (strcmp(dir, last_dir))
			status = dl_make_dirs(dir, err);
		last_dir = dir;
		if (status == DL_OK)
			status = dl_cache_write(path, files->data[i].text, files->data[i].size, err);
	}
	return status;
}

enum dl_status dl_synth_make(struct dl_synth *out, struct dl_arena *arena,
			     const struct dl_kernel *kernel, struct dl_kconfig_tree *tree,
			     const struct dl_memo *memo, const char *cache_dir, struct dl_error *err)
{
	struct dl_synth_files files = {0};
	struct dl_buf autoconf = {0};
	enum dl_status status;

	memset(out, 0, sizeof(*out));
	have_autoconf(&autoconf, arena, kernel, tree, memo);
	dl_synth_read_config(&out->config, arena, dl_buf_str(&autoconf));
	out->option_count = out->config.len;
	dl_synth_files_add(&files, arena, "include/generated/autoconf.h", dl_buf_str(&autoconf));
	dl_synth_files_fixed(&files, arena, kernel, dl_embedded_text("data/generated.txt"));
	dl_synth_files_wrappers(&files, arena, kernel);
	dl_synth_files_syscalls(&files, arena, kernel);
	out->hash = hash_files(&files);
	out->dir = dl_arena_printf(arena, "%s/kernel-%d.%d-%s-%016llx", cache_dir, kernel->version,
				   kernel->patchlevel, kernel->arch->name,
				   (unsigned long long)out->hash);
	status = write_files(out, arena, &files, err);
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
