/* SPDX-License-Identifier: Apache-2.0 */
#include <media/videobuf2-v4l2.h>
