/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that modules share: through functions that one exports, calls of functions that are in none of
 * this one's objects, and tables of operations that it never fills. What a field of such a record keeps,
 * another module may unmap: nothing is said of it unless the scan has those that know the record, too.
 */
#include <string.h>

#include "checks/leak/leak.h"
#include "engine/program/program.h"

#define MAX_DEPTH 12	/* pointers from one record to the next */

struct shared {
	struct dl_analysis *an;
	const struct dl_record *record;
	struct dl_map leads;		/* record -> itself when it leads to @record, NULL when not, or not yet */
	struct dl_shared out;
};

static const struct dl_record *record_of(const struct dl_type *type)
{
	while (type && (type->kind == DL_TYPE_PTR || type->kind == DL_TYPE_ARRAY))
		type = type->elem;
	return type && type->kind == DL_TYPE_RECORD ? type->record : NULL;
}

static bool is_same(const struct dl_record *a, const struct dl_record *b)
{
	return a == b || (a->name && b->name && !strcmp(a->name, b->name));
}

/* Who has one of @r can get at one of s->record, by members and pointers. */
static bool leads_there(struct shared *s, const struct dl_record *r, int depth)
{
	bool leads;

	if (!r || r->is_core || depth > MAX_DEPTH)
		return false;
	if (is_same(r, s->record))
		return true;
	if (dl_map_has(&s->leads, (uintptr_t)r))
		return dl_map_get(&s->leads, (uintptr_t)r) != NULL;
	dl_map_put(&s->leads, (uintptr_t)r, NULL);
	leads = false;
	for (uint32_t i = 0; i < r->member_count && !leads; i++)
		leads = leads_there(s, record_of(r->members[i].type), depth + 1);
	if (leads)
		dl_map_put(&s->leads, (uintptr_t)r, (void *)(uintptr_t)r);
	return leads;
}

static bool type_leads(struct shared *s, const struct dl_type *type)
{
	return leads_there(s, record_of(type), 0);
}

static void note_name(struct dl_map *names, const char *name)
{
	dl_map_put_str(names, name, (void *)(uintptr_t)name);
}

static void note_call(struct shared *s, const struct dl_instr *in)
{
	struct dl_func_info *const *targets;
	const struct dl_func_info *callee = dl_callee_of(s->an, in);
	bool shows = false;

	if (in->op != DL_OP_CALL || (callee ? !callee->func->is_foreign : dl_model_of(s->an, in) != NULL))
		return;
	for (uint32_t i = 0; i < in->arg_count && !shows; i++)
		shows = type_leads(s, in->args[i].type);
	if (shows && in->callee)
		note_name(&s->out.callees, in->callee);
	else if (shows && in->through && !dl_callees_of(s->an, in, &targets))
		s->out.by_operation = true;
}

static void note_function(struct shared *s, const struct dl_func *func)
{
	bool shows = type_leads(s, func->ret);

	for (uint32_t i = 0; i < func->param_count && !shows; i++)
		shows = type_leads(s, func->vars[i].type);
	if (shows && !func->is_static && !func->in_header)
		note_name(&s->out.functions, func->name);
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
			note_call(s, &func->blocks[b].instrs[i]);
}

bool dl_is_shared(struct dl_analysis *an, const struct dl_record *record, const struct dl_model *map)
{
	const struct dl_beyond *beyond = an->options->beyond;
	struct shared s = { .an = an, .record = record };
	bool shared;

	if (!beyond || !record || record->is_core || !record->name)
		return false;
	s.out.record = record->name;
	s.out.ends = map->pairs;
	s.out.end_count = map->pair_count;
	for (uint32_t f = 0; f < an->unit->func_count; f++)
		if (!an->unit->funcs[f].is_foreign)
			note_function(&s, &an->unit->funcs[f]);
	shared = beyond->may_end(beyond->ctx, &s.out);
	dl_map_free(&s.leads);
	dl_map_free(&s.out.callees);
	dl_map_free(&s.out.functions);
	return shared;
}
