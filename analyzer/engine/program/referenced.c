/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static functions that nothing refers to: what they do wrong happens nowhere. The IR shows calls and
 * addresses; the text of the file, where it can be read, has the references that a configuration or a
 * lost statement hides: any mention but a declaration, a comment and what stands under `#if 0`.
 */
#include <string.h>

#include "base/ctext.h"
#include "engine/program/program.h"

/* A place in a file's text, and the brackets around it. */
struct reader {
	const char *p;
	const char *end;
	int braces;
	int parens;
	bool line_begins;	/* nothing but blanks since the line end */
};

static const char *line_end(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl ? nl : end;
}

/* The word behind the `#` at @p. */
static bool is_directive(const char *p, const char *end, const char *word, const char **rest)
{
	size_t len = strlen(word);

	for (p++; p < end && (*p == ' ' || *p == '\t');)
		p++;
	if ((size_t)(end - p) < len || strncmp(p, word, len) != 0 ||
	    (p + len < end && dl_text_is_ident((unsigned char)p[len])))
		return false;
	*rest = p + len;
	return true;
}

static bool is_if_0(const char *p, const char *end)
{
	const char *rest;

	if (!is_directive(p, end, "if", &rest))
		return false;
	while (rest < end && (*rest == ' ' || *rest == '\t'))
		rest++;
	return rest < end && *rest == '0' &&
	       (rest + 1 == end || !dl_text_is_ident((unsigned char)rest[1]));
}

/* Behind what the `#if 0` at @p leaves out. */
static const char *skip_if_0(const char *p, const char *end)
{
	const char *rest;
	int depth = 0;

	for (; p < end; p = line_end(p, end), p += p < end) {
		const char *at = p;

		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (at == end || *at != '#')
			continue;
		depth += is_directive(at, end, "if", &rest) || is_directive(at, end, "ifdef", &rest) ||
			 is_directive(at, end, "ifndef", &rest);
		if (is_directive(at, end, "endif", &rest) && --depth == 0)
			return line_end(at, end);
		if (depth == 1 && (is_directive(at, end, "else", &rest) ||
				   is_directive(at, end, "elif", &rest)))
			return line_end(at, end);
	}
	return end;
}

static void count_bracket(struct reader *r)
{
	r->braces += (*r->p == '{') - (*r->p == '}');
	r->parens += (*r->p == '(') - (*r->p == ')');
}

/* A declaration or definition: outside of all brackets, parameters follow. */
static bool is_declarator(const struct reader *r, const char *behind)
{
	while (behind < r->end && (*behind == ' ' || *behind == '\t' || *behind == '\n'))
		behind++;
	return !r->braces && !r->parens && behind < r->end && *behind == '(';
}

/* The next identifier; NULL at the end of the text. @len gets its length. */
static const char *next_identifier(struct reader *r, size_t *len)
{
	while (r->p < r->end) {
		const char *at = r->p, *next = dl_text_skip_passive(at, r->end);

		if (next != at) {
			r->p = next;
		} else if (r->line_begins && *at == '#' && is_if_0(at, r->end)) {
			r->p = skip_if_0(at, r->end);
		} else if (dl_text_is_ident((unsigned char)*at)) {
			while (r->p < r->end && dl_text_is_ident((unsigned char)*r->p))
				r->p++;
			*len = (size_t)(r->p - at);
			r->line_begins = false;
			return at;
		} else {
			r->line_begins = *at == '\n' || (r->line_begins && (*at == ' ' || *at == '\t'));
			count_bracket(r);
			r->p++;
		}
	}
	return NULL;
}

static uint32_t mentions(const char *text, size_t size, const char *name)
{
	struct reader r = { .p = text, .end = text + size, .line_begins = true };
	size_t len, wanted = strlen(name);
	uint32_t n = 0;
	const char *at;

	while ((at = next_identifier(&r, &len)))
		n += len == wanted && !memcmp(at, name, len) && !is_declarator(&r, at + len);
	return n;
}

/* The calls of @info that the IR shows, unless one of them may be made. */
static bool is_called(struct dl_analysis *an, struct dl_func_info *info, uint32_t *calls)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		struct dl_func_info *caller = &an->funcs[f];
		uint32_t here = 0;

		for (uint32_t c = 0; c < caller->callee_count; c++)
			here += an->callees.data[caller->first_callee + c] == info;
		if (here && caller != info && dl_is_referenced(an, caller->func))
			return true;
		*calls += here;
	}
	return false;
}

static bool look(struct dl_analysis *an, struct dl_func_info *info)
{
	const struct dl_engine_options *o = an->options;
	const struct dl_func *func = info->func;
	const char *text = NULL;
	uint32_t calls = 0;
	size_t size = 0;

	if (!func->is_static || func->in_header || info->address_taken || is_called(an, info, &calls))
		return true;
	if (o->source && func->loc.file < an->unit->file_count)
		text = o->source(o->source_ctx, an->unit->files[func->loc.file].path, &size);
	if (text)
		return mentions(text, size, func->name) > calls;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (an->unit->funcs[f].degradation_count)
			return true;
	return false;
}

bool dl_is_referenced(struct dl_analysis *an, const struct dl_func *func)
{
	struct dl_func_info *info = dl_info_of(an, func->symbol);

	if (!info || info->func != func)
		return true;
	if (info->referenced == DL_REFERENCE_UNKNOWN) {
		/* who only calls itself is not called */
		info->referenced = DL_REFERENCE_NONE;
		info->referenced = look(an, info) ? DL_REFERENCE_SOME : DL_REFERENCE_NONE;
	}
	return info->referenced == DL_REFERENCE_SOME;
}
