/* SPDX-License-Identifier: Apache-2.0 */
/* The text form of names, locations, types, values and places. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "ir/defaults.h"
#include "ir/printer.h"
#include "ir/type.h"

void dl_printer_init(struct dl_printer *pr, const struct dl_unit *unit, struct dl_buf *out)
{
	memset(pr, 0, sizeof(*pr));
	pr->unit = unit;
	pr->out = out;
}

void dl_printer_free(struct dl_printer *pr)
{
	for (size_t i = 0; i < pr->records.len; i++)
		dl_vec_free(&pr->records.data[i].fields);
	dl_vec_free(&pr->records);
	dl_map_free(&pr->record_index);
	dl_map_free(&pr->record_names);
	dl_free(pr->temp_types);
}

/* ---- names and locations ---- */

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* A C identifier, also with the ".2" of a shadowed name. */
static bool is_plain_name(const char *s)
{
	if (!is_word_char(*s) || isdigit((unsigned char)*s))
		return false;
	while (is_word_char(*s))
		s++;
	while (*s == '.' && isdigit((unsigned char)s[1])) {
		for (s++; isdigit((unsigned char)*s); s++)
			;
	}
	return !*s;
}

void dl_print_string(struct dl_buf *out, const char *text, char quote)
{
	dl_buf_putc(out, quote);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == (unsigned char)quote || c == '\\')
			dl_buf_printf(out, "\\%c", c);
		else if (c == '\n')
			dl_buf_puts(out, "\\n");
		else if (c == '\t')
			dl_buf_puts(out, "\\t");
		else if (c < 0x20 || c >= 0x7f)
			dl_buf_printf(out, "\\x%02x", c);
		else
			dl_buf_putc(out, (char)c);
	}
	dl_buf_putc(out, quote);
}

void dl_print_name(struct dl_buf *out, const char *name)
{
	/* `volatile` would be read as the qualifier of a place. */
	if (is_plain_name(name) && strcmp(name, "volatile") != 0)
		dl_buf_puts(out, name);
	else
		dl_print_string(out, name, '`');
}

void dl_print_loc(struct dl_buf *out, const struct dl_loc *loc)
{
	if (!loc->file && !loc->line && !loc->col && !loc->end_line && !loc->end_col)
		return;
	dl_buf_puts(out, " @");
	if (loc->file)
		dl_buf_printf(out, "%" PRIu32 ":", loc->file);
	dl_buf_printf(out, "%" PRIu32 ":%" PRIu32, loc->line, loc->col);
	if (!loc->end_line && !loc->end_col)
		return;
	dl_buf_putc(out, '-');
	if (loc->end_line != loc->line)
		dl_buf_printf(out, "%" PRIu32 ":", loc->end_line);
	dl_buf_printf(out, "%" PRIu32, loc->end_col);
}

/* ---- records and types ---- */

/* Index of the record in pr->records; added when new. */
static size_t use_record(struct dl_printer *pr, const struct dl_record *record)
{
	struct dl_record_use use = {.record = record};
	uintptr_t index = (uintptr_t)dl_map_get(&pr->record_index, (uintptr_t)record);
	uintptr_t same;

	if (index)
		return index - 1;
	same = (uintptr_t)dl_map_get_str(&pr->record_names, record->name) + 1;
	dl_map_put_str(&pr->record_names, record->name, (void *)same);
	use.nth = (unsigned int)same;
	for (uint32_t i = 0; i < record->member_count; i++) {
		const struct dl_member *m = &record->members[i];
		struct dl_step field = {.kind = DL_STEP_FIELD,
					.type = m->type,
					.record = record,
					.field = m->name,
					.offset = m->offset,
					.size = m->size};

		dl_vec_push(&use.fields, field);
	}
	dl_vec_push(&pr->records, use);
	dl_map_put(&pr->record_index, (uintptr_t)record, (void *)(uintptr_t)pr->records.len);
	return pr->records.len - 1;
}

void dl_print_record_ref(struct dl_printer *pr, const struct dl_record *record)
{
	const char *name = record->name;
	size_t index = use_record(pr, record);
	unsigned int nth = pr->records.data[index].nth;

	if (strncmp(name, "struct ", 7) == 0 && name[7]) {
		dl_buf_puts(pr->out, "struct ");
		name += 7;
	} else if (strncmp(name, "union ", 6) == 0 && name[6]) {
		dl_buf_puts(pr->out, "union ");
		name += 6;
	} else {
		dl_buf_puts(pr->out, "record ");
	}
	dl_print_name(pr->out, name);
	if (nth > 1)
		dl_buf_printf(pr->out, "~%u", nth);
}

static void print_size(struct dl_printer *pr, uint64_t size, uint64_t usual)
{
	if (size != usual)
		dl_buf_printf(pr->out, "#%" PRIu64, size);
}

/* Before an element's type, which may start with a letter. */
static void print_outer_size(struct dl_printer *pr, uint64_t size, uint64_t usual)
{
	print_size(pr, size, usual);
	if (size != usual)
		dl_buf_putc(pr->out, ' ');
}

static void print_bits(struct dl_printer *pr, const struct dl_type *type, char letter)
{
	dl_buf_printf(pr->out, "%c%" PRIu64, letter, type->size * 8);
}

/* Everything but the name and const. */
static void print_shape(struct dl_printer *pr, const struct dl_type *type)
{
	switch (type->kind) {
	case DL_TYPE_UNKNOWN:
		dl_buf_puts(pr->out, "?");
		print_size(pr, type->size, 0);
		break;
	case DL_TYPE_VOID:
		dl_buf_puts(pr->out, "void");
		print_size(pr, type->size, 0);
		break;
	case DL_TYPE_BOOL:
		dl_buf_puts(pr->out, "bool");
		print_size(pr, type->size, 1);
		break;
	case DL_TYPE_INT:
		print_bits(pr, type, type->is_signed ? 's' : 'u');
		break;
	case DL_TYPE_ENUM:
		dl_buf_puts(pr->out, "enum=");
		print_bits(pr, type, type->is_signed ? 's' : 'u');
		break;
	case DL_TYPE_FLOAT:
		print_bits(pr, type, 'f');
		break;
	case DL_TYPE_PTR:
		dl_buf_putc(pr->out, '*');
		print_outer_size(pr, type->size, dl_arch_pointer_size(pr->unit->arch));
		dl_print_type(pr, type->elem);
		break;
	case DL_TYPE_ARRAY:
		dl_buf_printf(pr->out, "[%" PRIu64 "]", type->count);
		print_outer_size(pr, type->size, type->elem ? type->elem->size * type->count : 0);
		dl_print_type(pr, type->elem);
		break;
	case DL_TYPE_RECORD:
		dl_print_record_ref(pr, type->record);
		print_size(pr, type->size, type->record->size);
		break;
	case DL_TYPE_FUNC:
		dl_buf_puts(pr->out, "fn");
		print_size(pr, type->size, 0);
		dl_buf_putc(pr->out, ' ');
		dl_print_type(pr, type->elem);
		break;
	}
}

/* Words that start a type even before `=`. */
static bool is_type_word(const char *name)
{
	return strcmp(name, "const") == 0 || strcmp(name, "none") == 0 || strcmp(name, "enum") == 0;
}

void dl_print_type(struct dl_printer *pr, const struct dl_type *type)
{
	if (!type) {
		dl_buf_puts(pr->out, "none");
		return;
	}
	if (type->is_const)
		dl_buf_puts(pr->out, "const ");
	if (type->kind == DL_TYPE_ENUM && type->name && strncmp(type->name, "enum ", 5) == 0 &&
	    type->name[5]) {
		dl_buf_puts(pr->out, "enum ");
		dl_print_name(pr->out, type->name + 5);
		if (type->size != 4 || type->is_signed) {
			dl_buf_putc(pr->out, '=');
			print_bits(pr, type, type->is_signed ? 's' : 'u');
		}
		return;
	}
	if (type->name) {
		if (is_type_word(type->name))
			dl_print_string(pr->out, type->name, '`');
		else
			dl_print_name(pr->out, type->name);
		dl_buf_putc(pr->out, '=');
	}
	print_shape(pr, type);
}

/* ---- values ---- */

static bool names_variable(const struct dl_printer *pr, const char *name)
{
	for (uint32_t i = 0; pr->func && i < pr->func->var_count; i++) {
		if (strcmp(pr->func->vars[i].name, name) == 0)
			return true;
	}
	return false;
}

static const struct dl_type *temp_type(struct dl_printer *pr, uint32_t temp)
{
	if (temp + 1 > pr->temp_count)
		pr->temp_count = temp + 1;
	return pr->func && temp < pr->func->temp_count ? pr->temp_types[temp] : NULL;
}

void dl_print_val(struct dl_printer *pr, const struct dl_val *val)
{
	struct dl_type_scratch scratch;
	const struct dl_type *usual = dl_default_val_type(pr->unit, val->kind, &scratch);

	switch (val->kind) {
	case DL_VAL_NONE:
		dl_buf_puts(pr->out, "none");
		break;
	case DL_VAL_INT:
		dl_buf_printf(pr->out, "%" PRId64, val->num);
		if (val->str) {
			dl_buf_putc(pr->out, ' ');
			dl_print_name(pr->out, val->str);
		}
		break;
	case DL_VAL_STR:
		dl_print_string(pr->out, val->str, '"');
		break;
	case DL_VAL_FUNC:
		dl_buf_putc(pr->out, '&');
		if (names_variable(pr, val->str))
			dl_print_string(pr->out, val->str, '`');
		else
			dl_print_name(pr->out, val->str);
		break;
	case DL_VAL_TEMP:
		dl_buf_printf(pr->out, "%%%" PRId64, val->num);
		usual = temp_type(pr, (uint32_t)val->num);
		break;
	case DL_VAL_UNKNOWN:
		dl_buf_putc(pr->out, '?');
		break;
	}
	if (!dl_type_equal(val->type, usual)) {
		dl_buf_putc(pr->out, ':');
		dl_print_type(pr, val->type);
	}
}

/* ---- places ---- */

static void print_note(struct dl_printer *pr, const struct dl_type *type,
		       const struct dl_type *usual)
{
	if (dl_type_equal(type, usual))
		return;
	dl_buf_putc(pr->out, '{');
	dl_print_type(pr, type);
	dl_buf_putc(pr->out, '}');
}

static const struct dl_step *find_field(const struct dl_printer *pr, const struct dl_record *record,
					const char *name)
{
	uintptr_t index = (uintptr_t)dl_map_get(&pr->record_index, (uintptr_t)record);
	const struct dl_record_use *use = index ? &pr->records.data[index - 1] : NULL;

	for (size_t i = 0; use && i < use->fields.len; i++) {
		if (strcmp(use->fields.data[i].field, name) == 0)
			return &use->fields.data[i];
	}
	return NULL;
}

/* The field's declaration: this step itself, when it is the first to name the field. By offset. */
static const struct dl_step *declared_field(struct dl_printer *pr, const struct dl_step *step)
{
	const struct dl_step *known;
	struct dl_record_use *use;
	size_t i;

	if (!step->record)
		return NULL;
	i = use_record(pr, step->record);
	known = find_field(pr, step->record, step->field);
	if (known)
		return known;
	use = &pr->records.data[i];
	dl_vec_push(&use->fields, *step);
	for (i = use->fields.len - 1;
	     i > step->record->member_count && use->fields.data[i - 1].offset > step->offset; i--)
		use->fields.data[i] = use->fields.data[i - 1];
	use->fields.data[i] = *step;
	return step;
}

/* The field step that step @i of @place goes on from, index steps between them aside. */
static const struct dl_step *field_before(const struct dl_place *place, uint32_t i)
{
	while (i && place->steps[i - 1].kind == DL_STEP_INDEX)
		i--;
	return i && place->steps[i - 1].kind == DL_STEP_FIELD ? &place->steps[i - 1] : NULL;
}

/* `x` of `u.x` after a step to `u` of the same record; NULL for any other field. */
static const char *rest_of_path(const struct dl_step *step, const struct dl_step *before)
{
	size_t len = before ? strlen(before->field) : 0;

	if (!before || !step->record || before->record != step->record ||
	    strncmp(step->field, before->field, len) != 0 || step->field[len] != '.' ||
	    !step->field[len + 1])
		return NULL;
	return step->field + len + 1;
}

/* Would the plain name, after a step to @before, be read as a path in the record of @before? */
static bool reads_as_path(const struct dl_printer *pr, const struct dl_step *step,
			  const struct dl_step *before)
{
	struct dl_buf path = {0};
	bool found;

	if (!before || !before->record)
		return false;
	dl_buf_printf(&path, "%s.%s", before->field, step->field);
	found = find_field(pr, before->record, path.data);
	dl_buf_free(&path);
	return found;
}

static void print_field(struct dl_printer *pr, const struct dl_place *place, uint32_t i,
			const struct dl_type *so_far)
{
	const struct dl_step *step = &place->steps[i];
	const struct dl_step *before = field_before(place, i);
	const struct dl_step *decl = declared_field(pr, step);
	const struct dl_record *record = NULL;
	const char *rest = rest_of_path(step, before);
	bool usual;

	if (so_far && so_far->kind == DL_TYPE_RECORD)
		record = so_far->record;
	usual = rest || (record == step->record && !reads_as_path(pr, step, before));
	dl_print_name(pr->out, rest ? rest : step->field);
	if (decl && usual && dl_type_equal(decl->type, step->type) &&
	    decl->offset == step->offset && decl->size == step->size)
		return;
	dl_buf_putc(pr->out, '{');
	dl_print_type(pr, step->type);
	if (!usual) {
		dl_buf_puts(pr->out, " in ");
		if (step->record)
			dl_print_record_ref(pr, step->record);
		else
			dl_buf_puts(pr->out, "none");
	}
	dl_buf_printf(pr->out, " @%" PRIu32 "+%" PRIu32 "}", step->offset, step->size);
}

static void print_base(struct dl_printer *pr, const struct dl_place *place)
{
	struct dl_type_scratch scratch;
	const struct dl_type *usual = NULL;
	const struct dl_global *global;

	switch (place->base) {
	case DL_BASE_VAR:
		dl_print_name(pr->out, pr->func->vars[place->index].name);
		usual = pr->func->vars[place->index].type;
		break;
	case DL_BASE_GLOBAL:
		dl_buf_putc(pr->out, '@');
		dl_print_name(pr->out, place->name);
		global = dl_unit_find_global(pr->unit, place->name);
		usual = global ? global->type : dl_default_pointee(NULL);
		break;
	case DL_BASE_TEMP:
		dl_buf_printf(pr->out, "%%%" PRIu32, place->index);
		usual = dl_default_pointee(temp_type(pr, place->index));
		break;
	case DL_BASE_STR:
		dl_print_string(pr->out, place->name, '"');
		usual = dl_default_str_type(place->name, &scratch);
		break;
	}
	print_note(pr, place->base_type, usual);
}

static void print_index(struct dl_printer *pr, const struct dl_step *step,
			const struct dl_type *so_far, const char *open)
{
	dl_buf_puts(pr->out, open);
	dl_print_val(pr, &step->index);
	dl_buf_putc(pr->out, ']');
	print_note(pr, step->type, dl_default_step_type(DL_STEP_INDEX, so_far));
}

/* Print steps[i], and steps[i + 1] when both have one notation; returns how many. */
static uint32_t print_step(struct dl_printer *pr, const struct dl_place *place, uint32_t i,
			   const struct dl_type *so_far)
{
	const struct dl_step *step = &place->steps[i];
	const struct dl_step *next = i + 1 < place->step_count ? step + 1 : NULL;
	bool from_temp = i == 0 && place->base == DL_BASE_TEMP;
	bool is_ptr = so_far && so_far->kind == DL_TYPE_PTR;
	bool plain = step->kind == DL_STEP_DEREF && !from_temp &&
		     dl_type_equal(step->type, dl_default_step_type(DL_STEP_DEREF, so_far));

	if (plain && next && next->kind == DL_STEP_FIELD) {
		dl_buf_puts(pr->out, "->");
		print_field(pr, place, i + 1, step->type);
		return 2;
	}
	if (plain && next && next->kind == DL_STEP_INDEX && is_ptr) {
		print_index(pr, next, step->type, "[");
		return 2;
	}
	switch (step->kind) {
	case DL_STEP_DEREF:
		dl_buf_puts(pr->out, from_temp ? ".*.*" : ".*");
		print_note(pr, step->type, dl_default_step_type(DL_STEP_DEREF, so_far));
		break;
	case DL_STEP_FIELD:
		dl_buf_puts(pr->out, from_temp ? "->" : ".");
		print_field(pr, place, i, so_far);
		break;
	case DL_STEP_INDEX:
		print_index(pr, step, so_far, is_ptr && !from_temp ? ".[" : "[");
		break;
	}
	return 1;
}

/* `*place` is the notation for a last step that only dereferences. */
static bool ends_in_deref(const struct dl_place *place)
{
	uint32_t n = place->step_count;
	const struct dl_type *before = n > 1 ? place->steps[n - 2].type : place->base_type;

	return n && place->steps[n - 1].kind == DL_STEP_DEREF &&
	       dl_type_equal(place->steps[n - 1].type, dl_default_step_type(DL_STEP_DEREF, before));
}

void dl_print_place(struct dl_printer *pr, const struct dl_place *place)
{
	const struct dl_type *so_far = place->base_type;
	struct dl_place rest = *place;

	if (place->is_volatile)
		dl_buf_puts(pr->out, "volatile ");
	if (ends_in_deref(place)) {
		dl_buf_putc(pr->out, '*');
		rest.step_count--;
	}
	if (place->base == DL_BASE_TEMP && !place->step_count)
		dl_buf_putc(pr->out, '*');
	print_base(pr, place);
	if (place->base == DL_BASE_TEMP && place->step_count && !rest.step_count)
		dl_buf_puts(pr->out, ".*");
	for (uint32_t i = 0; i < rest.step_count;) {
		i += print_step(pr, &rest, i, so_far);
		so_far = rest.steps[i - 1].type;
	}
	so_far = place->step_count ? place->steps[place->step_count - 1].type : place->base_type;
	if (!dl_type_equal(place->type, so_far)) {
		dl_buf_puts(pr->out, "{=");
		dl_print_type(pr, place->type);
		dl_buf_putc(pr->out, '}');
	}
}
