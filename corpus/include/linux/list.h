/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: linked lists. */
#ifndef DL_STUB_LIST_H
#define DL_STUB_LIST_H

#include <linux/kernel.h>

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)
#define INIT_HLIST_HEAD(h)	((h)->first = NULL)

void INIT_LIST_HEAD(struct list_head *list);
void list_add(struct list_head *item, struct list_head *head);
void list_add_tail(struct list_head *item, struct list_head *head);
void list_del(struct list_head *entry);
void list_del_init(struct list_head *entry);
void list_move(struct list_head *list, struct list_head *head);
void list_move_tail(struct list_head *list, struct list_head *head);
void list_replace_init(struct list_head *old, struct list_head *item);
void list_splice(const struct list_head *list, struct list_head *head);
void list_splice_init(struct list_head *list, struct list_head *head);
void list_splice_tail(struct list_head *list, struct list_head *head);
void list_splice_tail_init(struct list_head *list, struct list_head *head);
void list_rotate_left(struct list_head *head);
int list_empty(const struct list_head *head);
int list_empty_careful(const struct list_head *head);
int list_is_last(const struct list_head *list, const struct list_head *head);
int list_is_first(const struct list_head *list, const struct list_head *head);
int list_is_singular(const struct list_head *head);

#define list_entry(p, type, m)		container_of(p, type, m)
#define list_first_entry(p, type, m)	list_entry((p)->next, type, m)
#define list_last_entry(p, type, m)	list_entry((p)->prev, type, m)
#define list_first_entry_or_null(p, type, m) (list_empty(p) ? NULL : list_first_entry(p, type, m))
#define list_next_entry(p, m)		list_entry((p)->m.next, __typeof__(*(p)), m)
#define list_prev_entry(p, m)		list_entry((p)->m.prev, __typeof__(*(p)), m)
#define list_for_each(p, head)		for (p = (head)->next; p != (head); p = p->next)
#define list_for_each_safe(p, n, head)	for (p = (head)->next, n = p->next; p != (head); p = n, n = p->next)
#define list_for_each_entry(p, head, m)                                                            \
	for (p = list_first_entry(head, __typeof__(*p), m); &p->m != (head);                       \
	     p = list_next_entry(p, m))
#define list_for_each_entry_reverse(p, head, m)                                                    \
	for (p = list_last_entry(head, __typeof__(*p), m); &p->m != (head);                        \
	     p = list_prev_entry(p, m))
#define list_for_each_entry_safe(p, n, head, m)				\
	for (p = list_first_entry(head, __typeof__(*p), m), n = list_next_entry(p, m); \
	     &p->m != (head); p = n, n = list_next_entry(n, m))
#define list_for_each_entry_continue(p, head, m)			\
	for (p = list_next_entry(p, m); &p->m != (head); p = list_next_entry(p, m))
#define list_for_each_entry_from(p, head, m) for (; &p->m != (head); p = list_next_entry(p, m))
#define list_for_each_entry_rcu(p, head, m, cond...) list_for_each_entry(p, head, m)
#define list_add_tail_rcu		list_add_tail
#define list_add_rcu			list_add
#define list_del_rcu			list_del

struct llist_node { struct llist_node *next; };
struct llist_head { struct llist_node *first; };
void hlist_add_head(struct hlist_node *n, struct hlist_head *h);
void hlist_del(struct hlist_node *n);
int hlist_empty(const struct hlist_head *h);

#endif
