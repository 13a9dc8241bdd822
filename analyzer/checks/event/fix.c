/* SPDX-License-Identifier: Apache-2.0 */
/* See fix.h. */
#include "checks/event/fix.h"

#include <stdarg.h>
#include <stdlib.h>

#include "checks/event/internal.h"
#include "report/fix.h"

#define MAX_EDITS 32

struct edit {
	struct dl_stretch where;
	const char *text;
};

struct dl_fixer {
	struct dl_report *report;
	struct dl_arena *arena;
	uint32_t file;
	struct dl_code code;
	const char *title;
	struct edit edits[MAX_EDITS];
	size_t count;
	bool refused;
};

/* ---- what is there ---- */

const struct dl_code *dl_fix_code(const struct dl_fixer *x)
{
	return &x->code;
}

struct dl_report *dl_fix_report(struct dl_fixer *x)
{
	return x->report;
}

bool dl_fix_offset(const struct dl_fixer *x, const struct dl_loc *loc, size_t *out)
{
	return loc->file == x->file && dl_code_offset(&x->code, loc->line, loc->col, out);
}

static bool is_one_of(const struct dl_code *code, struct dl_stretch name,
		      const struct dl_model *model)
{
	return dl_code_is(code, name, model->name) ||
	       (model->display && dl_code_is(code, name, model->display));
}

bool dl_fix_call(const struct dl_fixer *x, const struct dl_instr *call,
		 const struct dl_model *model, struct dl_code_call *out)
{
	size_t at;

	return call && model && call->op == DL_OP_CALL && dl_fix_offset(x, &call->loc, &at) &&
	       dl_code_call_at(&x->code, at, out) && is_one_of(&x->code, out->name, model);
}

struct dl_statement *dl_fix_outline(struct dl_fixer *x, size_t at)
{
	return dl_outline(x->arena, &x->code, at);
}

static bool keeps_truth(const void *arg, const char *name)
{
	const struct dl_fixer *x = arg;
	const struct dl_text_list *words = &x->report->an->platform->words[DL_WORD_KEEPS_TRUTH];

	for (size_t i = 0; i < words->count; i++)
		if (!strcmp(words->items[i], name))
			return true;
	return false;
}

struct dl_stretch dl_fix_operand(const struct dl_fixer *x, struct dl_stretch condition, size_t at)
{
	return dl_code_operand(&x->code, condition, at, keeps_truth, x);
}

const char *dl_fix_text(struct dl_fixer *x, struct dl_stretch where)
{
	return dl_arena_strndup(x->arena, x->code.text + where.start, where.end - where.start);
}

const char *dl_fix_printf(struct dl_fixer *x, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = dl_arena_vprintf(x->arena, fmt, ap);
	va_end(ap);
	return text;
}

const struct dl_model *dl_fix_model(const struct dl_fixer *x, const char *name)
{
	return dl_models_find(x->report->an->options->models, name);
}

const char *dl_fix_declaration(const struct dl_fixer *x, const char *name)
{
	return dl_map_get_str(dl_models_declarations(x->report->an->options->models), name);
}

/* ---- what is to be there ---- */

void dl_fix_title(struct dl_fixer *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	x->title = dl_arena_vprintf(x->arena, fmt, ap);
	va_end(ap);
}

void dl_fix_refuse(struct dl_fixer *x)
{
	x->refused = true;
}

void dl_fix_replace(struct dl_fixer *x, struct dl_stretch where, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	if (x->count == MAX_EDITS || dl_code_has_directive(&x->code, where) ||
	    dl_code_is_directive(&x->code, where.start)) {
		dl_fix_refuse(x);
		return;
	}
	va_start(ap, fmt);
	text = dl_arena_vprintf(x->arena, fmt, ap);
	va_end(ap);
	/* lines of another kind than the file has */
	if (strchr(text, '\n') && memchr(x->code.text, '\r', x->code.len))
		dl_fix_refuse(x);
	x->edits[x->count++] = (struct edit){where, text};
}

/* Tabs, then blanks. */
static const char *indentation(struct dl_fixer *x, size_t column)
{
	struct dl_buf buf = {0};
	const char *text;

	for (size_t i = 0; i < column / 8; i++)
		dl_buf_putc(&buf, '\t');
	for (size_t i = 0; i < column % 8; i++)
		dl_buf_putc(&buf, ' ');
	text = dl_arena_strdup(x->arena, dl_buf_str(&buf));
	dl_buf_free(&buf);
	return text;
}

void dl_fix_rename(struct dl_fixer *x, const struct dl_code_call *call, const char *name)
{
	size_t old = dl_code_column(&x->code, call->open) + 1;
	size_t new = old + strlen(name) - (call->name.end - call->name.start);

	dl_fix_replace(x, call->name, "%s", name);
	for (size_t line = dl_code_next_line(&x->code, call->open);
	     line < call->whole.end && old != new; line = dl_code_next_line(&x->code, line)) {
		size_t at = line;

		while (x->code.text[at] == ' ' || x->code.text[at] == '\t')
			at++;
		if (dl_code_column(&x->code, at) == old)
			dl_fix_replace(x, (struct dl_stretch){line, at}, "%s", indentation(x, new));
	}
}

/* ---- what several rules do ---- */

bool dl_fix_one_maker(const struct dl_event *ev)
{
	for (uint32_t i = 1; !ev->object && i < ev->writer_count; i++)
		if (ev->writers[i].model != ev->writers[0].model)
			return false;
	return ev->object || ev->writer_count;
}

/* What a call ends, as its line has it, and the last name of that: `dma` of `p->ring[i].dma`. */
struct ended {
	struct dl_stretch whole;
	struct dl_stretch name;
};

/* False: what it ends is more than names. */
static bool find_ended(const struct dl_fixer *x, const struct dl_instr *call,
		       const struct dl_model *model, struct ended *out)
{
	int n = model->arg_handle >= 0 ? model->arg_handle : model->arg_sg;
	struct dl_code_call written;
	struct dl_stretch arg;
	size_t at;

	if (n < 0 || !dl_fix_call(x, call, model, &written) || (size_t)n >= written.arg_count)
		return false;
	arg = written.args[n];
	for (at = arg.end; at > arg.start && dl_code_name(&x->code, at - 1) == arg.end - (at - 1);)
		at--;
	*out = (struct ended){arg, {at, arg.end}};
	return at < arg.end && dl_code_is_pure(&x->code, arg);
}

static bool is_variable(const struct ended *e)
{
	return e->name.start == e->whole.start;
}

/* Who gives @dir to what has the same text agrees; who gives another one to what has the same last
 * name does not. */
static void count_vote(const struct dl_fixer *x, const struct dl_instr *in,
		       const struct ended *mine, int64_t dir, unsigned int *same,
		       unsigned int *other)
{
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(x->report->an, in) : NULL;
	const struct dl_val *given;
	struct ended its;

	if (!m || !dl_model_gives_back(m) || m->arg_dir < 0 ||
	    (uint32_t)m->arg_dir >= in->arg_count || !find_ended(x, in, m, &its) ||
	    !dl_code_same(&x->code, its.name, mine->name))
		return;
	given = &in->args[m->arg_dir];
	if (given->kind != DL_VAL_INT || given->num != dir)
		++*other;
	else
		*same += dl_code_same(&x->code, its.whole, mine->whole);
}

void dl_fix_votes(const struct dl_fixer *x, const struct dl_event *ev, int64_t dir,
		  unsigned int *same, unsigned int *other)
{
	const struct dl_unit *unit = x->report->an->unit;
	struct ended mine;

	*same = *other = 0;
	if (!find_ended(x, ev->at, ev->model, &mine))
		return;
	for (uint32_t c = 0; c < unit->func_count; c++) {
		const struct dl_func *func = &unit->funcs[c];

		/* a variable is its function's */
		if (is_variable(&mine) && func != ev->func)
			continue;
		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++)
				if (!dl_same_place(&func->blocks[b].instrs[i].loc, &ev->at->loc))
					count_vote(x, &func->blocks[b].instrs[i], &mine, dir, same,
						   other);
	}
}

/* ---- from edits to a fix ---- */

static int by_place(const void *a, const void *b)
{
	const struct edit *p = a, *q = b;

	return p->where.start < q->where.start ? -1 : p->where.start > q->where.start;
}

/* Each goes on behind the one before. */
static bool are_apart(const struct dl_fixer *x)
{
	for (size_t i = 1; i < x->count; i++)
		if (x->edits[i].where.start < x->edits[i - 1].where.end ||
		    x->edits[i].where.start == x->edits[i - 1].where.start)
			return false;
	return true;
}

static const struct dl_fix *finish(struct dl_fixer *x, const char *path)
{
	struct dl_fix *fix;

	if (x->refused || !x->title || !x->count)
		return NULL;
	qsort(x->edits, x->count, sizeof(x->edits[0]), by_place);
	if (!are_apart(x))
		return NULL;
	fix = DL_NEW(x->arena, struct dl_fix);
	fix->title = x->title;
	fix->path = dl_arena_strdup(x->arena, path);
	fix->source = dl_fix_source(x->code.text, x->code.len);
	fix->edit_count = x->count;
	fix->edits = DL_NEW_ARRAY(x->arena, struct dl_edit, x->count);
	for (size_t i = 0; i < x->count; i++) {
		struct dl_edit *e = &fix->edits[i];

		dl_code_place(&x->code, x->edits[i].where.start, &e->line, &e->col);
		dl_code_place(&x->code, x->edits[i].where.end, &e->end_line, &e->end_col);
		e->text = x->edits[i].text;
	}
	return fix;
}

const struct dl_fix *dl_fix_make(struct dl_report *r, const struct dl_event *ev)
{
	struct dl_fixer x = {.report = r, .arena = r->out->arena, .file = ev->loc.file};
	const struct dl_unit *unit = r->an->unit;
	const char *path, *dot;

	if (!r->rule->fix || ev->loc.file >= unit->file_count || (ev->func && ev->func->is_foreign))
		return NULL;
	path = unit->files[ev->loc.file].path;
	dot = strrchr(path, '.');
	if (!dot || strcmp(dot, ".c") != 0)
		return NULL;
	x.code.text = dl_report_text(r, ev->loc.file, &x.code.len);
	if (!x.code.text)
		return NULL;
	r->rule->fix(ev, &x);
	return finish(&x, path);
}
