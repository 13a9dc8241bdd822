/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint completion: a script for a shell that completes command lines of dmalint. */
#include "cli/completion.h"

#include <string.h>

#include "cli/suggest.h"

static const char help[] = "Print a script that completes command lines of dmalint in a shell.\n"
			   "\n"
			   "Usage: dmalint completion bash|fish|zsh\n"
			   "\n"
			   "Where dmalint is installed, the scripts are, too.\n"
			   "\n"
			   "Options:\n"
			   "  -h, --help   this text\n"
			   "\n"
			   "Examples:\n"
			   "  . <(dmalint completion bash)                # or in ~/.bashrc\n"
			   "  dmalint completion fish > ~/.config/fish/completions/dmalint.fish\n"
			   "  dmalint completion zsh > ~/.zfunc/_dmalint  # a folder of $fpath\n";

static const struct option options[] = {
	{"help", no_argument, NULL, 'h'},
	{0},
};

static const struct {
	const char *name;
	void (*write)(FILE *out);
} shells[] = {
	{"bash", dl_complete_bash},
	{"fish", dl_complete_fish},
	{"zsh", dl_complete_zsh},
};

static int complete(const char *shell)
{
	struct dl_meant meant = dl_meant_begin(shell);

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		struct dl_text out;

		dl_meant_offer(&meant, shells[i].name);
		if (strcmp(shell, shells[i].name) != 0)
			continue;
		dl_text_begin(&out);
		shells[i].write(out.file);
		return dl_text_print(&out, DL_EXIT_CLEAN);
	}
	return dl_cli_error("there is no completion for '%s'%s; bash, fish and zsh have one", shell,
			    meant.text);
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	int code = DL_EXIT_CLEAN;

	if (dl_cli_getopt(command, argc, argv, ":h", options, &code) == DL_OPT_STOP)
		return code;
	if (optind + 1 != argc)
		return dl_cli_usage(command, "which shell? Name one: bash, fish or zsh");
	return complete(argv[optind]);
}

const struct dl_command dl_command_completion = {
	.name = "completion",
	.summary = "print a script that completes command lines in a shell",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "bash fish zsh",
};
