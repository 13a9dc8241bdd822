/* SPDX-License-Identifier: Apache-2.0 */
/* See config.h. The file's options become arguments, so that there is one way to read them. */
#include "cli/config.h"

#include "cli/suggest.h"
#include "cli/tool.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Options that name something on the disk: relative to the folder of the file. */
static const char *const path_options[] = {"baseline", "build-dir", "cache-dir",
					   "db",       "kernel",    "models"};
/* Options whose value is a list with commas. */
static const char *const list_options[] = {"disable", "profile", "rules"};
/* Options that make no sense for more than one scan. */
static const char *const refused_options[] = {"config", "diff", "help", "no-config", "output", "shard", "trace"};

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

static bool is_among(const char *name, const char *const *list, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

/* ---- which file ---- */

/* The value of --config; *off: --no-config is there. */
static const char *asked_for(int argc, char **argv, bool *off)
{
	const char *file = NULL;

	*off = false;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		*off |= strcmp(argv[i], "--no-config") == 0;
		if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
			file = argv[++i];
		else if (strncmp(argv[i], "--config=", 9) == 0)
			file = argv[i] + 9;
	}
	return file;
}

static char *find_upward(const char *from)
{
	char dir[PATH_MAX];

	if (from ? strlen(from) >= sizeof(dir) : !getcwd(dir, sizeof(dir)))
		return NULL;
	if (from)
		strcpy(dir, from);
	for (;;) {
		char *file = dl_cli_format("%s/%s", strcmp(dir, "/") ? dir : "", DL_CONFIG_NAME);
		char *slash = strrchr(dir, '/');

		/* a link to itself is said when it is read, and not passed over */
		if (access(file, F_OK) == 0 || errno == ELOOP)
			return file;
		free(file);
		if (!slash || !dir[1])
			return NULL;
		slash[slash == dir] = '\0';
	}
}

/* ---- its options ---- */

static void add(struct dl_config *c, char *text)
{
	c->owned[c->owned_count++] = text;
}

/* @value as the option takes it; a path from the folder of the file. */
static char *with_value(const struct dl_config *c, const char *key, const char *value)
{
	const char *slash = strrchr(c->file, '/');
	bool is_path = is_among(key, path_options, COUNT(path_options));

	if (is_path && slash && value[0] != '/')
		return dl_cli_format("--%s=%.*s/%s", key, (int)(slash - c->file), c->file, value);
	return dl_cli_format("--%s=%s", key, value);
}

static int refuse(const struct dl_config *c, const char *key, const char *what)
{
	return dl_cli_error("%s: the value of '%s' is not %s", c->file, key, what);
}

/* An option for each text; of a list with commas one for all. */
static int add_array(struct dl_config *c, const char *key, const json_t *array)
{
	bool is_list = is_among(key, list_options, COUNT(list_options));
	char *joined = NULL;
	const json_t *item;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)array, i, item) {
		const char *text = json_string_value(item);
		char *longer;

		if (!text) {
			free(joined);
			return refuse(c, key, "a list of texts");
		}
		if (!is_list) {
			add(c, with_value(c, key, text));
			continue;
		}
		longer = dl_cli_format("%s%s%s", joined ? joined : "", joined ? "," : "", text);
		free(joined);
		joined = longer;
	}
	if (is_list)
		add(c, dl_cli_format("--%s=%s", key, joined ? joined : ""));
	free(joined);
	return DL_EXIT_CLEAN;
}

static int add_option(struct dl_config *c, const struct option *option, const json_t *value)
{
	const char *key = option->name;

	if (option->has_arg == no_argument) {
		if (!json_is_boolean(value))
			return refuse(c, key, "true or false");
		if (json_is_true(value))
			add(c, dl_cli_format("--%s", key));
		return DL_EXIT_CLEAN;
	}
	if (json_is_array(value))
		return add_array(c, key, value);
	if (json_is_integer(value))
		add(c, dl_cli_format("--%s=%lld", key, (long long)json_integer_value(value)));
	else if (json_is_string(value))
		add(c, with_value(c, key, json_string_value(value)));
	else
		return refuse(c, key, "a text, a number or a list of texts");
	return DL_EXIT_CLEAN;
}

static const struct option *find_option(const struct option *options, const char *key)
{
	if (is_among(key, refused_options, COUNT(refused_options)))
		return NULL;
	for (; options->name; options++)
		if (strcmp(options->name, key) == 0)
			return options;
	return NULL;
}

static size_t count_texts(const json_t *root)
{
	size_t count = 0;
	const json_t *value;
	const char *key;

	json_object_foreach((json_t *)(uintptr_t)root, key, value)
		count += json_is_array(value) ? json_array_size(value) + 1 : 1;
	return count;
}

static int refuse_key(const struct dl_config *c, const struct option *options, const char *key)
{
	struct dl_meant meant = dl_meant_begin(key);

	for (; options->name; options++)
		dl_meant_offer(&meant, options->name);
	return dl_cli_error("%s: there is no key '%s'%s; keys are long options of 'dmalint scan' "
			    "without the dashes",
			    c->file, key, meant.text);
}

static int add_options(struct dl_config *c, const struct option *options, const json_t *root)
{
	int code = DL_EXIT_CLEAN;
	const json_t *value;
	const char *key;

	if (!json_is_object(root))
		return dl_cli_error("%s: it is no JSON object, as in {\"confidence\": \"high\"}",
				    c->file);
	c->owned = dl_cli_alloc(count_texts(root) + 1, sizeof(char *));
	json_object_foreach((json_t *)(uintptr_t)root, key, value) {
		const struct option *option = find_option(options, key);

		if (!option)
			return refuse_key(c, options, key);
		code = add_option(c, option, value);
		if (code != DL_EXIT_CLEAN)
			return code;
	}
	return code;
}

static void join(struct dl_config *c, int argc, char **argv)
{
	c->argc = argc + c->owned_count;
	c->argv = dl_cli_alloc((size_t)c->argc + 1, sizeof(char *));
	c->argv[0] = argv[0];
	for (int i = 0; i < c->owned_count; i++)
		c->argv[1 + i] = c->owned[i];
	for (int i = 1; i < argc; i++)
		c->argv[c->owned_count + i] = argv[i];
}

int dl_config_read(struct dl_config *out, const struct option *options, const char *dir, int argc,
		   char **argv)
{
	bool off;
	const char *given = asked_for(argc, argv, &off);
	int code = DL_EXIT_CLEAN;
	struct dl_bytes text;
	json_error_t error;
	json_t *root = NULL;

	*out = (struct dl_config){0};
	if (given)
		out->file = dl_cli_format("%s", given);
	else if (!off)
		out->file = find_upward(dir);
	if (out->file) {
		text = dl_bytes_read(out->file);
		if (!text.data)
			code = dl_cli_error("--config: '%s': %s", out->file, dl_bytes_trouble());
		else if (!(root = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, &error)))
			code = dl_cli_error("%s:%d: %s", out->file, error.line, error.text);
		else
			code = add_options(out, options, root);
		free(text.data);
		json_decref(root);
	}
	join(out, argc, argv);
	return code;
}

void dl_config_free(struct dl_config *config)
{
	for (int i = 0; i < config->owned_count; i++)
		free(config->owned[i]);
	free(config->owned);
	free(config->argv);
	free(config->file);
}
