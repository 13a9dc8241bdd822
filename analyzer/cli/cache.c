/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint cache: where it is, and how to empty it. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
	"Show or empty the cache folder.\n"
	"\n"
	"Usage: dmalint cache path [--cache-dir DIR]\n"
	"       dmalint cache clear [--cache-dir DIR]\n"
	"\n"
	"  path    print the folder\n"
	"  clear   remove synthesised and precompiled headers, and the results of earlier scans\n"
	"          that spare the next one work; they are made again when needed.\n"
	"          The store (dmalint.db) with its findings stays.\n"
	"\n"
	"Options:\n"
	"  --cache-dir DIR   another folder than $XDG_CACHE_HOME/dmalint or ~/.cache/dmalint\n"
	"  -h, --help        this text\n"
	"\n"
	"Examples:\n"
	"  du -sh $(dmalint cache path)\n"
	"  dmalint cache clear\n";

static int clear(const char *dir)
{
	struct dmalint_error error;

	if (dmalint_cache_clear(dir, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	return DL_EXIT_CLEAN;
}

static int show(const char *dir)
{
	struct dl_text out;

	dl_text_begin(&out);
	fprintf(out.file, "%s\n", dir);
	return dl_text_print(&out, DL_EXIT_CLEAN);
}

enum { OPT_CACHE_DIR = 256 };

static const struct option options[] = {
	{"cache-dir", required_argument, NULL, OPT_CACHE_DIR},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static int run(const struct dl_command *command, int argc, char **argv)
{
	const char *given = NULL;
	char *dir;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":h", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		given = optarg;
	}
	if (argc - optind != 1 ||
	    (strcmp(argv[optind], "path") != 0 && strcmp(argv[optind], "clear") != 0))
		return dl_cli_usage(command, "say 'dmalint cache path' or 'dmalint cache clear'");
	dir = dl_cli_cache_dir(given);
	if (!dir)
		return DL_EXIT_ERROR;
	code = strcmp(argv[optind], "clear") == 0 ? clear(dir) : show(dir);
	free(dir);
	return code;
}

const struct dl_command dl_command_cache = {
	.name = "cache",
	.summary = "show or empty the cache folder",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "clear path",
};
