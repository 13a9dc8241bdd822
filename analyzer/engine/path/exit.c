/* SPDX-License-Identifier: Apache-2.0 */
/* What an exit of a function returns, and whether that tells of a failure. */
#include "engine/path/path.h"

bool dl_callers_are_known(const struct dl_func_info *info)
{
	return info->func->is_static && info->has_caller && !info->address_taken;
}

bool dl_exit_returns(const struct dl_exit *e, const struct dl_object *o)
{
	const struct dl_sym *list = o->sg ? dl_sym_pointer_base(o->sg) : NULL;

	if (e->ret && list && list->kind == DL_SYM_RESULT && dl_sym_mentions(o->sg, e->ret))
		return true;
	return e->ret && e->ret->has_result &&
	       (dl_sym_mentions(e->ret, o->value) ||
		(o->handle && dl_sym_mentions(e->ret, o->handle)));
}

/* The request runs, or may run later: its completion will clean up. */
static bool is_pending(const struct dl_explorer *ex, int64_t value)
{
	return dl_result_is_pending(ex->an->platform, value, ex->info->is_async);
}

static bool excludes_pending(const struct dl_explorer *ex, const struct dl_fact *f)
{
	for (uint32_t i = 0; i < f->ne_count; i++)
		if (is_pending(ex, f->ne[i]))
			return true;
	return false;
}

static bool returns_error_pointers(const struct dl_explorer *ex)
{
	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_sym *ret = ex->exits.data[i].ret;

		struct dl_fact f;

		if (!ret)
			continue;
		/* ERR_PTR() is its argument: a number or error code in place of a pointer */
		f = dl_state_range(ex->exits.data[i].state, ret);
		if (f.hi < 0 || ret->kind == DL_SYM_PHI ||
		    (ret->type && ret->type->kind == DL_TYPE_INT))
			return true;
	}
	return false;
}

/* A number that says how much was made, handed on: no error, although nothing says that it is above zero. */
static bool returns_count(const struct dl_exit *e)
{
	const struct dl_sym *ret = dl_sym_strip(e->ret);

	for (uint32_t k = 0; k < e->state->object_count; k++) {
		const struct dl_object *o = &e->state->objects[k];

		if (o->value == ret && o->state == DL_OBJ_OK && dl_model_is_sg(o->model))
			return true;
	}
	return false;
}

bool dl_exit_fails(const struct dl_explorer *ex, const struct dl_exit *e)
{
	const struct dl_type *ret = ex->func->ret;
	struct dl_fact f;

	if (!e->ret || !ret || returns_count(e))
		return false;
	f = dl_state_range(e->state, e->ret);
	if (f.lo == f.hi && is_pending(ex, f.lo))
		return false;
	if (ret->kind == DL_TYPE_PTR)
		return f.hi < 0 || (f.lo == 0 && f.hi == 0 && !returns_error_pointers(ex));
	if (f.lo == f.hi)
		return f.lo < 0;
	/* which of the negative results it is decides */
	if (ex->info->is_async)
		return f.hi < 0 && excludes_pending(ex, &f);
	if (f.hi < 0)
		return true;
	return ret->kind == DL_TYPE_INT && ret->is_signed && e->ret->kind != DL_SYM_INT &&
	       f.lo < 0 && dl_fact_is_nonzero(&f);
}

bool dl_exit_holds_good(const struct dl_exit *exit, const struct dl_object *object)
{
	for (uint32_t k = 0; k < exit->state->object_count; k++)
		if (exit->state->objects[k].origin == object->origin &&
		    exit->state->objects[k].state == DL_OBJ_OK)
			return true;
	return false;
}
