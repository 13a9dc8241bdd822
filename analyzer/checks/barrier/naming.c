/* SPDX-License-Identifier: Apache-2.0 */
/* What a test is called: whether its words say that the device is done, works, or has failed. */
#include <string.h>

#include "checks/barrier/barrier.h"

#define MAX_TEXT 240

static void add_text(char *text, size_t *len, const char *from, size_t count)
{
	if (*len + count + 2 > MAX_TEXT)
		count = *len + 2 < MAX_TEXT ? MAX_TEXT - 2 - *len : 0;
	memcpy(text + *len, from, count);
	*len += count;
	text[(*len)++] = ' ';
}

/* The lines of the condition, as the file has them. */
static void add_lines(struct dl_barriers *b, const struct dl_loc *loc, char *text, size_t *len)
{
	const struct dl_engine_options *o = b->an->options;
	size_t size = 0;
	const char *at = o->source && loc->file < b->an->unit->file_count ?
			 o->source(o->source_ctx, b->an->unit->files[loc->file].path, &size) : NULL;
	const char *end = at ? at + size : NULL;

	for (uint32_t line = 1; at && at < end && line <= loc->end_line + !loc->end_line * loc->line; line++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		size_t count = (size_t)((next ? next : end) - at);

		if (line >= loc->line)
			add_text(text, len, at, count);
		at = next ? next + 1 : end;
	}
}

/* Names of the word, of what it is compared with, and of helpers that ask. */
static size_t text_of(struct dl_barriers *b, const struct dl_reading *r, const struct dl_tested *t,
		      const struct dl_term *term, char *text)
{
	const struct dl_instr *def = dl_defined_as(r, &term->cond);
	size_t len = 0;

	if (t->word.field)
		add_text(text, &len, t->word.field->field, strlen(t->word.field->field));
	if (def && def->op == DL_OP_CALL && def->callee)
		add_text(text, &len, def->callee, strlen(def->callee));
	if (t->where != r->func)
		add_text(text, &len, t->where->name, strlen(t->where->name));
	add_lines(b, &term->loc, text, &len);
	return len;
}

struct dl_naming dl_naming_of(struct dl_barriers *b, const struct dl_reading *r, const struct dl_tested *t,
			      const struct dl_term *term)
{
	const struct dl_platform *k = b->an->platform;
	char text[MAX_TEXT];
	size_t len = text_of(b, r, t, term, text);

	return (struct dl_naming){ dl_text_has_word(k, DL_WORD_READY, text, len),
				   dl_text_has_word(k, DL_WORD_BUSY, text, len),
				   dl_text_has_word(k, DL_WORD_COMPLAINS, text, len) };
}

const char *dl_field_text(const struct dl_step *field)
{
	const char *dot = field ? strrchr(field->field, '.') : NULL;

	return dot ? dot + 1 : field ? field->field : NULL;
}

const struct dl_sym *dl_word_name(struct dl_analysis *an, const struct dl_step *field)
{
	const char *name = field->record ? field->record->name : "", *tag = strchr(name, ' ');

	return dl_sym_field(an->syms, dl_sym_global(an->syms, tag ? tag + 1 : name), field->record,
			    field->field, field->offset);
}
