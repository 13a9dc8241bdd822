/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of the CPU's that the driver puts into memory which the device can read and write. */
#include <string.h>

#include "base/hash.h"
#include "checks/taint/taint.h"

/* The value is a pointer, or a number made of one; a handle is none. */
static bool is_pointer(const struct dl_reading *r, const struct dl_val *v)
{
	for (int depth = 0; depth < 6 && v->kind == DL_VAL_TEMP; depth++) {
		const struct dl_instr *def = dl_defined(r, v);

		if (v->type && v->type->kind == DL_TYPE_PTR)
			return true;
		if (!def || def->op != DL_OP_CAST)
			return false;
		v = &def->a;
	}
	return false;
}

/* NULL, an error, or I/O memory: nothing that an attacker could want. */
static bool is_known_number(const struct dl_reading *r, const struct dl_val *v)
{
	return v->kind != DL_VAL_TEMP || dl_is_number(r, v);
}

static void look_at(struct dl_taint *t, const struct dl_reading *r, const struct dl_instr *in)
{
	struct dl_word w;
	const char *name, *tag, *dot;
	uint64_t key;
	struct dl_event ev = { .kind = DL_EV_EXPOSED_POINTER, .func = r->func, .at = in, .loc = in->loc };

	if (is_known_number(r, &in->a) || !is_pointer(r, &in->a) || !in->place->type ||
	    in->place->type->size < sizeof(void *) / 2 || !dl_word_of_place(&t->b, r, in->place, &w) || !w.field ||
	    !w.field->record || !dl_ring_word(t->b.rings, &w))
		return;
	ev.grounds.threat = true;
	key = dl_hash_u64(dl_hash_u64(DL_HASH_SEED, (uintptr_t)w.field->record), (uintptr_t)r->func) | 1;
	if (dl_map_has(&t->told, key))
		return;
	dl_map_put(&t->told, key, t);
	name = w.field->record->name ? w.field->record->name : "";
	tag = strchr(name, ' ');
	dot = strrchr(w.field->field, '.');
	ev.tested = dot ? dot + 1 : w.field->field;
	ev.slot = dl_sym_field(t->an->syms, dl_sym_global(t->an->syms, tag ? tag + 1 : name), w.field->record,
			       w.field->field, w.field->offset);
	dl_vec_push(&dl_events_of(t->an)->list, ev);
}

void dl_taint_pointers(struct dl_taint *t)
{
	const struct dl_unit *unit = t->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++)
		for (uint32_t b = 0; b < unit->funcs[f].block_count; b++)
			for (uint32_t i = 0; i < unit->funcs[f].blocks[b].instr_count; i++)
				if (unit->funcs[f].blocks[b].instrs[i].op == DL_OP_STORE)
					look_at(t, dl_reading_of(&t->b, &unit->funcs[f]),
						&unit->funcs[f].blocks[b].instrs[i]);
}
