/* SPDX-License-Identifier: Apache-2.0 */
/* See lexicon.h. */
#include "model/lexicon.h"

#include <string.h>

#include "base/hash.h"
#include "model/table.h"

static uint64_t field_key(const char *record, const char *field)
{
	return dl_hash_u64(dl_hash_u64(DL_HASH_SEED, (uintptr_t)record), (uintptr_t)field);
}

void dl_lexicon_init(struct dl_lexicon *lexicon, const struct dl_models *models,
		     const struct dl_interner *names)
{
	*lexicon = (struct dl_lexicon){0};
	for (size_t i = 0; i < models->entries.len; i++) {
		const struct dl_model *m = models->entries.data[i].model;
		const char *record = m->record ? dl_intern_find(names, m->record) : NULL;
		const char *field = record ? dl_intern_find(names, m->field) : NULL;

		if (field)
			dl_map_put(&lexicon->fields, field_key(record, field), (void *)m);
	}
	for (size_t i = 0; i < models->terms.len; i++) {
		const struct dl_term *term = &models->terms.data[i];
		const char *name = dl_intern_find(names, term->name);
		struct dl_map *map = term->section == DL_SECTION_RECORDS ? &lexicon->records
				     : term->section == DL_SECTION_TYPES ? &lexicon->types
									 : NULL;

		if (map && name)
			dl_map_put(map, (uintptr_t)name, (void *)(uintptr_t)term->role);
	}
}

void dl_lexicon_free(struct dl_lexicon *lexicon)
{
	dl_map_free(&lexicon->fields);
	dl_map_free(&lexicon->records);
	dl_map_free(&lexicon->types);
}

const struct dl_model *dl_lexicon_field(const struct dl_lexicon *lexicon, const char *record,
					const char *field)
{
	const struct dl_model *m;

	if (!record || !field || !lexicon->fields.len)
		return NULL;
	m = dl_map_get(&lexicon->fields, field_key(record, field));
	return m && !strcmp(m->record, record) && !strcmp(m->field, field) ? m : NULL;
}

enum dl_role dl_lexicon_field_role(const struct dl_lexicon *lexicon, const char *record,
				   const char *field)
{
	const struct dl_model *m = dl_lexicon_field(lexicon, record, field);

	return m ? m->role : DL_ROLE_NONE;
}

enum dl_record_role dl_lexicon_record(const struct dl_lexicon *lexicon, const char *record)
{
	return (enum dl_record_role)(uintptr_t)dl_map_get(&lexicon->records, (uintptr_t)record);
}

enum dl_type_role dl_lexicon_type(const struct dl_lexicon *lexicon, const char *type)
{
	return (enum dl_type_role)(uintptr_t)dl_map_get(&lexicon->types, (uintptr_t)type);
}
