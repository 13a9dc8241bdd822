/* SPDX-License-Identifier: Apache-2.0 */
/* Findings written through the public interface: formats, options, and the four targets. */
#include "api_fixture.h"

#include <errno.h>
#include <fcntl.h>

struct text {
	char *data;
	size_t len;
	int fail; /* with this errno value */
};

static int collect(void *arg, const void *data, size_t size)
{
	struct text *text = arg;

	if (text->fail)
		return text->fail;
	text->data = realloc(text->data, text->len + size + 1);
	memcpy(text->data + text->len, data, size);
	text->len += size;
	text->data[text->len] = '\0';
	return 0;
}

/* One scan of a buggy file and a damaged one for all tests. */
static struct api_folder folder;
static struct dmalint_scan *scan;
static const struct dmalint_findings *findings;

static void test_begin(void)
{
	struct dmalint_scan_options options;

	api_begin(&folder);
	api_write(&folder, "send.c", buggy_driver);
	api_write(&folder, "read.c", damaged_driver);
	options = api_options(&folder);
	options.command_line = "scan everything";
	scan = api_scan(&options);
	findings = dmalint_scan_findings(scan);
	CU_ASSERT_EQUAL_FATAL(dmalint_findings_count(findings), 1);
}

static char *written(const char *format, const struct dmalint_emit_options *options)
{
	struct text text = {0};

	CU_ASSERT_EQUAL_FATAL(dmalint_emit(findings, format, options, collect, &text, NULL),
			      DMALINT_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text.data);
	return text.data;
}

static void has(const char *format, struct dmalint_emit_options options, const char *word,
		bool expected)
{
	char *text;

	options.size = sizeof(options);
	text = written(format, &options);
	CU_ASSERT_EQUAL(strstr(text, word) != NULL, expected);
	free(text);
}

static void test_formats(void)
{
	CU_ASSERT_STRING_EQUAL_FATAL(dmalint_format_name(0), "text");
	CU_ASSERT_PTR_NULL(dmalint_format_name(dmalint_format_count()));
	CU_ASSERT_PTR_NULL(dmalint_format_summary(dmalint_format_count()));
	for (size_t i = 0; i < dmalint_format_count(); i++) {
		has(dmalint_format_name(i), (struct dmalint_emit_options){0}, "DMA101", true);
		CU_ASSERT(strlen(dmalint_format_summary(i)) > 0);
	}
	has(NULL, (struct dmalint_emit_options){0}, "[DMA101]", true);
	has("sarif", (struct dmalint_emit_options){0}, "2.1.0", true);
}

static void test_the_scan_is_in_it(void)
{
	has("sarif", (struct dmalint_emit_options){0}, "acme_read", true); /* a notice */
	has("sarif", (struct dmalint_emit_options){0}, "scan everything", true);
	has("sarif", (struct dmalint_emit_options){0}, "\"exitCode\": 1", true);
	has("json", (struct dmalint_emit_options){0}, "acme_read", true);
}

static void test_options(void)
{
	struct dmalint_emit_options no_size = {0};
	struct dmalint_emit_options unknown = {.size = sizeof(unknown), .flags = 1U << 30};
	struct text text = {0};
	char below[300];

	has("text", (struct dmalint_emit_options){0}, "    1. send.c:5", true);
	has("text", (struct dmalint_emit_options){.flags = DMALINT_EMIT_BRIEF}, "    1. ", false);
	has("text", (struct dmalint_emit_options){0}, "\033[", false);
	has("text", (struct dmalint_emit_options){.flags = DMALINT_EMIT_COLOR}, "\033[", true);
	has("sarif", (struct dmalint_emit_options){0}, folder.path, true);
	has("sarif", (struct dmalint_emit_options){.flags = DMALINT_EMIT_REPRODUCIBLE}, folder.path,
	    false);
	has("sarif", (struct dmalint_emit_options){.category = "part-2"}, "part-2", true);
	has("gcc", (struct dmalint_emit_options){.base_dir = folder.path}, "../send.c", false);
	snprintf(below, sizeof(below), "%s/sub/deep", dmalint_findings_root(findings));
	has("gcc", (struct dmalint_emit_options){.base_dir = below}, "../../send.c:5", true);
	has("gcc",
	    (struct dmalint_emit_options){.base_dir = below, .flags = DMALINT_EMIT_REPRODUCIBLE},
	    "../../send.c:5", false);
	CU_ASSERT_EQUAL(dmalint_emit(findings, "text", &no_size, collect, &text, NULL),
			DMALINT_ERR_INVALID);
	CU_ASSERT_EQUAL(dmalint_emit(findings, "text", &unknown, collect, &text, NULL),
			DMALINT_ERR_INVALID);
	CU_ASSERT_PTR_NULL(text.data);
}

static void test_errors(void)
{
	struct dmalint_error error = {0};
	struct text text = {.fail = ENOSPC};

	CU_ASSERT_EQUAL(dmalint_emit(findings, "xml", NULL, collect, &text, &error),
			DMALINT_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "'xml'"));
	CU_ASSERT_EQUAL(dmalint_emit(findings, NULL, NULL, collect, &text, &error), DMALINT_ERR_IO);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.message, strerror(ENOSPC)));
	CU_ASSERT_EQUAL(dmalint_emit_path(findings, NULL, NULL, folder.path, &error),
			DMALINT_ERR_IO);
	CU_ASSERT_EQUAL(dmalint_emit_path(findings, NULL, NULL, "/no/such/folder/x", NULL),
			DMALINT_ERR_IO);
	CU_ASSERT_EQUAL(dmalint_emit_fd(findings, NULL, NULL, -1, NULL), DMALINT_ERR_IO);
}

/* ---- targets ---- */

static void same_file(const char *path, const char *expected)
{
	char *data = malloc(strlen(expected) + 2);
	FILE *f = fopen(path, "r");
	size_t n;

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	n = fread(data, 1, strlen(expected) + 1, f);
	fclose(f);
	CU_ASSERT_EQUAL_FATAL(n, strlen(expected));
	CU_ASSERT_EQUAL(memcmp(data, expected, n), 0);
	free(data);
}

static void test_targets_get_the_same_bytes(void)
{
	struct dmalint_emit_options o = {.size = sizeof(o), .flags = DMALINT_EMIT_REPRODUCIBLE};
	char *expected = written("sarif", &o);
	char path[300];
	FILE *f;
	int fd;

	snprintf(path, sizeof(path), "%s/out", folder.path);
	CU_ASSERT_EQUAL(dmalint_emit_path(findings, "sarif", &o, path, NULL), DMALINT_OK);
	same_file(path, expected);
	unlink(path);
	f = fopen(path, "w");
	CU_ASSERT_EQUAL(dmalint_emit_file(findings, "sarif", &o, f, NULL), DMALINT_OK);
	same_file(path, expected); /* flushed */
	fclose(f);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	CU_ASSERT_EQUAL(dmalint_emit_fd(findings, "sarif", &o, fd, NULL), DMALINT_OK);
	close(fd);
	same_file(path, expected);
	unlink(path);
	free(expected);
}

static void test_files_are_replaced(void)
{
	char path[300], link[300];
	struct stat st;
	mode_t mask = umask(027);

	snprintf(path, sizeof(path), "%s/log", folder.path);
	snprintf(link, sizeof(link), "%s/link", folder.path);
	CU_ASSERT_EQUAL(dmalint_emit_path(findings, NULL, NULL, path, NULL), DMALINT_OK);
	CU_ASSERT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640);
	CU_ASSERT(chmod(path, 0604) == 0 && symlink("log", link) == 0);
	CU_ASSERT_EQUAL(dmalint_emit_path(findings, "json", NULL, link, NULL), DMALINT_OK);
	CU_ASSERT(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
	CU_ASSERT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0604);
	CU_ASSERT_EQUAL(dmalint_emit_path(findings, NULL, NULL, "/dev/null", NULL), DMALINT_OK);
	CU_ASSERT(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
	umask(mask);
}

static void test_end(void)
{
	dmalint_scan_free(scan);
	api_end(&folder);
}

DL_TEST_MAIN("api emit", DL_TEST(test_begin), DL_TEST(test_formats),
	     DL_TEST(test_the_scan_is_in_it), DL_TEST(test_options), DL_TEST(test_errors),
	     DL_TEST(test_targets_get_the_same_bytes), DL_TEST(test_files_are_replaced),
	     DL_TEST(test_end))
