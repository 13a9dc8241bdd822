/* SPDX-License-Identifier: Apache-2.0 */
/* Completion for bash: a function that looks at the words before the cursor. */
#include <stdlib.h>

#include "cli/completion.h"

static const char begin[] = "# bash completion of dmalint, made by: dmalint completion bash\n"
			    "_dmalint()\n"
			    "{\n"
			    "	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - "
			    "1]} command='' i\n"
			    "	COMPREPLY=()\n"
			    "	for ((i = 1; i < COMP_CWORD; i++)); do\n"
			    "		case ${COMP_WORDS[i]} in\n"
			    "		-*) ;;\n"
			    "		*)\n"
			    "			command=${COMP_WORDS[i]}\n"
			    "			break\n"
			    "			;;\n"
			    "		esac\n"
			    "	done\n"
			    "	# --option=value comes as three words\n"
			    "	if [ \"$cur\" = = ]; then\n"
			    "		cur=''\n"
			    "	elif [ \"$prev\" = = ]; then\n"
			    "		prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
			    "	fi\n"
			    "	_dmalint_words()\n"
			    "	{\n"
			    "		mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
			    "	}\n"
			    "	_dmalint_files()\n"
			    "	{\n"
			    "		compopt -o filenames 2>/dev/null\n"
			    "		mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$cur\")\n"
			    "	}\n";

static const char end[] = "}\n"
			  "complete -F _dmalint dmalint\n";

static void write_value(FILE *out, struct dl_value value)
{
	if (value.kind == DL_VALUE_WORDS)
		fprintf(out, "_dmalint_words '%s'", value.words);
	else if (value.kind == DL_VALUE_FILE)
		fputs("_dmalint_files -f", out);
	else if (value.kind == DL_VALUE_FOLDER)
		fputs("_dmalint_files -d", out);
	else
		fputs(":", out);
	free(value.words);
}

/* What follows an option: an option that takes a value offers its values and nothing else. */
static void write_options_with_values(FILE *out, const struct dl_command *command)
{
	for (const struct option *o = command->options; o && o->name; o++) {
		if (o->has_arg == no_argument)
			continue;
		/* a value that may be left out comes behind = only */
		fprintf(out, "	%s/--%s", command->name, o->name);
		if (o->val > 0 && o->val < 256)
			fprintf(out, " | %s/-%c", command->name, o->val);
		fputs(")\n		", out);
		write_value(out, dl_value_of_option(o->name));
		fputs("\n		return\n		;;\n", out);
	}
}

static void write_command(FILE *out, const struct dl_command *command)
{
	fprintf(out, "	%s)\n		case $cur in\n		-*) _dmalint_words '",
		command->name);
	for (const struct option *o = command->options; o && o->name; o++)
		fprintf(out, "%s--%s", o == command->options ? "" : " ", o->name);
	fputs("' ;;\n		*) ", out);
	write_value(out, dl_value_of_argument(command->arguments));
	fputs(" ;;\n		esac\n		;;\n", out);
}

void dl_complete_bash(FILE *out)
{
	fputs(begin, out);
	fputs("	case $command/$prev in\n", out);
	for (size_t i = 0; i < dl_command_count; i++)
		write_options_with_values(out, dl_commands[i]);
	fputs("	esac\n	case $command in\n	'' | help) ", out);
	fputs("_dmalint_words 'help version", out);
	for (size_t i = 0; i < dl_command_count; i++)
		fprintf(out, " %s", dl_commands[i]->name);
	fputs("' ;;\n", out);
	for (size_t i = 0; i < dl_command_count; i++)
		write_command(out, dl_commands[i]);
	fputs("	esac\n", out);
	fputs(end, out);
}
