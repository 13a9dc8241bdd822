/* SPDX-License-Identifier: Apache-2.0 */
/* One line on the terminal that says how far a scan is; nothing when stderr is no terminal. */
#ifndef DL_CLI_PROGRESS_H
#define DL_CLI_PROGRESS_H

#include <stdbool.h>

#include <dmalint/scan.h>

struct dl_progress_line {
	bool enabled;
	bool shown;
	double last;
};

void dl_progress_begin(struct dl_progress_line *line, bool quiet);
void dl_progress_update(struct dl_progress_line *line, const struct dmalint_progress *p);
/* Wipe the line before anything else is written. */
void dl_progress_end(struct dl_progress_line *line);

#endif
