/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an access meets a mapped buffer: must-equal pointers, offsets inside the mapped size. */
#include <string.h>

#include "checks/ownership/owner.h"
#include "engine/state/explorer.h"

/* `buf + len` is behind a buffer of len bytes; elements are at least a byte each. */
static bool is_behind(const struct dl_object *o, const struct dl_sym *offset)
{
	if (!o->terms.size)
		return false;
	if (o->terms.size->kind == DL_SYM_INT)
		return offset->kind == DL_SYM_INT && offset->num >= o->terms.size->num;
	return dl_sym_mentions(offset, dl_sym_strip(o->terms.size));
}

/* @pointer is the mapped address @base, or @base plus something. */
static enum dl_overlap points_into(const struct dl_object *o, const struct dl_sym *pointer,
				   const struct dl_sym *base)
{
	enum dl_overlap overlap = DL_OVERLAP_SURE;

	for (;;) {
		if (pointer == base)
			return overlap;
		if (pointer->kind == DL_SYM_CAST) {
			pointer = pointer->a;
		} else if (pointer->kind == DL_SYM_BIN && pointer->sub == DL_BIN_ADD) {
			bool swapped = dl_sym_pointer_side(pointer) == pointer->b;

			if (is_behind(o, swapped ? pointer->a : pointer->b))
				return DL_OVERLAP_NONE;
			pointer = swapped ? pointer->b : pointer->a;
			overlap = DL_OVERLAP_LIKELY;
		} else {
			return DL_OVERLAP_NONE;
		}
	}
}

bool dl_is_page_address(const struct dl_sym *call)
{
	const struct dl_model *m = dl_sym_model(call);

	return call->arg_count == 1 && m && m->gives == DL_GIVES_PAGE_ADDRESS;
}

/* The address of the page that is mapped, for a pointer derived from it. */
static enum dl_overlap points_into_page(const struct dl_sym *pointer,
					const struct dl_sym *page)
{
	const struct dl_sym *base = dl_sym_pointer_base(pointer);

	if (base->kind != DL_SYM_CALL || !dl_is_page_address(base) || base->args[0] != page)
		return DL_OVERLAP_NONE;
	return DL_OVERLAP_LIKELY;
}

/* Bytes from @outer to @loc, which lies in it; false when an index is not known. */
static bool byte_offset(const struct dl_sym *loc, const struct dl_sym *outer, int64_t *offset)
{
	*offset = 0;
	for (; loc != outer; loc = loc->a) {
		if (loc->kind == DL_SYM_FIELD)
			*offset += loc->num;
		else if (loc->b->kind == DL_SYM_INT && loc->type && loc->type->size)
			*offset += loc->b->num * loc->type->size;
		else
			return false;
	}
	return true;
}

static enum dl_overlap within_size(const struct dl_object *o, const struct dl_sym *loc,
				   const struct dl_sym *outer, enum dl_overlap overlap)
{
	int64_t offset;

	if (!byte_offset(loc, outer, &offset))
		return DL_OVERLAP_LIKELY;
	/* a length that is not known covers at least the head of the buffer */
	if (overlap != DL_OVERLAP_SURE || !o->terms.size || o->terms.size->kind != DL_SYM_INT)
		return overlap;
	return offset >= 0 && offset < o->terms.size->num ? DL_OVERLAP_SURE : DL_OVERLAP_NONE;
}

static const struct dl_sym *mapped_address(const struct dl_object *o)
{
	return o->terms.buf ? dl_sym_strip(o->terms.buf) : NULL;
}

enum dl_overlap dl_overlap_place(const struct dl_object *o, const struct dl_sym *loc)
{
	const struct dl_sym *address = mapped_address(o), *place, *whole;
	enum dl_overlap overlap;

	if (!address)
		return DL_OVERLAP_NONE;
	if (address->kind == DL_SYM_ADDR) {
		place = address->a;
		/* &array[0] is the array */
		if (place->kind == DL_SYM_INDEX && place->b->kind == DL_SYM_INT && !place->b->num)
			place = place->a;
		for (whole = loc; whole != place; whole = whole->a)
			if (whole->kind != DL_SYM_FIELD && whole->kind != DL_SYM_INDEX)
				return DL_OVERLAP_NONE;
		return within_size(o, loc, place, DL_OVERLAP_SURE);
	}
	whole = dl_sym_whole(loc);
	if (whole->kind != DL_SYM_DEREF)
		return DL_OVERLAP_NONE;
	if (o->model->arg_page >= 0)
		return points_into_page(whole->a, address);
	overlap = points_into(o, whole->a, address);
	return overlap == DL_OVERLAP_NONE ? overlap : within_size(o, loc, whole, overlap);
}

enum dl_overlap dl_overlap_pointer(const struct dl_object *o, const struct dl_sym *pointer)
{
	const struct dl_sym *address = mapped_address(o), *p = dl_sym_strip(pointer);

	if (!address)
		return DL_OVERLAP_NONE;
	if (p == address)
		return o->model->arg_page >= 0 ? DL_OVERLAP_NONE : DL_OVERLAP_SURE;
	if (p->kind == DL_SYM_ADDR)
		return dl_overlap_place(o, p->a);
	if (o->model->arg_page >= 0)
		return points_into_page(p, address);
	return points_into(o, p, address);
}

bool dl_overlap_list(const struct dl_object *o, const struct dl_sym *list)
{
	return o->sg && dl_sym_strip(list) == dl_sym_strip(o->sg);
}

bool dl_overlap_owner(const struct dl_object *o, const struct dl_sym *owner, const char *reaches)
{
	const struct dl_sym *p = o->terms.buf ? dl_sym_pointer_base(o->terms.buf) : NULL;

	return p && p->kind == DL_SYM_LOAD && p->a->kind == DL_SYM_FIELD &&
	       !strcmp(p->a->field, reaches) && p->a->a->kind == DL_SYM_DEREF &&
	       p->a->a->a == dl_sym_strip(owner);
}
