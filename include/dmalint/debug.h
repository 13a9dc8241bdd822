/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For those who work on dmalint itself: what the parser has made of a file, and
 * how the engine has walked through a function. NOT STABLE: functions, options
 * and above all the texts change without notice, and this header is not part of
 * <dmalint/dmalint.h>.
 */
#ifndef DMALINT_DEBUG_H
#define DMALINT_DEBUG_H

#include <dmalint/common.h>
#include <dmalint/scan.h>

#ifdef __cplusplus
extern "C" {
#endif

enum dmalint_debug_flags {
	DMALINT_DEBUG_KEEP_IR = 1 << 0, /* for dmalint_debug_ir() */
};

/* For the `debug` field of struct dmalint_scan_options. */
struct dmalint_debug_options {
	size_t size; /* sizeof(struct dmalint_debug_options) */
	unsigned int flags;
	const char *trace_function; /* for dmalint_debug_trace() */
};

/*
 * How every function of the wanted name was explored; "" when none was. Lives as long as @scan.
 * NULL when memory runs out.
 */
DMALINT_API const char *dmalint_debug_trace(struct dmalint_scan *scan);

/*
 * Write the intermediate representation of file @file (its place in dmalint_scan_files()), of
 * @function only unless that is NULL. DMALINT_ERR_NOT_FOUND: the file has no such function, or its
 * representation was not kept.
 */
DMALINT_API enum dmalint_status dmalint_debug_ir(const struct dmalint_scan *scan, size_t file,
						 const char *function, dmalint_write_fn write,
						 void *arg, struct dmalint_error *error);

#ifdef __cplusplus
}
#endif

#endif
