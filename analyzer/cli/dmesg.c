/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint dmesg: what a kernel has said about wrong use of the DMA API, and what explains it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/dmesg.h"
#include "cli/stored.h"

static const char help[] =
	"Say which findings explain what a kernel has reported about DMA in its log.\n"
	"\n"
	"Usage: dmalint dmesg [OPTION...] FILE\n"
	"\n"
	"FILE is what dmesg, journalctl -k or a serial console has written; -: standard input.\n"
	"In it are looked for: the reports of CONFIG_DMA_API_DEBUG, the USB core's warnings of\n"
	"buffers on the stack, memory that cannot be mapped, bounce buffers that ran\n"
	"out, and other complaints about DMA memory. What was said several times is counted.\n"
	"\n"
	"For each, the findings of a stored scan that can be its cause: of a fitting rule, in a\n"
	"function of the stack trace or in the driver that is named. Where no finding is near\n"
	"the trace, the calls there that it can come from, found by a search of the text.\n"
	"\n"
	"Options:\n"
	"  -f, --format FORMAT  text (default) or json\n"
	"  --scan N             the scan with this number (default: the newest)\n"
	"  --db FILE            the store (default: dmalint.db in the cache folder)\n"
	"  -h, --help           this text\n"
	"\n"
	"Exit status: 0 the log has no such report, 1 it has.\n"
	"\n"
	"Examples:\n"
	"  dmalint dmesg dmesg.txt\n"
	"  dmesg | dmalint dmesg -\n"
	"  journalctl -k -b -1 | dmalint dmesg --format json -\n";

enum { OPT_DB = 256, OPT_SCAN };

static const struct option options[] = {
	{"db", required_argument, NULL, OPT_DB},
	{"format", required_argument, NULL, 'f'},
	{"help", no_argument, NULL, 'h'},
	{"scan", required_argument, NULL, OPT_SCAN},
	{0},
};

struct dmesg_command {
	const struct dl_command *command;
	const char *store_path;
	const char *name; /* of the log */
	long scan;
	bool json;
};

static void explain_all(const struct dl_klog *log, struct dl_klog_sources *sources,
			const struct dmalint_findings *findings, struct dl_klog_explanation *out)
{
	size_t missing = dl_klog_sources_missing(sources);

	for (size_t i = 0; i < log->count; i++)
		dl_klog_explain(&out[i], sources, findings, log->list[i]);
	if (missing)
		dl_cli_warning(
			"%zu files of the scan are not there any more: functions of traces are not "
			"looked for in them",
			missing);
	if (log->passed_over)
		dl_cli_warning("the log has more than %zu different reports; %zu are not shown",
			       log->count, log->passed_over);
}

/* @findings: all of the scan, also those that are hidden or not sure. */
static int answer(const struct dmesg_command *self, const struct dl_klog *log,
		  struct dl_klog_sources *sources, const struct dmalint_findings *findings)
{
	struct dl_klog_explanation *explanations =
		dl_cli_alloc(log->count + 1, sizeof(*explanations));
	struct dl_text out;

	explain_all(log, sources, findings, explanations);
	dl_text_begin(&out);
	(self->json ? dl_dmesg_write_json : dl_dmesg_write_text)(out.file, self->name, log,
								 explanations);
	for (size_t i = 0; i < log->count; i++)
		dl_klog_explanation_free(&explanations[i]);
	free(explanations);
	return dl_text_print(&out, log->count ? DL_EXIT_FINDINGS : DL_EXIT_CLEAN);
}

static int answer_from(const struct dmesg_command *self, const struct dl_klog *log,
		       struct dmalint_store *store, const struct dmalint_stored_scan *scan)
{
	const struct dmalint_filter filter = {.size = sizeof(filter),
					      .min_confidence = DMALINT_CONFIDENCE_LOW,
					      .suppressed = true};
	struct dmalint_findings *findings;
	struct dl_klog_sources *sources;
	struct dmalint_error error;
	int code = DL_EXIT_ERROR;

	if (dmalint_store_findings(store, dmalint_stored_scan_id(scan), &filter, &findings,
				   &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	sources = dl_klog_sources_open(log, store, scan);
	if (sources) {
		code = answer(self, log, sources, findings);
		dl_klog_sources_free(sources);
	}
	dmalint_findings_free(findings);
	return code;
}

static int with_store(const struct dmesg_command *self, const struct dl_klog *log)
{
	struct dmalint_store *store = dl_cli_open_store(
		self->store_path, 0, "; 'dmalint scan PATH' makes one: of the driver's source");
	const struct dmalint_stored_scan *scan;
	struct dmalint_stored_scans *scans;
	struct dmalint_error error;
	int code = DL_EXIT_ERROR;

	if (!store)
		return code;
	if (dmalint_store_scans(store, &scans, &error) != DMALINT_OK) {
		dl_cli_error("%s", error.message);
	} else {
		scan = dl_stored_find(scans, self->scan, store);
		if (scan)
			code = answer_from(self, log, store, scan);
		dmalint_stored_scans_free(scans);
	}
	dmalint_store_close(store);
	return code;
}

static int read_log(const struct dmesg_command *self, FILE *file)
{
	struct dl_klog_words *words = dl_klog_words_new();
	struct dl_klog log;
	int code = dl_klog_read(&log, words, file, self->name);

	if (code == DL_EXIT_CLEAN && !log.count)
		dl_cli_note("'%s' has no report about DMA in its %zu lines; most of them need a "
			    "kernel with "
			    "CONFIG_DMA_API_DEBUG",
			    self->name, log.lines);
	if (code == DL_EXIT_CLEAN && (log.count || self->json))
		code = with_store(self, &log);
	dl_klog_free(&log);
	dl_klog_words_free(words);
	return code;
}

static int open_log(const struct dmesg_command *self)
{
	bool is_stdin = strcmp(self->name, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(self->name, "re");
	int code;

	if (!file)
		return dl_cli_error("cannot read '%s': %s", self->name, strerror(errno));
	code = read_log(self, file);
	if (!is_stdin)
		fclose(file);
	return code;
}

static int take_option(struct dmesg_command *self, int option, const char *value)
{
	bool is_text = option == 'f' && strcmp(value, "text") == 0;

	if (option == OPT_DB)
		self->store_path = value;
	else if (option == OPT_SCAN)
		return dl_cli_number(self->command, "--scan", value, 1, 0x7fffffff, &self->scan)
			       ? DL_EXIT_CLEAN
			       : DL_EXIT_ERROR;
	else if (!is_text && strcmp(value, "json") != 0)
		return dl_cli_usage(self->command, "--format takes text or json, not '%s'", value);
	else
		self->json = !is_text;
	return DL_EXIT_CLEAN;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct dmesg_command self = {.command = command};
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":hf:", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		code = take_option(&self, c, optarg);
		if (code != DL_EXIT_CLEAN)
			return code;
	}
	if (optind + 1 != argc)
		return dl_cli_usage(command,
				    optind == argc
					    ? "which log? Name one file, or - for standard input"
					    : "one log at a time");
	self.name = argv[optind];
	return open_log(&self);
}

const struct dl_command dl_command_dmesg = {
	.name = "dmesg",
	.summary = "say which findings explain what a kernel has reported",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "FILE",
};
