/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the text form: instructions, and operations where a value stands. */
#include <string.h>

#include "ir/defaults.h"
#include "ir/parser.h"

/* `: none` was written, which is not the same as no type at all. */
static const struct dl_type no_type;

/* ---- emission ---- */

uint32_t dl_parse_block(struct dl_parser *p)
{
	if (p->block == UINT32_MAX)
		p->block = dl_fb_block(&p->fb);
	return p->block;
}

/* Append @instr; its type, when NULL, becomes the default. */
static bool append(struct dl_parser *p, struct dl_instr *instr)
{
	struct dl_type_scratch scratch;
	struct dl_temp *temp;

	if (!instr->type)
		instr->type = dl_type_import(
			p->ub.types,
			dl_default_instr_type(p->ub.unit, p->fb.vars.data, instr, &scratch));
	if (instr->type == &no_type)
		instr->type = NULL;
	if (instr->op != DL_OP_DECL && instr->dst != DL_NO_TEMP) {
		temp = &p->temps.data[instr->dst];
		temp->type = instr->type;
		temp->defined = true;
	}
	dl_fb_instr(&p->fb, dl_parse_block(p), instr);
	return true;
}

bool dl_parse_emit_val(struct dl_parser *p, struct dl_instr *instr, struct dl_val *out)
{
	struct dl_temp none = {0};

	instr->dst = p->next_temp++;
	while (p->temps.len <= instr->dst)
		dl_vec_push(&p->temps, none);
	append(p, instr);
	*out = (struct dl_val){.kind = DL_VAL_TEMP, .num = instr->dst, .type = instr->type};
	return true;
}

/* ---- operations ---- */

static bool parse_args(struct dl_parser *p, struct dl_instr *instr)
{
	DL_VEC(struct dl_val) args = {0};
	struct dl_val arg;
	bool ok = dl_expect(p, '(');

	while (ok && !dl_at_punct(p, ')')) {
		ok = dl_parse_operand(p, NULL, &arg);
		if (ok)
			dl_vec_push(&args, arg);
		if (!dl_accept(p, ','))
			break;
	}
	ok = ok && dl_expect(p, ')');
	instr->arg_count = (uint32_t)args.len;
	instr->args = dl_vec_to_arena(&args, p->ub.unit->arena);
	dl_vec_free(&args);
	return ok;
}

/* call NAME [as WRITTEN](args) or call *VALUE [[PLACE]](args) */
static bool parse_call(struct dl_parser *p, struct dl_instr *instr)
{
	struct dl_place *through = NULL;

	if (dl_accept(p, '*')) {
		if (!dl_parse_val(p, &instr->a))
			return false;
	} else if (!dl_parse_name(p, "a function's name or `*`", &instr->callee)) {
		return false;
	}
	if (dl_accept(p, '[')) {
		if (!dl_parse_place(p, &through) || !dl_expect(p, ']'))
			return false;
		instr->through = through;
	}
	if (dl_accept_word(p, "as") &&
	    !dl_parse_name(p, "the name as written in the source", &instr->written))
		return false;
	if (!parse_args(p, instr))
		return false;
	instr->noreturn = dl_accept_word(p, "noreturn");
	instr->pure = dl_accept_word(p, "pure");
	return true;
}

/* container_of(VALUE, RECORD, FIELD [@OFFSET]) */
static bool parse_container(struct dl_parser *p, struct dl_instr *instr)
{
	struct dl_record *record;
	struct dl_step *known;

	if (!dl_expect(p, '(') || !dl_parse_operand(p, NULL, &instr->a) || !dl_expect(p, ',') ||
	    !dl_parse_record_ref(p, &record) || !dl_expect(p, ',') ||
	    !dl_parse_name(p, "a field's name", &instr->field))
		return false;
	instr->record = record;
	known = dl_parse_find_field(p, record, instr->field);
	if (known)
		instr->offset = known->offset;
	if (dl_accept(p, '@') && !dl_parse_u32(p, "the field's offset", &instr->offset))
		return false;
	return dl_expect(p, ')');
}

static bool parse_place_op(struct dl_parser *p, struct dl_instr *instr, bool *found)
{
	if (!dl_at_word(p, "load") && !dl_at_word(p, "addr"))
		return true;
	*found = true;
	instr->op = dl_at_word(p, "load") ? DL_OP_LOAD : DL_OP_ADDR;
	p->tok++;
	return dl_parse_place(p, &instr->place);
}

static bool parse_unary(struct dl_parser *p, struct dl_instr *instr, bool *found)
{
	if (dl_at_punct(p, '-') && p->tok[1].kind != DL_TOK_NUMBER)
		instr->sub = DL_UN_NEG;
	else if (dl_at_punct(p, '~'))
		instr->sub = DL_UN_NOT;
	else if (dl_at_punct(p, '!'))
		instr->sub = DL_UN_LNOT;
	else
		return true;
	*found = true;
	instr->op = DL_OP_UN;
	p->tok++;
	return dl_parse_val(p, &instr->a);
}

static bool accept_bin(struct dl_parser *p, uint8_t *sub)
{
	if (p->tok->kind != DL_TOK_PUNCT || p->tok->on_new_line)
		return false;
	for (unsigned int op = 0; op <= DL_BIN_GE; op++) {
		const char *name = dl_bin_name(op);

		if (p->tok->num == DL_PUNCT(name[0], name[1])) {
			*sub = (uint8_t)op;
			p->tok++;
			return true;
		}
	}
	return false;
}

/* After the keyword, when it is one of an operation. */
static bool parse_keyword_op(struct dl_parser *p, struct dl_instr *instr, bool *found)
{
	*found = true;
	if (dl_accept_word(p, "call")) {
		instr->op = DL_OP_CALL;
		return parse_call(p, instr);
	}
	if (dl_accept_word(p, "cast")) {
		instr->op = DL_OP_CAST;
		return dl_parse_val(p, &instr->a);
	}
	if (dl_accept_word(p, "container_of")) {
		instr->op = DL_OP_CONTAINER;
		return parse_container(p, instr);
	}
	if (dl_accept_word(p, "asm")) {
		instr->op = DL_OP_ASM;
		return parse_args(p, instr);
	}
	if (dl_accept_word(p, "fence")) {
		instr->op = DL_OP_FENCE;
		return dl_parse_name(p, "the fence's macro", &instr->written) &&
		       parse_args(p, instr);
	}
	if (dl_accept_word(p, "unknown")) {
		instr->op = DL_OP_UNKNOWN;
		return true;
	}
	*found = false;
	return true;
}

/* What may stand after `%1 =`: an operation in @instr, or a plain value (*@plain). */
static bool parse_operation(struct dl_parser *p, struct dl_instr *instr, struct dl_val *value,
			    bool *plain)
{
	bool found = false;

	*plain = false;
	if (!parse_place_op(p, instr, &found) || found)
		return found && instr->place;
	if (!parse_keyword_op(p, instr, &found))
		return false;
	if (!found && !parse_unary(p, instr, &found))
		return false;
	if (found)
		return true;
	if (!dl_parse_val(p, value))
		return false;
	*plain = !accept_bin(p, &instr->sub);
	if (*plain)
		return true;
	instr->op = DL_OP_BIN;
	instr->a = *value;
	return dl_parse_val(p, &instr->b);
}

/* [: TYPE]; the colon is not glued to what stands before it, or that is `)`. */
static bool parse_result_type(struct dl_parser *p, struct dl_instr *instr)
{
	if (!dl_accept(p, ':'))
		return true;
	if (!dl_parse_type(p, &instr->type))
		return false;
	if (!instr->type)
		instr->type = &no_type;
	return true;
}

bool dl_parse_operand(struct dl_parser *p, const struct dl_type *type, struct dl_val *out)
{
	struct dl_instr instr = {.dst = DL_NO_TEMP};
	bool plain, takes_hint;

	if (!parse_operation(p, &instr, out, &plain))
		return false;
	if (plain)
		return true;
	if (!parse_result_type(p, &instr))
		return false;
	takes_hint = instr.op == DL_OP_CALL || instr.op == DL_OP_CAST || instr.op == DL_OP_UNKNOWN;
	if (!instr.type && takes_hint)
		instr.type = type;
	return dl_parse_emit_val(p, &instr, out);
}

/* ---- statements ---- */

/* PLACE = OPERAND */
static bool parse_store(struct dl_parser *p)
{
	struct dl_instr instr = {.op = DL_OP_STORE, .dst = DL_NO_TEMP};

	if (!dl_parse_place(p, &instr.place))
		return false;
	if (!dl_at_punct(p, '='))
		return dl_parse_expected(p, "`=`, or a statement as load, call, br");
	p->tok++;
	return dl_parse_operand(p, instr.place->type, &instr.a) && parse_result_type(p, &instr) &&
	       append(p, &instr);
}

static bool parse_zero(struct dl_parser *p)
{
	struct dl_instr instr = {.op = DL_OP_ZERO, .dst = DL_NO_TEMP};

	return dl_parse_place(p, &instr.place) && parse_result_type(p, &instr) &&
	       append(p, &instr);
}

static bool parse_decl(struct dl_parser *p)
{
	struct dl_instr instr = {.op = DL_OP_DECL};
	const struct dl_token *at = p->tok;
	const char *name;

	if (!dl_parse_name(p, "a local's name", &name))
		return false;
	instr.dst = dl_fb_find_var(&p->fb, name);
	if (instr.dst == UINT32_MAX)
		return dl_parse_error(p, at, "no variable `%.100s` in this function", name);
	return parse_result_type(p, &instr) && append(p, &instr);
}

/* An operation for its own sake, with or without `%1 =`. */
static bool parse_plain_instr(struct dl_parser *p, uint32_t dst)
{
	struct dl_instr instr = {.dst = dst};
	const struct dl_token *at = p->tok;
	struct dl_val value;
	bool plain;

	if (!parse_operation(p, &instr, &value, &plain))
		return false;
	if (plain)
		return dl_parse_error(p, at,
				      "a value alone is no instruction; expected load, addr, "
				      "call, cast or an operator");
	return parse_result_type(p, &instr) && append(p, &instr);
}

static bool parse_definition(struct dl_parser *p)
{
	const struct dl_token *at = p->tok;
	struct dl_temp *temp;

	if (!dl_parse_temp(p, &temp))
		return false;
	if (temp->defined)
		return dl_parse_error(p, at, "%%%llu is defined twice",
				      (unsigned long long)at->num);
	p->tok += 2;
	return parse_plain_instr(p, (uint32_t)at->num);
}

static bool starts_operation(const struct dl_parser *p)
{
	static const char *const words[] = {
		"load", "addr", "call", "cast", "container_of", "asm", "fence", "unknown",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (dl_at_word(p, words[i]))
			return true;
	}
	return dl_at_punct(p, '!') || dl_at_punct(p, '~') || dl_at_punct(p, '-') ||
	       dl_at_punct(p, '(') || p->tok->kind == DL_TOK_NUMBER;
}

bool dl_parse_instr(struct dl_parser *p)
{
	const struct dl_token *next = p->tok + 1;

	if (p->tok->kind == DL_TOK_TEMP && next->kind == DL_TOK_PUNCT &&
	    next->num == DL_PUNCT('=', 0))
		return parse_definition(p);
	if (dl_accept_word(p, "store"))
		return parse_store(p);
	if (dl_accept_word(p, "zero"))
		return parse_zero(p);
	if (dl_accept_word(p, "decl"))
		return parse_decl(p);
	if (starts_operation(p))
		return parse_plain_instr(p, DL_NO_TEMP);
	return parse_store(p);
}
