/* SPDX-License-Identifier: Apache-2.0 */
/* See interrupt.h. */
#include "cli/interrupt.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Whoever has it ignored, as nohup does, wants the scan to outlive the terminal. */
static bool hangs_up(void)
{
	struct sigaction now;

	return sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler != SIG_IGN;
}

static void wanted(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	if (hangs_up())
		sigaddset(set, SIGHUP);
}

void dl_interrupt_begin(struct dl_interrupt *in)
{
	sigset_t set;

	wanted(&set);
	in->fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (in->fd >= 0)
		sigprocmask(SIG_BLOCK, &set, &in->before);
}

bool dl_interrupt_came(const struct dl_interrupt *in)
{
	struct pollfd fd = {.fd = in->fd, .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

int dl_interrupt_end(struct dl_interrupt *in)
{
	struct signalfd_siginfo info;
	int sig = 0;

	if (in->fd < 0)
		return 0;
	while (read(in->fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (!sig)
			sig = (int)info.ssi_signo;
	close(in->fd);
	in->fd = -1;
	sigprocmask(SIG_SETMASK, &in->before, NULL);
	return sig;
}

void dl_interrupt_die(int sig)
{
	sigset_t set;

	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
}
