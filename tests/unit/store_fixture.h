/* SPDX-License-Identifier: Apache-2.0 */
/* Stores in folders of their own, and scans to put into them, for the tests of the store room. */
#ifndef DL_TESTS_STORE_FIXTURE_H
#define DL_TESTS_STORE_FIXTURE_H

#include "harness.h"

#include <stdio.h>
#include <unistd.h>

#include "store/store.h"
#include "temp_folder.h"

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 10
#else
#define SLOWER 1
#endif

/* A folder with one store in it. */
struct place {
	char folder[120];
	char path[160];
	struct dl_arena *arena;
};

static inline void place_make(struct place *p)
{
	temp_folder(p->folder, sizeof(p->folder), "dl-store-XXXXXX");
	snprintf(p->path, sizeof(p->path), "%s/a/b/store.db", p->folder);
	p->arena = dl_arena_new();
}

static inline void place_free(struct place *p)
{
	char command[256];

	snprintf(command, sizeof(command), "rm -rf %s", p->folder);
	CU_ASSERT_EQUAL(system(command), 0);
	dl_arena_free(p->arena);
}

static inline struct dl_store *must_open(const struct place *p)
{
	struct dl_error err = { 0 };
	struct dl_store *store = NULL;

	if (dl_store_open(p->path, &store, &err) != DL_OK)
		fprintf(stderr, "%s\n", err.message);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	return store;
}

/* Opening must fail with @status, and the message must have all of the words. */
static inline void open_fails(const char *path, enum dl_status status, const char *word,
		       const char *remedy)
{
	struct dl_store *store = (struct dl_store *)1;
	struct dl_error err = { 0 };

	CU_ASSERT_EQUAL(dl_store_open(path, &store, &err), status);
	CU_ASSERT_PTR_NULL(store);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, path));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, word));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, remedy));
}

static inline int64_t begin(struct dl_store *store, const char *root)
{
	struct dl_scan_info info = {
		.root = root,
		.mode = "unconfigured",
		.arch = "x86_64",
		.tool_version = "0.1.0",
		.models_hash = 0xfedcba9876543210ULL,
		.options = "scan x",
		.started = 1000,
	};
	int64_t scan = 0;

	CU_ASSERT_EQUAL(dl_store_begin_scan(store, &info, &scan, NULL), DL_OK);
	CU_ASSERT(scan > 0);
	return scan;
}

static inline void add_finding(struct dl_findings *f, const char *rule, const char *path, uint32_t line,
			enum dl_confidence confidence, uint64_t fingerprint)
{
	struct dl_finding *it = dl_findings_add(f);

	it->rule = rule;
	it->spot = (struct dl_spot){
		.path = path, .line = line, .col = 3, .end_line = line, .end_col = 9
	};
	it->function = "probe";
	it->message = "A sentence.";
	it->confidence = confidence;
	it->subject = "d->dma";
	it->edge = "used";
	it->arch = NULL;
	it->rank = 12.5;
	it->fingerprint = fingerprint;
	it->step_count = 2;
	it->steps = DL_NEW_ARRAY(f->arena, struct dl_finding_step, 2);
	it->steps[0] =
		(struct dl_finding_step){ .spot = it->spot, .message = "mapped", .nesting = 0 };
	it->steps[1] =
		(struct dl_finding_step){ .spot = it->spot, .message = "used", .nesting = 2 };
	it->related_count = 1;
	it->related = DL_NEW_ARRAY(f->arena, struct dl_finding_step, 1);
	it->related[0] = (struct dl_finding_step){ .spot = it->spot, .message = "the other" };
}

static inline void some_findings(struct dl_findings *f)
{
	add_finding(f, "DMA101", "drivers/a_b/x.c", 5, DL_CONF_HIGH, 0xabcdef0123456789ULL);
	add_finding(f, "DMA211", "drivers/a_b/x.c", 2, DL_CONF_LOW, 0xabcd000000000000ULL);
	add_finding(f, "DMA101", "drivers/aXb/y.c", 1, DL_CONF_MEDIUM, 0x1234567812345678ULL);
}

static inline void finish(struct dl_store *store, int64_t scan, int64_t when)
{
	struct dl_scan_counts counts = { .files = 3, .lost_files = 1, .findings = 3, .cpu_ms = 77 };

	CU_ASSERT_EQUAL(dl_store_finish_scan(store, scan, when, 1, &counts, NULL), DL_OK);
}

static inline int64_t add_whole_scan(struct dl_store *store, struct dl_arena *arena, const char *root,
			      int64_t when)
{
	struct dl_findings f = { .arena = arena };
	int64_t scan = begin(store, root);

	some_findings(&f);
	CU_ASSERT_EQUAL(dl_store_add_findings(store, scan, &f, NULL), DL_OK);
	finish(store, scan, when);
	return scan;
}

static inline size_t scan_count(struct dl_store *store, struct dl_arena *arena)
{
	struct dl_scan_list scans = { 0 };

	CU_ASSERT_EQUAL(dl_store_scans(store, arena, &scans, NULL), DL_OK);
	return scans.len;
}

static inline void list_has(struct dl_store *store, int64_t scan, struct dl_finding_filter filter,
		     size_t expected)
{
	struct dl_findings out = { .arena = dl_arena_new() };

	CU_ASSERT_EQUAL(dl_store_list(store, scan, &filter, &out, NULL, NULL), DL_OK);
	CU_ASSERT_EQUAL(out.len, expected);
	dl_arena_free(out.arena);
}

static inline void get_is(struct dl_store *store, const char *ref, enum dl_status status, uint32_t line)
{
	struct dl_findings out = { .arena = dl_arena_new() };
	struct dl_finding_record record = { 0 };
	struct dl_error err = { 0 };

	CU_ASSERT_EQUAL(dl_store_get_finding(store, ref, &out, &record, &err), status);
	CU_ASSERT_EQUAL(out.len, status == DL_OK ? 1 : 0);
	if (status == DL_OK && out.len) {
		CU_ASSERT_EQUAL(out.items[0].spot.line, line);
		CU_ASSERT(record.id > 0);
	} else if (ref) {
		CU_ASSERT_PTR_NOT_NULL(strstr(err.message, ref));
	}
	dl_arena_free(out.arena);
}

#endif
