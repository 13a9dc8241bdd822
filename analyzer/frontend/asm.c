/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inline assembly: operands are evaluated, outputs become unknown. libclang 19
 * hides clobbers and the labels of `asm goto`; both are read from the text. One
 * that clobbers memory and comes from a macro is a fence of that name. Where the
 * labels are not in the text, every label of the function is a possible target.
 */
#include <string.h>

#include "frontend/lower.h"

static bool in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* From `asm` up to its parenthesis: is `goto` among the qualifiers? @p is left at the parenthesis.
 */
static bool has_goto(const char **p, const char *end)
{
	bool found = false;

	while (*p < end && **p != '(') {
		const char *word = *p;

		while (*p < end && in_name(**p))
			(*p)++;
		if (*p - word >= 4 && !memcmp(*p - 4, "goto", 4))
			found = true;
		if (*p == word)
			(*p)++;
	}
	return found;
}

static const char *string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		p += *p == '\\';
	return p;
}

/*
 * From the parenthesis on: what follows the third `:` at the outermost level are clobbers, the
 * fourth labels. NULL: there are none.
 */
static const char *after_colons(const char *p, const char *end, unsigned int wanted)
{
	unsigned int depth = 0, colons = 0;

	for (; p < end; p++) {
		if (*p == '"') {
			p = string_end(p, end);
		} else if (*p == '(' || *p == '[') {
			depth++;
		} else if (*p == ')' || *p == ']') {
			if (--depth == 0)
				return NULL;
		} else if (*p == ':' && depth == 1 && ++colons == wanted) {
			return p + 1;
		}
	}
	return NULL;
}

/* @p is at `asm`. A keyword that is a macro of its own (`asm_inline`) stands apart from the rest. */
static bool clobbers_memory(const char *p, const char *end)
{
	static const char memory[] = "\"memory\"";

	while (p < end && (in_name(*p) || *p == ' ' || *p == '\t'))
		p++;
	if (p == end || *p != '(')
		return false;
	p = after_colons(p, end, 3);
	for (; p && p < end && *p != ')'; p++) {
		if (*p != '"')
			continue;
		if ((size_t)(end - p) > sizeof(memory) && !memcmp(p, memory, sizeof(memory) - 1))
			return true;
		p = string_end(p, end);
	}
	return false;
}

/* One edge for each label; false when the text does not name them. */
static bool goto_named_labels(struct dl_lower *lw, const char *p, const char *end)
{
	unsigned int found = 0;

	while (p < end && *p != ')') {
		const char *word = p;
		uint32_t next;

		while (p < end && in_name(*p))
			p++;
		if (p == word) {
			if (!strchr(" \t\r\n\\,", *p))
				return false;
			p++;
			continue;
		}
		next = dl_fe_new_block(lw);
		dl_fe_pend_goto(lw, dl_fe_label_named(lw, word, (size_t)(p - word)), next,
				dl_fe_val_none());
		dl_fe_enter(lw, next);
		found++;
	}
	return found > 0;
}

static void lower_asm_goto(struct dl_lower *lw, CXCursor cursor)
{
	CXSourceLocation loc = clang_getCursorLocation(cursor);
	size_t left, written_left;
	const char *spelled = dl_fe_text_spelled(lw->t, loc, &left);
	const char *written = dl_fe_text_written(lw->t, loc, &written_left);
	const char *p = spelled, *labels;
	uint32_t next;

	if (!spelled || !has_goto(&p, spelled + left))
		return;
	/* Inside a macro the names may be its parameters. */
	labels = spelled == written ? after_colons(p, spelled + left, 4) : NULL;
	if (labels && goto_named_labels(lw, labels, spelled + left))
		return;
	dl_fb_degrade(&lw->fb, "unsupported: asm goto", "labels are not visible; any may be meant",
		      dl_fe_loc_of(lw->t, cursor));
	next = dl_fe_new_block(lw);
	dl_fe_pend_goto(lw, UINT32_MAX, next, dl_fe_val_none());
	dl_fe_enter(lw, next);
}

/* The macro that the function names, when it expands to assembly that clobbers memory. */
static const char *fence_name(struct dl_lower *lw, CXCursor cursor)
{
	CXSourceLocation loc = clang_getCursorLocation(cursor);
	size_t left, written_left;
	const char *spelled = dl_fe_text_spelled(lw->t, loc, &left);

	if (!spelled || spelled == dl_fe_text_written(lw->t, loc, &written_left))
		return NULL;
	return clobbers_memory(spelled, spelled + left) ? dl_fe_written_name(lw->t, loc, "") : NULL;
}

void dl_fe_lower_asm(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_expr_kids(lw->t->syntax, cursor);
	struct dl_instr instr = {.dst = DL_NO_TEMP, .written = fence_name(lw, cursor)};
	struct dl_place **outputs = DL_NEW_ARRAY(lw->t->scratch, struct dl_place *, kids.count + 1);
	unsigned int output_count = 0;

	instr.op = instr.written ? DL_OP_FENCE : DL_OP_ASM;
	instr.type = dl_type_void(lw->t->ub.types);
	instr.loc = dl_fe_loc_range(lw->t, cursor);
	instr.args = DL_NEW_ARRAY(lw->fb.unit->arena, struct dl_val, kids.count + 1);
	for (unsigned int i = 0; i < kids.count; i++) {
		CXCursor operand = dl_fe_peel_parens(lw->t->syntax, kids.all[i]);

		/* string literals are the template, constraints and names */
		if (operand.kind == CXCursor_StringLiteral)
			continue;
		if (dl_fe_is_lvalue(lw, operand)) { /* an output, or an input in memory */
			struct dl_place *place = dl_fe_lower_place_done(lw, operand);
			const struct dl_type *type = dl_type_ptr(lw->t->ub.types, place->type);

			instr.args[instr.arg_count++] = dl_fe_emit_addr(lw, place, type, instr.loc);
			outputs[output_count++] = place;
		} else {
			struct dl_val value = dl_fe_lower_value(lw, operand);

			/* constants say nothing, and some are counters that change between runs */
			if (value.kind != DL_VAL_NONE && value.kind != DL_VAL_INT)
				instr.args[instr.arg_count++] = value;
		}
	}
	dl_fe_emit(lw, &instr);
	for (unsigned int i = 0; i < output_count; i++) {
		const struct dl_type *type = outputs[i]->type;

		if (type->is_const || type->kind == DL_TYPE_ARRAY || type->kind == DL_TYPE_FUNC)
			continue;
		dl_fe_emit_store(lw, outputs[i], dl_fe_emit_unknown(lw, type), instr.loc);
	}
	lower_asm_goto(lw, cursor);
}
