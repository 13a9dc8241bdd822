/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one value, and what follows when two such things are known. */
#ifndef DL_ENGINE_VALUE_FACT_H
#define DL_ENGINE_VALUE_FACT_H

#include "engine/value/sym.h"

#define DL_MAX_EXCLUDED 4

/* What is known of a value: an interval, and numbers inside it that it is not (fact.c). */
struct dl_fact {
	const struct dl_sym *value;
	int64_t lo;
	int64_t hi;
	bool by_use;		/* follows from what was done with it: no condition of the path */
	uint32_t ne_count;
	int64_t ne[DL_MAX_EXCLUDED];
};

extern const struct dl_fact dl_fact_none;
/* All numbers that a place of @type, NULL for any, can hold. */
struct dl_fact dl_fact_of_type(const struct dl_type *type);
bool dl_fact_says_nothing(const struct dl_fact *fact);
bool dl_fact_excludes(const struct dl_fact *fact, int64_t num);
/* The value that the fact speaks of cannot be zero. */
bool dl_fact_is_nonzero(const struct dl_fact *fact);
/* Narrow @fact by `value op num`, or by all that @other says; false when nothing is left. */
bool dl_fact_narrow(struct dl_fact *fact, enum dl_bin op, int64_t num);
bool dl_fact_meet(struct dl_fact *fact, const struct dl_fact *other);
/* What holds of a value of which either holds. */
struct dl_fact dl_fact_hull(const struct dl_fact *a, const struct dl_fact *b);
/* @outer says nothing that @inner does not. */
bool dl_fact_within(const struct dl_fact *inner, const struct dl_fact *outer);
/* No value can be both. */
bool dl_fact_disjoint(const struct dl_fact *a, const struct dl_fact *b);
/* 1, 0, or -1 when the two do not say. */
int dl_fact_compare(enum dl_bin op, const struct dl_fact *a, const struct dl_fact *b);
/*
 * Comparisons of the same two values, however they are written, are one matter: which of below, equal and
 * above two values can be, as a set (relation.c).
 */
enum { DL_BELOW = 1, DL_EQUAL = 2, DL_ABOVE = 4, DL_ANY_RELATION = 7 };

/* Where `a op b` holds. */
unsigned int dl_bin_relation(enum dl_bin op);
/* What @fact, if it is about a comparison of @a and @b, leaves of @a to @b. */
unsigned int dl_fact_relation(const struct dl_fact *fact, const struct dl_sym *a, const struct dl_sym *b);
/* Both are about one value, or one comparison, and cannot hold at once. */
bool dl_facts_exclude(const struct dl_fact *a, const struct dl_fact *b);
/* What holds of `a op b`, where numbers do not wrap around (arith.c). */
struct dl_fact dl_fact_bin(enum dl_bin op, const struct dl_fact *a, const struct dl_fact *b);
/*
 * What holds of `a`, which is @before, where `a op num` is @result; false: nothing that could be said.
 */
bool dl_fact_back(enum dl_bin op, const struct dl_fact *result, int64_t num, const struct dl_fact *before,
		  struct dl_fact *out);
/* " == 3", " in 0..7", " != 1, 2" */
void dl_fact_print(const struct dl_fact *fact, struct dl_buf *out);

#endif
