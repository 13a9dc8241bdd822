/* SPDX-License-Identifier: Apache-2.0 */
/* See progress.h. */
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REFRESH_SECONDS 0.2

void dl_progress_begin(struct dl_progress_line *line, bool quiet)
{
	const char *term = getenv("TERM");

	*line = (struct dl_progress_line){
		.enabled = !quiet && isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0,
		.last = -1,
	};
}

/* "1:05", or "" while too little is done to tell; analysing takes a small part of the time. */
static void remaining(char out[32], const struct dmalint_progress *p)
{
	long seconds;

	out[0] = '\0';
	if (p->parsed < 5 || p->seconds < 1)
		return;
	seconds = (long)(p->seconds / (double)p->parsed * (double)(p->files - p->parsed) + 0.5);
	snprintf(out, 32, ", %ld:%02ld left", seconds / 60, seconds % 60);
}

void dl_progress_update(struct dl_progress_line *line, const struct dmalint_progress *p)
{
	char left[32];

	if (!line->enabled ||
	    (p->seconds - line->last < REFRESH_SECONDS && line->last >= 0 && p->parsed))
		return;
	line->last = p->seconds;
	line->shown = true;
	remaining(left, p);
	if (p->parsed && p->parsed < p->files)
		fprintf(stderr, "\r\033[K%s: %zu of %zu files%s", p->phase, p->parsed, p->files,
			left);
	else if (p->parsed)
		fprintf(stderr, "\r\033[K%s: %zu of %zu files, %zu findings", p->phase, p->done,
			p->files, p->findings);
	else
		fprintf(stderr, "\r\033[K%s: %zu files", p->phase, p->files);
	if (p->lost)
		fprintf(stderr, ", %zu lost", p->lost);
	fflush(stderr);
}

void dl_progress_end(struct dl_progress_line *line)
{
	if (line->shown)
		fputs("\r\033[K", stderr);
	line->shown = false;
}
