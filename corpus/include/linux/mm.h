/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: memory areas, and what mm.h pulls in. */
#ifndef DL_STUB_MM_H
#define DL_STUB_MM_H

#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/completion.h>

struct file;
struct mm_struct;
struct vm_area_struct {
	unsigned long vm_start, vm_end;
	unsigned long vm_pgoff;
	unsigned long vm_flags;
	pgprot_t vm_page_prot;
	struct mm_struct *vm_mm;
	void *vm_private_data;
	struct file *vm_file;
};
#define VM_READ		0x1ul
#define VM_WRITE	0x2ul
#define VM_SHARED	0x8ul
#define VM_IO		0x4000ul
#define VM_DONTEXPAND	0x40000ul
#define FOLL_WRITE	0x01
#define FOLL_LONGTERM	0x100
pgprot_t pgprot_noncached(pgprot_t prot);
pgprot_t pgprot_writecombine(pgprot_t prot);
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot);
int io_remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		       unsigned long size, pgprot_t prot);
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
void vm_flags_set(struct vm_area_struct *vma, unsigned long flags);

#endif
