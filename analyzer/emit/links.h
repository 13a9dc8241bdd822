/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses that the output names. DMALINT_HOMEPAGE comes from the build when the project has one.
 */
#ifndef DL_EMIT_LINKS_H
#define DL_EMIT_LINKS_H

#define DL_SARIF_SCHEMA \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

#ifdef DMALINT_HOMEPAGE
#define DL_INFORMATION_URI DMALINT_HOMEPAGE
#else
/* The document that the rules enforce. */
#define DL_INFORMATION_URI "https://docs.kernel.org/core-api/dma-api-howto.html"
#endif

#endif
