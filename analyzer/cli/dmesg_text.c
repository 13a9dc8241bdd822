/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint dmesg: for people. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/dmesg.h"

#define SHOWN_CAUSES 5
#define SHOWN_FRAMES 4

/* The nearest functions of @trace that matter: "a() < b()"; "" when there are none. free() it. */
static char *path_of(const struct dl_klog_trace *trace)
{
	char *text = dl_cli_format("%s", "");
	size_t shown = 0;

	for (size_t i = 0; i < trace->count && shown < SHOWN_FRAMES; i++) {
		char *longer;

		if (trace->list[i].is_core || !trace->list[i].is_sure)
			continue;
		longer = dl_cli_format("%s%s%s()", text, shown ? " < " : "",
				       trace->list[i].function);
		free(text);
		text = longer;
		shown++;
	}
	return text;
}

static void write_who(FILE *out, const struct dl_klog_report *r)
{
	char *trace = path_of(&r->trace), *made = path_of(&r->made);
	bool has_module = r->module && (!r->driver || strcmp(r->module, r->driver) != 0);

	if (r->driver)
		dl_cli_print(out, "  driver %s%s%s%s%s", r->driver, r->device ? ", device " : "",
			     r->device ? r->device : "", has_module ? ", module " : "",
			     has_module ? r->module : "");
	else if (has_module)
		dl_cli_print(out, "  module %s", r->module);
	if (*trace)
		dl_cli_print(out, "  noticed in %s", trace);
	if (*made)
		dl_cli_print(out, "  mapped in  %s", made);
	free(trace);
	free(made);
}

/* Why it is one; free() it. */
static char *reason(const struct dl_klog_cause *cause)
{
	const char *function = dmalint_finding_function(cause->finding);

	if (cause->in_trace)
		return dl_cli_format("%s() is in the trace", function);
	if (cause->in_made)
		return dl_cli_format("%s() is where it was mapped", function);
	if (cause->caller)
		return dl_cli_format("%s() is called by %s() of the trace", function,
				     cause->caller);
	return dl_cli_format("the file is of the driver; no trace leads there");
}

static void write_cause(FILE *out, const struct dl_klog_cause *cause)
{
	const struct dmalint_finding *f = cause->finding;
	struct dmalint_place place = dmalint_finding_place(f);
	char *why = reason(cause);

	dl_cli_print(out, "    %" PRId64 "  %-6s  %s:%u:%u: %s [%s]", dmalint_finding_id(f),
		     dmalint_confidence_name(dmalint_finding_confidence(f)), place.path, place.line,
		     place.column, dmalint_finding_message(f), dmalint_finding_rule(f));
	dl_cli_print(out, "        %s%s", why,
		     dmalint_finding_suppression(f) ? "; the finding is suppressed" : "");
	free(why);
}

static void write_site(FILE *out, const struct dl_klog_site *site)
{
	dl_cli_print(out, "    %s:%u: %s() in %s()%s%s%s%s", site->path, site->line, site->called,
		     site->function, site->caller ? ", called by " : "",
		     site->caller ? site->caller : "", site->caller ? "()" : "",
		     site->in_made ? ", where it was mapped" : "");
}

static void write_rules(FILE *out, const struct dl_klog_message *message)
{
	size_t count = json_array_size(message->rules);

	if (!count)
		return;
	fputs("  rules that look for it:", out);
	for (size_t i = 0; i < count; i++)
		fprintf(out, " %s", json_string_value(json_array_get(message->rules, i)));
	fputc('\n', out);
}

static void write_explanation(FILE *out, const struct dl_klog_message *message,
			      const struct dl_klog_explanation *e)
{
	size_t shown = e->cause_count < SHOWN_CAUSES ? e->cause_count : SHOWN_CAUSES;

	if (e->cause_count)
		fputs("  findings that explain it, the likeliest first:\n", out);
	for (size_t i = 0; i < shown; i++)
		write_cause(out, &e->causes[i]);
	if (shown < e->cause_count)
		fprintf(out, "    and %zu more (--format json)\n", e->cause_count - shown);
	if (e->site_count)
		fprintf(out, "  %s; by the text of the source, it can come from:\n",
			e->cause_count ? "no finding is near the trace" : "no finding explains it");
	for (size_t i = 0; i < e->site_count; i++)
		write_site(out, &e->sites[i]);
	if (e->sites_left_out)
		fprintf(out, "    and %zu more calls\n", e->sites_left_out);
	if (!e->cause_count && !e->site_count)
		fputs("  no finding explains it, and the scan has no source of that driver or "
		      "trace\n",
		      out);
	if (!e->cause_count)
		write_rules(out, message);
}

void dl_dmesg_write_text(FILE *out, const char *name, const struct dl_klog *log,
			 const struct dl_klog_explanation *explanations)
{
	for (size_t i = 0; i < log->count; i++) {
		const struct dl_klog_report *r = log->list[i];
		char *times = r->count > 1 ? dl_cli_format(" (%zu times)", r->count)
					   : dl_cli_format("%s", "");

		if (i)
			fputc('\n', out);
		dl_cli_print(out, "%s:%zu: %s [%s]%s", name, r->line, r->message->means,
			     r->message->id, times);
		dl_cli_print(out, "  %s", r->text);
		write_who(out, r);
		write_explanation(out, r->message, &explanations[i]);
		free(times);
	}
}
