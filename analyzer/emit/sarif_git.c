/* SPDX-License-Identifier: Apache-2.0 */
/*
 * versionControlProvenance, read from the files of .git: no program is run.
 * A remote's user name and password never get into the log.
 */
#include "emit/sarif.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct git {
	struct dl_arena *arena;
	char *folder; /* of HEAD */
	char *common; /* of config and refs */
};

/* The file's text in @arena, NULL when there is none. */
static char *read_text(struct dl_arena *arena, const char *folder, const char *name)
{
	struct dl_buf text = { 0 };
	char *out = NULL;

	if (dl_emit_read_file((void *)(uintptr_t)folder, name, &text))
		out = dl_arena_strdup(arena, dl_buf_str(&text));
	dl_buf_free(&text);
	return out;
}

static char *trim(char *s)
{
	size_t len;

	while (isspace((unsigned char)*s))
		s++;
	len = strlen(s);
	while (len && isspace((unsigned char)s[len - 1]))
		s[--len] = '\0';
	return s;
}

static char *join(struct dl_arena *arena, const char *folder, const char *path)
{
	return *path == '/' ? dl_arena_strdup(arena, path)
			    : dl_arena_printf(arena, "%s/%s", folder, path);
}

/* .git is a folder, or in a linked work tree a file "gitdir: PATH". */
static bool find_git(struct git *git, const char *root)
{
	char *text = read_text(git->arena, root, ".git");

	git->folder = dl_arena_printf(git->arena, "%s/.git", root);
	if (text) {
		if (strncmp(text, "gitdir:", 7) != 0)
			return false;
		git->folder = join(git->arena, root, trim(text + 7));
	}
	text = read_text(git->arena, git->folder, "commondir");
	git->common = text ? join(git->arena, git->folder, trim(text)) : git->folder;
	return true;
}

static bool is_revision(const char *s)
{
	size_t len = strspn(s, "0123456789abcdef");

	return (len == 40 || len == 64) && !s[len];
}

/* "<hash> <name>" lines */
static char *packed_revision(const struct git *git, const char *name)
{
	char *text = read_text(git->arena, git->common, "packed-refs"), *state = NULL;

	for (char *line = text ? strtok_r(text, "\n", &state) : NULL; line;
	     line = strtok_r(NULL, "\n", &state)) {
		char *space = strchr(line, ' ');

		if (!space || strcmp(space + 1, name) != 0)
			continue;
		*space = '\0';
		return is_revision(line) ? line : NULL;
	}
	return NULL;
}

static char *revision(const struct git *git, char **branch)
{
	char *head = read_text(git->arena, git->folder, "HEAD"), *text;

	*branch = NULL;
	if (!head)
		return NULL;
	head = trim(head);
	if (strncmp(head, "ref:", 4) != 0)
		return is_revision(head) ? head : NULL;
	head = trim(head + 4);
	if (strstr(head, ".."))
		return NULL;
	if (strncmp(head, "refs/heads/", 11) == 0)
		*branch = head + 11;
	text = read_text(git->arena, git->common, head);
	if (!text)
		return packed_revision(git, head);
	text = trim(text);
	return is_revision(text) ? text : NULL;
}

/* url of [remote "origin"] */
static char *remote_url(const struct git *git)
{
	char *text = read_text(git->arena, git->common, "config"), *state = NULL;
	bool origin = false;

	for (char *line = text ? strtok_r(text, "\n", &state) : NULL; line;
	     line = strtok_r(NULL, "\n", &state)) {
		line = trim(line);
		if (*line == '[') {
			origin = strcmp(line, "[remote \"origin\"]") == 0;
		} else if (origin && strncmp(line, "url", 3) == 0) {
			line = trim(line + 3);
			if (*line == '=')
				return trim(line + 1);
		}
	}
	return NULL;
}

/* An absolute URI without user information: git's "user@host:path" becomes https://host/path. */
static char *public_url(struct dl_arena *arena, const char *url)
{
	const char *scheme = strstr(url, "://"), *at, *host, *colon;

	if (scheme) {
		host = scheme + 3;
		at = memrchr(host, '@', strcspn(host, "/"));
		if (strcspn(url, " \"<>\\^`{|}") != strlen(url))
			return NULL;
		return dl_arena_printf(arena, "%.*s://%s", (int)(scheme - url), url,
				       at ? at + 1 : host);
	}
	colon = strchr(url, ':');
	if (!colon || memchr(url, '/', (size_t)(colon - url)) ||
	    strcspn(url, " \"<>\\^`{|}") != strlen(url))
		return NULL; /* a folder of this machine */
	at = memchr(url, '@', (size_t)(colon - url));
	host = at ? at + 1 : url;
	return dl_arena_printf(arena, "https://%.*s/%s", (int)(colon - host), host, colon + 1);
}

json_t *dl_sarif_provenance(const char *root)
{
	struct git git = { .arena = dl_arena_new() };
	char *branch = NULL, *commit = NULL, *url = NULL;
	json_t *array = NULL;

	if (find_git(&git, root)) {
		commit = revision(&git, &branch);
		url = remote_url(&git);
		url = url ? public_url(git.arena, url) : NULL;
	}
	if (url && commit) {
		json_t *object = dl_json_object(), *mapped = dl_json_object();

		array = dl_json_array();
		dl_json_set_text(object, "repositoryUri", url);
		dl_json_set_text(object, "revisionId", commit);
		dl_json_set_text(object, "branch", branch);
		dl_json_set_text(mapped, "uriBaseId", DL_SARIF_ROOT);
		dl_json_set(object, "mappedTo", mapped);
		dl_json_add(array, object);
	}
	dl_arena_free(git.arena);
	return array;
}
