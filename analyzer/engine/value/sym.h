/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Symbols: the engine's values and locations, hash-consed, so that two that
 * are built alike are the same pointer. Constants fold when they are built.
 *
 * A value says where a number comes from (a constant, what a place held when
 * the function began, the result of a call, an operation on others); a
 * location says which place is meant (a variable, a field of what a pointer
 * points to). Nothing is ever solved: two values are equal when they are the
 * same symbol.
 */
#ifndef DL_ENGINE_VALUE_SYM_H
#define DL_ENGINE_VALUE_SYM_H

#include <stdbool.h>
#include <stdint.h>

#include "ir/ir.h"

struct dl_model;

enum dl_sym_kind {
	/* values */
	DL_SYM_INT,		/* num */
	DL_SYM_STR,		/* string literal */
	DL_SYM_FUNC,		/* address of function str */
	DL_SYM_ADDR,		/* address of location a */
	DL_SYM_LOAD,		/* what location a held at the start (num: version after a change by others) */
	DL_SYM_RESULT,		/* result num of the call at site; older: of an earlier round of its loop */
	DL_SYM_FETCH,		/* what location a held when the load at site ran; older: in an earlier round of its loop */
	DL_SYM_PHI,		/* what location a holds at loop head num in a later round */
	DL_SYM_BIN,		/* a <sub> b */
	DL_SYM_UN,		/* <sub> a */
	DL_SYM_CAST,		/* a converted to size bytes */
	DL_SYM_CONTAINER,	/* container_of(a, record, field) */
	DL_SYM_CALL,		/* pure function str of args */
	DL_SYM_UNKNOWN,		/* value made at site, nothing known */
	/* locations */
	DL_SYM_VAR,		/* variable num of function site */
	DL_SYM_GLOBAL,		/* str */
	DL_SYM_LITERAL,		/* bytes of string literal str */
	DL_SYM_DEREF,		/* what value a points to */
	DL_SYM_FIELD,		/* field of location a, at byte num of record */
	DL_SYM_INDEX,		/* element b of location a */
};

/* RESULT numbers of a modelled call */
enum {
	DL_RESULT_VALUE = 0,	/* the returned value */
	DL_RESULT_HANDLE = 1,	/* the handle written through arg_handle_out */
	DL_RESULT_FIRST_CASE = 2, /* objects made by a callee: 2, 3, ... */
};

struct dl_sym {
	enum dl_sym_kind kind;
	uint32_t id;			/* order of creation: deterministic ties */
	uint8_t sub;			/* enum dl_bin, enum dl_un */
	bool is_signed;			/* CAST */
	bool older;			/* RESULT, FETCH */
	bool has_result;		/* mentions a RESULT or FETCH somewhere */
	bool has_phi;
	bool has_read;			/* mentions a LOAD of a place that is no variable */
	bool is_inner;			/* mentions an UNKNOWN, a local variable or its place, or variables of two functions */
	uint8_t height;			/* of the parts that it is built of, up to UINT8_MAX */
	uint32_t size;			/* CAST: bytes */
	int64_t num;
	const char *str;
	const struct dl_sym *a;
	const struct dl_sym *b;
	const void *site;		/* RESULT, FETCH, UNKNOWN: struct dl_instr; VAR: struct dl_func; CALL: struct dl_model */
	const struct dl_record *record;	/* FIELD, CONTAINER */
	const char *field;
	uint32_t offset;		/* CONTAINER */
	uint32_t arg_count;
	union {
		const struct dl_sym **args;	/* CALL */
		const struct dl_sym *joined;	/* of a location: the PHI of it that was asked for last */
	};
	union {
		const struct dl_model *model;	/* RESULT: of its call, may be NULL; not part of identity */
		const struct dl_sym *part;	/* of a location: the FIELD of it that was asked for last */
	};
	union {
		const struct dl_type *declared;	/* FIELD without a type: as declared, which need not be how it is used here */
		const struct dl_sym *holder;	/* of a value: see dl_sym_hold() */
	};
	const struct dl_type *type;	/* type of a location's contents or of a value, may be NULL; not part of identity */
	const struct dl_func *scope;	/* whose variables it mentions; NULL: none */
	/* If anybody has asked: */
	union {
		const struct dl_sym *start;	/* what the location held at the start */
		const struct dl_sym *pointee;	/* what the value points to */
	};
};

struct dl_syms;

struct dl_syms *dl_syms_new(struct dl_arena *arena);
void dl_syms_free(struct dl_syms *syms);

const struct dl_sym *dl_sym_int(struct dl_syms *s, int64_t num);
const struct dl_sym *dl_sym_str(struct dl_syms *s, const char *str);
const struct dl_sym *dl_sym_func(struct dl_syms *s, const char *name);
const struct dl_sym *dl_sym_addr(struct dl_syms *s, const struct dl_sym *loc);
const struct dl_sym *dl_sym_load(struct dl_syms *s, const struct dl_sym *loc, int64_t version);
const struct dl_sym *dl_sym_result(struct dl_syms *s, const struct dl_instr *site, int64_t num,
				   bool older);
const struct dl_sym *dl_sym_fetch(struct dl_syms *s, const struct dl_instr *load,
				  const struct dl_sym *loc, bool older);
/* @sym, whose values have @type from now on when it had none: a narrower place then keeps all of it. */
const struct dl_sym *dl_sym_typed(const struct dl_sym *sym, const struct dl_type *type);
/* @sym, a RESULT of a call of @model. */
const struct dl_sym *dl_sym_made_by(const struct dl_sym *sym, const struct dl_model *model);
/* @value was put into the variable @var; what it is called is the first one. */
void dl_sym_hold(const struct dl_sym *value, const struct dl_sym *var);
/* The first variable that held it; NULL: none did. */
const struct dl_sym *dl_sym_holder(const struct dl_sym *value);
const struct dl_sym *dl_sym_phi(struct dl_syms *s, const struct dl_sym *loc, uint32_t head);
/* `a op b` of two numbers; false when it has no value. */
bool dl_bin_fold(enum dl_bin op, int64_t a, int64_t b, int64_t *out);
const struct dl_sym *dl_sym_bin(struct dl_syms *s, enum dl_bin op, const struct dl_sym *a,
				const struct dl_sym *b);
const struct dl_sym *dl_sym_un(struct dl_syms *s, enum dl_un op, const struct dl_sym *a);
const struct dl_sym *dl_sym_cast(struct dl_syms *s, const struct dl_sym *a,
				 const struct dl_type *to);
const struct dl_sym *dl_sym_container(struct dl_syms *s, const struct dl_sym *a,
				      const struct dl_record *record, const char *field,
				      uint32_t offset);
/* @model says what the function @name gives; NULL: nothing is known of that. */
const struct dl_sym *dl_sym_call(struct dl_syms *s, const struct dl_model *model, const char *name,
				 const struct dl_sym **args, uint32_t arg_count);
/* The model of a CALL, may be NULL. */
const struct dl_model *dl_sym_model(const struct dl_sym *call);
const struct dl_sym *dl_sym_unknown(struct dl_syms *s, const void *site, int64_t num);

const struct dl_sym *dl_sym_var(struct dl_syms *s, const struct dl_func *func, uint32_t index);
/* A temporary that is used outside its block: a variable of its own. */
const struct dl_sym *dl_sym_temp(struct dl_syms *s, const struct dl_func *func, uint32_t temp);
const struct dl_sym *dl_sym_global(struct dl_syms *s, const char *name);
const struct dl_sym *dl_sym_literal(struct dl_syms *s, const char *str);
const struct dl_sym *dl_sym_deref(struct dl_syms *s, const struct dl_sym *value);
const struct dl_sym *dl_sym_field(struct dl_syms *s, const struct dl_sym *loc,
				  const struct dl_record *record, const char *field, uint32_t offset);
const struct dl_sym *dl_sym_index(struct dl_syms *s, const struct dl_sym *loc,
				  const struct dl_sym *index);

/* Constant value of a symbol; false when it is none. */
bool dl_sym_const(const struct dl_sym *sym, int64_t *value);
/* Bits that @value has, whatever its parts are. */
uint64_t dl_sym_bits_set(const struct dl_sym *value);
/* @value is, or is computed by arithmetic and conversions from, @part: it still carries it. */
bool dl_sym_derives(const struct dl_sym *value, const struct dl_sym *part);
/* @part occurs anywhere inside @sym. */
bool dl_sym_mentions(const struct dl_sym *sym, const struct dl_sym *part);
/* Value without casts and byte-order conversions. */
const struct dl_sym *dl_sym_strip(const struct dl_sym *value);
/* What a variable, in practice a parameter, held when its function began. */
bool dl_sym_is_initial(const struct dl_sym *value);
/* The variable, global or first pointer value that a location hangs on. */
const struct dl_sym *dl_sym_root(const struct dl_sym *loc);
/* The variable, global or pointee that a location is a part of: without FIELD and INDEX. */
const struct dl_sym *dl_sym_whole(const struct dl_sym *loc);
/* Innermost FIELD of a location (skipping INDEX), NULL when it has none. */
const struct dl_sym *dl_sym_last_field(const struct dl_sym *loc);
bool dl_sym_is_location(const struct dl_sym *sym);
/* Built from @func's parameters, globals and constants alone: means something to its callers. */
bool dl_sym_is_external(const struct dl_func *func, const struct dl_sym *sym);
/* What the pointer's value is based on: skips arithmetic and casts of a pointer. */
const struct dl_sym *dl_sym_pointer_base(const struct dl_sym *value);

/* The pointer through which @value points into a record: itself, or that of the place it is the address of. */
const struct dl_sym *dl_sym_root_pointer(const struct dl_sym *value);

/* Of a sum or difference: the pointer that a number is added to or taken from. */
const struct dl_sym *dl_sym_pointer_side(const struct dl_sym *sum);

/* Replace symbols: the callback returns the replacement or NULL to descend. */
typedef const struct dl_sym *(*dl_sym_replace_fn)(void *ctx, const struct dl_sym *sym);
const struct dl_sym *dl_sym_replace(struct dl_syms *s, const struct dl_sym *sym,
				    dl_sym_replace_fn fn, void *ctx);

/* A symbol as @sym, which hangs on others, but on @a and @b. */
const struct dl_sym *dl_sym_rebuild(struct dl_syms *s, const struct dl_sym *sym,
				    const struct dl_sym *a, const struct dl_sym *b);

/* C-like text, for messages and traces; @func names variables of any function. */
struct dl_buf;
void dl_sym_print(const struct dl_sym *sym, struct dl_buf *out);

#endif
