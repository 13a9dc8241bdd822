/* SPDX-License-Identifier: Apache-2.0 */
/* Comments of a source that allow findings. */
#include "fuzz.h"
#include "report/allow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_allowances all = {.arena = dl_arena_new()};
	char *text = fuzz_text(data, size);

	dl_allow_read(&all, "fuzz.c", text, size);
	for (size_t i = 0; i < all.list.len; i++) {
		const struct dl_allowance *a = &all.list.data[i];

		fuzz_check(a->trouble || (a->rule && a->reason));
		fuzz_check(a->line && a->line <= a->last);
	}
	dl_vec_free(&all.list);
	dl_arena_free(all.arena);
	dl_free(text);
	return 0;
}
