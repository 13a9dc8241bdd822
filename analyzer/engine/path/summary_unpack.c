/* SPDX-License-Identifier: Apache-2.0 */
/* Reading packed summaries: each function reads what its namesake in summary_pack.c has written. */
#include "engine/check.h"
#include "engine/path/summary_pack.h"

#include <string.h>

#define MAX_DEPTH 100	/* of a symbol */

enum kind { SYM, FUNC, CALL, MARK, TYPE };

struct thing {
	enum kind kind;
	void *it;
};

struct unpacker {
	struct dl_reader in;
	struct dl_analysis *an;
	DL_VEC(struct thing) things;	/* by number */
	DL_VEC(const struct dl_record *) records;	/* stand-ins */
	struct dl_map types;		/* of the unit, and stand-ins; filled when first asked */
	uint32_t depth;
};

/* A thing that was there before, or NULL; *@is_new: its definition follows. */
static void *seen(struct unpacker *u, enum kind kind, bool *is_new)
{
	uint64_t n = dl_read_max(&u->in, u->things.len + 1);

	u->in.bad |= n >= 2 && u->things.data[n - 2].kind != kind;
	*is_new = n == 1 && !u->in.bad;
	return n < 2 || u->in.bad ? NULL : u->things.data[n - 2].it;
}

static void number(struct unpacker *u, enum kind kind, const void *it)
{
	dl_vec_push(&u->things, ((struct thing){ kind, (void *)(uintptr_t)it }));
}

static void read_flags(struct unpacker *u, bool **flags, size_t count)
{
	uint64_t bits = dl_read_max(&u->in, (1ull << count) - 1);

	for (size_t i = 0; i < count; i++)
		*flags[i] = bits >> i & 1;
}

static const struct dl_func *read_func(struct unpacker *u)
{
	bool is_new;
	const struct dl_func *func = seen(u, FUNC, &is_new), *known;
	struct dl_func *made;
	const char *symbol;

	if (!is_new)
		return func;
	made = DL_NEW(u->an->arena, struct dl_func);
	symbol = dl_read_name(&u->in);
	made->name = dl_read_name(&u->in);
	made->symbol = symbol;
	made->param_count = dl_read_u32(&u->in);
	made->var_count = dl_read_count(&u->in);
	made->vars = DL_NEW_ARRAY(u->an->arena, struct dl_var, made->var_count);
	for (uint32_t i = 0; i < made->var_count; i++)
		made->vars[i].name = dl_read_name(&u->in);
	u->in.bad |= made->param_count > made->var_count;
	known = dl_unit_find_func(u->an->unit, symbol);
	if (known && known->var_count == made->var_count && known->param_count == made->param_count)
		made = (struct dl_func *)(uintptr_t)known;
	number(u, FUNC, made);
	return made;
}

static const struct dl_instr *find_call(const struct dl_unit *unit, const struct dl_instr *call)
{
	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];

				if (in->op == call->op && in->loc.file == call->loc.file &&
				    in->loc.line == call->loc.line && in->loc.col == call->loc.col &&
				    in->callee == call->callee)
					return in;
			}
	}
	return NULL;
}

static uint32_t find_file(const struct dl_unit *unit, const char *path)
{
	uint32_t i = 0;

	while (i < unit->file_count && strcmp(unit->files[i].path, path) != 0)
		i++;
	return i;
}

static const struct dl_instr *read_call(struct unpacker *u)
{
	bool is_new;
	const struct dl_instr *call = seen(u, CALL, &is_new), *known;
	struct dl_instr *made;

	if (!is_new)
		return call;
	made = DL_NEW(u->an->arena, struct dl_instr);
	made->op = dl_read_max(&u->in, DL_OP_UNKNOWN);
	made->callee = dl_read_string(&u->in);
	made->written = dl_read_string(&u->in);
	made->loc.file = find_file(u->an->unit, dl_read_name(&u->in));
	made->loc.line = dl_read_u32(&u->in);
	made->loc.col = dl_read_u32(&u->in);
	if (made->loc.file == u->an->unit->file_count)
		made->loc = (struct dl_loc){ 0 };
	known = find_call(u->an->unit, made);
	number(u, CALL, known ? known : made);
	return known ? known : made;
}

static const void *read_mark(struct unpacker *u)
{
	bool is_new;
	void *mark = seen(u, MARK, &is_new);

	if (!is_new)
		return mark;
	mark = dl_arena_zalloc(u->an->arena, 1);
	number(u, MARK, mark);
	return mark;
}

/* ---- symbols ---- */

static void find_in_place(const struct dl_place *place, const struct dl_record *wanted,
			  const struct dl_record **found)
{
	for (uint32_t i = 0; place && i < place->step_count; i++) {
		const struct dl_record *r = place->steps[i].record;

		if (r && !strcmp(r->name, wanted->name) && r->size == wanted->size)
			*found = r;
	}
}

/* The unit's record of that name and size, by what its functions access. */
static const struct dl_record *find_record(const struct dl_unit *unit, const struct dl_record *wanted)
{
	const struct dl_record *found = NULL;

	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count && !found; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];

				find_in_place(in->place, wanted, &found);
				if (in->record && !strcmp(in->record->name, wanted->name) &&
				    in->record->size == wanted->size)
					found = in->record;
			}
	}
	return found;
}

static const struct dl_record *read_record(struct unpacker *u)
{
	const char *name = dl_read_string(&u->in);
	const struct dl_record *known;
	struct dl_record *made;

	if (!name)
		return NULL;
	made = DL_NEW(u->an->arena, struct dl_record);
	made->name = name;
	made->size = dl_read_num(&u->in);
	read_flags(u, (bool *[]){ &made->is_union, &made->is_core }, 2);
	known = find_record(u->an->unit, made);
	for (size_t i = 0; i < u->records.len && !known; i++)
		if (!strcmp(u->records.data[i]->name, name) && u->records.data[i]->size == made->size)
			known = u->records.data[i];
	if (!known)
		dl_vec_push(&u->records, made);
	return known ? known : made;
}

/* ---- types ---- */

static void note_type(struct unpacker *u, const struct dl_type *type)
{
	for (; type && !dl_map_has(&u->types, (uintptr_t)type); type = type->elem)
		dl_map_put(&u->types, (uintptr_t)type, (void *)(uintptr_t)type);
}

static void note_types_of_place(struct unpacker *u, const struct dl_place *place)
{
	if (!place)
		return;
	note_type(u, place->base_type);
	note_type(u, place->type);
	for (uint32_t i = 0; i < place->step_count; i++)
		note_type(u, place->steps[i].type);
}

static void note_types_of_unit(struct unpacker *u)
{
	const struct dl_unit *unit = u->an->unit;

	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		for (uint32_t v = 0; v < func->var_count; v++)
			note_type(u, func->vars[v].type);
		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				note_type(u, func->blocks[b].instrs[i].type);
				note_types_of_place(u, func->blocks[b].instrs[i].place);
			}
	}
}

static bool is_same_type(const struct dl_type *a, const struct dl_type *b)
{
	return a->kind == b->kind && a->is_signed == b->is_signed && a->is_const == b->is_const &&
	       a->size == b->size && a->name == b->name && a->elem == b->elem &&
	       a->count == b->count && a->record == b->record;
}

static const struct dl_type *read_type(struct unpacker *u)
{
	bool is_new;
	const struct dl_type *type = seen(u, TYPE, &is_new);
	struct dl_type *made;

	if (!is_new)
		return type;
	made = DL_NEW(u->an->arena, struct dl_type);
	u->in.bad |= ++u->depth > MAX_DEPTH;
	made->kind = dl_read_max(&u->in, DL_TYPE_FUNC);
	read_flags(u, (bool *[]){ &made->is_signed, &made->is_const }, 2);
	made->size = dl_read_num(&u->in);
	made->name = dl_read_string(&u->in);
	made->elem = u->in.bad ? NULL : read_type(u);
	made->count = dl_read_num(&u->in);
	made->record = read_record(u);
	u->depth--;
	if (!u->types.len)
		note_types_of_unit(u);
	for (size_t i = 0; i < u->types.len; i++)
		if (is_same_type(u->types.entries[i].value, made)) {
			made = u->types.entries[i].value;
			break;
		}
	note_type(u, made);
	number(u, TYPE, made);
	return made;
}

/* ---- symbols out of their parts ---- */

/* One that hangs on no other; NULL: of a kind that does. */
static const struct dl_sym *make_leaf(struct unpacker *u, const struct dl_sym *k)
{
	struct dl_syms *s = u->an->syms;
	const struct dl_func *func = k->site;

	switch (k->kind) {
	case DL_SYM_INT: return dl_sym_int(s, k->num);
	case DL_SYM_STR: return dl_sym_str(s, k->str);
	case DL_SYM_FUNC: return dl_sym_func(s, k->str);
	case DL_SYM_GLOBAL: return dl_sym_global(s, k->str);
	case DL_SYM_LITERAL: return dl_sym_literal(s, k->str);
	case DL_SYM_RESULT: return dl_sym_result(s, k->site, k->num, k->older);
	case DL_SYM_UNKNOWN: return dl_sym_unknown(s, k->site, k->num);
	case DL_SYM_CALL:
		return dl_sym_call(s, dl_models_find(u->an->options->models, k->str), k->str, k->args,
				   k->arg_count);
	case DL_SYM_VAR:
		return k->num < func->var_count ? dl_sym_var(s, func, (uint32_t)k->num) :
		       dl_sym_temp(s, func, (uint32_t)(k->num - func->var_count));
	default: return NULL;
	}
}

/* What every symbol of its kind has. */
static bool is_whole(const struct dl_sym *k)
{
	switch (k->kind) {
	case DL_SYM_INT: return true;
	case DL_SYM_STR:
	case DL_SYM_FUNC:
	case DL_SYM_GLOBAL:
	case DL_SYM_LITERAL:
	case DL_SYM_CALL: return k->str;
	case DL_SYM_VAR: return k->site && k->num >= 0 && k->num < UINT32_MAX;
	case DL_SYM_RESULT:
	case DL_SYM_UNKNOWN: return k->site;
	case DL_SYM_FETCH: return k->site && k->a;
	case DL_SYM_BIN: return k->a && k->b && k->sub <= DL_BIN_GE;
	case DL_SYM_INDEX: return k->a && k->b;
	case DL_SYM_FIELD:
	case DL_SYM_CONTAINER: return k->a && k->field;
	default: return k->a;
	}
}

static const struct dl_sym *read_sym(struct unpacker *u);

static void read_parts(struct unpacker *u, struct dl_sym *k)
{
	k->kind = dl_read_max(&u->in, DL_SYM_INDEX);
	k->sub = (uint8_t)dl_read_max(&u->in, UINT8_MAX);
	read_flags(u, (bool *[]){ &k->is_signed, &k->older }, 2);
	k->size = dl_read_u32(&u->in);
	k->num = dl_read_signed(&u->in);
	k->str = dl_read_string(&u->in);
	k->record = read_record(u);
	k->field = dl_read_string(&u->in);
	k->offset = dl_read_u32(&u->in);
	k->site = k->kind == DL_SYM_VAR ? (const void *)read_func(u) :
		  k->kind == DL_SYM_RESULT || k->kind == DL_SYM_FETCH ? (const void *)read_call(u) :
		  k->kind == DL_SYM_UNKNOWN ? read_mark(u) : NULL;
	k->a = read_sym(u);
	k->b = read_sym(u);
	k->arg_count = dl_read_count(&u->in);
	k->args = DL_NEW_ARRAY(u->an->arena, const struct dl_sym *, k->arg_count + 1);
	for (uint32_t i = 0; i < k->arg_count; i++) {
		k->args[i] = read_sym(u);
		u->in.bad |= !k->args[i];
	}
	k->type = read_type(u);
	k->declared = read_type(u);
	u->in.bad |= !is_whole(k);
}

static const struct dl_sym *read_sym(struct unpacker *u)
{
	bool is_new;
	const struct dl_sym *sym = seen(u, SYM, &is_new);
	struct dl_sym k = { 0 };

	if (!is_new)
		return sym;
	u->in.bad |= ++u->depth > MAX_DEPTH;
	if (!u->in.bad)
		read_parts(u, &k);
	u->depth--;
	if (u->in.bad)
		return NULL;
	sym = make_leaf(u, &k);
	if (!sym)
		sym = dl_sym_rebuild(u->an->syms, &k, k.a, k.b);
	dl_sym_typed(sym, k.type);
	if (!sym->declared)
		((struct dl_sym *)(uintptr_t)sym)->declared = k.declared;
	number(u, SYM, sym);
	return sym;
}

/* ---- the rest ---- */

static const struct dl_model *read_model(struct unpacker *u)
{
	const struct dl_models *models = u->an->options->models;
	const char *name = dl_read_string(&u->in);
	const char *field = name ? dl_read_string(&u->in) : NULL;
	const struct dl_model *model = field ? dl_models_find_field(models, name, field) :
				       name ? dl_models_find(models, name) : NULL;

	u->in.bad |= name && !model;
	return model;
}

static void read_fact(struct unpacker *u, struct dl_fact *f)
{
	f->value = read_sym(u);
	f->lo = dl_read_signed(&u->in);
	f->hi = dl_read_signed(&u->in);
	read_flags(u, (bool *[]){ &f->by_use }, 1);
	f->ne_count = (uint32_t)dl_read_max(&u->in, DL_MAX_EXCLUDED);
	for (uint32_t i = 0; i < f->ne_count; i++)
		f->ne[i] = dl_read_signed(&u->in);
}

static void read_terms(struct unpacker *u, struct dl_terms *terms)
{
	for (size_t i = 0; dl_terms_at(terms, i); i++)
		*dl_terms_at(terms, i) = read_sym(u);
}

/* ---- what checks keep ---- */

static void flag_member(void *u, bool *it)
{
	read_flags(u, &it, 1);
}

static void num_member(void *ctx, uint32_t *it, uint32_t max)
{
	struct unpacker *u = ctx;

	*it = (uint32_t)dl_read_max(&u->in, max);
}

static void sym_member(void *u, const struct dl_sym **it)
{
	*it = read_sym(u);
}

static void instr_member(void *u, const struct dl_instr **it)
{
	*it = read_call(u);
}

static void func_member(void *u, const struct dl_func **it)
{
	*it = read_func(u);
}

static void record_member(void *u, const struct dl_record **it)
{
	*it = read_record(u);
}

static void loc_member(void *ctx, struct dl_loc *it)
{
	struct unpacker *u = ctx;

	it->file = find_file(u->an->unit, dl_read_name(&u->in));
	it->line = dl_read_u32(&u->in);
	it->col = dl_read_u32(&u->in);
	it->end_line = dl_read_u32(&u->in);
	it->end_col = dl_read_u32(&u->in);
	if (it->file == u->an->unit->file_count)
		*it = (struct dl_loc){ 0 };
}

static void read_kept(struct unpacker *u, struct dl_object *o)
{
	const struct dl_members m = { flag_member, num_member,	  sym_member, instr_member,
				      func_member, record_member, loc_member, u };

	for (size_t i = 0; i < dl_check_count; i++)
		if (dl_checks[i]->members)
			dl_checks[i]->members(o, &m);
}

static void read_object(struct unpacker *u, struct dl_object *o)
{
	o->site = read_call(u);
	o->number = dl_read_signed(&u->in);
	read_flags(u, (bool *[]){ &o->older, &o->earlier, &o->stored, &o->escaped, &o->widened,
				  &o->met_top }, 6);
	o->origin_func = read_func(u);
	o->origin = read_call(u);
	o->model = read_model(u);
	o->value = read_sym(u);
	o->handle = read_sym(u);
	read_terms(u, &o->terms);
	o->sg = read_sym(u);
	o->state = dl_read_max(&u->in, DL_OBJ_RELEASED);
	o->mark = read_sym(u);
	o->calls = dl_read_u32(&u->in);
	o->choice = dl_read_u32(&u->in);
	o->alias_count = (uint32_t)dl_read_max(&u->in, DL_MAX_ALIASES);
	for (uint32_t i = 0; i < o->alias_count; i++) {
		o->aliases[i] = read_sym(u);
		u->in.bad |= !o->aliases[i];
	}
	read_kept(u, o);
	u->in.bad |= !o->origin || !o->origin_func || !o->model || !o->value;
}

static void read_effect(struct unpacker *u, struct dl_effect *e)
{
	e->kind = dl_read_max(&u->in, DL_EFFECT_HIDE);
	read_flags(u, (bool *[]){ &e->must, &e->certain, &e->stale }, 3);
	e->use = (uint8_t)dl_read_max(&u->in, DL_USE_DEVICE_MEMORY);
	e->branch = dl_read_u32(&u->in);
	e->value = read_sym(u);
	e->model = read_model(u);
	e->at = read_call(u);
	e->func = read_func(u);
	read_terms(u, &e->terms);
	e->loc = read_sym(u);
	e->calls = dl_read_u32(&u->in);
	u->in.bad |= !e->value || !e->at || !e->func;
}

static void read_case(struct unpacker *u, struct dl_summary_case *c)
{
	c->ret = read_sym(u);
	read_fact(u, &c->range);
	c->guard_count = (uint32_t)dl_read_max(&u->in, DL_MAX_GUARDS);
	for (uint32_t i = 0; i < c->guard_count; i++) {
		read_fact(u, &c->guards[i]);
		u->in.bad |= !c->guards[i].value;
	}
	c->object_count = (uint32_t)dl_read_max(&u->in, DL_MAX_CASE_OBJECTS);
	for (uint32_t i = 0; i < c->object_count; i++)
		read_object(u, &c->objects[i]);
	c->effect_count = (uint32_t)dl_read_max(&u->in, DL_MAX_EFFECTS);
	c->effects = DL_NEW_ARRAY(u->an->arena, struct dl_effect, DL_MAX_EFFECTS);
	for (uint32_t i = 0; i < c->effect_count; i++)
		read_effect(u, &c->effects[i]);
	c->store_count = (uint32_t)dl_read_max(&u->in, DL_MAX_STORES);
	for (uint32_t i = 0; i < c->store_count; i++) {
		c->stores[i].loc = read_sym(u);
		c->stores[i].value = read_sym(u);
		u->in.bad |= !c->stores[i].loc;
	}
	c->nonzero_stores = (uint32_t)dl_read_max(&u->in, (1u << DL_MAX_STORES) - 1);
	c->reads_params = dl_read_num(&u->in);
	c->writes_params = dl_read_num(&u->in);
}

static const struct dl_summary *read_summary(struct unpacker *u)
{
	const struct dl_model *model = read_model(u);
	struct dl_summary *s;

	if (model || u->in.bad)
		return model ? dl_summary_of_model(u->an, model) : NULL;
	s = DL_NEW(u->an->arena, struct dl_summary);
	s->func = read_func(u);
	read_flags(u, (bool *[]){ &s->top, &s->visible, &s->never_returns, &s->releases_unnamed,
				  &s->may_write, &s->asks }, 6);
	s->case_count = (uint32_t)dl_read_max(&u->in, DL_MAX_CASES);
	s->cases = DL_NEW_ARRAY(u->an->arena, struct dl_summary_case, s->case_count);
	for (uint32_t i = 0; i < s->case_count; i++)
		read_case(u, &s->cases[i]);
	u->in.bad |= !s->func;
	return s;
}

enum dl_status dl_summary_unpack(struct dl_analysis *an, const void *data, size_t size,
				 const struct dl_summary **out, struct dl_error *err)
{
	struct unpacker u = { .in.names = an->unit->names, .an = an };
	enum dl_status status = dl_read_begin(&u.in, &dl_summary_codec, data, size, err);

	if (status != DL_OK)
		return status;
	*out = read_summary(&u);
	dl_vec_free(&u.things);
	dl_vec_free(&u.records);
	dl_map_free(&u.types);
	return dl_read_end(&u.in, err);
}
