/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint scan: the command that does the work. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/config.h"
#include "cli/emission.h"
#include "cli/fresh.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "cli/scan_help.h"
#include "cli/scan_options.h"
#include "cli/stats.h"
#include "cli/suggest.h"

/* A tree may have hundreds of files that cannot be read whole: the store has them all. */
#define MAX_WARNINGS 20

/* A list of an option. */
struct word_list {
	const char *option;
	const char *text; /* NULL: not given */
	char *copy;	  /* cut into the words of */
	const char **words; /* ... this array */
	size_t count;
};

struct scan_command {
	struct dl_scan_setup setup;
	struct dl_emission emission;
	struct dl_config config;
	struct dl_fresh fresh;
	struct word_list rules;
	struct word_list disabled;
	struct word_list profiles;
	const char **exclude;
	char *command_line;
	size_t path_count; /* that were given */
	const char *store_path;
	struct dmalint_store *store;
	bool no_store;
	bool stats;
	bool quiet;
	bool exit_zero;
	dl_use_options *use; /* instead of scanning; NULL: scan */
	void *use_arg;
};

/* ---- options ---- */

static bool names_a_rule(const char *word)
{
	for (size_t i = 0; i < dmalint_rule_count(); i++)
		if (dmalint_rule_matches(dmalint_rule_at(i), word))
			return true;
	return false;
}

static bool names_a_profile(const char *word)
{
	for (size_t i = 0; i < dmalint_rule_count(); i++) {
		const char *profile = dmalint_rule_profile(dmalint_rule_at(i));

		if (profile && strcmp(profile, word) == 0)
			return true;
	}
	return false;
}

static int no_profile(const char *word)
{
	struct dl_meant meant = dl_meant_begin(word);

	for (size_t i = 0; i < dmalint_rule_count(); i++)
		if (dmalint_rule_profile(dmalint_rule_at(i)))
			dl_meant_offer(&meant, dmalint_rule_profile(dmalint_rule_at(i)));
	return dl_cli_error("--profile: there is no profile '%s'%s; 'dmalint rules' names them", word, meant.text);
}

static int cut_words(struct word_list *list, bool (*is_known)(const char *word), const char *example)
{
	char *word, *rest = NULL;

	if (!list->text)
		return DL_EXIT_CLEAN;
	list->copy = dl_cli_format("%s", list->text);
	list->words = dl_cli_alloc(strlen(list->text) + 1, sizeof(char *));
	for (word = strtok_r(list->copy, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
		if (!is_known(word))
			return is_known == names_a_rule ? dl_cli_no_rule(list->option, word) : no_profile(word);
		list->words[list->count++] = word;
	}
	if (!list->count)
		return dl_cli_error("%s: the list is empty; name some as in %s %s", list->option, list->option,
				    example);
	return DL_EXIT_CLEAN;
}

static int set_rules(struct scan_command *self)
{
	struct dmalint_scan_options *scan = &self->setup.scan;
	int code = cut_words(&self->rules, names_a_rule, "DMA101,DMA2*");

	if (code == DL_EXIT_CLEAN)
		code = cut_words(&self->disabled, names_a_rule, "DMA101,DMA2*");
	if (code == DL_EXIT_CLEAN)
		code = cut_words(&self->profiles, names_a_profile, "untrusted-device");
	scan->rules = self->rules.words;
	scan->rule_count = self->rules.count;
	scan->disabled_rules = self->disabled.words;
	scan->disabled_rule_count = self->disabled.count;
	scan->profiles = self->profiles.words;
	scan->profile_count = self->profiles.count;
	return code;
}

static int set_fail_on(struct scan_command *self, const char *value)
{
	for (int level = DMALINT_LEVEL_NOTE; level <= DMALINT_LEVEL_ERROR; level++)
		if (strcmp(value, dmalint_level_name((enum dmalint_level)level)) == 0) {
			self->setup.scan.fail_on = (enum dmalint_level)level;
			return DL_EXIT_CLEAN;
		}
	return dl_cli_usage(self->setup.command, "--fail-on takes error, warning or note, not '%s'",
			    value);
}

static int set_keep(struct scan_command *self, const char *value)
{
	long n;

	if (!dl_cli_number(self->setup.command, "--keep", value, 0, 1000000, &n))
		return DL_EXIT_ERROR;
	self->setup.scan.keep_scans = (unsigned int)n;
	return DL_EXIT_CLEAN;
}

static int set_shard(struct scan_command *self, const char *value)
{
	unsigned int shard, shards;
	int end = 0;

	if (sscanf(value, "%5u/%5u%n", &shard, &shards, &end) != 2 || value[end] || shard < 1 || shard > shards)
		return dl_cli_usage(self->setup.command,
				    "--shard takes K/N, one of N shards, as in --shard 2/4; not '%s'", value);
	self->setup.scan.shard = shard;
	self->setup.scan.shards = shards;
	return DL_EXIT_CLEAN;
}

static int take_option(struct scan_command *self, int option, const char *value)
{
	switch (option) {
	case DL_OPTION_CONFIDENCE:
		if (!dl_cli_confidence(self->setup.command, value,
				       &self->setup.scan.min_confidence))
			return DL_EXIT_ERROR;
		break;
	case DL_OPTION_BASELINE:
		self->setup.scan.baseline = value;
		break;
	case DL_OPTION_CHANGED_LINES:
		self->fresh.lines_only = true;
		break;
	case DL_OPTION_DB:
		self->store_path = value;
		break;
	case DL_OPTION_DIFF:
		self->fresh.patch = value;
		break;
	case DL_OPTION_NEW_SINCE:
		self->fresh.since = value;
		break;
	case DL_OPTION_DISABLE:
		self->disabled.text = value;
		break;
	case DL_OPTION_EXCLUDE:
		self->exclude[self->setup.scan.exclude_count++] = value;
		break;
	case DL_OPTION_FAIL_ON:
		return set_fail_on(self, value);
	case DL_OPTION_CONFIG:
	case DL_OPTION_NO_CONFIG:
		break; /* config.c has read them */
	case DL_OPTION_EXIT_ZERO:
		self->exit_zero = true;
		break;
	case DL_OPTION_INCLUDE_SUPPRESSED:
		self->setup.scan.flags |= DMALINT_SCAN_SUPPRESSED;
		break;
	case DL_OPTION_KEEP:
		return set_keep(self, value);
	case DL_OPTION_NO_DB:
		self->no_store = true;
		break;
	case 'q':
		self->quiet = true;
		break;
	case DL_OPTION_PROFILE:
		self->profiles.text = value;
		break;
	case DL_OPTION_RULES:
		self->rules.text = value;
		break;
	case DL_OPTION_SHARD:
		return set_shard(self, value);
	case DL_OPTION_STATS:
		self->stats = true;
		break;
	case DL_OPTION_TRACE:
		self->setup.debug.trace_function = value;
		break;
	default:
		if (dl_emission_owns(option))
			return dl_emission_option(&self->emission, self->setup.command, option,
						  value);
		return dl_setup_option(&self->setup, option, value);
	}
	return DL_EXIT_CLEAN;
}

static const struct option options[] = {
	DL_PARSE_OPTIONS,
	DL_EMISSION_OPTIONS,
	{"baseline", required_argument, NULL, DL_OPTION_BASELINE},
	{"changed-lines", no_argument, NULL, DL_OPTION_CHANGED_LINES},
	{"confidence", required_argument, NULL, DL_OPTION_CONFIDENCE},
	{"config", required_argument, NULL, DL_OPTION_CONFIG},
	{"db", required_argument, NULL, DL_OPTION_DB},
	{"diff", required_argument, NULL, DL_OPTION_DIFF},
	{"disable", required_argument, NULL, DL_OPTION_DISABLE},
	{"exclude", required_argument, NULL, DL_OPTION_EXCLUDE},
	{"exit-zero", no_argument, NULL, DL_OPTION_EXIT_ZERO},
	{"fail-on", required_argument, NULL, DL_OPTION_FAIL_ON},
	{"include-suppressed", no_argument, NULL, DL_OPTION_INCLUDE_SUPPRESSED},
	{"keep", required_argument, NULL, DL_OPTION_KEEP},
	{"new-since", required_argument, NULL, DL_OPTION_NEW_SINCE},
	{"no-config", no_argument, NULL, DL_OPTION_NO_CONFIG},
	{"no-db", no_argument, NULL, DL_OPTION_NO_DB},
	{"profile", required_argument, NULL, DL_OPTION_PROFILE},
	{"quiet", no_argument, NULL, 'q'},
	{"rules", required_argument, NULL, DL_OPTION_RULES},
	{"shard", required_argument, NULL, DL_OPTION_SHARD},
	{"stats", no_argument, NULL, DL_OPTION_STATS},
	{"trace", required_argument, NULL, DL_OPTION_TRACE},
	{0},
};

/* Options that do not go together. */
static int check_options(struct scan_command *self)
{
	const struct dl_command *command = self->setup.command;
	const struct dl_fresh *fresh = &self->fresh;

	if (self->no_store && self->store_path)
		return dl_cli_usage(command, "--db and --no-db exclude each other");
	if (fresh->since && fresh->patch)
		return dl_cli_usage(command, "--new-since and --diff exclude each other");
	if (fresh->lines_only && !dl_fresh_asked(fresh))
		return dl_cli_usage(command, "--changed-lines goes with --new-since or --diff");
	if (self->setup.scan.shards && dl_fresh_asked(fresh))
		return dl_cli_usage(command, "--shard does not go with --new-since or --diff");
	/* what a patch makes of the tree is nowhere when the scan is over */
	self->no_store |= fresh->patch != NULL;
	return DL_EXIT_CLEAN;
}

/* Standard input is one thing only. */
static int check_list(const struct scan_command *self, char **paths, int count)
{
	bool is_read = self->fresh.patch && strcmp(self->fresh.patch, "-") == 0;

	for (int i = 0; is_read && i < count; i++)
		if (strcmp(paths[i], "-") == 0)
			return dl_cli_usage(self->setup.command,
					    "standard input is the patch of --diff: it cannot be a list of files, too");
	return DL_EXIT_CLEAN;
}

static int read_options(struct scan_command *self, int argc, char **argv, bool *stop)
{
	int code = DL_EXIT_CLEAN;
	int c;

	*stop = true;
	while ((c = dl_cli_getopt(self->setup.command, argc, argv, DL_PARSE_LETTERS "f:o:q",
				  options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		code = take_option(self, c, optarg);
		if (code != DL_EXIT_CLEAN)
			return code;
		/* the command line goes before the file, whose options come first */
		if (optind <= 1 + self->config.owned_count)
			self->emission.format_is_given = false;
	}
	code = check_options(self);
	if (code == DL_EXIT_CLEAN)
		code = set_rules(self);
	*stop = code != DL_EXIT_CLEAN;
	return code;
}

/* ---- the scan ---- */

/* All paths are there; if not, the scan says so, and nothing is to be left behind. */
static bool paths_exist(const struct scan_command *self)
{
	for (size_t i = 0; i < self->setup.scan.path_count; i++)
		if (access(self->setup.scan.paths[i], F_OK) != 0)
			return false;
	return true;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return a && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

static int open_store(struct scan_command *self)
{
	if (self->no_store || !paths_exist(self) || self->setup.debug.trace_function)
		return DL_EXIT_CLEAN;
	self->store = dl_cli_open_store(self->store_path, DMALINT_STORE_CREATE,
					" (--db FILE takes another store, --no-db none)");
	self->setup.scan.store = self->store;
	if (!self->store)
		return DL_EXIT_ERROR;
	if (is_same_file(self->emission.output, dmalint_store_path(self->store)))
		return dl_cli_error("-o: '%s' is the store; the output would replace it",
				    self->emission.output);
	return DL_EXIT_CLEAN;
}

static int print_traces(struct dmalint_scan *scan, const char *function)
{
	const char *trace = dmalint_debug_trace(scan);
	struct dl_text out;

	if (!*trace)
		dl_cli_warning("no function '%s' was explored; the engine explores only functions "
			       "that touch the DMA "
			       "API, directly or through a callee",
			       function);
	dl_text_begin(&out);
	fputs(trace, out.file);
	return dl_text_print(&out, DL_EXIT_CLEAN);
}

static void print_lines(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		dl_cli_print(stderr, "%.*s", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void print_notice(const struct dmalint_notice *n)
{
	const char *path = dmalint_notice_path(n);
	const char *detail = dmalint_notice_detail(n);
	uint32_t line = dmalint_notice_line(n);

	if (path[0] && line)
		dl_cli_warning("%s:%u: %s", path, line, dmalint_notice_text(n));
	else
		dl_cli_warning("%s%s%s", path, path[0] ? ": " : "", dmalint_notice_text(n));
	if (detail && detail[0] && dmalint_notice_level(n) == DMALINT_LEVEL_ERROR)
		print_lines(detail);
}

/* Lost files and the like, on stderr: what was not analysed is never passed over in silence. */
static void print_notices(const struct dmalint_scan *scan)
{
	size_t degraded = 0, warnings = 0;

	for (size_t i = 0; i < dmalint_scan_notice_count(scan); i++) {
		const struct dmalint_notice *n = dmalint_scan_notice(scan, i);
		enum dmalint_level level = dmalint_notice_level(n);

		if (level == DMALINT_LEVEL_NOTE && !strcmp(dmalint_notice_id(n), "headers"))
			dl_cli_note("%s", dmalint_notice_text(n));
		else if (level == DMALINT_LEVEL_NOTE)
			degraded += strcmp(dmalint_notice_id(n), "degraded") == 0;
		else if (level == DMALINT_LEVEL_ERROR || ++warnings <= MAX_WARNINGS)
			print_notice(n);
	}
	if (warnings > MAX_WARNINGS)
		dl_cli_warning("and %zu more such warnings; 'dmalint list --files' lists the files",
			       warnings - MAX_WARNINGS);
	if (degraded)
		dl_cli_note("%zu more files have a few functions that could not be read whole; "
			    "--stats says why",
			    degraded);
}

static void print_summary(const struct scan_command *self, const struct dmalint_scan *scan)
{
	const struct dmalint_totals *t = dmalint_scan_totals(scan);
	int64_t kept = dmalint_scan_store_id(scan);

	fprintf(stderr, "dmalint: %" PRIu64 " finding%s in %" PRIu64 " file%s", t->findings,
		t->findings == 1 ? "" : "s", t->files, t->files == 1 ? "" : "s");
	if (t->lost + t->failed)
		fprintf(stderr, ", %" PRIu64 " of them not analysed", t->lost + t->failed);
	if (t->findings_below)
		fprintf(stderr, "; %" PRIu64 " below --confidence %s not shown", t->findings_below,
			dmalint_confidence_name(self->setup.scan.min_confidence));
	if (t->suppressed)
		fprintf(stderr, "; %" PRIu64 " suppressed", t->suppressed);
	if (kept)
		fprintf(stderr, "; kept as scan %" PRId64, kept);
	fputc('\n', stderr);
}

static void tell_empty(const struct dmalint_scan *scan, bool excluding, bool is_shard)
{
	const struct dmalint_totals *t = dmalint_scan_totals(scan);

	if (t->files || is_shard)
		return;
	if (t->seen)
		dl_cli_warning("none of the %" PRIu64
			       " .c files seen names a function of the DMA API; "
			       "--all-files scans "
			       "them all the same",
			       t->seen);
	else
		dl_cli_warning("there is no .c file in the given paths%s",
			       excluding ? " that is not excluded" : "");
}

static int report(struct scan_command *self, struct dmalint_scan *scan)
{
	int code = dmalint_scan_exit_status(scan);
	const char *trouble = dmalint_scan_store_error(scan);

	if (self->setup.debug.trace_function) {
		print_traces(scan, self->setup.debug.trace_function);
		return DL_EXIT_CLEAN;
	}
	if (!self->quiet) {
		print_notices(scan);
		tell_empty(scan, self->setup.scan.exclude_count > 0, self->setup.scan.shards > 0);
	}
	if (dl_emission_write(&self->emission, dmalint_scan_findings(scan)) != DL_EXIT_CLEAN)
		code = DL_EXIT_ERROR;
	if (self->stats)
		dl_cli_print_stats(scan);
	if (!self->quiet)
		print_summary(self, scan);
	if (trouble)
		code = dl_cli_error(
			"the findings above are complete, but the store has not kept them: %s",
			trouble);
	if (self->exit_zero && code == DL_EXIT_FINDINGS)
		code = DL_EXIT_CLEAN;
	return code;
}

static void tell_interrupted(const struct dmalint_scan *scan)
{
	const struct dmalint_files *files = dmalint_scan_files(scan);
	int64_t kept = dmalint_scan_store_id(scan);
	size_t done = 0;

	for (size_t i = 0; i < dmalint_files_count(files); i++)
		done += dmalint_file_health(dmalint_files_at(files, i)) != DMALINT_HEALTH_PENDING;
	if (done)
		dl_cli_error("interrupted after %zu of %zu files; no output was written", done,
			     dmalint_files_count(files));
	else
		dl_cli_error("interrupted before the first of %zu files was analysed; no output was written",
			     dmalint_files_count(files));
	if (kept)
		dl_cli_note("what was finished is kept as scan %" PRId64
			    ": dmalint list --scan %" PRId64,
			    kept, kept);
}

static int run_scan(struct scan_command *self)
{
	struct dmalint_scan *scan = NULL;
	struct dmalint_error error;
	enum dmalint_status status;
	int code = DL_EXIT_ERROR;
	int sig;

	status = dl_run_scan(&scan, &self->setup.scan, self->quiet, &sig, &error);
	if (status == DMALINT_OK)
		code = report(self, scan);
	else if (status == DMALINT_ERR_CANCELLED && scan)
		tell_interrupted(scan);
	else
		dl_cli_error("%s", error.message);
	dmalint_scan_free(scan);
	if (status == DMALINT_ERR_CANCELLED && sig) {
		dmalint_store_close(self->store);
		self->store = NULL;
		dl_interrupt_die(sig);
	}
	return code;
}

/* The other side of the change is scanned first. */
static int run_fresh(struct scan_command *self)
{
	struct dmalint_scan_options *scan = &self->setup.scan;
	int sig;
	int code = dl_fresh_begin(&self->fresh, scan, scan->paths, self->path_count, self->quiet, &sig);

	if (sig) {
		dmalint_store_close(self->store);
		self->store = NULL;
		dl_interrupt_die(sig);
	}
	if (code != DL_EXIT_CLEAN)
		return code;
	if (scan->path_count)
		return run_scan(self);
	if (!self->quiet)
		dl_cli_note("no source is changed: nothing is scanned");
	return dl_emission_write(&self->emission, NULL);
}

static void free_command(struct scan_command *self)
{
	dl_fresh_free(&self->fresh);
	dmalint_store_close(self->store);
	free(self->rules.copy);
	free(self->rules.words);
	free(self->disabled.copy);
	free(self->disabled.words);
	free(self->profiles.copy);
	free(self->profiles.words);
	free(self->exclude);
	free(self->command_line);
	dl_setup_free(&self->setup);
	dl_config_free(&self->config);
}

/* The scan that the arguments, with those of the configuration file, ask for. */
static int run_arguments(struct scan_command *self, const struct dl_command *command, int argc,
			 char **argv)
{
	int own = dl_setup_begin(&self->setup, command, argc, argv);
	bool stop;
	int code;

	self->setup.scan.min_confidence = DMALINT_CONFIDENCE_MEDIUM;
	self->setup.scan.command_line = self->command_line;
	self->setup.scan.keep_scans = DL_DEFAULT_KEEP;
	self->exclude = dl_cli_alloc((size_t)argc, sizeof(char *));
	self->setup.scan.exclude = self->exclude;
	code = read_options(self, own, argv, &stop);
	if (!stop)
		code = check_list(self, argv + optind, own - optind);
	if (!stop && code == DL_EXIT_CLEAN)
		code = dl_setup_end(&self->setup, argv + optind, own - optind);
	self->path_count = optind < own ? self->setup.scan.path_count : 0;
	if (!stop && code == DL_EXIT_CLEAN)
		code = dl_emission_check(&self->emission, command);
	if (self->config.owned_count && (code == DL_EXIT_ERROR || !(self->quiet || stop)))
		dl_cli_note("options of %s hold, too", self->config.file);
	if (stop || code != DL_EXIT_CLEAN)
		return code;
	if (self->use)
		return self->use(self->use_arg, &self->setup.scan, self->store_path);
	code = open_store(self);
	if (code != DL_EXIT_CLEAN)
		return code;
	return dl_fresh_asked(&self->fresh) ? run_fresh(self) : run_scan(self);
}

int dl_scan_arguments(const struct dl_command *command, const char *dir, int argc, char **argv,
		      dl_use_options *use, void *arg)
{
	struct scan_command self = {
		.rules.option = "--rules",
		.disabled.option = "--disable",
		.profiles.option = "--profile",
		.command_line = dl_cli_line(argc, argv),
		.use = use,
		.use_arg = arg,
	};
	int code = dl_config_read(&self.config, options, dir, argc, argv);

	if (code == DL_EXIT_CLEAN)
		code = run_arguments(&self, command, self.config.argc, self.config.argv);
	free_command(&self);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	return dl_scan_arguments(command, NULL, argc, argv, NULL, NULL);
}

const struct dl_command dl_command_scan = {
	.name = "scan",
	.summary = "find DMA API misuse in files, driver folders or a kernel tree",
	.help = DL_SCAN_HELP,
	.run = run,
	.options = options,
	.arguments = "FILE",
};
