/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A driver may define a macro that has the name of the function which tests a mapping, and that tests
 * nothing. The parser sees the macro's body, the reader sees a test: a finding that says there is none
 * gets a step that says why.
 */
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "source/text.h"
#include "worker/work.h"

#define NEAR_LINES 60 /* behind the finding: the test that the reader will see */

struct hidden {
	const char *name;
	struct dl_spot spot; /* of the macro */
};

struct hiding {
	const struct dl_work *scan;
	struct dl_findings *findings;
	const char *root;
	struct dl_map names; /* of functions that test: name -> its text */
	DL_VEC(struct hidden) macros;
};

static void collect_names(struct hiding *h)
{
	const struct dl_models *models = h->scan->models;

	for (size_t i = 0; i < dl_models_count(models); i++) {
		const struct dl_model *m = dl_models_at(models, i);

		if (m->role == DL_ROLE_CHECK && !m->field)
			dl_map_put_str(&h->names, m->name, (void *)(uintptr_t)m->name);
	}
}

static bool read_file(struct dl_buf *text, const struct hiding *h, const char *path)
{
	return dl_file_read(text, dl_path_join(h->findings->arena, h->root, path), NULL) == DL_OK;
}

static uint32_t line_of(const char *text, const char *at)
{
	uint32_t line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static void collect_macros(struct hiding *h, const char *path)
{
	struct dl_buf text = {0};
	struct dl_text_part part;
	const char *p, *end;

	if (read_file(&text, h, path)) {
		p = dl_buf_str(&text);
		end = p + text.len;
		while (dl_text_next_part(&part, &p, end)) {
			const char *name = dl_map_get_bytes(&h->names, part.name, part.name_len);
			struct hidden macro = {.name = name};

			if (!name || *part.body == '{')
				continue;
			macro.spot.path = path;
			macro.spot.line = line_of(dl_buf_str(&text), part.name);
			macro.spot.col = 1;
			dl_vec_push(&h->macros, macro);
		}
	}
	dl_buf_free(&text);
}

/* The name stands in the lines behind @spot. */
static bool is_near(const struct hiding *h, const struct dl_spot *spot, const char *name)
{
	struct dl_buf text = {0};
	const char *p, *end;
	uint32_t line = 1;
	bool found = false;

	if (read_file(&text, h, spot->path)) {
		p = dl_buf_str(&text);
		for (; *p && line < spot->line; p++)
			line += *p == '\n';
		for (end = p; *end && line < spot->line + NEAR_LINES; end++)
			line += *end == '\n';
		found = memmem(p, (size_t)(end - p), name, strlen(name)) != NULL;
	}
	dl_buf_free(&text);
	return found;
}

static void add_step(struct hiding *h, struct dl_finding *f, const struct hidden *macro)
{
	struct dl_arena *arena = h->findings->arena;
	struct dl_finding_step *steps =
		DL_NEW_ARRAY(arena, struct dl_finding_step, f->step_count + 1);

	if (f->step_count)
		memcpy(steps, f->steps, f->step_count * sizeof(*steps));
	steps[f->step_count++] = (struct dl_finding_step){
		.spot = macro->spot,
		.message = dl_arena_printf(arena,
					   "'%s' is a macro of the driver here, in place of the "
					   "kernel's function: it tests nothing",
					   macro->name),
	};
	f->steps = steps;
}

void dl_explain_hidden(const struct dl_work *scan, const struct dl_unit *unit,
		       struct dl_findings *findings)
{
	struct hiding h = {.scan = scan, .findings = findings};

	if (!findings->len)
		return;
	h.root = dl_source_root(scan->source);
	collect_names(&h);
	for (uint32_t i = 0; i < unit->file_count; i++)
		collect_macros(&h, dl_arena_strdup(findings->arena, unit->files[i].path));
	for (size_t i = 0; i < h.macros.len; i++) {
		const char *call = dl_arena_printf(findings->arena, "%s()", h.macros.data[i].name);

		for (size_t k = 0; k < findings->len; k++)
			if (strstr(findings->items[k].message, call) &&
			    is_near(&h, &findings->items[k].spot, h.macros.data[i].name))
				add_step(&h, &findings->items[k], &h.macros.data[i]);
	}
	dl_vec_free(&h.macros);
	dl_map_free(&h.names);
}
