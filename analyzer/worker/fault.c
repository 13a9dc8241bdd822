/* SPDX-License-Identifier: Apache-2.0 */
/* See fault.h. */
#include "worker/fault.h"

#ifdef DMALINT_TEST_HOOKS

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"

void dl_fault_point(const char *point, const char *unit_path)
{
	const char *wish = getenv("DMALINT_TEST_FAULT");
	char here[16], kind[16];
	int path_at = 0;

	if (!wish || sscanf(wish, "%15[^:]:%15[^:]:%n", here, kind, &path_at) != 2 || !path_at)
		return;
	if (strcmp(here, point) != 0 || strcmp(wish + path_at, unit_path) != 0)
		return;
	if (strcmp(kind, "hang") == 0)
		for (;;)
			pause();
	if (strcmp(kind, "stop") == 0) {
		raise(SIGSTOP);
		return;
	}
	if (strcmp(kind, "exit") == 0)
		_exit(7);
	if (strcmp(kind, "kill") == 0)
		kill(getpid(), SIGKILL);
	fprintf(stderr, "fault wanted at %s\n", unit_path);
	signal(SIGSEGV, SIG_DFL);
	kill(getpid(), SIGSEGV);
}

static uint32_t divisor(uint32_t a, uint32_t b)
{
	return b ? divisor(b, a % b) : a;
}

/* Steps that have no divisor with @count lead to each number once. */
uint32_t dl_fault_order(uint32_t n, uint32_t count)
{
	const char *wish = getenv("DMALINT_TEST_SHUFFLE");
	uint64_t mixed = wish ? dl_hash_final(strtoull(wish, NULL, 10)) : 0;
	uint32_t step = (uint32_t)(mixed % count);

	if (!wish)
		return n;
	while (divisor(count, step) != 1)
		step++;
	return (uint32_t)(((uint64_t)n * step + (mixed >> 32)) % count);
}

#else

/* An empty translation unit is not C. */
typedef int dl_fault_not_built;

#endif
