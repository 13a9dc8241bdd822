/* SPDX-License-Identifier: Apache-2.0 */
/* From events to findings: the rules' texts, the places, what makes two of them one. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "checks/event/report.h"
#include "checks/event/fix.h"
#include "checks/event/internal.h"
#include "engine/program/home.h"
#include "report/rule_info.h"

#define MAX_RELATED 8
/* Callers that a leak is laid to. */
#define MAX_CALLERS 3

/* ---- what the fingerprint is made of ---- */

/* In the engine's own terms: they stay the same when words change. */
static const char *subject_sym(struct dl_report *r, const struct dl_sym *sym)
{
	struct dl_buf buf = { 0 };
	const char *text;

	dl_sym_print(sym, &buf);
	text = dl_arena_strdup(r->out->arena, dl_buf_str(&buf));
	dl_buf_free(&buf);
	return text;
}

static const char *subject_object(struct dl_report *r, const struct dl_object *o)
{
	const struct dl_sym *best = NULL;

	for (uint32_t i = 0; i < o->alias_count; i++) {
		const struct dl_sym *root = dl_sym_root(o->aliases[i]);

		if (root->kind == DL_SYM_VAR &&
		    root->num >= ((const struct dl_func *)root->site)->var_count)
			continue;
		/* only a callee knows what the field belongs to */
		if (root->kind == DL_SYM_UNKNOWN)
			continue;
		if (!best || (dl_loc_is_local(best) && !dl_loc_is_local(o->aliases[i])))
			best = o->aliases[i];
	}
	if (best)
		return subject_sym(r, best);
	return dl_arena_printf(r->out->arena, "%s()", dl_text_call(o->origin, o->model));
}

static const char *subject_of(struct dl_report *r, const struct dl_event *ev)
{
	if (ev->object)
		return subject_object(r, ev->object);
	return ev->slot ? subject_sym(r, ev->slot) : ev->buffer ? subject_sym(r, ev->buffer) : "";
}

/* ---- places ---- */

struct dl_spot dl_spot_of(struct dl_report *r, const struct dl_loc *loc)
{
	const struct dl_unit *unit = r->an->unit;
	const char *path = loc->file < unit->file_count ? unit->files[loc->file].path : unit->path;

	return (struct dl_spot){
		.path = dl_arena_strdup(r->out->arena, path), .line = loc->line, .col = loc->col,
		.end_line = loc->end_line, .end_col = loc->end_col,
	};
}

/* ---- what happens in a wrapper of a header ---- */

/* Events of the unit as a whole do not know a way: any call of the driver stands for them. */
static bool is_of_the_unit(const struct dl_event *ev)
{
	return ev->kind == DL_EV_NEVER_UNMAPPED || ev->kind == DL_EV_SLOT_PAIR;
}

/* The driver's call that leads to @at in @func; @at itself where that is the driver's own. */
static struct dl_home home_of(struct dl_report *r, const struct dl_func *func,
			      const struct dl_instr *at, const struct dl_instr *via, bool any)
{
	struct dl_home home = { 0 };

	if (!dl_is_wrapper(func))
		return (struct dl_home){ at, func };
	if (via && via != at)
		home = dl_home_below(r->an, via, at);
	if (!home.at && any)
		home = dl_home_of(r->an, at);
	return home.at ? home : (struct dl_home){ at, func };
}

/* Where the object comes from, and where in the driver that is. */
static struct dl_home home_of_object(struct dl_report *r, const struct dl_object *o)
{
	return home_of(r, o->origin_func, o->origin, o->site, false);
}

/* @where as in dl_report(). */
static struct dl_home home_of_event(struct dl_report *r, const struct dl_event *ev,
				    const struct dl_instr *where)
{
	if (!where && ev->at && ev->loc.file == ev->at->loc.file &&
	    ev->loc.line == ev->at->loc.line && ev->loc.col == ev->at->loc.col)
		where = ev->at;
	if (!where)
		return (struct dl_home){ NULL, ev->func };
	if (ev->object && where == ev->object->origin)
		return home_of_object(r, ev->object);
	if (ev->end_count && where == ev->writers[0].at)
		return home_of(r, ev->writers[0].func, where, ev->writers[0].via, true);
	return home_of(r, ev->func, where, ev->via, is_of_the_unit(ev));
}

/* The finding stands at the driver's call: this is what the wrapper does. */
static void add_wrapper_step(struct dl_report *r, struct dl_finding *f, const struct dl_event *ev,
			     const struct dl_instr *where, const struct dl_home *home)
{
	/* the story of an object begins with it */
	if (!where || home->at == where || (ev->object && where == ev->object->origin))
		return;
	if (f->step_count && f->steps[f->step_count - 1].spot.line == where->loc.line)
		return;
	f->steps[f->step_count++] = (struct dl_finding_step){
		.spot = dl_spot_of(r, &where->loc),
		.message = dl_arena_printf(r->out->arena, "'%s' is called here",
					   dl_text_call(where, ev->model)),
		.nesting = 1 };
}

static void add_related(struct dl_report *r, struct dl_finding *f, const struct dl_loc *loc,
			const char *message)
{
	if (!loc->line || f->related_count == MAX_RELATED)
		return;
	for (uint32_t i = 0; i < f->related_count; i++)
		if (f->related[i].spot.line == loc->line && f->related[i].spot.col == loc->col &&
		    !strcmp(f->related[i].spot.path, dl_spot_of(r, loc).path))
			return;
	f->related[f->related_count++] = (struct dl_finding_step){
		.spot = dl_spot_of(r, loc), .message = dl_arena_strdup(r->out->arena, message) };
}

static const char through_text[] = "this call leads to it";

/* What the related place of a leak is. */
static const char *const leak_texts[] = {
	[DL_EVIDENCE_BUFFER_FREED] = "freed here",
	[DL_EVIDENCE_SIBLING] = "this exit releases it",
	[DL_EVIDENCE_START] = "the callback fails here",
	[DL_EVIDENCE_OVERWRITTEN] = "overwritten here",
	[DL_EVIDENCE_NOT_TAKEN] = "this call has failed",
	[DL_EVIDENCE_TOGETHER] = "this map call has failed",
	[DL_EVIDENCE_CALLERS] = "the failure leaves the driver here",
};

/* What the related place of memory that is released too early is. */
static const char *const active_texts[] = {
	[DL_ACTIVE_BEFORE_END] = "ended here",
	[DL_ACTIVE_MANAGED] = "begun here",
	[DL_ACTIVE_NEVER] = "begun here",
	[DL_ACTIVE_ASKED] = "the end is asked for here",
	[DL_ACTIVE_LEFT] = "the end is asked for here",
	[DL_ACTIVE_LENT] = "the end is asked for here",
	[DL_ACTIVE_NAMED] = "the end is asked for here",
	[DL_ACTIVE_CHANNEL] = "stopped here",
	[DL_ACTIVE_QUEUED] = "ended here, too early",
	[DL_ACTIVE_WAIT] = "the wait",
	[DL_ACTIVE_ADDRESS] = "the address is taken back here",
};

static const char *made_text(const struct dl_model *m)
{
	return !m ? "stored here" : m->role == DL_ROLE_ALLOC ? "allocated here" : "mapped here";
}

/* The sink, where another function has it. */
static void add_sink(struct dl_report *r, struct dl_finding *f, const struct dl_event *ev)
{
	struct dl_sink_way way;

	dl_sink_way(r, ev, &way);
	if (way.steps[way.count - 1].func != ev->func)
		add_related(r, f, &way.steps[way.count - 1].at->loc,
			    ev->kind == DL_EV_BYPASS ? "converted here" : "handed to DMA here");
	if (way.start.at && way.start.func != ev->func)
		add_related(r, f, &way.start.at->loc, "the transfer starts here");
}

/* Calls that are told of the failure, and leave the object as it is. */
static void add_callers(struct dl_report *r, struct dl_finding *f, const struct dl_event *ev)
{
	const struct dl_unit *unit = r->an->unit;
	const struct dl_func_info *info = dl_info_of(r->an, ev->explored->symbol);
	uint32_t n = 0;

	for (uint32_t c = 0; info && c < unit->func_count; c++)
		for (uint32_t b = 0; b < unit->funcs[c].block_count; b++)
			for (uint32_t i = 0; i < unit->funcs[c].blocks[b].instr_count; i++) {
				const struct dl_instr *in = &unit->funcs[c].blocks[b].instrs[i];

				if (in->op == DL_OP_CALL && dl_callee_of(r->an, in) == info && n++ < MAX_CALLERS)
					add_related(r, f, &in->loc, "this caller is told of the failure");
			}
}

/* Where the function of the context uses what is released. */
static void add_user(struct dl_report *r, struct dl_finding *f, const struct dl_event *ev)
{
	const struct dl_func *func = ev->user;

	for (uint32_t b = 0; func && ev->what && b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			for (uint32_t s = 0; in->place && s < in->place->step_count; s++) {
				const struct dl_step *step = &in->place->steps[s];

				if (step->kind != DL_STEP_FIELD || strcmp(dl_field_word(step->field), ev->what) != 0)
					continue;
				add_related(r, f, &in->loc, "used here");
				return;
			}
		}
}

static void add_all_related(struct dl_report *r, struct dl_finding *f, const struct dl_event *ev)
{
	struct dl_loc tested;

	f->related = DL_NEW_ARRAY(r->out->arena, struct dl_finding_step, MAX_RELATED);
	if (ev->object && f->spot.line != home_of_object(r, ev->object).at->loc.line)
		add_related(r, f, &home_of_object(r, ev->object).at->loc, made_text(ev->object->model));
	if (ev->kind == DL_EV_LEAK && ev->related.line)
		add_related(r, f, &ev->related, ev->other_end ? "released here on another path" :
								leak_texts[ev->evidence]);
	if (ev->kind == DL_EV_LEAK && ev->evidence == DL_EVIDENCE_CALLERS && ev->explored)
		add_callers(r, f, ev);
	if (ev->kind == DL_EV_DEAD_HANDLE)
		add_related(r, f, &ev->related, "the mapping ends here");
	if (ev->kind == DL_EV_LENT_ENDED && ev->related.line)
		add_related(r, f, &ev->related, ev->lent == DL_LENT_KEPT ? "a mapping of a pool is put there here" :
									   "the packet is taken over here");
	if (ev->kind == DL_EV_DEAD_HANDLE || ev->kind == DL_EV_LENT_ENDED)
		add_related(r, f, &ev->through, through_text);
	if (ev->kind == DL_EV_OWNERSHIP && ev->fault == DL_FAULT_WRONG_SIDE)
		add_related(r, f, &ev->related, "the CPU reads it here");
	if (ev->kind == DL_EV_OWNERSHIP && ev->fault == DL_FAULT_FILLED)
		add_related(r, f, &ev->related, "the CPU fills it here");
	if (ev->kind == DL_EV_OWNERSHIP && ev->fault == DL_FAULT_READ && !ev->object)
		add_related(r, f, &ev->related, "unmapped here");
	if (ev->kind == DL_EV_OWNERSHIP)
		add_related(r, f, &ev->given, "given to the device here");
	if (ev->kind == DL_EV_SLOT_PAIR && ev->via && ev->via != ev->at)
		add_related(r, f, &ev->via->loc, through_text);
	if (ev->kind == DL_EV_OWNERSHIP && ev->fault == DL_FAULT_NOT_GIVEN_BACK)
		add_related(r, f, &ev->related, "the CPU writes it here");
	if (ev->kind == DL_EV_PART_SIZE)
		add_related(r, f, &ev->related, "the part before it is mapped here");
	if (ev->kind == DL_EV_ENTRY_MIXED)
		add_related(r, f, &ev->related, "what the device sees is asked for here");
	if (ev->kind == DL_EV_WRONG_DEVICE)
		add_related(r, f, &ev->related, "the DMA channel gets the handle here");
	if (ev->kind == DL_EV_UNORDERED_READ)
		add_related(r, f, &ev->related, "read here");
	if (ev->kind == DL_EV_UNORDERED_WRITE)
		add_related(r, f, &ev->related, "written here");
	if (ev->kind == DL_EV_SLEEPS)
		add_related(r, f, &ev->related, ev->sleeping->lock ? "taken here" : "registered here");
	if (ev->kind == DL_EV_SLEEPS && ev->sleeping->count > 1)
		add_related(r, f, &ev->sleeping->calls[ev->sleeping->count - 1]->loc, "called here");
	for (uint32_t i = 0; ev->kind == DL_EV_SLEEPS && i < ev->sleeping->other_count; i++)
		add_related(r, f, &ev->sleeping->others[i]->loc, "and so does this call");
	if (ev->kind == DL_EV_DEVICE_DATA || ev->kind == DL_EV_DOUBLE_FETCH)
		add_related(r, f, &ev->related, "read from memory that the device can write");
	if (ev->kind == DL_EV_DEVICE_DATA || ev->kind == DL_EV_DOUBLE_FETCH)
		add_related(r, f, &ev->through, through_text);
	if (ev->kind == DL_EV_MASK)
		add_related(r, f, &ev->related, "coherent memory is allocated here");
	if (ev->kind == DL_EV_BUFFER_FREED)
		add_related(r, f, &ev->related, "unmapped here");
	if (ev->kind == DL_EV_ACTIVE)
		add_related(r, f, &ev->related, active_texts[ev->active]);
	add_user(r, f, ev);
	if (ev->kind == DL_EV_NEVER_UNMAPPED || ev->kind == DL_EV_CANCELLED)
		add_related(r, f, &ev->related, "mapped here");
	if (ev->kind == DL_EV_BUFFER || ev->kind == DL_EV_BYPASS || ev->kind == DL_EV_WRONG_FREE)
		add_related(r, f, &ev->related, "the memory comes from here");
	if (ev->kind == DL_EV_BUFFER || ev->kind == DL_EV_BYPASS)
		add_sink(r, f, ev);
	if (ev->narrow && dl_narrow_variable(r, ev, &tested))
		add_related(r, f, &tested, "declared here, too small for a handle");
	if (dl_tested_elsewhere(r, ev, &tested))
		add_related(r, f, &tested, "another mapping is tested here");
	for (uint32_t i = 0; i < ev->writer_count; i++) {
		const struct dl_slot_use *w = &ev->writers[i];

		if (w->at && f->spot.line != home_of(r, w->func, w->at, w->via, true).at->loc.line)
			add_related(r, f, &home_of(r, w->func, w->at, w->via, true).at->loc,
				    made_text(w->model));
	}
	for (uint32_t i = 0; i < ev->end_count; i++)
		add_related(r, f, &home_of(r, ev->ends[i].func, ev->ends[i].at, ev->ends[i].via, true).at->loc,
			    dl_model_refreshes(ev->ends[i].model) ? "synced here" :
			    ev->ends[i].model->role == DL_ROLE_FREE ? "freed here" : "unmapped here");
}

/* ---- reports ---- */

static const char *arch_of(const struct dl_report *r, const struct dl_func *func)
{
	const char *arch = func->arch ? func->arch : r->an->unit->arch;

	return arch ? arch : "";
}

/* An end that does not fit is wrong once, whatever it ends; an exit leaves each mapping by itself. */
static bool is_one_for_all(const struct dl_event *ev)
{
	return ev->kind == DL_EV_PAIR || ev->kind == DL_EV_SLOT_PAIR ||
	       ev->kind == DL_EV_DEVICE_COUNT || ev->kind == DL_EV_ACTIVE;
}

/* NULL: the place has a finding that is as sure, in @there. */
static struct dl_finding *place_for(struct dl_report *r, const struct dl_loc *loc,
				    const struct dl_event *ev, enum dl_confidence confidence,
				    struct dl_finding **there)
{
	const struct dl_object *object = is_one_for_all(ev) ? NULL : ev->object;
	uint64_t key = dl_hash_str(DL_HASH_SEED, r->rule->id);
	uintptr_t known;
	struct dl_finding *f;

	key = dl_hash_u64(key, (uint64_t)loc->file << 40 | (uint64_t)loc->line << 12 | loc->col);
	key = dl_hash_u64(key, object ? (uintptr_t)object->origin : 0);
	known = (uintptr_t)dl_map_get(&r->reported, key);
	if (known) {
		f = &r->out->items[known - 1];
		*there = f;
		if (f->confidence >= confidence)
			return NULL;
		memset(f, 0, sizeof(*f));
		return f;
	}
	f = dl_findings_add(r->out);
	dl_map_put(&r->reported, key, (void *)(uintptr_t)r->out->len);
	return f;
}

/* What its own story denies is not worth more than a look; a test fails on it. */
static void note_trouble(struct dl_report *r, struct dl_finding *f, const char *trouble)
{
	f->trouble = trouble;
	if (!trouble)
		return;
	f->confidence = DL_CONF_LOW;
	if (r->an->options->trace)
		dl_buf_printf(r->an->options->trace, "%s line %u in %s: %s\n", f->rule, f->spot.line,
			      f->function, trouble);
}

void dl_report(struct dl_report *r, const struct dl_event *ev, const struct dl_grounds *grounds,
	       const struct dl_instr *where, const char *edge, const char *fmt, ...)
{
	const struct dl_home home = home_of_event(r, ev, where);
	const struct dl_loc *loc = home.at ? &home.at->loc : &ev->loc;
	struct dl_grounds weighed = *grounds;
	struct dl_finding *f, *there = NULL;
	enum dl_confidence confidence;
	va_list ap;

	weighed.unreferenced |= !dl_is_referenced(r->an, home.func);
	confidence = dl_confidence_of(&weighed);
	/* of another module, and no call of this one is known to lead there */
	if (confidence == DL_CONF_NONE || (home.func && home.func->is_foreign))
		return;
	f = place_for(r, loc, ev, confidence, &there);
	if (!f) {
		/* one unmap of a helper, and another call that leads to it */
		add_related(r, there, &ev->through, through_text);
		return;
	}
	f->rule = r->rule->id;
	f->spot = dl_spot_of(r, loc);
	f->function = dl_arena_strdup(r->out->arena, home.func->name);
	va_start(ap, fmt);
	f->message = dl_arena_vprintf(r->out->arena, fmt, ap);
	va_end(ap);
	f->confidence = confidence;
	f->subject = subject_of(r, ev);
	f->edge = edge;
	f->arch = dl_arena_strdup(r->out->arena, arch_of(r, home.func));
	note_trouble(r, f, dl_story_tell(r, f, ev));
	add_wrapper_step(r, f, ev, where, &home);
	add_all_related(r, f, ev);
	if (f->confidence > DL_CONF_LOW)
		f->fix = dl_fix_make(r, ev);
}

void dl_events_report(struct dl_analysis *an, struct dl_findings *out)
{
	struct dl_report r = { .an = an, .out = out };

	for (size_t k = 0; k < dl_rule_count; k++) {
		r.rule = dl_rules[k];
		if (!dl_rule_is_among(an->options->rules, an->options->rule_count, r.rule->id))
			continue;
		for (size_t i = 0; i < dl_events_of(an)->list.len; i++) {
			const struct dl_event *ev = &dl_events_of(an)->list.data[i];

			if (r.rule->events & DL_EVENT_BIT(ev->kind))
				r.rule->check(ev, &r);
		}
	}
	dl_map_free(&r.reported);
	dl_map_free(&r.lines);
	dl_map_free(&r.tests);
}
