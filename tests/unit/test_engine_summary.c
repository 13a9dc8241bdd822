/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Models as summaries: what the compiler makes of built-in models, as text. What is not in the text, a call
 * of the function does not do. Summaries of functions: tests/engine.
 */
#include "ir_fixture.h"
#include "property.h"

#include "engine/path/path.h"
#include "engine/engine.h"

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
	 "    must refresh sg\n"
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
	 "      dev dev count count\n"
	 "    must use-list sg\n"
	 "      handback\n"
	 "    must use -\n"
	 "      handback dev dev\n"
	 "    must tell -\n"},
	{"dmaengine_prep_slave_single",
	 "  case return ?\n"
	 "    must use value\n"
	 "      handback dev dev\n"
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
	 "      size size\n"
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

/* Whatever a model says: one case, whose effects have no place, of parameters that a call can have. */
static bool is_modelled(const struct dl_effect *e, const struct dl_model *model)
{
	return !e->at && !e->func && !e->calls && e->must && e->certain && e->model == model &&
	       (!e->value || dl_sym_is_initial(e->value));
}

static bool is_well_formed(const struct dl_summary *s, const struct dl_model *model)
{
	const struct dl_summary_case *c = s->cases;

	if (s->model != model || s->top || s->case_count != 1 || c->guard_count ||
	    strcmp(s->func->name, model->name))
		return false;
	for (uint32_t i = 0; i < c->effect_count; i++)
		if (!is_modelled(&c->effects[i], model))
			return false;
	for (uint32_t i = 0; i < c->object_count; i++)
		if (c->objects[i].model != model || c->objects[i].origin ||
		    c->ret != c->objects[i].value)
			return false;
	return true;
}

static void test_all_models(void)
{
	struct property p = {0};
	uint32_t made = 0;

	begin();
	for (size_t i = 0; i < dl_models_count(models); i++) {
		const struct dl_model *model = dl_models_at(models, i);
		const struct dl_summary *s = dl_summary_of_model(&an, model);
		bool makes = model->role == DL_ROLE_MAP || model->role == DL_ROLE_ALLOC;

		if (model->record)
			continue;
		made += s->cases[0].object_count;
		PROPERTY(&p, is_well_formed(s, model), "%s", model->name);
		PROPERTY(&p, s->cases[0].object_count == makes, "%s", model->name);
		PROPERTY(&p, s->never_returns == (model->role == DL_ROLE_NORETURN), "%s", model->name);
		PROPERTY(&p, s->may_write == (model->role == DL_ROLE_NONE), "%s", model->name);
	}
	CU_ASSERT(made > 20);
	property_end(&p, 1000);
	end();
}

static char *text_of(const struct dl_summary *s)
{
	struct dl_buf out = {0};

	dl_summary_print(s, &out);
	return out.data;
}

/* One that says nothing but that it gave up. */
static void test_top(void)
{
	static const struct dl_func func = {.name = "f"};
	struct dl_summary top = {.func = &func, .top = true, .releases_unnamed = true};
	char *text = text_of(&top);

	CU_ASSERT_STRING_EQUAL(text, "summary f top\n");
	free(text);
}

/* Of the rules only those that are asked for. */
static void test_chosen_rules(void)
{
	static const char unchecked[] = "unit \"a.c\" arch x86_64\n"
					"func f(dev: *struct device, p: *void, regs: *void) {\n"
					"\tlocal h: dma_addr_t\n"
					"\th = call dma_map_single(dev, p, 64, 1)\n"
					"\tcall writel(h, regs)\n"
					"}\n";
	static const char *const unchecked_id = "DMA101", *const other_id = "DMA201";
	struct dl_unit *unit = parsed(unchecked);
	struct dl_error err = {0};

	begin();
	for (int chosen = 0; chosen < 2; chosen++) {
		struct dl_findings found = {.arena = dl_arena_new()};

		options.rules = chosen ? &unchecked_id : &other_id;
		options.rule_count = 1;
		CU_ASSERT_EQUAL(dl_engine_run(unit, &options, &found, NULL, &err), DL_OK);
		CU_ASSERT_EQUAL(found.len, (size_t)chosen);
		dl_arena_free(found.arena);
	}
	end();
	dl_unit_free(unit);
}

static void test_given_nothing(void)
{
	struct dl_unit *unit = parsed("unit \"b.c\" arch x86_64\n");
	struct dl_findings none = {0};
	struct dl_buf text = {0};
	struct dl_error err = {0};

	begin();
	CU_ASSERT_EQUAL(dl_engine_run(NULL, &options, &none, NULL, &err), DL_ERR_INTERNAL);
	CU_ASSERT_EQUAL(dl_engine_summaries(NULL, &options, &text, &err), DL_ERR_INTERNAL);
	options.models = NULL;
	CU_ASSERT_EQUAL(dl_engine_run(unit, &options, &none, NULL, &err), DL_ERR_INTERNAL);
	CU_ASSERT_EQUAL(dl_engine_summaries(unit, &options, &text, &err), DL_ERR_INTERNAL);
	end();
	dl_unit_free(unit);
}

DL_TEST_MAIN("engine_summary", DL_TEST(test_compiled), DL_TEST(test_compiled_once),
	     DL_TEST(test_all_models), DL_TEST(test_top),
	     DL_TEST(test_given_nothing), DL_TEST(test_chosen_rules))
