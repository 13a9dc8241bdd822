/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See klog_explain.h. A finding explains a report when its rule is one of the message's and its
 * function is in a trace, is called from there (compilers inline), or its file is of the driver.
 */
#include "cli/klog_explain.h"

#include <stdlib.h>
#include <string.h>

#include "cli/klog_sources.h"

#define CAUSES_MAX 20
#define SITES_MAX  16
#define DEPTH_MAX  12 /* frames of a trace that are looked at */

/* What speaks for a finding, in points. */
#define POINTS_TRACE  100 /* less with each frame further out */
#define POINTS_MADE   90
#define POINTS_CALLED 20 /* less than the function itself */
#define POINTS_DRIVER 50
#define POINTS_FRAME  4
#define POINTS_LEVEL  3 /* for each level of confidence */

/* How many frames that matter are nearer than @name; -1: it is not in @trace. */
static int depth_of(const struct dl_klog_trace *trace, const char *name)
{
	int depth = 0;

	for (size_t i = 0; i < trace->count; i++) {
		if (trace->list[i].is_core)
			continue;
		if (strcmp(trace->list[i].function, name) == 0)
			return depth < DEPTH_MAX ? depth : DEPTH_MAX;
		depth++;
	}
	return -1;
}

static bool is_of_driver(const struct dl_klog_sources *sources, const struct dl_klog_report *r,
			 const char *path)
{
	return (r->driver && dl_klog_source_is_of(sources, path, r->driver)) ||
	       (r->module && dl_klog_source_is_of(sources, path, r->module));
}

/* The nearest function of @trace that is in @source and calls @name; NULL. */
static const char *caller_of(const struct dl_klog_source *source, const struct dl_klog_trace *trace,
			     const char *name)
{
	for (size_t i = 0; source && i < trace->count; i++) {
		const struct dl_klog_frame *frame = &trace->list[i];
		const struct dl_klog_function *f =
			frame->is_core ? NULL : dl_klog_function_find(source, frame->function);

		if (f && dl_klog_function_calls(f, name))
			return frame->function;
	}
	return NULL;
}

/* ---- findings ---- */

static int rank_of_rule(const struct dl_klog_message *message, const char *rule)
{
	for (size_t i = 0; i < json_array_size(message->rules); i++)
		if (strcmp(json_string_value(json_array_get(message->rules, i)), rule) == 0)
			return (int)i;
	return -1;
}

/* Points for its function; 0: it is in no trace. */
static int weigh_function(struct dl_klog_cause *cause, const struct dl_klog_sources *sources,
			  const struct dl_klog_report *r, const char *path, const char *function)
{
	int depth = depth_of(&r->trace, function), made = depth_of(&r->made, function);
	const struct dl_klog_source *source;

	cause->in_trace = depth >= 0;
	cause->in_made = made >= 0;
	if (depth >= 0)
		return POINTS_TRACE - depth * POINTS_FRAME;
	if (made >= 0)
		return POINTS_MADE - made * POINTS_FRAME;
	source = dl_klog_source_find(sources, path);
	cause->caller = caller_of(source, &r->trace, function);
	if (!cause->caller)
		cause->caller = caller_of(source, &r->made, function);
	if (!cause->caller)
		return 0;
	depth = depth_of(&r->trace, cause->caller);
	return POINTS_TRACE - POINTS_CALLED - (depth < 0 ? 0 : depth) * POINTS_FRAME;
}

static bool weigh(struct dl_klog_cause *cause, const struct dl_klog_sources *sources,
		  const struct dl_klog_report *r, const struct dmalint_finding *f)
{
	const char *path = dmalint_finding_place(f).path, *function = dmalint_finding_function(f);
	int rank = rank_of_rule(r->message, dmalint_finding_rule(f));

	*cause = (struct dl_klog_cause){.finding = f};
	if (rank < 0)
		return false;
	if (function)
		cause->score = weigh_function(cause, sources, r, path, function);
	cause->of_driver = is_of_driver(sources, r, path);
	cause->score += cause->of_driver ? POINTS_DRIVER : 0;
	if (!cause->score)
		return false;
	cause->score += POINTS_LEVEL * (int)dmalint_finding_confidence(f) - rank;
	return true;
}

static int compare_causes(const void *a, const void *b)
{
	const struct dl_klog_cause *one = a, *other = b;

	if (one->score != other->score)
		return other->score - one->score;
	return one->finding < other->finding ? -1 : one->finding > other->finding;
}

/* A trace leads there; else it is only of the same driver. */
static bool is_near(const struct dl_klog_cause *cause)
{
	return cause->in_trace || cause->in_made || cause->caller;
}

/* A function of another driver that only has the same name is none of it, where there is one of the
 * driver. */
static bool is_namesake(const struct dl_klog_explanation *e, const struct dl_klog_cause *cause)
{
	const struct dl_klog_cause *best = &e->causes[0];

	return best->of_driver && is_near(best) && !cause->of_driver;
}

static void find_causes(struct dl_klog_explanation *e, const struct dl_klog_sources *sources,
			const struct dmalint_findings *findings, const struct dl_klog_report *r)
{
	size_t count = dmalint_findings_count(findings), n = 0;

	e->causes = dl_cli_alloc(count + 1, sizeof(*e->causes));
	for (size_t i = 0; i < count; i++)
		n += weigh(&e->causes[n], sources, r, dmalint_findings_at(findings, i));
	qsort(e->causes, n, sizeof(*e->causes), compare_causes);
	for (size_t i = 0; i < n && e->cause_count < CAUSES_MAX; i++)
		if (!is_namesake(e, &e->causes[i]))
			e->causes[e->cause_count++] = e->causes[i];
}

/* ---- places ---- */

struct search {
	struct dl_klog_explanation *e;
	const struct dl_klog_sources *sources;
	const struct dl_klog_report *report;
	bool in_made;
};

static bool has_role(const struct dl_klog_message *message, const char *role)
{
	for (size_t i = 0; role && i < json_array_size(message->roles); i++)
		if (strcmp(json_string_value(json_array_get(message->roles, i)), role) == 0)
			return true;
	return false;
}

static bool is_known(const struct dl_klog_explanation *e, const char *path, unsigned int line)
{
	for (size_t i = 0; i < e->site_count; i++)
		if (e->sites[i].line == line && strcmp(e->sites[i].path, path) == 0)
			return true;
	return false;
}

static void add_calls(const struct search *s, const struct dl_klog_source *file,
		      const struct dl_klog_function *f, const char *caller)
{
	struct dl_klog_explanation *e = s->e;

	for (size_t i = 0; i < f->call_count; i++) {
		const struct dl_klog_call *call = &f->calls[i];
		const char *role = dl_klog_role(s->sources, call->name);

		if (!has_role(s->report->message, role) || is_known(e, file->path, call->line))
			continue;
		if (e->site_count == SITES_MAX) {
			e->sites_left_out++;
			continue;
		}
		e->sites[e->site_count++] = (struct dl_klog_site){
			.path = file->path,
			.function = f->name,
			.caller = caller,
			.called = call->name,
			.role = role,
			.line = call->line,
			.in_made = s->in_made,
		};
	}
}

/* The calls of function @name in @file, and of the functions of the file that it calls. */
static void add_function(const struct search *s, const struct dl_klog_source *file,
			 const char *name)
{
	const struct dl_klog_function *f = dl_klog_function_find(file, name);

	if (!f)
		return;
	add_calls(s, file, f, NULL);
	for (size_t i = 0; i < f->call_count; i++) {
		const struct dl_klog_function *callee =
			dl_klog_function_find(file, f->calls[i].name);

		if (callee && callee != f)
			add_calls(s, file, callee, f->name);
	}
}

static void add_trace(const struct search *s, const struct dl_klog_trace *trace, bool of_driver)
{
	for (size_t i = 0; i < trace->count && i < 4 * DEPTH_MAX; i++) {
		const struct dl_klog_frame *frame = &trace->list[i];

		for (size_t k = 0; k < s->sources->count && !frame->is_core && frame->is_sure; k++)
			if (!of_driver ||
			    is_of_driver(s->sources, s->report, s->sources->list[k].path))
				add_function(s, &s->sources->list[k], frame->function);
	}
}

static void add_driver(const struct search *s)
{
	for (size_t k = 0; k < s->sources->count; k++) {
		const struct dl_klog_source *file = &s->sources->list[k];

		for (size_t i = 0;
		     is_of_driver(s->sources, s->report, file->path) && i < file->function_count;
		     i++)
			add_calls(s, file, &file->functions[i], NULL);
	}
}

static void find_sites(struct dl_klog_explanation *e, const struct dl_klog_sources *sources,
		       const struct dl_klog_report *r)
{
	struct search s = {.e = e, .sources = sources, .report = r};

	e->sites = dl_cli_alloc(SITES_MAX, sizeof(*e->sites));
	/* Functions of the driver; else of any file, as for a driver below another's bus; else all
	 * of the driver. */
	for (int of_driver = 1; of_driver >= 0 && !e->site_count; of_driver--) {
		s.in_made = false;
		add_trace(&s, &r->trace, of_driver);
		s.in_made = true;
		add_trace(&s, &r->made, of_driver);
	}
	if (!e->site_count) {
		s.in_made = false;
		add_driver(&s);
	}
}

void dl_klog_explain(struct dl_klog_explanation *out, struct dl_klog_sources *sources,
		     const struct dmalint_findings *findings, const struct dl_klog_report *report)
{
	*out = (struct dl_klog_explanation){0};
	find_causes(out, sources, findings, report);
	if (!out->cause_count || !is_near(&out->causes[0]))
		find_sites(out, sources, report);
}

void dl_klog_explanation_free(struct dl_klog_explanation *e)
{
	free(e->causes);
	free(e->sites);
}
