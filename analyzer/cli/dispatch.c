/* SPDX-License-Identifier: Apache-2.0 */
/* From argv to a sub-command; `dmalint help` and `dmalint version`. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/suggest.h"
#include "cli/version.h"

const struct dl_command *const dl_commands[] = {
	&dl_command_scan,
	&dl_command_list,
	&dl_command_show,
	&dl_command_explain,
	&dl_command_rules,
	&dl_command_diff,
	&dl_command_fix,
	&dl_command_merge,
	&dl_command_triage,
	&dl_command_baseline,
	&dl_command_dmesg,
	&dl_command_patch,
	&dl_command_doctor,
	&dl_command_lsp,
	&dl_command_completion,
	&dl_command_ir,
	&dl_command_cache,
};

const size_t dl_command_count = sizeof(dl_commands) / sizeof(dl_commands[0]);

static void print_help(FILE *out)
{
	fputs("dmalint finds misuse of the Linux DMA API in driver source.\n"
	      "\n"
	      "Usage: dmalint COMMAND [OPTION...] [ARGUMENT...]\n"
	      "\n"
	      "Commands:\n",
	      out);
	for (size_t i = 0; i < dl_command_count; i++)
		fprintf(out, "  %-10s %s\n", dl_commands[i]->name, dl_commands[i]->summary);
	fputs("  help       say how a command is used: dmalint help COMMAND\n"
	      "  version    print the versions of dmalint and of what it stands on\n"
	      "\n"
	      "Exit status: 0 no findings, 1 findings, 2 usage or internal error,\n"
	      "3 no findings but the analysis was incomplete.\n"
	      "\n"
	      "Start with: dmalint scan drivers/net/ethernet/intel (in an unpacked kernel tree)\n",
	      out);
}

static const struct dl_command *find_command(const char *name)
{
	for (size_t i = 0; i < dl_command_count; i++)
		if (strcmp(dl_commands[i]->name, name) == 0)
			return dl_commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	struct dl_meant meant = dl_meant_begin(name);

	if (access(name, F_OK) == 0)
		return dl_cli_usage(NULL, "'%s' is not a dmalint command; one comes first, as in 'dmalint scan %s'",
				    name, name);
	for (size_t i = 0; i < dl_command_count; i++)
		dl_meant_offer(&meant, dl_commands[i]->name);
	dl_meant_offer(&meant, "help");
	dl_meant_offer(&meant, "version");
	return dl_cli_usage(NULL, "'%s' is not a dmalint command%s", name, meant.text);
}

static int help(int argc, char **argv)
{
	const struct dl_command *command;

	if (argc < 3) {
		print_help(stdout);
		return DL_EXIT_CLEAN;
	}
	command = find_command(argv[2]);
	if (!command && argv[2][0] == '-') {
		print_help(stdout);
		return DL_EXIT_CLEAN;
	}
	if (!command)
		return unknown_command(argv[2]);
	fputs(command->help, stdout);
	return DL_EXIT_CLEAN;
}

int dl_cli_main(int argc, char **argv)
{
	const struct dl_command *command;
	const char *name = argc > 1 ? argv[1] : NULL;

	setlocale(LC_CTYPE, "");
	/* A closed pipe and a limit on file sizes show as errors where they are written to. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (!name) {
		print_help(stderr);
		return DL_EXIT_ERROR;
	}
	if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return help(argc, argv);
	if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0 ||
	    strcmp(name, "-V") == 0)
		return dl_cli_version();
	command = find_command(name);
	if (command)
		return command->run(command, argc - 1, argv + 1);
	if (name[0] == '-')
		return dl_cli_usage(
			NULL,
			"'%s' is not an option of dmalint; a command comes first, as in "
			"'dmalint scan PATH'",
			name);
	return unknown_command(name);
}
