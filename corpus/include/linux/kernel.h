/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: arithmetic helpers, container_of, bits, byte order, messages, assertions. */
#ifndef DL_STUB_KERNEL_H
#define DL_STUB_KERNEL_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/err.h>
#include <linux/string.h>
#include <linux/printk.h>
#include <linux/bug.h>
#include <linux/bitops.h>

#define USHRT_MAX	((unsigned short)~0U)
#define SHRT_MAX	((short)(USHRT_MAX >> 1))
#define INT_MAX		((int)(~0U >> 1))
#define INT_MIN		(-INT_MAX - 1)
#define UINT_MAX	(~0U)
#define LONG_MAX	((long)(~0UL >> 1))
#define ULONG_MAX	(~0UL)
#define ULLONG_MAX	(~0ULL)
#define U8_MAX		((u8)~0U)
#define U16_MAX		((u16)~0U)
#define U32_MAX		((u32)~0U)
#define U64_MAX		((u64)~0ULL)
#define S32_MAX		((s32)(U32_MAX >> 1))
#define SIZE_MAX	(~(size_t)0)
#define PHYS_ADDR_MAX	(~(phys_addr_t)0)

#define KB		1024
#define SZ_1		0x1
#define SZ_16		0x10
#define SZ_32		0x20
#define SZ_64		0x40
#define SZ_128		0x80
#define SZ_256		0x100
#define SZ_512		0x200
#define SZ_1K		0x400
#define SZ_2K		0x800
#define SZ_4K		0x1000
#define SZ_8K		0x2000
#define SZ_16K		0x4000
#define SZ_32K		0x8000
#define SZ_64K		0x10000
#define SZ_128K		0x20000
#define SZ_256K		0x40000
#define SZ_512K		0x80000
#define SZ_1M		0x100000
#define SZ_2M		0x200000
#define SZ_4M		0x400000
#define SZ_16M		0x1000000
#define SZ_1G		0x40000000
#define SZ_4G		0x100000000ULL

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define DIV_ROUND_UP_ULL(n, d)	DIV_ROUND_UP((unsigned long long)(n), d)
#define DIV_ROUND_CLOSEST(n, d)	(((n) + (d) / 2) / (d))
#define round_up(x, y)		((((x) - 1) | ((__typeof__(x))((y) - 1))) + 1)
#define round_down(x, y)	((x) & ~((__typeof__(x))((y) - 1)))
#define roundup(x, y)		((((x) + ((y) - 1)) / (y)) * (y))
#define rounddown(x, y)		((x) - ((x) % (y)))
#define ALIGN(x, a)		(((x) + ((__typeof__(x))(a) - 1)) & ~((__typeof__(x))(a) - 1))
#define ALIGN_DOWN(x, a)	((x) & ~((__typeof__(x))(a) - 1))
#define PTR_ALIGN(p, a)		((__typeof__(p))ALIGN((unsigned long)(p), (a)))
#define IS_ALIGNED(x, a)	(((x) & ((__typeof__(x))(a) - 1)) == 0)
#define abs(x)			({ __typeof__(x) dl_x = (x); dl_x < 0 ? -dl_x : dl_x; })
#define min(a, b)		({ __typeof__(a) dl_a = (a); __typeof__(b) dl_b = (b); dl_a < dl_b ? dl_a : dl_b; })
#define max(a, b)		({ __typeof__(a) dl_a = (a); __typeof__(b) dl_b = (b); dl_a > dl_b ? dl_a : dl_b; })
#define min_t(t, a, b)		({ t dl_a = (a); t dl_b = (b); dl_a < dl_b ? dl_a : dl_b; })
#define max_t(t, a, b)		({ t dl_a = (a); t dl_b = (b); dl_a > dl_b ? dl_a : dl_b; })
#define min3(a, b, c)		min(min(a, b), c)
#define max3(a, b, c)		max(max(a, b), c)
#define clamp(v, lo, hi)	min(max(v, lo), hi)
#define clamp_t(t, v, lo, hi)	min_t(t, max_t(t, v, lo), hi)
#define clamp_val(v, lo, hi)	clamp_t(__typeof__(v), v, lo, hi)
#define swap(a, b)		do { __typeof__(a) dl_t = (a); (a) = (b); (b) = dl_t; } while (0)
#define upper_32_bits(n)	((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n)	((u32)((n) & 0xffffffff))
#define upper_16_bits(n)	((u16)((n) >> 16))
#define lower_16_bits(n)	((u16)((n) & 0xffff))
#define struct_size(p, member, n) (sizeof(*(p)) + sizeof((p)->member[0]) * (n))
#define array_size(a, b)	((size_t)(a) * (size_t)(b))
#define size_add(a, b)		((size_t)(a) + (size_t)(b))
#define size_mul(a, b)		((size_t)(a) * (size_t)(b))
#define flex_array_size(p, member, n) (sizeof((p)->member[0]) * (n))

#define container_of(ptr, type, member)					\
	({ void *dl_ptr = (void *)(ptr); (type *)(dl_ptr - offsetof(type, member)); })
#define container_of_const(ptr, type, member) container_of(ptr, type, member)

#define is_power_of_2(n)	((n) != 0 && (((n) & ((n) - 1)) == 0))
unsigned long roundup_pow_of_two(unsigned long n);
unsigned long rounddown_pow_of_two(unsigned long n);
int ilog2(u64 n);
int order_base_2(unsigned long n);

#define div_u64(n, d)		((u64)(n) / (d))
#define div64_u64(n, d)		((u64)(n) / (d))
#define do_div(n, d)		({ u32 dl_r = (n) % (d); (n) /= (d); dl_r; })
#define mult_frac(x, n, d)	((x) * (n) / (d))

void might_sleep(void);
void cond_resched(void);
int sprintf(char *buf, const char *fmt, ...) __printf(2, 3);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int sscanf(const char *buf, const char *fmt, ...);
int kstrtoint(const char *s, unsigned int base, int *res);
int kstrtouint(const char *s, unsigned int base, unsigned int *res);
int kstrtou8(const char *s, unsigned int base, u8 *res);
int kstrtou16(const char *s, unsigned int base, u16 *res);
int kstrtou32(const char *s, unsigned int base, u32 *res);
int kstrtoul(const char *s, unsigned int base, unsigned long *res);
int kstrtobool(const char *s, bool *res);
bool in_interrupt(void);
bool in_atomic(void);
bool irqs_disabled(void);
bool in_task(void);

extern bool oops_in_progress;

#endif
