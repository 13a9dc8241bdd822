/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How memory gets from where it is known to DMA: the calls down to the sink, and the call that starts the
 * transfer where the sink is a field of a record.
 */
#include <string.h>

#include "engine/path/summary.h"
#include "engine/program/cfg.h"
#include "checks/event/internal.h"

/* The parameter that a value of a summary hangs on; -1: none. */
static int parameter_of(const struct dl_func *func, const struct dl_sym *value)
{
	for (int n = 0; value && n < 12; n++) {
		if (value->kind == DL_SYM_VAR && value->site == func && value->num < func->param_count)
			return (int)value->num;
		value = value->a;
	}
	return -1;
}

/* The argument speaks of @name. */
static bool is_about(struct dl_report *r, const struct dl_sink_step *s, int arg, const char *name)
{
	const char *text = name ? dl_written_arg(r, s->func, s->at, arg) : NULL;
	size_t n = name ? strcspn(name, ".") : 0;

	for (; text && (text = strstr(text, name)) != NULL; text++)
		if (!strncmp(text, name, n))
			return true;
	return false;
}

/* What the callee of @s does with the memory; false: @s is the sink itself. */
static bool step_down(struct dl_report *r, const struct dl_model *sink, const char *name,
		      const struct dl_sink_step *s, struct dl_sink_step *next)
{
	const struct dl_func_info *callee = s->at->op == DL_OP_CALL ? dl_callee_of(r->an, s->at) : NULL;
	const struct dl_effect *best = NULL;
	bool sure = false;

	for (uint32_t i = 0; callee && callee->summary && i < callee->summary->case_count && !sure; i++) {
		const struct dl_summary_case *c = &callee->summary->cases[i];

		for (uint32_t k = 0; k < c->effect_count && !sure; k++) {
			const struct dl_effect *e = &c->effects[k];

			if (e->kind != DL_EFFECT_SINK || e->model != sink || !e->at || !e->func)
				continue;
			sure = is_about(r, s, parameter_of(callee->func, e->value), name);
			best = !best || sure ? e : best;
		}
	}
	if (!best)
		return false;
	*next = (struct dl_sink_step){ best->func, best->at,
				       parameter_of(callee->func, best->value) };
	return true;
}

static bool starts(const struct dl_model *sink, const struct dl_instr *in)
{
	for (size_t i = 0; in->callee && i < sink->pair_count; i++)
		if (!strcmp(in->callee, sink->pairs[i]))
			return true;
	return false;
}

/* The first call of @func from block @from and instruction @after on that starts the transfer, or leads there. */
static const struct dl_instr *find_start(struct dl_report *r, const struct dl_model *sink,
					 const struct dl_func *func, uint32_t from, const struct dl_instr *after,
					 int depth, struct dl_sink_step *out)
{
	for (uint32_t b = 0; depth < 4 && b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];
		bool here = after && b == from;

		if (after && !here && !dl_cfg_reaches(func, from, b, UINT32_MAX))
			continue;
		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];
			const struct dl_func_info *callee;

			if (in->op != DL_OP_CALL || (here && in <= after))
				continue;
			if (starts(sink, in)) {
				*out = (struct dl_sink_step){ func, in, -1 };
				return in;
			}
			callee = dl_callee_of(r->an, in);
			if (callee && find_start(r, sink, callee->func, 0, NULL, depth + 1, out))
				return in;
		}
	}
	return NULL;
}

void dl_sink_way(struct dl_report *r, const struct dl_event *ev, struct dl_sink_way *way)
{
	const char *name = ev->related_text;

	memset(way, 0, sizeof(*way));
	way->steps[way->count++] = (struct dl_sink_step){ ev->func, ev->at, -1 };
	while (way->count < DL_MAX_SINK_STEPS &&
	       step_down(r, ev->model, name, &way->steps[way->count - 1], &way->steps[way->count])) {
		const struct dl_sink_step *s = &way->steps[way->count++];

		name = s->parameter >= 0 ? s->func->vars[s->parameter].name : NULL;
	}
	for (uint32_t i = way->count; ev->model->field && i-- > 0 && !way->start.at;) {
		const struct dl_sink_step *s = &way->steps[i];
		uint32_t block = dl_cfg_block_of(s->func, s->at);

		/* what stands elsewhere, in a header, is looked for from the beginning */
		find_start(r, ev->model, s->func, block == UINT32_MAX ? 0 : block, s->at, 0, &way->start);
	}
}

const char *dl_text_sink(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_sink_step *last;
	struct dl_sink_way way;

	dl_sink_way(r, ev, &way);
	last = &way.steps[way.count - 1];
	if (way.start.at)
		return dl_arena_printf(r->out->arena, "by '%s'", dl_text_call(way.start.at, NULL));
	if (ev->model->field)
		return dl_arena_printf(r->out->arena, "in '%s' of a '%s'", ev->model->field,
				       ev->model->record);
	return dl_arena_printf(r->out->arena, "by '%s'", dl_text_call(last->at, ev->model));
}

const char *dl_text_conversion(struct dl_report *r, const struct dl_event *ev)
{
	struct dl_sink_way way;

	dl_sink_way(r, ev, &way);
	return dl_text_call(way.steps[way.count - 1].at, ev->model);
}

const char *dl_text_memory(struct dl_report *r, const struct dl_event *ev)
{
	const char *name = ev->related_text;
	const struct dl_sym *base = dl_sym_pointer_base(ev->buffer);
	bool is_own = ev->at->op == DL_OP_CALL && ev->model && dl_model_of(r->an, ev->at) == ev->model;
	const char *text = NULL;

	if (name && ev->memory == DL_BUF_STACK)
		return dl_arena_strndup(r->out->arena, name, strcspn(name, "."));
	if (name && (ev->memory == DL_BUF_STATIC || ev->memory == DL_BUF_CONST))
		return dl_written_global(r, name);
	if (is_own)
		text = dl_written_arg(r, ev->func, ev->at, ev->model->arg_buf);
	if (!text)
		text = dl_text_exact(r, ev->buffer);
	if (!text && base->kind == DL_SYM_RESULT && ev->func == ev->explored)
		text = dl_written_target(r, ev->func, base->site);
	return text ? text : dl_text_sym(r, ev->buffer);
}
