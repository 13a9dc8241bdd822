/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text form of instructions, functions and units. Globals and functions are
 * printed first, into a buffer of their own: that tells which records and which
 * of their fields must be declared before them.
 */
#include "ir/print.h"

#include <inttypes.h>
#include <string.h>

#include "ir/defaults.h"
#include "ir/printer.h"
#include "ir/type.h"

static void put(struct dl_printer *pr, const char *s)
{
	dl_buf_puts(pr->out, s);
}

static void put_string(struct dl_printer *pr, const char *s)
{
	dl_print_string(pr->out, s, '"');
}

/* ---- instructions ---- */

static void print_args(struct dl_printer *pr, const struct dl_instr *instr)
{
	put(pr, "(");
	for (uint32_t i = 0; i < instr->arg_count; i++) {
		if (i)
			put(pr, ", ");
		dl_print_val(pr, &instr->args[i]);
	}
	put(pr, ")");
}

static void print_call(struct dl_printer *pr, const struct dl_instr *instr)
{
	put(pr, "call ");
	if (instr->callee) {
		dl_print_name(pr->out, instr->callee);
	} else {
		/* A number would take the next word for its enumerator. */
		put(pr, instr->a.kind == DL_VAL_INT ? "*(" : "*");
		dl_print_val(pr, &instr->a);
		put(pr, instr->a.kind == DL_VAL_INT ? ")" : "");
	}
	if (instr->through) {
		put(pr, " [");
		dl_print_place(pr, instr->through);
		put(pr, "]");
	}
	if (instr->written) {
		put(pr, " as ");
		dl_print_name(pr->out, instr->written);
	}
	print_args(pr, instr);
	if (instr->noreturn)
		put(pr, " noreturn");
	if (instr->pure)
		put(pr, " pure");
}

static void print_container(struct dl_printer *pr, const struct dl_instr *instr)
{
	put(pr, "container_of(");
	dl_print_val(pr, &instr->a);
	put(pr, ", ");
	dl_print_record_ref(pr, instr->record);
	put(pr, ", ");
	dl_print_name(pr->out, instr->field);
	dl_buf_printf(pr->out, " @%" PRIu32 ")", instr->offset);
}

static void print_operation(struct dl_printer *pr, const struct dl_instr *instr)
{
	switch (instr->op) {
	case DL_OP_LOAD:
	case DL_OP_ADDR:
	case DL_OP_ZERO:
		put(pr, dl_op_name(instr->op));
		put(pr, " ");
		dl_print_place(pr, instr->place);
		break;
	case DL_OP_STORE:
		put(pr, "store ");
		dl_print_place(pr, instr->place);
		put(pr, " = ");
		dl_print_val(pr, &instr->a);
		break;
	case DL_OP_BIN:
		dl_print_val(pr, &instr->a);
		dl_buf_printf(pr->out, " %s ", dl_bin_name(instr->sub));
		dl_print_val(pr, &instr->b);
		break;
	case DL_OP_UN:
		dl_buf_printf(pr->out, "%s(", dl_un_name(instr->sub));
		dl_print_val(pr, &instr->a);
		put(pr, ")");
		break;
	case DL_OP_CAST:
		put(pr, "cast ");
		dl_print_val(pr, &instr->a);
		break;
	case DL_OP_CONTAINER:
		print_container(pr, instr);
		break;
	case DL_OP_CALL:
		print_call(pr, instr);
		break;
	case DL_OP_DECL:
		put(pr, "decl ");
		dl_print_name(pr->out, pr->func->vars[instr->dst].name);
		break;
	case DL_OP_ASM:
		put(pr, "asm");
		print_args(pr, instr);
		break;
	case DL_OP_FENCE:
		put(pr, "fence ");
		dl_print_name(pr->out, instr->written);
		print_args(pr, instr);
		break;
	case DL_OP_UNKNOWN:
		put(pr, "unknown");
		break;
	}
}

static void print_instr(struct dl_printer *pr, const struct dl_instr *instr)
{
	struct dl_type_scratch scratch;
	bool defines = instr->op != DL_OP_DECL && instr->dst != DL_NO_TEMP;

	put(pr, "\t");
	if (defines)
		dl_buf_printf(pr->out, "%%%" PRIu32 " = ", instr->dst);
	print_operation(pr, instr);
	if (!dl_type_equal(instr->type,
			   dl_default_instr_type(pr->unit, pr->func->vars, instr, &scratch))) {
		put(pr, " : ");
		dl_print_type(pr, instr->type);
	}
	dl_print_loc(pr->out, &instr->loc);
	put(pr, "\n");
	if (!defines)
		return;
	if (instr->dst + 1 > pr->temp_count)
		pr->temp_count = instr->dst + 1;
	if (instr->dst < pr->func->temp_count)
		pr->temp_types[instr->dst] = instr->type;
}

/* ---- terminators ---- */

static void print_target(struct dl_printer *pr, uint32_t target)
{
	dl_buf_printf(pr->out, "b%" PRIu32, target);
}

static void print_switch(struct dl_printer *pr, const struct dl_term *term)
{
	put(pr, "switch ");
	dl_print_val(pr, &term->cond);
	put(pr, " { ");
	for (uint32_t i = 0; i < term->case_count; i++) {
		dl_buf_printf(pr->out, "%" PRId64, term->cases[i].low);
		if (term->cases[i].high != term->cases[i].low)
			dl_buf_printf(pr->out, "..%" PRId64, term->cases[i].high);
		put(pr, ": ");
		print_target(pr, term->targets[i]);
		put(pr, ", ");
	}
	put(pr, "default: ");
	print_target(pr, term->targets[term->case_count]);
	put(pr, " }");
}

static void print_indirect(struct dl_printer *pr, const struct dl_term *term)
{
	put(pr, "goto *");
	dl_print_val(pr, &term->cond);
	put(pr, " {");
	for (uint32_t i = 0; i < term->target_count; i++) {
		put(pr, i ? ", " : " ");
		print_target(pr, term->targets[i]);
	}
	put(pr, " }");
}

static void print_term(struct dl_printer *pr, const struct dl_term *term)
{
	put(pr, "\t");
	switch (term->kind) {
	case DL_TERM_JUMP:
		put(pr, "goto ");
		print_target(pr, term->targets[0]);
		break;
	case DL_TERM_BRANCH:
		put(pr, "br ");
		dl_print_val(pr, &term->cond);
		put(pr, " ? ");
		print_target(pr, term->targets[0]);
		put(pr, " : ");
		print_target(pr, term->targets[1]);
		break;
	case DL_TERM_SWITCH:
		print_switch(pr, term);
		break;
	case DL_TERM_RETURN:
		put(pr, "return");
		if (term->cond.kind != DL_VAL_NONE) {
			put(pr, " ");
			dl_print_val(pr, &term->cond);
		}
		break;
	case DL_TERM_INDIRECT:
		print_indirect(pr, term);
		break;
	case DL_TERM_UNREACHABLE:
		put(pr, "unreachable");
		break;
	}
	dl_print_loc(pr->out, &term->loc);
	put(pr, "\n");
}

/* ---- functions ---- */

static void print_var(struct dl_printer *pr, const struct dl_var *var)
{
	dl_print_name(pr->out, var->name);
	put(pr, ": ");
	dl_print_type(pr, var->type);
	dl_print_loc(pr->out, &var->loc);
	if (var->is_synthetic)
		put(pr, " synthetic");
}

static void print_head(struct dl_printer *pr, const struct dl_func *func)
{
	put(pr, "func ");
	put(pr, func->is_static ? "static " : "");
	put(pr, func->is_inline ? "inline " : "");
	put(pr, func->in_header ? "header " : "");
	dl_print_name(pr->out, func->name);
	put(pr, "(");
	for (uint32_t i = 0; i < func->param_count; i++) {
		if (i)
			put(pr, ", ");
		print_var(pr, &func->vars[i]);
	}
	put(pr, ")");
	if (!dl_type_equal(func->ret, &(struct dl_type){.kind = DL_TYPE_VOID})) {
		put(pr, " -> ");
		dl_print_type(pr, func->ret);
	}
	dl_print_loc(pr->out, &func->loc);
	if (func->end.file || func->end.line || func->end.col || func->end.end_line ||
	    func->end.end_col) {
		put(pr, " end");
		dl_print_loc(pr->out, &func->end);
	}
	put(pr, " {\n");
	for (uint32_t i = 0; i < func->degradation_count; i++) {
		put(pr, "\tdegraded ");
		put_string(pr, func->degradations[i].reason);
		if (func->degradations[i].detail) {
			put(pr, " ");
			put_string(pr, func->degradations[i].detail);
		}
		dl_print_loc(pr->out, &func->degradations[i].loc);
		put(pr, "\n");
	}
	for (uint32_t i = func->param_count; i < func->var_count; i++) {
		put(pr, "\tlocal ");
		print_var(pr, &func->vars[i]);
		put(pr, "\n");
	}
}

static void print_func(struct dl_printer *pr, const struct dl_func *func)
{
	pr->func = func;
	pr->temp_count = 0;
	pr->temp_types = dl_xcalloc(func->temp_count, sizeof(*pr->temp_types));
	print_head(pr, func);
	for (uint32_t i = 0; i < func->block_count; i++) {
		dl_buf_printf(pr->out, "b%" PRIu32 ":\n", i);
		for (uint32_t j = 0; j < func->blocks[i].instr_count; j++)
			print_instr(pr, &func->blocks[i].instrs[j]);
		print_term(pr, &func->blocks[i].term);
	}
	if (pr->temp_count != func->temp_count)
		dl_buf_printf(pr->out, "\ttemps %" PRIu32 "\n", func->temp_count);
	put(pr, "}\n");
	dl_free(pr->temp_types);
	pr->temp_types = NULL;
	pr->func = NULL;
}

/* ---- units ---- */

static void print_global(struct dl_printer *pr, const struct dl_global *global)
{
	put(pr, global->is_definition ? "global " : "extern ");
	put(pr, global->is_static ? "static " : "");
	put(pr, global->is_const ? "const " : "");
	dl_print_name(pr->out, global->name);
	put(pr, ": ");
	dl_print_type(pr, global->type);
	if (global->owner) {
		put(pr, " in ");
		dl_print_name(pr->out, global->owner);
	}
	dl_print_loc(pr->out, &global->loc);
	if (global->ref_count)
		put(pr, " = {");
	for (uint32_t i = 0; i < global->ref_count; i++) {
		put(pr, "\n\t");
		if (*global->refs[i].field) {
			dl_print_name(pr->out, global->refs[i].field);
			put(pr, ": ");
		}
		dl_print_name(pr->out, global->refs[i].func);
		put(pr, ",");
	}
	put(pr, global->ref_count ? "\n}\n" : "\n");
}

static void print_field_decl(struct dl_printer *pr, const char *name, const struct dl_type *type,
			     uint32_t offset, uint32_t size)
{
	put(pr, "\t");
	dl_print_name(pr->out, name);
	put(pr, ": ");
	dl_print_type(pr, type);
	dl_buf_printf(pr->out, " @%" PRIu32, offset);
	if (!type || size != type->size)
		dl_buf_printf(pr->out, "+%" PRIu32, size);
}

static void print_members(struct dl_printer *pr, const struct dl_record *record)
{
	put(pr, " members {\n");
	for (uint32_t i = 0; i < record->member_count; i++) {
		const struct dl_member *m = &record->members[i];

		print_field_decl(pr, m->name, m->type, m->offset, m->size);
		put(pr, m->is_bit_field ? " bits" : "");
		if (m->aligned) {
			put(pr, " aligned ");
			put_string(pr, m->aligned);
		}
		if (m->loc.line) {
			put(pr, " declared");
			dl_print_loc(pr->out, &m->loc);
		}
		put(pr, "\n");
	}
	put(pr, "}");
}

/* A type may name further records: they join the end of the list. */
static void print_record(struct dl_printer *pr, size_t index)
{
	const struct dl_record *record = pr->records.data[index].record;
	size_t first = record->member_count;

	put(pr, "record ");
	dl_print_record_ref(pr, record);
	if (record->size)
		dl_buf_printf(pr->out, " size %" PRIu64, record->size);
	if (record->align)
		dl_buf_printf(pr->out, " align %" PRIu32, record->align);
	if (record->is_union && strncmp(record->name, "union ", 6) != 0)
		put(pr, " union");
	if (record->is_core)
		put(pr, " core");
	if (record->member_count)
		print_members(pr, record);
	for (size_t i = first; i < pr->records.data[index].fields.len; i++) {
		const struct dl_step field = pr->records.data[index].fields.data[i];

		put(pr, i == first ? " {\n" : "");
		print_field_decl(pr, field.field, field.type, field.offset, field.size);
		put(pr, "\n");
	}
	put(pr, pr->records.data[index].fields.len > first ? "}\n" : "\n");
}

static void print_files(struct dl_printer *pr)
{
	const struct dl_unit *unit = pr->unit;

	put(pr, "unit ");
	put_string(pr, unit->path);
	put(pr, " arch ");
	dl_print_name(pr->out, unit->arch);
	put(pr, "\n");
	for (uint32_t i = 0; i < unit->file_count; i++) {
		dl_buf_printf(pr->out, "file %" PRIu32 " ", i);
		put_string(pr, unit->files[i].path);
		put(pr, unit->files[i].is_main ? " main\n" : "\n");
	}
}

static void print_diags(struct dl_printer *pr)
{
	const struct dl_unit *unit = pr->unit;

	for (uint32_t i = 0; i < unit->diag_count; i++) {
		put(pr, "diag ");
		put_string(pr, unit->diags[i].text);
		if (unit->diags[i].func) {
			put(pr, " in ");
			dl_print_name(pr->out, unit->diags[i].func);
		}
		dl_print_loc(pr->out, &unit->diags[i].loc);
		put(pr, "\n");
	}
	if (unit->diag_total != unit->diag_count)
		dl_buf_printf(pr->out, "diags %" PRIu32 "\n", unit->diag_total);
}

static void print_body(struct dl_printer *pr)
{
	const struct dl_unit *unit = pr->unit;

	for (uint32_t i = 0; i < unit->global_count; i++)
		print_global(pr, &unit->globals[i]);
	for (uint32_t i = 0; i < unit->func_count; i++) {
		put(pr, "\n");
		print_func(pr, &unit->funcs[i]);
	}
}

/* The body is printed twice: how a field is written depends on which fields are declared. */
void dl_ir_print_unit(const struct dl_unit *unit, struct dl_buf *out)
{
	struct dl_buf body = {0};
	struct dl_printer pr;

	dl_printer_init(&pr, unit, &body);
	print_body(&pr);
	dl_buf_clear(&body);
	print_body(&pr);
	pr.out = out;
	print_files(&pr);
	print_diags(&pr);
	for (size_t i = 0; i < pr.records.len; i++)
		print_record(&pr, i);
	dl_buf_add(out, body.data, body.len);
	dl_printer_free(&pr);
	dl_buf_free(&body);
}

void dl_ir_print_func(const struct dl_unit *unit, const struct dl_func *func, struct dl_buf *out)
{
	struct dl_buf first = {0};
	struct dl_printer pr;

	dl_printer_init(&pr, unit, &first);
	print_func(&pr, func);
	pr.out = out;
	print_func(&pr, func);
	dl_printer_free(&pr);
	dl_buf_free(&first);
}
