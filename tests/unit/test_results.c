/* SPDX-License-Identifier: Apache-2.0 */
/* The file of results: what is put is there, until it is trimmed; damage costs what was in it. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "store/compress.h"
#include "store/results.h"
#include "unit/temp_folder.h"
#include "harness.h"

#define NO_LIMIT UINT64_MAX

static char path[300];
static const char *program = "1.0";

static struct dl_results *fresh(void)
{
	char folder[256];

	temp_folder(folder, sizeof(folder), "dl-results-XXXXXX");
	snprintf(path, sizeof(path), "%s/results.db", folder);
	return dl_results_open(path);
}

static void put(struct dl_results *r, enum dl_memo_kind kind, uint64_t key, const char *text)
{
	struct dl_memo memo = dl_results_memo(r, program);
	const struct dl_buf record = {.data = (char *)(uintptr_t)text, .len = strlen(text)};

	memo.put(memo.ctx, kind, key, &record);
}

static bool has(struct dl_results *r, enum dl_memo_kind kind, uint64_t key, const char *text)
{
	struct dl_memo memo = dl_results_memo(r, program);
	struct dl_buf out = {0};
	bool found = memo.get(memo.ctx, kind, key, &out);
	bool same = found && !strcmp(dl_buf_str(&out), text);

	dl_buf_free(&out);
	return text ? same : found;
}

static void test_keys_are_apart(void)
{
	struct dl_results *r = fresh();

	put(r, DL_MEMO_FILE, 1, "a file");
	put(r, DL_MEMO_IR, 1, "code");
	put(r, DL_MEMO_FILE, UINT64_MAX, "another");
	CU_ASSERT(has(r, DL_MEMO_FILE, 1, "a file"));
	CU_ASSERT(has(r, DL_MEMO_IR, 1, "code"));
	CU_ASSERT_FALSE(has(r, DL_MEMO_MODULE, 1, ""));
	CU_ASSERT_FALSE(has(r, DL_MEMO_FILE, 2, ""));
	dl_results_close(r, NO_LIMIT);
	r = dl_results_open(path);
	CU_ASSERT(has(r, DL_MEMO_FILE, 1, "a file"));
	CU_ASSERT(has(r, DL_MEMO_IR, 1, "code"));
	CU_ASSERT(has(r, DL_MEMO_FILE, UINT64_MAX, "another"));
	CU_ASSERT_EQUAL(dl_results_size(r).records, 3);
	dl_results_close(r, NO_LIMIT);
}

/* Another program reads the same files and may find another thing in them. */
static void test_programs_are_apart(void)
{
	struct dl_results *r = fresh();

	put(r, DL_MEMO_POSSIBLE, 1, "yes");
	program = "1.1";
	CU_ASSERT_FALSE(has(r, DL_MEMO_POSSIBLE, 1, ""));
	put(r, DL_MEMO_POSSIBLE, 1, "no");
	dl_results_close(r, NO_LIMIT);
	r = dl_results_open(path);
	CU_ASSERT(has(r, DL_MEMO_POSSIBLE, 1, "no"));
	program = "1.0";
	CU_ASSERT(has(r, DL_MEMO_POSSIBLE, 1, "yes"));
	dl_results_close(r, NO_LIMIT);
}

static void test_the_newest_counts(void)
{
	struct dl_results *r = fresh();

	put(r, DL_MEMO_FILE, 1, "old");
	put(r, DL_MEMO_FILE, 1, "new");
	CU_ASSERT(has(r, DL_MEMO_FILE, 1, "new"));
	dl_results_close(r, NO_LIMIT);
	r = dl_results_open(path);
	CU_ASSERT(has(r, DL_MEMO_FILE, 1, "new"));
	CU_ASSERT_EQUAL(dl_results_size(r).records, 1);
	dl_results_close(r, NO_LIMIT);
}

/* What was made ready is there as before, and what comes after it is newer. */
static void test_settled_between(void)
{
	struct dl_results *r = fresh();

	dl_results_settle(NULL);
	dl_results_settle(r);
	put(r, DL_MEMO_FILE, 1, "old");
	put(r, DL_MEMO_IR, 1, "code");
	dl_results_settle(r);
	dl_results_settle(r);
	CU_ASSERT(has(r, DL_MEMO_FILE, 1, "old"));
	put(r, DL_MEMO_FILE, 1, "new");
	put(r, DL_MEMO_MODULE, 1, "module");
	CU_ASSERT(has(r, DL_MEMO_FILE, 1, "new"));
	CU_ASSERT(has(r, DL_MEMO_IR, 1, "code"));
	dl_results_close(r, NO_LIMIT);
	r = dl_results_open(path);
	CU_ASSERT(has(r, DL_MEMO_FILE, 1, "new"));
	CU_ASSERT(has(r, DL_MEMO_IR, 1, "code"));
	CU_ASSERT(has(r, DL_MEMO_MODULE, 1, "module"));
	CU_ASSERT_EQUAL(dl_results_size(r).records, 3);
	dl_results_close(r, NO_LIMIT);
}

/* What cannot be compressed, another one for each seed. */
static const char *noise(char *text, size_t len, uint64_t seed)
{
	uint64_t h = seed * 2 + 1;

	for (size_t i = 0; i < len; i++) {
		h = h * 6364136223846793005ULL + 1442695040888963407ULL;
		text[i] = (char)(1 + (h >> 33) % 255);
	}
	text[len] = 0;
	return text;
}

static void test_trimmed_to_a_size(void)
{
	struct dl_results *r = fresh();
	char *text = malloc(100001);
	uint64_t left;

	for (uint64_t i = 0; i < 100; i++)
		put(r, DL_MEMO_IR, i, noise(text, 100000, i));
	dl_results_close(r, 2 << 20);
	r = dl_results_open(path);
	left = dl_results_size(r).records;
	CU_ASSERT(left > 5 && left < 21);
	CU_ASSERT(dl_results_size(r).bytes <= 2 << 20);
	CU_ASSERT(has(r, DL_MEMO_IR, 99, noise(text, 100000, 99)));
	CU_ASSERT_FALSE(has(r, DL_MEMO_IR, 0, noise(text, 100000, 0)));
	dl_results_close(r, 0);
	r = dl_results_open(path);
	CU_ASSERT_EQUAL(dl_results_size(r).records, 0);
	dl_results_close(r, NO_LIMIT);
	free(text);
}

static const char *number(char *text, uint64_t i)
{
	text[500] = (char)('A' + i);
	return text;
}

/* Records that are put one after another share what they have in common, and are found one by one. */
static void test_alike(void)
{
	struct dl_results *r = fresh();
	char *text = malloc(100001);

	noise(text, 100000, 1);
	for (uint64_t i = 0; i < 40; i++)
		put(r, DL_MEMO_IR, i, number(text, i));
	CU_ASSERT(has(r, DL_MEMO_IR, 0, number(text, 0)));
	CU_ASSERT(has(r, DL_MEMO_IR, 39, number(text, 39)));
	dl_results_close(r, NO_LIMIT);
	r = dl_results_open(path);
	CU_ASSERT_EQUAL(dl_results_size(r).records, 40);
	CU_ASSERT(dl_results_size(r).bytes < 1000000);
	for (uint64_t i = 40; i-- > 0;)
		CU_ASSERT(has(r, DL_MEMO_IR, i, number(text, i)));
	/* one of a bundle is put anew: the others stay */
	put(r, DL_MEMO_IR, 7, "another");
	dl_results_close(r, NO_LIMIT);
	r = dl_results_open(path);
	CU_ASSERT(has(r, DL_MEMO_IR, 7, "another"));
	CU_ASSERT(has(r, DL_MEMO_IR, 8, number(text, 8)));
	dl_results_close(r, NO_LIMIT);
	free(text);
}

/* A bundle goes with the last of its records. */
static void test_replaced(void)
{
	char *text = malloc(2001);

	dl_results_close(fresh(), NO_LIMIT);
	for (uint64_t i = 0; i < 10; i++) {
		struct dl_results *r = dl_results_open(path);

		put(r, DL_MEMO_MODULE, 1, noise(text, 2000, i));
		dl_results_close(r, NO_LIMIT);
		r = dl_results_open(path);
		CU_ASSERT(dl_results_size(r).bytes < 2200);
		CU_ASSERT(has(r, DL_MEMO_MODULE, 1, text));
		dl_results_close(r, NO_LIMIT);
	}
	free(text);
}

static const char *log_path(void)
{
	static char log[304];

	snprintf(log, sizeof(log), "%s-wal", path);
	return log;
}

static off_t size_of(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 ? st.st_size : 0;
}

static void write_file(const char *text)
{
	FILE *f = fopen(path, "w");

	unlink(log_path());
	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
}

/* What "a file" was put into is there without it, and keeps what is put from now on. */
static void check_begun_anew(void)
{
	struct dl_results *r = dl_results_open(path);

	CU_ASSERT_PTR_NOT_NULL_FATAL(r);
	CU_ASSERT_FALSE(has(r, DL_MEMO_FILE, 1, "a file"));
	put(r, DL_MEMO_FILE, 1, "again");
	dl_results_close(r, NO_LIMIT);
	r = dl_results_open(path);
	CU_ASSERT(has(r, DL_MEMO_FILE, 1, "again"));
	dl_results_close(r, NO_LIMIT);
}

/* Neither ours nor of this version: begun anew. */
static void test_what_is_no_such_file(void)
{
	struct dl_results *r = fresh();

	put(r, DL_MEMO_FILE, 1, "a file");
	dl_results_close(r, NO_LIMIT);
	write_file("this is no database, and long enough to be looked at as if it were one");
	check_begun_anew();
}

/* What somebody does to the file with another program. */
static void alter(const char *sql)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		abort();
	sqlite3_close(db);
}

/* A file of which only a part was made is begun anew. */
static void test_half_made(void)
{
	struct dl_results *r = fresh();

	put(r, DL_MEMO_FILE, 1, "a file");
	dl_results_close(r, NO_LIMIT);
	alter("DROP TABLE results");
	check_begun_anew();
}

/* A damaged bundle costs its records, until they are put again; so does a place outside of it. */
static void test_damaged_bundle(void)
{
	static const char *const damages[] = {
		"UPDATE bundles SET data = x'00'",
		"DELETE FROM bundles",
		"UPDATE results SET at = -1",
		"UPDATE results SET len = 1 << 40",
	};

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct dl_results *r = fresh();

		put(r, DL_MEMO_IR, 1, "code");
		put(r, DL_MEMO_IR, 2, "more code");
		dl_results_close(r, NO_LIMIT);
		alter(damages[i]);
		r = dl_results_open(path);
		CU_ASSERT_PTR_NOT_NULL_FATAL(r);
		CU_ASSERT_FALSE(has(r, DL_MEMO_IR, 1, "code"));
		CU_ASSERT_FALSE(has(r, DL_MEMO_IR, 2, "more code"));
		put(r, DL_MEMO_IR, 1, "code");
		dl_results_close(r, NO_LIMIT);
		r = dl_results_open(path);
		CU_ASSERT(has(r, DL_MEMO_IR, 1, "code"));
		CU_ASSERT_FALSE(has(r, DL_MEMO_IR, 2, "more code"));
		dl_results_close(r, NO_LIMIT);
	}
}

/* Who saves a file and scans it waits for no disk; what was put is there all the same. */
static void test_a_short_log_is_left(void)
{
	struct dl_results *r = fresh();
	char *text = malloc(100001);
	off_t log = 0;

	put(r, DL_MEMO_MODULE, 1, "the first");
	dl_results_close(r, NO_LIMIT);
	for (uint64_t i = 2; size_of(log_path()) >= log && i < 100; i++) {
		log = size_of(log_path());
		r = dl_results_open(path);
		CU_ASSERT(has(r, DL_MEMO_MODULE, 1, "the first"));
		put(r, DL_MEMO_MODULE, i, noise(text, 100000, i));
		dl_results_close(r, NO_LIMIT);
	}
	/* a log that was left grows until it is long enough to be worth the wait */
	CU_ASSERT(log > 1000000 && log < 4000000);
	CU_ASSERT_EQUAL(size_of(log_path()), 0);
	unlink(log_path());
	r = dl_results_open(path);
	CU_ASSERT(has(r, DL_MEMO_MODULE, 1, "the first"));
	CU_ASSERT(has(r, DL_MEMO_MODULE, 2, noise(text, 100000, 2)));
	dl_results_close(r, NO_LIMIT);
	free(text);
}

/* The log of a file that was deleted is none of the next one. */
static void test_a_log_without_its_file(void)
{
	struct dl_results *r = fresh();

	put(r, DL_MEMO_FILE, 1, "a file");
	dl_results_close(r, NO_LIMIT);
	CU_ASSERT(size_of(log_path()) > 0);
	unlink(path);
	check_begun_anew();
}

/* What is damaged beyond its first page is noticed when that is read, and gone after that. */
static void test_damaged_pages(void)
{
	struct dl_results *r = fresh();
	char page[4096];
	int fd;

	for (uint64_t i = 0; i < 1000; i++)
		put(r, DL_MEMO_MODULE, i, "a module");
	dl_results_close(r, NO_LIMIT);
	alter("PRAGMA wal_checkpoint(TRUNCATE)");
	memset(page, 0xa5, sizeof(page));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	for (off_t at = sizeof(page); at < size_of(path); at += (off_t)sizeof(page))
		CU_ASSERT_EQUAL(pwrite(fd, page, sizeof(page), at), sizeof(page));
	close(fd);
	r = dl_results_open(path);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r);
	CU_ASSERT_FALSE(has(r, DL_MEMO_MODULE, 7, "a module"));
	dl_results_close(r, NO_LIMIT);
	check_begun_anew();
}

static void test_a_folder_in_its_place(void)
{
	struct dl_results *r = fresh();

	dl_results_close(r, NO_LIMIT);
	unlink(path);
	unlink(log_path());
	CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
	CU_ASSERT_PTR_NULL(dl_results_open(path));
	CU_ASSERT_EQUAL(rmdir(path), 0);
	dl_results_close(NULL, NO_LIMIT);
}

static void test_it_is_its_owners(void)
{
	struct dl_results *r = fresh();
	struct stat st;

	CU_ASSERT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	dl_results_close(r, NO_LIMIT);
}

/* Two scans at once. */
static void test_two_handles(void)
{
	struct dl_results *a = fresh(), *b = dl_results_open(path);

	put(a, DL_MEMO_FILE, 1, "of a");
	put(b, DL_MEMO_FILE, 2, "of b");
	dl_results_close(a, NO_LIMIT);
	CU_ASSERT(has(b, DL_MEMO_FILE, 1, "of a"));
	dl_results_close(b, NO_LIMIT);
	a = dl_results_open(path);
	CU_ASSERT(has(a, DL_MEMO_FILE, 2, "of b"));
	dl_results_close(a, NO_LIMIT);
}

static bool decompress(struct dl_compressor *c, const void *frame, size_t len, const struct dl_buf *expected)
{
	struct dl_buf out = {0};
	bool same = dl_decompress(c, &out, frame, len) && out.len == expected->len &&
		    (!out.len || !memcmp(out.data, expected->data, out.len));

	dl_buf_free(&out);
	return same;
}

static void test_frames(void)
{
	static const unsigned char huge[] = {0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0};
	struct dl_compressor *c = dl_compressor_new();
	struct dl_buf text = {0};
	unsigned char *frame;
	size_t len;

	frame = dl_compress(c, "", 0, &len);
	CU_ASSERT(frame && decompress(c, frame, len, &text));
	dl_free(frame);
	for (int i = 0; i < 500; i++)
		dl_buf_printf(&text, "name%d", i * i);
	frame = dl_compress(c, text.data, text.len, &len);
	CU_ASSERT_FATAL(frame && len < text.len);
	CU_ASSERT(decompress(c, frame, len, &text));
	for (size_t i = 0; i < len; i++)
		CU_ASSERT_FALSE(decompress(c, frame, i, &text));
	/* a record knows by itself whether it is damaged: nothing worse happens here */
	for (size_t i = 0; i < len; i++) {
		frame[i] ^= 0x10;
		decompress(c, frame, len, &text);
		frame[i] ^= 0x10;
	}
	CU_ASSERT(decompress(c, frame, len, &text));
	CU_ASSERT_FALSE(decompress(c, "no frame", 8, &text));
	CU_ASSERT_FALSE(decompress(c, huge, sizeof(huge), &text));
	dl_free(frame);
	dl_buf_free(&text);
	dl_compressor_free(c);
}

DL_TEST_MAIN("results", DL_TEST(test_frames), DL_TEST(test_keys_are_apart), DL_TEST(test_programs_are_apart), DL_TEST(test_the_newest_counts), DL_TEST(test_settled_between),
	     DL_TEST(test_trimmed_to_a_size), DL_TEST(test_alike), DL_TEST(test_replaced), DL_TEST(test_what_is_no_such_file),
	     DL_TEST(test_half_made), DL_TEST(test_damaged_bundle), DL_TEST(test_damaged_pages),
	     DL_TEST(test_a_short_log_is_left), DL_TEST(test_a_log_without_its_file),
	     DL_TEST(test_a_folder_in_its_place), DL_TEST(test_it_is_its_owners), DL_TEST(test_two_handles))
