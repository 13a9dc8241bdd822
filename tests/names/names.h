/* SPDX-License-Identifier: Apache-2.0 */
/* What findings may quote: names of the source, none of the analyzer's own. */
#ifndef DL_TESTS_NAMES_H
#define DL_TESTS_NAMES_H

/* NULL when all that @message quotes can stand in a source; else what is wrong with it. */
const char *names_trouble(const char *message);

#endif
