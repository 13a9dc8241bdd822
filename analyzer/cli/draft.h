/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The draft of a patch for one finding: what git's history says of its line, the change, and what
 * the kernel's own scripts say. Parts that cannot be had are left out, and a note in the draft says
 * why.
 */
#ifndef DL_CLI_DRAFT_H
#define DL_CLI_DRAFT_H

#include "cli/cli.h"
#include "cli/draft_words.h"
#include "cli/git.h"

struct dl_draft {
	const struct dmalint_finding *finding;
	time_t scanned;	  /* when the file was read */
	char *full;	  /* path of the file */
	const char *top;  /* of the tree: of git's, else of the scan's */
	const char *name; /* of the file below it */
	struct dl_git git;
	bool is_tracked; /* git knows the file */
	bool is_changed; /* since the last commit */
	struct dl_draft_words words;

	/* ---- draft_history.c ---- */
	char *prefix;	  /* of the subject, without its colon */
	bool is_capital;  /* subjects begin with a capital letter behind it */
	char *base;	  /* commit; NULL */
	char *fixes;	  /* 12 digits ("subject"); NULL */
	bool is_released; /* that commit is in a release */

	/* ---- draft_change.c ---- */
	struct dl_bytes diff; /* data NULL: there is none yet */
	const char *title;    /* what it does, when it is a fix; NULL */

	/* ---- draft_tree.c ---- */
	char *to; /* with commas between; NULL: nobody */
	char *cc;

	char **notes; /* for the author: not part of the message */
	size_t note_count;
};

/* A note, as printf() has it. */
void dl_draft_note(struct dl_draft *draft, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

void dl_draft_read_history(struct dl_draft *draft);
/*
 * The line in the last commit that line @line of the file, as it is now, was; 0: it is not
 * committed.
 * @diff has hunks "@@ -old,count +new,count @@" without context.
 */
unsigned int dl_draft_committed_line(const char *diff, unsigned int line);

void dl_draft_find_change(struct dl_draft *draft);
/* The diff of the file to the last commit, with @lines of context ("-U0"; NULL: as many as usual). As dl_git_ask(). */
int dl_draft_diff(const struct dl_draft *draft, const char *lines, struct dl_bytes *out);

/* Who gets the patch that is in the file @patch, by the tree's script. */
void dl_draft_find_recipients(struct dl_draft *draft, const char *patch);
/* What the tree's checker of patches says of @patch; NULL: there is none. free() it. */
char *dl_draft_check(const struct dl_draft *draft, const char *patch);

/* What the subject says, behind "[PATCH] "; free() it. */
char *dl_draft_subject(const struct dl_draft *draft);
/* The whole file. */
void dl_draft_write(FILE *out, const struct dl_draft *draft);

#endif
