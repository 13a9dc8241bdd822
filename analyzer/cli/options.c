/* SPDX-License-Identifier: Apache-2.0 */
/* Reading argv: getopt_long() with messages that name the option and point to --help. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/suggest.h"

/* The text of the option that getopt_long() has just refused. */
static const char *refused_option(char **argv, char *room)
{
	const char *arg = argv[optind - 1];

	/* optopt is the letter of a short option; of a long one it is 0 or the option's value. */
	if (optopt > 0 && optopt < 256 && !(arg && arg[0] == '-' && arg[1] == '-')) {
		room[0] = '-';
		room[1] = (char)optopt;
		room[2] = '\0';
		return room;
	}
	return arg ? arg : "?";
}

/* getopt_long() wants --color=never; people also write --color never. No path is called so. */
static void take_word_behind(int argc, char **argv)
{
	static const char *const words[] = {"always", "auto", "never"};

	for (size_t i = 0; optind < argc && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(argv[optind], words[i]) == 0) {
			optarg = argv[optind++];
			return;
		}
}

static int refuse_option(const struct dl_command *command, const char *text,
			 const struct option *options)
{
	struct dl_meant meant = dl_meant_begin(strncmp(text, "--", 2) == 0 ? text + 2 : "");

	for (; options->name; options++)
		dl_meant_offer(&meant, options->name);
	if (strcmp(text, "-I") == 0 || strcmp(text, "-D") == 0 || strcmp(text, "-U") == 0 || strcmp(text, "-W") == 0)
		return dl_cli_usage(command, "'%s' is a flag for the compiler; such stand last, behind --, as in "
				    "-- -Iinclude", text);
	return dl_cli_usage(command, "'%s' is not an option of 'dmalint %s', or takes no value%s",
			    text, command->name, meant.text);
}

int dl_cli_getopt(const struct dl_command *command, int argc, char **argv,
		  const char *short_options, const struct option *long_options, int *code)
{
	char room[4];
	int which = -1;
	int c;

	opterr = 0;
	c = getopt_long(argc, argv, short_options, long_options, &which);
	if (which >= 0 && long_options[which].has_arg == optional_argument && !optarg)
		take_word_behind(argc, argv);
	if (c == 'h') {
		fputs(command->help, stdout);
		*code = DL_EXIT_CLEAN;
		return DL_OPT_STOP;
	}
	if (c == ':') {
		*code = dl_cli_usage(command, "option '%s' needs a value",
				     refused_option(argv, room));
		return DL_OPT_STOP;
	}
	if (c == '?') {
		*code = refuse_option(command, refused_option(argv, room), long_options);
		return DL_OPT_STOP;
	}
	return c;
}

bool dl_cli_number(const struct dl_command *command, const char *option, const char *text, long low,
		   long high, long *out)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || end == text || *end || value < low || value > high) {
		dl_cli_usage(command, "%s takes a number from %ld to %ld, not '%s'", option, low,
			     high, text);
		return false;
	}
	*out = value;
	return true;
}

bool dl_cli_confidence(const struct dl_command *command, const char *text,
		       enum dmalint_confidence *out)
{
	for (int c = DMALINT_CONFIDENCE_LOW; c <= DMALINT_CONFIDENCE_HIGH; c++)
		if (strcmp(text, dmalint_confidence_name((enum dmalint_confidence)c)) == 0) {
			*out = (enum dmalint_confidence)c;
			return true;
		}
	dl_cli_usage(command, "--confidence takes high, medium or low, not '%s'", text);
	return false;
}
