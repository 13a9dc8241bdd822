/* SPDX-License-Identifier: Apache-2.0 */
/* The paths of a scan, those of a list on standard input among them; see scan_options.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/scan_options.h"
#include "cli/tool.h"

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

static int read_list(struct dl_scan_setup *setup)
{
	size_t before = setup->scan.path_count;
	const char last = setup->list_has_nul ? '\0' : '\n';
	struct dl_bytes text;
	char *end;

	if (setup->read_list)
		return dl_cli_usage(setup->command, "'-' stands there twice, but standard input has one list");
	setup->read_list = true;
	text = dl_bytes_read_stream("-");
	if (!text.data)
		return dl_cli_error("cannot read the list on standard input: %s", strerror(errno));
	setup->list = text.data;
	end = text.data + text.len;
	if (last && memchr(text.data, '\0', text.len))
		return dl_cli_error("the list on standard input has NUL bytes in it; --null reads such lists");
	for (char *name = text.data, *next; name < end; name = next + 1) {
		next = memchr(name, last, (size_t)(end - name));
		next = next ? next : end;
		/* a list that was written on Windows */
		if (last == '\n' && next > name && next[-1] == '\r')
			next[-1] = '\0';
		*next = '\0';
		if (*name)
			add_path(setup, name);
	}
	if (setup->scan.path_count == before)
		return dl_cli_error("the list on standard input names no file");
	return DL_EXIT_CLEAN;
}

/* No word that follows belongs to it, as one does to -D or --sysroot. */
static bool is_whole(const char *flag)
{
	static const char *const joined[] = {"-D", "-I", "-U", "-O", "-W", "-f", "-std="};

	for (size_t i = 0; i < sizeof(joined) / sizeof(joined[0]); i++)
		if (strncmp(flag, joined[i], strlen(joined[i])) == 0 && flag[strlen(joined[i])])
			return true;
	return flag[0] != '-';
}

/* What stands behind -- is the compiler's: "scan -- FILE" would read another folder, and nobody would know. */
static int refuse_paths_of_compiler(const struct dl_scan_setup *setup)
{
	for (size_t i = 0; i < setup->scan.compiler_arg_count; i++) {
		const char *word = setup->scan.compiler_args[i];

		if (word[0] != '-' && (i == 0 || is_whole(setup->scan.compiler_args[i - 1])) && access(word, F_OK) == 0)
			return dl_cli_usage(setup->command, "'%s' stands behind --, where flags for the compiler "
					    "are; paths come before it", word);
	}
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
	if (code == DL_EXIT_CLEAN)
		code = refuse_paths_of_compiler(setup);
	if (!count)
		add_path(setup, ".");
	setup->scan.paths = setup->paths;
	return code;
}
