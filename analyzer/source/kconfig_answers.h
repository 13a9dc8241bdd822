/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which symbols can be set where, from one scan to the next: a scan of one file asks for a few of ten thousand. Answers of
 * symbols with the same number share a record.
 */
#ifndef DL_SOURCE_KCONFIG_ANSWERS_H
#define DL_SOURCE_KCONFIG_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memo.h"

struct dl_kconfig_answers;

/* @tree: hash of what the answers depend on. @memo may be NULL, and without a way to get nothing is kept. */
struct dl_kconfig_answers *dl_kconfig_answers_new(uint64_t tree, const struct dl_memo *memo);
void dl_kconfig_answers_free(struct dl_kconfig_answers *answers);

/* @place: of the question, below 32. */
bool dl_kconfig_answers_get(struct dl_kconfig_answers *answers, const char *symbol, unsigned int place, bool *possible);
void dl_kconfig_answers_add(struct dl_kconfig_answers *answers, const char *symbol, unsigned int place, bool possible);
void dl_kconfig_answers_keep(struct dl_kconfig_answers *answers);

#endif
