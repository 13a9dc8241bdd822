/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server of the Language Server Protocol: diagnostics of the files that an editor has open, as
 * the editor has them, with what can be done about them. A client of include/dmalint/, and of
 * nothing else. It is one process with one thread; each scan is done by a child of it.
 */
#ifndef DL_LSP_LSP_H
#define DL_LSP_LSP_H

#include <dmalint/dmalint.h>

/* Given the options of a scan, which it may add to, and the store with verdicts (NULL: none). */
typedef int dl_lsp_use(void *arg, struct dmalint_scan_options *options,
		       struct dmalint_store *store);

struct dl_lsp_options {
	int in; /* the protocol */
	int out;
	/*
	 * Called in a child process: calls @use with the options of a scan of @file, an absolute
	 * path, and returns what that does; or another number than 0 after a message on stderr.
	 */
	int (*scan)(void *arg, const char *file, dl_lsp_use *use, void *use_arg);
	void *arg;
};

/* Until the client ends it. The exit status that the protocol asks for: 0 after a shutdown, else 1.
 */
int dl_lsp_serve(const struct dl_lsp_options *options);

#endif
