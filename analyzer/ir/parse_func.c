/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the text form: functions, blocks, labels and terminators. */
#include <string.h>

#include "ir/parser.h"
#include "ir/validate.h"

/* ---- labels ---- */

/* Until the function ends, targets are indices into p->labels. */
static bool parse_label(struct dl_parser *p, uint32_t *out)
{
	const struct dl_token *at = p->tok;
	struct dl_label label = {.block = UINT32_MAX, .use = at};

	if (!dl_parse_name(p, "a label", &label.name))
		return false;
	for (*out = 0; *out < p->labels.len; ++*out) {
		if (p->labels.data[*out].name == label.name)
			return true;
	}
	dl_vec_push(&p->labels, label);
	return true;
}

/* NAME: with the colon glued to it. The open block, if any, falls through into the new one. */
static bool parse_label_definition(struct dl_parser *p)
{
	const struct dl_token *at = p->tok;
	uint32_t label, block;

	if (!parse_label(p, &label) || !dl_expect(p, ':'))
		return false;
	if (p->labels.data[label].block != UINT32_MAX)
		return dl_parse_error(p, at, "label `%.100s` is defined twice",
				      p->labels.data[label].name);
	block = dl_fb_block(&p->fb);
	if (p->block != UINT32_MAX) {
		uint32_t here = label;

		dl_fb_jump(&p->fb, p->block, here, (struct dl_loc){0});
	}
	p->labels.data[label].block = block;
	p->block = block;
	return true;
}

static bool resolve_labels(struct dl_parser *p)
{
	for (size_t i = 0; i < p->labels.len; i++) {
		if (p->labels.data[i].block == UINT32_MAX)
			return dl_parse_error(p, p->labels.data[i].use,
					      "label `%.100s` is not "
					      "defined in this function",
					      p->labels.data[i].name);
	}
	for (size_t i = 0; i < p->fb.blocks.len; i++) {
		struct dl_term *term = &p->fb.blocks.data[i].term;

		for (uint32_t j = 0; j < term->target_count; j++)
			term->targets[j] = p->labels.data[term->targets[j]].block;
	}
	return true;
}

/* ---- terminators ---- */

struct term_parts {
	DL_VEC(uint32_t) targets;
	DL_VEC(struct dl_case) cases;
};

static bool parse_target(struct dl_parser *p, struct term_parts *parts)
{
	uint32_t target;

	if (!parse_label(p, &target))
		return false;
	dl_vec_push(&parts->targets, target);
	return true;
}

/* goto LABEL or goto *VALUE { LABEL, ... } */
static bool parse_goto(struct dl_parser *p, struct dl_term *term, struct term_parts *parts)
{
	term->kind = DL_TERM_JUMP;
	if (!dl_accept(p, '*'))
		return parse_target(p, parts);
	term->kind = DL_TERM_INDIRECT;
	if (!dl_parse_val(p, &term->cond) || !dl_expect(p, '{'))
		return false;
	while (!dl_at_punct(p, '}')) {
		if (!parse_target(p, parts))
			return false;
		if (!dl_accept(p, ','))
			break;
	}
	return dl_expect(p, '}');
}

/* br OPERAND ? LABEL : LABEL */
static bool parse_branch(struct dl_parser *p, struct dl_term *term, struct term_parts *parts)
{
	term->kind = DL_TERM_BRANCH;
	return dl_parse_operand(p, NULL, &term->cond) && dl_expect(p, '?') &&
	       parse_target(p, parts) && dl_expect(p, ':') && parse_target(p, parts);
}

/* LOW[..HIGH]: LABEL */
static bool parse_case(struct dl_parser *p, struct term_parts *parts)
{
	struct dl_case c;

	if (!dl_parse_int(p, "a case's number, `default` or `}`", &c.low))
		return false;
	c.high = c.low;
	if (p->tok->kind == DL_TOK_PUNCT && p->tok->num == DL_PUNCT('.', '.')) {
		p->tok++;
		if (!dl_parse_int(p, "the last number of the range", &c.high))
			return false;
	}
	dl_vec_push(&parts->cases, c);
	return dl_expect(p, ':') && parse_target(p, parts);
}

/* switch OPERAND { CASE, ..., default: LABEL } */
static bool parse_switch(struct dl_parser *p, struct dl_term *term, struct term_parts *parts)
{
	uint32_t otherwise = UINT32_MAX;

	term->kind = DL_TERM_SWITCH;
	if (!dl_parse_operand(p, NULL, &term->cond) || !dl_expect(p, '{'))
		return false;
	while (!dl_at_punct(p, '}')) {
		if (otherwise == UINT32_MAX && dl_accept_word(p, "default")) {
			if (!dl_expect(p, ':') || !parse_label(p, &otherwise))
				return false;
		} else if (!parse_case(p, parts)) {
			return false;
		}
		if (!dl_accept(p, ','))
			break;
	}
	if (otherwise == UINT32_MAX)
		return dl_parse_expected(p, "`default: LABEL`, which every switch has");
	dl_vec_push(&parts->targets, otherwise);
	return dl_expect(p, '}');
}

static bool parse_return(struct dl_parser *p, struct dl_term *term)
{
	bool no_value = p->tok->on_new_line || dl_at_punct(p, '}') || dl_at_punct(p, '@') ||
			p->tok->kind == DL_TOK_END;

	/* `return @global` would be a location otherwise */
	if (dl_at_punct(p, '@') && p->tok[1].kind != DL_TOK_NUMBER)
		no_value = p->tok->on_new_line;
	term->kind = DL_TERM_RETURN;
	return no_value || dl_parse_operand(p, p->fb.func.ret, &term->cond);
}

/* A terminator; *@found is false when the next token starts none. */
static bool parse_term(struct dl_parser *p, bool *found)
{
	struct term_parts parts = {{0}, {0}};
	struct dl_term term = {.kind = DL_TERM_UNREACHABLE};
	bool ok = true;

	*found = true;
	if (dl_accept_word(p, "goto"))
		ok = parse_goto(p, &term, &parts);
	else if (dl_accept_word(p, "br"))
		ok = parse_branch(p, &term, &parts);
	else if (dl_accept_word(p, "switch"))
		ok = parse_switch(p, &term, &parts);
	else if (dl_accept_word(p, "return"))
		ok = parse_return(p, &term);
	else if (!dl_accept_word(p, "unreachable"))
		*found = false;
	if (*found && ok) {
		term.target_count = (uint32_t)parts.targets.len;
		term.targets = parts.targets.data;
		term.case_count = (uint32_t)parts.cases.len;
		term.cases = parts.cases.data;
		dl_fb_term(&p->fb, dl_parse_block(p), &term);
	}
	dl_vec_free(&parts.targets);
	dl_vec_free(&parts.cases);
	return ok;
}

/* ---- statements ---- */

/* Give the statement's location to the instructions made for it. */
static bool finish_statement(struct dl_parser *p, const struct dl_token *start, uint32_t block,
			     size_t first, bool is_term)
{
	struct dl_loc loc = {0};
	struct dl_block_builder *into;

	if (p->autoloc)
		loc = (struct dl_loc){.line = start->line, .col = start->col};
	if (!dl_parse_loc(p, &loc))
		return false;
	into = &p->fb.blocks.data[block];
	for (size_t i = first; i < into->instrs.len; i++)
		into->instrs.data[i].loc = loc;
	if (is_term)
		into->term.loc = loc;
	return true;
}

static bool parse_statement(struct dl_parser *p)
{
	const struct dl_token *start = p->tok;
	bool is_term = false;
	uint32_t block;
	size_t first;

	if (p->fb.blocks.len && p->block == UINT32_MAX)
		return dl_parse_error(p, start,
				      "this cannot be reached: expected a label or `}` "
				      "after the end of a block");
	block = dl_parse_block(p);
	first = p->fb.blocks.data[block].instrs.len;
	if (!parse_term(p, &is_term) || (!is_term && !dl_parse_instr(p)) ||
	    !finish_statement(p, start, block, first, is_term))
		return false;
	if (is_term)
		p->block = UINT32_MAX;
	return true;
}

static bool parse_degraded(struct dl_parser *p)
{
	const char *reason, *detail = NULL;
	struct dl_loc loc = {0};

	if (!dl_parse_string(p, "the reason as a string", &reason))
		return false;
	if (p->tok->kind == DL_TOK_STRING && !dl_parse_string(p, "", &detail))
		return false;
	if (!dl_parse_loc(p, &loc))
		return false;
	dl_fb_degrade(&p->fb, reason, detail, loc);
	return true;
}

/* NAME: TYPE [@LOC] [synthetic] */
static bool parse_var(struct dl_parser *p, bool is_param)
{
	const struct dl_token *at = p->tok;
	struct dl_var var = {.is_param = is_param};

	if (!dl_parse_name(p, "a variable's name", &var.name))
		return false;
	if (dl_fb_find_var(&p->fb, var.name) != UINT32_MAX)
		return dl_parse_error(p, at, "variable `%.100s` is declared twice", var.name);
	if (!dl_expect(p, ':') || !dl_parse_type(p, &var.type) || !dl_parse_loc(p, &var.loc))
		return false;
	var.is_synthetic = dl_accept_word(p, "synthetic");
	dl_fb_var(&p->fb, &var);
	return true;
}

static bool parse_temps(struct dl_parser *p)
{
	const struct dl_token *at = p->tok;
	uint32_t count;

	if (!dl_parse_u32(p, "a number of temporaries", &count))
		return false;
	if (count > DL_IR_MAX_TEMPS)
		return dl_parse_error(p, at, "more than %u temporaries", DL_IR_MAX_TEMPS);
	p->temps_given = count + 1;
	return true;
}

/* On a line of its own, or after the opening brace or a label. */
static bool may_start_line(const struct dl_parser *p)
{
	const struct dl_token *before = p->tok - 1;

	return p->tok->on_new_line ||
	       (before->kind == DL_TOK_PUNCT &&
		(before->num == DL_PUNCT('{', 0) || before->num == DL_PUNCT(':', 0)));
}

/* A line of a body: `local`, `degraded` and `temps` describe the function. */
static bool parse_line(struct dl_parser *p)
{
	if (!may_start_line(p))
		return dl_parse_expected(p, "the end of the line");
	if (dl_at_name(p) && p->tok[1].glued && p->tok[1].kind == DL_TOK_PUNCT &&
	    p->tok[1].num == DL_PUNCT(':', 0))
		return parse_label_definition(p);
	if (dl_accept_word(p, "local"))
		return parse_var(p, false);
	if (dl_accept_word(p, "degraded"))
		return parse_degraded(p);
	if (dl_accept_word(p, "temps"))
		return parse_temps(p);
	return parse_statement(p);
}

/* ---- functions ---- */

/* Temporaries that the parser makes come after all that the text names. */
static void find_next_temp(struct dl_parser *p)
{
	unsigned int depth = 1;

	p->next_temp = 0;
	for (const struct dl_token *t = p->tok; depth && t->kind != DL_TOK_END; t++) {
		if (t->kind == DL_TOK_TEMP && t->num >= p->next_temp && t->num < DL_IR_MAX_TEMPS)
			p->next_temp = (uint32_t)t->num + 1;
		if (t->kind == DL_TOK_PUNCT && t->num == DL_PUNCT('{', 0))
			depth++;
		if (t->kind == DL_TOK_PUNCT && t->num == DL_PUNCT('}', 0))
			depth--;
	}
}

static bool check_temps(struct dl_parser *p)
{
	for (size_t i = 0; i < p->temps.len; i++) {
		if (p->temps.data[i].use && !p->temps.data[i].defined)
			return dl_parse_error(p, p->temps.data[i].use,
					      "%%%zu is used but nowhere defined", i);
	}
	p->fb.func.temp_count = p->temps_given ? p->temps_given - 1 : p->next_temp;
	if (p->fb.func.temp_count < p->next_temp)
		return dl_parse_error(p, p->tok, "`temps %u` is too few: %%%u is used",
				      p->fb.func.temp_count, p->next_temp - 1);
	return true;
}

/* A void function may end without `return`. */
static bool close_body(struct dl_parser *p)
{
	const struct dl_type *ret = p->fb.func.ret;
	bool open = p->block != UINT32_MAX || !p->fb.blocks.len;
	struct dl_term term = {.kind = DL_TERM_RETURN};

	if (open && (!ret || ret->kind != DL_TYPE_VOID))
		return dl_parse_error(p, p->tok,
				      "`%.100s` returns a value: expected return, goto "
				      "or unreachable before its end",
				      p->fb.func.name);
	if (open)
		dl_fb_term(&p->fb, dl_parse_block(p), &term);
	return resolve_labels(p) && check_temps(p);
}

static bool parse_head(struct dl_parser *p)
{
	struct dl_func *func = &p->fb.func;

	if (!dl_expect(p, '('))
		return false;
	while (!dl_at_punct(p, ')')) {
		if (!parse_var(p, true))
			return false;
		if (!dl_accept(p, ','))
			break;
	}
	if (!dl_expect(p, ')'))
		return false;
	func->ret = dl_type_void(p->ub.types);
	if (p->tok->kind == DL_TOK_PUNCT && p->tok->num == DL_PUNCT('-', '>')) {
		p->tok++;
		if (!dl_parse_type(p, &func->ret))
			return false;
	}
	if (p->autoloc)
		func->loc = (struct dl_loc){.line = p->tok->line, .col = 1};
	if (!dl_parse_loc(p, &func->loc))
		return false;
	return !dl_accept_word(p, "end") || dl_parse_loc(p, &func->end);
}

static bool parse_body(struct dl_parser *p)
{
	if (!dl_expect(p, '{'))
		return false;
	find_next_temp(p);
	p->block = UINT32_MAX;
	while (!dl_at_punct(p, '}')) {
		if (p->tok->kind == DL_TOK_END)
			return dl_parse_expected(p, "`}` at the end of the function");
		if (!parse_line(p))
			return false;
	}
	if (!close_body(p))
		return false;
	p->tok++;
	return true;
}

/* func [static] [inline] [header] NAME(PARAMS) [-> TYPE] [@LOC] [end @LOC] { ... } */
bool dl_parse_func(struct dl_parser *p)
{
	bool is_static = false, is_inline = false, in_header = false;
	struct dl_func func;
	const char *name;

	while (p->tok[1].kind == DL_TOK_WORD || p->tok[1].kind == DL_TOK_QUOTED) {
		if (dl_accept_word(p, "static"))
			is_static = true;
		else if (dl_accept_word(p, "inline"))
			is_inline = true;
		else if (dl_accept_word(p, "header"))
			in_header = true;
		else
			return dl_parse_expected(p,
						 "static, inline, header or the function's name");
	}
	if (!dl_parse_name(p, "the function's name", &name))
		return false;
	dl_fb_init(&p->fb, p->ub.unit, name);
	p->in_func = true;
	p->fb.func.is_static = is_static;
	p->fb.func.is_inline = is_inline;
	p->fb.func.in_header = in_header;
	p->temps_given = 0;
	if (!parse_head(p) || !parse_body(p))
		return false;
	dl_fb_finish(&p->fb, &func);
	dl_vec_push(&p->ub.funcs, func);
	dl_parse_func_free(p);
	return true;
}

void dl_parse_func_free(struct dl_parser *p)
{
	if (p->in_func)
		dl_fb_free(&p->fb);
	p->in_func = false;
	dl_vec_free(&p->labels);
	dl_vec_free(&p->temps);
}
