/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker program's entry. It is started by libdmalint with a socket and a lifeline
 * (wire/start.h), does one scan, and ends with its host, however that ends.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "wire/start.h"
#include "worker/work.h"

/*
 * Ctrl-C and the like are for the host, which then ends this process. The signals come blocked: one
 * that has arrived by now is dropped here.
 */
static void leave_signals_to_host(void)
{
	static const int for_host[] = {SIGINT, SIGTERM, SIGHUP};
	sigset_t none;

	for (size_t i = 0; i < sizeof(for_host) / sizeof(for_host[0]); i++)
		signal(for_host[i], SIG_IGN);
	/* a limit on the size of files is an error of the write, like a full disk */
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A closed lifeline raises SIGIO, which ends the process whatever it is doing. */
static bool end_with_host(int lifeline)
{
	int flags = fcntl(lifeline, F_GETFL);

	signal(SIGIO, SIG_DFL);
	return flags >= 0 && fcntl(lifeline, F_SETFD, FD_CLOEXEC) == 0 &&
	       fcntl(lifeline, F_SETOWN, getpid()) == 0 &&
	       fcntl(lifeline, F_SETFL, flags | O_ASYNC) == 0;
}

int main(int argc, char **argv)
{
	int code;

	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("%s %s\n", DL_WORKER_PROGRAM, dl_build_id);
		return 0;
	}
	if (argc != 2 || strcmp(argv[1], DL_WORKER_ARGUMENT) != 0 ||
	    !end_with_host(DL_WORKER_LIFELINE) ||
	    fcntl(DL_WORKER_SOCKET, F_SETFD, FD_CLOEXEC) != 0) {
		fprintf(stderr, "%s is started by dmalint and does nothing by itself; run dmalint\n",
			DL_WORKER_PROGRAM);
		return 2;
	}
	leave_signals_to_host();
	code = dl_work_coordinate(DL_WORKER_SOCKET, DL_WORKER_LIFELINE);
#ifndef __SANITIZE_ADDRESS__ /* which looks for leaks at exit */
	_exit(code); /* nobody waits for libclang's destructors */
#endif
	return code;
}
