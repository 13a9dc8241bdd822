/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_CLI_STATS_H
#define DL_CLI_STATS_H

#include <dmalint/scan.h>

/* `--stats`: what the scan has read, what it has cost, and why functions are degraded. To stderr.
 */
void dl_cli_print_stats(const struct dmalint_scan *scan);

#endif
