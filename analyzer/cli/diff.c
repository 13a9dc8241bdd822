/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint diff: what one scan has and another has not. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/emission.h"
#include "cli/stored.h"

static const char help[] =
	"Compare two stored scans, of one tree at two times or of two trees.\n"
	"\n"
	"Usage: dmalint diff [OPTION...] [OLD [NEW]]\n"
	"\n"
	"OLD and NEW are numbers of scans, as `dmalint list --scans` prints them. The default of NEW\n"
	"is the newest scan, of OLD the newest one before it of the same source root. Findings are\n"
	"compared by their fingerprints, which hold no line numbers.\n"
	"\n"
	"Options:\n"
	"  --confidence LEVEL  high, medium (default) or low: the least to compare\n"
	"  -f, --format FORMAT write the new findings as gcc, json, sarif, ... does, and nothing "
	"else\n"
	"  -o, --output FILE   write there instead of stdout\n"
	"  --db FILE           the store (default: dmalint.db in the cache folder)\n"
	"  -h, --help          this text\n"
	"\n"
	"Each line: new, gone or moved, confidence, place, message and rule. A finding that was mended\n"
	"and one in a file that NEW did not scan are both gone.\n"
	"\n"
	"Exit status: 0 nothing is new, 1 something is, 2 usage or internal error.\n"
	"\n"
	"Examples:\n"
	"  dmalint diff\n"
	"  dmalint diff 3 5\n"
	"  dmalint diff --format sarif -o new.sarif 3 5\n";

struct diff_command {
	const struct dl_command *command;
	struct dl_emission emission;
	const char *store_path;
	enum dmalint_confidence min_confidence;
	int64_t old_scan;
	int64_t new_scan;
};

enum {
	OPT_CONFIDENCE = 256, /* below the values of enum dl_emission_option */
	OPT_DB,
};

static int take_option(struct diff_command *self, int option, const char *value)
{
	if (option == OPT_DB)
		self->store_path = value;
	else if (option != OPT_CONFIDENCE)
		return dl_emission_option(&self->emission, self->command, option, value);
	else if (!dl_cli_confidence(self->command, value, &self->min_confidence))
		return DL_EXIT_ERROR;
	return DL_EXIT_CLEAN;
}

static int take_scans(struct diff_command *self, int argc, char **argv)
{
	int64_t *const scans[] = {&self->old_scan, &self->new_scan};
	long n;

	if (argc > 2)
		return dl_cli_usage(self->command, "'%s' is one argument too many", argv[2]);
	for (int i = 0; i < argc; i++) {
		if (!dl_cli_number(self->command, i ? "NEW" : "OLD", argv[i], 1, 0x7fffffff, &n))
			return DL_EXIT_ERROR;
		*scans[i] = n;
	}
	return DL_EXIT_CLEAN;
}

static const struct option options[] = {
	DL_EMISSION_OPTIONS,
	{"confidence", required_argument, NULL, OPT_CONFIDENCE},
	{"db", required_argument, NULL, OPT_DB},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static int read_options(struct diff_command *self, int argc, char **argv, bool *stop)
{
	int code = DL_EXIT_CLEAN;
	int c;

	*stop = true;
	while ((c = dl_cli_getopt(self->command, argc, argv, ":hf:o:", options, &code)) !=
	       DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		code = take_option(self, c, optarg);
		if (code != DL_EXIT_CLEAN)
			return code;
	}
	if (self->emission.output && !self->emission.format)
		return dl_cli_usage(self->command, "-o goes with --format");
	*stop = false;
	code = take_scans(self, argc - optind, argv + optind);
	return code == DL_EXIT_CLEAN ? dl_emission_check(&self->emission, self->command) : code;
}

/* ---- which scans ---- */

/* The newest one before @scan of the same root that came to its end; NULL when there is none. */
static const struct dmalint_stored_scan *one_before(const struct dmalint_stored_scans *scans,
						    const struct dmalint_stored_scan *scan)
{
	for (size_t i = 0; i < dmalint_stored_scans_count(scans); i++) {
		const struct dmalint_stored_scan *s = dmalint_stored_scans_at(scans, i);

		if (dmalint_stored_scan_id(s) < dmalint_stored_scan_id(scan) &&
		    !dmalint_stored_scan_was_cancelled(s) &&
		    !strcmp(dmalint_stored_scan_root(s), dmalint_stored_scan_root(scan)))
			return s;
	}
	return NULL;
}

static int find_scans(struct diff_command *self, struct dmalint_store *store)
{
	const struct dmalint_stored_scan *newer, *older;
	struct dmalint_stored_scans *scans;
	struct dmalint_error error;
	int code = DL_EXIT_ERROR;

	if (dmalint_store_scans(store, &scans, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	newer = dl_stored_find(scans, self->new_scan, store);
	older = newer && !self->old_scan ? one_before(scans, newer)
		: newer			 ? dl_stored_find(scans, self->old_scan, store)
					 : NULL;
	if (newer && older) {
		self->new_scan = dmalint_stored_scan_id(newer);
		self->old_scan = dmalint_stored_scan_id(older);
		code = DL_EXIT_CLEAN;
	} else if (newer && !self->old_scan) {
		dl_cli_error("there is no scan of %s before scan %" PRId64
			     "; 'dmalint list --scans' lists them",
			     dmalint_stored_scan_root(newer), dmalint_stored_scan_id(newer));
	}
	dmalint_stored_scans_free(scans);
	return code;
}

/* ---- what differs ---- */

static int read_findings(const struct diff_command *self, struct dmalint_store *store, int64_t scan,
			 int64_t not_in, struct dmalint_findings **out)
{
	const struct dmalint_filter filter = {
		.size = sizeof(filter),
		.min_confidence = self->min_confidence,
		.not_in = not_in,
	};
	struct dmalint_error error;

	if (dmalint_store_findings(store, scan, &filter, out, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	return DL_EXIT_CLEAN;
}

static void print_finding(FILE *out, const char *what, const struct dmalint_finding *f)
{
	struct dmalint_place place = dmalint_finding_place(f);

	dl_cli_print(out, "%-5s  %-6s  %s:%u:%u: %s [%s]", what,
		dmalint_confidence_name(dmalint_finding_confidence(f)), place.path, place.line,
		place.column, dmalint_finding_message(f), dmalint_finding_rule(f));
}

static int by_fingerprint(const void *a, const void *b)
{
	uint64_t x = dmalint_finding_fingerprint(*(const struct dmalint_finding *const *)a);
	uint64_t y = dmalint_finding_fingerprint(*(const struct dmalint_finding *const *)b);

	return (x > y) - (x < y);
}

/* Findings that both have, on other lines. */
static void print_moved(FILE *out, const struct dmalint_findings *older,
			const struct dmalint_findings *newer)
{
	size_t count = dmalint_findings_count(older);
	const struct dmalint_finding **sorted = dl_cli_alloc(count + 1, sizeof(*sorted));

	for (size_t i = 0; i < count; i++)
		sorted[i] = dmalint_findings_at(older, i);
	qsort(sorted, count, sizeof(*sorted), by_fingerprint);
	for (size_t i = 0; i < dmalint_findings_count(newer); i++) {
		const struct dmalint_finding *f = dmalint_findings_at(newer, i);
		const struct dmalint_finding **before =
			bsearch(&f, sorted, count, sizeof(*sorted), by_fingerprint);

		if (before && dmalint_finding_place(*before).line != dmalint_finding_place(f).line)
			print_finding(out, "moved", f);
	}
	free(sorted);
}

static void print_all(FILE *out, const char *what, const struct dmalint_findings *findings)
{
	for (size_t i = 0; i < dmalint_findings_count(findings); i++)
		print_finding(out, what, dmalint_findings_at(findings, i));
}

/* The lists in the order: new, gone, all of the old scan, all of the new one. */
static int print(const struct diff_command *self, struct dmalint_findings *const lists[4])
{
	int code = dmalint_findings_count(lists[0]) ? DL_EXIT_FINDINGS : DL_EXIT_CLEAN;
	struct dl_text out;

	if (self->emission.format)
		return dl_emission_write(&self->emission, lists[0]) == DL_EXIT_CLEAN
			       ? code
			       : DL_EXIT_ERROR;
	dl_text_begin(&out);
	print_all(out.file, "new", lists[0]);
	print_all(out.file, "gone", lists[1]);
	print_moved(out.file, lists[2], lists[3]);
	return dl_text_print(&out, code);
}

static int compare(struct diff_command *self, struct dmalint_store *store)
{
	const int64_t asked[4][2] = {
		{self->new_scan, self->old_scan},
		{self->old_scan, self->new_scan},
		{self->old_scan, 0},
		{self->new_scan, 0},
	};
	/* a format gets what is new, and nothing else */
	const int wanted = self->emission.format ? 1 : 4;
	struct dmalint_findings *lists[4] = {0};
	int code = DL_EXIT_CLEAN;

	for (int i = 0; i < wanted && code == DL_EXIT_CLEAN; i++)
		code = read_findings(self, store, asked[i][0], asked[i][1], &lists[i]);
	if (code == DL_EXIT_CLEAN)
		code = print(self, lists);
	for (int i = 0; i < 4; i++)
		dmalint_findings_free(lists[i]);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct diff_command self = {
		.command = command,
		.min_confidence = DMALINT_CONFIDENCE_MEDIUM,
	};
	struct dmalint_store *store;
	bool stop;
	int code = read_options(&self, argc, argv, &stop);

	if (stop || code != DL_EXIT_CLEAN)
		return code;
	store = dl_cli_open_store(self.store_path, 0, "");
	code = store ? find_scans(&self, store) : DL_EXIT_ERROR;
	if (code == DL_EXIT_CLEAN)
		code = compare(&self, store);
	dmalint_store_close(store);
	return code;
}

const struct dl_command dl_command_diff = {
	.name = "diff",
	.summary = "compare two stored scans: new, gone, moved",
	.help = help,
	.run = run,
	.options = options,
};
