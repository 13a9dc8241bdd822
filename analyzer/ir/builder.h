/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Helpers for whoever makes IR: the frontend, the text parser, the packed
 * reader. They grow blocks, instructions, variables and places in any order
 * and leave arrays in the unit's arena at the end. They check nothing:
 * dl_ir_validate() does.
 *
 *	struct dl_unit *unit = dl_unit_new("a.c", "x86_64");
 *	struct dl_func_builder fb;
 *	dl_fb_init(&fb, unit, "probe");
 *	uint32_t block = dl_fb_block(&fb);
 *	dl_fb_instr(&fb, block, &(struct dl_instr){ .op = DL_OP_ZERO, ... });
 *	dl_fb_term(&fb, block, &(struct dl_term){ .kind = DL_TERM_RETURN });
 *	dl_fb_finish(&fb, &func);
 */
#ifndef DL_IR_BUILDER_H
#define DL_IR_BUILDER_H

#include "base/map.h"
#include "base/vec.h"
#include "ir/ir.h"
#include "ir/type.h"

/* An empty unit that owns its arena and interner. Freed with dl_unit_free(). */
struct dl_unit *dl_unit_new(const char *path, const char *arch);

/* ---- a whole unit ---- */

struct dl_unit_builder {
	struct dl_unit *unit;
	struct dl_type_table *types;
	DL_VEC(struct dl_file) files;
	DL_VEC(struct dl_func) funcs;
	DL_VEC(struct dl_global) globals;
	DL_VEC(struct dl_diag) diags;
};

/* The builder owns the unit until dl_ub_finish() hands it over. */
void dl_ub_init(struct dl_unit_builder *ub, const char *path, const char *arch);
/* Counts and arrays go into the unit; diag_total becomes at least diag_count. Frees the builder. */
struct dl_unit *dl_ub_finish(struct dl_unit_builder *ub);
/* Frees the builder and the unit. */
void dl_ub_abandon(struct dl_unit_builder *ub);

/* ---- functions ---- */

struct dl_block_builder {
	DL_VEC(struct dl_instr) instrs;
	struct dl_term term;
	bool has_term;
};

struct dl_func_builder {
	struct dl_unit *unit;
	struct dl_func func; /* name, locations, flags: set by the caller at will */
	DL_VEC(struct dl_var) vars;
	DL_VEC(struct dl_block_builder) blocks;
	DL_VEC(struct dl_degradation) degradations;
	struct dl_map var_names; /* name -> index + 1 */
};

void dl_fb_init(struct dl_func_builder *fb, struct dl_unit *unit, const char *name);
void dl_fb_free(struct dl_func_builder *fb);
/* Move everything into the unit's arena and @out; frees the builder. */
void dl_fb_finish(struct dl_func_builder *fb, struct dl_func *out);

/*
 * Add a variable; parameters come before all others. A name that is taken gets ".2", ".3".
 * Returns its index.
 */
uint32_t dl_fb_var(struct dl_func_builder *fb, const struct dl_var *var);
/* Index of the variable of that unique name, or UINT32_MAX. */
uint32_t dl_fb_find_var(const struct dl_func_builder *fb, const char *name);
uint32_t dl_fb_temp(struct dl_func_builder *fb);
uint32_t dl_fb_block(struct dl_func_builder *fb);
/* Append to a block; dropped when the block has its terminator. */
void dl_fb_instr(struct dl_func_builder *fb, uint32_t block, const struct dl_instr *instr);
/* End a block; targets and cases are copied into the arena. Dropped when the block has ended. */
void dl_fb_term(struct dl_func_builder *fb, uint32_t block, const struct dl_term *term);
void dl_fb_jump(struct dl_func_builder *fb, uint32_t block, uint32_t target, struct dl_loc loc);
bool dl_fb_ended(const struct dl_func_builder *fb, uint32_t block);
void dl_fb_degrade(struct dl_func_builder *fb, const char *reason, const char *detail,
		   struct dl_loc loc);

/* ---- places ---- */

struct dl_place_builder {
	struct dl_place place; /* .type is the type so far */
	DL_VEC(struct dl_step) steps;
};

void dl_pb_init(struct dl_place_builder *pb, enum dl_base_kind base, uint32_t index,
		const char *name, const struct dl_type *base_type);
void dl_pb_deref(struct dl_place_builder *pb, const struct dl_type *type);
void dl_pb_field(struct dl_place_builder *pb, const struct dl_type *type,
		 const struct dl_record *record, const char *field, uint32_t offset, uint32_t size);
void dl_pb_index(struct dl_place_builder *pb, const struct dl_type *type,
		 const struct dl_val *index);
void dl_pb_step(struct dl_place_builder *pb, const struct dl_step *step);
/* The place, in @arena; frees the builder. */
struct dl_place *dl_pb_finish(struct dl_place_builder *pb, struct dl_arena *arena);
void dl_pb_free(struct dl_place_builder *pb);

#endif
