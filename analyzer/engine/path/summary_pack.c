/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Summaries as bytes: symbols and types by their structure, functions, models, records and fields by name,
 * calls by place, and what each check keeps of an object as it describes it. Reading: summary_unpack.c
 * reads in the same order.
 */
#include "engine/check.h"
#include "engine/path/summary_pack.h"

const struct dl_codec dl_summary_codec = {
	.magic = "DLSM",
	.version = 3,
	.what = "a summary",
	.remedy = "",
};

struct packer {
	struct dl_writer w;
	const struct dl_unit *unit;
	struct dl_map seen;	/* kind and thing -> its number + 1; one count for all */
};

enum kind { SYM, FUNC, CALL, MARK, TYPE };

/* A call may be the mark of an unknown value as well: that is another thing. */
static uint64_t key_of(enum kind kind, const void *thing)
{
	return (uint64_t)(uintptr_t)thing << 3 | kind;
}

/* 0: NULL; 1: new, its definition follows; n + 2: number n. True when the definition is due. */
static bool is_new(struct packer *p, enum kind kind, const void *thing)
{
	uintptr_t number = thing ? (uintptr_t)dl_map_get(&p->seen, key_of(kind, thing)) : 0;

	dl_write_num(&p->w, !thing ? 0 : number ? number + 1 : 1);
	return thing && !number;
}

/* Numbers are given when a definition ends. */
static void number(struct packer *p, enum kind kind, const void *thing)
{
	dl_map_put(&p->seen, key_of(kind, thing), (void *)(uintptr_t)(p->seen.len + 1));
}

static void write_flags(struct packer *p, const bool *flags, size_t count)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < count; i++)
		bits |= (uint64_t)flags[i] << i;
	dl_write_num(&p->w, bits);
}

static void write_func(struct packer *p, const struct dl_func *func)
{
	if (!is_new(p, FUNC, func))
		return;
	dl_write_string(&p->w, func->symbol ? func->symbol : func->name);
	dl_write_string(&p->w, func->name);
	dl_write_num(&p->w, func->param_count);
	dl_write_num(&p->w, func->var_count);
	for (uint32_t i = 0; i < func->var_count; i++)
		dl_write_string(&p->w, func->vars[i].name);
	number(p, FUNC, func);
}

static void write_call(struct packer *p, const struct dl_instr *call)
{
	if (!is_new(p, CALL, call))
		return;
	dl_write_num(&p->w, call->op);
	dl_write_string(&p->w, call->callee);
	dl_write_string(&p->w, call->written);
	dl_write_string(&p->w, call->loc.line ? p->unit->files[call->loc.file].path : "");
	dl_write_num(&p->w, call->loc.line);
	dl_write_num(&p->w, call->loc.col);
	number(p, CALL, call);
}

/* What only tells one unknown value from another. */
static void write_mark(struct packer *p, const void *mark)
{
	if (is_new(p, MARK, mark))
		number(p, MARK, mark);
}

static void write_record(struct packer *p, const struct dl_record *record)
{
	dl_write_string(&p->w, record ? record->name : NULL);
	if (!record)
		return;
	dl_write_num(&p->w, record->size);
	write_flags(p, (bool[]){ record->is_union, record->is_core }, 2);
}

/* A record in it is named, so no type lies in itself. */
static void write_type(struct packer *p, const struct dl_type *type)
{
	if (!is_new(p, TYPE, type))
		return;
	dl_write_num(&p->w, type->kind);
	write_flags(p, (bool[]){ type->is_signed, type->is_const }, 2);
	dl_write_num(&p->w, type->size);
	dl_write_string(&p->w, type->name);
	write_type(p, type->elem);
	dl_write_num(&p->w, type->count);
	write_record(p, type->record);
	number(p, TYPE, type);
}

static void write_sym(struct packer *p, const struct dl_sym *sym)
{
	if (!is_new(p, SYM, sym))
		return;
	dl_write_num(&p->w, sym->kind);
	dl_write_num(&p->w, sym->sub);
	write_flags(p, (bool[]){ sym->is_signed, sym->older }, 2);
	dl_write_num(&p->w, sym->size);
	dl_write_signed(&p->w, sym->num);
	dl_write_string(&p->w, sym->str);
	write_record(p, sym->record);
	dl_write_string(&p->w, sym->field);
	dl_write_num(&p->w, sym->offset);
	if (sym->kind == DL_SYM_VAR)
		write_func(p, sym->site);
	else if (sym->kind == DL_SYM_RESULT || sym->kind == DL_SYM_FETCH)
		write_call(p, sym->site);
	else if (sym->kind == DL_SYM_UNKNOWN)
		write_mark(p, sym->site);
	write_sym(p, sym->a);
	write_sym(p, sym->b);
	dl_write_num(&p->w, sym->arg_count);
	for (uint32_t i = 0; i < sym->arg_count; i++)
		write_sym(p, sym->args[i]);
	write_type(p, sym->type);
	write_type(p, sym->declared);
	number(p, SYM, sym);
}

/* A function's by its name, a field's by record and field. */
static void write_model(struct packer *p, const struct dl_model *model)
{
	dl_write_string(&p->w, !model ? NULL : model->record ? model->record : model->name);
	if (model)
		dl_write_string(&p->w, model->record ? model->field : NULL);
}

static void write_fact(struct packer *p, const struct dl_fact *f)
{
	write_sym(p, f->value);
	dl_write_signed(&p->w, f->lo);
	dl_write_signed(&p->w, f->hi);
	write_flags(p, &f->by_use, 1);
	dl_write_num(&p->w, f->ne_count);
	for (uint32_t i = 0; i < f->ne_count; i++)
		dl_write_signed(&p->w, f->ne[i]);
}

static void write_terms(struct packer *p, const struct dl_terms *terms)
{
	struct dl_terms copy = *terms;

	for (size_t i = 0; dl_terms_at(&copy, i); i++)
		write_sym(p, *dl_terms_at(&copy, i));
}

/* ---- what checks keep ---- */

static void flag_member(void *p, bool *it)
{
	write_flags(p, it, 1);
}

static void num_member(void *ctx, uint32_t *it, uint32_t max)
{
	struct packer *p = ctx;

	(void)max;
	dl_write_num(&p->w, *it);
}

static void sym_member(void *p, const struct dl_sym **it)
{
	write_sym(p, *it);
}

static void instr_member(void *p, const struct dl_instr **it)
{
	write_call(p, *it);
}

static void func_member(void *p, const struct dl_func **it)
{
	write_func(p, *it);
}

static void record_member(void *p, const struct dl_record **it)
{
	write_record(p, *it);
}

static void loc_member(void *ctx, struct dl_loc *it)
{
	struct packer *p = ctx;

	dl_write_string(&p->w, it->line ? p->unit->files[it->file].path : "");
	dl_write_num(&p->w, it->line);
	dl_write_num(&p->w, it->col);
	dl_write_num(&p->w, it->end_line);
	dl_write_num(&p->w, it->end_col);
}

static void write_kept(struct packer *p, const struct dl_object *o)
{
	const struct dl_members m = { flag_member, num_member,	  sym_member, instr_member,
				      func_member, record_member, loc_member, p };
	struct dl_object copy = *o;

	for (size_t i = 0; i < dl_check_count; i++)
		if (dl_checks[i]->members)
			dl_checks[i]->members(&copy, &m);
}

static void write_object(struct packer *p, const struct dl_object *o)
{
	write_call(p, o->site);
	dl_write_signed(&p->w, o->number);
	write_flags(p, (bool[]){ o->older, o->earlier, o->stored, o->escaped, o->widened, o->met_top },
		    6);
	write_func(p, o->origin_func);
	write_call(p, o->origin);
	write_model(p, o->model);
	write_sym(p, o->value);
	write_sym(p, o->handle);
	write_terms(p, &o->terms);
	write_sym(p, o->sg);
	dl_write_num(&p->w, o->state);
	write_sym(p, o->mark);
	dl_write_num(&p->w, o->calls);
	dl_write_num(&p->w, o->choice);
	dl_write_num(&p->w, o->alias_count);
	for (uint32_t i = 0; i < o->alias_count; i++)
		write_sym(p, o->aliases[i]);
	write_kept(p, o);
}

static void write_effect(struct packer *p, const struct dl_effect *e)
{
	dl_write_num(&p->w, e->kind);
	write_flags(p, (bool[]){ e->must, e->certain, e->stale }, 3);
	dl_write_num(&p->w, e->use);
	dl_write_num(&p->w, e->branch);
	write_sym(p, e->value);
	write_model(p, e->model);
	write_call(p, e->at);
	write_func(p, e->func);
	write_terms(p, &e->terms);
	write_sym(p, e->loc);
	dl_write_num(&p->w, e->calls);
}

static void write_case(struct packer *p, const struct dl_summary_case *c)
{
	write_sym(p, c->ret);
	write_fact(p, &c->range);
	dl_write_num(&p->w, c->guard_count);
	for (uint32_t i = 0; i < c->guard_count; i++)
		write_fact(p, &c->guards[i]);
	dl_write_num(&p->w, c->object_count);
	for (uint32_t i = 0; i < c->object_count; i++)
		write_object(p, &c->objects[i]);
	dl_write_num(&p->w, c->effect_count);
	for (uint32_t i = 0; i < c->effect_count; i++)
		write_effect(p, &c->effects[i]);
	dl_write_num(&p->w, c->store_count);
	for (uint32_t i = 0; i < c->store_count; i++) {
		write_sym(p, c->stores[i].loc);
		write_sym(p, c->stores[i].value);
	}
	dl_write_num(&p->w, c->nonzero_stores);
	dl_write_num(&p->w, c->reads_params);
	dl_write_num(&p->w, c->writes_params);
}

void dl_summary_pack(const struct dl_unit *unit, const struct dl_summary *s, struct dl_buf *out)
{
	struct packer p = { .unit = unit };

	/* a compiled one is made of its model */
	write_model(&p, s->model);
	if (!s->model) {
		write_func(&p, s->func);
		write_flags(&p, (bool[]){ s->top, s->visible, s->never_returns, s->releases_unnamed,
					  s->may_write, s->asks }, 6);
		dl_write_num(&p.w, s->top ? 0 : s->case_count);
		for (uint32_t i = 0; i < s->case_count && !s->top; i++)
			write_case(&p, &s->cases[i]);
	}
	dl_map_free(&p.seen);
	dl_writer_end(&p.w, &dl_summary_codec, out);
}
