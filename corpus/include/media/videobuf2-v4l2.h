/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: buffers of video devices. */
#ifndef DL_STUB_VIDEOBUF2_H
#define DL_STUB_VIDEOBUF2_H

#include <linux/dma-mapping.h>
#include <linux/mutex.h>

#define VB2_MAX_PLANES 8

struct vb2_queue;
enum vb2_buffer_state { VB2_BUF_STATE_DEQUEUED, VB2_BUF_STATE_QUEUED = 4, VB2_BUF_STATE_ACTIVE, VB2_BUF_STATE_DONE,
			VB2_BUF_STATE_ERROR };
struct vb2_buffer { struct vb2_queue *vb2_queue; unsigned int index, num_planes; u64 timestamp; };
struct vb2_v4l2_buffer { struct vb2_buffer vb2_buf; u32 flags, field, sequence; };
#define to_vb2_v4l2_buffer(vb) container_of(vb, struct vb2_v4l2_buffer, vb2_buf)

struct vb2_ops {
	int (*queue_setup)(struct vb2_queue *q, unsigned int *buffers, unsigned int *planes, unsigned int sizes[],
			   struct device *devs[]);
	int (*buf_init)(struct vb2_buffer *vb);
	int (*buf_prepare)(struct vb2_buffer *vb);
	void (*buf_finish)(struct vb2_buffer *vb);
	void (*buf_cleanup)(struct vb2_buffer *vb);
	void (*buf_queue)(struct vb2_buffer *vb);
	int (*start_streaming)(struct vb2_queue *q, unsigned int count);
	void (*stop_streaming)(struct vb2_queue *q);
	void (*wait_prepare)(struct vb2_queue *q);
	void (*wait_finish)(struct vb2_queue *q);
};
struct vb2_mem_ops;
struct vb2_queue {
	unsigned int type, io_modes, buf_struct_size;
	struct device *dev;
	const struct vb2_ops *ops;
	const struct vb2_mem_ops *mem_ops;
	void *drv_priv;
	struct mutex *lock;
};
extern const struct vb2_mem_ops vb2_dma_contig_memops, vb2_dma_sg_memops, vb2_vmalloc_memops;

void *vb2_get_drv_priv(struct vb2_queue *q);
void *vb2_plane_vaddr(struct vb2_buffer *vb, unsigned int plane);
void *vb2_plane_cookie(struct vb2_buffer *vb, unsigned int plane);
unsigned long vb2_plane_size(struct vb2_buffer *vb, unsigned int plane);
void vb2_set_plane_payload(struct vb2_buffer *vb, unsigned int plane, unsigned long size);
void vb2_buffer_done(struct vb2_buffer *vb, enum vb2_buffer_state state);
int vb2_queue_init(struct vb2_queue *q);
void vb2_queue_release(struct vb2_queue *q);
dma_addr_t vb2_dma_contig_plane_dma_addr(struct vb2_buffer *vb, unsigned int plane);
struct sg_table *vb2_dma_sg_plane_desc(struct vb2_buffer *vb, unsigned int plane);

#endif
