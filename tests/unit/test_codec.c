/* SPDX-License-Identifier: Apache-2.0 */
/* Records as bytes: round trips of anything, and every kind of damage. */
#include "harness.h"

#include "base/codec.h"
#include "base/hash.h"

static const struct dl_codec codec = {
	.magic = "TEST",
	.version = 7,
	.what = "the sample",
	.remedy = "; make another",
};

/* ---- a random record: what was written is read again, kind by kind ---- */

enum { NUM, SIGNED, REAL, STRING, STRINGS, BYTES, KINDS };

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return dl_hash_final(*seed);
}

/* Numbers of every length. */
static uint64_t any_num(uint64_t *seed)
{
	uint64_t bits = next(seed) % 65;

	return bits ? next(seed) >> (64 - bits) : 0;
}

static const char *any_string(uint64_t *seed)
{
	static const char *const some[] = {NULL, "", "a", "drivers/a.c", "\xc3\xa9\n", "dma_map_single"};

	return some[next(seed) % (sizeof(some) / sizeof(some[0]))];
}

static const char *any_name(uint64_t *seed)
{
	const char *s = any_string(seed);

	return s ? s : "name";
}

static size_t any_list(uint64_t *seed, const char *list[8])
{
	size_t count = next(seed) % 8;

	for (size_t i = 0; i < count; i++)
		list[i] = any_name(seed);
	return count;
}

static void write_any(struct dl_writer *w, uint64_t *seed)
{
	const char *list[8];
	uint64_t num;
	size_t count;

	switch (next(seed) % KINDS) {
	case NUM: dl_write_num(w, any_num(seed)); break;
	case SIGNED: dl_write_signed(w, (int64_t)any_num(seed)); break;
	case REAL: dl_write_real(w, (double)any_num(seed) / 3); break;
	case STRING: dl_write_string(w, any_string(seed)); break;
	case STRINGS:
		count = any_list(seed, list);
		dl_write_strings(w, list, count);
		break;
	case BYTES:
		num = next(seed);
		dl_write_bytes(w, num % 3 ? &num : NULL, num % 9);
		break;
	}
}

static bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_bytes(struct dl_reader *in, uint64_t num)
{
	size_t len;
	const void *bytes = dl_read_bytes(in, &len);

	if (num % 3 == 0)
		return !bytes && !len;
	return bytes && len == num % 9 && !memcmp(bytes, &num, len);
}

static bool same_list(struct dl_reader *in, uint64_t *seed)
{
	const char *list[8], *const *found;
	size_t count = any_list(seed, list), n;

	found = dl_read_strings(in, &n);
	if (n != count)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!same_string(found[i], list[i]))
			return false;
	return true;
}

static bool same_any(struct dl_reader *in, uint64_t *seed)
{
	switch (next(seed) % KINDS) {
	case NUM: return dl_read_num(in) == any_num(seed);
	case SIGNED: return dl_read_signed(in) == (int64_t)any_num(seed);
	case REAL: return dl_read_real(in) == (double)any_num(seed) / 3;
	case STRING: return same_string(dl_read_string(in), any_string(seed));
	case STRINGS: return same_list(in, seed);
	default: return same_bytes(in, next(seed));
	}
}

static struct dl_buf written(uint64_t seed, int count)
{
	struct dl_writer w = {0};
	struct dl_buf out = {0};

	for (int i = 0; i < count; i++)
		write_any(&w, &seed);
	dl_writer_end(&w, &codec, &out);
	return out;
}

/* Read all of it from a copy of its very size, so that a sanitizer sees reads beyond it. */
static enum dl_status read_all(const char *data, size_t size, uint64_t seed, int count, bool *same)
{
	struct dl_reader in = {.arena = dl_arena_new()};
	struct dl_error err = {0};
	char *copy = dl_xmalloc(size);
	enum dl_status status;

	*same = true;
	memcpy(copy, data, size);
	status = dl_read_begin(&in, &codec, copy, size, &err);
	if (status == DL_OK) {
		for (int i = 0; i < count; i++)
			*same &= same_any(&in, &seed);
		status = dl_read_end(&in, &err);
	}
	CU_ASSERT(status == DL_OK || (strstr(err.message, "the sample") &&
				      strstr(err.message, "; make another")));
	free(copy);
	dl_arena_free(in.arena);
	return status;
}

static void test_round_trip(void)
{
	for (uint64_t seed = 0; seed < 300; seed++) {
		int count = (int)(seed % 40);
		struct dl_buf bytes = written(seed, count);
		bool same;

		CU_ASSERT_EQUAL(read_all(bytes.data, bytes.len, seed, count, &same), DL_OK);
		CU_ASSERT(same);
		dl_buf_free(&bytes);
	}
}

/* ---- damage ---- */

static void test_every_prefix_and_more(void)
{
	struct dl_buf bytes = written(5, 30);
	bool same;

	for (size_t len = 0; len < bytes.len; len++)
		CU_ASSERT_EQUAL(read_all(bytes.data, len, 5, 30, &same), DL_ERR_CORRUPT);
	dl_buf_putc(&bytes, 0);
	CU_ASSERT_EQUAL(read_all(bytes.data, bytes.len, 5, 30, &same), DL_ERR_CORRUPT);
	dl_buf_free(&bytes);
}

static void test_every_changed_bit(void)
{
	struct dl_buf bytes = written(5, 30);
	bool same;

	for (size_t i = 0; i < bytes.len * 8; i++) {
		bool is_version = i / 8 >= 4 && i / 8 < 8;

		bytes.data[i / 8] ^= (char)(1 << i % 8);
		CU_ASSERT_EQUAL(read_all(bytes.data, bytes.len, 5, 30, &same),
				is_version ? DL_ERR_VERSION : DL_ERR_CORRUPT);
		bytes.data[i / 8] ^= (char)(1 << i % 8);
	}
	dl_buf_free(&bytes);
}

/* Make the header agree with the payload again, as a bug in a writer would. */
static void fix_header(struct dl_buf *bytes)
{
	uint64_t size = bytes->len - DL_CODEC_HEADER_SIZE;
	uint64_t sum = dl_checksum(bytes->data + DL_CODEC_HEADER_SIZE, size);

	for (int i = 0; i < 8; i++) {
		bytes->data[8 + i] = (char)(size >> 8 * i);
		bytes->data[16 + i] = (char)(sum >> 8 * i);
	}
}

/* Whatever is behind a right checksum: a value or an error, never a read beyond the end. */
static void test_damage_behind_the_checksum(void)
{
	size_t refused = 0;
	bool same;

	for (uint64_t seed = 0; seed < 20; seed++) {
		struct dl_buf bytes = written(seed, 20);

		for (size_t i = DL_CODEC_HEADER_SIZE; i < bytes.len; i++) {
			char saved = bytes.data[i];

			for (int v = 0; v < 4; v++) {
				bytes.data[i] = "\0\1\x7f\xff"[v];
				fix_header(&bytes);
				refused += read_all(bytes.data, bytes.len, seed, 20, &same) != DL_OK;
			}
			bytes.data[i] = saved;
		}
		while (bytes.len > DL_CODEC_HEADER_SIZE) {
			bytes.len--;
			fix_header(&bytes);
			CU_ASSERT_EQUAL(read_all(bytes.data, bytes.len, seed, 20, &same),
					DL_ERR_CORRUPT);
		}
		dl_buf_free(&bytes);
	}
	CU_ASSERT(refused > 1000);
}

/* ---- single rules ---- */

/* A record whose payload is @payload. */
static struct dl_buf crafted(const char *payload, size_t len)
{
	struct dl_writer none = {0};
	struct dl_buf out = {0};

	dl_writer_end(&none, &codec, &out);
	out.len = DL_CODEC_HEADER_SIZE;
	dl_buf_add(&out, payload, len);
	fix_header(&out);
	return out;
}

#define READ(payload, how, wanted)                                                               \
	do {                                                                                     \
		struct dl_buf bytes = crafted(payload, sizeof(payload) - 1);                     \
		struct dl_reader in = {.arena = dl_arena_new()};                                 \
		size_t len = 0;                                                                  \
												 \
		CU_ASSERT_EQUAL_FATAL(dl_read_begin(&in, &codec, bytes.data, bytes.len, NULL),   \
				      DL_OK);                                                    \
		(void)(how);                                                                     \
		(void)len;                                                                       \
		CU_ASSERT_EQUAL(dl_read_end(&in, NULL), wanted);                                 \
		dl_arena_free(in.arena);                                                         \
		dl_buf_free(&bytes);                                                             \
	} while (0)

static void test_single_reads(void)
{
	READ("\0\x80\x01", dl_read_num(&in), DL_OK);
	READ("\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", dl_read_num(&in), DL_OK);
	READ("\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", dl_read_num(&in), DL_ERR_CORRUPT);
	READ("\0\x80", dl_read_num(&in), DL_ERR_CORRUPT);
	READ("\0", dl_read_num(&in), DL_ERR_CORRUPT);
	READ("\0\1\1", dl_read_num(&in), DL_ERR_CORRUPT); /* something is left */
	READ("\0\1", dl_read_bool(&in), DL_OK);
	READ("\0\2", dl_read_bool(&in), DL_ERR_CORRUPT);
	READ("\0\xff\xff\xff\xff\x0f", dl_read_u32(&in), DL_OK);
	READ("\0\x80\x80\x80\x80\x10", dl_read_u32(&in), DL_ERR_CORRUPT);
	READ("\0\5", dl_read_max(&in, 5), DL_OK);
	READ("\0\6", dl_read_max(&in, 5), DL_ERR_CORRUPT);
	READ("\0\1", dl_read_count(&in), DL_ERR_CORRUPT); /* of what? nothing follows */
	READ("\0\0", dl_read_count(&in), DL_OK);
	READ("\0\1\2\3\4\5\6\7", dl_read_real(&in), DL_ERR_CORRUPT);
	READ("\0\1\2\3\4\5\6\7\1", dl_read_real(&in), DL_OK);
	READ("\0\3xy", dl_read_bytes(&in, &len), DL_OK);
	READ("\0\4xy", dl_read_bytes(&in, &len), DL_ERR_CORRUPT);
	READ("\1\2ab\1", dl_read_name(&in), DL_OK);
	READ("\1\2ab\0", dl_read_string(&in), DL_OK);
	READ("\1\2ab\0", dl_read_name(&in), DL_ERR_CORRUPT); /* NULL */
	READ("\1\2ab\2", dl_read_string(&in), DL_ERR_CORRUPT);
	READ("\1\2a\0\1", dl_read_string(&in), DL_ERR_CORRUPT); /* a NUL inside */
	READ("\2\2ab\1", dl_read_string(&in), DL_ERR_CORRUPT);
	READ("\1\2ab\2\1\0", dl_read_strings(&in, &len), DL_ERR_CORRUPT);
	READ("\1\2ab\2\1\1", dl_read_strings(&in, &len), DL_OK);
}

/* One string, written often, is there once and read as one pointer. */
static void test_strings_are_shared(void)
{
	struct dl_reader in = {.names = dl_interner_new()};
	struct dl_writer w = {0};
	struct dl_buf bytes = {0};
	const char *first;

	for (int i = 0; i < 50; i++)
		dl_write_string(&w, "drivers/net/ethernet/acme/ring.c");
	CU_ASSERT_EQUAL(dl_string_id(&w, NULL), 0);
	CU_ASSERT_EQUAL(dl_string_id(&w, "drivers/net/ethernet/acme/ring.c"), 1);
	dl_writer_end(&w, &codec, &bytes);
	CU_ASSERT(bytes.len < DL_CODEC_HEADER_SIZE + 100);
	CU_ASSERT_EQUAL(dl_read_begin(&in, &codec, bytes.data, bytes.len, NULL), DL_OK);
	first = dl_read_string(&in);
	CU_ASSERT_PTR_EQUAL(first, dl_intern(in.names, "drivers/net/ethernet/acme/ring.c"));
	for (int i = 1; i < 50; i++)
		CU_ASSERT_PTR_EQUAL(dl_read_string(&in), first);
	CU_ASSERT_EQUAL(dl_read_end(&in, NULL), DL_OK);
	dl_interner_free(in.names);
	dl_buf_free(&bytes);
}

/* Records stand one behind the other, and the writer is empty again. */
static void test_appends(void)
{
	struct dl_writer w = {0};
	struct dl_buf out = {0};
	bool same;

	dl_buf_puts(&out, "before");
	dl_write_num(&w, 1);
	dl_writer_end(&w, &codec, &out);
	CU_ASSERT_EQUAL(memcmp(out.data, "beforeTEST\7\0\0\0\2\0\0\0\0\0\0\0", 22), 0);
	CU_ASSERT_EQUAL(w.body.len, 0);
	CU_ASSERT_EQUAL(read_all(out.data, 6, 0, 0, &same), DL_ERR_CORRUPT);
	dl_buf_free(&out);
}

DL_TEST_MAIN("codec", DL_TEST(test_round_trip), DL_TEST(test_every_prefix_and_more),
	     DL_TEST(test_every_changed_bit), DL_TEST(test_damage_behind_the_checksum),
	     DL_TEST(test_single_reads), DL_TEST(test_strings_are_shared), DL_TEST(test_appends))
