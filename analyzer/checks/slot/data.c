/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A number in place of what the device's own data says: several globals of the unit describe one kind of device
 * each, and no function sets the field. The memory was made with as many elements as the field says, and is
 * ended with as many as the number does, which is right for some of the devices at most.
 */
#include "checks/slot/slot.h"
#include "engine/value/place.h"

#define MAX_ATOMS 6

struct product {
	int64_t constant;
	uint32_t count;
	const struct dl_sym *atoms[MAX_ATOMS];
	bool unknown;
};

static void multiply(struct product *p, const struct dl_sym *s, int depth)
{
	s = dl_sym_strip(s);
	if (s->kind == DL_SYM_BIN && s->sub == DL_BIN_MUL && depth < MAX_ATOMS) {
		multiply(p, s->a, depth + 1);
		multiply(p, s->b, depth + 1);
	} else if (s->kind == DL_SYM_BIN && s->sub == DL_BIN_SHL && s->b->kind == DL_SYM_INT && s->b->num >= 0 &&
		   s->b->num < 31 && depth < MAX_ATOMS) {
		multiply(p, s->a, depth + 1);
		p->unknown |= __builtin_mul_overflow(p->constant, INT64_C(1) << s->b->num, &p->constant);
	} else if (s->kind == DL_SYM_INT) {
		p->unknown |= s->num <= 0 || __builtin_mul_overflow(p->constant, s->num, &p->constant);
	} else if (p->count < MAX_ATOMS) {
		p->atoms[p->count++] = s;
	} else {
		p->unknown = true;
	}
}

/* Take what @b has, too, out of @a. */
static void divide(struct product *a, struct product *b)
{
	for (uint32_t i = 0; i < a->count;) {
		uint32_t k = 0;

		while (k < b->count && b->atoms[k] != a->atoms[i])
			k++;
		if (k == b->count) {
			i++;
			continue;
		}
		a->atoms[i] = a->atoms[--a->count];
		b->atoms[k] = b->atoms[--b->count];
	}
}

/* Only initialisers say what the field holds, and there are some of them. */
static bool is_data(struct dl_analysis *an, const struct dl_sym *value)
{
	const struct dl_sym *field = value->kind == DL_SYM_LOAD && value->a->kind == DL_SYM_FIELD ? value->a : NULL;
	const struct dl_map *writers;
	uint32_t count = 0;

	if (!field || !field->record || field->record->is_core)
		return false;
	writers = dl_map_get(&an->field_writers, dl_loc_key(field));
	for (uint32_t i = 0; i < an->unit->global_count; i++) {
		const struct dl_global *g = &an->unit->globals[i];

		count += g->is_definition && g->is_const && g->type && g->type->kind == DL_TYPE_RECORD &&
			 g->type->record == field->record;
	}
	return count > 1 && (!writers || !writers->len);
}

bool dl_size_is_number_for_data(struct dl_analysis *an, const struct dl_sym *made, const struct dl_sym *ended)
{
	struct product m = { .constant = 1 }, e = { .constant = 1 };

	if (!made || !ended)
		return false;
	multiply(&m, made, 0);
	multiply(&e, ended, 0);
	divide(&m, &e);
	return !m.unknown && !e.unknown && m.count == 1 && !e.count && e.constant > m.constant &&
	       e.constant % m.constant == 0 && is_data(an, m.atoms[0]);
}
