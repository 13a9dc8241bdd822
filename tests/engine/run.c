/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine on texts: parse each case of each file, run the rules with the
 * built-in models, and compare what they report with what the text says, both
 * ways (expect.h). A case is run twice, with equal results, and must make the
 * engine explore something: silence about what nobody looked at proves nothing.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "engine/engine.h"
#include "expect.h"
#include "ir/link.h"
#include "ir/pack.h"
#include "ir/parse.h"
#include "names/names.h"

struct run {
	const char *path;
	const struct dl_models *models;
	bool quiet;		/* count failures, print nothing: the self-check */
	uint32_t failures;
	uint32_t positive;
	uint32_t negative;
};

static void fail(struct run *r, uint32_t line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void fail(struct run *r, uint32_t line, const char *fmt, ...)
{
	va_list ap;

	r->failures++;
	if (r->quiet)
		return;
	fprintf(stderr, "%s:%u: ", r->path, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

/* ---- one case ---- */

struct outcome {
	struct dl_findings findings;
	struct dl_engine_stats stats;
	struct dl_buf summaries;
};

#define UNIT_MARK "unit \""
#define OTHER_MARK "unit \"other/" /* of another module */

/* Where the next line that begins a unit stands; the end of the text when there is none. */
static size_t next_unit(const char *text, size_t at)
{
	while (text[at] && strncmp(text + at, UNIT_MARK, strlen(UNIT_MARK))) {
		at += strcspn(text + at, "\n");
		at += text[at] == '\n';
	}
	return at;
}

static enum dl_status add_unit(struct dl_linker *linker, const char *text, bool is_foreign,
			       struct dl_error *err)
{
	struct dl_unit *unit;
	struct dl_buf packed = { 0 };
	enum dl_status status = dl_ir_parse(&unit, text, err);

	if (status != DL_OK)
		return status;
	dl_ir_pack(unit, &packed);
	status = (is_foreign ? dl_linker_add_foreign : dl_linker_add)(linker, packed.data,
								      packed.len, err);
	dl_unit_free(unit);
	dl_buf_free(&packed);
	return status;
}

/*
 * The units of a case, linked. Each begins with a `unit` line and sees what stands before the first;
 * a case without such a line is one unit. Other units become empty lines. A unit in "other/" is another
 * module's.
 */
static struct dl_unit *link_case(const char *text, struct dl_error *err)
{
	struct dl_linker *linker = dl_linker_new("case");
	size_t first = next_unit(text, 0), begin = first, end;
	enum dl_status status;
	struct dl_unit *unit;

	do {
		char *part = strdup(text);

		end = begin + (text[begin] != '\0');
		end = next_unit(text, end);
		for (size_t i = first; part[i]; i++)
			if ((i < begin || i >= end) && part[i] != '\n')
				part[i] = ' ';
		status = add_unit(linker, part, !strncmp(text + begin, OTHER_MARK, strlen(OTHER_MARK)), err);
		free(part);
		begin = end;
	} while (status == DL_OK && text[begin]);
	unit = dl_linker_finish(linker);
	if (status == DL_OK)
		return unit;
	dl_unit_free(unit);
	return NULL;
}

/* Functions out of sight that begin with "other_" are another module's. */
static void keep_unread(void *ctx, struct dl_map *names)
{
	(void)ctx;
	for (size_t i = 0; i < names->len; i++)
		if (strncmp(names->strings[i], "other_", 6))
			dl_map_put_str(names, names->strings[i], NULL);
}

static bool may_end(void *ctx, const struct dl_shared *shared)
{
	(void)ctx;
	(void)shared;
	return false;
}

static const char *const untrusted[] = { "DMA601", "DMA602", "DMA603" };

static bool analyse(struct run *r, const struct text_case *c, struct outcome *o)
{
	struct dl_engine_options options = {
		.models = r->models, .is_whole = c->whole,
		.beyond = &(struct dl_beyond){ .may_end = may_end, .keep_unread = keep_unread },
		.apart = c->apart ? DL_APART_VOLATILE | DL_APART_DEVICE : 0,
		.names_no_release = !strstr(c->text, "dma_unmap"),
		.rules = c->untrusted ? untrusted : NULL,
		.rule_count = sizeof(untrusted) / sizeof(untrusted[0]),
	};
	struct dl_error err = { 0 };
	struct dl_unit *unit;
	bool ok;

	memset(o, 0, sizeof(*o));
	unit = link_case(c->text, &err);
	if (!unit) {
		fail(r, c->line, "%s: %s", c->name, err.message);
		return false;
	}
	o->findings.arena = dl_arena_new();
	ok = dl_engine_run(unit, &options, &o->findings, &o->stats, &err) == DL_OK &&
	     dl_engine_summaries(unit, &options, &o->summaries, &err) == DL_OK;
	if (!ok)
		fail(r, c->line, "%s: %s", c->name, err.message);
	dl_report_finish(&o->findings);
	dl_unit_free(unit);
	return ok;
}

static void outcome_free(struct outcome *o)
{
	if (o->findings.arena)
		dl_arena_free(o->findings.arena);
	dl_buf_free(&o->summaries);
}

static bool fits(const struct want *w, const struct dl_finding *f)
{
	if (strcmp(w->rule, f->rule) || strcmp(w->function, f->function) || w->line != f->spot.line ||
	    !strstr(f->message, w->part))
		return false;
	if (w->kind == WANT_LOW)
		return f->confidence == DL_CONF_LOW;
	return f->confidence >= DL_CONF_MEDIUM && (!w->confidence || w->confidence == f->confidence);
}

static void compare_findings(struct run *r, struct text_case *c, const struct dl_findings *findings)
{
	for (size_t i = 0; i < findings->len; i++) {
		const struct dl_finding *f = &findings->items[i];
		bool wanted = false;

		for (uint32_t k = 0; k < c->want_count; k++) {
			struct want *w = &c->wants[k];

			if ((w->kind != WANT_FINDING && w->kind != WANT_LOW) || w->met || !fits(w, f))
				continue;
			w->met = wanted = true;
			break;
		}
		if (!wanted)
			fail(r, f->spot.line, "%s: unexpected %s/%s in %s: %s", c->name, f->rule,
			     dl_confidence_name(f->confidence), f->function, f->message);
	}
	for (uint32_t k = 0; k < c->want_count; k++) {
		const struct want *w = &c->wants[k];

		if ((w->kind == WANT_FINDING || w->kind == WANT_LOW) && !w->met)
			fail(r, w->at, "%s: missing %s%s in %s on line %u", c->name,
			     w->kind == WANT_LOW ? "low " : "", w->rule, w->function, w->line);
	}
}

/* Findings name what is in the source. */
static void check_names(struct run *r, const struct text_case *c, const struct dl_finding *f)
{
	const char *trouble = names_trouble(f->message);

	for (size_t i = 0; i < f->step_count && !trouble; i++)
		trouble = names_trouble(f->steps[i].message);
	for (size_t i = 0; i < f->related_count && !trouble; i++)
		trouble = names_trouble(f->related[i].message);
	if (trouble)
		fail(r, f->spot.line, "%s: a name of %s: %s", c->name, f->rule, trouble);
	if (f->trouble)
		fail(r, f->spot.line, "%s: the story of %s: %s", c->name, f->rule, f->trouble);
}

static bool has_place(const struct want *w, const struct dl_finding_step *places, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (places[i].spot.line == w->line && strstr(places[i].message, w->part))
			return true;
	return false;
}

static void compare_places(struct run *r, const struct text_case *c,
			   const struct dl_findings *findings)
{
	for (uint32_t k = 0; k < c->want_count; k++) {
		const struct want *w = &c->wants[k];
		bool met = w->kind != WANT_STEP && w->kind != WANT_RELATED;

		for (size_t i = 0; i < findings->len && !met; i++) {
			const struct dl_finding *f = &findings->items[i];

			met = w->kind == WANT_STEP ? has_place(w, f->steps, f->step_count) :
						     has_place(w, f->related, f->related_count);
		}
		if (!met)
			fail(r, w->at, "%s: no %s on line %u '%s'", c->name,
			     w->kind == WANT_STEP ? "step" : "related place", w->line, w->part);
	}
}

static bool has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	while (*text) {
		size_t len = strcspn(text, "\n");
		size_t skip = strspn(text, " ");

		if (skip <= len && len - skip == n && !memcmp(text + skip, line, n))
			return true;
		text += len + (text[len] == '\n');
	}
	return false;
}

static uint64_t count_places(const struct dl_findings *findings, bool related)
{
	uint64_t n = 0;

	for (size_t i = 0; i < findings->len; i++)
		n += related ? findings->items[i].related_count : findings->items[i].step_count;
	return n;
}

static bool find_stat(const struct outcome *o, const char *name, uint64_t *value)
{
	const struct dl_engine_stats *s = &o->stats;
	const struct { const char *name; uint64_t value; } stats[] = {
		{ "steps", count_places(&o->findings, false) },
		{ "related_places", count_places(&o->findings, true) },
		{ "functions", s->functions },		{ "explored", s->explored },
		{ "dma", s->dma_functions },		{ "degraded", s->dma_functions_degraded },
		{ "visits", s->steps },
		{ "blurred", s->blurred_functions },	{ "cut", s->cut_functions },
	};

	for (size_t i = 0; i < sizeof(stats) / sizeof(stats[0]); i++) {
		if (!strcmp(stats[i].name, name)) {
			*value = stats[i].value;
			return true;
		}
	}
	return false;
}

static void compare_rest(struct run *r, const struct text_case *c, const struct outcome *o)
{
	for (uint32_t k = 0; k < c->want_count; k++) {
		const struct want *w = &c->wants[k];
		uint64_t value;

		if (w->kind == WANT_SUMMARY && !has_line(dl_buf_str(&o->summaries), w->part))
			fail(r, w->at, "%s: no line '%s' in the summaries:\n%s", c->name, w->part,
			     dl_buf_str(&o->summaries));
		if (w->kind != WANT_STAT)
			continue;
		if (!find_stat(o, w->rule, &value))
			fail(r, w->at, "%s: there is no stat '%s'", c->name, w->rule);
		else if (value != w->line)
			fail(r, w->at, "%s: stat %s is %llu and not %u", c->name, w->rule,
			     (unsigned long long)value, w->line);
	}
	if (!o->stats.explored && !c->unexplored)
		fail(r, c->line, "%s: the engine explored nothing", c->name);
	if (o->stats.explored && c->unexplored)
		fail(r, c->line, "%s: the engine explored something", c->name);
}

static void compare_runs(struct run *r, const struct text_case *c, const struct outcome *a,
			 const struct outcome *b)
{
	bool same = a->findings.len == b->findings.len && a->stats.steps == b->stats.steps &&
		    !strcmp(dl_buf_str(&a->summaries), dl_buf_str(&b->summaries));

	for (size_t i = 0; same && i < a->findings.len; i++)
		same = a->findings.items[i].fingerprint == b->findings.items[i].fingerprint &&
		       a->findings.items[i].step_count == b->findings.items[i].step_count &&
		       !strcmp(a->findings.items[i].message, b->findings.items[i].message);
	if (!same)
		fail(r, c->line, "%s: two runs differ", c->name);
}

static void run_case(struct run *r, struct text_case *c)
{
	struct outcome first = { 0 }, second = { 0 };

	if (case_is_positive(c))
		r->positive++;
	else
		r->negative++;
	if (analyse(r, c, &first) && analyse(r, c, &second)) {
		compare_findings(r, c, &first.findings);
		compare_places(r, c, &first.findings);
		for (size_t i = 0; i < first.findings.len; i++)
			check_names(r, c, &first.findings.items[i]);
		compare_rest(r, c, &first);
		compare_runs(r, c, &first, &second);
	}
	outcome_free(&first);
	outcome_free(&second);
}

static void run_text(struct run *r, const char *text)
{
	struct text_case c;
	const char *trouble;
	size_t offset = 0;
	uint32_t cases = 0;

	while (case_next(text, &offset, &c, &trouble)) {
		if (trouble)
			fail(r, c.line, "%s: %s", c.name, trouble);
		else
			run_case(r, &c);
		case_free(&c);
		cases++;
	}
	if (!cases)
		fail(r, 1, "no line starts with '# case '");
}

static void run_file(struct run *r)
{
	struct dl_buf text = { 0 };
	char chunk[4096];
	size_t n;
	FILE *f = fopen(r->path, "r");

	if (!f) {
		fail(r, 0, "cannot be read");
		return;
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		dl_buf_add(&text, chunk, n);
	fclose(f);
	run_text(r, dl_buf_str(&text));
	dl_buf_free(&text);
}

/* ---- does the comparison fail when it should? ---- */

#define BUG "autoloc\n" \
	"# case c\n" \
	"func f(dev: *void, p: *void, regs: *void) {\n" \
	"\tlocal h: dma_addr_t\n" \
	"\th = call dma_map_single(dev, p, 64, 1)\n" \
	"\tcall writel(h, regs)\n" \
	"\tcall dma_unmap_single(dev, h, 64, 1)\n" \
	"}\n"

#define LOW "autoloc\n" \
	"# case c\n" \
	"func f(dev: *void, p: *void) {\n" \
	"\tlocal h: dma_addr_t\n" \
	"\th = call dma_map_single(dev, p, 64, 1)\n" \
	"\tbr h == -1:dma_addr_t ? bad : good\n" \
	"bad:\treturn\n" \
	"good:\tcall dma_unmap_single(dev, h, 64, 1)\n" \
	"\treturn\n" \
	"}\n"

static const struct {
	const char *what;
	const char *text;
	uint32_t failures;
} self_checks[] = {
	{ "the truth", BUG "# expect DMA101/high f 5 no dma_mapping_error() test\n# stat dma 1\n"
	  "# summary summary f\n", 0 },
	{ "an unexpected finding", BUG, 1 },
	{ "a missing finding", BUG "# expect DMA101 f 5\n# expect DMA211 f 7\n", 1 },
	{ "a finding that is expected twice", BUG "# expect DMA101 f 5\n# expect DMA101 f 5\n", 1 },
	{ "another rule", BUG "# expect DMA102 f 5\n", 2 },
	{ "another function", BUG "# expect DMA101 g 5\n", 2 },
	{ "another line", BUG "# expect DMA101 f 6\n", 2 },
	{ "another message", BUG "# expect DMA101 f 5 nonsense\n", 2 },
	{ "another confidence", BUG "# expect DMA101/medium f 5\n", 2 },
	{ "low for high", BUG "# low DMA101 f 5\n", 2 },
	{ "an unexpected finding of low confidence", LOW, 1 },
	{ "a finding of low confidence", LOW "# low DMA102 f 6\n", 0 },
	{ "a summary that is not there", BUG "# expect DMA101 f 5\n# summary summary g\n", 1 },
	{ "half a line of a summary", BUG "# expect DMA101 f 5\n# summary summary\n", 1 },
	{ "a wrong number", BUG "# expect DMA101 f 5\n# stat explored 2\n", 1 },
	{ "an unknown number", BUG "# expect DMA101 f 5\n# stat nonsense 2\n", 1 },
	{ "explored against its word", BUG "# expect DMA101 f 5\n# explored no\n", 1 },
	{ "nothing explored", "# case c\nfunc f() {\n}\n", 1 },
	{ "nothing explored, as expected", "# case c\n# explored no\nfunc f() {\n}\n", 0 },
	{ "no case", "func f() {\n}\n", 1 },
	{ "no IR", "# case c\nfunc f( {\n}\n", 1 },
	{ "steps and places", BUG "# expect DMA101/high f 5\n# step 6 written to the hardware here\n# steps 2\n"
	  "# related_places 0\n", 0 },
	{ "a step that is not there", BUG "# expect DMA101/high f 5\n# step 6 nonsense\n", 1 },
	{ "another number of steps", BUG "# expect DMA101/high f 5\n# steps 3\n", 1 },
	{ "a place that is not there", BUG "# expect DMA101/high f 5\n# related 6\n", 1 },
	{ "half an expectation", BUG "# expect DMA101 f\n", 1 },
};

/* The engine asks for a unit and models, and says so. */
static int check_refusals(void)
{
	struct dl_engine_options options = { 0 };
	struct dl_findings findings = { 0 };
	struct dl_buf summaries = { 0 };
	struct dl_error err = { 0 };

	if (dl_engine_run(NULL, &options, &findings, NULL, &err) == DL_ERR_INTERNAL &&
	    dl_engine_summaries(NULL, &options, &summaries, &err) == DL_ERR_INTERNAL)
		return 0;
	fputs("self-check: the engine took no unit for one\n", stderr);
	return 1;
}

static int self_check(const struct dl_models *models)
{
	int wrong = check_refusals();

	for (size_t i = 0; i < sizeof(self_checks) / sizeof(self_checks[0]); i++) {
		struct run r = { .path = "self-check", .models = models, .quiet = true };

		run_text(&r, self_checks[i].text);
		if (r.failures == self_checks[i].failures)
			continue;
		fprintf(stderr, "self-check: %s: %u failures and not %u\n", self_checks[i].what,
			r.failures, self_checks[i].failures);
		wrong++;
	}
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct dl_models *models;
	struct dl_error err = { 0 };
	uint32_t failures = 0;
	int status;

	if (argc < 2) {
		fputs("usage: test_engine --self-check | FILE.ir ...\n", stderr);
		return 2;
	}
	if (dl_models_load(&models, NULL, 0, &err) != DL_OK) {
		fprintf(stderr, "%s\n", err.message);
		return 2;
	}
	if (!strcmp(argv[1], "--self-check")) {
		status = self_check(models);
		dl_models_free(models);
		return status;
	}
	for (int i = 1; i < argc; i++) {
		struct run r = { .path = argv[i], .models = models };

		run_file(&r);
		printf("%s: %u with findings, %u silent, %u failures\n", argv[i], r.positive,
		       r.negative, r.failures);
		failures += r.failures;
	}
	dl_models_free(models);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
