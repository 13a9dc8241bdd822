/* SPDX-License-Identifier: Apache-2.0 */
/* Internal to ir/: tokens of the text form. */
#ifndef DL_IR_LEX_H
#define DL_IR_LEX_H

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

enum dl_token_kind {
	DL_TOK_END,
	DL_TOK_WORD,   /* identifier or keyword */
	DL_TOK_QUOTED, /* `any name`: never a keyword */
	DL_TOK_STRING,
	DL_TOK_NUMBER,
	DL_TOK_TEMP,  /* %12 */
	DL_TOK_PUNCT, /* @num is DL_PUNCT() of its characters */
};

#define DL_PUNCT(a, b) ((uint64_t)(unsigned char)(a) | (uint64_t)(unsigned char)(b) << 8)

struct dl_token {
	enum dl_token_kind kind;
	bool on_new_line; /* first token of its line, or after `;` */
	bool glued;	  /* no space between the token before and this one */
	uint32_t line;
	uint32_t col;
	uint64_t num;
	const char *text; /* the name or string, unescaped; otherwise as written */
};

struct dl_tokens {
	DL_VEC(struct dl_token) list;
};

/* The last two tokens are DL_TOK_END. Texts of tokens live in @arena. The caller frees @out->list.
 */
enum dl_status dl_ir_lex(struct dl_tokens *out, const char *text, struct dl_arena *arena,
			 struct dl_error *err);

#endif
