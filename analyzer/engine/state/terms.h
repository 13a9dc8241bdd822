/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms: what a call says of the thing that it makes, ends or passes on. The same record wherever terms
 * stand: at an object, an effect, a release, a use of a slot, an event. A term that is NULL is not known,
 * or the call has none of that kind.
 */
#ifndef DL_ENGINE_STATE_TERMS_H
#define DL_ENGINE_STATE_TERMS_H

#include "engine/value/sym.h"

struct dl_terms {
	const struct dl_sym *dev;
	const struct dl_sym *dir;
	const struct dl_sym *size;	/* bytes */
	const struct dl_sym *count;	/* entries of a list */
	const struct dl_sym *attrs;	/* 0 when the call has none */
	const struct dl_sym *pool;
	const struct dl_sym *buf;	/* CPU address */
};

/* What both say: a term that differs is no longer known. True when @into has changed. */
bool dl_terms_join(struct dl_terms *into, const struct dl_terms *from);
/* @b leaves no term unknown that @a knows, and agrees with it: nothing is lost by keeping @a. */
bool dl_terms_cover(const struct dl_terms *a, const struct dl_terms *b);

/* Each known term becomes @fn of it. */
typedef const struct dl_sym *(*dl_terms_fn)(void *ctx, const struct dl_sym *term);
struct dl_terms dl_terms_convert(const struct dl_terms *terms, dl_terms_fn fn, void *ctx);

/* " dir 1 size len": the known ones. */
struct dl_buf;
void dl_terms_print(const struct dl_terms *terms, struct dl_buf *out);

#endif
