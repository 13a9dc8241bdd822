/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the text form: the unit, its files, records, globals and diagnostics. */
#include "ir/parse.h"

#include <string.h>

#include "ir/parser.h"
#include "ir/validate.h"

/* unit "PATH" [arch NAME] */
static bool parse_unit_line(struct dl_parser *p)
{
	struct dl_unit *unit = p->ub.unit;

	if (!dl_parse_string(p, "the unit's path as a string", &unit->path))
		return false;
	return !dl_accept_word(p, "arch") || dl_parse_name(p, "an architecture", &unit->arch);
}

/* file N "PATH" [main] */
static bool parse_file(struct dl_parser *p)
{
	const struct dl_token *at = p->tok;
	struct dl_file file = {0};
	uint32_t number;

	if (!dl_parse_u32(p, "the file's number", &number))
		return false;
	if (number != p->ub.files.len)
		return dl_parse_error(p, at, "files are numbered in order: expected %zu",
				      p->ub.files.len);
	if (!dl_parse_string(p, "the file's path as a string", &file.path))
		return false;
	file.is_main = dl_accept_word(p, "main");
	dl_vec_push(&p->ub.files, file);
	return true;
}

/* ---- records ---- */

/* RECORD [size N] [align N] [union] [core] */
static bool parse_record_head(struct dl_parser *p, struct dl_record **out)
{
	struct dl_record *record;

	if (!dl_parse_record_ref(p, &record))
		return false;
	*out = record;
	for (;;) {
		if (dl_accept_word(p, "size")) {
			if (!dl_parse_u64(p, "the record's size in bytes", &record->size))
				return false;
		} else if (dl_accept_word(p, "align")) {
			if (!dl_parse_u32(p, "the record's alignment in bytes", &record->align))
				return false;
		} else if (dl_accept_word(p, "union")) {
			record->is_union = true;
		} else if (dl_accept_word(p, "core")) {
			record->is_core = true;
		} else {
			return true;
		}
	}
}

static bool starts_record(const struct dl_token *t)
{
	return t->on_new_line && t->kind == DL_TOK_WORD && strcmp(t->text, "record") == 0 &&
	       t[1].kind == DL_TOK_WORD && t[2].kind != DL_TOK_END &&
	       (strcmp(t[1].text, "struct") == 0 || strcmp(t[1].text, "union") == 0 ||
		strcmp(t[1].text, "record") == 0);
}

/* Sizes of records are known before anything else is read, so that their order does not matter. */
static bool parse_record_sizes(struct dl_parser *p)
{
	const struct dl_token *start = p->tok;
	struct dl_record *record;
	bool ok = true;

	for (; ok && p->tok->kind != DL_TOK_END; p->tok++) {
		if (!starts_record(p->tok))
			continue;
		p->tok++;
		ok = parse_record_head(p, &record);
		p->tok--;
	}
	p->tok = start;
	return ok;
}

/* NAME: TYPE [@OFFSET[+SIZE]] */
static bool parse_field_decl(struct dl_parser *p, const struct dl_record *record,
			     struct dl_step *field)
{
	const struct dl_token *at = p->tok;

	*field = (struct dl_step){.kind = DL_STEP_FIELD, .record = record};
	if (!dl_parse_name(p, "a field's name", &field->field))
		return false;
	if (dl_parse_find_field(p, record, field->field))
		return dl_parse_error(p, at, "field `%.100s` is declared twice", field->field);
	if (!dl_expect(p, ':') || !dl_parse_type(p, &field->type))
		return false;
	field->size = field->type ? (uint32_t)field->type->size : 0;
	if (dl_accept(p, '@')) {
		if (!dl_parse_u32(p, "the field's offset", &field->offset))
			return false;
		if (dl_accept(p, '+') && !dl_parse_u32(p, "the field's size", &field->size))
			return false;
	}
	dl_parse_declare_field(p, field);
	return true;
}

/* FIELD [bits] [aligned "ATTRIBUTE"] [declared LOC] */
static bool parse_member(struct dl_parser *p, const struct dl_record *record,
			 struct dl_member *member)
{
	struct dl_step field;

	if (!parse_field_decl(p, record, &field))
		return false;
	*member = (struct dl_member){.name = field.field,
				     .type = field.type,
				     .offset = field.offset,
				     .size = field.size};
	if (!p->tok->on_new_line)
		member->is_bit_field = dl_accept_word(p, "bits");
	if (!p->tok->on_new_line && dl_accept_word(p, "aligned") &&
	    !dl_parse_string(p, "the attribute as a string", &member->aligned))
		return false;
	return p->tok->on_new_line || !dl_accept_word(p, "declared") ||
	       dl_parse_loc(p, &member->loc);
}

/* members { MEMBER, ... } */
static bool parse_members(struct dl_parser *p, struct dl_record *record)
{
	DL_VEC(struct dl_member) members = {0};
	struct dl_member member;
	bool ok = dl_expect(p, '{');

	while (ok && !dl_accept(p, '}')) {
		ok = parse_member(p, record, &member);
		if (ok)
			dl_vec_push(&members, member);
		dl_accept(p, ',');
	}
	record->member_count = (uint32_t)members.len;
	record->members = dl_vec_to_arena(&members, p->ub.unit->arena);
	dl_vec_free(&members);
	return ok;
}

static bool parse_record(struct dl_parser *p)
{
	struct dl_record *record;
	struct dl_step field;

	if (!parse_record_head(p, &record))
		return false;
	if (dl_accept_word(p, "members") && !parse_members(p, record))
		return false;
	if (!dl_accept(p, '{'))
		return true;
	while (!dl_accept(p, '}')) {
		if (!parse_field_decl(p, record, &field))
			return false;
		dl_accept(p, ',');
	}
	return true;
}

/* ---- globals ---- */

/* = { [FIELD:] FUNC, ... } */
static bool parse_refs(struct dl_parser *p, struct dl_global *global)
{
	DL_VEC(struct dl_init_ref) refs = {0};
	struct dl_init_ref ref;
	bool ok = dl_expect(p, '{');

	while (ok && !dl_at_punct(p, '}')) {
		ref.field = dl_intern(p->ub.unit->names, "");
		ok = dl_parse_name(p, "a field or a function", &ref.func);
		if (ok && dl_accept(p, ':')) {
			ref.field = ref.func;
			ok = dl_parse_name(p, "a function", &ref.func);
		}
		if (ok)
			dl_vec_push(&refs, ref);
		if (!dl_accept(p, ','))
			break;
	}
	ok = ok && dl_expect(p, '}');
	global->ref_count = (uint32_t)refs.len;
	global->refs = dl_vec_to_arena(&refs, p->ub.unit->arena);
	dl_vec_free(&refs);
	return ok;
}

/* [static] [const] NAME: TYPE [in FUNC] [@LOC] [= { REFS }] */
static bool parse_global(struct dl_parser *p, bool is_definition)
{
	struct dl_global global = {.is_definition = is_definition};
	const struct dl_token *at;

	while (p->tok[1].kind == DL_TOK_WORD || p->tok[1].kind == DL_TOK_QUOTED) {
		if (dl_accept_word(p, "static"))
			global.is_static = true;
		else if (dl_accept_word(p, "const"))
			global.is_const = true;
		else
			return dl_parse_expected(p, "static, const or the global's name");
	}
	at = p->tok;
	if (!dl_parse_name(p, "the global's name", &global.name) || !dl_expect(p, ':') ||
	    !dl_parse_type(p, &global.type))
		return false;
	if (p->autoloc)
		global.loc = (struct dl_loc){.line = at->line, .col = at->col};
	if (dl_accept_word(p, "in") && !dl_parse_name(p, "the owning function", &global.owner))
		return false;
	if (!dl_parse_loc(p, &global.loc))
		return false;
	if (dl_accept(p, '=') && !parse_refs(p, &global))
		return false;
	if (!dl_map_has_str(&p->globals, global.name))
		dl_map_put_str(&p->globals, global.name, (void *)global.type);
	dl_vec_push(&p->ub.globals, global);
	return true;
}

/* diag "TEXT" [in FUNC] [@LOC] */
static bool parse_diag(struct dl_parser *p)
{
	struct dl_diag diag = {0};

	if (!dl_parse_string(p, "the compiler's message as a string", &diag.text))
		return false;
	if (dl_accept_word(p, "in") && !dl_parse_name(p, "a function's name", &diag.func))
		return false;
	if (!dl_parse_loc(p, &diag.loc))
		return false;
	dl_vec_push(&p->ub.diags, diag);
	return true;
}

/* ---- the unit ---- */

static bool parse_item(struct dl_parser *p)
{
	if (dl_accept_word(p, "unit"))
		return parse_unit_line(p);
	if (dl_accept_word(p, "file"))
		return parse_file(p);
	if (dl_accept_word(p, "record"))
		return parse_record(p);
	if (dl_accept_word(p, "global"))
		return parse_global(p, true);
	if (dl_accept_word(p, "extern"))
		return parse_global(p, false);
	if (dl_accept_word(p, "func"))
		return dl_parse_func(p);
	if (dl_accept_word(p, "diag"))
		return parse_diag(p);
	if (dl_accept_word(p, "diags"))
		return dl_parse_u32(p, "the number of errors met", &p->ub.unit->diag_total);
	if (dl_accept_word(p, "autoloc"))
		return p->autoloc = true;
	return dl_parse_expected(p, "unit, file, record, global, extern, func, diag or autoloc");
}

static bool parse_items(struct dl_parser *p)
{
	struct dl_file main_file = {.is_main = true};

	if (!parse_record_sizes(p))
		return false;
	while (p->tok->kind != DL_TOK_END) {
		if (!p->tok->on_new_line)
			return dl_parse_expected(p, "the end of the line");
		if (!parse_item(p))
			return false;
	}
	main_file.path = p->ub.unit->path;
	if (!p->ub.files.len)
		dl_vec_push(&p->ub.files, main_file);
	return true;
}

static void free_parser(struct dl_parser *p)
{
	dl_parse_func_free(p);
	for (size_t i = 0; i < p->records.len; i++) {
		struct dl_record_fields *known = p->records.entries[i].value;

		dl_vec_free(&known->fields);
		dl_free(known);
	}
	dl_map_free(&p->records);
	dl_map_free(&p->typedefs);
	dl_map_free(&p->globals);
	dl_vec_free(&p->tokens.list);
}

enum dl_status dl_ir_parse(struct dl_unit **out, const char *text, struct dl_error *err)
{
	struct dl_parser p = {.err = err, .block = UINT32_MAX};
	enum dl_status status;

	*out = NULL;
	dl_ub_init(&p.ub, "test.c", "x86_64");
	status = dl_ir_lex(&p.tokens, text, p.ub.unit->arena, err);
	if (status == DL_OK) {
		p.tok = p.tokens.list.data;
		if (!parse_items(&p))
			status = DL_ERR_INVALID;
	}
	free_parser(&p);
	if (status != DL_OK) {
		dl_ub_abandon(&p.ub);
		return status;
	}
	*out = dl_ub_finish(&p.ub);
	status = dl_ir_validate(*out, err);
	if (status != DL_OK) {
		dl_unit_free(*out);
		*out = NULL;
	}
	return status;
}
