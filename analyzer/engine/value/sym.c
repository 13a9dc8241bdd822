/* SPDX-License-Identifier: Apache-2.0 */
/* Building symbols: hash-consing and constant folding. Looking at them: sym_query.c. */
#include "engine/value/sym.h"

#include "base/hash.h"

/* Open addressing with linear probing; at most half of the slots are in use. */
struct slot {
	uint64_t hash;
	const struct dl_sym *sym;	/* NULL: empty */
};

struct dl_syms {
	struct dl_arena *arena;
	struct slot *slots;		/* there are 1 << bits of them */
	unsigned int bits;
	uint32_t count;
};

#define FIRST_BITS 10

struct dl_syms *dl_syms_new(struct dl_arena *arena)
{
	struct dl_syms *s = dl_xcalloc(1, sizeof(*s));

	s->arena = arena;
	s->bits = FIRST_BITS;
	s->slots = dl_xcalloc((size_t)1 << s->bits, sizeof(*s->slots));
	return s;
}

void dl_syms_free(struct dl_syms *s)
{
	if (!s)
		return;
	dl_free(s->slots);
	dl_free(s);
}

/* A sum of products with odd numbers, none of which waits for another: its upper bits depend on all words. */
static uint64_t sym_hash(const struct dl_sym *k)
{
	uint64_t h = ((uint64_t)k->kind | (uint64_t)k->sub << 8 | (uint64_t)k->is_signed << 16 |
		      (uint64_t)k->older << 17 | (uint64_t)k->size << 32) * 0x9e3779b97f4a7c15ULL;

	h += (uint64_t)k->num * 0xff51afd7ed558ccdULL;
	h += (uintptr_t)k->a * 0xc4ceb9fe1a85ec53ULL;
	h += (uintptr_t)k->b * 0xbf58476d1ce4e5b9ULL;
	h += (uintptr_t)k->site * 0x94d049bb133111ebULL;
	h += (uintptr_t)k->record * 0xd6e8feb86659fd93ULL;
	h += (uintptr_t)k->field * 0xa0761d6478bd642fULL;
	h += (uintptr_t)k->str * 0xe7037ed1a0b428dbULL;
	for (uint32_t i = 0; i < k->arg_count; i++)
		h = dl_hash_word(h, (uintptr_t)k->args[i]);
	return h;
}

static bool sym_same(const struct dl_sym *x, const struct dl_sym *y)
{
	if (x->kind != y->kind || x->sub != y->sub || x->is_signed != y->is_signed ||
	    x->older != y->older || x->size != y->size || x->num != y->num || x->a != y->a ||
	    x->b != y->b || x->site != y->site || x->record != y->record || x->field != y->field ||
	    x->arg_count != y->arg_count || x->str != y->str)
		return false;
	for (uint32_t i = 0; i < x->arg_count; i++)
		if (x->args[i] != y->args[i])
			return false;
	return true;
}

/* The slot of @key, or the empty one where it belongs. */
static struct slot *slot_of(struct dl_syms *s, uint64_t hash, const struct dl_sym *key)
{
	size_t mask = ((size_t)1 << s->bits) - 1, i = (size_t)(hash >> (64 - s->bits));

	while (s->slots[i].sym && !(s->slots[i].hash == hash && key && sym_same(s->slots[i].sym, key)))
		i = (i + 1) & mask;
	return &s->slots[i];
}

static void grow(struct dl_syms *s)
{
	struct slot *old = s->slots;
	size_t count = (size_t)1 << s->bits++;

	s->slots = dl_xcalloc((size_t)1 << s->bits, sizeof(*s->slots));
	for (size_t i = 0; i < count; i++)
		if (old[i].sym)
			*slot_of(s, old[i].hash, NULL) = old[i];
	dl_free(old);
}

/* What @sym mentions because its part does. */
static void add_mentioned(struct dl_sym *sym, const struct dl_sym *part)
{
	if (!part)
		return;
	sym->has_result |= part->has_result;
	sym->has_phi |= part->has_phi;
	sym->has_read |= part->has_read;
	sym->is_inner |= part->is_inner || (sym->scope && part->scope && sym->scope != part->scope);
	if (part->scope)
		sym->scope = part->scope;
	if (sym->height <= part->height)
		sym->height = part->height < UINT8_MAX ? part->height + 1 : UINT8_MAX;
}

static bool is_local_variable(const struct dl_sym *sym)
{
	return sym->kind == DL_SYM_VAR && sym->num >= ((const struct dl_func *)sym->site)->param_count;
}

static const struct dl_sym *add(struct dl_syms *s, const struct dl_sym *key)
{
	struct dl_sym *sym = dl_arena_memdup(s->arena, key, sizeof(*key));

	sym->id = s->count++;
	sym->has_result = key->kind == DL_SYM_RESULT || key->kind == DL_SYM_FETCH;
	sym->has_phi = key->kind == DL_SYM_PHI;
	sym->has_read = key->kind == DL_SYM_LOAD && key->a->kind != DL_SYM_VAR;
	sym->is_inner = key->kind == DL_SYM_UNKNOWN || is_local_variable(key) ||
			(key->kind == DL_SYM_ADDR && dl_sym_whole(key->a)->kind == DL_SYM_VAR);
	sym->scope = key->kind == DL_SYM_VAR ? key->site : NULL;
	add_mentioned(sym, key->a);
	add_mentioned(sym, key->b);
	for (uint32_t n = 0; n < key->arg_count; n++)
		add_mentioned(sym, key->args[n]);
	if (key->arg_count)
		sym->args = dl_arena_memdup(s->arena, key->args, key->arg_count * sizeof(*key->args));
	return sym;
}

static const struct dl_sym *cons(struct dl_syms *s, const struct dl_sym *key)
{
	uint64_t hash = sym_hash(key);
	struct slot *slot = slot_of(s, hash, key);

	if (slot->sym)
		return slot->sym;
	if (s->count >= (uint32_t)1 << (s->bits - 1)) {
		grow(s);
		slot = slot_of(s, hash, NULL);
	}
	*slot = (struct slot){ hash, add(s, key) };
	return slot->sym;
}

const struct dl_sym *dl_sym_int(struct dl_syms *s, int64_t num)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_INT, .num = num });
}

const struct dl_sym *dl_sym_str(struct dl_syms *s, const char *str)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_STR, .str = str });
}

const struct dl_sym *dl_sym_func(struct dl_syms *s, const char *name)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_FUNC, .str = name });
}

const struct dl_sym *dl_sym_addr(struct dl_syms *s, const struct dl_sym *loc)
{
	if (loc->kind == DL_SYM_DEREF)
		return loc->a;
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_ADDR, .a = loc });
}

const struct dl_sym *dl_sym_load(struct dl_syms *s, const struct dl_sym *loc, int64_t version)
{
	const struct dl_sym *load;

	if (!version && loc->start)
		return loc->start;
	load = cons(s, &(struct dl_sym){ .kind = DL_SYM_LOAD, .a = loc, .num = version, .type = loc->type });
	if (!version)
		((struct dl_sym *)(uintptr_t)loc)->start = load;
	return load;
}

const struct dl_sym *dl_sym_result(struct dl_syms *s, const struct dl_instr *site, int64_t num,
				   bool older)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_RESULT, .site = site, .num = num,
					.older = older,
					.type = num == DL_RESULT_VALUE ? site->type : NULL });
}

const struct dl_sym *dl_sym_fetch(struct dl_syms *s, const struct dl_instr *load,
				  const struct dl_sym *loc, bool older)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_FETCH, .site = load, .a = loc, .older = older,
					.type = loc->type });
}

const struct dl_sym *dl_sym_typed(const struct dl_sym *sym, const struct dl_type *type)
{
	if (!sym->type)
		((struct dl_sym *)(uintptr_t)sym)->type = type;
	return sym;
}

const struct dl_sym *dl_sym_made_by(const struct dl_sym *sym, const struct dl_model *model)
{
	if (sym->kind == DL_SYM_RESULT && !sym->model)
		((struct dl_sym *)(uintptr_t)sym)->model = model;
	return sym;
}

void dl_sym_hold(const struct dl_sym *value, const struct dl_sym *var)
{
	if (!value->holder)
		((struct dl_sym *)(uintptr_t)value)->holder = var;
}

const struct dl_sym *dl_sym_holder(const struct dl_sym *value)
{
	return dl_sym_is_location(value) ? NULL : value->holder;
}

const struct dl_sym *dl_sym_phi(struct dl_syms *s, const struct dl_sym *loc, uint32_t head)
{
	const struct dl_sym *phi = loc->joined;

	if (phi && phi->num == head)
		return phi;
	phi = cons(s, &(struct dl_sym){ .kind = DL_SYM_PHI, .a = loc, .num = head });
	((struct dl_sym *)(uintptr_t)loc)->joined = phi;
	return phi;
}

bool dl_bin_fold(enum dl_bin op, int64_t a, int64_t b, int64_t *out)
{
	uint64_t ua = (uint64_t)a, ub = (uint64_t)b;

	switch (op) {
	case DL_BIN_ADD: *out = (int64_t)(ua + ub); return true;
	case DL_BIN_SUB: *out = (int64_t)(ua - ub); return true;
	case DL_BIN_MUL: *out = (int64_t)(ua * ub); return true;
	case DL_BIN_DIV:
		if (b == 0 || (a == INT64_MIN && b == -1))
			return false;
		*out = a / b;
		return true;
	case DL_BIN_REM:
		if (b == 0 || (a == INT64_MIN && b == -1))
			return false;
		*out = a % b;
		return true;
	case DL_BIN_AND: *out = a & b; return true;
	case DL_BIN_OR: *out = a | b; return true;
	case DL_BIN_XOR: *out = a ^ b; return true;
	case DL_BIN_SHL:
		if (ub > 63)
			return false;
		*out = (int64_t)(ua << ub);
		return true;
	case DL_BIN_SHR:
		if (ub > 63)
			return false;
		*out = (int64_t)(ua >> ub);
		return true;
	case DL_BIN_EQ: *out = a == b; return true;
	case DL_BIN_NE: *out = a != b; return true;
	case DL_BIN_LT: *out = a < b; return true;
	case DL_BIN_LE: *out = a <= b; return true;
	case DL_BIN_GT: *out = a > b; return true;
	case DL_BIN_GE: *out = a >= b; return true;
	}
	return false;
}

static bool is_commutative(enum dl_bin op)
{
	return op == DL_BIN_ADD || op == DL_BIN_MUL || op == DL_BIN_AND || op == DL_BIN_OR ||
	       op == DL_BIN_XOR || op == DL_BIN_EQ || op == DL_BIN_NE;
}

static enum dl_bin mirrored(enum dl_bin op)
{
	switch (op) {
	case DL_BIN_LT: return DL_BIN_GT;
	case DL_BIN_LE: return DL_BIN_GE;
	case DL_BIN_GT: return DL_BIN_LT;
	case DL_BIN_GE: return DL_BIN_LE;
	default: return op;
	}
}

static bool is_compare(enum dl_bin op)
{
	return op >= DL_BIN_EQ && op <= DL_BIN_GE;
}

static enum dl_bin negated(enum dl_bin op)
{
	switch (op) {
	case DL_BIN_EQ: return DL_BIN_NE;
	case DL_BIN_NE: return DL_BIN_EQ;
	case DL_BIN_LT: return DL_BIN_GE;
	case DL_BIN_LE: return DL_BIN_GT;
	case DL_BIN_GT: return DL_BIN_LE;
	default: return DL_BIN_LT;
	}
}

/* x +- 0, x * 1, x / 1, x | 0: x */
static bool is_identity(enum dl_bin op, int64_t b)
{
	if (b == 0)
		return op == DL_BIN_ADD || op == DL_BIN_SUB || op == DL_BIN_OR || op == DL_BIN_XOR ||
		       op == DL_BIN_SHL || op == DL_BIN_SHR;
	return b == 1 && (op == DL_BIN_MUL || op == DL_BIN_DIV);
}

const struct dl_sym *dl_sym_bin(struct dl_syms *s, enum dl_bin op, const struct dl_sym *a,
				const struct dl_sym *b)
{
	int64_t num;

	if (a->kind == DL_SYM_INT && b->kind == DL_SYM_INT && dl_bin_fold(op, a->num, b->num, &num))
		return dl_sym_int(s, num);
	/* Constants go right; otherwise the older symbol goes left. */
	if (a->kind == DL_SYM_INT && b->kind != DL_SYM_INT &&
	    (is_commutative(op) || is_compare(op))) {
		const struct dl_sym *t = a;

		a = b;
		b = t;
		op = mirrored(op);
	} else if (is_commutative(op) && b->kind != DL_SYM_INT && a->id > b->id) {
		const struct dl_sym *t = a;

		a = b;
		b = t;
	}
	if (b->kind == DL_SYM_INT && is_identity(op, b->num))
		return a;
	if (a == b && a->kind != DL_SYM_UNKNOWN) {
		if (op == DL_BIN_EQ || op == DL_BIN_LE || op == DL_BIN_GE)
			return dl_sym_int(s, 1);
		if (op == DL_BIN_NE || op == DL_BIN_LT || op == DL_BIN_GT || op == DL_BIN_SUB)
			return dl_sym_int(s, 0);
	}
	/* a mask that fits into the number it was cut to sees the same bits of the whole */
	while (b->kind == DL_SYM_INT && op == DL_BIN_AND && b->num >= 0 && a->kind == DL_SYM_CAST &&
	       a->size && a->size < 8 && b->num < (1LL << (a->size * 8 - 1)) && a->a->kind == DL_SYM_BIN)
		a = a->a;
	/* (x < y) == 0 is x >= y: a condition has one spelling */
	if (b->kind == DL_SYM_INT && (op == DL_BIN_EQ || op == DL_BIN_NE) && a->kind == DL_SYM_BIN &&
	    is_compare(a->sub) && (b->num == 0 || b->num == 1))
		return (op == DL_BIN_EQ) == (b->num == 1) ? a : dl_sym_bin(s, negated(a->sub), a->a, a->b);
	/* (x | c) & c is c, (x & ~c) & c is 0: flags that were just set or cleared */
	if (b->kind == DL_SYM_INT && op == DL_BIN_AND && a->kind == DL_SYM_BIN &&
	    a->b->kind == DL_SYM_INT) {
		if (a->sub == DL_BIN_OR && (a->b->num & b->num) == b->num)
			return b;
		if (a->sub == DL_BIN_AND && (a->b->num & b->num) == 0)
			return dl_sym_int(s, 0);
		if (a->sub == DL_BIN_OR && (a->b->num & b->num) == 0)
			return dl_sym_bin(s, DL_BIN_AND, a->a, b);
	}
	/* x - (x & c) is x & ~c */
	if (op == DL_BIN_SUB && b->kind == DL_SYM_BIN && b->sub == DL_BIN_AND && b->a == a &&
	    b->b->kind == DL_SYM_INT)
		return dl_sym_bin(s, DL_BIN_AND, a, dl_sym_int(s, ~b->b->num));
	/* (x + c1) + c2 */
	if (b->kind == DL_SYM_INT && (op == DL_BIN_ADD || op == DL_BIN_SUB) &&
	    a->kind == DL_SYM_BIN && a->b->kind == DL_SYM_INT &&
	    (a->sub == DL_BIN_ADD || a->sub == DL_BIN_SUB)) {
		/* unsigned: the smallest number has no negative */
		uint64_t inner = (uint64_t)a->b->num, outer = (uint64_t)b->num;

		inner = a->sub == DL_BIN_ADD ? inner : 0 - inner;
		outer = op == DL_BIN_ADD ? outer : 0 - outer;
		return dl_sym_bin(s, DL_BIN_ADD, a->a, dl_sym_int(s, (int64_t)(inner + outer)));
	}
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_BIN, .sub = op, .a = a, .b = b });
}

const struct dl_sym *dl_sym_un(struct dl_syms *s, enum dl_un op, const struct dl_sym *a)
{
	if (a->kind == DL_SYM_INT) {
		if (op == DL_UN_NEG)
			return dl_sym_int(s, (int64_t)(0 - (uint64_t)a->num));
		return dl_sym_int(s, op == DL_UN_NOT ? ~a->num : !a->num);
	}
	if (op == DL_UN_LNOT) {
		if (a->kind == DL_SYM_ADDR || a->kind == DL_SYM_FUNC || a->kind == DL_SYM_STR)
			return dl_sym_int(s, 0);
		if (a->kind == DL_SYM_BIN && is_compare(a->sub))
			return dl_sym_bin(s, negated(a->sub), a->a, a->b);
		/* !x is x == 0: one spelling for every test against zero */
		return dl_sym_bin(s, DL_BIN_EQ, a, dl_sym_int(s, 0));
	}
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_UN, .sub = op, .a = a });
}

static int64_t convert(int64_t num, uint64_t size, bool is_signed)
{
	uint64_t u = (uint64_t)num;

	if (size == 0 || size >= 8)
		return num;
	u &= (1ULL << (size * 8)) - 1;
	if (is_signed && (u >> (size * 8 - 1)))
		u |= ~((1ULL << (size * 8)) - 1);
	return (int64_t)u;
}

const struct dl_sym *dl_sym_cast(struct dl_syms *s, const struct dl_sym *a,
				 const struct dl_type *to)
{
	if (!to)
		return a;
	if (to->kind == DL_TYPE_BOOL) {
		if (a->kind == DL_SYM_BIN && is_compare(a->sub))
			return a;
		return dl_sym_bin(s, DL_BIN_NE, a, dl_sym_int(s, 0));
	}
	if (to->kind != DL_TYPE_INT && to->kind != DL_TYPE_ENUM)
		return a;
	if (a->kind == DL_SYM_INT)
		return dl_sym_int(s, convert(a->num, to->size, to->is_signed));
	if (a->kind == DL_SYM_BIN && is_compare(a->sub))
		return a;
	/* Only a narrowing conversion changes what a value can tell. */
	if (to->size == 0 || to->size >= 8 || (a->type && a->type->size && a->type->size <= to->size))
		return a;
	if (a->kind == DL_SYM_CAST && a->size <= to->size)
		return a;
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_CAST, .a = a, .size = (uint32_t)to->size,
					.is_signed = to->is_signed });
}

const struct dl_sym *dl_sym_container(struct dl_syms *s, const struct dl_sym *a,
				      const struct dl_record *record, const char *field,
				      uint32_t offset)
{
	if (a->kind == DL_SYM_ADDR && a->a->kind == DL_SYM_FIELD && a->a->field == field &&
	    a->a->record == record)
		return dl_sym_addr(s, a->a->a);
	if (offset == 0 && !field)
		return a;
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_CONTAINER, .a = a, .record = record,
					.field = field, .offset = offset });
}

const struct dl_sym *dl_sym_call(struct dl_syms *s, const struct dl_model *model, const char *name,
				 const struct dl_sym **args, uint32_t arg_count)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_CALL, .str = name, .site = model,
					.args = args, .arg_count = arg_count });
}

const struct dl_model *dl_sym_model(const struct dl_sym *call)
{
	return call->site;
}

const struct dl_sym *dl_sym_unknown(struct dl_syms *s, const void *site, int64_t num)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_UNKNOWN, .site = site, .num = num });
}

const struct dl_sym *dl_sym_var(struct dl_syms *s, const struct dl_func *func, uint32_t index)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_VAR, .site = func, .num = index,
					.type = func->vars[index].type });
}

const struct dl_sym *dl_sym_temp(struct dl_syms *s, const struct dl_func *func, uint32_t temp)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_VAR, .site = func,
					.num = (int64_t)func->var_count + temp });
}

const struct dl_sym *dl_sym_global(struct dl_syms *s, const char *name)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_GLOBAL, .str = name });
}

const struct dl_sym *dl_sym_literal(struct dl_syms *s, const char *str)
{
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_LITERAL, .str = str });
}

const struct dl_sym *dl_sym_deref(struct dl_syms *s, const struct dl_sym *value)
{
	if (value->kind == DL_SYM_ADDR)
		return value->a;
	if (!value->pointee)
		((struct dl_sym *)(uintptr_t)value)->pointee =
			cons(s, &(struct dl_sym){ .kind = DL_SYM_DEREF, .a = value });
	return value->pointee;
}

const struct dl_sym *dl_sym_field(struct dl_syms *s, const struct dl_sym *loc,
				  const struct dl_record *record, const char *field, uint32_t offset)
{
	const struct dl_sym *part = loc->part;

	/* The member that container_of() started from: back to where it came from. */
	if (loc->kind == DL_SYM_DEREF && loc->a->kind == DL_SYM_CONTAINER &&
	    loc->a->field == field && loc->a->record == record)
		return dl_sym_deref(s, loc->a->a);
	if (part && part->field == field && part->record == record && part->num == offset)
		return part;
	part = cons(s, &(struct dl_sym){ .kind = DL_SYM_FIELD, .a = loc, .record = record,
					 .field = field, .num = offset });
	((struct dl_sym *)(uintptr_t)loc)->part = part;
	return part;
}

const struct dl_sym *dl_sym_index(struct dl_syms *s, const struct dl_sym *loc,
				  const struct dl_sym *index)
{
	/* p[0] and *p are the same place when p points into no array that we know. */
	if (index->kind == DL_SYM_INT && index->num == 0 && loc->kind == DL_SYM_DEREF)
		return loc;
	return cons(s, &(struct dl_sym){ .kind = DL_SYM_INDEX, .a = loc, .b = index });
}
