/* SPDX-License-Identifier: Apache-2.0 */
/* CPU memory that is freed while it is mapped. */
#include "checks/lifecycle/lifecycle.h"
#include "checks/slot/pairing.h"

/* @buffer is the memory (or the skb around it) that the object maps. */
static bool is_buffer_of(const struct dl_object *o, const struct dl_sym *buffer)
{
	const struct dl_sym *b = o->terms.buf;

	for (int n = 0; b && n < 6; n++) {
		b = dl_sym_pointer_base(b);
		if (b == buffer)
			return true;
		if (b->kind == DL_SYM_LOAD || b->kind == DL_SYM_PHI || b->kind == DL_SYM_ADDR) {
			/* skb->data hangs on skb; a member hangs on its record */
			b = b->a;
			b = dl_sym_whole(b);
			if (b->kind != DL_SYM_DEREF)
				return false;
			b = b->a;
		} else if (b->kind == DL_SYM_CALL && b->arg_count) {
			b = b->args[0];
		} else {
			return false;
		}
	}
	return false;
}

/* All places that keep the object and outlive the function lie in what @buffer points to. */
static bool is_container_of_aliases(const struct dl_state *st, const struct dl_object *o,
				  const struct dl_sym *buffer)
{
	bool any = false;

	for (uint32_t h = 0; h < o->alias_count; h++) {
		const struct dl_sym *l = o->aliases[h], *value = dl_state_bound(st, l);

		/* where the count is kept does not decide what becomes of the list */
		if (dl_loc_is_local(l) || (o->sg && value && dl_sym_derives(value, o->value)))
			continue;
		l = dl_sym_whole(l);
		if (l->kind != DL_SYM_DEREF || l->a != buffer)
			return false;
		any = true;
	}
	return any;
}

void dl_life_free(struct dl_explorer *ex, struct dl_frame *frame, const struct dl_instr *at,
		    const struct dl_model *model, const struct dl_sym *buffer)
{
	struct dl_state *st = frame->state;
	const struct dl_sym *base = dl_sym_pointer_base(buffer);

	(void)model;
	for (uint32_t i = 0; i < st->object_count; i++) {
		struct dl_object *o = &st->objects[i];

		if (dl_end_of(o)->buffer_freed || o->state == DL_OBJ_RELEASED || o->state == DL_OBJ_FAILED)
			continue;
		/* memory of an allocation is its own buffer */
		if (!(dl_model_is_map(o->model) && is_buffer_of(o, base)) &&
		    !is_container_of_aliases(st, o, base))
			continue;
		/* after a round of the loop the same words may name another buffer */
		if ((o->earlier || o->older) && !dl_sym_is_initial(base))
			continue;
		dl_end_of(o)->buffer_freed = true;
		dl_end_of(o)->free_site = at;
		if (dl_model_is_map(o->model) && dl_buffer_hangs_on(o->terms.buf, base))
			dl_end_of(o)->buffer_free = at;
		dl_story_add(ex, st, DL_STORY_FREE, at->loc, o->origin, buffer, false);
	}
}
