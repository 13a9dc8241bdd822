/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One function while it is lowered. Values are computed into temporaries in
 * program order; control flow is explicit from the start: whoever meets `&&`
 * or `return` makes blocks. lw->block is where the next instruction goes.
 */
#ifndef DL_FRONTEND_LOWER_H
#define DL_FRONTEND_LOWER_H

#include "frontend/tu.h"

/* Deeper nesting than this becomes `unknown`: our stack is not clang's. */
#define DL_LOWER_DEPTH 600

/* A variable whose cleanup function must run when its scope is left; innermost first. */
struct dl_cleanup {
	const char *callee;
	uint32_t var;
	struct dl_loc loc;
	const struct dl_cleanup *outer;
};

struct dl_label {
	CXCursor stmt;
	const char *name;
	uint32_t block;
	const struct dl_cleanup *cleanups;	/* live at the label; valid when @placed */
	bool placed;
	bool address_taken;
};

/* A goto whose label's scope is not known yet; its block has no terminator until the end. */
struct dl_goto {
	uint32_t block;
	uint32_t label;			/* UINT32_MAX: computed, any of the labels with address taken */
	uint32_t fallthrough;		/* asm goto: UINT32_MAX otherwise */
	struct dl_val target;
	const struct dl_cleanup *cleanups;
	struct dl_loc loc;
};

struct dl_switch {
	DL_VEC(struct dl_case) cases;
	DL_VEC(uint32_t) targets;
	uint32_t otherwise;		/* UINT32_MAX: no default */
	bool is_signed;
	const struct dl_cleanup *cleanups;
};

/* Where break and continue lead. UINT32_MAX: nowhere. */
struct dl_loop {
	uint32_t on_break;
	uint32_t on_continue;
	const struct dl_cleanup *break_cleanups;
	const struct dl_cleanup *continue_cleanups;
};

struct dl_local {
	bool is_static;
	uint32_t var;			/* of the function that declares it */
	const char *global;		/* static: its name in the unit */
};

struct dl_lower {
	struct dl_tu *t;
	struct dl_func_builder fb;
	uint32_t block;
	struct dl_loc loc;		/* of the statement at hand */
	const struct dl_type *ret;
	struct dl_switch *sw;
	struct dl_loop loop;
	const struct dl_cleanup *cleanups;
	DL_VEC(struct dl_label) labels;
	DL_VEC(struct dl_goto) gotos;
	unsigned int depth;
	unsigned int synthetic;		/* counts made-up variables */
	bool too_deep;			/* reported once */
	struct dl_loc broken;		/* first operand that does not resolve */
	struct dl_map given;		/* calls that are given what their macro was (macro.c) */
};

/* emit.c: instructions, constant folding, conversions */
void dl_fe_emit(struct dl_lower *lw, const struct dl_instr *instr);
uint32_t dl_fe_new_block(struct dl_lower *lw);
/* Jump there if the current block has not ended, and go on in @next. */
void dl_fe_jump(struct dl_lower *lw, uint32_t target);
void dl_fe_enter(struct dl_lower *lw, uint32_t block);
void dl_fe_branch(struct dl_lower *lw, struct dl_val cond, uint32_t yes, uint32_t no,
		  struct dl_loc loc);
void dl_fe_unreachable(struct dl_lower *lw);
struct dl_val dl_fe_val_int(const struct dl_type *type, int64_t num);
struct dl_val dl_fe_val_none(void);
struct dl_val dl_fe_known(struct dl_lower *lw, struct dl_val value, const struct dl_type *type);
/* A temporary with unknown contents. */
struct dl_val dl_fe_emit_unknown(struct dl_lower *lw, const struct dl_type *type);
/* The same, and the function counts as degraded for that reason. */
struct dl_val dl_fe_emit_unsupported(struct dl_lower *lw, CXCursor cursor, const char *reason);
struct dl_val dl_fe_emit_load(struct dl_lower *lw, struct dl_place *place, struct dl_loc loc);
void dl_fe_emit_store(struct dl_lower *lw, struct dl_place *place, struct dl_val value,
		   struct dl_loc loc);
struct dl_val dl_fe_emit_addr(struct dl_lower *lw, struct dl_place *place,
			      const struct dl_type *type, struct dl_loc loc);
struct dl_val dl_fe_emit_bin(struct dl_lower *lw, enum dl_bin op, struct dl_val a, struct dl_val b,
			  const struct dl_type *type, struct dl_loc loc);
struct dl_val dl_fe_emit_un(struct dl_lower *lw, enum dl_un op, struct dl_val a,
			 const struct dl_type *type, struct dl_loc loc);
struct dl_val dl_fe_emit_cast(struct dl_lower *lw, struct dl_val value, const struct dl_type *type);
/* As @type. An implicit conversion keeps the more telling type where nothing changes. */
struct dl_val dl_fe_convert(struct dl_lower *lw, struct dl_val value, const struct dl_type *type,
			 bool is_explicit);
/* The value in a temporary, whatever it was. */
struct dl_val dl_fe_in_temp(struct dl_lower *lw, struct dl_val value);
/* A made-up variable ("cond.1") and the place of all of it. */
struct dl_place *dl_fe_synthetic(struct dl_lower *lw, const char *what, const struct dl_type *type);
struct dl_place *dl_fe_place_of_var(struct dl_lower *lw, uint32_t var);

/* place.c */
/* The place of an lvalue; what is none is put into a made-up variable. */
struct dl_place *dl_fe_lower_place_done(struct dl_lower *lw, CXCursor cursor);
/* The place that pointer expression @pointer points to, as @type. */
void dl_fe_lower_deref(struct dl_lower *lw, CXCursor pointer, const struct dl_type *type,
		    struct dl_place_builder *pb);
struct dl_local *dl_fe_local_of(struct dl_lower *lw, CXCursor var);
/* Is @cursor, as written, an lvalue that dl_fe_lower_place_done() needs no temporary for? */
bool dl_fe_is_lvalue(struct dl_lower *lw, CXCursor cursor);

/* expr.c */
struct dl_val dl_fe_lower_value(struct dl_lower *lw, CXCursor cursor);
/* For its side effects only. */
void dl_fe_lower_effect(struct dl_lower *lw, CXCursor cursor);
/* What _Generic or __builtin_choose_expr selects; a null cursor when that is unclear. */
CXCursor dl_fe_selected(struct dl_lower *lw, CXCursor cursor);
bool dl_fe_enter_depth(struct dl_lower *lw, CXCursor cursor);
/* Note an operand that does not resolve, be there a message of clang for it or not. */
void dl_fe_note_broken(struct dl_lower *lw, CXCursor cursor);

/* assign.c */
struct dl_val dl_fe_lower_assign(struct dl_lower *lw, CXCursor cursor);
struct dl_val dl_fe_lower_compound_assign(struct dl_lower *lw, CXCursor cursor);
struct dl_val dl_fe_lower_step(struct dl_lower *lw, CXCursor cursor, enum CXUnaryOperatorKind op);
bool dl_fe_bin_of(enum CXBinaryOperatorKind op, enum dl_bin *out);

/* constant.c */
/* Really constant: no variable, no call, no side effect. */
bool dl_fe_constant(struct dl_lower *lw, CXCursor cursor, int64_t *value);
bool dl_fe_constant_variable(struct dl_lower *lw, CXCursor var, int64_t *value);

/* cond.c */
void dl_fe_lower_cond(struct dl_lower *lw, CXCursor cursor, uint32_t yes, uint32_t no);
/* `&&`, `||` as values; `?:` and `a ?: b` as values (or for effect only, when @wanted is false). */
struct dl_val dl_fe_lower_logical(struct dl_lower *lw, CXCursor cursor);
struct dl_val dl_fe_lower_conditional(struct dl_lower *lw, CXCursor cursor, bool wanted);
struct dl_val dl_fe_lower_elvis(struct dl_lower *lw, CXCursor cursor, bool wanted);
struct dl_val dl_fe_lower_not(struct dl_lower *lw, CXCursor cursor);

/* call.c */
struct dl_val dl_fe_lower_call(struct dl_lower *lw, CXCursor cursor, bool wanted);
struct dl_val dl_fe_lower_call_of(struct dl_lower *lw, CXCursor callee, const CXCursor *args,
			       unsigned int arg_count, CXCursor whole, bool wanted);
/* Name of the function that the call names directly, or NULL. */
const char *dl_fe_called_name(struct dl_lower *lw, CXCursor call);

/* builtin.c: true when @call was a builtin with a meaning of its own; its value is in *out */
bool dl_fe_lower_builtin(struct dl_lower *lw, const char *name, CXCursor call, bool wanted,
		      struct dl_val *out);
/* "memcpy" for "__builtin_memcpy", or @name. */
const char *dl_fe_builtin_plain_name(struct dl_lower *lw, const char *name);

/* container.c */
bool dl_fe_lower_container_of(struct dl_lower *lw, CXCursor cast, struct dl_val *out);
bool dl_fe_lower_container_block(struct dl_lower *lw, CXCursor stmt_expr, struct dl_val *out);

/* stmt.c */
void dl_fe_lower_stmt(struct dl_lower *lw, CXCursor cursor);
struct dl_val dl_fe_lower_stmt_expr(struct dl_lower *lw, CXCursor cursor, bool wanted);
/* A statement expression that steers a branch. */
void dl_fe_lower_stmt_expr_cond(struct dl_lower *lw, CXCursor cursor, uint32_t yes, uint32_t no);

/* loop.c */
void dl_fe_lower_for(struct dl_lower *lw, CXCursor cursor);
void dl_fe_lower_while(struct dl_lower *lw, CXCursor cursor);
void dl_fe_lower_do(struct dl_lower *lw, CXCursor cursor);
void dl_fe_lower_switch(struct dl_lower *lw, CXCursor cursor);
void dl_fe_lower_case(struct dl_lower *lw, CXCursor cursor);

/* jump.c: labels and gotos */
/* The label itself; the second form also the statement behind it. */
void dl_fe_place_label(struct dl_lower *lw, CXCursor cursor);
void dl_fe_lower_label(struct dl_lower *lw, CXCursor cursor);
void dl_fe_lower_goto(struct dl_lower *lw, CXCursor cursor);
void dl_fe_lower_indirect_goto(struct dl_lower *lw, CXCursor cursor);
void dl_fe_lower_break(struct dl_lower *lw, bool is_continue);
void dl_fe_lower_return(struct dl_lower *lw, CXCursor cursor);
void dl_fe_take_labels(struct dl_lower *lw, CXCursor cursor);
/* A goto from the current block to that label, or (UINT32_MAX) to every label there is. */
void dl_fe_pend_goto(struct dl_lower *lw, uint32_t label, uint32_t fallthrough,
		     struct dl_val target);
uint32_t dl_fe_label_named(struct dl_lower *lw, const char *name, size_t len);
/* At the end of the function: cleanups and terminators of all gotos. */
void dl_fe_finish_gotos(struct dl_lower *lw);

/* cleanup.c */
/* When the variable has a cleanup attribute, its function is called wherever its scope is left. */
void dl_fe_cleanup_declare(struct dl_lower *lw, CXCursor var, uint32_t index);
/* Emit the calls for leaving all scopes inside of @until; lw->cleanups stays. */
void dl_fe_cleanup_emit(struct dl_lower *lw, const struct dl_cleanup *from,
		     const struct dl_cleanup *until);
const struct dl_cleanup *dl_fe_cleanup_common(const struct dl_cleanup *a,
					      const struct dl_cleanup *b);
/* End of a block: emit what was declared since @saved, and forget it. */
void dl_fe_scope_leave(struct dl_lower *lw, const struct dl_cleanup *saved);

/* asm.c */
void dl_fe_lower_asm(struct dl_lower *lw, CXCursor cursor);

/* init.c */
void dl_fe_lower_init(struct dl_lower *lw, struct dl_place *place, CXType type, CXCursor init);
/* Called for every scalar (or whole-record) value of an initialiser. */
typedef void (*dl_init_visit)(void *data, struct dl_place *place, const struct dl_type *type,
			      CXCursor value);
void dl_fe_walk_init(struct dl_tu *t, struct dl_arena *arena, struct dl_place *place, CXType type,
		  CXCursor init, dl_init_visit visit, void *data);

/* cfg.c: drop unreachable blocks, thread jumps, join chains, number in reverse post-order */
void dl_fe_cfg_tidy(struct dl_func_builder *fb, struct dl_arena *scratch);

/* macro.c */
/* The identifier in the source where @loc is written or expanded, when it differs from @name. */
const char *dl_fe_written_name(struct dl_tu *t, CXSourceLocation loc, const char *name);

/*
 * Of the calls that a macro makes it names those that are given something of what it was given. What it asks or
 * notes beside them keeps its own name; where none is given anything, all have the macro's. dl_fe_note_given()
 * looks at each call, dl_fe_drop_names() at the whole function.
 */
void dl_fe_note_given(struct dl_lower *lw, CXCursor cursor, const CXCursor *args, const struct dl_instr *call);
void dl_fe_drop_names(const struct dl_lower *lw, struct dl_func *func);

/* The identifier there when a `(` follows it, else NULL. */
const char *dl_fe_called_in_text(struct dl_tu *t, CXSourceLocation loc);

/* The identifier that is a whole argument of @call, else NULL. */
const char *dl_fe_constant_in_text(struct dl_tu *t, CXSourceLocation loc, CXSourceLocation call);

#endif
