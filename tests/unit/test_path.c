/* SPDX-License-Identifier: Apache-2.0 */
/* Paths as text, and whole files. */
#include "harness.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/path.h"
#include "temp_folder.h"

static void test_normal(void)
{
	static const char *const cases[][2] = {
		{"/a/b", "/a/b"},      {"/a//b/", "/a/b"},  {"/a/./b", "/a/b"},
		{"/a/../b", "/b"},     {"/../b", "/b"},     {"/..", "/"},
		{"/", "/"},	       {"", "."},	    {".", "."},
		{"a/..", "."},	       {"../a", "../a"},    {"../../a", "../../a"},
		{"a/../../b", "../b"}, {"./a/.b", "a/.b"},  {"/a/...", "/a/..."},
		{"/a/b/../..", "/"},   {"..a/b..", "..a/b.."},
	};
	struct dl_arena *arena = dl_arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_STRING_EQUAL(dl_path_normal(arena, cases[i][0]), cases[i][1]);
	CU_ASSERT_STRING_EQUAL(dl_path_join(arena, "/a/b", "../c.h"), "/a/c.h");
	CU_ASSERT_STRING_EQUAL(dl_path_join(arena, "/a/b", "/c//d"), "/c/d");
	dl_arena_free(arena);
}

static void test_parts(void)
{
	struct dl_arena *arena = dl_arena_new();

	CU_ASSERT_STRING_EQUAL(dl_path_below("/a/b", "/a/b/c.h"), "c.h");
	CU_ASSERT_STRING_EQUAL(dl_path_below("/a/b/", "/a/b/c/d"), "c/d");
	CU_ASSERT_STRING_EQUAL(dl_path_below("/a/b", "/a/b"), "");
	CU_ASSERT_STRING_EQUAL(dl_path_below("/", "/a"), "a");
	CU_ASSERT_PTR_NULL(dl_path_below("/a/b", "/a/bc"));
	CU_ASSERT_PTR_NULL(dl_path_below("/a/b", "/a"));
	CU_ASSERT_STRING_EQUAL(dl_path_dir(arena, "/a/b"), "/a");
	CU_ASSERT_STRING_EQUAL(dl_path_dir(arena, "/a"), "/");
	CU_ASSERT_STRING_EQUAL(dl_path_dir(arena, "a"), ".");
	CU_ASSERT_STRING_EQUAL(dl_path_base("/a/b.c"), "b.c");
	CU_ASSERT_STRING_EQUAL(dl_path_base("b.c"), "b.c");
	CU_ASSERT(dl_path_has_suffix("a/b.mk", ".mk") && !dl_path_has_suffix("mk", ".mk"));
	dl_arena_free(arena);
}

static void test_files(void)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf text = {0};
	struct dl_error err = {0};
	struct stat before, after;
	char folder[256];
	const char *path;

	temp_folder(folder, sizeof(folder), "dmalint path XXXXXX");
	path = dl_path_join(arena, folder, "deep/down/file");
	CU_ASSERT_EQUAL(dl_file_read(&text, path, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(dl_file_write(path, "12345", 5, &err), DL_ERR_IO);
	CU_ASSERT_EQUAL(dl_make_dirs(dl_path_dir(arena, path), &err), DL_OK);
	CU_ASSERT_EQUAL(dl_make_dirs(dl_path_dir(arena, path), &err), DL_OK);
	CU_ASSERT_EQUAL(dl_file_write(path, "12345", 5, &err), DL_OK);
	dl_buf_puts(&text, "x");
	CU_ASSERT_EQUAL(dl_file_read_max(&text, path, 4, &err), DL_ERR_LIMIT);
	CU_ASSERT_EQUAL(text.len, 1);
	CU_ASSERT_EQUAL(dl_file_read_max(&text, path, 5, &err), DL_OK);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&text), "x12345");
	/* Endless, and of no size that could be asked for before. */
	CU_ASSERT_EQUAL(dl_file_read_max(&text, "/dev/zero", 100, &err), DL_ERR_INVALID);
	CU_ASSERT_EQUAL(text.len, 6);
	CU_ASSERT_EQUAL(dl_file_read(&text, folder, &err), DL_ERR_IO);
	/* What is the same already is not written again. */
	stat(path, &before);
	CU_ASSERT_EQUAL(dl_file_write(path, "12345", 5, &err), DL_OK);
	stat(path, &after);
	CU_ASSERT_EQUAL(before.st_ino, after.st_ino);
	CU_ASSERT_EQUAL(dl_file_write(path, "12354", 5, &err), DL_OK);
	stat(path, &after);
	CU_ASSERT_NOT_EQUAL(before.st_ino, after.st_ino);
	CU_ASSERT_EQUAL(dl_make_dirs(path, &err), DL_ERR_IO); /* a file is there */
	unlink(path);
	rmdir(dl_path_dir(arena, path));
	rmdir(dl_path_join(arena, folder, "deep"));
	CU_ASSERT_EQUAL(rmdir(folder), 0); /* no temporary file is left */
	dl_buf_free(&text);
	dl_arena_free(arena);
}

DL_TEST_MAIN("path", DL_TEST(test_normal), DL_TEST(test_parts), DL_TEST(test_files))
