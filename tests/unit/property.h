/* SPDX-License-Identifier: Apache-2.0 */
/* Properties over many small cases: one CUnit assertion each would drown the first that fails. */
#ifndef DL_TESTS_PROPERTY_H
#define DL_TESTS_PROPERTY_H

#include "harness.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct property {
	uint64_t cases;
	uint64_t failures;
};

/* The texts are made only when it does not hold. */
#define PROPERTY(p, holds, ...)                                                                    \
	do {                                                                                       \
		(p)->cases++;                                                                      \
		if (!(holds) && (p)->failures++ < 3)                                               \
			property_failed(__VA_ARGS__);                                              \
	} while (0)

static inline void property_failed(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static inline void property_failed(const char *fmt, ...)
{
	va_list ap;

	fputs("\n    does not hold: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
}

/* It held, and of as many cases as it should be about. */
static inline void property_end(const struct property *p, uint64_t at_least)
{
	if (p->failures)
		fprintf(stderr, "\n    %llu of %llu cases fail\n", (unsigned long long)p->failures,
			(unsigned long long)p->cases);
	CU_ASSERT_EQUAL(p->failures, 0);
	if (p->cases < at_least)
		fprintf(stderr, "\n    only %llu cases\n", (unsigned long long)p->cases);
	CU_ASSERT(p->cases >= at_least);
}

/* xorshift: the same seed gives the same cases everywhere. */
static inline uint64_t property_random(uint64_t *state, uint64_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * 0x2545f4914f6cdd1dULL % below;
}

#endif
