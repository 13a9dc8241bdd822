/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a text of tests/engine says about itself, in comments that may stand on
 * a line of their own or after a statement:
 *
 *	# expect RULE[/high|/medium] FUNCTION LINE [part of the message]
 *	# low RULE FUNCTION LINE [part of the message]
 *	# step LINE [part of the message]	a finding's way leads there
 *	# related LINE [part of the message]	another place of a finding
 *	# steps NUMBER, # related_places NUMBER	of all findings of the case
 *	# summary LINE OF dl_engine_summaries()
 *	# stat NAME NUMBER
 *	# explored no
 *	# whole		the units are all of their driver
 *	# untrusted	rules of devices that are not trusted run, and no others
 *	# apart		loads of volatile places and of the device's memory are told apart
 *
 * Every finding is asked for, those of low confidence, too. LINE is a number or `here`. A file is
 * split by lines `# case NAME: what it shows`; what stands above the first one belongs to every case.
 */
#ifndef DL_TESTS_ENGINE_EXPECT_H
#define DL_TESTS_ENGINE_EXPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "report/finding.h"

#define MAX_WANTS 32

enum want_kind { WANT_FINDING, WANT_LOW, WANT_STEP, WANT_RELATED, WANT_SUMMARY, WANT_STAT };

struct want {
	enum want_kind kind;
	uint32_t at;			/* line of the comment */
	char rule[16];			/* STAT: name */
	enum dl_confidence confidence;	/* 0: medium or high */
	char function[64];
	uint32_t line;			/* STAT: number */
	char part[128];			/* SUMMARY: the line */
	bool met;
};

/* One case: its text, padded so that lines are those of the file. */
struct text_case {
	char name[128];
	uint32_t line;
	char *text;			/* malloc */
	struct want wants[MAX_WANTS];
	uint32_t want_count;
	bool whole;
	bool apart;
	bool untrusted;
	bool unexplored;		/* nothing in it is worth exploring, and that is the point */
};

/*
 * Take the next case from @text, starting at *@offset; false at the end. A comment that cannot be
 * understood sets *@trouble to a sentence (static storage) and case->line to its line.
 */
bool case_next(const char *text, size_t *offset, struct text_case *c, const char **trouble);
void case_free(struct text_case *c);

/* The case asks for findings. */
bool case_is_positive(const struct text_case *c);

#endif
