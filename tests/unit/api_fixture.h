/* SPDX-License-Identifier: Apache-2.0 */
/* A folder with drivers, and scans of it through the public interface only. */
#ifndef DL_TESTS_API_FIXTURE_H
#define DL_TESTS_API_FIXTURE_H

#include <dmalint/dmalint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "temp_folder.h"

/* One certain DMA101. */
static const char buggy_driver[] =
	"#include <linux/dma-mapping.h>\n"
	"#include <linux/io.h>\n"
	"int acme_send(struct device *dev, void __iomem *regs, void *p)\n"
	"{\n"
	"	dma_addr_t dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);\n"
	"\n"
	"	writel(lower_32_bits(dma), regs);\n"
	"	return 0;\n"
	"}\n";

static const char clean_driver[] =
	"#include <linux/dma-mapping.h>\n"
	"int acme_probe(struct device *dev, void *p)\n"
	"{\n"
	"	dma_addr_t dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);\n"
	"\n"
	"	if (dma_mapping_error(dev, dma))\n"
	"		return -12;\n"
	"	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);\n"
	"	return 0;\n"
	"}\n";

/* An allocation that is kept untested: a finding of medium confidence. */
static const char doubtful_driver[] =
	"#include <linux/dma-mapping.h>\n"
	"struct acme { struct device *dev; void *ring; dma_addr_t dma; };\n"
	"int acme_open(struct acme *acme)\n"
	"{\n"
	"	acme->ring = dma_alloc_coherent(acme->dev, 64, &acme->dma, 0);\n"
	"	return 0;\n"
	"}\n"
	"void acme_close(struct acme *acme)\n"
	"{\n"
	"	dma_free_coherent(acme->dev, 64, acme->ring, acme->dma);\n"
	"}\n";

/* Its only function cannot be read whole. */
static const char damaged_driver[] =
	"#include <linux/dma-mapping.h>\n"
	"int acme_read(struct device *dev, struct unknown *u)\n"
	"{\n"
	"	dma_addr_t dma = dma_map_single(dev, u->buffer, 64, DMA_TO_DEVICE);\n"
	"\n"
	"	if (dma_mapping_error(dev, dma))\n"
	"		return -12;\n"
	"	dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);\n"
	"	return 0;\n"
	"}\n";

struct api_folder {
	char path[256];
	char cache[300];
};

static inline void api_write(const struct api_folder *folder, const char *name, const char *text)
{
	char path[600];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder->path, name);
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

/* Paths of findings begin below the folder, as if it were a repository. */
static inline void api_begin(struct api_folder *folder)
{
	char git[300];

	temp_folder(folder->path, sizeof(folder->path), "dl-api-XXXXXX");
	snprintf(folder->cache, sizeof(folder->cache), "%s/cache", folder->path);
	snprintf(git, sizeof(git), "%s/.git", folder->path);
	if (mkdir(git, 0755) != 0)
		abort();
}

static inline void api_end(struct api_folder *folder)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder->path);
	if (system(command) != 0)
		abort();
}

/* Options for a scan of all that is in @folder; they live as long as it. */
static inline struct dmalint_scan_options api_options(const struct api_folder *folder)
{
	static const char *path;
	struct dmalint_scan_options options = {.size = sizeof(options)};

	path = folder->path;
	options.paths = &path;
	options.path_count = 1;
	options.cache_dir = folder->cache;
	options.flags = DMALINT_SCAN_NO_PCH;
	options.jobs = 1;
	return options;
}

static inline struct dmalint_scan *api_open(const struct dmalint_scan_options *options)
{
	struct dmalint_scan *scan = NULL;
	struct dmalint_error error = {0};

	CU_ASSERT_EQUAL_FATAL(dmalint_scan_open(&scan, options, &error), DMALINT_OK);
	CU_ASSERT_PTR_NOT_NULL_FATAL(scan);
	return scan;
}

/* Opened and run. */
static inline struct dmalint_scan *api_scan(const struct dmalint_scan_options *options)
{
	struct dmalint_scan *scan = api_open(options);

	CU_ASSERT_EQUAL_FATAL(dmalint_scan_run(scan, NULL), DMALINT_OK);
	return scan;
}

#endif
