/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector: a growable array of any type, on the malloc heap.
 *
 *	DL_VEC(int) v = { 0 };
 *	dl_vec_push(&v, 3);
 *	for (size_t i = 0; i < v.len; i++) use(v.data[i]);
 *	dl_vec_free(&v);
 */
#ifndef DL_BASE_VEC_H
#define DL_BASE_VEC_H

#include <stdlib.h>

#include "base/arena.h"

#define DL_VEC(type)		\
	struct {		\
		type *data;	\
		size_t len;	\
		size_t cap;	\
	}

/* @x is evaluated first: it may look at the vector, or push to it. */
#define dl_vec_push(v, x)                                                                      \
	do {                                                                                   \
		__typeof__(*(v)->data) dl_pushed = (x);                                        \
											       \
		if ((v)->len == (v)->cap) {                                                    \
			size_t dl_cap = (v)->cap ? (v)->cap * 2 : 8;                           \
											       \
			(v)->data = dl_xrealloc((v)->data, dl_cap * sizeof(*(v)->data));       \
			(v)->cap = dl_cap;                                                     \
		}                                                                              \
		(v)->data[(v)->len++] = dl_pushed;                                             \
	} while (0)

#define dl_vec_free(v)                                \
	do {                                          \
		dl_free((v)->data);                   \
		(v)->data = NULL;                     \
		(v)->len = (v)->cap = 0;              \
	} while (0)

/* Copy the elements into @arena; returns the array (NULL when empty). */
#define dl_vec_to_arena(v, arena) \
	((v)->len ? dl_arena_memdup(arena, (v)->data, (v)->len * sizeof(*(v)->data)) : NULL)

#endif
