/* SPDX-License-Identifier: Apache-2.0 */
#include "frontend/cursor.h"

#include <string.h>

#include "base/buf.h"
#include "base/vec.h"

/* A cursor whose children were visited. */
struct node {
	CXCursor cursor;
	struct dl_kids kids;
	struct dl_kids expressions; /* of these */
	bool is_classified;
	enum dl_unexposed unexposed;
};

/* Whoever asks again does so soon: a place for each hash is enough, and cheaper than a map. */
#define RECENT 1024

struct dl_syntax {
	struct dl_arena *arena; /* of nodes and children */
	struct node *recent[RECENT];
	DL_VEC(CXCursor) found; /* children of the cursor that is visited */
};

struct dl_syntax *dl_fe_syntax_new(void)
{
	struct dl_syntax *syntax = dl_xcalloc(1, sizeof(*syntax));

	syntax->arena = dl_arena_new();
	return syntax;
}

void dl_fe_syntax_free(struct dl_syntax *syntax)
{
	dl_arena_free(syntax->arena);
	dl_vec_free(&syntax->found);
	dl_free(syntax);
}

void dl_fe_syntax_reset(struct dl_syntax *syntax)
{
	memset(syntax->recent, 0, sizeof(syntax->recent));
	dl_arena_reset(syntax->arena);
}

static bool is_expression(CXCursor cursor)
{
	return clang_isExpression(cursor.kind);
}

static enum CXChildVisitResult add_child(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct dl_syntax *syntax = data;

	(void)parent;
	dl_vec_push(&syntax->found, cursor);
	return CXChildVisit_Continue;
}

static void visit_children(struct dl_syntax *syntax, struct node *node)
{
	CXCursor *found;
	size_t count, kept = 0;

	syntax->found.len = 0;
	clang_visitChildren(node->cursor, add_child, syntax);
	found = syntax->found.data;
	count = syntax->found.len;
	node->kids.count = (unsigned int)count;
	node->kids.all = dl_vec_to_arena(&syntax->found, syntax->arena);
	node->expressions = node->kids;
	for (size_t i = 0; i < count; i++)
		if (is_expression(found[i]))
			found[kept++] = found[i];
	if (kept == count)
		return;
	node->expressions.count = (unsigned int)kept;
	node->expressions.all = dl_arena_memdup(syntax->arena, found, kept * sizeof(*found));
}

static struct node *node_of(struct dl_syntax *syntax, CXCursor cursor)
{
	struct node **node = &syntax->recent[clang_hashCursor(cursor) % RECENT];

	if (*node && clang_equalCursors((*node)->cursor, cursor))
		return *node;
	*node = DL_NEW(syntax->arena, struct node);
	(*node)->cursor = cursor;
	visit_children(syntax, *node);
	return *node;
}

struct dl_kids dl_fe_kids(struct dl_syntax *syntax, CXCursor cursor)
{
	return node_of(syntax, cursor)->kids;
}

struct dl_kids dl_fe_expr_kids(struct dl_syntax *syntax, CXCursor cursor)
{
	return node_of(syntax, cursor)->expressions;
}

bool dl_fe_is_null(CXCursor cursor)
{
	return clang_isInvalid(cursor.kind); /* that of the null cursor, too */
}

static CXCursor operand_of(const struct node *node)
{
	struct dl_kids kids = node->expressions;

	return kids.count ? kids.all[kids.count - 1] : clang_getNullCursor();
}

CXCursor dl_fe_operand(struct dl_syntax *syntax, CXCursor cursor)
{
	return operand_of(node_of(syntax, cursor));
}

CXCursor dl_fe_peel_parens(struct dl_syntax *syntax, CXCursor cursor)
{
	for (;;) {
		enum CXCursorKind kind = cursor.kind;
		CXCursor inner;

		if (kind != CXCursor_ParenExpr &&
		    (kind != CXCursor_UnaryOperator ||
		     clang_getCursorUnaryOperatorKind(cursor) != CXUnaryOperator_Extension))
			return cursor;
		inner = dl_fe_operand(syntax, cursor);
		if (dl_fe_is_null(inner))
			return cursor;
		cursor = inner;
	}
}

static bool same_place_in_text(CXCursor a, CXCursor b)
{
	return clang_equalLocations(clang_getCursorLocation(a), clang_getCursorLocation(b));
}

static enum dl_unexposed classify(const struct node *node)
{
	CXType type = clang_getCursorType(node->cursor);
	const CXCursor *expr = node->expressions.all;
	unsigned int operands = node->expressions.count;
	bool has_member = false;

	if (type.kind == CXType_Dependent)
		return DL_UNEXPOSED_BROKEN;
	for (unsigned int i = 0; i < node->kids.count; i++)
		has_member |= node->kids.all[i].kind == CXCursor_MemberRef;
	if (type.kind == CXType_Void && node->kids.count >= 2 &&
	    (has_member || !operands || clang_getCursorType(expr[0]).kind != CXType_Void))
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

static enum dl_unexposed unexposed_of(struct node *node)
{
	if (!node->is_classified)
		node->unexposed = classify(node);
	node->is_classified = true;
	return node->unexposed;
}

enum dl_unexposed dl_fe_unexposed_kind(struct dl_syntax *syntax, CXCursor cursor)
{
	return unexposed_of(node_of(syntax, cursor));
}

CXCursor dl_fe_peel(struct dl_syntax *syntax, CXCursor cursor)
{
	for (;;) {
		struct node *node;

		cursor = dl_fe_peel_parens(syntax, cursor);
		if (cursor.kind != CXCursor_UnexposedExpr)
			return cursor;
		node = node_of(syntax, cursor);
		if (unexposed_of(node) != DL_UNEXPOSED_CAST)
			return cursor;
		cursor = operand_of(node);
	}
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
 * The number that __COUNTER__ has put into @name: it depends on all that was parsed before, a precompiled
 * header included, and on whether the parser has compared that one with its headers. Without it the name is the same in every run.
 * In "__UNIQUE_ID_x12" it is the end, in "__initcall__kmod_x__12_34_init6" it stands before the line.
 */
static size_t find_counter(const char *name, size_t *at)
{
	size_t end = strlen(name);

	*at = end;
	if (!strncmp(name, "__UNIQUE_ID", 11)) {
		while (*at && name[*at - 1] >= '0' && name[*at - 1] <= '9')
			--*at;
		while (*at && name[*at - 1] == '_')
			--*at;
	} else if (!strncmp(name, "__initcall__", 12)) {
		const char *digits = strstr(name + 12, "__");

		while (digits && !strspn(digits + 2, "0123456789"))
			digits = strstr(digits + 1, "__");
		if (digits) {
			*at = (size_t)(digits - name) + 1;
			end = *at + 1 + strspn(digits + 2, "0123456789");
		}
	}
	return end - *at;
}

const char *dl_fe_spelling(struct dl_interner *names, CXCursor cursor)
{
	CXString text = clang_getCursorSpelling(cursor);
	const char *spelled = clang_getCString(text), *name;
	struct dl_buf rest = {0};
	size_t at, len;

	if (!spelled)
		spelled = "";
	len = find_counter(spelled, &at);
	if (spelled[at + len]) {
		dl_buf_printf(&rest, "%.*s%s", (int)at, spelled, spelled + at + len);
		name = dl_intern(names, dl_buf_str(&rest));
	} else {
		name = dl_intern_n(names, spelled, at);
	}
	dl_buf_free(&rest);
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
