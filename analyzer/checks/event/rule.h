/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rule is: the kinds of event it wants and a function that turns one
 * event into at most one report. Every rules/DMAnnn-name/rule.c defines
 * `const struct dl_rule dl_rule_DMAnnn`; the table of them is generated.
 */
#ifndef DL_CHECKS_RULE_H
#define DL_CHECKS_RULE_H

#include "checks/event/event.h"
#include "engine/program/program.h"
#include "engine/value/linear.h"

struct dl_fixer;
struct dl_report;

struct dl_rule {
	const char *id;
	uint64_t events;	/* bits of enum dl_event_kind */
	void (*check)(const struct dl_event *ev, struct dl_report *report);
	/* What is to be done about what dl_report() was given, where that is certain (fix.h); NULL: nothing ever is. */
	void (*fix)(const struct dl_event *ev, struct dl_fixer *fixer);
};

#define DL_EVENT_BIT(kind) (UINT64_C(1) << (kind))

extern const struct dl_rule *const dl_rules[];
extern const size_t dl_rule_count;

/*
 * Report the event with the confidence that @grounds give: &ev->grounds, or a
 * copy to which the rule adds its own. @where is the primary place (NULL: the
 * event's own). The message is one sentence that ends with a period, names in 'single quotes'.
 * @edge says in a word or two what happened; it is part of the fingerprint.
 */
void dl_report(struct dl_report *report, const struct dl_event *ev, const struct dl_grounds *grounds,
	       const struct dl_instr *where, const char *edge, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* Helpers for messages, in names of the source alone; the text lives as long as the report. */
const char *dl_text_sym(struct dl_report *report, const struct dl_sym *sym);
/* Name of a call as the driver wrote it. */
const char *dl_text_call(const struct dl_instr *call, const struct dl_model *model);
/* How the driver names the event's object: the place that it is put into, or the call. */
const char *dl_text_object(struct dl_report *report, const struct dl_event *ev);
/* The same of an event that may have no object. */
const char *dl_text_handle(struct dl_report *report, const struct dl_event *ev);
/* @value, which is argument @n of @call; the latter's text where the value itself has no name. */
const char *dl_text_arg(struct dl_report *report, const struct dl_func *func,
			const struct dl_instr *call, int n, const struct dl_sym *value);
/* BUFFER, WRONG_FREE, BYPASS: what the driver calls the memory. */
const char *dl_text_memory(struct dl_report *report, const struct dl_event *ev);
/* BUFFER: "by 'spi_sync'"; "in 'tx_buf' of a 'struct spi_transfer'" where nothing in sight starts it. */
const char *dl_text_sink(struct dl_report *report, const struct dl_event *ev);
/* BYPASS: the conversion, also where a function that is called does it. */
const char *dl_text_conversion(struct dl_report *report, const struct dl_event *ev);
/* USE, NEVER_CHECKED: "with no dma_mapping_error() test", or which one is none, or comes too late. */
const char *dl_text_no_test(struct dl_report *report, const struct dl_event *ev);
/* A test of a part of the handle: "'h' has only 32 bits of the handle"; NULL: it is the test that cuts. */
const char *dl_text_narrow(struct dl_report *report, const struct dl_event *ev);
/* "; IS_ERR() can": the name of the function that tests a pointer; may be "". */
const char *dl_text_pointer_test(struct dl_report *report);
/* What @ev->at is given to end or sync, as its line calls it. */
const char *dl_text_given(struct dl_report *report, const struct dl_event *ev);
/* BUFFER_FREED: the handle, as the line that unmaps it calls it. */
const char *dl_text_late_end(struct dl_report *report, const struct dl_event *ev);
/* WRONG_DEVICE: the device that the map call is given, as its line calls it. */
const char *dl_text_device(struct dl_report *report, const struct dl_event *ev);
/* The size that @call is given, as its line says it, with its number where that is known. */
const char *dl_text_size(struct dl_report *report, const struct dl_func *func,
			 const struct dl_instr *call, const struct dl_model *model,
			 const struct dl_sym *value);
/* LEAK, BUFFER_FREED: "its buffer 'skb' was freed on line 7", or "'map', which kept it, was ...". */
const char *dl_text_freed(struct dl_report *report, const struct dl_event *ev);
/* LEAK, SIBLING: what @does ("unmaps") it on another path, and where. */
const char *dl_text_other_end(struct dl_report *report, const struct dl_event *ev, const char *does);
/* LEAK, START: the rest of the sentence: what else does not undo it; may be "". */
const char *dl_text_partner(struct dl_report *report, const struct dl_event *ev, const char *does);
/* NEVER_UNMAPPED: the place that keeps the handle, as the function that maps calls it. */
const char *dl_text_kept(struct dl_report *report, const struct dl_event *ev);
/* "; none of the driver's 3 unmap calls is given it": the rest of the sentence. */
const char *dl_text_unmaps(struct dl_report *report);
/* SLOT_PAIR: the rest of the sentence: how many calls that fill the slot say so; may be "". */
const char *dl_text_writers(struct dl_report *report, const struct dl_event *ev);
/* UNORDERED_READ, UNORDERED_WRITE, DEVICE_DATA, DOUBLE_FETCH, EXPOSED_POINTER: the word that decides, and the other one (NULL: all of the record), as their lines call them. */
const char *dl_text_tested(struct dl_report *report, const struct dl_event *ev);
const char *dl_text_read(struct dl_report *report, const struct dl_event *ev);
/* SLEEPS: "'dma_pool_alloc'", or "'dma_pool_alloc', which 'fill_ring' leads to,". */
const char *dl_text_sleeping(struct dl_report *report, const struct dl_event *ev);
/* DEVICE_DATA, DOUBLE_FETCH: "used as an index": what is done with the value. */
const char *dl_text_taint(const struct dl_event *ev);
/* The name of a constant direction, else its expression. */
const char *dl_text_direction(struct dl_report *report, const struct dl_sym *dir);
/* ACTIVE, WAIT: a branch of the path asks for the result of the wait. */
bool dl_is_looked_at(struct dl_report *report, const struct dl_event *ev);
/* OWNERSHIP: " on line 12", where the slot's handle goes to the device again; may be "". */
const char *dl_text_given_line(struct dl_report *report, const struct dl_event *ev);
const char *dl_text_line(struct dl_report *report, const struct dl_loc *loc);

/* What the models say of the kernel, which is where a rule has its names from. */
const struct dl_platform *dl_report_platform(const struct dl_report *report);
/* The name of the function that tests a handle. */
const char *dl_text_test(const struct dl_report *report);

#endif
