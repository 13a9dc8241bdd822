/* SPDX-License-Identifier: Apache-2.0 */
/* A target where libFuzzer is not: each input of the FOLDERs once. */
#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"
#include "base/file.h"

static size_t run_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t count = 0;

	while (dir && (entry = readdir(dir)) != NULL) {
		struct dl_buf input = {0};
		char path[4096];

		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.' && dl_file_read(&input, path, NULL) == DL_OK) {
			LLVMFuzzerTestOneInput((const uint8_t *)input.data, input.len);
			count++;
		}
		dl_buf_free(&input);
	}
	if (dir)
		closedir(dir);
	return count;
}

int main(int argc, char **argv)
{
	size_t count = 0;

	for (int i = 1; i < argc; i++)
		count += run_folder(argv[i]);
	printf("%zu inputs\n", count);
	return count ? 0 : 2;
}
