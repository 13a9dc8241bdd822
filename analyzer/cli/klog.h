/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kernel has said in its log about wrong use of the DMA API. The words that it says it with
 * are data (rules/dmesg/linux.json). The log may be anybody's: what is kept of it is bounded, and
 * printable.
 */
#ifndef DL_CLI_KLOG_H
#define DL_CLI_KLOG_H

#include <jansson.h>

#include "cli/cli.h"

extern const char dl_klog_data[]; /* the JSON text */

/* A class of messages. */
struct dl_klog_message {
	const char *id;
	const char *means;   /* one sentence */
	const json_t *rules; /* ids of those that find its causes, the likeliest first */
	const json_t *roles; /* of the functions that a cause may lie in the calls of */
	bool is_traced;	     /* a stack trace follows */
};

struct dl_klog_words;

/* Never fails: the text is part of the program. */
struct dl_klog_words *dl_klog_words_new(void);
void dl_klog_words_free(struct dl_klog_words *words);
size_t dl_klog_message_count(const struct dl_klog_words *words);
const struct dl_klog_message *dl_klog_message_at(const struct dl_klog_words *words, size_t index);

struct dl_klog_frame {
	char *function;
	char *module; /* NULL: built in, or not said */
	bool is_sure; /* the kernel was: no "?" stands before it */
	bool is_core; /* of what leads from a driver to the message */
};

/* The innermost first. */
struct dl_klog_trace {
	struct dl_klog_frame *list;
	size_t count;
};

/* What was said once, or several times in the same way. */
struct dl_klog_report {
	const struct dl_klog_message *message;
	char *text;   /* from the message on, the first time */
	char *driver; /* as the message names it; NULL: it does not */
	char *device;
	const char *module;	    /* the nearest one in the trace; NULL */
	struct dl_klog_trace trace; /* where it was noticed */
	struct dl_klog_trace made;  /* where the mapping was made */
	size_t line;		    /* of the log, the first time */
	size_t count;
};

struct dl_klog {
	struct dl_klog_report **list; /* in the order of the log */
	size_t count;
	size_t lines;
	size_t passed_over; /* reports beyond the bound on different ones */
	void *index;
};

/* Read @file to its end. DL_EXIT_CLEAN, or DL_EXIT_ERROR after a message. Free in every case. */
int dl_klog_read(struct dl_klog *out, const struct dl_klog_words *words, FILE *file,
		 const char *name);
void dl_klog_free(struct dl_klog *log);

/* ---- klog_words.c for klog.c ---- */

/* The message that stands in @line, and where; NULL: none. */
const struct dl_klog_message *dl_klog_words_find(const struct dl_klog_words *words,
						 const char *line, size_t len, const char **at);
/* Whether a @function of @module (NULL: built in) only leads from drivers to messages. */
bool dl_klog_words_are_core(const struct dl_klog_words *words, const char *function,
			    const char *module);
/* A word of the log's own: "tag", "report_begins", ... */
const char *dl_klog_word(const struct dl_klog_words *words, const char *key);

/* ---- klog_trace.c for klog.c ---- */

/* Append the functions that @line names as a stack trace does; false: none. */
bool dl_klog_trace_add(struct dl_klog_trace *trace, const char *line);
void dl_klog_trace_free(struct dl_klog_trace *trace);

#endif
