/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Models as summaries: what a model says of a function, in terms of the parameters that it names. The
 * summary has one case, its effects no place: they are done where the call stands.
 */
#include "engine/path/path.h"

#define MAX_EFFECTS 40	/* a sink may name every argument */

struct compiled {
	struct dl_summary summary;
	struct dl_summary_case only;
	struct dl_func func;	/* its parameters are the arguments */
	struct dl_instr call;	/* site of results */
};

struct compiler {
	struct dl_analysis *an;
	const struct dl_model *model;
	struct compiled *to;
	uint32_t effect_count;
	struct dl_effect effects[MAX_EFFECTS];
};

/* ---- parameters ---- */

/* What the model calls its arguments, in text. */
static void name_params(struct compiler *c)
{
	const struct dl_model *m = c->model;
	const struct {
		int8_t at;
		const char *name;
	} named[] = {
		{m->arg_dev, "dev"},	   {m->arg_buf, "cpu"},	    {m->arg_handle, "handle"},
		{m->arg_size, "size"},	   {m->arg_dir, "dir"},	    {m->arg_handle_out, "handle_out"},
		{m->arg_count, "count"},   {m->arg_attrs, "attrs"}, {m->arg_sg, "sg"},
		{m->arg_page, "page"},	   {m->arg_pool, "pool"},   {m->arg_value, "value"},
		{m->arg_write, "write"},   {m->arg_read, "read"},   {m->arg_out, "out"},
	};
	struct dl_func *func = &c->to->func;

	func->name = c->to->call.callee = m->name;
	func->param_count = func->var_count = 32;
	func->vars = DL_NEW_ARRAY(c->an->arena, struct dl_var, 32);
	for (uint32_t i = 0; i < 32; i++)
		func->vars[i].name = "arg";
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (named[i].at >= 0)
			func->vars[named[i].at].name = named[i].name;
}

/* The value of argument @n; NULL when the model has none there. */
static const struct dl_sym *param(const struct compiler *c, int8_t n)
{
	return n < 0 ? NULL :
	       dl_sym_load(c->an->syms, dl_sym_var(c->an->syms, &c->to->func, (uint32_t)n), 0);
}

static const struct dl_sym *result(const struct compiler *c, int64_t number)
{
	return dl_sym_result(c->an->syms, &c->to->call, number, false);
}

/* What the call says of the thing that it makes or ends. */
static struct dl_terms terms_of(const struct compiler *c)
{
	const struct dl_model *m = c->model;

	return (struct dl_terms){
		.dev = param(c, m->arg_dev),
		.buf = param(c, m->arg_buf >= 0 ? m->arg_buf : m->arg_page),
		.size = param(c, m->arg_size),
		.dir = param(c, m->arg_dir),
		/* a call without the argument has none */
		.attrs = m->arg_attrs >= 0 ? param(c, m->arg_attrs) : dl_sym_int(c->an->syms, 0),
		.pool = param(c, m->arg_pool),
		.count = param(c, m->arg_count),
	};
}

/* ---- effects ---- */

static struct dl_effect *add(struct compiler *c, enum dl_effect_kind kind, const struct dl_sym *value)
{
	struct dl_effect *e = &c->effects[c->effect_count++];

	*e = (struct dl_effect){ .kind = kind, .must = true, .certain = true, .value = value,
				 .model = c->model };
	return e;
}

/* The same of an argument, if the model names it. */
static void add_of(struct compiler *c, enum dl_effect_kind kind, int8_t n)
{
	if (n >= 0)
		add(c, kind, param(c, n));
}

static void add_release(struct compiler *c, enum dl_effect_kind kind)
{
	const struct dl_model *m = c->model;
	int8_t n = m->arg_sg >= 0 ? m->arg_sg : m->arg_handle >= 0 ? m->arg_handle :
		   m->arg_buf >= 0 ? m->arg_buf : m->arg_pool;

	/* swapped arguments of a free are DMA222's matter */
	if (m->arg_sg < 0 && m->role != DL_ROLE_FREE)
		add_of(c, DL_EFFECT_HAND, m->arg_handle);
	if (n >= 0)
		add(c, kind, param(c, n))->terms = terms_of(c);
}

static void add_check(struct compiler *c)
{
	add_of(c, DL_EFFECT_HAND, c->model->arg_handle);
	add_of(c, DL_EFFECT_ASK, c->model->arg_handle);
}

static void add_handback(struct compiler *c)
{
	const struct dl_model *m = c->model;
	struct dl_effect *use;

	if (m->arg_sg >= 0 && m->arg_count >= 0)
		add(c, DL_EFFECT_SUBMIT, param(c, m->arg_sg))->terms = (struct dl_terms){
			.count = param(c, m->arg_count), .dev = param(c, m->arg_dev) };
	if (m->arg_sg >= 0)
		add(c, DL_EFFECT_USE_LIST, param(c, m->arg_sg))->use = DL_USE_HANDBACK;
	/* with no value named, any argument may be the handle */
	use = add(c, DL_EFFECT_USE, param(c, m->arg_value));
	use->use = DL_USE_HANDBACK;
	use->terms.dev = param(c, m->arg_dev);
	add(c, DL_EFFECT_TELL, param(c, m->arg_value));
}

static void add_register_write(struct compiler *c)
{
	add_of(c, DL_EFFECT_USE, c->model->arg_value);
	add(c, DL_EFFECT_TELL, param(c, c->model->arg_value));
}

/* What is not 0 when the device writes what it is given. */
static const struct dl_sym *inward(struct compiler *c)
{
	struct dl_syms *s = c->an->syms;
	const struct dl_model *m = c->model;

	if (m->input)
		return dl_sym_int(s, 1);
	return m->arg_way < 0 ? NULL : dl_sym_bin(s, DL_BIN_AND, param(c, m->arg_way),
						  dl_sym_int(s, INT64_C(1) << (m->input_bit - 1)));
}

static void add_sinks(struct compiler *c)
{
	const struct dl_model *m = c->model;

	for (int8_t i = 0; i < 32; i++)
		if (m->sink_mask >> i & 1)
			add(c, DL_EFFECT_SINK, param(c, i))->terms = (struct dl_terms){
				.dir = inward(c), .size = i == m->arg_buf ? param(c, m->arg_size) : NULL };
	add(c, DL_EFFECT_HIDE, NULL);
}

static void add_store(struct compiler *c, int8_t through, const struct dl_sym *value)
{
	struct dl_summary_case *only = &c->to->only;

	if (through >= 0)
		only->stores[only->store_count++] = (struct dl_binding){
			dl_sym_deref(c->an->syms, param(c, through)), value };
}

static void add_access(struct compiler *c)
{
	const struct dl_model *m = c->model;

	/* a copy to the device's own memory */
	if (m->memory == DL_MEM_IOMEM)
		add(c, DL_EFFECT_TELL, NULL);
	add_of(c, DL_EFFECT_FOLLOW, m->arg_write);
	add_of(c, DL_EFFECT_FOLLOW, m->arg_read);
	if (m->arg_write >= 0)
		add(c, DL_EFFECT_WRITE, param(c, m->arg_write))->terms.size = param(c, m->arg_size);
	if (m->arg_read >= 0)
		add(c, DL_EFFECT_READ, param(c, m->arg_read))->terms.size = param(c, m->arg_size);
	/* put_unaligned_le32(): a store in the shape of a call */
	if (m->arg_value >= 0 && m->arg_write >= 0) {
		add_store(c, m->arg_write, param(c, m->arg_value));
		return;
	}
	add_of(c, DL_EFFECT_FILL, m->arg_write);
	add_of(c, DL_EFFECT_COPY, m->arg_read);
}

static void add_pure(struct compiler *c)
{
	const struct dl_model *m = c->model;

	c->to->summary.pure = true;
	if (m->gives == DL_GIVES_POINTER || m->gives == DL_GIVES_VIEW)
		add_of(c, DL_EFFECT_CONVERT, m->arg_page);
}

/* ---- what it makes ---- */

static struct dl_object *add_object(struct compiler *c)
{
	const struct dl_model *m = c->model;
	struct dl_object *o = &c->to->only.objects[c->to->only.object_count++];

	*o = (struct dl_object){
		.number = DL_RESULT_VALUE,
		.model = m,
		.value = result(c, DL_RESULT_VALUE),
		.terms = terms_of(c),
		.state = m->failure == DL_FAIL_NEVER ? DL_OBJ_OK : DL_OBJ_UNCHECKED,
		.escaped = m->managed,
	};
	c->to->only.ret = o->value;
	return o;
}

/* Memory that the caller has is lent to the device. */
static void add_loan(struct compiler *c)
{
	const struct dl_model *m = c->model;
	struct dl_object *o = add_object(c);

	o->sg = param(c, m->arg_sg >= 0 ? m->arg_sg : m->arg_pool);
	if (!dl_model_is_sg(m))
		o->handle = o->value;
}

static void add_allocation(struct compiler *c)
{
	struct dl_object *o = add_object(c);

	o->terms.buf = o->value;
	if (c->model->arg_handle_out >= 0)
		o->handle = result(c, DL_RESULT_HANDLE);
	add_store(c, c->model->arg_handle_out, o->handle);
}

static void add_made(struct compiler *c)
{
	if (c->model->role == DL_ROLE_ALLOC)
		add_allocation(c);
	else
		add_loan(c);
}

/* ---- all of it ---- */

static void compile(struct compiler *c)
{
	const struct dl_model *m = c->model;

	if (dl_model_makes(m)) {
		add_made(c);
		return;
	}
	if (dl_model_ends(m) || dl_model_refreshes(m)) {
		add_release(c, dl_model_ends(m) ? DL_EFFECT_RELEASE : DL_EFFECT_REFRESH);
		return;
	}
	switch (m->role) {
	case DL_ROLE_CHECK: add_check(c); break;
	case DL_ROLE_SET_MASK: c->to->summary.pure = true; break;
	case DL_ROLE_SG_INIT:
		add_of(c, DL_EFFECT_SINK, m->arg_buf);
		add(c, DL_EFFECT_HIDE, NULL);
		break;
	case DL_ROLE_SINK: add_sinks(c); break;
	case DL_ROLE_HANDBACK: add_handback(c); break;
	case DL_ROLE_MMIO_WRITE: add_register_write(c); break;
	case DL_ROLE_PURE:
	case DL_ROLE_CONVERT: add_pure(c); break;
	/* dev_err_probe() returns the error that it is given */
	case DL_ROLE_LOG: c->to->only.ret = param(c, m->arg_value); break;
	case DL_ROLE_CPU_ACCESS: add_access(c); break;
	case DL_ROLE_BUFFER_ALLOC: add_store(c, m->arg_out, result(c, DL_RESULT_HANDLE)); break;
	case DL_ROLE_BUFFER_FREE: add_of(c, DL_EFFECT_FREE_BUFFER, m->arg_buf); break;
	case DL_ROLE_WAIT:
		add(c, DL_EFFECT_HIDE, NULL);
		add(c, DL_EFFECT_WAIT, NULL);
		break;
	/* known to do nothing to objects; it may still write to the locals it is given */
	case DL_ROLE_NONE: c->to->summary.may_write = true; break;
	case DL_ROLE_NORETURN: c->to->summary.never_returns = true; break;
	case DL_ROLE_MANAGED: add(c, DL_EFFECT_MANAGE, NULL); break;
	default: add(c, DL_EFFECT_HIDE, NULL); break;
	}
}

static struct compiled *compiled(struct dl_analysis *an, const struct dl_model *model)
{
	struct compiler c = { .an = an, .model = model };
	struct compiled *to = DL_NEW(an->arena, struct compiled);

	to->summary = (struct dl_summary){ .func = &to->func, .model = model, .visible = true,
					   .case_count = 1, .cases = &to->only };
	c.to = to;
	name_params(&c);
	compile(&c);
	to->only.effect_count = c.effect_count;
	to->only.effects = dl_arena_memdup(an->arena, c.effects, c.effect_count * sizeof(c.effects[0]));
	dl_map_put(&an->modelled, (uintptr_t)model, to);
	return to;
}

const struct dl_summary *dl_summary_of_model(struct dl_analysis *an, const struct dl_model *model)
{
	const struct compiled *to = dl_map_get(&an->modelled, (uintptr_t)model);

	return to ? &to->summary : &compiled(an, model)->summary;
}
