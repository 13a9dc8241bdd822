/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What findings call things: names of the source alone. What a call has made is called as the line of that
 * call does; a value as the variable that held it, or as the place that it was read from.
 */
#include "checks/event/internal.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"

#define MAX_NESTING 8

/* ---- values of the engine ---- */

struct speaker {
	struct dl_report *r;
	struct dl_buf out;
	int depth;
	bool no_holders;	/* what a variable holds is meant, and not the variable */
};

static bool say(struct speaker *s, const struct dl_sym *sym);

/* The variable that the value was kept in. */
static const char *holder(struct dl_report *r, const struct dl_sym *value)
{
	const struct dl_sym *var = dl_sym_holder(value);

	return var ? dl_written_variable(r, var->site, (uint32_t)var->num) : NULL;
}

static bool say_inside(struct speaker *s, const char *before, const struct dl_sym *sym,
		       const char *after)
{
	dl_buf_puts(&s->out, before);
	if (!say(s, sym))
		return false;
	dl_buf_puts(&s->out, after);
	return true;
}

static bool say_field(struct speaker *s, const struct dl_sym *sym)
{
	const struct dl_sym *base = sym->a;
	const char *name = NULL;
	const char *arrow = ".";

	if (!sym->field)
		return false;
	if (base->kind == DL_SYM_DEREF) {
		base = base->a;
		arrow = "->";
	} else {
		/* `p->x` where p is the address of an element or a member */
		name = holder(s->r, dl_sym_addr(s->r->an->syms, base));
		arrow = name ? "->" : ".";
	}
	if (name)
		dl_buf_puts(&s->out, name);
	else if (!say(s, base))
		return false;
	dl_buf_printf(&s->out, "%s%s", arrow, dl_field_word(sym->field));
	return true;
}

static bool say_call(struct speaker *s, const struct dl_sym *sym)
{
	if (!sym->str || !strncmp(sym->str, "__builtin", 9))
		return false;
	dl_buf_printf(&s->out, "%s(", sym->str);
	for (uint32_t i = 0; i < sym->arg_count; i++)
		if (!say_inside(s, i ? ", " : "", sym->args[i], ""))
			return false;
	dl_buf_puts(&s->out, ")");
	return true;
}

static bool say_sum(struct speaker *s, const struct dl_sym *sym)
{
	bool inside = s->depth > 1;

	if (!say_inside(s, inside ? "(" : "", sym->a, " "))
		return false;
	dl_buf_puts(&s->out, dl_bin_name(sym->sub));
	return say_inside(s, " ", sym->b, inside ? ")" : "");
}

static bool say_plain(struct speaker *s, const struct dl_sym *sym)
{
	const char *name;

	switch (sym->kind) {
	case DL_SYM_INT:
		dl_buf_printf(&s->out, "%" PRId64, sym->num);
		return true;
	case DL_SYM_STR:
	case DL_SYM_LITERAL:
		dl_buf_printf(&s->out, "\"%.24s\"", sym->str);
		return true;
	case DL_SYM_FUNC:
	case DL_SYM_GLOBAL:
		dl_buf_puts(&s->out, dl_written_global(s->r, sym->str));
		return true;
	case DL_SYM_ADDR: return say_inside(s, "&", sym->a, "");
	case DL_SYM_LOAD:
	case DL_SYM_PHI:
	case DL_SYM_CAST:
		s->depth--;	/* no brackets for these */
		name = say(s, sym->a) ? "" : NULL;
		s->depth++;
		return name;
	case DL_SYM_BIN: return say_sum(s, sym);
	case DL_SYM_UN: return say_inside(s, dl_un_name(sym->sub), sym->a, "");
	case DL_SYM_CALL: return say_call(s, sym);
	case DL_SYM_VAR:
		name = dl_written_variable(s->r, sym->site, (uint32_t)sym->num);
		dl_buf_puts(&s->out, name ? name : "");
		return name;
	case DL_SYM_DEREF: return say_inside(s, "*", sym->a, "");
	case DL_SYM_FIELD: return say_field(s, sym);
	case DL_SYM_INDEX:
		return say(s, sym->a->kind == DL_SYM_DEREF ? sym->a->a : sym->a) &&
		       say_inside(s, "[", sym->b, "]");
	default: return false;
	}
}

static bool say(struct speaker *s, const struct dl_sym *sym)
{
	const char *name = s->no_holders || dl_sym_is_location(sym) ? NULL : holder(s->r, sym);
	bool ok;

	if (s->out.len > DL_QUOTE_MAX || s->depth >= MAX_NESTING)
		return false;
	if (name) {
		dl_buf_puts(&s->out, name);
		return true;
	}
	s->depth++;
	ok = say_plain(s, sym);
	s->depth--;
	return ok;
}

const char *dl_text_held(struct dl_report *r, const struct dl_sym *sym)
{
	struct speaker s = { .r = r, .no_holders = true };
	const char *text = NULL;

	if (sym && say(&s, sym) && s.out.len <= DL_QUOTE_MAX)
		text = dl_arena_strdup(r->out->arena, dl_buf_str(&s.out));
	dl_buf_free(&s.out);
	return text;
}

const char *dl_text_exact(struct dl_report *r, const struct dl_sym *sym)
{
	struct speaker s = { .r = r };
	const char *text = NULL;

	if (sym && say(&s, sym) && s.out.len <= DL_QUOTE_MAX)
		text = dl_arena_strdup(r->out->arena, dl_buf_str(&s.out));
	dl_buf_free(&s.out);
	return text;
}

const char *dl_text_call(const struct dl_instr *call, const struct dl_model *model)
{
	if (call->written)
		return call->written;
	if (model && model->display)
		return model->display;
	return call->callee ? call->callee : "call";
}

const char *dl_text_sym(struct dl_report *r, const struct dl_sym *sym)
{
	const char *text = dl_text_exact(r, sym);
	const struct dl_sym *base = sym, *field;

	if (text)
		return text;
	/* what it is a part of has no name: the member's own */
	while (base && !dl_sym_is_location(base) && base->a && base->kind != DL_SYM_CONTAINER)
		base = base->a;
	field = base && dl_sym_is_location(base) ? dl_sym_last_field(base) : NULL;
	if (field && field->field)
		return field->field;
	if (base->kind == DL_SYM_RESULT)
		return dl_arena_printf(r->out->arena, "%s()", dl_text_call(base->site, NULL));
	return "value";
}

/* ---- what calls have made ---- */

const char *dl_text_made(struct dl_report *r, const struct dl_object *o)
{
	const struct dl_model *m = o->model;
	const char *text = NULL;

	if (o->sg)
		text = dl_written_arg(r, o->origin_func, o->origin, m->arg_sg);
	else if (m->role == DL_ROLE_MAP && m->arg_handle_out >= 0)
		text = dl_written_arg(r, o->origin_func, o->origin, m->arg_handle_out);
	if (text)
		return *text == '&' ? text + 1 : text;
	/* a status is no name of what it tells of */
	return m->role == DL_ROLE_MAP && m->failure != DL_FAIL_ZERO && !o->handle ?
	       NULL : dl_written_target(r, o->origin_func, o->origin);
}

/* A place that keeps it, said in the names of the function that was explored. */
static const char *alias_text(struct dl_report *r, const struct dl_object *o)
{
	const char *best = NULL;

	for (uint32_t i = 0; i < o->alias_count; i++) {
		const char *text = dl_text_exact(r, o->aliases[i]);

		if (!text)
			continue;
		if (!dl_loc_is_local(o->aliases[i]))
			return text;
		best = best ? best : text;
	}
	return best;
}

static const char *object_text(struct dl_report *r, const struct dl_object *o, bool at_origin)
{
	const char *text = NULL;

	if (at_origin || o->site == o->origin)
		text = dl_text_made(r, o);
	if (!text)
		text = alias_text(r, o);
	if (!text)
		text = dl_text_made(r, o);
	for (uint32_t i = 0; !text && i < o->alias_count; i++) {
		const struct dl_sym *field = dl_sym_last_field(o->aliases[i]);

		text = field ? field->field : NULL;
	}
	return text ? text : dl_arena_printf(r->out->arena, "%s()", dl_text_call(o->origin, o->model));
}

/* Where the finding stands at the call, as that line calls it; else as the function that was explored does. */
const char *dl_text_object(struct dl_report *r, const struct dl_event *ev)
{
	bool at_origin = ev->kind == DL_EV_USE || ev->kind == DL_EV_NEVER_CHECKED ||
			 ev->kind == DL_EV_DISCARDED || ev->at == ev->object->origin;

	return object_text(r, ev->object, at_origin);
}

const char *dl_text_handle(struct dl_report *r, const struct dl_event *ev)
{
	return ev->object ? dl_text_object(r, ev) : dl_text_sym(r, ev->slot);
}

const char *dl_text_arg(struct dl_report *r, const struct dl_func *func, const struct dl_instr *call,
			int n, const struct dl_sym *value)
{
	const char *text = dl_text_exact(r, value);

	if (!text)
		text = dl_written_arg(r, func, call, n);
	return text ? text : dl_text_sym(r, value);
}

const char *dl_text_given(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_model *m = ev->model;
	const char *text = NULL;

	if (ev->at && m && m->arg_handle >= 0)
		text = dl_written_arg(r, ev->func, ev->at, m->arg_handle);
	if (!text && ev->at && m && m->arg_sg >= 0)
		text = dl_written_arg(r, ev->func, ev->at, m->arg_sg);
	return text ? text : dl_text_handle(r, ev);
}

/* What the call frees, as its line calls it. */
static const char *freed_arg(struct dl_report *r, const struct dl_story *s)
{
	const struct dl_model *m = s->at && s->at->op == DL_OP_CALL ? dl_model_of(r->an, s->at) : NULL;
	const char *text = m && s->at_func ? dl_written_arg(r, s->at_func, s->at, m->arg_buf) : NULL;

	return text ? text : dl_text_exact(r, s->value);
}

const char *dl_text_freed(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_object *o = ev->object;
	const struct dl_story *s = ev->story;
	const char *name;

	while (s && (s->kind != DL_STORY_FREE || s->site != o->site || s->origin != o->origin))
		s = s->parent;
	name = s ? freed_arg(r, s) : NULL;
	if (ev->keeper)
		return dl_arena_printf(r->out->arena, "%s, which kept it, was freed on line %u",
				       name ? dl_arena_printf(r->out->arena, "'%s'", name) : "the record",
				       s ? s->loc.line : ev->related.line);
	return dl_arena_printf(r->out->arena, "its buffer%s was freed on line %u",
			       name ? dl_arena_printf(r->out->arena, " '%s'", name) : "",
			       s ? s->loc.line : ev->related.line);
}

const char *dl_text_late_end(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_func *func = ev->related_func ? ev->related_func : ev->func;
	const char *text = NULL;

	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count && !text; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(r->an, in) : NULL;

			if (m && dl_same_place(&in->loc, &ev->related))
				text = dl_written_arg(r, func, in, m->arg_handle);
		}
	return text ? text : dl_text_handle(r, ev);
}

const char *dl_text_device(struct dl_report *r, const struct dl_event *ev)
{
	const char *text = dl_written_arg(r, ev->func, ev->at, ev->model->arg_dev);

	return text ? text : dl_text_sym(r, ev->value);
}

const char *dl_text_other_end(struct dl_report *r, const struct dl_event *ev, const char *does)
{
	const struct dl_story *end = ev->other_end;

	if (end && end->call && end->call->op == DL_OP_CALL)
		return dl_arena_printf(r->out->arena, "'%s' on line %u %s it on another path",
				       dl_text_call(end->call, NULL), end->loc.line, does);
	if (end)
		return dl_arena_printf(r->out->arena, "the loop on line %u %s it on another path",
				       end->loc.line, does);
	if (ev->related.line == ev->loc.line)
		return dl_arena_printf(r->out->arena, "another path to this exit %s it", does);
	return dl_arena_printf(r->out->arena, "the exit on line %u %s it", ev->related.line, does);
}

const char *dl_text_partner(struct dl_report *r, const struct dl_event *ev, const char *does)
{
	if (ev->partner)
		return dl_arena_printf(r->out->arena, ", and '%s' never %s it either", ev->partner, does);
	return ev->undoes ? dl_arena_printf(r->out->arena, " ('%s' %s it, and is not called)", ev->undoes, does) : "";
}

const struct dl_instr *dl_keeping_store(struct dl_report *r, const struct dl_event *ev)
{
	uint64_t key = ev->slot ? dl_loc_key(ev->slot) : 0;

	for (uint32_t b = 0; key && b < ev->func->block_count; b++)
		for (uint32_t i = 0; i < ev->func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &ev->func->blocks[b].instrs[i];

			for (uint32_t s = 0; in->op == DL_OP_STORE && s < in->place->step_count; s++)
				if (in->place->steps[s].kind == DL_STEP_FIELD &&
				    dl_field_key(in->place->steps[s].record, in->place->steps[s].field) == key &&
				    dl_comes_after(r, ev->func, ev->at, in))
					return in;
		}
	return NULL;
}

const char *dl_text_kept(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_instr *store = dl_keeping_store(r, ev);
	const char *text = store ? dl_written_place(r, ev->func, store->place) : NULL;

	return text ? text : dl_text_sym(r, ev->slot);
}

const char *dl_text_unmaps(struct dl_report *r)
{
	const struct dl_unit *unit = r->an->unit;
	uint32_t n = 0;

	for (uint32_t f = 0; f < unit->func_count; f++)
		for (uint32_t b = 0; b < unit->funcs[f].block_count; b++)
			for (uint32_t i = 0; i < unit->funcs[f].blocks[b].instr_count; i++) {
				const struct dl_instr *in = &unit->funcs[f].blocks[b].instrs[i];
				const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(r->an, in) : NULL;

				n += m && m->role == DL_ROLE_UNMAP;
			}
	if (!n)
		return "; the driver has no unmap call";
	return n > 1 ? dl_arena_printf(r->out->arena, "; none of the driver's %u unmap calls is given it", n) :
		       "; the driver's only unmap call is not given it";
}

const char *dl_text_writers(struct dl_report *r, const struct dl_event *ev)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < ev->writer_count; i++) {
		bool again = false;

		for (uint32_t k = 0; k < i; k++)
			again |= ev->writers[k].at == ev->writers[i].at;
		n += !again;
	}
	return n > 1 ? dl_arena_printf(r->out->arena, "; none of the %u calls that fill this field agrees with it",
				       n) : "";
}

const char *dl_text_direction(struct dl_report *r, const struct dl_sym *dir)
{
	const char *name = dir && dir->kind == DL_SYM_INT ?
			   dl_direction_name(r->an->platform, dir->num) : NULL;

	if (!dir)
		return "an unknown direction";
	return name ? name : dl_text_sym(r, dir);
}

/* The place that @in reads or writes, in words of @func; a register of the unit is no place. */
static const char *read_text(struct dl_report *r, const struct dl_func *func, const struct dl_instr *in)
{
	return func && in && (in->op == DL_OP_LOAD || in->op == DL_OP_STORE) ?
	       dl_written_place(r, func, in->place) : NULL;
}

const char *dl_text_tested(struct dl_report *r, const struct dl_event *ev)
{
	const char *text = read_text(r, ev->test_func, ev->test);

	return text ? text : ev->tested ? ev->tested : "a word of it";
}

const char *dl_text_taint(const struct dl_event *ev)
{
	static const char *const texts[] = {
		[DL_TAINT_INDEX] = "used as an index",
		[DL_TAINT_LENGTH] = "used as a length",
		[DL_TAINT_LOOP] = "the bound of a loop that accesses memory",
		[DL_TAINT_OFFSET] = "added to a pointer that is followed",
		[DL_TAINT_POINTER] = "made into a pointer",
		[DL_TAINT_ALLOCATION] = "the size of an allocation",
		[DL_TAINT_UNMAP] = "given to an unmap or sync",
	};

	return texts[ev->taint];
}

const char *dl_text_read(struct dl_report *r, const struct dl_event *ev)
{
	const char *text = ev->related_text ? read_text(r, ev->related_func, ev->at) : NULL;

	return text ? text : ev->related_text;
}

const char *dl_text_sleeping(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_sleeping_call *s = ev->sleeping;
	const char *name = dl_text_call(s->calls[s->count - 1], ev->model);

	return s->count == 1 ? dl_arena_printf(r->out->arena, "'%s'", name) :
	       dl_arena_printf(r->out->arena, "'%s', which '%s' leads to,", name, dl_text_call(ev->at, NULL));
}

const char *dl_text_given_line(struct dl_report *r, const struct dl_event *ev)
{
	return ev->given.line ? dl_arena_printf(r->out->arena, " on line %u", ev->given.line) : "";
}

const char *dl_text_line(struct dl_report *r, const struct dl_loc *loc)
{
	return dl_arena_printf(r->out->arena, "%u", loc->line);
}

const struct dl_platform *dl_report_platform(const struct dl_report *r)
{
	return r->an->platform;
}

const char *dl_text_pointer_test(struct dl_report *r)
{
	const struct dl_models *models = r->an->options->models;

	for (size_t i = 0; i < dl_models_count(models); i++)
		if (dl_models_at(models, i)->gives == DL_GIVES_IS_ERROR)
			return dl_arena_printf(r->out->arena, "; %s() can", dl_models_at(models, i)->name);
	return "";
}

const char *dl_text_test(const struct dl_report *r)
{
	return r->an->platform->handle_test->name;
}
