/* SPDX-License-Identifier: Apache-2.0 */
/* Packed IR with a good checksum and changed content: the input says where (fuzz_edit()). */
#include "base/file.h"
#include "fuzz.h"
#include "ir/pack.h"
#include "ir/parse.h"

/* A text that has most of what IR can say. */
static void pack_sample(struct dl_buf *out)
{
	struct dl_buf text = {0};
	struct dl_unit *unit = NULL;

	fuzz_check(dl_file_read(&text, DL_SOURCE_DIR "/tests/fuzz/seeds/ir_text/sample.ir", NULL) == DL_OK);
	fuzz_check(dl_ir_parse(&unit, dl_buf_str(&text), NULL) == DL_OK);
	dl_ir_pack(unit, out);
	dl_unit_free(unit);
	dl_buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dl_buf sample;
	struct dl_unit *unit = NULL;
	struct dl_buf packed = {0}, again = {0};

	if (!sample.len)
		pack_sample(&sample);
	dl_buf_add(&packed, sample.data, sample.len);
	fuzz_edit(&packed, data, size);
	if (dl_ir_unpack(&unit, packed.data, packed.len, NULL) == DL_OK)
		dl_ir_pack(unit, &again);
	dl_unit_free(unit);
	dl_buf_free(&packed);
	dl_buf_free(&again);
	return 0;
}
