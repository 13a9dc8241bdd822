/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DL_CLI_VERSION_H
#define DL_CLI_VERSION_H

/* Print the versions of dmalint, libclang, SQLite and Jansson. */
int dl_cli_version(void);

#endif
