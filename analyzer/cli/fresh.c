/* SPDX-License-Identifier: Apache-2.0 */
/* See fresh.h. */
#include "cli/fresh.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/git.h"
#include "cli/patch.h"
#include "cli/run.h"

/* ---- what has changed ---- */

static bool is_below(const char *folder, const char *path)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || !path[len]);
}

/* @path (NULL: the current folder), or the folder that it is in. */
static char *folder_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	struct stat st;

	if (path && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return dl_cli_format("%s", path);
	return dl_cli_format("%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
}

static int find_changes(struct dl_fresh *f, const char *path)
{
	struct dl_git git = {0};
	char *folder;
	int code;

	if (f->patch)
		return dl_patch_changes(&f->changes, &f->root, f->patch);
	folder = folder_of(path);
	code = dl_git_open(&git, folder, f->since);
	free(folder);
	if (code == DL_EXIT_CLEAN)
		code = dl_git_changes(&f->changes, &git);
	f->root = git.top ? dl_cli_format("%s", git.top) : NULL;
	dl_git_free(&git);
	return code;
}

/* ---- what is to be scanned ---- */

static bool ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && strcmp(path + n - m, end) == 0;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The text includes a header of that name. */
static bool includes(const struct dl_bytes *text, const char *name)
{
	for (const char *p = text->data; (p = strstr(p, "#include")) != NULL; p++) {
		size_t len = strcspn(p, "\n");
		const char *at = strstr(p, name);

		if (at && at < p + len && (at[-1] == '"' || at[-1] == '<' || at[-1] == '/') &&
		    (at[strlen(name)] == '"' || at[strlen(name)] == '>'))
			return true;
	}
	return false;
}

static void add_user(struct dl_fresh *f, const char *path)
{
	char **more;

	if (dl_changes_find(&f->changes, path))
		return;
	for (size_t i = 0; i < f->user_count; i++)
		if (strcmp(f->users[i], path) == 0)
			return;
	more = dl_cli_alloc(f->user_count + 1, sizeof(char *));
	if (f->user_count)
		memcpy(more, f->users, f->user_count * sizeof(char *));
	more[f->user_count++] = dl_cli_format("%s", path);
	free(f->users);
	f->users = more;
}

/* The sources of @folder that include the header @name. */
static void add_users_in(struct dl_fresh *f, const char *folder, const char *name)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		char *path = dl_cli_format("%s/%s", folder, entry->d_name);
		struct dl_bytes text = {0};

		if (ends_in(path, ".c"))
			text = dl_bytes_read(path);
		if (text.data && includes(&text, name))
			add_user(f, path);
		free(text.data);
		free(path);
	}
	if (dir)
		closedir(dir);
}

/*
 * Sources beside a changed header, or beside its folder of headers. Who else includes it is not looked
 * for: of a header of the whole kernel that would be most of it.
 */
static void add_users(struct dl_fresh *f)
{
	for (size_t i = 0; i < f->changes.count; i++) {
		const char *header = f->changes.list[i].path;
		char *folder = dl_cli_format("%.*s", (int)(base_of(header) - header - 1), header);

		if (ends_in(header, ".h")) {
			add_users_in(f, folder, base_of(header));
			if (strcmp(base_of(folder), "include") == 0 ||
			    strcmp(base_of(folder), "inc") == 0) {
				*strrchr(folder, '/') = '\0';
				if (strcmp(folder, f->root) != 0)
					add_users_in(f, folder, base_of(header));
			}
		}
		free(folder);
	}
}

/* The sources of one side into f->paths; returns how many. */
static size_t list_paths(struct dl_fresh *f, bool old)
{
	size_t count = 0;

	for (size_t i = 0; i < f->changes.count; i++) {
		const struct dl_change *c = &f->changes.list[i];

		if (ends_in(c->path, ".c") && (old ? c->old.data : c->new.data))
			f->paths[count++] = c->path;
	}
	for (size_t i = 0; i < f->user_count; i++)
		f->paths[count++] = f->users[i];
	return count;
}

/* The texts of one side, in place of those on the disk. */
static size_t list_texts(struct dl_fresh *f, bool old)
{
	for (size_t i = 0; i < f->changes.count; i++) {
		const struct dl_change *c = &f->changes.list[i];
		const struct dl_bytes *text = old ? &c->old : &c->new;

		f->texts[i] = (struct dmalint_unsaved_file){c->path, text->data, text->len};
	}
	return f->changes.count;
}

static void move_below(struct dl_changes *to, struct dl_changes *from, const char *folder)
{
	for (size_t i = 0; i < from->count; i++) {
		struct dl_change *c = &from->list[i];

		if (c->path && is_below(folder, c->path)) {
			*dl_changes_add(to, NULL) = *c;
			*c = (struct dl_change){0};
		}
	}
}

/* Leave what the user has not asked for. */
static int keep_below(struct dl_fresh *f, const char *const *paths, size_t path_count)
{
	struct dl_changes kept = {0};
	int code = DL_EXIT_CLEAN;

	if (!path_count)
		return DL_EXIT_CLEAN;
	for (size_t i = 0; i < path_count && code == DL_EXIT_CLEAN; i++) {
		char real[PATH_MAX];

		if (realpath(paths[i], real))
			move_below(&kept, &f->changes, real);
		else
			code = dl_cli_error("'%s': %s", paths[i], strerror(errno));
	}
	dl_changes_free(&f->changes);
	f->changes = kept;
	return code;
}

/* ---- what was there before ---- */

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void take_known(struct dl_fresh *f)
{
	const struct dmalint_findings *all = dmalint_scan_findings(f->old);

	f->known = dl_cli_alloc(dmalint_findings_count(all), sizeof(*f->known));
	f->known_count = dmalint_findings_count(all);
	for (size_t i = 0; i < f->known_count; i++)
		f->known[i] = dmalint_finding_fingerprint(dmalint_findings_at(all, i));
	qsort(f->known, f->known_count, sizeof(*f->known), by_value);
}

static void tell_lost(const struct dl_fresh *f)
{
	const struct dmalint_totals *t = dmalint_scan_totals(f->old);

	if (t->lost + t->failed)
		dl_cli_warning("%zu of the files could not be read as they were before: what is "
			       "found in them counts as new",
			       (size_t)(t->lost + t->failed));
}

static int scan_old(struct dl_fresh *f, const struct dmalint_scan_options *scan, bool quiet, int *sig)
{
	struct dmalint_scan_options old = *scan;
	struct dmalint_error error;
	enum dmalint_status status;

	old.path_count = list_paths(f, true);
	if (!old.path_count)
		return DL_EXIT_CLEAN;
	old.paths = f->paths;
	old.unsaved = f->texts;
	old.unsaved_count = list_texts(f, true);
	old.store = NULL;
	old.baseline = NULL;
	old.min_confidence = DMALINT_CONFIDENCE_LOW;
	status = dl_run_scan(&f->old, &old, quiet, sig, &error);
	if (status != DMALINT_OK)
		return dl_cli_error("%s", status == DMALINT_ERR_CANCELLED
						  ? "interrupted; no output was written"
						  : error.message);
	take_known(f);
	if (!quiet)
		tell_lost(f);
	return DL_EXIT_CLEAN;
}

/* ---- what is not to be reported ---- */

/* The change of the file of a place; NULL when it is not changed. */
static const struct dl_change *change_of(const struct dl_fresh *f, const char *root,
					 const char *path)
{
	const struct dl_change *change;
	char *full;

	if (path[0] == '/')
		return dl_changes_find(&f->changes, path);
	full = dl_cli_format("%s/%s", root ? root : f->root, path);
	change = dl_changes_find(&f->changes, full);
	free(full);
	return change;
}

/* Of a renamed file all fingerprints are others: it is known by what else it says. */
static bool was_elsewhere(const struct dl_fresh *f, const struct dmalint_finding *finding,
			  const struct dl_change *change)
{
	const struct dmalint_findings *all = f->old ? dmalint_scan_findings(f->old) : NULL;
	const char *root = all ? dmalint_findings_root(all) : NULL;

	for (size_t i = 0; all && i < dmalint_findings_count(all); i++) {
		const struct dmalint_finding *o = dmalint_findings_at(all, i);
		const char *path = dmalint_finding_place(o).path;

		if (strcmp(dmalint_finding_rule(o), dmalint_finding_rule(finding)) == 0 &&
		    strcmp(dmalint_finding_function(o), dmalint_finding_function(finding)) == 0 &&
		    strcmp(dmalint_finding_message(o), dmalint_finding_message(finding)) == 0 &&
		    root && is_below(root, change->old_path) &&
		    strcmp(change->old_path + strlen(root) + 1, path) == 0)
			return true;
	}
	return false;
}

static bool touches(const struct dl_fresh *f, const char *root, struct dmalint_place place)
{
	const struct dl_change *change = change_of(f, root, place.path);
	uint32_t last = place.end_line > place.line ? place.end_line : place.line;

	return change && dl_change_touches(change, place.line, last);
}

static bool touches_changed_lines(const struct dl_fresh *f, const struct dmalint_finding *finding,
				  const char *root)
{
	bool found = touches(f, root, dmalint_finding_place(finding));

	for (size_t i = 0; !found && i < dmalint_finding_step_count(finding); i++)
		found = touches(f, root, dmalint_step_place(dmalint_finding_step(finding, i)));
	return found;
}

static const char *why_known(void *arg, const struct dmalint_finding *finding, const char *root)
{
	const struct dl_fresh *f = arg;
	const struct dl_change *change = change_of(f, root, dmalint_finding_place(finding).path);
	uint64_t fingerprint = dmalint_finding_fingerprint(finding);

	if ((f->known_count &&
	     bsearch(&fingerprint, f->known, f->known_count, sizeof(fingerprint), by_value)) ||
	    (change && change->old_path && was_elsewhere(f, finding, change)))
		return f->patch ? "there without the patch" : "there before the branch";
	if (f->lines_only && !touches_changed_lines(f, finding, root))
		return "no changed line leads to it";
	return NULL;
}

int dl_fresh_begin(struct dl_fresh *f, struct dmalint_scan_options *scan, const char *const *paths,
		   size_t path_count, bool quiet, int *sig)
{
	int code = find_changes(f, path_count ? paths[0] : NULL);

	*sig = 0;
	if (code == DL_EXIT_CLEAN)
		code = keep_below(f, paths, path_count);
	if (code != DL_EXIT_CLEAN)
		return code;
	add_users(f);
	for (size_t i = 0; i < f->changes.count && f->lines_only; i++)
		dl_change_find_lines(&f->changes.list[i]);
	f->paths = dl_cli_alloc(f->changes.count + f->user_count, sizeof(char *));
	f->texts = dl_cli_alloc(f->changes.count, sizeof(*f->texts));
	scan->flags |= DMALINT_SCAN_MODULES;
	if (list_paths(f, false))
		code = scan_old(f, scan, quiet, sig);
	scan->paths = f->paths;
	scan->path_count = list_paths(f, false);
	scan->unsaved = f->texts;
	scan->unsaved_count = f->patch ? list_texts(f, false) : 0;
	scan->known = why_known;
	scan->known_arg = f;
	return code;
}

void dl_fresh_free(struct dl_fresh *f)
{
	dmalint_scan_free(f->old);
	dl_changes_free(&f->changes);
	for (size_t i = 0; i < f->user_count; i++)
		free(f->users[i]);
	free(f->users);
	free(f->paths);
	free(f->texts);
	free(f->known);
	free(f->root);
}
