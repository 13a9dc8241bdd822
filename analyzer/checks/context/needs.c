/* SPDX-License-Identifier: Apache-2.0 */
/* On which conditions a call happens, and what its flags say, in terms of the function's parameters. */
#include "checks/context/context.h"

#define MAX_DEPTH 6

static const struct dl_instr *def_of(const struct dl_context_reader *r, const struct dl_val *val)
{
	return val->kind == DL_VAL_TEMP ? r->scanned.defs[val->num] : NULL;
}

/* ---- variables ---- */

static bool is_whole(const struct dl_place *p, uint32_t var)
{
	return p && p->base == DL_BASE_VAR && p->index == var && !p->step_count;
}

/* Call @visit for each value that is stored in the variable, until it returns true; true where others may store. */
static bool any_stored(const struct dl_context_reader *r, uint32_t var,
		       bool (*visit)(const struct dl_context_reader *r, uint32_t var, const struct dl_val *val, int depth),
		       int depth)
{
	const struct dl_func *func = r->scanned.func;

	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op != DL_OP_STORE && in->op != DL_OP_ADDR && in->op != DL_OP_ZERO)
				continue;
			if (is_whole(in->place, var) && (in->op != DL_OP_STORE || visit(r, var, &in->a, depth)))
				return true;
		}
	return false;
}

static bool yes(const struct dl_context_reader *r, uint32_t var, const struct dl_val *val, int depth)
{
	(void)r;
	(void)var;
	(void)val;
	(void)depth;
	return true;
}

/* The value is one that a variable has: which; UINT32_MAX: none. */
static uint32_t variable_of(const struct dl_context_reader *r, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(r, val);

	while (def && def->op == DL_OP_CAST)
		def = def_of(r, &def->a);
	return def && def->op == DL_OP_LOAD && def->place->base == DL_BASE_VAR && !def->place->step_count ?
	       def->place->index : UINT32_MAX;
}

int dl_param_of(const struct dl_context_reader *r, const struct dl_val *val)
{
	uint32_t var = variable_of(r, val);

	return var < r->scanned.func->param_count && !any_stored(r, var, yes, 0) ? (int)var : -1;
}

/* ---- flags ---- */

static bool may_not_sleep(const struct dl_context_reader *r, uint32_t var, const struct dl_val *val, int depth);

static enum dl_flags flags_of(const struct dl_context_reader *r, const struct dl_val *val, int *param, int depth)
{
	const struct dl_instr *def = def_of(r, val);
	const struct dl_constant_list *sleep = &r->c->an->platform->sleep_flags;
	enum dl_flags a, b;

	*param = -1;
	if (val->kind == DL_VAL_INT)
		return dl_first_flag(sleep, val->num) ? DL_FLAGS_SLEEP : DL_FLAGS_UNKNOWN;
	if (!def || depth > MAX_DEPTH)
		return DL_FLAGS_UNKNOWN;
	if (def->op == DL_OP_CAST)
		return flags_of(r, &def->a, param, depth + 1);
	if (def->op == DL_OP_BIN && def->sub == DL_BIN_OR) {
		a = flags_of(r, &def->a, param, depth + 1);
		if (a == DL_FLAGS_SLEEP || (a == DL_FLAGS_PARAM && def->b.kind == DL_VAL_INT &&
					    !dl_first_flag(sleep, def->b.num)))
			return a;
		b = flags_of(r, &def->b, param, depth + 1);
		return b == DL_FLAGS_SLEEP || def->a.kind == DL_VAL_INT ? b : DL_FLAGS_UNKNOWN;
	}
	/* flags & ~__GFP_ZERO */
	if (def->op == DL_OP_BIN && def->sub == DL_BIN_AND && def->b.kind == DL_VAL_INT)
		return dl_first_flag(sleep, def->b.num) ? flags_of(r, &def->a, param, depth + 1) : DL_FLAGS_UNKNOWN;
	if (variable_of(r, val) == UINT32_MAX)
		return DL_FLAGS_UNKNOWN;
	*param = dl_param_of(r, val);
	if (*param >= 0)
		return DL_FLAGS_PARAM;
	return variable_of(r, val) >= r->scanned.func->param_count &&
	       any_stored(r, variable_of(r, val), yes, 0) &&
	       !any_stored(r, variable_of(r, val), may_not_sleep, depth + 1) ? DL_FLAGS_SLEEP : DL_FLAGS_UNKNOWN;
}

static bool may_not_sleep(const struct dl_context_reader *r, uint32_t var, const struct dl_val *val, int depth)
{
	const struct dl_instr *def = def_of(r, val);
	int param;

	/* flags |= __GFP_NOWARN */
	if (def && def->op == DL_OP_BIN && def->sub == DL_BIN_OR && variable_of(r, &def->a) == var)
		return false;
	return flags_of(r, val, &param, depth) != DL_FLAGS_SLEEP;
}

enum dl_flags dl_flags_of(const struct dl_context_reader *r, const struct dl_val *val, int *param)
{
	return flags_of(r, val, param, 0);
}

/* ---- conditions ---- */

static bool is_mark(const struct dl_context_reader *r, const struct dl_val *val, int depth);

static bool stores_mark(const struct dl_context_reader *r, uint32_t var, const struct dl_val *val, int depth)
{
	(void)var;
	return is_mark(r, val, depth);
}

static bool is_mark_call(const struct dl_context_reader *r, const struct dl_instr *in)
{
	return in->pure || (in->callee && dl_name_means(r->c->an, DL_WORD_ASKS, in->callee));
}

/* It says something that was so before the function: a field, a flag, an answer. */
static bool is_mark(const struct dl_context_reader *r, const struct dl_val *val, int depth)
{
	const struct dl_instr *def = def_of(r, val);
	uint32_t var = variable_of(r, val);

	if (!def || depth > MAX_DEPTH)
		return val->kind == DL_VAL_UNKNOWN;
	if (var != UINT32_MAX)
		return var < r->scanned.func->param_count || any_stored(r, var, stores_mark, depth + 1);
	switch (def->op) {
	case DL_OP_CALL: return is_mark_call(r, def);
	case DL_OP_BIN: return is_mark(r, &def->a, depth + 1) || is_mark(r, &def->b, depth + 1);
	case DL_OP_UN:
	case DL_OP_CAST:
	case DL_OP_CONTAINER: return is_mark(r, &def->a, depth + 1);
	case DL_OP_ADDR: return false;
	default: return true;
	}
}

static bool is_same(const struct dl_need *a, const struct dl_need *b)
{
	return a->field == b->field && a->param == b->param;
}

static bool excludes(const struct dl_need *a, const struct dl_need *b)
{
	return a->differs != b->differs ? a->value == b->value : !a->differs && a->value != b->value;
}

/* False: one of the first @known rules it out. */
static bool add_need(struct dl_sleep *s, struct dl_need need, uint32_t known)
{
	s->guarded |= need.field || s->need_count == DL_MAX_NEEDS;
	for (uint32_t i = 0; i < known; i++)
		if (is_same(&s->needs[i], &need) && excludes(&s->needs[i], &need))
			return false;
	if (s->need_count < DL_MAX_NEEDS)
		s->needs[s->need_count++] = need;
	return true;
}

/* The key of the field that the place ends with, or is an element of; 0: of none. */
static uint64_t key_of(const struct dl_place *p)
{
	for (uint32_t i = p->step_count; i > 0 && p->steps[i - 1].kind != DL_STEP_DEREF; i--)
		if (p->steps[i - 1].kind == DL_STEP_FIELD)
			return p->steps[i - 1].record ? dl_field_key(p->steps[i - 1].record, p->steps[i - 1].field) : 0;
	return 0;
}

/* The same of the place that the value was read from. */
static uint64_t field_of(const struct dl_context_reader *r, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(r, val);

	return def && def->op == DL_OP_LOAD ? key_of(def->place) : 0;
}

static bool is_element(const struct dl_context_reader *r, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(r, val);

	return def && def->place && def->place->step_count &&
	       def->place->steps[def->place->step_count - 1].kind == DL_STEP_INDEX;
}

/* What the field that the value was read from was set to right before: in the same block. NULL: not known. */
static const struct dl_val *just_stored(const struct dl_context_reader *r, const struct dl_val *val)
{
	const struct dl_instr *def = def_of(r, val);
	uint32_t b = def ? dl_cfg_block_of(r->scanned.func, def) : UINT32_MAX;
	uint64_t key = field_of(r, val);

	if (!key || b == UINT32_MAX)
		return NULL;
	for (const struct dl_instr *in = def; in-- > r->scanned.func->blocks[b].instrs;)
		if (in->op == DL_OP_STORE && key_of(in->place) == key)
			return &in->a;
	return NULL;
}

/* @cond holds, or does not: what that asks of a parameter or field. False: one of the first @known rules it out. */
static bool add_condition(const struct dl_context_reader *r, const struct dl_val *cond, bool holds, struct dl_sleep *s,
			  uint32_t known)
{
	struct dl_need need = { .differs = holds };
	const struct dl_val *val = cond;
	int param;

	for (const struct dl_instr *def = def_of(r, val); def; def = def_of(r, val)) {
		if (def->op == DL_OP_UN && def->sub == DL_UN_LNOT && !need.value) {
			need.differs = !need.differs;
		} else if (def->op == DL_OP_BIN && (def->sub == DL_BIN_EQ || def->sub == DL_BIN_NE) &&
			   def->b.kind == DL_VAL_INT && !need.value) {
			need.differs = need.differs != (def->sub == DL_BIN_EQ);
			need.value = def->b.num;
		} else if (def->op != DL_OP_CAST) {
			break;
		}
		val = &def->a;
	}
	if (just_stored(r, val))
		val = just_stored(r, val);
	/* of elements one is another one's condition */
	need.field = is_element(r, val) ? 0 : field_of(r, val);
	param = dl_param_of(r, val);
	if (param >= 0)
		need.param = (uint32_t)param;
	if (param < 0 && !need.field)
		s->guarded |= is_mark(r, val, 0);
	else if (need.field || !need.differs || need.value ||
		 r->scanned.func->vars[param].type->kind != DL_TYPE_PTR)
		return add_need(s, need, known);
	return true;
}

/* Whether a loop goes on is no condition, neither in it nor behind it. */
static bool is_bound(const struct dl_cfg *cfg, uint32_t b, const struct dl_term *t)
{
	for (uint32_t k = 0; k < t->target_count; k++)
		if (dl_cfg_back_edge(cfg, b, t->targets[k]) >= 0)
			return true;
	return dl_cfg_is_head(cfg, b);
}

bool dl_needs_find(const struct dl_context_reader *r, uint32_t block, struct dl_sleep *s)
{
	const struct dl_func *func = r->scanned.func;
	/* the callee's: those of the function itself may hold one after the other */
	uint32_t known = s->need_count;

	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_term *t = &func->blocks[b].term;
		uint32_t leading = 0, which = 0;

		if (t->target_count < 2 || b == block || !r->before[b].is_reached ||
		    is_bound(r->scanned.info->cfg, b, t) || !dl_cfg_reaches(func, b, block, UINT32_MAX))
			continue;
		for (uint32_t k = 0; k < t->target_count; k++)
			if (t->targets[k] == block || dl_cfg_reaches(func, t->targets[k], block, b)) {
				leading++;
				which = k;
			}
		if (leading == t->target_count)
			continue;
		if (t->kind != DL_TERM_BRANCH)
			s->guarded |= is_mark(r, &t->cond, 0);
		else if (!add_condition(r, &t->cond, which == 0, s, known))
			return false;
	}
	return true;
}

bool dl_needs_of_call(const struct dl_context_reader *r, const struct dl_instr *in,
		      const struct dl_sleep *inner, struct dl_sleep *s)
{
	s->guarded |= inner->guarded;
	for (uint32_t i = 0; i < inner->need_count; i++) {
		struct dl_need need = inner->needs[i];
		const struct dl_val *arg = !need.field && need.param < in->arg_count ? &in->args[need.param] : NULL;
		int param = arg ? dl_param_of(r, arg) : -1;

		if (need.field) {
			add_need(s, need, 0);
		} else if (arg && arg->kind == DL_VAL_INT) {
			if ((arg->num == need.value) == need.differs)
				return false;
		} else if (param >= 0) {
			need.param = (uint32_t)param;
			if (!add_need(s, need, s->need_count))
				return false;
		} else {
			s->guarded = true;
		}
	}
	return true;
}
