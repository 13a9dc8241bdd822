/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <string.h>

uint64_t dl_hash_bytes(uint64_t h, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i++)
		h = (h ^ p[i]) * 0x100000001b3ULL;
	return h;
}

uint64_t dl_hash_u64(uint64_t h, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		h = (h ^ ((value >> (8 * i)) & 0xff)) * 0x100000001b3ULL;
	return h;
}

uint64_t dl_hash_str(uint64_t h, const char *s)
{
	size_t len = strlen(s);

	return dl_hash_u64(dl_hash_bytes(h, s, len), len);
}

uint64_t dl_hash_final(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdULL;
	h ^= h >> 33;
	h *= 0xc4ceb9fe1a85ec53ULL;
	h ^= h >> 33;
	return h;
}
