/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the comments of a text. */
#include "expect.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASE_MARK "# case "

static bool take_word(const char **s, char *out, size_t size)
{
	size_t n = 0;

	while (**s == ' ' || **s == '\t')
		(*s)++;
	while (**s && !isspace((unsigned char)**s)) {
		if (n + 1 >= size)
			return false;
		out[n++] = *(*s)++;
	}
	out[n] = '\0';
	return n > 0;
}

static bool take_line(const char **s, uint32_t here, uint32_t *out)
{
	char word[16], *end;

	if (!take_word(s, word, sizeof(word)))
		return false;
	if (!strcmp(word, "here")) {
		*out = here;
		return true;
	}
	*out = (uint32_t)strtoul(word, &end, 10);
	return end != word && !*end;
}

static bool take_rest(const char *s, char *out, size_t size)
{
	size_t n;

	while (*s == ' ' || *s == '\t')
		s++;
	n = strlen(s);
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	if (n >= size)
		return false;
	memcpy(out, s, n);
	out[n] = '\0';
	return true;
}

static bool split_confidence(struct want *w)
{
	char *slash = strchr(w->rule, '/');

	if (!slash)
		return true;
	*slash = '\0';
	if (!strcmp(slash + 1, "high"))
		w->confidence = DL_CONF_HIGH;
	else if (!strcmp(slash + 1, "medium"))
		w->confidence = DL_CONF_MEDIUM;
	return w->confidence != 0;
}

static bool read_finding(struct want *w, const char *s)
{
	return take_word(&s, w->rule, sizeof(w->rule)) && split_confidence(w) &&
	       !strncmp(w->rule, "DMA", 3) && take_word(&s, w->function, sizeof(w->function)) &&
	       take_line(&s, w->at, &w->line) && take_rest(s, w->part, sizeof(w->part));
}

static const char *read_comment(struct text_case *c, const char *s, uint32_t line)
{
	struct want *w = &c->wants[c->want_count];
	char word[16];

	if (!take_word(&s, word, sizeof(word)))
		return NULL;
	if (c->want_count == MAX_WANTS)
		return "too many comments that expect something";
	memset(w, 0, sizeof(*w));
	w->at = line;
	if (!strcmp(word, "expect") || !strcmp(word, "low")) {
		w->kind = *word == 'l' ? WANT_LOW : WANT_FINDING;
		if (!read_finding(w, s))
			return "expected RULE FUNCTION LINE [part of the message]";
	} else if (!strcmp(word, "step") || !strcmp(word, "related")) {
		w->kind = *word == 's' ? WANT_STEP : WANT_RELATED;
		if (!take_line(&s, line, &w->line) || !take_rest(s, w->part, sizeof(w->part)))
			return "expected LINE [part of the message]";
	} else if (!strcmp(word, "steps") || !strcmp(word, "related_places")) {
		w->kind = WANT_STAT;
		strcpy(w->rule, word);
		if (!take_line(&s, line, &w->line))
			return "expected NUMBER";
	} else if (!strcmp(word, "summary")) {
		w->kind = WANT_SUMMARY;
		if (!take_rest(s, w->part, sizeof(w->part)) || !w->part[0])
			return "expected a line of a summary";
	} else if (!strcmp(word, "stat")) {
		w->kind = WANT_STAT;
		if (!take_word(&s, w->rule, sizeof(w->rule)) || !take_line(&s, line, &w->line))
			return "expected NAME NUMBER";
	} else if (!strcmp(word, "explored")) {
		c->unexplored = true;
		return NULL;
	} else if (!strcmp(word, "whole")) {
		c->whole = true;
		return NULL;
	} else if (!strcmp(word, "apart")) {
		c->apart = true;
		return NULL;
	} else if (!strcmp(word, "untrusted")) {
		c->untrusted = true;
		return NULL;
	} else {
		return NULL;
	}
	c->want_count++;
	return NULL;
}

/* The comment of a line: `#` that no digit follows, outside of strings. */
static const char *comment_of(const char *s, size_t len)
{
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"' || s[i] == '`')
			quoted = !quoted;
		else if (s[i] == '#' && !quoted && !isdigit((unsigned char)s[i + 1]))
			return s + i + 1;
	}
	return NULL;
}

static const char *read_comments(struct text_case *c, const char *s, size_t len, uint32_t line)
{
	const char *comment = comment_of(s, len);
	char copy[512];
	size_t n;

	if (!comment)
		return NULL;
	n = len - (size_t)(comment - s);
	if (n >= sizeof(copy))
		return "the comment is too long";
	memcpy(copy, comment, n);
	copy[n] = '\0';
	return read_comment(c, copy, line);
}

static size_t line_length(const char *s)
{
	size_t n = strcspn(s, "\n");

	return n + (s[n] == '\n');
}

static bool is_mark(const char *s)
{
	return !strncmp(s, CASE_MARK, strlen(CASE_MARK));
}

bool case_next(const char *text, size_t *offset, struct text_case *c, const char **trouble)
{
	size_t at = 0, out = 0;
	uint32_t line = 0;
	bool prelude = true, found = false;

	memset(c, 0, sizeof(*c));
	*trouble = NULL;
	c->text = malloc(strlen(text) + 2);
	if (!c->text)
		abort();
	while (text[at]) {
		size_t len = line_length(text + at);

		line++;
		if (is_mark(text + at)) {
			prelude = false;
			if (found)
				break;
			if (at >= *offset) {
				const char *name = text + at + strlen(CASE_MARK);

				found = true;
				c->line = line;
				snprintf(c->name, sizeof(c->name), "%.*s", (int)strcspn(name, ":\n"), name);
			}
		} else if (found && !*trouble) {
			*trouble = read_comments(c, text + at, len, line);
			if (*trouble)
				c->line = line;
		}
		/* what belongs to other cases becomes empty lines */
		if (prelude || found)
			memcpy(c->text + out, text + at, len);
		else
			c->text[out] = '\n';
		out += prelude || found ? len : 1;
		at += len;
	}
	c->text[out] = '\0';
	*offset = at;
	if (!found)
		case_free(c);
	return found;
}

void case_free(struct text_case *c)
{
	free(c->text);
	c->text = NULL;
}

bool case_is_positive(const struct text_case *c)
{
	for (uint32_t i = 0; i < c->want_count; i++)
		if (c->wants[i].kind == WANT_FINDING || c->wants[i].kind == WANT_LOW)
			return true;
	return false;
}
