/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults on demand, for the tests of what a scan does with a worker that dies, and another order of its jobs, for
 * those of what must not depend on it. Built with the tests only: elsewhere these are nothing.
 */
#ifndef DL_WORKER_FAULT_H
#define DL_WORKER_FAULT_H

#include <stdint.h>

#ifdef DMALINT_TEST_HOOKS
/*
 * DMALINT_TEST_FAULT="analyse:KIND:PATH" makes this point fail for the file with that unit path ("pch": for the
 * precompiled headers of that architecture): KIND is crash, hang, exit or kill, or
 * stop, until somebody sends a SIGCONT.
 */
void dl_fault_point(const char *point, const char *unit_path);
/* The job to hand out as number @n of @count: with DMALINT_TEST_SHUFFLE=SEED, a number, it is another one. */
uint32_t dl_fault_order(uint32_t n, uint32_t count);
#else
static inline void dl_fault_point(const char *point, const char *unit_path)
{
	(void)point;
	(void)unit_path;
}

static inline uint32_t dl_fault_order(uint32_t n, uint32_t count)
{
	(void)count;
	return n;
}
#endif

#endif
