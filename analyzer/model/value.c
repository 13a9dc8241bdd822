/* SPDX-License-Identifier: Apache-2.0 */
/* Single values of a model file, and the messages about them. */
#include "model/reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

/* "model FILE: entry NAME: field 'x': ...": parts that are not known are left out. */
enum dl_status dl_reader_bad(const struct dl_model_reader *r, const char *field, const char *fmt, ...)
{
	struct dl_buf text = {0};
	char detail[512];
	va_list ap;
	enum dl_status status;

	va_start(ap, fmt);
	vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	dl_buf_printf(&text, "model %s: ", r->path);
	if (r->entry)
		dl_buf_printf(&text, "%s %s: ", r->kind, r->entry);
	if (field)
		dl_buf_printf(&text, "field '%s': ", field);
	dl_buf_puts(&text, detail);
	status = dl_fail(r->err, DL_ERR_INVALID, "%s", dl_buf_str(&text));
	dl_buf_free(&text);
	return status;
}

const char *dl_reader_type(const struct dl_json *value)
{
	switch (value->kind) {
	case DL_JSON_OBJECT:
		return "an object";
	case DL_JSON_ARRAY:
		return "an array";
	case DL_JSON_STRING:
		return "a string";
	case DL_JSON_INTEGER:
		return "a whole number";
	case DL_JSON_FRACTION:
		return "a fraction";
	case DL_JSON_TRUE:
	case DL_JSON_FALSE:
		return "true or false";
	default:
		return "null";
	}
}

static const char *list(const char *const *names, struct dl_buf *text)
{
	for (; *names; names++)
		dl_buf_printf(text, "%s%s", text->len ? ", " : "", *names);
	return dl_buf_str(text);
}

enum dl_status dl_reader_unknown(const struct dl_model_reader *r, const char *field,
				 const char *const *known)
{
	struct dl_buf text = {0};
	enum dl_status status =
		dl_reader_bad(r, field, "unknown; known are %s", list(known, &text));

	dl_buf_free(&text);
	return status;
}

enum dl_status dl_reader_bad_name(const struct dl_model_reader *r, const char *field, const char *value,
				  const char *const *names)
{
	struct dl_buf text = {0};
	enum dl_status status = dl_reader_bad(r, field, "unknown value \"%s\"; known are %s",
					      value, list(names, &text));

	dl_buf_free(&text);
	return status;
}

bool dl_reader_is_identifier(const char *s)
{
	if (!isalpha((unsigned char)*s) && *s != '_')
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && *s != '_')
			return false;
	return true;
}

/* "tx_buf" or "data.buf.in" */
bool dl_reader_is_field_path(const char *s)
{
	bool start = true;

	for (; *s; s++) {
		if (*s == '.' && start)
			return false;
		if (*s != '.' && !isalnum((unsigned char)*s) && *s != '_')
			return false;
		if (start && isdigit((unsigned char)*s))
			return false;
		start = *s == '.';
	}
	return !start;
}

bool dl_reader_is_record(const char *s)
{
	if (!strncmp(s, "struct ", 7))
		s += 7;
	else if (!strncmp(s, "union ", 6))
		s += 6;
	return dl_reader_is_identifier(s);
}

enum dl_status dl_reader_string(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
				const char **out)
{
	if (!dl_json_is(value, DL_JSON_STRING))
		return dl_reader_bad(r, field, "must be a string, not %s", dl_reader_type(value));
	if (!*value->text)
		return dl_reader_bad(r, field, "is empty; leave it out instead");
	*out = dl_intern(r->models->names, value->text);
	return DL_OK;
}

enum dl_status dl_reader_enum(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
			      int (*from_name)(const char *), const char *const *names, int *out)
{
	if (!dl_json_is(value, DL_JSON_STRING))
		return dl_reader_bad(r, field, "must be a string, not %s", dl_reader_type(value));
	*out = from_name(value->text);
	if (*out < 0)
		return dl_reader_bad_name(r, field, value->text, names);
	return DL_OK;
}

enum dl_status dl_reader_position(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
				  int *out)
{
	if (!dl_json_is(value, DL_JSON_INTEGER))
		return dl_reader_bad(r, field,
				     "must be an argument position (0 is the first), not %s",
				     dl_reader_type(value));
	if (value->number < 0 || value->number > DL_MODEL_MAX_ARG)
		return dl_reader_bad(r, field,
				     "must be an argument position from 0 to %d, not %lld",
				     DL_MODEL_MAX_ARG, (long long)value->number);
	*out = (int)value->number;
	return DL_OK;
}

enum dl_status dl_reader_span(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
			      struct dl_span *out)
{
	const struct dl_json *pair = dl_json_is(value, DL_JSON_ARRAY) && value->count == 2 ? value->items : NULL;

	if (!pair || !dl_json_is(&pair[0], DL_JSON_INTEGER) || !dl_json_is(&pair[1], DL_JSON_INTEGER) ||
	    pair[0].number > pair[1].number)
		return dl_reader_bad(r, field, "must be [lowest, highest], two whole numbers");
	*out = (struct dl_span){pair[0].number, pair[1].number};
	return DL_OK;
}

/* A non-empty array of distinct function names, interned, in the arena. */
enum dl_status dl_reader_names(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
			       const char ***names, size_t *count)
{
	size_t i = 0;

	if (!dl_json_is(value, DL_JSON_ARRAY) || !value->count)
		return dl_reader_bad(r, field, "must be a non-empty array of function names");
	*names = DL_NEW_ARRAY(r->models->arena, const char *, value->count);
	DL_JSON_EACH(value, name) {
		if (!dl_json_is(name, DL_JSON_STRING))
			return dl_reader_bad(r, field, "must hold function names, not %s",
					     dl_reader_type(name));
		if (!dl_reader_is_identifier(name->text))
			return dl_reader_bad(r, field, "\"%s\" is not a function name",
					     name->text);
		(*names)[i] = dl_intern(r->models->names, name->text);
		for (size_t k = 0; k < i; k++)
			if ((*names)[k] == (*names)[i])
				return dl_reader_bad(r, field, "names %s twice", (*names)[i]);
		i++;
	}
	*count = value->count;
	return DL_OK;
}
