/* SPDX-License-Identifier: Apache-2.0 */
/* The names in a patch. */
#include "cli/patch_names.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_patch_names names = {0};
	char *text = fuzz_text(data, size);

	dl_patch_names_read(&names, text);
	for (size_t i = 0; i < names.count; i++)
		fuzz_check(names.list[i].name != NULL);
	dl_patch_names_free(&names);
	dl_free(text);
	return 0;
}
