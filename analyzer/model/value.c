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

const char *dl_reader_type(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
		return "a whole number";
	case JSON_REAL:
		return "a fraction";
	case JSON_TRUE:
	case JSON_FALSE:
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

enum dl_status dl_reader_string(const struct dl_model_reader *r, const char *field, const json_t *value,
				const char **out)
{
	if (!json_is_string(value))
		return dl_reader_bad(r, field, "must be a string, not %s", dl_reader_type(value));
	if (!*json_string_value(value))
		return dl_reader_bad(r, field, "is empty; leave it out instead");
	*out = dl_intern(r->models->names, json_string_value(value));
	return DL_OK;
}

enum dl_status dl_reader_enum(const struct dl_model_reader *r, const char *field, const json_t *value,
			      int (*from_name)(const char *), const char *const *names, int *out)
{
	if (!json_is_string(value))
		return dl_reader_bad(r, field, "must be a string, not %s", dl_reader_type(value));
	*out = from_name(json_string_value(value));
	if (*out < 0)
		return dl_reader_bad_name(r, field, json_string_value(value), names);
	return DL_OK;
}

enum dl_status dl_reader_position(const struct dl_model_reader *r, const char *field, const json_t *value,
				  int *out)
{
	json_int_t n = json_integer_value(value);

	if (!json_is_integer(value))
		return dl_reader_bad(r, field,
				     "must be an argument position (0 is the first), not %s",
				     dl_reader_type(value));
	if (n < 0 || n > DL_MODEL_MAX_ARG)
		return dl_reader_bad(r, field,
				     "must be an argument position from 0 to %d, not %lld",
				     DL_MODEL_MAX_ARG, (long long)n);
	*out = (int)n;
	return DL_OK;
}

enum dl_status dl_reader_span(const struct dl_model_reader *r, const char *field, const json_t *value,
			      struct dl_span *out)
{
	const json_t *lo = json_array_get(value, 0), *hi = json_array_get(value, 1);

	if (json_array_size(value) != 2 || !json_is_integer(lo) || !json_is_integer(hi) ||
	    json_integer_value(lo) > json_integer_value(hi))
		return dl_reader_bad(r, field, "must be [lowest, highest], two whole numbers");
	*out = (struct dl_span){json_integer_value(lo), json_integer_value(hi)};
	return DL_OK;
}

/* A non-empty array of distinct function names, interned, in the arena. */
enum dl_status dl_reader_names(const struct dl_model_reader *r, const char *field, const json_t *value,
			       const char ***names, size_t *count)
{
	size_t i;
	json_t *name;

	if (!json_is_array(value) || !json_array_size(value))
		return dl_reader_bad(r, field, "must be a non-empty array of function names");
	*names = DL_NEW_ARRAY(r->models->arena, const char *, json_array_size(value));
	json_array_foreach(value, i, name)
	{
		if (!json_is_string(name))
			return dl_reader_bad(r, field, "must hold function names, not %s",
					     dl_reader_type(name));
		if (!dl_reader_is_identifier(json_string_value(name)))
			return dl_reader_bad(r, field, "\"%s\" is not a function name",
					     json_string_value(name));
		(*names)[i] = dl_intern(r->models->names, json_string_value(name));
		for (size_t k = 0; k < i; k++)
			if ((*names)[k] == (*names)[i])
				return dl_reader_bad(r, field, "names %s twice", (*names)[i]);
	}
	*count = json_array_size(value);
	return DL_OK;
}
