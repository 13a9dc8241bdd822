/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Initialisers, as C11 6.7.9 says: positions, designators, ranges, braces left
 * out. libclang shows them as they were written. One walk serves locals (a
 * store for each value) and globals (which functions are named where).
 */
#include <string.h>

#include "frontend/lower.h"

#define MAX_RANGE 16 /* elements of `[a ... b] = x` that get a store each */

struct walk {
	struct dl_tu *t;
	struct dl_arena *arena; /* of places */
	dl_init_visit visit;
	void *data;
	unsigned int depth;
};

static void init_value(struct walk *w, struct dl_place *place, CXType type, CXCursor value);

/* @place with one more step. */
static void extend(struct dl_place_builder *pb, const struct dl_place *place)
{
	dl_pb_init(pb, place->base, place->index, place->name, place->base_type);
	for (uint32_t i = 0; i < place->step_count; i++)
		dl_pb_step(pb, &place->steps[i]);
	pb->place.type = place->type;
}

static struct dl_place *at_field(struct walk *w, const struct dl_place *place, CXCursor field)
{
	struct dl_place_builder pb;

	extend(&pb, place);
	dl_fe_step_field(w->t, &pb, field);
	return dl_pb_finish(&pb, w->arena);
}

static struct dl_place *at_index(struct walk *w, const struct dl_place *place, CXType elem,
				 int64_t index)
{
	struct dl_place_builder pb;
	struct dl_val value = dl_fe_val_int(dl_type_int(w->t->ub.types, 4, true), index);

	if (index < 0)
		value.kind = DL_VAL_UNKNOWN;
	extend(&pb, place);
	dl_pb_index(&pb, dl_fe_type_of(w->t, elem), &value);
	return dl_pb_finish(&pb, w->arena);
}

static bool is_array(CXType type)
{
	enum CXTypeKind kind = clang_getCanonicalType(type).kind;

	return kind == CXType_ConstantArray || kind == CXType_IncompleteArray ||
	       kind == CXType_VariableArray;
}

static bool is_record(CXType type)
{
	return clang_getCanonicalType(type).kind == CXType_Record;
}

static CXType element_type(CXType array)
{
	CXType elem = clang_getArrayElementType(array);

	/* the declared type first: it still has the element's typedef name */
	if (elem.kind != CXType_Invalid)
		return elem;
	return clang_getArrayElementType(clang_getCanonicalType(array));
}

static bool is_designated(struct walk *w, CXCursor item)
{
	return item.kind == CXCursor_UnexposedExpr &&
	       clang_getCursorType(item).kind == CXType_Void &&
	       dl_fe_unexposed_kind(w->t->syntax, item) == DL_UNEXPOSED_DESIGNATED;
}

/* Designators from @at on, then the value. @last is one past the last designator. */
static void init_designated(struct walk *w, const struct dl_place *place, CXType type,
			    struct dl_kids kids, unsigned int at)
{
	CXCursor value = kids.all[kids.count - 1];
	int64_t low = -1, high = -1;

	if (at + 1 >= kids.count) {
		init_value(w, (struct dl_place *)place, type, value);
		return;
	}
	if (kids.all[at].kind == CXCursor_MemberRef) {
		CXCursor field = clang_getCursorReferenced(kids.all[at]);

		if (field.kind == CXCursor_FieldDecl)
			init_designated(w, at_field(w, place, field), clang_getCursorType(field),
					kids, at + 1);
		return;
	}
	if (!is_array(type) || !dl_fe_evaluate(kids.all[at], &low))
		return;
	high = low;
	type = element_type(type);
	/* `[1 ... 3]` has two numbers for one dimension */
	if (at + 2 < kids.count && clang_isExpression(kids.all[at + 1].kind) &&
	    !is_array(type) && dl_fe_evaluate(kids.all[at + 1], &high))
		at++;
	if (high - low >= MAX_RANGE || high < low) {
		init_designated(w, at_index(w, place, type, -1), type, kids, at + 1);
		return;
	}
	for (; low <= high; low++)
		init_designated(w, at_index(w, place, type, low), type, kids, at + 1);
}

/* Position after the first designator: where an item without one goes on. */
static uint64_t position_after(struct walk *w, CXType type, struct dl_kids kids)
{
	const struct dl_members *members;
	CXCursor field;
	int64_t index = 0;

	if (is_array(type)) {
		bool is_range = kids.count > 2 && !is_array(element_type(type)) &&
				clang_isExpression(kids.all[1].kind);

		dl_fe_evaluate(kids.all[is_range ? 1 : 0], &index);
		return (uint64_t)index + 1;
	}
	members = dl_fe_members_of(w->t, type);
	field = clang_getCursorReferenced(kids.all[0]);
	for (unsigned int i = 0; i < members->count; i++) {
		CXCursor record;

		if (clang_equalCursors(members->fields[i], field))
			return i + 1;
		/* the hop through an anonymous member refers to the member's record */
		record = clang_getTypeDeclaration(clang_getCursorType(members->fields[i]));
		if (clang_equalCursors(record, field))
			return i + 1;
	}
	return members->count;
}

struct items {
	const CXCursor *all;
	unsigned int count;
	unsigned int next;
};

static void init_items(struct walk *w, const struct dl_place *place, CXType type,
		       struct items *items, bool braced);

/* Does @item initialise the whole of an aggregate of @type? */
static bool takes_whole(struct walk *w, CXType type, CXCursor item)
{
	CXCursor inner = dl_fe_peel(w->t->syntax, item);
	enum CXCursorKind kind = inner.kind;

	if (kind == CXCursor_InitListExpr)
		return true;
	if (is_array(type))
		return kind == CXCursor_StringLiteral || kind == CXCursor_CompoundLiteralExpr;
	return is_record(clang_getCursorType(item));
}

/* The next item, or as many as fill an aggregate whose braces were left out. */
static void init_member(struct walk *w, struct dl_place *place, CXType type, struct items *items)
{
	CXCursor item = items->all[items->next];

	if ((is_array(type) || is_record(type)) && !takes_whole(w, type, item)) {
		unsigned int before = items->next;

		init_items(w, place, type, items, false);
		if (items->next == before) /* an aggregate without members */
			items->next++;
		return;
	}
	items->next++;
	init_value(w, place, type, item);
}

static uint64_t capacity(struct walk *w, CXType type)
{
	CXType plain = clang_getCanonicalType(type);
	const struct dl_members *members;

	if (is_array(type))
		return plain.kind == CXType_ConstantArray ? (uint64_t)clang_getArraySize(plain)
							  : UINT64_MAX;
	members = dl_fe_members_of(w->t, type);
	if (clang_getTypeDeclaration(plain).kind == CXCursor_UnionDecl)
		return members->count ? 1 : 0;
	return members->count;
}

static void init_items(struct walk *w, const struct dl_place *place, CXType type,
		       struct items *items, bool braced)
{
	uint64_t position = 0, limit = capacity(w, type);

	if (++w->depth > 64) {
		w->depth--;
		return;
	}
	while (items->next < items->count) {
		CXCursor item = items->all[items->next];

		if (is_designated(w, item)) {
			struct dl_kids kids = dl_fe_kids(w->t->syntax, item);

			if (!braced)
				break;
			init_designated(w, place, type, kids, 0);
			position = position_after(w, type, kids);
			items->next++;
		} else if (position >= limit) {
			if (!braced)
				break;
			items->next++; /* excess; clang has warned */
		} else if (is_array(type)) {
			CXType elem = element_type(type);

			init_member(w, at_index(w, place, elem, (int64_t)position++), elem, items);
		} else {
			CXCursor field = dl_fe_members_of(w->t, type)->fields[position++];

			init_member(w, at_field(w, place, field), clang_getCursorType(field),
				    items);
		}
	}
	w->depth--;
}

static void init_value(struct walk *w, struct dl_place *place, CXType type, CXCursor value)
{
	CXCursor list = dl_fe_peel(w->t->syntax, value);
	struct dl_kids kids;
	struct items items;

	if (list.kind == CXCursor_CompoundLiteralExpr &&
	    (is_record(type) || is_array(type)))
		list = dl_fe_operand(w->t->syntax, list);
	if (list.kind != CXCursor_InitListExpr) {
		w->visit(w->data, place, dl_fe_type_of(w->t, type), value);
		return;
	}
	kids = dl_fe_kids(w->t->syntax, list);
	if (!is_record(type) && !is_array(type)) { /* `int x = { 1 }` */
		if (kids.count)
			init_value(w, place, type, kids.all[0]);
		return;
	}
	/* char name[] = { "text" } */
	if (is_array(type) && kids.count == 1 && !is_array(element_type(type)) &&
	    dl_fe_peel(w->t->syntax, kids.all[0]).kind == CXCursor_StringLiteral &&
	    dl_fe_type_of(w->t, element_type(type))->size == 1) {
		init_value(w, place, type, kids.all[0]);
		return;
	}
	items = (struct items){.all = kids.all, .count = kids.count};
	init_items(w, place, type, &items, true);
}

void dl_fe_walk_init(struct dl_tu *t, struct dl_arena *arena, struct dl_place *place, CXType type,
		     CXCursor init, dl_init_visit visit, void *data)
{
	struct walk w = {.t = t, .arena = arena, .visit = visit, .data = data};

	init_value(&w, place, type, init);
}

static void store_value(void *data, struct dl_place *place, const struct dl_type *type,
			CXCursor cursor)
{
	struct dl_lower *lw = data;
	CXCursor plain = dl_fe_peel(lw->t->syntax, cursor);
	struct dl_loc loc = lw->loc;
	struct dl_val value;

	if (place->step_count)
		loc = dl_fe_loc_range(lw->t, cursor);
	if (place->type->kind == DL_TYPE_ARRAY &&
	    plain.kind == CXCursor_StringLiteral)
		value = dl_fe_lower_value(lw, plain);
	else
		value = dl_fe_convert(lw, dl_fe_lower_value(lw, cursor), type, false);
	/* the rest was zeroed before */
	if (value.kind == DL_VAL_INT && value.num == 0 && !value.str && place->step_count)
		return;
	dl_fe_emit_store(lw, place, value, loc);
}

void dl_fe_lower_init(struct dl_lower *lw, struct dl_place *place, CXType type, CXCursor init)
{
	CXCursor list = dl_fe_peel(lw->t->syntax, init);
	enum CXCursorKind kind = list.kind;

	if ((is_record(type) || is_array(type)) &&
	    (kind == CXCursor_InitListExpr || kind == CXCursor_CompoundLiteralExpr))
		dl_fe_emit(lw, &(struct dl_instr){.op = DL_OP_ZERO,
						  .dst = DL_NO_TEMP,
						  .type = place->type,
						  .place = place});
	dl_fe_walk_init(lw->t, lw->fb.unit->arena, place, type, init, store_value, lw);
}
