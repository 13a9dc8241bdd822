/* SPDX-License-Identifier: Apache-2.0 */
/* See draft.h: what the history of the file says. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/draft.h"

#define SUBJECTS   "40" /* of the last commits that touch the file */
#define PREFIX_MAX 40
#define WORD_MIN   2

/* ---- the prefix of subjects ---- */

/* "net: acme: fix it" has one of 9 characters: words without blanks, each with a colon behind it.
 */
static size_t prefix_length(const char *subject)
{
	size_t len = 0;

	for (const char *p = subject;;) {
		size_t word = strcspn(p, ": ");

		if (!word || strncmp(p + word, ": ", 2) != 0 || !p[word + 2])
			return len <= PREFIX_MAX ? len : 0;
		len = (size_t)(p - subject) + word;
		p += word + 2;
	}
}

/* Of how many of the lines @text that is the prefix, and for how many of these a capital follows.
 */
static size_t count_prefix(const char *text, const char *prefix, size_t len, size_t *capitals)
{
	size_t count = 0;

	*capitals = 0;
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (prefix_length(line) == len && strncmp(line, prefix, len) == 0) {
			count++;
			*capitals += isupper((unsigned char)line[len + 2]) != 0;
		}
	return count;
}

/* A word of it is in the path: those of changes to the whole tree have none. */
static bool is_of_path(const char *prefix, size_t len, const char *path)
{
	for (size_t i = 0, n; i < len; i += n ? n : 1) {
		char *word;
		bool is;

		for (n = 0; i + n < len && isalnum((unsigned char)prefix[i + n]); n++)
			;
		if (n < WORD_MIN)
			continue;
		word = dl_cli_format("%.*s", (int)n, prefix + i);
		is = strcasestr(path, word) != NULL;
		free(word);
		if (is)
			return true;
	}
	return false;
}

/* The most frequent one that is of the path, of these the youngest. @text: a subject a line, the
 * youngest first. */
static void learn_prefix(struct dl_draft *draft, const char *text)
{
	const char *best = NULL;
	size_t most = 0, best_len = 0, capitals;

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t len = prefix_length(line);
		size_t count = len ? count_prefix(text, line, len, &capitals) : 0;

		if (count > most && is_of_path(line, len, draft->name)) {
			most = count;
			best = line;
			best_len = len;
			draft->is_capital = 2 * capitals > count;
		}
	}
	if (best)
		draft->prefix = dl_cli_format("%.*s", (int)best_len, best);
}

/* "drivers/spi/spi-mxs.c" is "spi: mxs". */
static void guess_prefix(struct dl_draft *draft)
{
	const char *path = draft->name, *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	size_t area, len = strcspn(file, ".");

	if (strncmp(path, "drivers/", 8) == 0 && strchr(path + 8, '/'))
		path += 8;
	area = strcspn(path, "/");
	if (!slash || path + area > slash) {
		draft->prefix = dl_cli_format("%.*s", (int)len, file);
		return;
	}
	if (strncmp(file, path, area) == 0 && strchr("-_", file[area]) && len > area + 1) {
		file += area + 1;
		len -= area + 1;
	}
	draft->prefix = dl_cli_format("%.*s: %.*s", (int)area, path, (int)len, file);
}

static void find_prefix(struct dl_draft *draft)
{
	const char *argv[] = {"git",	"--literal-pathspecs", "log",	      "-n",
			      SUBJECTS, "--no-merges",	       "--format=%s", "HEAD",
			      "--",	draft->name,	       NULL};
	struct dl_bytes out;

	if (draft->is_tracked) {
		if (dl_git_ask(&draft->git, argv, NULL, &out) == 0)
			learn_prefix(draft, out.data);
		free(out.data);
	}
	if (draft->prefix)
		return;
	guess_prefix(draft);
	dl_draft_note(draft, "The prefix of the subject is a guess from the path: no commit of the "
			     "file tells it.");
}

/* ---- the commit that the line came with ---- */

unsigned int dl_draft_committed_line(const char *diff, unsigned int line)
{
	unsigned int result = line;

	for (const char *p = diff; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		unsigned int old_start, old_count = 1, new_start, new_count = 1;
		const char *plus;

		if (strncmp(p, "@@ -", 4) != 0 ||
		    sscanf(p, "@@ -%u,%u", &old_start, &old_count) < 1)
			continue;
		plus = strchr(p, '+');
		if (!plus || sscanf(plus, "+%u,%u", &new_start, &new_count) < 1)
			continue;
		/* Of no lines, the place is the line before. */
		old_start += old_count == 0;
		new_start += new_count == 0;
		if (line < new_start)
			break;
		if (line < new_start + new_count)
			return 0;
		result = line - (new_start + new_count) + (old_start + old_count);
	}
	return result;
}

/* The diff of the file to the last commit, when the scan has read what is there now; free() it. */
static char *diff_of_scanned(const struct dl_draft *draft)
{
	struct dl_bytes diff;
	struct stat st;

	if (!draft->is_changed || stat(draft->full, &st) != 0 || st.st_mtime > draft->scanned)
		return dl_cli_format("%s", "");
	dl_draft_diff(draft, "-U0", &diff);
	return diff.data;
}

static bool is_shallow(const struct dl_draft *draft)
{
	static const char *const argv[] = {"git", "rev-parse", "--is-shallow-repository", NULL};
	char *answer = dl_git_line(&draft->git, argv);
	bool is = answer && strcmp(answer, "true") == 0;

	free(answer);
	return is;
}

static void name_commit(struct dl_draft *draft, char *commit)
{
	const char *show[] = {"git",  "show", "-s", "--abbrev=12", "--format=%h (\"%s\")",
			      commit, NULL};
	const char *describe[] = {
		"git",	"describe", "--contains", "--match=v[0-9]*", "--exclude=*-rc*",
		commit, NULL};
	char *release;

	draft->fixes = dl_git_line(&draft->git, show);
	release = draft->fixes ? dl_git_line(&draft->git, describe) : NULL;
	draft->is_released = release != NULL;
	free(release);
}

/* Where lines came from. */
struct origin {
	char *commit; /* the youngest; NULL */
	long long time;
	bool is_new; /* some line is not committed */
	bool is_cut; /* the history of some line is cut off */
};

/* One answer of git blame --porcelain, "COMMIT OLD NEW 1" and lines with a word each. */
static void take_origin(struct origin *origin, const struct dl_draft *draft, const char *text)
{
	const char *time = strstr(text, "\ncommitter-time ");
	size_t digits = strspn(text, "0123456789abcdef");
	long long when = time ? atoll(time + strlen("\ncommitter-time ")) : 0;

	if (digits < 40 || (origin->commit && when <= origin->time))
		return;
	if (strstr(text, "\nboundary\n") && is_shallow(draft)) {
		origin->is_cut = true;
		return;
	}
	free(origin->commit);
	origin->commit = dl_cli_format("%.*s", (int)digits, text);
	origin->time = when;
}

static void blame_line(struct origin *origin, const struct dl_draft *draft, const char *diff,
		       unsigned int now)
{
	unsigned int line = dl_draft_committed_line(diff, now);
	char *range = dl_cli_format("%u,+1", line);
	const char *argv[] = {"git",	   "--literal-pathspecs",
			      "blame",	   "--porcelain",
			      "-w",	   "-M",
			      "-L",	   range,
			      "HEAD",	   "--",
			      draft->name, NULL};
	struct dl_bytes out;

	origin->is_new |= !line;
	if (line) {
		if (dl_git_ask(&draft->git, argv, NULL, &out) == 0)
			take_origin(origin, draft, out.data);
		free(out.data);
	}
	free(range);
}

/* The finding's line; of what is missing on a path the step that makes it and the last one that
 * decides the way. */
static void blame_lines(struct origin *origin, const struct dl_draft *draft)
{
	const struct dmalint_finding *f = draft->finding;
	struct dmalint_place place = dmalint_finding_place(f);
	size_t count = dmalint_finding_step_count(f);
	char *diff = diff_of_scanned(draft);

	for (size_t i = 0; draft->words.is_of_path && count > 1 && i < count; i++) {
		struct dmalint_place step = dmalint_step_place(dmalint_finding_step(f, i));

		if ((i == 0 || i + 2 == count) && strcmp(step.path, place.path) == 0)
			blame_line(origin, draft, diff, step.line);
	}
	if (!draft->words.is_of_path || count < 2)
		blame_line(origin, draft, diff, place.line);
	free(diff);
}

static void blame(struct dl_draft *draft)
{
	struct origin origin = {0};

	blame_lines(&origin, draft);
	if (origin.is_cut)
		dl_draft_note(draft, "Fixes: the history is cut off (a shallow clone) before the "
				     "commit that the "
				     "line came with; 'git fetch --unshallow' gets it.");
	else if (origin.commit)
		name_commit(draft, origin.commit);
	else if (origin.is_new)
		dl_draft_note(draft, "Fixes: the line of the finding is not committed.");
	else
		dl_draft_note(draft, "Fixes: git blame does not tell where the line came from.");
	free(origin.commit);
}

void dl_draft_read_history(struct dl_draft *draft)
{
	static const char *const head[] = {"git", "rev-parse", "--verify", "--quiet", "HEAD", NULL};

	find_prefix(draft);
	if (!draft->is_tracked)
		return;
	draft->base = dl_git_line(&draft->git, head);
	if (draft->words.is_bug)
		blame(draft);
	if (draft->fixes && !draft->is_released)
		dl_draft_note(draft, "Cc: stable is left out: the commit that is fixed is in no "
				     "tag of a release.");
}
