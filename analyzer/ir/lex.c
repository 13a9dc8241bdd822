/* SPDX-License-Identifier: Apache-2.0 */
#include "ir/lex.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

struct lexer {
	const char *at;
	const char *line_start;
	uint32_t line;
	struct dl_arena *arena;
	struct dl_tokens *out;
	struct dl_error *err;
	struct dl_buf text;
};

static enum dl_status fail(struct lexer *lx, const struct dl_token *token, const char *what)
{
	return dl_fail(lx->err, DL_ERR_INVALID, "%u:%u: %s", token->line, token->col, what);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Skip blanks and comments; tell whether anything, and whether a line end or `;`, was there. */
static void skip_space(struct lexer *lx, struct dl_token *token)
{
	token->glued = true;
	for (;;) {
		if (*lx->at == '\n' || *lx->at == ';') {
			token->on_new_line = true;
			if (*lx->at == '\n') {
				lx->line++;
				lx->line_start = lx->at + 1;
			}
			lx->at++;
		} else if (isspace((unsigned char)*lx->at)) {
			lx->at++;
		} else if ((*lx->at == '/' && lx->at[1] == '/') ||
			   (*lx->at == '#' && !isdigit((unsigned char)lx->at[1]))) {
			lx->at += strcspn(lx->at, "\n");
		} else {
			return;
		}
		token->glued = false;
	}
}

/* After a backslash; false when it is no escape we write. */
static bool lex_escape(struct lexer *lx)
{
	int high, low;

	switch (*lx->at++) {
	case 'n':
		dl_buf_putc(&lx->text, '\n');
		return true;
	case 't':
		dl_buf_putc(&lx->text, '\t');
		return true;
	case '\\':
	case '"':
	case '`':
		dl_buf_putc(&lx->text, lx->at[-1]);
		return true;
	case 'x':
		high = hex_digit(lx->at[0]);
		low = high < 0 ? -1 : hex_digit(lx->at[1]);
		if (low < 0 || !(high | low))
			return false;
		dl_buf_putc(&lx->text, (char)(high << 4 | low));
		lx->at += 2;
		return true;
	default:
		return false;
	}
}

static enum dl_status lex_quoted(struct lexer *lx, struct dl_token *token)
{
	char quote = *lx->at++;

	dl_buf_clear(&lx->text);
	while (*lx->at != quote) {
		if (!*lx->at || *lx->at == '\n')
			return fail(lx, token,
				    quote == '"' ? "string without closing \""
						 : "name without closing `");
		if (*lx->at != '\\') {
			dl_buf_putc(&lx->text, *lx->at++);
			continue;
		}
		lx->at++;
		if (!lex_escape(lx))
			return fail(lx, token,
				    "unknown escape; known are \\n \\t \\\\ \\\" \\` "
				    "and \\x01 to \\xff");
	}
	lx->at++;
	token->kind = quote == '"' ? DL_TOK_STRING : DL_TOK_QUOTED;
	token->text = dl_arena_strndup(lx->arena, dl_buf_str(&lx->text), lx->text.len);
	return DL_OK;
}

static enum dl_status lex_number(struct lexer *lx, struct dl_token *token)
{
	bool hex = lx->at[0] == '0' && (lx->at[1] == 'x' || lx->at[1] == 'X');
	uint64_t base = hex ? 16 : 10;
	int digit;

	if (hex)
		lx->at += 2;
	if (hex_digit(*lx->at) < 0)
		return fail(lx, token, "hexadecimal number without digits");
	while ((digit = hex_digit(*lx->at)) >= 0 && (uint64_t)digit < base) {
		if (token->num > (UINT64_MAX - (uint64_t)digit) / base)
			return fail(lx, token, "number does not fit 64 bits");
		token->num = token->num * base + (uint64_t)digit;
		lx->at++;
	}
	if (isalpha((unsigned char)*lx->at) || *lx->at == '_')
		return fail(lx, token, "number runs into a name; put a space between them");
	return DL_OK;
}

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* Also takes the ".2" of a shadowed variable's name. */
static void lex_word(struct lexer *lx)
{
	while (is_word_char(*lx->at))
		lx->at++;
	while (*lx->at == '.' && isdigit((unsigned char)lx->at[1])) {
		for (lx->at++; isdigit((unsigned char)*lx->at); lx->at++)
			;
	}
}

static enum dl_status lex_punct(struct lexer *lx, struct dl_token *token)
{
	static const char *const pairs[] = {
		"->", "==", "!=", "<=", ">=", "<<", ">>", "..",
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (strncmp(lx->at, pairs[i], 2) == 0) {
			token->num = DL_PUNCT(lx->at[0], lx->at[1]);
			lx->at += 2;
			return DL_OK;
		}
	}
	if (!strchr("@{}()[]<>+-*/%&|^~!=?:,.#", *lx->at))
		return fail(lx, token, "character that no token starts with");
	token->num = DL_PUNCT(*lx->at, 0);
	lx->at++;
	return DL_OK;
}

static enum dl_status lex_token(struct lexer *lx, struct dl_token *token)
{
	const char *start = lx->at;
	enum dl_status status = DL_OK;

	if (!*start) {
		token->kind = DL_TOK_END;
		token->text = "the end of the text";
		return DL_OK;
	}
	if (*start == '"' || *start == '`')
		return lex_quoted(lx, token);
	if (isdigit((unsigned char)*start)) {
		token->kind = DL_TOK_NUMBER;
		status = lex_number(lx, token);
	} else if (*start == '%' && isdigit((unsigned char)start[1])) {
		lx->at++;
		token->kind = DL_TOK_TEMP;
		status = lex_number(lx, token);
	} else if (is_word_char(*start)) {
		token->kind = DL_TOK_WORD;
		lex_word(lx);
	} else {
		token->kind = DL_TOK_PUNCT;
		status = lex_punct(lx, token);
	}
	if (status == DL_OK)
		token->text = dl_arena_strndup(lx->arena, start, (size_t)(lx->at - start));
	return status;
}

enum dl_status dl_ir_lex(struct dl_tokens *out, const char *text, struct dl_arena *arena,
			 struct dl_error *err)
{
	struct lexer lx = {
		.at = text,
		.line_start = text,
		.line = 1,
		.arena = arena,
		.out = out,
		.err = err,
	};
	enum dl_status status;
	struct dl_token token;

	do {
		token = (struct dl_token){.on_new_line = lx.at == text};
		skip_space(&lx, &token);
		token.line = lx.line;
		token.col = (uint32_t)(lx.at - lx.line_start) + 1;
		status = lex_token(&lx, &token);
		dl_vec_push(&out->list, token);
	} while (status == DL_OK && token.kind != DL_TOK_END);
	/* Once more, so that the parser may always look one token ahead. */
	dl_vec_push(&out->list, token);
	dl_buf_free(&lx.text);
	return status;
}
