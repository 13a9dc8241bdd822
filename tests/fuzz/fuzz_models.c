/* SPDX-License-Identifier: Apache-2.0 */
/* A file of models. */
#include "fuzz.h"
#include "model/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_models *models = dl_models_new();
	struct dl_error err = {0};
	char *text = fuzz_text(data, size);

	fuzz_check(dl_models_add(models, "fuzz.json", text, size, &err) == DL_OK || *err.message);
	dl_models_free(models);
	dl_free(text);
	return 0;
}
