/* SPDX-License-Identifier: Apache-2.0 */
/* Internal to ir/: the state of printing the text form, shared by print.c and print_value.c. */
#ifndef DL_IR_PRINTER_H
#define DL_IR_PRINTER_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "ir/ir.h"

/* A record that the text has named, its members, and other fields it has used, as first met. */
struct dl_record_use {
	const struct dl_record *record;
	unsigned int nth;	       /* among records of the same name */
	DL_VEC(struct dl_step) fields; /* members, then others by offset */
};

struct dl_printer {
	const struct dl_unit *unit;
	const struct dl_func *func;
	struct dl_buf *out;
	DL_VEC(struct dl_record_use) records;
	struct dl_map record_index;	   /* record -> index + 1 */
	struct dl_map record_names;	   /* name -> records of that name */
	const struct dl_type **temp_types; /* of temporaries defined so far, by number */
	uint32_t temp_count;		   /* 1 + highest temporary named so far */
};

void dl_printer_init(struct dl_printer *pr, const struct dl_unit *unit, struct dl_buf *out);
void dl_printer_free(struct dl_printer *pr);

void dl_print_name(struct dl_buf *out, const char *name);
void dl_print_string(struct dl_buf *out, const char *text, char quote);
void dl_print_loc(struct dl_buf *out, const struct dl_loc *loc); /* with a space in front */
void dl_print_record_ref(struct dl_printer *pr, const struct dl_record *record);
void dl_print_type(struct dl_printer *pr, const struct dl_type *type);
void dl_print_val(struct dl_printer *pr, const struct dl_val *val);
void dl_print_place(struct dl_printer *pr, const struct dl_place *place);

#endif
