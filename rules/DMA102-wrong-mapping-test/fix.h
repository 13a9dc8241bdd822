/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_RULES_DMA102_FIX_H
#define DL_RULES_DMA102_FIX_H

#include "checks/event/fix.h"

/* Test the handle as it wants to be tested. */
void dl_fix_handle_test(const struct dl_event *ev, struct dl_fixer *fixer);

#endif
