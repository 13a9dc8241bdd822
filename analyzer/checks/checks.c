/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of checks. The order matters where two look at one moment: a release is paired by its terms
 * (slot) before it counts as a use of what may have failed (success), and that before it is judged
 * against earlier ends (life cycle).
 */
#include "checks/checks.h"

const struct dl_check *const dl_checks[] = {
	&dl_check_obsolete,
	&dl_check_provenance,
	&dl_check_confusion,
	&dl_check_mask,
	&dl_check_ownership,
	&dl_check_slot,
	&dl_check_success,
	&dl_check_lifecycle,
	&dl_check_leak,
};

const size_t dl_check_count = sizeof(dl_checks) / sizeof(dl_checks[0]);
