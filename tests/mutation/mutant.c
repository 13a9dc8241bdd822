/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DL_MUTANT=N switches guard N off. DL_MUTANT_SEEN=FILE: a file of DL_MUTANTS_MAX bytes, one a
 * guard, set to 1 when its condition was true; shared, so that workers of a scan are seen, too.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mutant.h"

static unsigned char own[DL_MUTANTS_MAX];
int dl_mutant_off = -1;
unsigned char *dl_mutant_seen = own;

__attribute__((constructor)) static void mutant_begin(void)
{
	const char *off = getenv("DL_MUTANT"), *seen = getenv("DL_MUTANT_SEEN");
	void *map;
	int fd;

	if (off && *off)
		dl_mutant_off = atoi(off);
	if (!seen || !*seen)
		return;
	fd = open(seen, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || ftruncate(fd, DL_MUTANTS_MAX) != 0)
		abort();
	map = mmap(NULL, DL_MUTANTS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		abort();
	dl_mutant_seen = map;
}
