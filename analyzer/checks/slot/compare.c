/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The terms of a release or sync against those of what it ends or syncs. On a path that is one object; of
 * a slot it is all that may have filled it, and each must differ. What is computed or not known proves
 * nothing.
 */
#include "checks/slot/slot.h"
#include "engine/value/linear.h"

/* Who made it, and with what. */
struct maker {
	const struct dl_model *model;
	const struct dl_terms *terms;
	const struct dl_object *object;	/* NULL: the writer of a slot */
};

struct comparison {
	const struct dl_analysis *an;
	struct dl_event *ev;
};

typedef bool (*differs_fn)(const struct comparison *c, const struct maker *made);

/* A free of what its family has allocated. */
static bool is_own_free(const struct dl_event *ev, const struct maker *made)
{
	return ev->model->role == DL_ROLE_FREE && made->model->role == DL_ROLE_ALLOC &&
	       dl_model_same_family(made->model, ev->model);
}

/*
 * A mapping that serves both ways may be synced either way, every other only its own; so may memory that is
 * allocated for a direction. What is no direction at all is another function's number for one, which is
 * translated where this does not see it.
 */
static bool direction_differs(const struct comparison *c, const struct maker *made)
{
	const struct dl_event *ev = c->ev;
	enum dl_direction was;
	int64_t dir, mapped;

	if (!(dl_model_gives_back(ev->model) || is_own_free(ev, made)) || ev->model->arg_dir < 0 ||
	    !dl_sym_const(ev->terms.dir, &dir) || made->model->arg_dir < 0 ||
	    !dl_sym_const(made->terms->dir, &mapped) || mapped == dir)
		return false;
	was = dl_direction_of(made->model->platform, mapped);
	if (was == DL_DIR_OTHER || dl_direction_of(made->model->platform, dir) == DL_DIR_OTHER)
		return false;
	return !dl_model_refreshes(ev->model) || was != DL_DIR_BOTH_WAYS;
}

/* What the device core ends is ended early by a call that tells it so, and what is not its own by one that does not. */
static bool other_end(const struct dl_model *made, const struct dl_model *end)
{
	return dl_model_other_family(made, end) ||
	       (made->role == DL_ROLE_ALLOC && made->managed != end->managed);
}

static bool family_differs(const struct comparison *c, const struct maker *made)
{
	const struct dl_event *ev = c->ev;

	/* the count of a list is no handle: families of what it counts say nothing */
	if (!dl_model_ends(ev->model) || ev->chosen || (!made->object && ev->terms.count))
		return false;
	return other_end(made->model, ev->model) && !dl_models_are_partners(made->model, ev->model);
}

/* A handle that was computed from the one mapped may be a part of it. */
static bool is_whole(const struct dl_event *ev, const struct maker *made)
{
	const struct dl_sym *v = dl_sym_strip(ev->value);

	return !made->object || v == made->object->handle || v == made->object->value;
}

/* A sync may cover a part of the mapping: only one that provably covers more is wrong. */
static bool size_differs(const struct comparison *c, const struct maker *made)
{
	struct dl_event *ev = c->ev;
	bool is_sync = dl_model_refreshes(ev->model);
	int64_t difference = 0;

	if (!is_own_free(ev, made) && !(dl_model_gives_back(ev->model) && dl_model_is_map(made->model) &&
					is_whole(ev, made)))
		return false;
	switch (dl_size_compare(made->terms->size, ev->terms.size, &difference)) {
	case DL_SIZE_DIFFERENT: return !is_sync || difference > 0;
	case DL_SIZE_SCALED:
	case DL_SIZE_TERM:
		ev->by_shape = true;
		return !is_sync;
	default:
		ev->by_shape |= ev->is_others_size;
		return ev->is_others_size;
	}
}

static bool is_parent(const struct dl_analysis *an, const struct dl_sym *parent,
		      const struct dl_sym *child)
{
	const struct dl_sym *f = parent->kind == DL_SYM_LOAD ? parent->a : NULL;

	return f && f->kind == DL_SYM_FIELD && f->record &&
	       dl_lexicon_field_role(&an->lexicon, f->record->name, f->field) == DL_ROLE_PARENT &&
	       (f->a->kind == DL_SYM_DEREF ? f->a->a == child :
		child->kind == DL_SYM_ADDR && child->a == f->a);
}

/* One device has many names. Proven is only what is known to be two: a device and its parent. */
static bool device_differs(const struct comparison *c, const struct maker *made)
{
	const struct dl_sym *a = made->terms->dev, *b = c->ev->terms.dev;

	return a && b && (is_parent(c->an, a, b) || is_parent(c->an, b, a));
}

static bool counts_list(const struct dl_model *m)
{
	return m->arg_count >= 0 && m->arg_sg >= 0 && m->failure == DL_FAIL_ZERO;
}

/* A slot that the count is read from holds nothing but returned counts. */
static bool count_differs(const struct comparison *c, const struct maker *made)
{
	const struct dl_event *ev = c->ev;

	return ev->terms.count && ev->model->arg_count >= 0 && counts_list(made->model) &&
	       (!made->object || ev->is_others_count || dl_sym_strip(ev->terms.count) == made->object->value);
}

static bool attribute_differs(const struct comparison *c, const struct maker *made)
{
	struct dl_event *ev = c->ev;
	int64_t a, b;

	if (!dl_model_ends(ev->model) || !dl_sym_const(made->terms->attrs, &a) ||
	    !dl_sym_const(ev->terms.attrs, &b))
		return false;
	ev->attribute = dl_attribute_difference(c->an->platform, a, b);
	return ev->attribute;
}

/* Two fields of one record; what is not that plain may be one pool by two names. */
static bool pool_differs(const struct comparison *c, const struct maker *made)
{
	const struct dl_sym *a = made->terms->pool, *b = c->ev->terms.pool;

	if (!is_own_free(c->ev, made) || !a || !b || a->kind != DL_SYM_LOAD || b->kind != DL_SYM_LOAD)
		return false;
	a = a->a;
	b = b->a;
	return a->kind == DL_SYM_FIELD && b->kind == DL_SYM_FIELD && a->a == b->a &&
	       a->record == b->record && a->field != b->field;
}

static bool has_addresses(const struct dl_event *ev, const struct maker *made)
{
	return is_own_free(ev, made) && made->object && made->object->handle && ev->terms.buf &&
	       ev->model->arg_handle >= 0;
}

/* An aligned pointer may be computed from both: it is no handle. */
static bool is_other_one(const struct dl_sym *given, const struct dl_sym *wrong, const struct dl_sym *right)
{
	return dl_sym_derives(given, wrong) && !dl_sym_derives(given, right);
}

static bool is_swapped(const struct comparison *c, const struct maker *made)
{
	const struct dl_event *ev = c->ev;
	const struct dl_object *o = made->object;

	return has_addresses(ev, made) && (is_other_one(ev->terms.buf, o->handle, o->value) ||
					   is_other_one(ev->value, o->value, o->handle));
}

/* The pointer that another allocation returned. */
static bool buffer_differs(const struct comparison *c, const struct maker *made)
{
	const struct dl_sym *p, *mine;

	if (!has_addresses(c->ev, made) || is_swapped(c, made))
		return false;
	p = dl_sym_pointer_base(c->ev->terms.buf);
	mine = made->object->value;
	return p->kind == DL_SYM_RESULT && p->num == DL_RESULT_VALUE && mine->kind == DL_SYM_RESULT &&
	       mine->num == DL_RESULT_VALUE && p->site != mine->site;
}

bool dl_bus_has_own_operations(const struct dl_analysis *an)
{
	for (uint32_t i = 0; i < an->unit->global_count; i++) {
		const struct dl_type *type = an->unit->globals[i].type;

		if (an->unit->globals[i].is_definition && type && type->kind == DL_TYPE_RECORD &&
		    dl_lexicon_record(&an->lexicon, type->record->name) == DL_RECORD_DMA_OPS)
			return true;
	}
	return false;
}

/* A sync of what only allocations fill; on one path the check of a mapping's end says so. */
static bool is_coherent(const struct comparison *c, const struct maker *made)
{
	return !made->object && dl_model_refreshes(c->ev->model) && dl_model_is_coherent(made->model) &&
	       !dl_bus_has_own_operations(c->an);
}

static bool all_differ(const struct comparison *c, differs_fn differs)
{
	const struct dl_event *ev = c->ev;

	if (ev->object)
		return differs(c, &(struct maker){ ev->object->model, &ev->object->terms, ev->object });
	for (uint32_t i = 0; i < ev->writer_count; i++)
		if (!differs(c, &(struct maker){ ev->writers[i].model, &ev->writers[i].terms, NULL }))
			return false;
	return ev->writer_count > 0;
}

void dl_terms_compare(const struct dl_analysis *an, struct dl_event *ev)
{
	static const struct {
		enum dl_difference bit;
		differs_fn differs;
	} all[] = {
		{ DL_DIFFERS_DIRECTION, direction_differs }, { DL_DIFFERS_FAMILY, family_differs },
		{ DL_DIFFERS_SIZE, size_differs },	     { DL_DIFFERS_DEVICE, device_differs },
		{ DL_DIFFERS_COUNT, count_differs },	     { DL_DIFFERS_ATTRIBUTE, attribute_differs },
		{ DL_DIFFERS_POOL, pool_differs },	     { DL_DIFFERS_SWAPPED, is_swapped },
		{ DL_DIFFERS_BUFFER, buffer_differs },	     { DL_DIFFERS_COHERENT, is_coherent },
	};
	const struct comparison c = { an, ev };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all_differ(&c, all[i].differs))
			ev->differs |= all[i].bit;
}
