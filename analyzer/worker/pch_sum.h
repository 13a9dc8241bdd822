/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a precompiled header is what was built. */
#ifndef DL_WORKER_PCH_SUM_H
#define DL_WORKER_PCH_SUM_H

#include <stdbool.h>

#include "worker/work.h"

/* The precompiled header @pch is there as dl_pch_keep() has seen it; note that it is used. */
bool dl_pch_is_intact(const struct dl_work *scan, const char *pch);
/* It was just built. */
bool dl_pch_keep(const struct dl_work *scan, const char *pch);

#endif
