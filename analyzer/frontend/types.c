/* SPDX-License-Identifier: Apache-2.0 */
/* Clang's types as types of the unit. Typedef names survive for integers, which is all the rules
 * ask for. */
#include <string.h>

#include "frontend/tu.h"

static uint64_t size_of(struct dl_tu *t, CXType type)
{
	long long size = dl_fe_has_layout(t, type) ? clang_Type_getSizeOf(type) : 0;

	return size > 0 ? (uint64_t)size : 0;
}

static const struct dl_type *scalar(struct dl_tu *t, enum dl_type_kind kind, CXType type,
				    bool is_signed)
{
	return dl_type_get(
		t->ub.types,
		&(struct dl_type){.kind = kind, .size = size_of(t, type), .is_signed = is_signed});
}

static bool signed_kind(enum CXTypeKind kind)
{
	switch (kind) {
	case CXType_Char_S:
	case CXType_SChar:
	case CXType_Short:
	case CXType_Int:
	case CXType_Long:
	case CXType_LongLong:
	case CXType_Int128:
		return true;
	default:
		return false;
	}
}

static const struct dl_type *enumeration(struct dl_tu *t, CXType type)
{
	CXCursor decl = clang_getTypeDeclaration(type);
	CXType integer = clang_getCanonicalType(clang_getEnumDeclIntegerType(decl));
	struct dl_type proto = {
		.kind = DL_TYPE_ENUM,
		.size = size_of(t, type),
		.is_signed = signed_kind(integer.kind),
	};
	CXString text = clang_getTypeSpelling(clang_getCanonicalType(clang_getCursorType(decl)));
	const char *name = clang_getCString(text);

	if (name && !strchr(name, '('))
		proto.name = dl_intern(t->ub.unit->names, name);
	clang_disposeString(text);
	return dl_type_get(t->ub.types, &proto);
}

/* What a pointer leads to, and the like; not known where that goes on and on: packed IR has a limit, which
 * would cost the whole file. */
static const struct dl_type *element_of(struct dl_tu *t, CXType type)
{
	const struct dl_type *elem = dl_fe_type_of(t, type);
	const struct dl_type *inner = elem;

	for (int depth = 0; inner; inner = inner->elem)
		if (++depth == DL_FE_MAX_NESTED)
			return dl_type_unknown(t->ub.types);
	return elem;
}

static const struct dl_type *array(struct dl_tu *t, CXType type)
{
	const struct dl_type *elem = element_of(t, clang_getArrayElementType(type));
	long long count = 0;

	if (type.kind == CXType_ConstantArray)
		count = clang_getArraySize(type);
	return dl_type_array(t->ub.types, elem, count > 0 ? (uint64_t)count : 0);
}

static const struct dl_type *pointer(struct dl_tu *t, const struct dl_type *elem, CXType type)
{
	return dl_type_get(
		t->ub.types,
		&(struct dl_type){.kind = DL_TYPE_PTR, .elem = elem, .size = size_of(t, type)});
}

static bool keeps_name(const struct dl_type *type)
{
	return type->kind == DL_TYPE_INT || type->kind == DL_TYPE_BOOL ||
	       type->kind == DL_TYPE_FLOAT || (type->kind == DL_TYPE_ENUM && !type->name);
}

static const struct dl_type *named(struct dl_tu *t, CXType type)
{
	CXCursor decl = clang_getTypeDeclaration(type);
	const struct dl_type *under = dl_fe_type_of(t, clang_getTypedefDeclUnderlyingType(decl));
	CXString text;

	if (!keeps_name(under))
		return under;
	text = clang_getTypedefName(type);
	under = dl_type_named(t->ub.types, under,
			      dl_intern(t->ub.unit->names, clang_getCString(text)));
	clang_disposeString(text);
	return under;
}

static const struct dl_type *function(struct dl_tu *t, CXType type)
{
	return dl_type_get(t->ub.types,
			   &(struct dl_type){.kind = DL_TYPE_FUNC,
					     .elem = element_of(t, clang_getResultType(type))});
}

/*
 * Sugar that has no cursor of its own: typeof, parentheses, auto. What is left after that may be a
 * placeholder of an expression in error, whose size clang must not be asked for.
 */
static const struct dl_type *canonical(struct dl_tu *t, CXType type)
{
	CXType plain = clang_getCanonicalType(type);
	struct dl_type proto = {.kind = DL_TYPE_UNKNOWN};

	if (plain.kind != type.kind)
		return dl_fe_type_of(t, plain);
	if (plain.kind == CXType_Vector || plain.kind == CXType_ExtVector ||
	    plain.kind == CXType_Complex)
		proto.size = size_of(t, type);
	return dl_type_get(t->ub.types, &proto);
}

static const struct dl_type *arithmetic(struct dl_tu *t, CXType type)
{
	switch (type.kind) {
	case CXType_Bool:
		return scalar(t, DL_TYPE_BOOL, type, false);
	case CXType_Float:
	case CXType_Double:
	case CXType_LongDouble:
	case CXType_Float128:
	case CXType_Half:
	case CXType_Float16:
		return scalar(t, DL_TYPE_FLOAT, type, false);
	default:
		return scalar(t, DL_TYPE_INT, type, signed_kind(type.kind));
	}
}

static const struct dl_type *convert(struct dl_tu *t, CXType type)
{
	if (type.kind >= CXType_Bool && type.kind <= CXType_LongDouble)
		return arithmetic(t, type);
	switch (type.kind) {
	case CXType_Void:
		return dl_type_void(t->ub.types);
	case CXType_Float128:
	case CXType_Half:
	case CXType_Float16:
		return arithmetic(t, type);
	case CXType_Enum:
		return enumeration(t, type);
	case CXType_Record:
		return dl_type_record(t->ub.types,
				      dl_fe_record_of(t, clang_getTypeDeclaration(type)));
	case CXType_Pointer:
	case CXType_BlockPointer:
		return pointer(t, element_of(t, clang_getPointeeType(type)), type);
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
		return array(t, type);
	case CXType_FunctionProto:
	case CXType_FunctionNoProto:
		return function(t, type);
	case CXType_Typedef:
		return named(t, type);
	case CXType_Elaborated:
		return dl_fe_type_of(t, clang_Type_getNamedType(type));
	case CXType_Attributed:
		return dl_fe_type_of(t, clang_Type_getModifiedType(type));
	case CXType_Atomic:
		return dl_fe_type_of(t, clang_Type_getValueType(type));
	case CXType_Invalid:
	case CXType_Dependent:
		return dl_type_unknown(t->ub.types);
	default:
		return canonical(t, type);
	}
}

const struct dl_type *dl_fe_type_of(struct dl_tu *t, CXType type)
{
	const struct dl_type *found = dl_map_get(&t->types, (uintptr_t)type.data[0]);

	if (found)
		return found;
	found = convert(t, type);
	if (clang_isConstQualifiedType(type) && found->kind != DL_TYPE_UNKNOWN)
		found = dl_type_qualified(t->ub.types, found, true);
	if (type.data[0])
		dl_map_put(&t->types, (uintptr_t)type.data[0], (void *)found);
	return found;
}

const struct dl_type *dl_fe_type_of_cursor(struct dl_tu *t, CXCursor cursor)
{
	return dl_fe_type_of(t, clang_getCursorType(cursor));
}

const struct dl_type *dl_fe_type_decayed(struct dl_tu *t, const struct dl_type *type)
{
	if (type->kind == DL_TYPE_ARRAY)
		return dl_type_ptr(t->ub.types, type->elem);
	if (type->kind == DL_TYPE_FUNC)
		return dl_type_ptr(t->ub.types, type);
	return type;
}
