/* SPDX-License-Identifier: Apache-2.0 */
#include <net/page_pool.h>
