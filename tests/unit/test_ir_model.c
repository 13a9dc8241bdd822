/* SPDX-License-Identifier: Apache-2.0 */
/* The IR without its text form: types, builder, validation. */
#include "ir/builder.h"
#include "ir/validate.h"
#include "ir_fixture.h"

/* ---- types ---- */

static void test_types_are_unique(void)
{
	struct dl_unit *unit = dl_unit_new("a.c", "x86_64");
	struct dl_type_table *types = dl_type_table_new(unit);
	const struct dl_type *u64 = dl_type_int(types, 8, false);
	const struct dl_type *addr = dl_type_named(types, u64, "dma_addr_t");
	struct dl_type odd = {.kind = DL_TYPE_VOID, .is_signed = true, .count = 3, .elem = u64};

	CU_ASSERT_PTR_EQUAL(dl_type_int(types, 8, false), u64);
	CU_ASSERT_PTR_NOT_EQUAL(dl_type_int(types, 8, true), u64);
	CU_ASSERT_PTR_NOT_EQUAL(addr, u64);
	CU_ASSERT_PTR_EQUAL(dl_type_named(types, addr, NULL), u64);
	CU_ASSERT_PTR_EQUAL(dl_type_qualified(types, dl_type_qualified(types, u64, true), false),
			    u64);
	CU_ASSERT_PTR_EQUAL(dl_type_get(types, &odd), dl_type_void(types));
	CU_ASSERT_PTR_EQUAL(dl_type_ptr(types, addr), dl_type_ptr(types, addr));
	CU_ASSERT_FALSE(dl_type_equal(dl_type_ptr(types, addr), dl_type_ptr(types, u64)));
	CU_ASSERT_FALSE(dl_type_equal(u64, NULL));
	CU_ASSERT_PTR_EQUAL(dl_record_get(types, "struct a", 1),
			    dl_record_get(types, "struct a", 1));
	CU_ASSERT_PTR_NOT_EQUAL(dl_record_get(types, "struct a", 1),
				dl_record_get(types, "struct a", 2));
	CU_ASSERT_TRUE(dl_record_get(types, "union a", 1)->is_union);
	dl_type_table_free(types);
	dl_unit_free(unit);
}

static void test_pointer_sizes(void)
{
	CU_ASSERT_EQUAL(dl_arch_pointer_size("x86_64"), 8);
	CU_ASSERT_EQUAL(dl_arch_pointer_size("arm64"), 8);
	CU_ASSERT_EQUAL(dl_arch_pointer_size("arm"), 4);
	CU_ASSERT_EQUAL(dl_arch_pointer_size(NULL), 8);
}

/* ---- validation of what no text can say ---- */

static void check_invalid(struct dl_unit *unit, const char *message)
{
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(dl_ir_validate(unit, &err), DL_ERR_INVALID);
	if (!strstr(err.message, message))
		fprintf(stderr, "\nexpected: %s\ngot: %s\n", message, err.message);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, message));
}

/* Each change breaks one promise; undone, the unit is valid again. */
#define BREAK(lvalue, value, message)                                                              \
	do {                                                                                       \
		__typeof__(lvalue) saved = (lvalue);                                               \
		(lvalue) = (value);                                                                \
		check_invalid(unit, message);                                                      \
		(lvalue) = saved;                                                                  \
	} while (0)

static void test_validation(void)
{
	struct dl_unit *unit = parsed("func f(a: s32, p: *s32) -> s32 {\n\tlocal l: s32\n"
				      "\t%0 = load a\n\tbr %0 ? one : two\n"
				      "one: store *p = %0\n\treturn 0\ntwo: return 1\n}");
	struct dl_func *func = &unit->funcs[0];
	struct dl_block *entry = &func->blocks[0];
	struct dl_instr *load = &entry->instrs[0], *store = &func->blocks[1].instrs[0];

	BREAK(entry->term.targets[1], 3, "f, b0, terminator after 1: target b3 of 3 blocks");
	BREAK(entry->term.target_count, 1, "1 targets instead of 2");
	BREAK(entry->term.kind, (enum dl_term_kind)17, "unknown terminator");
	BREAK(entry->term.cond.kind, DL_VAL_NONE, "the terminator's value missing");
	BREAK(entry->term.cond.num, 1, "%1 of 1 temporaries");
	BREAK(load->op, (enum dl_op)99, "unknown instruction");
	BREAK(load->dst, DL_NO_TEMP, "load defines no temporary");
	BREAK(load->dst, 1, "defines %1 of 1 temporaries");
	BREAK(load->type, NULL, "type of the result missing");
	BREAK(load->place, NULL, "place missing");
	BREAK(load->place->index, 3, "place names variable 3 of 3");
	BREAK(load->place->base, (enum dl_base_kind)9, "place's base of unknown kind");
	BREAK(load->loc.file, (load->loc.line = 1, 5u), "location names file 5 of 1");
	BREAK(store->dst, 0, "store defines a temporary");
	BREAK(store->op, DL_OP_FENCE, "fence without a name");
	BREAK(store->a.type, NULL, "type of the stored value missing");
	BREAK(store->a.kind, (enum dl_val_kind)12, "the stored value of unknown kind");
	BREAK(func->vars[1].is_param, false, "`p` is out of order");
	BREAK(func->vars[2].name, func->vars[0].name, "two variables have the name `a`");
	BREAK(func->param_count, 9, "more parameters than variables");
	BREAK(func->block_count, 0, "no entry block");
	BREAK(func->ret, NULL, "type of the result missing");
	BREAK(func->temp_count, 2000000u, "temporaries, more than");
	BREAK(unit->file_count, 0, "unit without a file");
	BREAK(unit->path, NULL, "unit without a path");
	BREAK(unit->diag_count, 1, "fewer errors met than recorded");
	load->loc.line = 0;
	CU_ASSERT_EQUAL(dl_ir_validate(unit, NULL), DL_OK);
	dl_unit_free(unit);
}

static void test_validation_of_members(void)
{
	struct dl_unit *unit = parsed("record struct s size 8 align 4 members { a: u32, b: u32 @4 }\n"
				      "record struct in size 8 align 8 members { up: *struct out }\n"
				      "record struct out size 17 align 8 members { x: [2]struct in, y: u32 @16 bits }\n"
				      "global g: struct s\nextern h: *struct out\n");
	struct dl_record *s = (struct dl_record *)unit->globals[0].type->record;
	struct dl_member *b = (struct dl_member *)&s->members[1];

	/* pointers go in circles, records do not; a bit-field's storage unit may end behind its record */
	CU_ASSERT_EQUAL(dl_ir_validate(unit, NULL), DL_OK);
	BREAK(b->name, s->members[0].name, "`struct s` has two members `a`");
	BREAK(b->name, NULL, "`struct s` has a member without a name");
	BREAK(b->name, "", "`struct s` has a member without a name");
	BREAK(b->type, NULL, "type of a member missing");
	BREAK(b->type, unit->globals[0].type, "`struct s` contains itself");
	BREAK(b->offset, 5, "member `b` lies outside of `struct s`");
	BREAK(b->offset, UINT32_MAX, "member `b` lies outside of `struct s`");
	BREAK(s->align, 0, "`struct s` has members and no alignment");
	b->offset = 6;
	b->is_bit_field = true;
	CU_ASSERT_EQUAL(dl_ir_validate(unit, NULL), DL_OK);
	dl_unit_free(unit);
}

/* ---- builder ---- */

static void test_builder(void)
{
	struct dl_unit_builder ub;
	struct dl_func_builder fb;
	struct dl_func func;
	struct dl_unit *unit;
	struct dl_error err;
	struct dl_var var = {.name = "h"};
	uint32_t block;

	dl_ub_init(&ub, "a.c", "x86_64");
	dl_vec_push(&ub.files, ((struct dl_file){.path = ub.unit->path, .is_main = true}));
	dl_fb_init(&fb, ub.unit, "f");
	fb.func.ret = dl_type_void(ub.types);
	var.type = dl_type_int(ub.types, 4, true);
	CU_ASSERT_EQUAL(dl_fb_var(&fb, &var), 0);
	CU_ASSERT_EQUAL(dl_fb_var(&fb, &var), 1);
	CU_ASSERT_EQUAL(dl_fb_find_var(&fb, "h.2"), 1);
	CU_ASSERT_EQUAL(dl_fb_find_var(&fb, "h.3"), UINT32_MAX);
	block = dl_fb_block(&fb);
	CU_ASSERT_FALSE(dl_fb_ended(&fb, block));
	dl_fb_jump(&fb, block, block, (struct dl_loc){0});
	CU_ASSERT_TRUE(dl_fb_ended(&fb, block));
	dl_fb_instr(&fb, block, &(struct dl_instr){.op = DL_OP_DECL});
	dl_fb_term(&fb, block, &(struct dl_term){.kind = DL_TERM_RETURN});
	dl_fb_finish(&fb, &func);
	CU_ASSERT_EQUAL(func.blocks[0].instr_count, 0);
	CU_ASSERT_EQUAL(func.blocks[0].term.kind, DL_TERM_JUMP);
	dl_vec_push(&ub.funcs, func);
	unit = dl_ub_finish(&ub);
	CU_ASSERT_EQUAL(dl_ir_validate(unit, &err), DL_OK);
	dl_unit_free(unit);
}

DL_TEST_MAIN("ir_model", DL_TEST(test_types_are_unique), DL_TEST(test_pointer_sizes),
	     DL_TEST(test_validation),
	     DL_TEST(test_validation_of_members), DL_TEST(test_builder))
