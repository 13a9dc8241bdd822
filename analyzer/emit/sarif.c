/* SPDX-License-Identifier: Apache-2.0 */
/* The SARIF log: one run with all rules, results by importance, and what went wrong in the scan. */
#include "emit/sarif.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emit/links.h"
#include "emit/uri.h"

#define MAX_RESULTS 25000	/* GitHub rejects a run with more */

json_t *dl_sarif_message(const char *s)
{
	json_t *message = dl_json_object();

	dl_json_set(message, "text", dl_json_text(s));
	return message;
}

/* The folder's URI ends in '/'. A reproducible log names no place of this machine. */
static json_t *base_ids(const struct dl_emit_input *in)
{
	json_t *ids = dl_json_object(), *root = dl_json_object();
	struct dl_buf uri = { 0 };

	if (!in->reproducible && in->scan.root) {
		struct dl_buf path = { 0 };

		dl_uri_normalise(&path, in->scan.root);
		dl_uri_file(&uri, dl_buf_str(&path));
		if (uri.data[uri.len - 1] != '/')
			dl_buf_putc(&uri, '/');
		dl_json_set_text(root, "uri", dl_buf_str(&uri));
		dl_buf_free(&path);
	}
	dl_json_set(root, "description", dl_sarif_message("The root of the scanned source tree."));
	dl_json_set(ids, DL_SARIF_ROOT, root);
	dl_buf_free(&uri);
	return ids;
}

/* "category/run": GitHub takes all before the last slash as the category. */
static json_t *automation_details(const struct dl_emit_input *in)
{
	const char *category = in->scan.category ? in->scan.category : "dmalint";
	time_t started = (time_t)in->scan.started;
	json_t *details = dl_json_object();
	char run[40] = "";
	struct tm tm;

	if (!in->reproducible && started && gmtime_r(&started, &tm))
		strftime(run, sizeof(run), "%Y%m%dT%H%M%SZ", &tm);
	dl_json_set(details, "id", dl_json_printf("%s/%s", category, run));
	return details;
}

static json_t *run(struct dl_sarif *s)
{
	const struct dl_emit_input *in = s->in;
	size_t limit = in->max_results ? in->max_results : MAX_RESULTS, count = in->findings->len;
	json_t *object = dl_json_object(), *tool = dl_json_object(), *results = dl_json_array(), *provenance;
	json_t *invocations = dl_json_array();
	const struct dl_finding **order = dl_emit_by_importance(in);

	for (size_t i = 0; i < count && i < limit; i++)
		s->some_suppressed |= order[i]->suppression != DL_NOT_SUPPRESSED;
	for (size_t i = 0; i < count && i < limit; i++)
		dl_json_add(results, dl_sarif_result(s, order[i]));
	dl_free(order);
	dl_json_set(tool, "driver", dl_sarif_driver(s));
	dl_json_set(object, "tool", tool);
	dl_json_add(invocations, dl_sarif_invocation(s, count > limit ? count - limit : 0));
	dl_json_set(object, "invocations", invocations);
	provenance = in->reproducible || !in->scan.root ? NULL : dl_sarif_provenance(in->scan.root);
	if (provenance)
		dl_json_set(object, "versionControlProvenance", provenance);
	dl_json_set(object, "originalUriBaseIds", base_ids(in));
	dl_json_set(object, "automationDetails", automation_details(in));
	dl_json_set(object, "results", results);
	dl_json_set_text(object, "columnKind", "utf16CodeUnits");
	return object;
}

static enum dl_status write_sarif(const struct dl_emit_input *in, struct dl_sink *sink)
{
	struct dl_sarif s = { .in = in, .source = { .in = in } };
	json_t *log = dl_json_object(), *runs = dl_json_array();

	dl_json_set_text(log, "$schema", DL_SARIF_SCHEMA);
	dl_json_set_text(log, "version", "2.1.0");
	dl_json_add(runs, run(&s));
	dl_json_set(log, "runs", runs);
	dl_source_cache_free(&s.source);
	dl_json_write(log, sink);
	return sink->status;
}

const struct dl_emitter dl_emitter_sarif = {
	.name = "sarif",
	.summary = "SARIF 2.1.0, for code scanning and SARIF viewers",
	.says_suppressed = true,
	.write = write_sarif,
};
