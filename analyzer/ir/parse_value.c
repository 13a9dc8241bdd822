/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the text form: temporaries, values and places. */
#include <string.h>

#include "ir/defaults.h"
#include "ir/parser.h"
#include "ir/validate.h"

static bool at_glued(const struct dl_parser *p, char c)
{
	return p->tok->glued && dl_at_punct(p, c);
}

static bool is_punct(const struct dl_token *token, char a, char b)
{
	return token->kind == DL_TOK_PUNCT && token->num == DL_PUNCT(a, b);
}

static bool at_arrow(const struct dl_parser *p)
{
	return is_punct(p->tok, '-', '>');
}

static const struct dl_type *import(struct dl_parser *p, const struct dl_type *type)
{
	return dl_type_import(p->ub.types, type);
}

/* ---- temporaries ---- */

bool dl_parse_temp(struct dl_parser *p, struct dl_temp **out)
{
	struct dl_temp none = {0};

	if (p->tok->num >= DL_IR_MAX_TEMPS)
		return dl_parse_error(p, p->tok, "temporaries have numbers below %u",
				      DL_IR_MAX_TEMPS);
	while (p->temps.len <= p->tok->num)
		dl_vec_push(&p->temps, none);
	*out = &p->temps.data[p->tok->num];
	return true;
}

static bool use_temp(struct dl_parser *p, uint32_t *number, const struct dl_type **type)
{
	struct dl_temp *temp;

	if (!dl_parse_temp(p, &temp))
		return false;
	if (!temp->use)
		temp->use = p->tok;
	*number = (uint32_t)p->tok->num;
	*type = temp->type;
	p->tok++;
	return true;
}

/* ---- places ---- */

/* A note is glued to what it describes. {=TYPE} is the type of the whole place. */
static bool at_note(const struct dl_parser *p)
{
	return at_glued(p, '{') && !is_punct(p->tok + 1, '=', 0);
}

/* {TYPE}; @type keeps its value when there is none. */
static bool parse_note(struct dl_parser *p, const struct dl_type **type)
{
	if (!at_note(p))
		return true;
	p->tok++;
	return dl_parse_type(p, type) && dl_expect(p, '}');
}

/* What is known of field @name of @record. */
static void field_defaults(struct dl_parser *p, const struct dl_record *record, const char *name,
			   struct dl_step *step)
{
	const struct dl_step *known = record ? dl_parse_find_field(p, record, name) : NULL;

	*step = (struct dl_step){.kind = DL_STEP_FIELD, .record = record, .field = name};
	step->type = known ? known->type : dl_type_unknown(p->ub.types);
	step->offset = known ? known->offset : 0;
	step->size = known ? known->size : 0;
}

/* in RECORD: the name is meant as it is written, in that record. */
static bool parse_field_record(struct dl_parser *p, const char *name, struct dl_step *step)
{
	const struct dl_type *type = step->type;
	struct dl_record *record = NULL;

	if (!dl_accept_word(p, "none") && !dl_parse_record_ref(p, &record))
		return false;
	field_defaults(p, record, name, step);
	step->type = type;
	return true;
}

/* {[TYPE] [in RECORD] [@OFFSET[+SIZE]]} */
static bool parse_field_note(struct dl_parser *p, const char *name, struct dl_step *step)
{
	bool in_first;

	p->tok++;
	in_first = dl_at_word(p, "in") && !is_punct(p->tok + 1, '=', 0);
	if (!dl_at_punct(p, '@') && !in_first && !dl_at_punct(p, '}')) {
		if (!dl_parse_type(p, &step->type))
			return false;
		step->size = step->type ? (uint32_t)step->type->size : 0;
	}
	if (dl_accept_word(p, "in") && !parse_field_record(p, name, step))
		return false;
	if (dl_accept(p, '@')) {
		if (!dl_parse_u32(p, "the field's offset", &step->offset))
			return false;
		if (dl_accept(p, '+') && !dl_parse_u32(p, "the field's size", &step->size))
			return false;
	}
	return dl_expect(p, '}');
}

/* After a step to field `u`: whether its record also declares `u.x`; then that is what is meant. */
static bool path_defaults(struct dl_parser *p, const struct dl_place_builder *pb, const char *name,
			  struct dl_step *step)
{
	const struct dl_step *before;
	size_t i = pb->steps.len;
	const char *path;

	while (i && pb->steps.data[i - 1].kind == DL_STEP_INDEX)
		i--;
	if (!i || pb->steps.data[i - 1].kind != DL_STEP_FIELD)
		return false;
	before = &pb->steps.data[i - 1];
	path = dl_arena_printf(p->ub.unit->arena, "%s.%s", before->field, name);
	path = dl_intern(p->ub.unit->names, path);
	if (!before->record || !dl_parse_find_field(p, before->record, path))
		return false;
	field_defaults(p, before->record, path, step);
	return true;
}

static bool parse_field(struct dl_parser *p, struct dl_place_builder *pb)
{
	const struct dl_type *so_far = pb->place.type;
	const struct dl_token *at = p->tok;
	const char *name;
	struct dl_step step;
	bool is_record = so_far && so_far->kind == DL_TYPE_RECORD;

	if (!dl_parse_name(p, "a field's name", &name))
		return false;
	if (!path_defaults(p, pb, name, &step))
		field_defaults(p, is_record ? so_far->record : NULL, name, &step);
	if (at_note(p)) {
		if (!parse_field_note(p, name, &step))
			return false;
	} else if (!step.record) {
		return dl_parse_error(p, at,
				      "`%.100s` is not a field of a known struct: declare "
				      "the type of what stands before it, or write %.100s{TYPE in "
				      "struct NAME @OFFSET}",
				      name, name);
	}
	if (step.record && !dl_parse_find_field(p, step.record, step.field))
		dl_parse_declare_field(p, &step);
	dl_pb_step(pb, &step);
	return true;
}

static bool parse_deref(struct dl_parser *p, struct dl_place_builder *pb, bool with_note)
{
	const struct dl_type *type = import(p, dl_default_step_type(DL_STEP_DEREF, pb->place.type));

	if (with_note && !parse_note(p, &type))
		return false;
	dl_pb_deref(pb, type);
	return true;
}

/* After `[`. */
static bool parse_index(struct dl_parser *p, struct dl_place_builder *pb)
{
	const struct dl_type *type = import(p, dl_default_step_type(DL_STEP_INDEX, pb->place.type));
	struct dl_val index;

	if (!dl_parse_operand(p, NULL, &index) || !dl_expect(p, ']') || !parse_note(p, &type))
		return false;
	dl_pb_index(pb, type, &index);
	return true;
}

/* One postfix notation, when there is one. */
static bool parse_postfix(struct dl_parser *p, struct dl_place_builder *pb, bool *more)
{
	const struct dl_type *so_far = pb->place.type;

	*more = true;
	if (at_arrow(p)) {
		p->tok++;
		return parse_deref(p, pb, false) && parse_field(p, pb);
	}
	if (at_glued(p, '[')) {
		p->tok++;
		if (so_far && so_far->kind == DL_TYPE_PTR && !parse_deref(p, pb, false))
			return false;
		return parse_index(p, pb);
	}
	if (at_glued(p, '.')) {
		p->tok++;
		if (dl_accept(p, '*'))
			return parse_deref(p, pb, true);
		if (dl_accept(p, '['))
			return parse_index(p, pb);
		return parse_field(p, pb);
	}
	*more = false;
	return true;
}

/* A temporary is a pointer: %7->f, %7[i], %7.* and *%7 all go through it. */
static bool parse_temp_base(struct dl_parser *p, struct dl_place_builder *pb, unsigned int *stars)
{
	const struct dl_token *at = p->tok;
	const struct dl_type *type;
	uint32_t number;

	if (!use_temp(p, &number, &type))
		return false;
	type = import(p, dl_default_pointee(type));
	if (!parse_note(p, &type))
		return false;
	dl_pb_init(pb, DL_BASE_TEMP, number, NULL, type);
	if (at_arrow(p)) {
		p->tok++;
		return parse_field(p, pb);
	}
	if (at_glued(p, '[')) {
		p->tok++;
		return parse_index(p, pb);
	}
	if (at_glued(p, '.') && is_punct(p->tok + 1, '*', 0)) {
		p->tok += 2;
		return true;
	}
	if (!*stars)
		return dl_parse_error(p, at,
				      "a temporary is no place; write *%%%u, %%%u->field or "
				      "%%%u[index]",
				      number, number, number);
	--*stars;
	return true;
}

static bool parse_base(struct dl_parser *p, struct dl_place_builder *pb, unsigned int *stars)
{
	struct dl_type_scratch scratch;
	const struct dl_type *type;
	const char *name;
	uint32_t index;

	if (p->tok->kind == DL_TOK_TEMP)
		return parse_temp_base(p, pb, stars);
	if (p->tok->kind == DL_TOK_STRING) {
		dl_parse_string(p, "", &name);
		type = import(p, dl_default_str_type(name, &scratch));
		dl_pb_init(pb, DL_BASE_STR, 0, name, type);
	} else if (dl_accept(p, '@')) {
		if (!dl_parse_name(p, "a global's name", &name))
			return false;
		type = dl_map_get_str(&p->globals, name);
		if (!dl_map_has_str(&p->globals, name))
			type = dl_type_unknown(p->ub.types);
		dl_pb_init(pb, DL_BASE_GLOBAL, 0, name, type);
	} else if (dl_at_name(p)) {
		index = dl_fb_find_var(&p->fb, p->tok->text);
		if (index == UINT32_MAX)
			return dl_parse_error(p, p->tok,
					      "no variable `%.100s` in this function; "
					      "globals are written @%.100s",
					      p->tok->text, p->tok->text);
		p->tok++;
		dl_pb_init(pb, DL_BASE_VAR, index, NULL, p->fb.vars.data[index].type);
	} else {
		return dl_parse_expected(p, "a place");
	}
	type = pb->place.base_type;
	if (!parse_note(p, &type))
		return false;
	pb->place.base_type = pb->place.type = type;
	return true;
}

bool dl_parse_place(struct dl_parser *p, struct dl_place **out)
{
	struct dl_place_builder pb = {0};
	unsigned int stars = 0;
	bool more = true, ok, is_volatile;

	is_volatile = dl_accept_word(p, "volatile");
	while (dl_accept(p, '*'))
		stars++;
	ok = parse_base(p, &pb, &stars);
	while (ok && more)
		ok = parse_postfix(p, &pb, &more);
	for (; ok && stars; stars--)
		ok = parse_deref(p, &pb, false);
	if (ok && at_glued(p, '{')) {
		p->tok += 2;
		ok = dl_parse_type(p, &pb.place.type) && dl_expect(p, '}');
	}
	if (!ok) {
		dl_pb_free(&pb);
		return false;
	}
	pb.place.is_volatile = is_volatile;
	*out = dl_pb_finish(&pb, p->ub.unit->arena);
	return true;
}

/* ---- values ---- */

static bool parse_number(struct dl_parser *p, struct dl_val *out)
{
	out->kind = DL_VAL_INT;
	if (!dl_parse_int(p, "a number", &out->num))
		return false;
	if (dl_at_name(p) && !p->tok->on_new_line)
		return dl_parse_name(p, "an enumerator", &out->str);
	return true;
}

/* A place where a value stands is loaded; `&place` is its address. */
static bool parse_place_value(struct dl_parser *p, enum dl_op op, struct dl_val *out)
{
	struct dl_instr instr = {.op = op};

	return dl_parse_place(p, &instr.place) && dl_parse_emit_val(p, &instr, out);
}

static bool parse_ampersand(struct dl_parser *p, struct dl_val *out)
{
	p->tok++;
	if (p->tok->kind == DL_TOK_QUOTED ||
	    (p->tok->kind == DL_TOK_WORD && dl_fb_find_var(&p->fb, p->tok->text) == UINT32_MAX)) {
		out->kind = DL_VAL_FUNC;
		return dl_parse_name(p, "a function", &out->str);
	}
	return parse_place_value(p, DL_OP_ADDR, out);
}

/* Whether %7 is followed by what makes it a place: %7->f, %7[i], %7.*, %7{TYPE}->f. */
static bool goes_through(const struct dl_token *next)
{
	return is_punct(next, '-', '>') ||
	       (next->glued &&
		(is_punct(next, '[', 0) || is_punct(next, '{', 0) || is_punct(next, '.', 0)));
}

static bool parse_temp_value(struct dl_parser *p, struct dl_val *out)
{
	const struct dl_token *at = p->tok;
	uint32_t number = 0;

	out->kind = DL_VAL_TEMP;
	if (!use_temp(p, &number, &out->type))
		return false;
	out->num = number;
	if (!out->type && !at_glued(p, ':'))
		return dl_parse_error(p, at,
				      "%%%u is used before its definition: say its type, as "
				      "in %%%u:u64",
				      number, number);
	return true;
}

static bool parse_plain(struct dl_parser *p, struct dl_val *out, bool *loaded)
{
	*loaded = false;
	if (p->tok->kind == DL_TOK_NUMBER ||
	    (dl_at_punct(p, '-') && p->tok[1].kind == DL_TOK_NUMBER))
		return parse_number(p, out);
	if (p->tok->kind == DL_TOK_STRING) {
		out->kind = DL_VAL_STR;
		return dl_parse_string(p, "", &out->str);
	}
	if (dl_accept(p, '?')) {
		out->kind = DL_VAL_UNKNOWN;
		return true;
	}
	if (dl_accept_word(p, "none"))
		return true;
	if (p->tok->kind == DL_TOK_TEMP && !goes_through(p->tok + 1))
		return parse_temp_value(p, out);
	if (dl_at_punct(p, '&'))
		return parse_ampersand(p, out);
	if (dl_at_name(p) || dl_at_punct(p, '@') || dl_at_punct(p, '*') ||
	    p->tok->kind == DL_TOK_TEMP) {
		*loaded = true;
		return parse_place_value(p, DL_OP_LOAD, out);
	}
	return dl_parse_expected(p, "a value");
}

bool dl_parse_val(struct dl_parser *p, struct dl_val *out)
{
	struct dl_type_scratch scratch;
	bool loaded, ok;

	*out = (struct dl_val){0};
	if (dl_at_punct(p, '(')) {
		ok = dl_parser_enter(p);
		p->tok++;
		ok = ok && dl_parse_operand(p, NULL, out) && dl_expect(p, ')');
		p->depth--;
		return ok;
	}
	if (!parse_plain(p, out, &loaded))
		return false;
	if (!out->type && out->kind != DL_VAL_TEMP)
		out->type = import(p, dl_default_val_type(p->ub.unit, out->kind, &scratch));
	if (at_glued(p, ':') && !loaded) {
		p->tok++;
		return dl_parse_type(p, &out->type);
	}
	return true;
}
