/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What guards.c puts around the conditions of a copy of the source: counted when true, and then
 * taken for false when this guard is the one that DL_MUTANT switches off. Side effects stay.
 */
#ifndef DL_MUTANT_H
#define DL_MUTANT_H

#include <stdbool.h>

#define DL_MUTANTS_MAX 65536

extern int dl_mutant_off;
extern unsigned char *dl_mutant_seen;

static inline bool dl_mutant_true(int n)
{
	dl_mutant_seen[n] = 1;
	return n != dl_mutant_off;
}

#define dl_mutant(n, ...) ((__VA_ARGS__) && dl_mutant_true(n))

#endif
