/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reader would take for the test that a finding says is missing: one that comes too late, or one that
 * the file shows and the preprocessor has taken away.
 */
#include <ctype.h>
#include <string.h>

#include "checks/event/internal.h"
#include "engine/program/program.h"

/* Headers of headers that are looked at. */
#define MAX_INCLUDES 2

/* ---- a test that comes too late ---- */

static bool is_test(struct dl_report *r, const struct dl_instr *in)
{
	const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(r->an, in) : NULL;

	return in->op == DL_OP_CALL && ((m && m->role == DL_ROLE_CHECK) || dl_error_predicate(r->an, in));
}

/* Between the two the name gets another handle: the test is of that one. */
static bool is_renamed(struct dl_report *r, const struct dl_func *func, const struct dl_instr *use,
		       const struct dl_instr *test, const char *name)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];
			const struct dl_model *m = in->op == DL_OP_CALL ? dl_model_of(r->an, in) : NULL;
			const char *to;

			if (!m || !dl_model_is_map(m) || !dl_comes_after(r, func, use, in) ||
			    !dl_comes_after(r, func, in, test))
				continue;
			to = dl_written_target(r, func, in);
			if (to && !strcmp(to, name))
				return true;
		}
	return false;
}

/* A test in @func of what the driver calls @name, on a way on from @use; NULL: there is none. */
static const struct dl_instr *later_test(struct dl_report *r, const struct dl_func *func,
					 const struct dl_instr *use, const char *name)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		const struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++) {
			const struct dl_instr *in = &block->instrs[i];
			const char *arg;

			if (!is_test(r, in) || !in->arg_count)
				continue;
			arg = dl_written_arg(r, func, in, (int)in->arg_count - 1);
			if (arg && !strcmp(arg, name) && dl_comes_after(r, func, use, in) &&
			    !is_renamed(r, func, use, in, name))
				return in;
		}
	}
	return NULL;
}

/* ---- a test that is not compiled ---- */

/* The file as a compiler sees it: neither comments nor texts. */
struct reader {
	const char *at;
	const char *end;
	uint32_t line;
};

static void skip_until(struct reader *s, const char *what)
{
	size_t n = strlen(what);

	while (s->at < s->end && ((size_t)(s->end - s->at) < n || strncmp(s->at, what, n) != 0)) {
		s->line += *s->at == '\n';
		s->at += *s->at == '\\' && (*what == '"' || *what == '\'') && s->at + 1 < s->end ? 2 : 1;
	}
	s->at += s->at + n <= s->end ? n : 0;
}

/* The next name, into @name; false at the end. */
static bool next_name(struct reader *s, const char **name, size_t *len)
{
	while (s->at < s->end) {
		if (isalpha((unsigned char)*s->at) || *s->at == '_') {
			for (*name = s->at; s->at < s->end && (isalnum((unsigned char)*s->at) || *s->at == '_');)
				s->at++;
			*len = (size_t)(s->at - *name);
			return true;
		}
		if (s->end - s->at > 1 && s->at[0] == '/' && (s->at[1] == '*' || s->at[1] == '/')) {
			bool block = s->at[1] == '*';

			s->at += 2;
			skip_until(s, block ? "*/" : "\n");
			s->line += !block;
		} else if (*s->at == '"' || *s->at == '\'') {
			s->at++;
			skip_until(s, s->at[-1] == '"' ? "\"" : "'");
		} else {
			s->line += *s->at == '\n';
			s->at++;
		}
	}
	return false;
}

static bool tests_on(struct dl_report *r, const struct dl_func *func, uint32_t line)
{
	for (uint32_t b = 0; b < func->block_count; b++)
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const struct dl_instr *in = &func->blocks[b].instrs[i];

			if (in->loc.line <= line && in->loc.end_line >= line && is_test(r, in))
				return true;
		}
	return false;
}

/* Names of tests in the text of a file, by their lines. */
struct named {
	const char *name;
	size_t len;
	uint32_t line;
};

struct named_tests {
	struct named *items;
	size_t count;
};

static const struct named_tests *tests_in(struct dl_report *r, uint32_t file)
{
	struct named_tests *tests = dl_map_get(&r->tests, (uint64_t)file + 1);
	const char *want = dl_text_test(r);
	size_t len = 0, n = strlen(want);
	struct reader s = { .line = 1 };
	DL_VEC(struct named) list = { 0 };
	struct named next;

	if (tests)
		return tests;
	s.at = dl_report_text(r, file, &len);
	s.end = s.at ? s.at + len : NULL;
	while (s.at && next_name(&s, &next.name, &next.len)) {
		next.line = s.line;
		if (next.len >= n && !strncmp(next.name + next.len - n, want, n))
			dl_vec_push(&list, next);
	}
	tests = DL_NEW(r->an->arena, struct named_tests);
	tests->count = list.len;
	tests->items = dl_vec_to_arena(&list, r->an->arena);
	dl_vec_free(&list);
	dl_map_put(&r->tests, (uint64_t)file + 1, tests);
	return tests;
}

/* The name of a test that stands in a line of @func after @from where no test is; NULL: none. */
static const char *vanished_test(struct dl_report *r, const struct dl_func *func,
				 const struct dl_loc *from, uint32_t *line)
{
	const struct named_tests *tests = tests_in(r, func->loc.file);
	size_t first = 0, end = tests->count;

	while (first < end) {
		size_t mid = first + (end - first) / 2;

		if (tests->items[mid].line > from->line)
			end = mid;
		else
			first = mid + 1;
	}
	for (; first < tests->count && tests->items[first].line <= func->end.line; first++) {
		const struct named *t = &tests->items[first];

		*line = t->line;
		if (!tests_on(r, func, t->line))
			return dl_arena_strndup(r->out->arena, t->name, t->len);
	}
	return NULL;
}

static const char *vanished_for(struct dl_report *r, const struct dl_event *ev, uint32_t *line)
{
	const struct dl_object *o = ev->object;

	if (!o || (ev->kind != DL_EV_USE && ev->kind != DL_EV_NEVER_CHECKED) ||
	    o->state != DL_OBJ_UNCHECKED || o->model->failure != DL_FAIL_BAD_HANDLE ||
	    o->origin_func->loc.file != o->origin->loc.file)
		return NULL;
	return vanished_test(r, o->origin_func, &o->origin->loc, line);
}

/* The line where the text makes a macro of @name; 0: none. */
static uint32_t macro_line(const char *text, size_t len, const char *name)
{
	struct reader s = { .at = text, .end = text ? text + len : NULL, .line = 1 };
	const char *word = NULL;
	bool defines = false;
	size_t n = 0;

	while (text && next_name(&s, &word, &n)) {
		if (defines && n == strlen(name) && !strncmp(word, name, n))
			return s.line;
		defines = n == strlen("define") && !strncmp(word, "define", n);
	}
	return 0;
}

/* In a header that the file @of includes from a folder of the driver; the unit need not know that. */
static bool find_in_headers(struct dl_report *r, const char *of, const char *name, int depth, struct dl_spot *spot)
{
	const struct dl_engine_options *o = r->an->options;
	const char *slash = strrchr(of, '/'), *include = "#include \"";
	size_t len = 0, got = 0;
	const char *text = o->source ? o->source(o->source_ctx, of, &len) : NULL, *end = text + len;

	for (const char *at = text; at && at < end; at = memchr(at, '\n', (size_t)(end - at)), at = at ? at + 1 : NULL) {
		size_t n = strlen(include);
		const char *quote = (size_t)(end - at) > n && !strncmp(at, include, n) ?
				    memchr(at + n, '"', (size_t)(end - at) - n) : NULL;
		const char *path, *header;
		uint32_t line;

		if (!quote || quote - at > 200)
			continue;
		path = dl_arena_printf(r->out->arena, "%.*s%.*s", slash ? (int)(slash + 1 - of) : 0, of,
				       (int)(quote - at - (ptrdiff_t)n), at + n);
		header = o->source(o->source_ctx, path, &got);
		line = header ? macro_line(header, got, name) : 0;
		if (line) {
			*spot = (struct dl_spot){ .path = path, .line = line, .col = 1 };
			return true;
		}
		if (header && depth < MAX_INCLUDES && find_in_headers(r, path, name, depth + 1, spot))
			return true;
	}
	return false;
}

/* Where a file of the driver makes a macro of @name; false: none does. */
static bool find_macro(struct dl_report *r, const struct dl_func *func, const char *name, struct dl_spot *spot)
{
	const struct dl_unit *unit = r->an->unit;
	size_t len = 0;

	for (uint32_t f = 0; f < unit->file_count; f++) {
		const char *text = dl_report_text(r, f, &len);
		uint32_t line = macro_line(text, len, name);

		if (line) {
			*spot = dl_spot_of(r, &(struct dl_loc){ .file = f, .line = line, .col = 1 });
			return true;
		}
	}
	return func->loc.file < unit->file_count &&
	       find_in_headers(r, unit->files[func->loc.file].path, name, 0, spot);
}

bool dl_vanished_test(struct dl_report *r, const struct dl_event *ev, struct dl_vanished *v)
{
	uint32_t line = 0;

	memset(v, 0, sizeof(*v));
	v->name = vanished_for(r, ev, &line);
	if (!v->name)
		return false;
	v->loc = (struct dl_loc){ .file = ev->object->origin->loc.file, .line = line, .col = 1 };
	find_macro(r, ev->object->origin_func, v->name, &v->macro);
	return true;
}

/* ---- a test that shows how ---- */

static uint32_t distance(const struct dl_loc *a, const struct dl_loc *b)
{
	return a->line > b->line ? a->line - b->line : b->line - a->line;
}

bool dl_tested_elsewhere(struct dl_report *r, const struct dl_event *ev, struct dl_loc *loc)
{
	const struct dl_object *o = ev->object;
	const struct dl_unit *unit = r->an->unit;
	bool found = false;

	if (!o || (ev->kind != DL_EV_USE && ev->kind != DL_EV_NEVER_CHECKED) ||
	    o->state != DL_OBJ_UNCHECKED || o->model->failure != DL_FAIL_BAD_HANDLE)
		return false;
	for (uint32_t f = 0; f < unit->func_count; f++) {
		const struct dl_func *func = &unit->funcs[f];

		if (func == o->origin_func || func->loc.file != o->origin->loc.file || !r->an->funcs[f].may_make)
			continue;
		for (uint32_t b = 0; b < func->block_count; b++)
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const struct dl_instr *in = &func->blocks[b].instrs[i];

				if (in->loc.file != o->origin->loc.file || !is_test(r, in) ||
				    (found && distance(&in->loc, &o->origin->loc) >= distance(loc, &o->origin->loc)))
					continue;
				*loc = in->loc;
				found = true;
			}
	}
	return found;
}

/* ---- a test of some bits ---- */

/* The place that the map call's result is put into, which is too small for a handle; NULL: it is not, or not known. */
static const struct dl_place *narrow_place(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_object *o = ev->object;
	const struct dl_place *place = dl_target(r, o->origin_func, o->origin);

	return place && place->type && place->type->kind == DL_TYPE_INT && place->type->size < 8 ? place : NULL;
}

const char *dl_text_narrow(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_place *place = narrow_place(r, ev);

	return place ? dl_arena_printf(r->out->arena, "'%s' has only %u bits of the handle",
				       dl_written_place(r, ev->object->origin_func, place),
				       (unsigned int)place->type->size * 8) : NULL;
}

bool dl_narrow_variable(struct dl_report *r, const struct dl_event *ev, struct dl_loc *loc)
{
	const struct dl_place *place = narrow_place(r, ev);

	if (!place || place->base != DL_BASE_VAR || place->step_count)
		return false;
	*loc = ev->object->origin_func->vars[place->index].loc;
	return loc->line != 0;
}

/* ---- the words ---- */

const char *dl_text_no_test(struct dl_report *r, const struct dl_event *ev)
{
	const struct dl_object *o = ev->object;
	const struct dl_func *func = o->origin_func;
	bool anywhere = ev->kind == DL_EV_NEVER_CHECKED;
	const char *name = dl_text_object(r, ev);
	const struct dl_instr *late = ev->at && ev->func == func && !anywhere ?
				      later_test(r, func, ev->at, name) : NULL;
	uint32_t line = 0;

	if (o->model->failure == DL_FAIL_ERRPTR)
		return "with no test for an error pointer";
	if (late)
		return dl_arena_printf(r->out->arena, "before its test on line %u", late->loc.line);
	if (vanished_for(r, ev, &line))
		return dl_arena_printf(r->out->arena,
				       "with no %s() test: the one on line %u is taken away by the preprocessor",
				       dl_text_test(r), line);
	return dl_arena_printf(r->out->arena, "with no %s() test%s", dl_text_test(r),
			       anywhere ? " anywhere" : "");
}
