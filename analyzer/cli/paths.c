/* SPDX-License-Identifier: Apache-2.0 */
/* The paths of a scan, those of a list on standard input among them; see scan_options.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/scan_options.h"

static void add_path(struct dl_scan_setup *setup, const char *path)
{
	size_t count = setup->scan.path_count;

	/* room for twice as many when it is full */
	if ((count & (count - 1)) == 0) {
		const char **more = dl_cli_alloc(count ? 2 * count : 1, sizeof(*more));

		if (count)
			memcpy(more, setup->paths, count * sizeof(*more));
		free(setup->paths);
		setup->paths = more;
	}
	setup->paths[setup->scan.path_count++] = path;
}

/* The names in it stay allocated: the scan needs them as long as the program runs. */
static int read_list(struct dl_scan_setup *setup)
{
	size_t before = setup->scan.path_count;
	const char end = setup->list_has_nul ? '\0' : '\n';
	char *name = NULL;
	size_t size = 0;
	ssize_t len;

	if (setup->read_list)
		return dl_cli_usage(setup->command, "'-' stands there twice, but standard input has one list");
	setup->read_list = true;
	while ((len = getdelim(&name, &size, end, stdin)) > 0) {
		if (name[len - 1] == end)
			name[--len] = '\0';
		if (strlen(name) < (size_t)len) {
			free(name);
			return dl_cli_error("the list on standard input has NUL bytes in it; --null reads such lists");
		}
		if (len)
			add_path(setup, dl_cli_format("%s", name));
	}
	free(name);
	if (ferror(stdin))
		return dl_cli_error("cannot read the list on standard input: %s", strerror(errno));
	if (setup->scan.path_count == before)
		return dl_cli_error("the list on standard input names no file");
	return DL_EXIT_CLEAN;
}

int dl_setup_paths(struct dl_scan_setup *setup, char **paths, int count)
{
	int code = DL_EXIT_CLEAN;

	for (int i = 0; i < count && code == DL_EXIT_CLEAN; i++) {
		if (strcmp(paths[i], "-") == 0)
			code = read_list(setup);
		else
			add_path(setup, paths[i]);
	}
	if (code == DL_EXIT_CLEAN && setup->list_has_nul && !setup->read_list)
		code = dl_cli_usage(setup->command, "--null goes with the path '-', which stands for a list");
	if (!count)
		add_path(setup, ".");
	setup->scan.paths = setup->paths;
	return code;
}
