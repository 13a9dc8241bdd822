/* SPDX-License-Identifier: Apache-2.0 */
/* Completion for fish: a line for each command, option and argument. */
#include <stdlib.h>

#include "cli/completion.h"

/* In single quotes. */
static void quote(FILE *out, const char *text)
{
	fputc('\'', out);
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('\'', out);
}

static void write_option(FILE *out, const struct dl_command *command, const struct option *o)
{
	struct dl_value value = dl_value_of_option(o->name);
	char *summary = dl_option_summary(command, o);

	fprintf(out, "complete -c dmalint -n '__fish_seen_subcommand_from %s' -l %s", command->name,
		o->name);
	if (o->val > 0 && o->val < 256)
		fprintf(out, " -s %c", o->val);
	if (o->has_arg == required_argument && value.kind == DL_VALUE_FILE)
		fputs(" -r -F", out);
	else if (o->has_arg == required_argument && value.kind == DL_VALUE_FOLDER)
		fputs(" -x -a '(__fish_complete_directories)'", out);
	else if (o->has_arg == required_argument)
		fputs(" -x", out);
	if (value.kind == DL_VALUE_WORDS) {
		fputs(" -a ", out);
		quote(out, value.words);
	}
	if (*summary) {
		fputs(" -d ", out);
		quote(out, summary);
	}
	fputc('\n', out);
	free(summary);
	free(value.words);
}

static void write_command(FILE *out, const struct dl_command *command)
{
	struct dl_value value = dl_value_of_argument(command->arguments);

	fprintf(out, "complete -c dmalint -n __fish_use_subcommand -a %s -d ", command->name);
	quote(out, command->summary);
	fputc('\n', out);
	for (const struct option *o = command->options; o && o->name; o++)
		write_option(out, command, o);
	if (value.kind == DL_VALUE_FILE)
		fprintf(out, "complete -c dmalint -n '__fish_seen_subcommand_from %s' -F\n",
			command->name);
	else if (value.kind == DL_VALUE_WORDS)
		fprintf(out, "complete -c dmalint -n '__fish_seen_subcommand_from %s' -a '%s'\n",
			command->name, value.words);
	free(value.words);
}

void dl_complete_fish(FILE *out)
{
	fputs("# fish completion of dmalint, made by: dmalint completion fish\n"
	      "complete -c dmalint -f\n",
	      out);
	for (size_t i = 0; i < dl_command_count; i++)
		write_command(out, dl_commands[i]);
	fputs("complete -c dmalint -n __fish_use_subcommand -a help -d 'say how a command is "
	      "used'\n"
	      "complete -c dmalint -n __fish_use_subcommand -a version -d 'print versions'\n"
	      "complete -c dmalint -n '__fish_seen_subcommand_from help' -a '",
	      out);
	for (size_t i = 0; i < dl_command_count; i++)
		fprintf(out, "%s%s", i ? " " : "", dl_commands[i]->name);
	fputs("'\n", out);
}
