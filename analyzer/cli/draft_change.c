/* SPDX-License-Identifier: Apache-2.0 */
/* See draft.h: the change. A fix that is certain, else what the author has made of the file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/draft.h"

static int add_text(void *arg, const void *data, size_t size)
{
	return fwrite(data, 1, size, ((struct dl_text *)arg)->file) == size ? 0 : EIO;
}

/* The text of the file with the fix done. */
static bool apply(const struct dmalint_fix *fix, const struct dl_bytes *old, struct dl_bytes *new)
{
	struct dl_text text;
	bool done;

	dl_text_begin(&text);
	done = dmalint_fix_apply(&fix, 1, old->data, old->len, add_text, &text, NULL) == DMALINT_OK;
	fflush(text.file);
	if (done)
		*new = dl_bytes_copy(text.data, text.size);
	dl_text_drop(&text);
	return done;
}

/* As git writes it, so that git takes names with blanks in them. */
static struct dl_bytes with_head(const struct dl_draft *draft, struct dl_bytes diff)
{
	char *text = dl_cli_format("diff --git a/%s b/%s\n%s", draft->name, draft->name, diff.data);

	free(diff.data);
	return (struct dl_bytes){text, strlen(text)};
}

/* The fix of the finding, while the file is what the scan has read. */
static bool take_fix(struct dl_draft *draft)
{
	const struct dmalint_fix *fix = dmalint_finding_fix(draft->finding);
	struct dl_bytes old = {0}, new = {0};

	if (!fix || strcmp(dmalint_fix_path(fix), dmalint_finding_place(draft->finding).path) != 0)
		return false;
	old = dl_bytes_read(draft->full);
	if (old.data && dmalint_fix_fits(fix, old.data, old.len) && apply(fix, &old, &new)) {
		draft->diff = dl_tool_diff(draft->full, draft->name, &new);
		draft->title = dmalint_fix_title(fix);
	}
	free(old.data);
	free(new.data);
	if (!draft->diff.data)
		return false;
	draft->diff = with_head(draft, draft->diff);
	dl_draft_note(draft, "The diff is the edit that the rule proposes; 'dmalint fix --diff' "
			     "tries it. The file "
			     "is as it was.");
	if (draft->is_changed)
		dl_draft_note(draft, "The file has changes that are not committed: the diff is "
				     "made on top of them.");
	return true;
}

int dl_draft_diff(const struct dl_draft *draft, const char *lines, struct dl_bytes *out)
{
	const char *argv[] = {"git",
			      "--literal-pathspecs",
			      "diff",
			      "--no-ext-diff",
			      "--no-textconv",
			      "--no-color",
			      "--src-prefix=a/",
			      "--dst-prefix=b/",
			      "--full-index",
			      lines ? lines : "--patch",
			      "HEAD",
			      "--",
			      draft->name,
			      NULL};

	return dl_git_ask(&draft->git, argv, NULL, out);
}

/* What the author has changed in the file, and not committed. */
static bool take_authors(struct dl_draft *draft)
{
	if (!draft->is_changed)
		return false;
	if (dl_draft_diff(draft, NULL, &draft->diff) == 0 && draft->diff.len) {
		dl_draft_note(draft, "The diff is what you have changed in the file and not "
				     "committed: see that it "
				     "has nothing else in it.");
		return true;
	}
	free(draft->diff.data);
	draft->diff = (struct dl_bytes){0};
	return false;
}

void dl_draft_find_change(struct dl_draft *draft)
{
	if (!take_fix(draft) && !take_authors(draft))
		dl_draft_note(
			draft,
			"The change is to be written: no edit is certain enough to be proposed. "
			"Change the "
			"file, and run 'dmalint patch' again; it takes what is not committed.");
}
