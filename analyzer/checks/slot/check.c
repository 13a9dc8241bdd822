/* SPDX-License-Identifier: Apache-2.0 */
/* The check of terms: what a release says against what made the mapping, on a path and over fields. */
#include <string.h>

#include "checks/checks.h"
#include "checks/slot/packet.h"
#include "checks/slot/pairing.h"
#include "checks/slot/passed.h"
#include "checks/slot/slot.h"
#include "engine/path/path.h"

static bool is_other_enum(const struct dl_type *type, const char *right)
{
	return right && type && type->kind == DL_TYPE_ENUM && type->name &&
	       !strncmp(type->name, "enum ", 5) && strcmp(type->name, right) != 0;
}

/* A number that is no direction, or a value of another enum, which has the same number today. */
static void note_direction(struct dl_explorer *ex, struct dl_frame *frame,
			   const struct dl_instr *call, const struct dl_model *model,
			   const struct dl_sym **args)
{
	const struct dl_sym *dir = dl_call_arg(call, args, model->arg_dir);
	const struct dl_val *given = dir ? &call->args[model->arg_dir] : NULL;
	const struct dl_platform *platform = ex->an->platform;
	enum dl_direction named;
	bool other;

	if (!dir || !dl_model_is_dma(model) || model->role == DL_ROLE_CHECK || model->role == DL_ROLE_ALLOC)
		return;
	named = dl_sym_direction(dir, platform);
	other = is_other_enum(given->type, platform->direction_type);
	if (dir->kind == DL_SYM_INT && (named == DL_DIR_NONE || named == DL_DIR_OTHER)) {
		/* a variable that begins as none is a mark for "nothing to map": the count is 0, then */
		if (given->kind != DL_VAL_INT)
			return;
		other = false;
	} else if (!other) {
		return;
	}
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_DIRECTION, .at = call, .loc = call->loc, .model = model, .terms.dir = dir,
		.related_text = other ? given->type->name : NULL, .grounds.same_number = other });
}

static void call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		 const struct dl_model *model, const struct dl_sym **args)
{
	note_direction(ex, frame, call, model, args);
	dl_packet_call(ex, call, model, args);
}

static void plain_call(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		       const struct dl_sym **args, const struct dl_func_info *callee)
{
	(void)frame;
	dl_lent_passed(ex, call, args, callee);
}

static void submit_list(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			const struct dl_model *model, const struct dl_sym *sg,
			const struct dl_terms *terms)
{
	const struct dl_sym *count = terms->count;
	struct dl_state *st = frame->state;

	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (o->sg != sg || o->terms.count == NULL || o->state == DL_OBJ_RELEASED)
			continue;
		/* `if (n != count) return` before: both counts are one number here */
		if (dl_state_truth(st, dl_sym_bin(ex->syms, DL_BIN_EQ, o->value, count)) == 1)
			continue;
		if (dl_slot_has_one_entry(ex->an, st, sg, count))
			continue;
		if (dl_sym_strip(count) == dl_sym_strip(o->terms.count) && o->terms.count->kind != DL_SYM_INT)
			dl_emit_event(ex, st, (struct dl_event){
				.kind = DL_EV_DEVICE_COUNT, .at = at, .loc = at->loc,
				.object = o, .model = model, .terms.count = count,
				.grounds.passed_count = true });
	}
}

static void release_foreign(struct dl_explorer *ex, struct dl_frame *frame,
			    const struct dl_release *r)
{
	dl_slot_read(ex, frame->state, r->value, r);
	dl_lent_released(ex, frame->state, r);
	dl_slot_read_below(ex, frame->state, r);
}

static void release(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_release *r,
		    struct dl_object *object, bool exactly)
{
	dl_pair_release(ex, frame, r, object, exactly);
	dl_slot_read_below(ex, frame->state, r);
}

static void leave(struct dl_explorer *ex, const struct dl_exit *exit)
{
	dl_slot_note_alone(ex, exit);
	dl_told_judge(ex, exit);
}

static void store(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_store *s)
{
	dl_pair_store(ex, frame->state, s->loc, s->value, s->object);
	dl_lent_stored(ex, s);
	if (dl_sym_last_field(s->loc))
		dl_slot_write(ex, frame->state, s->at, s->loc, s->value, s->object);
}

static void case_store(struct dl_explorer *ex, struct dl_state *state, const struct dl_applied *a,
		       const struct dl_binding *inner, const struct dl_store *s)
{
	dl_pair_store(ex, state, s->loc, s->value, s->object);
	dl_passed_store(ex, state, a->call, a->callee, inner, s->loc, s->value);
}

static void apply(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_applied *a)
{
	(void)frame;
	dl_passed_applied(ex->an, a->call);
}

static void made(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		 const struct dl_object *object)
{
	dl_slot_map_list(ex, object);
	dl_pair_made(ex, frame->state, call, object);
}

static void import_object(struct dl_explorer *ex, struct dl_state *state, struct dl_object *object)
{
	(void)state;
	dl_slot_map_list(ex, object);
}

static void expose(struct dl_explorer *ex, const struct dl_sym *loc)
{
	dl_slot_foreign(ex->an, loc);
}

static void end(struct dl_analysis *an)
{
	dl_pairs_judge(an);
	dl_passed_judge(an);
	dl_slots_judge(an);
	dl_pairs_fold(an);
	dl_lent_judge(an);
	dl_sides_judge(an);
	dl_mixed_judge(an);
	dl_cursors_judge(an);
	dl_late_tests_judge(an);
}

static void forget_unit(struct dl_analysis *an)
{
	struct dl_slots *slots = dl_slots_of(an);

	dl_map_free(&slots->by_key);
	dl_map_free(&slots->pairs);
	dl_map_free(&slots->applied_calls);
	dl_map_free(&slots->given);
	dl_map_free(&slots->below);
	dl_vec_free(&slots->passed);
	dl_vec_free(&slots->alone);
	dl_vec_free(&slots->lent);
	dl_vec_free(&slots->lent_kept);
}

const struct dl_check dl_check_slot = {
	.id = "slot",
	.unit_size = sizeof(struct dl_slots),
	.exploration_size = sizeof(struct dl_packets),
	.forget_unit = forget_unit,
	.call = call,
	.plain_call = plain_call,
	.release = release,
	.release_foreign = release_foreign,
	.submit_list = submit_list,
	.made = made,
	.import_object = import_object,
	.store = store,
	.case_store = case_store,
	.apply = apply,
	.expose = expose,
	.exit = leave,
	.end = end,
};
