/* SPDX-License-Identifier: Apache-2.0 */
/* The growing list of findings: append, deep copy. */
#include "report/finding.h"

#include <string.h>

struct dl_finding *dl_findings_add(struct dl_findings *f)
{
	if (f->len == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 16;
		struct dl_finding *items = DL_NEW_ARRAY(f->arena, struct dl_finding, cap);

		if (f->len)
			memcpy(items, f->items, f->len * sizeof(*items));
		f->items = items;
		f->cap = cap;
	}
	memset(&f->items[f->len], 0, sizeof(f->items[0]));
	return &f->items[f->len++];
}

static const char *copy_string(struct dl_arena *arena, const char *s)
{
	return s ? dl_arena_strdup(arena, s) : NULL;
}

static struct dl_finding_step *copy_steps(struct dl_arena *arena, const struct dl_finding_step *src,
					  size_t count)
{
	struct dl_finding_step *steps;

	if (!count)
		return NULL;
	steps = dl_arena_memdup(arena, src, count * sizeof(*src));
	for (size_t i = 0; i < count; i++) {
		steps[i].spot.path = copy_string(arena, steps[i].spot.path);
		steps[i].message = copy_string(arena, steps[i].message);
	}
	return steps;
}

void dl_findings_copy(struct dl_findings *dst, const struct dl_finding *src)
{
	struct dl_finding copy = *src; /* @src may lie in dst->items, which moves */
	struct dl_finding *to = dl_findings_add(dst);
	struct dl_arena *arena = dst->arena;

	*to = copy;
	to->rule = copy_string(arena, copy.rule);
	to->spot.path = copy_string(arena, copy.spot.path);
	to->function = copy_string(arena, copy.function);
	to->message = copy_string(arena, copy.message);
	to->subject = copy_string(arena, copy.subject);
	to->edge = copy_string(arena, copy.edge);
	to->arch = copy_string(arena, copy.arch);
	to->justification = copy_string(arena, copy.justification);
	to->verdict_note = copy_string(arena, copy.verdict_note);
	to->steps = copy_steps(arena, copy.steps, copy.step_count);
	to->fix = dl_fix_copy(arena, copy.fix);
	to->related = copy_steps(arena, copy.related, copy.related_count);
}

const char *dl_confidence_name(enum dl_confidence c)
{
	switch (c) {
	case DL_CONF_HIGH:
		return "high";
	case DL_CONF_MEDIUM:
		return "medium";
	case DL_CONF_LOW:
		return "low";
	case DL_CONF_NONE:
		break;
	}
	return "unknown";
}

const char *dl_suppression_name(enum dl_suppression suppression)
{
	switch (suppression) {
	case DL_SUPPRESSED_IN_SOURCE:
		return "inSource";
	case DL_SUPPRESSED_EXTERNAL:
		return "external";
	case DL_NOT_SUPPRESSED:
		break;
	}
	return NULL;
}
