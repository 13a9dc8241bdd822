/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Models against declarations: a function that takes allocation flags has its model say where. The
 * headers are the bundled ones, which are declared as the kernel's are.
 */
#include "harness.h"

#include <ctype.h>
#include <ftw.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/file.h"
#include "model/model.h"

static const struct dl_models *models;
static size_t seen;	/* modelled functions with such a parameter */
static size_t wrong;

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/*
 * @p is at the type in a list of parameters: its position, and the name before the list with its length
 * in @len; NULL when it stands elsewhere.
 */
static const char *declared(const char *text, const char *p, size_t *len, int *position)
{
	const char *end;

	*position = 0;
	for (; p > text && *p != '('; p--) {
		if (strchr(";{}#)", *p))
			return NULL;
		*position += *p == ',';
	}
	for (end = p; end > text && !is_word(end[-1]); end--)
		if (!isspace((unsigned char)end[-1]))
			return NULL;
	for (p = end; p > text && is_word(p[-1]); p--)
		;
	*len = (size_t)(end - p);
	return *len ? p : NULL;
}

static void look_at(const char *text, const char *file)
{
	static const char type[] = "gfp_t";

	for (const char *p = text; (p = strstr(p, type)); p += sizeof(type) - 1) {
		size_t len = 0;
		int position = 0;
		const char *name = declared(text, p, &len, &position);
		const struct dl_model *m;
		char word[64];

		if (!name || len >= sizeof(word) || (p > text && is_word(p[-1])) || is_word(p[sizeof(type) - 1]))
			continue;
		snprintf(word, sizeof(word), "%.*s", (int)len, name);
		m = dl_models_find(models, word);
		seen += m != NULL;
		if (!m || m->arg_gfp == position)
			continue;
		wrong++;
		fprintf(stderr, "%s: %s() has its flags at %d, its model says %d\n", file, word,
			position, m->arg_gfp);
	}
}

static int visit(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	struct dl_buf text = {0};

	(void)st;
	(void)ftw;
	if (kind != FTW_F)
		return 0;
	CU_ASSERT_EQUAL(dl_file_read(&text, path, NULL), DL_OK);
	look_at(dl_buf_str(&text), path);
	dl_buf_free(&text);
	return 0;
}

static void with_models(void (*run)(void))
{
	struct dl_models *loaded = NULL;
	struct dl_error err = {0};

	CU_ASSERT_EQUAL_FATAL(dl_models_load(&loaded, NULL, 0, &err), DL_OK);
	models = loaded;
	seen = wrong = 0;
	run();
	dl_models_free(loaded);
}

static void walk_headers(void)
{
	CU_ASSERT_EQUAL(nftw(DL_SOURCE_DIR "/corpus/include", visit, 16, FTW_PHYS), 0);
	CU_ASSERT(seen > 50);
	CU_ASSERT_EQUAL(wrong, 0);
}

static void test_flags_have_a_position(void)
{
	with_models(walk_headers);
}

/* The test itself: what it must see, and what it must leave alone. */
static void read_samples(void)
{
	look_at("void *kmalloc(size_t size, gfp_t flags);", "right");
	look_at("static inline void *\nkmalloc (size_t size,\n\tgfp_t flags)\n{\n}", "right");
	look_at("#define X ((gfp_t)1)\nvoid own(gfp_t f); void (*kmalloc)(int (*f)(void), gfp_t);", "none");
	look_at("void *kmalloc(size_t size, my_gfp_t flags); gfp_t kmalloc(void);", "none");
	CU_ASSERT_EQUAL(seen, 2);
	CU_ASSERT_EQUAL(wrong, 0);
	look_at("void *kmalloc(gfp_t flags, size_t size);", "swapped: this line is meant to be there");
	CU_ASSERT_EQUAL(wrong, 1);
}

static void test_of_this_test(void)
{
	with_models(read_samples);
}

DL_TEST_MAIN("models and headers", DL_TEST(test_flags_have_a_position), DL_TEST(test_of_this_test))
