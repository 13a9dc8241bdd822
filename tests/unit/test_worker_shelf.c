/* SPDX-License-Identifier: Apache-2.0 */
/* Packed IR of files, put by one process and read back by its children. */
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "harness.h"
#include "temp_folder.h"
#include "worker/shelf.h"

#define FILES 40

/* No two are alike, nor of one length; the first is empty. */
static size_t make_bytes(unsigned char *out, uint32_t file)
{
	size_t len = (size_t)file * 997;

	for (size_t i = 0; i < len; i++)
		out[i] = (unsigned char)(i * 31 + file + i / 251);
	return len;
}

static void put(struct dl_shelf *shelf, uint32_t first, uint32_t last)
{
	static unsigned char bytes[FILES * 997];

	for (uint32_t i = first; i < last; i++)
		dl_shelf_put(shelf, i, bytes, make_bytes(bytes, i));
}

static bool is_same(const struct dl_shelf *shelf, uint32_t file)
{
	static unsigned char bytes[FILES * 997];
	size_t len = make_bytes(bytes, file), got;
	void *data;
	bool same;

	if (!dl_shelf_has(shelf, file) || dl_shelf_get(shelf, file, &data, &got, NULL) != DL_OK)
		return false;
	same = got == len && !memcmp(data, bytes, len);
	dl_free(data);
	return same;
}

static bool are_same(const struct dl_shelf *shelf, uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i < last; i++)
		if (!is_same(shelf, i))
			return false;
	return true;
}

static void test_round(void)
{
	char dir[64];
	struct dl_shelf shelf;
	struct dl_error err;
	size_t len;
	void *data;

	temp_folder(dir, sizeof(dir), "dl-shelf-XXXXXX");
	dl_shelf_open(&shelf, dir);
	put(&shelf, 0, FILES);
	CU_ASSERT_TRUE(are_same(&shelf, 0, FILES));
	/* backwards, and once more */
	for (uint32_t i = FILES; i-- > 0;)
		CU_ASSERT_TRUE(is_same(&shelf, i));
	/* what was not put is not there */
	CU_ASSERT_FALSE(dl_shelf_has(&shelf, FILES));
	CU_ASSERT_FALSE(dl_shelf_has(&shelf, UINT32_MAX));
	CU_ASSERT_EQUAL(dl_shelf_get(&shelf, FILES, &data, &len, &err), DL_ERR_NOT_FOUND);
	/* the file has no name: nothing is left to be removed, even by kill -9 */
	CU_ASSERT_EQUAL(rmdir(dir), 0);
	CU_ASSERT_TRUE(are_same(&shelf, 0, FILES));
	dl_shelf_close(&shelf);
}

static void test_again(void)
{
	char dir[64];
	struct dl_shelf shelf;
	void *data;
	size_t len;

	temp_folder(dir, sizeof(dir), "dl-shelf-XXXXXX");
	dl_shelf_open(&shelf, dir);
	put(&shelf, 3, 4);
	dl_shelf_put(&shelf, 3, "other", 5);
	CU_ASSERT_EQUAL_FATAL(dl_shelf_get(&shelf, 3, &data, &len, NULL), DL_OK);
	CU_ASSERT_TRUE(len == 5 && !memcmp(data, "other", 5));
	dl_free(data);
	dl_shelf_close(&shelf);
	rmdir(dir);
}

/* Two children read at once, from a file whose offset they share. */
static void test_children(void)
{
	char dir[64];
	struct dl_shelf shelf;
	pid_t child[2];
	int status;

	temp_folder(dir, sizeof(dir), "dl-shelf-XXXXXX");
	dl_shelf_open(&shelf, dir);
	put(&shelf, 0, FILES / 2);
	for (int k = 0; k < 2; k++) {
		child[k] = fork();
		if (!child[k]) {
			bool same = true;

			for (int round = 0; round < 50; round++)
				same &= are_same(&shelf, 0, FILES / 2);
			/* what was put later is for those that are forked later */
			_exit(!same || dl_shelf_has(&shelf, FILES / 2));
		}
	}
	put(&shelf, FILES / 2, FILES);
	for (int k = 0; k < 2; k++)
		CU_ASSERT_TRUE(waitpid(child[k], &status, 0) == child[k] && status == 0);
	CU_ASSERT_TRUE(are_same(&shelf, 0, FILES));
	dl_shelf_close(&shelf);
	rmdir(dir);
}

/* What cannot be written stays in memory. */
static void test_no_room(void)
{
	char dir[64];
	struct rlimit before, limit;
	struct dl_shelf shelf;

	temp_folder(dir, sizeof(dir), "dl-shelf-XXXXXX");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 100000;
	setrlimit(RLIMIT_FSIZE, &limit);
	dl_shelf_open(&shelf, dir);
	put(&shelf, 0, FILES);
	setrlimit(RLIMIT_FSIZE, &before);
	CU_ASSERT_TRUE(shelf.end > 0 && shelf.end <= 100000);
	CU_ASSERT_TRUE(are_same(&shelf, 0, FILES));
	dl_shelf_close(&shelf);
	rmdir(dir);
}

static void test_no_file(void)
{
	struct dl_shelf shelf;

	dl_shelf_open(&shelf, "/no/such/folder");
	put(&shelf, 0, FILES);
	CU_ASSERT_EQUAL(shelf.end, 0);
	CU_ASSERT_TRUE(are_same(&shelf, 0, FILES));
	dl_shelf_close(&shelf);
	/* a scan that has come to nothing closes what was not opened */
	shelf = (struct dl_shelf){.fd = -1};
	dl_shelf_close(&shelf);
}

static void test_lost(void)
{
	char dir[64];
	struct dl_shelf shelf;
	struct dl_error err;
	void *data;
	size_t len;

	temp_folder(dir, sizeof(dir), "dl-shelf-XXXXXX");
	dl_shelf_open(&shelf, dir);
	put(&shelf, 0, 3);
	CU_ASSERT_EQUAL_FATAL(ftruncate(shelf.fd, 1000), 0);
	CU_ASSERT_TRUE(is_same(&shelf, 1));
	CU_ASSERT_EQUAL(dl_shelf_get(&shelf, 2, &data, &len, &err), DL_ERR_IO);
	CU_ASSERT_PTR_NULL(data);
	CU_ASSERT_STRING_EQUAL(err.message,
			       "cannot read packed IR back from the cache folder: Input/output error");
	dl_shelf_close(&shelf);
	rmdir(dir);
}

DL_TEST_MAIN("worker_shelf", DL_TEST(test_round), DL_TEST(test_again), DL_TEST(test_children),
	     DL_TEST(test_no_room), DL_TEST(test_no_file), DL_TEST(test_lost))
