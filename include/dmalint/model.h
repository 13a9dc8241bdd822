/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Models: what dmalint knows of the functions of a kernel, built in and from files of the user's
 * (docs/models.md).
 */
#ifndef DMALINT_MODEL_H
#define DMALINT_MODEL_H

#include <dmalint/common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dmalint_models;

/*
 * The built-in models, and over them those of @files. DMALINT_ERR_NOT_FOUND, DMALINT_ERR_INVALID: the
 * message names the file, and in it the entry and the key. Jansson, which reads them, ends the process
 * when it gets no memory.
 */
DMALINT_API enum dmalint_status dmalint_models_open(struct dmalint_models **out,
						    const char *const *files, size_t count,
						    struct dmalint_error *error);
/* NULL is allowed. */
DMALINT_API void dmalint_models_free(struct dmalint_models *models);

/* Names of functions, and of fields as "struct x.field"; NULL beyond the last. */
DMALINT_API size_t dmalint_models_count(const struct dmalint_models *models);
DMALINT_API const char *dmalint_models_name(const struct dmalint_models *models, size_t index);
/* What the model @index says that it is for, in the word of docs/models.md ("map", "unmap", ...); likewise. */
DMALINT_API const char *dmalint_models_role(const struct dmalint_models *models, size_t index);

/*
 * A text for people on the model @index: what the function does, its arguments (counted from 0), how a
 * failure shows, its partners. NULL beyond the last, or when memory runs out.
 */
DMALINT_API const char *dmalint_models_explain(struct dmalint_models *models, size_t index);

#ifdef __cplusplus
}
#endif

#endif
