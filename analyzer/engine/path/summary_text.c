/* SPDX-License-Identifier: Apache-2.0 */
/* Summaries as text, for tests and eyes: everything that applying one needs. */
#include "engine/path/path.h"

#include <inttypes.h>

static const char *const state_names[] = { "unchecked", "failed", "partly", "ok", "released" };
static const char *const effect_names[] = {
	"release", "use", "refresh", "sink", "submit", "free", "keep", "hand", "ask", "use-list", "tell",
	"wait", "follow", "write", "read", "fill", "copy", "convert", "manage", "hide",
};
static const char *const use_names[] = {
	"register", "handback", "release", "refresh", "deref", "pointer", "handle", "device memory",
};

struct flag {
	bool set;
	const char *name;
};

static void print_flags(const struct flag *flags, size_t count, struct dl_buf *out)
{
	for (size_t i = 0; i < count; i++)
		if (flags[i].set)
			dl_buf_printf(out, " %s", flags[i].name);
}

static void print_named(const char *name, const struct dl_sym *sym, struct dl_buf *out)
{
	if (!sym)
		return;
	dl_buf_printf(out, " %s ", name);
	dl_sym_print(sym, out);
}

/* A line of details, which may come to nothing. */
static void print_details(const struct dl_buf *details, struct dl_buf *out)
{
	if (details->len)
		dl_buf_printf(out, "     %.*s\n", (int)details->len, details->data);
}

/* Which call in which function, and how many calls down; of a model: nowhere. */
static void print_place(const struct dl_instr *at, const struct dl_func *func,
			const struct dl_model *model, uint32_t calls, struct dl_buf *out)
{
	if (!at)
		return;
	dl_buf_printf(out, "      by %s at %s:%" PRIu32 ":%" PRIu32, model ? model->name : "?",
		      func->name, at->loc.line, at->loc.col);
	if (calls)
		dl_buf_printf(out, " calls %" PRIu32, calls);
	dl_buf_puts(out, "\n");
}

static void print_object(const struct dl_object *o, struct dl_buf *out)
{
	const struct flag flags[] = {
		{o->stored, "stored"},	   {o->escaped, "escaped"}, {o->earlier, "earlier"},
		{o->older, "older"},	   {o->widened, "widened"}, {o->met_top, "met-top"},
	};
	struct dl_buf more = { 0 };

	dl_buf_printf(out, "    %s %s", o->model->name, state_names[o->state]);
	for (uint32_t h = 0; h < o->alias_count; h++)
		print_named(h ? "and" : "in", o->aliases[h], out);
	dl_buf_puts(out, "\n");
	print_flags(flags, sizeof(flags) / sizeof(flags[0]), &more);
	if (o->handle && o->handle != o->value)
		dl_buf_puts(&more, " with handle");
	print_named("list", o->sg, &more);
	dl_terms_print(&o->terms, &more);
	print_details(&more, out);
	print_place(o->origin, o->origin_func, o->model, o->calls, out);
	dl_buf_free(&more);
}

static void print_effect(const struct dl_effect *e, struct dl_buf *out)
{
	bool ends = e->kind == DL_EFFECT_RELEASE || e->kind == DL_EFFECT_REFRESH;
	const struct flag flags[] = {
		{ends && e->must && !e->certain, "uncertain"}, {e->stale, "stale"},
		{e->kind == DL_EFFECT_USE && e->use, use_names[e->use]},
		{e->kind == DL_EFFECT_USE_LIST, use_names[e->use]},
	};
	struct dl_buf more = { 0 };

	dl_buf_printf(out, "    %s %s ", e->must ? "must" : "may", effect_names[e->kind]);
	if (e->value)
		dl_sym_print(e->value, out);
	else
		dl_buf_puts(out, "-");
	dl_buf_puts(out, "\n");
	print_flags(flags, sizeof(flags) / sizeof(flags[0]), &more);
	print_named("into", e->loc, &more);
	dl_terms_print(&e->terms, &more);
	print_details(&more, out);
	print_place(e->at, e->func, e->model, e->calls, out);
	dl_buf_free(&more);
}

static void print_store(const struct dl_binding *b, bool nonzero, struct dl_buf *out)
{
	dl_buf_puts(out, "    store ");
	dl_sym_print(b->loc, out);
	dl_buf_puts(out, " = ");
	if (b->value)
		dl_sym_print(b->value, out);
	else
		dl_buf_puts(out, nonzero ? "? != 0" : "?");
	dl_buf_puts(out, "\n");
}

static void print_params(const char *what, uint64_t params, struct dl_buf *out)
{
	if (!params)
		return;
	dl_buf_printf(out, "    %s", what);
	for (int i = 0; i < 64; i++)
		if (params >> i & 1)
			dl_buf_printf(out, " %d", i);
	dl_buf_puts(out, "\n");
}

static void print_case(const struct dl_summary_case *c, struct dl_buf *out)
{
	dl_buf_puts(out, "  case return ");
	if (c->ret)
		dl_sym_print(c->ret, out);
	else
		dl_buf_puts(out, "?");
	for (uint32_t k = 0; k < c->guard_count; k++) {
		print_named(k ? "and" : "when", c->guards[k].value, out);
		dl_fact_print(&c->guards[k], out);
	}
	dl_buf_puts(out, "\n");
	if (c->range.value && c->range.lo != c->range.hi && !dl_fact_says_nothing(&c->range)) {
		dl_buf_puts(out, "    result");
		dl_fact_print(&c->range, out);
		dl_buf_puts(out, c->range.by_use ? " by use\n" : "\n");
	}
	if (c->own) {
		dl_buf_puts(out, "    own ");
		dl_sym_print(c->own, out);
		if (c->own_place)
			print_named("in", c->own_place, out);
		dl_buf_puts(out, "\n");
	}
	print_params("reads", c->reads_params, out);
	print_params("writes", c->writes_params, out);
	if (c->when.value) {
		print_named("   when", c->when.value, out);
		dl_fact_print(&c->when, out);
		dl_buf_puts(out, "\n");
		print_params("  reads", c->reads_when, out);
		print_params("  writes", c->writes_when, out);
	}
	for (uint32_t k = 0; k < c->object_count; k++)
		print_object(&c->objects[k], out);
	for (uint32_t k = 0; k < c->effect_count; k++)
		print_effect(&c->effects[k], out);
	for (uint32_t k = 0; k < c->store_count; k++)
		print_store(&c->stores[k], c->nonzero_stores >> k & 1, out);
}

void dl_summary_print(const struct dl_summary *summary, struct dl_buf *out)
{
	const struct flag flags[] = {
		{summary->never_returns, "never returns"},
		{summary->releases_unnamed, "releases unnamed"},
		{summary->may_write, "may write"},
		{summary->pure, "pure"},
		{summary->asks, "asks"},
	};

	dl_buf_printf(out, "summary %s%s\n", summary->func->name, summary->top ? " top" : "");
	if (summary->top)
		return;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].set)
			dl_buf_printf(out, "  %s\n", flags[i].name);
	for (uint32_t i = 0; i < summary->case_count; i++)
		print_case(&summary->cases[i], out);
}
