/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: assertions. */
#ifndef DL_STUB_BUG_H
#define DL_STUB_BUG_H

#include <linux/types.h>

void __warn_printk(const char *fmt, ...) __printf(1, 2);
__noreturn void panic(const char *fmt, ...) __printf(1, 2);

#define BUG()		do { __builtin_trap(); __builtin_unreachable(); } while (0)
#define BUG_ON(c)	do { if (unlikely(c)) BUG(); } while (0)
#define __WARN()	__warn_printk("\n")
#define WARN_ON(c)	({ int dl_on = !!(c); if (unlikely(dl_on)) __WARN(); unlikely(dl_on); })
#define WARN(c, fmt...)	({ int dl_on = !!(c); if (unlikely(dl_on)) __warn_printk(fmt); unlikely(dl_on); })
#define WARN_ON_ONCE(c)	WARN_ON(c)
#define WARN_ONCE(c, fmt...) WARN(c, fmt)
#define WARN_RATELIMIT(c, fmt...) WARN(c, fmt)
#define VM_BUG_ON(c)	BUG_ON(c)

#endif
