/* SPDX-License-Identifier: Apache-2.0 */
/* See fixes.h. */
#include "cli/fixes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"

/* Fixes made for what others leave: more rounds than any file wants. */
#define MAX_ROUNDS 8

/* One that may be taken. */
struct candidate {
	const struct dmalint_finding *finding; /* of the scan of this round */
	const struct dmalint_fix *fix;
	struct dl_fixed_file *file;
	bool taken;
};

/* One round: the scan of the texts as they are, and its fixes. */
struct round {
	struct dl_fixes *fixes;
	struct dmalint_scan_options *options;
	struct dmalint_scan *scan;
	struct candidate *list;
	size_t count;
	size_t postponed; /* change a place that another one changes */
	char *why;	  /* the last trial has failed for this */
	int code;
	int sig;
};

/* ---- files ---- */

static struct dl_fixed_file *find_file(const struct dl_fixes *fixes, const char *name)
{
	for (size_t i = 0; i < fixes->file_count; i++)
		if (strcmp(fixes->files[i].name, name) == 0)
			return &fixes->files[i];
	return NULL;
}

/* The list moves: before candidates point into it. */
static int add_file(struct dl_fixes *fixes, const char *root, const char *name)
{
	struct dl_fixed_file file = {.name = dl_cli_format("%s", name)}, *more;

	file.path = name[0] == '/' || !root ? dl_cli_format("%s", name)
					    : dl_cli_format("%s/%s", root, name);
	file.old = dl_bytes_read(file.path);
	if (!file.old.data) {
		int code = dl_cli_error("'%s': %s", file.path, strerror(errno));

		free(file.name);
		free(file.path);
		return code;
	}
	file.new = dl_bytes_copy(file.old.data, file.old.len);
	more = dl_cli_alloc(fixes->file_count + 1, sizeof(*more));
	if (fixes->file_count)
		memcpy(more, fixes->files, fixes->file_count * sizeof(*more));
	more[fixes->file_count++] = file;
	free(fixes->files);
	fixes->files = more;
	return DL_EXIT_CLEAN;
}

void dl_fixes_free(struct dl_fixes *fixes)
{
	for (size_t i = 0; i < fixes->file_count; i++) {
		free(fixes->files[i].path);
		free(fixes->files[i].name);
		free(fixes->files[i].old.data);
		free(fixes->files[i].new.data);
	}
	for (size_t i = 0; i < fixes->taken; i++)
		free(fixes->titles[i]);
	free(fixes->files);
	free(fixes->titles);
}

/* ---- scans ---- */

/* Scan @paths with the texts of all files, @other in place of the one of @file. */
static struct dmalint_scan *scan_texts(struct round *r, const char *const *paths, size_t path_count,
				       const struct dl_bytes *texts)
{
	struct dmalint_scan_options options = *r->options;
	const struct dl_fixes *fixes = r->fixes;
	struct dmalint_unsaved_file *unsaved =
		dl_cli_alloc(fixes->file_count + 1, sizeof(*unsaved));
	struct dmalint_scan *scan = NULL;
	struct dmalint_error error;
	enum dmalint_status status;

	for (size_t i = 0; i < fixes->file_count; i++) {
		const struct dl_bytes *text =
			texts && texts[i].data ? &texts[i] : &fixes->files[i].new;

		unsaved[i] =
			(struct dmalint_unsaved_file){fixes->files[i].path, text->data, text->len};
	}
	options.paths = paths;
	options.path_count = path_count;
	options.unsaved = unsaved;
	options.unsaved_count = fixes->file_count;
	status = dl_run_scan(&scan, &options, fixes->quiet, &r->sig, &error);
	free(unsaved);
	if (status == DMALINT_OK)
		return scan;
	r->code = dl_cli_error("%s", status == DMALINT_ERR_CANCELLED
					     ? "interrupted; nothing was written"
					     : error.message);
	dmalint_scan_free(scan);
	return NULL;
}

/* ---- is it better now? ---- */

static const struct dmalint_file *file_of(const struct dmalint_scan *scan, const char *name)
{
	const struct dmalint_files *files = dmalint_scan_files(scan);

	for (size_t i = 0; i < dmalint_files_count(files); i++)
		if (strcmp(dmalint_file_path(dmalint_files_at(files, i)), name) == 0)
			return dmalint_files_at(files, i);
	return NULL;
}

/* The file is read as well as it was. */
static bool is_as_healthy(const struct dmalint_scan *old, const struct dmalint_scan *new,
			  const char *name)
{
	const struct dmalint_file *a = file_of(old, name), *b = file_of(new, name);
	const struct dmalint_health_counts *before, *after;

	if (!a || !b || dmalint_file_health(b) > dmalint_file_health(a))
		return false;
	before = dmalint_file_counts(a);
	after = dmalint_file_counts(b);
	return after->errors <= before->errors && after->degraded <= before->degraded &&
	       after->functions >= before->functions;
}

static bool is_there(const struct dmalint_findings *all, const struct dmalint_finding *f)
{
	for (size_t i = 0; i < dmalint_findings_count(all); i++)
		if (dmalint_finding_fingerprint(dmalint_findings_at(all, i)) ==
		    dmalint_finding_fingerprint(f))
			return true;
	return false;
}

static const char *function_of(const struct dmalint_finding *f)
{
	const char *name = dmalint_finding_function(f);

	return name ? name : "";
}

/* Fingerprints number what is alike: of several such findings one may get the name of another that
 * is gone. */
static bool are_alike(const struct dmalint_finding *a, const struct dmalint_finding *b)
{
	return strcmp(dmalint_finding_rule(a), dmalint_finding_rule(b)) == 0 &&
	       strcmp(dmalint_finding_place(a).path, dmalint_finding_place(b).path) == 0 &&
	       strcmp(function_of(a), function_of(b)) == 0;
}

static size_t count_alike(const struct dmalint_findings *all, const struct dmalint_finding *f)
{
	size_t count = 0;

	for (size_t i = 0; i < dmalint_findings_count(all); i++)
		count += are_alike(dmalint_findings_at(all, i), f);
	return count;
}

/* Of the trial's candidates: as many as are like @f. */
static size_t count_tried(const struct round *r, size_t first, size_t end,
			  const struct dmalint_finding *f)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		count += (r->list[i].taken || (i >= first && i < end)) &&
			 are_alike(r->list[i].finding, f);
	return count;
}

/* Why the texts that @new has scanned are no better; NULL: they are. */
static char *find_fault(const struct round *r, size_t first, size_t end,
			const struct dmalint_scan *new)
{
	const struct dmalint_findings *before = dmalint_scan_findings(r->scan),
				      *after = dmalint_scan_findings(new);

	for (size_t i = first; i < end; i++) {
		const struct candidate *c = &r->list[i];

		if (!is_as_healthy(r->scan, new, c->file->name))
			return dl_cli_format("with it the file does not parse as it did");
	}
	for (size_t i = 0; i < dmalint_findings_count(after); i++) {
		const struct dmalint_finding *f = dmalint_findings_at(after, i);

		if (!is_there(before, f))
			return dl_cli_format("with it there is a new finding, line %u: %s [%s]",
					     dmalint_finding_place(f).line,
					     dmalint_finding_message(f), dmalint_finding_rule(f));
	}
	for (size_t i = first; i < end; i++) {
		const struct dmalint_finding *f = r->list[i].finding;

		if (count_alike(after, f) + count_tried(r, first, end, f) > count_alike(before, f))
			return dl_cli_format("with it the finding is still there");
	}
	return NULL;
}

/* ---- trials ---- */

static int append(void *arg, const void *data, size_t size)
{
	struct dl_bytes *out = arg;
	char *more = dl_cli_alloc(out->len + size + 1, 1);

	if (out->len)
		memcpy(more, out->data, out->len);
	memcpy(more + out->len, data, size);
	free(out->data);
	out->data = more;
	out->len += size;
	return 0;
}

/*
 * The text of candidate @of's file with what is taken, and with the candidates from @first to
 * before @end; .data NULL when two change one place.
 */
static struct dl_bytes edit(const struct round *r, const struct dl_fixed_file *file, size_t first,
			    size_t end)
{
	const struct dmalint_fix **list =
		dl_cli_alloc(r->count + 1, sizeof(const struct dmalint_fix *));
	struct dl_bytes out = {0};
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		if (r->list[i].file == file && (r->list[i].taken || (i >= first && i < end)))
			list[count++] = r->list[i].fix;
	if (count && dmalint_fix_apply(list, count, file->new.data, file->new.len, append, &out,
				       NULL) != DMALINT_OK) {
		free(out.data);
		out = (struct dl_bytes){0};
	}
	free(list);
	return out;
}

/* The texts and the files to scan for a trial; false: some changes meet. */
static bool prepare(const struct round *r, size_t first, size_t end, struct dl_bytes *texts,
		    const char **paths, size_t *path_count)
{
	*path_count = 0;
	for (size_t k = 0; k < r->fixes->file_count; k++) {
		struct dl_fixed_file *file = &r->fixes->files[k];
		bool concerned = false, changed = false;

		for (size_t i = 0; i < r->count; i++) {
			bool tried = i >= first && i < end;

			concerned |= r->list[i].file == file && tried;
			changed |= r->list[i].file == file && (tried || r->list[i].taken);
		}
		if (changed)
			texts[k] = edit(r, file, first, end);
		if (changed && !texts[k].data)
			return false;
		if (concerned)
			paths[(*path_count)++] = file->path;
	}
	return true;
}

/* The candidates from @first to before @end, and what is taken, are right together. */
static bool try_some(struct round *r, size_t first, size_t end)
{
	struct dl_bytes *texts = dl_cli_alloc(r->fixes->file_count + 1, sizeof(*texts));
	const char **paths = dl_cli_alloc(r->fixes->file_count + 1, sizeof(*paths));
	struct dmalint_scan *scan = NULL;
	size_t path_count;

	free(r->why);
	r->why = NULL;
	if (prepare(r, first, end, texts, paths, &path_count)) {
		scan = scan_texts(r, paths, path_count, texts);
		if (scan)
			r->why = find_fault(r, first, end, scan);
	}
	for (size_t k = 0; k < r->fixes->file_count; k++)
		free(texts[k].data);
	free(texts);
	free(paths);
	dmalint_scan_free(scan);
	return scan && !r->why;
}

static void leave_out(struct round *r, const struct candidate *c)
{
	struct dmalint_place place = dmalint_finding_place(c->finding);

	/* it meets one that is taken, and is made anew for what that leaves */
	if (!r->why) {
		r->postponed++;
		return;
	}
	r->fixes->left_out++;
	dl_cli_note("%s:%u: a fix of %s is left out: %s", place.path, place.line,
		    dmalint_finding_rule(c->finding), r->why);
}

/* All together, else each half by itself. */
static void try_all(struct round *r, size_t first, size_t end)
{
	if (first == end || r->code != DL_EXIT_CLEAN)
		return;
	if (try_some(r, first, end)) {
		for (size_t i = first; i < end; i++)
			r->list[i].taken = true;
	} else if (r->code == DL_EXIT_CLEAN && end - first == 1) {
		leave_out(r, &r->list[first]);
	} else {
		try_all(r, first, first + (end - first) / 2);
		try_all(r, first + (end - first) / 2, end);
	}
}

/* ---- rounds ---- */

static bool is_wanted(const struct dl_fixes *fixes, const struct dmalint_finding *f)
{
	bool found = !fixes->wanted;

	for (size_t i = 0; !found && i < fixes->wanted_count; i++)
		found = fixes->wanted[i] == dmalint_finding_fingerprint(f);
	return found && dmalint_finding_confidence(f) >= fixes->confidence &&
	       (!fixes->rule || strcmp(fixes->rule, dmalint_finding_rule(f)) == 0);
}

/* The fixes of the round's scan; in the first one what was asked for is counted. */
static int find_candidates(struct round *r, bool first)
{
	const struct dmalint_findings *all = dmalint_scan_findings(r->scan);
	const char *root = dmalint_findings_root(all);

	r->list = dl_cli_alloc(dmalint_findings_count(all) + 1, sizeof(*r->list));
	for (size_t i = 0; i < dmalint_findings_count(all); i++) {
		const struct dmalint_finding *f = dmalint_findings_at(all, i);
		const struct dmalint_fix *fix = dmalint_finding_fix(f);
		int code = DL_EXIT_CLEAN;

		if (!is_wanted(r->fixes, f))
			continue;
		r->fixes->findings += first;
		r->fixes->offered += first && fix;
		if (!fix)
			continue;
		if (!find_file(r->fixes, dmalint_fix_path(fix)))
			code = add_file(r->fixes, root, dmalint_fix_path(fix));
		if (code != DL_EXIT_CLEAN)
			return code;
		r->list[r->count++] = (struct candidate){.finding = f, .fix = fix};
	}
	for (size_t i = 0; i < r->count; i++)
		r->list[i].file = find_file(r->fixes, dmalint_fix_path(r->list[i].fix));
	return DL_EXIT_CLEAN;
}

static void note_title(struct dl_fixes *fixes, const struct candidate *c)
{
	char **more = dl_cli_alloc(fixes->taken + 1, sizeof(char *));
	struct dmalint_place place = dmalint_finding_place(c->finding);

	if (fixes->taken)
		memcpy(more, fixes->titles, fixes->taken * sizeof(char *));
	more[fixes->taken++] =
		dl_cli_format("%s:%u: %s [%s]", place.path, place.line, dmalint_fix_title(c->fix),
			      dmalint_finding_rule(c->finding));
	free(fixes->titles);
	fixes->titles = more;
}

/* What was taken becomes the text that the next round begins with. */
static void keep_taken(struct round *r)
{
	for (size_t k = 0; k < r->fixes->file_count; k++) {
		struct dl_fixed_file *file = &r->fixes->files[k];
		struct dl_bytes text = edit(r, file, 0, 0);

		if (!text.data)
			continue;
		free(file->new.data);
		file->new = text;
	}
	for (size_t i = 0; i < r->count; i++)
		if (r->list[i].taken) {
			r->list[i].file->count++;
			note_title(r->fixes, &r->list[i]);
		}
}

/* DL_EXIT_CLEAN; *@again: fixes are left that could not be tried. */
static int run_round(struct dl_fixes *fixes, struct dmalint_scan_options *options, bool first,
		     bool *again, int *sig)
{
	struct round r = {.fixes = fixes, .options = options};
	size_t before = fixes->taken;

	r.scan = scan_texts(&r, options->paths, options->path_count, NULL);
	if (r.scan)
		r.code = find_candidates(&r, first);
	if (r.scan && r.code == DL_EXIT_CLEAN)
		try_all(&r, 0, r.count);
	if (r.code == DL_EXIT_CLEAN)
		keep_taken(&r);
	*again = r.postponed && fixes->taken > before;
	*sig = r.sig;
	dmalint_scan_free(r.scan);
	free(r.list);
	free(r.why);
	return r.code;
}

int dl_fixes_try(struct dl_fixes *fixes, struct dmalint_scan_options *options, int *sig)
{
	bool again = true;
	int code = DL_EXIT_CLEAN;

	options->flags |= DMALINT_SCAN_MODULES;
	options->min_confidence = DMALINT_CONFIDENCE_LOW;
	options->store = NULL;
	*sig = 0;
	for (unsigned int i = 0; again && i < MAX_ROUNDS && code == DL_EXIT_CLEAN; i++)
		code = run_round(fixes, options, i == 0, &again, sig);
	return code;
}
