/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_options.h. */
#include "cli/scan_options.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "source/path.h"

int dl_setup_begin(struct dl_scan_setup *setup, const struct dl_command *command, int argc,
		   char **argv)
{
	*setup = (struct dl_scan_setup){
		.command = command,
		.arena = dl_arena_new(),
		.scan =
			{
				.source = {.use_pch = true},
				.timeout = DL_SCAN_DEFAULT_TIMEOUT,
				.memory_mib = DL_SCAN_DEFAULT_MEMORY_MIB,
			},
	};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		setup->scan.source.extra_args = (const char *const *)(argv + i + 1);
		setup->scan.source.extra_arg_count = (size_t)(argc - i - 1);
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

static int set_kernel(struct dl_scan_setup *setup, const char *value)
{
	if (!dl_path_is_dir(value))
		return dl_cli_error("--kernel: '%s' is not a folder; name a kernel's source tree "
				    "or its headers, "
				    "for example /lib/modules/$(uname -r)/build",
				    value);
	setup->scan.source.kernel_dir = value;
	return DL_EXIT_CLEAN;
}

int dl_setup_option(struct dl_scan_setup *setup, int option, const char *value)
{
	switch (option) {
	case 'j':
		return set_number(setup, "--jobs", value, 1, 4096, &setup->scan.jobs);
	case 'p':
		setup->scan.source.build_dir = value;
		break;
	case DL_OPTION_ALL_FILES:
		setup->scan.source.all_files = true;
		break;
	case DL_OPTION_CACHE_DIR:
		setup->cache_dir = value;
		break;
	case DL_OPTION_KERNEL:
		return set_kernel(setup, value);
	case DL_OPTION_MEMORY:
		return set_number(setup, "--memory-limit", value, 0, 1 << 20,
				  &setup->scan.memory_mib);
	case DL_OPTION_MODELS:
		dl_vec_push(&setup->model_files, value);
		break;
	case DL_OPTION_NO_PCH:
		setup->scan.source.use_pch = false;
		break;
	case DL_OPTION_TIMEOUT:
		return set_number(setup, "--timeout-per-file", value, 0, 86400,
				  &setup->scan.timeout);
	default:
		return dl_cli_error("option %d is not handled: a bug in dmalint", option);
	}
	return DL_EXIT_CLEAN;
}

/* The errors of a missing path in one place, before any work is done. */
static int check_paths(const struct dl_source_options *source)
{
	for (size_t i = 0; i < source->path_count; i++) {
		struct stat st;

		if (source->paths[i][0] == '\0')
			return dl_cli_error("an empty path was given; name a file or a folder");
		if (stat(source->paths[i], &st) != 0)
			return dl_cli_error(
				"'%s': %s; name a .c file, a driver's folder or a kernel tree",
				source->paths[i], strerror(errno));
	}
	return DL_EXIT_CLEAN;
}

int dl_setup_end(struct dl_scan_setup *setup, char **paths, int path_count)
{
	static const char *const here[] = {"."};
	struct dl_source_options *source = &setup->scan.source;
	struct dl_error err;

	source->paths = path_count ? (const char *const *)paths : here;
	source->path_count = path_count ? (size_t)path_count : 1;
	if (check_paths(source) != DL_EXIT_CLEAN)
		return DL_EXIT_ERROR;
	if (dl_models_load(&setup->models, setup->model_files.data, setup->model_files.len, &err) !=
	    DL_OK)
		return dl_cli_error("%s", err.message);
	setup->scan.models = setup->models;
	source->cache_dir = dl_cli_cache_dir(setup->arena, setup->cache_dir);
	return source->cache_dir ? DL_EXIT_CLEAN : DL_EXIT_ERROR;
}

void dl_setup_free(struct dl_scan_setup *setup)
{
	dl_models_free(setup->models);
	dl_vec_free(&setup->model_files);
	dl_arena_free(setup->arena);
}
