/* SPDX-License-Identifier: Apache-2.0 */
/* What a model says, in words. */
#ifndef DL_MODEL_EXPLAIN_H
#define DL_MODEL_EXPLAIN_H

#include "base/buf.h"
#include "model/model.h"

/* Append a few lines on the function or field, each with its line end. */
void dl_model_explain(const struct dl_model *model, struct dl_buf *out);

#endif
