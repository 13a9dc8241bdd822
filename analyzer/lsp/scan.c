/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scans: one at a time, each a child of the server, which has the texts as they were when it began
 * and tells how far it is and what it has found, a line of JSON each. To cancel one is to end it.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lsp/server.h"

double dl_lsp_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void dl_lsp_publish(struct dl_lsp_server *server, struct dl_lsp_document *document,
		    json_t *diagnostics)
{
	json_decref(document->diagnostics);
	document->diagnostics = diagnostics;
	dl_lsp_notify(server, "textDocument/publishDiagnostics",
		      dl_lsp_json(json_pack("{s:s, s:I, s:O}", "uri", document->uri, "version",
					    document->version, "diagnostics", diagnostics)));
}

/* ---- the child ---- */

struct child {
	const struct dl_lsp_server *server;
	const struct dl_lsp_document *document;
	int fd;
	const char *phase; /* last told */
	size_t files;
	size_t parsed;
};

static void tell(const struct child *child, json_t *news)
{
	char *line = json_dumps(dl_lsp_json(news), JSON_COMPACT);

	json_decref(news);
	if (!line)
		return;
	dl_lsp_write_all(child->fd, line, strlen(line));
	dl_lsp_write_all(child->fd, "\n", 1);
	free(line);
}

static int on_progress(void *arg, const struct dmalint_progress *p)
{
	struct child *child = arg;

	if (p->phase == child->phase && p->files == child->files && p->parsed == child->parsed)
		return 0;
	child->phase = p->phase;
	child->files = p->files;
	child->parsed = p->parsed;
	tell(child, json_pack("{s:s, s:I, s:I}", "phase", p->phase, "files", (json_int_t)p->files,
			      "parsed", (json_int_t)p->parsed));
	return 0;
}

/* A text that is what the disk has stands for nothing; it would cost precompiled headers. */
static bool is_unsaved(const struct dl_lsp_document *d)
{
	size_t len = 0;
	char *text = d->real ? dl_lsp_read_file(d->real, &len) : NULL;
	bool same = text && len == d->len && memcmp(text, d->text, len) == 0;

	free(text);
	return d->path && !same;
}

static void add_unsaved(const struct dl_lsp_server *server, struct dmalint_scan_options *options)
{
	struct dmalint_unsaved_file *files;
	size_t count = 0;

	for (const struct dl_lsp_document *d = server->documents; d; d = d->next)
		count++;
	files = dl_lsp_alloc(count * sizeof(*files));
	count = 0;
	for (const struct dl_lsp_document *d = server->documents; d; d = d->next)
		if (is_unsaved(d))
			files[count++] = (struct dmalint_unsaved_file){d->path, d->text, d->len};
	options->unsaved = files;
	options->unsaved_count = count;
}

static int use(void *arg, struct dmalint_scan_options *options, struct dmalint_store *store)
{
	struct child *child = arg;
	struct dmalint_scan *scan;
	struct dmalint_error error;

	add_unsaved(child->server, options);
	options->flags |= DMALINT_SCAN_REPEATED;
	options->progress = on_progress;
	options->progress_arg = child;
	if (dmalint_scan_open(&scan, options, &error) != DMALINT_OK ||
	    dmalint_scan_run(scan, &error) != DMALINT_OK) {
		fprintf(stderr, "%s\n", error.message);
		return 1;
	}
	tell(child, json_pack("{s:o}", "diagnostics",
			      dl_lsp_diagnose(child->server, child->document, scan, store)));
	return 0;
}

static void be_child(const struct dl_lsp_server *server, const struct dl_lsp_document *document,
		     pid_t parent, int fd, int errors)
{
	const struct dl_lsp_options *o = server->options;
	struct child child = {.server = server, .document = document, .fd = fd};
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* it died before that was set */
		_exit(1);
	/* the protocol is the server's alone */
	dup2(null, STDIN_FILENO);
	dup2(errors, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	_exit(o->scan(o->arg, document->path, use, &child));
}

/* ---- progress ---- */

static void show_progress(struct dl_lsp_server *server, json_t *value)
{
	if (server->scan.token)
		dl_lsp_notify(server, "$/progress",
			      dl_lsp_json(json_pack("{s:s, s:o}", "token", server->scan.token,
						    "value", value)));
	else
		json_decref(value);
}

static void begin_progress(struct dl_lsp_server *server, const struct dl_lsp_document *d)
{
	if (!server->progress)
		return;
	server->scan.token = dl_lsp_format("dmalint-%u", ++server->count);
	dl_lsp_ask(server, "window/workDoneProgress/create",
		   dl_lsp_json(json_pack("{s:s}", "token", server->scan.token)));
	show_progress(server, dl_lsp_json(json_pack("{s:s, s:s, s:o, s:b}", "kind", "begin",
						    "title", "dmalint", "message",
						    dl_lsp_text(strrchr(d->path, '/') + 1),
						    "cancellable", true)));
}

static void report_progress(struct dl_lsp_server *server, const char *phase, const json_t *news)
{
	json_int_t files = json_integer_value(json_object_get(news, "files"));
	json_int_t parsed = json_integer_value(json_object_get(news, "parsed"));
	char *text = files > 1 && parsed
			     ? dl_lsp_format("%s: %d of %d files", phase, (int)parsed, (int)files)
			     : dl_lsp_format("%s", phase);

	show_progress(server,
		      dl_lsp_json(json_pack("{s:s, s:s}", "kind", "report", "message", text)));
	free(text);
}

/* ---- the parent ---- */

static void start(struct dl_lsp_server *server, struct dl_lsp_document *document)
{
	struct dl_lsp_scan *scan = &server->scan;
	pid_t pid, self = getpid();
	int ends[2];

	document->due = 0;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return;
	*scan = (struct dl_lsp_scan){
		.fd = ends[0],
		.errors = memfd_create("dmalint-lsp", MFD_CLOEXEC),
		.in = {.fd = ends[0]},
		.uri = dl_lsp_copy(document->uri, strlen(document->uri)),
		.version = document->version,
	};
	pid = fork();
	if (pid == 0)
		be_child(server, document, self, ends[1], scan->errors);
	close(ends[1]);
	scan->pid = pid;
	if (pid > 0)
		begin_progress(server, document);
	else
		dl_lsp_scan_cancel(server);
}

/* Its document is to be scanned again: what it finds is of no use. */
static bool is_stale(const struct dl_lsp_server *server)
{
	const struct dl_lsp_document *d = dl_lsp_find(server, server->scan.uri);

	return !server->scan.lasting && d && d->due;
}

int dl_lsp_scan_due(struct dl_lsp_server *server)
{
	struct dl_lsp_document *first = NULL;
	double now = dl_lsp_now();

	if (server->scan.pid && is_stale(server))
		dl_lsp_scan_cancel(server);
	if (server->scan.pid)
		return -1;
	for (struct dl_lsp_document *d = server->documents; d; d = d->next)
		if (d->due && (!first || d->due < first->due))
			first = d;
	if (!first)
		return -1;
	if (first->due > now)
		return (int)((first->due - now) * 1000) + 1;
	start(server, first);
	return -1;
}

/* After its end, however that came. */
static void clear(struct dl_lsp_server *server)
{
	struct dl_lsp_scan *scan = &server->scan;

	show_progress(server, dl_lsp_json(json_pack("{s:s}", "kind", "end")));
	close(scan->fd);
	close(scan->errors);
	dl_lsp_input_free(&scan->in);
	free(scan->uri);
	free(scan->token);
	*scan = (struct dl_lsp_scan){0};
}

void dl_lsp_scan_cancel(struct dl_lsp_server *server)
{
	if (server->scan.pid > 0) {
		/* its worker program ends with it */
		kill(server->scan.pid, SIGKILL);
		waitpid(server->scan.pid, NULL, 0);
	}
	clear(server);
}

static void take_news(struct dl_lsp_server *server, const json_t *news)
{
	struct dl_lsp_document *d = dl_lsp_find(server, server->scan.uri);
	const char *phase = json_string_value(json_object_get(news, "phase"));
	json_t *diagnostics = json_object_get(news, "diagnostics");

	if (phase) {
		server->scan.lasting = strstr(phase, "precompiled") != NULL;
		report_progress(server, phase, news);
	}
	if (!diagnostics)
		return;
	server->scan.answered = true;
	dl_lsp_complain(server, NULL);
	if (d && d->version == server->scan.version)
		dl_lsp_publish(server, d, json_incref(diagnostics));
}

/* The last line that the child has written says why. */
static void tell_failure(struct dl_lsp_server *server)
{
	static const char prefix[] = "dmalint: error: ";
	char text[2048];
	off_t size = lseek(server->scan.errors, 0, SEEK_END);
	off_t from = size > (off_t)sizeof(text) - 1 ? size - ((off_t)sizeof(text) - 1) : 0;
	ssize_t n = pread(server->scan.errors, text, sizeof(text) - 1, from);
	char *line = text;

	text[n > 0 ? n : 0] = '\0';
	for (char *end = text + strlen(text); end > text && end[-1] == '\n';)
		*--end = '\0';
	if (strstr(text, prefix))
		line = strstr(text, prefix) + sizeof(prefix) - 1;
	line[strcspn(line, "\n")] = '\0';
	line = dl_lsp_format("dmalint: %s", *line ? line : "the scan has ended without a result");
	dl_lsp_complain(server, line);
	free(line);
}

static void end(struct dl_lsp_server *server)
{
	waitpid(server->scan.pid, NULL, 0);
	if (!server->scan.answered)
		tell_failure(server);
	clear(server);
}

void dl_lsp_scan_read(struct dl_lsp_server *server)
{
	struct dl_lsp_input *in = &server->scan.in;
	bool more = dl_lsp_fill(in);
	const char *line, *next;

	while ((next = memchr(line = in->data + in->at, '\n', in->len - in->at)) != NULL) {
		json_t *news = json_loadb(line, (size_t)(next - line), 0, NULL);

		in->at = (size_t)(next + 1 - in->data);
		take_news(server, news);
		json_decref(news);
	}
	if (!more)
		end(server);
}
