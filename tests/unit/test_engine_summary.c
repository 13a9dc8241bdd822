/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Models as summaries: what the compiler makes of built-in models, as text. What is not in the text, a call
 * of the function does not do. Packed summaries in another unit than their own; in their own they are
 * read by each text of tests/engine (dl_engine_summaries()).
 */
#include "ir_fixture.h"
#include "property.h"

#include "base/hash.h"
#include "checks/checks.h"
#include "engine/path/path.h"
#include "engine/path/summary_pack.h"

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


/* ---- packed ---- */

static const char own[] = "unit \"a.c\" arch x86_64\n"
			  "record struct dev size 64 { device: *struct device @0, dma: u64 @16 }\n"
			  "func undo(d: *struct dev, n: u32) {\n"
			  "\tlocal r: u32\n"
			  "\tr = call dma_unmap_single(d->device, d->dma, n, 1)\n"
			  "}\n";

static const struct dl_sym *value_at(const struct dl_func *func, uint32_t param)
{
	return dl_sym_load(an.syms, dl_sym_var(an.syms, func, param), 0);
}

static const struct dl_instr *first_call(const struct dl_func *func)
{
	for (uint32_t i = 0; i < func->blocks[0].instr_count; i++)
		if (func->blocks[0].instrs[i].op == DL_OP_CALL)
			return &func->blocks[0].instrs[i];
	return NULL;
}

/* Under a condition it releases a field, stores what a call gave, and returns an object. */
static struct dl_summary *summary_of(const struct dl_unit *unit)
{
	static const struct dl_record record = {.name = "struct dev", .size = 64};
	const struct dl_func *func = &unit->funcs[0];
	const struct dl_instr *call = first_call(func);
	const struct dl_sym *d = dl_sym_deref(an.syms, value_at(func, 0));
	const struct dl_sym *field = dl_sym_field(an.syms, d, &record, "dma", 16);
	const struct dl_sym *made = dl_sym_result(an.syms, call, 0, false);
	struct dl_summary *s = DL_NEW(an.arena, struct dl_summary);
	struct dl_summary_case *c = DL_NEW(an.arena, struct dl_summary_case);

	*s = (struct dl_summary){.func = func, .visible = true, .releases_unnamed = true,
				 .case_count = 1, .cases = c};
	c->ret = dl_sym_bin(an.syms, DL_BIN_ADD, made, dl_sym_int(an.syms, -3));
	c->range = (struct dl_fact){.value = c->ret, .lo = -7, .hi = INT64_MAX, .ne_count = 1,
				    .ne = {5}};
	c->guards[c->guard_count++] = (struct dl_fact){.value = value_at(func, 1), .lo = INT64_MIN,
						       .hi = 9};
	c->objects[c->object_count++] = (struct dl_object){
		.site = call, .origin = call, .origin_func = func, .calls = 2, .state = DL_OBJ_OK,
		.model = dl_models_find(models, "dma_map_single"), .value = made, .handle = made,
		.stored = true, .terms.size = dl_sym_int(an.syms, 64), .alias_count = 1,
		.aliases = {field}};
	c->effects = DL_NEW(an.arena, struct dl_effect);
	c->effects[c->effect_count++] = (struct dl_effect){
		.kind = DL_EFFECT_RELEASE, .must = true, .at = call, .func = func,
		.value = dl_sym_load(an.syms, field, 0), .terms.size = value_at(func, 1),
		.model = dl_models_find(models, "dma_unmap_single")};
	c->stores[c->store_count++] = (struct dl_binding){field, NULL};
	c->writes_params = 1ull << 40;
	return s;
}

/* ---- what checks keep of an object ---- */

struct filling {
	const struct dl_func *func;
	const struct dl_instr *call;
	uint32_t count;
	uint64_t values[128];	/* what was found */
};

static const struct dl_record marked = {.name = "struct dev", .size = 64};

static void fill_flag(void *ctx, bool *it)
{
	struct filling *f = ctx;

	*it = ++f->count % 3 != 0;
}

static void fill_num(void *ctx, uint32_t *it, uint32_t max)
{
	(void)ctx;
	*it = max;
}

static void fill_sym(void *ctx, const struct dl_sym **it)
{
	struct filling *f = ctx;

	*it = value_at(f->func, 1);
}

static void fill_instr(void *ctx, const struct dl_instr **it)
{
	struct filling *f = ctx;

	*it = f->call;
}

static void fill_func(void *ctx, const struct dl_func **it)
{
	struct filling *f = ctx;

	*it = f->func;
}

static void fill_record(void *ctx, const struct dl_record **it)
{
	(void)ctx;
	*it = &marked;
}

static void fill_loc(void *ctx, struct dl_loc *it)
{
	struct filling *f = ctx;

	*it = f->call->loc;
}

static void note(void *ctx, uint64_t value)
{
	struct filling *f = ctx;

	CU_ASSERT_FATAL(f->count < 128);
	f->values[f->count++] = value;
}

static void note_flag(void *ctx, bool *it)
{
	note(ctx, *it);
}

static void note_num(void *ctx, uint32_t *it, uint32_t max)
{
	note(ctx, *it);
	CU_ASSERT(*it <= max);
}

static void note_sym(void *ctx, const struct dl_sym **it)
{
	note(ctx, (uintptr_t)*it);
}

static void note_instr(void *ctx, const struct dl_instr **it)
{
	note(ctx, (uintptr_t)*it);
}

static void note_func(void *ctx, const struct dl_func **it)
{
	note(ctx, (uintptr_t)*it);
}

/* Records of no unit are stand-ins: by name. */
static void note_record(void *ctx, const struct dl_record **it)
{
	note(ctx, *it ? dl_hash_str(DL_HASH_SEED, (*it)->name) : 0);
}

static void note_loc(void *ctx, struct dl_loc *it)
{
	note(ctx, (uint64_t)it->line << 32 | it->col);
}

static void each_member(struct dl_object *o, struct filling *f, bool fills)
{
	const struct dl_members fill = {fill_flag, fill_num, fill_sym, fill_instr, fill_func, fill_record,
					fill_loc, f};
	const struct dl_members found = {note_flag, note_num, note_sym, note_instr, note_func,
					 note_record, note_loc, f};

	for (size_t i = 0; i < dl_check_count; i++)
		if (dl_checks[i]->members)
			dl_checks[i]->members(o, fills ? &fill : &found);
}

/* Whoever keeps something of an object says what. */
static void test_kept_is_described(void)
{
	static const size_t sizes[] = {
#define DL_CHECK(name, object_size, path_size) object_size,
#include "engine/checks.def"
#undef DL_CHECK
	};

	for (size_t i = 0; i < dl_check_count; i++)
		CU_ASSERT_EQUAL(dl_checks[i]->members != NULL, sizes[i] > 0);
}

static void test_kept_is_packed(void)
{
	struct dl_unit *unit = parsed(own);
	struct dl_buf packed = {0};
	struct dl_error err = {0};
	const struct dl_summary *copy = NULL;
	struct filling before = {0}, after = {0};
	struct dl_summary *s;

	begin();
	s = summary_of(unit);
	an.unit = unit;
	before.func = &unit->funcs[0];
	before.call = first_call(before.func);
	each_member(&s->cases[0].objects[0], &before, true);
	before.count = 0;
	each_member(&s->cases[0].objects[0], &before, false);
	CU_ASSERT(before.count > 25);
	dl_summary_pack(unit, s, &packed);
	CU_ASSERT_EQUAL_FATAL(dl_summary_unpack(&an, packed.data, packed.len, &copy, &err), DL_OK);
	each_member(&copy->cases[0].objects[0], &after, false);
	CU_ASSERT_EQUAL(before.count, after.count);
	CU_ASSERT_EQUAL(memcmp(before.values, after.values, sizeof(before.values)), 0);
	dl_buf_free(&packed);
	end();
	dl_unit_free(unit);
}

/* Types: those of the unit where it has them, else ones that are alike. */
static void test_types(void)
{
	struct dl_unit *unit = parsed(own), *other = parsed("unit \"b.c\" arch x86_64\n");
	struct dl_buf packed = {0};
	struct dl_error err = {0};
	const struct dl_summary *copy = NULL;
	const struct dl_type *type = unit->funcs[0].vars[1].type;
	const struct dl_type pointer = {.kind = DL_TYPE_PTR, .size = 8, .elem = type};
	const struct dl_type *read;
	struct dl_summary *s;

	begin();
	s = summary_of(unit);
	an.unit = unit;
	dl_sym_typed(s->cases[0].guards[0].value, type);
	dl_sym_typed(s->cases[0].ret, &pointer);
	dl_summary_pack(unit, s, &packed);
	end();
	begin();
	an.unit = unit;
	CU_ASSERT_EQUAL_FATAL(dl_summary_unpack(&an, packed.data, packed.len, &copy, &err), DL_OK);
	CU_ASSERT_PTR_EQUAL(copy->cases[0].guards[0].value->type, type);
	read = copy->cases[0].ret->type;
	CU_ASSERT_FATAL(read && read->kind == DL_TYPE_PTR && read->size == 8);
	CU_ASSERT_PTR_EQUAL(read->elem, type);
	an.unit = other;
	an.syms = (dl_syms_free(an.syms), dl_syms_new(an.arena));
	CU_ASSERT_EQUAL_FATAL(dl_summary_unpack(&an, packed.data, packed.len, &copy, &err), DL_OK);
	read = copy->cases[0].guards[0].value->type;
	CU_ASSERT_FATAL(read && read != type && read->kind == type->kind && read->size == type->size);
	CU_ASSERT_PTR_EQUAL(copy->cases[0].ret->type->elem, read);
	dl_buf_free(&packed);
	end();
	dl_unit_free(unit);
	dl_unit_free(other);
}

static uint32_t sum_tries;

static char *text_of(const struct dl_summary *s)
{
	struct dl_buf out = {0};

	dl_summary_print(s, &out);
	return out.data;
}

/* In a unit that has nothing of it, names and terms are what they were; a place there is none. */
static void test_other_unit(void)
{
	struct dl_unit *unit = parsed(own), *other = parsed("unit \"b.c\" arch x86_64\n");
	struct dl_buf packed = {0};
	struct dl_error err = {0};
	const struct dl_summary *copy = NULL;
	struct dl_summary *s;
	char *before, *after;

	begin();
	s = summary_of(unit);
	dl_summary_pack(unit, s, &packed);
	an.unit = unit;
	CU_ASSERT_EQUAL(dl_summary_unpack(&an, packed.data, packed.len, &copy, &err), DL_OK);
	before = text_of(s);
	after = text_of(copy);
	CU_ASSERT_STRING_EQUAL(before, after);
	CU_ASSERT_PTR_EQUAL(copy->func, s->func);
	CU_ASSERT_PTR_EQUAL(copy->cases[0].effects[0].at, s->cases[0].effects[0].at);
	CU_ASSERT_PTR_EQUAL(copy->cases[0].guards[0].value, s->cases[0].guards[0].value);
	free(after);
	an.unit = other;
	CU_ASSERT_EQUAL(dl_summary_unpack(&an, packed.data, packed.len, &copy, &err), DL_OK);
	CU_ASSERT_PTR_NOT_EQUAL(copy->func, s->func);
	CU_ASSERT_EQUAL(copy->cases[0].effects[0].at->loc.line, 0);
	CU_ASSERT_STRING_EQUAL(copy->cases[0].effects[0].at->callee, "dma_unmap_single");
	CU_ASSERT_EQUAL(copy->cases[0].writes_params, 1ull << 40);
	((struct dl_instr *)(uintptr_t)copy->cases[0].effects[0].at)->loc = first_call(s->func)->loc;
	after = text_of(copy);
	CU_ASSERT_STRING_EQUAL(before, after);
	free(before);
	free(after);
	dl_buf_free(&packed);
	end();
	dl_unit_free(unit);
	dl_unit_free(other);
}

static void test_models_by_name(void)
{
	struct dl_unit *unit = parsed("unit \"b.c\" arch x86_64\n");
	struct dl_model stranger = {.name = "no_such_function", .role = DL_ROLE_NONE};
	const struct dl_summary *s, *copy = NULL;
	struct dl_buf packed = {0};
	struct dl_error err = {0};

	begin();
	an.unit = unit;
	s = dl_summary_of_model(&an, dl_models_find(models, "dma_map_single"));
	dl_summary_pack(unit, s, &packed);
	CU_ASSERT_EQUAL(dl_summary_unpack(&an, packed.data, packed.len, &copy, &err), DL_OK);
	CU_ASSERT_PTR_EQUAL(copy, s);
	packed.len = 0;
	dl_summary_pack(unit, dl_summary_of_model(&an, &stranger), &packed);
	CU_ASSERT_EQUAL(dl_summary_unpack(&an, packed.data, packed.len, &copy, &err),
			DL_ERR_CORRUPT);
	dl_buf_free(&packed);
	end();
	dl_unit_free(unit);
}

/* The payload is read as it is, to some end. */
static void expect_no_trust(struct dl_buf *packed, size_t at)
{
	const size_t start = DL_CODEC_HEADER_SIZE;
	const struct dl_summary *copy;
	struct dl_error err = {0};
	uint64_t sum = dl_hash_final(
		dl_hash_bytes(DL_HASH_SEED, packed->data + start, packed->len - start));

	if (at < start)
		return;
	for (int i = 0; i < 8; i++)
		packed->data[16 + i] = (char)(sum >> 8 * i);
	dl_summary_unpack(&an, packed->data, packed->len, &copy, &err);
	sum_tries++;
}

/* Cut anywhere, or with any byte another, it is refused. */
static void test_damaged(void)
{
	struct dl_unit *unit = parsed(own);
	struct dl_buf packed = {0};
	const struct dl_summary *copy;
	uint32_t refused = 0;

	begin();
	an.unit = unit;
	dl_summary_pack(unit, summary_of(unit), &packed);
	for (size_t i = 0; i < packed.len; i++) {
		struct dl_error err = {0};

		CU_ASSERT_NOT_EQUAL(dl_summary_unpack(&an, packed.data, i, &copy, &err), DL_OK);
		packed.data[i] ^= 0x15;
		refused += dl_summary_unpack(&an, packed.data, packed.len, &copy, &err) != DL_OK;
		expect_no_trust(&packed, i);
		packed.data[i] ^= 0x15;
		for (int wrong = 0; wrong < 24; wrong++) {
			const char right = packed.data[i];

			packed.data[i] = (char)wrong;
			expect_no_trust(&packed, i);
			packed.data[i] = right;
		}
	}
	CU_ASSERT_EQUAL(refused, packed.len);
	CU_ASSERT_EQUAL(sum_tries, 25 * (packed.len - DL_CODEC_HEADER_SIZE));
	dl_buf_free(&packed);
	end();
	dl_unit_free(unit);
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
	     DL_TEST(test_all_models), DL_TEST(test_kept_is_described), DL_TEST(test_kept_is_packed), DL_TEST(test_types),
	     DL_TEST(test_other_unit), DL_TEST(test_models_by_name),
	     DL_TEST(test_damaged), DL_TEST(test_top),
	     DL_TEST(test_given_nothing), DL_TEST(test_chosen_rules))
