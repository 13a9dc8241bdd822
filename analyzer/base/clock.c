/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <time.h>

static double read_clock(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double dl_clock_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

double dl_clock_cpu(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}
