/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint show: one stored finding with its path story and what the store knows of it. */
#include <stdio.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/emission.h"
#include "store/store.h"

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

static const struct dl_scan_record *find_scan(const struct dl_scan_list *scans, int64_t id)
{
	for (size_t i = 0; i < scans->len; i++)
		if (scans->items[i].id == id)
			return &scans->items[i];
	return NULL;
}

static void print_history(const struct dl_finding *f, const struct dl_finding_record *r,
			  const struct dl_scan_record *scan)
{
	time_t seen = (time_t)r->first_seen;
	struct dl_buf out = {0};
	struct tm tm;
	char when[32];

	strftime(when, sizeof(when), "%Y-%m-%d %H:%M", localtime_r(&seen, &tm));
	dl_buf_printf(&out, "\nin function  %s\nconfidence   %s\nfingerprint  %016llx\n",
		      f->function ? f->function : "-", dl_confidence_name(f->confidence),
		      (unsigned long long)f->fingerprint);
	dl_buf_printf(&out,
		      "scan         %lld of %s\nfirst seen   %s, scan %lld\nrule         dmalint "
		      "explain %s\n",
		      (long long)r->scan, scan ? scan->info.root : "?", when,
		      (long long)r->first_scan, f->rule);
	dl_cli_print(&out, 0);
	dl_buf_free(&out);
}

static int show(const struct dl_emission *emission, struct dl_store *store, struct dl_arena *arena,
		const char *id)
{
	struct dl_findings findings = {.arena = arena};
	struct dl_finding_record record = {0};
	struct dl_scan_list scans = {0};
	const struct dl_scan_record *scan;
	struct dl_error err = {0};
	int code;

	if (dl_store_get_finding(store, id, &findings, &record, &err) != DL_OK ||
	    dl_store_scans(store, arena, &scans, &err) != DL_OK)
		return dl_cli_error("%s", err.message);
	scan = find_scan(&scans, record.scan);
	code = dl_emission_write_findings(emission, &findings, scan ? scan->info.root : NULL);
	if (code == DL_EXIT_CLEAN && !emission->output &&
	    (!emission->emitter || emission->emitter == dl_emitter_find("text")))
		print_history(&findings.items[0], &record, scan);
	return code;
}

static int open_and_show(const struct dl_emission *emission, const char *given_store,
			 const char *id)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_store *store = NULL;
	struct dl_error err = {0};
	const char *path = dl_cli_store_path(arena, given_store);
	int code = DL_EXIT_ERROR;

	if (path && dl_store_open_existing(path, &store, &err) != DL_OK)
		dl_cli_error("%s", err.message);
	if (store)
		code = show(emission, store, arena, id);
	dl_store_close(store);
	dl_arena_free(arena);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		DL_EMISSION_OPTIONS,
		{"db", required_argument, NULL, OPT_DB},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
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
};
