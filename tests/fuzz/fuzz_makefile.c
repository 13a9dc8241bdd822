/* SPDX-License-Identifier: Apache-2.0 */
/* A Makefile, read and with every variable expanded. */
#include "fuzz.h"
#include "source/makefile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_make make = {.arena = dl_arena_new(), .marks = true};
	char *text = fuzz_text(data, size);

	dl_makefile_parse(&make, text, "/nonexistent");
	for (size_t i = 0; i < make.vars.len; i++)
		dl_make_expand(&make, make.vars.entries[i].value);
	dl_make_free(&make);
	dl_arena_free(make.arena);
	dl_free(text);
	return 0;
}
