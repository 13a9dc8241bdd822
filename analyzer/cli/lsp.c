/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint lsp: the arguments of the server for editors. The protocol is in analyzer/lsp/. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/scan_options.h"
#include "lsp/lsp.h"

static const char help[] =
	"Serve an editor: the Language Server Protocol on stdin and stdout.\n"
	"\n"
	"Usage: dmalint lsp [OPTION...] [-- FLAG...]\n"
	"\n"
	"Files that are open are scanned as the editor has them, saved or not, a moment after an "
	"edit.\n"
	"Each is scanned as `dmalint scan FILE` would, with the .dmalint.json of its folder or of "
	"one\n"
	"above. Findings are diagnostics with their path story; code actions allow a finding or "
	"explain\n"
	"its rule; a hover over a finding, or over a rule's id in a comment, shows the page of the "
	"rule.\n"
	"\n"
	"What is reported:\n"
	"  --rules LIST            only these rules: ids, names or patterns (DMA101,DMA2*)\n"
	"  --disable LIST          not these rules\n"
	"  --profile LIST          also the rules of these profiles: untrusted-device\n"
	"  --confidence LEVEL      high, medium (default) or low: the least to show\n"
	"  --baseline FILE         do not report what this file knows (dmalint help baseline)\n"
	"  --db FILE               the store with verdicts (default: dmalint.db in the cache "
	"folder);\n"
	"                          nothing is kept in it\n"
	"\n" DL_PARSE_HELP "\n"
	"Configuration:\n"
	"  --config FILE           options of scans in a file (default: .dmalint.json)\n"
	"  --no-config             read no such file\n"
	"  --stdio                 what is done anyway; some editors say it\n"
	"  -h, --help              this text\n"
	"\n"
	"Examples:\n"
	"  dmalint lsp\n"
	"  dmalint lsp --kernel /lib/modules/$(uname -r)/build\n"
	"\n"
	"docs/editors.md says how Neovim, Vim, Emacs and VS Code are told of it.\n";

enum { OPT_STDIO = 1024 };

static const struct option options[] = {
	DL_PARSE_OPTIONS,
	{"baseline", required_argument, NULL, DL_OPTION_BASELINE},
	{"confidence", required_argument, NULL, DL_OPTION_CONFIDENCE},
	{"config", required_argument, NULL, DL_OPTION_CONFIG},
	{"db", required_argument, NULL, DL_OPTION_DB},
	{"disable", required_argument, NULL, DL_OPTION_DISABLE},
	{"no-config", no_argument, NULL, DL_OPTION_NO_CONFIG},
	{"profile", required_argument, NULL, DL_OPTION_PROFILE},
	{"rules", required_argument, NULL, DL_OPTION_RULES},
	{"stdio", no_argument, NULL, OPT_STDIO},
	{0},
};

struct lsp_command {
	const struct dl_command *command;
	int argc; /* those of scans, "lsp" first */
	char **argv;
};

struct user {
	dl_lsp_use *use;
	void *arg;
};

/* With the verdicts of the store, when there is one. */
static int use_options(void *arg, struct dmalint_scan_options *scan, const char *path)
{
	const struct user *user = arg;
	struct dmalint_store *store = NULL;
	int code;

	dmalint_store_open(&store, path, 0, NULL);
	code = user->use(user->arg, scan, store);
	dmalint_store_close(store);
	return code;
}

/* The server's arguments, and what it says of @file, are those of a scan. */
static int scan(void *arg, const char *file, dl_lsp_use *use, void *use_arg)
{
	const struct lsp_command *self = arg;
	struct user user = {use, use_arg};
	char **argv = dl_cli_alloc((size_t)self->argc + 3, sizeof(char *));
	char *dir = dl_cli_format("%.*s", (int)(strrchr(file, '/') - file), file);
	int code;

	argv[0] = self->argv[0];
	argv[1] = dl_cli_format("--quiet");
	argv[2] = dl_cli_format("%s", file);
	memcpy(argv + 3, self->argv + 1, (size_t)(self->argc - 1) * sizeof(char *));
	code = dl_scan_arguments(self->command, dir, self->argc + 2, argv, use_options, &user);
	free(argv[1]);
	free(argv[2]);
	free(argv);
	free(dir);
	return code;
}

/* Say now what is wrong with the arguments: a scan would tell nobody but the log. */
static int check(const struct dl_command *command, int argc, char **argv)
{
	int code = DL_EXIT_CLEAN, c;
	int own = 1;

	while (own < argc && strcmp(argv[own], "--") != 0)
		own++;
	while ((c = dl_cli_getopt(command, own, argv, DL_PARSE_LETTERS, options, &code)) !=
	       DL_OPT_END)
		if (c == DL_OPT_STOP)
			return code;
	if (optind < own)
		return dl_cli_usage(command,
				    "'%s' is one argument too many: the editor names the files",
				    argv[optind]);
	optind = 0; /* they are read again for every scan */
	return -1;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct lsp_command self = {.command = command};
	struct dl_lsp_options lsp = {
		.in = STDIN_FILENO, .out = STDOUT_FILENO, .scan = scan, .arg = &self};
	int code;

	self.argv = dl_cli_alloc((size_t)argc + 1, sizeof(char *));
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--stdio") != 0)
			self.argv[self.argc++] = argv[i];
	code = check(command, argc, argv);
	if (code < 0)
		code = dl_lsp_serve(&lsp);
	free(self.argv);
	return code;
}

const struct dl_command dl_command_lsp = {
	.name = "lsp",
	.summary = "serve an editor",
	.help = help,
	.run = run,
	.options = options,
};
