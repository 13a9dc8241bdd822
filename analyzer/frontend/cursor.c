/* SPDX-License-Identifier: Apache-2.0 */
#include "frontend/cursor.h"

#include <string.h>

#include "base/vec.h"

typedef DL_VEC(CXCursor) cursor_vec;

struct collect {
	cursor_vec found;
	bool only_expressions;
};

static enum CXChildVisitResult collect_one(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct collect *into = data;

	(void)parent;
	if (!into->only_expressions || clang_isExpression(clang_getCursorKind(cursor)))
		dl_vec_push(&into->found, cursor);
	return CXChildVisit_Continue;
}

static struct dl_kids collect(struct dl_arena *scratch, CXCursor cursor, bool only_expressions)
{
	struct collect into = {.only_expressions = only_expressions};
	struct dl_kids kids;

	clang_visitChildren(cursor, collect_one, &into);
	kids.count = (unsigned int)into.found.len;
	kids.all = dl_vec_to_arena(&into.found, scratch);
	dl_vec_free(&into.found);
	return kids;
}

struct dl_kids dl_fe_kids(struct dl_arena *scratch, CXCursor cursor)
{
	return collect(scratch, cursor, false);
}

struct dl_kids dl_fe_expr_kids(struct dl_arena *scratch, CXCursor cursor)
{
	return collect(scratch, cursor, true);
}

bool dl_fe_is_null(CXCursor cursor)
{
	return clang_Cursor_isNull(cursor) || clang_isInvalid(clang_getCursorKind(cursor));
}

CXCursor dl_fe_operand(struct dl_arena *scratch, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_expr_kids(scratch, cursor);

	return kids.count ? kids.all[kids.count - 1] : clang_getNullCursor();
}

CXCursor dl_fe_peel_parens(struct dl_arena *scratch, CXCursor cursor)
{
	for (;;) {
		enum CXCursorKind kind = clang_getCursorKind(cursor);
		CXCursor inner;

		if (kind != CXCursor_ParenExpr &&
		    (kind != CXCursor_UnaryOperator ||
		     clang_getCursorUnaryOperatorKind(cursor) != CXUnaryOperator_Extension))
			return cursor;
		inner = dl_fe_operand(scratch, cursor);
		if (dl_fe_is_null(inner))
			return cursor;
		cursor = inner;
	}
}

CXCursor dl_fe_peel(struct dl_arena *scratch, CXCursor cursor)
{
	for (;;) {
		cursor = dl_fe_peel_parens(scratch, cursor);
		if (clang_getCursorKind(cursor) != CXCursor_UnexposedExpr ||
		    dl_fe_unexposed_kind(scratch, cursor) != DL_UNEXPOSED_CAST)
			return cursor;
		cursor = dl_fe_operand(scratch, cursor);
	}
}

static bool same_place_in_text(CXCursor a, CXCursor b)
{
	return clang_equalLocations(clang_getCursorLocation(a), clang_getCursorLocation(b));
}

enum dl_unexposed dl_fe_unexposed_kind(struct dl_arena *scratch, CXCursor cursor)
{
	CXType type = clang_getCursorType(cursor);
	struct dl_kids kids;
	unsigned int operands = 0;
	bool has_member = false;
	CXCursor expr[4];

	if (type.kind == CXType_Dependent)
		return DL_UNEXPOSED_BROKEN;
	kids = dl_fe_kids(scratch, cursor);
	for (unsigned int i = 0; i < kids.count; i++) {
		enum CXCursorKind kind = clang_getCursorKind(kids.all[i]);

		has_member |= kind == CXCursor_MemberRef;
		if (!clang_isExpression(kind))
			continue;
		if (operands < 4)
			expr[operands] = kids.all[i];
		operands++;
	}
	if (type.kind == CXType_Void && kids.count >= 2 &&
	    (has_member || clang_getCursorType(expr[0]).kind != CXType_Void))
		return DL_UNEXPOSED_DESIGNATED;
	if (has_member)
		return DL_UNEXPOSED_OFFSETOF;
	if (operands == 0)
		return DL_UNEXPOSED_CONSTANT;
	if (operands == 1)
		return DL_UNEXPOSED_CAST;
	if (operands == 4 && same_place_in_text(expr[0], expr[1]))
		return DL_UNEXPOSED_ELVIS;
	return operands == 3 ? DL_UNEXPOSED_CHOOSE : DL_UNEXPOSED_OTHER;
}

bool dl_fe_evaluate(CXCursor cursor, int64_t *value)
{
	CXEvalResult result = clang_Cursor_Evaluate(cursor);
	bool ok = false;

	if (!result)
		return false;
	if (clang_EvalResult_getKind(result) == CXEval_Int) {
		if (clang_EvalResult_isUnsignedInt(result))
			*value = (int64_t)clang_EvalResult_getAsUnsigned(result);
		else
			*value = clang_EvalResult_getAsLongLong(result);
		ok = true;
	}
	clang_EvalResult_dispose(result);
	return ok;
}

/*
 * The counter behind __UNIQUE_ID() names depends on all that was parsed before, a precompiled
 * header included. Without it the name is the same in every run.
 */
static size_t stable_length(const char *name)
{
	size_t len = strlen(name);

	if (strncmp(name, "__UNIQUE_ID", 11) != 0)
		return len;
	while (len && name[len - 1] >= '0' && name[len - 1] <= '9')
		len--;
	while (len && name[len - 1] == '_')
		len--;
	return len;
}

const char *dl_fe_spelling(struct dl_interner *names, CXCursor cursor)
{
	CXString text = clang_getCursorSpelling(cursor);
	const char *spelled = clang_getCString(text);
	const char *name;

	if (!spelled)
		spelled = "";
	name = dl_intern_n(names, spelled, stable_length(spelled));
	clang_disposeString(text);
	return name;
}

struct cursor_entry {
	CXCursor key;
	void *value;
};

static bool same_cursor(const void *entry, const void *wanted)
{
	return clang_equalCursors(((const struct cursor_entry *)entry)->key,
				  *(const CXCursor *)wanted);
}

static struct cursor_entry *find_cursor(const struct dl_cursor_map *map, CXCursor key)
{
	return dl_map_find(&map->entries, clang_hashCursor(key), same_cursor, &key);
}

void *dl_fe_cursor_get(const struct dl_cursor_map *map, CXCursor key)
{
	const struct cursor_entry *entry = find_cursor(map, key);

	return entry ? entry->value : NULL;
}

void dl_fe_cursor_put(struct dl_cursor_map *map, CXCursor key, void *value)
{
	struct cursor_entry *entry = find_cursor(map, key);

	if (!map->arena)
		map->arena = dl_arena_new();
	if (!entry) {
		entry = DL_NEW(map->arena, struct cursor_entry);
		entry->key = key;
		dl_map_add(&map->entries, clang_hashCursor(key), entry);
	}
	entry->value = value;
}

void dl_fe_cursor_map_free(struct dl_cursor_map *map)
{
	dl_map_free(&map->entries);
	dl_arena_free(map->arena);
	memset(map, 0, sizeof(*map));
}
