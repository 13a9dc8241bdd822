/* SPDX-License-Identifier: Apache-2.0 */
/* What is in folders, in one scan and in the next. */
#include <dirent.h>
#include <unistd.h>

#include "source/folders.h"
#include "memo_fixture.h"
#include "source_fixture.h"
#include "harness.h"

#define OLD 1100000 /* microseconds, after which the times of a folder are believed */

static struct tree t;
static struct memo_fixture kept;
static struct dl_memo memo;

static void begin(void)
{
	memset(&kept, 0, sizeof(kept));
	memo = memo_of(&kept);
	tree_open(&t);
	tree_file(&t, "b/two.c", "");
	tree_file(&t, "b/one.h", "");
	tree_file(&t, "b/.hidden", "");
	tree_file(&t, "b/deep/three.c", "");
	if (symlink("one.h", tree_path(&t, "b/link")))
		abort();
}

static void end(void)
{
	memo_free(&kept);
	tree_close(&t);
}

/* "name:type ..." of the folder, as a scan sees it that recalls and keeps. */
static const char *seen(const char *path)
{
	struct dl_folders *folders = dl_folders_new(&memo);
	const struct dl_folder *folder;
	struct dl_folder_entry e = {0};
	const char *out = "";

	dl_folders_recall(folders, t.root);
	folder = dl_folders_list(folders, tree_path(&t, path));
	if (!folder)
		out = "none";
	while (folder && dl_folder_next(folder, &e))
		out = dl_arena_printf(t.arena, "%s%s:%d ", out, e.name, e.type);
	dl_folders_keep(folders);
	dl_folders_free(folders);
	return out;
}

#define B "deep:4 link:10 one.h:8 two.c:8 "

static void test_sorted_and_typed(void)
{
	begin();
	CU_ASSERT_STRING_EQUAL(seen("b"), B);
	CU_ASSERT_STRING_EQUAL(seen("b/deep"), "three.c:8 ");
	CU_ASSERT_STRING_EQUAL(seen("no"), "none");
	CU_ASSERT_STRING_EQUAL(seen("b/one.h"), "none");
	end();
}

static void test_recalled(void)
{
	begin();
	usleep(OLD);
	CU_ASSERT_STRING_EQUAL(seen("b"), B);
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_FOLDERS].puts, 1);
	CU_ASSERT_STRING_EQUAL(seen("b"), B);
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_FOLDERS].puts, 1);
	/* another folder joins it, and it stays */
	CU_ASSERT_STRING_EQUAL(seen("b/deep"), "three.c:8 ");
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_FOLDERS].puts, 2);
	CU_ASSERT_STRING_EQUAL(seen("b"), B);
	CU_ASSERT_STRING_EQUAL(seen("b/deep"), "three.c:8 ");
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_FOLDERS].puts, 2);
	end();
}

static void test_changed(void)
{
	begin();
	usleep(OLD);
	seen("b");
	tree_file(&t, "b/four.c", "");
	CU_ASSERT_STRING_EQUAL(seen("b"), "deep:4 four.c:8 link:10 one.h:8 two.c:8 ");
	unlink(tree_path(&t, "b/two.c"));
	CU_ASSERT_STRING_EQUAL(seen("b"), "deep:4 four.c:8 link:10 one.h:8 ");
	unlink(tree_path(&t, "b/link"));
	tree_file(&t, "b/link", "");
	CU_ASSERT_STRING_EQUAL(seen("b"), "deep:4 four.c:8 link:8 one.h:8 ");
	end();
}

/* Within the grain of the clock a folder changes and shows the same times. */
static void test_young_is_not_kept(void)
{
	struct dl_folders *folders;

	begin();
	seen("b");
	folders = dl_folders_new(&memo);
	dl_folders_recall(folders, t.root);
	CU_ASSERT_PTR_NOT_NULL(dl_folders_list(folders, tree_path(&t, "b")));
	dl_folders_keep(folders);
	CU_ASSERT_EQUAL(kept.kinds[DL_MEMO_FOLDERS].puts, 2);
	dl_folders_free(folders);
	end();
}

static void test_gone(void)
{
	begin();
	usleep(OLD);
	seen("b/deep");
	unlink(tree_path(&t, "b/deep/three.c"));
	rmdir(tree_path(&t, "b/deep"));
	CU_ASSERT_STRING_EQUAL(seen("b/deep"), "none");
	CU_ASSERT_STRING_EQUAL(seen("b/deep"), "none");
	end();
}

/* Whatever is in the record, what is seen is there. */
static void test_damaged(void)
{
	struct dl_buf *record = &kept.kinds[DL_MEMO_FOLDERS].record;

	begin();
	usleep(OLD);
	seen("b");
	for (size_t i = 0; i < record->len; i++) {
		record->data[i] ^= 0x55;
		CU_ASSERT_STRING_EQUAL(seen("b"), B);
		seen("b"); /* as it should be again */
	}
	record->len = 3;
	CU_ASSERT_STRING_EQUAL(seen("b"), B);
	end();
}

static void test_without_a_memo(void)
{
	begin();
	memo = (struct dl_memo){0};
	CU_ASSERT_STRING_EQUAL(seen("b"), B);
	end();
}

DL_TEST_MAIN("source_folders", DL_TEST(test_sorted_and_typed), DL_TEST(test_recalled), DL_TEST(test_changed),
	     DL_TEST(test_young_is_not_kept), DL_TEST(test_gone), DL_TEST(test_damaged),
	     DL_TEST(test_without_a_memo))
