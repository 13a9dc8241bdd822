/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See klog.h: from lines to reports. A line is looked at on its own, whatever stands before the
 * message: levels, times, the host, the caller. It takes one pass and bounded memory.
 */
#include "cli/klog.h"

#include <ctype.h>
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_LEN 4096 /* what follows in a line is passed over */
#define TEXT_MAX     400
#define WORD_MAX     64
#define REPORTS_MAX  1000
#define TRACE_LINES  400 /* after the message */
#define MADE_LINES   20	 /* from the end of a report to the trace of who made the mapping */
#define KEY_FRAMES   6

enum state {
	IDLE,
	TRACE, /* behind a message */
	ENDED, /* behind its trace */
	MADE,  /* in the trace of who made the mapping */
};

struct reader {
	struct dl_klog *log;
	const struct dl_klog_words *words;
	const char *tag, *begins, *ends, *maker, *aside;
	struct dl_klog_report *report; /* that is being read */
	enum state state;
	size_t lines_left;
};

/* ---- reports ---- */

struct known {
	char *key;
	struct dl_klog_report *report;
};

static int compare_known(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->key, ((const struct known *)b)->key);
}

static void free_report(struct dl_klog_report *r)
{
	dl_klog_trace_free(&r->trace);
	dl_klog_trace_free(&r->made);
	free(r->text);
	free(r->driver);
	free(r->device);
	free(r);
}

static void add_frames(FILE *key, const struct dl_klog_trace *trace)
{
	size_t count = 0;

	for (size_t i = 0; i < trace->count && count < KEY_FRAMES; i++)
		if (trace->list[i].is_sure && !trace->list[i].is_core) {
			fprintf(key, " %s", trace->list[i].function);
			count++;
		}
	fputc('\n', key);
}

static void mark_core(const struct dl_klog_words *words, struct dl_klog_trace *trace)
{
	for (size_t i = 0; i < trace->count; i++)
		trace->list[i].is_core = dl_klog_words_are_core(words, trace->list[i].function,
								trace->list[i].module);
}

static const char *nearest_module(const struct dl_klog_trace *trace)
{
	for (size_t i = 0; i < trace->count; i++)
		if (trace->list[i].module && trace->list[i].is_sure && !trace->list[i].is_core)
			return trace->list[i].module;
	return NULL;
}

/* What makes a report the same as another: the message, the driver, the nearest functions. */
static char *key_of(const struct dl_klog_report *r)
{
	struct dl_text key;

	dl_text_begin(&key);
	fprintf(key.file, "%s %s\n", r->message->id, r->driver ? r->driver : "");
	add_frames(key.file, &r->trace);
	add_frames(key.file, &r->made);
	fclose(key.file);
	return key.data;
}

/* The report is whole: keep it, or count it with one that says the same. */
static void close_report(struct reader *reader)
{
	struct dl_klog *log = reader->log;
	struct dl_klog_report *r = reader->report;
	struct known *known = dl_cli_alloc(1, sizeof(*known)), **found;

	mark_core(reader->words, &r->trace);
	mark_core(reader->words, &r->made);
	r->module = nearest_module(&r->trace);
	if (!r->module)
		r->module = nearest_module(&r->made);
	*known = (struct known){key_of(r), r};
	found = tfind(known, &log->index, compare_known);
	if (found)
		(*found)->report->count++;
	else if (log->count == REPORTS_MAX)
		log->passed_over++;
	if (found || log->count == REPORTS_MAX) {
		free_report(r);
		free(known->key);
		free(known);
	} else {
		if (!log->list)
			log->list = dl_cli_alloc(REPORTS_MAX, sizeof(*log->list));
		log->list[log->count++] = r;
		tsearch(known, &log->index, compare_known);
	}
	reader->report = NULL;
	reader->state = IDLE;
}

/* ---- lines ---- */

static char *printable_word(const char *word, size_t len)
{
	return dl_cli_printable(word, len < WORD_MAX ? len : WORD_MAX);
}

/* The last word of @text, which ends at *@end; *@end becomes where it begins. */
static char *last_word(const char *text, const char **end, const char *stops)
{
	const char *stop, *p;

	while (*end > text && (*end)[-1] == ' ')
		--*end;
	stop = p = *end;
	while (p > text && p[-1] != ' ' && !strchr(stops, p[-1]))
		p--;
	*end = p;
	return p == stop ? NULL : printable_word(p, (size_t)(stop - p));
}

/*
 * "DMA-API: driver device: ", before Linux 5.0 "driver device: DMA-API: ", other parts of the
 * kernel "driver device: ". A driver's name may hold blanks where it is known to begin.
 */
static void read_who(struct dl_klog_report *r, const char *line, const char *at, const char *tag)
{
	const char *tagged = memmem(line, (size_t)(at - line), tag, strlen(tag));
	const char *from = tagged ? tagged + strlen(tag) : line;

	while (from < at && *from == ' ')
		from++;
	if (tagged && from == at) {
		at = tagged;
		from = line;
		tagged = NULL;
	}
	while (at > from && at[-1] == ' ')
		at--;
	if (at == from || at[-1] != ':')
		return;
	at--;
	r->device = last_word(from, &at, "");
	while (at > from && at[-1] == ' ')
		at--;
	if (tagged && at > from)
		r->driver = printable_word(from, (size_t)(at - from));
	else
		r->driver = last_word(from, &at, ">;]:");
	if (!r->driver || !strcmp(r->driver, "NULL")) {
		free(r->driver);
		free(r->device);
		r->driver = r->device = NULL;
	}
}

static void begin_report(struct reader *reader, const struct dl_klog_message *message,
			 const char *line, const char *at)
{
	struct dl_klog_report *r;

	if (reader->report)
		close_report(reader);
	r = reader->report = dl_cli_alloc(1, sizeof(*r));
	r->message = message;
	r->text = dl_cli_printable(at, TEXT_MAX);
	r->line = reader->log->lines;
	r->count = 1;
	read_who(r, line, at, reader->tag);
	reader->state = TRACE;
	reader->lines_left = TRACE_LINES;
	if (!message->is_traced)
		close_report(reader);
}

/* A line that is no message, while a report is read. */
static void continue_report(struct reader *reader, const char *line)
{
	struct dl_klog_report *r = reader->report;

	if (!reader->lines_left-- || strstr(line, reader->begins)) {
		close_report(reader);
	} else if (strstr(line, reader->maker)) {
		reader->state = MADE;
	} else if (strstr(line, reader->ends)) {
		reader->state = ENDED;
		reader->lines_left = MADE_LINES;
	} else if (reader->state == MADE) {
		if (!dl_klog_trace_add(&r->made, line) && r->made.count)
			close_report(reader);
	} else if (reader->state == TRACE && !strstr(line, reader->aside)) {
		dl_klog_trace_add(&r->trace, line);
	}
}

static void read_line(struct reader *reader, char *line, size_t len)
{
	const struct dl_klog_message *message;
	const char *at;

	line[len] = '\0';
	reader->log->lines++;
	message = dl_klog_words_find(reader->words, line, len, &at);
	if (message)
		begin_report(reader, message, line, at);
	else if (reader->report)
		continue_report(reader, line);
}

/* Colours go, and so does what no log has; the rest of what is not printable is shown as such
 * later. */
static void read_lines(struct reader *reader, FILE *file)
{
	char line[LINE_MAX_LEN + 1];
	size_t len = 0;
	bool in_escape = false, any = false;
	int c;

	while ((c = getc_unlocked(file)) != EOF) {
		any = c != '\n';
		if (c == '\n') {
			read_line(reader, line, len);
			len = 0;
			in_escape = false;
		} else if (in_escape) {
			in_escape = !isalpha(c);
		} else if (c == '\033') {
			in_escape = true;
		} else if (c != '\r' && len < LINE_MAX_LEN) {
			line[len++] = c ? (char)c : ' ';
		}
	}
	if (any)
		read_line(reader, line, len);
	if (reader->report)
		close_report(reader);
}

int dl_klog_read(struct dl_klog *out, const struct dl_klog_words *words, FILE *file,
		 const char *name)
{
	struct reader reader = {
		.log = out,
		.words = words,
		.tag = dl_klog_word(words, "tag"),
		.begins = dl_klog_word(words, "report_begins"),
		.ends = dl_klog_word(words, "report_ends"),
		.maker = dl_klog_word(words, "maker_trace"),
		.aside = dl_klog_word(words, "aside"),
	};

	*out = (struct dl_klog){0};
	read_lines(&reader, file);
	if (ferror(file))
		return dl_cli_error("cannot read '%s': %s", name, strerror(errno));
	return DL_EXIT_CLEAN;
}

static void free_known(void *arg)
{
	struct known *known = arg;

	free(known->key);
	free(known);
}

void dl_klog_free(struct dl_klog *log)
{
	tdestroy(log->index, free_known);
	for (size_t i = 0; i < log->count; i++)
		free_report(log->list[i]);
	free(log->list);
}
