/* SPDX-License-Identifier: Apache-2.0 */
/* See run.h. */
#include "cli/run.h"

#include "cli/interrupt.h"
#include "cli/progress.h"

struct run {
	struct dl_progress_line line;
	struct dl_interrupt interrupt;
};

static int on_progress(void *arg, const struct dmalint_progress *p)
{
	struct run *run = arg;

	dl_progress_update(&run->line, p);
	return dl_interrupt_came(&run->interrupt);
}

enum dmalint_status dl_run_scan(struct dmalint_scan **out, struct dmalint_scan_options *options,
				bool quiet, int *sig, struct dmalint_error *error)
{
	struct run run = {.interrupt = {.fd = -1}};
	enum dmalint_status status;

	*sig = 0;
	dl_progress_begin(&run.line, quiet);
	options->progress = on_progress;
	options->progress_arg = &run;
	/* Until it runs there is nothing to keep: a signal may end the process. */
	status = dmalint_scan_open(out, options, error);
	if (status == DMALINT_OK) {
		dl_interrupt_begin(&run.interrupt);
		status = dmalint_scan_run(*out, error);
		*sig = dl_interrupt_end(&run.interrupt);
	}
	dl_progress_end(&run.line);
	return status;
}
