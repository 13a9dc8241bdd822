/* SPDX-License-Identifier: Apache-2.0 */
/* The quoted names of a message: see names.h. Quotes are 'single'; an apostrophe follows a letter. */
#include "names.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define QUOTE_MAX 60

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* `name.3`: one of several variables of a name, or one that lowering has made. */
static bool has_number(const char *text, size_t n)
{
	for (size_t i = 1; i + 1 < n; i++) {
		size_t begin = i;

		if (text[i] != '.' || !isdigit((unsigned char)text[i + 1]))
			continue;
		while (begin && is_name(text[begin - 1]))
			begin--;
		if (begin < i && !isdigit((unsigned char)text[begin]))
			return true;
	}
	return false;
}

static bool has(const char *text, size_t n, const char *part)
{
	return memmem(text, n, part, strlen(part)) != NULL;
}

/* Nothing was known of a value. */
static bool has_unknown(const char *text, size_t n)
{
	return memchr(text, '?', n) && !memchr(text, ':', n);
}

static const char *look(const char *text, size_t n)
{
	if (n > QUOTE_MAX)
		return "it is longer than 60 characters";
	if (has_unknown(text, n))
		return "a '?' stands for what is not known";
	if (has(text, n, "()->") || has(text, n, "()."))
		return "the result of a call has no name";
	if (has_number(text, n))
		return "a number keeps variables apart";
	if (text[0] == '%' || has(text, n, "(%"))
		return "it has a temporary of the IR";
	if (has(text, n, "container_of(") && !memchr(text, ',', n))
		return "container_of() lacks its type";
	for (size_t i = 1; i < n; i++)
		if (text[i] == '~' && is_name(text[i - 1]))
			return "a name has the suffix of a linked file";
	return NULL;
}

const char *names_trouble(const char *message)
{
	const char *trouble = NULL;

	for (const char *at = message; *at && !trouble;) {
		const char *begin = strchr(at, '\''), *end;

		if (!begin)
			break;
		/* an apostrophe */
		if (begin > message && isalpha((unsigned char)begin[-1])) {
			at = begin + 1;
			continue;
		}
		end = strchr(begin + 1, '\'');
		if (!end)
			break;
		trouble = look(begin + 1, (size_t)(end - begin - 1));
		at = end + 1;
	}
	return trouble;
}
