/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libdmalint: find misuse of the Linux DMA API in driver source. All of its
 * stable interface; docs/library.md and docs/examples/ show how it is used.
 */
#ifndef DMALINT_DMALINT_H
#define DMALINT_DMALINT_H

#include <dmalint/baseline.h>
#include <dmalint/cache.h>
#include <dmalint/common.h>
#include <dmalint/emit.h>
#include <dmalint/file.h>
#include <dmalint/finding.h>
#include <dmalint/fix.h>
#include <dmalint/model.h>
#include <dmalint/rule.h>
#include <dmalint/scan.h>
#include <dmalint/store.h>

#endif
