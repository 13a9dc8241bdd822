/* SPDX-License-Identifier: Apache-2.0 */
/* A scan as programs see it: opened, run, cancelled. result.c has what is asked from it after. */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "api/internal.h"

/* ---- opening ---- */

static void on_progress(void *arg, const struct dl_scan_progress *p)
{
	struct dmalint_scan *scan = arg;
	struct dmalint_progress progress = {
		.size = sizeof(progress),
		.files = p->files,
		.parsed = p->parsed,
		.done = p->done,
		.lost = p->lost,
		.findings = p->findings,
		.seconds = p->seconds,
		.phase = p->phase,
	};

	if (scan->progress && scan->progress(scan->progress_arg, &progress) != 0)
		dmalint_scan_cancel(scan);
}

static const char *ask_known(void *arg, const struct dl_finding *f, const char *root)
{
	const struct dmalint_scan *scan = arg;
	const struct dmalint_finding finding = {.finding = f};

	return scan->known(scan->known_arg, &finding, root);
}

static enum dl_status open_scan(struct dmalint_scan *scan, const struct dmalint_scan_options *given,
				struct dl_error *err)
{
	struct dmalint_scan_options o;
	struct dl_scan_options options;
	enum dl_status status = dl_options_read(&o, sizeof(o), given, err);

	if (status == DL_OK)
		status = dl_scan_options_convert(&options, &o, scan->arena, err);
	if (status != DL_OK)
		return status;
	scan->store = options.store;
	scan->min_confidence = options.min_confidence;
	scan->list_suppressed = o.flags & DMALINT_SCAN_SUPPRESSED;
	scan->progress = o.progress;
	scan->progress_arg = o.progress_arg;
	options.progress = on_progress;
	options.progress_arg = scan;
	scan->known = o.known;
	scan->known_arg = o.known_arg;
	options.known = o.known ? ask_known : NULL;
	options.known_arg = scan;
	scan->findings.overlay = options.source.overlay;
	return dl_scan_open(&scan->scan, &options, scan->cancel_fd, err);
}

struct opening {
	struct dl_heap *heap;
	const struct dmalint_scan_options *options;
	struct dmalint_scan *scan;
};

static void close_fd(void *fd)
{
	close(*(int *)fd);
}

static enum dl_status make_scan(void *arg, struct dl_error *err)
{
	struct opening *o = arg;
	struct dmalint_scan *scan = dl_xcalloc(1, sizeof(*scan));
	enum dl_status status;

	scan->heap = o->heap;
	scan->arena = dl_arena_new();
	scan->totals.size = sizeof(scan->totals);
	scan->findings.list.arena = scan->arena;
	scan->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (scan->cancel_fd < 0)
		return dl_fail(err, DL_ERR_IO, "cannot prepare the scan: %s", strerror(errno));
	dl_defer(close_fd, &scan->cancel_fd);
	status = open_scan(scan, o->options, err);
	if (status == DL_OK)
		dl_files_of_scan(&scan->files, scan->arena, scan->scan);
	o->scan = scan;
	return status;
}

enum dmalint_status dmalint_scan_open(struct dmalint_scan **out,
				      const struct dmalint_scan_options *options,
				      struct dmalint_error *error)
{
	struct opening o = {.options = options};
	enum dmalint_status status = dl_api_make(&o.heap, make_scan, &o, error);

	*out = status == DMALINT_OK ? o.scan : NULL;
	return status;
}

void dmalint_scan_free(struct dmalint_scan *scan)
{
	if (scan)
		dl_heap_free(scan->heap);
}

/* ---- the run ---- */

void dmalint_scan_cancel(struct dmalint_scan *scan)
{
	const uint64_t one = 1;
	int saved = errno; /* of whatever a signal has interrupted */

	/* It can only fail when the counter is full, and then it is readable already. */
	if (write(scan->cancel_fd, &one, sizeof(one)) < 0)
		errno = saved;
	errno = saved;
}

static enum dl_status run_scan(void *arg, struct dl_error *err)
{
	struct dmalint_scan *scan = arg;
	enum dl_status status;

	if (scan->store)
		dl_api_begin_store(scan->store);
	status = dl_scan_run(scan->scan, scan->cancel_fd, err);
	dl_result_fill(scan);
	if (scan->store)
		dl_api_end_store(scan->store);
	return status;
}

enum dmalint_status dmalint_scan_run(struct dmalint_scan *scan, struct dmalint_error *error)
{
	struct dl_error err = {0};
	enum dl_status status;

	if (scan->ran) {
		status = dl_fail(&err, DL_ERR_INVALID, "a scan is run once; open another");
		return dl_api_status(status, &err, error);
	}
	scan->ran = true;
	status = dl_heap_run(scan->heap, run_scan, scan, &err);
	if (status == DL_ERR_NO_MEMORY)
		dl_result_clear(scan);
	return dl_api_status(status, &err, error);
}
