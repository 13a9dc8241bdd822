/* SPDX-License-Identifier: Apache-2.0 */
/* Symbols for tests, and what they come to when the variables have values. */
#ifndef DL_TESTS_ENGINE_FIXTURE_H
#define DL_TESTS_ENGINE_FIXTURE_H

#include "property.h"

#include "engine/value/sym.h"

#define VARIABLES 4 /* x, y: of no type; u: unsigned, one byte; s: signed, two */

static const struct dl_type byte_type = {.kind = DL_TYPE_INT, .size = 1};
static const struct dl_type short_type = {.kind = DL_TYPE_INT, .size = 2, .is_signed = true};

static struct dl_var variables[VARIABLES] = {
	{.name = "x"},
	{.name = "y"},
	{.name = "u", .type = &byte_type},
	{.name = "s", .type = &short_type},
};
static const struct dl_func function = {.name = "f", .var_count = VARIABLES, .vars = variables};

static struct dl_arena *arena;
static struct dl_syms *syms;

static inline void symbols_begin(void)
{
	arena = dl_arena_new();
	syms = dl_syms_new(arena);
}

static inline void symbols_end(void)
{
	dl_syms_free(syms);
	dl_arena_free(arena);
}

/* The place of a variable, and the value that it has when the function begins. */
static inline const struct dl_sym *place(uint32_t var)
{
	return dl_sym_var(syms, &function, var);
}

static inline const struct dl_sym *value_of(uint32_t var)
{
	return dl_sym_load(syms, place(var), 0);
}

static inline const struct dl_sym *num(int64_t n)
{
	return dl_sym_int(syms, n);
}

static inline const struct dl_sym *bin(enum dl_bin op, const struct dl_sym *a,
				       const struct dl_sym *b)
{
	return dl_sym_bin(syms, op, a, b);
}

static inline bool is_comparison(enum dl_bin op)
{
	return op >= DL_BIN_EQ;
}

/*
 * What C does with numbers of 64 bits; a shift to the right brings in zeros, as the engine does not
 * know signs. False where there is no answer.
 */
static inline bool compute(enum dl_bin op, int64_t a, int64_t b, int64_t *out)
{
	uint64_t ua = (uint64_t)a, ub = (uint64_t)b;
	bool is_division = op == DL_BIN_DIV || op == DL_BIN_REM;

	if ((is_division && (b == 0 || (a == INT64_MIN && b == -1))) ||
	    ((op == DL_BIN_SHL || op == DL_BIN_SHR) && (b < 0 || b > 63)))
		return false;
	switch (op) {
	case DL_BIN_ADD:
		*out = (int64_t)(ua + ub);
		break;
	case DL_BIN_SUB:
		*out = (int64_t)(ua - ub);
		break;
	case DL_BIN_MUL:
		*out = (int64_t)(ua * ub);
		break;
	case DL_BIN_DIV:
		*out = a / b;
		break;
	case DL_BIN_REM:
		*out = a % b;
		break;
	case DL_BIN_AND:
		*out = a & b;
		break;
	case DL_BIN_OR:
		*out = a | b;
		break;
	case DL_BIN_XOR:
		*out = a ^ b;
		break;
	case DL_BIN_SHL:
		*out = (int64_t)(ua << b);
		break;
	case DL_BIN_SHR:
		*out = (int64_t)(ua >> b);
		break;
	case DL_BIN_EQ:
		*out = a == b;
		break;
	case DL_BIN_NE:
		*out = a != b;
		break;
	case DL_BIN_LT:
		*out = a < b;
		break;
	case DL_BIN_LE:
		*out = a <= b;
		break;
	case DL_BIN_GT:
		*out = a > b;
		break;
	case DL_BIN_GE:
		*out = a >= b;
		break;
	}
	return true;
}

static inline int64_t compute_unary(enum dl_un op, int64_t a)
{
	if (op == DL_UN_NEG)
		return (int64_t)(0 - (uint64_t)a);
	return op == DL_UN_NOT ? ~a : !a;
}

static inline int64_t compute_cast(int64_t a, uint64_t size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? (int64_t)(int8_t)a : (int64_t)(uint8_t)a;
	case 2:
		return is_signed ? (int64_t)(int16_t)a : (int64_t)(uint16_t)a;
	case 4:
		return is_signed ? (int64_t)(int32_t)a : (int64_t)(uint32_t)a;
	default:
		return a;
	}
}

/* What a symbol made of the variables comes to; false where there is no answer. */
static inline bool evaluate(const struct dl_sym *sym, const int64_t *values, int64_t *out)
{
	int64_t a, b;

	switch (sym->kind) {
	case DL_SYM_INT:
		*out = sym->num;
		return true;
	case DL_SYM_LOAD:
		*out = values[sym->a->num];
		return sym->a->kind == DL_SYM_VAR;
	case DL_SYM_UN:
		if (!evaluate(sym->a, values, &a))
			return false;
		*out = compute_unary(sym->sub, a);
		return true;
	case DL_SYM_CAST:
		if (!evaluate(sym->a, values, &a))
			return false;
		*out = compute_cast(a, sym->size, sym->is_signed);
		return true;
	case DL_SYM_BIN:
		return evaluate(sym->a, values, &a) && evaluate(sym->b, values, &b) &&
		       compute(sym->sub, a, b, out);
	default:
		return false;
	}
}

/* For messages. */
#include "base/buf.h"

static inline const char *sym_text(const struct dl_sym *sym)
{
	static char buf[4][200];
	static unsigned int next;
	struct dl_buf out = {0};
	char *to = buf[next++ % 4];

	dl_sym_print(sym, &out);
	snprintf(to, sizeof(buf[0]), "%s", out.data ? out.data : "");
	dl_buf_free(&out);
	return to;
}

#endif
