/* SPDX-License-Identifier: Apache-2.0 */
/* See link.h. Units are read into one builder (unpack.c); what is left is to tell symbols apart. */
#include "ir/link.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "ir/unpacker.h"

/* A definition: a function, or a global with memory of its own. */
struct definition {
	const char *name;
	const char *symbol;
	bool is_static;
	bool is_foreign;
};

/* What a name stands for in all files together. */
struct meaning {
	uint32_t definitions;
	uint32_t exported;
	uint32_t foreign; /* other modules' that are exported */
	bool wanted;	 /* a file names it that has none of its own */
	uint32_t number; /* of the last symbol that was made from it */
};

/* One file. */
struct part {
	size_t first_func, end_func;
	size_t first_global, end_global;
	const char *arch;
	bool is_foreign;
	struct dl_map own; /* name pointer -> struct definition, shared ones included */
};

struct dl_linker {
	struct dl_unit_builder ub;
	DL_VEC(struct part) parts;
	DL_VEC(struct definition *) definitions;
	struct dl_map places;	/* name and location -> struct definition */
	struct dl_map meanings; /* name pointer -> struct meaning */
	struct dl_map dropped;	/* indices of functions that are there twice */
	struct dl_map dropped_globals;
	uint32_t diag_total;
};

struct dl_linker *dl_linker_new(const char *path)
{
	struct dl_linker *ln = dl_xcalloc(1, sizeof(*ln));

	dl_ub_init(&ln->ub, path, NULL);
	return ln;
}

static enum dl_status add_part(struct dl_linker *ln, const void *data, size_t size, bool is_foreign,
			       struct dl_error *err)
{
	struct dl_unpacker up = {.ub = &ln->ub};
	struct part part = {.first_func = ln->ub.funcs.len, .first_global = ln->ub.globals.len,
			    .is_foreign = is_foreign};
	enum dl_status status = dl_unpack_into(&up, data, size, err);

	if (status != DL_OK)
		return status;
	part.end_func = ln->ub.funcs.len;
	part.end_global = ln->ub.globals.len;
	part.arch = up.arch;
	if (!ln->ub.unit->arch)
		ln->ub.unit->arch = up.arch;
	ln->diag_total += is_foreign ? 0 : up.diag_total;
	dl_vec_push(&ln->parts, part);
	return DL_OK;
}

enum dl_status dl_linker_add(struct dl_linker *ln, const void *data, size_t size,
			     struct dl_error *err)
{
	return add_part(ln, data, size, false, err);
}

enum dl_status dl_linker_add_foreign(struct dl_linker *ln, const void *data, size_t size,
				     struct dl_error *err)
{
	return add_part(ln, data, size, true, err);
}

void dl_linker_callees(const struct dl_linker *ln, struct dl_map *names)
{
	for (size_t f = 0; f < ln->ub.funcs.len; f++) {
		const struct dl_func *func = &ln->ub.funcs.data[f];

		for (uint32_t b = 0; b < func->block_count; b++) {
			for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
				const char *callee = func->blocks[b].instrs[i].callee;

				if (callee)
					dl_map_put_str(names, callee, (void *)(uintptr_t)callee);
			}
		}
	}
}

/* ---- names in code ---- */

/* Called with each name of a function or global; may replace it. */
typedef void visit_name(struct dl_linker *ln, struct part *part, const char **name);

static void visit_val(struct dl_linker *ln, struct part *part, visit_name *visit,
		      struct dl_val *val)
{
	if (val->kind == DL_VAL_FUNC)
		visit(ln, part, &val->str);
}

static void visit_place(struct dl_linker *ln, struct part *part, visit_name *visit,
			struct dl_place *place)
{
	if (!place)
		return;
	if (place->base == DL_BASE_GLOBAL)
		visit(ln, part, &place->name);
	for (uint32_t i = 0; i < place->step_count; i++)
		visit_val(ln, part, visit, (struct dl_val *)&place->steps[i].index);
}

static void visit_instr(struct dl_linker *ln, struct part *part, visit_name *visit,
			struct dl_instr *in)
{
	const char *callee = in->callee;

	visit_val(ln, part, visit, &in->a);
	visit_val(ln, part, visit, &in->b);
	visit_place(ln, part, visit, in->place);
	visit_place(ln, part, visit, (struct dl_place *)in->through);
	for (uint32_t i = 0; i < in->arg_count; i++)
		visit_val(ln, part, visit, &in->args[i]);
	if (callee)
		visit(ln, part, &in->callee);
	if (callee != in->callee && !in->written)
		in->written = callee;
}

static void visit_func(struct dl_linker *ln, struct part *part, visit_name *visit,
		       struct dl_func *func)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		struct dl_block *block = &func->blocks[b];

		for (uint32_t i = 0; i < block->instr_count; i++)
			visit_instr(ln, part, visit, &block->instrs[i]);
		visit_val(ln, part, visit, &block->term.cond);
	}
}

static void visit_part(struct dl_linker *ln, struct part *part, visit_name *visit)
{
	for (size_t i = part->first_func; i < part->end_func; i++)
		visit_func(ln, part, visit, &ln->ub.funcs.data[i]);
	for (size_t i = part->first_global; i < part->end_global; i++) {
		struct dl_global *g = &ln->ub.globals.data[i];

		visit(ln, part, &g->name);
		for (uint32_t r = 0; r < g->ref_count; r++)
			visit(ln, part, &g->refs[r].func);
	}
}

/* ---- definitions ---- */

static struct meaning *meaning_of(struct dl_linker *ln, const char *name)
{
	struct meaning *m = dl_map_get(&ln->meanings, (uintptr_t)name);

	if (!m) {
		m = DL_NEW(ln->ub.unit->arena, struct meaning);
		dl_map_put(&ln->meanings, (uintptr_t)name, m);
	}
	return m;
}

/* Of @part; @known when another file has the same one: from a header, or a file that two include. */
static struct definition *define(struct dl_linker *ln, struct part *part, const char *name,
				 struct dl_loc loc, bool is_static, bool *known)
{
	uint64_t key = dl_hash_u64(dl_hash_u64(DL_HASH_SEED, (uintptr_t)name),
				   (uint64_t)loc.file << 32 | loc.line);
	struct definition *d = loc.line ? dl_map_get(&ln->places, key) : NULL;

	*known = d != NULL;
	if (!d) {
		struct meaning *m = meaning_of(ln, name);

		d = DL_NEW(ln->ub.unit->arena, struct definition);
		d->name = d->symbol = name;
		d->is_static = is_static;
		d->is_foreign = part->is_foreign;
		m->definitions += !part->is_foreign;
		m->exported += !part->is_foreign && !is_static;
		m->foreign += part->is_foreign && !is_static;
		dl_map_put(&ln->places, key, d);
		dl_vec_push(&ln->definitions, d);
	}
	dl_map_put(&part->own, (uintptr_t)name, d);
	return d;
}

static void define_all(struct dl_linker *ln, struct part *part)
{
	bool known;

	for (size_t i = part->first_func; i < part->end_func; i++) {
		const struct dl_func *f = &ln->ub.funcs.data[i];

		define(ln, part, f->name, f->loc, f->is_static, &known);
		if (known)
			dl_map_put(&ln->dropped, i, ln);
	}
	for (size_t i = part->first_global; i < part->end_global; i++) {
		const struct dl_global *g = &ln->ub.globals.data[i];

		/* an `extern` line is no definition: whose it is comes out by its name */
		if (!g->is_definition && !g->is_static) {
			if (part->is_foreign)
				dl_map_put(&ln->dropped_globals, i, ln);
			continue;
		}
		define(ln, part, g->name, g->loc, g->is_static, &known);
		if (known || part->is_foreign)
			dl_map_put(&ln->dropped_globals, i, ln);
	}
}

static void want(struct dl_linker *ln, struct part *part, const char **name)
{
	if (!dl_map_has(&part->own, (uintptr_t)*name))
		meaning_of(ln, *name)->wanted = true;
}

/*
 * The plain name goes to the one exported definition, or to the only static one when no other file
 * can mean it. Two exported ones are two drivers in one folder: others' calls reach neither. Another
 * module's has it only where this one has none.
 */
static void choose_symbol(struct dl_linker *ln, struct definition *d)
{
	struct meaning *m = meaning_of(ln, d->name);

	if (d->is_foreign ? !d->is_static && !m->definitions && m->foreign == 1 :
			    !d->is_static && m->exported == 1)
		return;
	if (!d->is_foreign && d->is_static && m->definitions == 1 && !m->wanted)
		return;
	d->symbol = dl_intern(ln->ub.unit->names, dl_arena_printf(ln->ub.unit->arena, "%s~%u",
								  d->name, ++m->number));
}

static void rename_symbol(struct dl_linker *ln, struct part *part, const char **name)
{
	const struct definition *d = dl_map_get(&part->own, (uintptr_t)*name);

	(void)ln;
	if (d)
		*name = d->symbol;
}

/* ---- functions of other modules ---- */

#define MAX_FOREIGN 256 /* functions; callees that are further away go first */

struct reach {
	struct dl_map by_symbol; /* foreign functions: symbol pointer -> index + 1; 0: taken already */
	DL_VEC(size_t) queue;
};

static void reach_callees(struct reach *r, const struct dl_func *func)
{
	for (uint32_t b = 0; b < func->block_count; b++) {
		for (uint32_t i = 0; i < func->blocks[b].instr_count; i++) {
			const char *callee = func->blocks[b].instrs[i].callee;
			size_t found = callee ? (size_t)(uintptr_t)dl_map_get(
							&r->by_symbol, (uintptr_t)callee) : 0;

			if (!found || r->queue.len == MAX_FOREIGN)
				continue;
			dl_map_put(&r->by_symbol, (uintptr_t)callee, NULL);
			dl_vec_push(&r->queue, found - 1);
		}
	}
}

/* Foreign functions that nothing of the module leads to are dropped. */
static void drop_unreached(struct dl_linker *ln)
{
	struct reach r = {0};

	for (size_t i = 0; i < ln->ub.funcs.len; i++) {
		const struct dl_func *f = &ln->ub.funcs.data[i];

		if (!f->is_foreign || dl_map_has(&ln->dropped, i))
			continue;
		if (!f->degradation_count)
			dl_map_put(&r.by_symbol, (uintptr_t)f->symbol, (void *)(uintptr_t)(i + 1));
	}
	for (size_t i = 0; i < ln->ub.funcs.len; i++)
		if (!ln->ub.funcs.data[i].is_foreign)
			reach_callees(&r, &ln->ub.funcs.data[i]);
	for (size_t i = 0; i < r.queue.len; i++)
		reach_callees(&r, &ln->ub.funcs.data[r.queue.data[i]]);
	for (size_t i = 0; i < ln->ub.funcs.len; i++)
		if (ln->ub.funcs.data[i].is_foreign)
			dl_map_put(&ln->dropped, i, ln);
	for (size_t i = 0; i < r.queue.len; i++)
		dl_map_put(&ln->dropped, r.queue.data[i], NULL);
	dl_vec_free(&r.queue);
	dl_map_free(&r.by_symbol);
}

/* ---- the result ---- */

static void drop_copies(struct dl_linker *ln)
{
	size_t n = 0;

	for (size_t i = 0; i < ln->ub.funcs.len; i++)
		if (!dl_map_get(&ln->dropped, i))
			ln->ub.funcs.data[n++] = ln->ub.funcs.data[i];
	ln->ub.funcs.len = n;
	n = 0;
	for (size_t i = 0; i < ln->ub.globals.len; i++)
		if (!dl_map_has(&ln->dropped_globals, i))
			ln->ub.globals.data[n++] = ln->ub.globals.data[i];
	ln->ub.globals.len = n;
}

static void name_functions(struct dl_linker *ln, struct part *part)
{
	for (size_t i = part->first_func; i < part->end_func; i++) {
		struct dl_func *f = &ln->ub.funcs.data[i];
		const struct definition *d = dl_map_get(&part->own, (uintptr_t)f->name);

		f->symbol = d->symbol;
		f->is_foreign = part->is_foreign;
		if (part->arch != ln->ub.unit->arch)
			f->arch = part->arch;
	}
}

struct dl_unit *dl_linker_finish(struct dl_linker *ln)
{
	struct dl_unit *unit = ln->ub.unit;

	for (size_t i = 0; i < ln->parts.len; i++)
		define_all(ln, &ln->parts.data[i]);
	for (size_t i = 0; i < ln->parts.len; i++)
		visit_part(ln, &ln->parts.data[i], want);
	for (size_t i = 0; i < ln->definitions.len; i++)
		choose_symbol(ln, ln->definitions.data[i]);
	for (size_t i = 0; i < ln->parts.len; i++) {
		name_functions(ln, &ln->parts.data[i]);
		visit_part(ln, &ln->parts.data[i], rename_symbol);
		dl_map_free(&ln->parts.data[i].own);
	}
	drop_unreached(ln);
	drop_copies(ln);
	unit->diag_total = ln->diag_total;
	unit = dl_ub_finish(&ln->ub);
	dl_vec_free(&ln->parts);
	dl_vec_free(&ln->definitions);
	dl_map_free(&ln->places);
	dl_map_free(&ln->meanings);
	dl_map_free(&ln->dropped);
	dl_map_free(&ln->dropped_globals);
	dl_free(ln);
	return unit;
}
