/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mappings and coherent memory that live when a function is left, and that nobody can release (engine.md
 * section 3). A release is generous, an accusation needs evidence: the ladder is in dl_judge_leak().
 */
#include <string.h>

#include "checks/event/event.h"
#include "checks/lifecycle/lifecycle.h"
#include "checks/leak/leak.h"
#include "checks/slot/slot.h"
#include "checks/success/success.h"
#include "engine/path/path.h"

/* ---- evidence ---- */

/* Another callback of the table releases it, and its name says that it ends something. */
static bool table_ends(const struct dl_analysis *an, const struct dl_func_info *info,
		       const struct dl_object *o)
{
	for (uint32_t f = 0; info->table && !info->start && f < an->unit->func_count; f++)
		if (an->funcs[f].table == info->table && dl_name_undoes(an, an->funcs[f].func->name) &&
		    dl_leak_releases_alias(&an->funcs[f].releases, o))
			return true;
	return false;
}

/* The call stands in a loop. */
static bool is_in_loop(const struct dl_explorer *ex, const struct dl_instr *at)
{
	uint32_t block = dl_cfg_block_of(ex->func, at);

	for (uint32_t l = 0; block != UINT32_MAX && l < ex->cfg->loop_count; l++)
		if (dl_loop_has(&ex->cfg->loops[l], block))
			return true;
	return false;
}

/* The exit is left when each round has released what it made. */
static bool has_none_of_rounds(const struct dl_explorer *ex, const struct dl_exit *e, const struct dl_object *o)
{
	for (uint32_t k = 0; k < e->state->object_count; k++) {
		const struct dl_object *other = &e->state->objects[k];

		if (other->origin == o->origin && other->number == o->number &&
		    other->state != DL_OBJ_RELEASED)
			return false;
	}
	return is_in_loop(ex, o->site);
}

/* The exit at the same or a later stage that does the right thing, and its view of the object. */
static const struct dl_exit *releasing_sibling(const struct dl_explorer *ex,
					       const struct dl_exit *here, const struct dl_object *o,
					       const struct dl_object **twin)
{
	/* what success undoes says nothing of what a failure must, when a callback that ends does it as well */
	bool must_fail = o->stored && table_ends(ex->an, ex->info, o);

	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_exit *e = &ex->exits.data[i];

		bool rounds = !o->older && !o->stored && has_none_of_rounds(ex, e, o);

		if (e == here || (!rounds && e->state->last_branch < here->state->last_branch) ||
		    (must_fail && !dl_exit_fails(ex, e)))
			continue;
		for (uint32_t k = 0; k < e->state->object_count; k++) {
			const struct dl_object *other = &e->state->objects[k];

			if (other->origin != o->origin || other->number != o->number ||
			    (other->older && !rounds) || other->state != DL_OBJ_RELEASED ||
			    !dl_end_of(other)->released_exactly)
				continue;
			*twin = other;
			return e;
		}
	}
	return NULL;
}

/* The path has logged an error, and all that have not release the object. */
static bool is_odd_one_out(const struct dl_explorer *ex, const struct dl_object *o)
{
	if (!dl_left_of(o)->complained)
		return false;
	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_exit *e = &ex->exits.data[i];

		for (uint32_t k = 0; k < e->state->object_count; k++) {
			const struct dl_object *other = &e->state->objects[k];

			if (other->origin == o->origin && other->number == o->number &&
			    other->state == DL_OBJ_OK && !other->older && !dl_left_of(other)->complained)
				return false;
		}
	}
	return true;
}

static bool is_in_field(const struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (!dl_loc_is_local(o->aliases[h]) && dl_home_key(o->aliases[h]))
			return true;
	return false;
}

/*
 * A callee has put the mapping where others find it, and the device may know of it, or the callee may have
 * undone it in ways that are not seen. Who frees the buffer afterwards may have waited for an interrupt handler
 * that unmapped it, often by the handle that the device gave back. No handler frees memory; see is_left_by_start().
 */
static bool is_in_others_care(const struct dl_explorer *ex, const struct dl_object *o)
{
	const struct dl_func_info *maker = dl_info_of(ex->an, o->origin_func->symbol ? o->origin_func->symbol :
							      o->origin_func->name);

	if (!o->stored || o->origin_func == ex->func)
		return false;
	return dl_success_of(o)->submitted || dl_left_of(o)->waited || dl_left_of(o)->entrusted || o->escaped ||
	       o->met_top || o->older || o->earlier || o->sg || !dl_model_is_map(o->model) || !maker ||
	       maker->releases.len || dl_end_of(o)->free_func != ex->func || !is_in_field(o);
}

/* The callback that would have run had the start not failed. */
static const char *releasing_partner(const struct dl_analysis *an, const struct dl_model *start,
				     const struct dl_object *o)
{
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (dl_is_partner(start, &an->funcs[f]) && dl_leak_releases_alias(&an->funcs[f].releases, o))
			return an->funcs[f].func->name;
	return NULL;
}

/* Released when the driver leaves the device: it may be kept for the next start. */
static bool outlives_starts(const struct dl_explorer *ex, const struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++) {
		uint64_t key = dl_home_key(o->aliases[h]);

		if (key && dl_ends_with_binding(ex->an, key))
			return true;
	}
	return false;
}

/* The next start finds it, and does not make it anew: `if (!d->mem) d->mem = ...`. */
static bool is_found_by_next_start(const struct dl_explorer *ex, const struct dl_exit *e,
				   const struct dl_object *o)
{
	for (uint32_t i = 0; i < e->state->env_len; i++) {
		const struct dl_binding *b = &e->state->env[i];
		struct dl_fact f;

		if (dl_loc_is_local(b->loc) || !dl_sym_last_field(b->loc) ||
		    (b->value != o->value && b->value != o->handle))
			continue;
		f = dl_state_range(e->state, dl_sym_load(ex->syms, b->loc, 0));
		if (f.lo == 0 && f.hi == 0)
			return true;
	}
	return false;
}

/* A helper makes it where there is none, and another function releases it: it is there for the next caller. */
static bool is_kept_for_next_call(const struct dl_explorer *ex, const struct dl_exit *e, const struct dl_object *o)
{
	return o->origin_func != ex->func && is_found_by_next_start(ex, e, o) &&
	       dl_leak_is_released_somewhere(ex->an, o) && !dl_leak_only_binds(ex->an, ex->info, 4);
}

/* Results that mean failure to this callback alone; and `return register_it();`, which may fail, too. */
static bool may_fail_otherwise(const struct dl_explorer *ex, const struct dl_exit *e)
{
	struct dl_fact f = dl_state_range(e->state, e->ret);

	if (ex->func->ret->kind != DL_TYPE_INT && ex->func->ret->kind != DL_TYPE_ENUM)
		return false;
	if (ex->info->start->failure == DL_FAIL_NONZERO && dl_fact_is_nonzero(&f))
		return true;
	return ((e->ret->kind == DL_SYM_RESULT && e->ret->num == DL_RESULT_VALUE) ||
		(e->ret->kind == DL_SYM_CALL && !dl_sym_model(e->ret))) && f.lo < 0 && f.hi > 0;
}

/*
 * The kernel has called this function to start something, and is told that it failed: the partner that
 * releases the field will not run.
 */
static bool is_left_by_start(const struct dl_explorer *ex, const struct dl_exit *e,
			     const struct dl_object *o)
{
	const struct dl_model *start = ex->info->start;

	if (!start || !e->ret)
		return false;
	if (!dl_exit_fails(ex, e) && !may_fail_otherwise(ex, e))
		return false;
	if (start->binds)
		return !dl_leak_is_anothers(ex, o);
	/* what was not taken comes again, and is mapped again: the end of the driver does not find it */
	if (outlives_starts(ex, o) && (start->failure != DL_FAIL_NONZERO || start->pair_count))
		return false;
	return !is_found_by_next_start(ex, e, o) &&
	       (!start->pair_count || releasing_partner(ex->an, start, o));
}

bool dl_leak_is_kept_on_success(const struct dl_explorer *ex, const struct dl_object *o)
{
	for (size_t i = 0; i < ex->exits.len; i++) {
		const struct dl_exit *e = &ex->exits.data[i];

		if (!dl_exit_fails(ex, e) && dl_exit_holds_good(e, o))
			return true;
	}
	return false;
}

static bool reaches_kernel(const struct dl_analysis *an, const struct dl_func_info *info,
			   struct dl_map *seen)
{
	if (info->address_taken)
		return true;
	dl_map_put(seen, (uintptr_t)info, (void *)1);
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (!dl_map_has(seen, (uintptr_t)&an->funcs[f]) && dl_func_calls(an, &an->funcs[f], info) &&
		    reaches_kernel(an, &an->funcs[f], seen))
			return true;
	return false;
}

/*
 * The kernel calls @info, or a caller of it, by its address. Where only exported functions lead to it,
 * nobody knows what is undone out of sight.
 */
static bool is_called_by_kernel(const struct dl_analysis *an, const struct dl_func_info *info)
{
	struct dl_map seen = { 0 };
	bool by_kernel = reaches_kernel(an, info, &seen);

	dl_map_free(&seen);
	return by_kernel;
}

/* Memory that the function has got, and not given back on the way. */
static bool is_there(const struct dl_exit *e, const struct dl_sym *memory)
{
	for (uint32_t k = 0; k < e->state->object_count; k++)
		if (e->state->objects[k].value == memory && e->state->objects[k].state == DL_OBJ_RELEASED)
			return false;
	return memory->kind == DL_SYM_RESULT;
}

/* The record of this function's own that keeps it can be found from outside, and others may destroy it. */
static bool is_in_given_record(const struct dl_exit *e, const struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *record = dl_sym_root(o->aliases[h]);

		for (uint32_t i = 0; is_there(e, record) && i < e->state->env_len; i++) {
			const struct dl_binding *b = &e->state->env[i];

			if (!dl_loc_is_local(b->loc) && dl_sym_root(b->loc) != record &&
			    dl_sym_root_pointer(b->value) == record && record != o->value)
				return true;
		}
	}
	return false;
}

/*
 * A callee has made it with success in a round before, nothing waits, and the device was not told: it is this
 * function's to undo when a later round fails.
 */
static bool is_of_earlier_round(const struct dl_explorer *ex, const struct dl_object *o)
{
	return is_in_loop(ex, o->site) && (o->older || o->earlier) && !ex->info->may_wait && !dl_success_of(o)->submitted;
}

/* An element of a local array keeps it. */
static bool is_in_local_array(const struct dl_object *o)
{
	for (uint32_t h = 0; h < o->alias_count; h++)
		if (o->aliases[h]->kind == DL_SYM_INDEX && dl_loc_is_local(o->aliases[h]))
			return true;
	return false;
}

/* Some callers are in sight, or the kernel leads here, and nobody on the way undoes it. */
static bool is_left_to_nobody(const struct dl_explorer *ex, const struct dl_exit *e,
			      const struct dl_object *o)
{
	const struct dl_func_info *info = ex->info;
	/* one of many is in no summary: callers are not judged with it when they fail, so they are asked here */
	bool is_one_of_many = o->older || o->earlier;
	const struct dl_left_to to = { .depth = 4, .tables = true, .fails = is_one_of_many };

	/* of an earlier round, and whoever has the mapped memory finds it there as after a success */
	if (o->earlier && dl_left_of(o)->housed)
		return false;
	if (info->start || !dl_exit_fails(ex, e) || (!info->has_caller && !info->address_taken) ||
	    (o->origin_func != ex->func && !is_of_earlier_round(ex, o)))
		return false;
	return dl_leak_is_kept_on_success(ex, o) &&
	       (!outlives_starts(ex, o) || (is_one_of_many && dl_leak_only_binds(ex->an, info, to.depth))) &&
	       !is_found_by_next_start(ex, e, o) && !is_in_given_record(e, o) &&
	       !dl_leak_table_may_release(ex->an, info, o) && !dl_leak_caller_may_release(ex->an, info, o, &to);
}

/* The failure has gone up to a callback of the kernel, and nobody on the way undid what it left. */
static bool is_abandoned(const struct dl_explorer *ex, const struct dl_exit *e,
			 const struct dl_object *o)
{
	return dl_left_of(o)->abandoned && !ex->info->start && ex->info->address_taken &&
	       dl_exit_fails(ex, e) && !outlives_starts(ex, o) &&
	       !dl_leak_table_may_release(ex->an, ex->info, o);
}

/* Kept where others find it, and nothing on the way here may have ended it. */
static bool is_still_kept(const struct dl_explorer *ex, const struct dl_object *o)
{
	bool binds = ex->info->start && ex->info->start->binds, outlives = o->sg;

	for (uint32_t h = 0; h < o->alias_count; h++)
		outlives |= !dl_loc_is_local(o->aliases[h]);
	/* the address of memory goes to many that only fill it */
	if (o->escaped && dl_model_is_map(o->model))
		return false;
	return outlives && o->stored && !dl_left_of(o)->entrusted && !o->met_top &&
	       (o->sg || binds || dl_leak_is_released_somewhere(ex->an, o));
}

/* The list of a request that the kernel gives anew where it was not taken: what was mapped for it is lost then. */
static bool is_list_of_request(const struct dl_explorer *ex, const struct dl_object *o)
{
	const struct dl_model *start = ex->info->start;

	return start && !start->binds && !start->pair_count && start->failure == DL_FAIL_NONZERO && o->sg &&
	       dl_sym_is_external(ex->func, o->sg) && !o->escaped && !dl_left_of(o)->entrusted && !o->met_top;
}

/* The step of @e's path that releases @twin; NULL where it was lost in a join. */
static const struct dl_story *release_step(const struct dl_exit *e, const struct dl_object *twin)
{
	for (const struct dl_story *s = e->state->story; s; s = s->parent)
		if (s->kind == DL_STORY_RELEASE && s->site == twin->site && s->origin == twin->origin)
			return s;
	return NULL;
}

bool dl_leak_leads_to(const struct dl_analysis *an, const struct dl_func_info *from, const struct dl_func_info *to,
		      uint32_t depth)
{
	if (from == to)
		return true;
	for (uint32_t f = 0; depth && from->may_make && f < an->unit->func_count; f++)
		if (dl_func_calls(an, from, &an->funcs[f]) && dl_leak_leads_to(an, &an->funcs[f], to, depth - 1))
			return true;
	return false;
}

/* A callee that stops and starts anew: `if (running) { close(); open(); }`. It undoes nothing for an exit. */
static bool is_restarted(const struct dl_explorer *ex, const struct dl_object *o, const struct dl_story *other_end)
{
	const struct dl_func_info *callee = other_end && other_end->call ? dl_callee_of(ex->an, other_end->call) : NULL;
	const struct dl_func *maker = o->origin_func;

	return o->stored && callee &&
	       dl_leak_leads_to(ex->an, callee, dl_info_of(ex->an, maker->symbol ? maker->symbol : maker->name), 4);
}

/* Where nothing of the whole driver releases it: the callback that one would expect it from. */
static const char *idle_partner(const struct dl_explorer *ex, const struct dl_object *o)
{
	const struct dl_analysis *an = ex->an;

	if (!ex->info->start || !an->options->is_whole || dl_leak_is_released_somewhere(an, o))
		return NULL;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (dl_is_partner(ex->info->start, &an->funcs[f]) &&
		    !an->funcs[f].func->degradation_count && !an->funcs[f].may_refresh)
			return an->funcs[f].func->name;
	return NULL;
}

static void report_leak(struct dl_explorer *ex, const struct dl_exit *e, const struct dl_object *o,
			enum dl_evidence evidence, struct dl_grounds grounds,
			const struct dl_loc *related, const struct dl_story *other_end)
{
	struct dl_event ev = {
		.kind = DL_EV_LEAK, .loc = e->loc, .left = e->loc, .object = o,
		.evidence = evidence, .grounds = grounds, .other_end = other_end,
		.keeper = evidence == DL_EVIDENCE_BUFFER_FREED && !dl_end_of(o)->buffer_free,
	};

	ev.grounds.meant = dl_left_of(o)->meant || dl_leak_is_meant(ex, e);
	if (related) {
		ev.related = *related;
		ev.related_func = ex->func;
	}
	if (evidence == DL_EVIDENCE_START) {
		ev.partner = idle_partner(ex, o);
		ev.undoes = releasing_partner(ex->an, ex->info->start, o);
	}
	/* one finding for all exits and all starts that leave it behind; who takes one thing at a time answers itself */
	if ((evidence == DL_EVIDENCE_START &&
	     (o->origin_func == ex->func || ex->info->start->binds || ex->info->start->pair_count)) ||
	    (evidence == DL_EVIDENCE_CALLERS && o->origin_func != ex->func && related)) {
		ev.at = o->origin;
		ev.loc = o->origin->loc;
		ev.func = o->origin_func;
	}
	/* for all exits, too; a store of a callee's is the call's */
	if (evidence == DL_EVIDENCE_OVERWRITTEN) {
		ev.at = dl_left_of(o)->overwritten;
		ev.loc = ev.at->loc;
	}
	if (dl_confidence_of(&ev.grounds) > DL_CONF_LOW)
		dl_map_put(dl_leaked_of(ex->an), (uintptr_t)o->origin, (void *)1);
	dl_emit_event(ex, e->state, ev);
}

/* The result says that there was nothing to map. */
static bool is_nothing(const struct dl_exit *e, const struct dl_object *o)
{
	struct dl_fact f = dl_state_range(e->state, o->value);

	return o->model->zero_is_nothing && f.lo <= 0 && f.hi <= 0;
}

static bool is_alive(const struct dl_exit *e, const struct dl_object *o)
{
	if (dl_object_is_managed(o) || is_nothing(e, o))
		return false;
	/* a failed allocation is none; a mapping that nobody tested may have been made */
	if (o->state == DL_OBJ_UNCHECKED || o->state == DL_OBJ_PARTLY)
		return dl_model_is_map(o->model);
	return o->state == DL_OBJ_OK;
}

/*
 * A list whose count was only compared with another number may be empty here; unless a failure is made of
 * fewer entries than were passed: so many are mapped.
 */
static bool may_be_empty(const struct dl_explorer *ex, const struct dl_exit *e, const struct dl_object *o)
{
	struct dl_fact f = dl_state_range(e->state, o->value);

	if (o->state != DL_OBJ_PARTLY || !dl_model_is_sg(o->model) || dl_fact_is_nonzero(&f))
		return false;
	return !dl_success_of(o)->fewer ||
	       dl_slot_has_one_entry(ex->an, e->state, o->sg, o->terms.count);
}

void dl_judge_leak(struct dl_explorer *ex, const struct dl_exit *e, const struct dl_object *o)
{
	const struct dl_object *twin = NULL;
	const struct dl_exit *sibling;
	bool failure = dl_exit_fails(ex, e), lost;
	bool in_care = dl_end_of(o)->buffer_freed && is_in_others_care(ex, o);
	const struct dl_left_to to_caller = { .depth = 1 };
	struct dl_fact f;

	if (!is_alive(e, o) || dl_left_of(o)->gone)
		return;
	if (dl_exit_returns(e, o) &&
	    (!dl_model_is_sg(o->model) || (o->sg && dl_sym_mentions(o->sg, e->ret))))
		return;
	/* the function that left it has said so */
	if (dl_left_of(o)->abandoned && dl_map_has(dl_leaked_of(ex->an), (uintptr_t)o->origin))
		return;
	/* who frees the buffer has undone the rest before, entry by entry */
	if (dl_end_of(o)->buffer_freed && (dl_left_of(o)->undone || (in_care && dl_model_is_map(o->model))))
		return;
	if (dl_end_of(o)->buffer_freed && !in_care) {
		report_leak(ex, e, o, DL_EVIDENCE_BUFFER_FREED,
			    (struct dl_grounds){ .buffer_freed = true, .kept = o->escaped,
						 .passed_on = dl_left_of(o)->entrusted }, &dl_end_of(o)->free_site->loc, NULL);
		return;
	}
	if (dl_left_of(o)->overwritten && o->state == DL_OBJ_OK && !dl_left_of(o)->entrusted && !o->escaped) {
		report_leak(ex, e, o, DL_EVIDENCE_OVERWRITTEN, (struct dl_grounds){ .kept = true },
			    &dl_left_of(o)->overwritten->loc, NULL);
		return;
	}
	/* who else uses the record finds it there */
	if (dl_left_of(o)->counted)
		return;
	f = dl_state_range(e->state, o->value);
	if (o->state == DL_OBJ_UNCHECKED || (dl_model_is_sg(o->model) && f.hi <= 0))
		return;
	if ((is_still_kept(ex, o) || is_list_of_request(ex, o)) && is_left_by_start(ex, e, o)) {
		report_leak(ex, e, o, DL_EVIDENCE_START, (struct dl_grounds){ .kept = true },
			    &e->loc, NULL);
		return;
	}
	if (is_still_kept(ex, o) && is_left_to_nobody(ex, e, o)) {
		report_leak(ex, e, o, DL_EVIDENCE_CALLERS,
			    (struct dl_grounds){ .kept = true,
						 .unseen_callers = !is_called_by_kernel(ex->an, ex->info) },
			    NULL, NULL);
		return;
	}
	if (is_still_kept(ex, o) && dl_leak_failed_with(ex, e, o)) {
		report_leak(ex, e, o, DL_EVIDENCE_TOGETHER, (struct dl_grounds){ .kept = true },
			    &dl_leak_failed_with(ex, e, o)->origin->loc, NULL);
		return;
	}
	if (is_still_kept(ex, o) && is_abandoned(ex, e, o)) {
		report_leak(ex, e, o, DL_EVIDENCE_CALLERS, (struct dl_grounds){ .kept = true }, &e->loc,
			    NULL);
		return;
	}
	if (in_care || may_be_empty(ex, e, o))
		return;
	/* one of many: an unwinding loop may know how many, freed buffers and local aliases accuse */
	if ((o->older && !is_in_local_array(o)) || ((o->older || o->earlier) && (o->stored || o->escaped)))
		return;
	sibling = releasing_sibling(ex, e, o, &twin);
	if (sibling && (failure || (is_odd_one_out(ex, o) && !dl_left_of(twin)->complained) ||
			(dl_left_of(o)->waited && !o->stored && !o->escaped)) &&
	    !(o->stored && dl_leak_caller_may_release(ex->an, ex->info, o, &to_caller))) {
		const struct dl_story *other_end = release_step(sibling, twin);

		if (dl_leak_is_handed_over(ex, o, twin) || dl_leak_was_tried(ex, o, other_end) ||
		    is_restarted(ex, o, other_end) || is_kept_for_next_call(ex, e, o))
			return;
		/* what was given the handle may have undone it on its own failure */
		report_leak(ex, e, o, DL_EVIDENCE_SIBLING,
			    (struct dl_grounds){ .sibling = true, .kept = o->stored || !failure,
						 .passed_on = dl_left_of(o)->entrusted ||
							      (o->escaped && !twin->escaped),
						 .joined = o->widened && o->stored },
			    other_end ? &other_end->loc : &sibling->loc, other_end);
		return;
	}
	if (dl_left_of(o)->refused && dl_left_of(o)->descriptor && !(o->stored && dl_leak_caller_may_release(ex->an, ex->info, o, &to_caller))) {
		const struct dl_instr *call = dl_left_of(o)->descriptor->site;
		bool is_number = dl_leak_is_number(dl_left_of(o)->descriptor);

		if (is_number && !failure)
			return;
		report_leak(ex, e, o, is_number ? DL_EVIDENCE_NOT_TAKEN : DL_EVIDENCE_REFUSED,
			    (struct dl_grounds){ .kept = o->stored, .alone = !o->stored,
						 .passed_on = o->escaped || dl_left_of(o)->entrusted },
			    is_number ? &call->loc : NULL, NULL);
		return;
	}
	if (o->stored || o->escaped)
		return;
	/* who computes the handle anew has no need of it */
	lost = o->handle && o->origin_func == ex->func && !ex->an->releases_found &&
	       dl_success_is_lost(ex, o->origin);
	/* a path that does what the function is for keeps what it made, in ways that are not seen */
	if (!lost && !failure && (!dl_success_of(o)->submitted || ex->func->ret->size))
		return;
	report_leak(ex, e, o, DL_EVIDENCE_LOCAL,
		    (struct dl_grounds){ .alone = !lost, .discarded = lost }, NULL, NULL);
}
