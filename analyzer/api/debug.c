/* SPDX-License-Identifier: Apache-2.0 */
/* For those who work on dmalint: traces of the engine, and the IR of files. */
#include "dmalint/debug.h"

#include "api/internal.h"
#include "ir/pack.h"
#include "ir/print.h"

static enum dl_status collect_trace(void *arg, struct dl_error *err)
{
	struct dmalint_scan *scan = arg;
	struct dl_buf text = {0};

	(void)err;
	for (size_t i = 0; i < dl_scan_module_count(scan->scan); i++) {
		const char *trace = dl_scan_module_at(scan->scan, i)->trace;

		if (trace)
			dl_buf_puts(&text, trace);
	}
	scan->trace = dl_arena_strdup(scan->arena, dl_buf_str(&text));
	dl_buf_free(&text);
	return DL_OK;
}

const char *dmalint_debug_trace(struct dmalint_scan *scan)
{
	if (!scan->trace)
		dl_heap_run(scan->heap, collect_trace, scan, NULL);
	return scan->trace;
}

static enum dl_status print_unit(struct dl_buf *text, const struct dl_file_result *r,
				 const char *function, struct dl_error *err)
{
	struct dl_unit *unit = NULL;
	const struct dl_func *f;
	enum dl_status status;

	if (!r->ir)
		return dl_fail(err, DL_ERR_NOT_FOUND,
			       "there is no representation of the file: it was not parsed, or "
			       "DMALINT_DEBUG_KEEP_IR is not set");
	status = dl_ir_unpack(&unit, r->ir, r->ir_len, err);
	if (status != DL_OK)
		return status;
	f = function ? dl_unit_find_func(unit, function) : NULL;
	if (!function)
		dl_ir_print_unit(unit, text);
	else if (f)
		dl_ir_print_func(unit, f, text);
	else
		status = dl_fail(err, DL_ERR_NOT_FOUND,
				 "there is no function '%s' with a body in the file", function);
	dl_unit_free(unit);
	return status;
}

struct print_file {
	const struct dmalint_scan *scan;
	size_t file;
	const char *function;
	struct dl_buf text;
};

static enum dl_status print_file(void *arg, struct dl_error *err)
{
	struct print_file *p = arg;

	if (p->file >= dl_scan_file_count(p->scan->scan))
		return dl_fail(err, DL_ERR_NOT_FOUND, "the scan has no such file");
	return print_unit(&p->text, dl_scan_result_at(p->scan->scan, p->file), p->function, err);
}

enum dmalint_status dmalint_debug_ir(const struct dmalint_scan *scan, size_t file,
				     const char *function, dmalint_write_fn write, void *arg,
				     struct dmalint_error *error)
{
	struct print_file p = {.scan = scan, .file = file, .function = function};
	struct dl_error err = {0};
	struct dl_heap *heap;
	enum dmalint_status status = dl_api_make(&heap, print_file, &p, error);

	if (status == DMALINT_OK)
		status = dl_api_status(dl_output_call(&p.text, write, arg, &err), &err, error);
	dl_heap_free(heap);
	return status;
}
