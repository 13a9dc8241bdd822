/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GitLab's Code Quality report, a part of Code Climate's format: an array of issues whose
 * fingerprints tell new ones from old ones. Paths are relative to the repository.
 */
#include "emit/common.h"
#include "emit/json_util.h"

static const char *severity(enum dl_level level)
{
	if (level == DL_LEVEL_ERROR)
		return "critical";
	return level == DL_LEVEL_NOTE ? "info" : "major";
}

static json_t *location(const struct dl_emit_input *in, const struct dl_spot *spot)
{
	json_t *object = dl_json_object(), *lines = dl_json_object();
	struct dl_buf path = {0};

	dl_emit_repository_path(in, &path, spot->path);
	dl_json_set(object, "path", dl_json_text(dl_buf_str(&path)));
	dl_json_set(lines, "begin", json_integer(spot->line ? spot->line : 1));
	if (spot->end_line > spot->line)
		dl_json_set(lines, "end", json_integer(spot->end_line));
	dl_json_set(object, "lines", lines);
	dl_buf_free(&path);
	return object;
}

static json_t *issue(const struct dl_emit_input *in, const struct dl_finding *f)
{
	json_t *object = dl_json_object();

	dl_json_set(object, "description",
		    dl_json_printf("%s [%s]", dl_emit_message(in, f), f->rule));
	dl_json_set(object, "check_name", dl_json_text(f->rule));
	dl_json_set(object, "fingerprint",
		    dl_json_printf("%016llx", (unsigned long long)f->fingerprint));
	dl_json_set_text(object, "severity", severity(dl_emit_level(in, f)));
	dl_json_set(object, "location", location(in, &f->spot));
	return object;
}

static enum dl_status write_gitlab(const struct dl_emit_input *in, struct dl_sink *sink)
{
	json_t *issues = dl_json_array();

	for (size_t i = 0; i < in->findings->len; i++)
		dl_json_add(issues, issue(in, &in->findings->items[i]));
	dl_json_write(issues, sink);
	return sink->status;
}

const struct dl_emitter dl_emitter_gitlab = {
	.name = "gitlab",
	.summary = "a Code Quality report of GitLab",
	.write = write_gitlab,
};
