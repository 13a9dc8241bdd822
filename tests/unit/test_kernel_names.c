/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernel knowledge is data: no string in analyzer/ or in a rule is the name of
 * something that a model names, or looks like one. Comments may.
 */
#include "harness.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/map.h"
#include "model/model.h"
#include "model/table.h"

struct names {
	struct dl_map words;  /* functions, tags, types, constants: anywhere in a string */
	struct dl_map wholes; /* fields and plain words: as a string of their own */
};

/* What may stand in a string all the same; @file "" is any file. */
static const struct exception {
	const char *file;
	const char *word;
	const char *reason;
} exceptions[] = {
	{"analyzer/frontend/builtin.c", "", "the C library, which clang's builtins stand for"},
	{"analyzer/frontend/constant.c", "", "the same"},
	{"analyzer/source/kconfig_symbols.c", "init", "a folder of the kernel's tree"},
	{"analyzer/model/names.c", "", "the words of the models' language"},
	{"analyzer/model/read.c", "", "its keys"},
	{"analyzer/model/terms.c", "", "its keys"},
	{"analyzer/model/role.c", "", "its keys, in messages"},
	{"analyzer/ir/ir.c", "addr", "an instruction"},
	{"analyzer/ir/parse_instr.c", "addr", "the same"},
	{"analyzer/engine/state/terms.c", "buf", "a word of that language"},
	{"", "dev", "the same"},
	{"analyzer/cli/completion.c", "completion", "a command"},
	{"analyzer/cli/explain.c", "", "examples in its help"},
	{"analyzer/cli/dmesg_json.c", "device", "a key of that format"},
	{"analyzer/lsp/assist.c", "start", "a key of the protocol"},
	{"analyzer/lsp/assist.c", "data", "the same"},
	{"analyzer/lsp/diagnose.c", "data", "the same"},
	{"analyzer/lsp/document.c", "start", "the same"},
	{"analyzer/lsp/position.c", "start", "the same"},
	{"analyzer/checks/device/device.c", "device", "the name of the check"},
	{"analyzer/emit/rdjson.c", "start", "a key of that format"},
	{"analyzer/worker/open.c", "open", "a symbol of the C library"},
	{"analyzer/store/results.c", "length", "a function of SQL"},
	{"analyzer/store/read_finding.c", "length", "the same"},
	{"rules/DMA302-vmalloc-buffer/rule.c", "vmalloc", "a kind of memory in that language"},
};

/* ---- the names ---- */

static bool is_plain(const char *name)
{
	for (; *name; name++)
		if (!islower((unsigned char)*name))
			return false;
	return true;
}

static void add(struct names *names, const char *name)
{
	const char *tag = strchr(name, ' ');

	if (tag)
		name = tag + 1;
	if (!strncmp(name, "__builtin_", 10)) /* the compiler's */
		return;
	dl_map_put_str(is_plain(name) ? &names->wholes : &names->words, name, names);
}

static void collect(struct names *names, const struct dl_models *models)
{
	for (size_t i = 0; i < dl_models_count(models); i++) {
		const struct dl_model *m = dl_models_at(models, i);

		if (m->record) {
			add(names, m->record);
			dl_map_put_str(&names->wholes, m->field, names);
		} else {
			add(names, m->name);
			add(names, m->display);
		}
	}
	for (size_t i = 0; i < models->terms.len; i++)
		if (models->terms.data[i].section != DL_SECTION_WORDS)
			add(names, models->terms.data[i].name);
}

/* Names that no model has, by the way they begin. */
static bool looks_like_one(const char *word)
{
	static const char *const starts[] = {
		"dma_map", "dma_unmap", "dma_alloc", "dma_free", "dma_sync", "dma_pool", "dma_set",
		"dma_addr", "dma_get", "dmam_", "dmaengine_", "pci_", "usb_", "spi_", "scsi_", "skb_",
		"sk_buff", "sg_", "sgl", "devm_", "of_", "page_", "virt_to", "phys_", "ib_", "virtqueue_",
		"kmem_", "copy_from", "copy_to", "DMA_ATTR", "DMA_TO", "DMA_FROM", "DMA_BI", "DMA_NONE",
		"DMA_MAPPING", "GFP_", "KERN_", "ERR_PTR", "PTR_ERR", "IS_ERR", "EINPROG", "EIOCB",
		"EBUSY", "ENOMEM", "EINVAL", "scatterlist", "urb", "skb",
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!strncmp(word, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static bool is_excepted(const char *file, const char *word)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if ((!*exceptions[i].file || !strcmp(exceptions[i].file, file)) &&
		    (!*exceptions[i].word || !strcmp(exceptions[i].word, word)))
			return true;
	return false;
}

/* Numbers of Linux: -EINPROGRESS, -EIOCBQUEUED, MAX_ERRNO, the size of a page, 32 bits. */
static bool is_number_of_kernel(const char *file, const char *p)
{
	static const unsigned long long numbers[] = {115, 529, 4095, 4096, 0xffffffff};
	unsigned long long n = strtoull(p, NULL, 0);

	if (strncmp(file, "analyzer/engine/", 16) != 0 && strncmp(file, "analyzer/checks/", 16) != 0 &&
	    strncmp(file, "rules/", 6) != 0)
		return false;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (n == numbers[i])
			return true;
	return false;
}

/* ---- strings of a source file ---- */

/* The first name in @text that is none of the program's business, in @word; false: none. */
static bool find_name(const struct names *names, const char *text, struct dl_buf *word)
{
	for (const char *p = text; *p;) {
		size_t n = 0;

		while (isalnum((unsigned char)p[n]) || p[n] == '_')
			n++;
		if (!n) {
			p++;
			continue;
		}
		dl_buf_clear(word);
		dl_buf_add(word, p, n);
		if (dl_map_has_str(&names->words, dl_buf_str(word)) || looks_like_one(dl_buf_str(word)))
			return true;
		/* a word of its own, or written as a call */
		if (dl_map_has_str(&names->wholes, dl_buf_str(word)) &&
		    (p[n] == '(' || (p == text && !p[n])))
			return true;
		p += n;
	}
	return false;
}

/* Skips a comment, a character or a directive; false when there is none at @p. */
static bool skip(const char **p, bool at_start)
{
	const char *s = *p;

	if (s[0] == '/' && s[1] == '*') {
		s = strstr(s + 2, "*/");
		*p = s ? s + 2 : *p + strlen(*p);
		return true;
	}
	if (s[0] == '/' && s[1] == '/') {
		*p += strcspn(s, "\n");
		return true;
	}
	if (s[0] == '\'') {
		s += s[1] == '\\' ? 3 : 2;
		*p = strchr(s - 1, '\'') ? strchr(s, '\'') + 1 : s;
		return true;
	}
	if (at_start && !strncmp(s, "#include", 8)) {
		*p += strcspn(s, "\n");
		return true;
	}
	return false;
}

/* The string at @p, without quotes; returns what follows it. */
static const char *take_string(const char *p, struct dl_buf *out)
{
	dl_buf_clear(out);
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1]) {
			dl_buf_putc(out, ' ');
			p++;
		} else {
			dl_buf_putc(out, *p);
		}
	}
	return *p ? p + 1 : p;
}

static size_t check_text(const struct names *names, const char *file, const char *text,
			 bool tells)
{
	struct dl_buf string = {0}, word = {0};
	size_t found = 0;
	bool at_start = true;

	for (const char *p = text; *p;) {
		if (skip(&p, at_start)) {
			at_start = false;
		} else if (*p == '"') {
			p = take_string(p, &string);
			if (find_name(names, dl_buf_str(&string), &word) &&
			    !is_excepted(file, dl_buf_str(&word))) {
				if (tells)
					fprintf(stderr,
						"%s: \"%s\" names %s: this belongs into rules/models\n",
						file, dl_buf_str(&string), dl_buf_str(&word));
				found++;
			}
			at_start = false;
		} else if (isalnum((unsigned char)*p) || *p == '_') {
			if (is_number_of_kernel(file, p)) {
				if (tells)
					fprintf(stderr, "%s: the number %.10s belongs into rules/models\n",
						file, p);
				found++;
			}
			while (isalnum((unsigned char)*p) || *p == '_')
				p++;
			at_start = false;
		} else {
			at_start = *p == '\n' || (at_start && isspace((unsigned char)*p));
			p++;
		}
	}
	dl_buf_free(&string);
	dl_buf_free(&word);
	return found;
}

/* ---- all files ---- */

struct sweep {
	const struct names *names;
	size_t files;
	size_t found;
};

static void check_file(struct sweep *s, const char *path, const char *file)
{
	struct dl_buf text = {0};
	char chunk[4096];
	size_t n;
	FILE *f = fopen(path, "rb");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		dl_buf_add(&text, chunk, n);
	fclose(f);
	s->found += check_text(s->names, file, dl_buf_str(&text), true);
	s->files++;
	dl_buf_free(&text);
}

static void sweep(struct sweep *s, const char *folder, bool rules_only)
{
	char *path = NULL, *file = NULL;
	DIR *dir;
	struct dirent *entry;

	CU_ASSERT_FATAL(asprintf(&path, "%s/%s", DL_SOURCE_DIR, folder) > 0);
	dir = opendir(path);
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	free(path);
	while ((entry = readdir(dir))) {
		const char *name = entry->d_name, *dot = strrchr(name, '.');
		struct stat st;

		if (name[0] == '.' || !strcmp(name, "data"))
			continue;
		CU_ASSERT_FATAL(asprintf(&path, "%s/%s/%s", DL_SOURCE_DIR, folder, name) > 0);
		CU_ASSERT_FATAL(asprintf(&file, "%s/%s", folder, name) > 0);
		if (!stat(path, &st) && S_ISDIR(st.st_mode))
			sweep(s, file, rules_only);
		else if (dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h")) &&
			 (!rules_only || !strcmp(name, "rule.c") || !strcmp(name, "fix.c")))
			check_file(s, path, file);
		free(path);
		free(file);
	}
	closedir(dir);
}

static void with_names(void (*use)(const struct names *names))
{
	struct dl_models *models = NULL;
	struct names names = {0};
	struct dl_error err = {0};

	CU_ASSERT_EQUAL_FATAL(dl_models_load(&models, NULL, 0, &err), DL_OK);
	collect(&names, models);
	CU_ASSERT(names.words.len > 1000);
	use(&names);
	dl_map_free(&names.words);
	dl_map_free(&names.wholes);
	dl_models_free(models);
}

static void look_at_all(const struct names *names)
{
	struct sweep s = {.names = names};

	sweep(&s, "analyzer", false);
	sweep(&s, "rules", true);
	CU_ASSERT(s.files > 200);
	CU_ASSERT_EQUAL(s.found, 0);
}

static void test_no_names_in_strings(void)
{
	with_names(look_at_all);
}

/* The test itself: what it must see, and what it must leave alone. */
static void look_at_samples(const struct names *names)
{
	static const char *const bad[] = {
		"x = \"struct sk_buff\";",   "call(\"tested with dma_mapping_error() only\")",
		"!strcmp(f, \"dma_address\")", "!strcmp(n, \"kfree\")",
		"\"use kfree() here\"",	     "\"DMA_TO_DEVICE\"",
		"c = '\"'; s = \"dma_addr_t\";", "/* a \" */ \"PTR_ERR\"",
		"\"GFP_KERNEL\"",	     "\"a\\\" IS_ERR\"",
		"!strcmp(f, \"parent\")",
	};
	static const char *const good[] = {
		"/* struct sk_buff */ x;",   "// dma_map_single()\ny;",
		"#include \"sg_list.h\"\n",  "dma_map_single(a);",
		"\"the data of a buffer\"",  "\"a parent or a child\"",
		"\"the DMA API\"",	     "c = 'k'; d = '\\'';",
		"\"dma_functions\"",	     "\"vmalloc memory\"",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT_EQUAL(check_text(names, "bad.c", bad[i], false), 1);
	CU_ASSERT_EQUAL(check_text(names, "rules/x/rule.c", "if (n == -115)", false), 1);
	CU_ASSERT_EQUAL(check_text(names, "analyzer/checks/x/x.c", "n & 0xff + 4096U", false), 1);
	CU_ASSERT_EQUAL(check_text(names, "analyzer/checks/x/x.c", "a115 + 114 /* 115 */", true), 0);
	CU_ASSERT_EQUAL(check_text(names, "analyzer/base/x.c", "char path[4096];", true), 0);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CU_ASSERT_EQUAL(check_text(names, "good.c", good[i], true), 0);
}

static void test_of_the_test(void)
{
	with_names(look_at_samples);
}

DL_TEST_MAIN("kernel_names", DL_TEST(test_no_names_in_strings), DL_TEST(test_of_the_test))
