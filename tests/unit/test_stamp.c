/* SPDX-License-Identifier: Apache-2.0 */
/* Stamps: what counts as the same file. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/stamp.h"
#include "unit/temp_folder.h"
#include "harness.h"

static char path[300];

/* A file in a folder of its own, which stays. */
static void choose_path(void)
{
	static char folder[256];

	if (!*folder) {
		temp_folder(folder, sizeof(folder), "dl-stamp-XXXXXX");
		snprintf(path, sizeof(path), "%s/file", folder);
	}
}

static void write_text(const char *text, long age)
{
	struct timespec times[2];
	FILE *f;

	choose_path();
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= age;
	times[1] = times[0];
	if (utimensat(AT_FDCWD, path, times, 0))
		abort();
}

/* The stamp of now, as it is after it was kept. */
static struct dl_stamp kept(void)
{
	struct dl_stamps *stamps = dl_stamps_new(NULL);
	const struct dl_stamp *stamp = dl_stamp_read(stamps, path);
	struct dl_arena *arena = dl_arena_new();
	static const struct dl_codec codec = {.magic = "TEST", .version = 1, .what = "a test", .remedy = ""};
	struct dl_writer w = {0};
	struct dl_reader in = {.arena = arena};
	struct dl_buf bytes = {0};
	struct dl_stamp out = {0};

	dl_stamp_write(&w, stamp);
	dl_writer_end(&w, &codec, &bytes);
	CU_ASSERT_EQUAL(dl_read_begin(&in, &codec, bytes.data, bytes.len, NULL), DL_OK);
	dl_stamp_get(&in, &out);
	CU_ASSERT_EQUAL(dl_read_end(&in, NULL), DL_OK);
	dl_buf_free(&bytes);
	dl_arena_free(arena);
	dl_stamps_free(stamps);
	return out;
}

static bool holds(struct dl_stamp then)
{
	struct dl_stamps *stamps = dl_stamps_new(NULL);
	bool same = dl_stamp_holds(stamps, path, &then);

	dl_stamps_free(stamps);
	return same;
}

static void test_the_same_file(void)
{
	struct dl_stamp then;

	write_text("one", 100);
	then = kept();
	CU_ASSERT(holds(then));
	write_text("one", 50); /* other times, the same content */
	CU_ASSERT(holds(then));
}

static void test_another_content(void)
{
	struct dl_stamp then;

	write_text("one", 100);
	then = kept();
	write_text("two", 50);
	CU_ASSERT_FALSE(holds(then));
	write_text("longer", 50);
	CU_ASSERT_FALSE(holds(then));
}

/* Within the grain of the clock a file changes and shows the same times. */
static void test_young_times_are_not_believed(void)
{
	struct dl_stamp then, now;

	write_text("one", 0);
	then = kept();
	CU_ASSERT_FALSE(then.is_sure);
	write_text("two", 0);
	now = kept();
	then.modified = now.modified;
	then.changed = now.changed;
	then.inode = now.inode;
	CU_ASSERT_FALSE(holds(then));
}

static void test_a_file_that_is_not_there(void)
{
	struct dl_stamp then;

	choose_path();
	unlink(path);
	then = kept();
	CU_ASSERT(holds(then));
	write_text("", 100);
	CU_ASSERT_FALSE(holds(then));
	then = kept();
	CU_ASSERT(holds(then));
	unlink(path);
	CU_ASSERT_FALSE(holds(then));
	mkdir(path, 0700);
	CU_ASSERT_FALSE(holds(then));
	rmdir(path);
}

/* A table looks once. */
static void test_one_look(void)
{
	struct dl_stamps *stamps;
	struct dl_stamp then;

	write_text("one", 100);
	then = kept();
	stamps = dl_stamps_new(NULL);
	CU_ASSERT(dl_stamp_holds(stamps, path, &then));
	write_text("two", 50);
	CU_ASSERT(dl_stamp_holds(stamps, path, &then));
	dl_stamps_free(stamps);
}

/* What an editor has not saved is what is read. */
static void test_overlay(void)
{
	const struct dl_overlay_file text = {path, "two", 3};
	const struct dl_overlay overlay = {&text, 1};
	struct dl_stamps *stamps;
	struct dl_stamp then;

	write_text("one", 100);
	then = kept();
	stamps = dl_stamps_new(&overlay);
	CU_ASSERT_FALSE(dl_stamp_holds(stamps, path, &then));
	CU_ASSERT(dl_stamp_is_settled(stamps, path));
	then = *dl_stamp_read(stamps, path);
	CU_ASSERT(dl_stamp_holds(stamps, path, &then));
	CU_ASSERT_FALSE(holds(then));
	write_text("two", 100);
	CU_ASSERT(holds(then));
	dl_stamps_free(stamps);
}

static void test_settled(void)
{
	struct dl_stamps *stamps;

	write_text("one", 0);
	usleep(50000);
	stamps = dl_stamps_new(NULL);
	CU_ASSERT(dl_stamp_is_settled(stamps, path));
	dl_stamps_free(stamps);
	stamps = dl_stamps_new(NULL);
	write_text("two", 0);
	CU_ASSERT_FALSE(dl_stamp_is_settled(stamps, path));
	dl_stamps_free(stamps);
	/* one that was looked at before it changed */
	usleep(50000);
	stamps = dl_stamps_new(NULL);
	CU_ASSERT_PTR_NOT_NULL(dl_stamp_read(stamps, path));
	CU_ASSERT(dl_stamp_is_settled(stamps, path));
	write_text("six", 0);
	CU_ASSERT_FALSE(dl_stamp_is_settled(stamps, path));
	dl_stamps_free(stamps);
}

DL_TEST_MAIN("stamp", DL_TEST(test_the_same_file), DL_TEST(test_another_content),
	     DL_TEST(test_young_times_are_not_believed), DL_TEST(test_a_file_that_is_not_there),
	     DL_TEST(test_one_look), DL_TEST(test_overlay), DL_TEST(test_settled))
