/* SPDX-License-Identifier: Apache-2.0 */
/* The loop, and which message is for whom. Every request is answered before the next message is
 * read. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "lsp/server.h"

/* ---- the life of the server ---- */

static const json_t *look(const json_t *value, const char *a, const char *b, const char *c)
{
	value = json_object_get(json_object_get(value, a), b);
	return c ? json_object_get(value, c) : value;
}

static bool has_text(const json_t *array, const char *text)
{
	const json_t *item;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)array, i,
			   item) if (json_is_string(item) &&
				     strcmp(json_string_value(item), text) == 0) return true;
	return false;
}

static json_t *initialize(struct dl_lsp_server *server, const json_t *params)
{
	const json_t *client = json_object_get(params, "capabilities");
	json_t *result;

	server->utf8 = has_text(look(client, "general", "positionEncodings", NULL), "utf-8");
	server->markdown =
		has_text(look(client, "textDocument", "hover", "contentFormat"), "markdown");
	server->related = json_is_true(
		look(client, "textDocument", "publishDiagnostics", "relatedInformation"));
	server->progress = json_is_true(look(client, "window", "workDoneProgress", NULL));
	server->show_document = json_is_true(look(client, "window", "showDocument", "support"));
	server->state = DL_LSP_INITIALIZED;
	result = json_pack(
		"{s:{s:s, s:s}, s:{s:s, s:{s:b, s:i, s:{s:b}}, s:{s:[s]}, s:b, s:{s:[s]}}}",
		"serverInfo", "name", "dmalint", "version", dmalint_version(), "capabilities",
		"positionEncoding", server->utf8 ? "utf-8" : "utf-16", "textDocumentSync",
		"openClose", true, "change", 2, "save", "includeText", false, "codeActionProvider",
		"codeActionKinds", "quickfix", "hoverProvider", true, "executeCommandProvider",
		"commands", "dmalint.explain");
	return dl_lsp_json(result);
}

static json_t *shut_down(struct dl_lsp_server *server, const json_t *params)
{
	(void)params;
	server->state = DL_LSP_SHUT_DOWN;
	if (server->scan.pid)
		dl_lsp_scan_cancel(server);
	return json_null();
}

/* ---- which message is for whom ---- */

struct request {
	const char *method;
	json_t *(*answer)(struct dl_lsp_server *server, const json_t *params);
};

struct notification {
	const char *method;
	const char *(*take)(struct dl_lsp_server *server, const json_t *params);
};

/* The user wants no result of the scan that runs. */
static const char *cancel_progress(struct dl_lsp_server *server, const json_t *params)
{
	const char *token = json_string_value(json_object_get(params, "token"));

	if (token && server->scan.token && strcmp(token, server->scan.token) == 0)
		dl_lsp_scan_cancel(server);
	return NULL;
}

static const struct request requests[] = {
	{"shutdown", shut_down},
	{"textDocument/codeAction", dl_lsp_code_action},
	{"textDocument/hover", dl_lsp_hover},
	{"workspace/executeCommand", dl_lsp_execute},
};

static const struct notification notifications[] = {
	{"textDocument/didOpen", dl_lsp_did_open},
	{"textDocument/didChange", dl_lsp_did_change},
	{"textDocument/didSave", dl_lsp_did_save},
	{"textDocument/didClose", dl_lsp_did_close},
	{"window/workDoneProgress/cancel", cancel_progress},
};

static void take_request(struct dl_lsp_server *server, const json_t *id, const char *method,
			 const json_t *params)
{
	bool is_first = strcmp(method, "initialize") == 0;
	json_t *result;

	if (is_first && server->state == DL_LSP_NEW) {
		dl_lsp_answer(server, id, initialize(server, params));
		return;
	}
	if (is_first || server->state != DL_LSP_INITIALIZED) {
		dl_lsp_refuse(server, id,
			      server->state == DL_LSP_NEW ? DL_LSP_NOT_INITIALIZED
							  : DL_LSP_INVALID_REQUEST,
			      "%s: %s", method,
			      server->state == DL_LSP_NEW ? "initialize comes first"
			      : is_first		  ? "the server is initialized"
							  : "the server is shut down");
		return;
	}
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		if (strcmp(method, requests[i].method) != 0)
			continue;
		result = requests[i].answer(server, params);
		if (result)
			dl_lsp_answer(server, id, result);
		else
			dl_lsp_refuse(server, id, DL_LSP_INVALID_PARAMS,
				      "%s: the parameters are not as the protocol has them",
				      method);
		return;
	}
	dl_lsp_refuse(server, id, DL_LSP_METHOD_NOT_FOUND, "there is no method '%s' here", method);
}

/* There is no answer to a notification: what is wrong with it goes to the log. */
static void take_notification(struct dl_lsp_server *server, const char *method,
			      const json_t *params)
{
	const char *why = NULL;

	if (strcmp(method, "exit") == 0) {
		server->ended = true;
		return;
	}
	if (server->state != DL_LSP_INITIALIZED)
		return;
	for (size_t i = 0; i < sizeof(notifications) / sizeof(notifications[0]); i++)
		if (strcmp(method, notifications[i].method) == 0)
			why = notifications[i].take(server, params);
	if (why) {
		char *text = dl_lsp_format("%s: %s", method, why);

		dl_lsp_notify(server, "window/logMessage",
			      dl_lsp_json(json_pack("{s:i, s:o}", "type", 2, "message",
						    dl_lsp_text(text))));
		free(text);
	}
}

static void take_message(struct dl_lsp_server *server, const char *text, size_t len)
{
	json_error_t error;
	json_t *message = json_loadb(text, len, JSON_DECODE_ANY, &error);
	const json_t *id = json_object_get(message, "id");
	const json_t *method = json_object_get(message, "method");

	if (!message)
		dl_lsp_refuse(server, NULL, DL_LSP_PARSE_ERROR,
			      "the message is no JSON: %s, at byte %d", error.text, error.position);
	else if (!json_is_object(message) || (id && !json_is_integer(id) && !json_is_string(id)) ||
		 (!id && !method) || (method && !json_is_string(method)))
		dl_lsp_refuse(server, json_is_integer(id) || json_is_string(id) ? id : NULL,
			      DL_LSP_INVALID_REQUEST,
			      "the message is no request and no notification");
	else if (method && id)
		take_request(server, id, json_string_value(method),
			     json_object_get(message, "params"));
	else if (method)
		take_notification(server, json_string_value(method),
				  json_object_get(message, "params"));
	/* else an answer to a request of ours: none of them asks for anything */
	json_decref(message);
}

/* All messages that are there. */
static void take_messages(struct dl_lsp_server *server)
{
	enum dl_lsp_frame frame;
	const char *text, *why;
	size_t len;

	while (!server->ended &&
	       (frame = dl_lsp_take(&server->in, &text, &len, &why)) != DL_LSP_NOTHING) {
		if (frame == DL_LSP_MESSAGE)
			take_message(server, text, len);
		else
			dl_lsp_refuse(server, NULL, DL_LSP_PARSE_ERROR, "%s", why);
	}
}

int dl_lsp_serve(const struct dl_lsp_options *options)
{
	struct dl_lsp_server server = {.options = options, .in = {.fd = options->in}};

	while (!server.ended) {
		int timeout = dl_lsp_scan_due(&server);
		struct pollfd fds[] = {
			{.fd = server.in.fd, .events = POLLIN},
			{.fd = server.scan.pid ? server.scan.fd : -1, .events = POLLIN},
		};

		if (poll(fds, 2, timeout) < 0 && errno != EINTR)
			break;
		if (fds[1].revents)
			dl_lsp_scan_read(&server);
		if (fds[0].revents && !dl_lsp_fill(&server.in))
			break;
		take_messages(&server);
	}
	if (server.scan.pid)
		dl_lsp_scan_cancel(&server);
	dl_lsp_documents_free(&server);
	dl_lsp_input_free(&server.in);
	free(server.trouble);
	return server.state == DL_LSP_SHUT_DOWN ? 0 : 1;
}
