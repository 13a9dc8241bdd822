/* SPDX-License-Identifier: Apache-2.0 */
/* Internal to ir/: columns and flag bits of the packed form, shared by pack.c and unpack.c. */
#ifndef DL_IR_PACK_FORMAT_H
#define DL_IR_PACK_FORMAT_H

#include "base/codec.h"
#include "ir/ir.h"

extern const struct dl_codec dl_pack_codec;

/*
 * Numbers of a kind stand together, each kind in a column: what follows in one is like what precedes it, and
 * a compressor sees that.
 */
enum pack_column {
	/* tables */
	PACK_RECORD_NAMES,
	PACK_RECORDS, /* size, flags */
	PACK_TYPE_NAMES,
	PACK_TYPE_KINDS, /* and flags */
	PACK_TYPE_SIZES, /* and counts of elements */
	PACK_TYPE_PARTS, /* types of elements */
	PACK_TYPE_RECORDS,
	PACK_FIELD_RECORDS,
	PACK_FIELD_NAMES,
	PACK_FIELD_OFFSETS,
	PACK_FIELD_SIZES,
	PACK_FIELD_TYPES,
	PACK_LAYOUTS, /* record, alignment, number of members */
	PACK_MEMBERS, /* flags */
	PACK_MEMBER_NAMES,
	PACK_MEMBER_TYPES,
	PACK_MEMBER_GAPS, /* and sizes */
	PACK_MEMBER_LOCS,
	/* the unit */
	PACK_HEADS, /* of unit, globals, functions and variables: counts and flags */
	PACK_HEAD_NAMES,
	PACK_HEAD_TYPES,
	PACK_OPS,
	PACK_NAMES,
	PACK_TYPES,
	PACK_RESULTS, /* types */
	PACK_DEFINED, /* temporaries */
	PACK_PLACES,  /* flags */
	PACK_VARS,
	PACK_STEPS, /* numbers and kinds */
	PACK_FIELDS,
	PACK_VALUES, /* flags */
	PACK_TEMPS,
	PACK_NUMBERS,
	PACK_CALLS,   /* flags, numbers of arguments */
	PACK_TARGETS, /* and numbers of them */
	PACK_LOCS,    /* flags */
	PACK_FILES,
	PACK_LINES,
	PACK_COLS,  /* on another line */
	PACK_MOVES, /* on the same */
	PACK_ENDS,
	PACK_COLUMNS,
};

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
	PACK_LOC_LINE = 8, /* another one */
	PACK_LOC_END = 16,
	PACK_LOC_LONG = 32, /* ends on another line */
	/* instructions: operation, or terminator, in the low four bits */
	PACK_OP_MASK = 15,
	PACK_TERM = 128,
	PACK_NEXT = 16,	       /* defines the temporary, or declares the variable, after the last one */
	PACK_NO_TEMP = 32,
	PACK_USUAL_TYPE = 64, /* of the place that is loaded, or of the last instruction like this */
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
	PACK_CALL_INDIRECT = 8,
	PACK_CALL_WRITTEN = 16, /* the name in the source follows */
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
