/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The intermediate representation: what is left of a translation unit when the
 * parser is done. Functions are basic blocks of small instructions over places
 * and values. docs/ir.md describes every instruction and the text form.
 *
 * A unit owns everything below it through its arena; names are interned in the
 * unit's interner and compare by `==` within one unit. The IR is immutable
 * once built.
 */
#ifndef DL_IR_IR_H
#define DL_IR_IR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/intern.h"

/* ---- locations ---- */

/* File locations: a macro argument is where it was written, a macro body where it is expanded. */
struct dl_loc {
	uint32_t file;		/* index into dl_unit.files */
	uint32_t line;		/* 1-based; 0: no location */
	uint32_t col;		/* 1-based, in bytes */
	uint32_t end_line;	/* end is exclusive in columns; 0 when unknown */
	uint32_t end_col;
};

/* ---- types ---- */

enum dl_type_kind {
	DL_TYPE_UNKNOWN,
	DL_TYPE_VOID,
	DL_TYPE_BOOL,
	DL_TYPE_INT,
	DL_TYPE_ENUM,
	DL_TYPE_FLOAT,
	DL_TYPE_PTR,
	DL_TYPE_ARRAY,
	DL_TYPE_RECORD,		/* struct or union */
	DL_TYPE_FUNC,
};

/* Types are unique within a unit: equal types have equal pointers. */
struct dl_type {
	enum dl_type_kind kind;
	bool is_signed;			/* INT, ENUM */
	bool is_const;
	uint64_t size;			/* bytes; 0 when unknown or incomplete */
	const char *name;		/* typedef name or "enum x"; NULL when there is none */
	const struct dl_type *elem;	/* PTR: pointee; ARRAY: element; FUNC: result */
	uint64_t count;			/* ARRAY: elements; 0 for VLA and flexible arrays */
	const struct dl_record *record;	/* RECORD */
};

struct dl_record {
	const char *name;	/* "struct foo", "union bar"; anonymous: "struct (anon file:line)" */
	uint64_t size;		/* bytes; 0 when incomplete */
	bool is_union;
	bool is_core;		/* defined in a kernel-core or system header, not by the driver */
	/* Known of the driver's records that places go into, and of what lies in those; else 0. */
	uint32_t align;		/* bytes */
	uint32_t member_count;
	const struct dl_member *members;
};

/* The members of one without a name stand in its place: they overlap when it is a union. */
struct dl_member {
	const char *name;
	const struct dl_type *type;	/* a flexible array is one of 0 elements */
	uint32_t offset;		/* bytes from the start of the record; bit-fields: of the storage unit */
	uint32_t size;			/* bytes; bit-fields: of the storage unit */
	bool is_bit_field;
	const char *aligned;		/* attribute that aligns it or its type, as written: "aligned(64)"; NULL: none */
	struct dl_loc loc;		/* of its name; of a kernel record's: line 0 */
};


/* ---- values and places ---- */

enum dl_val_kind {
	DL_VAL_NONE,		/* absent (return without value) */
	DL_VAL_INT,		/* @num; @str is the name of the enumerator, or of the macro that is the whole argument */
	DL_VAL_STR,		/* string literal @str */
	DL_VAL_FUNC,		/* address of function @str */
	DL_VAL_TEMP,		/* result of the instruction that defines temporary @num */
	DL_VAL_UNKNOWN,		/* could not be lowered */
};

struct dl_val {
	enum dl_val_kind kind;
	const struct dl_type *type;
	int64_t num;
	const char *str;
};

enum dl_step_kind {
	DL_STEP_DEREF,		/* through the pointer held by the place so far */
	DL_STEP_FIELD,
	DL_STEP_INDEX,		/* element of an array (not of a pointer: DEREF comes first) */
};

struct dl_step {
	enum dl_step_kind kind;
	const struct dl_type *type;	/* type of the place after this step */
	/*
	 * FIELD: the innermost record that has a name, and the path inside it: `a.b` when `a` is an
	 * anonymous-typed member; hops through unnamed members are omitted. Offset from the start of
	 * @record in bytes, size in bytes (bit-fields: of the storage unit).
	 */
	const struct dl_record *record;
	const char *field;
	uint32_t offset;
	uint32_t size;
	struct dl_val index;		/* INDEX */
};

enum dl_base_kind {
	DL_BASE_VAR,		/* local or parameter: dl_func.vars[index] */
	DL_BASE_GLOBAL,		/* @name; also function-static variables */
	DL_BASE_TEMP,		/* what temporary @index points to: an implicit DEREF */
	DL_BASE_STR,		/* bytes of string literal @name */
};

/* An lvalue: a base and the steps from it. `p->a[i].b` is VAR p, DEREF, FIELD a, INDEX i, FIELD b. */
struct dl_place {
	enum dl_base_kind base;
	uint32_t index;
	const char *name;
	const struct dl_type *base_type;	/* type of the base before the steps */
	const struct dl_type *type;		/* type of the whole place */
	bool is_volatile;	/* the lvalue is volatile-qualified: READ_ONCE(x), a `volatile u32 *` */
	uint32_t step_count;
	const struct dl_step *steps;
};

/* ---- instructions ---- */

enum dl_op {
	DL_OP_LOAD,		/* %dst = load place */
	DL_OP_STORE,		/* store place = a */
	DL_OP_ADDR,		/* %dst = addr place; array decay is ADDR of the array */
	DL_OP_ZERO,		/* zero place: `= { 0 }`, fields an initialiser does not name */
	DL_OP_BIN,		/* %dst = a <bin> b */
	DL_OP_UN,		/* %dst = <un> a */
	DL_OP_CAST,		/* %dst = cast a to type; only where size, sign or kind changes */
	DL_OP_CONTAINER,	/* %dst = container_of(a, record, field): a minus offset */
	DL_OP_CALL,		/* %dst = call callee(args) or call *a(args) */
	DL_OP_DECL,		/* lifetime of local vars[dst] begins, contents undefined */
	DL_OP_ASM,		/* inline assembly; args are its operands, outputs become unknown */
	DL_OP_FENCE,		/* inline assembly that clobbers memory, of macro @written: a barrier; else as ASM */
	DL_OP_UNKNOWN,		/* %dst = something that could not be lowered */
};

enum dl_bin {
	DL_BIN_ADD, DL_BIN_SUB, DL_BIN_MUL, DL_BIN_DIV, DL_BIN_REM,
	DL_BIN_AND, DL_BIN_OR, DL_BIN_XOR, DL_BIN_SHL, DL_BIN_SHR,
	DL_BIN_EQ, DL_BIN_NE, DL_BIN_LT, DL_BIN_LE, DL_BIN_GT, DL_BIN_GE,
};

enum dl_un {
	DL_UN_NEG,		/* -a */
	DL_UN_NOT,		/* ~a */
	DL_UN_LNOT,		/* !a */
};

#define DL_NO_TEMP UINT32_MAX

struct dl_instr {
	enum dl_op op;
	uint8_t sub;			/* enum dl_bin or enum dl_un */
	uint32_t dst;			/* temporary defined, or DL_NO_TEMP; DECL: variable */
	const struct dl_type *type;	/* type of the result */
	struct dl_loc loc;
	struct dl_place *place;		/* LOAD, STORE, ADDR, ZERO */
	struct dl_val a;		/* STORE, BIN, UN, CAST, CONTAINER; CALL: callee when indirect */
	struct dl_val b;		/* BIN */
	/* CALL */
	const char *callee;		/* name of the called function; NULL when indirect */
	const char *written;		/* name as written in the source when a macro hides @callee, else NULL; FENCE: the macro */
	const struct dl_place *through;	/* indirect: place the function pointer was loaded from, or NULL */
	struct dl_val *args;
	uint32_t arg_count;
	bool noreturn;			/* CALL of a function declared noreturn */
	bool pure;			/* CALL of a function that by its declaration only reads what it is given */
	/* CONTAINER */
	const struct dl_record *record;
	const char *field;
	uint32_t offset;
};

/* Pointer arithmetic is BIN ADD/SUB on a pointer value; @b counts elements, not bytes. */

enum dl_term_kind {
	DL_TERM_JUMP,		/* targets[0] */
	DL_TERM_BRANCH,		/* cond != 0 ? targets[0] : targets[1] */
	DL_TERM_SWITCH,		/* cases[i] -> targets[i]; targets[case_count] is the default */
	DL_TERM_RETURN,		/* value in cond, NONE for void */
	DL_TERM_INDIRECT,	/* computed goto: any of targets */
	DL_TERM_UNREACHABLE,	/* after a noreturn call */
};

struct dl_case {
	int64_t low;
	int64_t high;
};

struct dl_term {
	enum dl_term_kind kind;
	struct dl_loc loc;
	struct dl_val cond;
	uint32_t case_count;
	struct dl_case *cases;
	uint32_t target_count;
	uint32_t *targets;		/* block indices */
};

struct dl_block {
	uint32_t instr_count;
	struct dl_instr *instrs;
	struct dl_term term;
};

/* ---- functions and units ---- */

struct dl_var {
	const char *name;	/* unique within the function: shadowed names get ".2", ".3" */
	const struct dl_type *type;
	struct dl_loc loc;
	bool is_param;
	bool is_synthetic;	/* made by lowering: the value of `?:`, `&&`, `||`, a statement expression */
};

/* Why a function was not lowered whole; recorded, never silent. */
struct dl_degradation {
	const char *reason;	/* short and countable: "undeclared identifier", "no member", "unsupported: goto asm" */
	const char *detail;	/* the compiler's message, or what was met */
	struct dl_loc loc;
};

struct dl_func {
	const char *name;		/* as in the source */
	const char *symbol;		/* what calls name it by: @name, unless files were linked (link.h) */
	const char *arch;		/* its file was parsed for; NULL: that of the unit */
	struct dl_loc loc;		/* of the name */
	struct dl_loc end;		/* of the closing brace */
	const struct dl_type *ret;
	bool is_static;
	bool is_inline;
	bool in_header;			/* defined in a header of the driver */
	bool is_foreign;		/* another module's, linked for what it does to what it is given */
	uint32_t param_count;		/* vars[0..param_count) are the parameters */
	uint32_t var_count;
	struct dl_var *vars;
	uint32_t temp_count;
	uint32_t block_count;		/* blocks[0] is the entry */
	struct dl_block *blocks;
	uint32_t degradation_count;
	struct dl_degradation *degradations;
};

/* One function named in the initialiser of a global: `.ndo_open = foo_open`. */
struct dl_init_ref {
	const char *field;	/* field path, "" for an array element or a plain pointer */
	const char *func;
};

struct dl_global {
	const char *name;		/* what places name it by */
	const struct dl_type *type;
	struct dl_loc loc;
	bool is_static;
	bool is_const;
	bool is_definition;
	const char *owner;	/* function of a function-static variable, else NULL */
	uint32_t ref_count;
	struct dl_init_ref *refs;
};

/* A compiler error, whether inside a function or not. */
struct dl_diag {
	struct dl_loc loc;
	const char *text;
	const char *func;	/* function it lies in, or NULL */
};

struct dl_file {
	const char *path;	/* relative to the scanned root when inside it */
	bool is_main;
};

struct dl_unit {
	struct dl_arena *arena;		/* owned */
	struct dl_interner *names;	/* owned */
	const char *path;		/* of the main file, as dl_file.path */
	const char *arch;		/* "x86_64" */
	uint32_t file_count;
	struct dl_file *files;
	uint32_t func_count;
	struct dl_func *funcs;
	uint32_t global_count;
	struct dl_global *globals;
	uint32_t diag_count;
	struct dl_diag *diags;
	uint32_t diag_total;		/* errors met; diags may hold fewer */
};

void dl_unit_free(struct dl_unit *unit);

/* Exported functions (EXPORT_SYMBOL) cannot be seen in the AST; every non-static function counts. */
const struct dl_func *dl_unit_find_func(const struct dl_unit *unit, const char *name);
const struct dl_global *dl_unit_find_global(const struct dl_unit *unit, const char *name);

/* The field that a place, which may be NULL, ends in; NULL: in none. */
const struct dl_step *dl_place_field(const struct dl_place *place);
/* The field that a store writes, the last of its place; NULL: it writes none, or is no store. */
const struct dl_step *dl_stored_field(const struct dl_instr *in);
/* Both are written alike, and neither is the element of an array. */
bool dl_place_is_same(const struct dl_place *a, const struct dl_place *b);

const char *dl_bin_name(enum dl_bin op);	/* "+", "==" ... */
const char *dl_un_name(enum dl_un op);
const char *dl_op_name(enum dl_op op);
/* Does dl_instr.args mean something? */
bool dl_op_has_args(enum dl_op op);

#endif
