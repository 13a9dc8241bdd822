/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_options.h. */
#include "cli/scan_options.h"

#include "cli/suggest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int dl_setup_begin(struct dl_scan_setup *setup, const struct dl_command *command, int argc,
		   char **argv)
{
	*setup = (struct dl_scan_setup){
		.command = command,
		.scan = {.size = sizeof(setup->scan)},
		.debug = {.size = sizeof(setup->debug)},
		/* No more than there are arguments. */
		.model_files = dl_cli_alloc((size_t)argc, sizeof(char *)),
	};
	setup->scan.model_files = setup->model_files;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		setup->scan.compiler_args = (const char *const *)(argv + i + 1);
		setup->scan.compiler_arg_count = (size_t)(argc - i - 1);
		return i;
	}
	return argc;
}

static int set_number(struct dl_scan_setup *setup, const char *option, const char *value, long low,
		      long high, unsigned int *out)
{
	long n;

	if (!dl_cli_number(setup->command, option, value, low, high, &n))
		return DL_EXIT_ERROR;
	*out = (unsigned int)n;
	return DL_EXIT_CLEAN;
}

/* A limit: on the command line 0 stands for none. */
static int set_limit(struct dl_scan_setup *setup, const char *option, const char *value, long high,
		     unsigned int *out)
{
	int code = set_number(setup, option, value, 0, high, out);

	if (code == DL_EXIT_CLEAN && !*out)
		*out = DMALINT_NO_LIMIT;
	return code;
}

static int set_kernel(struct dl_scan_setup *setup, const char *value)
{
	struct stat st;

	if (stat(value, &st) != 0 || !S_ISDIR(st.st_mode))
		return dl_cli_error("--kernel: '%s' is not a folder; name a kernel's source tree "
				    "or its headers, "
				    "for example /lib/modules/$(uname -r)/build",
				    value);
	setup->scan.kernel_dir = value;
	return DL_EXIT_CLEAN;
}

static int set_arch(struct dl_scan_setup *setup, const char *value)
{
	struct dl_meant meant = dl_meant_begin(value);
	struct dl_text names;
	int code;

	dl_text_begin(&names);
	for (size_t i = 0; i < dmalint_arch_count(); i++) {
		const char *name = dmalint_arch_name(i);

		if (strcmp(name, value) == 0)
			setup->scan.arch = name;
		dl_meant_offer(&meant, name);
		fprintf(names.file, "%s%s", i ? ", " : "", name);
	}
	fflush(names.file);
	code = setup->scan.arch
		       ? DL_EXIT_CLEAN
		       : dl_cli_usage(setup->command,
				      "--arch: there is no architecture '%s'%s; there are: %s",
				      value, meant.text, names.data);
	dl_text_drop(&names);
	return code;
}

int dl_setup_option(struct dl_scan_setup *setup, int option, const char *value)
{
	switch (option) {
	case 'j':
		return set_number(setup, "--jobs", value, 1, 4096, &setup->scan.jobs);
	case 'p':
		setup->scan.build_dir = value;
		break;
	case DL_OPTION_ALL_FILES:
		setup->scan.flags |= DMALINT_SCAN_ALL_FILES;
		break;
	case DL_OPTION_ARCH:
		return set_arch(setup, value);
	case DL_OPTION_CACHE_DIR:
		setup->given_cache_dir = value;
		break;
	case DL_OPTION_KERNEL:
		return set_kernel(setup, value);
	case DL_OPTION_MEMORY:
		return set_limit(setup, "--memory-limit", value, 1 << 20,
				 &setup->scan.worker_memory);
	case DL_OPTION_MODELS:
		setup->model_files[setup->scan.model_file_count++] = value;
		break;
	case DL_OPTION_NO_CACHE:
		setup->scan.flags |= DMALINT_SCAN_NO_CACHE;
		break;
	case '0':
		setup->list_has_nul = true;
		break;
	case DL_OPTION_NO_PCH:
		setup->scan.flags |= DMALINT_SCAN_NO_PCH;
		break;
	case DL_OPTION_TIMEOUT:
		return set_limit(setup, "--timeout-per-file", value, 86400,
				 &setup->scan.file_timeout);
	default:
		return dl_cli_error("option %d is not handled: a bug in dmalint", option);
	}
	return DL_EXIT_CLEAN;
}

/* What stands behind -- goes to the compiler, which would take a path for a second file. */
static const char *misplaced_path(const struct dl_scan_setup *setup)
{
	const char *first = setup->scan.compiler_arg_count ? setup->scan.compiler_args[0] : "-";
	struct stat st;

	return first[0] != '-' && stat(first, &st) == 0 ? first : NULL;
}

int dl_setup_end(struct dl_scan_setup *setup, char **paths, int path_count)
{
	const char *misplaced = misplaced_path(setup);

	if (misplaced)
		return dl_cli_usage(setup->command,
				    "'%s' stands behind --, where only flags for the compiler do; "
				    "put it before the --",
				    misplaced);

	if (dl_setup_paths(setup, paths, path_count) != DL_EXIT_CLEAN)
		return DL_EXIT_ERROR;
	setup->scan.debug = &setup->debug;
	setup->cache_dir = dl_cli_cache_dir(setup->given_cache_dir);
	setup->scan.cache_dir = setup->cache_dir;
	return setup->cache_dir ? DL_EXIT_CLEAN : DL_EXIT_ERROR;
}

void dl_setup_free(struct dl_scan_setup *setup)
{
	free(setup->paths);
	free(setup->list);
	free(setup->model_files);
	free(setup->cache_dir);
}
