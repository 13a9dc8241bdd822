/* SPDX-License-Identifier: Apache-2.0 */
/* What an editor sends to the language server, up to JSON. */
#include "lsp/transport.h"
#include "memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct dl_lsp_input in = {.fd = fuzz_file(path, data, size)};
	enum dl_lsp_frame frame;
	size_t len;

	fuzz_check(lseek(in.fd, 0, SEEK_SET) == 0);
	while (dl_lsp_fill(&in)) {
		const char *text, *why = NULL;

		while ((frame = dl_lsp_take(&in, &text, &len, &why)) != DL_LSP_NOTHING) {
			fuzz_check(frame == DL_LSP_MESSAGE || why);
			if (frame == DL_LSP_MESSAGE)
				json_decref(json_loadb(text, len, 0, NULL));
		}
	}
	close(in.fd);
	dl_lsp_input_free(&in);
	return 0;
}
