/* SPDX-License-Identifier: Apache-2.0 */
/* The checks by name: each is defined in the folder of its name. */
#ifndef DL_CHECKS_CHECKS_H
#define DL_CHECKS_CHECKS_H

#include "engine/check.h"

#define DL_CHECK(name, object_size, path_size) extern const struct dl_check dl_check_##name;
#include "engine/checks.def"
#undef DL_CHECK

#endif
