/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What need not be shown: findings that a comment in the source allows
 * (report/allow.h), those that a baseline knows, and those that the caller does. Texts are read again
 * here.
 */
#include <string.h>

#include "report/allow.h"
#include "report/rule_info.h"
#include "scan/internal.h"

#define MAX_TEXT ((size_t)64 << 20)

/* A file that cannot be read any more allows nothing. */
static void read_text(const struct dl_scan *scan, struct dl_allowances *out, const char *file,
		      const char *path)
{
	struct dl_buf text = {0};

	if (dl_overlay_read(&scan->options.source.overlay, &text, file, MAX_TEXT, NULL) == DL_OK)
		dl_allow_read(out, path, text.data, text.len);
	dl_buf_free(&text);
}

/* Headers have findings, too. */
static void read_others(struct dl_scan *scan, struct dl_allowances *out,
			const struct dl_map *files)
{
	const char *root = dl_source_root(scan->source);
	struct dl_map seen = {0};

	for (size_t i = 0; i < scan->findings.len; i++) {
		const char *path = scan->findings.items[i].spot.path;

		if (!path || dl_map_has_str(files, path) || dl_map_has_str(&seen, path))
			continue;
		dl_map_put_str(&seen, path, scan);
		read_text(scan, out,
			  path[0] == '/' ? path : dl_arena_printf(scan->arena, "%s/%s", root, path),
			  path);
	}
	dl_map_free(&seen);
}

static bool is_enabled(const struct dl_scan *scan, const char *rule)
{
	return dl_rule_is_among(scan->options.rules, scan->options.rule_count, rule);
}

/* The file was read whole: what is not found there is not there. */
static bool is_whole(const struct dl_scan *scan, size_t file)
{
	const struct dl_file_result *r = &scan->results[file];

	return !scan->options.parse_only && r->done && !r->lost && !r->failure &&
	       !r->degraded_count && !dl_source_file_at(scan->source, file)->outside;
}

static void tell(struct dl_scan *scan, const struct dl_allowance *a, bool whole)
{
	struct dl_notice *n;

	if (!a->trouble && (a->used || !whole || !is_enabled(scan, a->rule)))
		return;
	n = dl_scan_add_notice(scan, DL_LEVEL_WARNING,
			       a->trouble ? "allow-comment" : "unused-allow", a->path);
	n->line = a->line;
	n->text = a->trouble ? a->trouble
			     : dl_arena_printf(scan->arena,
					       "The comment allows %s, which is not found there; "
					       "remove it.",
					       a->rule);
}

/* What the baseline knows and the scan, which has read the file whole, does not find. */
static void tell_stale(struct dl_scan *scan, const struct dl_map *files)
{
	for (size_t i = 0; i < scan->baseline.list.len; i++) {
		const struct dl_baseline_entry *e = &scan->baseline.list.data[i];
		size_t file = (size_t)(uintptr_t)dl_map_get_str(files, e->path);

		if (e->found || !file || !is_whole(scan, file - 1) || !is_enabled(scan, e->rule))
			continue;
		dl_scan_add_notice(scan, DL_LEVEL_WARNING, "stale-baseline", e->path)->text =
			dl_arena_printf(scan->arena,
					"The baseline has %s in '%s' here, which is no longer "
					"found; 'dmalint baseline update %s' removes it.",
					e->rule, e->function, scan->baseline.file);
	}
}

static void tell_all(struct dl_scan *scan, const struct dl_allowances *all,
		     const struct dl_map *files)
{
	for (size_t i = 0; i < all->list.len; i++) {
		const struct dl_allowance *a = &all->list.data[i];
		size_t file = (size_t)(uintptr_t)dl_map_get_str(files, a->path);

		tell(scan, a, file && is_whole(scan, file - 1));
	}
}

/* What the caller knows. */
static void ask_caller(struct dl_scan *scan)
{
	const struct dl_scan_options *o = &scan->options;

	for (size_t i = 0; o->known && i < scan->findings.len; i++) {
		struct dl_finding *f = &scan->findings.items[i];
		const char *why = f->suppression ? NULL
						 : o->known(o->known_arg, f, dl_source_root(scan->source));

		if (!why)
			continue;
		f->suppression = DL_SUPPRESSED_EXTERNAL;
		f->justification = dl_arena_strdup(scan->arena, why);
	}
}

void dl_scan_suppress(struct dl_scan *scan)
{
	struct dl_allowances all = {.arena = scan->arena};
	struct dl_map files = {0}; /* from a path to the number of the file, plus one */

	for (size_t i = 0; i < scan->file_count; i++) {
		const struct dl_source_file *f = dl_source_file_at(scan->source, i);

		if (f->elsewhere || dl_map_has_str(&files, f->unit_path))
			continue;
		dl_map_put_str(&files, f->unit_path, (void *)(uintptr_t)(i + 1));
		read_text(scan, &all, f->path, f->unit_path);
	}
	read_others(scan, &all, &files);
	dl_allow_match(&all, &scan->findings);
	dl_baseline_match(&scan->baseline, &scan->findings);
	ask_caller(scan);
	tell_all(scan, &all, &files);
	tell_stale(scan, &files);
	dl_vec_free(&all.list);
	dl_map_free(&files);
}
