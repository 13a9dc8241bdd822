/* SPDX-License-Identifier: Apache-2.0 */
/* The IR's packed form: round trip, size, and every kind of damage. */
#include "harness.h"

#include <stdio.h>

#include "base/codec.h"
#include "ir/pack.h"
#include "ir/parse.h"
#include "ir/print.h"
#include "ir/validate.h"
#include "ir_random.h"

static struct dl_buf packed_random(uint64_t seed)
{
	struct dl_unit *unit = ir_random_unit(seed);
	struct dl_buf out = {0};

	dl_ir_pack(unit, &out);
	dl_unit_free(unit);
	return out;
}

/* One that is small enough to damage in every place, but has code. */
static struct dl_buf packed_small(void)
{
	for (uint64_t seed = 11;; seed++) {
		struct dl_buf out = packed_random(seed);

		if (out.len > 500 && out.len < 1000)
			return out;
		dl_buf_free(&out);
	}
}

static enum dl_status unpack_status(const void *data, size_t size, struct dl_error *err)
{
	struct dl_unit *unit = NULL;
	enum dl_status status = dl_ir_unpack(&unit, data, size, err);

	CU_ASSERT((status == DL_OK) == (unit != NULL));
	dl_unit_free(unit);
	return status;
}

/* Make header and payload agree again, as an attacker or a bug in the writer would. */
static void fix_checksum(struct dl_buf *packed)
{
	uint64_t size = packed->len - DL_CODEC_HEADER_SIZE;
	uint64_t sum = dl_checksum(packed->data + DL_CODEC_HEADER_SIZE, size);

	for (int i = 0; i < 8; i++) {
		packed->data[8 + i] = (char)(size >> 8 * i);
		packed->data[16 + i] = (char)(sum >> 8 * i);
	}
}

static void test_round_trip(void)
{
	for (uint64_t seed = 1000; seed < 1150; seed++) {
		struct dl_unit *unit = ir_random_unit(seed), *again = NULL;
		struct dl_buf packed = {0}, repacked = {0}, before = {0}, after = {0};
		struct dl_error err = {0};

		dl_ir_pack(unit, &packed);
		CU_ASSERT_EQUAL_FATAL(dl_ir_unpack(&again, packed.data, packed.len, &err), DL_OK);
		dl_ir_print_unit(unit, &before);
		dl_ir_print_unit(again, &after);
		CU_ASSERT_STRING_EQUAL(dl_buf_str(&before), dl_buf_str(&after));
		dl_ir_pack(again, &repacked);
		CU_ASSERT_EQUAL_FATAL(packed.len, repacked.len);
		CU_ASSERT_EQUAL(memcmp(packed.data, repacked.data, packed.len), 0);
		dl_unit_free(unit);
		dl_unit_free(again);
		dl_buf_free(&packed);
		dl_buf_free(&repacked);
		dl_buf_free(&before);
		dl_buf_free(&after);
	}
}

/* Unpacking interns names and types as parsing does. */
static void test_identity_is_restored(void)
{
	static const char text[] = "func f(a: *u8, b: *u8) -> *u8 { call f(a, b); return a }";
	struct dl_unit *unit = NULL;
	struct dl_buf packed = {0};
	struct dl_error err;

	CU_ASSERT_EQUAL_FATAL(dl_ir_parse(&unit, text, &err), DL_OK);
	dl_ir_pack(unit, &packed);
	dl_unit_free(unit);
	CU_ASSERT_EQUAL_FATAL(dl_ir_unpack(&unit, packed.data, packed.len, &err), DL_OK);
	CU_ASSERT_PTR_EQUAL(unit->funcs[0].vars[0].type, unit->funcs[0].vars[1].type);
	CU_ASSERT_PTR_EQUAL(unit->funcs[0].ret, unit->funcs[0].vars[0].type);
	CU_ASSERT_PTR_EQUAL(unit->funcs[0].blocks[0].instrs[2].callee, unit->funcs[0].name);
	CU_ASSERT_PTR_EQUAL(dl_intern_find(unit->names, "f"), unit->funcs[0].name);
	dl_unit_free(unit);
	dl_buf_free(&packed);
}

static void test_is_smaller_than_text(void)
{
	struct dl_unit *unit = ir_random_unit(3);
	struct dl_buf packed = {0}, text = {0};

	dl_ir_pack(unit, &packed);
	dl_ir_print_unit(unit, &text);
	CU_ASSERT(packed.len * 2 < text.len + 200);
	dl_buf_free(&packed);
	dl_buf_free(&text);
	dl_unit_free(unit);
}

static void test_appends(void)
{
	struct dl_unit *unit = ir_random_unit(3);
	struct dl_buf packed = {0};

	dl_buf_puts(&packed, "before");
	dl_ir_pack(unit, &packed);
	CU_ASSERT_EQUAL(memcmp(packed.data, "beforeDLIR", 10), 0);
	CU_ASSERT_EQUAL(unpack_status(packed.data + 6, packed.len - 6, NULL), DL_OK);
	dl_buf_free(&packed);
	dl_unit_free(unit);
}

static void test_header(void)
{
	struct dl_buf packed = packed_random(5);
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(unpack_status(packed.data, packed.len, &err), DL_OK);
	CU_ASSERT_EQUAL(unpack_status("", 0, &err), DL_ERR_CORRUPT);
	CU_ASSERT_EQUAL(unpack_status("SQLite format 3\0 and more to follow", 35, &err),
			DL_ERR_CORRUPT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "DLIR"));
	dl_buf_putc(&packed, 0);
	CU_ASSERT_EQUAL(unpack_status(packed.data, packed.len, &err), DL_ERR_CORRUPT);
	/* also with a header that covers it */
	fix_checksum(&packed);
	CU_ASSERT_EQUAL(unpack_status(packed.data, packed.len, &err), DL_ERR_CORRUPT);
	dl_buf_free(&packed);
}

static void test_versions(void)
{
	struct dl_buf packed = packed_random(5);
	struct dl_error err = {0};

	packed.data[4]++;
	CU_ASSERT_EQUAL(unpack_status(packed.data, packed.len, &err), DL_ERR_VERSION);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "parse the source again"));
	packed.data[4] = 0;
	CU_ASSERT_EQUAL(unpack_status(packed.data, packed.len, &err), DL_ERR_VERSION);
	packed.data[7] = 1;
	CU_ASSERT_EQUAL(unpack_status(packed.data, packed.len, NULL), DL_ERR_VERSION);
	dl_buf_free(&packed);
}

static void test_every_prefix(void)
{
	struct dl_buf packed = packed_small();

	for (size_t len = 0; len < packed.len; len++) {
		/* a copy of its own, so that the sanitizer sees its end */
		char *prefix = dl_xmalloc(len);

		memcpy(prefix, packed.data, len);
		CU_ASSERT_EQUAL(unpack_status(prefix, len, NULL), DL_ERR_CORRUPT);
		free(prefix);
	}
	dl_buf_free(&packed);
}

static void test_every_changed_bit(void)
{
	struct dl_buf packed = packed_small();

	for (size_t i = 0; i < packed.len * 8; i++) {
		enum dl_status status;

		packed.data[i / 8] ^= (char)(1 << i % 8);
		status = unpack_status(packed.data, packed.len, NULL);
		CU_ASSERT(status == DL_ERR_CORRUPT ||
			  (i / 8 >= 4 && i / 8 < 8 && status == DL_ERR_VERSION));
		packed.data[i / 8] ^= (char)(1 << i % 8);
	}
	CU_ASSERT_EQUAL(unpack_status(packed.data, packed.len, NULL), DL_OK);
	dl_buf_free(&packed);
}

/* Whatever is accepted as valid also has a text form that says the same. */
static void check_text_of(const struct dl_unit *unit)
{
	struct dl_buf text = {0}, again = {0};
	struct dl_unit *parsed = NULL;
	struct dl_error err = {0};

	dl_ir_print_unit(unit, &text);
	if (dl_ir_parse(&parsed, dl_buf_str(&text), &err) != DL_OK)
		fprintf(stderr, "\n%s\n%s\n", dl_buf_str(&text), err.message);
	CU_ASSERT_PTR_NOT_NULL_FATAL(parsed);
	dl_ir_print_unit(parsed, &again);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&text), dl_buf_str(&again));
	dl_unit_free(parsed);
	dl_buf_free(&text);
	dl_buf_free(&again);
}

/* Damage that the checksum does not show: what comes out is valid, or nothing comes out. */
static void check_rechecked(struct dl_buf *packed)
{
	struct dl_unit *unit = NULL;
	struct dl_error err = {0};
	enum dl_status status;

	fix_checksum(packed);
	status = dl_ir_unpack(&unit, packed->data, packed->len, &err);
	CU_ASSERT(status == DL_OK || status == DL_ERR_CORRUPT);
	if (status == DL_OK) {
		CU_ASSERT_EQUAL(dl_ir_validate(unit, &err), DL_OK);
		check_text_of(unit);
	}
	dl_unit_free(unit);
}

static void test_damage_behind_the_checksum(void)
{
	static const unsigned char values[] = {0, 1, 7, 0xff};

	for (uint64_t seed = 20; seed < 22; seed++) {
		struct dl_buf packed = packed_random(seed);

		for (size_t i = DL_CODEC_HEADER_SIZE; i < packed.len; i += 7) {
			char saved = packed.data[i];

			for (size_t v = 0; v < sizeof(values); v++) {
				packed.data[i] = (char)values[v];
				check_rechecked(&packed);
			}
			packed.data[i] = saved;
		}
		while (packed.len > DL_CODEC_HEADER_SIZE + 3) {
			packed.len -= 3;
			check_rechecked(&packed);
		}
		dl_buf_free(&packed);
	}
}

static void test_random_bytes(void)
{
	struct ir_random r = {.state = 12345};

	for (int round = 0; round < 1000; round++) {
		struct dl_buf packed = {0};

		dl_buf_puts(&packed, "DLIR");
		dl_buf_putc(&packed, DL_PACK_VERSION);
		dl_buf_add(&packed, "\0\0\0", 3);
		for (uint64_t n = 16 + rnd(&r, 300); n; n--)
			dl_buf_putc(&packed, (char)rnd(&r, chance(&r, 70) ? 8 : 256));
		check_rechecked(&packed);
		dl_buf_free(&packed);
	}
}

/* Two pieces of different units, and single bytes inserted or lost. */
static void test_shifted_bytes(void)
{
	struct dl_buf one = packed_random(31), two = packed_random(32);
	size_t shorter = one.len < two.len ? one.len : two.len;

	for (size_t i = DL_CODEC_HEADER_SIZE; i < shorter; i += 5) {
		struct dl_buf mixed = {0};

		dl_buf_add(&mixed, one.data, i);
		dl_buf_add(&mixed, two.data + i, two.len - i);
		check_rechecked(&mixed);
		dl_buf_clear(&mixed);
		dl_buf_add(&mixed, one.data, i);
		dl_buf_add(&mixed, one.data + i + 1, one.len - i - 1);
		check_rechecked(&mixed);
		dl_buf_clear(&mixed);
		dl_buf_add(&mixed, one.data, i);
		dl_buf_putc(&mixed, 1);
		dl_buf_add(&mixed, one.data + i, one.len - i);
		check_rechecked(&mixed);
		dl_buf_free(&mixed);
	}
	dl_buf_free(&one);
	dl_buf_free(&two);
}

DL_TEST_MAIN("ir_pack", DL_TEST(test_round_trip), DL_TEST(test_identity_is_restored),
	     DL_TEST(test_is_smaller_than_text), DL_TEST(test_appends), DL_TEST(test_header),
	     DL_TEST(test_versions), DL_TEST(test_every_prefix), DL_TEST(test_every_changed_bit),
	     DL_TEST(test_damage_behind_the_checksum), DL_TEST(test_random_bytes),
	     DL_TEST(test_shifted_bytes))
