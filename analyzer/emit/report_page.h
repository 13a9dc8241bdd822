/* SPDX-License-Identifier: Apache-2.0 */
/* The page of the html format: reports/html/, put together by cmake/report_page.cmake. */
#ifndef DL_EMIT_REPORT_PAGE_H
#define DL_EMIT_REPORT_PAGE_H

/* @DATA@ stands where the data goes. */
extern const char dl_report_page[];

#endif
