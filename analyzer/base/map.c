/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"

void dl_map_clear(struct dl_map *map)
{
	for (size_t i = 0; i < map->len; i++)
		free((char *)map->entries[i].str);
	map->len = 0;
	if (map->slots)
		memset(map->slots, 0, map->slot_count * sizeof(*map->slots));
}

void dl_map_free(struct dl_map *map)
{
	dl_map_clear(map);
	free(map->entries);
	free(map->slots);
	memset(map, 0, sizeof(*map));
}

static size_t first_slot(const struct dl_map *map, uint64_t key)
{
	return (size_t)dl_hash_final(key) & (map->slot_count - 1);
}

static struct dl_map_entry *find(const struct dl_map *map, uint64_t key, const char *str)
{
	if (!map->slot_count)
		return NULL;
	for (size_t i = first_slot(map, key); map->slots[i]; i = (i + 1) & (map->slot_count - 1)) {
		struct dl_map_entry *e = &map->entries[map->slots[i] - 1];

		if (e->key == key && (!str || !strcmp(e->str, str)))
			return e;
	}
	return NULL;
}

static void link_entry(struct dl_map *map, size_t index)
{
	size_t i = first_slot(map, map->entries[index].key);

	while (map->slots[i])
		i = (i + 1) & (map->slot_count - 1);
	map->slots[i] = (uint32_t)index + 1;
}

static void grow(struct dl_map *map)
{
	map->cap = map->cap ? map->cap * 2 : 8;
	map->entries = dl_xrealloc(map->entries, map->cap * sizeof(*map->entries));
	free(map->slots);
	map->slot_count = map->cap * 2;
	map->slots = dl_xcalloc(map->slot_count, sizeof(*map->slots));
	for (size_t i = 0; i < map->len; i++)
		link_entry(map, i);
}

static void put(struct dl_map *map, uint64_t key, const char *str, void *value)
{
	struct dl_map_entry *e = find(map, key, str);

	if (e) {
		e->value = value;
		return;
	}
	if (map->len == map->cap)
		grow(map);
	e = &map->entries[map->len++];
	e->key = key;
	e->str = str ? dl_xstrdup(str) : NULL;
	e->value = value;
	link_entry(map, map->len - 1);
}

void *dl_map_get(const struct dl_map *map, uint64_t key)
{
	struct dl_map_entry *e = find(map, key, NULL);

	return e ? e->value : NULL;
}

bool dl_map_has(const struct dl_map *map, uint64_t key)
{
	return find(map, key, NULL);
}

void dl_map_put(struct dl_map *map, uint64_t key, void *value)
{
	put(map, key, NULL, value);
}

static uint64_t str_key(const char *s)
{
	return dl_hash_str(DL_HASH_SEED, s);
}

void *dl_map_get_str(const struct dl_map *map, const char *key)
{
	struct dl_map_entry *e = find(map, str_key(key), key);

	return e ? e->value : NULL;
}

bool dl_map_has_str(const struct dl_map *map, const char *key)
{
	return find(map, str_key(key), key);
}

void dl_map_put_str(struct dl_map *map, const char *key, void *value)
{
	put(map, str_key(key), key, value);
}
