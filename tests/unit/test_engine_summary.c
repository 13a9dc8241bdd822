/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Models as summaries: what the compiler makes of built-in models, as text. What is not in the text, a call
 * of the function does not do.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "engine/path/path.h"

static struct dl_models *models;
static struct dl_engine_options options;
static struct dl_analysis an;

static void begin(void)
{
	struct dl_error err = {0};

	if (dl_models_load(&models, NULL, 0, &err) != DL_OK) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	options = (struct dl_engine_options){.models = models};
	an = (struct dl_analysis){.options = &options, .arena = dl_arena_new()};
	an.syms = dl_syms_new(an.arena);
}

static void end(void)
{
	dl_map_free(&an.modelled);
	dl_syms_free(an.syms);
	dl_arena_free(an.arena);
	dl_models_free(models);
}

struct expected {
	const char *name;
	const char *text; /* without its first line */
};

static const struct expected expected[] = {
	{"dma_map_single",
	 "  case return dma_map_single()\n"
	 "    dma_map_single unchecked\n"
	 "      dev dev buf cpu size size dir dir attrs 0\n"},
	{"dma_map_sg_attrs",
	 "  case return dma_map_sg_attrs()\n"
	 "    dma_map_sg_attrs unchecked\n"
	 "      list sg dev dev dir dir attrs attrs count count\n"},
	{"dma_alloc_coherent",
	 "  case return dma_alloc_coherent()\n"
	 "    dma_alloc_coherent unchecked\n"
	 "      with handle dev dev buf dma_alloc_coherent() size size attrs 0\n"
	 "    store *handle_out = dma_alloc_coherent()\n"},
	{"dma_unmap_single_attrs",
	 "  case return ?\n"
	 "    must hand handle\n"
	 "    must release handle\n"
	 "      dev dev size size dir dir attrs attrs\n"},
	{"dma_sync_sg_for_cpu",
	 "  case return ?\n"
	 "    must sync sg\n"
	 "      dev dev dir dir attrs 0 count count\n"},
	{"dma_free_coherent",
	 "  case return ?\n"
	 "    must release handle\n"
	 "      dev dev buf cpu size size attrs 0\n"},
	{"dma_mapping_error",
	 "  case return ?\n"
	 "    must hand handle\n"
	 "    must ask handle\n"},
	{"dma_set_mask",
	 "  pure\n"
	 "  case return ?\n"},
	{"dmaengine_prep_slave_sg",
	 "  case return ?\n"
	 "    must submit sg\n"
	 "      count count\n"
	 "    must use-list sg\n"
	 "      handback\n"
	 "    must use -\n"
	 "      handback\n"
	 "    must tell -\n"},
	{"dmaengine_prep_slave_single",
	 "  case return ?\n"
	 "    must use value\n"
	 "      handback\n"
	 "    must tell value\n"},
	{"writel",
	 "  case return ?\n"
	 "    must use value\n"
	 "    must tell value\n"},
	{"memcpy",
	 "  case return ?\n"
	 "    must follow write\n"
	 "    must follow read\n"
	 "    must write write\n"
	 "      size size\n"
	 "    must read read\n"
	 "      size size\n"
	 "    must fill write\n"
	 "    must copy read\n"},
	{"put_unaligned_le32",
	 "  case return ?\n"
	 "    must follow write\n"
	 "    must write write\n"
	 "    store *write = value\n"},
	{"kfree",
	 "  case return ?\n"
	 "    must free cpu\n"},
	{"request_firmware",
	 "  case return ?\n"
	 "    store *out = request_firmware()\n"},
	{"spi_write",
	 "  case return ?\n"
	 "    must sink cpu\n"
	 "    must hide -\n"},
	{"sg_init_one",
	 "  case return ?\n"
	 "    must sink cpu\n"
	 "    must hide -\n"},
	{"dev_err_probe",
	 "  case return value\n"},
	{"IS_ERR",
	 "  pure\n"
	 "  case return ?\n"},
	{"__va",
	 "  pure\n"
	 "  case return ?\n"
	 "    must convert page\n"},
	{"msleep",
	 "  case return ?\n"
	 "    must hide -\n"
	 "    must wait -\n"},
	{"wait_for_completion",
	 "  case return ?\n"
	 "    must hide -\n"
	 "    must wait -\n"},
	{"panic",
	 "  never returns\n"
	 "  case return ?\n"},
	{"devm_add_action",
	 "  case return ?\n"
	 "    must manage -\n"},
	{"sysfs_emit", "  may write\n  case return ?\n"},
	{"dmam_alloc_coherent",
	 "  case return dmam_alloc_coherent()\n"
	 "    dmam_alloc_coherent unchecked\n"
	 "      escaped with handle dev dev buf dmam_alloc_coherent() size size attrs 0\n"
	 "    store *handle_out = dmam_alloc_coherent()\n"},
};

static void test_compiled(void)
{
	begin();
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		const struct expected *e = &expected[i];
		const struct dl_model *model = dl_models_find(models, e->name);
		struct dl_buf out = {0};
		char first[80];

		CU_ASSERT_PTR_NOT_NULL_FATAL(model);
		snprintf(first, sizeof(first), "summary %s\n", e->name);
		dl_summary_print(dl_summary_of_model(&an, model), &out);
		if (strncmp(out.data, first, strlen(first)) ||
		    strcmp(out.data + strlen(first), e->text)) {
			fprintf(stderr, "%s", out.data);
			CU_FAIL("not as expected");
		}
		dl_buf_free(&out);
	}
	end();
}

/* Compiled once: what was made of it stays. */
static void test_compiled_once(void)
{
	const struct dl_model *model;

	begin();
	model = dl_models_find(models, "dma_map_single");
	CU_ASSERT_PTR_EQUAL(dl_summary_of_model(&an, model), dl_summary_of_model(&an, model));
	CU_ASSERT_PTR_NOT_EQUAL(dl_summary_of_model(&an, model),
				dl_summary_of_model(&an, dl_models_find(models, "kfree")));
	end();
}

DL_TEST_MAIN("engine_summary", DL_TEST(test_compiled), DL_TEST(test_compiled_once))
