/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults on demand, for the tests of what a scan does with a worker that dies.
 * Built with the tests only: elsewhere dl_fault_point() is nothing.
 */
#ifndef DL_WORKER_FAULT_H
#define DL_WORKER_FAULT_H

#ifdef DMALINT_TEST_HOOKS
/*
 * DMALINT_TEST_FAULT="analyse:KIND:PATH" makes this point fail for the file with that unit path ("pch": for the
 * precompiled headers of that architecture): KIND is crash, hang, exit or kill, or
 * stop, until somebody sends a SIGCONT.
 */
void dl_fault_point(const char *point, const char *unit_path);
#else
static inline void dl_fault_point(const char *point, const char *unit_path)
{
	(void)point;
	(void)unit_path;
}
#endif

#endif
