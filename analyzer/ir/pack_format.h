/* SPDX-License-Identifier: Apache-2.0 */
/* Internal to ir/: flag bits of the packed form, shared by pack.c and unpack.c. */
#ifndef DL_IR_PACK_FORMAT_H
#define DL_IR_PACK_FORMAT_H

#include "base/codec.h"
#include "ir/ir.h"

extern const struct dl_codec dl_pack_codec;

enum {
	/* types: kind in the low four bits */
	PACK_KIND_MASK = 15,
	PACK_SIGNED = 16,
	PACK_CONST = 32,
	/* records */
	PACK_UNION = 1,
	PACK_CORE = 2,
	/* members of records */
	PACK_BIT_FIELD = 1,
	PACK_ALIGNED = 2,    /* the attribute follows */
	PACK_OTHER_SIZE = 4, /* than its type: follows */
	PACK_DECLARED = 8,   /* file, line and column follow */
	/* locations */
	PACK_LOC_NONE = 0,
	PACK_LOC_SAME = 1,
	PACK_LOC_OTHER = 2,
	PACK_LOC_FILE = 4,
	PACK_LOC_END = 8,
	/* values: kind in the low three bits */
	PACK_VAL_MASK = 7,
	PACK_VAL_NAMED = 8,  /* an enumerator's name follows */
	PACK_VAL_USUAL = 16, /* type of the temporary's definition */
	/* places: base in the low two bits */
	PACK_BASE_MASK = 3,
	PACK_PLACE_USUAL = 4, /* base has the type of the variable */
	PACK_PLACE_TYPE = 8,  /* type differs from that of the last step */
	PACK_PLACE_VOLATILE = 16,
	/* calls */
	PACK_CALL_THROUGH = 1,
	PACK_CALL_NORETURN = 2,
	PACK_CALL_PURE = 4,
	/* functions and globals */
	PACK_STATIC = 1,
	PACK_INLINE = 2,
	PACK_HEADER = 4,
	PACK_CONSTANT = 2,
	PACK_DEFINITION = 4,
};

static inline bool pack_has_elem(enum dl_type_kind kind)
{
	return kind == DL_TYPE_PTR || kind == DL_TYPE_ARRAY || kind == DL_TYPE_FUNC;
}

static inline bool pack_has_a(enum dl_op op)
{
	return op == DL_OP_STORE || op == DL_OP_BIN || op == DL_OP_UN || op == DL_OP_CAST ||
	       op == DL_OP_CONTAINER;
}

#endif
