/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The name that the driver wrote. libclang sees dma_map_single_attrs() where
 * the source says dma_map_single(); the text at the place of expansion tells.
 */
#include <string.h>

#include "frontend/lower.h"

static bool starts_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool in_name(char c)
{
	return starts_name(c) || (c >= '0' && c <= '9');
}

static size_t name_length(const char *text, size_t left)
{
	size_t len = 0;

	if (!text || !left || !starts_name(*text))
		return 0;
	while (len < left && in_name(text[len]))
		len++;
	return len;
}

const char *dl_fe_called_in_text(struct dl_tu *t, CXSourceLocation loc)
{
	size_t left;
	const char *text = dl_fe_text_written(t, loc, &left);
	size_t len = name_length(text, left), after = len;

	while (after < left && (text[after] == ' ' || text[after] == '\t'))
		after++;
	if (!len || after == left || text[after] != '(')
		return NULL;
	return dl_intern_n(t->ub.unit->names, text, len);
}

const char *dl_fe_constant_in_text(struct dl_tu *t, CXSourceLocation loc, CXSourceLocation call)
{
	size_t left, call_left;
	const char *text = dl_fe_text_written(t, loc, &left);
	size_t len = name_length(text, left), after = len;

	/* both from the body of one macro: the text there is that macro's name */
	if (!len || text == dl_fe_text_written(t, call, &call_left))
		return NULL;
	while (after < left && strchr(" \t\n", text[after]))
		after++;
	if (after == left || (text[after] != ',' && text[after] != ')'))
		return NULL;
	return dl_intern_n(t->ub.unit->names, text, len);
}

const char *dl_fe_written_name(struct dl_tu *t, CXSourceLocation loc, const char *name)
{
	size_t left;
	const char *text = dl_fe_text_written(t, loc, &left);
	size_t len = name_length(text, left);

	if (!len)
		return NULL;
	if (strlen(name) == len && !memcmp(text, name, len))
		return NULL;
	return dl_intern_n(t->ub.unit->names, text, len);
}
