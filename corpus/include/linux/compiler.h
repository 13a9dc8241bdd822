/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: annotations and compiler helpers. Bundled with dmalint; declares names, not behaviour. */
#ifndef DL_STUB_COMPILER_H
#define DL_STUB_COMPILER_H

#include <linux/kconfig.h>

#ifdef __CHECKER__
#define __iomem		__attribute__((noderef, address_space(2)))
#define __user		__attribute__((noderef, address_space(1)))
#define __force		__attribute__((force))
#else
#define __iomem
#define __user
#define __force
#endif
#define __rcu
#define __percpu
#define __bitwise
#define __private
#define __safe
#define __nocast
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __acquire(x)		((void)0)
#define __release(x)		((void)0)

#define __packed		__attribute__((packed))
#define __aligned(n)		__attribute__((aligned(n)))
#define __must_check		__attribute__((warn_unused_result))
#define __maybe_unused		__attribute__((unused))
#define __always_unused		__attribute__((unused))
#define __used			__attribute__((used))
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __noreturn		__attribute__((noreturn))
#define __always_inline		inline __attribute__((always_inline))
#define __attribute_const__	__attribute__((const))
#define __pure			__attribute__((pure))
#define __weak			__attribute__((weak))
#define __cold			__attribute__((cold))
#define __visible
#define __deprecated
#define __read_mostly
#define __ro_after_init
#define __nonstring
#define __counted_by(member)
#define __refconst
#define __designated_init
#define __no_sanitize_address
#define __mayuncached
#define noinline		__attribute__((noinline))
#define noinline_for_stack	noinline
#define notrace
#define asmlinkage
#define fallthrough		__attribute__((fallthrough))
#define __naked			__attribute__((naked))

#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define unreachable()		__builtin_unreachable()
#define barrier()		__asm__ __volatile__("" : : : "memory")
#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v)	do { *(volatile __typeof__(x) *)&(x) = (v); } while (0)
#define ACCESS_PRIVATE(p, member) ((p)->member)
#define data_race(x)		(x)
#define typeof_member(T, m)	__typeof__(((T *)0)->m)
#define __same_type(a, b)	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))
#define struct_group(NAME, ...)	union { struct { __VA_ARGS__ }; struct { __VA_ARGS__ } NAME; }
#define struct_group_tagged(TAG, NAME, ...) union { struct { __VA_ARGS__ }; struct TAG { __VA_ARGS__ } NAME; }
#define DECLARE_FLEX_ARRAY(T, NAME) struct { struct { } dl_empty_##NAME; T NAME[]; }

#define __stringify_1(x...)	#x
#define __stringify(x...)	__stringify_1(x)
#define __PASTE_1(a, b)		a##b
#define __PASTE(a, b)		__PASTE_1(a, b)
#define __UNIQUE_ID(prefix)	__PASTE(__PASTE(dl_unique_, prefix), __COUNTER__)

#define static_assert(e, ...)	_Static_assert(e, "" __VA_ARGS__)
#define BUILD_BUG_ON(e)		((void)sizeof(char[1 - 2 * !!(e)]))
#define BUILD_BUG_ON_MSG(e, m)	BUILD_BUG_ON(e)
#define BUILD_BUG_ON_ZERO(e)	((int)(sizeof(struct { int : (-!!(e)); })))
#define BUILD_BUG()		((void)0)

#endif
