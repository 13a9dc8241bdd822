/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 64-bit hashing that is the same on every machine and in every version:
 * fingerprints and cache keys depend on it (FNV-1a with a final avalanche).
 * dl_hash_word() alone is for tables in memory and checksums: fast, and free to
 * change.
 */
#ifndef DL_BASE_HASH_H
#define DL_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define DL_HASH_SEED 0xcbf29ce484222325ULL

/* Fold bytes, an integer, or a string with its length into a running hash. */
uint64_t dl_hash_bytes(uint64_t h, const void *data, size_t size);
uint64_t dl_hash_u64(uint64_t h, uint64_t value);
uint64_t dl_hash_str(uint64_t h, const char *s);
/* Mix the running hash so that all bits may be used. */
uint64_t dl_hash_final(uint64_t h);

/* Fold a number or a pointer into the hash of a key in memory; needs no dl_hash_final(). */
static inline uint64_t dl_hash_word(uint64_t h, uint64_t word)
{
	h ^= word + 0x9e3779b97f4a7c15ULL + (h << 6) + (h >> 2);
	return h * 0xff51afd7ed558ccdULL;
}

#endif
