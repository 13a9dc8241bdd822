/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packed IR of all files of a scan, from its parse until the last module is analysed: any module may ask
 * about any file. In memory it would be a third of what the coordinator holds, and each worker with it, so it
 * lies in a file without a name, which ends with the processes. What cannot be written there stays in memory.
 * Workers that are forked later read what was put before.
 */
#ifndef DL_WORKER_SHELF_H
#define DL_WORKER_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/status.h"

struct dl_shelf {
	int fd; /* -1: there is no file */
	uint64_t end; /* bytes of it that are in use */
	struct dl_map places; /* file + 1 -> where it is */
};

/* The file is made in the folder @dir. */
void dl_shelf_open(struct dl_shelf *shelf, const char *dir);
void dl_shelf_close(struct dl_shelf *shelf);

void dl_shelf_put(struct dl_shelf *shelf, uint32_t file, const void *data, size_t len);
bool dl_shelf_has(const struct dl_shelf *shelf, uint32_t file);
/* As it was put, into @out, for dl_free(). DL_ERR_NOT_FOUND; DL_ERR_IO when it cannot be read back. */
enum dl_status dl_shelf_get(const struct dl_shelf *shelf, uint32_t file, void **out, size_t *len,
			   struct dl_error *err);

#endif
