/* SPDX-License-Identifier: Apache-2.0 */
/* A Kconfig file of a tree: every symbol is asked for. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"
#include "fuzz.h"
#include "source/arch.h"
#include "source/kconfig_tree.h"
#include "../unit/temp_folder.h"

static char tree[200];
static char file[sizeof(tree) + sizeof("/drivers/Kconfig")];

static void remove_tree(void)
{
	unlink(file);
	*strrchr(file, '/') = '\0';
	rmdir(file);
	rmdir(tree);
}

static void make_tree(void)
{
	temp_folder(tree, sizeof(tree), "dmalint-fuzz-XXXXXX");
	snprintf(file, sizeof(file), "%s/drivers", tree);
	fuzz_check(mkdir(file, 0700) == 0);
	strcat(file, "/Kconfig");
	atexit(remove_tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_kconfig_tree *kconfig;
	const struct dl_map *symbols;
	FILE *out;

	if (!*file)
		make_tree();
	out = fopen(file, "wb");
	fuzz_check(out && fwrite(data, 1, size, out) == size && fclose(out) == 0);
	kconfig = dl_kconfig_tree_read(arena, tree, NULL);
	symbols = dl_kconfig_tree_symbols(kconfig);
	for (size_t i = 0; i < symbols->len; i++)
		for (size_t a = 0; a < 2; a++)
			dl_kconfig_tree_allows(kconfig, &dl_arches[a], a != 0, symbols->strings[i]);
	dl_kconfig_tree_free(kconfig);
	dl_arena_free(arena);
	return 0;
}
