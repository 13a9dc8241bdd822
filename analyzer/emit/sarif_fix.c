/* SPDX-License-Identifier: Apache-2.0 */
/* The fixes of a result: what is taken out of a file, and what comes in its place (SARIF 3.55
 * to 3.57). */
#include "emit/sarif.h"

#include "emit/utf8.h"

static void set_place(struct dl_sarif *s, json_t *region, const char *path, uint32_t line,
		      uint32_t col, const char *line_key, const char *column_key)
{
	size_t size = 0;
	const char *text = dl_source_line(dl_source_get(&s->source, path), line, &size);

	dl_json_set(region, line_key, json_integer(line));
	dl_json_set(region, column_key,
		    json_integer(text ? dl_utf16_column(text, size, col) : col));
}

static json_t *replacement(struct dl_sarif *s, const struct dl_fix *fix, const struct dl_edit *edit)
{
	json_t *object = dl_json_object(), *region = dl_json_object();

	set_place(s, region, fix->path, edit->line, edit->col, "startLine", "startColumn");
	set_place(s, region, fix->path, edit->end_line, edit->end_col, "endLine", "endColumn");
	dl_json_set(object, "deletedRegion", region);
	if (*edit->text)
		dl_json_set(object, "insertedContent", dl_sarif_message(edit->text));
	return object;
}

json_t *dl_sarif_fixes(struct dl_sarif *s, const struct dl_fix *fix)
{
	json_t *fixes = dl_json_array(), *object = dl_json_object(), *changes = dl_json_array(),
	       *change = dl_json_object(), *replacements = dl_json_array();

	for (size_t i = 0; i < fix->edit_count; i++)
		dl_json_add(replacements, replacement(s, fix, &fix->edits[i]));
	dl_json_set(change, "artifactLocation", dl_sarif_artifact(s, fix->path));
	dl_json_set(change, "replacements", replacements);
	dl_json_add(changes, change);
	dl_json_set(object, "description", dl_sarif_message(fix->title));
	dl_json_set(object, "artifactChanges", changes);
	dl_json_add(fixes, object);
	return fixes;
}
