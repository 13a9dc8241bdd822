/* SPDX-License-Identifier: Apache-2.0 */
/* Make's functions; what they do is in GNU make's manual, "Functions for Transforming Text". */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/vec.h"
#include "source/make_internal.h"

#define MAX_ARGS 10

struct call {
	struct dl_make *m;
	struct dl_buf *out;
	const char *args[MAX_ARGS]; /* as written where the function is lazy, else expanded */
	size_t count;
	int depth;
};

/* Length of the text up to the first comma outside parentheses. */
static size_t argument_length(const char *text, size_t n)
{
	int nested = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '(' || text[i] == '{')
			nested++;
		else if (text[i] == ')' || text[i] == '}')
			nested--;
		else if (text[i] == ',' && nested == 0)
			return i;
	}
	return n;
}

static const char *expand(const struct call *c, const char *text)
{
	return dl_make_expanded(c->m, text, strlen(text), c->depth);
}

static const char *stripped(const struct call *c, const char *text)
{
	struct dl_buf words = {0};
	const char *word, *result;
	size_t n;

	while ((word = dl_make_word(&text, &n)))
		dl_make_add_word(&words, word, n);
	result = dl_arena_strdup(c->m->arena, dl_buf_str(&words));
	dl_buf_free(&words);
	return result;
}

/* ---- text ---- */

static void do_subst(struct call *c)
{
	const char *text = c->args[2];
	size_t n = strlen(c->args[0]);

	while (*text && n && c->out->len < DL_MAKE_SIZE) {
		const char *at = strstr(text, c->args[0]);

		if (!at)
			break;
		dl_buf_add(c->out, text, (size_t)(at - text));
		dl_buf_puts(c->out, c->args[1]);
		text = at + n;
	}
	dl_buf_puts(c->out, text);
}

static void do_patsubst(struct call *c)
{
	struct dl_buf words = {0};

	dl_make_patsubst(&words, stripped(c, c->args[0]), stripped(c, c->args[1]), c->args[2]);
	dl_buf_puts(c->out, dl_buf_str(&words));
	dl_buf_free(&words);
}

static void do_strip(struct call *c)
{
	dl_buf_puts(c->out, stripped(c, c->args[0]));
}

static void do_findstring(struct call *c)
{
	if (strstr(c->args[1], c->args[0]))
		dl_buf_puts(c->out, c->args[0]);
}

/* Something unknown is in both halves: nobody knows. */
static void filter(struct call *c, bool keep)
{
	const char *text = c->args[1];
	const char *word;
	size_t work = strlen(c->args[0]) + 16;
	struct dl_buf words = {0};
	size_t n;

	while ((word = dl_make_word(&text, &n)) && dl_make_spend(c->m, work))
		if (memchr(word, DL_MAKE_UNKNOWN, n) || !dl_make_is_known(c->args[0]) ||
		    dl_make_filtered(c->args[0], word, n) == keep)
			dl_make_add_word(&words, word, n);
	if (!dl_make_is_known(c->args[0]))
		dl_make_add_unknown(c->m, &words);
	dl_buf_puts(c->out, dl_buf_str(&words));
	dl_buf_free(&words);
}

static void do_filter(struct call *c)
{
	filter(c, true);
}

static void do_filter_out(struct call *c)
{
	filter(c, false);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void do_sort(struct call *c)
{
	DL_VEC(const char *) list = {0};
	const char *text = c->args[0];
	const char *word;
	size_t n;

	while ((word = dl_make_word(&text, &n)))
		dl_vec_push(&list, dl_arena_strndup(c->m->arena, word, n));
	if (list.len)
		qsort(list.data, list.len, sizeof(*list.data), by_text);
	for (size_t i = 0; i < list.len; i++) {
		if (i && !strcmp(list.data[i], list.data[i - 1]))
			continue;
		if (i)
			dl_buf_putc(c->out, ' ');
		dl_buf_puts(c->out, list.data[i]);
	}
	dl_vec_free(&list);
}

/* Words @from to @to, counted from 1. */
static void add_words(struct call *c, const char *text, size_t from, size_t to)
{
	struct dl_buf words = {0};
	const char *word;
	size_t n;

	for (size_t i = 1; i <= to && (word = dl_make_word(&text, &n)); i++)
		if (i >= from)
			dl_make_add_word(&words, word, n);
	dl_buf_puts(c->out, dl_buf_str(&words));
	dl_buf_free(&words);
}

static size_t number(const char *text)
{
	return (size_t)strtoul(text, NULL, 10);
}

static size_t word_count(const char *text)
{
	size_t n, count = 0;

	while (dl_make_word(&text, &n))
		count++;
	return count;
}

static void do_word(struct call *c)
{
	add_words(c, c->args[1], number(c->args[0]), number(c->args[0]));
}

static void do_wordlist(struct call *c)
{
	add_words(c, c->args[2], number(c->args[0]), number(c->args[1]));
}

static void do_words(struct call *c)
{
	dl_buf_printf(c->out, "%zu", word_count(c->args[0]));
}

static void do_firstword(struct call *c)
{
	add_words(c, c->args[0], 1, 1);
}

static void do_lastword(struct call *c)
{
	size_t count = word_count(c->args[0]);

	add_words(c, c->args[0], count, count);
}

/* ---- names of files ---- */

enum part { PART_DIR, PART_NOTDIR, PART_SUFFIX, PART_BASENAME };

static void parts(struct call *c, enum part part)
{
	struct dl_buf words = {0};
	const char *text = c->args[0];
	const char *word;
	size_t n;

	while ((word = dl_make_word(&text, &n))) {
		const char *slash = memrchr(word, '/', n);
		size_t dir = slash ? (size_t)(slash - word) + 1 : 0;
		const char *dot = memrchr(word + dir, '.', n - dir);
		size_t stem = dot ? (size_t)(dot - word) : n;

		if (part == PART_DIR)
			dl_make_add_word(&words, dir ? word : "./", dir ? dir : 2);
		else if (part == PART_NOTDIR && n > dir)
			dl_make_add_word(&words, word + dir, n - dir);
		else if (part == PART_SUFFIX && n > stem)
			dl_make_add_word(&words, word + stem, n - stem);
		else if (part == PART_BASENAME)
			dl_make_add_word(&words, word, stem);
	}
	dl_buf_puts(c->out, dl_buf_str(&words));
	dl_buf_free(&words);
}

static void do_dir(struct call *c)
{
	parts(c, PART_DIR);
}

static void do_notdir(struct call *c)
{
	parts(c, PART_NOTDIR);
}

static void do_suffix(struct call *c)
{
	parts(c, PART_SUFFIX);
}

static void do_basename(struct call *c)
{
	parts(c, PART_BASENAME);
}

static void affix(struct call *c, const char *before, const char *after)
{
	struct dl_buf words = {0};
	const char *text = c->args[1];
	const char *word;
	size_t n;

	while ((word = dl_make_word(&text, &n)) && words.len < DL_MAKE_SIZE) {
		dl_make_add_word(&words, before, strlen(before));
		dl_buf_add(&words, word, n);
		dl_buf_puts(&words, after);
	}
	dl_buf_puts(c->out, dl_buf_str(&words));
	dl_buf_free(&words);
}

static void do_addprefix(struct call *c)
{
	affix(c, c->args[0], "");
}

static void do_addsuffix(struct call *c)
{
	affix(c, "", c->args[0]);
}

static void do_join(struct call *c)
{
	const char *a = c->args[0], *b = c->args[1];
	struct dl_buf words = {0};
	const char *left, *right;
	size_t n, k;

	for (;;) {
		left = dl_make_word(&a, &n);
		right = dl_make_word(&b, &k);
		if (!left && !right)
			break;
		dl_make_add_word(&words, left ? left : "", n);
		dl_buf_add(&words, right ? right : "", k);
	}
	dl_buf_puts(c->out, dl_buf_str(&words));
	dl_buf_free(&words);
}

static void absolute(struct call *c, bool must_exist)
{
	struct dl_buf words = {0};
	const char *text = c->args[0];
	const char *word;
	size_t n;

	while ((word = dl_make_word(&text, &n))) {
		const char *path = dl_arena_strndup(c->m->arena, word, n);

		if (!memchr(word, DL_MAKE_UNKNOWN, n) && c->m->dir)
			path = dl_make_quote(c->m->arena,
					     dl_path_join(c->m->arena, c->m->dir,
							  dl_make_unquote(c->m->arena, path)));
		if (!must_exist || dl_path_is_file(path) || dl_path_is_dir(path) ||
		    !dl_make_is_known(path))
			dl_make_add_word(&words, path, strlen(path));
	}
	dl_buf_puts(c->out, dl_buf_str(&words));
	dl_buf_free(&words);
}

static void do_abspath(struct call *c)
{
	absolute(c, false);
}

static void do_realpath(struct call *c)
{
	absolute(c, true);
}

static void do_wildcard(struct call *c)
{
	dl_make_wildcard(c->m, c->out, c->args[0]);
}

/* ---- conditions; their arguments are expanded when they are needed ---- */

static void do_if(struct call *c)
{
	const char *cond = stripped(c, expand(c, c->args[0]));

	if (!dl_make_is_known(cond)) {
		/* one of them */
		dl_buf_puts(c->out, expand(c, c->args[1]));
		dl_buf_putc(c->out, ' ');
		dl_buf_puts(c->out, c->count > 2 ? expand(c, c->args[2]) : "");
		dl_buf_putc(c->out, ' ');
		dl_make_add_unknown(c->m, c->out);
	} else if (*cond) {
		dl_buf_puts(c->out, expand(c, c->args[1]));
	} else if (c->count > 2) {
		dl_buf_puts(c->out, expand(c, c->args[2]));
	}
}

static void do_or(struct call *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const char *value = stripped(c, expand(c, c->args[i]));

		if (*value) {
			dl_buf_puts(c->out, value);
			return;
		}
	}
}

static void do_and(struct call *c)
{
	const char *value = "";

	for (size_t i = 0; i < c->count; i++) {
		value = stripped(c, expand(c, c->args[i]));
		if (!*value)
			return;
	}
	dl_buf_puts(c->out, value);
}

/* ---- variables ---- */

static void do_foreach(struct call *c)
{
	const char *name = stripped(c, expand(c, c->args[0]));
	const char *words = expand(c, c->args[1]);
	const char *old = dl_map_get_str(&c->m->vars, name);
	const char *word;
	bool first = true;
	size_t n;

	while ((word = dl_make_word(&words, &n)) && c->out->len < DL_MAKE_SIZE &&
	       dl_make_spend(c->m, 64)) {
		dl_map_put_str(&c->m->vars, name, dl_arena_strndup(c->m->arena, word, n));
		if (!first)
			dl_buf_putc(c->out, ' ');
		first = false;
		dl_make_expand_into(c->m, c->out, c->args[2], strlen(c->args[2]), c->depth + 1);
	}
	dl_map_put_str(&c->m->vars, name, (void *)(uintptr_t)(old ? old : ""));
}

/* $(call NAME,A,B): NAME with $(1), $(2) set. */
static void do_call(struct call *c)
{
	const char *name = stripped(c, c->args[0]);
	const char *value = dl_make_variable(c->m, name);
	const char *old[MAX_ARGS] = {0};
	char digit[2] = "0";

	if (!value) {
		if (!dl_path_has_suffix(name, "-option") && !dl_path_has_suffix(name, "-ifversion") &&
		    strncmp(name, "cc-", 3) != 0 && strncmp(name, "ld-", 3) != 0)
			dl_make_add_unknown(c->m, c->out);
		return;
	}
	if (!dl_make_spend(c->m, 512))
		return;
	for (size_t i = 1; i < MAX_ARGS; i++) {
		digit[0] = (char)('0' + i);
		old[i] = dl_map_get_str(&c->m->vars, digit);
		dl_make_set(c->m, digit, i < c->count ? c->args[i] : "");
	}
	dl_make_expand_into(c->m, c->out, value, strlen(value), c->depth + 1);
	for (size_t i = 1; i < MAX_ARGS; i++) {
		digit[0] = (char)('0' + i);
		dl_make_set(c->m, digit, old[i] ? old[i] : "");
	}
}

static void do_eval(struct call *c)
{
	if (c->m->eval && dl_make_spend(c->m, 256))
		c->m->eval(c->m, c->args[0]);
}

static void do_value(struct call *c)
{
	const char *value = dl_make_variable(c->m, stripped(c, c->args[0]));

	dl_buf_puts(c->out, value ? value : "");
}

static void do_origin(struct call *c)
{
	dl_buf_puts(c->out, dl_make_variable(c->m, stripped(c, c->args[0])) ? "file" : "undefined");
}

static void do_shell(struct call *c)
{
	dl_make_shell(c->m, c->out, c->args[0]);
}

/* Messages. */
static void do_nothing(struct call *c)
{
	(void)c;
}

static const struct {
	const char *name;
	size_t min, max; /* arguments; the last one may have commas in it */
	bool lazy;
	void (*run)(struct call *c);
} functions[] = {
	{"subst", 3, 3, false, do_subst},
	{"patsubst", 3, 3, false, do_patsubst},
	{"strip", 1, 1, false, do_strip},
	{"findstring", 2, 2, false, do_findstring},
	{"filter", 2, 2, false, do_filter},
	{"filter-out", 2, 2, false, do_filter_out},
	{"sort", 1, 1, false, do_sort},
	{"word", 2, 2, false, do_word},
	{"wordlist", 3, 3, false, do_wordlist},
	{"words", 1, 1, false, do_words},
	{"firstword", 1, 1, false, do_firstword},
	{"lastword", 1, 1, false, do_lastword},
	{"dir", 1, 1, false, do_dir},
	{"notdir", 1, 1, false, do_notdir},
	{"suffix", 1, 1, false, do_suffix},
	{"basename", 1, 1, false, do_basename},
	{"addprefix", 2, 2, false, do_addprefix},
	{"addsuffix", 2, 2, false, do_addsuffix},
	{"join", 2, 2, false, do_join},
	{"wildcard", 1, 1, false, do_wildcard},
	{"abspath", 1, 1, false, do_abspath},
	{"realpath", 1, 1, false, do_realpath},
	{"if", 2, 3, true, do_if},
	{"or", 1, MAX_ARGS, true, do_or},
	{"and", 1, MAX_ARGS, true, do_and},
	{"foreach", 3, 3, true, do_foreach},
	{"call", 1, MAX_ARGS, false, do_call},
	{"eval", 1, 1, false, do_eval},
	{"value", 1, 1, false, do_value},
	{"origin", 1, 1, false, do_origin},
	{"shell", 1, 1, false, do_shell},
	{"error", 1, 1, false, do_nothing},
	{"warning", 1, 1, false, do_nothing},
	{"info", 1, 1, false, do_nothing},
};

static void split(struct call *c, const char *text, size_t n, size_t max, bool lazy)
{
	while (c->count < max) {
		size_t len = c->count + 1 == max ? n : argument_length(text, n);

		c->args[c->count++] =
			lazy ? dl_arena_strndup(c->m->arena, text, len)
			     : dl_make_expanded(c->m, text, len, c->depth);
		if (len == n)
			break;
		text += len + 1;
		n -= len + 1;
	}
}

/* Of its arguments: what a function does grows with it. */
static size_t size_of(const struct call *c)
{
	size_t size = 16;

	for (size_t i = 0; i < c->count; i++)
		size += strlen(c->args[i]);
	return size;
}

bool dl_make_function(struct dl_make *m, struct dl_buf *out, const char *text, size_t n, int depth)
{
	struct call c = {.m = m, .out = out, .depth = depth};
	size_t name_len = 0;
	const char *args;

	while (name_len < n && !strchr(" \t\n", text[name_len]))
		name_len++;
	if (name_len == n || !name_len || memchr(text, '$', name_len) ||
	    memchr(text, ':', name_len))
		return false;
	args = text + name_len;
	while (args < text + n && strchr(" \t\n", *args))
		args++;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (strlen(functions[i].name) != name_len ||
		    memcmp(functions[i].name, text, name_len) != 0)
			continue;
		split(&c, args, n - (size_t)(args - text), functions[i].max, functions[i].lazy);
		if (c.count >= functions[i].min && dl_make_spend(m, size_of(&c)))
			functions[i].run(&c);
		return true;
	}
	dl_make_add_unknown(m, out);
	return true;
}
