/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can stand on a command line, as words for a shell. All of it comes from the commands' own
 * tables and help texts; values.c knows what values options take.
 */
#ifndef DL_CLI_COMPLETION_H
#define DL_CLI_COMPLETION_H

#include "cli/cli.h"

/* What an option or a command takes. */
enum dl_value_kind {
	DL_VALUE_ANY, /* nothing can be offered */
	DL_VALUE_FILE,
	DL_VALUE_FOLDER,
	DL_VALUE_WORDS,
};

struct dl_value {
	enum dl_value_kind kind;
	char *words; /* with blanks between; NULL unless it is DL_VALUE_WORDS; free() it */
};

/* What option @name takes; what the argument "PATH", "RULE", "a word of these", ... stands for. */
struct dl_value dl_value_of_option(const char *name);
struct dl_value dl_value_of_argument(const char *argument);

/* The text behind the option in the help, up to the end of its line; free() it. "" when there is
 * none. */
char *dl_option_summary(const struct dl_command *command, const struct option *option);

void dl_complete_bash(FILE *out);
void dl_complete_fish(FILE *out);
void dl_complete_zsh(FILE *out);

#endif
