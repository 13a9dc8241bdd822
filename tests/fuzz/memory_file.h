/* SPDX-License-Identifier: Apache-2.0 */
/* The input as a file, for readers that take a path. */
#ifndef DL_TESTS_FUZZ_MEMORY_FILE_H
#define DL_TESTS_FUZZ_MEMORY_FILE_H

#include <stdio.h>
#include <sys/mman.h>

#include "fuzz.h"

/* Close the result; @path is its name until then. */
static inline int fuzz_file(char path[64], const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	fuzz_check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

#endif
