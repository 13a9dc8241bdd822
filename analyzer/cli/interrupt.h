/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ctrl-C and SIGTERM as something that can be asked for. While it is on, the
 * signals are blocked and wait in a file descriptor; afterwards the process
 * can end by the signal, as its caller expects.
 */
#ifndef DL_CLI_INTERRUPT_H
#define DL_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct dl_interrupt {
	int fd; /* readable once a signal has come; -1: off, or could not be had */
	sigset_t before;
};

void dl_interrupt_begin(struct dl_interrupt *in);
/* Whether a signal has come. */
bool dl_interrupt_came(const struct dl_interrupt *in);
/* The signal that came, 0 when none did. */
int dl_interrupt_end(struct dl_interrupt *in);
/* End this process by @sig; returns only if that fails. */
void dl_interrupt_die(int sig);

#endif
