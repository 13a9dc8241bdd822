/* SPDX-License-Identifier: Apache-2.0 */
/* See draft_words.h. */
#include "cli/draft_words.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* For a rule of another version, or one that has no page. */
static const char general[] = "---\n"
			      "subject: fix the use of the DMA API\n"
			      "bug: yes\n"
			      "---\n"
			      "## Problem\n"
			      "This is not what the DMA API asks for.\n"
			      "\n"
			      "## Impact\n"
			      "To be written: what a user of the driver sees of it.\n"
			      "\n"
			      "## Change\n"
			      "To be written: what the patch does.\n";

/* The rest of the line behind "@key: "; free() it. */
static char *value_of(const char *page, const char *key)
{
	char *start = dl_cli_format("\n%s: ", key);
	const char *at = strstr(page, start);
	char *value = dl_cli_format("%.*s", at ? (int)strcspn(at + strlen(start), "\n") : 0,
				    at ? at + strlen(start) : "");

	free(start);
	return value;
}

/* What stands under the heading @title, up to the next one, in one line; free() it. */
static char *section_of(const char *page, const char *title)
{
	char *start = dl_cli_format("\n## %s\n", title);
	const char *at = strstr(page, start), *end;
	char *text;

	at = at ? at + strlen(start) : "";
	end = strstr(at, "\n## ");
	text = dl_cli_format("%.*s", end ? (int)(end - at) : (int)strlen(at), at);
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ' ';
	for (size_t len = strlen(text); len && text[len - 1] == ' '; len--)
		text[len - 1] = '\0';
	free(start);
	return text;
}

bool dl_draft_words_read(struct dl_draft_words *out, const char *rule)
{
	const struct dl_draft_page *page = dl_draft_pages;
	const char *text;
	char *bug, *of;

	while (page->rule && strcmp(page->rule, rule) != 0)
		page++;
	text = page->rule ? page->text : general;
	bug = value_of(text, "bug");
	of = value_of(text, "blame");
	*out = (struct dl_draft_words){
		.subject = value_of(text, "subject"),
		.is_bug = strcmp(bug, "yes") == 0,
		.is_of_path = strcmp(of, "path") == 0,
		.problem = section_of(text, "Problem"),
		.impact = section_of(text, "Impact"),
		.change = section_of(text, "Change"),
	};
	free(bug);
	free(of);
	return page->rule != NULL;
}

void dl_draft_words_free(struct dl_draft_words *words)
{
	free(words->subject);
	free(words->problem);
	free(words->impact);
	free(words->change);
}

void dl_draft_wrap(FILE *out, const char *text, size_t width)
{
	size_t column = 0;

	for (const char *p = text; *p;) {
		size_t blanks = strspn(p, " "), len = strcspn(p + blanks, " ");

		p += blanks;
		if (!len)
			break;
		if (column && column + 1 + len > width) {
			fputc('\n', out);
			column = 0;
		}
		fprintf(out, "%s%.*s", column ? " " : "", (int)len, p);
		column += (column > 0) + len;
		p += len;
	}
	fputc('\n', out);
}
