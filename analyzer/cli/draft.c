/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint patch: from a finding to the draft of a patch. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/draft.h"

static const char help[] =
	"Write the draft of a patch for a stored finding, as git format-patch has them.\n"
	"\n"
	"Usage: dmalint patch [OPTION...] ID\n"
	"\n"
	"ID is what `dmalint list` prints first in a line, or a fingerprint or its beginning.\n"
	"\n"
	"The subject has the prefix that the last commits of the file have. The message says what\n"
	"the problem is, what a user sees of it and what changes; it names the commit that the "
	"line\n"
	"came with, and asks for stable kernels where that is in a release. The diff is the fix "
	"of\n"
	"the finding where one is certain (dmalint fix), else what you have changed in the file "
	"and\n"
	"not committed. Without either, the draft is the message alone. Signed-off-by is yours to\n"
	"add. What is missing, and why, stands in lines that begin with '#', below the message.\n"
	"\n"
	"In a kernel tree its scripts/get_maintainer.pl fills in who gets the patch, and what\n"
	"scripts/checkpatch.pl --strict says of it is shown. Both are run: only in trees that you\n"
	"trust.\n"
	"\n"
	"Options:\n"
	"  -o, --output DIR  write into this folder (default: outgoing)\n"
	"  --force           write over a draft that is there\n"
	"  --no-scripts      run no scripts of the tree\n"
	"  --db FILE         the store (default: dmalint.db in the cache folder)\n"
	"  -h, --help        this text\n"
	"\n"
	"Examples:\n"
	"  dmalint patch 17\n"
	"  dmalint patch --force -o ../patches 9f3a0c11\n";

enum { OPT_DB = 256, OPT_FORCE, OPT_NO_SCRIPTS };

static const struct option options[] = {
	{"db", required_argument, NULL, OPT_DB},  {"force", no_argument, NULL, OPT_FORCE},
	{"help", no_argument, NULL, 'h'},	  {"no-scripts", no_argument, NULL, OPT_NO_SCRIPTS},
	{"output", required_argument, NULL, 'o'}, {0},
};

struct patch_command {
	const struct dl_command *command;
	const char *store_path;
	const char *folder;
	bool force;
	bool no_scripts;
};

/* ---- a draft ---- */

void dl_draft_note(struct dl_draft *draft, const char *fmt, ...)
{
	char **more = dl_cli_alloc(draft->note_count + 1, sizeof(char *));
	va_list ap;

	if (draft->note_count)
		memcpy(more, draft->notes, draft->note_count * sizeof(char *));
	free(draft->notes);
	draft->notes = more;
	va_start(ap, fmt);
	if (vasprintf(&more[draft->note_count++], fmt, ap) < 0)
		exit(dl_cli_error("out of memory"));
	va_end(ap);
}

static void free_draft(struct dl_draft *draft)
{
	for (size_t i = 0; i < draft->note_count; i++)
		free(draft->notes[i]);
	free(draft->notes);
	free(draft->full);
	free(draft->prefix);
	free(draft->base);
	free(draft->fixes);
	free(draft->diff.data);
	free(draft->to);
	free(draft->cc);
	dl_git_free(&draft->git);
	dl_draft_words_free(&draft->words);
}

/* The rest of @path below @folder; NULL: it lies elsewhere. */
static const char *below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && path[len] == '/' ? path + len + 1 : NULL;
}

static void open_repository(struct dl_draft *draft)
{
	const char *tracked[] = {
		"git", "--literal-pathspecs", "ls-files", "--error-unmatch", "--", NULL, NULL};
	const char *changed[] = {"git",
				 "--literal-pathspecs",
				 "diff",
				 "--no-ext-diff",
				 "--no-textconv",
				 "--name-only",
				 "HEAD",
				 "--",
				 NULL,
				 NULL};
	char *folder =
		dl_cli_format("%.*s", (int)(strrchr(draft->full, '/') - draft->full), draft->full);
	char *why = dl_git_open_top(&draft->git, *folder ? folder : "/"), *line;

	if (!why && below(draft->full, draft->git.top)) {
		draft->top = draft->git.top;
		draft->name = tracked[5] = changed[8] = below(draft->full, draft->git.top);
		line = dl_git_line(&draft->git, tracked);
		draft->is_tracked = line != NULL;
		free(line);
		line = draft->is_tracked ? dl_git_line(&draft->git, changed) : NULL;
		draft->is_changed = line != NULL;
		free(line);
	}
	if (why)
		dl_draft_note(draft, "The tree is no repository of git that can be asked (%s).",
			      why);
	else if (!draft->is_tracked)
		dl_draft_note(draft, "The file is not in git.");
	free(folder);
	free(why);
}

/* ---- the file ---- */

/* "0001-net-acme-check-for-DMA-mapping-errors.patch" in the folder; free() it. */
static char *file_name(const struct patch_command *self, const struct dl_draft *draft)
{
	char *subject = dl_draft_subject(draft), *to = subject, *path;

	for (const char *p = subject; *p; p++) {
		bool stays = isalnum((unsigned char)*p) || *p == '_';

		if (stays)
			*to++ = *p;
		else if (to > subject && to[-1] != '-')
			*to++ = '-';
	}
	while (to > subject && to[-1] == '-')
		to--;
	*to = '\0';
	path = dl_cli_format("%s/0001-%.60s.patch", self->folder, subject);
	free(subject);
	return path;
}

static int write_file(const struct dl_draft *draft, const char *path, bool replaces)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (replaces ? O_TRUNC : O_EXCL), 0666);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (!file && errno == EEXIST)
		return dl_cli_error("'%s' is there already; --force writes over it", path);
	if (!file)
		return dl_cli_error("cannot write '%s': %s", path, strerror(errno));
	dl_draft_write(file, draft);
	if (ferror(file) | fclose(file))
		return dl_cli_error("cannot write '%s': %s", path, strerror(errno));
	return DL_EXIT_CLEAN;
}

/* Written first without recipients, because the script that knows them reads the patch. */
static int write_draft(const struct patch_command *self, struct dl_draft *draft, const char *path,
		       char **checked)
{
	char real[PATH_MAX];
	int code = write_file(draft, path, self->force);

	if (code != DL_EXIT_CLEAN || self->no_scripts || !realpath(path, real))
		return code;
	dl_draft_find_recipients(draft, real);
	code = write_file(draft, path, true);
	if (code == DL_EXIT_CLEAN && draft->diff.data)
		*checked = dl_draft_check(draft, real);
	return code;
}

/* Texts of others, a line at a time. */
static void print_lines(FILE *out, const char *text)
{
	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n')
		dl_cli_print(out, "  %.*s", (int)strcspn(p, "\n"), p);
}

static int report(const struct dl_draft *draft, const char *path, const char *checked)
{
	char *subject = dl_draft_subject(draft);
	struct dl_text out;

	dl_text_begin(&out);
	dl_cli_print(out.file, "%s", path);
	dl_cli_print(out.file, "  %s", subject);
	for (size_t i = 0; i < draft->note_count; i++)
		dl_cli_print(out.file, "  note: %s", draft->notes[i]);
	if (checked) {
		fputs("\nscripts/checkpatch.pl --strict:\n", out.file);
		print_lines(out.file, checked);
	}
	fputs("\nRead it, mend its words, add your Signed-off-by (git am -s, or by hand), and test "
	      "the change.\n",
	      out.file);
	free(subject);
	return dl_text_print(&out, DL_EXIT_CLEAN);
}

static int make_draft(const struct patch_command *self, struct dl_draft *draft)
{
	char *path, *checked = NULL;
	int code;

	open_repository(draft);
	dl_draft_read_history(draft);
	dl_draft_find_change(draft);
	if (mkdir(self->folder, 0777) != 0 && errno != EEXIST)
		return dl_cli_error("cannot make the folder '%s': %s", self->folder,
				    strerror(errno));
	path = file_name(self, draft);
	code = write_draft(self, draft, path, &checked);
	if (code == DL_EXIT_CLEAN)
		code = report(draft, path, checked);
	free(path);
	free(checked);
	return code;
}

/* ---- the finding ---- */

/* As git has it, without symbolic links. */
static char *full_path(const char *root, const char *path)
{
	char *joined = path[0] == '/' || !root ? dl_cli_format("%s", path)
					       : dl_cli_format("%s/%s", root, path);
	char *real = realpath(joined, NULL);

	if (!real)
		return joined;
	free(joined);
	return real;
}

static time_t time_of_scan(struct dmalint_store *store, int64_t scan)
{
	struct dmalint_stored_scans *scans;
	time_t when = 0;

	if (dmalint_store_scans(store, &scans, NULL) != DMALINT_OK)
		return 0;
	for (size_t i = 0; i < dmalint_stored_scans_count(scans); i++)
		if (dmalint_stored_scan_id(dmalint_stored_scans_at(scans, i)) == scan)
			when = (time_t)dmalint_stored_scan_started(
				dmalint_stored_scans_at(scans, i));
	dmalint_stored_scans_free(scans);
	return when;
}

static int patch(const struct patch_command *self, struct dmalint_store *store, const char *id)
{
	struct dmalint_findings *findings;
	struct dl_draft draft = {0};
	struct dmalint_error error;
	const char *root, *path;
	int code;

	if (dmalint_store_find(store, id, &findings, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	draft.finding = dmalint_findings_at(findings, 0);
	root = dmalint_findings_root(findings);
	path = dmalint_finding_place(draft.finding).path;
	draft.full = full_path(root, path);
	draft.top = root && below(draft.full, root) ? root : "/";
	draft.name = below(draft.full, *draft.top && draft.top[1] ? draft.top : "");
	draft.scanned = time_of_scan(store, dmalint_finding_scan(draft.finding));
	if (!dl_draft_words_read(&draft.words, dmalint_finding_rule(draft.finding)))
		dl_draft_note(&draft, "The message has general words: there are none for %s.",
			      dmalint_finding_rule(draft.finding));
	code = access(draft.full, R_OK) == 0 ? make_draft(self, &draft)
					     : dl_cli_error("cannot read '%s': %s; the finding is "
							    "of a tree that was there when it was "
							    "scanned",
							    draft.full, strerror(errno));
	free_draft(&draft);
	dmalint_findings_free(findings);
	return code;
}

static void take_option(struct patch_command *self, int option, const char *value)
{
	if (option == OPT_DB)
		self->store_path = value;
	else if (option == OPT_FORCE)
		self->force = true;
	else if (option == OPT_NO_SCRIPTS)
		self->no_scripts = true;
	else
		self->folder = value;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct patch_command self = {.command = command, .folder = "outgoing"};
	struct dmalint_store *store;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":ho:", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		take_option(&self, c, optarg);
	}
	if (optind + 1 != argc)
		return dl_cli_usage(
			command, optind == argc
					 ? "which finding? Name its id, as 'dmalint list' prints it"
					 : "one finding at a time: a patch is one change");
	store = dl_cli_open_store(self.store_path, 0, "");
	if (!store)
		return DL_EXIT_ERROR;
	code = patch(&self, store, argv[optind]);
	dmalint_store_close(store);
	return code;
}

const struct dl_command dl_command_patch = {
	.name = "patch",
	.summary = "write the draft of a patch for a stored finding",
	.help = help,
	.run = run,
	.options = options,
};
