/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thin helpers over libclang cursors: children as arrays, peeling of what has
 * no meaning, a map keyed by cursor. Nothing here knows the IR.
 */
#ifndef DL_FRONTEND_CURSOR_H
#define DL_FRONTEND_CURSOR_H

#include <clang-c/Index.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/map.h"

struct dl_kids {
	const CXCursor *all;
	unsigned int count;
};

/* The children of cursors, which are not visited again while they are still known. */
struct dl_syntax *dl_fe_syntax_new(void);
void dl_fe_syntax_free(struct dl_syntax *syntax);
/* Forget all of it: what was returned is not valid any more. */
void dl_fe_syntax_reset(struct dl_syntax *syntax);

struct dl_kids dl_fe_kids(struct dl_syntax *syntax, CXCursor cursor);
/* Only expressions: no type or member references, parameters, attributes. */
struct dl_kids dl_fe_expr_kids(struct dl_syntax *syntax, CXCursor cursor);

/* The one child that carries the value: last expression child; a null cursor when there is none. */
CXCursor dl_fe_operand(struct dl_syntax *syntax, CXCursor cursor);
/* Without parentheses and __extension__. */
CXCursor dl_fe_peel_parens(struct dl_syntax *syntax, CXCursor cursor);
/* Also without implicit casts. */
CXCursor dl_fe_peel(struct dl_syntax *syntax, CXCursor cursor);

/* What clang shows as UnexposedExpr is many things; which, follows from type and children. */
enum dl_unexposed {
	DL_UNEXPOSED_CAST,	/* implicit cast, constant, predefined name: one operand */
	DL_UNEXPOSED_ELVIS,	/* a ?: b; operands: common, condition, a, b */
	DL_UNEXPOSED_CHOOSE,	/* __builtin_choose_expr, or another operation with three operands */
	DL_UNEXPOSED_OFFSETOF,
	DL_UNEXPOSED_DESIGNATED,	/* .a.b[3] = x inside an initialiser list */
	DL_UNEXPOSED_CONSTANT,	/* no operand: a type trait, an implicit initialiser */
	DL_UNEXPOSED_BROKEN,	/* contains an error */
	DL_UNEXPOSED_OTHER,
};
enum dl_unexposed dl_fe_unexposed_kind(struct dl_syntax *syntax, CXCursor cursor);

/* Fold with clang; only for expressions known to be constant. False when clang cannot. */
bool dl_fe_evaluate(CXCursor cursor, int64_t *value);

bool dl_fe_is_null(CXCursor cursor);
const char *dl_fe_spelling(struct dl_interner *names, CXCursor cursor);

/* Map from cursor to pointer. A zeroed map is empty; values are not owned. */
struct dl_cursor_map {
	struct dl_map entries;
	struct dl_arena *arena;
};
void *dl_fe_cursor_get(const struct dl_cursor_map *map, CXCursor key);
void dl_fe_cursor_put(struct dl_cursor_map *map, CXCursor key, void *value);
void dl_fe_cursor_map_free(struct dl_cursor_map *map);

#endif
