/* SPDX-License-Identifier: Apache-2.0 */
/* Roles by what they have in common: what the engine asks, so that it has to know none of their names. */
#include "model/model.h"

bool dl_model_makes(const struct dl_model *model)
{
	return model->role == DL_ROLE_MAP || model->role == DL_ROLE_ALLOC;
}

bool dl_model_is_map(const struct dl_model *model)
{
	return model->role == DL_ROLE_MAP;
}

bool dl_model_is_coherent(const struct dl_model *model)
{
	return model->role == DL_ROLE_ALLOC && model->memory == DL_MEM_COHERENT;
}

bool dl_model_is_lent_in_turns(const struct dl_model *model)
{
	return model->role == DL_ROLE_MAP ||
	       (model->role == DL_ROLE_ALLOC && model->memory == DL_MEM_PAGE && model->arg_dir >= 0);
}

bool dl_model_is_sg(const struct dl_model *model)
{
	return model->arg_sg >= 0 || model->failure == DL_FAIL_ZERO ||
	       (model->role == DL_ROLE_MAP && model->failure == DL_FAIL_NEGATIVE);
}

bool dl_model_ends(const struct dl_model *model)
{
	return model->role == DL_ROLE_UNMAP || model->role == DL_ROLE_FREE;
}

bool dl_model_refreshes(const struct dl_model *model)
{
	return model->role == DL_ROLE_SYNC_CPU || model->role == DL_ROLE_SYNC_DEVICE;
}

bool dl_model_gives_back(const struct dl_model *model)
{
	return model->role == DL_ROLE_UNMAP || dl_model_refreshes(model);
}

bool dl_model_is_dma(const struct dl_model *model)
{
	return dl_model_makes(model) || dl_model_ends(model) || dl_model_refreshes(model) ||
	       model->role == DL_ROLE_CHECK;
}

bool dl_model_leaves_pointer(const struct dl_model *model)
{
	return model->gives == DL_GIVES_PAGE || (model->role == DL_ROLE_CONVERT && model->arg_buf >= 0);
}

bool dl_model_is_event(const struct dl_model *model)
{
	switch (model->role) {
	case DL_ROLE_SG_INIT:
	case DL_ROLE_SINK:
	case DL_ROLE_SET_MASK:
	case DL_ROLE_CONVERT:
	case DL_ROLE_HANDBACK: return true;
	default:
		return dl_model_is_dma(model) || model->replacement || model->gives == DL_GIVES_PAGE ||
		       model->gives == DL_GIVES_VIEW;
	}
}
