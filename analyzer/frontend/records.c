/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records and their fields. A member of an anonymous struct or union counts as
 * a member of the record around it, with its true offset there.
 */
#include <string.h>

#include "frontend/tu.h"

struct layout_visit {
	struct dl_tu *t;
	bool ok;
};

static enum CXVisitorResult check_field(CXCursor field, CXClientData data)
{
	struct layout_visit *visit = data;

	visit->ok = dl_fe_has_layout(visit->t, clang_getCursorType(field));
	return visit->ok ? CXVisit_Continue : CXVisit_Break;
}

/*
 * May clang be asked for the size of @type? An enum in error has none, and libclang crashes on it
 * and on everything that contains one.
 */
bool dl_fe_has_layout(struct dl_tu *t, CXType type)
{
	CXType plain = clang_getCanonicalType(type);
	struct layout_visit visit = {.t = t, .ok = true};
	CXCursor decl;

	if (!t->error_count)
		return true;
	if (plain.kind == CXType_ConstantArray)
		return dl_fe_has_layout(t, clang_getArrayElementType(plain));
	if (plain.kind == CXType_Unexposed || plain.kind == CXType_Invalid)
		return false;
	if (plain.kind != CXType_Enum && plain.kind != CXType_Record)
		return true;
	decl = clang_getTypeDeclaration(plain);
	if (plain.kind == CXType_Enum)
		return !clang_isInvalidDeclaration(decl) &&
		       clang_getEnumDeclIntegerType(decl).kind != CXType_Invalid;
	if (!dl_fe_cursor_get(&t->layouts, decl)) {
		/* assumed good while its fields are looked at: broken records may contain
		 * themselves */
		dl_fe_cursor_put(&t->layouts, decl, t);
		clang_Type_visitFields(plain, check_field, &visit);
		if (!visit.ok)
			dl_fe_cursor_put(&t->layouts, decl, &t->layouts);
	}
	return dl_fe_cursor_get(&t->layouts, decl) == t;
}

static const char *record_name(struct dl_tu *t, CXCursor decl)
{
	CXString text = clang_getTypeSpelling(clang_getCanonicalType(clang_getCursorType(decl)));
	const char *spelled = clang_getCString(text);
	bool is_union = decl.kind == CXCursor_UnionDecl;
	const char *name;

	if (spelled && *spelled && !strchr(spelled, '(')) {
		name = dl_intern(t->ub.unit->names, spelled);
	} else {
		struct dl_loc loc = dl_fe_loc_of(t, decl);
		const char *path = loc.line ? t->ub.files.data[loc.file].path : "";

		name = dl_intern(t->ub.unit->names,
				 dl_arena_printf(t->arena, "%s (anon %s:%u)",
						 is_union ? "union" : "struct", path, loc.line));
	}
	clang_disposeString(text);
	return name;
}

struct dl_record *dl_fe_record_of(struct dl_tu *t, CXCursor decl)
{
	struct dl_record *record = dl_fe_cursor_get(&t->records, decl);
	struct dl_tu_file *file;
	long long size = 0;
	unsigned int nth = 1;

	if (record)
		return record;
	/* Another record of the same name, of a block scope: tell them apart by number. */
	do {
		record = dl_record_get(t->ub.types, record_name(t, decl), nth++);
	} while (dl_map_has(&t->record_taken, (uintptr_t)record));
	dl_map_put(&t->record_taken, (uintptr_t)record, record);
	if (dl_fe_has_layout(t, clang_getCursorType(decl)))
		size = clang_Type_getSizeOf(clang_getCursorType(decl));
	record->size = size > 0 ? (uint64_t)size : 0;
	record->is_union = decl.kind == CXCursor_UnionDecl;
	file = dl_fe_tu_file_at(t, clang_getCursorLocation(decl));
	record->is_core = file && file->class == DL_FILE_CORE;
	dl_fe_cursor_put(&t->records, decl, record);
	return record;
}

/* The record that @field belongs to when the hops through anonymous members are left out. */
static CXCursor visible_record(CXCursor field)
{
	CXCursor record = clang_getCursorSemanticParent(field);

	while (clang_Cursor_isAnonymousRecordDecl(record)) {
		CXCursor outer = clang_getCursorSemanticParent(record);
		enum CXCursorKind kind = outer.kind;

		if (kind != CXCursor_StructDecl && kind != CXCursor_UnionDecl)
			break;
		record = outer;
	}
	return record;
}

/* Places go into it: its layout is wanted (layout.c), unless it is the kernel's. */
static void use_record(struct dl_tu *t, CXCursor decl, const struct dl_record *record)
{
	if (record->is_core || dl_map_has(&t->record_used, (uintptr_t)record))
		return;
	dl_map_put(&t->record_used, (uintptr_t)record, (void *)record);
	dl_vec_push(&t->to_lay_out, decl);
}

const struct dl_field_info *dl_fe_field_of(struct dl_tu *t, CXCursor field)
{
	struct dl_field_info *info = dl_fe_cursor_get(&t->fields, field);
	CXCursor record;
	long long bits = 0;

	if (info)
		return info;
	info = DL_NEW(t->arena, struct dl_field_info);
	record = visible_record(field);
	info->record = dl_fe_record_of(t, record);
	use_record(t, record, info->record);
	info->unnamed_record = strchr(info->record->name, '(') != NULL;
	info->name = dl_fe_spelling(t->ub.unit->names, field);
	if (strchr(info->name, '(')) /* an anonymous member is spelled as its type */
		info->name = "";
	info->type = dl_fe_type_of_cursor(t, field);
	info->size = (uint32_t)info->type->size;
	if (*info->name && dl_fe_has_layout(t, clang_getCursorType(record)))
		bits = clang_Type_getOffsetOf(clang_getCursorType(record), info->name);
	if (bits > 0)
		info->offset = (uint32_t)(bits / 8);
	if (clang_Cursor_isBitField(field) && info->size)
		info->offset -= info->offset % info->size;
	dl_fe_cursor_put(&t->fields, field, info);
	return info;
}

struct members_visit {
	DL_VEC(CXCursor) found;
	bool has_padding;
};

static enum CXVisitorResult add_member(CXCursor field, CXClientData data)
{
	struct members_visit *visit = data;

	CXString name = clang_getCursorSpelling(field);

	/* Unnamed bit-fields are padding and take no initialiser. */
	if (!clang_Cursor_isBitField(field) || *clang_getCString(name))
		dl_vec_push(&visit->found, field);
	else
		visit->has_padding = true;
	clang_disposeString(name);
	return CXVisit_Continue;
}

const struct dl_members *dl_fe_members_of(struct dl_tu *t, CXType type)
{
	CXType record = clang_getCanonicalType(type);
	CXCursor decl = clang_getTypeDeclaration(record);
	struct dl_members *members = dl_fe_cursor_get(&t->members, decl);
	struct members_visit visit = {0};

	if (members)
		return members;
	members = DL_NEW(t->arena, struct dl_members);
	clang_Type_visitFields(record, add_member, &visit);
	members->count = (unsigned int)visit.found.len;
	members->has_padding = visit.has_padding;
	members->fields = dl_vec_to_arena(&visit.found, t->arena);
	dl_vec_free(&visit.found);
	dl_fe_cursor_put(&t->members, decl, members);
	return members;
}

void dl_fe_step_field(struct dl_tu *t, struct dl_place_builder *pb, CXCursor field)
{
	const struct dl_field_info *info = dl_fe_field_of(t, field);
	const struct dl_record *record = info->record;
	const char *name = info->name;
	uint32_t offset = info->offset;
	size_t i = pb->steps.len;

	if (!*name) {
		pb->place.type = info->type;
		return;
	}
	if (info->unnamed_record) {
		while (i && pb->steps.data[i - 1].kind == DL_STEP_INDEX)
			i--;
		if (i && pb->steps.data[i - 1].kind == DL_STEP_FIELD) {
			const struct dl_step *outer = &pb->steps.data[i - 1];

			record = outer->record;
			offset += outer->offset;
			name = dl_intern(t->ub.unit->names,
					 dl_arena_printf(t->arena, "%s.%s", outer->field, name));
		}
	}
	dl_pb_field(pb, info->type, record, name, offset, info->size);
}
