/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a finding belongs that happens in a wrapper of a header: at the driver's call of the wrapper. The
 * header may be shared by many drivers, and what is wrong is how each of them calls it.
 */
#ifndef DL_ENGINE_PROGRAM_HOME_H
#define DL_ENGINE_PROGRAM_HOME_H

#include "engine/program/program.h"

struct dl_home {
	const struct dl_instr *at;	/* the driver's call; NULL: none */
	const struct dl_func *func;	/* it stands in */
};

/* The code of @func is no file of the driver: what happens in it is put at the driver's call. */
bool dl_is_wrapper(const struct dl_func *func);
/* The driver's call on the way from @via, an instruction of any function, down to @at in a wrapper. */
struct dl_home dl_home_below(struct dl_analysis *an, const struct dl_instr *via, const struct dl_instr *at);
/* The first of the unit that leads to @at, by whatever way. */
struct dl_home dl_home_of(struct dl_analysis *an, const struct dl_instr *at);

#endif
