/* SPDX-License-Identifier: Apache-2.0 */
/* How the host starts the worker program, and how both know that they are of one build. */
#ifndef DL_WIRE_START_H
#define DL_WIRE_START_H

#define DL_WORKER_PROGRAM  "dmalint-worker"
#define DL_WORKER_ARGUMENT "--for-libdmalint"

/* Descriptors that the worker program is started with. */
#define DL_WORKER_SOCKET   3 /* messages (channel.h) */
#define DL_WORKER_LIFELINE 4 /* a pipe that is never written to; closed when the host is gone */

/* Version, and a hash of all source that the build was made of. */
extern const char dl_build_id[];
/* The same of what makes packed IR and what is said of files; not of engine, checks and rules. */
extern const char dl_parse_id[];

/* MiB that the program may take while it chooses files, where a worker may take @limit. */
#define DL_CHOOSING_MIB(limit) ((limit) && (limit) < 1024 ? 1024 : (limit))

#endif
