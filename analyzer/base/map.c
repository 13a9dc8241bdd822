/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing with linear probing; at most half of the slots are in use. */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"

#define FIRST_BITS 4

void dl_map_clear(struct dl_map *map)
{
	for (size_t i = 0; map->strings && i < map->len; i++)
		dl_free((char *)map->strings[i]);
	map->len = 0;
	if (map->slots)
		memset(map->slots, 0, sizeof(*map->slots) << map->slot_bits);
}

void dl_map_free(struct dl_map *map)
{
	dl_map_clear(map);
	dl_free(map->entries);
	dl_free(map->strings);
	dl_free(map->slots);
	memset(map, 0, sizeof(*map));
}

/* The upper bits of a product with the golden ratio: each depends on all bits of the key. */
static size_t first_slot(const struct dl_map *map, uint64_t key)
{
	return (size_t)((key * 0x9e3779b97f4a7c15ULL) >> (64 - map->slot_bits));
}

static size_t next_slot(const struct dl_map *map, size_t slot)
{
	return (slot + 1) & (((size_t)1 << map->slot_bits) - 1);
}

/* The first slot from @i on that is empty or has an entry with @key. */
static inline size_t probe(const struct dl_map *map, uint64_t key, size_t i)
{
	while (map->slots[i] && map->entries[map->slots[i] - 1].key != key)
		i = next_slot(map, i);
	return i;
}

static struct dl_map_entry *find(const struct dl_map *map, uint64_t key)
{
	size_t i = map->slots ? probe(map, key, first_slot(map, key)) : 0;

	return map->slots && map->slots[i] ? &map->entries[map->slots[i] - 1] : NULL;
}

static struct dl_map_entry *find_bytes(const struct dl_map *map, uint64_t hash, const char *str,
				       size_t len)
{
	size_t i = map->slots ? probe(map, hash, first_slot(map, hash)) : 0;

	for (; map->slots && map->slots[i]; i = probe(map, hash, next_slot(map, i))) {
		const char *known = map->strings[map->slots[i] - 1];

		if (!strncmp(known, str, len) && !known[len])
			return &map->entries[map->slots[i] - 1];
	}
	return NULL;
}

void *dl_map_find(const struct dl_map *map, uint64_t hash, dl_map_same_fn same, const void *wanted)
{
	size_t i = map->slots ? probe(map, hash, first_slot(map, hash)) : 0;

	for (; map->slots && map->slots[i]; i = probe(map, hash, next_slot(map, i))) {
		void *value = map->entries[map->slots[i] - 1].value;

		if (same(value, wanted))
			return value;
	}
	return NULL;
}

static void link_entry(struct dl_map *map, size_t index)
{
	size_t i = first_slot(map, map->entries[index].key);

	while (map->slots[i])
		i = next_slot(map, i);
	map->slots[i] = (uint32_t)index + 1;
}

static void grow(struct dl_map *map)
{
	map->slot_bits = map->slots ? map->slot_bits + 1 : FIRST_BITS;
	map->cap = (size_t)1 << (map->slot_bits - 1);
	map->entries = dl_xrealloc(map->entries, map->cap * sizeof(*map->entries));
	if (map->strings)
		map->strings = dl_xrealloc(map->strings, map->cap * sizeof(*map->strings));
	dl_free(map->slots);
	map->slots = dl_xcalloc((size_t)1 << map->slot_bits, sizeof(*map->slots));
	for (size_t i = 0; i < map->len; i++)
		link_entry(map, i);
}

void dl_map_add(struct dl_map *map, uint64_t hash, void *value)
{
	if (map->len == map->cap)
		grow(map);
	map->entries[map->len++] = (struct dl_map_entry){.key = hash, .value = value};
	link_entry(map, map->len - 1);
}

void *dl_map_get(const struct dl_map *map, uint64_t key)
{
	struct dl_map_entry *e = find(map, key);

	return e ? e->value : NULL;
}

bool dl_map_has(const struct dl_map *map, uint64_t key)
{
	return find(map, key);
}

void dl_map_put(struct dl_map *map, uint64_t key, void *value)
{
	struct dl_map_entry *e = find(map, key);

	if (e)
		e->value = value;
	else
		dl_map_add(map, key, value);
}

/* Free to change, unlike dl_hash_bytes(): it goes nowhere but into slots. */
static uint64_t hash_key(const char *key, size_t len)
{
	uint64_t h = dl_hash_word(DL_HASH_SEED, len);
	uint64_t word = 0;

	for (; len >= sizeof(word); key += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, key, sizeof(word));
		h = dl_hash_word(h, word);
	}
	for (word = 0; len; len--)
		word = word << 8 | (unsigned char)key[len - 1];
	return dl_hash_word(h, word);
}

static struct dl_map_entry *find_string(const struct dl_map *map, const char *str, size_t len)
{
	return find_bytes(map, hash_key(str, len), str, len);
}

void *dl_map_get_bytes(const struct dl_map *map, const char *key, size_t len)
{
	struct dl_map_entry *e = find_string(map, key, len);

	return e ? e->value : NULL;
}

const char *dl_map_key(const struct dl_map *map, const char *key, size_t len)
{
	struct dl_map_entry *e = find_string(map, key, len);

	return e ? map->strings[e - map->entries] : NULL;
}

const char *dl_map_put_bytes(struct dl_map *map, const char *key, size_t len, void *value)
{
	uint64_t hash = hash_key(key, len);
	struct dl_map_entry *e = find_bytes(map, hash, key, len);
	char *copy;

	if (e) {
		e->value = value;
		return map->strings[e - map->entries];
	}
	copy = dl_xmalloc(len + 1);
	memcpy(copy, key, len);
	copy[len] = '\0';
	dl_map_add(map, hash, value);
	if (!map->strings)
		map->strings = dl_xmalloc(map->cap * sizeof(*map->strings));
	map->strings[map->len - 1] = copy;
	return copy;
}

void *dl_map_get_str(const struct dl_map *map, const char *key)
{
	return dl_map_get_bytes(map, key, strlen(key));
}

bool dl_map_has_str(const struct dl_map *map, const char *key)
{
	return find_string(map, key, strlen(key));
}

const char *dl_map_put_str(struct dl_map *map, const char *key, void *value)
{
	return dl_map_put_bytes(map, key, strlen(key), value);
}
