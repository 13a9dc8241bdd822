/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: scalar types and the small records that every header needs. 64-bit, little endian. */
#ifndef DL_STUB_TYPES_H
#define DL_STUB_TYPES_H

#include <linux/compiler.h>

typedef unsigned char u8, __u8, uint8_t, u_char, unchar;
typedef unsigned short u16, __u16, uint16_t, u_short, ushort;
typedef unsigned int u32, __u32, uint32_t, u_int, uint;
typedef unsigned long long u64, __u64, uint64_t;
typedef signed char s8, __s8, int8_t;
typedef short s16, __s16, int16_t;
typedef int s32, __s32, int32_t;
typedef long long s64, __s64, int64_t;
typedef unsigned long u_long, ulong, uintptr_t;
typedef long intptr_t, ptrdiff_t;

typedef __u16 __le16, __be16, __sum16;
typedef __u32 __le32, __be32, __wsum;
typedef __u64 __le64, __be64;

typedef __SIZE_TYPE__ size_t;
typedef long ssize_t, __kernel_ssize_t;
typedef __SIZE_TYPE__ __kernel_size_t;
typedef long long loff_t, time64_t, ktime_t;
typedef unsigned int gfp_t, fmode_t, slab_flags_t, umode_t, netdev_tx_stub_t;
typedef unsigned int __poll_t, kuid_t, kgid_t, uid_t, gid_t;
typedef int pid_t, clockid_t;
typedef unsigned int dev_t;
typedef unsigned long long sector_t, blkcnt_t;
typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef phys_addr_t resource_size_t;
typedef unsigned long irq_hw_number_t;
typedef unsigned long pgoff_t;
typedef unsigned long cycles_t;

typedef _Bool bool;
enum { false = 0, true = 1 };

#define NULL ((void *)0)
#undef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define sizeof_field(type, member) sizeof(((type *)0)->member)

#define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + 63) / 64]

typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
typedef atomic64_t atomic_long_t;
typedef struct refcount_struct { atomic_t refs; } refcount_t;

struct list_head { struct list_head *next, *prev; };
struct hlist_node { struct hlist_node *next, **pprev; };
struct hlist_head { struct hlist_node *first; };
struct callback_head { struct callback_head *next; void (*func)(struct callback_head *head); };
#define rcu_head callback_head

typedef __builtin_va_list va_list;
#define va_start(v, l)	__builtin_va_start(v, l)
#define va_end(v)	__builtin_va_end(v)
#define va_arg(v, l)	__builtin_va_arg(v, l)
#define va_copy(d, s)	__builtin_va_copy(d, s)

#define aligned_u64 __u64 __attribute__((aligned(8)))
#define __aligned_u64 aligned_u64
#define __aligned_le64 __le64 __attribute__((aligned(8)))

#endif
