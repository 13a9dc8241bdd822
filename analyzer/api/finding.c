/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of findings, findings and their steps. */
#include "api/internal.h"

void dl_findings_list_fill(struct dmalint_findings *list, struct dl_arena *arena,
			   const struct dl_finding_record *records)
{
	list->items = DL_NEW_ARRAY(arena, struct dmalint_finding, list->list.len + 1);
	for (size_t i = 0; i < list->list.len; i++)
		list->items[i] = (struct dmalint_finding){
			.finding = &list->list.items[i],
			.record = records ? &records[i] : NULL,
		};
}

size_t dmalint_findings_count(const struct dmalint_findings *findings)
{
	return findings->list.len;
}

const struct dmalint_finding *dmalint_findings_at(const struct dmalint_findings *findings,
						  size_t index)
{
	return index < findings->list.len ? &findings->items[index] : NULL;
}

const char *dmalint_findings_root(const struct dmalint_findings *findings)
{
	return findings->about.root;
}

void dmalint_findings_free(struct dmalint_findings *findings)
{
	if (findings)
		dl_heap_free(findings->heap);
}

/* ---- one finding ---- */

const char *dmalint_finding_rule(const struct dmalint_finding *finding)
{
	return finding->finding->rule;
}

static struct dmalint_place place_of(const struct dl_spot *spot)
{
	return (struct dmalint_place){
		.path = spot->path,
		.line = spot->line,
		.column = spot->col,
		.end_line = spot->end_line,
		.end_column = spot->end_col,
	};
}

struct dmalint_place dmalint_finding_place(const struct dmalint_finding *finding)
{
	return place_of(&finding->finding->spot);
}

const char *dmalint_finding_function(const struct dmalint_finding *finding)
{
	return finding->finding->function;
}

const char *dmalint_finding_message(const struct dmalint_finding *finding)
{
	return finding->finding->message;
}

enum dmalint_confidence dmalint_finding_confidence(const struct dmalint_finding *finding)
{
	return (enum dmalint_confidence)finding->finding->confidence;
}

uint64_t dmalint_finding_fingerprint(const struct dmalint_finding *finding)
{
	return finding->finding->fingerprint;
}

double dmalint_finding_rank(const struct dmalint_finding *finding)
{
	return finding->finding->rank;
}

const char *dmalint_finding_arch(const struct dmalint_finding *finding)
{
	return finding->finding->arch;
}

enum dmalint_suppression dmalint_finding_suppression(const struct dmalint_finding *finding)
{
	return (enum dmalint_suppression)finding->finding->suppression;
}

const char *dmalint_finding_justification(const struct dmalint_finding *finding)
{
	return finding->finding->justification;
}

enum dmalint_verdict dmalint_finding_verdict(const struct dmalint_finding *finding)
{
	return (enum dmalint_verdict)finding->finding->verdict;
}

const char *dmalint_finding_verdict_note(const struct dmalint_finding *finding)
{
	return finding->finding->verdict_note;
}

const char *dmalint_verdict_name(enum dmalint_verdict verdict)
{
	const char *name = verdict >= 0 ? dl_verdict_name((enum dl_verdict)verdict) : NULL;

	return name ? name : "?";
}

int64_t dmalint_finding_id(const struct dmalint_finding *finding)
{
	return finding->record ? finding->record->id : 0;
}

int64_t dmalint_finding_scan(const struct dmalint_finding *finding)
{
	return finding->record ? finding->record->scan : 0;
}

int64_t dmalint_finding_first_scan(const struct dmalint_finding *finding)
{
	return finding->record ? finding->record->first_scan : 0;
}

int64_t dmalint_finding_first_seen(const struct dmalint_finding *finding)
{
	return finding->record ? finding->record->first_seen : 0;
}

/* ---- steps ---- */

static const struct dmalint_step *step_at(const struct dl_finding_step *steps, size_t count,
					  size_t index)
{
	return index < count ? (const struct dmalint_step *)&steps[index] : NULL;
}

static const struct dl_finding_step *step_of(const struct dmalint_step *step)
{
	return (const struct dl_finding_step *)step;
}

size_t dmalint_finding_step_count(const struct dmalint_finding *finding)
{
	return finding->finding->step_count;
}

const struct dmalint_step *dmalint_finding_step(const struct dmalint_finding *finding, size_t index)
{
	return step_at(finding->finding->steps, finding->finding->step_count, index);
}

size_t dmalint_finding_related_count(const struct dmalint_finding *finding)
{
	return finding->finding->related_count;
}

const struct dmalint_step *dmalint_finding_related(const struct dmalint_finding *finding,
						   size_t index)
{
	return step_at(finding->finding->related, finding->finding->related_count, index);
}

struct dmalint_place dmalint_step_place(const struct dmalint_step *step)
{
	return place_of(&step_of(step)->spot);
}

const char *dmalint_step_message(const struct dmalint_step *step)
{
	return step_of(step)->message;
}

uint32_t dmalint_step_nesting(const struct dmalint_step *step)
{
	return step_of(step)->nesting;
}
