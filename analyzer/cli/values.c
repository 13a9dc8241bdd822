/* SPDX-License-Identifier: Apache-2.0 */
/* See completion.h: what options and arguments stand for. */
#include <stdlib.h>
#include <string.h>

#include "cli/completion.h"

/* Capitals name a kind of value; anything else is the list of values. */
static const struct {
	const char *option;
	const char *argument;
} option_values[] = {
	{"arch", "ARCH"},
	{"baseline", "FILE"},
	{"build-dir", "FOLDER"},
	{"cache-dir", "FOLDER"},
	{"color", "auto always never"},
	{"confidence", "high medium low"},
	{"config", "FILE"},
	{"db", "FILE"},
	{"diff", "FILE"},
	{"disable", "RULE"},
	{"exclude", "FILE"},
	{"export", "FILE"},
	{"fail-on", "error warning note"},
	{"format", "FORMAT"},
	{"import", "FILE"},
	{"kernel", "FOLDER"},
	{"models", "FILE"},
	{"output", "FILE"},
	{"path", "FILE"},
	{"profile", "untrusted-device"},
	{"rule", "RULE"},
	{"rules", "RULE"},
};

/* Names of all there are of something; free() it. */
static char *join(size_t count, const char *(*name)(size_t index))
{
	char *words = dl_cli_format("%s", "");

	for (size_t i = 0; i < count; i++) {
		char *longer = dl_cli_format("%s%s%s", words, i ? " " : "", name(i));

		free(words);
		words = longer;
	}
	return words;
}

static const char *rule_name(size_t index)
{
	return dmalint_rule_id(dmalint_rule_at(index));
}

static const char *command_name(size_t index)
{
	return dl_commands[index]->name;
}

struct dl_value dl_value_of_argument(const char *argument)
{
	struct dl_value value = {0};

	if (!argument)
		return value;
	if (!strcmp(argument, "FILE") || !strcmp(argument, "FOLDER")) {
		value.kind = !strcmp(argument, "FILE") ? DL_VALUE_FILE : DL_VALUE_FOLDER;
		return value;
	}
	value.kind = DL_VALUE_WORDS;
	if (!strcmp(argument, "RULE"))
		value.words = join(dmalint_rule_count(), rule_name);
	else if (!strcmp(argument, "FORMAT"))
		value.words = join(dmalint_format_count(), dmalint_format_name);
	else if (!strcmp(argument, "ARCH"))
		value.words = join(dmalint_arch_count(), dmalint_arch_name);
	else if (!strcmp(argument, "COMMAND"))
		value.words = join(dl_command_count, command_name);
	else
		value.words = dl_cli_format("%s", argument);
	return value;
}

struct dl_value dl_value_of_option(const char *name)
{
	for (size_t i = 0; i < sizeof(option_values) / sizeof(option_values[0]); i++)
		if (strcmp(option_values[i].option, name) == 0)
			return dl_value_of_argument(option_values[i].argument);
	return dl_value_of_argument(NULL);
}

/* Where "--name" stands in @line, as a whole. */
static const char *mention(const char *line, size_t len, const char *name)
{
	size_t size = strlen(name);
	const char *end = line + len;

	for (const char *p = line; p + 2 + size <= end; p++)
		if (!strncmp(p, "--", 2) && !strncmp(p + 2, name, size) &&
		    (p + 2 + size == end || strchr(" =[,", p[2 + size])))
			return p + 2 + size;
	return NULL;
}

char *dl_option_summary(const struct dl_command *command, const struct option *option)
{
	const char *line = command->help;

	while (*line) {
		size_t len = strcspn(line, "\n");
		bool is_entry = !strncmp(line, "  -", 3);
		const char *p = is_entry ? mention(line, len, option->name) : NULL;

		for (; p && p + 2 < line + len; p++)
			if (p[0] == ' ' && p[1] == ' ') {
				p += strspn(p, " ");
				return dl_cli_format("%.*s", (int)(line + len - p), p);
			}
		line += len + (line[len] == '\n');
	}
	return dl_cli_format("%s", "");
}
