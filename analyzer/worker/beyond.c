/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What other modules have to do with a finding of one. Asked in few cases, and answered by text and names:
 * of the sources of the module, and of the packed IR of all files of the scan.
 */
#include <string.h>

#include "worker/work.h"

/* A name in a table of names begins with its length. */
static bool has_name(const void *ir, size_t len, const char *name)
{
	size_t n = strlen(name);
	char text[128];

	if (n >= sizeof(text))
		return true;
	text[0] = (char)n;
	memcpy(text + 1, name, n);
	return memmem(ir, len, text, n + 1) != NULL;
}

/* The name, or one that begins with it: what a macro of that name calls. */
static bool has_any(const void *ir, size_t len, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (memmem(ir, len, names[i], strlen(names[i])))
			return true;
	return false;
}

static bool is_in_module(const struct dl_work_module *m, uint32_t file)
{
	for (uint32_t i = 0; i < m->file_count; i++)
		if (m->files[i] == file)
			return true;
	return false;
}

/* Those of @names that no other file of the scan defines. */
static void drop_defined(const struct dl_work_beyond *b, const struct dl_map *names, struct dl_map *left)
{
	for (size_t i = 0; i < names->len; i++) {
		dl_work_definer(b->scan, b->asked, names->strings[i]);
		dl_map_put_str(left, names->strings[i], names->entries[i].value);
	}
	for (uint32_t i = 0; i < b->scan->file_count; i++) {
		const struct dl_name_list *defined = &b->scan->results[i].links.defined;

		for (uint32_t k = 0; k < defined->count && !is_in_module(b->module, i); k++)
			if (dl_map_get_str(left, defined->names[k]))
				dl_map_put_str(left, defined->names[k], NULL);
	}
}

/* A module of the scan that knows the record ends such mappings; or (not @known) none knows it. */
static bool others_may_end(const struct dl_work_beyond *b, const struct dl_shared *shared, bool known)
{
	bool end = false;

	dl_map_put_str(&b->asked->records, shared->record, b->asked);
	for (uint32_t i = 0; i < b->scan->file_count && !end; i++) {
		size_t len;
		void *ir = is_in_module(b->module, i) ? NULL : dl_work_code(b->scan, b->asked, i, &len);

		if (ir && has_name(ir, len, shared->record)) {
			known = true;
			end = has_any(ir, len, shared->ends, shared->end_count);
		}
		dl_free(ir);
	}
	return end || !known;
}

static bool may_end(void *arg, const struct dl_shared *shared)
{
	const struct dl_work_beyond *b = arg;
	struct dl_map callees = {0};
	bool known = false;
	unsigned int border;

	drop_defined(b, &shared->callees, &callees);
	for (size_t i = 0; i < callees.len; i++)
		known |= !callees.entries[i].value;
	border = dl_source_border(b->scan->source, b->module->files[0], &callees,
				  &shared->functions, &b->asked->reads);
	dl_map_free(&callees);
	/* who defines the function that is called is not in the scan */
	if (border & DL_BORDER_UNSEEN)
		return true;
	known |= (border & DL_BORDER_SEEN) != 0;
	return (known || shared->by_operation || border & DL_BORDER_EXPORTS) &&
	       others_may_end(b, shared, known);
}

/*
 * Functions that a file of another module defines, and which were not linked, and those that a header of the
 * driver declares and nobody in sight defines. The others are the kernel's.
 */
static void keep_unread(void *arg, struct dl_map *names)
{
	const struct dl_work_beyond *b = arg;
	struct dl_map unknown = {0};

	for (size_t i = 0; i < names->len; i++)
		if (!dl_work_definer(b->scan, b->asked, names->strings[i]))
			dl_map_put_str(&unknown, names->strings[i], names->entries[i].value);
	if (unknown.len)
		dl_source_keep_unseen(b->scan->source, b->module->files[0], &unknown, &b->asked->reads);
	for (size_t i = 0; i < unknown.len; i++)
		dl_map_put_str(names, unknown.strings[i], unknown.entries[i].value);
	dl_map_free(&unknown);
}

void dl_work_look_beyond(struct dl_beyond *beyond, struct dl_work_beyond *ctx)
{
	*beyond = (struct dl_beyond){.ctx = ctx, .may_end = may_end, .keep_unread = keep_unread};
}
