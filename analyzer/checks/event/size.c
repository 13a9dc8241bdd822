/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes as the driver wrote them: `sizeof(struct ring)` is a number in the IR, and only the file has its words. */
#include <ctype.h>
#include <string.h>

#include "checks/event/internal.h"

struct span {
	const char *at;
	const char *end;
};

/* The text from @loc on, to the end of the file. */
static struct span text_from(struct dl_report *r, const struct dl_loc *loc)
{
	size_t len = 0;
	const char *text = dl_report_text(r, loc->file, &len), *end = text + len;

	for (uint32_t line = 1; text && line < loc->line; line++) {
		text = memchr(text, '\n', (size_t)(end - text));
		text = text ? text + 1 : NULL;
	}
	if (!text || !loc->col || (size_t)(end - text) < loc->col)
		return (struct span){ NULL, NULL };
	return (struct span){ text + loc->col - 1, end };
}

/* Where argument @n of the call that begins at @s stands. */
static struct span argument(struct span s, const char *name, int n)
{
	size_t len = strlen(name);
	struct span arg;
	int depth = 0;

	if (!s.at || (size_t)(s.end - s.at) <= len || strncmp(s.at, name, len) != 0)
		return (struct span){ NULL, NULL };
	for (s.at += len; s.at < s.end && isspace((unsigned char)*s.at);)
		s.at++;
	if (s.at == s.end || *s.at != '(')
		return (struct span){ NULL, NULL };
	for (arg.at = ++s.at; s.at < s.end && depth >= 0; s.at++) {
		if (strchr("\"';{}", *s.at))
			break;
		if (depth == 0 && (*s.at == ',' || *s.at == ')')) {
			if (n-- == 0)
				return (struct span){ arg.at, s.at };
			arg.at = s.at + 1;
		}
		depth += (*s.at == '(') - (*s.at == ')');
	}
	return (struct span){ NULL, NULL };
}

/* White space made one blank; NULL where it is too long, or nothing but a number. */
static const char *words_of(struct dl_report *r, struct span s)
{
	char text[DL_QUOTE_MAX + 1];
	size_t n = 0;
	bool name = false;

	for (; s.at && s.at < s.end; s.at++) {
		bool space = isspace((unsigned char)*s.at);

		if (n == DL_QUOTE_MAX || *s.at == '/' || (unsigned char)*s.at > '~')
			return NULL;
		name |= isalpha((unsigned char)*s.at) || *s.at == '_';
		if (!space || (n && text[n - 1] != ' '))
			text[n++] = space ? ' ' : *s.at;
	}
	while (n && text[n - 1] == ' ')
		n--;
	return name ? dl_arena_strndup(r->out->arena, text, n) : NULL;
}

/* The variable of the function that the argument is: its name alone says nothing of the size. */
static const struct dl_instr *variable_of(struct dl_report *r, const struct dl_func *func,
					  const struct dl_val *arg)
{
	const struct dl_instr *def = NULL;

	do {
		def = arg->kind == DL_VAL_TEMP ? dl_definition(r, func, (uint32_t)arg->num) : NULL;
		arg = def ? &def->a : NULL;
	} while (def && def->op == DL_OP_CAST);
	return def && def->op == DL_OP_LOAD && def->place->base == DL_BASE_VAR &&
	       !def->place->step_count ? def : NULL;
}

/* What the variable that @load reads for @call was set to. */
static const char *set_to(struct dl_report *r, const struct dl_func *func, const struct dl_instr *call,
			  const struct dl_instr *load)
{
	const struct dl_val *value;

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		if (call < block->instrs || call >= block->instrs + block->instr_count)
			continue;
		value = dl_last_value(func, b, load->place->index);
		return value ? dl_written_value(r, func, value) : NULL;
	}
	return NULL;
}

const char *dl_text_size(struct dl_report *r, const struct dl_func *func, const struct dl_instr *call,
			 const struct dl_model *model, const struct dl_sym *value)
{
	int n = model->arg_size;
	const char *known = dl_text_exact(r, value), *text = NULL;
	const char *name = dl_text_call(call, model);
	const struct dl_instr *load;

	if (n < 0 || (uint32_t)n >= call->arg_count)
		return known ? known : dl_text_sym(r, value);
	load = variable_of(r, func, &call->args[n]);
	if (load && value && value->kind == DL_SYM_INT)
		return known;
	if (load)
		known = set_to(r, func, call, load);
	if (load && !known && value)
		known = dl_text_held(r, dl_sym_strip(value));
	text = words_of(r, argument(text_from(r, &call->loc), name, n));
	if (!text)
		text = dl_written_arg(r, func, call, n);
	if (!text)
		return known ? known : dl_text_sym(r, value);
	return (load || (value && value->kind == DL_SYM_INT)) && known && strcmp(known, text) != 0 ?
	       dl_arena_printf(r->out->arena, "%s (%s)", text, known) : text;
}
