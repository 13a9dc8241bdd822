/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint fix: edits for findings, shown as a diff or written. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/fixes.h"
#include "cli/interrupt.h"
#include "cli/scan_options.h"
#include "cli/stored.h"
#include "cli/suggest.h"

static const char help[] =
	"Show or apply the fixes of findings, where a fix is certain.\n"
	"\n"
	"Usage: dmalint fix [OPTION...] [PATH|ID]... [-- FLAG...]\n"
	"\n"
	"Paths are scanned now. An ID is a stored finding, as `dmalint list` prints it: its "
	"number, or its\n"
	"fingerprint or the beginning of it. With neither, the findings of the newest stored scan "
	"are taken.\n"
	"\n"
	"Each fix is tried before it is shown: with it the file must parse as it did, the finding "
	"be gone,\n"
	"and no new one be there. What fails that is left out, and a note says so. A stored "
	"finding whose file has\n"
	"changed since its scan is refused. What no certain fix is known for is left alone.\n"
	"\n"
	"Options:\n"
	"  --diff                  print a unified diff, for `git apply` or `patch -p1` (default)\n"
	"  --apply                 write the files, each whole or not at all, and say what was "
	"done\n"
	"  --rule RULE             only findings of this rule (id or name)\n"
	"  --confidence LEVEL      high, medium (default) or low: the least to fix\n"
	"  --db FILE               the store of the IDs (default: dmalint.db in the cache folder)\n"
	"  --config FILE           options of scans in a file (default: .dmalint.json)\n"
	"  --no-config             read no such file\n"
	"  -q, --quiet             no progress, and no notes\n"
	"  -h, --help              this text\n"
	"\n" DL_PARSE_HELP "\n"
	"Exit status: 0 all fixes were shown or written, also when there are none; 2 an error; 3 "
	"some were left out.\n"
	"\n"
	"Examples:\n"
	"  dmalint fix --diff drivers/scsi | git apply\n"
	"  dmalint fix --apply 17\n"
	"  dmalint fix --apply --rule DMA502 drivers/net/ethernet\n"
	"\n"
	"docs/fixes.md says which rules have fixes, and when.\n";

enum { OPT_APPLY = 1024, OPT_SHOW_DIFF, OPT_RULE };

static const struct option options[] = {
	DL_PARSE_OPTIONS,
	{"apply", no_argument, NULL, OPT_APPLY},
	{"confidence", required_argument, NULL, DL_OPTION_CONFIDENCE},
	{"config", required_argument, NULL, DL_OPTION_CONFIG},
	{"db", required_argument, NULL, DL_OPTION_DB},
	{"diff", no_argument, NULL, OPT_SHOW_DIFF},
	{"no-config", no_argument, NULL, DL_OPTION_NO_CONFIG},
	{"quiet", no_argument, NULL, 'q'},
	{"rule", required_argument, NULL, OPT_RULE},
	{0},
};

struct fix_command {
	const struct dl_command *command;
	bool apply;
	bool diff;
	const char *ids[64];
	size_t id_count;
	size_t path_count;
	struct dl_fixes fixes;
	/* of stored findings */
	uint64_t *wanted;
	size_t wanted_count;
	char **paths;
	size_t stored_path_count;
};

/* ---- stored findings ---- */

static void add_stored(struct fix_command *self, char *path, uint64_t fingerprint)
{
	bool known = false;

	self->wanted[self->wanted_count++] = fingerprint;
	for (size_t i = 0; i < self->stored_path_count; i++)
		known |= strcmp(self->paths[i], path) == 0;
	if (known)
		free(path);
	else
		self->paths[self->stored_path_count++] = path;
}

/* Take a finding with its fix; @named: it must have one. */
static int take_stored(struct fix_command *self, const struct dmalint_findings *from,
		       const struct dmalint_finding *f, const char *named)
{
	const struct dmalint_fix *fix = dmalint_finding_fix(f);
	const char *root = dmalint_findings_root(from), *name;
	struct dl_bytes text;
	char *path;
	int code = DL_EXIT_CLEAN;

	if (!fix)
		return named ? dl_cli_error("%s (%s): no certain fix is known; 'dmalint explain "
					    "%s' says what to do",
					    named, dmalint_finding_rule(f), dmalint_finding_rule(f))
			     : DL_EXIT_CLEAN;
	name = dmalint_fix_path(fix);
	path = name[0] == '/' || !root ? dl_cli_format("%s", name)
				       : dl_cli_format("%s/%s", root, name);
	text = dl_bytes_read(path);
	if (!text.data)
		code = dl_cli_error("'%s': %s", path, strerror(errno));
	else if (!dmalint_fix_fits(fix, text.data, text.len))
		code = dl_cli_error("%s has changed since the scan that found %s; scan it again",
				    path, named ? named : "this");
	free(text.data);
	if (code == DL_EXIT_CLEAN)
		add_stored(self, path, dmalint_finding_fingerprint(f));
	else
		free(path);
	return code;
}

static int take_ids(struct fix_command *self, struct dmalint_store *store)
{
	int code = DL_EXIT_CLEAN;

	self->wanted = dl_cli_alloc(self->id_count, sizeof(*self->wanted));
	self->paths = dl_cli_alloc(self->id_count + self->path_count, sizeof(char *));
	for (size_t i = 0; i < self->id_count && code == DL_EXIT_CLEAN; i++) {
		struct dmalint_findings *findings;
		struct dmalint_error error;

		if (dmalint_store_find(store, self->ids[i], &findings, &error) != DMALINT_OK)
			return dl_cli_error("%s", error.message);
		code = take_stored(self, findings, dmalint_findings_at(findings, 0), self->ids[i]);
		dmalint_findings_free(findings);
	}
	return code;
}

static int take_newest(struct fix_command *self, struct dmalint_store *store)
{
	const struct dmalint_filter filter = {.size = sizeof(filter),
					      .min_confidence = self->fixes.confidence};
	struct dmalint_stored_scans *scans = NULL;
	const struct dmalint_stored_scan *newest;
	struct dmalint_findings *findings = NULL;
	struct dmalint_error error;
	int code = DL_EXIT_CLEAN;

	if (dmalint_store_scans(store, &scans, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	newest = dl_stored_find(scans, 0, store);
	if (!newest)
		code = DL_EXIT_ERROR;
	else if (dmalint_store_findings(store, dmalint_stored_scan_id(newest), &filter, &findings,
					&error) != DMALINT_OK)
		code = dl_cli_error("%s", error.message);
	if (code == DL_EXIT_CLEAN) {
		self->wanted =
			dl_cli_alloc(dmalint_findings_count(findings) + 1, sizeof(*self->wanted));
		self->paths = dl_cli_alloc(dmalint_findings_count(findings) + 1, sizeof(char *));
	}
	for (size_t i = 0; code == DL_EXIT_CLEAN && i < dmalint_findings_count(findings); i++)
		code = take_stored(self, findings, dmalint_findings_at(findings, i), NULL);
	dmalint_findings_free(findings);
	dmalint_stored_scans_free(scans);
	return code;
}

/* What is in the store beside the paths that were given; those are in @scan. */
static int read_store(struct fix_command *self, struct dmalint_scan_options *scan, const char *path)
{
	struct dmalint_store *store;
	int code;

	if (self->path_count && !self->id_count)
		return DL_EXIT_CLEAN;
	if (self->path_count)
		return dl_cli_usage(self->command, "name paths or IDs of findings, not both");
	store = dl_cli_open_store(path, 0, "");
	if (!store)
		return DL_EXIT_ERROR;
	code = self->id_count ? take_ids(self, store) : take_newest(self, store);
	dmalint_store_close(store);
	scan->paths = (const char *const *)self->paths;
	scan->path_count = self->stored_path_count;
	self->fixes.wanted = self->wanted;
	self->fixes.wanted_count = self->wanted_count;
	return code;
}

/* ---- what comes out ---- */

static int print_diff(const struct dl_fixed_file *file)
{
	struct dl_bytes diff = dl_tool_diff(file->path, file->name, &file->new);
	int code = DL_EXIT_CLEAN;

	if (diff.data)
		dl_cli_write_stdout(&code, diff.data, diff.len);
	free(diff.data);
	return diff.data && !code ? DL_EXIT_CLEAN : DL_EXIT_ERROR;
}

static int write_file(const struct dl_fixed_file *file)
{
	struct dl_bytes now = dl_bytes_read(file->path);
	bool same =
		now.data && now.len == file->old.len && !memcmp(now.data, file->old.data, now.len);
	struct dmalint_error error;

	free(now.data);
	if (!same)
		return dl_cli_error("%s has changed meanwhile; it is left as it is", file->path);
	if (access(file->path, W_OK) != 0)
		return dl_cli_error("'%s': %s", file->path, strerror(errno));
	if (dmalint_fix_write(file->path, file->new.data, file->new.len, &error) != DMALINT_OK)
		return dl_cli_error("%s", error.message);
	return DL_EXIT_CLEAN;
}

/* Those of a file that could not be written have not been made. */
static void print_titles(const struct dl_fixes *fixes, const struct dl_fixed_file *file)
{
	size_t n = strlen(file->name);

	for (size_t i = 0; i < fixes->taken; i++)
		if (strncmp(fixes->titles[i], file->name, n) == 0 && fixes->titles[i][n] == ':')
			dl_cli_print(stdout, "%s", fixes->titles[i]);
}

static int put_out(const struct fix_command *self)
{
	const struct dl_fixes *fixes = &self->fixes;
	int code = DL_EXIT_CLEAN;

	for (size_t i = 0; i < fixes->file_count; i++) {
		const struct dl_fixed_file *file = &fixes->files[i];
		int one = !file->count	? DL_EXIT_CLEAN
			  : self->apply ? write_file(file)
					: print_diff(file);

		if (file->count && self->apply && one == DL_EXIT_CLEAN)
			print_titles(fixes, file);
		code = one == DL_EXIT_CLEAN ? code : one;
	}
	if (!fixes->quiet)
		dl_cli_note("%zu of %zu finding%s %s a fix; %zu %s%s", fixes->offered,
			    fixes->findings, fixes->findings == 1 ? "" : "s",
			    fixes->offered == 1 ? "has" : "have", fixes->taken,
			    self->apply ? "applied" : "shown",
			    fixes->left_out ? ", the others were left out" : "");
	return code != DL_EXIT_CLEAN ? code : fixes->left_out ? DL_EXIT_INCOMPLETE : DL_EXIT_CLEAN;
}

static int use_options(void *arg, struct dmalint_scan_options *scan, const char *store)
{
	struct fix_command *self = arg;
	int code = read_store(self, scan, store);
	int sig = 0;

	if (code == DL_EXIT_CLEAN && scan->path_count)
		code = dl_fixes_try(&self->fixes, scan, &sig);
	if (code == DL_EXIT_CLEAN && self->wanted_count && !self->fixes.findings)
		code = dl_cli_error("no such finding is there any more; with other options of the "
				    "scan it may be");
	if (code == DL_EXIT_CLEAN)
		code = put_out(self);
	dl_fixes_free(&self->fixes);
	for (size_t i = 0; i < self->stored_path_count; i++)
		free(self->paths[i]);
	free(self->paths);
	free(self->wanted);
	if (sig)
		dl_interrupt_die(sig);
	return code;
}

/* ---- options ---- */

static int take_option(struct fix_command *self, int c, const char *value)
{
	const struct dmalint_rule *rule;

	switch (c) {
	case OPT_APPLY:
		self->apply = true;
		break;
	case OPT_SHOW_DIFF:
		self->diff = true;
		break;
	case OPT_RULE:
		rule = dmalint_rule_find(value);
		if (!rule)
			return dl_cli_no_rule("--rule", value);
		self->fixes.rule = dmalint_rule_id(rule);
		break;
	case DL_OPTION_CONFIDENCE:
		return dl_cli_confidence(self->command, value, &self->fixes.confidence)
			       ? DL_EXIT_CLEAN
			       : DL_EXIT_ERROR;
	case 'q':
		self->fixes.quiet = true;
		break;
	}
	return DL_EXIT_CLEAN;
}

/* It is an option of this command alone. */
static bool is_own(int c)
{
	return c == OPT_APPLY || c == OPT_SHOW_DIFF || c == OPT_RULE || c == DL_OPTION_CONFIDENCE ||
	       c == 'q';
}

/* As `--name=value`, for dl_scan_arguments(). */
static char *passed_on(int c, const char *value)
{
	for (const struct option *o = options; o->name; o++)
		if (o->val == c)
			return value ? dl_cli_format("--%s=%s", o->name, value)
				     : dl_cli_format("--%s", o->name);
	return dl_cli_format("-%c", c);
}

/* Digits and letters of a number or a fingerprint, and nothing on the disk. */
static bool is_id(const char *word)
{
	const char *s = word + (*word == '#');

	if (!*s || access(word, F_OK) == 0)
		return false;
	while (isxdigit((unsigned char)*s))
		s++;
	return !*s;
}

/* The arguments of the scan that is done: options, paths, flags for the compiler. */
static int run_scan(struct fix_command *self, char **scan, int count, int own, int argc,
		    char **argv)
{
	int code = DL_EXIT_CLEAN;

	for (int i = optind; i < own && code == DL_EXIT_CLEAN; i++) {
		if (!is_id(argv[i])) {
			scan[count++] = dl_cli_format("%s", argv[i]);
			self->path_count++;
		} else if (self->id_count < sizeof(self->ids) / sizeof(self->ids[0])) {
			self->ids[self->id_count++] = argv[i];
		} else {
			code = dl_cli_usage(self->command, "more than %zu IDs at a time",
					    sizeof(self->ids) / sizeof(self->ids[0]));
		}
	}
	for (int i = own; i < argc; i++)
		scan[count++] = dl_cli_format("%s", argv[i]);
	optind = 0; /* they are read again */
	return code != DL_EXIT_CLEAN ? code
				     : dl_scan_arguments(self->command, NULL, count, scan, use_options, self);
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct fix_command self = {.command = command,
				   .fixes.confidence = DMALINT_CONFIDENCE_MEDIUM};
	size_t room = 3;
	char **scan;
	int count = 0, code = DL_EXIT_CLEAN, own = 1, c = DL_OPT_STOP;

	/* letters of options may stand together in one word */
	for (int i = 0; i < argc; i++)
		room += 1 + strlen(argv[i]);
	scan = dl_cli_alloc(room, sizeof(char *));
	scan[count++] = argv[0];
	scan[count++] = dl_cli_format("--quiet");
	while (own < argc && strcmp(argv[own], "--") != 0)
		own++;
	while (code == DL_EXIT_CLEAN && (c = dl_cli_getopt(command, own, argv, DL_PARSE_LETTERS "q",
							   options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			break;
		code = take_option(&self, c, optarg);
		if (code == DL_EXIT_CLEAN && !is_own(c))
			scan[count++] = passed_on(c, optarg);
	}
	if (c == DL_OPT_END && self.apply && self.diff)
		code = dl_cli_usage(command, "--diff and --apply exclude each other");
	if (c == DL_OPT_END && code == DL_EXIT_CLEAN)
		code = run_scan(&self, scan, count, own, argc, argv);
	for (char **word = scan + 1; *word; word++)
		free(*word);
	free(scan);
	return code;
}

const struct dl_command dl_command_fix = {
	.name = "fix",
	.summary = "show or apply the fixes of findings",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "FILE",
};
