/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See patch.h. git takes mails apart and applies patches, both without any repository: in a
 * temporary folder with copies of the files that the patches name. Names that lead out of it are
 * refused, by us for what is copied and by git for what is written.
 */
#include "cli/patch.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/patch_names.h"

#define MAX_UP 16 /* folders above the current one that paths may begin at */

struct patch {
	struct dl_bytes text;
	char *subject; /* NULL: not known */
};

struct series {
	struct patch *list;
	size_t count;
	struct dl_patch_names names; /* of all */
	char *folder;		     /* temporary: mails, and below tree/ the files */
	char *tree;
	char *root;   /* the folder that paths begin at */
	size_t strip; /* how many folders of a path are none, as of patch -p */
};

/* ---- the temporary folder ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

static int make_folder(struct series *s)
{
	const char *above = getenv("TMPDIR");

	s->folder = dl_cli_format("%s/dmalint-XXXXXX", above && *above ? above : "/tmp");
	if (!mkdtemp(s->folder)) {
		int code = dl_cli_error("--diff: cannot make a temporary folder: %s",
					strerror(errno));

		free(s->folder);
		s->folder = NULL;
		return code;
	}
	s->tree = dl_cli_format("%s/tree", s->folder);
	return mkdir(s->tree, 0700) == 0 ? DL_EXIT_CLEAN
					 : dl_cli_error("--diff: %s: %s", s->tree, strerror(errno));
}

static void free_series(struct series *s)
{
	if (s->folder)
		nftw(s->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	for (size_t i = 0; i < s->count; i++) {
		free(s->list[i].text.data);
		free(s->list[i].subject);
	}
	dl_patch_names_free(&s->names);
	free(s->list);
	free(s->folder);
	free(s->tree);
	free(s->root);
}

static bool write_file(const char *path, const struct dl_bytes *bytes)
{
	FILE *file = fopen(path, "we");
	bool done = file && fwrite(bytes->data, 1, bytes->len, file) == bytes->len;

	return file && fclose(file) == 0 && done;
}

/* ---- from bytes to patches ---- */

static int run_git(const struct series *s, const char *folder, const char *const *argv,
		   const struct dl_bytes *input, struct dl_bytes *out, struct dl_bytes *err)
{
	static const char *const unset[] = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX",
					    "GIT_TRACE", NULL};
	char *ceiling = dl_cli_format("GIT_CEILING_DIRECTORIES=%s", s->folder);
	const char *set[] = {ceiling, "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C", NULL};
	const struct dl_tool tool = {
		.argv = argv,
		.folder = folder,
		.set = set,
		.unset = unset,
		.input = input->data,
		.input_len = input->len,
	};
	int status = dl_tool_run(&tool, out, err);

	free(ceiling);
	if (status == DL_TOOL_MISSING)
		dl_cli_error("--diff: git cannot be run; install it");
	return status;
}

/* The line of a mail's summary that begins with "Subject: "; NULL when there is none. */
static char *subject_of(const struct dl_bytes *summary)
{
	const char *line = strstr(summary->data, "Subject: ");

	line = line ? line + strlen("Subject: ") : "";
	return *line ? dl_cli_format("%.*s", (int)strcspn(line, "\n"), line) : NULL;
}

static void add_patch(struct series *s, struct dl_bytes text, char *subject)
{
	s->list[s->count++] = (struct patch){text, subject};
	dl_patch_names_read(&s->names, text.data);
}

/* One mail, in a file of the folder, taken apart. */
static int take_mail(struct series *s, const char *mail)
{
	static const char *const argv[] = {"git", "mailinfo", "message", "patch", NULL};
	char *patch = dl_cli_format("%s/patch", s->folder);
	struct dl_bytes text = dl_bytes_read(mail), out, err;
	int status = run_git(s, s->folder, argv, &text, &out, &err);

	free(text.data);
	if (status == 0) {
		text = dl_bytes_read(patch);
		add_patch(s, text.data ? text : dl_bytes_copy("", 0), subject_of(&out));
	} else if (status != DL_TOOL_MISSING) {
		dl_cli_error("--diff: a mail of the series cannot be read: %.*s",
			     (int)strcspn(err.data, "\n"), err.data);
	}
	free(patch);
	free(out.data);
	free(err.data);
	return status ? DL_EXIT_ERROR : DL_EXIT_CLEAN;
}

static int take_mails(struct series *s, const struct dl_bytes *mbox)
{
	static const char *const argv[] = {"git", "mailsplit", "-b", "--keep-cr", "-o.", "mbox", NULL};
	char *path = dl_cli_format("%s/mbox", s->folder);
	struct dl_bytes none = {"", 0}, out = {0}, err = {0};
	int status = -1, code;
	long count = 0;

	if (write_file(path, mbox))
		status = run_git(s, s->folder, argv, &none, &out, &err);
	if (status == 0)
		count = strtol(out.data, NULL, 10);
	code = status == 0 ? DL_EXIT_CLEAN : DL_EXIT_ERROR;
	if (status != 0 && status != DL_TOOL_MISSING)
		dl_cli_error("--diff: the mails cannot be taken apart: %s", err.data ? err.data : "");
	s->list = dl_cli_alloc((size_t)count, sizeof(*s->list));
	for (long i = 1; i <= count && code == DL_EXIT_CLEAN; i++) {
		char *mail = dl_cli_format("%s/%04ld", s->folder, i);

		code = take_mail(s, mail);
		free(mail);
	}
	free(path);
	free(out.data);
	free(err.data);
	return code;
}

/* A mailbox begins with "From ", a mail with "Name: ". */
static bool is_mail(const struct dl_bytes *text)
{
	const char *p = text->data;

	if (strncmp(p, "From ", 5) == 0)
		return true;
	if (strncmp(p, "Index: ", 7) == 0) /* of a patch from Subversion or quilt */
		return false;
	while ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || *p == '-')
		p++;
	return p > text->data && p[0] == ':' && (p[1] == ' ' || p[1] == '\t');
}

static int read_series(struct series *s, const char *file)
{
	struct dl_bytes text = dl_bytes_read_stream(file);
	int code = DL_EXIT_CLEAN;

	if (!text.data)
		return dl_cli_error("--diff: '%s': %s", file, dl_bytes_trouble());
	if (is_mail(&text)) {
		code = take_mails(s, &text);
		free(text.data);
	} else {
		s->list = dl_cli_alloc(1, sizeof(*s->list));
		add_patch(s, text, NULL);
	}
	if (code == DL_EXIT_CLEAN && !s->names.count)
		code = dl_cli_error("--diff: there is no patch in '%s'", file);
	return code;
}

/* ---- where paths begin ---- */

/* The name below the root; NULL when it is too short, or leads somewhere else. */
static const char *below_root(const struct dl_patch_name *n, size_t strip)
{
	const char *name = n->name;

	for (size_t i = n->is_plain ? strip : 0; i < strip && name; i++) {
		name = strchr(name, '/');
		name = name ? name + 1 : NULL;
	}
	if (!name || !*name || *name == '/')
		return NULL;
	for (const char *p = name; p; p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL)
		if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || !p[2]))
			return NULL;
	return name;
}

static bool is_file(const char *folder, const char *name)
{
	char *path = dl_cli_format("%s/%s", folder, name);
	struct stat st;
	bool found = stat(path, &st) == 0 && S_ISREG(st.st_mode);

	free(path);
	return found;
}

static size_t count_there(const struct series *s, const char *folder, size_t strip)
{
	size_t count = 0;

	for (size_t i = 0; i < s->names.count; i++) {
		const char *name = below_root(&s->names.list[i], strip);

		count += name && s->names.list[i].is_old && is_file(folder, name);
	}
	return count;
}

static bool is_top(const char *folder)
{
	char *git = dl_cli_format("%s/.git", folder);
	bool found = access(git, F_OK) == 0 ||
		     (is_file(folder, "Makefile") && is_file(folder, "Kconfig") &&
		      is_file(folder, "MAINTAINERS"));

	free(git);
	return found;
}

/* The nearest folder from the current one upwards that has most of the files; a top where all are new. */
static int find_root(struct series *s)
{
	char dir[PATH_MAX];
	size_t best = 0;
	char *top = NULL;

	if (!getcwd(dir, sizeof(dir)))
		return dl_cli_error("--diff: the current folder: %s", strerror(errno));
	s->strip = 1;
	s->root = dl_cli_format("%s", dir);
	for (int up = 0; up < MAX_UP && dir[1]; up++) {
		for (int strip = 1; strip >= 0; strip--) {
			size_t there = count_there(s, dir, (size_t)strip);

			if (there <= best)
				continue;
			best = there;
			s->strip = (size_t)strip;
			free(s->root);
			s->root = dl_cli_format("%s", dir);
		}
		if (!top && is_top(dir))
			top = dl_cli_format("%s", dir);
		*strrchr(dir, '/') = '\0';
		if (!dir[0])
			break;
	}
	if (!best && top) {
		free(s->root);
		s->root = top;
		top = NULL;
	}
	free(top);
	return DL_EXIT_CLEAN;
}

/* ---- applying ---- */

static bool make_folders(char *path)
{
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return false;
		*p = '/';
	}
	return true;
}

static int copy_in(const struct series *s, const char *name)
{
	char *from = dl_cli_format("%s/%s", s->root, name);
	char *to = dl_cli_format("%s/%s", s->tree, name);
	struct dl_bytes text = is_file(s->root, name) ? dl_bytes_read(from) : (struct dl_bytes){0};
	int code = DL_EXIT_CLEAN;

	if (text.data && (!make_folders(to) || !write_file(to, &text)))
		code = dl_cli_error("--diff: '%s': %s", to, strerror(errno));
	free(text.data);
	free(from);
	free(to);
	return code;
}

static int copy_all(const struct series *s)
{
	int code = DL_EXIT_CLEAN;

	for (size_t i = 0; i < s->names.count && code == DL_EXIT_CLEAN; i++) {
		const char *name = below_root(&s->names.list[i], s->strip);

		if (!name)
			return dl_cli_error("--diff: the patch names '%s', which lies outside of the "
					    "tree",
					    s->names.list[i].name);
		code = copy_in(s, name);
	}
	return code;
}

/* The text behind @head in @text, up to the end of its line; NULL when there is none. */
static char *told(const char *text, const char *head)
{
	const char *p = strstr(text, head);

	p = p ? p + strlen(head) : "";
	return *p ? dl_cli_format("%.*s", (int)strcspn(p, "\n"), p) : NULL;
}

/* Say which file and hunk it is: of those that apply git says nothing, so it is asked for what it rejects. */
static int refuse_patch(const struct series *s, const struct patch *patch, const char *strip,
			const struct dl_bytes *why)
{
	const char *argv[] = {"git", "apply", strip, "--whitespace=nowarn", "--reject", "-v", NULL};
	char *place = told(why->data, "error: patch failed: ");
	char *other = told(why->data, "error: ");
	struct dl_bytes out, err;
	char *hunk, *file;

	run_git(s, s->tree, argv, &patch->text, &out, &err);
	hunk = told(err.data, "Rejected hunk #");
	file = place ? strndup(place, (size_t)(strrchr(place, ':') ? strrchr(place, ':') - place
								    : (long)strlen(place)))
		     : NULL;
	if (place && file)
		dl_cli_error("--diff: %s%s%sdoes not apply to %s: '%s', hunk #%.*s at line %s",
			     patch->subject ? "'" : "", patch->subject ? patch->subject : "the patch ",
			     patch->subject ? "' " : "", s->root, file,
			     hunk ? (int)strcspn(hunk, ".") : 1, hunk ? hunk : "?",
			     place + strlen(file) + (place[strlen(file)] == ':'));
	else
		dl_cli_error("--diff: %s%s%sdoes not apply to %s: %s", patch->subject ? "'" : "",
			     patch->subject ? patch->subject : "the patch ",
			     patch->subject ? "' " : "", s->root, other ? other : "git refuses it");
	free(place);
	free(other);
	free(hunk);
	free(file);
	free(out.data);
	free(err.data);
	return DL_EXIT_ERROR;
}

static int apply(const struct series *s, const struct patch *patch)
{
	const char *strip = s->strip ? "-p1" : "-p0";
	const char *argv[] = {"git", "apply", strip, "--whitespace=nowarn", NULL};
	struct dl_patch_names names = {0};
	struct dl_bytes out, err;
	int code = DL_EXIT_CLEAN, status;

	dl_patch_names_read(&names, patch->text.data);
	if (names.count) { /* a letter that introduces the others has none */
		status = run_git(s, s->tree, argv, &patch->text, &out, &err);
		if (status == DL_TOOL_MISSING)
			code = DL_EXIT_ERROR;
		else if (status != 0)
			code = refuse_patch(s, patch, strip, &err);
		free(out.data);
		free(err.data);
	}
	dl_patch_names_free(&names);
	return code;
}

/* ---- what it has made ---- */

static struct dl_bytes read_regular(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) ? dl_bytes_read(path)
							    : (struct dl_bytes){0};
}

/* What @name was called before, over all patches of the series; NULL when it was called so. */
static const char *name_before(const struct series *s, const char *name)
{
	const char *before = NULL;

	for (size_t i = s->names.count; i-- > 0;) {
		const struct dl_patch_name *n = &s->names.list[i];

		if (n->renamed_to && strcmp(n->renamed_to, before ? before : name) == 0)
			before = n->name;
	}
	return before;
}

static void take_change(struct dl_changes *out, const struct series *s, const char *name)
{
	char *path = dl_cli_format("%s/%s", s->root, name);
	char *made = dl_cli_format("%s/%s", s->tree, name);
	const char *before = name_before(s, name);

	if (dl_change_matters(path) && !dl_changes_find(out, path)) {
		struct dl_change *c = dl_changes_add(out, path);

		c->new = read_regular(made);
		c->old = dl_bytes_read(path);
		if (before)
			c->old_path = dl_cli_format("%s/%s", s->root, before);
	} else {
		free(path);
	}
	free(made);
}

int dl_patch_changes(struct dl_changes *out, char **root, const char *file)
{
	struct series s = {0};
	int code = make_folder(&s);

	if (code == DL_EXIT_CLEAN)
		code = read_series(&s, file);
	if (code == DL_EXIT_CLEAN)
		code = find_root(&s);
	if (code == DL_EXIT_CLEAN)
		code = copy_all(&s);
	for (size_t i = 0; i < s.count && code == DL_EXIT_CLEAN; i++)
		code = apply(&s, &s.list[i]);
	for (size_t i = 0; i < s.names.count && code == DL_EXIT_CLEAN; i++)
		take_change(out, &s, below_root(&s.names.list[i], s.strip));
	dl_changes_drop_equal(out);
	*root = s.root;
	s.root = NULL;
	free_series(&s);
	return code;
}
