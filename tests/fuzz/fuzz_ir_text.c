/* SPDX-License-Identifier: Apache-2.0 */
/* IR as text: what is taken can be packed, and is unpacked again. */
#include "fuzz.h"
#include "ir/pack.h"
#include "ir/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct dl_unit *unit = NULL, *again = NULL;
	struct dl_buf packed = {0};

	if (dl_ir_parse(&unit, text, NULL) == DL_OK) {
		dl_ir_pack(unit, &packed);
		fuzz_check(dl_ir_unpack(&again, packed.data, packed.len, NULL) == DL_OK);
		dl_unit_free(again);
	}
	dl_unit_free(unit);
	dl_buf_free(&packed);
	dl_free(text);
	return 0;
}
