/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint merge: the stores of shards become one. */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

static const char help[] =
	"Join the stores of the shards of a scan.\n"
	"\n"
	"Usage: dmalint merge [OPTION...] OUT.db IN.db...\n"
	"\n"
	"The newest scan of each IN.db is one shard, of 'dmalint scan --shard K/N --db IN.db'. All N of\n"
	"them have to be there, each once, of the same tree and with the same options. OUT.db then has the\n"
	"scan as one machine would have made it; when it is a store already, as its newest scan.\n"
	"\n"
	"Options:\n"
	"  --keep N      how many scans OUT.db keeps, with this one (default 20, 0: all)\n"
	"  --exit-zero   exit status 0 although there are findings\n"
	"  -q, --quiet   no summary on stderr\n"
	"  -h, --help    this text\n"
	"\n"
	"Exit status: that of the whole scan (dmalint help scan), 2 when the stores do not fit.\n"
	"\n"
	"Examples:\n"
	"  dmalint merge all.db 1.db 2.db 3.db 4.db\n"
	"  dmalint list --db all.db --format sarif -o dmalint.sarif\n";

enum { OPT_KEEP = 256, OPT_EXIT_ZERO };

static const struct option options[] = {
	{"exit-zero", no_argument, NULL, OPT_EXIT_ZERO},
	{"help", no_argument, NULL, 'h'},
	{"keep", required_argument, NULL, OPT_KEEP},
	{"quiet", no_argument, NULL, 'q'},
	{0},
};

struct merge_command {
	const struct dl_command *command;
	const char *out;
	char **in;
	size_t count;
	char *command_line;
	long keep;
	bool exit_zero;
	bool quiet;
	struct dmalint_store **stores; /* beside @in */
};

static int read_options(struct merge_command *self, int argc, char **argv, bool *stop)
{
	int code = DL_EXIT_CLEAN;
	int c;

	*stop = true;
	while ((c = dl_cli_getopt(self->command, argc, argv, ":hq", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		if (c == OPT_KEEP && !dl_cli_number(self->command, "--keep", optarg, 0, 1000000, &self->keep))
			return DL_EXIT_ERROR;
		self->exit_zero |= c == OPT_EXIT_ZERO;
		self->quiet |= c == 'q';
	}
	if (argc - optind < 2)
		return dl_cli_usage(self->command, "name the store to make, and the stores of the shards");
	self->out = argv[optind];
	self->in = argv + optind + 1;
	self->count = (size_t)(argc - optind - 1);
	*stop = false;
	return DL_EXIT_CLEAN;
}

/* The merged scan as `dmalint scan` would end with it. */
static int report(const struct merge_command *self, struct dmalint_store *out, int64_t id)
{
	struct dmalint_stored_scans *scans;
	struct dmalint_error error;
	int code = DL_EXIT_ERROR;

	if (dmalint_store_scans(out, &scans, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	for (size_t i = 0; i < dmalint_stored_scans_count(scans); i++) {
		const struct dmalint_stored_scan *s = dmalint_stored_scans_at(scans, i);
		const struct dmalint_stored_counts *n = dmalint_stored_scan_counts(s);

		if (dmalint_stored_scan_id(s) != id)
			continue;
		code = dmalint_stored_scan_exit_status(s);
		if (!self->quiet)
			dl_cli_note("%" PRIu64 " findings of any confidence in %" PRIu64 " files, %" PRIu64
				    " of them not analysed; kept as scan %" PRId64,
				    n->findings, n->files, n->lost_files, id);
	}
	dmalint_stored_scans_free(scans);
	return self->exit_zero && code == DL_EXIT_FINDINGS ? DL_EXIT_CLEAN : code;
}

static int merge_into(const struct merge_command *self, struct dmalint_store *out, bool *is_kept)
{
	struct dmalint_error error;
	int64_t id;

	if (dmalint_store_merge(out, self->stores, self->count, self->command_line, (unsigned int)self->keep, &id,
				&error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	*is_kept = true;
	return report(self, out, id);
}

/* The shards first: when one is not there, or they do not fit, nothing is made. */
static int open_and_merge(struct merge_command *self)
{
	struct stat there;
	bool is_new = lstat(self->out, &there) != 0, is_kept = false; /* a link, too, is somebody's */
	struct dmalint_store *out;
	int code;

	for (size_t i = 0; i < self->count; i++) {
		self->stores[i] = dl_cli_open_store(self->in[i], 0, "");
		if (!self->stores[i])
			return DL_EXIT_ERROR;
	}
	out = dl_cli_open_store(self->out, DMALINT_STORE_CREATE, "");
	if (!out)
		return DL_EXIT_ERROR;
	code = merge_into(self, out, &is_kept);
	dmalint_store_close(out);
	if (is_new && !is_kept)
		unlink(self->out);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct merge_command self = {
		.command = command,
		.command_line = dl_cli_line(argc + 1, argv - 1),
		.keep = DL_DEFAULT_KEEP,
		.stores = dl_cli_alloc((size_t)argc, sizeof(*self.stores)),
	};
	bool stop;
	int code = read_options(&self, argc, argv, &stop);

	if (!stop)
		code = open_and_merge(&self);
	for (size_t i = 0; i < self.count; i++)
		dmalint_store_close(self.stores[i]);
	free(self.stores);
	free(self.command_line);
	return code;
}

const struct dl_command dl_command_merge = {
	.name = "merge",
	.summary = "join the stores of the shards of a scan",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "FILE",
};
