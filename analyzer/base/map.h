/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hash map: to a pointer, from a 64-bit number, from a string, or from
 * whatever the caller hashes and compares; one map has keys of one kind.
 * Iteration order is the order of insertion, so results that follow from it
 * are the same in every run.
 */
#ifndef DL_BASE_MAP_H
#define DL_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dl_map_entry {
	uint64_t key;		/* the number, or the hash */
	void *value;
};

struct dl_map {
	struct dl_map_entry *entries;	/* in order of insertion */
	const char **strings;		/* in a map from strings: the key of each entry, owned */
	size_t len;
	size_t cap;
	uint32_t *slots;		/* index into entries + 1; 0 is empty */
	unsigned int slot_bits;		/* there are 1 << slot_bits slots */
};

/* A zeroed struct dl_map is an empty map. Values are not owned. */
void dl_map_free(struct dl_map *map);
void dl_map_clear(struct dl_map *map);

void *dl_map_get(const struct dl_map *map, uint64_t key);
bool dl_map_has(const struct dl_map *map, uint64_t key);
void dl_map_put(struct dl_map *map, uint64_t key, void *value);

void *dl_map_get_str(const struct dl_map *map, const char *key);
bool dl_map_has_str(const struct dl_map *map, const char *key);
/* Returns the map's own copy of the key. */
const char *dl_map_put_str(struct dl_map *map, const char *key, void *value);

/* The same for the @len bytes at @key, which hold no NUL. */
void *dl_map_get_bytes(const struct dl_map *map, const char *key, size_t len);
const char *dl_map_put_bytes(struct dl_map *map, const char *key, size_t len, void *value);
/* The map's own copy of a key that is there, else NULL. */
const char *dl_map_key(const struct dl_map *map, const char *key, size_t len);

/*
 * Keys that only the caller knows, found by their hash: dl_map_find() returns
 * the value under @hash that @same accepts, or NULL; dl_map_add() adds a value
 * for which that was NULL.
 */
typedef bool (*dl_map_same_fn)(const void *value, const void *wanted);
void *dl_map_find(const struct dl_map *map, uint64_t hash, dl_map_same_fn same, const void *wanted);
void dl_map_add(struct dl_map *map, uint64_t hash, void *value);

#endif
