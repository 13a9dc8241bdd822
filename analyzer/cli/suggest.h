/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slips of the hand: the name that somebody may have meant. A message names it with
 * dl_meant.text, ", perhaps 'X'", which is "" when nothing is close.
 */
#ifndef DL_CLI_SUGGEST_H
#define DL_CLI_SUGGEST_H

#include <stddef.h>

#include "cli/cli.h"

struct dl_meant {
	const char *word;
	size_t distance; /* of what is in text */
	char text[96];
};

struct dl_meant dl_meant_begin(const char *word);
/* Another name that @word might stand for. */
void dl_meant_offer(struct dl_meant *meant, const char *name);

/* There is no rule @word: an error with @option before it (NULL: none); returns DL_EXIT_ERROR. */
int dl_cli_no_rule(const char *option, const char *word);

#endif
