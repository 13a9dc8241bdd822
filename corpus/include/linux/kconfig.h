/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: IS_ENABLED() and friends; options count as on when their macro is defined to 1. */
#ifndef DL_STUB_KCONFIG_H
#define DL_STUB_KCONFIG_H

#define DL_STUB_HOLD_1 0,
#define DL_STUB_SECOND(unused, value, ...) value
#define DL_STUB_SET_2(arg_or_junk) DL_STUB_SECOND(arg_or_junk 1, 0)
#define DL_STUB_SET_1(value) DL_STUB_SET_2(DL_STUB_HOLD_##value)
#define DL_STUB_SET(option) DL_STUB_SET_1(option)

#define IS_BUILTIN(option)	DL_STUB_SET(option)
#define IS_MODULE(option)	DL_STUB_SET(option##_MODULE)
#define IS_ENABLED(option)	(IS_BUILTIN(option) || IS_MODULE(option))
#define IS_REACHABLE(option)	IS_ENABLED(option)

#define CONFIG_HZ		250
#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME		"stub"
#endif
#define LINUX_VERSION_CODE	KERNEL_VERSION(6, 12, 0)
#define KERNEL_VERSION(a, b, c)	(((a) << 16) + ((b) << 8) + (c))

#endif
