/* SPDX-License-Identifier: Apache-2.0 */
/* What the message of a patch says of a rule: rules/DMAnnn-name/patch.md. */
#ifndef DL_CLI_DRAFT_WORDS_H
#define DL_CLI_DRAFT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The files as they are; the last one has no rule. */
struct dl_draft_page {
	const char *rule; /* id */
	const char *text;
};

extern const struct dl_draft_page dl_draft_pages[];

struct dl_draft_words {
	char *subject;	 /* what the change does, imperative */
	bool is_bug;	 /* else neither what it fixes nor stable kernels are named */
	bool is_of_path; /* the finding stands where a path ends: what is wrong came with its steps
			  */
	char *problem;	 /* a paragraph each, in one line */
	char *impact;
	char *change;
};

/* The words for @rule; false: there are none, and they are general. Free in every case. */
bool dl_draft_words_read(struct dl_draft_words *out, const char *rule);
void dl_draft_words_free(struct dl_draft_words *words);

/* @text in lines of at most @width columns, and a line feed behind the last one. */
void dl_draft_wrap(FILE *out, const char *text, size_t width);

#endif
