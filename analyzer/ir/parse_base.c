/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the text form: tokens, names, numbers, locations, records and types. */
#include <stdio.h>
#include <string.h>

#include "ir/parser.h"

/* ---- tokens ---- */

bool dl_parse_error(struct dl_parser *p, const struct dl_token *at, const char *fmt, ...)
{
	char text[DL_ERROR_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	dl_fail(p->err, DL_ERR_INVALID, "%u:%u: %s", at->line, at->col, text);
	return false;
}

bool dl_parse_expected(struct dl_parser *p, const char *what)
{
	if (p->tok->kind == DL_TOK_END)
		return dl_parse_error(p, p->tok, "expected %s, found the end of the text", what);
	return dl_parse_error(p, p->tok, "expected %s, found `%.100s`", what, p->tok->text);
}

bool dl_at_word(const struct dl_parser *p, const char *word)
{
	return p->tok->kind == DL_TOK_WORD && strcmp(p->tok->text, word) == 0;
}

bool dl_at_punct(const struct dl_parser *p, char c)
{
	return p->tok->kind == DL_TOK_PUNCT && p->tok->num == DL_PUNCT(c, 0);
}

bool dl_at_name(const struct dl_parser *p)
{
	return p->tok->kind == DL_TOK_WORD || p->tok->kind == DL_TOK_QUOTED;
}

bool dl_accept_word(struct dl_parser *p, const char *word)
{
	if (!dl_at_word(p, word))
		return false;
	p->tok++;
	return true;
}

bool dl_accept(struct dl_parser *p, char c)
{
	if (!dl_at_punct(p, c))
		return false;
	p->tok++;
	return true;
}

bool dl_expect(struct dl_parser *p, char c)
{
	char what[] = {'`', c, '`', '\0'};

	return dl_accept(p, c) || dl_parse_expected(p, what);
}

bool dl_parser_enter(struct dl_parser *p)
{
	if (++p->depth > DL_PARSE_DEPTH)
		return dl_parse_error(p, p->tok, "nested deeper than %d levels", DL_PARSE_DEPTH);
	return true;
}

/* ---- names and numbers ---- */

bool dl_parse_name(struct dl_parser *p, const char *what, const char **out)
{
	if (!dl_at_name(p))
		return dl_parse_expected(p, what);
	*out = dl_intern(p->ub.unit->names, p->tok->text);
	p->tok++;
	return true;
}

bool dl_parse_string(struct dl_parser *p, const char *what, const char **out)
{
	if (p->tok->kind != DL_TOK_STRING)
		return dl_parse_expected(p, what);
	*out = dl_intern(p->ub.unit->names, p->tok->text);
	p->tok++;
	return true;
}

bool dl_parse_u64(struct dl_parser *p, const char *what, uint64_t *out)
{
	if (p->tok->kind != DL_TOK_NUMBER)
		return dl_parse_expected(p, what);
	*out = p->tok->num;
	p->tok++;
	return true;
}

bool dl_parse_u32(struct dl_parser *p, const char *what, uint32_t *out)
{
	const struct dl_token *at = p->tok;
	uint64_t num = 0;

	if (!dl_parse_u64(p, what, &num))
		return false;
	if (num > UINT32_MAX)
		return dl_parse_error(p, at, "%s does not fit 32 bits", what);
	*out = (uint32_t)num;
	return true;
}

/* Any 64-bit number; what is above INT64_MAX wraps, as the value of an u64 constant does. */
bool dl_parse_int(struct dl_parser *p, const char *what, int64_t *out)
{
	const struct dl_token *at = p->tok;
	bool negative = dl_accept(p, '-');
	uint64_t num = 0;

	if (!dl_parse_u64(p, what, &num))
		return false;
	if (negative && num > (uint64_t)INT64_MAX + 1)
		return dl_parse_error(p, at, "number does not fit 64 bits");
	*out = (int64_t)(negative ? 0 - num : num);
	return true;
}

static bool at_glued(const struct dl_parser *p, char c)
{
	return p->tok->glued && dl_at_punct(p, c);
}

/* @[file:]line[:col][-[line:]col] */
bool dl_parse_loc(struct dl_parser *p, struct dl_loc *loc)
{
	uint32_t n[3] = {0};
	int count = 0;

	if (!dl_at_punct(p, '@') || p->tok[1].kind != DL_TOK_NUMBER)
		return true;
	p->tok++;
	do {
		if (count == 3)
			return dl_parse_error(p, p->tok, "location of more than file:line:column");
		if (!dl_parse_u32(p, "a line or column", &n[count++]))
			return false;
	} while (at_glued(p, ':') && p->tok++);
	*loc = (struct dl_loc){.file = count == 3 ? n[0] : 0};
	loc->line = count == 3 ? n[1] : n[0];
	loc->col = count == 1 ? 1 : n[count - 1];
	if (!at_glued(p, '-'))
		return true;
	p->tok++;
	loc->end_line = loc->line;
	if (!dl_parse_u32(p, "the end's column", &loc->end_col))
		return false;
	if (!at_glued(p, ':'))
		return true;
	p->tok++;
	loc->end_line = loc->end_col;
	return dl_parse_u32(p, "the end's column", &loc->end_col);
}

/* ---- records ---- */

bool dl_parse_record_ref(struct dl_parser *p, struct dl_record **out)
{
	const char *prefix, *name = NULL;
	uint32_t nth = 1;

	if (dl_accept_word(p, "struct"))
		prefix = "struct ";
	else if (dl_accept_word(p, "union"))
		prefix = "union ";
	else if (dl_accept_word(p, "record"))
		prefix = "";
	else
		return dl_parse_expected(p, "`struct NAME`, `union NAME` or `record NAME`");
	if (!dl_parse_name(p, "the record's name", &name))
		return false;
	if (at_glued(p, '~')) {
		p->tok++;
		if (!dl_parse_u32(p, "a number after `~`", &nth))
			return false;
	}
	name = dl_arena_printf(p->ub.unit->arena, "%s%s", prefix, name);
	*out = dl_record_get(p->ub.types, name, nth);
	return true;
}

struct dl_step *dl_parse_find_field(struct dl_parser *p, const struct dl_record *record,
				    const char *name)
{
	struct dl_record_fields *known = dl_map_get(&p->records, (uintptr_t)record);

	for (size_t i = 0; known && i < known->fields.len; i++) {
		if (known->fields.data[i].field == name)
			return &known->fields.data[i];
	}
	return NULL;
}

void dl_parse_declare_field(struct dl_parser *p, const struct dl_step *field)
{
	struct dl_record_fields *known = dl_map_get(&p->records, (uintptr_t)field->record);

	if (!known) {
		known = dl_xcalloc(1, sizeof(*known));
		dl_map_put(&p->records, (uintptr_t)field->record, known);
	}
	dl_vec_push(&known->fields, *field);
}

/* ---- types ---- */

/* Names that a text may use without saying what they are: C's, and those of typedefs, `x_t`, which
 * are unsigned words then. */
static bool known_type(const char *name, struct dl_type *type)
{
	static const struct {
		const char *name;
		uint64_t size;
	} of_c[] = {{"char", 1}, {"short", 2}, {"int", 4}, {"long", 8}};
	size_t len = strlen(name);

	type->kind = DL_TYPE_INT;
	for (size_t i = 0; i < sizeof(of_c) / sizeof(of_c[0]); i++) {
		if (strcmp(of_c[i].name, name) != 0)
			continue;
		type->is_signed = true;
		type->size = of_c[i].size;
		return true;
	}
	if (len < 3 || strcmp(name + len - 2, "_t") != 0)
		return false;
	type->size = 8;
	type->name = name;
	return true;
}

static bool parse_size(struct dl_parser *p, struct dl_type *type)
{
	if (!at_glued(p, '#'))
		return true;
	p->tok++;
	return dl_parse_u64(p, "a size in bytes after `#`", &type->size);
}

/* s32, u64, f64: the letter and the bits. */
static bool scalar_word(const char *word, struct dl_type *type)
{
	uint64_t bits = 0;
	const char *digit = word + 1;

	if (!strchr("suf", word[0]) || !*digit || strlen(digit) > 18)
		return false;
	for (; *digit >= '0' && *digit <= '9'; digit++)
		bits = bits * 10 + (uint64_t)(*digit - '0');
	if (*digit || bits % 8)
		return false;
	type->kind = word[0] == 'f' ? DL_TYPE_FLOAT : DL_TYPE_INT;
	type->is_signed = word[0] == 's';
	type->size = bits / 8;
	return true;
}

static bool parse_enum(struct dl_parser *p, struct dl_type *type)
{
	const char *name = NULL;

	type->kind = DL_TYPE_ENUM;
	type->size = 4;
	p->tok++;
	if (!at_glued(p, '=')) {
		if (!dl_parse_name(p, "the enum's name", &name))
			return false;
		type->name = dl_arena_printf(p->ub.unit->arena, "enum %s", name);
	}
	if (!at_glued(p, '='))
		return true;
	p->tok++;
	if (p->tok->kind != DL_TOK_WORD || !scalar_word(p->tok->text, type) ||
	    type->kind != DL_TYPE_INT)
		return dl_parse_expected(p, "the enum's integer type, as u32");
	type->kind = DL_TYPE_ENUM;
	p->tok++;
	return true;
}

static bool parse_compound(struct dl_parser *p, struct dl_type *type)
{
	uint64_t arch_size = dl_arch_pointer_size(p->ub.unit->arch);
	bool sized, ok = dl_parser_enter(p);

	type->kind = dl_accept(p, '*')	 ? DL_TYPE_PTR
		     : dl_accept(p, '[') ? DL_TYPE_ARRAY
					 : DL_TYPE_FUNC;
	if (type->kind == DL_TYPE_FUNC)
		p->tok++;
	if (ok && type->kind == DL_TYPE_ARRAY) {
		if (!dl_at_punct(p, ']'))
			ok = dl_parse_u64(p, "the number of elements", &type->count);
		ok = ok && dl_expect(p, ']');
	}
	sized = at_glued(p, '#');
	ok = ok && parse_size(p, type) && dl_parse_type(p, &type->elem);
	p->depth--;
	if (!ok || sized)
		return ok;
	if (type->kind == DL_TYPE_PTR)
		type->size = arch_size;
	else if (type->kind == DL_TYPE_ARRAY && type->elem)
		type->size = type->elem->size * type->count;
	return true;
}

static bool parse_named(struct dl_parser *p, struct dl_type *type)
{
	const struct dl_type *known = dl_map_get_str(&p->typedefs, p->tok->text);
	const char *name = p->tok->text;

	if (known) {
		*type = *known;
		p->tok++;
		return true;
	}
	if (known_type(name, type)) {
		p->tok++;
		return true;
	}
	return dl_parse_error(p, p->tok,
			      "unknown type `%.100s`; say what it is where it is first "
			      "used, as in %.100s=u64",
			      name, name);
}

static bool parse_shape(struct dl_parser *p, struct dl_type *type)
{
	struct dl_record *record;

	if (dl_at_punct(p, '*') || dl_at_punct(p, '[') || dl_at_word(p, "fn"))
		return parse_compound(p, type);
	if (dl_accept(p, '?'))
		return parse_size(p, type);
	if (dl_at_word(p, "struct") || dl_at_word(p, "union") || dl_at_word(p, "record")) {
		if (!dl_parse_record_ref(p, &record))
			return false;
		type->kind = DL_TYPE_RECORD;
		type->record = record;
		type->size = record->size;
		return parse_size(p, type);
	}
	if (dl_at_word(p, "void") || dl_at_word(p, "bool")) {
		type->kind = dl_at_word(p, "void") ? DL_TYPE_VOID : DL_TYPE_BOOL;
		type->size = type->kind == DL_TYPE_BOOL;
		p->tok++;
		return parse_size(p, type);
	}
	if (dl_at_word(p, "enum"))
		return parse_enum(p, type);
	if (p->tok->kind == DL_TOK_WORD && scalar_word(p->tok->text, type)) {
		p->tok++;
		return true;
	}
	if (dl_at_name(p))
		return parse_named(p, type);
	return dl_parse_expected(p, "a type");
}

bool dl_parse_type(struct dl_parser *p, const struct dl_type **out)
{
	struct dl_type type = {0};
	const char *name = NULL;
	bool is_const = false;

	while (dl_accept_word(p, "const"))
		is_const = true;
	if (!is_const && dl_accept_word(p, "none")) {
		*out = NULL;
		return true;
	}
	if (dl_at_name(p) && !dl_at_word(p, "enum") && p->tok[1].glued &&
	    p->tok[1].kind == DL_TOK_PUNCT && p->tok[1].num == DL_PUNCT('=', 0)) {
		name = dl_intern(p->ub.unit->names, p->tok->text);
		p->tok += 2;
	}
	if (!parse_shape(p, &type))
		return false;
	if (name) {
		type.name = name;
		type.is_const = false;
		dl_map_put_str(&p->typedefs, name, (void *)dl_type_get(p->ub.types, &type));
	}
	type.is_const = is_const;
	*out = dl_type_get(p->ub.types, &type);
	return true;
}
