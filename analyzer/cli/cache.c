/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint cache: where it is, and how to empty it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
	"Show, trim or empty the cache folder.\n"
	"\n"
	"Usage: dmalint cache path|show|clear [--cache-dir DIR]\n"
	"       dmalint cache trim --max-size MIB [--cache-dir DIR]\n"
	"\n"
	"  path    print the folder\n"
	"  show    print the folder, and how large what is in it is\n"
	"  trim    drop results of scans, those that were not used for the longest time first, until\n"
	"          no more than MIB are left (each scan does that at 2048)\n"
	"  clear   remove synthesised and precompiled headers, and the results of earlier scans\n"
	"          that spare the next one work; they are made again when needed.\n"
	"          The store (dmalint.db) with its findings stays.\n"
	"\n"
	"Options:\n"
	"  --max-size MIB    for trim\n"
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

static int trim(const char *dir, uint64_t mib)
{
	struct dmalint_error error;

	if (dmalint_cache_trim(dir, mib << 20, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	return DL_EXIT_CLEAN;
}

static int show_sizes(const char *dir)
{
	struct dmalint_cache_size size = {.size = sizeof(size)};
	struct dmalint_error error;
	struct dl_text out;

	if (dmalint_cache_measure(dir, &size, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	dl_text_begin(&out);
	fprintf(out.file, "folder   %s\nheaders  %" PRIu64 " MiB\nresults  %" PRIu64 " MiB in %" PRIu64 " records\n",
		dir, size.headers >> 20, size.results >> 20, size.records);
	return dl_text_print(&out, DL_EXIT_CLEAN);
}

static int show(const char *dir)
{
	struct dl_text out;

	dl_text_begin(&out);
	fprintf(out.file, "%s\n", dir);
	return dl_text_print(&out, DL_EXIT_CLEAN);
}

enum { OPT_CACHE_DIR = 256, OPT_MAX_SIZE };

static const struct option options[] = {
	{"cache-dir", required_argument, NULL, OPT_CACHE_DIR},
	{"help", no_argument, NULL, 'h'},
	{"max-size", required_argument, NULL, OPT_MAX_SIZE},
	{0},
};

struct job {
	const char *word;
	long mib; /* -1: not given */
};

static int do_job(const struct dl_command *command, const struct job *job, const char *dir)
{
	if (!strcmp(job->word, "trim") && job->mib < 0)
		return dl_cli_usage(command, "say how much may be left: dmalint cache trim --max-size 500");
	if (!strcmp(job->word, "trim"))
		return trim(dir, (uint64_t)job->mib);
	if (!strcmp(job->word, "clear"))
		return clear(dir);
	if (!strcmp(job->word, "show"))
		return show_sizes(dir);
	if (!strcmp(job->word, "path"))
		return show(dir);
	return dl_cli_usage(command, "'%s' is none of path, show, trim and clear", job->word);
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct job job = {.mib = -1};
	const char *given = NULL;
	char *dir;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":h", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		if (c == OPT_CACHE_DIR)
			given = optarg;
		else if (!dl_cli_number(command, "--max-size", optarg, 0, 1 << 30, &job.mib))
			return DL_EXIT_ERROR;
	}
	if (argc - optind != 1)
		return dl_cli_usage(command, "say one of path, show, trim and clear");
	job.word = argv[optind];
	dir = dl_cli_cache_dir(given);
	if (!dir)
		return DL_EXIT_ERROR;
	code = do_job(command, &job, dir);
	free(dir);
	return code;
}

const struct dl_command dl_command_cache = {
	.name = "cache",
	.summary = "show, trim or empty the cache folder",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "clear path show trim",
};
