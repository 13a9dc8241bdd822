/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: virtually contiguous memory. */
#ifndef DL_STUB_VMALLOC_H
#define DL_STUB_VMALLOC_H

#include <linux/gfp.h>

typedef struct { unsigned long pgprot; } pgprot_t;
#define PAGE_KERNEL	((pgprot_t){ 0 })
#define VM_MAP		0x4ul
#define VM_ALLOC	0x2ul

void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *vmalloc_user(unsigned long size);
void *vmalloc_node(unsigned long size, int node);
void *vzalloc_node(unsigned long size, int node);
void *vmalloc_32(unsigned long size);
void *__vmalloc(unsigned long size, gfp_t gfp);
void *vmalloc_array(size_t n, size_t size);
void *vcalloc(size_t n, size_t size);
void vfree(const void *addr);
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
void vunmap(const void *addr);
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);
bool is_vmalloc_addr(const void *addr);
void flush_kernel_vmap_range(void *addr, int size);
void invalidate_kernel_vmap_range(void *addr, int size);

#endif
