/* SPDX-License-Identifier: Apache-2.0 */
/* The program's entry; everything else can be linked into a test. */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"

int main(int argc, char **argv)
{
	int code = dl_cli_main(argc, argv);

	/* Help goes there; a reader that is gone is no error. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && errno != EPIPE)
		return dl_cli_error("cannot write to standard output: %s", strerror(errno));
	return code;
}
