/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of words and patterns with a "%", as make has them. */
#include <stdbool.h>
#include <string.h>

#include "source/make_internal.h"

static const char blanks[] = " \t\r\n";

const char *dl_make_word(const char **text, size_t *n)
{
	const char *word = *text + strspn(*text, blanks);

	*n = strcspn(word, blanks);
	*text = word + *n;
	return *n ? word : NULL;
}

void dl_make_add_word(struct dl_buf *out, const char *word, size_t n)
{
	if (out->len && !strchr(blanks, out->data[out->len - 1]))
		dl_buf_putc(out, ' ');
	dl_buf_add(out, word, n);
}

/* Whether the word fits the pattern; the part that "%" stands for in @stem. */
static bool fits(const char *pattern, size_t pattern_len, const char *word, size_t n,
		 const char **stem, size_t *stem_len)
{
	const char *percent = memchr(pattern, '%', pattern_len);
	size_t before = percent ? (size_t)(percent - pattern) : pattern_len;
	size_t after = percent ? pattern_len - before - 1 : 0;

	*stem = word + before;
	*stem_len = 0;
	if (!percent)
		return n == pattern_len && !memcmp(word, pattern, n);
	if (n < before + after || memcmp(word, pattern, before) != 0 ||
	    memcmp(word + n - after, percent + 1, after) != 0)
		return false;
	*stem_len = n - before - after;
	return true;
}

void dl_make_patsubst(struct dl_buf *out, const char *from, const char *to, const char *words)
{
	const char *percent = strchr(to, '%');
	bool has_stem = strchr(from, '%');
	size_t from_len = strlen(from);
	const char *word, *stem;
	size_t n, stem_len;

	while ((word = dl_make_word(&words, &n)) && out->len < DL_MAKE_SIZE) {
		if (!fits(from, from_len, word, n, &stem, &stem_len)) {
			dl_make_add_word(out, word, n);
		} else if (!percent || !has_stem) {
			dl_make_add_word(out, to, strlen(to));
		} else {
			dl_make_add_word(out, to, (size_t)(percent - to));
			dl_buf_add(out, stem, stem_len);
			dl_buf_puts(out, percent + 1);
		}
	}
}

bool dl_make_filtered(const char *patterns, const char *word, size_t n)
{
	const char *pattern, *stem;
	size_t len, stem_len;

	while ((pattern = dl_make_word(&patterns, &len)))
		if (fits(pattern, len, word, n, &stem, &stem_len))
			return true;
	return false;
}
