/* SPDX-License-Identifier: Apache-2.0 */
/* What dmalint dmesg writes. */
#ifndef DL_CLI_DMESG_H
#define DL_CLI_DMESG_H

#include "cli/klog_explain.h"

/* @explanations: one for each report of @log, which is called @name. */
void dl_dmesg_write_text(FILE *out, const char *name, const struct dl_klog *log,
			 const struct dl_klog_explanation *explanations);
void dl_dmesg_write_json(FILE *out, const char *name, const struct dl_klog *log,
			 const struct dl_klog_explanation *explanations);

#endif
