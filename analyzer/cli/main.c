/* SPDX-License-Identifier: Apache-2.0 */
/* The program's entry; everything else can be linked into a test. */
#include "cli/cli.h"

int main(int argc, char **argv)
{
	return dl_cli_main(argc, argv);
}
