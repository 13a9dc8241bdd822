/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a scan that have to do with what a log names: they define a function of a stack
 * trace, or are of a driver by their path or a string in them. Found by text (ctext.h).
 */
#ifndef DL_CLI_KLOG_SOURCES_H
#define DL_CLI_KLOG_SOURCES_H

#include "cli/klog_explain.h"

struct dl_klog_call {
	char *name;
	unsigned int line;
};

struct dl_klog_function {
	char *name;
	unsigned int line;
	struct dl_klog_call *calls;
	size_t call_count;
	size_t call_cap;
};

struct dl_klog_source {
	char *path; /* as findings have it */
	struct dl_klog_function *functions;
	size_t function_count;
	size_t function_cap;
	const char **drivers; /* that it names in a string; as reports have them */
	size_t driver_count;
	size_t driver_cap;
};

struct dl_klog_sources {
	struct dl_klog_source *list;
	size_t count;
	size_t cap;
	size_t missing;
	const char **functions; /* of traces, sorted */
	size_t function_count;
	const char **drivers; /* drivers and modules, sorted */
	size_t driver_count;
	struct dmalint_models *models;
	struct dl_klog_model {
		const char *name;
		const char *role;
	} * modelled; /* sorted by name */
	size_t modelled_count;
};

/* Whether a file is of @driver, by its path or by its strings. */
bool dl_klog_source_is_of(const struct dl_klog_sources *sources, const char *path,
			  const char *driver);
const struct dl_klog_source *dl_klog_source_find(const struct dl_klog_sources *sources,
						 const char *path);
const struct dl_klog_function *dl_klog_function_find(const struct dl_klog_source *source,
						     const char *name);
bool dl_klog_function_calls(const struct dl_klog_function *function, const char *name);
/* What the models say that function @name is for; NULL. */
const char *dl_klog_role(const struct dl_klog_sources *sources, const char *name);

#endif
