/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who writes a scan: "boot pid-namespace pid start-time", from /proc. A pid
 * alone would be taken for alive when another process got the same number.
 */
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct process {
	char boot[48];
	char space[48];
	long pid;
	unsigned long long start;
};

static void read_line(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, out, size - 1);

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

/* Field 22 of /proc/PID/stat; the command name before it may hold anything but its last ')'. */
static unsigned long long start_time(long pid)
{
	char path[64], line[1024], *s;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	read_line(path, line, sizeof(line));
	s = strrchr(line, ')');
	for (int field = 2; s && field < 22; field++)
		s = strchr(s + 1, ' ');
	return s ? strtoull(s, NULL, 10) : 0;
}

static void this_process(struct process *p)
{
	ssize_t n = readlink("/proc/self/ns/pid", p->space, sizeof(p->space) - 1);

	p->space[n > 0 ? n : 0] = '\0';
	read_line("/proc/sys/kernel/random/boot_id", p->boot, sizeof(p->boot));
	p->pid = (long)getpid();
	p->start = start_time(p->pid);
}

void dl_process_name(char name[DL_PROCESS_NAME_SIZE])
{
	struct process p;

	this_process(&p);
	snprintf(name, DL_PROCESS_NAME_SIZE, "%s %s %ld %llu", *p.boot ? p.boot : "-",
		 *p.space ? p.space : "-", p.pid, p.start);
}

bool dl_process_is_gone(const char *name)
{
	struct process now, then;

	if (sscanf(name, "%47s %47s %ld %llu", then.boot, then.space, &then.pid, &then.start) != 4)
		return true;
	this_process(&now);
	if (strcmp(now.boot, then.boot) != 0 && *now.boot)
		return true;
	if (strcmp(now.space, then.space) != 0 && *now.space)
		return false; /* another container: cannot be seen from here */
	if (kill((pid_t)then.pid, 0) && errno == ESRCH)
		return true;
	return start_time(then.pid) != then.start;
}
