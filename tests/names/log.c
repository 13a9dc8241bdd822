/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of findings in SARIF and in JSON output. */
#include "log.h"

#include <stdio.h>
#include <string.h>

#include "names.h"

struct count {
	size_t texts;
	size_t bad;
};

static void look_at(struct count *n, const char *file, const char *text)
{
	const char *trouble = names_trouble(text);

	n->texts++;
	if (!trouble)
		return;
	n->bad++;
	printf("%s: %s: %s\n", file, text, trouble);
}

/* Every "message", and every "text" of one, below @value. Snippets are the source's own. */
static void walk(struct count *n, const char *file, const json_t *value)
{
	const char *key;
	json_t *member;
	size_t i;

	if (json_is_array(value))
		json_array_foreach(value, i, member)
			walk(n, file, member);
	if (!json_is_object(value))
		return;
	json_object_foreach((json_t *)value, key, member) {
		if (!strcmp(key, "message") && json_is_string(member))
			look_at(n, file, json_string_value(member));
		else if (!strcmp(key, "message") && json_is_string(json_object_get(member, "text")))
			look_at(n, file, json_string_value(json_object_get(member, "text")));
		else
			walk(n, file, member);
	}
}

/* Rules and notifications have texts of their own. */
size_t names_in_log(const char *file, const json_t *log, size_t *texts)
{
	struct count n = { 0 };
	const json_t *runs = json_object_get(log, "runs"), *run;
	size_t i;

	if (!runs)
		walk(&n, file, json_object_get(log, "findings"));
	json_array_foreach(runs, i, run)
		walk(&n, file, json_object_get(run, "results"));
	*texts += n.texts;
	return n.bad;
}
