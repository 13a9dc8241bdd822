/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint dmesg: for programs. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/dmesg.h"

/* Names of files may be anything; what is not UTF-8 is written as it is shown. */
static json_t *string(const char *text)
{
	json_t *value;
	char *clean;

	if (!text)
		return json_null();
	value = json_string(text);
	if (value)
		return value;
	clean = dl_cli_printable(text, strlen(text));
	value = json_string(clean);
	free(clean);
	return value ? value : json_null();
}

static json_t *of_trace(const struct dl_klog_trace *trace)
{
	json_t *list = json_array();

	for (size_t i = 0; i < trace->count; i++) {
		const struct dl_klog_frame *frame = &trace->list[i];

		json_array_append_new(list, json_pack("{s:o, s:o, s:b, s:b}", "function",
						      string(frame->function), "module",
						      string(frame->module), "sure", frame->is_sure,
						      "core", frame->is_core));
	}
	return list;
}

static json_t *of_cause(const struct dl_klog_cause *cause)
{
	const struct dmalint_finding *f = cause->finding;
	struct dmalint_place place = dmalint_finding_place(f);
	char fingerprint[17];

	snprintf(fingerprint, sizeof(fingerprint), "%016" PRIx64, dmalint_finding_fingerprint(f));
	return json_pack(
		"{s:I, s:s, s:o, s:s, s:o, s:i, s:i, s:o, s:o, s:i, s:b, s:b, s:o, s:b, s:b}", "id",
		(json_int_t)dmalint_finding_id(f), "fingerprint", fingerprint, "rule",
		string(dmalint_finding_rule(f)), "confidence",
		dmalint_confidence_name(dmalint_finding_confidence(f)), "path", string(place.path),
		"line", (int)place.line, "column", (int)place.column, "function",
		string(dmalint_finding_function(f)), "message", string(dmalint_finding_message(f)),
		"score", cause->score, "in_trace", cause->in_trace, "in_mapped", cause->in_made,
		"called_by", string(cause->caller), "in_driver", cause->of_driver, "suppressed",
		dmalint_finding_suppression(f) != DMALINT_NOT_SUPPRESSED);
}

static json_t *of_site(const struct dl_klog_site *site)
{
	return json_pack("{s:o, s:i, s:o, s:o, s:o, s:o, s:b}", "path", string(site->path), "line",
			 (int)site->line, "function", string(site->function), "called_by",
			 string(site->caller), "call", string(site->called), "role",
			 string(site->role), "in_mapped", site->in_made);
}

static json_t *of_report(const struct dl_klog_report *r, const struct dl_klog_explanation *e)
{
	json_t *causes = json_array(), *sites = json_array();

	for (size_t i = 0; i < e->cause_count; i++)
		json_array_append_new(causes, of_cause(&e->causes[i]));
	for (size_t i = 0; i < e->site_count; i++)
		json_array_append_new(sites, of_site(&e->sites[i]));
	return json_pack("{s:s, s:s, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:O, s:o, s:o, s:I}",
			 "message", r->message->id, "means", r->message->means, "text",
			 string(r->text), "line", (json_int_t)r->line, "count",
			 (json_int_t)r->count, "driver", string(r->driver), "device",
			 string(r->device), "module", string(r->module), "trace",
			 of_trace(&r->trace), "mapped", of_trace(&r->made), "rules",
			 r->message->rules, "findings", causes, "sites", sites, "sites_left_out",
			 (json_int_t)e->sites_left_out);
}

void dl_dmesg_write_json(FILE *out, const char *name, const struct dl_klog *log,
			 const struct dl_klog_explanation *explanations)
{
	json_t *reports = json_array(), *root;

	for (size_t i = 0; i < log->count; i++)
		json_array_append_new(reports, of_report(log->list[i], &explanations[i]));
	root = json_pack("{s:s, s:i, s:o, s:I, s:o, s:I}", "format", "dmalint-dmesg", "version", 1,
			 "log", string(name), "lines", (json_int_t)log->lines, "reports", reports,
			 "reports_left_out", (json_int_t)log->passed_over);
	if (!root || json_dumpf(root, out, JSON_INDENT(2)) != 0)
		exit(dl_cli_error("out of memory"));
	fputc('\n', out);
	json_decref(root);
}
