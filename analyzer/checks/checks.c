/* SPDX-License-Identifier: Apache-2.0 */
/* The table of checks: engine/checks.def. */
#include "checks/checks.h"

const struct dl_check *const dl_checks[] = {
#define DL_CHECK(name, object_size, path_size) &dl_check_##name,
#include "engine/checks.def"
#undef DL_CHECK
};

const size_t dl_check_count = sizeof(dl_checks) / sizeof(dl_checks[0]);
