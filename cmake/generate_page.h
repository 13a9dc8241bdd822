/* SPDX-License-Identifier: Apache-2.0 */
/* Of cmake/generate.c: a rule's page as an element of dl_rule_infos. */
#ifndef DL_CMAKE_GENERATE_PAGE_H
#define DL_CMAKE_GENERATE_PAGE_H

#include "generate_text.h"

/*
 * Check the page @path of rules/@folder and append its struct dl_rule_info to
 * @elements and the lists it points to to @lists. A wrong page ends the
 * program with "file:line: error: what". False when there is no such file.
 */
bool add_page(struct dl_buf *lists, struct dl_buf *elements, const char *path, const char *folder);

#endif
