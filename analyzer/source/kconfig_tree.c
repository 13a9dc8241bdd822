/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a tree's symbols and evaluating what they depend on; see kconfig_tree.h. */
#include "source/kconfig_tree.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/path.h"
#include "source/embedded.h"
#include "source/kconfig.h"
#include "source/walk.h"

#define DL_KCONFIG_NESTING 200 /* of parentheses and of symbols that depend on symbols */
#define DL_KCONFIG_WORK	   ((size_t)2 << 20) /* operands that are looked at; beyond it all is possible */

struct dl_kconfig_tree {
	struct dl_arena *arena;
	struct dl_map symbols;	/* of the listed folders */
	struct dl_map core;	/* of folders whose options are curated */
	struct dl_map folders;	/* below arch/: name -> struct dl_map * of its symbols */
	struct dl_map selected; /* names that some symbol selects */
	uint64_t hash;		/* of the texts */
	struct dl_map known;	/* "arch compile_test symbol" -> what came out */
	const char *source;
	const struct dl_build_files *files;
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
};

enum known { UNKNOWN, POSSIBLE, IMPOSSIBLE };

static const struct truth never = {false, false};
static const struct truth maybe = {true, false};
static const struct truth always = {true, true};

/* ---- reading ---- */

struct arch_walk {
	struct dl_kconfig_tree *tree;
	const char *root; /* the folder arch/ */
	struct dl_buf text;
};

/* The symbols of a file belong to the folder of arch/ that it is in; those of arch/Kconfig to all.
 */
static enum dl_status read_arch_file(void *data, const char *path)
{
	struct arch_walk *w = data;
	const char *below = dl_path_below(w->root, path);
	size_t n = below ? strcspn(below, "/") : 0;
	const char *folder;
	struct dl_map *own;

	if (!n || !below[n] || strstr(below, "/um/"))
		return DL_OK;
	folder = dl_arena_strndup(w->tree->arena, below, n);
	own = dl_map_get_str(&w->tree->folders, folder);
	if (!own) {
		own = DL_NEW(w->tree->arena, struct dl_map);
		dl_map_put_str(&w->tree->folders, folder, own);
	}
	dl_buf_clear(&w->text);
	if (dl_build_file_read(w->tree->files, &w->text, path))
		dl_kconfig_parse(own, w->tree->arena, dl_buf_str(&w->text));
	w->tree->hash = dl_hash_str(w->tree->hash, dl_buf_str(&w->text));
	return DL_OK;
}

static void read_arches(struct dl_kconfig_tree *tree)
{
	struct arch_walk w = {.tree = tree, .root = dl_path_join(tree->arena, tree->source, "arch")};
	struct dl_walk_options opt = {
		.name_prefix = "Kconfig", .visit = read_arch_file, .data = &w};

	dl_walk(w.root, &opt, NULL);
	dl_buf_free(&w.text);
}

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
	const char *text = dl_embedded_text("data/kconfig-dirs.txt");
	static const char *const core[] = {"init", "kernel", "mm", "lib", "security", "virt"};
	const char *line;

	tree->arena = arena;
	tree->source = source;
	tree->files = files;
	tree->hash = DL_HASH_SEED;
	while ((line = dl_embedded_next_line(arena, &text)))
		dl_kconfig_read_tree(&tree->symbols, &tree->hash, arena,
				     dl_path_join(arena, source, line), files);
	for (size_t i = 0; i < sizeof(core) / sizeof(core[0]); i++)
		dl_kconfig_read_tree(&tree->core, &tree->hash, arena,
				     dl_path_join(arena, source, core[i]), files);
	read_arches(tree);
	note_selected(tree, &tree->symbols);
	note_selected(tree, &tree->core);
	for (size_t i = 0; i < tree->folders.len; i++)
		note_selected(tree, tree->folders.entries[i].value);
	return tree;
}

void dl_kconfig_tree_free(struct dl_kconfig_tree *tree)
{
	if (!tree)
		return;
	for (size_t i = 0; i < tree->folders.len; i++)
		dl_map_free(tree->folders.entries[i].value);
	dl_map_free(&tree->symbols);
	dl_map_free(&tree->core);
	dl_map_free(&tree->folders);
	dl_map_free(&tree->selected);
	dl_map_free(&tree->known);
}

uint64_t dl_kconfig_tree_hash(const struct dl_kconfig_tree *tree)
{
	return tree->hash;
}

const struct dl_map *dl_kconfig_tree_symbols(const struct dl_kconfig_tree *tree)
{
	return &tree->symbols;
}

const struct dl_map *dl_kconfig_tree_own(const struct dl_kconfig_tree *tree,
					 const struct dl_arch *arch)
{
	return dl_map_get_str(&tree->folders, arch->folder);
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
	if (dl_map_has_str(&tree->symbols, name) || dl_map_has_str(&tree->core, name))
		return true;
	for (size_t i = 0; i < tree->folders.len && spend(tree, 1); i++) {
		if (dl_map_has_str(tree->folders.entries[i].value, name))
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
	const char *key =
		dl_arena_printf(tree->arena, "%s %d %s", e->arch->name, e->compile_test, name);
	enum known known = (enum known)(uintptr_t)dl_map_get_str(&tree->known, key);
	bool possible;

	if (known != UNKNOWN)
		return known == POSSIBLE;
	/* a symbol that depends on itself is left to its other conditions */
	dl_map_put_str(&tree->known, key, (void *)(uintptr_t)POSSIBLE);
	possible = defined_in(e, &tree->symbols, name) || defined_in(e, &tree->core, name) ||
		   defined_in(e, own, name) || !is_defined(tree, name);
	dl_map_put_str(&tree->known, key, (void *)(uintptr_t)(possible ? POSSIBLE : IMPOSSIBLE));
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
	struct evaluation e = {.tree = tree, .arch = arch, .compile_test = compile_test};

	return symbol_truth(&e, symbol).possible;
}
