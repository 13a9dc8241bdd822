/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_CLI_CONFIDENCE_H
#define DL_CLI_CONFIDENCE_H

#include "cli/cli.h"
#include "report/finding.h"

/* The value of --confidence; false after saying what is wrong. */
bool dl_cli_confidence(const struct dl_command *command, const char *text, enum dl_confidence *out);

#endif
