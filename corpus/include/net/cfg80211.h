/* SPDX-License-Identifier: Apache-2.0 */
#include <net/mac80211.h>
