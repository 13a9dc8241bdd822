/* SPDX-License-Identifier: Apache-2.0 */
/* See suggest.h. */
#include "cli/suggest.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MAX_NAME 64

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Insertions, deletions, replacements and exchanged neighbours that lead from @a to @b. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][MAX_NAME + 1];
	size_t m = strlen(a), n = strlen(b);
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= n; j++)
		above[j] = j;
	for (size_t i = 1; i <= m; i++) {
		size_t *free_row = before;

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t replaced = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));

			row[j] = least(above[j] + 1, row[j - 1] + 1, replaced);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]) && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = above;
		above = row;
		row = free_row;
	}
	return above[n];
}

struct dl_meant dl_meant_begin(const char *word)
{
	size_t len = strlen(word);

	/* a third of the letters may be wrong, three at most */
	return (struct dl_meant){
		.word = len && len <= MAX_NAME ? word : NULL,
		.distance = len / 3 < 3 ? len / 3 + 1 : 4,
	};
}

void dl_meant_offer(struct dl_meant *meant, const char *name)
{
	size_t d;

	if (!meant->word || strlen(name) > MAX_NAME)
		return;
	d = distance(meant->word, name);
	if (!d || d >= meant->distance)
		return;
	meant->distance = d;
	snprintf(meant->text, sizeof(meant->text), ", perhaps '%s'", name);
}

int dl_cli_no_rule(const char *option, const char *word)
{
	struct dl_meant meant = dl_meant_begin(word);

	for (size_t i = 0; i < dmalint_rule_count(); i++) {
		dl_meant_offer(&meant, dmalint_rule_name(dmalint_rule_at(i)));
		dl_meant_offer(&meant, dmalint_rule_id(dmalint_rule_at(i)));
	}
	return dl_cli_error("%s%sthere is no rule '%s'%s; 'dmalint rules' lists them",
			    option ? option : "", option ? ": " : "", word, meant.text);
}
