/* SPDX-License-Identifier: Apache-2.0 */
/* From findings to an output: the format, where it goes, and what the emitters need to know. */
#ifndef DL_CLI_EMISSION_H
#define DL_CLI_EMISSION_H

#include "cli/cli.h"

/* Beyond the values of enum dl_scan_option. */
enum dl_emission_option {
	DL_OPTION_FIRST_EMISSION = 512,
	DL_OPTION_BRIEF = DL_OPTION_FIRST_EMISSION,
	DL_OPTION_CATEGORY,
	DL_OPTION_COLOR,
	DL_OPTION_MAX_RESULTS,
	DL_OPTION_REPRODUCIBLE,
	DL_OPTION_LAST_EMISSION,
};

#define DL_EMISSION_OPTIONS                                                                        \
	{"brief", no_argument, NULL, DL_OPTION_BRIEF},                                             \
		{"color", optional_argument, NULL, DL_OPTION_COLOR},                               \
		{"format", required_argument, NULL, 'f'},                                          \
		{"max-results", required_argument, NULL, DL_OPTION_MAX_RESULTS},                   \
		{"output", required_argument, NULL, 'o'},                                          \
		{"reproducible", no_argument, NULL, DL_OPTION_REPRODUCIBLE},                       \
	{                                                                                          \
		"sarif-category", required_argument, NULL, DL_OPTION_CATEGORY                      \
	}

struct dl_emission {
	const char *format; /* NULL: text */
	bool format_is_given; /* by a -f, of which there is one; that of a file gives way to it */
	const char *output; /* NULL or "-": stdout */
	const char *category;
	enum dl_color color;
	bool reproducible;
	bool brief;
	unsigned int max_results;
};

bool dl_emission_owns(int option);
/* DL_EXIT_CLEAN, or the code to return after a message. */
int dl_emission_option(struct dl_emission *e, const struct dl_command *command, int option,
		       const char *value);
/* Before a long scan: can the output be written at all? */
int dl_emission_check(const struct dl_emission *e, const struct dl_command *command);

/* DL_EXIT_CLEAN, or DL_EXIT_ERROR after a message. */
int dl_emission_write(const struct dl_emission *e, const struct dmalint_findings *findings);

#endif
