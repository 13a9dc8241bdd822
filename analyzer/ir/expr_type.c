/* SPDX-License-Identifier: Apache-2.0 */
/* Types as C writes them, for messages. */
#include <inttypes.h>
#include <string.h>

#include "ir/print.h"

static void put_integer(const struct dl_type *type, struct dl_buf *out)
{
	const char *name = NULL;

	switch (type->size) {
	case 1:
		name = "char";
		break;
	case 2:
		name = "short";
		break;
	case 4:
		name = "int";
		break;
	case 8:
		name = "long long";
		break;
	}
	if (name)
		dl_buf_printf(out, "%s%s", type->is_signed ? "" : "unsigned ", name);
	else
		dl_buf_printf(out, "%sint%" PRIu64, type->is_signed ? "" : "u", type->size * 8);
}

static void put_named(const struct dl_type *type, struct dl_buf *out)
{
	if (type->name)
		dl_buf_puts(out, type->name);
	else if (type->kind == DL_TYPE_INT || type->kind == DL_TYPE_ENUM)
		put_integer(type, out);
	else if (type->kind == DL_TYPE_RECORD)
		dl_buf_puts(out, type->record->name);
	else if (type->kind == DL_TYPE_VOID)
		dl_buf_puts(out, "void");
	else if (type->kind == DL_TYPE_BOOL)
		dl_buf_puts(out, "bool");
	else if (type->kind == DL_TYPE_FLOAT)
		dl_buf_puts(out, type->size == 4   ? "float"
				 : type->size == 8 ? "double"
						   : "long double");
	else
		dl_buf_puts(out, "?");
}

/* What is not named is a declarator around @inner: `*`, `(*)[4]`. */
static void put_type(const struct dl_type *type, const char *inner, struct dl_buf *out)
{
	struct dl_buf outer = {0};
	bool suffix_next;

	if (!type) {
		dl_buf_puts(out, "?");
	} else if (!type->name && type->elem && type->kind == DL_TYPE_PTR) {
		suffix_next = !type->elem->name && (type->elem->kind == DL_TYPE_ARRAY ||
						    type->elem->kind == DL_TYPE_FUNC);
		dl_buf_printf(&outer, "%s*%s%s%s", suffix_next ? "(" : "",
			      type->is_const ? "const" : "", inner, suffix_next ? ")" : "");
		put_type(type->elem, dl_buf_str(&outer), out);
	} else if (!type->name && type->elem && type->kind == DL_TYPE_ARRAY) {
		dl_buf_printf(&outer, "%s[%" PRIu64 "]", inner, type->count);
		put_type(type->elem, dl_buf_str(&outer), out);
	} else if (!type->name && type->elem && type->kind == DL_TYPE_FUNC) {
		dl_buf_printf(&outer, "%s()", inner);
		put_type(type->elem, dl_buf_str(&outer), out);
	} else {
		dl_buf_puts(out, type->is_const ? "const " : "");
		put_named(type, out);
		if (*inner)
			dl_buf_printf(out, " %s", inner);
	}
	dl_buf_free(&outer);
}

void dl_ir_print_type(const struct dl_type *type, struct dl_buf *out)
{
	put_type(type, "", out);
}
