/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint baseline: files of findings that are known. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/stored.h"

static const char help[] =
	"Keep findings that are known in a file, so that only new ones are reported.\n"
	"\n"
	"Usage: dmalint baseline create [OPTION...] FILE\n"
	"       dmalint baseline update [OPTION...] FILE\n"
	"\n"
	"create writes the findings of the newest scan to the new FILE; 'dmalint scan --baseline FILE'\n"
	"reports what is not in it, and warns of entries that are no longer found. update removes\n"
	"these, as far as the newest scan has read their files whole; it never adds. One line for\n"
	"each finding, keyed by fingerprint: the file belongs into version control, and lines may be\n"
	"removed by hand.\n"
	"\n"
	"Options:\n"
	"  --confidence LEVEL  create: high, medium (default) or low: the least to take\n"
	"  --scan N            the scan with this number\n"
	"  --db FILE           the store (default: dmalint.db in the cache folder)\n"
	"  -h, --help          this text\n"
	"\n"
	"Examples:\n"
	"  dmalint scan drivers/ && dmalint baseline create dmalint.baseline\n"
	"  dmalint scan --baseline dmalint.baseline drivers/\n"
	"  dmalint baseline update dmalint.baseline\n";

struct baseline_command {
	const struct dl_command *command;
	const char *store_path;
	enum dmalint_confidence min_confidence;
	long scan;
	bool is_update;
	const char *file;
};

enum {
	OPT_CONFIDENCE = 256,
	OPT_DB,
	OPT_SCAN,
};

static int take_option(struct baseline_command *self, int option, const char *value)
{
	switch (option) {
	case OPT_CONFIDENCE:
		if (!dl_cli_confidence(self->command, value, &self->min_confidence))
			return DL_EXIT_ERROR;
		break;
	case OPT_SCAN:
		if (!dl_cli_number(self->command, "--scan", value, 1, 0x7fffffff, &self->scan))
			return DL_EXIT_ERROR;
		break;
	default:
		self->store_path = value;
		break;
	}
	return DL_EXIT_CLEAN;
}

static int take_arguments(struct baseline_command *self, int argc, char **argv)
{
	const char *verb = argc ? argv[0] : "";

	self->is_update = strcmp(verb, "update") == 0;
	if (!self->is_update && strcmp(verb, "create") != 0)
		return dl_cli_usage(self->command, "%s%s%sbaseline takes create or update, and a file",
				    *verb ? "'" : "", verb, *verb ? "': " : "");
	if (argc < 2)
		return dl_cli_usage(self->command, "which file? As in 'dmalint baseline %s FILE'", verb);
	if (argc > 2)
		return dl_cli_usage(self->command, "'%s' is one argument too many", argv[2]);
	self->file = argv[1];
	return DL_EXIT_CLEAN;
}

static const struct option options[] = {
	{"confidence", required_argument, NULL, OPT_CONFIDENCE},
	{"db", required_argument, NULL, OPT_DB},
	{"help", no_argument, NULL, 'h'},
	{"scan", required_argument, NULL, OPT_SCAN},
	{0},
};

static int read_options(struct baseline_command *self, int argc, char **argv, bool *stop)
{
	int code = DL_EXIT_CLEAN;
	int c;

	*stop = true;
	while ((c = dl_cli_getopt(self->command, argc, argv, ":h", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		code = take_option(self, c, optarg);
		if (code != DL_EXIT_CLEAN)
			return code;
	}
	*stop = false;
	return take_arguments(self, argc - optind, argv + optind);
}

static void tell(const struct baseline_command *self, const struct dmalint_baseline_counts *counts)
{
	if (!self->is_update)
		fprintf(stderr, "dmalint: %" PRIu64 " findings written to %s\n", counts->added,
			self->file);
	else
		fprintf(stderr, "dmalint: %s: %" PRIu64 " removed, %" PRIu64 " found again\n",
			self->file, counts->removed, counts->kept);
	if (counts->unscanned)
		dl_cli_note("%" PRIu64 " more were kept: the scan did not read their files, or not whole",
			    counts->unscanned);
}

static int write_file(const struct baseline_command *self, struct dmalint_store *store, int64_t scan)
{
	struct dmalint_baseline_counts counts = {.size = sizeof(counts)};
	struct dmalint_error error;
	enum dmalint_status status =
		self->is_update ? dmalint_baseline_update(self->file, store, scan, &counts, &error)
				: dmalint_baseline_create(self->file, store, scan,
							  self->min_confidence, &counts, &error);

	if (status != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	tell(self, &counts);
	return DL_EXIT_CLEAN;
}

static int find_and_write(const struct baseline_command *self, struct dmalint_store *store)
{
	const struct dmalint_stored_scan *scan;
	struct dmalint_stored_scans *scans;
	struct dmalint_error error;
	int code = DL_EXIT_ERROR;

	if (dmalint_store_scans(store, &scans, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	scan = dl_stored_find(scans, self->scan, store);
	if (scan)
		code = write_file(self, store, dmalint_stored_scan_id(scan));
	dmalint_stored_scans_free(scans);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct baseline_command self = {
		.command = command,
		.min_confidence = DMALINT_CONFIDENCE_MEDIUM,
	};
	struct dmalint_store *store;
	bool stop;
	int code = read_options(&self, argc, argv, &stop);

	if (stop || code != DL_EXIT_CLEAN)
		return code;
	store = dl_cli_open_store(self.store_path, 0, "");
	code = store ? find_and_write(&self, store) : DL_EXIT_ERROR;
	dmalint_store_close(store);
	return code;
}

const struct dl_command dl_command_baseline = {
	.name = "baseline",
	.summary = "keep findings that are known in a file",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "create update",
};
