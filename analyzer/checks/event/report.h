/* SPDX-License-Identifier: Apache-2.0 */
/* From events to findings. */
#ifndef DL_CHECKS_REPORT_H
#define DL_CHECKS_REPORT_H

#include "engine/program/program.h"

/* Have the rules look at all events of the unit; findings go to @out. */
void dl_events_report(struct dl_analysis *an, struct dl_findings *out);

#endif
