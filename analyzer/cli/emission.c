/* SPDX-License-Identifier: Apache-2.0 */
/* See emission.h. */
#include "cli/emission.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/vec.h"
#include "source/path.h"

bool dl_emission_owns(int option)
{
	return option == 'f' || option == 'o' ||
	       (option >= DL_OPTION_FIRST_EMISSION && option < DL_OPTION_LAST_EMISSION);
}

/* ---- options ---- */

static int set_format(struct dl_emission *e, const struct dl_command *command, const char *value)
{
	struct dl_buf names = {0};
	int code;

	e->emitter = dl_emitter_find(value);
	if (e->emitter)
		return DL_EXIT_CLEAN;
	for (size_t i = 0; dl_emitters[i]; i++)
		dl_buf_printf(&names, "%s%s", i ? ", " : "", dl_emitters[i]->name);
	code = dl_cli_usage(command, "--format: there is no format '%s'; there are: %s", value,
			    dl_buf_str(&names));
	dl_buf_free(&names);
	return code;
}

static int set_color(struct dl_emission *e, const struct dl_command *command, const char *value)
{
	if (!value || strcmp(value, "always") == 0)
		e->color = DL_COLOR_ALWAYS;
	else if (strcmp(value, "never") == 0)
		e->color = DL_COLOR_NEVER;
	else if (strcmp(value, "auto") == 0)
		e->color = DL_COLOR_AUTO;
	else
		return dl_cli_usage(command, "--color takes auto, always or never, not '%s'",
				    value);
	return DL_EXIT_CLEAN;
}

int dl_emission_option(struct dl_emission *e, const struct dl_command *command, int option,
		       const char *value)
{
	long n;

	switch (option) {
	case 'f':
		return set_format(e, command, value);
	case 'o':
		e->output = value;
		break;
	case DL_OPTION_BRIEF:
		e->brief = true;
		break;
	case DL_OPTION_CATEGORY:
		e->category = value;
		break;
	case DL_OPTION_COLOR:
		return set_color(e, command, value);
	case DL_OPTION_MAX_RESULTS:
		if (!dl_cli_number(command, "--max-results", value, 1, 1000000, &n))
			return DL_EXIT_ERROR;
		e->max_results = (unsigned int)n;
		break;
	case DL_OPTION_REPRODUCIBLE:
		e->reproducible = true;
		break;
	default:
		return dl_cli_error("option %d is not handled: a bug in dmalint", option);
	}
	return DL_EXIT_CLEAN;
}

int dl_emission_check(const struct dl_emission *e, const struct dl_command *command)
{
	struct dl_arena *arena;
	struct stat st;
	int code = DL_EXIT_CLEAN;
	char *dir;

	if (!e->output || strcmp(e->output, "-") == 0)
		return DL_EXIT_CLEAN;
	if (!e->output[0])
		return dl_cli_usage(command, "-o: the name of the output file is empty");
	if (stat(e->output, &st) == 0 && S_ISDIR(st.st_mode))
		return dl_cli_error("-o: '%s' is a folder; name a file", e->output);
	arena = dl_arena_new();
	dir = dl_path_dir(arena, e->output);
	if (stat(dir && *dir ? dir : ".", &st) != 0)
		code = dl_cli_error("-o: the folder of '%s' cannot be used: %s", e->output,
				    strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		code = dl_cli_error("-o: '%s' cannot be written: '%s' is not a folder", e->output,
				    dir);
	dl_arena_free(arena);
	return code;
}

/* ---- writing ---- */

/* What stands before a path below @root so that it can be opened from here: "", "net/", "../../".
 */
static const char *prefix_for(struct dl_arena *arena, const char *root)
{
	char *cwd = getcwd(NULL, 0);
	struct dl_buf up = {0};
	const char *below, *prefix;

	if (!cwd || !root || root[0] != '/') {
		free(cwd);
		return NULL;
	}
	below = dl_path_below(cwd, root);
	if (below) {
		prefix = below[0] ? dl_arena_printf(arena, "%s/", below) : NULL;
	} else if ((below = dl_path_below(root, cwd)) != NULL) {
		dl_buf_puts(&up, "../");
		for (const char *p = below; *p; p++)
			if (*p == '/')
				dl_buf_puts(&up, "../");
		prefix = dl_arena_strdup(arena, dl_buf_str(&up));
	} else {
		prefix = dl_arena_printf(arena, "%s/", root);
	}
	dl_buf_free(&up);
	free(cwd);
	return prefix;
}

static int emit(const struct dl_emission *e, struct dl_emit_input *in, struct dl_arena *arena)
{
	const struct dl_emitter *emitter = e->emitter ? e->emitter : dl_emitter_find("text");
	bool to_stdout = !e->output || strcmp(e->output, "-") == 0;
	struct dl_buf text = {0};
	struct dl_sink sink = {.buf = &text};
	struct dl_error err = {0};
	enum dl_status status;

	in->infos = dl_rule_infos;
	in->info_count = dl_rule_info_count;
	in->reproducible = e->reproducible || getenv("SOURCE_DATE_EPOCH");
	in->color =
		to_stdout ? dl_cli_use_color(e->color, STDOUT_FILENO) : e->color == DL_COLOR_ALWAYS;
	in->brief = e->brief;
	in->path_prefix = in->reproducible ? NULL : prefix_for(arena, in->scan.root);
	in->max_results = e->max_results;
	in->read_text = in->scan.root ? dl_emit_read_file : NULL;
	in->read_arg = (void *)in->scan.root;
	in->scan.tool_version = DMALINT_VERSION;
	in->scan.category = e->category;
	status = emitter->write(in, &sink);
	if (status == DL_OK)
		status = dl_sink_finish(&sink, e->output ? e->output : "standard output", &err);
	if (status == DL_OK)
		status = dl_cli_write(e->output, &text, &err);
	dl_buf_free(&text);
	return status == DL_OK ? DL_EXIT_CLEAN : dl_cli_error("%s", err.message);
}

static enum dl_level level_of(enum dl_notice_level level)
{
	switch (level) {
	case DL_NOTICE_ERROR:
		return DL_LEVEL_ERROR;
	case DL_NOTICE_WARNING:
		return DL_LEVEL_WARNING;
	default:
		return DL_LEVEL_NOTE;
	}
}

static struct dl_emit_notice *convert_notices(struct dl_arena *arena, const struct dl_scan *scan)
{
	size_t count = dl_scan_notice_count(scan);
	struct dl_emit_notice *list = DL_NEW_ARRAY(arena, struct dl_emit_notice, count + 1);

	for (size_t i = 0; i < count; i++) {
		const struct dl_notice *n = dl_scan_notice_at(scan, i);

		list[i] = (struct dl_emit_notice){
			.level = level_of(n->level),
			.id = n->id,
			.path = n->path,
			.line = n->line,
			.text = n->text,
			.detail = n->detail,
		};
	}
	return list;
}

static void describe_scan(struct dl_emit_scan *out, const struct dl_scan *scan, int code)
{
	const struct dl_source *source = dl_scan_source(scan);
	const struct dl_source_config *c =
		dl_source_config_count(source) ? dl_source_config_at(source, 0) : NULL;
	struct dl_scan_totals t = dl_scan_totals(scan);

	out->root = c ? c->root : NULL;
	out->mode = c ? dl_source_mode_name(c->mode) : NULL;
	out->arch = c && c->arch[0] ? c->arch : NULL;
	out->command_line = dl_scan_command_line(scan);
	out->finished = time(NULL);
	out->started = out->finished - (int64_t)t.wall;
	out->exit_code = code;
	out->files = t.files;
	out->lost_files = t.lost + t.failed;
	out->functions = t.functions;
	out->dma_functions = t.dma_functions;
	out->degraded_functions = t.dma_degraded;
}

int dl_emission_write(const struct dl_emission *e, const struct dl_scan *scan,
		      enum dl_confidence min_confidence, int code)
{
	const struct dl_findings *all = dl_scan_findings(scan);
	struct dl_arena *arena = dl_arena_new();
	struct dl_findings shown = {.arena = arena};
	struct dl_emit_input in = {.findings = &shown};
	int result;

	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].confidence >= min_confidence)
			*dl_findings_add(&shown) = all->items[i];
	in.notices = convert_notices(arena, scan);
	in.notice_count = dl_scan_notice_count(scan);
	describe_scan(&in.scan, scan, code);
	result = emit(e, &in, arena);
	dl_arena_free(arena);
	return result;
}

int dl_emission_write_findings(const struct dl_emission *e, const struct dl_findings *findings,
			       const char *root)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_emit_input in = {.findings = findings, .scan = {.root = root}};
	int code = emit(e, &in, arena);

	dl_arena_free(arena);
	return code;
}
