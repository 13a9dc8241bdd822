/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint list: findings and scans in the store. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/confidence.h"
#include "cli/emission.h"
#include "report/rule_info.h"
#include "store/store.h"

static const char help[] =
	"List the findings of a stored scan.\n"
	"\n"
	"Usage: dmalint list [OPTION...]\n"
	"\n"
	"The newest scan is listed when no other is named.\n"
	"\n"
	"Options:\n"
	"  --rule RULE         only findings of this rule (id or name)\n"
	"  --path PREFIX       only findings in files whose path begins so (drivers/net/)\n"
	"  --confidence LEVEL  high, medium (default) or low: the least to list\n"
	"  --scan N            the scan with this number\n"
	"  --scans             list the scans and not their findings\n"
	"  --files             list the files that were lost or not read whole, and why\n"
	"  -f, --format FORMAT write the findings as gcc, json, sarif, ... does, with their "
	"stories\n"
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
	"  dmalint list --format sarif -o dmalint.sarif\n";

struct list_command {
	const struct dl_command *command;
	const char *store_path;
	struct dl_emission emission;
	struct dl_finding_filter filter;
	long scan;
	bool scans;
	bool files;
	struct dl_arena *arena;
	struct dl_store *store;
};

enum {
	OPT_CONFIDENCE = 256, /* below the values of enum dl_emission_option */
	OPT_DB,
	OPT_FILES,
	OPT_PATH,
	OPT_RULE,
	OPT_SCAN,
	OPT_SCANS,
};

static int set_rule(struct list_command *self, const char *value)
{
	const struct dl_rule_info *r = dl_rule_info_find(value);

	if (!r)
		return dl_cli_error("--rule: there is no rule '%s'; 'dmalint rules' lists them",
				    value);
	self->filter.rule = r->id;
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

static int read_options(struct list_command *self, int argc, char **argv, bool *stop)
{
	static const struct option options[] = {
		DL_EMISSION_OPTIONS,
		{"confidence", required_argument, NULL, OPT_CONFIDENCE},
		{"db", required_argument, NULL, OPT_DB},
		{"files", no_argument, NULL, OPT_FILES},
		{"help", no_argument, NULL, 'h'},
		{"path", required_argument, NULL, OPT_PATH},
		{"rule", required_argument, NULL, OPT_RULE},
		{"scan", required_argument, NULL, OPT_SCAN},
		{"scans", no_argument, NULL, OPT_SCANS},
		{0},
	};
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
	if (self->emission.output && !self->emission.emitter)
		return dl_cli_usage(self->command, "-o goes with --format");
	*stop = false;
	return dl_emission_check(&self->emission, self->command);
}

/* ---- what is listed ---- */

static void print_scan(struct dl_buf *out, const struct dl_scan_record *s)
{
	time_t finished = (time_t)s->finished;
	struct tm tm;
	char when[32];

	strftime(when, sizeof(when), "%Y-%m-%d %H:%M", localtime_r(&finished, &tm));
	dl_buf_printf(out, "%lld  %s  %llu findings in %llu files", (long long)s->id, when,
		      (unsigned long long)s->counts.findings, (unsigned long long)s->counts.files);
	if (s->counts.lost_files)
		dl_buf_printf(out, " (%llu lost)", (unsigned long long)s->counts.lost_files);
	if (s->exit_status >= 128)
		dl_buf_puts(out, "  INTERRUPTED");
	dl_buf_printf(out, "  %s", s->info.root ? s->info.root : "");
	if (s->info.options && *s->info.options)
		dl_buf_printf(out, "  [%s]", s->info.options);
	dl_buf_putc(out, '\n');
}

static int list_scans(struct list_command *self, struct dl_buf *out, struct dl_error *err)
{
	struct dl_scan_list scans = {0};

	if (dl_store_scans(self->store, self->arena, &scans, err) != DL_OK)
		return dl_cli_error("%s", err->message);
	for (size_t i = 0; i < scans.len; i++)
		print_scan(out, &scans.items[i]);
	return DL_EXIT_CLEAN;
}

/* The scan that was asked for, or the newest. */
static int find_scan(struct list_command *self, struct dl_scan_record *out, struct dl_error *err)
{
	struct dl_scan_list scans = {0};

	if (dl_store_scans(self->store, self->arena, &scans, err) != DL_OK)
		return dl_cli_error("%s", err->message);
	for (size_t i = 0; i < scans.len; i++) {
		if (self->scan && scans.items[i].id != self->scan)
			continue;
		*out = scans.items[i];
		return DL_EXIT_CLEAN;
	}
	if (self->scan)
		return dl_cli_error(
			"there is no finished scan %ld in %s; 'dmalint list --scans' lists them",
			self->scan, self->store_path);
	return dl_cli_error("there is no finished scan in %s; 'dmalint scan PATH' makes one",
			    self->store_path);
}

static int list_files(struct list_command *self, const struct dl_scan_record *scan,
		      struct dl_buf *out, struct dl_error *err)
{
	static const char *const states[] = {"ok", "degraded", "lost"};
	struct dl_file_list files = {0};

	if (dl_store_files(self->store, scan->id, true, self->arena, &files, err) != DL_OK)
		return dl_cli_error("%s", err->message);
	for (size_t i = 0; i < files.len; i++) {
		const struct dl_file_record *f = &files.items[i];

		dl_buf_printf(out, "%s: %s: %s", f->path, states[f->status],
			      f->reason ? f->reason : "");
		if (f->status == DL_FILE_DEGRADED)
			dl_buf_printf(out, " (%zu of %u functions, %u of %u that use the DMA API)",
				      f->degradation_count, f->functions, f->degraded_functions,
				      f->dma_functions);
		dl_buf_putc(out, '\n');
	}
	return DL_EXIT_CLEAN;
}

static int list_findings(struct list_command *self, const struct dl_scan_record *scan,
			 struct dl_buf *out, struct dl_error *err)
{
	struct dl_findings findings = {.arena = self->arena};
	struct dl_finding_record *records = NULL;

	if (dl_store_list(self->store, scan->id, &self->filter, &findings, &records, err) != DL_OK)
		return dl_cli_error("%s", err->message);
	if (self->emission.emitter)
		return dl_emission_write_findings(&self->emission, &findings, scan->info.root);
	for (size_t i = 0; i < findings.len; i++) {
		const struct dl_finding *f = &findings.items[i];

		dl_buf_printf(out, "%lld  %016llx  %-6s  %s:%u:%u: %s [%s]\n",
			      (long long)records[i].id, (unsigned long long)f->fingerprint,
			      dl_confidence_name(f->confidence), f->spot.path, f->spot.line,
			      f->spot.col, f->message, f->rule);
	}
	return DL_EXIT_CLEAN;
}

static int list(struct list_command *self, struct dl_buf *out)
{
	struct dl_scan_record scan = {0};
	struct dl_error err = {0};
	int code;

	if (dl_store_open_existing(self->store_path, &self->store, &err) != DL_OK)
		return dl_cli_error("%s", err.message);
	if (self->scans)
		return list_scans(self, out, &err);
	code = find_scan(self, &scan, &err);
	if (code != DL_EXIT_CLEAN)
		return code;
	if (scan.exit_status >= 128)
		dl_cli_warning(
			"scan %lld was interrupted after %llu files: this list is not all there is",
			(long long)scan.id, (unsigned long long)scan.counts.files);
	return self->files ? list_files(self, &scan, out, &err)
			   : list_findings(self, &scan, out, &err);
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct list_command self = {.command = command, .arena = dl_arena_new()};
	struct dl_buf out = {0};
	bool stop;
	int code;

	self.filter.min_confidence = DL_CONF_MEDIUM;
	code = read_options(&self, argc, argv, &stop);
	if (!stop && code == DL_EXIT_CLEAN) {
		self.store_path = dl_cli_store_path(self.arena, self.store_path);
		code = self.store_path ? list(&self, &out) : DL_EXIT_ERROR;
		if (code == DL_EXIT_CLEAN)
			code = dl_cli_print(&out, code);
	}
	dl_store_close(self.store);
	dl_arena_free(self.arena);
	dl_buf_free(&out);
	return code;
}

const struct dl_command dl_command_list = {
	.name = "list",
	.summary = "list the findings of a stored scan",
	.help = help,
	.run = run,
};
