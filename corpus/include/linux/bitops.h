/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: bits, bit fields, byte order, unaligned access. */
#ifndef DL_STUB_BITOPS_H
#define DL_STUB_BITOPS_H

#include <linux/types.h>

#define BITS_PER_BYTE	8
#define BITS_PER_LONG	64
#define BIT(n)		(1UL << (n))
#define BIT_ULL(n)	(1ULL << (n))
#define BIT_MASK(n)	(1UL << ((n) % BITS_PER_LONG))
#define BIT_WORD(n)	((n) / BITS_PER_LONG)
#define BITS_TO_LONGS(n) (((n) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define GENMASK(h, l)	((~0UL << (l)) & (~0UL >> (BITS_PER_LONG - 1 - (h))))
#define GENMASK_ULL(h, l) ((~0ULL << (l)) & (~0ULL >> (63 - (h))))

#define DL_STUB_SHIFT(mask)	__builtin_ctzll(mask)
#define FIELD_PREP(mask, v)	(((__typeof__(mask))(v) << DL_STUB_SHIFT(mask)) & (mask))
#define FIELD_GET(mask, reg)	((__typeof__(mask))(((reg) & (mask)) >> DL_STUB_SHIFT(mask)))
#define FIELD_MAX(mask)		((mask) >> DL_STUB_SHIFT(mask))
#define FIELD_FIT(mask, v)	(!((((__typeof__(mask))(v)) << DL_STUB_SHIFT(mask)) & ~(mask)))
#define u32_get_bits(v, f)	(((v) & (f)) >> DL_STUB_SHIFT(f))
#define u32_encode_bits(v, f)	(((u32)(v) << DL_STUB_SHIFT(f)) & (f))
#define le32_get_bits(v, f)	u32_get_bits(v, f)
#define le32_encode_bits(v, f)	u32_encode_bits(v, f)
#define u32p_replace_bits(p, v, f) (*(p) = (*(p) & ~(f)) | u32_encode_bits(v, f))
#define le32p_replace_bits(p, v, f) u32p_replace_bits(p, v, f)

#define hweight8(w)	__builtin_popcount((u8)(w))
#define hweight16(w)	__builtin_popcount((u16)(w))
#define hweight32(w)	__builtin_popcount(w)
#define hweight_long(w)	__builtin_popcountl(w)
#define ffs(x)		__builtin_ffs(x)
#define fls(x)		((x) ? 32 - __builtin_clz(x) : 0)
#define __ffs(x)	((unsigned long)__builtin_ctzl(x))
#define __fls(x)	(63UL - __builtin_clzl(x))
#define fls64(x)	((x) ? 64 - __builtin_clzll(x) : 0)

void set_bit(long nr, volatile unsigned long *addr);
void clear_bit(long nr, volatile unsigned long *addr);
void change_bit(long nr, volatile unsigned long *addr);
void __set_bit(unsigned long nr, volatile unsigned long *addr);
void __clear_bit(unsigned long nr, volatile unsigned long *addr);
void clear_bit_unlock(long nr, volatile unsigned long *addr);
bool test_bit(long nr, const volatile unsigned long *addr);
bool test_and_set_bit(long nr, volatile unsigned long *addr);
bool test_and_clear_bit(long nr, volatile unsigned long *addr);
bool test_and_set_bit_lock(long nr, volatile unsigned long *addr);
bool __test_and_set_bit(unsigned long nr, volatile unsigned long *addr);
bool __test_and_clear_bit(unsigned long nr, volatile unsigned long *addr);
unsigned long find_first_bit(const unsigned long *addr, unsigned long size);
unsigned long find_first_zero_bit(const unsigned long *addr, unsigned long size);
unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long from);
unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size, unsigned long from);
unsigned long find_last_bit(const unsigned long *addr, unsigned long size);
void bitmap_zero(unsigned long *dst, unsigned int bits);
void bitmap_fill(unsigned long *dst, unsigned int bits);
void bitmap_copy(unsigned long *dst, const unsigned long *src, unsigned int bits);
void bitmap_set(unsigned long *map, unsigned int start, unsigned int len);
void bitmap_clear(unsigned long *map, unsigned int start, unsigned int len);
bool bitmap_empty(const unsigned long *src, unsigned int bits);
unsigned int bitmap_weight(const unsigned long *src, unsigned int bits);
unsigned long *bitmap_zalloc(unsigned int bits, gfp_t flags);
void bitmap_free(const unsigned long *bitmap);
u32 bitrev32(u32 x);
u8 bitrev8(u8 x);
#define for_each_set_bit(bit, addr, size)				\
	for ((bit) = find_first_bit(addr, size); (bit) < (size);	\
	     (bit) = find_next_bit(addr, size, (bit) + 1))

#define __LITTLE_ENDIAN		1234
#define __LITTLE_ENDIAN_BITFIELD
#define swab16(x)		__builtin_bswap16(x)
#define swab32(x)		__builtin_bswap32(x)
#define swab64(x)		__builtin_bswap64(x)
#define cpu_to_le16(x)		((__force __le16)(__u16)(x))
#define cpu_to_le32(x)		((__force __le32)(__u32)(x))
#define cpu_to_le64(x)		((__force __le64)(__u64)(x))
#define le16_to_cpu(x)		((__force __u16)(__le16)(x))
#define le32_to_cpu(x)		((__force __u32)(__le32)(x))
#define le64_to_cpu(x)		((__force __u64)(__le64)(x))
#define cpu_to_be16(x)		((__force __be16)__builtin_bswap16((__u16)(x)))
#define cpu_to_be32(x)		((__force __be32)__builtin_bswap32((__u32)(x)))
#define cpu_to_be64(x)		((__force __be64)__builtin_bswap64((__u64)(x)))
#define be16_to_cpu(x)		__builtin_bswap16((__force __u16)(__be16)(x))
#define be32_to_cpu(x)		__builtin_bswap32((__force __u32)(__be32)(x))
#define be64_to_cpu(x)		__builtin_bswap64((__force __u64)(__be64)(x))
#define __cpu_to_le16(x)	cpu_to_le16(x)
#define __cpu_to_le32(x)	cpu_to_le32(x)
#define __cpu_to_le64(x)	cpu_to_le64(x)
#define __le16_to_cpu(x)	le16_to_cpu(x)
#define __le32_to_cpu(x)	le32_to_cpu(x)
#define __le64_to_cpu(x)	le64_to_cpu(x)
#define __cpu_to_be32(x)	cpu_to_be32(x)
#define __be32_to_cpu(x)	be32_to_cpu(x)
#define htons(x)		cpu_to_be16(x)
#define htonl(x)		cpu_to_be32(x)
#define ntohs(x)		be16_to_cpu(x)
#define ntohl(x)		be32_to_cpu(x)
#define le16_to_cpup(p)		le16_to_cpu(*(const __le16 *)(p))
#define le32_to_cpup(p)		le32_to_cpu(*(const __le32 *)(p))
#define le64_to_cpup(p)		le64_to_cpu(*(const __le64 *)(p))
#define be16_to_cpup(p)		be16_to_cpu(*(const __be16 *)(p))
#define be32_to_cpup(p)		be32_to_cpu(*(const __be32 *)(p))
#define cpu_to_le32s(p)		do { } while (0)
#define le32_to_cpus(p)		do { } while (0)
#define le16_add_cpu(p, v)	(*(p) = cpu_to_le16(le16_to_cpu(*(p)) + (v)))
#define le32_add_cpu(p, v)	(*(p) = cpu_to_le32(le32_to_cpu(*(p)) + (v)))
u16 get_unaligned_le16(const void *p);
u32 get_unaligned_le24(const void *p);
u32 get_unaligned_le32(const void *p);
u64 get_unaligned_le64(const void *p);
u16 get_unaligned_be16(const void *p);
u32 get_unaligned_be24(const void *p);
u32 get_unaligned_be32(const void *p);
u64 get_unaligned_be64(const void *p);
void put_unaligned_le16(u16 v, void *p);
void put_unaligned_le24(u32 v, void *p);
void put_unaligned_le32(u32 v, void *p);
void put_unaligned_le64(u64 v, void *p);
void put_unaligned_be16(u16 v, void *p);
void put_unaligned_be24(u32 v, void *p);
void put_unaligned_be32(u32 v, void *p);
void put_unaligned_be64(u64 v, void *p);
#define get_unaligned(p)	(*(p))
#define put_unaligned(v, p)	((void)(*(p) = (v)))

#endif
