/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What $(shell) and $(wildcard) say, as far as looking at names of files tells it. No command is
 * run: pwd, cd, echo, dirname, basename, realpath, ls, find -name and test are understood here, and
 * all else is unknown.
 */
#include <dirent.h>
#include <glob.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "source/args.h"
#include "source/make_internal.h"
#include "source/walk.h"

#define MAX_STARS 8 /* of one pattern: what glob() has to do grows with them */

struct shell {
	struct dl_make *m;
	struct dl_buf out; /* lines */
	const char *cwd;
	bool failed; /* the last command has */
	bool unknown;
};

/* Whether the file system may be asked about @path. */
static bool may_look(const struct dl_make *m, const char *path)
{
	return (m->root && dl_path_below(m->root, path)) ||
	       (m->kernel && dl_path_below(m->kernel, path));
}

/* @path for glob(): what is special in it stays itself. */
static void add_escaped(struct dl_buf *out, const char *path)
{
	for (; *path; path++) {
		if (strchr("*?[]\\{}~", *path))
			dl_buf_putc(out, '\\');
		dl_buf_putc(out, *path);
	}
}

/* glob() hands no data to its callbacks; the program has one thread. */
static struct dl_make *looking;

static void *open_folder(const char *path)
{
	return dl_make_spend(looking, 8192) ? opendir(path) : NULL;
}

static int look_at(const char *path, struct stat *st)
{
	return dl_make_spend(looking, 8192) ? stat(path, st) : -1;
}

static struct dirent *read_folder(void *dir)
{
	return dl_make_spend(looking, 256) ? readdir(dir) : NULL;
}

static void close_folder(void *dir)
{
	closedir(dir);
}

/* Append what fits @pattern, which is relative to @dir, in the words of the pattern. */
static void add_matches(struct dl_make *m, struct dl_buf *out, const char *dir, const char *pattern)
{
	struct dl_buf full = {0};
	glob_t found = {
		.gl_opendir = open_folder,
		.gl_readdir = read_folder,
		.gl_closedir = close_folder,
		.gl_stat = look_at,
		.gl_lstat = look_at,
	};
	size_t cut = 0;
	int stars = 0;

	for (const char *p = pattern; *p; p++)
		stars += *p == '*';
	if (pattern[0] != '/') {
		add_escaped(&full, dir);
		dl_buf_putc(&full, '/');
		cut = strlen(dir) + 1;
	}
	dl_buf_puts(&full, pattern);
	looking = m;
	if (stars <= MAX_STARS && glob(dl_buf_str(&full), GLOB_ALTDIRFUNC, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc && out->len < DL_MAKE_SIZE; i++) {
			const char *name = dl_make_quote(m->arena, found.gl_pathv[i] + cut);

			dl_make_add_word(out, name, strlen(name));
		}
	} else if (stars > MAX_STARS) {
		dl_make_add_unknown(m, out);
	}
	globfree(&found);
	dl_buf_free(&full);
}

void dl_make_wildcard(struct dl_make *m, struct dl_buf *out, const char *patterns)
{
	struct dl_buf words = {0};
	const char *word;
	size_t n;

	while ((word = dl_make_word(&patterns, &n))) {
		const char *pattern =
			dl_make_unquote(m->arena, dl_arena_strndup(m->arena, word, n));
		size_t before = words.len;
		const char *dir = m->dir;

		if (!dir || memchr(word, DL_MAKE_UNKNOWN, n) ||
		    !may_look(m, dl_path_join(m->arena, dir, pattern))) {
			dl_make_add_unknown(m, &words);
			continue;
		}
		/* written for another folder? */
		for (;;) {
			add_matches(m, &words, dir, pattern);
			if (words.len > before || pattern[0] == '/' || !m->root ||
			    !strcmp(dir, m->root) || !dl_path_below(m->root, dir))
				break;
			dir = dl_path_dir(m->arena, dir);
		}
	}
	dl_buf_puts(out, dl_buf_str(&words));
	dl_buf_free(&words);
}

/* ---- commands ---- */

static void say(struct shell *sh, const char *text)
{
	if (sh->out.len)
		dl_buf_putc(&sh->out, ' ');
	dl_buf_puts(&sh->out, text);
}

static const char *full_path(const struct shell *sh, const char *path)
{
	return dl_path_join(sh->m->arena, sh->cwd, dl_make_unquote(sh->m->arena, path));
}

struct find {
	struct shell *sh;
	const char *top, *given, *prefix, *suffix;
	bool flat;
};

/* A folder costs some work to read. */
static bool enter_folder(void *data, const char *path)
{
	const struct find *f = data;

	(void)path;
	return dl_make_spend(f->sh->m, 4096);
}

static enum dl_status found_file(void *data, const char *path)
{
	const struct find *f = data;
	const char *below = dl_path_below(f->top, path);

	if (below && f->sh->out.len < DL_MAKE_SIZE && strncmp(dl_path_base(path), f->prefix, strlen(f->prefix)) == 0)
		say(f->sh, dl_make_quote(f->sh->m->arena,
					 dl_arena_printf(f->sh->m->arena, "%s/%s", f->given, below)));
	return DL_OK;
}

/* find DIR [-maxdepth 1] [-type f] -name 'a*b' */
static void run_find(struct shell *sh, const struct dl_args *w)
{
	struct find f = {.sh = sh, .given = w->len > 1 ? w->data[1] : "."};
	struct dl_walk_options opt = {.enter = enter_folder, .visit = found_file, .data = &f};
	const char *star;
	size_t n = strlen(f.given);

	for (size_t i = 2; i + 1 < w->len; i += 2) {
		star = strchr(w->data[i + 1], '*');
		if (!strcmp(w->data[i], "-name") && star && !strpbrk(star + 1, "*?[")) {
			f.prefix = dl_arena_strndup(sh->m->arena, w->data[i + 1],
						    (size_t)(star - w->data[i + 1]));
			f.suffix = star + 1;
		} else if (!strcmp(w->data[i], "-maxdepth") && !strcmp(w->data[i + 1], "1")) {
			opt.flat = true;
		} else if (strcmp(w->data[i], "-type") != 0) {
			sh->unknown = true;
		}
	}
	f.top = full_path(sh, f.given);
	if (n > 1 && f.given[n - 1] == '/')
		f.given = dl_arena_strndup(sh->m->arena, f.given, n - 1);
	if (!f.suffix || !may_look(sh->m, f.top) || (w->len & 1))
		sh->unknown = true;
	opt.name_suffix = f.suffix;
	if (!sh->unknown && dl_path_is_dir(f.top))
		dl_walk(f.top, &opt, NULL);
}

static void run_ls(struct shell *sh, const struct dl_args *w)
{
	struct dl_buf names = {0};

	for (size_t i = 1; i < w->len; i++) {
		const char *path = w->data[i];

		if (!strcmp(path, "-1") || !strcmp(path, "-d"))
			continue;
		if (path[0] == '-' || !may_look(sh->m, full_path(sh, path)))
			sh->unknown = true;
		else if (dl_path_is_dir(full_path(sh, path)))
			sh->unknown = true;
		else
			add_matches(sh->m, &names, sh->cwd, path);
	}
	sh->failed = !names.len;
	if (names.len)
		say(sh, dl_buf_str(&names));
	dl_buf_free(&names);
}

/* test -f PATH, [ -d PATH ] */
static void run_test(struct shell *sh, const struct dl_args *w)
{
	const char *path = w->len > 2 ? full_path(sh, w->data[2]) : "";
	bool dir = dl_path_is_dir(path), file = dl_path_is_file(path);

	if (w->len < 3 || w->len > 4 || !may_look(sh->m, path))
		sh->unknown = true;
	else if (!strcmp(w->data[1], "-f"))
		sh->failed = !file;
	else if (!strcmp(w->data[1], "-d"))
		sh->failed = !dir;
	else if (!strcmp(w->data[1], "-e"))
		sh->failed = !file && !dir;
	else
		sh->unknown = true;
}

static void run_basename(struct shell *sh, const struct dl_args *w)
{
	const char *base = dl_path_base(dl_path_normal(sh->m->arena, w->data[1]));

	if (w->len > 2 && dl_path_has_suffix(base, w->data[2]))
		base = dl_arena_strndup(sh->m->arena, base, strlen(base) - strlen(w->data[2]));
	say(sh, base);
}

/* The words after the options. */
static const char *first_argument(const struct dl_args *w)
{
	size_t i = 1;

	while (i < w->len && w->data[i][0] == '-')
		i++;
	return i < w->len ? w->data[i] : NULL;
}

static void run(struct shell *sh, const struct dl_args *w)
{
	const char *name = dl_path_base(w->data[0]);
	const char *arg = first_argument(w);

	sh->failed = false;
	if (!strcmp(name, "pwd")) {
		say(sh, dl_make_quote(sh->m->arena, sh->cwd));
	} else if (!strcmp(name, "cd") && arg) {
		sh->cwd = full_path(sh, arg);
	} else if (!strcmp(name, "echo")) {
		for (size_t i = 1; i < w->len; i++)
			if (i > 1 || strcmp(w->data[i], "-n") != 0)
				say(sh, w->data[i]);
	} else if (!strcmp(name, "dirname") && arg) {
		say(sh, strchr(arg, '/') ? dl_path_dir(sh->m->arena, arg) : ".");
	} else if (!strcmp(name, "basename") && arg) {
		run_basename(sh, w);
	} else if ((!strcmp(name, "realpath") || !strcmp(name, "readlink")) && arg) {
		say(sh, dl_make_quote(sh->m->arena, full_path(sh, arg)));
	} else if (!strcmp(name, "ls")) {
		run_ls(sh, w);
	} else if (!strcmp(name, "find")) {
		run_find(sh, w);
	} else if (!strcmp(name, "test") || !strcmp(name, "[")) {
		run_test(sh, w);
	} else if (strcmp(name, "true") != 0 && strcmp(name, ":") != 0) {
		sh->unknown = true;
	}
}

/* The commands of @text, which ";", "&&" and "||" part. */
static void run_all(struct shell *sh, const char *text)
{
	struct dl_args words = {0}, one = {0};
	bool skip = false;

	sh->unknown = strpbrk(text, "`|<>$") && !strstr(text, "2>/dev/null") && !strstr(text, "||");
	if (!dl_args_split(&words, sh->m->arena, text))
		sh->unknown = true;
	for (size_t i = 0; i <= words.len && !sh->unknown; i++) {
		const char *w = i < words.len ? words.data[i] : ";";
		size_t n = strlen(w);
		bool ends = !strcmp(w, ";") || !strcmp(w, "&&") || !strcmp(w, "||");

		if (!strcmp(w, "|") || !strcmp(w, ">") || strpbrk(w, "`$"))
			sh->unknown = true;
		if (!ends && strcmp(w, "2>/dev/null") != 0)
			dl_args_add(&one, n > 1 && w[n - 1] == ';'
						  ? dl_arena_strndup(sh->m->arena, w, n - 1)
						  : w);
		if (!ends && !(n > 1 && w[n - 1] == ';'))
			continue;
		if (one.len && !skip)
			run(sh, &one);
		one.len = 0;
		skip = (!strcmp(w, "&&") && sh->failed) || (!strcmp(w, "||") && !sh->failed);
	}
	dl_vec_free(&words);
	dl_vec_free(&one);
}

void dl_make_shell(struct dl_make *m, struct dl_buf *out, const char *command)
{
	struct shell sh = {.m = m, .cwd = m->dir};

	if (m->dir && dl_make_is_known(command))
		run_all(&sh, command);
	else
		sh.unknown = true;
	if (sh.unknown)
		dl_make_add_unknown(m, out);
	else
		dl_buf_puts(out, dl_buf_str(&sh.out));
	dl_buf_free(&sh.out);
}
