/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be seen of a unit without exploring it: who calls whom, which
 * functions matter, which fields are tested anywhere, which fields a function
 * may release. Syntactic and generous: it only ever silences.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "engine/program/prescan.h"
#include "engine/program/program.h"
#include "engine/value/place.h"

bool dl_engine_is_dma_function(const struct dl_func *func, const struct dl_models *models)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL && in->callee ?
						   dl_models_find(models, in->callee) : NULL;

			if (m && dl_model_is_dma(m))
				return true;
		}
	}
	return false;
}

/* ---- fields behind temporaries ---- */

static uint64_t place_key(const struct dl_place *place)
{
	for (uint32_t i = place->step_count; i > 0; i--)
		if (place->steps[i - 1].kind == DL_STEP_FIELD)
			return dl_field_key(place->steps[i - 1].record, place->steps[i - 1].field);
	return 0;
}

/* What a set of keys holds for that of a global, which is no field. */
static void *const global_mark = (void *)2;

static void add_var_fields(struct dl_scanned *s, uint32_t var, struct dl_map *out, int depth);
static void add_returned_fields(struct dl_scanned *s, const struct dl_instr *call, struct dl_map *out,
				int depth);

static void add_fields(struct dl_scanned *s, const struct dl_val *val, struct dl_map *out, int depth)
{
	const struct dl_instr *def;

	if (val->kind != DL_VAL_TEMP || depth > 8)
		return;
	def = s->defs[val->num];
	if (!def)
		return;
	if (def->place) {
		uint64_t key = place_key(def->place);

		if (key)
			dl_map_put(out, key, (void *)1);
		else if (def->place->base == DL_BASE_GLOBAL)
			dl_map_put(out, dl_global_key(def->place->name), global_mark);
		else if (def->place->base == DL_BASE_VAR)
			add_var_fields(s, def->place->index, out, depth + 1);
		else if (def->place->base == DL_BASE_TEMP) {
			struct dl_val base = { .kind = DL_VAL_TEMP, .num = def->place->index };

			add_fields(s, &base, out, depth + 1);
		}
	}
	add_fields(s, &def->a, out, depth + 1);
	add_fields(s, &def->b, out, depth + 1);
	for (uint32_t i = 0; i < def->arg_count; i++)
		add_fields(s, &def->args[i], out, depth + 1);
	if (def->op == DL_OP_CALL)
		add_returned_fields(s, def, out, depth + 2);
}

/* An accessor of the unit: what it returns. */
static void add_returned_fields(struct dl_scanned *s, const struct dl_instr *call, struct dl_map *out,
				int depth)
{
	const struct dl_func_info *callee = dl_info_of(s->an, call->callee);
	struct dl_scanned t = { .an = s->an, .func = callee ? callee->func : NULL };

	if (!callee || depth > 6 || !call->type || call->type->kind != DL_TYPE_INT)
		return;
	dl_scanned_begin(&t);
	for (uint32_t b = 0; b < t.func->block_count; b++)
		if (t.func->blocks[b].term.kind == DL_TERM_RETURN)
			add_fields(&t, &t.func->blocks[b].term.cond, out, depth);
}

static void add_var_fields(struct dl_scanned *s, uint32_t var, struct dl_map *out, int depth)
{
	const struct dl_instr *const *stores;
	uint32_t count;

	if (depth > 3)
		return;
	/* a marker for the variable itself: releases of a local array in a loop */
	dl_map_put(out, dl_var_key(s->func, var), (void *)1);
	stores = dl_var_stores(s->an, s->func, var, &count);
	for (uint32_t i = 0; i < count; i++)
		add_fields(s, &stores[i]->a, out, depth + 2);
}

void dl_scanned_fields(struct dl_scanned *s, const struct dl_val *val, struct dl_map *out)
{
	add_fields(s, val, out, 0);
}

/* ---- one function ---- */

static void note_address(struct dl_analysis *an, const struct dl_val *val)
{
	struct dl_func_info *info;

	if (val->kind != DL_VAL_FUNC)
		return;
	info = dl_info_of(an, val->str);
	if (info)
		info->address_taken = true;
}

/* What code out of sight has returned, or an address converted by hand; casts aside. */
static bool is_found(struct dl_scanned *s, const struct dl_val *val, int depth)
{
	const struct dl_instr *def = val->kind == DL_VAL_TEMP ? s->defs[val->num] : NULL;

	if (!def || depth > 6)
		return false;
	if (def->op == DL_OP_CALL) {
		const struct dl_model *m = dl_model_of(s->an, def);

		return m ? m->role == DL_ROLE_CONVERT : !dl_callee_of(s->an, def);
	}
	if (def->op == DL_OP_LOAD && def->place->base == DL_BASE_VAR && !def->place->step_count) {
		uint32_t count;
		const struct dl_instr *const *stores =
			dl_var_stores(s->an, s->func, def->place->index, &count);

		for (uint32_t i = 0; i < count; i++)
			if (!stores[i]->place->step_count && is_found(s, &stores[i]->a, depth + 1))
				return true;
		return false;
	}
	return def->op == DL_OP_CAST && is_found(s, &def->a, depth + 1);
}

static void scan_release(struct dl_scanned *s, const struct dl_instr *in, const struct dl_model *model)
{
	int8_t args[] = { model->arg_handle, model->arg_sg, model->arg_buf, DL_NO_ARG };

	/* dma_pool_destroy(); the pool of dma_pool_free() stays */
	if (model->arg_handle < 0 && model->arg_sg < 0 && model->arg_buf < 0)
		args[3] = model->arg_pool;
	if (!dl_model_ends(model))
		return;
	if (model->arg_handle >= 0 && (uint32_t)model->arg_handle < in->arg_count)
		s->an->releases_found |= is_found(s, &in->args[model->arg_handle], 0);
	for (size_t i = 0; i < sizeof(args); i++)
		if (args[i] >= 0 && (uint32_t)args[i] < in->arg_count)
			add_fields(s, &in->args[args[i]], &s->info->own_releases, 0);
}

static void scan_refresh(struct dl_scanned *s, const struct dl_instr *in, const struct dl_model *model)
{
	int8_t args[] = { model->arg_handle, model->arg_sg };

	for (size_t i = 0; dl_model_refreshes(model) && i < sizeof(args); i++)
		if (args[i] >= 0 && (uint32_t)args[i] < in->arg_count)
			add_fields(s, &in->args[args[i]], &s->an->refreshed_fields, 0);
}

static void note_read(struct dl_scanned *s, const struct dl_instr *at, uint64_t key)
{
	struct dl_field_read *read;

	if (dl_map_has(&s->an->read_fields, key))
		return;
	read = DL_NEW(s->an->arena, struct dl_field_read);
	*read = (struct dl_field_read){ s->func, at };
	dl_map_put(&s->an->read_fields, key, read);
}

/* Whether the step leads into the account of a packet, which is not its data. */
static bool is_of_account(const struct dl_scanned *s, const struct dl_step *step)
{
	return step->kind == DL_STEP_FIELD && step->record && step->record->name &&
	       dl_lexicon_record(&s->an->lexicon, step->record->name) == DL_RECORD_PACKET;
}

/* What keeps the pointer that the place goes through last: its key, 0 when that is no field. */
static uint64_t pointer_key(const struct dl_scanned *s, const struct dl_place *p)
{
	uint32_t n = p->step_count;

	while (n && p->steps[n - 1].kind != DL_STEP_DEREF)
		n--;
	if (n < p->step_count && is_of_account(s, &p->steps[n]))
		return 0;
	return n > 1 ? place_key(&(struct dl_place){ .steps = p->steps, .step_count = n - 1 }) : 0;
}

/* `*p->buf`: the pointer itself is a field's, not one on the way. */
static void scan_load(struct dl_scanned *s, const struct dl_instr *in)
{
	const struct dl_instr *def;
	const struct dl_place *p = in->place;
	uint64_t key;

	if (in->op != DL_OP_LOAD)
		return;
	key = pointer_key(s, p);
	def = p->base == DL_BASE_TEMP && p->index < s->func->temp_count ? s->defs[p->index] : NULL;
	if (!key && def && def->op == DL_OP_LOAD && def->place->step_count &&
	    def->place->steps[def->place->step_count - 1].kind != DL_STEP_DEREF)
		key = place_key(def->place);
	if (key)
		note_read(s, in, key);
}

static bool is_to_device(const struct dl_scanned *s, const struct dl_instr *in, int8_t arg)
{
	return arg >= 0 && (uint32_t)arg < in->arg_count && in->args[arg].kind == DL_VAL_INT &&
	       dl_direction_of(s->an->platform, in->args[arg].num) == DL_DIR_TO_DEVICE;
}

static void scan_access(struct dl_scanned *s, const struct dl_instr *in, const struct dl_model *model)
{
	struct dl_map keys = { 0 };

	s->an->refreshes |= dl_model_refreshes(model);
	s->an->takes_back |= dl_model_gives_back(model) && !is_to_device(s, in, model->arg_dir);
	if (model->role != DL_ROLE_CPU_ACCESS || model->arg_read < 0 ||
	    (uint32_t)model->arg_read >= in->arg_count)
		return;
	add_fields(s, &in->args[model->arg_read], &keys, 0);
	for (size_t i = 0; i < keys.len; i++)
		note_read(s, in, keys.entries[i].key);
	dl_map_free(&keys);
}

uint64_t dl_scanned_params(const struct dl_scanned *s, const struct dl_map *keys)
{
	uint64_t bits = 0;

	for (uint32_t p = 0; p < s->func->param_count && p < 64; p++)
		if (dl_map_has(keys, dl_var_key(s->func, p)))
			bits |= 1ULL << p;
	return bits;
}

/* An argument that the callee gives to a check is checked here. */
static void scan_checked_args(struct dl_scanned *s, const struct dl_instr *in)
{
	const struct dl_func_info *callee = dl_callee_of(s->an, in);

	for (uint32_t i = 0; callee && i < in->arg_count && i < 64; i++)
		if (callee->checks_params >> i & 1)
			add_fields(s, &in->args[i], &s->checked, 0);
}

static void scan_check(struct dl_scanned *s, const struct dl_instr *in)
{
	const struct dl_model *model = in->op == DL_OP_CALL ? dl_model_of(s->an, in) : NULL;

	if (in->op != DL_OP_CALL || dl_callee_of(s->an, in))
		return;
	if (!model && dl_error_predicate(s->an, in))
		for (uint32_t i = 0; i < in->arg_count; i++)
			add_fields(s, &in->args[i], &s->checked, 0);
	if (model && model->role == DL_ROLE_CHECK && model->arg_handle >= 0 && in->arg_count)
		add_fields(s, &in->args[(uint32_t)model->arg_handle < in->arg_count ?
					(uint32_t)model->arg_handle : in->arg_count - 1], &s->checked, 0);
}

/* is_vmalloc_addr(x->buf): the driver sorts its memory by kind. */
static void scan_memory_test(struct dl_scanned *s, const struct dl_instr *in,
			     const struct dl_model *model)
{
	if (model->gives != DL_GIVES_MEMORY_KIND)
		return;
	s->info->tests_memory = true;
	if (model->arg_buf >= 0 && (uint32_t)model->arg_buf < in->arg_count)
		add_fields(s, &in->args[model->arg_buf], &s->an->sorted_memory, 0);
}

static void add_callee(struct dl_scanned *s, struct dl_func_info *callee)
{
	/* who calls a function of this module from another one has neighbours that do, too */
	callee->has_caller |= callee->func->is_foreign || !s->func->is_foreign;
	dl_vec_push(&s->an->callees, callee);
	s->info->callee_count++;
}

static void scan_call(struct dl_scanned *s, const struct dl_instr *in)
{
	const struct dl_model *model = dl_model_of(s->an, in);
	struct dl_func_info *callee = dl_info_of(s->an, in->callee);
	struct dl_func_info *const *targets;
	uint32_t n = dl_callees_of(s->an, in, &targets);

	for (uint32_t i = 0; i < in->arg_count; i++)
		note_address(s->an, &in->args[i]);
	if (callee)
		add_callee(s, callee);
	for (uint32_t i = 0; i < n; i++)
		add_callee(s, targets[i]);
	/* kref_put(&x->ref, release) */
	for (uint32_t i = 0; i < in->arg_count && in->callee && dl_name_undoes(s->an, in->callee); i++)
		if (in->args[i].kind == DL_VAL_FUNC && dl_info_of(s->an, in->args[i].str))
			add_callee(s, dl_info_of(s->an, in->args[i].str));
	scan_check(s, in);
	if (!model || callee)
		return;
	s->info->direct |= dl_model_is_event(model);
	s->info->is_dma |= dl_model_is_dma(model);
	s->info->lends |= dl_model_makes(model) && model->role != DL_ROLE_ALLOC;
	s->info->may_make |= dl_model_makes(model);
	s->info->may_refresh |= dl_model_gives_back(model);
	s->info->may_submit |= model->role == DL_ROLE_MMIO_WRITE ||
			       model->role == DL_ROLE_HANDBACK ||
			       (model->role == DL_ROLE_CPU_ACCESS && model->memory == DL_MEM_IOMEM);
	s->info->may_wait |= model->role == DL_ROLE_WAIT;
	scan_release(s, in, model);
	scan_memory_test(s, in, model);
	scan_refresh(s, in, model);
	scan_access(s, in, model);
}

/* The result of a function that only begins something. */
static bool is_async(const struct dl_scanned *s, const struct dl_val *val)
{
	return val->kind == DL_VAL_INT && val->num < 0 && val->num == s->an->platform->async;
}

/* A store in a field or global, or its address, which others may store through. */
static void note_writer(struct dl_scanned *s, const struct dl_instr *in)
{
	uint64_t key = in->place && (in->op == DL_OP_STORE || in->op == DL_OP_ADDR) ? place_key(in->place) : 0;
	bool clears = in->op == DL_OP_STORE && in->a.kind == DL_VAL_INT && in->a.num == 0;
	struct dl_map *writers;

	if (!key && in->place && (in->op == DL_OP_STORE || in->op == DL_OP_ADDR) &&
	    in->place->base == DL_BASE_GLOBAL && !in->place->step_count)
		key = dl_global_key(in->place->name);
	if (!key || clears)
		return;
	writers = dl_map_get(&s->an->field_writers, key);
	if (!writers) {
		writers = DL_NEW(s->an->arena, struct dl_map);
		dl_map_put(&s->an->field_writers, key, writers);
	}
	if (in->op == DL_OP_ADDR || !dl_map_has(writers, (uintptr_t)s->info))
		dl_map_put(writers, (uintptr_t)s->info, in->op == DL_OP_ADDR ? (void *)1 : NULL);
}

static void scan_instr(struct dl_scanned *s, const struct dl_instr *in)
{
	const struct dl_step *last;

	note_writer(s, in);

	s->info->instr_count++;
	s->info->is_async |= is_async(s, &in->a) || is_async(s, &in->b);
	note_address(s->an, &in->a);
	note_address(s->an, &in->b);
	scan_load(s, in);
	if (in->op == DL_OP_CALL)
		scan_call(s, in);
	if (in->op != DL_OP_STORE || !in->place->step_count)
		return;
	last = &in->place->steps[in->place->step_count - 1];
	if (last->kind == DL_STEP_FIELD && last->record)
		s->info->direct |= dl_lexicon_field_role(&s->an->lexicon, last->record->name,
							 last->field) == DL_ROLE_SINK;
}

static bool is_loop_bound(const struct dl_scanned *s, const struct dl_cfg *cfg, uint32_t block)
{
	const struct dl_term *term = &s->func->blocks[block].term;
	const struct dl_instr *def;

	if (!dl_cfg_is_head(cfg, block) || term->cond.kind != DL_VAL_TEMP)
		return false;
	def = s->defs[term->cond.num];
	return def && def->op == DL_OP_BIN &&
	       (def->sub == DL_BIN_LT || def->sub == DL_BIN_GT || def->sub == DL_BIN_LE ||
		def->sub == DL_BIN_GE || def->sub == DL_BIN_NE);
}

#define FEW_BLOCKS 25

static bool is_param_marker(const struct dl_scanned *s, uint64_t key)
{
	for (uint32_t p = 0; p < s->func->param_count; p++)
		if (key == dl_var_key(s->func, p))
			return true;
	return false;
}

static bool only_logs(const struct dl_scanned *s, const struct dl_block *block, uint32_t next)
{
	bool logs = false;

	if (block->term.kind != DL_TERM_JUMP || block->term.targets[0] != next)
		return false;
	for (uint32_t i = 0; i < block->instr_count; i++) {
		const struct dl_instr *in = &block->instrs[i];
		const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(s->an, in) : NULL;

		if (in->op == DL_OP_STORE || in->op == DL_OP_ZERO || in->op == DL_OP_ASM ||
		    (in->op == DL_OP_CALL && (!m || (m->role != DL_ROLE_LOG && m->role != DL_ROLE_PURE))))
			return false;
		logs |= m && m->role == DL_ROLE_LOG;
	}
	return logs;
}

/* The branch decides about a message and nothing else: how much the driver says. */
static bool is_about_messages(const struct dl_scanned *s, const struct dl_term *term)
{
	const struct dl_block *blocks = s->func->blocks;

	return term->kind == DL_TERM_BRANCH &&
	       (only_logs(s, &blocks[term->targets[0]], term->targets[1]) ||
		only_logs(s, &blocks[term->targets[1]], term->targets[0]));
}

/*
 * A branch's facts are worth keeping where another branch, or the result, is about the same variable,
 * global or field: the others only multiply states. Small functions keep all, their summaries need the
 * guards.
 */
static void find_kept_facts(struct dl_scanned *s)
{
	uint32_t n = s->func->block_count;
	struct dl_map *keys = dl_xcalloc(n + 1, sizeof(*keys));
	struct dl_map counts = { 0 };

	s->info->keeps_fact = DL_NEW_ARRAY(s->an->arena, bool, n + 1);
	for (uint32_t b = 0; b < n; b++) {
		const struct dl_term *term = &s->func->blocks[b].term;

		s->info->keeps_fact[b] = n <= FEW_BLOCKS;
		/* every caller asks about the result */
		if (term->kind != DL_TERM_BRANCH && term->kind != DL_TERM_SWITCH &&
		    term->kind != DL_TERM_RETURN)
			continue;
		if (n > FEW_BLOCKS && is_about_messages(s, term))
			continue;
		add_fields(s, &term->cond, &keys[b], 0);
		for (size_t k = 0; k < keys[b].len; k++) {
			uint64_t key = keys[b].entries[k].key;

			dl_map_put(&counts, key, (void *)((uintptr_t)dl_map_get(&counts, key) + 1));
		}
	}
	for (uint32_t b = 0; b < n; b++) {
		for (size_t k = 0; k < keys[b].len; k++)
			s->info->keeps_fact[b] |=
				(uintptr_t)dl_map_get(&counts, keys[b].entries[k].key) > 1 ||
				is_param_marker(s, keys[b].entries[k].key);
		dl_map_free(&keys[b]);
	}
	dl_map_free(&counts);
	free(keys);
}

static void poison(struct dl_scanned *s)
{
	for (uint32_t b = 0; b < s->func->block_count; b++) {
		for (uint32_t i = 0; i < s->func->blocks[b].instr_count; i++) {
			const struct dl_place *p = s->func->blocks[b].instrs[i].place;

			if (p && place_key(p))
				dl_map_put(&s->an->poisoned_fields, place_key(p), (void *)1);
			else if (p && p->base == DL_BASE_GLOBAL)
				dl_map_put(&s->an->poisoned_fields, dl_global_key(p->name), global_mark);
		}
	}
}

void dl_scanned_begin(struct dl_scanned *s)
{
	s->defs = dl_defs_of(s->an, s->func);
}

static void scan_function(struct dl_analysis *an, struct dl_func_info *info)
{
	const struct dl_func *func = info->func;
	struct dl_scanned s = { .an = an, .info = info, .func = func };

	dl_scanned_begin(&s);
	info->first_callee = (uint32_t)an->callees.len;
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
			scan_instr(&s, &func->blocks[b].instrs[i]);
	info->cfg = dl_cfg_build(func, an->arena);
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_term *term = &func->blocks[b].term;

		info->is_async |= term->kind == DL_TERM_RETURN && is_async(&s, &term->cond);
		if ((term->kind == DL_TERM_BRANCH || term->kind == DL_TERM_SWITCH) &&
		    !is_loop_bound(&s, info->cfg, b))
			add_fields(&s, &term->cond, &an->tested_fields, 0);
	}
	info->checks_params = dl_scanned_params(&s, &s.checked);
	info->checks = s.checked.len > 0;
	find_kept_facts(&s);
	if (func->degradation_count)
		poison(&s);
	dl_map_free(&s.checked);
}

/* Which fields the function checks: those it gives to a predicate, its own or the kernel's. */
static void scan_checks(struct dl_analysis *an, struct dl_func_info *info)
{
	const struct dl_func *func = info->func;
	struct dl_scanned s = { .an = an, .info = info, .func = func };

	/* A function that makes and checks looks after what it makes: others' is not its matter. */
	if (info->lends)
		return;
	dl_scanned_begin(&s);
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			scan_checked_args(&s, in);
			scan_check(&s, in);
		}
	}
	for (size_t i = 0; i < s.checked.len; i++)
		dl_map_put(&an->checked_fields, s.checked.entries[i].key, (void *)1);
	info->checks_params |= dl_scanned_params(&s, &s.checked);
	dl_map_free(&s.checked);
}

void dl_prescan(struct dl_analysis *an)
{
	const struct dl_unit *unit = an->unit;

	an->funcs = DL_NEW_ARRAY(an->arena, struct dl_func_info, unit->func_count + 1);
	for (uint32_t i = 0; i < unit->func_count; i++) {
		an->funcs[i].func = &unit->funcs[i];
		/* what the models say of a function goes before another module's code */
		if (!unit->funcs[i].is_foreign || !dl_models_find(an->options->models, unit->funcs[i].symbol))
			dl_map_put(&an->by_name, (uintptr_t)unit->funcs[i].symbol, &an->funcs[i]);
	}
	for (uint32_t g = 0; g < unit->global_count; g++) {
		for (uint32_t r = 0; r < unit->globals[g].ref_count; r++) {
			struct dl_func_info *info = dl_info_of(an, unit->globals[g].refs[r].func);

			if (info)
				info->address_taken = true;
		}
	}
	dl_points_to_prescan(an);
	dl_callbacks_prescan(an);
	for (uint32_t i = 0; i < unit->func_count; i++)
		scan_function(an, &an->funcs[i]);
	/* twice: a wrapper of a wrapper */
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < unit->func_count; i++)
			scan_checks(an, &an->funcs[i]);
	dl_inherit(an);
	dl_limits_prescan(an);
	dl_origin_prescan(an);
}
