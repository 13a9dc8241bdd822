/* SPDX-License-Identifier: Apache-2.0 */
/* A scan run from the command line: with a line of progress, until it is done or a signal comes. */
#ifndef DL_CLI_RUN_H
#define DL_CLI_RUN_H

#include <dmalint/scan.h>

/*
 * Open a scan into *@out (NULL when that fails) and run it; the callback of @options is set here.
 * *@sig is the signal that has cancelled it, 0 when none did: see dl_interrupt_die().
 */
enum dmalint_status dl_run_scan(struct dmalint_scan **out, struct dmalint_scan_options *options,
				bool quiet, int *sig, struct dmalint_error *error);

#endif
