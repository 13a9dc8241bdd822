/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a value was computed from a physical address, and what that is the address of: a call says so, or
 * on machines where nothing is called, the distance of a page from the first one, made bytes.
 */
#include <string.h>

#include "checks/bypass/bypass.h"

#define MAX_DEPTH 8

bool dl_makes_physical(const struct dl_model *m)
{
	return m && m->role == DL_ROLE_CONVERT && m->arg_handle < 0;
}

static bool is_first_page(const struct dl_analysis *an, const struct dl_sym *value)
{
	const struct dl_text_list *names = &an->platform->words[DL_WORD_FIRST_PAGE];
	const struct dl_sym *v = dl_sym_strip(value);

	for (size_t i = 0; v->kind == DL_SYM_LOAD && v->a->kind == DL_SYM_GLOBAL && i < names->count; i++)
		if (!strcmp(v->a->str, names->items[i]))
			return true;
	return false;
}

/* The page whose number @value is; NULL: none. */
static const struct dl_sym *page_numbered(const struct dl_analysis *an, const struct dl_sym *value, int depth)
{
	const struct dl_sym *found;

	value = dl_sym_strip(value);
	if (value->kind != DL_SYM_BIN || depth > MAX_DEPTH)
		return NULL;
	if (value->sub == DL_BIN_SUB && is_first_page(an, value->b))
		return value->a;
	if (value->sub != DL_BIN_ADD)
		return NULL;
	found = page_numbered(an, value->a, depth + 1);
	return found ? found : page_numbered(an, value->b, depth + 1);
}

/* The memory that the page was asked for with; NULL: not known. */
static const struct dl_sym *memory_of(const struct dl_sym *page, int depth)
{
	const struct dl_sym *v = dl_sym_strip(page), *found;
	const struct dl_model *m = v->kind == DL_SYM_CALL ? dl_sym_model(v) : NULL;

	if (m && m->gives == DL_GIVES_PAGE && v->arg_count)
		return v->args[0];
	if (v->kind != DL_SYM_BIN || depth > MAX_DEPTH)
		return NULL;
	found = memory_of(v->a, depth + 1);
	return found ? found : memory_of(v->b, depth + 1);
}

/* The model that gives what a page's address is. */
static const struct dl_model *address_of_page(const struct dl_analysis *an)
{
	const struct dl_models *models = an->options->models;

	for (size_t i = 0; i < dl_models_count(models); i++) {
		const struct dl_model *m = dl_models_at(models, i);

		if (dl_makes_physical(m) && m->arg_page == 0 && m->arg_dev < 0)
			return m;
	}
	return NULL;
}

/* A base that only the machine knows: with it the address is one of the kernel again. */
static bool is_base(const struct dl_sym *value)
{
	const struct dl_sym *v = dl_sym_strip(value);

	return v->kind == DL_SYM_LOAD && v->a->kind == DL_SYM_GLOBAL;
}

static bool find(const struct dl_analysis *an, const struct dl_sym *value, struct dl_physical *out, int depth)
{
	const struct dl_sym *page, *memory;

	value = dl_sym_strip(value);
	if (value->kind == DL_SYM_CALL && dl_makes_physical(dl_sym_model(value))) {
		*out = (struct dl_physical){ value, value->arg_count ? value->args[0] : NULL, dl_sym_model(value) };
		return true;
	}
	if (value->kind != DL_SYM_BIN || value->sub >= DL_BIN_EQ || depth > MAX_DEPTH ||
	    (value->sub == DL_BIN_ADD && (is_base(value->a) || is_base(value->b))))
		return false;
	page = value->sub == DL_BIN_SHL ? page_numbered(an, value->a, 0) : NULL;
	if (page) {
		memory = memory_of(page, 0);
		*out = (struct dl_physical){ value, memory ? memory : page, address_of_page(an) };
		return out->by != NULL;
	}
	return find(an, value->a, out, depth + 1) || find(an, value->b, out, depth + 1);
}

bool dl_physical_in(const struct dl_analysis *an, const struct dl_sym *value, struct dl_physical *out)
{
	return find(an, value, out, 0);
}
