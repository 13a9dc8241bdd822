/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share; nobody outside includes it. */
#ifndef DL_LSP_SERVER_H
#define DL_LSP_SERVER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lsp/lsp.h"
#include "lsp/position.h"
#include "lsp/transport.h"

/* A file as the editor has it. */
struct dl_lsp_document {
	struct dl_lsp_document *next;
	char *uri;
	char *path; /* NULL: no file of this machine */
	char *real; /* the same without symbolic links; NULL: it is not on the disk */
	char *text;
	size_t len;
	json_int_t version;
	double due;	     /* when it is to be scanned, monotonic seconds; 0: not at all */
	json_t *diagnostics; /* what was published last; NULL: nothing, or the text has changed
				since */
};

/* The scan that runs: a child process and what it tells. */
struct dl_lsp_scan {
	pid_t pid;  /* 0: none runs */
	int fd;	    /* a line of JSON for each thing that it tells */
	int errors; /* a file with what it has written for people */
	struct dl_lsp_input in;
	char *uri;
	json_int_t version;
	char *token;  /* of its progress; NULL: it is not shown */
	bool lasting; /* it makes what later scans need, too, and is left to that */
	bool answered;
};

enum dl_lsp_state {
	DL_LSP_NEW,
	DL_LSP_INITIALIZED,
	DL_LSP_SHUT_DOWN,
};

struct dl_lsp_server {
	const struct dl_lsp_options *options;
	struct dl_lsp_input in;
	enum dl_lsp_state state;
	bool ended;
	struct dl_lsp_document *documents;
	struct dl_lsp_scan scan;
	char *trouble;	    /* what was last said to the user */
	unsigned int count; /* of our own requests and tokens */
	/* What the client knows. */
	bool utf8;
	bool markdown;
	bool related;
	bool progress;
	bool show_document;
};

enum dl_lsp_error {
	DL_LSP_PARSE_ERROR = -32700,
	DL_LSP_INVALID_REQUEST = -32600,
	DL_LSP_METHOD_NOT_FOUND = -32601,
	DL_LSP_INVALID_PARAMS = -32602,
	DL_LSP_NOT_INITIALIZED = -32002,
};

/* ---- memory.c: what is returned is never NULL; free() it ---- */

void *dl_lsp_alloc(size_t size);
void *dl_lsp_resize(void *ptr, size_t size);
char *dl_lsp_copy(const char *text, size_t len);
char *dl_lsp_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* @value, which is new, unless there was no memory for it. */
json_t *dl_lsp_json(json_t *value);
/* A string, whatever bytes it has. */
json_t *dl_lsp_text(const char *text);

/* ---- uri.c ---- */

/* NULL: it is no file of this machine. */
char *dl_lsp_path_of(const char *uri);
char *dl_lsp_uri_of(const char *path);

/* ---- message.c: what is said to the client; values are taken over ---- */

void dl_lsp_notify(struct dl_lsp_server *server, const char *method, json_t *params);
void dl_lsp_ask(struct dl_lsp_server *server, const char *method, json_t *params);
void dl_lsp_answer(struct dl_lsp_server *server, const json_t *id, json_t *result);
/* @id may be NULL, which is written as null. */
void dl_lsp_refuse(struct dl_lsp_server *server, const json_t *id, enum dl_lsp_error code,
		   const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Shown to the user: an error, once. NULL: all is well again. */
void dl_lsp_complain(struct dl_lsp_server *server, const char *text);

/* ---- document.c: the texts. NULL, or what is wrong with the parameters ---- */

struct dl_lsp_document *dl_lsp_find(const struct dl_lsp_server *server, const char *uri);
/* The one that params.textDocument names; NULL when it is not open. */
struct dl_lsp_document *dl_lsp_find_named(const struct dl_lsp_server *server, const json_t *params);
const char *dl_lsp_did_open(struct dl_lsp_server *server, const json_t *params);
const char *dl_lsp_did_change(struct dl_lsp_server *server, const json_t *params);
const char *dl_lsp_did_save(struct dl_lsp_server *server, const json_t *params);
const char *dl_lsp_did_close(struct dl_lsp_server *server, const json_t *params);
void dl_lsp_documents_free(struct dl_lsp_server *server);

/* ---- scan.c ---- */

double dl_lsp_now(void);
/*
 * Scan what is due, unless a scan runs of what is not; milliseconds until something will be due,
 * -1: nothing.
 */
int dl_lsp_scan_due(struct dl_lsp_server *server);
/* Take what the scan tells. */
void dl_lsp_scan_read(struct dl_lsp_server *server);
/* End it, so that it can begin anew. */
void dl_lsp_scan_cancel(struct dl_lsp_server *server);
void dl_lsp_publish(struct dl_lsp_server *server, struct dl_lsp_document *document,
		    json_t *diagnostics);

/* ---- diagnose.c, in the child ---- */

/* The findings and notices of @scan that belong to @document, as diagnostics. */
json_t *dl_lsp_diagnose(const struct dl_lsp_server *server, const struct dl_lsp_document *document,
			struct dmalint_scan *scan, struct dmalint_store *store);
/* All of the file at @path, which is not open; NULL when it cannot be read. */
char *dl_lsp_read_file(const char *path, size_t *len);

/* ---- assist.c: requests. NULL when the parameters are wrong ---- */

json_t *dl_lsp_code_action(struct dl_lsp_server *server, const json_t *params);
json_t *dl_lsp_hover(struct dl_lsp_server *server, const json_t *params);
json_t *dl_lsp_execute(struct dl_lsp_server *server, const json_t *params);

#endif
