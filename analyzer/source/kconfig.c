/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kconfig files, line by line: which symbols there are, their types, plain defaults and conditions.
 * Of a choice the default member is taken, else the first. Blocks end with their file: the
 * conditions of one that sources another file are not known there.
 */
#include "source/kconfig.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

#define DL_KCONFIG_DEPTH 32

struct kconfig_parser {
	struct dl_map *symbols;
	struct dl_arena *arena;
	struct dl_kconfig_symbol *current;
	bool in_head; /* "depends on" is the innermost block's */
	const struct dl_kconfig_text *blocks[DL_KCONFIG_DEPTH + 1]; /* what must hold, by depth */
	int depth;
	bool in_help;
	int help_indent; /* -1 until the first line of the help text */
	bool in_choice;
	const char *choice_default;
	const char *choice_taken;
};

static int indent_of(const char *line, size_t n)
{
	int column = 0;

	for (size_t i = 0; i < n && (line[i] == ' ' || line[i] == '\t'); i++)
		column = line[i] == '\t' ? (column | 7) + 1 : column + 1;
	return column;
}

/* If the line begins with @word as a whole word, what follows it; else NULL. */
static const char *after_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(line, word, n) || (line[n] && !isspace((unsigned char)line[n])))
		return NULL;
	line += n;
	while (*line == ' ' || *line == '\t')
		line++;
	return line;
}

static const char *first_word(struct dl_arena *arena, const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n ? dl_arena_strndup(arena, s, n) : NULL;
}

static void begin_symbol(struct kconfig_parser *p, const char *rest)
{
	const char *name = first_word(p->arena, rest);
	struct dl_kconfig_definition *definition;

	p->current = NULL;
	p->in_head = false;
	if (!name)
		return;
	p->current = dl_map_get_str(p->symbols, name);
	if (!p->current) {
		p->current = DL_NEW(p->arena, struct dl_kconfig_symbol);
		p->current->name = name;
		dl_map_put_str(p->symbols, name, p->current);
	}
	definition = DL_NEW(p->arena, struct dl_kconfig_definition);
	definition->depends = p->blocks[p->depth];
	definition->next = p->current->definitions;
	p->current->definitions = definition;
	if (!p->in_choice)
		return;
	if (!p->choice_taken)
		p->choice_taken = p->choice_default ? p->choice_default : name;
	p->current->excluded = strcmp(name, p->choice_taken) != 0;
}

/* A plain literal default: number, or text in double quotes; NULL for an expression. */
static const char *literal(struct dl_arena *arena, const char *s)
{
	size_t n = 0;

	if (*s == '"') {
		const char *end = strchr(s + 1, '"');

		return end ? dl_arena_strndup(arena, s + 1, (size_t)(end - s - 1)) : NULL;
	}
	if (*s == '-')
		n++;
	if (!isdigit((unsigned char)s[n]))
		return NULL;
	while (isxdigit((unsigned char)s[n]) || s[n] == 'x' || s[n] == 'X')
		n++;
	return s[n] && !isspace((unsigned char)s[n]) ? NULL : dl_arena_strndup(arena, s, n);
}

static bool symbol_type(struct dl_kconfig_symbol *symbol, const char *line)
{
	static const struct {
		const char *word;
		enum dl_kconfig_type type;
	} words[] = {
		{"bool", DL_KCONFIG_BOOL},
		{"boolean", DL_KCONFIG_BOOL},
		{"def_bool", DL_KCONFIG_BOOL},
		{"tristate", DL_KCONFIG_TRISTATE},
		{"def_tristate", DL_KCONFIG_TRISTATE},
		{"int", DL_KCONFIG_INT},
		{"hex", DL_KCONFIG_HEX},
		{"string", DL_KCONFIG_STRING},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *rest = after_word(line, words[i].word);

		if (!rest)
			continue;
		symbol->type = words[i].type;
		/* a prompt, or the value of def_bool */
		symbol->settable |= *rest && *rest != '#';
		return true;
	}
	return false;
}

static void push_text(struct kconfig_parser *p, const struct dl_kconfig_text **list,
		      const char *text)
{
	struct dl_kconfig_text *item = DL_NEW(p->arena, struct dl_kconfig_text);

	item->text = dl_arena_strdup(p->arena, text);
	item->next = *list;
	*list = item;
}

static void begin_block(struct kconfig_parser *p)
{
	p->current = NULL;
	p->in_head = true;
	if (p->depth == DL_KCONFIG_DEPTH)
		return;
	p->depth++;
	p->blocks[p->depth] = p->blocks[p->depth - 1];
}

static void end_block(struct kconfig_parser *p)
{
	p->current = NULL;
	p->in_head = false;
	p->depth -= p->depth > 0;
}

/* Blocks, and lines that end the symbol before them; false when @line is none of these. */
static bool block_line(struct kconfig_parser *p, const char *line)
{
	const char *rest;

	if ((rest = after_word(line, "if"))) {
		begin_block(p);
		push_text(p, &p->blocks[p->depth], rest);
	} else if (after_word(line, "menu")) {
		begin_block(p);
	} else if (after_word(line, "endif") || after_word(line, "endmenu")) {
		end_block(p);
	} else if (after_word(line, "source") || after_word(line, "comment") ||
		   after_word(line, "mainmenu")) {
		p->current = NULL;
		p->in_head = false;
	} else {
		return false;
	}
	return true;
}

static void depends_on(struct kconfig_parser *p, const char *expression)
{
	if (p->current)
		push_text(p, &p->current->definitions->depends, expression);
	else if (p->in_head)
		push_text(p, &p->blocks[p->depth], expression);
}

static void select_symbol(struct kconfig_parser *p, const char *rest)
{
	const char *name = first_word(p->arena, rest);

	if (p->current && name)
		push_text(p, strstr(rest, " if ") ? &p->current->may_select : &p->current->selects,
			  name);
}

static void begin_choice(struct kconfig_parser *p, bool in)
{
	p->in_choice = in;
	p->choice_default = p->choice_taken = NULL;
	if (in)
		begin_block(p);
	else
		end_block(p);
}

static void default_value(struct kconfig_parser *p, const char *rest)
{
	if (p->current) {
		const char *value = literal(p->arena, rest);

		p->current->settable = true;
		/* an unconditional default beats a conditional one */
		if (value && (!p->current->value || !strstr(rest, " if ")))
			p->current->value = value;
	} else if (p->in_choice && !p->choice_default) {
		/* the first one, whatever its condition: most ask for options that are on here */
		p->choice_default = first_word(p->arena, rest);
	}
}

static void parse_line(struct kconfig_parser *p, const char *line)
{
	const char *rest;

	if ((rest = after_word(line, "config")) || (rest = after_word(line, "menuconfig")))
		begin_symbol(p, rest);
	else if (after_word(line, "choice"))
		begin_choice(p, true);
	else if (after_word(line, "endchoice"))
		begin_choice(p, false);
	else if (after_word(line, "help") || after_word(line, "---help---"))
		p->in_help = true, p->help_indent = -1;
	else if ((rest = after_word(line, "default")))
		default_value(p, rest);
	else if ((rest = after_word(line, "depends")) && (rest = after_word(rest, "on")))
		depends_on(p, rest);
	else if ((rest = after_word(line, "select")))
		select_symbol(p, rest);
	else if (p->current && after_word(line, "prompt"))
		p->current->settable = true;
	else if (!block_line(p, line) && p->current)
		symbol_type(p->current, line);
}

/* Whether the line belongs to a help text, which ends at the first line with a smaller indentation.
 */
static bool is_help(struct kconfig_parser *p, const char *line, size_t n)
{
	int indent = indent_of(line, n);
	bool blank = strspn(line, " \t\r") >= n;

	if (!p->in_help)
		return false;
	if (blank)
		return true;
	if (p->help_indent < 0 && indent > 0) {
		p->help_indent = indent;
		return true;
	}
	if (p->help_indent >= 0 && indent >= p->help_indent)
		return true;
	p->in_help = false;
	return false;
}

void dl_kconfig_parse(struct dl_map *symbols, struct dl_arena *arena, const char *text)
{
	struct kconfig_parser p = {.symbols = symbols, .arena = arena};
	struct dl_buf line = {0};

	while (*text) {
		const char *end = strchrnul(text, '\n');
		size_t n = (size_t)(end - text);

		if (!is_help(&p, text, n)) {
			bool continued = n && text[n - 1] == '\\' && *end;
			const char *s;

			dl_buf_add(&line, text, continued ? n - 1 : n);
			s = dl_buf_str(&line);
			s += strspn(s, " \t");
			if (!continued && *s && *s != '#')
				parse_line(&p, s);
			if (!continued)
				dl_buf_clear(&line);
		}
		text = *end ? end + 1 : end;
	}
	dl_buf_free(&line);
}
