/* SPDX-License-Identifier: Apache-2.0 */
/* Which scan of a store a command is about. */
#ifndef DL_CLI_STORED_H
#define DL_CLI_STORED_H

#include "cli/cli.h"

/*
 * Scan @number of @store, whose scans are @scans; 0: the newest that came to its end. NULL after an error message.
 */
const struct dmalint_stored_scan *dl_stored_find(const struct dmalint_stored_scans *scans,
						  int64_t number,
						  const struct dmalint_store *store);

#endif
