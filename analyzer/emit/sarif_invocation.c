/* SPDX-License-Identifier: Apache-2.0 */
/*
 * invocations[0]: how the scan went; the honest place for files that were lost or only half
 * understood.
 */
#include "emit/sarif.h"

#include <string.h>

#include "emit/uri.h"

/* @text and its detail; messages end with a period. */
static json_t *notice_message(const struct dl_notice *n)
{
	struct dl_buf text = { 0 };
	json_t *message;

	dl_buf_puts(&text, n->text ? n->text : "");
	if (n->detail && *n->detail) {
		while (text.len && text.data[text.len - 1] == '.')
			text.data[--text.len] = '\0';
		dl_buf_printf(&text, ": %s", n->detail);
	}
	while (text.len && strchr(" \r\n", text.data[text.len - 1]))
		text.data[--text.len] = '\0';
	if (!text.len || text.data[text.len - 1] != '.')
		dl_buf_putc(&text, '.');
	message = dl_sarif_message(dl_buf_str(&text));
	dl_buf_free(&text);
	return message;
}

static json_t *notification(const struct dl_sarif *s, const struct dl_notice *n)
{
	json_t *object = dl_json_object(), *descriptor = dl_json_object();

	dl_json_set(descriptor, "id", dl_json_text(n->id ? n->id : "notice"));
	dl_json_set(object, "descriptor", descriptor);
	dl_json_set_text(object, "level", dl_level_name(n->level));
	dl_json_set(object, "message", notice_message(n));
	if (n->path && *n->path) {
		json_t *locations = dl_json_array(), *location = dl_json_object(), *place = dl_json_object();

		dl_json_set(place, "artifactLocation", dl_sarif_artifact(s, n->path));
		if (n->line) {
			json_t *region = dl_json_object();

			dl_json_set(region, "startLine", json_integer(n->line));
			dl_json_set(place, "region", region);
		}
		dl_json_set(location, "physicalLocation", place);
		dl_json_add(locations, location);
		dl_json_set(object, "locations", locations);
	}
	return object;
}

static json_t *notifications(const struct dl_sarif *s, size_t left_out)
{
	json_t *array = dl_json_array();

	for (size_t i = 0; i < s->in->notice_count; i++)
		dl_json_add(array, notification(s, &s->in->notices[i]));
	if (left_out) {
		char text[96];
		struct dl_notice n = { .level = DL_LEVEL_WARNING,
					    .id = "results-left-out",
					    .text = text };

		snprintf(text, sizeof(text), "%zu results of lower rank were left out of this log.",
			 left_out);
		dl_json_add(array, notification(s, &n));
	}
	return array;
}

json_t *dl_sarif_invocation(const struct dl_sarif *s, size_t left_out)
{
	const struct dl_emit_scan *scan = &s->in->scan;
	json_t *object = dl_json_object();

	if (!s->in->reproducible) {
		dl_json_set_text(object, "commandLine", scan->command_line);
		if (scan->started)
			dl_json_set(object, "startTimeUtc", dl_json_time(scan->started));
		if (scan->finished)
			dl_json_set(object, "endTimeUtc",
				    dl_json_time(scan->finished < scan->started ? scan->started
										: scan->finished));
		if (scan->root) {
			json_t *folder = dl_json_object();
			struct dl_buf path = { 0 }, uri = { 0 };

			dl_uri_normalise(&path, scan->root);
			dl_uri_file(&uri, dl_buf_str(&path));
			dl_json_set_text(folder, "uri", dl_buf_str(&uri));
			dl_json_set(object, "workingDirectory", folder);
			dl_buf_free(&path);
			dl_buf_free(&uri);
		}
	}
	dl_json_set(object, "exitCode", json_integer(scan->exit_code));
	dl_json_set(object, "executionSuccessful", json_boolean(!scan->failed));
	dl_json_set(object, "toolExecutionNotifications", notifications(s, left_out));
	return object;
}
