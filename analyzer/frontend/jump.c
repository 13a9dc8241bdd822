/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jumps that leave scopes. What must be cleaned up on the way of a goto is
 * known only when its label has been seen, so gotos wait for the function's end.
 */
#include <string.h>

#include "frontend/lower.h"

static uint32_t add_label(struct dl_lower *lw, struct dl_label label)
{
	label.block = dl_fe_new_block(lw);
	dl_vec_push(&lw->labels, label);
	return (uint32_t)lw->labels.len - 1;
}

static uint32_t label_index(struct dl_lower *lw, CXCursor stmt)
{
	struct dl_label label = {.stmt = stmt};

	label.name = dl_fe_spelling(lw->t->ub.unit->names, stmt);
	for (uint32_t i = 0; i < lw->labels.len; i++) {
		struct dl_label *known = &lw->labels.data[i];

		if (known->name != label.name)
			continue;
		/* Cursors of one label differ by how they were found; `__label__` makes names
		 * repeat. */
		if (dl_fe_is_null(known->stmt))
			known->stmt = stmt;
		if (clang_equalLocations(clang_getCursorLocation(known->stmt),
					 clang_getCursorLocation(stmt)))
			return i;
	}
	return add_label(lw, label);
}

uint32_t dl_fe_label_named(struct dl_lower *lw, const char *name, size_t len)
{
	struct dl_label label = {.stmt = clang_getNullCursor()};

	label.name = dl_intern_n(lw->t->ub.unit->names, name, len);
	for (uint32_t i = 0; i < lw->labels.len; i++) {
		if (lw->labels.data[i].name == label.name)
			return i;
	}
	return add_label(lw, label);
}

/* The label that a goto or `&&label` refers to. */
static bool referenced_label(struct dl_lower *lw, CXCursor cursor, uint32_t *index)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);

	for (unsigned int i = 0; i < kids.count; i++) {
		CXCursor stmt;

		if (kids.all[i].kind != CXCursor_LabelRef)
			continue;
		stmt = clang_getCursorReferenced(kids.all[i]);
		if (stmt.kind != CXCursor_LabelStmt)
			return false;
		*index = label_index(lw, stmt);
		return true;
	}
	return false;
}

void dl_fe_place_label(struct dl_lower *lw, CXCursor cursor)
{
	uint32_t index = label_index(lw, cursor);

	dl_fe_jump(lw, lw->labels.data[index].block);
	dl_fe_enter(lw, lw->labels.data[index].block);
	lw->labels.data[index].cleanups = lw->cleanups;
	lw->labels.data[index].placed = true;
}

void dl_fe_lower_label(struct dl_lower *lw, CXCursor cursor)
{
	struct dl_kids kids = dl_fe_kids(lw->t->syntax, cursor);

	dl_fe_place_label(lw, cursor);
	if (kids.count)
		dl_fe_lower_stmt(lw, kids.all[kids.count - 1]);
}

void dl_fe_pend_goto(struct dl_lower *lw, uint32_t label, uint32_t fallthrough,
		     struct dl_val target)
{
	struct dl_goto pending = {
		.block = lw->block,
		.label = label,
		.fallthrough = fallthrough,
		.target = target,
		.cleanups = lw->cleanups,
		.loc = lw->loc,
	};

	pending.target = dl_fe_known(lw, target, NULL);
	if (!dl_fb_ended(&lw->fb, lw->block))
		dl_vec_push(&lw->gotos, pending);
}

void dl_fe_lower_goto(struct dl_lower *lw, CXCursor cursor)
{
	uint32_t index;

	if (!referenced_label(lw, cursor, &index)) {
		dl_fe_emit_unsupported(lw, cursor, "unsupported: goto");
		dl_fe_unreachable(lw);
		return;
	}
	dl_fe_pend_goto(lw, index, UINT32_MAX, dl_fe_val_none());
	dl_fe_enter(lw, dl_fe_new_block(lw));
}

void dl_fe_lower_indirect_goto(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor operand = dl_fe_operand(lw->t->syntax, cursor);
	struct dl_val target = dl_fe_val_none();

	if (!dl_fe_is_null(operand))
		target = dl_fe_lower_value(lw, operand);
	dl_fe_pend_goto(lw, UINT32_MAX, UINT32_MAX, target);
	dl_fe_enter(lw, dl_fe_new_block(lw));
}

static enum CXChildVisitResult take_label(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct dl_lower *lw = data;
	uint32_t index;

	(void)parent;
	if (cursor.kind == CXCursor_AddrLabelExpr &&
	    referenced_label(lw, cursor, &index))
		lw->labels.data[index].address_taken = true;
	return CXChildVisit_Recurse;
}

void dl_fe_take_labels(struct dl_lower *lw, CXCursor cursor)
{
	take_label(cursor, cursor, lw);
	clang_visitChildren(cursor, take_label, lw);
}

void dl_fe_lower_break(struct dl_lower *lw, bool is_continue)
{
	uint32_t target = is_continue ? lw->loop.on_continue : lw->loop.on_break;

	if (target != UINT32_MAX) {
		dl_fe_cleanup_emit(lw, lw->cleanups,
				   is_continue ? lw->loop.continue_cleanups
					       : lw->loop.break_cleanups);
		dl_fe_jump(lw, target);
	}
	dl_fe_enter(lw, dl_fe_new_block(lw));
}

void dl_fe_lower_return(struct dl_lower *lw, CXCursor cursor)
{
	CXCursor operand = dl_fe_operand(lw->t->syntax, cursor);
	struct dl_term term = {.kind = DL_TERM_RETURN, .loc = dl_fe_loc_range(lw->t, cursor)};

	term.cond = dl_fe_val_none();
	if (!dl_fe_is_null(operand) && lw->ret->kind == DL_TYPE_VOID)
		dl_fe_lower_effect(lw, operand);
	else if (!dl_fe_is_null(operand))
		term.cond = dl_fe_convert(lw, dl_fe_lower_value(lw, operand), lw->ret, false);
	dl_fe_cleanup_emit(lw, lw->cleanups, NULL);
	dl_fb_term(&lw->fb, lw->block, &term);
	dl_fe_enter(lw, dl_fe_new_block(lw));
}

/* A block that cleans up on the way from @from to @label; the label's own when nothing is to be
 * done. */
static uint32_t way_to(struct dl_lower *lw, const struct dl_goto *from,
		       const struct dl_label *label)
{
	const struct dl_cleanup *common = dl_fe_cleanup_common(from->cleanups, label->cleanups);
	uint32_t block;

	if (from->cleanups == common)
		return label->block;
	block = dl_fe_new_block(lw);
	dl_fe_enter(lw, block);
	lw->loc = from->loc;
	dl_fe_cleanup_emit(lw, from->cleanups, common);
	dl_fe_jump(lw, label->block);
	return block;
}

static void finish_indirect(struct dl_lower *lw, const struct dl_goto *from)
{
	DL_VEC(uint32_t) targets = {0};
	struct dl_term term = {.kind = DL_TERM_INDIRECT, .loc = from->loc, .cond = from->target};
	bool any_taken = false;

	for (size_t i = 0; i < lw->labels.len; i++)
		any_taken |= lw->labels.data[i].address_taken;
	if (from->fallthrough != UINT32_MAX)
		dl_vec_push(&targets, from->fallthrough);
	for (size_t i = 0; i < lw->labels.len; i++) {
		struct dl_label *label = &lw->labels.data[i];

		if (!label->placed)
			continue;
		if (from->fallthrough == UINT32_MAX && any_taken && !label->address_taken)
			continue;
		dl_vec_push(&targets, way_to(lw, from, label));
	}
	term.target_count = (uint32_t)targets.len;
	term.targets = targets.data;
	if (!targets.len)
		term.kind = DL_TERM_UNREACHABLE;
	dl_fb_term(&lw->fb, from->block, &term);
	dl_vec_free(&targets);
}

static void finish_direct(struct dl_lower *lw, const struct dl_goto *from)
{
	const struct dl_label *label = &lw->labels.data[from->label];
	uint32_t targets[2];
	struct dl_term term = {
		.kind = DL_TERM_INDIRECT,
		.loc = from->loc,
		.cond = from->target,
		.target_count = 2,
		.targets = targets,
	};

	targets[0] = from->fallthrough;
	targets[1] = way_to(lw, from, label);
	if (from->fallthrough == UINT32_MAX)
		dl_fb_jump(&lw->fb, from->block, targets[1], from->loc);
	else
		dl_fb_term(&lw->fb, from->block, &term);
}

void dl_fe_finish_gotos(struct dl_lower *lw)
{
	for (size_t i = 0; i < lw->gotos.len; i++) {
		if (lw->gotos.data[i].label == UINT32_MAX)
			finish_indirect(lw, &lw->gotos.data[i]);
		else
			finish_direct(lw, &lw->gotos.data[i]);
	}
	for (size_t i = 0; i < lw->labels.len; i++) {
		struct dl_term term = {.kind = DL_TERM_UNREACHABLE};

		/* lost with the statement that an error swallowed */
		if (!lw->labels.data[i].placed)
			dl_fb_term(&lw->fb, lw->labels.data[i].block, &term);
	}
}
