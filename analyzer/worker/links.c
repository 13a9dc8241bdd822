/* SPDX-License-Identifier: Apache-2.0 */
/* See links.h. */
#include "worker/links.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "engine/engine.h"
#include "worker/provenance.h"

#define MAX_ROUNDS 4 /* of wrappers around wrappers */

struct gather {
	const struct dl_unit *unit;
	const struct dl_models *models;
	struct dl_lexicon lexicon;
	struct dl_map index;   /* name -> place of the function in the unit + 1 */
	struct dl_map records; /* of the driver, with a handle or a list in them */
	struct dl_map wanted;  /* name -> its text */
	struct dl_map hoped;
	uint32_t *handed; /* by function: its parameters that are handed to DMA */
	bool *reaches;	  /* by function: it calls the DMA API, or one that does */
	bool *calls_dma;  /* by function: it calls the DMA API */
	bool changed;	  /* in this round: ->handed or ->reaches */
};

/* The function being read. */
struct reading {
	struct gather *g;
	const struct dl_func *func;
	struct dl_provenance values;
	bool calls_dma;
	bool reaches;
	uint32_t handed;
};

/* The place of the unit's own function; false for one from elsewhere. */
static bool find_own(const struct gather *g, const char *name, size_t *at)
{
	*at = (size_t)(uintptr_t)dl_map_get(&g->index, (uintptr_t)name) - 1;
	return *at != SIZE_MAX;
}

/* ---- what can carry a handle ---- */

/* Records of the kernel that are, or hold, a list of memory. */
static bool is_list(const struct gather *g, const struct dl_record *r)
{
	return r && dl_lexicon_record(&g->lexicon, r->name) == DL_RECORD_LIST;
}

static bool is_packet(const struct gather *g, const struct dl_record *r)
{
	return r && dl_lexicon_record(&g->lexicon, r->name) == DL_RECORD_PACKET;
}

static const struct dl_type *pointee(const struct dl_type *t)
{
	while (t && (t->kind == DL_TYPE_PTR || t->kind == DL_TYPE_ARRAY))
		t = t->elem;
	return t;
}

/* The records on the way to a handle or a list. */
static void note_records(struct gather *g, const struct dl_place *place)
{
	const struct dl_type *t = place ? pointee(place->type) : NULL;

	if (!t || (!dl_type_is_handle(&g->lexicon, t) && !is_list(g, t->record)))
		return;
	for (uint32_t i = 0; i < place->step_count; i++)
		if (place->steps[i].kind == DL_STEP_FIELD && !place->steps[i].record->is_core)
			dl_map_put(&g->records, (uintptr_t)place->steps[i].record, g);
}

/* A handle, a place for one, a list. */
static bool is_handle_argument(const struct reading *r, const struct dl_val *v)
{
	const struct dl_type *t = pointee(v->type);

	if (v->kind != DL_VAL_TEMP || !t)
		return false;
	if (v->type->kind != DL_TYPE_PTR)
		return dl_provenance_of(&r->values, v) & DL_PROVENANCE_HANDLE;
	return dl_type_is_handle(&r->g->lexicon, t) || is_list(r->g, t->record);
}

/* A buffer, or a record with a handle. */
static bool is_buffer_argument(const struct reading *r, const struct dl_val *v)
{
	const struct dl_type *t = pointee(v->type);

	if (v->kind != DL_VAL_TEMP || !t || v->type->kind != DL_TYPE_PTR)
		return false;
	if (t->kind == DL_TYPE_RECORD)
		return is_packet(r->g, t->record) ||
		       dl_map_has(&r->g->records, (uintptr_t)t->record);
	return t->kind == DL_TYPE_VOID || (t->kind == DL_TYPE_INT && t->size == 1);
}

/* ---- calls ---- */

static void want(struct reading *r, const struct dl_instr *call)
{
	bool handle = false, buffer = false;
	struct dl_map *list = NULL;

	for (uint32_t i = 0; i < call->arg_count; i++) {
		handle |= is_handle_argument(r, &call->args[i]);
		buffer |= is_buffer_argument(r, &call->args[i]);
	}
	if (handle || (buffer && r->calls_dma))
		list = &r->g->wanted;
	else if (buffer && r->reaches)
		list = &r->g->hoped;
	if (list)
		dl_map_put(list, (uintptr_t)call->callee, (void *)(uintptr_t)call->callee);
}

/* Parameters that the value comes from and that point to memory of any kind. */
static void hand(struct reading *r, const struct dl_val *v)
{
	uint32_t from = dl_provenance_of(&r->values, v) & DL_PROVENANCE_ALL_PARAMS;

	for (uint32_t i = 0; i < r->func->param_count && i < DL_PROVENANCE_PARAMS; i++) {
		const struct dl_type *t = r->func->vars[i].type;
		const struct dl_type *to = pointee(t);

		if (!(from & (1u << i)) || !t || t->kind != DL_TYPE_PTR || !to)
			continue;
		if (to->kind != DL_TYPE_RECORD || !to->record || !to->record->is_core)
			r->handed |= 1u << i;
	}
}

static bool hands_over(const struct dl_model *m, uint32_t arg)
{
	switch (m->role) {
	case DL_ROLE_SINK:
		return (arg < 32 && m->sink_mask & (1u << arg)) || m->arg_buf == (int)arg;
	case DL_ROLE_MAP:
	case DL_ROLE_SG_INIT:
		return m->arg_buf == (int)arg;
	default:
		return false;
	}
}

static void read_call(struct reading *r, const struct dl_instr *in)
{
	const struct dl_model *m;
	size_t at;

	if (!in->callee)
		return;
	if (find_own(r->g, in->callee, &at)) {
		r->reaches |= r->g->reaches[at];
		for (uint32_t i = 0; i < in->arg_count && i < DL_PROVENANCE_PARAMS; i++)
			if (r->g->handed[at] & (1u << i))
				hand(r, &in->args[i]);
		return;
	}
	m = dl_models_find(r->g->models, in->callee);
	if (!m) {
		want(r, in);
		return;
	}
	for (uint32_t i = 0; i < in->arg_count; i++)
		if (hands_over(m, i))
			hand(r, &in->args[i]);
}

/* Memory goes to DMA by a field: transfer.tx_buf = buf. */
static void read_store(struct reading *r, const struct dl_instr *in)
{
	const struct dl_step *last =
		in->place->step_count ? &in->place->steps[in->place->step_count - 1] : NULL;

	if (last && last->kind == DL_STEP_FIELD && last->record &&
	    dl_lexicon_field_role(&r->g->lexicon, last->record->name, last->field) == DL_ROLE_SINK)
		hand(r, &in->a);
}

static void read_function(struct gather *g, uint32_t index)
{
	const struct dl_func *func = &g->unit->funcs[index];
	struct reading r = {.g = g, .func = func};

	r.calls_dma = g->calls_dma[index];
	r.reaches = r.calls_dma || g->reaches[index];
	dl_provenance_begin(&r.values, &g->lexicon, func);
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->op == DL_OP_CALL)
				read_call(&r, in);
			else if (in->op == DL_OP_STORE)
				read_store(&r, in);
			dl_provenance_step(&r.values, in);
		}
	}
	dl_provenance_end(&r.values);
	g->changed |= (r.handed & ~g->handed[index]) != 0 || r.reaches != g->reaches[index];
	g->handed[index] |= r.handed;
	g->reaches[index] = r.reaches;
}

/* ---- the unit ---- */

static void prepare(struct gather *g)
{
	for (uint32_t f = 0; f < g->unit->func_count; f++) {
		const struct dl_func *func = &g->unit->funcs[f];

		dl_map_put(&g->index, (uintptr_t)func->name, (void *)(uintptr_t)(f + 1));
		g->calls_dma[f] = dl_engine_is_dma_function(func, g->models);
		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				note_records(g, func->blocks[b].instrs[i].place);
	}
}

static void add_name(struct dl_name_list *list, struct dl_arena *arena, const char *name)
{
	list->names[list->count++] = dl_arena_strdup(arena, name);
}

static void begin_list(struct dl_name_list *list, struct dl_arena *arena, size_t most)
{
	list->names = DL_NEW_ARRAY(arena, const char *, most + 1);
}

static void add_names(struct dl_name_list *list, struct dl_arena *arena, const struct dl_map *names)
{
	begin_list(list, arena, names->len);
	for (size_t i = 0; i < names->len; i++)
		add_name(list, arena, names->entries[i].value);
}

static void list_names(struct dl_file_links *out, struct dl_arena *arena, const struct gather *g)
{
	const struct dl_unit *unit = g->unit;

	begin_list(&out->defined, arena, unit->func_count);
	begin_list(&out->calling, arena, unit->func_count);
	begin_list(&out->offered, arena, unit->func_count);
	for (uint32_t i = 0; i < unit->func_count; i++) {
		const struct dl_func *f = &unit->funcs[i];

		if (f->is_static || f->in_header)
			continue;
		add_name(&out->defined, arena, f->name);
		if (g->calls_dma[i])
			add_name(&out->calling, arena, f->name);
		if (g->handed[i])
			add_name(&out->offered, arena, f->name);
	}
	add_names(&out->wanted, arena, &g->wanted);
	add_names(&out->hoped, arena, &g->hoped);
}

void dl_links_of_unit(struct dl_file_links *out, struct dl_arena *arena,
		      const struct dl_unit *unit, const struct dl_models *models)
{
	struct gather g = {.unit = unit, .models = models};

	dl_lexicon_init(&g.lexicon, models, unit->names);
	g.handed = dl_xcalloc(unit->func_count + 1, sizeof(*g.handed));
	g.reaches = dl_xcalloc(unit->func_count + 1, sizeof(*g.reaches));
	g.calls_dma = dl_xcalloc(unit->func_count + 1, sizeof(*g.calls_dma));
	prepare(&g);
	for (int round = 0; round < MAX_ROUNDS && (!round || g.changed); round++) {
		g.changed = false;
		for (uint32_t i = 0; i < unit->func_count; i++)
			read_function(&g, i);
	}
	list_names(out, arena, &g);
	free(g.handed);
	free(g.reaches);
	free(g.calls_dma);
	dl_lexicon_free(&g.lexicon);
	dl_map_free(&g.index);
	dl_map_free(&g.records);
	dl_map_free(&g.wanted);
	dl_map_free(&g.hoped);
}
