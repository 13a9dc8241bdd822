/* SPDX-License-Identifier: Apache-2.0 */
#include <scsi/scsi_host.h>
