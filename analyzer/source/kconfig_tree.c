/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a tree's symbols and evaluating what they depend on; see kconfig_tree.h. */
#include "source/kconfig_tree.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "source/kconfig.h"
#include "source/kconfig_answers.h"
#include "source/kconfig_symbols.h"

#define DL_KCONFIG_NESTING 200 /* of parentheses and of symbols that depend on symbols */
#define DL_KCONFIG_WORK	   ((size_t)2 << 20) /* operands that are looked at; beyond it all is possible */

struct dl_kconfig_tree {
	struct dl_arena *arena;
	struct dl_kconfig_symbols all; /* by symbols_of() */
	bool has_symbols;
	struct dl_map selected; /* names that some symbol selects */
	struct dl_map known[DL_ARCH_MAX][2]; /* by compile_test: symbol -> what came out */
	const char *source;
	const struct dl_build_files *files;
	struct dl_kconfig_answers *answers;
	uint64_t asked; /* hash of the files that these are of */
	size_t work; /* so far */
};

/* What can be said of a condition: neither, possible, or both. */
struct truth {
	bool possible;
	bool certain;
};

struct evaluation {
	struct dl_kconfig_tree *tree;
	const struct dl_arch *arch;
	bool compile_test;
	const char *p;
	int depth;
	uintptr_t open;	 /* symbols that are being asked about */
	uintptr_t leans; /* the outermost of these that the answer was taken for granted of */
};

/* From OPEN on: being asked about, and how many others are outside of it. */
enum { UNKNOWN, POSSIBLE, IMPOSSIBLE, OPEN };

static const struct truth never = {false, false};
static const struct truth maybe = {true, false};
static const struct truth always = {true, true};

/* ---- reading ---- */

static void note_selected(struct dl_kconfig_tree *tree, const struct dl_map *symbols)
{
	for (size_t i = 0; i < symbols->len; i++) {
		const struct dl_kconfig_symbol *s = symbols->entries[i].value;

		for (const struct dl_kconfig_text *t = s->selects; t; t = t->next)
			dl_map_put_str(&tree->selected, t->text, tree);
		for (const struct dl_kconfig_text *t = s->may_select; t; t = t->next)
			dl_map_put_str(&tree->selected, t->text, tree);
	}
}

struct dl_kconfig_tree *dl_kconfig_tree_read(struct dl_arena *arena, const char *source,
					     const struct dl_build_files *files)
{
	struct dl_kconfig_tree *tree = DL_NEW(arena, struct dl_kconfig_tree);

	tree->arena = arena;
	tree->source = source;
	tree->files = files;
	dl_kconfig_symbols_find(&tree->all, arena, source, files);
	tree->asked = tree->all.hash;
	tree->answers = dl_kconfig_answers_new(tree->asked, files ? files->memo : NULL);
	return tree;
}

/* They are read when they are first asked for. */
static const struct dl_kconfig_symbols *symbols_of(struct dl_kconfig_tree *tree)
{
	if (tree->has_symbols)
		return &tree->all;
	tree->has_symbols = true;
	dl_kconfig_symbols_read(&tree->all, tree->arena, tree->files);
	note_selected(tree, &tree->all.listed);
	note_selected(tree, &tree->all.core);
	for (size_t i = 0; i < tree->all.folders.len; i++)
		note_selected(tree, tree->all.folders.entries[i].value);
	return &tree->all;
}

void dl_kconfig_tree_free(struct dl_kconfig_tree *tree)
{
	if (!tree)
		return;
	dl_kconfig_answers_free(tree->answers);
	dl_kconfig_symbols_free(&tree->all);
	dl_map_free(&tree->selected);
	for (size_t i = 0; i < DL_ARCH_MAX; i++) {
		dl_map_free(&tree->known[i][0]);
		dl_map_free(&tree->known[i][1]);
	}
}

uint64_t dl_kconfig_tree_hash(const struct dl_kconfig_tree *tree)
{
	return tree->all.hash;
}

const struct dl_map *dl_kconfig_tree_symbols(struct dl_kconfig_tree *tree)
{
	return &symbols_of(tree)->listed;
}

const struct dl_map *dl_kconfig_tree_own(struct dl_kconfig_tree *tree, const struct dl_arch *arch)
{
	return dl_map_get_str(&symbols_of(tree)->folders, arch->folder);
}

bool dl_kconfig_tree_has(const struct dl_kconfig_tree *tree, const struct dl_arch *arch)
{
	return dl_map_has_str(&tree->all.folders, arch->folder);
}

/* ---- conditions ---- */

static struct truth symbol_truth(struct evaluation *e, const char *name);
static struct truth parse_or(struct evaluation *e);

/* False when there is no budget left. */
static bool spend(struct dl_kconfig_tree *tree, size_t work)
{
	if (tree->work <= DL_KCONFIG_WORK && tree->work + work > DL_KCONFIG_WORK)
		dl_build_file_left_out(tree->files, dl_path_join(tree->arena, tree->source, "Kconfig"),
				       "what its files make options depend on is too much to evaluate; "
				       "all options are taken for possible");
	tree->work += work;
	return tree->work <= DL_KCONFIG_WORK;
}

static void skip_blanks(struct evaluation *e)
{
	e->p += strspn(e->p, " \t");
}

static bool take(struct evaluation *e, const char *token)
{
	size_t n = strlen(token);

	skip_blanks(e);
	if (strncmp(e->p, token, n))
		return false;
	e->p += n;
	return true;
}

/* A symbol, a text or a macro call; *name is the symbol's, else NULL. */
static void parse_operand(struct evaluation *e, const char **name)
{
	size_t n = 0;

	*name = NULL;
	skip_blanks(e);
	if (*e->p == '"' || *e->p == '\'') {
		const char *end = strchr(e->p + 1, *e->p);

		e->p = end ? end + 1 : e->p + strlen(e->p);
		return;
	}
	if (*e->p == '$') {
		const char *end = strchr(e->p, ')');

		e->p = end ? end + 1 : e->p + strlen(e->p);
		return;
	}
	while (isalnum((unsigned char)e->p[n]) || e->p[n] == '_')
		n++;
	if (n)
		*name = dl_arena_strndup(e->tree->arena, e->p, n);
	e->p += n;
}

static bool is_set(const char *name)
{
	return name && (!strcmp(name, "y") || !strcmp(name, "m"));
}

static struct truth parse_primary(struct evaluation *e)
{
	struct truth t = maybe;
	const char *name;
	const char *other;

	if (take(e, "(")) {
		t = parse_or(e);
		take(e, ")");
		return t;
	}
	parse_operand(e, &name);
	if (take(e, "!=") || take(e, "<") || take(e, ">")) {
		take(e, "=");
		parse_operand(e, &other);
		return maybe;
	}
	if (name)
		t = symbol_truth(e, name);
	if (take(e, "=")) {
		parse_operand(e, &other);
		if (!is_set(other))
			return maybe;
		t.certain = false;
	}
	return t;
}

static struct truth parse_not(struct evaluation *e)
{
	bool negated = false;
	struct truth t;

	for (skip_blanks(e); e->p[0] == '!' && e->p[1] != '='; skip_blanks(e)) {
		negated = !negated;
		e->p++;
	}
	t = parse_primary(e);
	return negated ? (struct truth){!t.certain, !t.possible} : t;
}

static struct truth parse_and(struct evaluation *e)
{
	struct truth t = parse_not(e);

	while (take(e, "&&") && spend(e->tree, 1)) {
		struct truth right = parse_not(e);

		t.possible &= right.possible;
		t.certain &= right.certain;
	}
	return t;
}

static struct truth parse_or(struct evaluation *e)
{
	struct truth t = maybe;

	if (++e->depth < DL_KCONFIG_NESTING && spend(e->tree, 1)) {
		t = parse_and(e);
		while (take(e, "||") && spend(e->tree, 1)) {
			struct truth right = parse_and(e);

			t.possible |= right.possible;
			t.certain |= right.certain;
		}
	}
	e->depth--;
	return t;
}

static bool all_possible(struct evaluation *e, const struct dl_kconfig_text *list)
{
	const char *p = e->p;
	bool possible = true;

	for (; list && possible && spend(e->tree, 1); list = list->next) {
		e->p = list->text;
		possible = parse_or(e).possible;
	}
	e->p = p;
	return possible;
}

static bool is_defined(struct dl_kconfig_tree *tree, const char *name)
{
	if (dl_map_has_str(&tree->all.listed, name) || dl_map_has_str(&tree->all.core, name))
		return true;
	for (size_t i = 0; i < tree->all.folders.len && spend(tree, 1); i++) {
		if (dl_map_has_str(tree->all.folders.entries[i].value, name))
			return true;
	}
	return false;
}

/* Whether some definition of @name in @map can hold. */
static bool defined_in(struct evaluation *e, const struct dl_map *map, const char *name)
{
	const struct dl_kconfig_symbol *s = map ? dl_map_get_str(map, name) : NULL;

	if (!s || (!s->settable && !dl_map_has_str(&e->tree->selected, name)))
		return false;
	for (const struct dl_kconfig_definition *d = s->definitions; d; d = d->next) {
		if (all_possible(e, d->depends))
			return true;
	}
	return false;
}

static bool symbol_possible(struct evaluation *e, const char *name)
{
	struct dl_kconfig_tree *tree = e->tree;
	const struct dl_map *own = dl_kconfig_tree_own(tree, e->arch);
	struct dl_map *answers = &tree->known[e->arch - dl_arches][e->compile_test];
	uintptr_t known = (uintptr_t)dl_map_get_str(answers, name);
	uintptr_t outside = e->open, leans = e->leans;
	bool possible;

	/* a symbol that depends on itself is left to its other conditions */
	if (known >= OPEN && known - OPEN < e->leans)
		e->leans = known - OPEN;
	if (known != UNKNOWN)
		return known != IMPOSSIBLE;
	e->open++;
	e->leans = UINTPTR_MAX;
	dl_map_put_str(answers, name, (void *)(OPEN + outside));
	possible = defined_in(e, &tree->all.listed, name) || defined_in(e, &tree->all.core, name) ||
		   defined_in(e, own, name) || !is_defined(tree, name);
	e->open--;
	/* what leans on one that is still asked about may be another answer when it is asked about alone */
	known = e->leans < outside ? UNKNOWN : possible ? POSSIBLE : IMPOSSIBLE;
	dl_map_put_str(answers, name, (void *)known);
	if (known != UNKNOWN || leans < e->leans)
		e->leans = leans;
	return possible;
}

static struct truth symbol_truth(struct evaluation *e, const char *name)
{
	if (is_set(name))
		return always;
	if (!strcmp(name, "n"))
		return never;
	if (!strcmp(name, "COMPILE_TEST"))
		return e->compile_test ? maybe : never;
	if (!strcmp(name, e->arch->symbol) || dl_arch_has_word(e->arch->on, name))
		return always;
	if (dl_arch_has_word(e->arch->off, name))
		return never;
	return symbol_possible(e, name) ? maybe : never;
}

bool dl_kconfig_tree_allows(struct dl_kconfig_tree *tree, const struct dl_arch *arch,
			    bool compile_test, const char *symbol)
{
	struct evaluation e = {.tree = tree, .arch = arch, .compile_test = compile_test, .leans = UINTPTR_MAX};
	unsigned int place = (unsigned int)(arch - dl_arches) * 2 + compile_test;
	bool possible;

	if (dl_kconfig_answers_get(tree->answers, symbol, place, &possible))
		return possible;
	possible = symbol_truth(&e, symbol).possible;
	if (tree->work <= DL_KCONFIG_WORK)
		dl_kconfig_answers_add(tree->answers, symbol, place, possible);
	return possible;
}

void dl_kconfig_tree_keep(struct dl_kconfig_tree *tree)
{
	/* with some of them a scan would come further than without, and find other ones */
	if (tree->work <= DL_KCONFIG_WORK && tree->asked == tree->all.hash)
		dl_kconfig_answers_keep(tree->answers);
}
