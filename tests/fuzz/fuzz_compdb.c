/* SPDX-License-Identifier: Apache-2.0 */
/* A compile database. */
#include "memory_file.h"
#include "source/compdb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_error err = {0};
	struct dl_compdb db;
	char path[64];
	int fd = fuzz_file(path, data, size);

	fuzz_check(dl_compdb_read(&db, arena, path, &err) == DL_OK || *err.message);
	dl_compdb_free(&db);
	dl_arena_free(arena);
	close(fd);
	return 0;
}
