/* SPDX-License-Identifier: Apache-2.0 */
/* What holds of the kernel as a whole, made of the terms of all files, and questions about it. */
#include "model/platform.h"

#include <limits.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "model/table.h"

/* ---- making it ---- */

/* Asked where no model says what a handle is tested with. */
static const struct dl_model no_test = {.name = "is_invalid", .role = DL_ROLE_CHECK};

static const char *const *texts(struct dl_models *models, enum dl_section section, int role,
				size_t *count)
{
	const char **items = DL_NEW_ARRAY(models->arena, const char *, models->terms.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < models->terms.len; i++) {
		const struct dl_term *t = &models->terms.data[i];

		if (t->section == section && t->role == role)
			items[n++] = t->text ? t->text : t->name;
	}
	*count = n;
	return items;
}

static void add_constants(struct dl_models *models, struct dl_constant_list *list, int role)
{
	struct dl_constant *items =
		DL_NEW_ARRAY(models->arena, struct dl_constant, models->terms.len + 1);

	list->count = 0;
	list->items = items;
	for (size_t i = 0; i < models->terms.len; i++) {
		const struct dl_term *t = &models->terms.data[i];

		if (t->section == DL_SECTION_CONSTANTS && t->role == role)
			items[list->count++] =
				(struct dl_constant){t->text ? t->text : t->name, t->value};
	}
}

static void take_constant(struct dl_platform *k, const struct dl_term *t)
{
	const struct dl_constant constant = {t->name, t->value};

	switch ((enum dl_constant_role)t->role) {
	case DL_CONST_BOTH_WAYS:
		k->directions[DL_DIR_BOTH_WAYS] = constant;
		break;
	case DL_CONST_TO_DEVICE:
		k->directions[DL_DIR_TO_DEVICE] = constant;
		break;
	case DL_CONST_FROM_DEVICE:
		k->directions[DL_DIR_FROM_DEVICE] = constant;
		break;
	case DL_CONST_NO_DIRECTION:
		k->directions[DL_DIR_NONE] = constant;
		break;
	case DL_CONST_SKIP_SYNC:
		k->skip_sync = t->value;
		break;
	case DL_CONST_MAPPING_ERROR:
		k->mapping_error = constant;
		break;
	case DL_CONST_PAGE_SIZE:
		k->page_size = t->value;
		break;
	case DL_CONST_MAX_ERROR:
		k->max_error = t->value;
		break;
	case DL_CONST_ASYNC:
		k->async = t->value;
		break;
	default:
		break;
	}
}

/* Of two names with a role that only one can have, the later file's counts. */
static void take_terms(struct dl_models *models)
{
	struct dl_platform *k = &models->platform;

	for (uint32_t source = 0; source <= models->source; source++) {
		for (size_t i = 0; i < models->terms.len; i++) {
			const struct dl_term *t = &models->terms.data[i];

			if (t->source != source)
				continue;
			if (t->section == DL_SECTION_CONSTANTS)
				take_constant(k, t);
			if (t->section != DL_SECTION_TYPES)
				continue;
			if (t->role == DL_TYPENAME_HANDLE && dl_models_find(models, t->test))
				k->handle_test = dl_models_find(models, t->test);
			if (t->role == DL_TYPENAME_DIRECTION)
				k->direction_type = t->name;
		}
	}
}

bool dl_models_handle_in(const struct dl_models *models, const char *text, size_t size)
{
	for (size_t i = 0; i < models->terms.len; i++) {
		const struct dl_term *t = &models->terms.data[i];

		if (t->section == DL_SECTION_TYPES && t->role == DL_TYPENAME_HANDLE &&
		    memmem(text, size, t->name, strlen(t->name)))
			return true;
	}
	return false;
}

void dl_platform_resolve(struct dl_models *models)
{
	struct dl_platform *k = &models->platform;

	*k = (struct dl_platform){.page_size = 1, .max_error = INT32_MAX, .handle_test = &no_test};
	take_terms(models);
	add_constants(models, &k->must_match, DL_CONST_MUST_MATCH);
	add_constants(models, &k->rejected_flags, DL_CONST_REJECTED_FLAG);
	add_constants(models, &k->zone_flags, DL_CONST_ZONE_FLAG);
	add_constants(models, &k->sleep_flags, DL_CONST_SLEEP_FLAG);
	add_constants(models, &k->queued, DL_CONST_QUEUED);
	add_constants(models, &k->may_be_queued, DL_CONST_MAY_BE_QUEUED);
	add_constants(models, &k->too_early, DL_CONST_TOO_EARLY);
	add_constants(models, &k->promises, DL_CONST_PROMISE);
	add_constants(models, &k->own_handles, DL_CONST_OWN_HANDLE);
	add_constants(models, &k->copied_below, DL_CONST_COPIED_BELOW);
	add_constants(models, &k->cache_lines, DL_CONST_CACHE_LINE);
	k->complaints.items = texts(models, DL_SECTION_CONSTANTS, DL_CONST_COMPLAINT,
				    &k->complaints.count);
	for (int role = DL_WORD_ENDS; role < DL_WORD_ROLE_COUNT; role++)
		k->words[role].items =
			texts(models, DL_SECTION_WORDS, role, &k->words[role].count);
}

enum dl_status dl_platform_check(const struct dl_models *models, struct dl_error *err)
{
	for (size_t i = 0; i < models->terms.len; i++) {
		const struct dl_term *t = &models->terms.data[i];
		const struct dl_model *m = dl_models_find(models, t->test);

		if (t->test && (!m || m->role != DL_ROLE_CHECK))
			return dl_fail(err, DL_ERR_INVALID,
				       "model %s: type %s: field 'test': no function %s has role "
				       "'check'",
				       t->path, t->name, t->test);
	}
	return DL_OK;
}

/* ---- questions ---- */

struct dl_span dl_model_failed(const struct dl_model *m)
{
	int64_t error = m->platform->mapping_error.name ? m->platform->mapping_error.value : -1;

	switch (m->failure) {
	case DL_FAIL_BAD_HANDLE:
		return (struct dl_span){error, error};
	case DL_FAIL_NEGATIVE:
	case DL_FAIL_ERRPTR:
		return (struct dl_span){-m->platform->max_error, -1};
	default:
		return (struct dl_span){0, 0};
	}
}

struct dl_span dl_model_good(const struct dl_model *m)
{
	if (m->success.lo <= m->success.hi)
		return m->success;
	switch (m->failure) {
	case DL_FAIL_ZERO:
		return (struct dl_span){1, INT32_MAX};
	case DL_FAIL_NEGATIVE:
		return (struct dl_span){0, 0};
	case DL_FAIL_FALSE:
		return (struct dl_span){1, 1};
	case DL_FAIL_BAD_HANDLE:
		return (struct dl_span){1, INT64_MAX - 1};
	/* no memory lies in the first page */
	case DL_FAIL_NULL:
		return (struct dl_span){m->platform->page_size, INT64_MAX};
	default:
		return (struct dl_span){1, INT64_MAX};
	}
}

const struct dl_platform *dl_models_platform(const struct dl_models *models)
{
	return &models->platform;
}

static int term_role(const struct dl_models *models, enum dl_section section, const char *name)
{
	for (size_t i = 0; name && i < models->terms.len; i++)
		if (models->terms.data[i].section == section &&
		    !strcmp(models->terms.data[i].name, name))
			return models->terms.data[i].role;
	return 0;
}

enum dl_record_role dl_models_record(const struct dl_models *models, const char *name)
{
	return (enum dl_record_role)term_role(models, DL_SECTION_RECORDS, name);
}

enum dl_type_role dl_models_type(const struct dl_models *models, const char *name)
{
	return (enum dl_type_role)term_role(models, DL_SECTION_TYPES, name);
}

enum dl_direction dl_direction_of(const struct dl_platform *k, int64_t value)
{
	for (int d = DL_DIR_BOTH_WAYS; d <= DL_DIR_NONE; d++)
		if (k->directions[d].name && k->directions[d].value == value)
			return (enum dl_direction)d;
	return DL_DIR_OTHER;
}

const char *dl_direction_name(const struct dl_platform *k, int64_t value)
{
	return k->directions[dl_direction_of(k, value)].name;
}

const struct dl_constant *dl_first_flag(const struct dl_constant_list *list, int64_t flags)
{
	for (size_t i = 0; i < list->count; i++)
		if (flags & list->items[i].value)
			return &list->items[i];
	return NULL;
}

const struct dl_constant *dl_attribute_difference(const struct dl_platform *k, int64_t a, int64_t b)
{
	return dl_first_flag(&k->must_match, a ^ b);
}

static bool has_value(const struct dl_constant_list *list, int64_t value)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].value == value)
			return true;
	return false;
}

bool dl_result_is_pending(const struct dl_platform *k, int64_t value, bool is_async)
{
	return (value < 0 && value == k->async) || has_value(&k->queued, value) ||
	       (is_async && has_value(&k->may_be_queued, value));
}

bool dl_text_complains(const struct dl_platform *k, const char *text)
{
	for (size_t i = 0; i < k->complaints.count; i++)
		if (!strncmp(text, k->complaints.items[i], strlen(k->complaints.items[i])))
			return true;
	return false;
}

static bool parts_words(char c)
{
	return !isalnum((unsigned char)c);
}

/* @word begins at @text; "_" stands for anything that parts words. */
static bool is_word_at(const char *word, const char *text, const char *end)
{
	for (; *word; word++) {
		const char *at = text;

		if (*word == '_')
			while (text < end && parts_words(*text))
				text++;
		else if (text < end && tolower((unsigned char)*text) == *word)
			text++;
		if (text == at)
			return false;
	}
	return true;
}

bool dl_text_has_word(const struct dl_platform *k, enum dl_word_role role, const char *text,
		      size_t len)
{
	for (size_t at = 0; at < len; at++) {
		char first = (char)tolower((unsigned char)text[at]);

		if (at && !parts_words(text[at - 1]))
			continue;
		for (size_t i = 0; i < k->words[role].count; i++) {
			const char *word = k->words[role].items[i];

			if ((*word == first || *word == '_') && is_word_at(word, text + at, text + len))
				return true;
		}
	}
	return false;
}

/* One of the words that the name is made of, or several in a row. */
static bool has_whole_word(const struct dl_text_list *words, const char *name)
{
	const char *end;

	for (; *name; name = *end ? end + 1 : end) {
		end = name + strcspn(name, "_");
		for (size_t i = 0; i < words->count; i++) {
			const char *word = words->items[i];
			size_t len = *word == *name ? strlen(word) : 0;

			if (len && !strncmp(word, name, len) && (!name[len] || name[len] == '_'))
				return true;
		}
	}
	return false;
}

/* Whatever stands around it, unless the word is too short for that: ResetHandler. */
static bool stops(const struct dl_text_list *words, const char *name)
{
	for (size_t i = 0; i < words->count; i++)
		if (strlen(words->items[i]) > 4 && strcasestr(name, words->items[i]))
			return true;
	return has_whole_word(words, name);
}

bool dl_name_has_word(const struct dl_platform *k, enum dl_word_role role, const char *name)
{
	if (role == DL_WORD_STOPS)
		return stops(&k->words[DL_WORD_KILLS], name) || stops(&k->words[DL_WORD_STOPS], name);
	if (role == DL_WORD_ENDS && has_whole_word(&k->words[DL_WORD_KILLS], name))
		return true;
	if (role == DL_WORD_ENDS || role == DL_WORD_ASKS || role == DL_WORD_BEFORE_START)
		return has_whole_word(&k->words[role], name);
	for (size_t i = 0; i < k->words[role].count; i++)
		if (strstr(name, k->words[role].items[i]))
			return true;
	return false;
}
