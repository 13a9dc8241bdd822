/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that set a DMA mask, and fallbacks that can never run. */
#include "checks/checks.h"
#include "checks/event/event.h"
#include "checks/mask/mask.h"
#include "engine/path/path.h"

/* Calls reached with no wider mask having failed. */
static struct dl_map *plain_masks(const struct dl_explorer *ex)
{
	return ex->kept[DL_CHECK_mask];
}

static void is_set(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *in,
		   const struct dl_model *model, const struct dl_sym **args,
		   const struct dl_sym *result)
{
	const struct dl_sym *mask = dl_call_arg(in, args, model->arg_mask);
	const struct dl_sym *dev = dl_call_arg(in, args, model->arg_dev);
	struct dl_state *st = frame->state;
	uint64_t sure = dl_mask_sure_bits(model);
	bool fallback = false;

	if (model->role != DL_ROLE_SET_MASK)
		return;
	if (mask && mask->kind == DL_SYM_INT && (uint64_t)mask->num < sure)
		dl_map_put(&dl_mask_unit_of(ex->an)->narrow, (uintptr_t)in, (void *)1);
	dl_mask_is_late(ex, st, in, model, dev, mask);
	if (!mask || mask->kind != DL_SYM_INT || !dev || !sure)
		return;
	/* is there a wider mask of the same device that this path has seen fail? */
	for (uint32_t i = 0; i < st->fact_count; i++) {
		const struct dl_sym *v = st->facts[i].value;
		const struct dl_sym *wider;

		if (v->kind != DL_SYM_CALL || v->str != in->callee ||
		    v->arg_count != result->arg_count || v->args[model->arg_dev] != dev)
			continue;
		wider = v->args[model->arg_mask];
		if (wider->kind != DL_SYM_INT || wider->num != -1 || wider == mask ||
		    (uint64_t)mask->num < sure || dl_state_truth(st, v) != 1)
			continue;
		fallback = true;
		dl_emit_event(ex, st, (struct dl_event){
			.kind = DL_EV_MASK_FALLBACK, .at = in, .loc = in->loc, .model = model,
			.terms.dev = dev, .terms.size = mask });
	}
	if (!fallback)
		dl_map_put(plain_masks(ex), (uintptr_t)in, (void *)1);
}

/* Of the masks that are tried one after the other the first fallback is named, the others are not. */
static bool is_later_link(struct dl_explorer *ex, const struct dl_event *ev)
{
	for (size_t i = 0; i < dl_events_here(ex)->list.len; i++) {
		const struct dl_event *other = &dl_events_here(ex)->list.data[i];

		if (other->kind == DL_EV_MASK_FALLBACK && other->at->callee == ev->at->callee &&
		    other->terms.dev == ev->terms.dev && other->loc.file == ev->loc.file &&
		    (other->loc.line < ev->loc.line ||
		     (other->loc.line == ev->loc.line && other->loc.col < ev->loc.col)))
			return true;
	}
	return false;
}

static void drop_later_links(struct dl_explorer *ex)
{
	size_t n = 0;

	for (size_t i = 0; i < dl_events_here(ex)->list.len; i++)
		if (dl_events_here(ex)->list.data[i].kind != DL_EV_MASK_FALLBACK ||
		    !is_later_link(ex, &dl_events_here(ex)->list.data[i]))
			dl_events_here(ex)->list.data[n++] = dl_events_here(ex)->list.data[i];
	dl_events_here(ex)->list.len = n;
}

/* A fallback that other paths need, too, is none. */
static void weed(struct dl_explorer *ex)
{
	size_t n = 0;

	for (size_t i = 0; i < dl_events_here(ex)->list.len; i++)
		if (dl_events_here(ex)->list.data[i].kind != DL_EV_MASK_FALLBACK ||
		    !dl_map_has(plain_masks(ex), (uintptr_t)dl_events_here(ex)->list.data[i].at))
			dl_events_here(ex)->list.data[n++] = dl_events_here(ex)->list.data[i];
	dl_events_here(ex)->list.len = n;
	drop_later_links(ex);
	dl_map_free(plain_masks(ex));
}

static bool path_covers(const struct dl_state *a, const struct dl_state *b)
{
	return dl_mask_path_of(a)->set == dl_mask_path_of(b)->set;
}

static bool path_join(struct dl_state *into, const struct dl_state *from)
{
	bool before = dl_mask_path_of(into)->set;

	dl_mask_path_of(into)->set |= dl_mask_path_of(from)->set;
	return dl_mask_path_of(into)->set != before;
}

static void forget_unit(struct dl_analysis *an)
{
	dl_map_free(&dl_mask_unit_of(an)->narrow);
}

const struct dl_check dl_check_mask = {
	.id = "mask",
	.unit_size = sizeof(struct dl_mask_unit),
	.forget_unit = forget_unit,
	.exploration_size = sizeof(struct dl_map),
	.called = is_set,
	.explored = weed,
	.path_covers = path_covers,
	.path_join = path_join,
	.end = dl_mask_judge,
};
