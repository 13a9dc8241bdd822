/* SPDX-License-Identifier: Apache-2.0 */
/* All checks; the order in which they run is checks.c's. */
#ifndef DL_CHECKS_CHECKS_H
#define DL_CHECKS_CHECKS_H

#include "engine/check.h"

extern const struct dl_check dl_check_confusion;
extern const struct dl_check dl_check_leak;
extern const struct dl_check dl_check_lifecycle;
extern const struct dl_check dl_check_mask;
extern const struct dl_check dl_check_obsolete;
extern const struct dl_check dl_check_ownership;
extern const struct dl_check dl_check_provenance;
extern const struct dl_check dl_check_slot;
extern const struct dl_check dl_check_success;

#endif
