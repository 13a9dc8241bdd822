/* SPDX-License-Identifier: Apache-2.0 */
/* cmake/generate.c, run as a program on small trees of its own. */
#include "harness.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"

#define RULE "rules/DMA901-some-rule/"
#define FRONT                                                                                      \
	"---\n"                                                                                    \
	"id: DMA901\n"                                                                             \
	"name: some-rule\n"                                                                        \
	"summary: Something is wrong.\n"                                                           \
	"level: warning   # a comment\n"                                                           \
	"precision: very-high\n"                                                                   \
	"severity: warning\n"                                                                      \
	"cwe: 252, 754\n"                                                                          \
	"tags: dma, two words\n"                                                                   \
	"status: preview\n"
#define BODY                                                                                            \
	"---\n"                                                                                         \
	"# DMA901: some-rule\n\n"                                                                       \
	"## What it reports\n\nA `call()` that is **wrong**\n(see [page](https://a.b/c)).\n\nMore.\n\n" \
	"## Why it matters\n\nText.\n\n"                                                                \
	"## Example\n\n```c\nint *a = b * c;\n```\n\n"                                                  \
	"## How to fix it\n\nText.\n\n"                                                                 \
	"## When dmalint stays quiet\n\nText.\n\n"                                                      \
	"## References\n\n- <https://a.b/c>\n"

struct tree {
	char root[64];
	struct dl_buf output; /* stderr of the last run */
	struct dl_buf file;
};

static void put(const struct tree *t, const char *name, const char *text)
{
	char command[512];
	FILE *f;

	snprintf(command, sizeof(command), "mkdir -p $(dirname %s/%s)", t->root, name);
	CU_ASSERT_EQUAL(system(command), 0);
	snprintf(command, sizeof(command), "%s/%s", t->root, name);
	f = fopen(command, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fputs(text, f);
	fclose(f);
}

static void tree_make(struct tree *t)
{
	memset(t, 0, sizeof(*t));
	strcpy(t->root, "/tmp/dl-generate-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(t->root));
	put(t, RULE "rule.md", FRONT BODY);
	put(t, RULE "rule.c", "");
}

static void tree_free(struct tree *t)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", t->root);
	CU_ASSERT_EQUAL(system(command), 0);
	dl_buf_free(&t->output);
	dl_buf_free(&t->file);
}

static void read_all(FILE *f, struct dl_buf *out)
{
	char chunk[4096];
	size_t n;

	dl_buf_clear(out);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		dl_buf_add(out, chunk, n);
}

static int run(struct tree *t)
{
	char command[512];
	FILE *pipe;
	int status;

	snprintf(command, sizeof(command), "%s/dl_generate %s %s/out 2>&1", DL_BINARY_DIR, t->root,
		 t->root);
	pipe = popen(command, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(pipe);
	read_all(pipe, &t->output);
	status = pclose(pipe);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *generated(struct tree *t, const char *name)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/out/%s", t->root, name);
	f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	read_all(f, &t->file);
	fclose(f);
	return dl_buf_str(&t->file);
}

static bool has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fprintf(stderr, "no \"%s\" in: %.300s\n", part, text);
	return strstr(text, part) != NULL;
}

/* With this page the program must stop, naming the line and saying what is wrong. */
static void page_is_refused(const char *page, int line, const char *what)
{
	struct tree t;
	char place[192];

	tree_make(&t);
	put(&t, RULE "rule.md", page);
	CU_ASSERT_EQUAL(run(&t), 1);
	snprintf(place, sizeof(place), "%s/" RULE "rule.md:%d: error: ", t.root, line);
	CU_ASSERT(has(dl_buf_str(&t.output), place));
	CU_ASSERT(has(dl_buf_str(&t.output), what));
	tree_free(&t);
}

static void test_good_page(void)
{
	struct tree t;
	const char *info;

	tree_make(&t);
	CU_ASSERT_EQUAL(run(&t), 0);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&t.output), "");
	info = generated(&t, "rule_info_data.c");
	CU_ASSERT(has(info, "\"SomeRule\""));
	CU_ASSERT(has(info, "\"A call() that is wrong (see page (https://a.b/c)).\""));
	CU_ASSERT(has(info, "DL_LEVEL_WARNING, DL_PRECISION_VERY_HIGH, \"warning\", NULL,"));
	CU_ASSERT(has(info, "{ 252, 754, 0 }"));
	CU_ASSERT(has(info, "{ \"dma\", \"two words\", NULL }"));
	CU_ASSERT(has(info, "    int *a = b * c;\\n"));
	CU_ASSERT(has(info, "dl_rule_info_count = 1;"));
	CU_ASSERT(has(generated(&t, "rule_table_data.c"), "&dl_rule_DMA901,"));
	tree_free(&t);
}

static void test_empty_tree(void)
{
	struct tree t;

	tree_make(&t);
	tree_free(&t);
	CU_ASSERT_EQUAL(mkdir(t.root, 0777), 0);
	CU_ASSERT_EQUAL(run(&t), 0);
	CU_ASSERT(has(generated(&t, "rule_info_data.c"), "dl_rule_info_count = 0;"));
	CU_ASSERT(has(generated(&t, "rule_table_data.c"), "dl_rule_count = 0;"));
	CU_ASSERT(has(generated(&t, "models_data.c"), "dl_embedded_model_count = 0;"));
	CU_ASSERT(has(generated(&t, "headers_data.c"), "dl_embedded_header_count = 0;"));
	tree_free(&t);
}

static void test_optional_keys(void)
{
	struct tree t;

	tree_make(&t);
	put(&t, RULE "rule.md",
	    FRONT
	    "security-severity: 6.5\nmessage: \"The \\\"x\\\" # of '{0}' is bad.\"  # why\n\n# a comment\n" BODY);
	CU_ASSERT_EQUAL(run(&t), 0);
	CU_ASSERT(has(generated(&t, "rule_info_data.c"), "\"warning\", \"6.5\","));
	CU_ASSERT(has(generated(&t, "rule_info_data.c"), "\"The \\\"x\\\" # of '{0}' is bad.\""));
	tree_free(&t);
}

static void test_wrong_front_matter(void)
{
	page_is_refused("# DMA901\n", 1, "front matter");
	page_is_refused("", 1, "front matter");
	page_is_refused(FRONT, 12, "not closed");
	page_is_refused(FRONT "colour: red\n" BODY, 11, "unknown key 'colour'");
	page_is_refused(FRONT "status: stable\n" BODY, 11, "given twice (first on line 10)");
	page_is_refused(FRONT "no colon here\n" BODY, 11, "key: value");
	page_is_refused(FRONT "message:\n" BODY, 11, "no value");
	page_is_refused(FRONT "message: # nothing\n" BODY, 11, "no value");
	page_is_refused(FRONT "message: \"open\n" BODY, 11, "closing");
	page_is_refused(FRONT "message: \"a.\" b\n" BODY, 11, "after the quoted value");
	page_is_refused(FRONT "message: no period\n" BODY, 11, "end with '.'");
	page_is_refused(FRONT "security-severity: high\n" BODY, 11, "number");
	page_is_refused(FRONT "security-severity: 11\n" BODY, 11, "number");
	page_is_refused("---\nid: DMA901\n" BODY, 3, "key 'name' is missing");
}

/* FRONT with one of its lines replaced. */
static void line_is_refused(const char *line, const char *by, int number, const char *what)
{
	struct dl_buf page = { 0 };
	const char *at = strstr(FRONT BODY, line);

	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	dl_buf_add(&page, FRONT BODY, (size_t)(at - (FRONT BODY)));
	dl_buf_puts(&page, by);
	dl_buf_puts(&page, at + strlen(line));
	page_is_refused(dl_buf_str(&page), number, what);
	dl_buf_free(&page);
}

static void test_wrong_values(void)
{
	line_is_refused("id: DMA901", "id: DMA902", 2, "the folder is 'DMA901-some-rule'");
	line_is_refused("name: some-rule", "name: other-rule", 2,
			"the folder is 'DMA901-some-rule'");
	line_is_refused("Something is wrong.", "No period", 4, "end");
	line_is_refused("level: warning", "level: fatal", 5, "|error|warning|note|");
	line_is_refused("level: warning", "level: error|warning", 5, "|error|warning|note|");
	line_is_refused("precision: very-high", "precision: highest", 6, "|very-high|");
	line_is_refused("severity: warning", "severity: note", 7, "recommendation");
	line_is_refused("cwe: 252, 754", "cwe: CWE-252", 8, "numbers");
	line_is_refused("tags: dma, two words", "tags: dma,, x", 9, "list of words");
	line_is_refused("status: preview", "status: beta", 10, "|stable|preview|");
	line_is_refused("status: preview\n", "", 10, "key 'status' is missing");
}

static void test_wrong_body(void)
{
	line_is_refused("# DMA901: some-rule\n", "", 12, "the title '# DMA901: some-rule'");
	line_is_refused("## Why it matters", "## Why it does", 12,
			"the section '## Why it matters' is missing");
	line_is_refused("## Example", "### Example", 12, "the section '## Example' is missing");
	line_is_refused("## What it reports\n\nA", "## What it reports\n\n## A", 12,
			"needs a first paragraph");
	line_is_refused("(https://a.b/c)).", "(https://a.b/c))", 12, "must end with '.'");
	line_is_refused("## References", "## Referenced", 12, "## References");
}

static void test_half_a_rule(void)
{
	struct tree t;
	char path[128];

	tree_make(&t);
	snprintf(path, sizeof(path), "%s/" RULE "rule.c", t.root);
	unlink(path);
	CU_ASSERT_EQUAL(run(&t), 1);
	CU_ASSERT(has(dl_buf_str(&t.output), "rule.c: error: is missing"));
	put(&t, RULE "rule.c", "");
	put(&t, "rules/DMA902-no-page/rule.c", "");
	CU_ASSERT_EQUAL(run(&t), 1);
	CU_ASSERT(has(dl_buf_str(&t.output), "DMA902-no-page/rule.md: error: is missing"));
	tree_free(&t);
}

static void test_same_id_twice(void)
{
	struct tree t;

	tree_make(&t);
	put(&t, "rules/DMA901-other/rule.c", "");
	CU_ASSERT_EQUAL(run(&t), 1);
	CU_ASSERT(has(dl_buf_str(&t.output), "same rule id"));
	tree_free(&t);
}

static void test_models_and_headers(void)
{
	struct tree t;
	const char *text, *first, *second;

	tree_make(&t);
	put(&t, "rules/models/acme/b.json", "{ \"k\": \"a\\\\b\" }\n");
	put(&t, "rules/models/acme/a.json",
	    "[ \"\?\?=\\t\\u0001"
	    "1\", -1, 1.5, true, null, {} ]");
	put(&t, "rules/models/schema.json", "SCHEMA");
	put(&t, "rules/models/acme/notes.txt", "NOTES");
	put(&t, "rules/models/acme/pack.json", "{}");
	put(&t, "rules/models/other/pack.json", "[]");
	put(&t, "corpus/include/linux/types.h", "#define A \"1\"\n");
	put(&t, "corpus/include/README", "README");
	put(&t, "analyzer/source/data/list.txt", "one\ntwo");
	CU_ASSERT_EQUAL(run(&t), 0);
	text = generated(&t, "models_data.c");
	first = strstr(text, "\"rules/models/acme/a.json\"");
	second = strstr(text, "\"rules/models/acme/b.json\"");
	CU_ASSERT(first && second && first < second);
	CU_ASSERT(has(text, "{ \"k\", DL_JSON_STRING, 0, { .text = \"a\\\\b\" } }"));
	CU_ASSERT(has(text, "{ NULL, DL_JSON_STRING, 0, { .text = \"\\?\\?=\\t\\0011\" } }"));
	CU_ASSERT(has(text, "{ NULL, DL_JSON_INTEGER, 0, { .number = (int64_t)18446744073709551615u } }"));
	CU_ASSERT(has(text, "{ NULL, DL_JSON_FRACTION, 0, { NULL } }"));
	CU_ASSERT(has(text, "{ NULL, DL_JSON_TRUE, 0, { NULL } }"));
	CU_ASSERT(has(text, "{ NULL, DL_JSON_OBJECT, 0, { NULL } }"));
	CU_ASSERT(has(text, "{ \"rules/models/acme/a.json\", { NULL, DL_JSON_ARRAY, 6, { a1 } }, "));
	CU_ASSERT(has(text, "dl_embedded_model_count = 4;"));
	CU_ASSERT_PTR_NULL(strstr(text, "SCHEMA"));
	CU_ASSERT_PTR_NULL(strstr(text, "NOTES"));
	text = generated(&t, "headers_data.c");
	CU_ASSERT(has(text, "\"stubs/linux/types.h\""));
	CU_ASSERT(has(text, "\"#define A \\\"1\\\"\\n\""));
	CU_ASSERT(has(text, "\"data/list.txt\""));
	CU_ASSERT(has(text, "\t7 },"));
	CU_ASSERT_PTR_NULL(strstr(text, "README"));
	tree_free(&t);
}

static void test_pack_that_says_nothing(void)
{
	struct tree t;

	tree_make(&t);
	put(&t, "rules/models/acme/a.json", "{}");
	CU_ASSERT_EQUAL(run(&t), 1);
	CU_ASSERT(has(dl_buf_str(&t.output), "rules/models/acme/pack.json"));
	CU_ASSERT(has(dl_buf_str(&t.output), "is missing"));
	tree_free(&t);
}

static void test_models_that_are_no_json(void)
{
	static const char *const texts[] = {"", "{", "{ \"a\": 1, \"a\": 2 }", "[ 99999999999999999999 ]"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct tree t;

		tree_make(&t);
		put(&t, "rules/models/acme/pack.json", "{}");
		put(&t, "rules/models/acme/a.json", texts[i]);
		CU_ASSERT_EQUAL(run(&t), 1);
		CU_ASSERT(has(dl_buf_str(&t.output), "/rules/models/acme/a.json:1:"));
		tree_free(&t);
	}
}

/* What has not changed is not written, so that nothing is compiled again. */
static void test_unchanged_files_are_left_alone(void)
{
	struct timespec old = { .tv_sec = 1000 };
	struct timespec times[2] = { old, old };
	struct stat before, after;
	struct tree t;
	char path[128];

	tree_make(&t);
	CU_ASSERT_EQUAL(run(&t), 0);
	snprintf(path, sizeof(path), "%s/out/rule_info_data.c", t.root);
	CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, times, 0), 0);
	CU_ASSERT_EQUAL(stat(path, &before), 0);
	CU_ASSERT_EQUAL(run(&t), 0);
	CU_ASSERT_EQUAL(stat(path, &after), 0);
	CU_ASSERT_EQUAL(after.st_mtime, before.st_mtime);
	put(&t, RULE "rule.md", FRONT BODY "\nMore text.\n");
	CU_ASSERT_EQUAL(run(&t), 0);
	CU_ASSERT_EQUAL(stat(path, &after), 0);
	CU_ASSERT_NOT_EQUAL(after.st_mtime, before.st_mtime);
	tree_free(&t);
}

DL_TEST_MAIN("generate", DL_TEST(test_good_page), DL_TEST(test_empty_tree),
	     DL_TEST(test_optional_keys), DL_TEST(test_wrong_front_matter),
	     DL_TEST(test_wrong_values), DL_TEST(test_wrong_body), DL_TEST(test_half_a_rule),
	     DL_TEST(test_same_id_twice), DL_TEST(test_models_and_headers),
	     DL_TEST(test_pack_that_says_nothing), DL_TEST(test_models_that_are_no_json),
	     DL_TEST(test_unchanged_files_are_left_alone))
