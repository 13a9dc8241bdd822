/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The device that mappings are made for, and memory is asked for. Two that cannot be right: one that
 * does no DMA, of a class, of a card, or none at all; and the device on the bus that the driver is
 * bound to, where a DMA channel does the transfer, which has a device of its own. What else a pointer
 * to a device may be is not known, and not judged.
 */
#include "base/vec.h"
#include "checks/checks.h"
#include "checks/event/event.h"
#include "checks/slot/slot.h"
#include "engine/path/path.h"

/* What a field keeps is handed to a channel. */
struct handed {
	uint64_t slot;
	const struct dl_sym *channel;
	const struct dl_instr *at;
	const struct dl_func *func;
};

struct devices {
	DL_VEC(struct handed) handed;
	bool class_has_mask;	/* some device of a class is given a mask: it is meant so */
	struct dl_map made;	/* map call -> the device on the bus that it is always given */
};

static struct devices *devices_of(const struct dl_analysis *an)
{
	return an->kept[DL_CHECK_device];
}

static const struct dl_model *field_model(const struct dl_analysis *an, const struct dl_sym *loc)
{
	return loc->kind == DL_SYM_FIELD && loc->record ?
	       dl_lexicon_field(&an->lexicon, loc->record->name, loc->field) : NULL;
}

/* What the field at @loc points to. */
static enum dl_buffer_kind behind_field(struct dl_analysis *an, const struct dl_sym *loc)
{
	const struct dl_model *m = field_model(an, loc);
	const struct dl_origin *origin;

	/* the parent of a framework's device is whichever the driver gave it */
	if (m)
		return dl_device_kind_of(m);
	if (dl_sym_last_field(loc) != loc || dl_map_has(&an->poisoned_fields, dl_loc_key(loc)))
		return DL_BUF_UNKNOWN;
	origin = dl_map_get(&an->field_memory, dl_loc_key(loc));
	return origin ? origin->kind : DL_BUF_UNKNOWN;
}

static enum dl_buffer_kind behind_result(struct dl_analysis *an, const struct dl_sym *result)
{
	const struct dl_instr *site = result->site;
	const struct dl_func_info *callee;

	if (result->num != DL_RESULT_VALUE || site->op != DL_OP_CALL)
		return DL_BUF_UNKNOWN;
	callee = dl_info_of(an, site->callee);
	return callee ? callee->returns.kind : dl_device_kind_of(dl_model_of(an, site));
}

static const struct dl_record *pointed_to(const struct dl_sym *value)
{
	const struct dl_type *t = value->type;

	return t && t->kind == DL_TYPE_PTR && t->elem && t->elem->kind == DL_TYPE_RECORD ? t->elem->record : NULL;
}

/* @dev was reached through a card, and through no other device: `card->dev`, not `card->dev->parent`. */
static bool is_of_card(const struct dl_analysis *an, const struct dl_sym *dev)
{
	const struct dl_sym *p = dev;

	for (int depth = 0; depth < 8; depth++) {
		const struct dl_sym *whole = dl_sym_whole(p->a);
		const struct dl_record *r;

		p = whole->kind == DL_SYM_DEREF ? dl_sym_strip(dl_sym_pointer_base(whole->a)) : NULL;
		r = p && p->kind == DL_SYM_LOAD ? pointed_to(p) : NULL;
		if (!r || !r->is_core || r == pointed_to(dev))
			return false;
		if (field_model(an, p->a) && field_model(an, p->a)->role == DL_ROLE_CARD)
			return true;
	}
	return false;
}

static enum dl_buffer_kind kind_of(struct dl_analysis *an, const struct dl_sym *dev)
{
	const struct dl_sym *v = dev ? dl_sym_strip(dev) : NULL;
	enum dl_buffer_kind kind;

	if (!v)
		return DL_BUF_UNKNOWN;
	switch (v->kind) {
	case DL_SYM_ADDR: return dl_device_kind_of(field_model(an, v->a));
	case DL_SYM_LOAD:
		kind = behind_field(an, v->a);
		return kind == DL_BUF_UNKNOWN && is_of_card(an, v) ? DL_BUF_CARD_DEVICE : kind;
	case DL_SYM_RESULT: return behind_result(an, v);
	default: return DL_BUF_UNKNOWN;
	}
}

static bool is_none(const struct dl_sym *dev)
{
	return dev && dev->kind == DL_SYM_INT && dev->num == 0;
}

/* ---- a device that does no DMA ---- */

/* On every path, and with every caller, for a device on the bus: else NULL. */
static void note_made(struct dl_analysis *an, const struct dl_object *o)
{
	struct dl_map *made = &devices_of(an)->made;
	uint64_t key = (uintptr_t)o->origin;
	bool on_bus = kind_of(an, o->terms.dev) == DL_BUF_BUS_DEVICE;

	if (!dl_map_has(made, key) || !on_bus)
		dl_map_put(made, key, on_bus ? (void *)(uintptr_t)o->terms.dev : NULL);
}

static void emit_card(struct dl_explorer *ex, const struct dl_state *st, const struct dl_func *func,
		      const struct dl_instr *at, const struct dl_model *model, const struct dl_sym *dev)
{
	dl_emit_event(ex, st, (struct dl_event){
		.kind = DL_EV_WRONG_DEVICE, .func = func, .at = at, .loc = at->loc, .model = model,
		.value = dev, .memory = DL_BUF_CARD_DEVICE, .grounds.unread = true });
}

static void judge_made(struct dl_explorer *ex, const struct dl_state *st, const struct dl_object *o)
{
	const struct dl_sym *dev = o->terms.dev;
	enum dl_buffer_kind kind = kind_of(ex->an, dev);

	note_made(ex->an, o);
	if (kind == DL_BUF_CARD_DEVICE)
		emit_card(ex, st, o->origin_func, o->origin, o->model, dev);
	if (!is_none(dev) && kind != DL_BUF_CLASS_DEVICE)
		return;
	dl_emit_event(ex, st, (struct dl_event){
		.kind = DL_EV_WRONG_DEVICE, .func = o->origin_func, .at = o->origin,
		.loc = o->origin->loc, .model = o->model, .value = dev,
		.memory = DL_BUF_CLASS_DEVICE,
		.grounds.by_slot = dl_sym_strip(dev)->kind == DL_SYM_LOAD });
}

static void called(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		   const struct dl_model *model, const struct dl_sym **args)
{
	const struct dl_sym *dev = dl_call_arg(call, args, model->arg_dev);

	if (model->role == DL_ROLE_SET_MASK && kind_of(ex->an, dev) == DL_BUF_CLASS_DEVICE)
		devices_of(ex->an)->class_has_mask = true;
	/* a mask that is set for it by force does not make it the one that does the DMA */
	if (model->role == DL_ROLE_NONE && model->coherent && kind_of(ex->an, dev) == DL_BUF_CARD_DEVICE)
		emit_card(ex, frame->state, ex->func, call, model, dev);
}

static bool is_mask(const struct dl_analysis *an, const struct dl_place *p)
{
	const struct dl_step *last = p && p->step_count ? &p->steps[p->step_count - 1] : NULL;

	return last && last->kind == DL_STEP_FIELD && last->record &&
	       dl_lexicon_field_role(&an->lexicon, last->record->name, last->field) == DL_ROLE_DEVICE_MASK;
}

/* The mask of another device: that one is on the bus. */
static bool is_copied(const struct dl_analysis *an, const struct dl_block *block, const struct dl_val *val)
{
	for (uint32_t i = 0; val->kind == DL_VAL_TEMP && i < block->instr_count; i++)
		if (block->instrs[i].op == DL_OP_LOAD && block->instrs[i].dst == (uint32_t)val->num)
			return is_mask(an, block->instrs[i].place);
	return false;
}

/* What the driver does about the DMA mask of a device that need not be the one on the bus. */
enum given_mask { MASK_NONE, MASK_COPIED, MASK_SET };

static enum given_mask gives_mask(const struct dl_analysis *an, const struct dl_block *block,
				  const struct dl_instr *in)
{
	const struct dl_step *device;

	if (in->op != DL_OP_STORE || !is_mask(an, in->place))
		return MASK_NONE;
	device = in->place->step_count > 1 ? &in->place->steps[in->place->step_count - 2] : NULL;
	if (device && device->kind == DL_STEP_FIELD && device->record &&
	    dl_lexicon_field_role(&an->lexicon, device->record->name, device->field) == DL_ROLE_BUS_DEVICE)
		return MASK_NONE;
	return is_copied(an, block, &in->a) ? MASK_COPIED : MASK_SET;
}

static enum given_mask unit_gives_mask(const struct dl_analysis *an)
{
	enum given_mask most = MASK_NONE;

	for (uint32_t f = 0; f < an->unit->func_count; f++) {
		const struct dl_func *func = &an->unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				enum given_mask one = gives_mask(an, &func->blocks[b], &func->blocks[b].instrs[i]);

				most = one > most ? one : most;
			}
	}
	return most;
}

/* Memory that only CPUs share (a dma-buf of no hardware) may be mapped for a device made for that. */
static bool is_of_class(const struct dl_event *ev)
{
	return ev->kind == DL_EV_WRONG_DEVICE && ev->memory == DL_BUF_CLASS_DEVICE && !is_none(ev->value);
}

static void made(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *call,
		 const struct dl_object *o)
{
	(void)call;
	judge_made(ex, frame->state, o);
}

static void import_object(struct dl_explorer *ex, struct dl_state *state, struct dl_object *o)
{
	judge_made(ex, state, o);
}

/* ---- another device than the channel's ---- */

static bool is_of_other(struct dl_analysis *an, const struct dl_sym *dev, const struct dl_sym *channel)
{
	return kind_of(an, dev) == DL_BUF_BUS_DEVICE && !dl_sym_mentions(dev, channel);
}

static void judge_handed(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			 const struct dl_sym *channel, const struct dl_object *o)
{
	if (!channel || !is_of_other(ex->an, o->terms.dev, channel))
		return;
	dl_emit_event(ex, frame->state, (struct dl_event){
		.kind = DL_EV_WRONG_DEVICE, .func = o->origin_func, .at = o->origin,
		.loc = o->origin->loc, .model = o->model, .value = o->terms.dev,
		.memory = DL_BUF_BUS_DEVICE, .related = at->loc, .related_func = ex->func,
		.grounds.assumed = true });
}

static void use(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *u,
		struct dl_object *o)
{
	judge_handed(ex, frame, u->at, u->dev, o);
}

static void submit_list(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
			const struct dl_model *model, const struct dl_sym *sg,
			const struct dl_terms *terms)
{
	const struct dl_state *st = frame->state;

	(void)model;
	for (uint32_t i = 0; i < st->object_count; i++)
		if (st->objects[i].sg == sg && st->objects[i].state != DL_OBJ_RELEASED)
			judge_handed(ex, frame, at, terms->dev, &st->objects[i]);
}

static void use_foreign(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_value_use *u)
{
	const struct dl_sym *loc = u->dev ? dl_slot_location(u->value) : NULL;
	struct devices *d = devices_of(ex->an);

	(void)frame;
	if (!loc)
		return;
	for (size_t i = 0; i < d->handed.len; i++)
		if (d->handed.data[i].slot == dl_loc_key(loc) && d->handed.data[i].at == u->at)
			return;
	dl_vec_push(&d->handed, ((struct handed){ dl_loc_key(loc), u->dev, u->at, ex->func }));
}

/* All that the field ever holds was made for the driver's device. */
static void judge_slot(struct dl_analysis *an, const struct dl_slot *slot, const struct handed *h)
{
	const struct dl_map *made = &devices_of(an)->made;

	for (uint32_t i = 0; i < slot->writer_count; i++)
		if (!slot->writers[i].model || slot->writers[i].is_entry ||
		    !dl_map_get(made, (uintptr_t)slot->writers[i].at))
			return;
	for (uint32_t i = 0; i < slot->writer_count; i++) {
		const struct dl_slot_use *w = &slot->writers[i];
		struct dl_event ev = {
			.kind = DL_EV_WRONG_DEVICE, .func = w->func, .at = w->at, .loc = w->at->loc,
			
			.model = w->model, .value = dl_map_get(made, (uintptr_t)w->at),
			.memory = DL_BUF_BUS_DEVICE,
			.related = h->at->loc, .related_func = h->func,
			.grounds = { .by_slot = true } };

		dl_vec_push(&dl_events_of(an)->list, ev);
	}
}

static void end(struct dl_analysis *an)
{
	const struct devices *d = devices_of(an);
	enum given_mask mask = d->class_has_mask ? MASK_SET : unit_gives_mask(an);

	if (mask == MASK_SET)
		dl_events_drop(an, is_of_class);
	for (size_t i = 0; mask == MASK_COPIED && i < dl_events_of(an)->list.len; i++) {
		struct dl_event *ev = &dl_events_of(an)->list.data[i];

		ev->grounds.copied_mask |= is_of_class(ev);
	}
	for (size_t i = 0; i < d->handed.len; i++) {
		const struct dl_slot *slot = dl_map_get(&dl_slots_of(an)->by_key, d->handed.data[i].slot);

		if (slot && !slot->crowded && !dl_map_has(&an->poisoned_fields, slot->key))
			judge_slot(an, slot, &d->handed.data[i]);
	}
}

static void forget_unit(struct dl_analysis *an)
{
	dl_vec_free(&devices_of(an)->handed);
	dl_map_free(&devices_of(an)->made);
}

const struct dl_check dl_check_device = {
	.id = "device",
	.unit_size = sizeof(struct devices),
	.forget_unit = forget_unit,
	.call = called,
	.made = made,
	.import_object = import_object,
	.use = use,
	.use_foreign = use_foreign,
	.submit_list = submit_list,
	.end = end,
};
