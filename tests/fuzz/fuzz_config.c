/* SPDX-License-Identifier: Apache-2.0 */
/* A file of options, as `dmalint scan` takes them. */
#include <getopt.h>

#include "cli/config.h"
#include "memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct option options[] = {
		{"baseline", required_argument, NULL, 'b'}, {"config", required_argument, NULL, 'c'},
		{"disable", required_argument, NULL, 'd'},  {"exclude", required_argument, NULL, 'x'},
		{"jobs", required_argument, NULL, 'j'},	    {"no-db", no_argument, NULL, 'n'},
		{0},
	};
	struct dl_config config;
	char path[64], program[] = "scan", option[] = "--config", folder[] = "drivers";
	char *argv[] = {program, option, path, folder, NULL};
	int fd = fuzz_file(path, data, size);

	if (dl_config_read(&config, options, NULL, 4, argv) == DL_EXIT_CLEAN)
		fuzz_check(config.argc >= 4 && !config.argv[config.argc]);
	dl_config_free(&config);
	close(fd);
	return 0;
}
