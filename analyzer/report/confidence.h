/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How sure a finding is: a mechanical sum over what it rests on, never a
 * judgement of one rule. The table below is all there is to it; it is printed
 * in docs/confidence.md.
 *
 * A finding starts at high. Every ground that holds moves it: DOWN and UP by
 * one step (never above high; below low it is dropped), MEDIUM and LOW are the
 * most that it can reach, however good the evidence, because of what was
 * measured on real drivers.
 */
#ifndef DL_REPORT_CONFIDENCE_H
#define DL_REPORT_CONFIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "report/finding.h"

enum dl_ground_effect { DL_GROUND_DOWN, DL_GROUND_UP, DL_GROUND_MEDIUM, DL_GROUND_LOW };

/* GROUND(field of struct dl_grounds, effect, what it means) */
#define DL_GROUND_TABLE(GROUND)                                                                    \
	GROUND(budget, DOWN, "a budget dropped all facts on the story")                            \
	GROUND(top, DOWN, "a callee on the story is known only as TOP")                            \
	GROUND(by_slot, DOWN, "the object is identified by its field, not by its value")           \
	GROUND(core_slot, DOWN, "the field is one of a kernel record: others may use it, too")     \
	GROUND(assumed, DOWN, "a condition or a use is assumed that no step of the story shows")   \
	GROUND(several_writers, DOWN, "several calls set the attribute")                           \
	GROUND(long_story, DOWN, "the story goes through more than two calls")                     \
	GROUND(sibling, UP, "another exit of the function does the right thing")                   \
	GROUND(buffer_freed, UP, "the buffer or the container of the handle is freed")             \
	GROUND(others_agree, UP, "all other uses of the field agree with each other")              \
	GROUND(discarded, UP, "the result is thrown away")                                         \
	GROUND(failure_handled, MEDIUM, "the failure was noticed and acted on, a use follows")     \
	GROUND(untested_allocation, MEDIUM, "an allocation is kept untested, no use was seen")     \
	GROUND(alone, MEDIUM, "leak: nothing but this function knowing the handle points to it")   \
	GROUND(kept, MEDIUM, "leak: the handle is stored, others may find it")                     \
	GROUND(unseen_callers, LOW, "leak: only callers out of sight lead to the function: they may undo it") \
	GROUND(passed_on, LOW, "leak: the handle was passed to code out of sight")                 \
	GROUND(joined, LOW, "leak: many ways through a callee were joined, and what tells them apart is lost") \
	GROUND(passed_count, MEDIUM, "hardware gets the count that was passed to the map call")    \
	GROUND(one_entry, LOW, "the list has one entry: the count passed and the one returned are equal") \
	GROUND(page_mix, LOW, "single and page are mixed: wrong, but the same function today")  \
	GROUND(size_decides, MEDIUM, "the memory is unfit only above some size")                   \
	GROUND(other_owner, MEDIUM, "the field of another pointer was told apart by that pointer") \
	GROUND(shape, MEDIUM, "sizes differ by a factor or a term that may be one or zero")        \
	GROUND(same_number, MEDIUM, "an enumerator of another enum: today it has the same number") \
	GROUND(shared, MEDIUM, "ownership: others know the handle, and might sync it")             \
	GROUND(near, MEDIUM, "ownership: the access need not meet the mapped bytes")               \
	GROUND(two_flags, LOW, "two bits of one word decide the path: they may exclude each other") \
	GROUND(guarded, LOW, "a mark of which nothing is known guards the call: it may know better") \
	GROUND(only_read, DOWN, "the device only reads the buffer that is freed too early")         \
	GROUND(was_sent, LOW, "a sent packet is freed before its unmap: the device is done with it") \
	GROUND(meant, LOW, "leak: a message or a comment at the exit says that it is left on purpose")       \
	GROUND(unreferenced, LOW, "nothing refers to the static function: it never runs")                   \
	GROUND(others_entry, LOW, "the field holds other buffers' mappings, too: a neighbour says which is there") \
	GROUND(unnamed_test, LOW, "nothing calls the tested word one that says whether the device is done") \
	GROUND(device_order, MEDIUM, "in which order the device writes the words is a guess by their names")  \
	GROUND(doorbell, MEDIUM, "that the register starts the device is a guess by the value written")       \
	GROUND(counted, LOW, "the register is told how many descriptors there are, not which")               \
	GROUND(told_before, LOW, "something has ordered reads before the test: the device may have been asked there") \
	GROUND(cpus_only, LOW, "a barrier for other CPUs stands between: on most machines it serves a device, too") \
	GROUND(copied_mask, LOW, "the driver copies a DMA mask to the device: what it lacks is an IOMMU") \
	GROUND(strong_order, LOW, "all machines that have it keep the order of stores: only a compiler may change it") \
	GROUND(own_word, LOW, "the driver writes the word that is read, too: the device may not")          \
	GROUND(narrow, LOW, "a test after truncation, where only 32-bit machines have the hardware")       \
	GROUND(meanwhile, MEDIUM, "cache line: the CPU's write has to fall into the transfer")                     \
	GROUND(rare_line, LOW, "cache line: only where lines are longest, or if the buffer is not copied")         \
	GROUND(unread, LOW, "a new rule: its findings on real drivers were not read by others yet")         \
	GROUND(callers, MEDIUM, "what memory the buffer is, is for the callers to say")                        \
	GROUND(threat, MEDIUM, "whether the device can be hostile is for others to say")                     \
	GROUND(masked, LOW, "a mask bounds the value, and how large the memory is, is not seen")             \
	GROUND(hand_compared, LOW, "compared with the error value by hand: works today")

/* What a finding rests on. All false: high. */
struct dl_grounds {
#define DL_GROUND_FIELD(name, effect, text) bool name;
	DL_GROUND_TABLE(DL_GROUND_FIELD)
#undef DL_GROUND_FIELD
};

/* The table as data, for the documentation and its test. */
struct dl_ground_info {
	const char *name;
	enum dl_ground_effect effect;
	const char *text;
	size_t offset;		/* of the field */
};
extern const struct dl_ground_info dl_ground_infos[];
extern const size_t dl_ground_count;

/* DL_CONF_NONE: too weak to be reported. */
enum dl_confidence dl_confidence_of(const struct dl_grounds *grounds);

#endif
