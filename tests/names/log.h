/* SPDX-License-Identifier: Apache-2.0 */
/* The names in a whole SARIF log, or in JSON output. */
#ifndef DL_TESTS_NAMES_LOG_H
#define DL_TESTS_NAMES_LOG_H

#include <jansson.h>

/* Messages, steps and related places of all findings: prints those that quote what is in no source, returns their number. */
size_t names_in_log(const char *file, const json_t *log, size_t *texts);

#endif
