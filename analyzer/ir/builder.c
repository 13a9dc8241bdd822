/* SPDX-License-Identifier: Apache-2.0 */
#include "ir/builder.h"

#include <string.h>

struct dl_unit *dl_unit_new(const char *path, const char *arch)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_unit *unit = DL_NEW(arena, struct dl_unit);

	unit->arena = arena;
	unit->names = dl_interner_new();
	unit->path = dl_intern(unit->names, path);
	unit->arch = dl_intern(unit->names, arch);
	return unit;
}

void dl_ub_init(struct dl_unit_builder *ub, const char *path, const char *arch)
{
	memset(ub, 0, sizeof(*ub));
	ub->unit = dl_unit_new(path, arch);
	ub->types = dl_type_table_new(ub->unit);
}

static void free_unit_builder(struct dl_unit_builder *ub)
{
	dl_type_table_free(ub->types);
	dl_vec_free(&ub->files);
	dl_vec_free(&ub->funcs);
	dl_vec_free(&ub->globals);
	dl_vec_free(&ub->diags);
	memset(ub, 0, sizeof(*ub));
}

struct dl_unit *dl_ub_finish(struct dl_unit_builder *ub)
{
	struct dl_unit *unit = ub->unit;

	unit->file_count = (uint32_t)ub->files.len;
	unit->files = dl_vec_to_arena(&ub->files, unit->arena);
	unit->func_count = (uint32_t)ub->funcs.len;
	unit->funcs = dl_vec_to_arena(&ub->funcs, unit->arena);
	unit->global_count = (uint32_t)ub->globals.len;
	unit->globals = dl_vec_to_arena(&ub->globals, unit->arena);
	unit->diag_count = (uint32_t)ub->diags.len;
	unit->diags = dl_vec_to_arena(&ub->diags, unit->arena);
	if (unit->diag_total < unit->diag_count)
		unit->diag_total = unit->diag_count;
	free_unit_builder(ub);
	return unit;
}

void dl_ub_abandon(struct dl_unit_builder *ub)
{
	dl_unit_free(ub->unit);
	free_unit_builder(ub);
}

void dl_fb_init(struct dl_func_builder *fb, struct dl_unit *unit, const char *name)
{
	memset(fb, 0, sizeof(*fb));
	fb->unit = unit;
	fb->func.name = dl_intern(unit->names, name);
}

void dl_fb_free(struct dl_func_builder *fb)
{
	for (size_t i = 0; i < fb->blocks.len; i++)
		dl_vec_free(&fb->blocks.data[i].instrs);
	dl_vec_free(&fb->vars);
	dl_vec_free(&fb->blocks);
	dl_vec_free(&fb->degradations);
	dl_map_free(&fb->var_names);
}

void dl_fb_finish(struct dl_func_builder *fb, struct dl_func *out)
{
	struct dl_arena *arena = fb->unit->arena;
	struct dl_func *func = &fb->func;

	func->var_count = (uint32_t)fb->vars.len;
	func->vars = dl_vec_to_arena(&fb->vars, arena);
	func->degradation_count = (uint32_t)fb->degradations.len;
	func->degradations = dl_vec_to_arena(&fb->degradations, arena);
	func->block_count = (uint32_t)fb->blocks.len;
	func->blocks = NULL;
	if (func->block_count)
		func->blocks = DL_NEW_ARRAY(arena, struct dl_block, func->block_count);
	for (uint32_t i = 0; i < func->block_count; i++) {
		struct dl_block_builder *from = &fb->blocks.data[i];

		func->blocks[i].instr_count = (uint32_t)from->instrs.len;
		func->blocks[i].instrs = dl_vec_to_arena(&from->instrs, arena);
		func->blocks[i].term = from->term;
		if (!from->has_term)
			func->blocks[i].term.kind = DL_TERM_UNREACHABLE;
	}
	func->symbol = func->name;
	*out = *func;
	dl_fb_free(fb);
}

uint32_t dl_fb_var(struct dl_func_builder *fb, const struct dl_var *var)
{
	struct dl_var copy = *var;

	copy.name = dl_intern(fb->unit->names, var->name);
	for (unsigned int n = 2; dl_map_has_str(&fb->var_names, copy.name); n++)
		copy.name = dl_intern(fb->unit->names,
				      dl_arena_printf(fb->unit->arena, "%s.%u", var->name, n));
	if (copy.is_param)
		fb->func.param_count++;
	dl_vec_push(&fb->vars, copy);
	dl_map_put_str(&fb->var_names, copy.name, (void *)(uintptr_t)fb->vars.len);
	return (uint32_t)fb->vars.len - 1;
}

uint32_t dl_fb_find_var(const struct dl_func_builder *fb, const char *name)
{
	uintptr_t found = (uintptr_t)dl_map_get_str(&fb->var_names, name);

	return found ? (uint32_t)(found - 1) : UINT32_MAX;
}

uint32_t dl_fb_temp(struct dl_func_builder *fb)
{
	return fb->func.temp_count++;
}

uint32_t dl_fb_block(struct dl_func_builder *fb)
{
	struct dl_block_builder block = {0};

	dl_vec_push(&fb->blocks, block);
	return (uint32_t)fb->blocks.len - 1;
}

void dl_fb_instr(struct dl_func_builder *fb, uint32_t block, const struct dl_instr *instr)
{
	struct dl_block_builder *into = &fb->blocks.data[block];

	if (!into->has_term)
		dl_vec_push(&into->instrs, *instr);
}

void dl_fb_term(struct dl_func_builder *fb, uint32_t block, const struct dl_term *term)
{
	struct dl_block_builder *into = &fb->blocks.data[block];
	struct dl_arena *arena = fb->unit->arena;

	if (into->has_term)
		return;
	into->has_term = true;
	into->term = *term;
	if (term->case_count)
		into->term.cases = dl_arena_memdup(arena, term->cases,
						   term->case_count * sizeof(*term->cases));
	if (term->target_count)
		into->term.targets = dl_arena_memdup(arena, term->targets,
						     term->target_count * sizeof(*term->targets));
}

void dl_fb_jump(struct dl_func_builder *fb, uint32_t block, uint32_t target, struct dl_loc loc)
{
	struct dl_term term = {
		.kind = DL_TERM_JUMP,
		.loc = loc,
		.target_count = 1,
		.targets = &target,
	};

	dl_fb_term(fb, block, &term);
}

bool dl_fb_ended(const struct dl_func_builder *fb, uint32_t block)
{
	return fb->blocks.data[block].has_term;
}

void dl_fb_degrade(struct dl_func_builder *fb, const char *reason, const char *detail,
		   struct dl_loc loc)
{
	struct dl_degradation degradation = {
		.reason = dl_intern(fb->unit->names, reason),
		.detail = dl_intern(fb->unit->names, detail),
		.loc = loc,
	};

	dl_vec_push(&fb->degradations, degradation);
}

void dl_pb_init(struct dl_place_builder *pb, enum dl_base_kind base, uint32_t index,
		const char *name, const struct dl_type *base_type)
{
	memset(pb, 0, sizeof(*pb));
	pb->place.base = base;
	pb->place.index = index;
	pb->place.name = name;
	pb->place.base_type = base_type;
	pb->place.type = base_type;
}

void dl_pb_step(struct dl_place_builder *pb, const struct dl_step *step)
{
	dl_vec_push(&pb->steps, *step);
	pb->place.type = step->type;
}

void dl_pb_deref(struct dl_place_builder *pb, const struct dl_type *type)
{
	dl_pb_step(pb, &(struct dl_step){.kind = DL_STEP_DEREF, .type = type});
}

void dl_pb_field(struct dl_place_builder *pb, const struct dl_type *type,
		 const struct dl_record *record, const char *field, uint32_t offset, uint32_t size)
{
	dl_pb_step(pb, &(struct dl_step){.kind = DL_STEP_FIELD,
					 .type = type,
					 .record = record,
					 .field = field,
					 .offset = offset,
					 .size = size});
}

void dl_pb_index(struct dl_place_builder *pb, const struct dl_type *type,
		 const struct dl_val *index)
{
	dl_pb_step(pb, &(struct dl_step){.kind = DL_STEP_INDEX, .type = type, .index = *index});
}

struct dl_place *dl_pb_finish(struct dl_place_builder *pb, struct dl_arena *arena)
{
	struct dl_place *place = dl_arena_memdup(arena, &pb->place, sizeof(pb->place));

	place->step_count = (uint32_t)pb->steps.len;
	place->steps = dl_vec_to_arena(&pb->steps, arena);
	dl_pb_free(pb);
	return place;
}

void dl_pb_free(struct dl_place_builder *pb)
{
	dl_vec_free(&pb->steps);
}
