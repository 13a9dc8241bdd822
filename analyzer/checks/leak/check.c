/* SPDX-License-Identifier: Apache-2.0 */
/* The check of what is left behind: leak.h says what it decides. */
#include <string.h>

#include "checks/checks.h"
#include "checks/leak/leak.h"
#include "engine/path/path.h"

_Static_assert(sizeof(struct dl_left) <= sizeof(((struct dl_object *)0)->parts.leak),
	       "engine/checks.def");

static bool covers(const struct dl_object *oa, const struct dl_object *ob)
{
	const struct dl_left *a = dl_left_of(oa), *b = dl_left_of(ob);

	if ((a->complained && !b->complained) || (a->waited && !b->waited) || (a->meant && !b->meant))
		return false;
	if (oa->state != DL_OBJ_RELEASED && ((b->gone && !a->gone) || (b->housed && !a->housed) ||
					     (b->counted && !a->counted)))
		return false;
	if (oa->state != DL_OBJ_RELEASED && b->spread && !a->spread)
		return false;
	if (oa->state != DL_OBJ_RELEASED && a->overwritten && !b->overwritten)
		return false;
	return oa->state == DL_OBJ_RELEASED ||
	       ((!a->refused || b->refused) && (a->entrusted || !b->entrusted) &&
		(a->undone || !b->undone) && (a->handed || !b->handed) &&
		(!a->descriptor || a->descriptor == b->descriptor));
}

static void join(struct dl_object *into, const struct dl_object *from)
{
	struct dl_left *a = dl_left_of(into);
	const struct dl_left *b = dl_left_of(from);

	a->complained &= b->complained;
	a->meant &= b->meant;
	a->shared |= b->shared;
	a->counted |= b->counted;
	a->refused &= b->refused;
	a->waited &= b->waited;
	a->entrusted |= b->entrusted;
	a->undone |= b->undone;
	a->gone |= b->gone;
	a->housed |= b->housed;
	if (a->tried != b->tried)
		a->tried = NULL;
	a->abandoned &= b->abandoned;
	if (!b->overwritten)
		a->overwritten = NULL;
	a->spread |= b->spread;
	if (a->place != b->place)
		a->place = NULL;
	if (!a->handed)
		a->handed = b->handed;
	if (a->descriptor != b->descriptor)
		a->descriptor = NULL;
	if (a->dropped != b->dropped)
		a->dropped = NULL;
}

/* An error or a warning is logged: this path does not do what the function is for. */
static void is_called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		      const struct dl_model *model, const struct dl_sym **args)
{
	const char *name = call->written ? call->written : call->callee;
	bool complains, meant = false;

	(void)ex;
	if (model->role != DL_ROLE_LOG || !frame->state->object_count)
		return;
	complains = dl_name_has_word(model->platform, DL_WORD_COMPLAINS, name);
	/* the level is part of the text */
	for (uint32_t i = 0; i < call->arg_count && i < 2; i++)
		complains |= args[i]->kind == DL_SYM_STR &&
			     dl_text_complains(model->platform, args[i]->str);
	for (uint32_t i = 0; i < call->arg_count && i < 32; i++)
		meant |= args[i]->kind == DL_SYM_STR && dl_leak_text_means(model->platform, args[i]->str,
									   strlen(args[i]->str));
	for (uint32_t i = 0; complains && i < frame->state->object_count; i++)
		dl_left_of(&frame->state->objects[i])->complained = true;
	for (uint32_t i = 0; meant && i < frame->state->object_count; i++)
		dl_left_of(&frame->state->objects[i])->meant = true;
}

/* What a descriptor was made of: when there is none, nothing was started. */
static void called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		   const struct dl_model *model, const struct dl_sym **args,
		   const struct dl_sym *result)
{
	const struct dl_sym *sg = dl_call_arg(call, args, model->arg_sg);
	struct dl_state *st = frame->state;

	(void)ex;
	if (model->role != DL_ROLE_HANDBACK || call->type->kind != DL_TYPE_PTR)
		return;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];
		bool given = sg && o->sg == sg;

		for (uint32_t k = 0; k < call->arg_count && k < 32 && !given; k++)
			given = o->handle && dl_sym_derives(args[k], o->handle);
		if (!given)
			continue;
		dl_left_of(o)->descriptor = result;
		dl_left_of(o)->refused = false;
	}
}

/* It may have come back by the way it went out of sight; one of many may be what any round has released. */
static void loop_left(struct dl_explorer *ex, struct dl_state *st, uint32_t loop)
{
	for (uint32_t i = 0; ex->loop_releases[loop].len && i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (o->state == DL_OBJ_RELEASED || dl_failed_in_round(ex, o, loop) || !dl_loop_releases_fields(ex, loop))
			continue;
		dl_left_of(o)->entrusted |= o->escaped;
		dl_left_of(o)->undone |= o->escaped || o->older;
	}
}

/* What was lent for one transfer has come back by now. */
static void waits(struct dl_explorer *ex, struct dl_state *state)
{
	(void)ex;
	for (uint32_t i = 0; i < state->object_count; i++)
		dl_left_of(&state->objects[i])->waited = true;
}

static void import_object(struct dl_explorer *ex, struct dl_state *state, struct dl_object *o)
{
	(void)state;
	(void)ex;
	dl_left_of(o)->descriptor = NULL;
	dl_left_of(o)->handed = NULL;
	dl_left_of(o)->dropped = NULL;
	dl_left_of(o)->tried = NULL;
}

/* No descriptor was to be had for what the condition speaks of: nothing was started. */
static void branched(struct dl_explorer *ex, struct dl_state *state, const struct dl_branch *b)
{
	dl_leak_note_count(ex, state, b);
	for (uint32_t i = 0; i < state->object_count; i++) {
		struct dl_object *o = &state->objects[i];
		struct dl_fact f;

		if (!dl_left_of(o)->descriptor || !dl_sym_mentions(b->cond, dl_left_of(o)->descriptor))
			continue;
		f = dl_state_range(state, dl_left_of(o)->descriptor);
		dl_left_of(o)->refused = dl_leak_is_number(dl_left_of(o)->descriptor) ?
			f.hi < 0 || dl_fact_is_nonzero(&f) : f.lo == 0 && f.hi == 0;
	}
}

static void case_begun(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a,
		       const struct dl_summary_case *c)
{
	(void)ex;
	dl_leak_note_case(frame->state, a, c);
}

static void export_object(struct dl_explorer *ex, const struct dl_exit *exit, struct dl_object *o)
{
	if (o->origin_func == ex->func)
		dl_left_of(o)->abandoned = dl_exit_fails(ex, exit) && dl_leak_is_kept_on_success(ex, o);
	else
		dl_left_of(o)->abandoned &= dl_exit_fails(ex, exit);
}

static void at_exit_object(struct dl_explorer *ex, const struct dl_exit *exit,
			   const struct dl_object *o)
{
	if (exit->state->blurred)
		return;
	dl_leak_note_kept_on_success(ex, exit, o);
	dl_judge_leak(ex, exit, o);
}

static void at_end(struct dl_analysis *an)
{
	dl_unwinding_judge(an);
	dl_never_judge(an);
}

static void forget_unit(struct dl_analysis *an)
{
	dl_map_free(&dl_leaks_of(an)->leaked);
	dl_map_free(&dl_leaks_of(an)->counters);
	dl_map_free(&dl_leaks_of(an)->succeeded);
	dl_vec_free(&dl_leaks_of(an)->comments);
}

const struct dl_check dl_check_leak = {
	.id = "leak",
	.unit_size = sizeof(struct dl_leaks),
	.forget_unit = forget_unit,
	.covers = covers,
	.join = join,
	.call = is_called,
	.called = called,
	.wait = waits,
	.loop_left = loop_left,
	.import_object = import_object,
	.plain_call = dl_leak_note_call,
	.store = dl_leak_note_store,
	.case_begin = case_begun,
	.case_store = dl_leak_note_case_store,
	.forget = dl_leak_note_kept,
	.branched = branched,
	.export_object = export_object,
	.exit_object = at_exit_object,
	.end = at_end,
};
