/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_RULES_DMA205_FIX_H
#define DL_RULES_DMA205_FIX_H

#include "checks/event/fix.h"

/* Give the unmap or sync the count that was mapped. */
void dl_fix_count(const struct dl_event *ev, struct dl_fixer *fixer);

#endif
