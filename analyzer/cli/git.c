/* SPDX-License-Identifier: Apache-2.0 */
/* See git.h. Only commands that neither convert text nor refresh the index are used. */
#include "cli/git.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define OBJECT_MAX 64 /* digits of SHA-256 */

/* Pairs of keys and values that go before what the repository says. */
static const char *const safe_config[][2] = {
	{"core.hooksPath", "/dev/null"},
	{"core.fsmonitor", "false"},
	{"core.untrackedCache", "false"},
	{"core.pager", "cat"},
	{"core.sshCommand", "false"},
	{"protocol.allow", "never"},
};

#define SAFE_COUNT (sizeof(safe_config) / sizeof(safe_config[0]))

static const char *const fixed_environment[] = {
	"GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
	"GIT_NO_LAZY_FETCH=1",	 "GIT_PAGER=cat",	  "LC_ALL=C",
};

#define FIXED_COUNT (sizeof(fixed_environment) / sizeof(fixed_environment[0]))

/* ---- running it ---- */

static char **add_pair(char **e, size_t number, const char *key, const char *value)
{
	*e++ = dl_cli_format("GIT_CONFIG_KEY_%zu=%s", number, key);
	*e++ = dl_cli_format("GIT_CONFIG_VALUE_%zu=%s", number, value);
	return e;
}

/* @filters: names of settings of filters, each with a NUL behind it; they lose their commands. */
static char **make_environment(const struct dl_bytes *filters)
{
	const char *end = filters->data + filters->len;
	size_t number = 0, count = SAFE_COUNT;
	char **list, **e;

	for (const char *p = filters->data; p < end; p += strlen(p) + 1)
		count++;
	list = e = dl_cli_alloc(FIXED_COUNT + 2 * count + 2, sizeof(char *));
	for (size_t i = 0; i < FIXED_COUNT; i++)
		*e++ = dl_cli_format("%s", fixed_environment[i]);
	*e++ = dl_cli_format("GIT_CONFIG_COUNT=%zu", count);
	for (; number < SAFE_COUNT; number++)
		e = add_pair(e, number, safe_config[number][0], safe_config[number][1]);
	for (const char *p = filters->data; p < end; p += strlen(p) + 1) {
		const char *dot = strrchr(p, '.');

		e = add_pair(e, number++, p, dot && !strcmp(dot, ".required") ? "false" : "");
	}
	return list;
}

static void free_environment(char **list)
{
	for (size_t i = 0; list && list[i]; i++)
		free(list[i]);
	free(list);
}

static int ask(const struct dl_git *git, const char *folder, const char *const *argv,
	       const char *input, struct dl_bytes *out, struct dl_bytes *err)
{
	static const char *const unset[] = {"GIT_EXTERNAL_DIFF", "GIT_TRACE", NULL};
	const struct dl_tool tool = {
		.argv = argv,
		.folder = folder,
		.set = (const char *const *)(uintptr_t)git->environment,
		.unset = unset,
		.input = input,
		.input_len = input ? strlen(input) : 0,
	};

	return dl_tool_run(&tool, out, err);
}

/* Filters that the repository sets up are found with nothing but safe settings, and then turned off. */
static void make_safe(struct dl_git *git, const char *folder)
{
	static const char *const argv[] = {"git",	   "config",	    "--name-only", "-z",
					   "--get-regexp", "^filter\\..*", NULL};
	struct dl_bytes none = {0}, filters, err;

	git->environment = make_environment(&none);
	ask(git, folder, argv, NULL, &filters, &err);
	free_environment(git->environment);
	git->environment = make_environment(&filters);
	free(filters.data);
	free(err.data);
}

static int refuse(const struct dl_bytes *err, int status, const char *what)
{
	const char *line = strstr(err->data, "fatal: ");

	if (status == DL_TOOL_MISSING)
		return dl_cli_error("--new-since: git cannot be run; install it");
	line = line ? line + strlen("fatal: ") : err->data;
	return dl_cli_error("--new-since: %s%s%.*s", what, *line ? ": " : "",
			    (int)strcspn(line, "\n"), line);
}

/* The one line that git answers with, without its end; NULL after a message. */
static char *ask_line(const struct dl_git *git, const char *folder, const char *const *argv, const char *what)
{
	struct dl_bytes out, err;
	int status = ask(git, folder, argv, NULL, &out, &err);
	char *line = NULL;

	if (status == 0 && out.len && out.data[0] != '\n')
		line = dl_cli_format("%.*s", (int)strcspn(out.data, "\n"), out.data);
	else
		refuse(&err, status, what);
	free(out.data);
	free(err.data);
	return line;
}

/* ---- where it parted ---- */

int dl_git_open(struct dl_git *out, const char *folder, const char *revision)
{
	static const char *const top[] = {"git", "rev-parse", "--show-toplevel", NULL};
	char *commit = dl_cli_format("%s^{commit}", revision);
	const char *resolve[] = {"git", "rev-parse", "--verify", "--quiet", commit, NULL};
	const char *parted[] = {"git", "merge-base", NULL, "HEAD", NULL};
	char *found = NULL, *what;

	*out = (struct dl_git){0};
	make_safe(out, folder);
	out->top = ask_line(out, folder, top, "this is no working tree of git");
	what = dl_cli_format("there is no commit '%s' here (a shallow clone may lack it)", revision);
	if (out->top)
		found = ask_line(out, folder, resolve, what);
	free(what);
	what = dl_cli_format("'%s' and HEAD have no common ancestor (a shallow clone may lack it)",
			     revision);
	parted[2] = found;
	if (found)
		out->base = ask_line(out, folder, parted, what);
	free(what);
	free(commit);
	free(found);
	return out->base ? DL_EXIT_CLEAN : DL_EXIT_ERROR;
}

char *dl_git_open_top(struct dl_git *out, const char *folder)
{
	static const char *const top[] = {"git", "rev-parse", "--show-toplevel", NULL};
	struct dl_bytes text, err;
	char *why = NULL;
	int status;

	*out = (struct dl_git){0};
	make_safe(out, folder);
	status = ask(out, folder, top, NULL, &text, &err);
	if (status == 0 && text.len > 1)
		out->top = dl_cli_format("%.*s", (int)strcspn(text.data, "\n"), text.data);
	else if (status == DL_TOOL_MISSING)
		why = dl_cli_format("git cannot be run");
	else
		why = dl_cli_format("%.*s", (int)strcspn(err.data, "\n"), err.data);
	free(text.data);
	free(err.data);
	return why;
}

int dl_git_ask(const struct dl_git *git, const char *const *argv, const char *input,
	       struct dl_bytes *out)
{
	struct dl_bytes err;
	int status = ask(git, git->top, argv, input, out, &err);

	free(err.data);
	return status;
}

char *dl_git_line(const struct dl_git *git, const char *const *argv)
{
	struct dl_bytes out;
	int status = dl_git_ask(git, argv, NULL, &out);
	char *line = NULL;

	if (status == 0 && out.len && out.data[0] != '\n')
		line = dl_cli_format("%.*s", (int)strcspn(out.data, "\n"), out.data);
	free(out.data);
	return line;
}

void dl_git_free(struct dl_git *git)
{
	free_environment(git->environment);
	free(git->top);
	free(git->base);
}

/* ---- what has changed ---- */

/* An entry of --raw -z: ":100644 100644 OLD NEW M", a NUL, the path, a NUL; of a rename the old path before. */
struct raw {
	unsigned int old_mode;
	char old_object[OBJECT_MAX + 1];
	char kind;
	const char *path;
	const char *old_path; /* of a rename */
};

static const char *next_text(const char **p, const char *end)
{
	const char *text = *p;

	if (text >= end)
		return NULL;
	*p += strlen(text) + 1;
	return text;
}

static bool next_raw(struct raw *out, const char **p, const char *end)
{
	const char *head = next_text(p, end);

	*out = (struct raw){0};
	if (!head || sscanf(head, ":%o %*o %64[0-9a-f] %*s %c", &out->old_mode, out->old_object,
			    &out->kind) != 3)
		return false;
	if (out->kind == 'R' || out->kind == 'C')
		out->old_path = next_text(p, end);
	out->path = next_text(p, end);
	return out->path != NULL;
}

struct reading {
	const struct dl_git *git;
	struct dl_changes *changes;
	char **objects; /* beside the changes: of the old text; NULL: none */
	size_t object_cap;
};

static bool is_regular(unsigned int mode)
{
	return (mode & S_IFMT) == S_IFREG;
}

static void add(struct reading *r, const char *path, const char *object)
{
	struct dl_changes *c = r->changes;

	if (!dl_change_matters(path))
		return;
	dl_changes_add(c, dl_cli_format("%s/%s", r->git->top, path));
	if (c->count > r->object_cap) {
		char **more = dl_cli_alloc(c->count * 2, sizeof(char *));

		if (r->objects)
			memcpy(more, r->objects, (c->count - 1) * sizeof(char *));
		free(r->objects);
		r->objects = more;
		r->object_cap = c->count * 2;
	}
	r->objects[c->count - 1] = object ? dl_cli_format("%s", object) : NULL;
}

static int list_tracked(struct reading *r)
{
	const char *argv[] = {"git", "diff-index", "--raw", "-z",
			      "--no-renames", "--no-abbrev", r->git->base, "--", NULL};
	struct dl_bytes out, err;
	int status = ask(r->git, r->git->top, argv, NULL, &out, &err);
	const char *p = out.data;
	struct raw raw;

	if (status != 0)
		status = refuse(&err, status, "git cannot compare");
	while (!status && next_raw(&raw, &p, out.data + out.len))
		add(r, raw.path, is_regular(raw.old_mode) ? raw.old_object : NULL);
	free(out.data);
	free(err.data);
	return status ? DL_EXIT_ERROR : DL_EXIT_CLEAN;
}

static int list_untracked(struct reading *r)
{
	static const char *const argv[] = {"git", "ls-files", "-z", "--others",
					   "--exclude-standard", NULL};
	struct dl_bytes out, err;
	int status = ask(r->git, r->git->top, argv, NULL, &out, &err);
	const char *p = out.data, *path;

	if (status != 0)
		status = refuse(&err, status, "git cannot list new files");
	while (!status && (path = next_text(&p, out.data + out.len)) != NULL)
		add(r, path, NULL);
	free(out.data);
	free(err.data);
	return status ? DL_EXIT_ERROR : DL_EXIT_CLEAN;
}

/* Which of the new files were called otherwise; only as far as the index knows. */
static void find_renames(struct reading *r)
{
	const char *argv[] = {"git", "diff-index", "--cached", "--raw", "-z", "-M",
			      "--diff-filter=R", r->git->base, "--", NULL};
	struct dl_bytes out, err;
	int status = ask(r->git, r->git->top, argv, NULL, &out, &err);
	const char *p = out.data;
	struct raw raw;

	while (!status && next_raw(&raw, &p, out.data + out.len)) {
		char *path = dl_cli_format("%s/%s", r->git->top, raw.path);
		struct dl_change *change = dl_changes_find(r->changes, path);

		if (change && raw.old_path && !change->old_path)
			change->old_path = dl_cli_format("%s/%s", r->git->top, raw.old_path);
		free(path);
	}
	free(out.data);
	free(err.data);
}

/* ---- the texts ---- */

/* One answer of cat-file --batch: "OBJECT blob SIZE", a line feed, the bytes, a line feed. */
static bool take_object(struct dl_bytes *out, const char **p, const char *end)
{
	const char *line = *p;
	const char *text = memchr(line, '\n', (size_t)(end - line));
	unsigned long size;

	if (!text || sscanf(line, "%*s blob %lu", &size) != 1 || (size_t)(end - ++text) <= size)
		return false;
	*out = dl_bytes_copy(text, size);
	*p = text + size + 1;
	return true;
}

static int read_old(struct reading *r)
{
	static const char *const argv[] = {"git", "cat-file", "--batch", NULL};
	struct dl_text names;
	struct dl_bytes out, err;
	const char *p;
	int status;

	dl_text_begin(&names);
	for (size_t i = 0; i < r->changes->count; i++)
		if (r->objects[i])
			fprintf(names.file, "%s\n", r->objects[i]);
	fflush(names.file);
	status = ask(r->git, r->git->top, argv, names.data, &out, &err);
	p = out.data;
	for (size_t i = 0; i < r->changes->count && !status; i++)
		if (r->objects[i] &&
		    !take_object(&r->changes->list[i].old, &p, out.data + out.len))
			status = dl_cli_error("--new-since: git does not have the old text of '%s' "
					      "(a partial clone lacks it; fetch it first)",
					      r->changes->list[i].path);
	dl_text_drop(&names);
	free(out.data);
	free(err.data);
	return status ? DL_EXIT_ERROR : DL_EXIT_CLEAN;
}

static void read_new(struct dl_changes *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		changes->list[i].new = dl_bytes_read(changes->list[i].path);
}

int dl_git_changes(struct dl_changes *out, const struct dl_git *git)
{
	struct reading r = {.git = git, .changes = out};
	int code = list_tracked(&r);

	if (code == DL_EXIT_CLEAN)
		code = list_untracked(&r);
	if (code == DL_EXIT_CLEAN)
		code = read_old(&r);
	if (code == DL_EXIT_CLEAN) {
		find_renames(&r);
		read_new(out);
	}
	for (size_t i = 0; i < out->count; i++)
		free(r.objects ? r.objects[i] : NULL);
	free(r.objects);
	dl_changes_drop_equal(out);
	return code;
}
