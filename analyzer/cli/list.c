/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint list: findings and scans in the store. */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/emission.h"
#include "cli/stored.h"
#include "cli/suggest.h"

static const char help[] =
	"List the findings of a stored scan.\n"
	"\n"
	"Usage: dmalint list [OPTION...]\n"
	"\n"
	"The newest scan that was not interrupted is listed when no other is named.\n"
	"\n"
	"Options:\n"
	"  --rule RULE         only findings of this rule (id or name)\n"
	"  --path PREFIX       only findings in files whose path begins so (drivers/net/)\n"
	"  --confidence LEVEL  high, medium (default) or low: the least to list\n"
	"  --include-suppressed  also findings that comments in the source allow\n"
	"  --scan N            the scan with this number\n"
	"  --scans             list the scans and not their findings\n"
	"  --files             list the files that were lost or not read whole, and why\n"
	"  -f, --format FORMAT write the findings as gcc, json, sarif, html, ... does, with\n"
	"                      their stories\n"
	"  -o, --output FILE   write there instead of stdout\n"
	"  --db FILE           the store (default: dmalint.db in the cache folder)\n"
	"  -h, --help          this text\n"
	"\n"
	"Each line: id, fingerprint, confidence, place, message and rule. `dmalint show ID` shows "
	"one.\n"
	"\n"
	"Examples:\n"
	"  dmalint list --rule DMA101 --path drivers/net/\n"
	"  dmalint list --scans\n"
	"  dmalint list --scan 3 --confidence low\n"
	"  dmalint list --format sarif -o dmalint.sarif\n"
	"  dmalint list --confidence low --format html -o dmalint.html\n";

struct list_command {
	const struct dl_command *command;
	const char *store_path;
	struct dl_emission emission;
	struct dmalint_filter filter;
	long scan;
	bool scans;
	bool files;
	struct dmalint_store *store;
};

enum {
	OPT_CONFIDENCE = 256, /* below the values of enum dl_emission_option */
	OPT_DB,
	OPT_FILES,
	OPT_INCLUDE_SUPPRESSED,
	OPT_PATH,
	OPT_RULE,
	OPT_SCAN,
	OPT_SCANS,
};

static int set_rule(struct list_command *self, const char *value)
{
	const struct dmalint_rule *r = dmalint_rule_find(value);

	if (!r)
		return dl_cli_no_rule("--rule", value);
	self->filter.rule = dmalint_rule_id(r);
	return DL_EXIT_CLEAN;
}

static int take_option(struct list_command *self, int option, const char *value)
{
	switch (option) {
	case OPT_CONFIDENCE:
		if (!dl_cli_confidence(self->command, value, &self->filter.min_confidence))
			return DL_EXIT_ERROR;
		break;
	case OPT_DB:
		self->store_path = value;
		break;
	case OPT_FILES:
		self->files = true;
		break;
	case OPT_INCLUDE_SUPPRESSED:
		self->filter.suppressed = true;
		break;
	case OPT_PATH:
		self->filter.path_prefix = value;
		break;
	case OPT_RULE:
		return set_rule(self, value);
	case OPT_SCAN:
		if (!dl_cli_number(self->command, "--scan", value, 1, 0x7fffffff, &self->scan))
			return DL_EXIT_ERROR;
		break;
	case OPT_SCANS:
		self->scans = true;
		break;
	default:
		return dl_emission_option(&self->emission, self->command, option, value);
	}
	return DL_EXIT_CLEAN;
}

static const struct option options[] = {
	DL_EMISSION_OPTIONS,
	{"confidence", required_argument, NULL, OPT_CONFIDENCE},
	{"db", required_argument, NULL, OPT_DB},
	{"files", no_argument, NULL, OPT_FILES},
	{"help", no_argument, NULL, 'h'},
	{"include-suppressed", no_argument, NULL, OPT_INCLUDE_SUPPRESSED},
	{"path", required_argument, NULL, OPT_PATH},
	{"rule", required_argument, NULL, OPT_RULE},
	{"rules", required_argument, NULL, OPT_RULE}, /* as scan has it */
	{"scan", required_argument, NULL, OPT_SCAN},
	{"scans", no_argument, NULL, OPT_SCANS},
	{0},
};

static int read_options(struct list_command *self, int argc, char **argv, bool *stop)
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
	if (optind < argc)
		return dl_cli_usage(self->command,
				    "'%s' is one argument too many; --path PREFIX selects files",
				    argv[optind]);
	if (self->emission.output && !self->emission.format)
		return dl_cli_usage(self->command, "-o goes with --format");
	*stop = false;
	return dl_emission_check(&self->emission, self->command);
}

/* ---- what is listed ---- */

static void print_scan(FILE *out, const struct dmalint_stored_scan *s)
{
	const struct dmalint_stored_counts *counts = dmalint_stored_scan_counts(s);
	time_t finished = (time_t)dmalint_stored_scan_finished(s);
	const char *command_line = dmalint_stored_scan_command_line(s);
	struct tm tm;
	char when[32], lost[40];

	strftime(when, sizeof(when), "%Y-%m-%d %H:%M", localtime_r(&finished, &tm));
	snprintf(lost, sizeof(lost), " (%" PRIu64 " lost)", counts->lost_files);
	dl_cli_print(out, "%" PRId64 "  %s  %" PRIu64 " findings in %" PRIu64 " files%s%s  %s%s%s%s",
		     dmalint_stored_scan_id(s), when, counts->findings, counts->files,
		     counts->lost_files ? lost : "",
		     dmalint_stored_scan_was_cancelled(s) ? "  INTERRUPTED" : "",
		     dmalint_stored_scan_root(s), *command_line ? "  [" : "", command_line,
		     *command_line ? "]" : "");
}

static int list_scans(const struct dmalint_stored_scans *scans, FILE *out)
{
	for (size_t i = 0; i < dmalint_stored_scans_count(scans); i++)
		print_scan(out, dmalint_stored_scans_at(scans, i));
	return DL_EXIT_CLEAN;
}

static void print_file(FILE *out, const struct dmalint_file *f)
{
	const struct dmalint_health_counts *counts = dmalint_file_counts(f);
	const char *reason = dmalint_file_reason(f);

	if (dmalint_file_health(f) == DMALINT_HEALTH_LOST)
		dl_cli_print(out, "%s: lost: %s", dmalint_file_path(f), reason ? reason : "");
	else
		dl_cli_print(out,
			     "%s: degraded: %s (%u of %u functions, %u of %u that use the DMA API)",
			     dmalint_file_path(f), reason ? reason : "", counts->degraded,
			     counts->functions, counts->dma_degraded, counts->dma_functions);
}

static int list_files(struct list_command *self, int64_t scan, FILE *out)
{
	struct dmalint_files *files;
	struct dmalint_error error;

	if (dmalint_store_files(self->store, scan, DMALINT_FILES_TROUBLED, &files, &error) !=
	    DMALINT_OK)
		return dl_cli_error("%s", error.message);
	for (size_t i = 0; i < dmalint_files_count(files); i++)
		print_file(out, dmalint_files_at(files, i));
	dmalint_files_free(files);
	return DL_EXIT_CLEAN;
}

static void print_finding(FILE *out, const struct dmalint_finding *f)
{
	struct dmalint_place place = dmalint_finding_place(f);

	dl_cli_print(out, "%" PRId64 "  %016" PRIx64 "  %-6s  %s:%u:%u: %s [%s]",
		dmalint_finding_id(f), dmalint_finding_fingerprint(f),
		dmalint_confidence_name(dmalint_finding_confidence(f)), place.path, place.line,
		place.column, dmalint_finding_message(f), dmalint_finding_rule(f));
}

static int list_findings(struct list_command *self, int64_t scan, FILE *out)
{
	struct dmalint_findings *findings;
	struct dmalint_error error;
	int code = DL_EXIT_CLEAN;

	if (dmalint_store_findings(self->store, scan, &self->filter, &findings, &error) !=
	    DMALINT_OK)
		return dl_cli_error("%s", error.message);
	if (self->emission.format)
		code = dl_emission_write(&self->emission, findings);
	for (size_t i = 0; !self->emission.format && i < dmalint_findings_count(findings); i++)
		print_finding(out, dmalint_findings_at(findings, i));
	dmalint_findings_free(findings);
	return code;
}

/*
 * --path as people write it: "./drivers", "drivers/net" or a full path from wherever they are. What is there
 * is named as findings are, below @root or in full, a folder with its slash; what is not, as it is. In @room.
 */
static const char *path_below(const char *given, const char *root, char room[PATH_MAX + 1])
{
	char real[PATH_MAX];
	const char *below = real;
	size_t len = strlen(root);
	struct stat st;

	if (!realpath(given, real) || stat(real, &st) != 0)
		return strncmp(given, "./", 2) == 0 ? given + 2 : given;
	if (strncmp(real, root, len) == 0 && (real[len] == '/' || !real[len]))
		below += len + (real[len] == '/');
	snprintf(room, PATH_MAX + 1, "%s%s", below, *below && S_ISDIR(st.st_mode) ? "/" : "");
	return room;
}

static int list_scan(struct list_command *self, const struct dmalint_stored_scan *scan, FILE *out)
{
	int64_t id = dmalint_stored_scan_id(scan);
	uint64_t lost = dmalint_stored_scan_counts(scan)->lost_files;
	char room[PATH_MAX + 1];

	if (self->filter.path_prefix)
		self->filter.path_prefix = path_below(self->filter.path_prefix,
						      dmalint_stored_scan_root(scan), room);

	if (lost && !self->files)
		dl_cli_warning("scan %" PRId64 " did not analyse %" PRIu64
			       " of its files; 'dmalint list --scan %" PRId64 " --files' names them",
			       id, lost, id);
	if (dmalint_stored_scan_was_cancelled(scan))
		dl_cli_warning("scan %" PRId64 " was interrupted after %" PRIu64
			       " files: this list is not all there is",
			       id, dmalint_stored_scan_counts(scan)->files);
	return self->files ? list_files(self, id, out) : list_findings(self, id, out);
}

static int list(struct list_command *self, FILE *out)
{
	const struct dmalint_stored_scan *scan;
	struct dmalint_stored_scans *scans;
	struct dmalint_error error;
	int code = DL_EXIT_ERROR;

	if (dmalint_store_scans(self->store, &scans, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	if (self->scans)
		code = list_scans(scans, out);
	else if ((scan = dl_stored_find(scans, self->scan, self->store)) != NULL)
		code = list_scan(self, scan, out);
	dmalint_stored_scans_free(scans);
	return code;
}

static int open_and_list(struct list_command *self)
{
	struct dl_text out;
	int code;

	self->store = dl_cli_open_store(self->store_path, 0, "");
	if (!self->store)
		return DL_EXIT_ERROR;
	dl_text_begin(&out);
	code = list(self, out.file);
	if (code == DL_EXIT_CLEAN)
		code = dl_text_print(&out, code);
	else
		dl_text_drop(&out);
	dmalint_store_close(self->store);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct list_command self = {
		.command = command,
		.filter = {.size = sizeof(self.filter),
			   .min_confidence = DMALINT_CONFIDENCE_MEDIUM},
	};
	bool stop;
	int code = read_options(&self, argc, argv, &stop);

	return stop || code != DL_EXIT_CLEAN ? code : open_and_list(&self);
}

const struct dl_command dl_command_list = {
	.name = "list",
	.summary = "list the findings of a stored scan",
	.help = help,
	.run = run,
	.options = options,
};
