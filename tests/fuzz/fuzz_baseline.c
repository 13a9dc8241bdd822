/* SPDX-License-Identifier: Apache-2.0 */
/* A baseline: what was taken is written, and taken again. */
#include "memory_file.h"
#include "report/baseline.h"

static bool take(struct dl_baseline *out, struct dl_arena *arena, const void *data, size_t size)
{
	char path[64];
	int fd = fuzz_file(path, data, size);
	bool taken = dl_baseline_read(out, arena, path, NULL) == DL_OK;

	close(fd);
	return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_baseline baseline = {0}, again = {0};
	struct dl_buf text = {0};

	if (take(&baseline, arena, data, size)) {
		dl_baseline_write(&baseline, &text);
		fuzz_check(take(&again, arena, text.data, text.len));
	}
	dl_buf_free(&text);
	dl_baseline_free(&baseline);
	dl_baseline_free(&again);
	dl_arena_free(arena);
	return 0;
}
