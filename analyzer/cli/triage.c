/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint triage: what people say of findings. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
	"Say what a finding is worth. It holds in all scans that are kept in the store, when lines\n"
	"move and when the file gets another name.\n"
	"\n"
	"Usage: dmalint triage [OPTION...] VERDICT ID...\n"
	"       dmalint triage --export FILE | --import FILE\n"
	"\n"
	"ID is what `dmalint list` prints first in a line, or a fingerprint or its beginning.\n"
	"\n"
	"Verdicts:\n"
	"  --false-positive  it is none; not reported any more\n"
	"  --wont-fix        it is one and stays; not reported any more\n"
	"  --confirmed       it is one\n"
	"  --fixed           it is mended; said when it is found again\n"
	"  --forget          nothing was said\n"
	"\n"
	"Options:\n"
	"  --note TEXT       why\n"
	"  --export FILE     write all verdicts to a text file, for version control\n"
	"  --import FILE     take over the verdicts of such a file that are younger\n"
	"  --db FILE         the store (default: dmalint.db in the cache folder)\n"
	"  -h, --help        this text\n"
	"\n"
	"`dmalint list --include-suppressed` shows what is not reported, with the notes.\n"
	"\n"
	"Examples:\n"
	"  dmalint triage --false-positive --note 'the bus tests it' 17\n"
	"  dmalint triage --confirmed 9f3a0c11 42\n"
	"  dmalint triage --export dmalint.verdicts\n";

enum {
	OPT_DB = 256,
	OPT_EXPORT,
	OPT_IMPORT,
	OPT_NOTE,
	OPT_FIRST_VERDICT, /* and the enumerators of dmalint_verdict */
};

#define VERDICT(name, verdict)                                                                     \
	{                                                                                          \
		name, no_argument, NULL, OPT_FIRST_VERDICT + (int)(verdict)                        \
	}

static const struct option options[] = {
	{"db", required_argument, NULL, OPT_DB},
	{"export", required_argument, NULL, OPT_EXPORT},
	{"help", no_argument, NULL, 'h'},
	{"import", required_argument, NULL, OPT_IMPORT},
	{"note", required_argument, NULL, OPT_NOTE},
	VERDICT("confirmed", DMALINT_VERDICT_CONFIRMED),
	VERDICT("false-positive", DMALINT_VERDICT_FALSE_POSITIVE),
	VERDICT("fixed", DMALINT_VERDICT_FIXED),
	VERDICT("forget", DMALINT_NO_VERDICT),
	VERDICT("wont-fix", DMALINT_VERDICT_WONT_FIX),
	{0},
};

struct triage_command {
	const struct dl_command *command;
	const char *store_path;
	const char *export_to;
	const char *import_from;
	const char *note;
	int verdicts; /* how many were given */
	enum dmalint_verdict verdict;
	char **ids;
	int id_count;
};

static void take_option(struct triage_command *self, int option, const char *value)
{
	switch (option) {
	case OPT_DB:
		self->store_path = value;
		break;
	case OPT_EXPORT:
		self->export_to = value;
		break;
	case OPT_IMPORT:
		self->import_from = value;
		break;
	case OPT_NOTE:
		self->note = value;
		break;
	default:
		self->verdict = (enum dmalint_verdict)(option - OPT_FIRST_VERDICT);
		self->verdicts++;
		break;
	}
}

static int check(const struct triage_command *self)
{
	bool files = self->export_to || self->import_from;

	if (self->export_to && self->import_from)
		return dl_cli_usage(self->command, "--export and --import exclude each other");
	if (files && (self->verdicts || self->id_count || self->note))
		return dl_cli_usage(self->command, "--export and --import are about all verdicts");
	if (self->export_to && !dl_cli_may_replace("--export", self->export_to))
		return DL_EXIT_ERROR;
	if (files)
		return DL_EXIT_CLEAN;
	if (self->verdicts != 1)
		return dl_cli_usage(self->command, "%s: --false-positive, --confirmed, --fixed, "
						   "--wont-fix or --forget",
				    self->verdicts ? "only one verdict" : "which verdict");
	if (!self->id_count)
		return dl_cli_usage(self->command,
				    "of which finding? Name its id, as 'dmalint list' prints it");
	if (self->note && strpbrk(self->note, "\n\t\r"))
		return dl_cli_usage(self->command, "--note takes one line without tabs");
	return DL_EXIT_CLEAN;
}

static int say(const struct triage_command *self, struct dmalint_store *store)
{
	struct dmalint_error error;

	for (int i = 0; i < self->id_count; i++)
		if (dmalint_store_set_verdict(store, self->ids[i], self->verdict, self->note,
					      &error) != DMALINT_OK)
			return dl_cli_error("%s", error.message);
	return DL_EXIT_CLEAN;
}

static int work(const struct triage_command *self, struct dmalint_store *store)
{
	struct dmalint_error error;
	enum dmalint_status status;
	size_t count;

	if (!self->export_to && !self->import_from)
		return say(self, store);
	status = self->export_to
			 ? dmalint_store_export_verdicts(store, self->export_to, &count, &error)
			 : dmalint_store_import_verdicts(store, self->import_from, &count, &error);
	if (status != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	fprintf(stderr, "dmalint: %zu verdict%s %s\n", count, count == 1 ? "" : "s",
		self->export_to ? "written" : "taken over");
	return DL_EXIT_CLEAN;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct triage_command self = {.command = command};
	struct dmalint_store *store;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":h", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		take_option(&self, c, optarg);
	}
	self.ids = argv + optind;
	self.id_count = argc - optind;
	code = check(&self);
	if (code != DL_EXIT_CLEAN)
		return code;
	/* a team's file may come before the first scan */
	store = dl_cli_open_store(self.store_path, self.import_from ? DMALINT_STORE_CREATE : 0, "");
	code = store ? work(&self, store) : DL_EXIT_ERROR;
	dmalint_store_close(store);
	return code;
}

const struct dl_command dl_command_triage = {
	.name = "triage",
	.summary = "say what a stored finding is worth",
	.help = help,
	.run = run,
	.options = options,
};
