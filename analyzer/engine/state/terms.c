/* SPDX-License-Identifier: Apache-2.0 */
/* One list of terms for join, comparison, conversion and text. */
#include "engine/state/terms.h"

#include <stddef.h>

#include "base/buf.h"

static const struct {
	const char *name;
	size_t at;
} terms_of[] = {
	{"dev", offsetof(struct dl_terms, dev)},     {"buf", offsetof(struct dl_terms, buf)},
	{"size", offsetof(struct dl_terms, size)},   {"dir", offsetof(struct dl_terms, dir)},
	{"attrs", offsetof(struct dl_terms, attrs)}, {"pool", offsetof(struct dl_terms, pool)},
	{"count", offsetof(struct dl_terms, count)},
};

#define TERM_COUNT (sizeof(terms_of) / sizeof(terms_of[0]))

static const struct dl_sym **term(struct dl_terms *terms, size_t i)
{
	return (const struct dl_sym **)((char *)terms + terms_of[i].at);
}

static const struct dl_sym *value(const struct dl_terms *terms, size_t i)
{
	return *term((struct dl_terms *)terms, i);
}

bool dl_terms_join(struct dl_terms *into, const struct dl_terms *from)
{
	bool changed = false;

	for (size_t i = 0; i < TERM_COUNT; i++) {
		if (!value(into, i) || value(into, i) == value(from, i))
			continue;
		*term(into, i) = NULL;
		changed = true;
	}
	return changed;
}

bool dl_terms_cover(const struct dl_terms *a, const struct dl_terms *b)
{
	struct dl_terms joined = *a;

	return !dl_terms_join(&joined, b);
}

struct dl_terms dl_terms_convert(const struct dl_terms *terms, dl_terms_fn fn, void *ctx)
{
	struct dl_terms out = *terms;

	for (size_t i = 0; i < TERM_COUNT; i++)
		if (value(&out, i))
			*term(&out, i) = fn(ctx, value(&out, i));
	return out;
}

void dl_terms_print(const struct dl_terms *terms, struct dl_buf *out)
{
	for (size_t i = 0; i < TERM_COUNT; i++) {
		if (!value(terms, i))
			continue;
		dl_buf_printf(out, " %s ", terms_of[i].name);
		dl_sym_print(value(terms, i), out);
	}
}
