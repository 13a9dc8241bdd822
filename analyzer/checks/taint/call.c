/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: of the unit, by their summaries; of the kernel, by what the models say of their arguments. */
#include "checks/taint/taint.h"

static struct dl_taint_summary *summary_of(struct dl_taint *t, const struct dl_instr *in,
					   const struct dl_func_info **callee)
{
	*callee = dl_callee_of(t->an, in);
	return *callee ? &t->summaries[*callee - t->an->funcs] : NULL;
}

static struct dl_tainted given(struct dl_taint_walk *w, const struct dl_instr *in, struct dl_taint_origin origin,
			       uint64_t num, const struct dl_type *type)
{
	uint32_t atom = dl_atom_of(w, &(struct dl_atom){
		.kind = DL_ATOM_CALL, .at = in, .num = num, .origin = origin, .base = DL_NO_ATOM,
		.count = type ? type->size * 8 : 64 });

	dl_atoms_reopen(w, atom);
	return dl_tainted_by(atom, type);
}

/* `f(&x)`: where the walk keeps x. */
static struct dl_tainted *behind(struct dl_taint_walk *w, const struct dl_val *arg, const struct dl_type **type)
{
	const struct dl_instr *def = dl_defined_as(w->r, arg);
	uint32_t slot = def && def->op == DL_OP_ADDR ? dl_taint_slot(w, def->place) : DL_NO_VAR;

	if (slot == DL_NO_VAR)
		return NULL;
	*type = def->place->type;
	return &w->now.values[slot];
}

static struct dl_tainted call_own(struct dl_taint_walk *w, const struct dl_instr *in,
				  const struct dl_taint_summary *s)
{
	struct dl_tainted result = { 0 };
	const struct dl_type *type;

	for (uint32_t i = 0; i < s->unsafe_count; i++)
		if (s->unsafe[i].param < in->arg_count) {
			struct dl_tainted v = dl_tainted_of(w, &in->args[s->unsafe[i].param]);

			dl_taint_use_below(w, &s->unsafe[i], &v, in);
		}
	for (uint32_t k = 0; k < in->arg_count && k < 64; k++) {
		struct dl_tainted v = dl_tainted_of(w, &in->args[k]);

		if (s->checks >> k & 1)
			dl_atoms_close(w, &v);
		if (s->returns >> k & 1)
			dl_tainted_join(&result, &v);
		if (k < DL_MAX_OUT && s->out[k].at) {
			struct dl_tainted *to = behind(w, &in->args[k], &type);

			if (to) {
				*to = given(w, in, s->out[k], k + 1, type);
				to->how |= DL_HOW_SET;
			}
		}
	}
	if (s->origin.at) {
		struct dl_tainted v = given(w, in, s->origin, 0, in->type);

		v.max = s->max < v.max ? s->max : v.max;
		v.how |= s->plain ? 0 : DL_HOW_VAGUE;
		dl_tainted_join(&result, &v);
	}
	result.how &= ~(unsigned int)DL_HOW_SET;
	return result;
}

/* `memcpy(&local, desc, n)` */
static void copy(struct dl_taint_walk *w, const struct dl_instr *in, const struct dl_model *m)
{
	const struct dl_type *type = NULL;
	struct dl_tainted *to, v;

	if (m->arg_write < 0 || m->arg_read < 0 || (uint32_t)m->arg_write >= in->arg_count ||
	    (uint32_t)m->arg_read >= in->arg_count || m->reaches)
		return;
	to = behind(w, &in->args[m->arg_write], &type);
	if (!to)
		return;
	if (!dl_taint_read(w, in, NULL, &in->args[m->arg_read], type, &v))
		v = (struct dl_tainted){ 0 };
	*to = v;
	to->how |= DL_HOW_SET;
}

/* Room that the memory behind the pointer has; 0: not known. */
static uint64_t room_of(struct dl_taint_walk *w, const struct dl_val *arg)
{
	const struct dl_instr *def = dl_defined_as(w->r, arg);
	const struct dl_type *type = def && def->op == DL_OP_ADDR ? def->place->type : NULL;

	return type && type->kind == DL_TYPE_ARRAY && type->count > 1 ? type->size + 1 : 0;
}

static void use_argument(struct dl_taint_walk *w, const struct dl_instr *in, int arg, enum dl_taint_use use,
			 uint64_t limit)
{
	struct dl_tainted v;

	if (arg < 0 || (uint32_t)arg >= in->arg_count)
		return;
	v = dl_tainted_of(w, &in->args[arg]);
	dl_taint_use(w, use, &v, limit, in, &in->loc);
}

/* Pointers that the function follows. */
static void use_pointer(struct dl_taint_walk *w, const struct dl_instr *in, int arg)
{
	struct dl_tainted v;

	if (arg < 0 || (uint32_t)arg >= in->arg_count)
		return;
	v = dl_tainted_of(w, &in->args[arg]);
	if (v.how & (DL_HOW_MOVED | DL_HOW_MADE))
		dl_taint_use(w, v.how & DL_HOW_MADE ? DL_TAINT_POINTER : DL_TAINT_OFFSET, &v, 0, in, &in->loc);
}

/* What is allocated is as large as the value says: from here on it is a size like any other. */
static void allocate(struct dl_taint_walk *w, const struct dl_instr *in, const struct dl_model *m)
{
	for (uint32_t k = 0; k < in->arg_count; k++) {
		struct dl_tainted v = dl_tainted_of(w, &in->args[k]);

		if (dl_atoms_none(&v.atoms))
			continue;
		if ((int)k == m->arg_size)
			dl_taint_use(w, DL_TAINT_ALLOCATION, &v, UINT64_C(1) << 31, in, &in->loc);
		dl_atoms_close(w, &v);
	}
}

static void use_arguments(struct dl_taint_walk *w, const struct dl_instr *in, const struct dl_model *m)
{
	switch (m->role) {
	case DL_ROLE_CPU_ACCESS:
		use_argument(w, in, m->arg_size, DL_TAINT_LENGTH,
			     m->arg_write >= 0 && (uint32_t)m->arg_write < in->arg_count && !m->reaches ?
			     room_of(w, &in->args[m->arg_write]) : 0);
		use_pointer(w, in, m->arg_read);
		use_pointer(w, in, m->arg_write);
		return;
	case DL_ROLE_NONE:
		if (m->adds_to)
			use_argument(w, in, m->arg_size, DL_TAINT_LENGTH, 0);
		return;
	case DL_ROLE_UNMAP:
	case DL_ROLE_SYNC_CPU:
	case DL_ROLE_SYNC_DEVICE:
		use_argument(w, in, m->arg_handle, DL_TAINT_UNMAP, 0);
		use_argument(w, in, m->arg_size, DL_TAINT_UNMAP, 0);
		return;
	case DL_ROLE_ALLOC:
	case DL_ROLE_BUFFER_ALLOC: allocate(w, in, m); return;
	case DL_ROLE_PURE:
		if (m->gives == DL_GIVES_POINTER)
			use_argument(w, in, m->arg_page, DL_TAINT_POINTER, 0);
		return;
	default: return;
	}
}

/* `get_unaligned_le32(p)` */
static bool is_load(const struct dl_model *m)
{
	return m->role == DL_ROLE_CPU_ACCESS && m->arg_read == 0 && m->arg_write < 0 && m->arg_size < 0;
}

/* What is computed of the arguments: `le32_to_cpup(&desc->len)`, `fswab32(x)`. */
static struct dl_tainted computed(struct dl_taint_walk *w, const struct dl_instr *in)
{
	struct dl_tainted result = { 0 };

	for (uint32_t k = 0; k < in->arg_count; k++) {
		struct dl_tainted v = dl_tainted_of(w, &in->args[k]);

		if (in->args[k].type && in->args[k].type->kind == DL_TYPE_PTR &&
		    !dl_taint_read(w, in, NULL, &in->args[k], in->type, &v))
			continue;
		dl_tainted_join(&result, &v);
	}
	if (dl_atoms_none(&result.atoms))
		return result;
	result.max = dl_type_max(in->type) < result.max ? dl_type_max(in->type) : result.max;
	for (uint32_t k = 0; k < in->arg_count; k++)
		result.how |= in->args[k].kind == DL_VAL_INT ? DL_HOW_VAGUE : 0;
	return result;
}

struct dl_tainted dl_taint_call(struct dl_taint_walk *w, const struct dl_instr *in)
{
	const struct dl_func_info *callee;
	struct dl_taint_summary *s = summary_of(w->t, in, &callee);
	const struct dl_model *m = dl_model_of(w->t->an, in);
	bool is_number = in->type && in->type->kind != DL_TYPE_PTR && in->type->kind != DL_TYPE_VOID;

	if (s && !m) {
		if (s->progress == DL_NOT_EXPLORED) {
			s->progress = DL_EXPLORING;
			dl_taint_walk_function(w->t, callee->func);
			s->progress = DL_EXPLORED;
		}
		return call_own(w, in, s);
	}
	if (m) {
		use_arguments(w, in, m);
		if (m->role == DL_ROLE_CPU_ACCESS)
			copy(w, in, m);
	}
	if (is_number && ((m && (m->role == DL_ROLE_PURE || is_load(m))) || in->pure))
		return computed(w, in);
	return (struct dl_tainted){ 0 };
}
