/* SPDX-License-Identifier: Apache-2.0 */
/* The table of models: built-in ones first, users' files over them, look-up by name. */
#include "model/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "model/embedded.h"

struct dl_models *dl_models_new(void)
{
	struct dl_models *models = dl_xcalloc(1, sizeof(*models));

	models->arena = dl_arena_new();
	models->names = dl_interner_new();
	models->hash = DL_HASH_SEED;
	dl_platform_resolve(models);
	return models;
}

void dl_models_free(struct dl_models *models)
{
	if (!models)
		return;
	dl_map_free(&models->by_name);
	dl_map_free(&models->by_field);
	dl_map_free(&models->declarations);
	dl_map_free(&models->contexts);
	dl_map_free(&models->context_calls);
	dl_map_free(&models->context_fields);
	dl_map_free(&models->context_tables);
	dl_map_free(&models->context_operations);
	dl_map_free(&models->context_sleepers);
	dl_map_free(&models->context_returns);
	dl_map_free(&models->context_lent);
	dl_map_free(&models->context_looks);
	dl_map_free(&models->lock_calls);
	dl_vec_free(&models->entries);
	dl_vec_free(&models->terms);
	dl_interner_free(models->names);
	dl_arena_free(models->arena);
	dl_free(models);
}

static uint64_t field_key(const char *record, const char *field)
{
	return dl_hash_str(dl_hash_str(DL_HASH_SEED, record), field);
}

static uintptr_t index_of(const struct dl_models *models, const struct dl_model *m)
{
	if (m->record)
		return (uintptr_t)dl_map_get(&models->by_field,
					     field_key(m->record, m->field));
	return (uintptr_t)dl_map_get_str(&models->by_name, m->name);
}

bool dl_models_put(struct dl_models *models, struct dl_model *model)
{
	struct dl_model_entry entry = {model, models->source};
	uintptr_t index = index_of(models, model);

	if (index) {
		struct dl_model_entry *old = &models->entries.data[index - 1];

		if (old->source == models->source)
			return false;
		*old = entry;
		return true;
	}
	dl_vec_push(&models->entries, entry);
	index = models->entries.len;
	if (model->record)
		dl_map_put(&models->by_field, field_key(model->record, model->field),
			   (void *)index);
	else
		dl_map_put_str(&models->by_name, model->name, (void *)index);
	return true;
}

static enum dl_status add_file(struct dl_models *models, const char *path, struct dl_error *err)
{
	struct dl_buf text = {0};
	enum dl_status status = dl_file_read(&text, path, err);

	if (status != DL_OK)
		dl_fail_context(err, "model %s", path);
	else
		status = dl_models_add(models, path, dl_buf_str(&text), text.len, err);
	dl_buf_free(&text);
	return status;
}

enum dl_status dl_models_load(struct dl_models **out, const char *const *files, size_t count,
			      struct dl_error *err)
{
	struct dl_models *models = dl_models_new();
	enum dl_status status = DL_OK;

	*out = NULL;
	/* Source 0 is all of the built-in files: a name that two of them describe is an error. */
	for (size_t i = 0; status == DL_OK && i < dl_embedded_model_count; i++) {
		const struct dl_embedded_model *e = &dl_embedded_models[i];

		status = dl_models_add_value(models, e->path, &e->value, e->hash, err);
	}
	for (size_t i = 0; status == DL_OK && i < count; i++) {
		models->source++;
		status = add_file(models, files[i], err);
	}
	dl_platform_resolve(models);
	if (status == DL_OK)
		status = dl_platform_check(models, err);
	if (status != DL_OK) {
		dl_models_free(models);
		return status;
	}
	*out = models;
	return DL_OK;
}

static const struct dl_model *entry(const struct dl_models *models, uintptr_t index)
{
	return index ? models->entries.data[index - 1].model : NULL;
}

const struct dl_model *dl_models_find(const struct dl_models *models, const char *name)
{
	return name ? entry(models, (uintptr_t)dl_map_get_str(&models->by_name, name)) : NULL;
}

const struct dl_model *dl_models_find_field(const struct dl_models *models, const char *record,
					    const char *field)
{
	const struct dl_model *m;

	if (!record || !field)
		return NULL;
	m = entry(models, (uintptr_t)dl_map_get(&models->by_field, field_key(record, field)));
	if (m && (strcmp(m->record, record) || strcmp(m->field, field)))
		return NULL;
	return m;
}

size_t dl_models_count(const struct dl_models *models)
{
	return models->entries.len;
}

const struct dl_model *dl_models_at(const struct dl_models *models, size_t index)
{
	return index < models->entries.len ? models->entries.data[index].model : NULL;
}

const struct dl_map *dl_models_declarations(const struct dl_models *models)
{
	return &models->declarations;
}

uint64_t dl_models_hash(const struct dl_models *models)
{
	return dl_hash_final(models->hash);
}

/* ---- two models: their strings are interned ---- */

bool dl_model_same_family(const struct dl_model *a, const struct dl_model *b)
{
	return a->family && a->family == b->family;
}

bool dl_model_other_family(const struct dl_model *a, const struct dl_model *b)
{
	return a->family && b->family && a->family != b->family;
}

static bool names(const struct dl_model *m, const char *partner)
{
	for (size_t i = 0; i < m->pair_count; i++)
		if (m->pairs[i] == partner)
			return true;
	return false;
}

bool dl_models_are_partners(const struct dl_model *a, const struct dl_model *b)
{
	return names(a, b->name) || names(b, a->name);
}
