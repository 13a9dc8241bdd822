/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Internal to ir/: the state of reading the text form. Functions return false after the first
 * error, which is then in the parser's dl_error.
 */
#ifndef DL_IR_PARSER_H
#define DL_IR_PARSER_H

#include "base/map.h"
#include "base/status.h"
#include "base/vec.h"
#include "ir/builder.h"
#include "ir/ir.h"
#include "ir/lex.h"
#include "ir/type.h"

/* Declared fields of one record: what a place leaves out. */
struct dl_record_fields {
	DL_VEC(struct dl_step) fields;
};

struct dl_label {
	const char *name;
	uint32_t block; /* UINT32_MAX until defined */
	const struct dl_token *use;
};

struct dl_temp {
	const struct dl_type *type;
	bool defined;
	const struct dl_token *use; /* first use */
};

struct dl_parser {
	struct dl_unit_builder ub;
	struct dl_tokens tokens;
	const struct dl_token *tok; /* next token */
	struct dl_error *err;
	struct dl_map records;	/* record -> struct dl_record_fields */
	struct dl_map typedefs; /* name -> struct dl_type, not const */
	struct dl_map globals;	/* name -> type */
	bool autoloc;
	unsigned int depth; /* of recursion */
	/* the function at hand */
	bool in_func;
	struct dl_func_builder fb;
	uint32_t block; /* UINT32_MAX: none open */
	DL_VEC(struct dl_label) labels;
	DL_VEC(struct dl_temp) temps;
	uint32_t next_temp;   /* for values that need a temporary of their own */
	uint32_t temps_given; /* 1 + what `temps` says */
};

#define DL_PARSE_DEPTH 200

/* Always false: "line:col: expected WHAT, found TOKEN", or a message of our own. */
bool dl_parse_expected(struct dl_parser *p, const char *what);
bool dl_parse_error(struct dl_parser *p, const struct dl_token *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

bool dl_at_word(const struct dl_parser *p, const char *word);
bool dl_at_punct(const struct dl_parser *p, char c);
bool dl_at_name(const struct dl_parser *p);
bool dl_accept_word(struct dl_parser *p, const char *word);
bool dl_accept(struct dl_parser *p, char c);
bool dl_expect(struct dl_parser *p, char c);
bool dl_parser_enter(struct dl_parser *p); /* counts depth; the caller decrements */

bool dl_parse_name(struct dl_parser *p, const char *what, const char **out);
bool dl_parse_string(struct dl_parser *p, const char *what, const char **out);
bool dl_parse_u32(struct dl_parser *p, const char *what, uint32_t *out);
bool dl_parse_u64(struct dl_parser *p, const char *what, uint64_t *out);
bool dl_parse_int(struct dl_parser *p, const char *what, int64_t *out);
/* Leaves @loc alone when there is none. */
bool dl_parse_loc(struct dl_parser *p, struct dl_loc *loc);
bool dl_parse_record_ref(struct dl_parser *p, struct dl_record **out);
bool dl_parse_type(struct dl_parser *p, const struct dl_type **out);

struct dl_step *dl_parse_find_field(struct dl_parser *p, const struct dl_record *record,
				    const char *name);
void dl_parse_declare_field(struct dl_parser *p, const struct dl_step *field);

bool dl_parse_place(struct dl_parser *p, struct dl_place **out);
bool dl_parse_val(struct dl_parser *p, struct dl_val *out);
bool dl_parse_temp(struct dl_parser *p, struct dl_temp **out);
/* An operation or a plain value, as a value; @type (may be NULL) is what a call yields here. */
bool dl_parse_operand(struct dl_parser *p, const struct dl_type *type, struct dl_val *out);
/* The block that statements go to: opened when none is. */
uint32_t dl_parse_block(struct dl_parser *p);
/* The value of @instr in a new temporary. */
bool dl_parse_emit_val(struct dl_parser *p, struct dl_instr *instr, struct dl_val *out);

/* An instruction of a block. */
bool dl_parse_instr(struct dl_parser *p);
bool dl_parse_func(struct dl_parser *p);
/* Free what an error left behind. */
void dl_parse_func_free(struct dl_parser *p);

#endif
