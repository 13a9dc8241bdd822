/* SPDX-License-Identifier: Apache-2.0 */
/* Compiler builtins that mean something else than a call. */
#include <string.h>

#include "frontend/lower.h"

/* Builtins that are the library function of the same name. */
static const char *const plain_names[] = {
	"memcpy", "memset",  "memmove",	 "memcmp",  "memchr",	 "strcpy",   "strncpy",
	"strcat", "strncat", "strlen",	 "strcmp",  "strncmp",	 "strchr",   "strrchr",
	"strstr", "alloca",  "snprintf", "sprintf", "vsnprintf", "vsprintf",
};

const char *dl_fe_builtin_plain_name(struct dl_lower *lw, const char *name)
{
	if (strncmp(name, "__builtin_", 10) != 0)
		return name;
	for (size_t i = 0; i < sizeof(plain_names) / sizeof(plain_names[0]); i++) {
		if (!strcmp(name + 10, plain_names[i]))
			return dl_intern(lw->fb.unit->names, plain_names[i]);
	}
	return name;
}

static CXCursor argument(CXCursor call, unsigned int i)
{
	return clang_Cursor_getArgument(call, i);
}

/* The result is the first argument: hints to the optimiser. */
static struct dl_val first_argument(struct dl_lower *lw, CXCursor call)
{
	CXCursor arg = argument(call, 0);

	/* The argument was converted to long on the way in; that says nothing. */
	if (arg.kind == CXCursor_UnexposedExpr &&
	    dl_fe_unexposed_kind(lw->t->syntax, arg) == DL_UNEXPOSED_CAST) {
		CXCursor inner = dl_fe_operand(lw->t->syntax, arg);
		const struct dl_type *type = dl_fe_type_of_cursor(lw->t, inner);

		if (type->kind == DL_TYPE_INT || type->kind == DL_TYPE_BOOL)
			arg = inner;
	}
	return dl_fe_lower_value(lw, arg);
}

static int64_t swapped(int64_t num, uint64_t size)
{
	uint64_t in = (uint64_t)num, out = 0;

	for (uint64_t i = 0; i < size; i++)
		out = out << 8 | (in >> (8 * i) & 0xff);
	return (int64_t)out;
}

/*
 * A byte swap is a cast: the value is still the handle, the length, whatever it was. It is there as
 * an instruction so that the place where the swap happened can be shown.
 */
static struct dl_val byte_swap(struct dl_lower *lw, CXCursor call)
{
	const struct dl_type *type = dl_fe_type_of_cursor(lw->t, call);
	struct dl_val value = dl_fe_lower_value(lw, argument(call, 0));

	value = dl_fe_convert(lw, value, type, false);
	if (value.kind == DL_VAL_INT)
		return dl_fe_val_int(type, swapped(value.num, type->size));
	return dl_fe_emit_cast(lw, value, type);
}

static struct dl_val evaluated(struct dl_lower *lw, CXCursor call, int64_t otherwise)
{
	const struct dl_type *type = dl_fe_type_of_cursor(lw->t, call);
	int64_t num;

	return dl_fe_val_int(type, dl_fe_evaluate(call, &num) ? num : otherwise);
}

/* __builtin_add_overflow(a, b, &r): r = a op b; whether it overflowed is unknown. */
static bool overflow(struct dl_lower *lw, enum dl_bin op, CXCursor call, struct dl_val *out)
{
	struct dl_place_builder pb;
	struct dl_place *place;
	CXType pointee = clang_getPointeeType(
		clang_getCanonicalType(clang_getCursorType(argument(call, 2))));
	struct dl_val a, b;

	if (clang_Cursor_getNumArguments(call) != 3 || pointee.kind == CXType_Invalid)
		return false;
	a = dl_fe_lower_value(lw, argument(call, 0));
	b = dl_fe_lower_value(lw, argument(call, 1));
	dl_fe_lower_deref(lw, argument(call, 2), dl_fe_type_of(lw->t, pointee), &pb);
	pb.place.is_volatile = clang_isVolatileQualifiedType(pointee);
	place = dl_pb_finish(&pb, lw->fb.unit->arena);
	a = dl_fe_emit_bin(lw, op, a, b, place->type, lw->loc);
	dl_fe_emit_store(lw, place, a, dl_fe_loc_range(lw->t, call));
	*out = dl_fe_emit_unknown(lw, dl_fe_type_of_cursor(lw->t, call));
	return true;
}

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++) {
		if (!strcmp(name, *list))
			return true;
	}
	return false;
}

bool dl_fe_lower_builtin(struct dl_lower *lw, const char *name, CXCursor call, bool wanted,
			 struct dl_val *out)
{
	static const char *const hints[] = {
		"__builtin_expect",
		"__builtin_expect_with_probability",
		"__builtin_assume_aligned",
		"__builtin_launder",
		NULL,
	};
	static const char *const swaps[] = {
		"__builtin_bswap16", "__builtin_bswap32",
		"__builtin_bswap64", "__fswab16",
		"__fswab32",	     "__fswab64",
		"__arch_swab16",     "__arch_swab32",
		"__arch_swab64",     NULL,
	};
	static const char *const sizes[] = {
		"__builtin_object_size",
		"__builtin_dynamic_object_size",
		NULL,
	};

	if (name[0] != '_' || name[1] != '_')
		return false;
	*out = dl_fe_val_none();
	if (is_one_of(name, hints) && clang_Cursor_getNumArguments(call) > 0) {
		if (wanted)
			*out = first_argument(lw, call);
		else
			dl_fe_lower_effect(lw, argument(call, 0));
	} else if (is_one_of(name, swaps) && clang_Cursor_getNumArguments(call) == 1) {
		*out = byte_swap(lw, call);
	} else if (!strcmp(name, "__builtin_constant_p")) {
		*out = evaluated(lw, call, 0);
	} else if (is_one_of(name, sizes)) {
		*out = evaluated(lw, call, -1);
	} else if (!strcmp(name, "__builtin_unreachable") || !strcmp(name, "__builtin_trap")) {
		dl_fe_unreachable(lw);
	} else if (!strcmp(name, "__builtin_prefetch")) {
		dl_fe_lower_effect(lw, argument(call, 0));
	} else if (!strcmp(name, "__builtin_add_overflow")) {
		return overflow(lw, DL_BIN_ADD, call, out);
	} else if (!strcmp(name, "__builtin_sub_overflow")) {
		return overflow(lw, DL_BIN_SUB, call, out);
	} else if (!strcmp(name, "__builtin_mul_overflow")) {
		return overflow(lw, DL_BIN_MUL, call, out);
	} else {
		return false;
	}
	return true;
}
