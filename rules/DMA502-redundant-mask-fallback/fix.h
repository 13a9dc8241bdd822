/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_RULES_DMA502_FIX_H
#define DL_RULES_DMA502_FIX_H

#include "checks/event/fix.h"

/* Take the fallback out. */
void dl_fix_mask_fallback(const struct dl_event *ev, struct dl_fixer *fixer);

#endif
