/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the sections of a model file whose names are no functions: records,
 * types, constants and words. Each name has a role, and what that role needs.
 */
#include <limits.h>
#include <string.h>

#include "model/reader.h"

static const char *const record_keys[] = {"role", "header", "note", NULL};
static const char *const type_keys[] = {"role", "test", "header", "note", NULL};
static const char *const constant_keys[] = {"role", "value", "text", "header", "note", NULL};
static const char *const word_keys[] = {"role", "aliases", "note", NULL};

static bool is_type(const char *s)
{
	return dl_reader_is_identifier(strncmp(s, "enum ", 5) ? s : s + 5);
}

static bool is_word(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
			     strlen(s);
}

static const struct section {
	const char *name;
	const char *kind; /* of an entry, for messages */
	const char *const *keys;
	bool (*is_name)(const char *);
	const char *what; /* a name of the section is */
} sections[] = {
	[DL_SECTION_RECORDS] = {"records", "record", record_keys, dl_reader_is_record,
				"the name of a record (\"struct page\")"},
	[DL_SECTION_TYPES] = {"types", "type", type_keys, is_type,
			      "the name of a typedef or an enum (\"u32\", \"enum state\")"},
	[DL_SECTION_CONSTANTS] = {"constants", "constant", constant_keys, dl_reader_is_identifier,
				  "the name of a constant (\"PAGE_SIZE\")"},
	[DL_SECTION_WORDS] = {"words", "word", word_keys, is_word, "a part of a name (\"free\")"},
};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

const char *dl_term_key(enum dl_section section, size_t index)
{
	return sections[section].keys[index];
}

/* ---- values ---- */

/* What the number of a constant must lie between. */
static struct dl_span limits(enum dl_constant_role role)
{
	switch (role) {
	case DL_CONST_PAGE_SIZE:
	case DL_CONST_MAX_ERROR:
	case DL_CONST_COPIED_BELOW:
	case DL_CONST_CACHE_LINE:
		return (struct dl_span){1, INT32_MAX};
	case DL_CONST_SKIP_SYNC:
	case DL_CONST_MUST_MATCH:
	case DL_CONST_REJECTED_FLAG:
	case DL_CONST_ZONE_FLAG:
	case DL_CONST_PROMISE:
	case DL_CONST_OWN_HANDLE:
		return (struct dl_span){1, INT64_MAX};
	case DL_CONST_ASYNC:
	case DL_CONST_QUEUED:
	case DL_CONST_MAY_BE_QUEUED:
	case DL_CONST_TOO_EARLY:
		return (struct dl_span){-INT32_MAX, -1};
	case DL_CONST_MAPPING_ERROR:
		return (struct dl_span){INT64_MIN, INT64_MAX};
	default:
		return (struct dl_span){INT32_MIN, INT32_MAX};
	}
}

static enum dl_status read_number(const struct dl_model_reader *r, const struct dl_json *value,
				  struct dl_term *term)
{
	struct dl_span span = limits((enum dl_constant_role)term->role);

	if (!dl_json_is(value, DL_JSON_INTEGER))
		return dl_reader_bad(r, "value", "must be a whole number, not %s",
				     dl_reader_type(value));
	term->value = value->number;
	if (term->value < span.lo || term->value > span.hi)
		return dl_reader_bad(r, "value", "must lie from %lld to %lld, not %lld",
				     (long long)span.lo, (long long)span.hi,
				     (long long)term->value);
	return DL_OK;
}

static enum dl_status read_constant(const struct dl_model_reader *r, const struct dl_json *entry,
				    struct dl_term *term)
{
	const struct dl_json *value = dl_json_member(entry, "value");
	const struct dl_json *text = dl_json_member(entry, "text");

	if (term->role == DL_CONST_COMPLAINT) {
		if (value)
			return dl_reader_bad(r, "value", "role 'complaint' has a 'text'");
		if (!text)
			return dl_reader_bad(r, "text", "missing: what the message begins with");
		return dl_reader_string(r, "text", text, &term->text);
	}
	if (text && term->role != DL_CONST_CACHE_LINE && term->role != DL_CONST_COPIED_BELOW)
		return dl_reader_bad(r, "text", "only roles 'complaint', 'cache-line' and 'copied-below' have it");
	if (text && dl_reader_string(r, "text", text, &term->text) != DL_OK)
		return DL_ERR_INVALID;
	if (!value)
		return term->role == DL_CONST_OTHER
			       ? DL_OK
			       : dl_reader_bad(r, "value", "missing: the constant's number");
	return read_number(r, value, term);
}

static enum dl_status read_type(const struct dl_model_reader *r, const struct dl_json *entry,
				struct dl_term *term)
{
	const struct dl_json *test = dl_json_member(entry, "test");

	if (term->role != DL_TYPENAME_HANDLE)
		return test ? dl_reader_bad(r, "test", "only role 'handle' has it") : DL_OK;
	if (!test)
		return dl_reader_bad(r, "test",
				     "missing: the function that tells an invalid handle");
	return dl_reader_string(r, "test", test, &term->test);
}

/* ---- entries ---- */

static enum dl_status check_keys(const struct dl_model_reader *r, const struct section *s,
				 const struct dl_json *entry)
{
	const char *ignored;

	if (!dl_json_is(entry, DL_JSON_OBJECT))
		return dl_reader_bad(r, NULL, "must be an object, not %s", dl_reader_type(entry));
	if (!dl_json_member(entry, "role"))
		return dl_reader_bad(r, "role", "missing: it says what the name stands for");
	DL_JSON_EACH(entry, value) {
		const char *name = value->name;
		size_t i = 0;

		while (s->keys[i] && strcmp(s->keys[i], name))
			i++;
		if (!s->keys[i])
			return dl_reader_unknown(r, name, s->keys);
		if (!strcmp(name, "header") || !strcmp(name, "note")) {
			enum dl_status status = dl_reader_string(r, name, value, &ignored);

			if (status != DL_OK)
				return status;
		}
	}
	return DL_OK;
}

static enum dl_status put(const struct dl_model_reader *r, const struct dl_term *term)
{
	const char *why = dl_models_put_term(r->models, term);

	return why ? dl_reader_bad(r, NULL, "%s", why) : DL_OK;
}

static enum dl_status read_role(const struct dl_model_reader *r, enum dl_section section,
				const struct dl_json *value, int *role)
{
	if (!dl_json_is(value, DL_JSON_STRING))
		return dl_reader_bad(r, "role", "must be a string, not %s", dl_reader_type(value));
	*role = dl_term_role_from_name(section, value->text);
	return *role < 0 ? dl_reader_bad_name(r, "role", value->text,
					      dl_term_role_names(section))
			 : DL_OK;
}

static enum dl_status read_term(const struct dl_model_reader *r, enum dl_section section,
				const struct dl_json *entry)
{
	const struct dl_json *aliases = dl_json_member(entry, "aliases");
	const char **names = NULL;
	size_t count = 0;
	struct dl_term term = {
		.section = section,
		.name = dl_intern(r->models->names, r->entry),
		.path = dl_intern(r->models->names, r->path),
		.source = r->models->source,
	};
	enum dl_status status;

	if (!sections[section].is_name(r->entry))
		return dl_reader_bad(r, NULL, "is not %s", sections[section].what);
	status = check_keys(r, &sections[section], entry);
	if (status == DL_OK)
		status = read_role(r, section, dl_json_member(entry, "role"), &term.role);
	if (status == DL_OK && section == DL_SECTION_CONSTANTS)
		status = read_constant(r, entry, &term);
	if (status == DL_OK && section == DL_SECTION_TYPES)
		status = read_type(r, entry, &term);
	if (status == DL_OK && aliases)
		status = dl_reader_names(r, "aliases", aliases, &names, &count);
	if (status == DL_OK)
		status = put(r, &term);
	for (size_t i = 0; status == DL_OK && i < count; i++) {
		term.name = names[i];
		status = put(r, &term);
	}
	return status;
}

enum dl_status dl_reader_terms(struct dl_model_reader *r, enum dl_section section, const struct dl_json *entries)
{
	enum dl_status status = DL_OK;

	if (!dl_json_is(entries, DL_JSON_OBJECT))
		return dl_reader_bad(r, sections[section].name, "must be an object, not %s",
				     dl_reader_type(entries));
	r->kind = sections[section].kind;
	DL_JSON_EACH(entries, entry) {
		const char *name = entry->name;
		r->entry = name;
		status = read_term(r, section, entry);
		if (status != DL_OK)
			return status;
	}
	r->entry = NULL;
	return DL_OK;
}

bool dl_reader_is_section(const char *name, enum dl_section *section)
{
	for (size_t i = 0; i < SECTIONS; i++) {
		if (strcmp(sections[i].name, name) != 0)
			continue;
		*section = (enum dl_section)i;
		return true;
	}
	return false;
}

/* ---- the table ---- */

/* Roles that one name has, so that a number is one. */
static bool is_single(const struct dl_term *t)
{
	if (t->section == DL_SECTION_CONSTANTS)
		return t->role >= DL_CONST_BOTH_WAYS && t->role <= DL_CONST_ASYNC &&
		       t->role != DL_CONST_MUST_MATCH && t->role != DL_CONST_REJECTED_FLAG &&
		       t->role != DL_CONST_ZONE_FLAG;
	return t->section == DL_SECTION_TYPES && t->role == DL_TYPENAME_DIRECTION;
}

const char *dl_models_put_term(struct dl_models *models, const struct dl_term *term)
{
	struct dl_term *old = NULL;

	for (size_t i = 0; i < models->terms.len; i++) {
		struct dl_term *t = &models->terms.data[i];

		if (t->section != term->section)
			continue;
		if (t->name == term->name)
			old = t;
		else if (is_single(term) && t->role == term->role && t->source == term->source)
			return dl_arena_printf(models->arena, "%s has this role, too; one name can",
					       t->name);
	}
	if (old && old->source == term->source)
		return dl_arena_printf(models->arena, "%s is described twice", term->name);
	if (old)
		*old = *term;
	else
		dl_vec_push(&models->terms, *term);
	return NULL;
}
