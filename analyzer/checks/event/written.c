/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the driver wrote it: C text of places, values and conditions of the IR. Variables that lowering made,
 * and those of macros' bodies, are no names: what they hold is said in their place.
 */
#include "checks/event/internal.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"

#define MAX_NESTING 8

/* ---- names ---- */

const char *dl_written_variable(struct dl_report *r, const struct dl_func *func, uint32_t var)
{
	const struct dl_var *v = var < func->var_count ? &func->vars[var] : NULL;
	size_t n = v ? strcspn(v->name, ".") : 0;

	if (!v || v->is_synthetic || !n)
		return NULL;
	/* a macro's own: the line has the macro there */
	if (!v->is_param && (!strncmp(v->name, "__", 2) || (v->name[0] == '_' && v->name[n])))
		return NULL;
	if (!v->is_param && v->loc.line && !dl_stands_at(r, &v->loc, v->name, n))
		return NULL;
	return dl_arena_strndup(r->out->arena, v->name, n);
}

const char *dl_written_global(struct dl_report *r, const char *name)
{
	const struct dl_global *g = dl_unit_find_global(r->an->unit, name);
	size_t n = g && g->owner ? strlen(g->owner) : 0;

	if (n && !strncmp(name, g->owner, n) && name[n] == '.')
		name += n + 1;
	return dl_arena_strndup(r->out->arena, name, strcspn(name, "~"));
}

/* ---- the IR as C ---- */

const struct dl_instr *dl_definition(struct dl_report *r, const struct dl_func *func, uint32_t temp)
{
	return temp < func->temp_count ? dl_defs_of(r->an, func)[temp] : NULL;
}

/* The only value that is ever stored into a whole variable; NULL: there are none, or several. */
static const struct dl_val *only_value(const struct dl_func *func, uint32_t var)
{
	const struct dl_val *value = NULL;

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];

			if (in->op != DL_OP_STORE || in->place->base != DL_BASE_VAR ||
			    in->place->index != var || in->place->step_count)
				continue;
			if (value)
				return NULL;
			value = &in->a;
		}
	}
	return value;
}

struct writer {
	struct dl_report *r;
	const struct dl_func *func;
	int depth;
};

static bool put_value(struct writer *w, struct dl_buf *out, const struct dl_val *value, bool inside);
static bool put_place(struct writer *w, struct dl_buf *out, const struct dl_place *place);

/* Text of what a pointer points to, so far; @is_pointer: the text is that of the pointer. */
struct path {
	struct dl_buf *out;
	bool is_pointer;
};

/* `p + i`, of which the element is meant, is `p[i]`. */
static bool put_element(struct writer *w, struct path *p, const struct dl_instr *sum)
{
	if (!put_value(w, p->out, &sum->a, true))
		return false;
	dl_buf_puts(p->out, "[");
	if (!put_value(w, p->out, &sum->b, false))
		return false;
	dl_buf_puts(p->out, "]");
	p->is_pointer = false;
	return true;
}

static bool put_pointer(struct writer *w, struct path *p, uint32_t temp)
{
	const struct dl_instr *def = dl_definition(w->r, w->func, temp);
	const struct dl_val value = { .kind = DL_VAL_TEMP, .num = temp };

	p->is_pointer = true;
	if (def && def->op == DL_OP_ADDR) {
		p->is_pointer = false;
		return put_place(w, p->out, def->place);
	}
	if (def && def->op == DL_OP_BIN && def->sub == DL_BIN_ADD && def->a.type &&
	    def->a.type->kind == DL_TYPE_PTR)
		return put_element(w, p, def);
	return put_value(w, p->out, &value, true);
}

static bool put_base(struct writer *w, struct path *p, const struct dl_place *place)
{
	const struct dl_val *only;
	const char *name;

	switch (place->base) {
	case DL_BASE_VAR:
		name = dl_written_variable(w->r, w->func, place->index);
		if (!name) {
			only = only_value(w->func, place->index);
			return only && put_value(w, p->out, only, true);
		}
		dl_buf_puts(p->out, name);
		return true;
	case DL_BASE_GLOBAL:
		dl_buf_puts(p->out, dl_written_global(w->r, place->name));
		return true;
	case DL_BASE_TEMP: return put_pointer(w, p, place->index);
	default: return false;
	}
}

/* What is pointed to, where no member of it follows. */
static void follow(struct path *p)
{
	struct dl_buf inner = *p->out;

	if (!p->is_pointer)
		return;
	*p->out = (struct dl_buf){ 0 };
	dl_buf_printf(p->out, "*%s", dl_buf_str(&inner));
	dl_buf_free(&inner);
	p->is_pointer = false;
}

static bool put_steps(struct writer *w, struct path *p, const struct dl_place *place)
{
	for (uint32_t i = 0; i < place->step_count; i++) {
		const struct dl_step *step = &place->steps[i];

		switch (step->kind) {
		case DL_STEP_DEREF:
			follow(p);
			p->is_pointer = true;
			break;
		case DL_STEP_FIELD:
			dl_buf_printf(p->out, "%s%s", p->is_pointer ? "->" : ".",
				      dl_field_word(step->field));
			p->is_pointer = false;
			break;
		case DL_STEP_INDEX:
			p->is_pointer = false;
			dl_buf_puts(p->out, "[");
			if (!put_value(w, p->out, &step->index, false))
				return false;
			dl_buf_puts(p->out, "]");
			break;
		}
	}
	follow(p);
	return true;
}

static bool put_place(struct writer *w, struct dl_buf *out, const struct dl_place *place)
{
	struct dl_buf text = { 0 };
	struct path p = { .out = &text };
	bool ok = ++w->depth <= MAX_NESTING && put_base(w, &p, place) && put_steps(w, &p, place);

	w->depth--;
	dl_buf_puts(out, dl_buf_str(&text));
	dl_buf_free(&text);
	return ok;
}

static bool put_call(struct writer *w, struct dl_buf *out, const struct dl_instr *in)
{
	/* a macro's arguments are not those of the function behind it */
	if (!in->callee || in->written)
		return false;
	dl_buf_printf(out, "%s(", in->callee);
	for (uint32_t i = 0; i < in->arg_count; i++) {
		dl_buf_puts(out, i ? ", " : "");
		if (!put_value(w, out, &in->args[i], false))
			return false;
	}
	dl_buf_puts(out, ")");
	return true;
}

static bool put_binary(struct writer *w, struct dl_buf *out, const struct dl_instr *in, bool inside)
{
	bool ok;

	dl_buf_puts(out, inside ? "(" : "");
	ok = put_value(w, out, &in->a, true);
	dl_buf_printf(out, " %s ", dl_bin_name(in->sub));
	ok = ok && put_value(w, out, &in->b, true);
	dl_buf_puts(out, inside ? ")" : "");
	return ok;
}

static bool put_address(struct writer *w, struct dl_buf *out, const struct dl_instr *in)
{
	const struct dl_type *type = in->place->type;

	/* an array's name is the address of its first element */
	if (!type || type->kind != DL_TYPE_ARRAY)
		dl_buf_puts(out, "&");
	return put_place(w, out, in->place);
}

static bool put_temp(struct writer *w, struct dl_buf *out, const struct dl_instr *def, bool inside)
{
	const char *text = NULL;

	/* constants and macros are lost in the IR */
	if (def->op == DL_OP_CALL || def->op == DL_OP_CONTAINER ||
	    (def->op == DL_OP_BIN && !inside))
		text = dl_quote(w->r, &def->loc);
	if (text && (def->op != DL_OP_CONTAINER || strchr(text, '('))) {
		dl_buf_puts(out, text);
		return true;
	}
	switch (def->op) {
	case DL_OP_LOAD: return put_place(w, out, def->place);
	case DL_OP_ADDR: return put_address(w, out, def);
	case DL_OP_CAST: return put_value(w, out, &def->a, inside);
	case DL_OP_BIN: return put_binary(w, out, def, inside);
	case DL_OP_UN:
		dl_buf_puts(out, dl_un_name(def->sub));
		return put_value(w, out, &def->a, true);
	case DL_OP_CALL: return put_call(w, out, def);
	default: return false;
	}
}

static bool put_value(struct writer *w, struct dl_buf *out, const struct dl_val *value, bool inside)
{
	const struct dl_instr *def;
	bool ok = false;

	if (++w->depth > MAX_NESTING)
		return w->depth--, false;
	switch (value->kind) {
	case DL_VAL_INT:
		if (value->type && value->type->kind == DL_TYPE_PTR && !value->num)
			dl_buf_puts(out, "NULL");
		else if (value->str)
			dl_buf_puts(out, value->str);
		else
			dl_buf_printf(out, "%" PRId64, value->num);
		ok = true;
		break;
	case DL_VAL_FUNC:
		dl_buf_puts(out, value->str);
		ok = true;
		break;
	case DL_VAL_TEMP:
		def = dl_definition(w->r, w->func, (uint32_t)value->num);
		ok = def && put_temp(w, out, def, inside);
		break;
	default: break;
	}
	w->depth--;
	return ok;
}

/* ---- whole expressions ---- */

/* NULL when something has no name, or when there is too much of it. */
static const char *finish(struct dl_report *r, struct dl_buf *out, bool ok)
{
	const char *text = ok && out->len && out->len <= DL_QUOTE_MAX ?
			   dl_arena_strdup(r->out->arena, dl_buf_str(out)) : NULL;

	dl_buf_free(out);
	return text;
}

const char *dl_written_place(struct dl_report *r, const struct dl_func *func,
			     const struct dl_place *place)
{
	struct writer w = { .r = r, .func = func };
	struct dl_buf out = { 0 };
	bool ok = put_place(&w, &out, place);

	return finish(r, &out, ok);
}

const char *dl_written_value(struct dl_report *r, const struct dl_func *func,
			     const struct dl_val *value)
{
	struct writer w = { .r = r, .func = func };
	struct dl_buf out = { 0 };
	bool ok = put_value(&w, &out, value, false);

	return finish(r, &out, ok);
}

/* `x != 0`, in a variable that has no name, is `x`. */
static const struct dl_val *peel(struct dl_report *r, const struct dl_func *func, const struct dl_val *value)
{
	for (int n = 0; n < MAX_NESTING && value->kind == DL_VAL_TEMP; n++) {
		const struct dl_instr *def = dl_definition(r, func, (uint32_t)value->num);
		const struct dl_val *only;

		if (def && (def->op == DL_OP_CAST || (def->op == DL_OP_BIN && def->sub == DL_BIN_NE &&
						      def->b.kind == DL_VAL_INT && !def->b.num))) {
			value = &def->a;
			continue;
		}
		only = def && def->op == DL_OP_LOAD && def->place->base == DL_BASE_VAR && !def->place->step_count &&
		       !dl_written_variable(r, func, def->place->index) ? only_value(func, def->place->index) : NULL;
		if (!only)
			break;
		value = only;
	}
	return value;
}

const char *dl_text_value(struct dl_report *r, const struct dl_func *func, const struct dl_val *value)
{
	return dl_written_value(r, func, peel(r, func, value));
}

const char *dl_written_arg(struct dl_report *r, const struct dl_func *func,
			   const struct dl_instr *call, int n)
{
	if (!func || !call || call->op != DL_OP_CALL || n < 0 || (uint32_t)n >= call->arg_count)
		return NULL;
	return dl_written_value(r, func, &call->args[n]);
}

const char *dl_written_condition(struct dl_report *r, const struct dl_func *func,
				 const struct dl_loc *loc)
{
	const char *text = dl_quote(r, loc);

	for (uint32_t b = 0; !text && b < func->block_count; b++) {
		const struct dl_term *term = &func->blocks[b].term;

		if ((term->kind == DL_TERM_BRANCH || term->kind == DL_TERM_SWITCH) &&
		    dl_same_place(&term->loc, loc))
			text = dl_text_value(r, func, &term->cond);
	}
	return text;
}

/* ---- where a result goes ---- */

static bool is_temp(const struct dl_val *value, uint32_t temp)
{
	return value->kind == DL_VAL_TEMP && value->num == temp;
}

/* The value goes on into what @in makes: a conversion, a change of byte order, a part of it. */
static bool carries(struct dl_report *r, const struct dl_instr *in, uint32_t temp)
{
	const struct dl_model *m;

	switch (in->op) {
	case DL_OP_CAST:
	case DL_OP_BIN: return is_temp(&in->a, temp) || (in->op == DL_OP_BIN && is_temp(&in->b, temp));
	case DL_OP_CALL:
		m = dl_model_of(r->an, in);
		return in->arg_count == 1 && is_temp(&in->args[0], temp) && m &&
		       m->role == DL_ROLE_PURE;
	default: return false;
	}
}

static const struct dl_place *target_of(struct dl_report *r, const struct dl_func *func, uint32_t temp,
					int depth);

/* What a variable without a name is read for. */
static const struct dl_place *target_of_variable(struct dl_report *r, const struct dl_func *func, uint32_t var,
						 int depth)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];
			const struct dl_place *place;

			if (in->op != DL_OP_LOAD || in->place->base != DL_BASE_VAR ||
			    in->place->index != var || in->place->step_count)
				continue;
			place = target_of(r, func, in->dst, depth + 1);
			if (place)
				return place;
		}
	}
	return NULL;
}

static const struct dl_place *target_of(struct dl_report *r, const struct dl_func *func, uint32_t temp,
					int depth)
{
	for (uint32_t b = 0; depth < MAX_NESTING && b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];
			const struct dl_place *place = NULL;

			if (in->op == DL_OP_STORE && is_temp(&in->a, temp)) {
				place = in->place;
				if (place->base == DL_BASE_VAR && !place->step_count &&
				    !dl_written_variable(r, func, place->index))
					place = target_of_variable(r, func, place->index, depth);
				else if (!dl_written_place(r, func, place))
					place = NULL;
			} else if (in->dst != DL_NO_TEMP && carries(r, in, temp)) {
				place = target_of(r, func, in->dst, depth + 1);
			}
			if (place)
				return place;
		}
	}
	return NULL;
}

const struct dl_place *dl_target(struct dl_report *r, const struct dl_func *func, const struct dl_instr *call)
{
	return func && call->dst != DL_NO_TEMP ? target_of(r, func, call->dst, 0) : NULL;
}

const char *dl_written_target(struct dl_report *r, const struct dl_func *func,
			      const struct dl_instr *call)
{
	const struct dl_place *place = dl_target(r, func, call);

	return place ? dl_written_place(r, func, place) : NULL;
}
