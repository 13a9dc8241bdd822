/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_RULES_DMA701_FIX_H
#define DL_RULES_DMA701_FIX_H

#include "checks/event/fix.h"

/* Write the call as kernels have it today. */
void dl_fix_obsolete(const struct dl_event *ev, struct dl_fixer *fixer);

#endif
