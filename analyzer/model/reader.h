/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the model room: where the reader of a model file is, and how it
 * takes a single value. Every function fails with a message of the form
 * "model FILE: entry NAME: field 'x': what is wrong".
 */
#ifndef DL_MODEL_READER_H
#define DL_MODEL_READER_H

#include "model/json.h"

#include "model/table.h"

struct dl_model_reader {
	struct dl_models *models;
	const char *path;
	const char *kind;  /* "entry" or "field" */
	const char *entry; /* name of the function, or of the record's field */
	struct dl_error *err;
};

/* Fill the error; parts of the position that are not known (NULL) are left out. */
enum dl_status dl_reader_bad(const struct dl_model_reader *r, const char *field, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a key that is none of @known, and for a value that is none of @names. */
enum dl_status dl_reader_unknown(const struct dl_model_reader *r, const char *field,
				 const char *const *known);
enum dl_status dl_reader_bad_name(const struct dl_model_reader *r, const char *field, const char *value,
				  const char *const *names);

/* "an object", "a string" ... for messages. */
const char *dl_reader_type(const struct dl_json *value);

/* A C identifier; "struct x", "union x" or a typedef's name; "tx_buf" or "data.buf.in". */
bool dl_reader_is_identifier(const char *s);
bool dl_reader_is_record(const char *s);
bool dl_reader_is_field_path(const char *s);

/* A non-empty string, interned. */
enum dl_status dl_reader_string(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
				const char **out);
/* One of @names; @from_name gives its enumerator. */
enum dl_status dl_reader_enum(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
			      int (*from_name)(const char *), const char *const *names, int *out);
/* An argument's position, 0 to DL_MODEL_MAX_ARG. */
enum dl_status dl_reader_position(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
				  int *out);
/* [lowest, highest], two whole numbers. */
enum dl_status dl_reader_span(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
			      struct dl_span *out);
/* A non-empty array of distinct function names, interned; the array lives in the arena. */
enum dl_status dl_reader_names(const struct dl_model_reader *r, const char *field, const struct dl_json *value,
			       const char ***names, size_t *count);

/* read.c: a section of entries by their names, each a @kind that @read_one takes; r->entry is its name. */
typedef enum dl_status (*dl_read_entry_fn)(const struct dl_model_reader *r, const struct dl_json *entry);
enum dl_status dl_reader_named(struct dl_model_reader *r, const char *section, const char *kind,
			       const struct dl_json *entries, dl_read_entry_fn read_one);

/* terms.c: a section of names that are no functions ("constants"), and its entries. */
bool dl_reader_is_section(const char *name, enum dl_section *section);
enum dl_status dl_reader_terms(struct dl_model_reader *r, enum dl_section section,
			       const struct dl_json *entries);

/* context.c: the section of contexts that begin and end. */
enum dl_status dl_reader_contexts(struct dl_model_reader *r, const struct dl_json *contexts);

/* lock.c: the section of what may not be slept under. */
enum dl_status dl_reader_locks(struct dl_model_reader *r, const struct dl_json *locks);

#endif
