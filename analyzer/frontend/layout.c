/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout of records: what their members are, and where. Only of records of
 * the driver that places go into, and of what lies in those: the whole of each
 * kernel record that a driver names would be larger than the driver.
 */
#include <string.h>

#include "frontend/tu.h"

typedef DL_VEC(struct dl_member) member_vec;

/* The attribute as it stands in the source, with its argument: "__aligned(64)". */
static const char *attribute_text(struct dl_tu *t, CXCursor attribute)
{
	CXSourceRange range = clang_getCursorExtent(attribute);
	size_t left, after;
	const char *text = dl_fe_text_written(t, clang_getRangeStart(range), &left);
	const char *end = dl_fe_text_written(t, clang_getRangeEnd(range), &after);

	if (!text || !end || end <= text || (size_t)(end - text) > left)
		return NULL;
	return dl_intern_n(t->ub.unit->names, text, (size_t)(end - text));
}

struct find_aligned {
	struct dl_tu *t;
	const char *text;
};

static enum CXChildVisitResult find_aligned(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct find_aligned *find = data;

	(void)parent;
	if (cursor.kind != CXCursor_AlignedAttr)
		return CXChildVisit_Continue;
	find->text = attribute_text(find->t, cursor);
	return find->text ? CXChildVisit_Break : CXChildVisit_Continue;
}

static const char *aligned_by(struct dl_tu *t, CXCursor field)
{
	struct find_aligned find = {.t = t};

	if (clang_Cursor_hasAttrs(field))
		clang_visitChildren(field, find_aligned, &find);
	return find.text;
}

static CXType element(CXType type)
{
	type = clang_getCanonicalType(type);
	while (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray)
		type = clang_getCanonicalType(clang_getArrayElementType(type));
	return type;
}

/*
 * A pointer to a record that nothing else names is a pointer to anything: most of the time would go
 * into loading and measuring what members point to.
 */
static const struct dl_type *type_of_member(struct dl_tu *t, CXType type)
{
	CXType plain = clang_getCanonicalType(type), to;

	if (plain.kind != CXType_Pointer)
		return dl_fe_type_of(t, type);
	for (to = plain; to.kind == CXType_Pointer;)
		to = element(clang_getPointeeType(to));
	if (to.kind != CXType_Record ||
	    dl_fe_cursor_get(&t->records, clang_getTypeDeclaration(to)))
		return dl_fe_type_of(t, type);
	return dl_type_ptr(t->ub.types, dl_type_unknown(t->ub.types));
}

static void add_members(struct dl_tu *t, CXType type, bool is_core, long long start, member_vec *members);

/* What aligns a record without a name aligns those that begin where it does. */
static void align_first(struct dl_tu *t, CXCursor decl, long long start, struct dl_member *first, size_t count)
{
	const char *aligned = aligned_by(t, decl);

	for (size_t i = 0; aligned && i < count; i++)
		if (first[i].offset == start / 8 && !first[i].aligned)
			first[i].aligned = aligned;
}

/* @start: bits from the beginning of the record that is laid out. */
static void add_member(struct dl_tu *t, CXCursor field, bool is_core, long long start, member_vec *members)
{
	CXType type = clang_getCursorType(field), inner = element(type);
	CXCursor decl = clang_getTypeDeclaration(inner);
	struct dl_member member = {.name = dl_fe_spelling(t->ub.unit->names, field)};

	if (clang_Cursor_isAnonymousRecordDecl(decl)) {
		size_t first = members->len;

		add_members(t, inner, is_core, start, members);
		align_first(t, decl, start, members->data + first, members->len - first);
		return;
	}
	member.type = type_of_member(t, type);
	member.offset = (uint32_t)(start / 8);
	member.size = (uint32_t)member.type->size;
	member.is_bit_field = clang_Cursor_isBitField(field);
	if (member.is_bit_field && member.size)
		member.offset -= member.offset % member.size;
	member.aligned = aligned_by(t, field);
	if (!is_core)
		member.loc = dl_fe_loc_of(t, field);
	if (inner.kind == CXType_Record) {
		if (!member.aligned)
			member.aligned = aligned_by(t, decl);
		dl_vec_push(&t->to_lay_out, decl);
	}
	dl_vec_push(members, member);
}

static long long round_up(long long bits, long long align)
{
	return (bits + align - 1) / align * align;
}

/*
 * Where @field begins when the one before it ends at @end. Asked for it, libclang looks at the whole
 * record first, each time; in a record @is_plain most follows from the types.
 */
static long long offset_of(CXCursor field, bool is_plain, long long end)
{
	long long align = clang_Type_getAlignOf(clang_getCursorType(field)); /* < 0: flexible */

	if (!is_plain || align <= 0 || clang_Cursor_isBitField(field) ||
	    clang_Cursor_hasAttrs(field))
		return clang_Cursor_getOffsetOfField(field);
	return round_up(end, align * 8);
}

static long long bits_of(CXCursor field)
{
	long long size = clang_Type_getSizeOf(clang_getCursorType(field));

	if (clang_Cursor_isBitField(field))
		return clang_getFieldDeclBitWidth(field);
	return size > 0 ? size * 8 : 0;
}

/* False: that they follow from the types is not so. */
static bool add_all(struct dl_tu *t, CXType type, bool is_core, bool is_plain, long long start,
		    member_vec *members)
{
	const struct dl_members *all = dl_fe_members_of(t, type);
	bool is_union = clang_getTypeDeclaration(type).kind == CXCursor_UnionDecl;
	long long end = 0;

	for (unsigned int i = 0; i < all->count; i++) {
		CXCursor field = all->fields[i];
		long long offset = is_union ? 0 : offset_of(field, is_plain, end);

		add_member(t, field, is_core, start + offset, members);
		end = offset + bits_of(field);
	}
	return is_union || !is_plain ||
	       round_up(end, clang_Type_getAlignOf(type) * 8) == clang_Type_getSizeOf(type) * 8;
}

static void add_members(struct dl_tu *t, CXType type, bool is_core, long long start, member_vec *members)
{
	bool is_plain = !clang_Cursor_hasAttrs(clang_getTypeDeclaration(type)) &&
			!dl_fe_members_of(t, type)->has_padding;
	size_t first = members->len;

	if (add_all(t, type, is_core, is_plain, start, members))
		return;
	members->len = first;
	add_all(t, type, is_core, false, start, members);
}

/* Code in error has members of one name, or of a size that the record has no room for. */
static bool is_sound(const struct dl_record *record, const member_vec *members)
{
	struct dl_map names = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < members->len; i++) {
		const struct dl_member *m = &members->data[i];

		ok = !dl_map_has(&names, (uintptr_t)m->name) &&
		     (m->is_bit_field || (uint64_t)m->offset + m->size <= record->size);
		dl_map_put(&names, (uintptr_t)m->name, (void *)m);
	}
	dl_map_free(&names);
	return ok;
}

static void lay_out(struct dl_tu *t, CXCursor decl)
{
	struct dl_record *record = dl_fe_record_of(t, decl);
	CXType type = clang_getCursorType(decl);
	member_vec members = {0};
	long long align;

	if (record->align || !record->size || !dl_fe_has_layout(t, type))
		return;
	align = clang_Type_getAlignOf(type);
	if (align <= 0)
		return;
	record->align = (uint32_t)align;
	add_members(t, type, record->is_core, 0, &members);
	if (is_sound(record, &members)) {
		record->member_count = (uint32_t)members.len;
		record->members = dl_vec_to_arena(&members, t->ub.unit->arena);
	}
	dl_vec_free(&members);
}

/* How deep records are nested in @record; one that is nested too deep keeps no members. */
static uintptr_t nesting(struct dl_map *known, struct dl_record *record)
{
	uintptr_t depth = (uintptr_t)dl_map_get(known, (uintptr_t)record);

	if (depth)
		return depth;
	dl_map_put(known, (uintptr_t)record, (void *)1);
	for (uint32_t i = 0; i < record->member_count; i++) {
		const struct dl_type *type = record->members[i].type;
		uintptr_t inner = 0;

		while (type->kind == DL_TYPE_ARRAY)
			type = type->elem;
		if (type->kind == DL_TYPE_RECORD)
			inner = nesting(known, (struct dl_record *)(uintptr_t)type->record);
		if (inner >= depth)
			depth = inner + 1;
	}
	if (depth > DL_FE_MAX_NESTED) {
		record->member_count = 0;
		depth = 0;
	}
	dl_map_put(known, (uintptr_t)record, (void *)(depth + 1));
	return depth + 1;
}

static void limit_nesting(struct dl_tu *t)
{
	struct dl_map known = {0};

	for (size_t i = 0; i < t->to_lay_out.len; i++)
		nesting(&known, dl_fe_record_of(t, t->to_lay_out.data[i]));
	dl_map_free(&known);
}

void dl_fe_lay_out_records(struct dl_tu *t)
{
	/* the list grows on the way */
	for (size_t i = 0; i < t->to_lay_out.len; i++)
		lay_out(t, t->to_lay_out.data[i]);
	limit_nesting(t);
}
