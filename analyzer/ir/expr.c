/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places and values as C expressions for people and for fingerprints.
 * Temporaries are replaced by what defines them, so that the text does not
 * depend on numbering; nothing here parses back.
 */
#include <inttypes.h>
#include <string.h>

#include "ir/print.h"
#include "ir/printer.h"

#define MAX_DEPTH  12
#define MAX_PIECES 64

enum level { PRIMARY, UNARY, BINARY };

/* Text under construction. @is_pointer: the place meant is what @text points to. */
struct expr {
	struct dl_buf text;
	enum level level;
	bool is_pointer;
};

struct context {
	const struct dl_unit *unit;
	const struct dl_func *func;
	unsigned int depth;
	unsigned int pieces; /* temporaries expanded so far */
};

static void place_expr(struct context *cx, const struct dl_place *place, struct expr *e);
static void val_expr(struct context *cx, const struct dl_val *val, struct expr *e);

/* ---- putting pieces together ---- */

static void set(struct expr *e, enum level level, const char *text)
{
	dl_buf_clear(&e->text);
	dl_buf_puts(&e->text, text);
	e->level = level;
	e->is_pointer = false;
}

/* Append @e to @out, in parentheses when it binds weaker than @level. */
static void put(struct dl_buf *out, const struct expr *e, enum level level)
{
	bool parens = e->level > level;

	dl_buf_printf(out, "%s%s%s", parens ? "(" : "", dl_buf_str(&e->text), parens ? ")" : "");
}

/* e = prefix e suffix, where the old e stands in a context of @inner. */
static void wrap(struct expr *e, const char *prefix, enum level inner, const char *suffix,
		 enum level level)
{
	struct dl_buf text = {0};

	dl_buf_puts(&text, prefix);
	put(&text, e, inner);
	dl_buf_puts(&text, suffix);
	dl_buf_free(&e->text);
	e->text = text;
	e->level = level;
	e->is_pointer = false;
}

static void materialise(struct expr *e)
{
	if (e->is_pointer)
		wrap(e, "*", UNARY, "", UNARY);
}

/* Shadowed names carry ".2", function-static ones "function.": the source has neither. */
static void set_source_name(struct expr *e, const char *name)
{
	size_t len = strlen(name);
	size_t digits = len;

	while (digits && name[digits - 1] >= '0' && name[digits - 1] <= '9')
		digits--;
	if (digits > 1 && digits < len && name[digits - 1] == '.')
		len = digits - 1;
	set(e, PRIMARY, "");
	dl_buf_add(&e->text, name, len);
}

/* ---- temporaries ---- */

static const struct dl_instr *definition(const struct dl_func *func, int64_t temp)
{
	for (uint32_t i = 0; func && i < func->block_count; i++) {
		const struct dl_block *block = &func->blocks[i];

		for (uint32_t j = 0; j < block->instr_count; j++) {
			if (block->instrs[j].op != DL_OP_DECL && block->instrs[j].dst == temp &&
			    block->instrs[j].dst != DL_NO_TEMP)
				return &block->instrs[j];
		}
	}
	return NULL;
}

static void append_index(struct context *cx, const struct dl_val *index, struct expr *e)
{
	struct expr inner = {0};
	struct dl_buf text = {0};

	val_expr(cx, index, &inner);
	dl_buf_printf(&text, "[%s]", dl_buf_str(&inner.text));
	wrap(e, "", PRIMARY, dl_buf_str(&text), PRIMARY);
	dl_buf_free(&text);
	dl_buf_free(&inner.text);
}

static void call_expr(struct context *cx, const struct dl_instr *instr, struct expr *e)
{
	const char *name = instr->written ? instr->written : instr->callee;

	if (name) {
		set(e, PRIMARY, name);
	} else if (instr->through) {
		place_expr(cx, instr->through, e);
		materialise(e);
	} else {
		val_expr(cx, &instr->a, e);
	}
	wrap(e, "", PRIMARY, instr->arg_count ? "(...)" : "()", PRIMARY);
}

static void binary_expr(struct context *cx, const struct dl_instr *instr, struct expr *e)
{
	struct expr right = {0};
	struct dl_buf text = {0};

	val_expr(cx, &instr->a, e);
	val_expr(cx, &instr->b, &right);
	dl_buf_printf(&text, " %s ", dl_bin_name(instr->sub));
	put(&text, &right, UNARY);
	wrap(e, "", UNARY, dl_buf_str(&text), BINARY);
	dl_buf_free(&text);
	dl_buf_free(&right.text);
}

static void container_expr(struct context *cx, const struct dl_instr *instr, struct expr *e)
{
	struct dl_buf text = {0};

	val_expr(cx, &instr->a, e);
	dl_buf_printf(&text, ", %s, %s)", instr->record->name, instr->field);
	wrap(e, "container_of(", BINARY, dl_buf_str(&text), PRIMARY);
	dl_buf_free(&text);
}

static bool is_decay(const struct dl_instr *instr)
{
	const struct dl_type *from = instr->place->type;

	return from && from->kind == DL_TYPE_ARRAY && instr->type &&
	       instr->type->kind == DL_TYPE_PTR && instr->type->elem != from;
}

static void instr_expr(struct context *cx, const struct dl_instr *instr, struct expr *e)
{
	switch (instr->op) {
	case DL_OP_LOAD:
		place_expr(cx, instr->place, e);
		materialise(e);
		break;
	case DL_OP_ADDR:
		place_expr(cx, instr->place, e);
		if (e->is_pointer)
			e->is_pointer = false; /* &*p is p */
		else if (!is_decay(instr))
			wrap(e, "&", UNARY, "", UNARY);
		break;
	case DL_OP_BIN:
		binary_expr(cx, instr, e);
		break;
	case DL_OP_UN:
		val_expr(cx, &instr->a, e);
		wrap(e, dl_un_name(instr->sub), PRIMARY, "", UNARY);
		break;
	case DL_OP_CAST:
		val_expr(cx, &instr->a, e);
		break;
	case DL_OP_CONTAINER:
		container_expr(cx, instr, e);
		break;
	case DL_OP_CALL:
		call_expr(cx, instr, e);
		break;
	default:
		set(e, PRIMARY, "?");
		break;
	}
}

/* What temporary @temp points to. */
static void temp_base(struct context *cx, uint32_t temp, struct expr *e)
{
	const struct dl_instr *def = definition(cx->func, temp);
	struct dl_val val = {.kind = DL_VAL_TEMP, .num = temp};

	if (def && def->op == DL_OP_ADDR && !is_decay(def)) {
		place_expr(cx, def->place, e);
		return;
	}
	if (def && def->op == DL_OP_BIN && def->sub == DL_BIN_ADD && def->type &&
	    def->type->kind == DL_TYPE_PTR) {
		val_expr(cx, &def->a, e);
		append_index(cx, &def->b, e);
		return;
	}
	val_expr(cx, &val, e);
	e->is_pointer = true;
}

/* ---- values and places ---- */

static void temp_expr(struct context *cx, int64_t temp, struct expr *e)
{
	const struct dl_instr *def = definition(cx->func, temp);

	if (!def)
		set(e, PRIMARY, "?");
	else if (cx->depth >= MAX_DEPTH || ++cx->pieces > MAX_PIECES)
		set(e, PRIMARY, "...");
	else {
		cx->depth++;
		instr_expr(cx, def, e);
		cx->depth--;
	}
}

static void val_expr(struct context *cx, const struct dl_val *val, struct expr *e)
{
	struct dl_buf text = {0};

	switch (val->kind) {
	case DL_VAL_NONE:
		set(e, PRIMARY, "");
		break;
	case DL_VAL_INT:
		dl_buf_printf(&text, "%" PRId64, val->num);
		set(e, val->num < 0 && !val->str ? UNARY : PRIMARY,
		    val->str ? val->str : dl_buf_str(&text));
		break;
	case DL_VAL_STR:
		dl_print_string(&text, val->str, '"');
		set(e, PRIMARY, dl_buf_str(&text));
		break;
	case DL_VAL_FUNC:
		set(e, PRIMARY, val->str);
		break;
	case DL_VAL_TEMP:
		temp_expr(cx, val->num, e);
		break;
	case DL_VAL_UNKNOWN:
		set(e, PRIMARY, "?");
		break;
	}
	dl_buf_free(&text);
}

static const char *global_name(const struct context *cx, const char *name)
{
	const struct dl_global *global = dl_unit_find_global(cx->unit, name);
	size_t len = global && global->owner ? strlen(global->owner) : 0;

	if (len && strncmp(name, global->owner, len) == 0 && name[len] == '.')
		return name + len + 1;
	return name;
}

static void base_expr(struct context *cx, const struct dl_place *place, struct expr *e)
{
	struct dl_buf text = {0};

	switch (place->base) {
	case DL_BASE_VAR:
		if (!cx->func || place->index >= cx->func->var_count)
			set(e, PRIMARY, "?");
		else if (cx->func->vars[place->index].is_synthetic)
			set(e, PRIMARY, "(...)");
		else
			set_source_name(e, cx->func->vars[place->index].name);
		break;
	case DL_BASE_GLOBAL:
		set_source_name(e, global_name(cx, place->name));
		break;
	case DL_BASE_TEMP:
		temp_base(cx, place->index, e);
		break;
	case DL_BASE_STR:
		dl_print_string(&text, place->name, '"');
		set(e, PRIMARY, dl_buf_str(&text));
		break;
	}
	dl_buf_free(&text);
}

/* The field of an anonymous-typed member is named by its path: the member is shown already. */
static const char *shown_field(const struct dl_place *place, uint32_t i)
{
	const char *field = place->steps[i].field;
	const struct dl_step *before;
	size_t len;

	while (i && place->steps[i - 1].kind == DL_STEP_INDEX)
		i--;
	if (!i || place->steps[i - 1].kind != DL_STEP_FIELD)
		return field;
	before = &place->steps[i - 1];
	len = strlen(before->field);
	return strncmp(field, before->field, len) == 0 && field[len] == '.' ? field + len + 1
									    : field;
}

static void step_expr(struct context *cx, const struct dl_place *place, uint32_t i, struct expr *e)
{
	const struct dl_step *step = &place->steps[i];
	const struct dl_type *before = i ? step[-1].type : place->base_type;
	struct dl_buf text = {0};

	switch (step->kind) {
	case DL_STEP_DEREF:
		materialise(e);
		e->is_pointer = true;
		break;
	case DL_STEP_FIELD:
		dl_buf_printf(&text, "%s%s", e->is_pointer ? "->" : ".", shown_field(place, i));
		wrap(e, "", PRIMARY, dl_buf_str(&text), PRIMARY);
		break;
	case DL_STEP_INDEX:
		if (before && before->kind == DL_TYPE_ARRAY)
			materialise(e);
		append_index(cx, &step->index, e);
		break;
	}
	dl_buf_free(&text);
}

static void place_expr(struct context *cx, const struct dl_place *place, struct expr *e)
{
	if (cx->depth >= MAX_DEPTH) {
		set(e, PRIMARY, "...");
		return;
	}
	cx->depth++;
	base_expr(cx, place, e);
	for (uint32_t i = 0; i < place->step_count; i++)
		step_expr(cx, place, i, e);
	cx->depth--;
}

void dl_ir_print_place(const struct dl_unit *unit, const struct dl_func *func,
		       const struct dl_place *place, struct dl_buf *out)
{
	struct context cx = {.unit = unit, .func = func};
	struct expr e = {0};

	place_expr(&cx, place, &e);
	materialise(&e);
	dl_buf_add(out, dl_buf_str(&e.text), e.text.len);
	dl_buf_free(&e.text);
}

void dl_ir_print_val(const struct dl_unit *unit, const struct dl_func *func,
		     const struct dl_val *val, struct dl_buf *out)
{
	struct context cx = {.unit = unit, .func = func};
	struct expr e = {0};

	val_expr(&cx, val, &e);
	dl_buf_add(out, dl_buf_str(&e.text), e.text.len);
	dl_buf_free(&e.text);
}
