/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the functions of a kernel. */
#include "dmalint/model.h"

#include "api/internal.h"
#include "model/explain.h"

struct dmalint_models {
	struct dl_heap *heap;
	struct dl_arena *arena;
	struct dl_models *models;
	size_t count;
	const char **names;
	const char **texts; /* NULL until asked for */
};

struct opening {
	struct dl_heap *heap;
	const char *const *files;
	size_t count;
	struct dmalint_models *models;
};

static const char *name_of(struct dl_arena *arena, const struct dl_model *m)
{
	return m->record ? dl_arena_printf(arena, "%s.%s", m->record, m->field) : m->name;
}

static enum dl_status make_models(void *arg, struct dl_error *err)
{
	struct opening *o = arg;
	struct dmalint_models *models = dl_xcalloc(1, sizeof(*models));
	enum dl_status status = dl_models_load(&models->models, o->files, o->count, err);

	if (status != DL_OK)
		return status;
	models->heap = o->heap;
	models->arena = dl_arena_new();
	models->count = dl_models_count(models->models);
	models->names = DL_NEW_ARRAY(models->arena, const char *, models->count + 1);
	models->texts = DL_NEW_ARRAY(models->arena, const char *, models->count + 1);
	for (size_t i = 0; i < models->count; i++)
		models->names[i] = name_of(models->arena, dl_models_at(models->models, i));
	o->models = models;
	return DL_OK;
}

enum dmalint_status dmalint_models_open(struct dmalint_models **out, const char *const *files,
					size_t count, struct dmalint_error *error)
{
	struct opening o = {.files = files, .count = count};
	enum dmalint_status status = dl_api_make(&o.heap, make_models, &o, error);

	*out = status == DMALINT_OK ? o.models : NULL;
	return status;
}

void dmalint_models_free(struct dmalint_models *models)
{
	if (models)
		dl_heap_free(models->heap);
}

size_t dmalint_models_count(const struct dmalint_models *models)
{
	return models->count;
}

const char *dmalint_models_name(const struct dmalint_models *models, size_t index)
{
	return index < models->count ? models->names[index] : NULL;
}

const char *dmalint_models_role(const struct dmalint_models *models, size_t index)
{
	return index < models->count ? dl_role_name(dl_models_at(models->models, index)->role) : NULL;
}

struct explaining {
	struct dmalint_models *models;
	size_t index;
};

static enum dl_status explain(void *arg, struct dl_error *err)
{
	const struct explaining *e = arg;
	struct dl_buf text = {0};

	(void)err;
	dl_model_explain(dl_models_at(e->models->models, e->index), &text);
	e->models->texts[e->index] = dl_arena_strdup(e->models->arena, dl_buf_str(&text));
	dl_buf_free(&text);
	return DL_OK;
}

const char *dmalint_models_explain(struct dmalint_models *models, size_t index)
{
	struct explaining e = {models, index};

	if (index >= models->count)
		return NULL;
	if (!models->texts[index])
		dl_heap_run(models->heap, explain, &e, NULL);
	return models->texts[index];
}
