/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing sizes: both are brought into the form `a * x + b * y + c`, where x and y are symbols that
 * nothing more is known of. What this form cannot tell stays unknown.
 */
#include "engine/value/linear.h"
#include "engine/value/sym.h"

#define MAX_TERMS 8

struct term {
	const struct dl_sym *atom;
	int64_t factor;
};

struct form {
	int64_t constant;
	uint32_t count;
	struct term terms[MAX_TERMS];
	bool unknown;
};

static void add_atom(struct form *f, const struct dl_sym *atom, int64_t factor)
{
	if (atom->kind == DL_SYM_UNKNOWN)
		f->unknown = true;
	for (uint32_t i = 0; i < f->count; i++) {
		if (f->terms[i].atom == atom) {
			f->terms[i].factor += factor;
			return;
		}
	}
	if (f->count == MAX_TERMS) {
		f->unknown = true;
		return;
	}
	f->terms[f->count++] = (struct term){ atom, factor };
}

static void add(struct form *f, const struct dl_sym *s, int64_t factor, int depth)
{
	int64_t num;

	/* sizes that do not fit into 32 bits are not what this is about */
	s = dl_sym_strip(s);
	if (depth > 12 || factor > INT32_MAX || factor < INT32_MIN) {
		f->unknown = true;
	} else if (dl_sym_const(s, &num)) {
		f->unknown |= num > INT32_MAX || num < INT32_MIN ||
			      __builtin_add_overflow(f->constant, num * factor, &f->constant);
	} else if (s->kind == DL_SYM_UN && s->sub == DL_UN_NEG) {
		add(f, s->a, -factor, depth + 1);
	} else if (s->kind == DL_SYM_BIN && (s->sub == DL_BIN_ADD || s->sub == DL_BIN_SUB)) {
		add(f, s->a, factor, depth + 1);
		add(f, s->b, s->sub == DL_BIN_ADD ? factor : -factor, depth + 1);
	} else if (s->kind == DL_SYM_BIN && s->sub == DL_BIN_MUL && dl_sym_const(s->b, &num) &&
		   num > 0 && num <= INT16_MAX) {
		add(f, s->a, factor * num, depth + 1);
	} else if (s->kind == DL_SYM_BIN && s->sub == DL_BIN_SHL && dl_sym_const(s->b, &num) &&
		   num >= 0 && num < 16) {
		add(f, s->a, factor * (1 << num), depth + 1);
	} else {
		add_atom(f, s, factor);
	}
}

static int64_t factor_of(const struct form *f, const struct dl_sym *atom)
{
	for (uint32_t i = 0; i < f->count; i++)
		if (f->terms[i].atom == atom)
			return f->terms[i].factor;
	return 0;
}

/* Terms of @f that @other lacks, and those that it has with another factor. */
static void count_terms(const struct form *f, const struct form *other, uint32_t *lacks,
			uint32_t *scaled)
{
	for (uint32_t i = 0; i < f->count; i++) {
		int64_t there = factor_of(other, f->terms[i].atom);

		if (!f->terms[i].factor || there == f->terms[i].factor)
			continue;
		*(there ? scaled : lacks) += 1;
	}
}

enum dl_size_relation dl_size_compare(const struct dl_sym *made, const struct dl_sym *ended,
				      int64_t *difference)
{
	struct form m = { 0 }, e = { 0 };
	uint32_t made_only = 0, ended_only = 0, scaled = 0;

	if (!made || !ended)
		return DL_SIZE_UNKNOWN;
	if (made == ended)
		return DL_SIZE_SAME;
	add(&m, made, 1, 0);
	add(&e, ended, 1, 0);
	if (m.unknown || e.unknown)
		return DL_SIZE_UNKNOWN;
	count_terms(&m, &e, &made_only, &scaled);
	count_terms(&e, &m, &ended_only, &(uint32_t){ 0 });
	*difference = e.constant - m.constant;
	if (!made_only && !ended_only && !scaled)
		return *difference ? DL_SIZE_DIFFERENT : DL_SIZE_SAME;
	if (!made_only && !ended_only)
		return *difference ? DL_SIZE_UNKNOWN : DL_SIZE_SCALED;
	if (scaled || (made_only && ended_only))
		return DL_SIZE_UNKNOWN;
	if (!*difference && (m.constant || (m.count && e.count)))
		return DL_SIZE_TERM;
	return !m.count || !e.count ? DL_SIZE_MIXED : DL_SIZE_UNKNOWN;
}
