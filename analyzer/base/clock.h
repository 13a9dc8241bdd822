/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks, in seconds. */
#ifndef DL_BASE_CLOCK_H
#define DL_BASE_CLOCK_H

/* Monotonic. */
double dl_clock_now(void);
/* CPU time of this process. */
double dl_clock_cpu(void);

#endif
