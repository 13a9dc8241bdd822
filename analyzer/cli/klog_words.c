/* SPDX-License-Identifier: Apache-2.0 */
/* See klog.h: the words of the kernel. */
#include "cli/klog.h"

#include <stdlib.h>
#include <string.h>

/* A text of a message in pieces: "*" in it stands for anything. */
struct text {
	const char *piece; /* "a * b" as "a ", NUL, " b", NUL, NUL */
	const struct dl_klog_message *message;
};

struct dl_klog_words {
	json_t *root;
	struct dl_klog_message *messages;
	size_t message_count;
	struct text *texts;
	size_t text_count;
	const json_t *core; /* names, or beginnings of them that end in "*" */
	const json_t *core_modules;
};

static char *in_pieces(const char *text)
{
	char *pieces = dl_cli_alloc(strlen(text) + 2, 1);

	strcpy(pieces, text);
	for (char *star = pieces; (star = strchr(star, '*')) != NULL; star++)
		*star = '\0';
	return pieces;
}

static void add_texts(struct dl_klog_words *words, const struct dl_klog_message *message,
		      const json_t *texts)
{
	const json_t *text;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)texts, i, text) words->texts[words->text_count++] =
		(struct text){in_pieces(json_string_value(text)), message};
}

static void read_messages(struct dl_klog_words *words, const json_t *messages)
{
	size_t count = json_array_size(messages), texts = 0;

	for (size_t i = 0; i < count; i++)
		texts += json_array_size(json_object_get(json_array_get(messages, i), "texts"));
	words->messages = dl_cli_alloc(count + 1, sizeof(*words->messages));
	words->texts = dl_cli_alloc(texts + 1, sizeof(*words->texts));
	for (size_t i = 0; i < count; i++) {
		const json_t *entry = json_array_get(messages, i);
		struct dl_klog_message *m = &words->messages[words->message_count++];

		m->id = json_string_value(json_object_get(entry, "id"));
		m->means = json_string_value(json_object_get(entry, "means"));
		m->rules = json_object_get(entry, "rules");
		m->roles = json_object_get(entry, "roles");
		m->is_traced = !json_is_false(json_object_get(entry, "traced"));
		add_texts(words, m, json_object_get(entry, "texts"));
	}
}

struct dl_klog_words *dl_klog_words_new(void)
{
	struct dl_klog_words *words = dl_cli_alloc(1, sizeof(*words));
	json_error_t error;

	words->root = json_loads(dl_klog_data, 0, &error);
	if (!words->root)
		exit(dl_cli_error("the built-in words of kernel logs: line %d: %s", error.line,
				  error.text));
	read_messages(words, json_object_get(words->root, "messages"));
	words->core = json_object_get(words->root, "core");
	words->core_modules = json_object_get(words->root, "core_modules");
	return words;
}

void dl_klog_words_free(struct dl_klog_words *words)
{
	for (size_t i = 0; i < words->text_count; i++)
		free((char *)(uintptr_t)words->texts[i].piece);
	free(words->texts);
	free(words->messages);
	json_decref(words->root);
	free(words);
}

size_t dl_klog_message_count(const struct dl_klog_words *words)
{
	return words->message_count;
}

const struct dl_klog_message *dl_klog_message_at(const struct dl_klog_words *words, size_t index)
{
	return &words->messages[index];
}

const char *dl_klog_word(const struct dl_klog_words *words, const char *key)
{
	return json_string_value(json_object_get(words->root, key));
}

/* Where @pieces begin in @line, one behind the other; NULL: they do not stand there. */
static const char *find_pieces(const char *pieces, const char *line, size_t len)
{
	const char *first = memmem(line, len, pieces, strlen(pieces));
	const char *end = line + len, *p = first;

	for (size_t n; p && (n = strlen(pieces)) > 0; pieces += n + 1) {
		p = memmem(p, (size_t)(end - p), pieces, n);
		if (p)
			p += n;
	}
	return p ? first : NULL;
}

const struct dl_klog_message *dl_klog_words_find(const struct dl_klog_words *words,
						 const char *line, size_t len, const char **at)
{
	for (size_t i = 0; i < words->text_count; i++) {
		*at = find_pieces(words->texts[i].piece, line, len);
		if (*at)
			return words->texts[i].message;
	}
	return NULL;
}

static bool is_among(const json_t *names, const char *word)
{
	const json_t *entry;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)names, i, entry)
	{
		const char *name = json_string_value(entry);
		size_t n = json_string_length(entry);

		if (name[n - 1] == '*' ? !strncmp(word, name, n - 1) : !strcmp(word, name))
			return true;
	}
	return false;
}

bool dl_klog_words_are_core(const struct dl_klog_words *words, const char *function,
			    const char *module)
{
	return (!module || is_among(words->core_modules, module)) &&
	       is_among(words->core, function);
}
