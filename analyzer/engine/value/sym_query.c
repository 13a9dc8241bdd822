/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at symbols: derivation, roots, replacement, printing. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "engine/value/sym.h"

#define MAX_DEPTH 40

bool dl_sym_is_location(const struct dl_sym *sym)
{
	return sym->kind >= DL_SYM_VAR;
}

#define MAX_EXTERNAL_HEIGHT 12

bool dl_sym_is_external(const struct dl_func *func, const struct dl_sym *sym)
{
	return !sym->is_inner && !sym->has_result && !sym->has_phi && sym->height <= MAX_EXTERNAL_HEIGHT &&
	       (!sym->scope || sym->scope == func);
}

static bool keeps_value(const struct dl_sym *sym)
{
	if (sym->kind == DL_SYM_CAST || sym->kind == DL_SYM_CONTAINER)
		return true;
	if (sym->kind == DL_SYM_UN)
		return sym->sub != DL_UN_LNOT;
	return sym->kind == DL_SYM_BIN && sym->sub < DL_BIN_EQ;
}

/* What is built of a part is younger than the part. */
static bool may_contain(const struct dl_sym *sym, const struct dl_sym *part)
{
	return sym->id > part->id;
}

static bool derives(const struct dl_sym *value, const struct dl_sym *part, int depth)
{
	if (value == part)
		return true;
	if (depth > MAX_DEPTH || !may_contain(value, part) || !keeps_value(value))
		return false;
	return derives(value->a, part, depth + 1) ||
	       (value->b && derives(value->b, part, depth + 1));
}

uint64_t dl_sym_bits_set(const struct dl_sym *value)
{
	uint64_t a, b;

	switch (value->kind) {
	case DL_SYM_INT: return (uint64_t)value->num;
	case DL_SYM_CAST:
		a = dl_sym_bits_set(value->a);
		return value->size && value->size < 8 ? a & ((UINT64_C(1) << value->size * 8) - 1) : a;
	case DL_SYM_BIN:
		if (value->sub != DL_BIN_AND && value->sub != DL_BIN_OR)
			return 0;
		a = dl_sym_bits_set(value->a);
		b = dl_sym_bits_set(value->b);
		return value->sub == DL_BIN_AND ? a & b : a | b;
	default: return 0;
	}
}

bool dl_sym_derives(const struct dl_sym *value, const struct dl_sym *part)
{
	if (part->has_result && !value->has_result)
		return false;
	return derives(value, part, 0);
}

static bool mentions(const struct dl_sym *sym, const struct dl_sym *part, int depth)
{
	if (sym == part)
		return true;
	if (depth > MAX_DEPTH || !may_contain(sym, part))
		return false;
	if (sym->a && mentions(sym->a, part, depth + 1))
		return true;
	if (sym->b && mentions(sym->b, part, depth + 1))
		return true;
	for (uint32_t i = 0; i < sym->arg_count; i++)
		if (mentions(sym->args[i], part, depth + 1))
			return true;
	return false;
}

bool dl_sym_mentions(const struct dl_sym *sym, const struct dl_sym *part)
{
	if ((part->has_result && !sym->has_result) || (part->has_phi && !sym->has_phi))
		return false;
	return mentions(sym, part, 0);
}

const struct dl_sym *dl_sym_strip(const struct dl_sym *value)
{
	while (value->kind == DL_SYM_CAST)
		value = value->a;
	return value;
}

bool dl_sym_is_initial(const struct dl_sym *value)
{
	return value->kind == DL_SYM_LOAD && value->a->kind == DL_SYM_VAR;
}

const struct dl_sym *dl_sym_root(const struct dl_sym *loc)
{
	for (;;) {
		if (loc->kind == DL_SYM_FIELD || loc->kind == DL_SYM_INDEX)
			loc = loc->a;
		else if (loc->kind == DL_SYM_DEREF)
			loc = dl_sym_pointer_base(loc->a);
		else if (loc->kind == DL_SYM_LOAD || loc->kind == DL_SYM_FETCH ||
			 loc->kind == DL_SYM_PHI || loc->kind == DL_SYM_ADDR)
			loc = loc->a;
		else
			return loc;
	}
}

const struct dl_sym *dl_sym_whole(const struct dl_sym *loc)
{
	while (loc->kind == DL_SYM_FIELD || loc->kind == DL_SYM_INDEX)
		loc = loc->a;
	return loc;
}

const struct dl_sym *dl_sym_last_field(const struct dl_sym *loc)
{
	while (loc->kind == DL_SYM_INDEX)
		loc = loc->a;
	return loc->kind == DL_SYM_FIELD ? loc : NULL;
}

static const struct dl_type *type_of(const struct dl_sym *value)
{
	const struct dl_type *type = value->type;

	if (!type && (value->kind == DL_SYM_LOAD || value->kind == DL_SYM_FETCH))
		type = value->a->type ? value->a->type : value->a->declared;
	return type;
}

const struct dl_sym *dl_sym_pointer_side(const struct dl_sym *sum)
{
	const struct dl_sym *a = sum->a, *b = sum->b;
	const struct dl_type *left = type_of(a), *right = type_of(b);

	/* sides of a sum are ordered by age: the pointer may be either */
	if (b->kind == DL_SYM_ADDR || b->kind == DL_SYM_RESULT)
		return b;
	return sum->sub == DL_BIN_ADD && right && right->kind == DL_TYPE_PTR && left &&
			       left->kind == DL_TYPE_INT ? b : a;
}

const struct dl_sym *dl_sym_pointer_base(const struct dl_sym *value)
{
	for (;;) {
		if (value->kind == DL_SYM_CAST || value->kind == DL_SYM_CONTAINER)
			value = value->a;
		else if (value->kind == DL_SYM_BIN &&
			 (value->sub == DL_BIN_ADD || value->sub == DL_BIN_SUB))
			value = dl_sym_pointer_side(value);
		else
			return value;
	}
}

const struct dl_sym *dl_sym_root_pointer(const struct dl_sym *value)
{
	const struct dl_sym *base = dl_sym_pointer_base(value);

	if (base->kind == DL_SYM_ADDR)
		base = dl_sym_whole(base->a);
	return base->kind == DL_SYM_DEREF ? base->a : base;
}

const struct dl_sym *dl_sym_rebuild(struct dl_syms *s, const struct dl_sym *sym,
				    const struct dl_sym *a, const struct dl_sym *b)
{
	struct dl_type cast = { .kind = DL_TYPE_INT, .is_signed = sym->is_signed, .size = sym->size };

	switch (sym->kind) {
	case DL_SYM_ADDR: return dl_sym_addr(s, a);
	case DL_SYM_LOAD: return dl_sym_load(s, a, sym->num);
	case DL_SYM_FETCH: return dl_sym_fetch(s, sym->site, a, sym->older);
	case DL_SYM_PHI: return dl_sym_phi(s, a, (uint32_t)sym->num);
	case DL_SYM_BIN: return dl_sym_bin(s, sym->sub, a, b);
	case DL_SYM_UN: return dl_sym_un(s, sym->sub, a);
	case DL_SYM_CAST: return dl_sym_cast(s, a, &cast);
	case DL_SYM_CONTAINER:
		return dl_sym_container(s, a, sym->record, sym->field, sym->offset);
	case DL_SYM_DEREF: return dl_sym_deref(s, a);
	case DL_SYM_FIELD:
		return dl_sym_field(s, a, sym->record, sym->field, (uint32_t)sym->num);
	case DL_SYM_INDEX: return dl_sym_index(s, a, b);
	default: return sym;
	}
}

static const struct dl_sym *replace(struct dl_syms *s, const struct dl_sym *sym,
				    dl_sym_replace_fn fn, void *ctx, int depth);

static const struct dl_sym *replace_args(struct dl_syms *s, const struct dl_sym *call,
					 dl_sym_replace_fn fn, void *ctx, int depth)
{
	const struct dl_sym *args[16];
	uint32_t n = call->arg_count < 16 ? call->arg_count : 16;
	bool changed = false;

	for (uint32_t i = 0; i < n; i++) {
		args[i] = replace(s, call->args[i], fn, ctx, depth + 1);
		changed |= args[i] != call->args[i];
	}
	return changed ? dl_sym_call(s, dl_sym_model(call), call->str, args, n) : call;
}

static const struct dl_sym *replace(struct dl_syms *s, const struct dl_sym *sym,
				    dl_sym_replace_fn fn, void *ctx, int depth)
{
	const struct dl_sym *other = fn(ctx, sym);
	const struct dl_sym *a, *b;

	if (other)
		return other;
	if (depth > MAX_DEPTH)
		return dl_sym_unknown(s, sym, 0);
	if (sym->kind == DL_SYM_CALL)
		return replace_args(s, sym, fn, ctx, depth);
	a = sym->a ? replace(s, sym->a, fn, ctx, depth + 1) : NULL;
	b = sym->b ? replace(s, sym->b, fn, ctx, depth + 1) : NULL;
	if (a == sym->a && b == sym->b)
		return sym;
	other = dl_sym_rebuild(s, sym, a, b);
	/* a field is of its type whatever the way to it */
	if (other->kind == DL_SYM_FIELD && sym->kind == DL_SYM_FIELD && !other->declared)
		((struct dl_sym *)(uintptr_t)other)->declared = sym->type ? sym->type :
									     sym->declared;
	return other;
}

const struct dl_sym *dl_sym_replace(struct dl_syms *s, const struct dl_sym *sym,
				    dl_sym_replace_fn fn, void *ctx)
{
	return replace(s, sym, fn, ctx, 0);
}

static void print(const struct dl_sym *sym, struct dl_buf *out, int depth);

static void print_field(const struct dl_sym *sym, struct dl_buf *out, int depth)
{
	const struct dl_sym *base = sym->a;

	if (base->kind == DL_SYM_DEREF) {
		print(base->a, out, depth + 1);
		dl_buf_puts(out, "->");
	} else {
		print(base, out, depth + 1);
		dl_buf_puts(out, ".");
	}
	dl_buf_puts(out, sym->field ? sym->field : "?");
}

static void print_bin(const struct dl_sym *sym, struct dl_buf *out, int depth)
{
	dl_buf_puts(out, depth ? "(" : "");
	print(sym->a, out, depth + 1);
	dl_buf_printf(out, " %s ", dl_bin_name(sym->sub));
	print(sym->b, out, depth + 1);
	dl_buf_puts(out, depth ? ")" : "");
}

static void print_call(const char *name, const struct dl_sym *sym, struct dl_buf *out, int depth)
{
	dl_buf_printf(out, "%s(", name);
	for (uint32_t i = 0; i < sym->arg_count; i++) {
		dl_buf_puts(out, i ? ", " : "");
		print(sym->args[i], out, depth + 1);
	}
	dl_buf_puts(out, ")");
}

static void print_var(const struct dl_sym *sym, struct dl_buf *out)
{
	const struct dl_func *func = sym->site;

	if (sym->num < func->var_count)
		dl_buf_puts(out, func->vars[sym->num].name);
	else
		dl_buf_printf(out, "%%%" PRId64, sym->num - func->var_count);
}

static void print(const struct dl_sym *sym, struct dl_buf *out, int depth)
{
	const struct dl_instr *site = sym->site;

	if (depth > 12) {
		dl_buf_puts(out, "...");
		return;
	}
	switch (sym->kind) {
	case DL_SYM_INT: dl_buf_printf(out, "%" PRId64, sym->num); break;
	case DL_SYM_STR:
	case DL_SYM_LITERAL: dl_buf_printf(out, "\"%.24s\"", sym->str); break;
	case DL_SYM_FUNC:
	case DL_SYM_GLOBAL: dl_buf_add(out, sym->str, strcspn(sym->str, "~")); break; /* link.h */
	case DL_SYM_ADDR:
		dl_buf_puts(out, "&");
		print(sym->a, out, depth + 1);
		break;
	case DL_SYM_LOAD:
	case DL_SYM_FETCH:
	case DL_SYM_PHI:
		print(sym->a, out, depth);
		break;
	case DL_SYM_RESULT:
		dl_buf_printf(out, "%s()", site->written ? site->written :
				site->callee ? site->callee : "call");
		break;
	case DL_SYM_BIN: print_bin(sym, out, depth); break;
	case DL_SYM_UN:
		dl_buf_puts(out, dl_un_name(sym->sub));
		print(sym->a, out, depth + 1);
		break;
	case DL_SYM_CAST: print(sym->a, out, depth); break;
	case DL_SYM_CONTAINER:
		dl_buf_puts(out, "container_of(");
		print(sym->a, out, depth + 1);
		dl_buf_puts(out, ")");
		break;
	case DL_SYM_CALL: print_call(sym->str, sym, out, depth); break;
	case DL_SYM_UNKNOWN: dl_buf_puts(out, "?"); break;
	case DL_SYM_VAR: print_var(sym, out); break;
	case DL_SYM_DEREF:
		dl_buf_puts(out, "*");
		print(sym->a, out, depth + 1);
		break;
	case DL_SYM_FIELD: print_field(sym, out, depth); break;
	case DL_SYM_INDEX:
		print(sym->a, out, depth + 1);
		dl_buf_puts(out, "[");
		print(sym->b, out, depth + 1);
		dl_buf_puts(out, "]");
		break;
	}
}

void dl_sym_print(const struct dl_sym *sym, struct dl_buf *out)
{
	print(sym, out, 0);
}

bool dl_sym_const(const struct dl_sym *sym, int64_t *value)
{
	if (!sym || sym->kind != DL_SYM_INT)
		return false;
	*value = sym->num;
	return true;
}
