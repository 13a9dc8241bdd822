/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint scan: the command that does the work. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/confidence.h"
#include "cli/emission.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/scan_help.h"
#include "cli/scan_options.h"
#include "cli/stats.h"
#include "report/rule_info.h"
#include "store/store.h"

/* A tree may have hundreds of files that cannot be read whole: the store has them all. */
#define MAX_WARNINGS 20

struct scan_command {
	struct dl_scan_setup setup;
	struct dl_emission emission;
	DL_VEC(const char *) rules;
	const char *rule_list;
	const char *store_path;
	struct dl_store *store;
	bool no_store;
	bool stats;
	bool quiet;
	bool exit_zero;
};

/* ---- options ---- */

/* Enable the rules that @word names: an id, a name, or a pattern such as DMA1*. */
static bool enable_rules(struct scan_command *self, const char *word)
{
	bool found = false;

	for (size_t i = 0; i < dl_rule_info_count; i++) {
		const struct dl_rule_info *r = &dl_rule_infos[i];

		if (fnmatch(word, r->id, 0) != 0 && strcmp(word, r->name) != 0)
			continue;
		dl_vec_push(&self->rules, r->id);
		found = true;
	}
	return found;
}

static int set_rules(struct scan_command *self)
{
	char *list, *word, *rest = NULL;

	if (!self->rule_list)
		return DL_EXIT_CLEAN;
	list = dl_arena_strdup(self->setup.arena, self->rule_list);
	for (word = strtok_r(list, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest))
		if (!enable_rules(self, word))
			return dl_cli_error(
				"--rules: there is no rule '%s'; 'dmalint rules' lists them", word);
	if (!self->rules.len)
		return dl_cli_error(
			"--rules: the list is empty; name rules as in --rules DMA101,DMA2*");
	self->setup.scan.rules = self->rules.data;
	self->setup.scan.rule_count = self->rules.len;
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
	case DL_OPTION_DB:
		self->store_path = value;
		break;
	case DL_OPTION_EXIT_ZERO:
		self->exit_zero = true;
		break;
	case DL_OPTION_NO_DB:
		self->no_store = true;
		break;
	case 'q':
		self->quiet = true;
		break;
	case DL_OPTION_RULES:
		self->rule_list = value;
		break;
	case DL_OPTION_STATS:
		self->stats = true;
		break;
	case DL_OPTION_TRACE:
		self->setup.scan.trace_function = value;
		break;
	default:
		if (dl_emission_owns(option))
			return dl_emission_option(&self->emission, self->setup.command, option,
						  value);
		return dl_setup_option(&self->setup, option, value);
	}
	return DL_EXIT_CLEAN;
}

static int read_options(struct scan_command *self, int argc, char **argv, bool *stop)
{
	static const struct option options[] = {
		DL_PARSE_OPTIONS,
		DL_EMISSION_OPTIONS,
		{"confidence", required_argument, NULL, DL_OPTION_CONFIDENCE},
		{"db", required_argument, NULL, DL_OPTION_DB},
		{"exit-zero", no_argument, NULL, DL_OPTION_EXIT_ZERO},
		{"no-db", no_argument, NULL, DL_OPTION_NO_DB},
		{"quiet", no_argument, NULL, 'q'},
		{"rules", required_argument, NULL, DL_OPTION_RULES},
		{"stats", no_argument, NULL, DL_OPTION_STATS},
		{"trace", required_argument, NULL, DL_OPTION_TRACE},
		{0},
	};
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
	}
	if (self->no_store && self->store_path)
		return dl_cli_usage(self->setup.command, "--db and --no-db exclude each other");
	code = set_rules(self);
	*stop = code != DL_EXIT_CLEAN;
	return code;
}

/* ---- the scan ---- */

static int open_store(struct scan_command *self)
{
	struct dl_error err;
	char *path;

	if (self->no_store || self->setup.scan.trace_function)
		return DL_EXIT_CLEAN;
	path = dl_cli_store_path(self->setup.arena, self->store_path);
	if (!path)
		return DL_EXIT_ERROR;
	if (dl_store_open(path, &self->store, &err) != DL_OK)
		return dl_cli_error("%s (--db FILE takes another store, --no-db none)",
				    err.message);
	self->setup.scan.store = self->store;
	return DL_EXIT_CLEAN;
}

/* The arguments as one line, for the store; the paths of this machine are those the user wrote. */
static const char *command_line(struct dl_arena *arena, int argc, char **argv)
{
	struct dl_buf line = {0};
	const char *text;

	for (int i = 1; i < argc; i++)
		dl_buf_printf(&line, "%s%s", i > 1 ? " " : "", argv[i]);
	text = dl_arena_strdup(arena, dl_buf_str(&line));
	dl_buf_free(&line);
	return text;
}

static void print_traces(const struct dl_scan *scan, const char *function)
{
	struct dl_buf out = {0};

	for (size_t i = 0; i < dl_scan_module_count(scan); i++) {
		const struct dl_module_result *r = dl_scan_module_at(scan, i);

		if (r->trace && *r->trace)
			dl_buf_puts(&out, r->trace);
	}
	if (!out.len)
		dl_cli_warning("no function '%s' was explored; the engine explores only functions "
			       "that touch the DMA "
			       "API, directly or through a callee",
			       function);
	dl_cli_print(&out, 0);
	dl_buf_free(&out);
}

/* Lost files and the like, on stderr: what was not analysed is never passed over in silence. */
static void print_notices(const struct dl_scan *scan)
{
	size_t degraded = 0, warnings = 0;

	for (size_t i = 0; i < dl_scan_notice_count(scan); i++) {
		const struct dl_notice *n = dl_scan_notice_at(scan, i);

		if (n->level == DL_NOTICE_NOTE) {
			degraded += strcmp(n->id, "degraded") == 0;
			continue;
		}
		if (n->level == DL_NOTICE_WARNING && ++warnings > MAX_WARNINGS)
			continue;
		dl_cli_warning("%s%s%s", n->path, n->path[0] ? ": " : "", n->text);
		if (n->detail && n->detail[0] && n->level == DL_NOTICE_ERROR)
			fprintf(stderr, "%s%s", n->detail,
				n->detail[strlen(n->detail) - 1] == '\n' ? "" : "\n");
	}
	if (warnings > MAX_WARNINGS)
		dl_cli_warning("and %zu more such warnings; 'dmalint list --files' lists the files",
			       warnings - MAX_WARNINGS);
	if (degraded)
		dl_cli_note("%zu more files have a few functions that could not be read whole; "
			    "--stats says why",
			    degraded);
}

static void print_summary(const struct scan_command *self, const struct dl_scan *scan)
{
	const struct dl_findings *f = dl_scan_findings(scan);
	struct dl_scan_totals t = dl_scan_totals(scan);
	size_t counts[DL_CONF_HIGH + 1] = {0};
	size_t shown = 0;

	for (size_t i = 0; i < f->len; i++) {
		counts[f->items[i].confidence]++;
		shown += f->items[i].confidence >= self->setup.scan.min_confidence;
	}
	fprintf(stderr, "dmalint: %zu finding%s in %zu file%s", shown, shown == 1 ? "" : "s",
		t.files, t.files == 1 ? "" : "s");
	if (t.lost + t.failed)
		fprintf(stderr, ", %zu of them not analysed", t.lost + t.failed);
	if (f->len > shown)
		fprintf(stderr, "; %zu below --confidence %s not shown", f->len - shown,
			dl_confidence_name(self->setup.scan.min_confidence));
	if (dl_scan_store_id(scan))
		fprintf(stderr, "; kept as scan %lld", (long long)dl_scan_store_id(scan));
	fputc('\n', stderr);
}

static void tell_empty(const struct dl_scan *scan)
{
	struct dl_source_stats s = dl_source_stats(dl_scan_source(scan));

	if (dl_scan_file_count(scan))
		return;
	if (s.seen)
		dl_cli_warning("none of the %zu .c files seen names a function of the DMA API; "
			       "--all-files scans "
			       "them all the same",
			       s.seen);
	else
		dl_cli_warning("there is no .c file in the given paths");
}

static int report(struct scan_command *self, const struct dl_scan *scan)
{
	const char *trouble;
	int code = (int)dl_scan_exit_status(scan);

	if (self->setup.scan.trace_function) {
		print_traces(scan, self->setup.scan.trace_function);
		return DL_EXIT_CLEAN;
	}
	if (!self->quiet) {
		print_notices(scan);
		tell_empty(scan);
	}
	if (dl_emission_write(&self->emission, scan, self->setup.scan.min_confidence, code) !=
	    DL_EXIT_CLEAN)
		code = DL_EXIT_ERROR;
	if (self->stats)
		dl_cli_print_stats(scan);
	if (!self->quiet)
		print_summary(self, scan);
	if (dl_scan_store_status(scan, &trouble) != DL_OK) {
		dl_cli_error("the findings above are complete, but the store has not kept them: %s",
			     trouble);
		code = DL_EXIT_ERROR;
	}
	if (self->exit_zero && code == DL_EXIT_FINDINGS)
		code = DL_EXIT_CLEAN;
	return code;
}

static void tell_interrupted(const struct dl_scan *scan)
{
	size_t done = 0;

	for (size_t i = 0; i < dl_scan_file_count(scan); i++)
		done += dl_scan_result_at(scan, i)->done;
	dl_cli_error("interrupted after %zu of %zu files; no output was written", done,
		     dl_scan_file_count(scan));
	if (dl_scan_store_id(scan))
		dl_cli_note("what was finished is kept as scan %lld: dmalint list --scan %lld",
			    (long long)dl_scan_store_id(scan), (long long)dl_scan_store_id(scan));
}

static int run_scan(struct scan_command *self)
{
	struct dl_interrupt interrupt;
	struct dl_progress_line line;
	struct dl_scan *scan = NULL;
	struct dl_error err = {0};
	enum dl_status status;
	int code, sig;

	dl_progress_begin(&line, self->quiet);
	self->setup.scan.progress = dl_progress_update;
	self->setup.scan.progress_arg = &line;
	if (dl_scan_open(&scan, &self->setup.scan, &err) != DL_OK)
		return dl_cli_error("%s", err.message);
	dl_interrupt_begin(&interrupt);
	status = dl_scan_run(scan, interrupt.fd, &err);
	dl_progress_end(&line);
	sig = dl_interrupt_end(&interrupt);
	if (status == DL_ERR_CANCELLED)
		tell_interrupted(scan);
	else if (status != DL_OK)
		dl_cli_error("%s", err.message);
	code = status == DL_OK ? report(self, scan) : DL_EXIT_ERROR;
	dl_scan_free(scan);
	if (status == DL_ERR_CANCELLED && sig) {
		dl_store_close(self->store);
		self->store = NULL;
		dl_interrupt_die(sig);
	}
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct scan_command self = {.rules = {0}};
	bool stop;
	int code;
	int own = dl_setup_begin(&self.setup, command, argc, argv);

	self.setup.scan.min_confidence = DL_CONF_MEDIUM;
	self.setup.scan.command_line = command_line(self.setup.arena, argc, argv);
	code = read_options(&self, own, argv, &stop);
	if (!stop)
		code = dl_setup_end(&self.setup, argv + optind, own - optind);
	if (!stop && code == DL_EXIT_CLEAN)
		code = dl_emission_check(&self.emission, command);
	if (!stop && code == DL_EXIT_CLEAN)
		code = open_store(&self);
	if (!stop && code == DL_EXIT_CLEAN)
		code = run_scan(&self);
	dl_store_close(self.store);
	dl_vec_free(&self.rules);
	dl_setup_free(&self.setup);
	return code;
}

const struct dl_command dl_command_scan = {
	.name = "scan",
	.summary = "find DMA API misuse in files, driver folders or a kernel tree",
	.help = DL_SCAN_HELP,
	.run = run,
};
