/* SPDX-License-Identifier: Apache-2.0 */
/* See draft.h: the scripts of the kernel's tree, which are run as they are there. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/draft.h"

static const char maintainers[] = "./scripts/get_maintainer.pl";
static const char checker[] = "./scripts/checkpatch.pl";

static bool has_script(const struct dl_draft *draft, const char *script)
{
	char *path = dl_cli_format("%s/%s", draft->top, script);
	bool has = access(path, X_OK) == 0;

	free(path);
	return has;
}

static int run(const struct dl_draft *draft, const char *const *argv, struct dl_bytes *out)
{
	const struct dl_tool tool = {.argv = argv, .folder = draft->top};
	struct dl_bytes err;
	int status = dl_tool_run(&tool, out, &err);

	free(err.data);
	return status;
}

/* ---- recipients ---- */

static void append(char **list, const char *address, size_t len)
{
	char *longer = dl_cli_format("%s%s%.*s", *list ? *list : "", *list ? ",\n\t" : "", (int)len,
				     address);

	free(*list);
	*list = longer;
}

/* "Name <address> (maintainer:AREA)", "list@address (open list)"; names and areas may have
 * brackets, too. */
static void take_recipient(struct dl_draft *draft, const char *line, size_t len)
{
	const char *end = line + len, *address = memchr(line, '>', len), *role;
	bool is_maintainer;

	if (!address)
		address = memchr(line, '@', len);
	if (!address)
		return;
	role = memmem(address, (size_t)(end - address), " (", 2);
	is_maintainer =
		role && (!strncmp(role, " (maintainer", 12) || !strncmp(role, " (supporter", 11));
	append(is_maintainer ? &draft->to : &draft->cc, line, (size_t)((role ? role : end) - line));
}

void dl_draft_find_recipients(struct dl_draft *draft, const char *patch)
{
	const char *of_patch[] = {maintainers,	      "--roles", "--norolestats",
				  "--nogit-fallback", patch,	 NULL};
	const char *of_file[] = {maintainers, "--roles", "--norolestats", "--nogit-fallback", "-f",
				 draft->name, NULL};
	struct dl_bytes out;
	int status;

	if (!has_script(draft, maintainers)) {
		dl_draft_note(draft, "To, Cc: the tree has no %s that says who gets the patch.",
			      maintainers + 2);
		return;
	}
	status = run(draft, draft->diff.data ? of_patch : of_file, &out);
	for (const char *p = out.data; *p; p += strcspn(p, "\n"), p += *p == '\n')
		take_recipient(draft, p, strcspn(p, "\n"));
	if (status != 0 || (!draft->to && !draft->cc))
		dl_draft_note(draft, "To, Cc: %s names nobody.", maintainers + 2);
	else if (!draft->to) {
		draft->to = draft->cc;
		draft->cc = NULL;
	}
	free(out.data);
}

/* ---- the checker ---- */

char *dl_draft_check(const struct dl_draft *draft, const char *patch)
{
	const char *argv[] = {checker, "--strict", "--color=never", patch, NULL};
	struct dl_bytes out;

	if (!has_script(draft, checker))
		return NULL;
	run(draft, argv, &out);
	return out.data;
}
