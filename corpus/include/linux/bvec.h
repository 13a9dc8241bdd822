/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: a part of a page that a block request reads or writes. */
#ifndef DL_STUB_BVEC_H
#define DL_STUB_BVEC_H

#include <linux/mm.h>

struct bio_vec { struct page *bv_page; unsigned int bv_len, bv_offset; };

#endif
