/* SPDX-License-Identifier: Apache-2.0 */
/* Completion for zsh: _arguments, with the options of the command that is there. */
#include <stdlib.h>
#include <string.h>

#include "cli/completion.h"

/* Within a specification that stands in single quotes. */
static void escape(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\'", out);
		else if (strchr("[]:\\", *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

/* "message:action" */
static void write_value(FILE *out, const char *message, struct dl_value value)
{
	fprintf(out, ":%s:", message);
	if (value.kind == DL_VALUE_WORDS)
		fprintf(out, "(%s)", value.words);
	else if (value.kind == DL_VALUE_FILE)
		fputs("_files", out);
	else if (value.kind == DL_VALUE_FOLDER)
		fputs("_files -/", out);
	else
		fputc(' ', out);
	free(value.words);
}

static void write_option(FILE *out, const struct dl_command *command, const struct option *o)
{
	char *summary = dl_option_summary(command, o);
	bool has_letter = o->val > 0 && o->val < 256;

	fputs(" \\\n			", out);
	if (has_letter)
		fprintf(out, "'*'{-%c%s,--%s%s}'[", o->val, o->has_arg ? "+" : "", o->name,
			o->has_arg == required_argument ? "=" : "");
	else
		fprintf(out, "'*--%s%s[", o->name,
			o->has_arg == required_argument	  ? "="
			: o->has_arg == optional_argument ? "=-"
							  : "");
	escape(out, summary);
	fputc(']', out);
	if (o->has_arg)
		write_value(out, o->name, dl_value_of_option(o->name));
	fputc('\'', out);
	free(summary);
}

static void write_command(FILE *out, const struct dl_command *command)
{
	fprintf(out, "	%s)\n		_arguments -s", command->name);
	for (const struct option *o = command->options; o && o->name; o++)
		write_option(out, command, o);
	if (command->arguments) {
		fputs(" \\\n			'*", out);
		write_value(out, "argument", dl_value_of_argument(command->arguments));
		fputc('\'', out);
	}
	fputs("\n		;;\n", out);
}

void dl_complete_zsh(FILE *out)
{
	fputs("#compdef dmalint\n"
	      "# zsh completion of dmalint, made by: dmalint completion zsh\n"
	      "_dmalint() {\n"
	      "	local -a commands=(\n",
	      out);
	for (size_t i = 0; i < dl_command_count; i++) {
		fprintf(out, "		'%s:", dl_commands[i]->name);
		escape(out, dl_commands[i]->summary);
		fputs("'\n", out);
	}
	fputs("		'help:say how a command is used'\n"
	      "		'version:print versions'\n"
	      "	)\n"
	      "	if (( CURRENT == 2 )) || [[ $words[2] == help ]]; then\n"
	      "		_describe command commands\n"
	      "		return\n"
	      "	fi\n"
	      "	shift words\n"
	      "	(( CURRENT-- ))\n"
	      "	case $words[1] in\n",
	      out);
	for (size_t i = 0; i < dl_command_count; i++)
		write_command(out, dl_commands[i]);
	fputs("	esac\n"
	      "}\n"
	      "if [[ ${funcstack[1]} == _dmalint ]]; then\n"
	      "	_dmalint \"$@\"\n"
	      "else\n"
	      "	compdef _dmalint dmalint\n"
	      "fi\n",
	      out);
}
