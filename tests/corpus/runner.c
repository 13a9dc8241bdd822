/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runner [--count] DMALINT SOURCE_DIR [FILE...]
 *
 * Scans every file of the corpus by itself (or the named ones) with
 * `DMALINT scan --format json` and compares the findings with the file's want
 * comments, both ways. A file that did not parse whole fails too: a function
 * that is not seen has no findings. So does a message that names what is in no source. A rule's bad.c must want the rule, its
 * good.c must want nothing; there the rule's own findings of low confidence count, too. There is no list of known failures: the engine is
 * mended, or the case is deleted.
 *
 * Store and cache live in a folder of their own below $TMPDIR.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "names/log.h"
#include "want.h"

#define RULE_MAX 1000

struct run {
	const char *dmalint;
	char folder[256];	/* temporary: store, cache, output */
	size_t files;
	size_t wanted;
	size_t bad;
	size_t by_rule[RULE_MAX];
};

static size_t complain(struct run *r, const char *path, const char *what)
{
	printf("%s: %s\n", path, what);
	r->bad++;
	return 1;
}

static char *in_folder(const struct run *r, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", r->folder, name) < 0)
		abort();
	return path;
}

static const char *text_of(json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "";
}

/* The rule that the file is an example of; NULL: none. */
static const char *rule_of(const char *path)
{
	const char *folder = strstr(path, "/rules/DMA");

	return folder ? folder + strlen("/rules/") : NULL;
}

/* A new rule may be low until its findings were read: its examples are compared all the same. */
static bool is_left_out(const char *path, json_t *finding)
{
	const char *rule = rule_of(path);

	return rule && !strcmp(text_of(finding, "confidence"), "low") &&
	       strncmp(text_of(finding, "rule"), rule, 6) != 0;
}

/* The profile that the file's rule belongs to, in @profile; false: it has none, or is no rule's. */
static bool find_profile(const char *path, char *profile, size_t size)
{
	char *page, *text, *line;

	if (!rule_of(path) || asprintf(&page, "%.*s/rule.md", (int)(strrchr(path, '/') - path), path) < 0)
		return false;
	text = files_read(page);
	line = text ? strstr(text, "\nprofile: ") : NULL;
	if (line)
		snprintf(profile, size, "%.*s", (int)strcspn(line + 10, "\n"), line + 10);
	free(text);
	free(page);
	return line;
}

/* Exit status of the scan, -1 when it did not exit. Its stderr stays in the folder. */
static int run_dmalint(const struct run *r, const char *path, const char *out, const char *log)
{
	const char *least = rule_of(path) ? "low" : "medium";
	char profile[64], *db = in_folder(r, "corpus.db");
	bool has_profile = find_profile(path, profile, sizeof(profile));
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd >= 0)
			dup2(fd, STDERR_FILENO);
		setenv("XDG_CACHE_HOME", r->folder, 1);
		execl(r->dmalint, r->dmalint, "scan", "--format", "json", "--db", db, "--jobs", "1",
		      "--confidence", least, "-o", out, path, has_profile ? "--profile" : NULL, profile, (char *)NULL);
		fprintf(stderr, "cannot run %s: %s\n", r->dmalint, strerror(errno));
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		status = -1;
	else
		status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	free(db);
	return status;
}

static void show_log(const char *log)
{
	char *text = files_read(log);

	if (text && *text)
		printf("%s%s", text, text[strlen(text) - 1] == '\n' ? "" : "\n");
	free(text);
}

/* What a scan says about its own completeness. */
static void check_health(struct run *r, const char *path, json_t *root)
{
	json_t *scan = json_object_get(root, "scan");
	json_int_t degraded = json_integer_value(json_object_get(scan, "degraded_functions"));
	json_int_t lost = json_integer_value(json_object_get(scan, "lost_files"));
	char what[128];

	if (!degraded && !lost)
		return;
	snprintf(what, sizeof(what), "not parsed whole: %lld degraded functions, %lld lost files",
		 (long long)degraded, (long long)lost);
	complain(r, path, what);
}

static void compare_json(struct run *r, const char *path, struct want_list *wants, json_t *root, int status)
{
	json_t *findings = json_object_get(root, "findings");
	size_t all = json_array_size(findings), n = 0, texts = 0;
	struct found *found = calloc(all + 1, sizeof(*found));
	bool serious = false; /* more than notes */

	if (!found)
		abort();
	if (!json_is_array(findings))
		complain(r, path, "the JSON has no array \"findings\"");
	for (size_t i = 0; i < all; i++) {
		json_t *f = json_array_get(findings, i);

		serious |= strcmp(text_of(f, "level"), "note") != 0;
		if (is_left_out(path, f))
			continue;
		found[n].path = text_of(f, "path");
		found[n].line = (int)json_integer_value(json_object_get(f, "line"));
		found[n].rule = text_of(f, "rule");
		found[n].message = text_of(f, "message");
		found[n++].function = text_of(f, "function");
	}
	r->bad += want_compare(path, wants, found, n, stdout);
	r->bad += names_in_log(path, root, &texts);
	check_health(r, path, root);
	if (status != (serious ? 1 : 0)) {
		char what[96];

		snprintf(what, sizeof(what), "exit status %d with %zu findings", status, n);
		complain(r, path, what);
	}
	free(found);
}

static void scan_file(struct run *r, const char *path, struct want_list *wants)
{
	char *out = in_folder(r, "out.json"), *log = in_folder(r, "log");
	json_error_t error;
	json_t *root;
	int status;

	unlink(out);
	status = run_dmalint(r, path, out, log);
	root = json_load_file(out, 0, &error);
	if (root) {
		compare_json(r, path, wants, root, status);
	} else {
		char what[320];

		snprintf(what, sizeof(what), "no JSON (exit status %d): %s", status, error.text);
		complain(r, path, what);
		show_log(log);
	}
	json_decref(root);
	free(out);
	free(log);
}

/* rules/DMA101-name/bad.c wants DMA101, good.c wants nothing. */
static void check_rule_file(struct run *r, const char *path, const struct want_list *wants)
{
	const char *rule = rule_of(path);
	const char *name = strrchr(path, '/');
	bool own = false;

	if (!rule || !name)
		return;
	for (size_t i = 0; i < wants->len; i++)
		own |= strncmp(wants->items[i].rule, rule, 6) == 0;
	if (strcmp(name, "/good.c") == 0 && wants->len)
		complain(r, path, "a good.c has no want comments");
	if (strcmp(name, "/bad.c") == 0 && !own)
		complain(r, path, "a bad.c has a want comment with its own rule");
}

static void run_file(struct run *r, const char *path)
{
	struct want_list wants = { 0 };
	char *text = files_read(path);
	char error[256] = "";

	r->files++;
	if (!text) {
		complain(r, path, "cannot be read");
		return;
	}
	if (!want_parse(text, &wants, error))
		complain(r, path, error);
	check_rule_file(r, path, &wants);
	for (size_t i = 0; i < wants.len; i++) {
		int number = atoi(wants.items[i].rule + 3);

		r->wanted++;
		if (number >= 0 && number < RULE_MAX)
			r->by_rule[number]++;
	}
	if (r->dmalint)
		scan_file(r, path, &wants);
	want_free(&wants);
	free(text);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static bool make_folder(struct run *r)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(r->folder, sizeof(r->folder), "%s/dmalint-corpus-XXXXXX",
		 tmp && *tmp ? tmp : "/tmp");
	return mkdtemp(r->folder) != NULL;
}

static void print_summary(const struct run *r)
{
	printf("%zu files, %zu findings wanted:", r->files, r->wanted);
	for (int i = 0; i < RULE_MAX; i++)
		if (r->by_rule[i])
			printf(" DMA%03d %zu", i, r->by_rule[i]);
	printf("\n");
	if (r->dmalint)
		printf("%zu differences\n", r->bad);
}

int main(int argc, char **argv)
{
	struct run r = { 0 };
	struct file_list files = { 0 };
	bool count = argc > 1 && strcmp(argv[1], "--count") == 0;

	if (argc < 3) {
		fprintf(stderr,
			"usage: %s DMALINT SOURCE_DIR [FILE...]\n       %s --count SOURCE_DIR\n",
			argv[0], argv[0]);
		return 2;
	}
	if (!count)
		r.dmalint = argv[1];
	for (int i = 3; i < argc; i++)
		files_add(&files, argv[i]);
	if (!files.len)
		files_collect(argv[2], &files);
	if (!files.len) {
		fprintf(stderr, "%s: no corpus files below %s\n", argv[0], argv[2]);
		return 2;
	}
	if (!count && !make_folder(&r)) {
		fprintf(stderr, "cannot make a folder %s: %s\n", r.folder, strerror(errno));
		return 2;
	}
	for (size_t i = 0; i < files.len; i++)
		run_file(&r, files.items[i]);
	print_summary(&r);
	if (!count)
		nftw(r.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	files_free(&files);
	return r.bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
