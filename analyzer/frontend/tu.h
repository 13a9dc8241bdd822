/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One translation unit while it is lowered: the AST, the unit under
 * construction, and what maps the one to the other (files, types, records,
 * fields, declarations).
 */
#ifndef DL_FRONTEND_TU_H
#define DL_FRONTEND_TU_H

#include "base/vec.h"
#include "frontend/cursor.h"
#include "frontend/frontend.h"
#include "ir/builder.h"

enum dl_file_class {
	DL_FILE_CORE,		/* kernel core or system header */
	DL_FILE_HEADER,		/* header of the driver */
	DL_FILE_SOURCE,		/* main file, or a .c file that it includes */
};

struct dl_tu_file {
	CXFile handle;
	const char *path;	/* absolute, without . and .. */
	enum dl_file_class class;
	bool is_main;
	uint32_t index;		/* in the unit; UINT32_MAX until a location needs it */
	const char *text;	/* contents; NULL until asked for */
	size_t size;
};

/* An error of clang inside the unit's own files, until its function is known. */
struct dl_tu_diag {
	struct dl_diag diag;
	const char *reason;
};

/* How a field is reached from the innermost record that has a name. */
struct dl_field_info {
	const struct dl_record *record;
	const char *name;
	const struct dl_type *type;
	uint32_t offset;
	uint32_t size;
	bool unnamed_record;	/* @record has no name of its own: the step before says where it lies */
};

/* Members of a record in order of initialisation; anonymous ones included. */
struct dl_members {
	CXCursor *fields;
	unsigned int count;
	bool has_padding;	/* bit-fields without a name, which are not listed */
};

/* A function that is lowered when something mentions it (aside.c). */
struct dl_aside {
	CXCursor cursor;
	struct dl_tu_file *file;
	const char *name;
	size_t before;		/* functions that were not set aside and stand before it */
	bool is_done;
	size_t func;		/* in ub.funcs, + 1; 0: there is none */
};

struct dl_callee {
	const char *name;
	bool noreturn;
	bool pure;
};

struct dl_tu_names {
	const char **data;
	size_t len;
	size_t cap;
};

#define DL_FE_MAX_NESTED 64 /* types in a type; packed IR takes some more */

#define DL_FE_RECENT_LOCS 64

/* A location that was asked for: where one thing begins, others do. */
struct dl_tu_loc {
	CXSourceLocation at;
	struct dl_tu_file *file;
	unsigned int offset;
	struct dl_loc loc;
};

struct dl_tu {
	CXTranslationUnit tu;
	const struct dl_parse_request *req;
	struct dl_unit_builder ub;
	struct dl_arena *scratch;	/* for the function or variable at hand, then reset */
	struct dl_syntax *syntax;	/* likewise */
	struct dl_arena *arena;		/* until the unit is done */
	struct dl_map files;		/* CXFile -> struct dl_tu_file */
	struct dl_map paths;		/* path -> struct dl_tu_file */
	struct dl_tu_file *last_file;
	struct dl_tu_loc recent_locs[DL_FE_RECENT_LOCS];
	struct dl_map types;		/* QualType -> struct dl_type */
	struct dl_cursor_map records;	/* declaration -> struct dl_record */
	struct dl_map record_taken;	/* struct dl_record already given to a declaration */
	struct dl_map record_used;	/* struct dl_record that places go into */
	DL_VEC(CXCursor) to_lay_out;	/* their declarations, then those of what lies in them */
	struct dl_cursor_map fields;	/* FieldDecl -> struct dl_field_info */
	struct dl_cursor_map members;	/* record declaration -> struct dl_members */
	struct dl_cursor_map layouts;	/* record declaration -> the unit when clang may lay it out */
	struct dl_cursor_map callees;	/* FunctionDecl -> struct dl_callee */
	struct dl_cursor_map locals;	/* VarDecl or ParmDecl -> struct dl_local */
	struct dl_map statics;		/* names of function-static variables in use */
	struct dl_map globals;		/* name -> index + 1 in ub.globals */
	DL_VEC(struct dl_aside) asides;
	struct dl_map mentioned;	/* interned names of functions */
	size_t noted;			/* functions in ub.funcs whose mentions are in there */
	DL_VEC(struct dl_tu_diag) diags;
	struct dl_tu_names missing;
	struct dl_tu_names undeclared;
	struct dl_tu_names inputs;
	uint32_t error_count;
	uint32_t own_error_count;
	bool has_name_error; /* one of the own that a name of a precompiled header may be the cause of */
};


/* files.c: files and locations */
struct dl_tu_file *dl_fe_tu_file(struct dl_tu *t, CXFile handle);
/* NULL for locations without a file. Never computes line numbers. */
struct dl_tu_file *dl_fe_tu_file_at(struct dl_tu *t, CXSourceLocation loc);
uint32_t dl_fe_tu_file_index(struct dl_tu *t, struct dl_tu_file *file);
struct dl_loc dl_fe_loc_at(struct dl_tu *t, CXSourceLocation loc);
/* Start of the cursor; the second form also has its end. */
struct dl_loc dl_fe_loc_of(struct dl_tu *t, CXCursor cursor);
struct dl_loc dl_fe_loc_range(struct dl_tu *t, CXCursor cursor);
/* Contents from where a token was spelled, even inside a macro body; NULL when that is nowhere. */
const char *dl_fe_text_spelled(struct dl_tu *t, CXSourceLocation loc, size_t *left);
/* Contents from where a token was written or its macro expanded. */
const char *dl_fe_text_written(struct dl_tu *t, CXSourceLocation loc, size_t *left);

/* types.c */
const struct dl_type *dl_fe_type_of(struct dl_tu *t, CXType type);
const struct dl_type *dl_fe_type_of_cursor(struct dl_tu *t, CXCursor cursor);
/* As a value or a parameter: arrays and functions become pointers. */
const struct dl_type *dl_fe_type_decayed(struct dl_tu *t, const struct dl_type *type);

/* records.c */
bool dl_fe_has_layout(struct dl_tu *t, CXType type);
struct dl_record *dl_fe_record_of(struct dl_tu *t, CXCursor decl);
const struct dl_field_info *dl_fe_field_of(struct dl_tu *t, CXCursor field);
const struct dl_members *dl_fe_members_of(struct dl_tu *t, CXType record);
/* Members and alignment of the driver's records that places go into, and of what lies in them. */
void dl_fe_lay_out_records(struct dl_tu *t);
/* Append the step for @field; nothing for an anonymous member. */
void dl_fe_step_field(struct dl_tu *t, struct dl_place_builder *pb, CXCursor field);

/* health.c */
void dl_fe_health_collect(struct dl_tu *t);
/* Clang says that the call at @call has another number of arguments than its function is declared with. */
bool dl_fe_has_count_error(const struct dl_tu *t, const struct dl_loc *call);
/* Mark the function with the errors that lie between its first and last line. */
void dl_fe_health_mark(struct dl_tu *t, struct dl_func_builder *fb);

/* globals.c */
void dl_fe_global_define(struct dl_tu *t, CXCursor var, const char *name, const char *owner);
/* A global that is only used: recorded so that its type and storage are known. */
void dl_fe_global_use(struct dl_tu *t, CXCursor var, const char *name);

/* aside.c */
/* False: it is to be lowered at once. */
bool dl_fe_set_aside(struct dl_tu *t, CXCursor function, struct dl_tu_file *file);
void dl_fe_lower_asides(struct dl_tu *t);

/* lower.c */
void dl_fe_lower_function(struct dl_tu *t, CXCursor function, struct dl_tu_file *file);

#endif
