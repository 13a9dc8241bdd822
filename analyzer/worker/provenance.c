/* SPDX-License-Identifier: Apache-2.0 */
/* See provenance.h. */
#include "worker/provenance.h"

#include <stdlib.h>

#include "base/arena.h"

bool dl_type_is_handle(const struct dl_lexicon *lexicon, const struct dl_type *type)
{
	return type && type->name && dl_lexicon_type(lexicon, type->name) == DL_TYPENAME_HANDLE;
}

void dl_provenance_begin(struct dl_provenance *values, const struct dl_lexicon *lexicon,
			 const struct dl_func *func)
{
	values->lexicon = lexicon;
	values->temps = dl_xcalloc(func->temp_count + 1, sizeof(*values->temps));
	values->vars = dl_xcalloc(func->var_count + 1, sizeof(*values->vars));
	for (uint32_t i = 0; i < func->param_count && i < DL_PROVENANCE_PARAMS; i++)
		values->vars[i] = 1u << i;
}

void dl_provenance_end(struct dl_provenance *values)
{
	free(values->temps);
	free(values->vars);
}

uint32_t dl_provenance_of(const struct dl_provenance *values, const struct dl_val *val)
{
	if (val->kind != DL_VAL_TEMP)
		return 0;
	return values->temps[val->num] |
	       (dl_type_is_handle(values->lexicon, val->type) ? DL_PROVENANCE_HANDLE : 0);
}

/* An address inside what a parameter points to comes from the parameter; that of a field does not:
 * a member of the driver's own record is no buffer that a caller has chosen. */
static uint32_t of_address(const struct dl_provenance *values, const struct dl_place *p)
{
	uint32_t derefs = 0;

	for (uint32_t i = 0; i < p->step_count; i++) {
		if (p->steps[i].kind == DL_STEP_FIELD)
			return 0;
		derefs += p->steps[i].kind == DL_STEP_DEREF;
	}
	if (p->base == DL_BASE_TEMP)
		return derefs ? 0 : values->temps[p->index];
	return p->base == DL_BASE_VAR && derefs == 1 ? values->vars[p->index] : 0;
}

void dl_provenance_step(struct dl_provenance *values, const struct dl_instr *in)
{
	const struct dl_place *p = in->place;
	bool is_var = p && p->base == DL_BASE_VAR && !p->step_count;

	if (in->op == DL_OP_STORE) {
		if (is_var)
			values->vars[p->index] |= dl_provenance_of(values, &in->a);
		return;
	}
	if (in->op == DL_OP_DECL || in->dst == DL_NO_TEMP)
		return;
	switch (in->op) {
	case DL_OP_LOAD:
		values->temps[in->dst] = is_var ? values->vars[p->index] : 0;
		break;
	case DL_OP_ADDR:
		values->temps[in->dst] = of_address(values, p);
		break;
	case DL_OP_BIN:
	case DL_OP_UN:
	case DL_OP_CAST:
		values->temps[in->dst] = dl_provenance_of(values, &in->a) | dl_provenance_of(values, &in->b);
		break;
	default:
		break;
	}
}
