/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hash map from a 64-bit key to a pointer, and from a string to a pointer.
 * Iteration order is the order of insertion, so results that follow from it
 * are the same in every run.
 */
#ifndef DL_BASE_MAP_H
#define DL_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dl_map_entry {
	uint64_t key;		/* integer key, or hash of @str */
	const char *str;	/* owned copy of the string key, NULL in an integer map */
	void *value;
};

struct dl_map {
	struct dl_map_entry *entries;	/* in order of insertion */
	size_t len;
	size_t cap;
	uint32_t *slots;		/* index into entries + 1; 0 is empty */
	size_t slot_count;
};

/* A zeroed struct dl_map is an empty map. Values are not owned. */
void dl_map_free(struct dl_map *map);
void dl_map_clear(struct dl_map *map);

void *dl_map_get(const struct dl_map *map, uint64_t key);
bool dl_map_has(const struct dl_map *map, uint64_t key);
void dl_map_put(struct dl_map *map, uint64_t key, void *value);

void *dl_map_get_str(const struct dl_map *map, const char *key);
bool dl_map_has_str(const struct dl_map *map, const char *key);
void dl_map_put_str(struct dl_map *map, const char *key, void *value);

#endif
