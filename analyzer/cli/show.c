/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint show: one stored finding with its path story and what the store knows of it. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/emission.h"

static const char help[] =
	"Show a stored finding: its path story with source lines, and its history.\n"
	"\n"
	"Usage: dmalint show [OPTION...] ID\n"
	"\n"
	"ID is what `dmalint list` prints first in a line, or a fingerprint or its beginning\n"
	"(at least 4 hex digits).\n"
	"\n"
	"Options:\n"
	"  -f, --format FORMAT  text (default), gcc, json or sarif\n"
	"  -o, --output FILE    write there instead of stdout\n"
	"  --color[=WHEN]       auto (default), always or never\n"
	"  --db FILE            the store (default: dmalint.db in the cache folder)\n"
	"  -h, --help           this text\n"
	"\n"
	"Source lines are read from the tree as it is now: after an edit they may have moved.\n"
	"\n"
	"Examples:\n"
	"  dmalint show 17\n"
	"  dmalint show 9f3a0c11\n";

enum { OPT_DB = 256 };

static int print_history(const struct dmalint_findings *findings)
{
	const struct dmalint_finding *f = dmalint_findings_at(findings, 0);
	const char *function = dmalint_finding_function(f);
	const char *root = dmalint_findings_root(findings);
	time_t seen = (time_t)dmalint_finding_first_seen(f);
	struct dl_text out;
	struct tm tm;
	char when[32];

	strftime(when, sizeof(when), "%Y-%m-%d %H:%M", localtime_r(&seen, &tm));
	dl_text_begin(&out);
	fprintf(out.file, "\nin function  %s\nconfidence   %s\nfingerprint  %016" PRIx64 "\n",
		function ? function : "-", dmalint_confidence_name(dmalint_finding_confidence(f)),
		dmalint_finding_fingerprint(f));
	fprintf(out.file,
		"scan         %" PRId64 " of %s\nfirst seen   %s, scan %" PRId64
		"\nrule         dmalint explain %s\n",
		dmalint_finding_scan(f), root ? root : "?", when, dmalint_finding_first_scan(f),
		dmalint_finding_rule(f));
	return dl_text_print(&out, DL_EXIT_CLEAN);
}

static int show(const struct dl_emission *emission, struct dmalint_store *store, const char *id)
{
	bool is_text = !emission->format || strcmp(emission->format, "text") == 0;
	struct dmalint_findings *findings;
	struct dmalint_error error;
	int code;

	if (dmalint_store_find(store, id, &findings, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	code = dl_emission_write(emission, findings);
	if (code == DL_EXIT_CLEAN && !emission->output && is_text)
		print_history(findings);
	dmalint_findings_free(findings);
	return code;
}

static int open_and_show(const struct dl_emission *emission, const char *given_store,
			 const char *id)
{
	struct dmalint_store *store = dl_cli_open_store(given_store, 0, "");
	int code = store ? show(emission, store, id) : DL_EXIT_ERROR;

	dmalint_store_close(store);
	return code;
}

static const struct option options[] = {
	DL_EMISSION_OPTIONS,
	{"db", required_argument, NULL, OPT_DB},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct dl_emission emission = {0};
	const char *store = NULL;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":hf:o:", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		if (c == OPT_DB)
			store = optarg;
		else
			code = dl_emission_option(&emission, command, c, optarg);
		if (code != DL_EXIT_CLEAN)
			return code;
	}
	if (optind == argc)
		return dl_cli_usage(command,
				    "which finding? Name its id, as 'dmalint list' prints it");
	if (optind + 1 < argc)
		return dl_cli_usage(command, "'%s' is one argument too many", argv[optind + 1]);
	code = dl_emission_check(&emission, command);
	return code == DL_EXIT_CLEAN ? open_and_show(&emission, store, argv[optind]) : code;
}

const struct dl_command dl_command_show = {
	.name = "show",
	.summary = "show a stored finding with its path story",
	.help = help,
	.run = run,
	.options = options,
};
