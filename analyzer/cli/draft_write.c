/* SPDX-License-Identifier: Apache-2.0 */
/* See draft.h: the file, in the form of git format-patch. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/draft.h"

#define SUBJECT_MAX 70
#define WIDTH	    72

/* ---- the subject ---- */

static char *join_subject(const struct dl_draft *draft, const char *function)
{
	char *subject = dl_cli_format("%s: %s%s%s%s", draft->prefix, draft->words.subject,
				      function ? " in " : "", function ? function : "",
				      function ? "()" : "");
	size_t at = strlen(draft->prefix) + 2;

	if (draft->is_capital)
		subject[at] = (char)toupper((unsigned char)subject[at]);
	return subject;
}

/* With the function where there is room. */
char *dl_draft_subject(const struct dl_draft *draft)
{
	const char *function = dmalint_finding_function(draft->finding);
	char *subject = join_subject(draft, function);

	if (function && strlen(subject) > SUBJECT_MAX) {
		free(subject);
		subject = join_subject(draft, NULL);
	}
	for (size_t len = strlen(subject); len > SUBJECT_MAX;) {
		while (len && subject[len - 1] != ' ')
			len--;
		len -= len > 0;
		subject[len] = '\0';
	}
	return subject;
}

/* ---- the message ---- */

/* @text, or "The handle ..." as it goes on behind "In f(): "; a name stays as it is. */
static char *sentence(const char *text, bool goes_on)
{
	static const char *const words[] = {"The ",  "A ",  "An ", "Its ",
					    "This ", "No ", "It ", "What "};
	char *copy = dl_cli_printable(text, strlen(text));

	for (size_t i = 0; goes_on && i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(text, words[i], strlen(words[i])) == 0)
			copy[0] = (char)tolower((unsigned char)copy[0]);
	return copy;
}

static void write_body(FILE *out, const struct dl_draft *draft)
{
	const char *function = dmalint_finding_function(draft->finding);
	const char *rule = dmalint_finding_rule(draft->finding);
	const struct dmalint_rule *known = dmalint_rule_find(rule);
	char *message = sentence(dmalint_finding_message(draft->finding), function != NULL);
	char *problem =
		dl_cli_format("%s%s%s%s %s", function ? "In " : "", function ? function : "",
			      function ? "(): " : "", message, draft->words.problem);
	char *change = draft->title ? dl_cli_format("%s.", draft->title)
				    : dl_cli_format("%s", draft->words.change);
	char *found = dl_cli_format(
		"Found by static analysis with dmalint (%s%s%s). Not tested on hardware.", rule,
		known ? ", " : "", known ? dmalint_rule_name(known) : "");

	dl_draft_wrap(out, problem, WIDTH);
	fputc('\n', out);
	dl_draft_wrap(out, draft->words.impact, WIDTH);
	fputc('\n', out);
	dl_draft_wrap(out, change, WIDTH);
	fputc('\n', out);
	dl_draft_wrap(out, found, WIDTH);
	free(found);
	free(change);
	free(problem);
	free(message);
}

static void write_trailers(FILE *out, const struct dl_draft *draft)
{
	fputc('\n', out);
	if (draft->fixes)
		fprintf(out, "Fixes: %s\n", draft->fixes);
	if (draft->fixes && draft->is_released)
		fputs("Cc: stable@vger.kernel.org\n", out);
	fprintf(out, "Assisted-by: dmalint:%s\n", dmalint_version());
}

/* ---- the rest ---- */

static char *setting(const struct dl_draft *draft, const char *name)
{
	const char *argv[] = {"git", "config", name, NULL};

	return draft->git.top ? dl_git_line(&draft->git, argv) : NULL;
}

static void write_head(FILE *out, const struct dl_draft *draft)
{
	char *name = setting(draft, "user.name"), *mail = setting(draft, "user.email");
	char *subject = dl_draft_subject(draft);
	time_t now = time(NULL);
	struct tm tm;
	char date[64];

	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S %z", localtime_r(&now, &tm));
	fputs("From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n", out);
	fprintf(out, "From: %s <%s>\nDate: %s\nSubject: [PATCH] %s\n", name ? name : "Your Name",
		mail ? mail : "you@example.org", date, subject);
	if (draft->to)
		fprintf(out, "To: %s\n", draft->to);
	if (draft->cc)
		fprintf(out, "Cc: %s\n", draft->cc);
	fputs("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
	      "Content-Transfer-Encoding: 8bit\n\n",
	      out);
	free(subject);
	free(name);
	free(mail);
}

/* Between the line that ends the message and the diff: git does not take them over. */
static void write_notes(FILE *out, const struct dl_draft *draft)
{
	struct dmalint_place place = dmalint_finding_place(draft->finding);
	char *where = dl_cli_format("%s:%u", draft->name, place.line);

	fputs("# Signed-off-by is yours to add, above: git am -s, or by hand.\n", out);
	dl_cli_print(out, "# The finding: %s, 'dmalint show %016llx'.", where,
		     (unsigned long long)dmalint_finding_fingerprint(draft->finding));
	for (size_t i = 0; i < draft->note_count; i++) {
		char *note = dl_cli_format("# %s", draft->notes[i]);

		dl_cli_print(out, "%s", note);
		free(note);
	}
	free(where);
}

static void write_statistics(FILE *out, const struct dl_draft *draft)
{
	static const char *const argv[] = {"git", "apply", "--stat", "--summary", NULL};
	struct dl_bytes text;

	if (dl_git_ask(&draft->git, argv, draft->diff.data, &text) == 0)
		fprintf(out, "%s\n", text.data);
	free(text.data);
}

void dl_draft_write(FILE *out, const struct dl_draft *draft)
{
	write_head(out, draft);
	write_body(out, draft);
	write_trailers(out, draft);
	fputs("---\n", out);
	if (draft->diff.data)
		write_statistics(out, draft);
	write_notes(out, draft);
	if (draft->diff.data) {
		fputc('\n', out);
		fwrite(draft->diff.data, 1, draft->diff.len, out);
	}
	if (draft->base)
		fprintf(out, "\nbase-commit: %s\n", draft->base);
	fprintf(out, "-- \ndmalint %s\n\n", dmalint_version());
}
